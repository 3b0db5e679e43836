//! Documents: files named by the SHA-256 of their bytes, whole and durable before an event may
//! name them.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use sha2::{Digest as _, Sha256};

use super::desk::Layout;
use super::disk::{Disk, RealDisk, is_full, private_file, private_folder, sync_folder};
use super::error::{Damage, Result, StoreError, io_at};
use super::ids::{ActId, Digest, digest_from_hex, hex};
use super::journal::FREE_FLOOR;

/// How long a document that no event names may stay: its act may still be on the way.
pub const UNNAMED_KEPT: Duration = Duration::from_secs(24 * 3600);

/// The documents of one desk.
#[derive(Clone, Debug)]
pub struct Documents {
    folder: PathBuf,
}

impl Documents {
    /// The documents in a desk's folder.
    pub fn of(desk: &Path) -> Documents {
        Documents {
            folder: Layout::of(desk).documents(),
        }
    }

    /// Begins to take a document of at most `limit` bytes in. Documents leave the room free that
    /// the journal keeps for itself.
    pub fn begin(&self, limit: u64) -> Result<Incoming> {
        let folder = self.folder.join("incoming");
        self.check_room(self.free(), limit)?;
        private_folder(&folder)?;
        let name = ActId::random().map_err(io_at("name a file in", &folder))?;
        let path = folder.join(name.to_string());
        let file = private_file()
            .create_new(true)
            .open(&path)
            .map_err(|error| self.failed("create", &path, error))?;
        Ok(Incoming {
            documents: self.clone(),
            path,
            file,
            hash: Sha256::new(),
            size: 0,
            limit,
        })
    }

    /// Takes bytes in whole; returns their name once they are durable.
    pub fn put(&self, bytes: &[u8]) -> Result<Digest> {
        let mut incoming = self.begin(bytes.len() as u64)?;
        incoming.write(bytes)?;
        incoming.finish().map(|(digest, _)| digest)
    }

    /// The bytes of a document, checked against its name.
    pub fn read(&self, digest: &Digest) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let path = self.path(digest);
        self.open(digest)?
            .read_to_end(&mut bytes)
            .map_err(io_at("read", &path))?;
        match Digest::from(Sha256::digest(&bytes)) == *digest {
            true => Ok(bytes),
            false => Err(damaged(digest)),
        }
    }

    /// A document's file, unchecked: verify it first where its bytes matter.
    pub fn open(&self, digest: &Digest) -> Result<File> {
        let path = self.path(digest);
        match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(StoreError::NoDocument { digest: *digest })
            }
            opened => opened.map_err(io_at("open", &path)),
        }
    }

    /// Reads a document through and returns its size; constant memory.
    pub fn verify(&self, digest: &Digest) -> Result<u64> {
        self.verify_opened(&mut self.open(digest)?, digest)
    }

    /// The same for a document's file that was opened before: what is read from it afterwards is
    /// what was checked.
    pub fn verify_opened(&self, file: &mut File, digest: &Digest) -> Result<u64> {
        let (found, size) = digest_of(file, &self.path(digest))?;
        match found == *digest {
            true => Ok(size),
            false => Err(damaged(digest)),
        }
    }

    /// The names of all documents, in order.
    pub fn list(&self) -> Result<Vec<Digest>> {
        let mut found = Vec::new();
        for folder in listed(&self.folder)? {
            if folder.is_dir() {
                let names = listed(&folder)?;
                found.extend(names.iter().filter_map(|path| name_of(path)));
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Documents that lie here for more than a day, in order.
    pub fn old(&self, now: SystemTime) -> Result<Vec<Digest>> {
        let mut found = self.list()?;
        let mut failed = Ok(());
        found.retain(|digest| {
            is_old(&self.path(digest), now).unwrap_or_else(|error| {
                failed = Err(error);
                false
            })
        });
        failed.map(|()| found)
    }

    /// Removes a document that nothing names, if it still lies here for more than a day: one that
    /// was taken in again or claimed meanwhile stays. Tells whether it went.
    pub fn remove_if_old(&self, digest: &Digest, now: SystemTime) -> Result<bool> {
        let path = self.path(digest);
        let _moving = moving();
        if !is_old(&path, now)? {
            return Ok(false);
        }
        fs::remove_file(&path).map_err(io_at("remove", &path))?;
        Ok(true)
    }

    /// Removes what uploads left that broke off before `opened` and more than a day ago.
    pub fn sweep_incoming(&self, opened: SystemTime, now: SystemTime) -> Result<()> {
        for path in listed(&self.folder.join("incoming"))? {
            if is_old(&path, opened.min(now))? {
                fs::remove_file(&path).map_err(io_at("remove", &path))?;
            }
        }
        Ok(())
    }

    /// The size of a document that an act is about to name: from now on it stays for a day,
    /// however long it lay unnamed.
    pub fn claim(&self, digest: &Digest) -> Result<u64> {
        let path = self.path(digest);
        let _moving = moving();
        let file = self.open(digest)?;
        // A document that belongs to another account keeps its time; it can only be removed in
        // the moment between this and the event, and a day after it came.
        let _ = file.set_modified(SystemTime::now());
        let meta = file.metadata().map_err(io_at("look at", &path))?;
        Ok(meta.len())
    }

    /// Where a document lies: a folder for each first byte, so that none grows too long.
    pub fn path(&self, digest: &Digest) -> PathBuf {
        let name = hex(digest);
        self.folder.join(&name[..2]).join(name)
    }

    fn failed(&self, doing: &'static str, path: &Path, error: io::Error) -> StoreError {
        match is_full(&error) {
            true => self.full(),
            false => io_at(doing, path)(error),
        }
    }

    /// Refuses what would leave less than the floor.
    fn check_room(&self, free: u64, bytes: u64) -> Result<()> {
        match free.saturating_sub(bytes) < FREE_FLOOR {
            true => Err(self.full()),
            false => Ok(()),
        }
    }

    fn full(&self) -> StoreError {
        StoreError::DiskFull {
            desk: self.folder.parent().unwrap_or(&self.folder).to_owned(),
            free: self.free(),
        }
    }

    /// Bytes left on the disk; more than enough where nobody can tell.
    fn free(&self) -> u64 {
        let desk = self.folder.parent().unwrap_or(&self.folder);
        RealDisk.free_bytes(desk).unwrap_or(u64::MAX)
    }
}

/// A document on its way in. Dropped before [`Incoming::finish`], it leaves nothing.
pub struct Incoming {
    documents: Documents,
    path: PathBuf,
    file: File,
    hash: Sha256,
    size: u64,
    limit: u64,
}

impl Incoming {
    /// Takes the next bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let size = self.size + bytes.len() as u64;
        if size > self.limit {
            return Err(StoreError::TooLong {
                what: "a document",
                size: size as usize,
                limit: self.limit as usize,
            });
        }
        self.file
            .write_all(bytes)
            .map_err(|error| self.documents.failed("write", &self.path, error))?;
        self.hash.update(bytes);
        self.size = size;
        Ok(())
    }

    /// Makes the document durable under its name; returns the name and the size. The same bytes
    /// again are one document.
    pub fn finish(mut self) -> Result<(Digest, u64)> {
        let digest = Digest::from(std::mem::take(&mut self.hash).finalize());
        self.file
            .sync_all()
            .map_err(|error| self.documents.failed("sync", &self.path, error))?;
        let path = self.documents.path(&digest);
        let folder = self.documents.folder.join(&hex(&digest)[..2]);
        if !folder.is_dir() {
            private_folder(&folder)?;
            sync_folder(&self.documents.folder)?;
        }
        let moving = moving();
        fs::rename(&self.path, &path).map_err(io_at("rename", &self.path))?;
        drop(moving);
        sync_folder(&folder)?;
        Ok((digest, self.size))
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // Gone already after a finish.
        let _ = fs::remove_file(&self.path);
    }
}

/// The SHA-256 and size of what a reader gives; constant memory.
pub(crate) fn digest_of(from: &mut impl Read, path: &Path) -> Result<(Digest, u64)> {
    let mut hash = Sha256::new();
    let size = io::copy(from, &mut hash).map_err(io_at("read", path))?;
    Ok((hash.finalize().into(), size))
}

/// Held while a document comes under its name, is claimed or is removed: what was just taken in is
/// never taken for what lies here for a day.
fn moving() -> MutexGuard<'static, ()> {
    static MOVING: Mutex<()> = Mutex::new(());
    MOVING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a file was written more than a day before `now`; one that is gone is not.
fn is_old(path: &Path, now: SystemTime) -> Result<bool> {
    let meta = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        found => found.map_err(io_at("look at", path))?,
    };
    let written = meta.modified().map_err(io_at("look at", path))?;
    Ok(now.duration_since(written).unwrap_or_default() > UNNAMED_KEPT)
}

fn damaged(digest: &Digest) -> StoreError {
    Damage::Document { digest: *digest }.into()
}

fn name_of(path: &Path) -> Option<Digest> {
    digest_from_hex(path.file_name()?.to_str()?)
}

/// What lies in a folder; nothing where there is no folder.
fn listed(folder: &Path) -> Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(io_at("list", folder)(error)),
        Ok(items) => items
            .map(|item| item.map(|item| item.path()).map_err(io_at("list", folder)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents() -> (tempfile::TempDir, Documents) {
        let desk = tempfile::tempdir().unwrap();
        fs::create_dir(desk.path().join("documents")).unwrap();
        let documents = Documents::of(desk.path());
        (desk, documents)
    }

    #[test]
    fn a_document_reads_back_under_the_digest_of_its_bytes() {
        let (_desk, documents) = documents();
        let digest = documents.put(b"surat permohonan").unwrap();
        assert_eq!(
            hex(&digest),
            "0c8cbab923c02c1e08917e9416f5317dcd3b3d713c79a3dce064072074bd534e"
        );
        assert_eq!(documents.put(b"surat permohonan").unwrap(), digest);
        assert_eq!(documents.read(&digest).unwrap(), b"surat permohonan");
        assert_eq!(documents.verify(&digest).unwrap(), 16);
        assert_eq!(documents.list().unwrap(), [digest]);
        assert!(matches!(
            documents.read(&[0; 32]),
            Err(StoreError::NoDocument { .. })
        ));
    }

    #[test]
    fn changed_bytes_are_never_shown() {
        let (_desk, documents) = documents();
        let digest = documents.put(b"surat permohonan").unwrap();
        fs::write(documents.path(&digest), b"surat permohonaN").unwrap();
        let is_damaged = |error| matches!(error, StoreError::Damaged(Damage::Document { .. }));
        assert!(is_damaged(documents.read(&digest).unwrap_err()));
        assert!(is_damaged(documents.verify(&digest).unwrap_err()));
        documents.put(b"surat permohonan").unwrap();
        documents.verify(&digest).unwrap();
    }

    #[test]
    fn one_too_long_or_broken_off_leaves_nothing() {
        let (_desk, documents) = documents();
        let mut incoming = documents.begin(5).unwrap();
        incoming.write(b"12345").unwrap();
        assert!(matches!(
            incoming.write(b"6"),
            Err(StoreError::TooLong { .. })
        ));
        drop(incoming);
        assert!(documents.list().unwrap().is_empty());
        assert_eq!(listed(&documents.folder.join("incoming")).unwrap().len(), 0);
    }

    #[test]
    fn a_document_leaves_the_floor_free() {
        let (_desk, documents) = documents();
        for (free, bytes, fits) in [
            (FREE_FLOOR + 10, 10, true),
            (FREE_FLOOR + 10, 11, false),
            (FREE_FLOOR - 1, 0, false),
            (0, u64::MAX, false),
        ] {
            assert_eq!(
                documents.check_room(free, bytes).is_ok(),
                fits,
                "{free} {bytes}"
            );
        }
    }

    #[test]
    fn only_what_lies_for_a_day_is_removed_and_a_claim_begins_the_day_anew() {
        let (_desk, documents) = documents();
        let kept = documents.put(b"kept").unwrap();
        let gone = documents.put(b"gone").unwrap();
        let now = SystemTime::now();
        let later = now + UNNAMED_KEPT + Duration::from_secs(60);
        assert!(documents.old(now).unwrap().is_empty());
        assert!(!documents.remove_if_old(&gone, now).unwrap());
        let mut both = vec![kept, gone];
        both.sort_unstable();
        assert_eq!(documents.old(later).unwrap(), both);
        let before = now - 2 * UNNAMED_KEPT;
        let age = |digest| documents.open(digest).unwrap().set_modified(before);
        age(&kept).unwrap();
        age(&gone).unwrap();
        assert_eq!(documents.claim(&kept).unwrap(), 4);
        assert!(!documents.remove_if_old(&kept, now).unwrap());
        assert!(documents.remove_if_old(&gone, now).unwrap());
        assert!(
            !documents.remove_if_old(&gone, now).unwrap(),
            "gone already"
        );
        assert_eq!(documents.list().unwrap(), [kept]);
    }

    #[test]
    fn what_broke_off_before_the_opening_goes_and_an_upload_in_hand_stays() {
        let (_desk, documents) = documents();
        let mut in_hand = documents.begin(5).unwrap();
        in_hand.write(b"123").unwrap();
        let opened = SystemTime::now();
        let later = opened + 2 * UNNAMED_KEPT;
        documents.sweep_incoming(opened, later).unwrap();
        in_hand.write(b"45").unwrap();
        let (digest, _) = in_hand.finish().unwrap();
        assert_eq!(documents.read(&digest).unwrap(), b"12345");
        let broken = documents.begin(5).unwrap();
        documents.sweep_incoming(later, later).unwrap();
        assert!(
            listed(&documents.folder.join("incoming"))
                .unwrap()
                .is_empty()
        );
        drop(broken);
    }
}
