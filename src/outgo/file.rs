//! The one way in which a file is written for people: beside its place, for its owner alone, and
//! renamed into it once it is whole. What stood there as a link is replaced, never written through.

use std::fs::DirBuilder;
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file on its way to its place; without [`OutFile::keep`] nothing is left of it.
pub struct OutFile {
    path: PathBuf,
    file: NamedTempFile,
}

impl OutFile {
    /// The folder of a file.
    pub fn folder(path: &Path) -> &Path {
        let parent = path.parent().filter(|name| !name.as_os_str().is_empty());
        parent.unwrap_or(Path::new("."))
    }

    /// Begins a file.
    ///
    /// # Errors
    /// Its folder is missing or not ours to write.
    pub fn begin(path: &Path) -> io::Result<OutFile> {
        // Made 0600 by its maker.
        let file = tempfile::Builder::new()
            .prefix(".loket-")
            .tempfile_in(OutFile::folder(path))?;
        Ok(OutFile {
            path: path.to_owned(),
            file,
        })
    }

    /// Writes a piece.
    ///
    /// # Errors
    /// The disk is full or failing.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)
    }

    /// Puts it in its place, over what stood there.
    ///
    /// # Errors
    /// The disk is full or failing, or a folder stands there.
    pub fn keep(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        self.file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }

    /// Puts it in its place, where nothing stands yet.
    ///
    /// # Errors
    /// Something stands there, or the disk is full or failing.
    pub fn keep_new(self) -> io::Result<()> {
        self.file.as_file().sync_all()?;
        let kept = self.file.persist_noclobber(&self.path);
        kept.map_err(|error| error.error)?;
        Ok(())
    }
}

/// Makes a folder that is not there yet, and those above it, for their owner alone.
///
/// # Errors
/// It is there already, or cannot be made.
pub fn new_folder(path: &Path) -> io::Result<()> {
    let mut folders = DirBuilder::new();
    folders.mode(0o700);
    if let Some(above) = path.parent().filter(|above| !above.as_os_str().is_empty()) {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(above)?;
    }
    folders.create(path)
}

/// Writes a whole file where nothing stands yet; folders above it are made, for their owner alone.
///
/// # Errors
/// As those of [`OutFile`].
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut folders = DirBuilder::new();
    folders.recursive(true).mode(0o700);
    folders.create(OutFile::folder(path))?;
    let mut file = OutFile::begin(path)?;
    file.write(bytes)?;
    file.keep_new()
}
