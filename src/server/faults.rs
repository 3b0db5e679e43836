//! What the store's errors mean for the person who can act: codes with arguments, from which
//! `text` makes the sentence.

use super::OpenFailed;
use crate::domain::refusal::Refusal;
use crate::store::disk::is_full;
use crate::store::ids::hex;
use crate::store::{Damage, StoreError};
use crate::wire::hello::Refused;

/// Why a desk cannot be opened.
pub fn failed(error: &StoreError) -> OpenFailed {
    let why = refused(error);
    OpenFailed {
        damaged: is_damage(&why.code),
        why,
    }
}

/// What a store error means for who starts, checks or copies the desk.
pub fn refused(error: &StoreError) -> Refused {
    match error {
        StoreError::NewerFormat { found, known } => Refused::new("desk-newer")
            .with("found", found)
            .with("known", known),
        StoreError::InUse { .. } => Refused::new("desk-in-use"),
        StoreError::Unfinished { desk } => {
            Refused::new("desk-unfinished").with("desk", desk.display())
        }
        // A folder with a journal was a desk, or was about to be one.
        StoreError::NotADesk { desk } if desk.join("journal").exists() => damaged(&Damage::Format),
        StoreError::NotADesk { desk } => Refused::new("desk-none").with("desk", desk.display()),
        StoreError::DiskFull { free, .. } => {
            Refused::new("desk-disk-full").with("free", free / (1024 * 1024))
        }
        StoreError::Io { path, source, .. } if is_full(source) => {
            Refused::new("desk-disk-full").with("free", free_mib(path))
        }
        error if error.is_read_only() => Refused::new("desk-read-only"),
        StoreError::Io { path, source, .. } => Refused::new("desk-file")
            .with("path", path.display())
            .with("problem", source),
        StoreError::Damaged(damage) => damaged(damage),
        StoreError::NoDocument { digest } => Refused::new("desk-damaged")
            .with("damage", "document-gone")
            .with("document", hex(digest)),
        other => Refused::new("desk-cannot-open").with("what", other),
    }
}

/// What a store error means for who asks or acts at an open desk.
pub fn refusal(error: &StoreError) -> Refusal {
    let why = refused(error);
    match why.code.as_str() {
        "desk-damaged" => Refusal::Damaged {
            what: why.arg("damage").unwrap_or_default().to_owned(),
            args: why.args,
        },
        "desk-disk-full" => Refusal::DiskFull {
            free: why
                .arg("free")
                .and_then(|free| free.parse().ok())
                .unwrap_or(0),
        },
        "desk-read-only" => Refusal::ReadOnly,
        _ => Refusal::Internal(error.to_string()),
    }
}

/// Whether a code says that data are not what was written (exit code 4).
pub fn is_damage(code: &str) -> bool {
    matches!(code, "desk-damaged" | "backup-damaged")
}

/// Where the files say something else than what was written: the file, and the first bad event.
fn damaged(damage: &Damage) -> Refused {
    let what = |code: &str| Refused::new("desk-damaged").with("damage", code);
    match damage {
        Damage::Frame {
            segment,
            offset,
            seq,
        } => what("frame")
            .with("segment", segment)
            .with("offset", offset)
            .with("event", seq),
        Damage::Short { found, known } => what("short").with("found", found).with("known", known),
        Damage::Gap { seq } => what("gap").with("event", seq),
        Damage::Chain { seq, .. } => what("chain").with("event", seq),
        Damage::Row { .. } | Damage::Database(_) => what("database"),
        Damage::Document { digest } => what("document").with("document", hex(digest)),
        Damage::Format => what("format"),
        Damage::Backup { name } => Refused::new("backup-damaged").with("name", name),
    }
}

fn free_mib(path: &std::path::Path) -> u64 {
    use crate::store::disk::{Disk, RealDisk};
    // The file itself may not have been made.
    let folder = path.parent().unwrap_or(path);
    RealDisk.free_bytes(folder).unwrap_or(0) / (1024 * 1024)
}
