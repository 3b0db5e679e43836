//! Rows kept as they are, with their search text beside them: requests, sheets, letters, people.

use super::bits::Bits;
use super::pool::Pool;
use super::row_set::{Moment, Rows};
use super::texts::Texts;
use crate::domain::filter::{Field, Term, Wanted, fold};
use crate::domain::ids::{Agenda, PersonId, RequestNo, SheetNo};
use crate::domain::kind::Kind;
use crate::domain::request::Stage;
use crate::domain::summary::{LetterRow, PersonRow, RequestRow, SheetRow};
use crate::domain::time::Instant;
use crate::wire::message::Sort;
use std::cmp::Ordering;
use std::hash::Hash;

/// A row that is kept as it is.
pub trait Kept: Clone {
    type Id: Copy + Eq + Hash + Ord;
    const FIELDS: &'static [Field];

    fn id(&self) -> Self::Id;
    /// Search texts in the order of the fields.
    fn texts(&self) -> Vec<String>;
    fn agency(&self) -> &str;
    /// The order that is neither by name nor by agency; it may leave rows equal.
    fn compare(&self, by: Sort, other: &Self) -> Ordering;
    /// A number that agrees with [`Kept::compare`], or with the record's number where that leaves
    /// rows equal.
    fn key(&self, by: Sort) -> u64;
    /// Whether a condition that is not on a text holds.
    fn holds(&self, wanted: &Wanted, slot: u32, moment: Moment) -> bool;
}

/// Rows by slot.
pub struct Table<R> {
    rows: Vec<Option<R>>,
    texts: Texts,
    agencies: Pool,
}

impl<R> Default for Table<R> {
    fn default() -> Table<R> {
        Table {
            rows: Vec::new(),
            texts: Texts::default(),
            agencies: Pool::default(),
        }
    }
}

impl<R: Kept> Table<R> {
    /// The row of a slot.
    pub fn get(&self, slot: u32) -> Option<&R> {
        self.rows.get(slot as usize)?.as_ref()
    }
}

impl<R: Kept> Rows for Table<R> {
    type Id = R::Id;
    type Row = R;
    const FIELDS: &'static [Field] = R::FIELDS;

    fn id(&self, slot: u32) -> Option<R::Id> {
        Some(self.get(slot)?.id())
    }

    fn row(&self, slot: u32) -> Option<R> {
        self.get(slot).cloned()
    }

    fn write(&mut self, slot: u32, row: Option<&R>) {
        if slot as usize >= self.rows.len() {
            self.rows.resize(slot as usize + 1, None);
        }
        let texts: Vec<String> = row
            .map(|row| {
                let texts = row.texts();
                texts.iter().map(|text| fold(text)).collect()
            })
            .unwrap_or_default();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        self.texts.put(slot, &texts);
        self.agencies.put(slot, row.map_or("", Kept::agency));
        self.rows[slot as usize] = row.cloned();
    }

    fn texts(&self) -> &Texts {
        &self.texts
    }

    fn agencies(&self) -> &Pool {
        &self.agencies
    }

    fn compare(&self, by: Sort, one: u32, other: u32) -> Ordering {
        let (Some(first), Some(second)) = (self.get(one), self.get(other)) else {
            return one.cmp(&other);
        };
        let order = match by {
            Sort::Name => self.name(one).cmp(self.name(other)),
            Sort::Agency => self.agencies.compare(one, other),
            _ => first.compare(by, second),
        };
        order.then_with(|| first.id().cmp(&second.id()))
    }

    /// Rows that are sorted by name have it as their first text.
    fn name(&self, slot: u32) -> &[u8] {
        match R::FIELDS.first() {
            Some(Field::Name) => self.texts.field(slot, 0),
            _ => &[],
        }
    }

    fn key<'a>(&'a self, by: Sort) -> Box<dyn Fn(u32) -> u64 + 'a> {
        match by {
            Sort::Name => Box::new(|_| 0),
            Sort::Agency => {
                let ranks = self.agencies.ranks();
                Box::new(move |slot| ranks.get(slot))
            }
            _ => Box::new(move |slot| self.get(slot).map_or(0, |row| row.key(by))),
        }
    }

    fn stays(&self, by: Sort, slot: u32, row: &R) -> bool {
        let Some(old) = self.get(slot) else {
            return false;
        };
        match by {
            Sort::Name => old.texts().first() == row.texts().first(),
            Sort::Agency => old.agency() == row.agency(),
            _ => old.compare(by, row) == Ordering::Equal,
        }
    }

    fn narrow(&self, wanted: &Wanted, moment: Moment, found: &mut Bits) {
        found.retain(|slot| {
            self.get(slot)
                .is_some_and(|row| row.holds(wanted, slot, moment))
        });
    }

    fn bytes(&self) -> usize {
        let rows = self.rows.capacity() * std::mem::size_of::<Option<R>>();
        rows + self.texts.bytes() + self.agencies.bytes()
    }
}

/// A number that sorts as moments do; moments of the calendar fit 62 bits.
pub fn moment_key(at: Instant) -> u64 {
    (at.0.clamp(-(1 << 61), (1 << 61) - 1) + (1 << 61)) as u64
}

/// Place of a value in the order of all of its kind.
pub fn place_in<T: Ord>(all: &[T], value: T) -> u64 {
    all.iter().filter(|other| **other < value).count() as u64
}

fn agenda_key(agenda: Agenda) -> u64 {
    u64::from(agenda.year) << 32 | u64::from(agenda.number)
}

impl Kept for RequestRow {
    type Id = RequestNo;
    const FIELDS: &'static [Field] = &[Field::Name, Field::Nip, Field::Number];

    fn id(&self) -> RequestNo {
        self.no
    }

    fn texts(&self) -> Vec<String> {
        vec![self.name.clone(), self.nip.clone(), self.no.to_string()]
    }

    fn agency(&self) -> &str {
        &self.agency
    }

    /// By nature those that have not ended come first, the oldest first; then the ended ones, the
    /// newest first (which are read backwards).
    fn compare(&self, by: Sort, other: &RequestRow) -> Ordering {
        match by {
            Sort::Natural => {
                let place = |row: &RequestRow| (row.stage.is_final(), row.received);
                place(self).cmp(&place(other))
            }
            Sort::Received => self.received.cmp(&other.received),
            Sort::Kind => self.kind.cmp(&other.kind),
            Sort::State => self.stage.cmp(&other.stage),
            _ => Ordering::Equal,
        }
    }

    fn key(&self, by: Sort) -> u64 {
        match by {
            Sort::Natural => u64::from(self.stage.is_final()) << 63 | moment_key(self.received),
            Sort::Received => moment_key(self.received),
            Sort::Kind => place_in(&Kind::ALL, self.kind),
            Sort::State => place_in(&Stage::ALL, self.stage),
            _ => agenda_key(self.no.agenda) << 16 | u64::from(self.no.line),
        }
    }

    fn holds(&self, wanted: &Wanted, slot: u32, moment: Moment) -> bool {
        match &wanted.term {
            Term::Nik { .. } => wanted.means_person(self.person, &self.nik_tail),
            Term::Kind(all) => all.contains(&self.kind),
            Term::Stage(all) => all.contains(&self.stage),
            Term::Mine => moment.mine.get(slot),
            Term::Overdue => moment.overdue.get(slot),
            _ => false,
        }
    }
}

impl Kept for LetterRow {
    type Id = Agenda;
    const FIELDS: &'static [Field] = &[Field::Number, Field::Number];

    fn id(&self) -> Agenda {
        self.no
    }

    fn texts(&self) -> Vec<String> {
        vec![self.no.to_string(), self.number.clone()]
    }

    fn agency(&self) -> &str {
        &self.from
    }

    fn compare(&self, by: Sort, other: &LetterRow) -> Ordering {
        match by {
            Sort::Natural => other.no.cmp(&self.no),
            Sort::Received => self.received.cmp(&other.received),
            _ => Ordering::Equal,
        }
    }

    fn key(&self, by: Sort) -> u64 {
        match by {
            Sort::Natural => u64::MAX - agenda_key(self.no),
            Sort::Received => moment_key(self.received),
            _ => agenda_key(self.no),
        }
    }

    fn holds(&self, _wanted: &Wanted, _slot: u32, _moment: Moment) -> bool {
        false
    }
}

impl Kept for PersonRow {
    type Id = PersonId;
    const FIELDS: &'static [Field] = &[Field::Name, Field::Nip];

    fn id(&self) -> PersonId {
        self.id
    }

    fn texts(&self) -> Vec<String> {
        vec![self.name.clone(), self.nip.clone()]
    }

    fn agency(&self) -> &str {
        &self.agency
    }

    fn compare(&self, _by: Sort, _other: &PersonRow) -> Ordering {
        Ordering::Equal
    }

    fn key(&self, _by: Sort) -> u64 {
        u64::from(self.id.0)
    }

    fn holds(&self, wanted: &Wanted, _slot: u32, _moment: Moment) -> bool {
        wanted.means_person(Some(self.id), "")
    }
}

/// Sheets are few where they are listed: the lists look at each.
impl Kept for SheetRow {
    type Id = SheetNo;
    const FIELDS: &'static [Field] = &[];

    fn id(&self) -> SheetNo {
        self.no
    }

    fn texts(&self) -> Vec<String> {
        Vec::new()
    }

    fn agency(&self) -> &str {
        ""
    }

    fn compare(&self, _by: Sort, _other: &SheetRow) -> Ordering {
        Ordering::Equal
    }

    fn key(&self, _by: Sort) -> u64 {
        agenda_key(self.no.agenda) << 16 | u64::from(self.no.ordinal)
    }

    fn holds(&self, _wanted: &Wanted, _slot: u32, _moment: Moment) -> bool {
        false
    }
}
