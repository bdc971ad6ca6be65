//! What a disk may hold after the power failed at some point of a trace.
//!
//! Whatever a finished sync vouches for is there. Of everything else any subset may be: each write is kept, dropped or
//! torn into sectors of which some are there, whatever came before or after it. Names follow the same rule by syncs of
//! the directory, which is stricter than ext4 (where syncing a new file keeps its name too).

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use crate::trace::{Change, Record};

/// A small random generator with a seed, so that each image can be made again.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// How rough a crash is, in percent.
struct Roughness {
    kept: usize,
    torn: usize,
    sector: usize,
}

/// The files after a crash, and how much the crash did.
#[derive(Default)]
pub(crate) struct Image {
    files: BTreeMap<String, Vec<u8>>,
    pub(crate) dropped: usize,
    pub(crate) torn: usize,
}

impl Image {
    /// The disk after the power failed when the first `cut` records had happened.
    pub(crate) fn after_crash(trace: &[Record], cut: usize, random: &mut Random) -> Self {
        let roughness = Roughness {
            kept: random.one_of(&[0, 10, 50, 90, 100]),
            torn: random.one_of(&[0, 30, 80]),
            sector: random.one_of(&[512, 4_096]),
        };
        let happened = &trace[..cut];
        let durable = Durable::of(happened);
        let mut image = Self::default();
        let mut names: HashMap<u32, String> = HashMap::new();
        let mut contents: HashMap<u32, Vec<u8>> = HashMap::new();
        for (number, record) in happened.iter().enumerate() {
            let content = contents.entry(record.file).or_default();
            let is_kept = durable.holds(number, record) || random.happens(roughness.kept);
            match &record.change {
                Change::Synced { .. } | Change::NamesSynced { .. } => {}
                _ if !is_kept => image.dropped += 1,
                Change::Named { name } => drop(names.insert(record.file, name.clone())),
                Change::Unlinked => drop(names.remove(&record.file)),
                Change::Resized { length } => content.resize(*length, 0),
                Change::Written { offset, bytes } => {
                    if durable.holds(number, record) || !random.happens(roughness.torn) {
                        write(content, *offset, bytes);
                    } else {
                        image.torn += 1;
                        tear(content, *offset, bytes, roughness.sector, random);
                    }
                }
            }
        }
        // In order of making: where two files have one name, the later one has it.
        let mut named: Vec<_> = names.into_iter().collect();
        named.sort_unstable();
        image.files =
            named.into_iter().map(|(file, name)| (name, contents.remove(&file).unwrap_or_default())).collect();
        image
    }

    /// Puts the files into a new directory.
    pub(crate) fn write_to(&self, directory: &Path) {
        std::fs::create_dir(directory).unwrap();
        for (name, content) in &self.files {
            std::fs::write(directory.join(name), content).unwrap();
        }
    }
}

/// Which records the finished syncs vouch for.
struct Durable {
    files: HashMap<u32, usize>,
    names: usize,
}

impl Durable {
    fn of(happened: &[Record]) -> Self {
        let mut durable = Self { files: HashMap::new(), names: 0 };
        for record in happened {
            match record.change {
                Change::Synced { before } => {
                    let known = durable.files.entry(record.file).or_default();
                    *known = before.max(*known);
                }
                Change::NamesSynced { before } => durable.names = before.max(durable.names),
                _ => {}
            }
        }
        durable
    }

    fn holds(&self, number: usize, record: &Record) -> bool {
        match record.change {
            Change::Named { .. } | Change::Unlinked => number < self.names,
            _ => number < self.files.get(&record.file).copied().unwrap_or(0),
        }
    }
}

fn write(content: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    content[offset..end].copy_from_slice(bytes);
}

fn tear(content: &mut Vec<u8>, offset: usize, bytes: &[u8], sector: usize, random: &mut Random) {
    let mut start = 0;
    while start < bytes.len() {
        // Sectors are those of the disk, not of the write.
        let end = ((offset + start) / sector * sector + sector - offset).min(bytes.len());
        if random.happens(50) {
            write(content, offset + start, &bytes[start..end]);
        }
        start = end;
    }
}
