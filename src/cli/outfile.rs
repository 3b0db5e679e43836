//! How a verb writes a file, with a sentence for whoever asked where that fails.

use super::exit::Failure;
use crate::outgo::file;
use crate::text::{Arg, Words};
use std::io;
use std::path::{Path, PathBuf};

/// A file on its way to its place; without [`OutFile::keep`] nothing is left of it.
pub struct OutFile<'w> {
    words: &'w Words,
    path: PathBuf,
    file: file::OutFile,
}

impl<'w> OutFile<'w> {
    /// Begins a file.
    ///
    /// # Errors
    /// Its folder is missing or not ours to write.
    pub fn begin(words: &'w Words, path: &Path) -> Result<OutFile<'w>, Failure> {
        let folder = file::OutFile::folder(path);
        if !folder.is_dir() {
            let folder = folder.display().to_string();
            let said = words.with("cli-no-folder", &[("path", &folder)]);
            return Err(Failure::refused(said));
        }
        let file = file::OutFile::begin(path).map_err(|error| failed(words, path, &error))?;
        Ok(OutFile {
            words,
            path: path.to_owned(),
            file,
        })
    }

    /// Writes a piece.
    ///
    /// # Errors
    /// The disk is full or failing.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = self.file.write(bytes);
        written.map_err(|error| failed(self.words, &self.path, &error))
    }

    /// Puts it in its place, over what stood there.
    ///
    /// # Errors
    /// The disk is full or failing, or a folder stands there.
    pub fn keep(self) -> Result<(), Failure> {
        let OutFile { words, path, file } = self;
        file.keep().map_err(|error| failed(words, &path, &error))
    }

    /// Puts it in its place, where nothing stands yet.
    ///
    /// # Errors
    /// Something stands there, or the disk is full or failing.
    pub fn keep_new(self) -> Result<(), Failure> {
        let OutFile { words, path, file } = self;
        let kept = file.keep_new();
        kept.map_err(|error| failed(words, &path, &error))
    }
}

/// Writes a whole file.
///
/// # Errors
/// As those of [`OutFile`].
pub fn write(words: &Words, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut file = OutFile::begin(words, path)?;
    file.write(bytes)?;
    file.keep()
}

/// Why a file could not be written.
pub fn failed(words: &Words, path: &Path, error: &io::Error) -> Failure {
    let path = path.display().to_string();
    if error.kind() == io::ErrorKind::AlreadyExists {
        return Failure::refused(words.with("cli-file-exists", &[("path", &path)]));
    }
    let args: [(&str, &dyn Arg); 2] = [("path", &path), ("problem", &error.to_string())];
    Failure::refused(words.with("cli-file", &args))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::fs;
    use std::os::unix::fs::{MetadataExt, symlink};

    #[test]
    fn a_link_is_replaced_and_the_file_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (other, path) = (folder.path().join("other"), folder.path().join("map.toml"));
        fs::write(&other, "stays").unwrap();
        symlink(&other, &path).unwrap();
        write(&Words::default(), &path, b"new").unwrap();
        assert_eq!(fs::read_to_string(&other).unwrap(), "stays");
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        let kept = fs::symlink_metadata(&path).unwrap();
        assert!(kept.is_file());
        assert_eq!(kept.mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_missing_folder_is_named_and_nothing_is_overwritten_unasked() {
        let folder = tempfile::tempdir().unwrap();
        let words = Words::default();
        let lost = folder.path().join("tidak/ada.pdf");
        let said = format!("{:?}", write(&words, &lost, b"x").unwrap_err());
        assert!(said.contains("tidak") && said.contains("mkdir"), "{said}");
        let path = folder.path().join("ktp.pdf");
        fs::write(&path, "stays").unwrap();
        let file = OutFile::begin(&words, &path).unwrap();
        assert!(file.keep_new().is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "stays");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
