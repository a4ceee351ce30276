//! A quick hash for telling the rows of one file apart: words are multiplied and folded. The map that holds the hashes
//! hashes them again with a secret of its own.
use std::hash::Hasher;

#[derive(Debug, Clone, Copy)]
pub(super) struct Mix(u64);

impl Mix {
    pub(super) fn new() -> Mix {
        Mix(0x9e37_79b9_7f4a_7c15)
    }

    fn add(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word).wrapping_mul(0xa076_1d64_78bd_642f);
        // The low and the high half folded; the word again, so that no product is the end of all that came before.
        self.0 = (product as u64 ^ (product >> 64) as u64).wrapping_add(word.rotate_left(32)) ^ 0xe703_7ed1_a0b4_28db;
    }
}

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..piece.len()].copy_from_slice(piece);
            self.add(u64::from_le_bytes(word));
        }
        self.add(bytes.len() as u64);
    }

    fn write_u8(&mut self, n: u8) {
        self.add(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.add(n);
    }

    fn write_usize(&mut self, n: usize) {
        self.add(n as u64);
    }

    fn finish(&self) -> u64 {
        let product = u128::from(self.0).wrapping_mul(0x8ebc_6af0_9c88_c6e3);
        product as u64 ^ (product >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::hash::Hash;

    #[test]
    fn rows_that_differ_in_anything_have_hashes_of_their_own() {
        let of = |cells: &[&str]| {
            let mut mix = Mix::new();
            cells.iter().for_each(|cell| cell.hash(&mut mix));
            mix.finish()
        };
        let mut seen = HashSet::new();
        for n in 0..20_000 {
            let (name, day) = (format!("工人{n}"), format!("2022-{:02}-{:02}", n % 12 + 1, n % 28 + 1));
            assert!(seen.insert(of(&[&name, &day, "8"])), "{n}");
            assert!(seen.insert(of(&[&day, &name, "8"])), "{n}, in another order");
        }
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["", "a"]), of(&["a", ""]));
        assert_eq!(of(&["同", "样"]), of(&["同", "样"]));
    }
}
