//! The few file operations on which durability rests, so that tests can let them fail.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt};
use std::path::Path;

use super::error::{Result, io_at};

/// Writes, syncs and measures for the journal.
pub trait Disk: Send + Sync {
    /// Bytes that an unprivileged process may still write on the disk of `path`.
    fn free_bytes(&self, path: &Path) -> io::Result<u64>;
    /// Writes all bytes at an offset. `path` names the file for tests that watch it.
    fn write_at(&self, file: &File, path: &Path, bytes: &[u8], offset: u64) -> io::Result<()>;
    /// Makes what was written to the file durable.
    fn sync_data(&self, file: &File, path: &Path) -> io::Result<()>;
}

/// The disk itself.
#[derive(Debug, Default, Clone, Copy)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn free_bytes(&self, path: &Path) -> io::Result<u64> {
        let stat = rustix::fs::statvfs(path)?;
        Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    fn write_at(&self, file: &File, _path: &Path, bytes: &[u8], offset: u64) -> io::Result<()> {
        file.write_all_at(bytes, offset)
    }

    fn sync_data(&self, file: &File, _path: &Path) -> io::Result<()> {
        file.sync_data()
    }
}

/// Makes a folder that only its owner may enter; an existing one is fine.
pub(crate) fn private_folder(path: &Path) -> Result<()> {
    match fs::DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        done => done.map_err(io_at("create", path)),
    }
}

/// How to make or open a file that only its owner may read.
pub(crate) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).mode(0o600);
    options
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(io_at("sync", path))
}

/// Writes a small file whole or not at all: temporary, fsync, rename, fsync of the folder.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    let temporary = path.with_added_extension("tmp");
    let file = private_file()
        .create(true)
        .truncate(true)
        .open(&temporary)
        .map_err(io_at("create", &temporary))?;
    file.write_all_at(bytes, 0)
        .and_then(|()| file.sync_all())
        .map_err(io_at("write", &temporary))?;
    fs::rename(&temporary, path).map_err(io_at("rename", &temporary))?;
    match path.parent() {
        Some(folder) => sync_folder(folder),
        None => Ok(()),
    }
}

/// Least room in which a server can say that it is there: a few small files.
const LEAST: u64 = 64 * 1024;

/// Why nothing can be written on the disk of a path: it can only be read, or it is full.
pub fn unwritable(path: &Path) -> Option<io::ErrorKind> {
    let stat = rustix::fs::statvfs(path).ok()?;
    if stat.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY) {
        return Some(io::ErrorKind::ReadOnlyFilesystem);
    }
    let free = stat.f_bavail.saturating_mul(stat.f_frsize);
    (free < LEAST).then_some(io::ErrorKind::StorageFull)
}

/// Whether the system says that the disk is full.
pub fn is_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}
