//! Copies of documents, for other programs of this computer to open. They stand in the client's own
//! state folder, readable for this account only, and go when the screen ends. A screen that was
//! killed leaves them: the next one sweeps what no living process holds.
//!
//! ```text
//! copies/lock                    held while a folder is made or folders are swept
//! copies/<process>-<start>/lock  held for as long as the process lives
//! copies/<process>-<start>/loket-….pdf
//! ```

use crate::paths::lock::FileLock;
use crate::paths::state_folder;
use std::fs::{self, DirBuilder};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

const LOCK: &str = "lock";

/// Folders are made and swept within this time.
const WAIT: Duration = Duration::from_secs(2);

/// The copies of one screen.
#[derive(Debug, Default)]
pub struct Copies {
    /// The state folder; this account's where none is named.
    state: Option<PathBuf>,
    /// Made for the first copy.
    own: Mutex<Option<ProcessFolder>>,
}

/// One process's folder, for as long as it holds the lock in it.
#[derive(Debug)]
struct ProcessFolder {
    folder: PathBuf,
    _lock: FileLock,
}

impl Drop for ProcessFolder {
    fn drop(&mut self) {
        // What cannot be removed now is swept later.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Copies {
    /// Copies in this state folder (see [`crate::paths::state_folder`]).
    pub fn in_folder(state: &Path) -> Copies {
        Copies {
            state: Some(state.to_owned()),
            own: Mutex::default(),
        }
    }

    /// Writes a copy; its name has the ending by which its program is known, and nothing else of
    /// the document's own.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        let own = match &mut *own {
            Some(own) => own,
            empty => {
                let state = match &self.state {
                    Some(state) => state.clone(),
                    None => state_folder().map_err(io::Error::other)?,
                };
                empty.insert(ProcessFolder::make(&all(&state))?)
            }
        };
        let mut file = tempfile::Builder::new()
            .prefix("loket-")
            .suffix(&ending(name))
            .tempfile_in(&own.folder)?;
        file.write_all(bytes)?;
        file.flush()?;
        let (_, path) = file.keep().map_err(|error| error.error)?;
        Ok(path)
    }
}

impl ProcessFolder {
    fn make(all: &Path) -> io::Result<ProcessFolder> {
        folder(all)?;
        let _making = making(all)?;
        let start = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let path = all.join(format!("{}-{}", std::process::id(), start.as_nanos()));
        folder(&path)?;
        match FileLock::try_take(&path.join(LOCK))? {
            Some(lock) => Ok(ProcessFolder {
                folder: path,
                _lock: lock,
            }),
            None => Err(ErrorKind::WouldBlock.into()),
        }
    }
}

/// Removes what dead processes left behind.
pub fn sweep(state: &Path) -> io::Result<()> {
    let all = all(state);
    if !all.exists() {
        return Ok(());
    }
    let _making = making(&all)?;
    for entry in fs::read_dir(&all)? {
        let folder = entry?.path();
        if !folder.is_dir() {
            continue;
        }
        match FileLock::try_take(&folder.join(LOCK)) {
            Ok(Some(_free)) => fs::remove_dir_all(&folder)?,
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, folder = %folder.display(), "copies are left"),
        }
    }
    Ok(())
}

fn all(state: &Path) -> PathBuf {
    state.join("copies")
}

fn folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Keeps others from sweeping a folder whose lock is not taken yet.
fn making(all: &Path) -> io::Result<FileLock> {
    let lock = FileLock::take_within(&all.join(LOCK), WAIT)?;
    lock.ok_or_else(|| ErrorKind::WouldBlock.into())
}

fn ending(name: &str) -> String {
    Path::new(name)
        .extension()
        .and_then(|ending| ending.to_str())
        .filter(|ending| ending.len() <= 5 && ending.chars().all(|sign| sign.is_alphanumeric()))
        .map(|ending| format!(".{ending}"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn copies_are_this_accounts_alone_and_go_with_the_screen() {
        let state = tempfile::tempdir().unwrap();
        let copies = Copies::in_folder(state.path());
        let path = copies.write("SK Siti/../x.PDF", b"isi").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"isi");
        assert_eq!(path.extension().unwrap(), "PDF");
        assert!(!path.to_str().unwrap().contains("Siti"));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        for folder in path.ancestors().skip(1).take(2) {
            assert_eq!(mode(folder), 0o700, "{folder:?}");
        }
        let other = copies.write("tanpa ending", b"").unwrap();
        assert_eq!(other.parent(), path.parent());
        // Its process lives.
        sweep(state.path()).unwrap();
        assert!(path.exists());
        drop(copies);
        assert!(!path.parent().unwrap().exists());
        sweep(state.path()).unwrap();
    }
}
