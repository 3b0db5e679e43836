//! What can go wrong in the store, with what a sentence for the reader needs.

use std::io;
use std::path::{Path, PathBuf};

use super::ids::{ActId, RecordKey, UniqueKey, hex, veiled};
use super::rows;
use crate::codec::CodecError;

/// Why the projector could not fold an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// The event's or the record's bytes cannot be read.
    #[error(transparent)]
    Bytes(#[from] CodecError),
    /// The event does not fit the record, or its kind is unknown.
    #[error("{0}")]
    Unfit(String),
}

/// Where the files say something else than what was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// A frame of the journal is unreadable although later ones are whole.
    #[error("journal segment {segment} is damaged at byte {offset}, at event {seq}")]
    Frame {
        /// The segment's file name.
        segment: String,
        /// Where the unreadable frame begins.
        offset: u64,
        /// The event that should begin there.
        seq: u64,
    },
    /// Events that were once durable are missing at the journal's end.
    #[error("the journal ends at event {found} but event {known} was recorded once")]
    Short {
        /// The last event found.
        found: u64,
        /// The last event known to have been durable.
        known: u64,
    },
    /// A segment is missing or begins with another event than the one before it leads to.
    #[error("event {seq} is missing: no journal segment leads on to it")]
    Gap {
        /// The first event that is missing.
        seq: u64,
    },
    /// An event does not follow from the one before it, or its payload is not what was hashed.
    #[error("event {seq} breaks the chain: {why}")]
    Chain {
        /// The first such event.
        seq: u64,
        /// What does not fit.
        why: &'static str,
    },
    /// A row of the database is not what was written.
    #[error("database row {} is damaged", row_name(.key))]
    Row {
        /// The row's key.
        key: Vec<u8>,
    },
    /// The database could not be read.
    #[error("the database cannot be read: {0}")]
    Database(String),
    /// A document's bytes are not those its name was computed from.
    #[error("document {} is damaged", hex(.digest))]
    Document {
        /// Its SHA-256 when it was stored.
        digest: [u8; 32],
    },
    /// The file that says which format the desk has is not what was written.
    #[error("the desk's format file is unreadable")]
    Format,
    /// A backup is incomplete or altered.
    #[error("backup file {name} is missing or altered")]
    Backup {
        /// The file's name inside the backup.
        name: String,
    },
}

/// Everything that the store refuses or fails at.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process owns the desk.
    #[error("desk {} is in use by another process", .desk.display())]
    InUse {
        /// The desk's folder.
        desk: PathBuf,
    },
    /// The folder holds no desk.
    #[error("{} holds no desk", .desk.display())]
    NotADesk {
        /// The folder.
        desk: PathBuf,
    },
    /// The making of the desk was broken off, or goes on right now.
    #[error("the desk in {} is not finished", .desk.display())]
    Unfinished {
        /// The folder.
        desk: PathBuf,
    },
    /// A desk may only be made in an empty folder.
    #[error("{} is not empty", .desk.display())]
    NotEmpty {
        /// The folder.
        desk: PathBuf,
    },
    /// A newer release wrote this desk; nothing was touched.
    #[error("desk format {found} is newer than this release, which knows up to {known}")]
    NewerFormat {
        /// The desk's format.
        found: u32,
        /// The newest format that this release reads.
        known: u32,
    },
    /// Bytes on disk are not what was written.
    #[error(transparent)]
    Damaged(#[from] Damage),
    /// A record's or an event's bytes cannot be read or are too long.
    #[error(transparent)]
    Bytes(#[from] CodecError),
    /// Too little room on the disk; nothing was changed.
    #[error("only {free} bytes are free on the disk of {}", .desk.display())]
    DiskFull {
        /// The desk's folder.
        desk: PathBuf,
        /// Bytes left when it was asked.
        free: u64,
    },
    /// A value, act or group is longer than may be stored.
    #[error("{what} of {size} bytes is over the limit of {limit}")]
    TooLong {
        /// What is too long.
        what: &'static str,
        /// Its bytes.
        size: usize,
        /// Bytes that it may have.
        limit: usize,
    },
    /// An act without events leaves nothing to record.
    #[error("act {id} has no events")]
    EmptyAct {
        /// The act.
        id: ActId,
    },
    /// Others committed since the group was begun.
    #[error("the ledger moved from event {seen} to {now} since the group was begun")]
    HeadMoved {
        /// The last event when the group was begun.
        seen: u64,
        /// The last event now.
        now: u64,
    },
    /// The act id was used before for another command or by another officer.
    #[error("act id {id} was already used for another command")]
    ActReused {
        /// The id.
        id: ActId,
    },
    /// Another record holds the key.
    #[error("key {key} belongs to record {holder}")]
    KeyTaken {
        /// The key.
        key: UniqueKey,
        /// The record that holds it.
        holder: RecordKey,
    },
    /// The projector could not fold an event of the act.
    #[error("event kind {kind} about record {record}: {why}")]
    Fold {
        /// The record that the event is about.
        record: RecordKey,
        /// The event's kind.
        kind: u16,
        /// The projector's word.
        why: FoldError,
    },
    /// No such document.
    #[error("document {} is not here", hex(.digest))]
    NoDocument {
        /// Its SHA-256.
        digest: [u8; 32],
    },
    /// What was written may or may not be durable: the process must end, and the next start finds
    /// out. Nothing may be answered.
    #[error("the ledger cannot go on: {why}")]
    Fatal {
        /// What failed.
        why: String,
    },
    /// A file could not be read or written.
    #[error("cannot {doing} {}: {source}", .path.display())]
    Io {
        /// The verb.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's word.
        source: io::Error,
    },
}

/// What the store's functions give.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

impl StoreError {
    /// Whether the process must end without another answer.
    pub fn is_fatal(&self) -> bool {
        matches!(self, StoreError::Fatal { .. })
    }

    /// Whether the disk can only be read.
    pub fn is_read_only(&self) -> bool {
        matches!(self, StoreError::Io { source, .. }
            if source.kind() == io::ErrorKind::ReadOnlyFilesystem)
    }

    pub(crate) fn fatal(why: impl ToString) -> StoreError {
        StoreError::Fatal {
            why: why.to_string(),
        }
    }
}

/// Turns an [`io::Error`] into a [`StoreError`] that names the file.
pub(crate) fn io_at(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    move |source| StoreError::Io {
        doing,
        path,
        source,
    }
}

/// A row's key for logs and reports; a unique key may hold a person's number.
fn row_name(key: &[u8]) -> String {
    match key.split_first() {
        Some((&rows::UNIQUE, unique)) => format!("{:02x} {}", rows::UNIQUE, veiled(unique)),
        _ => hex(key),
    }
}
