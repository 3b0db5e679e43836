//! Drafts: what was typed and not yet recorded, kept in the client's own state folder so that
//! neither a lost line nor a lost terminal loses it. Files are 0600 and written whole or not at
//! all.

use crate::domain::ids::OfficerId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Longest draft in bytes; a form holds far less.
pub const MAX_DRAFT: usize = 1 << 20;

/// JSON writes one control character as six.
const LONGEST_FILE: u64 = 8 << 20;

const ENDING: &str = "draft";

/// What a draft belongs to. One place holds one draft.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DraftKey {
    /// The desk's id.
    pub desk: String,
    pub officer: OfficerId,
    /// The form and the record that it is about, e.g. `sheet/0142/2026`.
    pub place: String,
}

/// A draft that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub key: DraftKey,
    /// What the form saved; only the form reads it.
    pub text: String,
    /// When it was saved, by the machine's clock.
    pub saved: SystemTime,
}

/// The drafts of this account.
#[derive(Clone, Debug)]
pub struct Drafts {
    folder: PathBuf,
}

/// What stands in a file.
#[derive(Serialize, Deserialize)]
struct Stored {
    key: DraftKey,
    text: String,
}

impl Drafts {
    /// The drafts in this state folder (see [`crate::paths::state_folder`]).
    pub fn in_folder(state: &Path) -> Drafts {
        Drafts {
            folder: state.join("drafts"),
        }
    }

    /// Saves a draft, replacing the earlier one of its place.
    pub fn save(&self, key: &DraftKey, text: &str) -> io::Result<()> {
        if text.len() > MAX_DRAFT {
            return Err(io::Error::new(
                ErrorKind::FileTooLarge,
                "a draft of more than 1 MiB",
            ));
        }
        let folder = self.folder_of(&key.desk);
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)?;
        let stored = Stored {
            key: key.clone(),
            text: text.to_owned(),
        };
        // Made 0600 by its maker; renamed over the earlier draft only when it is whole on disk.
        let mut file = tempfile::Builder::new()
            .prefix(".new-")
            .tempfile_in(&folder)?;
        serde_json::to_writer(&mut file, &stored)?;
        file.flush()?;
        file.as_file()
            .set_permissions(fs::Permissions::from_mode(0o600))?;
        file.as_file().sync_data()?;
        file.persist(self.file_of(key))
            .map_err(|error| error.error)?;
        Ok(())
    }

    /// The draft of a place.
    pub fn load(&self, key: &DraftKey) -> io::Result<Option<Draft>> {
        match read(&self.file_of(key)) {
            Ok(draft) => Ok(draft.filter(|draft| draft.key == *key)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// All drafts of an officer at a desk, the newest first. Files that cannot be read are left
    /// where they are and passed over.
    pub fn list(&self, desk: &str, officer: OfficerId) -> io::Result<Vec<Draft>> {
        let entries = match fs::read_dir(self.folder_of(desk)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut drafts: Vec<Draft> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|ending| ending == ENDING))
            .filter_map(|path| read(&path).ok().flatten())
            .filter(|draft| draft.key.desk == desk && draft.key.officer == officer)
            .collect();
        drafts.sort_by(|a, b| b.saved.cmp(&a.saved).then_with(|| a.key.cmp(&b.key)));
        Ok(drafts)
    }

    /// Removes the draft of a place, if there is one.
    pub fn remove(&self, key: &DraftKey) -> io::Result<()> {
        match fs::remove_file(self.file_of(key)) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn folder_of(&self, desk: &str) -> PathBuf {
        self.folder.join(hashed(&[desk.as_bytes()]))
    }

    /// Names from outside never become file names.
    fn file_of(&self, key: &DraftKey) -> PathBuf {
        let name = hashed(&[&key.officer.0.to_le_bytes(), key.place.as_bytes()]);
        self.folder_of(&key.desk).join(format!("{name}.{ENDING}"))
    }
}

fn hashed(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Reads a file; `None` if it is no draft.
fn read(path: &Path) -> io::Result<Option<Draft>> {
    let found = fs::symlink_metadata(path)?;
    if !found.is_file() || found.len() > LONGEST_FILE {
        return Ok(None);
    }
    let stored: Option<Stored> = serde_json::from_slice(&fs::read(path)?).ok();
    let saved = found.modified()?;
    Ok(stored.map(|Stored { key, text }| Draft { key, text, saved }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn key(officer: u32, place: &str) -> DraftKey {
        DraftKey {
            desk: "../desk".into(),
            officer: OfficerId(officer),
            place: place.into(),
        }
    }

    #[test]
    fn a_draft_is_kept_replaced_listed_and_removed() {
        let state = tempfile::tempdir().unwrap();
        let drafts = Drafts::in_folder(state.path());
        let sheet = key(3, "sheet/../../0142/2026");
        assert_eq!(drafts.load(&sheet).unwrap(), None);
        assert!(drafts.list("../desk", OfficerId(3)).unwrap().is_empty());
        drafts.save(&sheet, "first").unwrap();
        drafts.save(&sheet, "second \u{1b}[31m\nline").unwrap();
        drafts.save(&key(3, "letter/new"), "x").unwrap();
        drafts
            .save(&key(4, "letter/new"), "another officer's")
            .unwrap();
        let loaded = drafts.load(&sheet).unwrap().unwrap();
        assert_eq!(loaded.text, "second \u{1b}[31m\nline");
        let places: Vec<_> = drafts
            .list("../desk", OfficerId(3))
            .unwrap()
            .into_iter()
            .map(|draft| draft.key.place)
            .collect();
        assert_eq!(places.len(), 2, "{places:?}");
        drafts.remove(&sheet).unwrap();
        drafts.remove(&sheet).unwrap();
        assert_eq!(drafts.load(&sheet).unwrap(), None);
        assert_eq!(
            drafts
                .load(&key(4, "letter/new"))
                .unwrap()
                .unwrap()
                .key
                .officer,
            OfficerId(4)
        );
    }

    #[test]
    fn files_are_for_the_owner_alone_and_stay_in_the_folder() {
        let state = tempfile::tempdir().unwrap();
        let drafts = Drafts::in_folder(state.path());
        let sheet = key(3, "../../../etc/x");
        drafts.save(&sheet, "text").unwrap();
        let file = drafts.file_of(&sheet);
        assert!(file.starts_with(state.path()) && file.exists());
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let folder = fs::metadata(file.parent().unwrap()).unwrap();
        assert_eq!(folder.permissions().mode() & 0o777, 0o700);
        let left = fs::read_dir(file.parent().unwrap()).unwrap().count();
        assert_eq!(left, 1, "no temporary file stays");
    }

    #[test]
    fn a_damaged_draft_harms_no_other() {
        let state = tempfile::tempdir().unwrap();
        let drafts = Drafts::in_folder(state.path());
        drafts.save(&key(3, "a"), "good").unwrap();
        drafts.save(&key(3, "b"), "bad").unwrap();
        fs::write(drafts.file_of(&key(3, "b")), b"{\"key\":").unwrap();
        assert_eq!(drafts.list("../desk", OfficerId(3)).unwrap().len(), 1);
        assert_eq!(drafts.load(&key(3, "b")).unwrap(), None);
        assert!(
            drafts
                .save(&key(3, "c"), &"x".repeat(MAX_DRAFT + 1))
                .is_err()
        );
    }
}
