//! The trace `recorder.c` writes, read back.

use std::path::Path;

/// A change to the directory, or a sync.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// The file got its name, being made or renamed.
    Named { name: String },
    /// Bytes were written at an offset.
    Written { offset: usize, bytes: Vec<u8> },
    /// The file was cut or stretched.
    Resized { length: usize },
    /// The file lost its name.
    Unlinked,
    /// The file's records before this number are on disk.
    Synced { before: usize },
    /// The directory's names recorded before this number are on disk.
    NamesSynced { before: usize },
}

/// A change and the file it is of. A file keeps its number; a name that is used again is another file.
#[derive(Debug)]
pub(crate) struct Record {
    pub(crate) file: u32,
    pub(crate) change: Change,
}

const HEAD_BYTES: usize = 17;

pub(crate) fn read(path: &Path) -> Vec<Record> {
    let bytes = std::fs::read(path).unwrap();
    let mut rest = bytes.as_slice();
    let mut records = Vec::new();
    while let Some((head, after)) = rest.split_at_checked(HEAD_BYTES) {
        let number = |from: usize| u32::from_le_bytes(head[from..from + 4].try_into().unwrap());
        let a = usize::try_from(u64::from_le_bytes(head[5..13].try_into().unwrap())).unwrap();
        let (own, next) = after.split_at(number(13) as usize);
        records.push(Record { file: number(1), change: change(head[0], a, own) });
        rest = next;
    }
    assert!(rest.is_empty(), "the trace ends in the middle of a record");
    records
}

fn change(kind: u8, a: usize, bytes: &[u8]) -> Change {
    match kind {
        b'C' | b'R' => Change::Named { name: String::from_utf8(bytes.to_vec()).unwrap() },
        b'W' => Change::Written { offset: a, bytes: bytes.to_vec() },
        b'T' => Change::Resized { length: a },
        b'U' => Change::Unlinked,
        b'S' => Change::Synced { before: a },
        b'D' => Change::NamesSynced { before: a },
        // 'N' among them: the directory was empty, so no file can have been there before.
        other => panic!("unexpected record {}", char::from(other)),
    }
}
