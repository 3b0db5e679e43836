//! A commit group: acts decided one after another on the state that the earlier ones left, then
//! made durable together.

use std::path::Path;

use super::Store;
use super::entry::{Body, Entry, Head, SALT_BYTES};
use super::error::{Result, StoreError, io_at};
use super::fold::{Layered, Overlay, Taken, fold_act};
use super::frame::{FRAME_HEADER, MAX_FRAME, StoredAct, seal};
use super::ids::{ActId, ChainHead, Digest, RecordKey, fill_random};
use super::ledger::{Row, Rows};
use super::read;
use super::rows;
use crate::codec::MAX_VALUE;

/// A group of this size is full: commit it and begin another.
const FULL_FRAME: usize = 1024 * 1024;

/// An event that is to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// The one record that it is about.
    pub record: RecordKey,
    /// What kind of event, by the domain's numbering.
    pub kind: u16,
    /// The position in which the officer acts.
    pub position: u8,
    /// When it happened according to the officer, UTC milliseconds.
    pub stated_at: Option<i64>,
    /// The domain's bytes, at most 64 KiB.
    pub payload: Vec<u8>,
}

/// An act that is to be recorded: whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The client's random bits.
    pub id: ActId,
    /// Digest of the command.
    pub command: Digest,
    /// The officer who acts.
    pub officer: u32,
    /// The server's clock, UTC milliseconds.
    pub recorded_at: i64,
    /// What happened, in order; at least one event.
    pub events: Vec<NewEvent>,
    /// What is answered, and answered again when the client repeats the act.
    pub result: Vec<u8>,
}

/// What became of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// It will be recorded with the group, as events `first..=last`.
    New {
        /// Its first event.
        first: u64,
        /// Its last event.
        last: u64,
    },
    /// It was done before: this is what was answered then.
    Repeated(ActOutcome),
}

/// An act that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActOutcome {
    /// Its first event.
    pub first_seq: u64,
    /// How many events it has.
    pub events: u32,
    /// What was answered.
    pub result: Vec<u8>,
}

/// Acts waiting to be committed together. Reading through the group shows what they will leave.
pub struct Group<'s> {
    pub(super) store: &'s Store,
    pub(super) base: ChainHead,
    pub(super) head: ChainHead,
    pub(super) changes: Overlay,
    pub(super) frame: Vec<u8>,
    pub(super) acts: u32,
}

impl<'s> Group<'s> {
    pub(super) fn new(store: &'s Store, base: ChainHead) -> Group<'s> {
        Group {
            store,
            base,
            head: base,
            changes: Overlay::default(),
            frame: vec![0; FRAME_HEADER],
            acts: 0,
        }
    }

    /// The number that the next event will have.
    pub fn next_seq(&self) -> u64 {
        self.head.seq + 1
    }

    /// How many acts wait.
    pub fn len(&self) -> usize {
        self.acts as usize
    }

    /// Whether no act waits.
    pub fn is_empty(&self) -> bool {
        self.acts == 0
    }

    /// Whether it should be committed before more is added.
    pub fn is_full(&self) -> bool {
        self.frame.len() >= FULL_FRAME
    }

    /// What an act answered, if this officer did it with this command in the last 30 days;
    /// refused if the id was used for anything else.
    pub fn act_outcome(
        &self,
        id: &ActId,
        officer: u32,
        command: &Digest,
    ) -> Result<Option<ActOutcome>> {
        let mut acts = self.changes.acts().iter();
        let known = match acts.find(|act| act.id == *id) {
            Some(act) => Some(act.clone()),
            None => self.store.ledger.act(id)?,
        };
        known
            .map(|act| read::outcome(act, officer, command))
            .transpose()
    }

    /// Adds an act; on any error the group is as it was before. An act whose id was seen before
    /// from the same officer with the same command is not added: its answer is given again.
    pub fn push(&mut self, act: Act) -> Result<Pushed> {
        if let Some(done) = self.act_outcome(&act.id, act.officer, &act.command)? {
            return Ok(Pushed::Repeated(done));
        }
        check_sizes(&act)?;
        let (stored, head) = chain(act, self.head)?;
        let mut changes = Overlay::default();
        let size = self.frame.len() + stored.size();
        if size > MAX_FRAME {
            return Err(StoreError::TooLong {
                what: "a group of acts",
                size,
                limit: MAX_FRAME,
            });
        }
        fold_act(
            &*self.store.projector,
            &self.layers(),
            &mut changes,
            &stored,
            Taken::Refuse,
        )?;
        changes.add_act(&stored);
        let first = self.next_seq();
        self.changes.absorb(changes);
        stored.write_to(&mut self.frame);
        self.acts += 1;
        self.head = head;
        Ok(Pushed::New {
            first,
            last: head.seq,
        })
    }

    /// Closes the frame and notes in the rows how far they reach.
    pub(super) fn seal(&mut self) {
        seal(&mut self.frame, self.base.seq + 1, self.acts);
        let reached = rows::head_bytes(self.head);
        self.changes.put(rows::APPLIED.to_vec(), reached);
    }

    fn layers(&self) -> Layered<'_> {
        Layered {
            top: &self.changes,
            below: self.store,
        }
    }
}

impl Rows for Group<'_> {
    fn row(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.layers().row(key)
    }

    fn rows_with(&self, prefix: &[u8]) -> Result<Vec<Row>> {
        self.layers().rows_with(prefix)
    }

    fn packed_event(&self, seq: u64) -> Result<Option<Vec<u8>>> {
        self.layers().packed_event(seq)
    }
}

fn check_sizes(act: &Act) -> Result<()> {
    if act.events.is_empty() {
        return Err(StoreError::EmptyAct { id: act.id });
    }
    let longest = act.events.iter().map(|event| event.payload.len()).max();
    let sizes = [
        ("an event", longest.unwrap_or(0)),
        ("a result", act.result.len()),
    ];
    for (what, size) in sizes {
        if size > MAX_VALUE - 1024 {
            let limit = MAX_VALUE - 1024;
            return Err(StoreError::TooLong { what, size, limit });
        }
    }
    Ok(())
}

/// Gives the act's events their numbers, salts and places in the chain.
fn chain(act: Act, mut head: ChainHead) -> Result<(StoredAct, ChainHead)> {
    let mut salts = vec![0; SALT_BYTES * act.events.len()];
    fill_random(&mut salts).map_err(io_at("read", Path::new("/dev/urandom")))?;
    let (salts, _) = salts.as_chunks::<SALT_BYTES>();
    let mut entries = Vec::with_capacity(act.events.len());
    for (event, salt) in act.events.into_iter().zip(salts) {
        let unchained = Head {
            seq: head.seq + 1,
            prev_hash: head.hash,
            act: act.id,
            recorded_at: act.recorded_at,
            stated_at: event.stated_at,
            officer: act.officer,
            position: event.position,
            kind: event.kind,
            record: event.record,
            payload: [0; 32],
        };
        let body = Body {
            salt: *salt,
            payload: event.payload,
        };
        let entry = Entry::new(unchained, body);
        head = ChainHead {
            seq: entry.head.seq,
            hash: entry.hash(),
        };
        entries.push(entry);
    }
    let stored = StoredAct {
        id: act.id,
        officer: act.officer,
        command: act.command,
        result: act.result,
        entries,
    };
    Ok((stored, head))
}
