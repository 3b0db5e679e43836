//! The rows of a form export on their way to the desk, in little memory: a letter leaves with its
//! last row, and what stays of a row is what the report tells of it.

use super::pipe::{CHUNK, Pipe};
use crate::cli::desk::DeskLine;
use crate::cli::exit::Failure;
use crate::domain::act::{Command, LetterEntry, Mended};
use crate::domain::finding::Finding;
use crate::domain::kind::Kind;
use crate::domain::time::Instant;
use crate::intake::{
    FormRow, IntakeError, LetterGroups, Outcome, Plan, Rejected, Source, Together, letters,
};
use crate::wire::view::ImportRow;
use chrono::{NaiveDate, NaiveDateTime};
use std::collections::{BTreeMap, HashMap};

/// Names held back so that letters leave in the order of their receipt.
const MOST_HELD: usize = 20_000;

/// What the report tells of a row that can be a request.
pub struct Told {
    pub row: u32,
    /// The place of its letter, in order of first sight.
    pub letter: usize,
    pub kind: Kind,
    pub name: String,
    pub nip: String,
    pub nik: String,
    pub email: String,
    pub phone: String,
    pub birth_date: Option<NaiveDate>,
    pub agency: String,
    /// When the form was sent, on the WIB clock.
    pub received: Option<NaiveDateTime>,
    pub letter_number: String,
    pub letter_date: Option<NaiveDate>,
    pub mended: Vec<Mended>,
    /// What the table itself showed: cells that cannot be read.
    pub unread: Vec<Finding>,
}

impl Told {
    fn of(row: &FormRow, letter: usize, now: Instant) -> Told {
        let identity = &row.name.identity;
        Told {
            row: row.row,
            letter,
            kind: row.name.kind,
            name: identity.name.clone(),
            nip: identity.nip.clone(),
            nik: identity.nik.clone(),
            email: identity.email.clone(),
            phone: identity.phone.clone(),
            birth_date: identity.birth_date,
            agency: identity.agency.clone(),
            received: row.received,
            letter_number: row.letter_number.clone(),
            letter_date: row.letter_date,
            mended: row.name.mended.clone(),
            unread: row
                .unread
                .iter()
                .cloned()
                .chain(letters::ahead(row, now))
                .collect(),
        }
    }
}

/// What became of a table.
#[derive(Default)]
pub struct Sent {
    pub rows: Vec<Told>,
    /// Which rows form a letter.
    pub letters: Vec<Together>,
    pub rejected: Vec<Rejected>,
    pub results: HashMap<u32, ImportRow>,
    /// Rows of the table that the desk did not acknowledge.
    pub left: usize,
    /// Why it broke off after some rows were acknowledged.
    pub broke: Option<Failure>,
}

/// How many rows a table has, which is the last one of each letter, and in which order the letters
/// were received: agenda numbers follow it.
#[derive(Default)]
struct Extent {
    rows: usize,
    last: Vec<usize>,
    received: Vec<Option<NaiveDateTime>>,
}

impl Extent {
    fn of(plan: &Plan, source: &dyn Source) -> Result<Extent, IntakeError> {
        let mut groups = LetterGroups::default();
        let mut extent = Extent::default();
        for row in plan.read(source)? {
            if let Outcome::Row(row) = row?.outcome {
                let place = groups.place(&row);
                extent.last.resize(groups.len(), 0);
                extent.last[place] = extent.rows;
                extent.received.resize(groups.len(), None);
                let known = &mut extent.received[place];
                *known = [*known, row.received].into_iter().flatten().min();
                extent.rows += 1;
            }
        }
        Ok(extent)
    }

    /// The rank of each letter by its receipt; those without one come last, in order of first
    /// sight.
    fn ranks(&self) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.received.len()).collect();
        places.sort_by_key(|&place| (self.received[place].is_none(), self.received[place], place));
        let mut ranks = vec![0; places.len()];
        for (rank, place) in places.into_iter().enumerate() {
            ranks[place] = rank;
        }
        ranks
    }
}

/// Letters on their way to the desk, in order, some names at a time.
pub struct Sending<'a> {
    now: Instant,
    open: BTreeMap<usize, LetterEntry>,
    /// The rank of each letter by its receipt.
    ranks: Vec<usize>,
    /// Whole letters that wait for one received before them, by rank.
    waiting: BTreeMap<usize, LetterEntry>,
    /// Names that wait.
    held: usize,
    /// The rank of the next letter to leave.
    next: usize,
    chunk: Vec<LetterEntry>,
    /// Names in the chunk.
    names: usize,
    pipe: Pipe<'a>,
    sent: Sent,
}

impl<'a> Sending<'a> {
    pub fn new(line: &'a DeskLine, dry_run: bool) -> Sending<'a> {
        Sending {
            now: line.now(),
            open: BTreeMap::new(),
            ranks: Vec::new(),
            waiting: BTreeMap::new(),
            held: 0,
            next: 0,
            chunk: Vec::new(),
            names: 0,
            pipe: Pipe::new(line, dry_run),
            sent: Sent::default(),
        }
    }

    /// Reads the table and sends its letters. What was acknowledged is durable, so an import that
    /// breaks off can simply be run again: then what stands is told beside why it broke off.
    pub fn run(
        mut self,
        plan: &Plan,
        source: &dyn Source,
        fail: impl Fn(IntakeError) -> Failure,
    ) -> Result<Sent, Failure> {
        let broke = self.all(plan, source, fail).err();
        if broke.is_some() {
            self.pipe.hear_out();
        }
        let stands = self.pipe.stands();
        self.sent.results = std::mem::take(&mut self.pipe.results);
        self.sent.left = self.pipe.total.saturating_sub(self.sent.results.len());
        match broke {
            Some(failure) if !stands => Err(failure),
            broke => {
                self.sent.broke = broke;
                Ok(self.sent)
            }
        }
    }

    fn all(
        &mut self,
        plan: &Plan,
        source: &dyn Source,
        fail: impl Fn(IntakeError) -> Failure,
    ) -> Result<(), Failure> {
        let extent = Extent::of(plan, source).map_err(&fail)?;
        self.pipe.total = extent.rows;
        self.ranks = extent.ranks();
        let mut groups = LetterGroups::default();
        for row in plan.read(source).map_err(&fail)? {
            match row.map_err(&fail)?.outcome {
                Outcome::Row(row) => {
                    let place = groups.place(&row);
                    let at = self.sent.rows.len();
                    self.take(*row, place);
                    if extent.last.get(place).is_none_or(|last| *last <= at) {
                        self.complete(place)?;
                    }
                }
                Outcome::Rejected(rejected) => self.sent.rejected.push(rejected),
            }
        }
        // Only where the file changed while it was read.
        while let Some(place) = self.open.keys().next().copied() {
            self.complete(place)?;
        }
        while let Some((_, letter)) = self.waiting.pop_first() {
            self.leave(letter)?;
        }
        self.send()?;
        self.pipe.settle()
    }

    fn take(&mut self, row: FormRow, place: usize) {
        Together::note(&mut self.sent.letters, place, &row);
        self.sent.rows.push(Told::of(&row, place, self.now));
        match self.open.get_mut(&place) {
            Some(letter) => letters::add(letter, row, self.now),
            None => drop(self.open.insert(place, letters::begin(row, self.now))),
        }
    }

    /// A letter has its last row; it stays whole, and leaves when those received before it have
    /// left. Only where that would hold too many names back does one leave early.
    fn complete(&mut self, place: usize) -> Result<(), Failure> {
        let Some(letter) = self.open.remove(&place) else {
            return Ok(());
        };
        let rank = self.ranks.get(place).copied().unwrap_or(usize::MAX);
        self.held += letter.names.len();
        self.waiting.insert(rank, letter);
        while let Some(first) = self.waiting.first_entry() {
            if *first.key() > self.next && self.held <= MOST_HELD {
                break;
            }
            self.next = self.next.max(*first.key() + 1);
            let letter = first.remove();
            self.held -= letter.names.len();
            self.leave(letter)?;
        }
        Ok(())
    }

    fn leave(&mut self, letter: LetterEntry) -> Result<(), Failure> {
        if self.names > 0 && self.names + letter.names.len() > CHUNK {
            self.send()?;
        }
        self.names += letter.names.len();
        self.chunk.push(letter);
        Ok(())
    }

    fn send(&mut self) -> Result<(), Failure> {
        self.names = 0;
        let letters = std::mem::take(&mut self.chunk);
        match letters.is_empty() {
            true => Ok(()),
            false => self.pipe.send(Command::Import { letters }),
        }
    }
}
