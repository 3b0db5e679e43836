//! From the journal back to the database: what a crash left behind, or everything anew.

use std::fs;

use super::db::{Db, remove_folder};
use super::desk::Layout;
use super::rebuild;
use super::segment::Frames;
use crate::store::chain::Chain;
use crate::store::disk::sync_folder;
use crate::store::error::{Damage, Result, io_at};
use crate::store::fold::{Overlay, Projector, Taken, fold_act};
use crate::store::frame::StoredAct;
use crate::store::ids::ChainHead;
use crate::store::ledger::Rows;
use crate::store::rows;
use crate::store::{Phase, Progress};

/// Changed rows that are gathered before they are written as one batch.
const BATCH_ROWS: usize = 20_000;

/// A replay of the journal into a database.
pub(crate) struct Replay<'a> {
    pub layout: &'a Layout,
    pub projector: &'a dyn Projector,
    /// Where the journal ends.
    pub end: ChainHead,
    /// Acts recorded before this are left out of the act index.
    pub acts_since: i64,
}

impl Replay<'_> {
    /// Applies all events after `from` to `db`, checking the chain on the way: in batches of which
    /// each is whole or not at all after a crash.
    pub fn run(
        &self,
        db: &Db,
        from: ChainHead,
        phase: Phase,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<()> {
        let mut chain = Chain { head: from };
        let mut changes = Overlay::default();
        let total = self.end.seq - from.seq;
        if total > 0 {
            progress(Progress {
                phase,
                done: 0,
                total,
            });
        }
        for frame in Frames::read(&self.layout.journal(), from.seq + 1, self.end.seq)? {
            for act in frame?.acts {
                self.fold(db, &mut changes, &mut chain, act, from.seq)?;
            }
            if changes.len() >= BATCH_ROWS {
                apply(db, &mut changes, chain.head)?;
                let done = chain.head.seq - from.seq;
                progress(Progress { phase, done, total });
            }
        }
        match chain.head == self.end {
            true => apply(db, &mut changes, chain.head),
            false => Err(Damage::Chain {
                seq: self.end.seq,
                why: "the journal ends with another event",
            }
            .into()),
        }
    }

    /// Builds a new database of the whole journal in `folder`, closed and synced.
    pub fn build(
        &self,
        folder: &std::path::Path,
        phase: Phase,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<()> {
        remove_folder(folder)?;
        let db = Db::open(folder, None)?;
        rebuild::fill(self, &db, phase, progress)?;
        db.close()
    }

    /// Puts a rebuilt database in the place of the live one, which goes once that is durable.
    pub fn rebuild(&self, progress: &mut dyn FnMut(Progress)) -> Result<()> {
        let live = self.layout.db();
        let fresh = self.layout.desk.join("db.new");
        let aside = self.layout.desk.join("db.aside");
        self.build(&fresh, Phase::Rebuild, progress)?;
        if live.exists() {
            remove_folder(&aside)?;
            fs::rename(&live, &aside).map_err(io_at("rename", &live))?;
        }
        fs::rename(&fresh, &live).map_err(io_at("rename", &fresh))?;
        sync_folder(&self.layout.desk)?;
        remove_folder(&aside)
    }

    fn fold(
        &self,
        db: &dyn Rows,
        changes: &mut Overlay,
        chain: &mut Chain,
        act: StoredAct,
        after: u64,
    ) -> Result<()> {
        // A frame may begin with events that the database already has; acts are never split.
        if act.entries.iter().all(|entry| entry.head.seq <= after) {
            return Ok(());
        }
        for entry in &act.entries {
            chain.follow(entry)?;
        }
        fold_act(self.projector, db, changes, &act, Taken::HolderKeeps)?;
        let recorded = act.entries.first().map(|entry| entry.head.recorded_at);
        if recorded >= Some(self.acts_since) {
            changes.add_act(&act);
        }
        Ok(())
    }
}

/// Writes the changes as one batch with a note of how far they reach.
fn apply(db: &Db, changes: &mut Overlay, reached: ChainHead) -> Result<()> {
    let mut changes = std::mem::take(changes);
    changes.put(rows::APPLIED.to_vec(), rows::head_bytes(reached));
    changes.write(|rows| db.apply(rows))
}
