//! The database anew from the whole journal, each row written once and in key order.
//!
//! The journal is read from its beginning, which checks the chain and gives the rows of events and
//! acts; then its events are read again record by record, which gives records, summaries and keys.
//! What is held meanwhile grows by some tens of bytes with each event, not by the records.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;

use super::bulk::{BulkWriter, bulk_write};
use super::db::Db;
use super::holders::Holders;
use super::replay::Replay;
use super::segment::{FramePlace, Frames, segment_path};
use crate::store::chain::Chain;
use crate::store::disk::private_file;
use crate::store::entry::{Entry, Reader};
use crate::store::error::{Damage, Result, io_at};
use crate::store::fold::{Folded, fold_event, kept_record, kept_summary};
use crate::store::frame::{FRAME_HEADER, Frame};
use crate::store::ids::{CounterKey, RecordKey};
use crate::store::rows::{self, ActRow, Packer};
use crate::store::{Phase, Progress};

/// Events between two words about progress.
const PROGRESS_STEP: u64 = 10_000;

/// Segments that are open at the same time.
const OPEN_SEGMENTS: usize = 64;

/// Fills an empty database with everything that the journal says.
pub(crate) fn fill(
    replay: &Replay<'_>,
    db: &Db,
    phase: Phase,
    progress: &mut dyn FnMut(Progress),
) -> Result<()> {
    let mut told = Told {
        phase,
        total: replay.end.seq,
        progress,
    };
    bulk_write(db, |bulk| {
        let read = read_through(replay, bulk, &mut told)?;
        write_records(replay, read, bulk, &mut told)
    })?;
    let reached = rows::head_bytes(replay.end);
    db.put(&rows::LAID_OUT, &[rows::LAYOUT])?;
    db.put(&rows::APPLIED, &reached)
}

/// What the first reading leaves for the second.
#[derive(Default)]
struct Read {
    /// Each event by its number, from 1 on.
    events: Vec<Noted>,
    /// The last event about each record.
    last: BTreeMap<Box<[u8]>, u64>,
    /// The first event of each segment.
    segments: Vec<u64>,
}

/// Where an event lies, and the one before it about the same record (0 for none).
struct Noted {
    before: u64,
    segment: u32,
    offset: u32,
    size: u32,
}

/// Progress through both readings, each of which is half of the way.
struct Told<'a> {
    phase: Phase,
    total: u64,
    progress: &'a mut dyn FnMut(Progress),
}

impl Told<'_> {
    fn tell(&mut self, halves: u64) {
        if self.total > 0 && halves.is_multiple_of(PROGRESS_STEP) {
            (self.progress)(Progress {
                phase: self.phase,
                done: halves / 2,
                total: self.total,
            });
        }
    }
}

/// Reads the journal from its beginning: checks the chain, writes events and acts, and notes where
/// the events about each record lie.
fn read_through(replay: &Replay<'_>, bulk: &mut BulkWriter, told: &mut Told<'_>) -> Result<Read> {
    let mut read = Read::default();
    let mut chain = Chain::default();
    let mut packers = Packers::default();
    told.tell(0);
    let mut frames = Frames::read(&replay.layout.journal(), 1, replay.end.seq)?;
    while let Some(frame) = frames.next().transpose()? {
        let place = frames.place();
        if read.segments.last() != Some(&place.segment) {
            read.segments.push(place.segment);
        }
        for entry in frame.entries() {
            chain.follow(entry)?;
            told.tell(entry.head.seq);
        }
        packers.acts(&frame, replay.acts_since, bulk)?;
        read.note(&frame, place, &mut packers, bulk)?;
    }
    packers.finish(bulk)?;
    match chain.head == replay.end {
        true => Ok(read),
        false => Err(Damage::Chain {
            seq: replay.end.seq,
            why: "the journal ends with another event",
        }
        .into()),
    }
}

impl Read {
    fn note(
        &mut self,
        frame: &Frame,
        place: FramePlace,
        packers: &mut Packers,
        bulk: &mut BulkWriter,
    ) -> Result<()> {
        let mut at = place.offset + FRAME_HEADER;
        for act in &frame.acts {
            for (offset, entry) in act.placed(at) {
                let seq = entry.head.seq;
                let key = entry.head.record.as_bytes();
                let before = match self.last.get_mut(key) {
                    Some(last) => std::mem::replace(last, seq),
                    None => {
                        self.last.insert(key.into(), seq);
                        0
                    }
                };
                self.events.push(Noted {
                    before,
                    segment: (self.segments.len() - 1) as u32,
                    offset: offset as u32,
                    size: entry.size() as u32,
                });
                bulk.rows(packers.events.add(seq, &rows::linked(before, entry)))?;
            }
            at += act.size();
        }
        Ok(())
    }

    fn noted(&self, seq: u64) -> Option<&Noted> {
        self.events.get(usize::try_from(seq.checked_sub(1)?).ok()?)
    }

    /// The numbers of a record's events, oldest first.
    fn events_upto(&self, last: u64) -> Vec<u64> {
        let chain = |seq: &u64| self.noted(*seq).map(|noted| noted.before);
        let newest_first = std::iter::successors(Some(last), chain);
        let mut seqs: Vec<_> = newest_first.take_while(|seq| *seq > 0).collect();
        seqs.reverse();
        seqs
    }
}

/// The rows that hold several events or acts each.
struct Packers {
    events: Packer,
    acts: Packer,
    ids: Packer,
}

impl Default for Packers {
    fn default() -> Packers {
        Packers {
            events: Packer::new(rows::EVENT),
            acts: Packer::new(rows::ACT),
            ids: Packer::new(rows::ACT_ID),
        }
    }
}

impl Packers {
    /// Packs the acts of a frame that are still remembered.
    fn acts(&mut self, frame: &Frame, since: i64, bulk: &mut BulkWriter) -> Result<()> {
        let acts = frame.acts.iter().filter_map(ActRow::of);
        for act in acts.filter(|act| act.recorded_at >= since) {
            bulk.rows(self.acts.add(act.first_seq, &act.to_bytes()))?;
            bulk.rows(self.ids.add(act.first_seq, &act.id_bytes()))?;
        }
        Ok(())
    }

    fn finish(self, bulk: &mut BulkWriter) -> Result<()> {
        for packer in [self.events, self.acts, self.ids] {
            bulk.rows(packer.finish())?;
        }
        Ok(())
    }
}

/// Folds the events of each record, in the order of the records.
fn write_records(
    replay: &Replay<'_>,
    mut read: Read,
    bulk: &mut BulkWriter,
    told: &mut Told<'_>,
) -> Result<()> {
    let mut journal = Segments::new(replay, std::mem::take(&mut read.segments));
    let mut counters: BTreeMap<CounterKey, i64> = BTreeMap::new();
    let mut holders = Holders::default();
    let mut folded_events = 0;
    for (key, last) in std::mem::take(&mut read.last) {
        let record = RecordKey::new(&key).ok_or_else(|| rows::damaged(&key))?;
        let mut row = rows::RecordRow {
            last,
            ..Default::default()
        };
        let nth = holders.record(key);
        for seq in read.events_upto(last) {
            let entry = journal.entry(read.noted(seq), seq)?;
            let Folded {
                record: changed,
                summary: line,
                put_keys,
                remove_keys,
                counters: counted,
                moves,
            } = fold_event(replay.projector, row.bytes.as_deref(), &entry)?;
            row.bytes = kept_record(row.bytes, changed)?;
            row.moved = if moves { seq } else { row.moved };
            row.summary = kept_summary(row.summary, line)?;
            holders.event(nth, seq, &remove_keys, &put_keys);
            for (counter, step) in counted {
                let value = counters.entry(counter).or_default();
                *value = value.saturating_add(step);
            }
            folded_events += 1;
            told.tell(replay.end.seq + folded_events);
        }
        bulk.rows([(rows::record(&record), row.to_bytes())])?;
    }
    drop(read);
    for (counter, value) in counters.into_iter().filter(|(_, value)| *value != 0) {
        bulk.rows([(rows::counter(&counter), value.to_be_bytes().to_vec())])?;
    }
    holders.rows().try_for_each(|row| bulk.rows([row]))
}

/// The journal's segments, read here and there.
struct Segments {
    folder: PathBuf,
    firsts: Vec<u64>,
    open: HashMap<u32, File>,
    buffer: Vec<u8>,
}

impl Segments {
    fn new(replay: &Replay<'_>, firsts: Vec<u64>) -> Segments {
        Segments {
            folder: replay.layout.journal(),
            firsts,
            open: HashMap::new(),
            buffer: Vec::new(),
        }
    }

    /// Reads an event whose place was noted.
    fn entry(&mut self, noted: Option<&Noted>, seq: u64) -> Result<Entry> {
        let gone = Damage::Gap { seq };
        let Some(noted) = noted else {
            return Err(gone.into());
        };
        let Some(first) = self.firsts.get(noted.segment as usize) else {
            return Err(gone.into());
        };
        let path = segment_path(&self.folder, *first);
        if self.open.len() >= OPEN_SEGMENTS && !self.open.contains_key(&noted.segment) {
            self.open.clear();
        }
        let file = match self.open.entry(noted.segment) {
            std::collections::hash_map::Entry::Occupied(open) => open.into_mut(),
            std::collections::hash_map::Entry::Vacant(none) => {
                none.insert(private_file().open(&path).map_err(io_at("open", &path))?)
            }
        };
        self.buffer.resize(noted.size as usize, 0);
        file.read_exact_at(&mut self.buffer, u64::from(noted.offset))
            .map_err(io_at("read", &path))?;
        let entry = Entry::read_from(&mut Reader(&self.buffer));
        let entry = entry.filter(|entry| entry.head.seq == seq);
        Ok(entry.ok_or(gone)?)
    }
}
