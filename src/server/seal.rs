//! Identity numbers are kept sealed: only with the key, which is never in the database, can they be read again.
use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use hmac::Mac;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Seals short texts with AES-256-GCM and makes keyed indexes (HMAC-SHA-256) to find equal ones.
#[derive(Clone)]
pub struct Seal {
    cipher: Aes256Gcm,
    index_key: [u8; 32],
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal")
    }
}

impl Seal {
    /// Reads the key file of a data folder, making it (readable by its owner only) when there is none.
    ///
    /// # Errors
    /// The file cannot be read or made, is not a key, or others may read it.
    pub fn open(data: &Path) -> anyhow::Result<Seal> {
        let path = data.join("seal.key");
        if !path.exists() {
            let mut key = [0_u8; 32];
            getrandom::fill(&mut key).map_err(|e| anyhow::anyhow!("no random numbers: {e}"))?;
            let opened = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
            let mut file = opened.with_context(|| format!("make {}", path.display()))?;
            file.write_all(BASE64.encode(key).as_bytes())?;
            file.sync_all()?;
        }
        let mode = std::fs::metadata(&path)?.permissions().mode();
        anyhow::ensure!(mode & 0o077 == 0, "{} can be read by others: chmod 600", path.display());
        let text = std::fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
        let key = BASE64.decode(text.trim()).context("the key file is not base64")?;
        let key: [u8; 32] = key.try_into().map_err(|_| anyhow::anyhow!("the key file does not hold 32 bytes"))?;
        Ok(Seal::with_key(key))
    }

    pub fn with_key(key: [u8; 32]) -> Seal {
        let part = |label: &str| -> [u8; 32] { Sha256::new().chain_update(label).chain_update(key).finalize().into() };
        Seal { cipher: Aes256Gcm::new(&Key::<Aes256Gcm>::from(part("seal"))), index_key: part("index") }
    }

    /// Two seals of one text differ.
    pub fn seal(&self, text: &str) -> anyhow::Result<String> {
        let mut nonce = [0_u8; 12];
        getrandom::fill(&mut nonce).map_err(|e| anyhow::anyhow!("no random numbers: {e}"))?;
        let sealed =
            self.cipher.encrypt(&Nonce::from(nonce), text.as_bytes()).map_err(|_| anyhow::anyhow!("seal a text"))?;
        Ok(BASE64.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// # Errors
    /// The text was not sealed with this key, or was changed since.
    pub fn open_text(&self, sealed: &str) -> anyhow::Result<String> {
        let bytes = BASE64.decode(sealed).context("not a sealed text")?;
        let (nonce, body) = bytes.split_at_checked(12).context("not a sealed text")?;
        let nonce: [u8; 12] = nonce.try_into().context("not a sealed text")?;
        let plain =
            self.cipher.decrypt(&Nonce::from(nonce), body).map_err(|_| anyhow::anyhow!("sealed with another key"))?;
        String::from_utf8(plain).context("not a sealed text")
    }

    /// The same for equal texts, tells nothing about them without the key.
    pub fn index(&self, text: &str) -> String {
        let mut mac = <hmac::Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.index_key)
            .expect("HMAC takes a key of any length");
        mac.update(text.as_bytes());
        crate::audit::service::hex(&mac.finalize().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_with_its_key_only() {
        let seal = Seal::with_key([7; 32]);
        let text = "000000199001011234";
        let sealed = seal.seal(text).expect("seals");
        assert!(!sealed.contains(text));
        assert_ne!(sealed, seal.seal(text).expect("seals"));
        assert_eq!(seal.open_text(&sealed).expect("opens"), text);
        assert!(Seal::with_key([8; 32]).open_text(&sealed).is_err());
        assert_eq!(seal.index(text), seal.index(text));
        assert_ne!(seal.index(text), Seal::with_key([8; 32]).index(text));
    }

    #[test]
    fn the_key_file_is_for_its_owner_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let sealed = Seal::open(folder.path()).expect("makes a key").seal("a").expect("seals");
        assert_eq!(Seal::open(folder.path()).expect("finds the key").open_text(&sealed).expect("opens"), "a");
        let path = folder.path().join("seal.key");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("chmod");
        assert!(Seal::open(folder.path()).is_err());
    }
}
