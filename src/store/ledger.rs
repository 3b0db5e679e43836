//! The narrow trait behind which the ledger stands: events in their order, the rows that they left,
//! and one way to add to them. [`Local`](super::local::Local) keeps it in files of one machine;
//! another engine takes its place by doing these things, and nothing above the store notices.
//!
//! ```text
//! Group  decides on what is read here ─► Sealed ─► append(base) ─► durable and visible, or
//!                                                                  HeadMoved: decide anew
//! ```

use super::Progress;
use super::checked::{Compared, Verified};
use super::error::Result;
use super::fold::Overlay;
use super::ids::{ActId, ChainHead};
use super::rows::ActRow;

/// Days that an act id is remembered, in milliseconds.
pub(crate) const ACT_MEMORY_MS: i64 = 30 * 24 * 3600 * 1000;

/// A row: its key and its value.
pub type Row = (Vec<u8>, Vec<u8>);

/// Rows in key order, one at a time.
pub type RowIter<'a> = Box<dyn Iterator<Item = Result<Row>> + 'a>;

/// Events as they are packed, with their numbers, oldest first.
pub type EventIter<'a> = Box<dyn Iterator<Item = Result<(u64, Vec<u8>)>> + 'a>;

/// Rows by key.
pub trait Rows {
    /// The value of a row.
    fn row(&self, key: &[u8]) -> Result<Option<Vec<u8>>>;
    /// All rows whose key begins with `prefix`, in key order.
    fn rows_with(&self, prefix: &[u8]) -> Result<Vec<Row>>;
    /// An event as it is packed, by its number.
    fn packed_event(&self, seq: u64) -> Result<Option<Vec<u8>>>;
}

/// A group of acts that is ready to be recorded, whole or not at all.
pub struct Sealed {
    /// The head that the acts were decided on.
    pub base: ChainHead,
    /// The head with them.
    pub head: ChainHead,
    /// Their bytes, as a journal holds them.
    pub frame: Vec<u8>,
    /// How many acts.
    pub acts: u32,
    /// What they change in the rows.
    pub(crate) changes: Overlay,
}

/// One desk's events and rows. Any thread may read; an append names the head it was decided on.
///
/// A read sees every group appended before it, so it is never older than an answer already given.
pub trait Ledger: Rows + Send + Sync {
    /// The last event that readers can see.
    fn head(&self) -> ChainHead;

    /// The rows whose key begins with `prefix`, in key order, one at a time.
    fn scan(&self, prefix: &[u8]) -> RowIter<'static>;

    /// An act of the last 30 days.
    fn act(&self, id: &ActId) -> Result<Option<ActRow>>;

    /// Makes a group durable, then visible, if the head is still its base.
    ///
    /// # Errors
    /// `HeadMoved` where somebody else was first; the disk's error where there is no room: nothing
    /// has changed then. After a fatal error the process must end without an answer.
    fn append(&self, group: Sealed) -> Result<()>;

    /// All events from this number on.
    fn follow(&self, from: u64) -> EventIter<'_>;

    /// To be called when no act waits: puts in order what can wait, and lets acts older than 30
    /// days before `now` (UTC milliseconds) go.
    fn flush(&self, now: i64) -> Result<()>;

    /// Reads all events through up to where the ledger stands: checksums, chain, payloads.
    fn verify(&self, progress: &mut dyn FnMut(Progress)) -> Result<Verified>;

    /// Folds all events anew beside the live rows and names each difference.
    fn compare(&self, progress: &mut dyn FnMut(Progress)) -> Result<Compared>;

    /// Has the next opening make the rows anew from the events.
    fn distrust(&self) -> Result<()>;

    /// Ends in order.
    fn close(self: Box<Self>) -> Result<()>;

    /// The ledger in files, for the tests that look behind the trait.
    #[cfg(test)]
    fn local(&self) -> Option<&super::local::Local> {
        None
    }
}
