//! A list as a few runs of rows: parts of kept orders, or slots that were looked for. A window
//! reads only what it shows.

use super::Index;
use super::bits::Bits;
use super::shelf::Rows;
use crate::domain::ids::RecordId;
use crate::wire::message::Sort;
use crate::wire::view::DueKind;

/// The kinds of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    Requests,
    Sheets,
    Letters,
    Certificates,
    People,
}

/// Where a row is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub shelf: Shelf,
    pub slot: u32,
}

/// Rows that follow one another.
#[derive(Clone, Debug)]
pub enum Run {
    /// Part of a kept order: places `from..to` of it, from its end where `back`.
    Range {
        shelf: Shelf,
        by: Sort,
        from: usize,
        to: usize,
        back: bool,
    },
    /// Slots of one kind.
    Slots(Shelf, Vec<u32>),
    /// Slots of several kinds.
    Mixed(Vec<Place>),
    /// What falls on a day.
    Due(Vec<(DueKind, Place)>),
}

impl Run {
    pub fn len(&self) -> usize {
        match self {
            Run::Range { from, to, .. } => to - from,
            Run::Slots(_, slots) => slots.len(),
            Run::Mixed(places) => places.len(),
            Run::Due(dues) => dues.len(),
        }
    }

    fn reverse(&mut self) {
        match self {
            Run::Range { back, .. } => *back = !*back,
            Run::Slots(_, slots) => slots.reverse(),
            Run::Mixed(places) => places.reverse(),
            Run::Due(dues) => dues.reverse(),
        }
    }

    /// Bytes on the heap.
    fn bytes(&self) -> usize {
        match self {
            Run::Range { .. } => 0,
            Run::Slots(_, slots) => slots.len() * 4,
            Run::Mixed(places) => places.len() * 8,
            Run::Due(dues) => dues.len() * 12,
        }
    }
}

/// A whole list.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub runs: Vec<Run>,
    pub total: usize,
}

impl Plan {
    pub fn new(mut runs: Vec<Run>, descending: bool) -> Plan {
        if descending {
            runs.reverse();
            runs.iter_mut().for_each(Run::reverse);
        }
        runs.retain(|run| run.len() > 0);
        let total = runs.iter().map(Run::len).sum();
        Plan { runs, total }
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        self.runs.iter().map(Run::bytes).sum()
    }
}

type Places<'a> = Box<dyn Iterator<Item = (Option<DueKind>, Place)> + 'a>;

impl Index {
    /// The rows of a window.
    pub(super) fn window(
        &self,
        plan: &Plan,
        from: usize,
        count: usize,
    ) -> Vec<(Option<DueKind>, Place)> {
        let mut skip = from;
        let mut found = Vec::with_capacity(count.min(plan.total));
        for run in &plan.runs {
            if skip >= run.len() {
                skip -= run.len();
                continue;
            }
            let room = count - found.len();
            found.extend(self.places(run, skip).take(room));
            skip = 0;
            if found.len() == count {
                break;
            }
        }
        found
    }

    /// The rows of a run from a place on.
    fn places<'a>(&'a self, run: &'a Run, skip: usize) -> Places<'a> {
        match run {
            Run::Range { shelf, .. } => {
                let shelf = *shelf;
                let slots = self.range(run, skip);
                Box::new(slots.map(move |slot| (None, Place { shelf, slot })))
            }
            Run::Slots(shelf, slots) => {
                let shelf = *shelf;
                let slots = slots[skip..].iter();
                Box::new(slots.map(move |slot| (None, Place { shelf, slot: *slot })))
            }
            Run::Mixed(places) => Box::new(places[skip..].iter().map(|place| (None, *place))),
            Run::Due(dues) => {
                let dues = dues[skip..].iter();
                Box::new(dues.map(|(what, place)| (Some(*what), *place)))
            }
        }
    }

    /// The slots of a range from a place on.
    fn range<'a>(&'a self, run: &Run, skip: usize) -> Box<dyn Iterator<Item = u32> + 'a> {
        let Run::Range {
            shelf,
            by,
            from,
            to,
            back,
        } = *run
        else {
            return Box::new(std::iter::empty());
        };
        let left = (to - from).saturating_sub(skip);
        let order = self.order(shelf, by);
        match back {
            false => Box::new(order.from(from + skip).take(left)),
            true => Box::new(order.back_from(to - skip).take(left)),
        }
    }

    /// Keeps of a run of one kind what is in a set.
    pub(super) fn sift(&self, run: &Run, found: &Bits) -> Vec<u32> {
        let mut kept = Vec::with_capacity(found.count().min(run.len()));
        match run {
            Run::Range { .. } => {
                // By chunks of the order, not by a boxed iterator: this loop sees a million rows.
                self.each_of(run, |slot| {
                    if found.get(slot) {
                        kept.push(slot);
                    }
                });
            }
            Run::Slots(_, slots) => {
                kept.extend(slots.iter().copied().filter(|slot| found.get(*slot)));
            }
            Run::Mixed(_) | Run::Due(_) => {}
        }
        kept
    }

    fn each_of(&self, run: &Run, mut act: impl FnMut(u32)) {
        let Run::Range {
            shelf,
            by,
            from,
            to,
            back,
        } = *run
        else {
            return;
        };
        let order = self.order(shelf, by);
        match back {
            false => order.from(from).take(to - from).for_each(&mut act),
            true => order.back_from(to).take(to - from).for_each(&mut act),
        }
    }

    /// Where a record stands in a list.
    pub(super) fn position(&self, plan: &Plan, record: RecordId) -> Option<usize> {
        let place = self.place(record)?;
        let mut before = 0;
        for run in &plan.runs {
            if let Some(at) = self.position_in(run, place) {
                return Some(before + at);
            }
            before += run.len();
        }
        None
    }

    fn position_in(&self, run: &Run, place: Place) -> Option<usize> {
        match run {
            Run::Range {
                shelf,
                by,
                from,
                to,
                back,
            } if *shelf == place.shelf => {
                let rank = self.rank(place, *by)?;
                match back {
                    _ if !(*from..*to).contains(&rank) => None,
                    false => Some(rank - from),
                    true => Some(to - 1 - rank),
                }
            }
            Run::Range { .. } => None,
            Run::Slots(shelf, slots) if *shelf == place.shelf => {
                slots.iter().position(|slot| *slot == place.slot)
            }
            Run::Slots(_, _) => None,
            Run::Mixed(places) => places.iter().position(|other| *other == place),
            Run::Due(dues) => dues.iter().position(|(_, other)| *other == place),
        }
    }

    fn order(&self, shelf: Shelf, by: Sort) -> &super::order::Ordered {
        match shelf {
            Shelf::Requests => self.requests.order(by),
            Shelf::Sheets => self.sheets.order(by),
            Shelf::Letters => self.letters.order(by),
            Shelf::Certificates => self.certificates.order(by),
            Shelf::People => self.people.order(by),
        }
    }

    fn rank(&self, place: Place, by: Sort) -> Option<usize> {
        match place.shelf {
            Shelf::Requests => self.requests.rank(by, place.slot),
            Shelf::Sheets => self.sheets.rank(by, place.slot),
            Shelf::Letters => self.letters.rank(by, place.slot),
            Shelf::Certificates => self.certificates.rank(by, place.slot),
            Shelf::People => self.people.rank(by, place.slot),
        }
    }

    /// Where a record's row is kept.
    fn place(&self, record: RecordId) -> Option<Place> {
        let (shelf, slot) = match record {
            RecordId::Request(no) => (Shelf::Requests, self.requests.slot(no)?),
            RecordId::Sheet(no) => (Shelf::Sheets, self.sheets.slot(no)?),
            RecordId::Letter(no) => (Shelf::Letters, self.letters.slot(no)?),
            RecordId::Certificate(id) => (Shelf::Certificates, self.certificates.slot(id)?),
            RecordId::Person(id) => (Shelf::People, self.people.slot(id)?),
            RecordId::Desk | RecordId::Policy(_) | RecordId::Officer(_) => return None,
        };
        Some(Place { shelf, slot })
    }

    /// The record of a row.
    pub(super) fn record(&self, place: Place) -> Option<RecordId> {
        Some(match place.shelf {
            Shelf::Requests => RecordId::Request(self.requests.rows.id(place.slot)?),
            Shelf::Sheets => RecordId::Sheet(self.sheets.rows.id(place.slot)?),
            Shelf::Letters => RecordId::Letter(self.letters.rows.id(place.slot)?),
            Shelf::Certificates => RecordId::Certificate(self.certificates.rows.id(place.slot)?),
            Shelf::People => RecordId::Person(self.people.rows.id(place.slot)?),
        })
    }
}
