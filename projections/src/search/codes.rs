//! Card and serial numbers in memory, one after the other, so that any fragment of any of them is
//! found by reading through them once.
//!
//! Rows of `asset_code` are only added and leave no gap in their keys: the n-th number here is the
//! row of key n. Rows of a reader's snapshot that are not here yet are loaded before it looks; what
//! it finds are keys of assets, and it reads these in its own snapshot, where newer ones are not.

use std::sync::{PoisonError, RwLock};

use memchr::{memchr, memchr_iter, memmem};
use rusqlite::Connection;

use crate::Result;

/// Bytes in a chunk: small enough to count the lines before a hit, large enough not to be many.
const CHUNK: usize = 256 * 1_024;
/// Stands between two numbers; folding leaves none inside.
const END: u8 = b'\n';

/// All numbers, shared by the readers of one file.
#[derive(Debug, Default)]
pub(crate) struct Codes {
    arena: RwLock<Arena>,
}

#[derive(Debug, Default)]
struct Arena {
    chunks: Vec<Chunk>,
    /// How many numbers there are, which is the key of the last.
    count: i64,
    /// Whether any number holds other than ASCII characters.
    beyond_ascii: bool,
}

#[derive(Debug)]
struct Chunk {
    bytes: Vec<u8>,
    /// The asset of each of its numbers.
    assets: Vec<u32>,
}

impl Codes {
    /// Loads the numbers of the snapshot that are not here yet.
    pub(crate) fn extend(&self, db: &Connection) -> Result<()> {
        let last: Option<i64> =
            db.prepare_cached("select max(key) from asset_code")?.query_row([], |row| row.get(0))?;
        if last.unwrap_or(0) <= self.arena.read().unwrap_or_else(PoisonError::into_inner).count {
            return Ok(());
        }
        let mut arena = self.arena.write().unwrap_or_else(PoisonError::into_inner);
        let mut statement = db.prepare_cached("select code, asset from asset_code where key > ?1 order by key")?;
        let mut rows = statement.query([arena.count])?;
        while let Some(row) = rows.next()? {
            arena.push(row.get_ref(0)?.as_bytes().unwrap_or_default(), row.get(1)?);
        }
        Ok(())
    }

    /// Keys of assets with a number that contains a folded fragment, each as often as it has such
    /// numbers, up to `most`; and whether there are more.
    pub(crate) fn find(&self, db: &Connection, fragment: &str, most: usize) -> Result<(Vec<u32>, bool)> {
        self.extend(db)?;
        let arena = self.arena.read().unwrap_or_else(PoisonError::into_inner);
        Ok(arena.find(fragment, most))
    }
}

impl Arena {
    fn push(&mut self, code: &[u8], asset: u32) {
        self.count += 1;
        self.beyond_ascii |= !code.is_ascii();
        let room = |chunk: &&mut Chunk| chunk.bytes.len() + code.len() < CHUNK;
        if let Some(chunk) = self.chunks.last_mut().filter(room) {
            chunk.push(code, asset);
        } else {
            let mut chunk = Chunk { bytes: Vec::with_capacity(CHUNK), assets: Vec::new() };
            chunk.push(code, asset);
            self.chunks.push(chunk);
        }
    }

    fn find(&self, fragment: &str, most: usize) -> (Vec<u32>, bool) {
        let mut assets = Vec::new();
        if fragment.is_empty() || (!fragment.is_ascii() && !self.beyond_ascii) {
            return (assets, false);
        }
        let finder = memmem::Finder::new(fragment);
        for chunk in &self.chunks {
            if chunk.find(&finder, most, &mut assets) {
                return (assets, true);
            }
        }
        (assets, false)
    }
}

impl Chunk {
    fn push(&mut self, code: &[u8], asset: u32) {
        self.bytes.extend_from_slice(code);
        self.bytes.push(END);
        self.assets.push(asset);
    }

    /// Adds the assets of its hits; true once there are more than `most`.
    fn find(&self, finder: &memmem::Finder<'_>, most: usize, assets: &mut Vec<u32>) -> bool {
        let (mut counted, mut place) = (0, 0);
        while let Some(hit) = finder.find(&self.bytes[counted..]) {
            let hit = counted + hit;
            place += memchr_iter(END, &self.bytes[counted..hit]).count();
            if assets.len() == most {
                return true;
            }
            assets.extend(self.assets.get(place));
            // One hit in a number is enough: go on behind its end.
            match memchr(END, &self.bytes[hit..]) {
                Some(end) => counted = hit + end + 1,
                None => return false,
            }
            place += 1;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arena(codes: &[&str]) -> Arena {
        let mut arena = Arena::default();
        for (asset, code) in (1..).zip(codes) {
            arena.push(code.as_bytes(), asset);
        }
        arena
    }

    #[test]
    fn a_fragment_is_found_at_the_start_in_the_middle_and_at_the_end() {
        let arena = arena(&["sh2024-0001", "sh2024-0002", "x0001y"]);
        assert_eq!(arena.find("0001", 10), (vec![1, 3], false));
        assert_eq!(arena.find("sh20", 10), (vec![1, 2], false));
        assert_eq!(arena.find("2024-0002", 10), (vec![2], false));
        assert_eq!(arena.find("9", 10), (vec![], false));
    }

    #[test]
    fn a_number_with_two_hits_is_found_once_and_neighbours_do_not_run_together() {
        let arena = arena(&["1212", "34", "56"]);
        assert_eq!(arena.find("12", 10), (vec![1], false));
        assert_eq!(arena.find("1234", 10), (vec![], false));
    }

    #[test]
    fn the_limit_is_kept_and_said() {
        let arena = arena(&["a1", "a2", "a3"]);
        assert_eq!(arena.find("a", 2), (vec![1, 2], true));
        assert_eq!(arena.find("a", 3), (vec![1, 2, 3], false));
    }

    #[test]
    fn numbers_are_told_apart_across_chunks() {
        let codes: Vec<String> = (1..=60_000).map(|number| format!("card-{number:08}")).collect();
        let arena = arena(&codes.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(arena.chunks.len() > 2);
        assert_eq!(arena.find("00059999", 10), (vec![59_999], false));
        assert_eq!(arena.find("card-00020001", 10), (vec![20_001], false));
    }
}
