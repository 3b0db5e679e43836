//! Erasure by law: the bodies of events go, their heads stay, and the chain still verifies.

use std::collections::BTreeSet;
use std::path::Path;

use super::db::remove_folder;
use super::desk::{self, DbState, Layout};
use super::segment::{self, SegmentReader};
use crate::store::disk::write_whole;
use crate::store::error::Result;
use crate::store::frame::Frame;

/// Erases the bodies of these events from a desk that nobody has open, with the answers and
/// command digests of their acts, and throws the database away: the next opening builds it anew.
/// Broken off, it is to be repeated; erasing twice changes nothing. Documents are removed apart
/// from this. Returns how many bodies went.
pub fn erase(desk: &Path, events: &BTreeSet<u64>) -> Result<u64> {
    desk::check_format(desk)?;
    let layout = Layout::of(desk);
    let _lock = desk::take(&layout)?;
    erase_in(&layout, events)
}

/// The same where the caller holds the lock.
pub(crate) fn erase_in(layout: &Layout, events: &BTreeSet<u64>) -> Result<u64> {
    DbState::Suspect.write(layout)?;
    let segments = segment::segments(&layout.journal())?;
    let mut erased = 0;
    for (at, (first, path)) in segments.iter().enumerate() {
        let next = segments.get(at + 1).map_or(u64::MAX, |(next, _)| *next);
        if events.range(*first..next).next().is_some() {
            let is_last = at + 1 == segments.len();
            erased += rewrite(path, *first, is_last, events)?;
        }
    }
    for name in ["db", "db.aside", "db.new", "db.check"] {
        remove_folder(&layout.desk.join(name))?;
    }
    Ok(erased)
}

/// Writes a segment anew without those bodies.
fn rewrite(path: &Path, first: u64, is_last: bool, events: &BTreeSet<u64>) -> Result<u64> {
    let mut reader = SegmentReader::open(path, first)?;
    let mut bytes = Vec::new();
    let mut erased = 0;
    while let Some(mut frame) = reader.next_frame(is_last)? {
        erased += blank(&mut frame, events);
        bytes.extend(frame.to_bytes());
    }
    if erased > 0 {
        write_whole(path, &bytes)?;
    }
    Ok(erased)
}

/// Empties the bodies, and what else of their acts could tell what they said: a digest of a
/// command that names a NIK can be guessed.
fn blank(frame: &mut Frame, events: &BTreeSet<u64>) -> u64 {
    let mut erased = 0;
    for act in &mut frame.acts {
        let mut touched = false;
        for entry in &mut act.entries {
            if events.contains(&entry.head.seq) {
                touched = true;
                erased += u64::from(entry.body.take().is_some());
            }
        }
        if touched {
            act.command = [0; 32];
            act.result.clear();
        }
    }
    erased
}
