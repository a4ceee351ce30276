//! Workbooks on disk: kept under the SHA-256 of their bytes, written so that a name never stands for half a file.
use crate::audit::service::hex;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

/// The largest workbook that is taken, in bytes: 20 MB.
pub const BYTES_MAX: u64 = 20 * 1024 * 1024;

/// A file that is being received. Dropped before [`Incoming::keep`] it leaves nothing behind. While it is open it is locked: who
/// cleans up sees that somebody is at work on it.
pub struct Incoming {
    data: PathBuf,
    temp: PathBuf,
    file: tokio::fs::File,
    hash: Sha256,
    bytes: u64,
    kept: bool,
}

/// A file that is safe on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Lower-case hexadecimal.
    pub sha256: String,
    pub bytes: u64,
}

impl Incoming {
    /// # Errors
    /// The data folder cannot be written.
    pub async fn open(data: &Path) -> io::Result<Incoming> {
        let folder = folder(data, "incoming")?;
        let temp = folder.join(Uuid::now_v7().simple().to_string());
        // Made at once: a visitor who leaves while another thread makes the file would leave it there.
        let file = File::create_new(&temp)?;
        // Where files cannot be locked, their age alone says whether they are left over.
        let _ = file.try_lock();
        let file = tokio::fs::File::from_std(file);
        Ok(Incoming { data: data.to_owned(), temp, file, hash: Sha256::new(), bytes: 0, kept: false })
    }

    /// # Errors
    /// The disk refused.
    pub async fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.hash.update(chunk);
        self.bytes += chunk.len() as u64;
        self.file.write_all(chunk).await
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Synced, named by its hash, and the folder synced: it survives a power cut from here on. A file that is already
    /// there is the same file.
    ///
    /// # Errors
    /// The disk refused.
    pub async fn keep(mut self) -> io::Result<Kept> {
        self.file.flush().await?;
        self.file.sync_all().await?;
        let sha256 = hex(&std::mem::take(&mut self.hash).finalize());
        let place = place(&self.data, &sha256);
        let home = place.parent().unwrap_or(&self.data);
        private_folder(home)?;
        fs::rename(&self.temp, &place)?;
        self.kept = true;
        sync_folder(home)?;
        Ok(Kept { sha256, bytes: self.bytes })
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if !self.kept {
            // The clean-up at the next start takes what cannot be removed now.
            let _ = fs::remove_file(&self.temp);
        }
    }
}

/// Where the file with this hash lies.
pub fn place(data: &Path, sha256: &str) -> PathBuf {
    // Hashes come from the database; anything else must not become a path.
    let safe = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
    let name = if safe { sha256 } else { "none" };
    data.join("files").join(&name[..2]).join(name)
}

/// A folder under the data folder that only this program's user may look into.
pub fn folder(data: &Path, name: &str) -> io::Result<PathBuf> {
    let folder = data.join(name);
    private_folder(&folder)?;
    Ok(folder)
}

fn private_folder(folder: &Path) -> io::Result<()> {
    if !folder.is_dir() {
        fs::create_dir_all(folder)?;
    }
    // Also where it was copied back from somewhere: what people wrote lies there unsealed.
    if fs::metadata(folder)?.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Writes a file so that its name stands for the old content or the new, never for a part.
///
/// # Errors
/// The disk refused.
pub fn replace(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let mut out = io::BufWriter::new(File::create(&part)?);
    content(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    fs::rename(&part, path)?;
    sync_folder(path.parent().unwrap_or(path))
}

/// Removes what a killed program left: half-received files, half-written results, results of filings that are gone, and
/// workbooks that no filing names. What is being received is locked and stays; of the others those younger than an hour before
/// `now` stay: another program may be at work on them. Answers how many files went.
///
/// # Errors
/// A folder cannot be read.
pub fn clean_up(
    data: &Path,
    now: chrono::DateTime<chrono::Utc>,
    staged: impl Fn(Uuid) -> bool,
    named: impl Fn(&str) -> bool,
) -> io::Result<usize> {
    let old = std::time::SystemTime::from(now - chrono::Duration::hours(1));
    let mut gone = 0;
    let drop_old = |path: &Path| {
        let aged = path.metadata().and_then(|meta| meta.modified()).is_ok_and(|at| at < old);
        usize::from(aged && fs::remove_file(path).is_ok())
    };
    for path in entries(&data.join("incoming"))? {
        match File::open(&path).map(|file| file.try_lock()) {
            Ok(Err(fs::TryLockError::WouldBlock)) => {}
            // Nobody holds it, so nobody will ever name it.
            Ok(Ok(())) => gone += usize::from(fs::remove_file(&path).is_ok()),
            _ => gone += drop_old(&path),
        }
    }
    for path in entries(&data.join("staged"))? {
        let name = name_of(&path);
        let wanted = name.split_once('.').and_then(|(id, _)| id.parse().ok()).is_some_and(&staged);
        if name.ends_with(".part") || !wanted {
            gone += drop_old(&path);
        }
    }
    for shelf in entries(&data.join("files"))? {
        for path in entries(&shelf)?.into_iter().filter(|path| !named(&name_of(path))) {
            gone += drop_old(&path);
        }
    }
    Ok(gone)
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Duration, Utc};

    fn data() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    #[tokio::test]
    async fn a_file_is_kept_under_its_hash_and_twice_is_once() {
        let data = data();
        for _ in 0..2 {
            let mut incoming = Incoming::open(data.path()).await.expect("opened");
            incoming.write(b"hel").await.expect("written");
            incoming.write(b"lo").await.expect("written");
            let kept = incoming.keep().await.expect("kept");
            assert_eq!(kept.bytes, 5);
            assert_eq!(kept.sha256, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
            assert_eq!(fs::read(place(data.path(), &kept.sha256)).expect("there"), b"hello");
        }
        assert_eq!(entries(&data.path().join("incoming")).expect("listed").len(), 0);
        assert_eq!(entries(&data.path().join("files/2c")).expect("listed").len(), 1);
    }

    #[tokio::test]
    async fn an_upload_that_breaks_off_leaves_nothing() {
        let data = data();
        let mut incoming = Incoming::open(data.path()).await.expect("opened");
        incoming.write(b"half").await.expect("written");
        drop(incoming);
        assert_eq!(entries(&data.path().join("incoming")).expect("listed").len(), 0);
    }

    #[test]
    fn no_hash_becomes_a_path_of_its_own() {
        let data = Path::new("/data");
        assert_eq!(place(data, "../../etc/passwd"), Path::new("/data/files/no/none"));
        assert_eq!(place(data, ""), Path::new("/data/files/no/none"));
    }

    #[tokio::test]
    async fn what_is_being_received_is_left_alone_and_what_nobody_receives_goes_at_once() {
        let data = data();
        let mut incoming = Incoming::open(data.path()).await.expect("opened");
        incoming.write(b"half").await.expect("written");
        fs::write(data.path().join("incoming/left-over"), "x").expect("written");
        let clean = || clean_up(data.path(), Utc::now(), |_| false, |_| false).expect("cleaned");
        assert_eq!(clean(), 1, "the one that nobody receives");
        let kept = incoming.keep().await.expect("still there");
        assert_eq!(kept.bytes, 4);
        assert_eq!(clean(), 0);
    }

    #[tokio::test]
    async fn a_visitor_who_leaves_at_any_moment_leaves_nothing() {
        let data = data();
        for polls in 0..12 {
            let receive = async {
                let mut incoming = Incoming::open(data.path()).await?;
                incoming.write(b"hel").await?;
                tokio::task::yield_now().await;
                incoming.write(b"lo").await?;
                tokio::task::yield_now().await;
                io::Result::Ok(incoming)
            };
            let mut receive = Box::pin(receive);
            let mut looking = std::task::Context::from_waker(std::task::Waker::noop());
            for _ in 0..polls {
                if receive.as_mut().poll(&mut looking).is_ready() {
                    break;
                }
            }
            drop(receive);
        }
        // What other threads were still doing for them is done by now.
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        assert_eq!(entries(&data.path().join("incoming")).expect("listed").len(), 0);
    }

    #[test]
    fn clean_up_takes_orphans_and_leaves_what_is_named_or_new() {
        let data = data();
        let (wanted, gone) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let paths = [
            "incoming/half".to_owned(),
            format!("staged/{wanted}.jsonl"),
            format!("staged/{wanted}.index.part"),
            format!("staged/{gone}.jsonl"),
            "files/aa/aa-named".to_owned(),
            "files/bb/bb-orphan".to_owned(),
        ];
        for path in &paths {
            let path = data.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, "x").expect("written");
        }
        let clean = |now| clean_up(data.path(), now, |id| id == wanted, |sha| sha == "aa-named").expect("cleaned");
        assert_eq!(clean(Utc::now()), 1, "everything is new but what nobody receives");
        assert_eq!(clean(Utc::now() + Duration::hours(2)), 3);
        let left: Vec<bool> = paths.iter().map(|path| data.path().join(path).exists()).collect();
        assert_eq!(left, [false, true, false, false, true, false]);
    }

    #[test]
    fn a_replaced_file_is_old_or_new_when_writing_fails() {
        let data = data();
        let path = data.path().join("x.index");
        replace(&path, |out| out.write_all(b"old")).expect("written");
        let failed = replace(&path, |out| {
            out.write_all(b"half of the n")?;
            Err(io::Error::other("the disk is full"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path).expect("there"), b"old");
    }
}
