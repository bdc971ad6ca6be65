//! Bytes on disk: `blobs/<first two digits>/<sha256>`, each written whole before it has its name.
//!
//! Nodes of one machine share the directory. Who keeps bytes holds a lock together with others until the event that
//! names them is in the log; who removes orphans holds it alone.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use cangliu_domain::blob::Sha256;
use sha2::Digest as _;

use crate::incoming::{Incoming, digest};

const FOLDER: &str = "blobs";
const INCOMING: &str = "incoming";
const LOCK: &str = "lock";
/// Digits of a digest that name the folder it lies in.
const FOLDER_DIGITS: usize = 2;
/// Bytes hashed at a time.
const BLOCK: usize = 1 << 18;

/// Where bytes lie.
#[derive(Debug, Clone)]
pub struct Directory {
    root: PathBuf,
}

/// Bytes that are on disk under their name, with the lock that keeps them from being removed as orphans until the log
/// names them.
#[derive(Debug)]
pub struct Kept {
    /// What they are named by.
    pub sha256: Sha256,
    /// How many they are.
    pub bytes: u64,
    _lock: File,
}

/// What came of copying bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brought {
    /// They lie in both directories.
    Whole,
    /// What lies under their name is something else.
    Spoilt,
    /// They are not there.
    Missing,
}

/// Bytes that lie in a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// What they are named by.
    pub sha256: Sha256,
    /// How many they are.
    pub bytes: u64,
    /// When they were put there last.
    pub since: SystemTime,
}

impl Directory {
    /// The directory beside a people store. Nothing is made until bytes come.
    #[must_use]
    pub fn beside(people_dir: &Path) -> Self {
        Self { root: people_dir.join(FOLDER) }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// Where the bytes of a digest lie, if they are there.
    #[must_use]
    pub fn file(&self, sha256: &Sha256) -> PathBuf {
        self.root.join(&sha256.as_str()[..FOLDER_DIGITS]).join(sha256.as_str())
    }

    /// Begins to take bytes. Waits for the disk, as everything here.
    ///
    /// # Errors
    /// The system's.
    pub fn begin(&self) -> io::Result<Incoming> {
        let incoming = self.root.join(INCOMING);
        make(&incoming)?;
        tempfile::Builder::new().tempfile_in(incoming).map(Incoming::new)
    }

    /// Puts bytes under their name: when this returns, they survive a power cut.
    ///
    /// # Errors
    /// The system's.
    pub fn keep(&self, incoming: Incoming) -> io::Result<Kept> {
        let lock = self.lock()?;
        lock.lock_shared()?;
        let (file, sha256, bytes) = incoming.finish();
        file.as_file().sync_all()?;
        let target = self.file(&sha256);
        let folder = target.parent().unwrap_or(&self.root);
        make(folder)?;
        // Over bytes that are there: they are the same, unless the disk spoilt them.
        file.persist(&target).map_err(|error| error.error)?;
        sync(folder)?;
        sync(&self.root)?;
        Ok(Kept { sha256, bytes, _lock: lock })
    }

    /// Opens bytes for reading; `None` where there are none.
    ///
    /// # Errors
    /// The system's.
    pub fn open(&self, sha256: &Sha256) -> io::Result<Option<File>> {
        absent_is_none(File::open(self.file(sha256)))
    }

    /// Hashes bytes anew; `None` where there are none.
    ///
    /// # Errors
    /// The system's.
    pub fn hash(&self, sha256: &Sha256) -> io::Result<Option<Sha256>> {
        let Some(mut file) = self.open(sha256)? else { return Ok(None) };
        let (mut hash, mut block) = (sha2::Sha256::default(), vec![0; BLOCK]);
        loop {
            let length = file.read(&mut block)?;
            if length == 0 {
                return Ok(Some(digest(hash)));
            }
            hash.update(&block[..length]);
        }
    }

    /// Copies bytes from another directory, unless they lie here whole; what is not what its name says stays there.
    ///
    /// # Errors
    /// The system's.
    pub fn bring(&self, from: &Self, sha256: &Sha256) -> io::Result<Brought> {
        if self.hash(sha256)?.as_ref() == Some(sha256) {
            return Ok(Brought::Whole);
        }
        let Some(mut file) = from.open(sha256)? else { return Ok(Brought::Missing) };
        let (mut incoming, mut block) = (self.begin()?, vec![0; BLOCK]);
        loop {
            let length = file.read(&mut block)?;
            if length == 0 {
                break;
            }
            incoming.write(&block[..length])?;
        }
        if incoming.sha256() != *sha256 {
            return Ok(Brought::Spoilt);
        }
        self.keep(incoming).map(|_kept| Brought::Whole)
    }

    /// Removes what `is_orphan` names and what a cut-off upload left, while nobody puts bytes in; answers what was
    /// removed, in the order of the digests. Nothing younger than `before` goes.
    ///
    /// # Errors
    /// The system's, or those of `is_orphan`.
    pub fn sweep<E: From<io::Error>>(
        &self,
        before: SystemTime,
        orphans: impl FnOnce(Vec<Stored>) -> Result<Vec<Sha256>, E>,
    ) -> Result<Vec<Sha256>, E> {
        if absent_is_none(fs::metadata(&self.root))?.is_none() {
            return Ok(Vec::new());
        }
        let lock = self.lock()?;
        lock.lock()?;
        for left in entries(&self.root.join(INCOMING))? {
            if left.metadata()?.modified()? < before {
                fs::remove_file(left.path())?;
            }
        }
        let mut old = self.all()?;
        old.retain(|stored| stored.since < before);
        let orphans = orphans(old)?;
        for sha256 in &orphans {
            fs::remove_file(self.file(sha256))?;
            sync(self.file(sha256).parent().unwrap_or(&self.root))?;
        }
        Ok(orphans)
    }

    /// All that lies here, in the order of the digests.
    ///
    /// # Errors
    /// The system's.
    pub fn all(&self) -> io::Result<Vec<Stored>> {
        let mut all = Vec::new();
        for folder in entries(&self.root)? {
            let name = folder.file_name();
            if name.len() != FOLDER_DIGITS || !folder.file_type()?.is_dir() {
                continue;
            }
            for file in entries(&folder.path())? {
                let Some(sha256) = file.file_name().to_str().and_then(Sha256::parse) else { continue };
                let told = file.metadata()?;
                all.push(Stored { sha256, bytes: told.len(), since: told.modified()? });
            }
        }
        all.sort_by(|a, b| a.sha256.cmp(&b.sha256));
        Ok(all)
    }

    fn lock(&self) -> io::Result<File> {
        make(&self.root)?;
        File::options().create(true).truncate(false).write(true).open(self.root.join(LOCK))
    }
}

fn absent_is_none<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}

fn entries(directory: &Path) -> io::Result<Vec<fs::DirEntry>> {
    absent_is_none(fs::read_dir(directory))?.map_or_else(|| Ok(Vec::new()), Iterator::collect)
}

/// Makes a directory that only its owner looks into, durably.
fn make(directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory)?;
    directory.ancestors().skip(1).take(2).try_for_each(sync)
}

fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::incoming::named;

    fn put(directory: &Directory, content: &[u8]) -> Kept {
        let mut incoming = directory.begin().unwrap();
        for piece in content.chunks(3) {
            incoming.write(piece).unwrap();
        }
        directory.keep(incoming).unwrap()
    }

    fn here() -> (tempfile::TempDir, Directory) {
        let place = tempfile::tempdir().unwrap();
        let directory = Directory::beside(place.path());
        (place, directory)
    }

    #[test]
    fn bytes_are_kept_under_their_digest() {
        let (place, directory) = here();
        let kept = put(&directory, b"abc");
        assert_eq!(kept.sha256.as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(kept.bytes, 3);
        let path = place.path().join("blobs/ba").join(kept.sha256.as_str());
        assert_eq!(fs::read(path).unwrap(), b"abc");
        assert_eq!(directory.hash(&kept.sha256).unwrap(), Some(kept.sha256));
    }

    #[test]
    fn the_same_bytes_again_mend_what_the_disk_spoilt() {
        let (_place, directory) = here();
        let sha256 = put(&directory, b"abc").sha256;
        fs::write(directory.file(&sha256), b"abd").unwrap();
        assert_ne!(directory.hash(&sha256).unwrap(), Some(sha256.clone()));
        put(&directory, b"abc");
        assert_eq!(directory.hash(&sha256).unwrap(), Some(sha256));
        assert_eq!(directory.all().unwrap().len(), 1);
    }

    #[test]
    fn what_did_not_come_to_its_end_leaves_nothing() {
        let (_place, directory) = here();
        let mut incoming = directory.begin().unwrap();
        incoming.write(b"half").unwrap();
        drop(incoming);
        assert_eq!(entries(&directory.path().join(INCOMING)).unwrap().len(), 0);
        assert!(directory.all().unwrap().is_empty());
        assert!(directory.open(&named(&"0".repeat(64))).unwrap().is_none());
    }

    #[test]
    fn orphans_go_and_what_is_young_or_named_stays() {
        let (_place, directory) = here();
        let (orphan, named) = (put(&directory, b"orphan").sha256, put(&directory, b"named").sha256);
        let ago = SystemTime::now() - Duration::from_secs(60);
        let all_of = |stored: Vec<Stored>| Ok::<_, io::Error>(stored.into_iter().map(|blob| blob.sha256).collect());
        assert_eq!(directory.sweep(ago, all_of).unwrap(), []);
        let later = SystemTime::now() + Duration::from_secs(60);
        let but_named = |stored: Vec<Stored>| {
            let left = stored.into_iter().map(|blob| blob.sha256).filter(|sha256| *sha256 != named);
            Ok::<_, io::Error>(left.collect())
        };
        assert_eq!(directory.sweep(later, but_named).unwrap(), [orphan]);
        assert_eq!(directory.all().unwrap().len(), 1);
    }

    #[test]
    fn bytes_are_brought_whole_or_not_at_all() {
        let ((_a, from), (_b, to)) = (here(), here());
        let (whole, spoilt) = (put(&from, b"whole").sha256, put(&from, b"spoilt").sha256);
        fs::write(from.file(&spoilt), b"other").unwrap();
        assert_eq!(to.bring(&from, &whole).unwrap(), Brought::Whole);
        assert_eq!(to.bring(&from, &spoilt).unwrap(), Brought::Spoilt);
        assert_eq!(to.bring(&from, &named(&"0".repeat(64))).unwrap(), Brought::Missing);
        assert_eq!(to.all().unwrap().len(), 1);
        // What lies there whole needs no source.
        assert_eq!(to.bring(&here().1, &whole).unwrap(), Brought::Whole);
    }

    #[test]
    fn nothing_is_swept_while_bytes_wait_for_their_event() {
        let (_place, directory) = here();
        let kept = put(&directory, b"abc");
        let lock = directory.lock().unwrap();
        assert!(lock.try_lock().is_err());
        drop(kept);
        assert!(lock.try_lock().is_ok());
    }

    #[test]
    fn where_nothing_was_put_there_is_nothing() {
        let (place, directory) = here();
        assert!(directory.all().unwrap().is_empty());
        let none = |_| Ok::<_, io::Error>(Vec::new());
        assert!(directory.sweep(SystemTime::now(), none).unwrap().is_empty());
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    }
}
