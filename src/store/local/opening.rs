//! Opening the database: trusted as it lies there, brought up to the journal, or built anew.

use std::sync::Arc;

use super::acts::ActIndex;
use super::db::{Db, OnDamage, remove_folder};
use super::desk::{DbState, Layout};
use super::replay::Replay;
use crate::store::error::Result;
use crate::store::ids::ChainHead;
use crate::store::ledger::Rows;
use crate::store::{Options, Phase, Progress, rows};

/// The database as it lies there with where it stands, if it may be trusted.
pub(crate) fn trusted(layout: &Layout, options: &Options) -> Option<(Db, ChainHead)> {
    let state = DbState::read(layout)?;
    let path = layout.db();
    if !state.is_trusted(&options.boot_id) || !path.is_dir() {
        return None;
    }
    let db = Db::open(&path, Some(suspicion(layout))).ok()?;
    if db.row(&rows::LAID_OUT).ok()?? != [rows::LAYOUT] {
        return None;
    }
    let applied = db.applied().ok()??;
    // Rows that sled lost silently show themselves at the end first.
    let last = db.packed_event(applied.seq).ok()??;
    let (_, last) = rows::read_linked(applied.seq, &last).ok()?;
    let after = db.packed_event(applied.seq + 1).ok()?;
    (last.hash() == applied.hash && after.is_none()).then_some((db, applied))
}

/// A database that has everything that the journal has, and the acts that it remembers.
pub(crate) fn complete(
    replay: &Replay<'_>,
    trusted: Option<(Db, ChainHead)>,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Db, ActIndex)> {
    let opened = DbState::Open(options.boot_id.clone());
    if let Some((db, applied)) = trusted {
        opened.write(replay.layout)?;
        let replayed = replay.run(&db, applied, Phase::Replay, progress);
        if let Ok(acts) = replayed.and_then(|()| ActIndex::load(&db)) {
            clear(replay.layout);
            return Ok((db, acts));
        }
    }
    // Said first, or a start after an interrupted rebuild would trust what lies there.
    DbState::Suspect.write(replay.layout)?;
    replay.rebuild(progress)?;
    opened.write(replay.layout)?;
    let db = Db::open(&replay.layout.db(), Some(suspicion(replay.layout)))?;
    let acts = ActIndex::load(&db)?;
    Ok((db, acts))
}

/// Removes what a rebuild left that was broken off. Where that fails the next opening tries again.
fn clear(layout: &Layout) {
    for name in ["db.aside", "db.new"] {
        let _ = remove_folder(&layout.desk.join(name));
    }
}

/// Notes that the database is damaged, so that no later start trusts it. If even that cannot be
/// written, the damage is met again.
fn suspicion(layout: &Layout) -> OnDamage {
    let layout = layout.clone();
    Arc::new(move || {
        let _ = DbState::Suspect.write(&layout);
    })
}
