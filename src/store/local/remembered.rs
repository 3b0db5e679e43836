//! A desk on which nothing can be written, read from its journal into memory. Nothing is locked or
//! made: a server cannot run there, and whoever reads changes nothing.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::desk::{self, Layout};
use super::segment::{self, Frames};
use crate::store::chain::Chain;
use crate::store::disk::RealDisk;
use crate::store::error::{Damage, Result};
use crate::store::fold::{Overlay, Projector, Taken, fold_act};
use crate::store::ledger::ACT_MEMORY_MS;
use crate::store::memory::Memory;
use crate::store::{Phase, Progress};

/// Events between two steps of progress.
const STEP: u64 = 10_000;

/// The whole ledger in memory, closed to acts. `why`: what the disk says to whoever writes.
///
/// # Errors
/// What is wrong with the folder or the journal: the first bad event is named.
pub fn remembered(
    desk: &Path,
    projector: Arc<dyn Projector>,
    why: io::ErrorKind,
    progress: &mut dyn FnMut(Progress),
) -> Result<Memory> {
    desk::check_format(desk)?;
    let journal = Layout::of(desk).journal();
    let marked = segment::read_mark(&journal).unwrap_or_default();
    let tail = segment::read_tail(&journal, &RealDisk)?;
    let (end, since) = (tail.head, tail.recorded_at.saturating_sub(ACT_MEMORY_MS));
    if marked.seq > end.seq {
        let (found, known) = (end.seq, marked.seq);
        return Err(Damage::Short { found, known }.into());
    }
    let memory = Memory::new(projector.clone()).shut(why, desk);
    let mut chain = Chain::default();
    let mut said = 0;
    for frame in Frames::read(&journal, 1, end.seq)? {
        let mut changes = Overlay::default();
        for act in frame?.acts {
            for entry in &act.entries {
                chain.follow(entry)?;
            }
            fold_act(&*projector, &memory, &mut changes, &act, Taken::HolderKeeps)?;
            let recorded = act.entries.first().map(|entry| entry.head.recorded_at);
            if recorded >= Some(since) {
                changes.add_act(&act);
            }
        }
        memory.take(changes, chain.head);
        if chain.head.seq >= said + STEP {
            said = chain.head.seq;
            let (phase, total) = (Phase::Replay, end.seq);
            progress(Progress {
                phase,
                done: said,
                total,
            });
        }
    }
    match chain.head == end {
        true => Ok(memory),
        false => Err(Damage::Chain {
            seq: end.seq,
            why: "the journal ends with another event",
        }
        .into()),
    }
}
