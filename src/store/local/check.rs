//! Is what lies on disk what was written? The chain from its first event on, and the database
//! against one that is built anew beside it.

use std::cmp::Ordering;
use std::path::Path;

use super::Local;
use super::db::{Db, remove_folder};
use super::desk::{self, Layout};
use super::rebuild;
use super::replay::Replay;
use super::segment::{self, Frames};
use crate::store::chain::Chain;
use crate::store::checked::{Compared, Differs, Verified};
use crate::store::disk::RealDisk;
use crate::store::error::{Damage, Result};
use crate::store::ids::ChainHead;
use crate::store::ledger::Ledger as _;
use crate::store::ledger::{Row, Rows};
use crate::store::{Phase, Progress, held, rows};

/// Events between two words about progress.
const PROGRESS_STEP: u64 = 10_000;

/// Reads the whole journal of a desk through: every checksum, every link of the chain, every
/// payload. `expected` are heads kept elsewhere (a report, a backup's manifest): the chain must
/// pass through them. Names the first bad event. Changes nothing and may run beside a server.
pub fn verify(
    desk: &Path,
    expected: &[ChainHead],
    progress: &mut dyn FnMut(Progress),
) -> Result<Verified> {
    desk::check_format(desk)?;
    verify_in(&Layout::of(desk), expected, progress)
}

/// The same for an open ledger, up to where it stands now: what is being written is not looked at.
pub(crate) fn verify_open(store: &Local, progress: &mut dyn FnMut(Progress)) -> Result<Verified> {
    let head = store.head();
    through(&store.layout, &[head], head, progress)
}

/// The same for a folder that is not a desk yet.
pub(crate) fn verify_in(
    layout: &Layout,
    expected: &[ChainHead],
    progress: &mut dyn FnMut(Progress),
) -> Result<Verified> {
    let folder = layout.journal();
    // The mark first: a server that goes on writing may mark an end that was not there before.
    let mut expected = expected.to_vec();
    expected.extend(segment::read_mark(&folder));
    let end = segment::find_end(&folder, &RealDisk)?;
    through(layout, &expected, end, progress)
}

fn through(
    layout: &Layout,
    expected: &[ChainHead],
    end: ChainHead,
    progress: &mut dyn FnMut(Progress),
) -> Result<Verified> {
    if let Some(beyond) = expected.iter().find(|head| head.seq > end.seq) {
        return Err(Damage::Short {
            found: end.seq,
            known: beyond.seq,
        }
        .into());
    }
    let mut chain = Chain {
        head: ChainHead::default(),
    };
    let mut erased = 0;
    for frame in Frames::read(&layout.journal(), 1, end.seq)? {
        for entry in frame?.entries() {
            chain.follow(entry)?;
            erased += u64::from(entry.body.is_none());
            check_expected(expected, chain.head)?;
            if chain.head.seq.is_multiple_of(PROGRESS_STEP) {
                progress(Progress {
                    phase: Phase::Verify,
                    done: chain.head.seq,
                    total: end.seq,
                });
            }
        }
    }
    Ok(Verified {
        head: chain.head,
        erased,
    })
}

fn check_expected(expected: &[ChainHead], head: ChainHead) -> Result<(), Damage> {
    let differs = |known: &&ChainHead| known.seq == head.seq && known.hash != head.hash;
    match expected.iter().find(differs) {
        None => Ok(()),
        Some(_) => Err(Damage::Chain {
            seq: head.seq,
            why: "its hash is not the one that was noted elsewhere",
        }),
    }
}

/// Builds a second database from the journal beside the live one and names each difference.
/// Acts wait only while what changed meanwhile is looked at again.
pub(crate) fn compare(store: &Local, progress: &mut dyn FnMut(Progress)) -> Result<Compared> {
    let folder = store.layout.desk.join("db.check");
    remove_folder(&folder)?;
    let compared = compare_in(store, &folder, progress);
    remove_folder(&folder)?;
    compared
}

fn compare_in(
    store: &Local,
    folder: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Compared> {
    let beside = Db::open(folder, None)?;
    let first = store.head();
    replay_to(store, &beside, ChainHead::default(), first, progress)?;
    // Acts go on: what they change meanwhile differs now and is looked at again below.
    let mut seen = Compared::default();
    let live = store.rows.settled()?;
    for (done, kind) in (0..).zip(KINDS) {
        progress(Progress {
            phase: Phase::Compare,
            done,
            total: KINDS.len() as u64,
        });
        compare_kind(live, &beside, kind, &mut seen)?;
    }
    let writer = held(&store.writer);
    let live = store.rows.settled()?;
    replay_to(store, &beside, first, writer.head(), progress)?;
    let mut compared = Compared::default();
    if seen.count > seen.named.len() as u64 {
        // Too many to look at one by one.
        for kind in KINDS {
            compare_kind(live, &beside, kind, &mut compared)?;
        }
        return Ok(compared);
    }
    for one in seen.named {
        match one.differs {
            Differs::Unreadable => compared.add(one.kind, &one.key, one.differs),
            _ => compare_row(live, &beside, one.kind, &one.key, &mut compared)?,
        }
    }
    Ok(compared)
}

/// The kinds of rows that are compared.
const KINDS: [u8; 4] = [rows::EVENT, rows::RECORD, rows::UNIQUE, rows::COUNTER];

/// Looks at one row again.
fn compare_row(
    live: &Db,
    beside: &Db,
    kind: u8,
    key: &[u8],
    compared: &mut Compared,
) -> Result<()> {
    let row = |db: &Db| match (kind, key.try_into().map(u64::from_be_bytes)) {
        (rows::EVENT, Ok(seq)) => db.packed_event(seq),
        _ => db.row(&rows::prefixed(kind, key)),
    };
    let want = row(beside)?;
    match (row(live), want) {
        (Err(_), _) => compared.add(kind, key, Differs::Unreadable),
        (Ok(None), Some(_)) => compared.add(kind, key, Differs::Missing),
        (Ok(Some(_)), None) => compared.add(kind, key, Differs::Extra),
        (Ok(have), want) if have != want => compared.add(kind, key, Differs::Value),
        _ => {}
    }
    Ok(())
}

/// Brings the database beside up to an event; builds it where nothing is there yet.
fn replay_to(
    store: &Local,
    beside: &Db,
    from: ChainHead,
    end: ChainHead,
    progress: &mut dyn FnMut(Progress),
) -> Result<()> {
    let replay = Replay {
        layout: &store.layout,
        projector: &*store.projector,
        end,
        // The act index is not compared: it forgets by the clock.
        acts_since: i64::MAX,
    };
    match from.seq {
        0 => rebuild::fill(&replay, beside, Phase::Compare, progress),
        _ => replay.run(beside, from, Phase::Compare, progress),
    }
}

/// Goes through both databases' rows of one kind side by side.
fn compare_kind(live: &Db, beside: &Db, kind: u8, compared: &mut Compared) -> Result<()> {
    let mut live = Side::new(all(live, kind));
    let mut beside = all(beside, kind);
    let mut want = beside.next().transpose()?;
    let mut have = live.next(kind, compared);
    loop {
        let order = match (&have, &want) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((have, _)), Some((want, _))) => have.cmp(want),
        };
        if let (Ordering::Greater, Some((key, _))) = (order, &want) {
            // After an unreadable row the scan is over: what follows was not seen to be missing.
            if !live.broken {
                compared.add(kind, &key[1..], Differs::Missing);
            }
        }
        if let (Ordering::Less, Some((key, _))) = (order, &have) {
            compared.add(kind, &key[1..], Differs::Extra);
        }
        if let (Ordering::Equal, Some((key, have)), Some((_, want))) = (order, &have, &want)
            && have != want
        {
            compared.add(kind, &key[1..], Differs::Value);
        }
        if order != Ordering::Greater {
            have = live.next(kind, compared);
        }
        if order != Ordering::Less {
            want = beside.next().transpose()?;
        }
    }
}

/// All rows of a kind; events one by one, since two databases may pack them differently.
fn all(db: &Db, kind: u8) -> Box<dyn Iterator<Item = Result<Row>>> {
    if kind != rows::EVENT {
        return Box::new(db.scan(&[kind]));
    }
    let events = db.events_from(0);
    Box::new(events.map(|event| event.map(|(seq, packed)| (rows::event(seq), packed))))
}

/// The live side, where a row may be unreadable.
struct Side<I> {
    scan: I,
    broken: bool,
}

impl<I: Iterator<Item = Result<Row>>> Side<I> {
    fn new(scan: I) -> Side<I> {
        Side {
            scan,
            broken: false,
        }
    }

    fn next(&mut self, kind: u8, compared: &mut Compared) -> Option<Row> {
        match self.scan.next()? {
            Ok(row) => Some(row),
            Err(error) => {
                let key = match &error {
                    crate::store::StoreError::Damaged(Damage::Row { key }) => &key[1..],
                    _ => &[],
                };
                compared.add(kind, key, Differs::Unreadable);
                self.broken = true;
                None
            }
        }
    }
}
