//! Files that verbs write for people, all in one way: beside where they are to stand, under a name of
//! their own that is never a link's; made durable; then given their name. Whoever looks finds what
//! was there before or the whole new file, and a link at that name is replaced, never written through.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Who may read what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// The owner alone: it holds personal data.
    Owner,
    Everyone,
}

/// A file on its way; dropped before [`NewFile::finish`] nothing of it is left.
#[derive(Debug)]
pub struct NewFile {
    path: PathBuf,
    beside: PathBuf,
    file: File,
    done: bool,
}

impl NewFile {
    /// Begins a file that is to stand at `path`.
    ///
    /// # Errors
    /// The folder is not there ([`no_folder`] tells that from the error) or may not be written to.
    pub fn begin(path: &Path, readers: Readers) -> io::Result<NewFile> {
        let Some(name) = path.file_name() else {
            return Err(io::ErrorKind::IsADirectory.into());
        };
        let name = format!(".{}.{}.part", name.to_string_lossy(), std::process::id());
        let beside = path.with_file_name(name);
        let mode = match readers {
            Readers::Owner => 0o600,
            Readers::Everyone => 0o644,
        };
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(mode)
            .open(&beside)?;
        Ok(NewFile {
            path: path.to_owned(),
            beside,
            file,
            done: false,
        })
    }

    /// The file is whole: it gets its name.
    ///
    /// # Errors
    /// It cannot be made durable, or something that is no file stands under that name.
    pub fn finish(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        std::fs::rename(&self.beside, &self.path)?;
        self.done = true;
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.done {
            // Half a file is no file; the disk may be gone with it.
            let _ = std::fs::remove_file(&self.beside);
        }
    }
}

/// Writes a whole file in the place of one that stands there.
///
/// # Errors
/// As of [`NewFile::begin`] and [`NewFile::finish`], or the disk is full.
pub fn write(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let mut file = NewFile::begin(path, readers)?;
    file.write_all(bytes)?;
    file.finish()
}

/// The folder that a file at `path` lacks, where that is why it could not be written.
pub fn no_folder(path: &Path, error: &io::Error) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.exists())?;
    (error.kind() == io::ErrorKind::NotFound).then(|| folder.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn a_link_is_replaced_and_what_it_leads_to_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (aim, link) = (folder.path().join("aim"), folder.path().join("link"));
        fs::write(&aim, "kept").unwrap();
        symlink(&aim, &link).unwrap();
        write(&link, b"new", Readers::Owner).unwrap();
        assert_eq!(fs::read_to_string(&aim).unwrap(), "kept");
        assert_eq!(fs::read_to_string(&link).unwrap(), "new");
        let found = fs::symlink_metadata(&link).unwrap();
        assert!(found.is_file());
        assert_eq!(found.permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_is_not_finished_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("map.toml");
        write(&path, b"old", Readers::Everyone).unwrap();
        let mut half = NewFile::begin(&path, Readers::Everyone).unwrap();
        half.write_all(b"ne").unwrap();
        drop(half);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        // A folder stands under that name.
        write(folder.path(), b"x", Readers::Owner).unwrap_err();
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("tidak-ada");
        let path = missing.join("map.toml");
        let error = write(&path, b"x", Readers::Owner).unwrap_err();
        assert_eq!(no_folder(&path, &error), Some(missing));
        let other = io::ErrorKind::PermissionDenied.into();
        assert_eq!(no_folder(&path, &other), None);
        let here = folder.path().join("map.toml");
        assert_eq!(no_folder(&here, &io::ErrorKind::NotFound.into()), None);
    }
}
