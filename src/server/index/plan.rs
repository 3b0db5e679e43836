//! A list as a few runs of rows: parts of kept orders, or slots that were looked for. A window
//! reads only what it shows.

use super::Index;
use super::bits::Bits;
use super::row_set::Rows;
use crate::domain::ids::RecordId;
use crate::wire::message::Sort;
use crate::wire::view::DueKind;
use std::ops::ControlFlow;

/// One row in so many is little: then each is looked up in its order.
const LITTLE: usize = 2_000;

/// The kinds of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowKind {
    Requests,
    Sheets,
    Letters,
    Certificates,
    People,
}

/// Where a row is kept: of which kind, in which slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub rows: RowKind,
    pub slot: u32,
}

/// Rows that follow one another.
#[derive(Clone, Debug)]
pub enum Run {
    /// Part of a kept order: places `from..to` of it, from its end where `back`.
    Range {
        rows: RowKind,
        by: Sort,
        from: usize,
        to: usize,
        back: bool,
    },
    /// Slots of one kind.
    Slots(RowKind, Vec<u32>),
    /// What a search found among runs of one kind: a window steps over the rest.
    Sifted(Vec<Run>, Bits, usize),
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
            Run::Sifted(_, _, count) => *count,
            Run::Mixed(places) => places.len(),
            Run::Due(dues) => dues.len(),
        }
    }

    fn reverse(&mut self) {
        match self {
            Run::Range { back, .. } => *back = !*back,
            Run::Slots(_, slots) => slots.reverse(),
            Run::Sifted(runs, _, _) => {
                runs.reverse();
                runs.iter_mut().for_each(Run::reverse);
            }
            Run::Mixed(places) => places.reverse(),
            Run::Due(dues) => dues.reverse(),
        }
    }

    /// The kind of its rows, where they are of one kind.
    fn rows(&self) -> Option<RowKind> {
        match self {
            Run::Range { rows, .. } | Run::Slots(rows, _) => Some(*rows),
            Run::Sifted(runs, _, _) => runs.first()?.rows(),
            Run::Mixed(_) | Run::Due(_) => None,
        }
    }

    /// Bytes on the heap.
    fn bytes(&self) -> usize {
        match self {
            Run::Range { .. } => 0,
            Run::Slots(_, slots) => slots.len() * 4,
            Run::Sifted(runs, found, _) => {
                runs.iter().map(Run::bytes).sum::<usize>() + found.bytes()
            }
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
            let take = (count - found.len()).min(run.len() - skip);
            self.places(run, skip, take, &mut found);
            skip = 0;
            if found.len() == count {
                break;
            }
        }
        found
    }

    /// Adds the rows of a run from a place on.
    fn places(
        &self,
        run: &Run,
        skip: usize,
        take: usize,
        found: &mut Vec<(Option<DueKind>, Place)>,
    ) {
        match run {
            Run::Mixed(places) => {
                let window = &places[skip..skip + take];
                found.extend(window.iter().map(|place| (None, *place)));
            }
            Run::Due(dues) => {
                let window = &dues[skip..skip + take];
                found.extend(window.iter().map(|(what, place)| (Some(*what), *place)));
            }
            one_kind => {
                let Some(rows) = one_kind.rows() else {
                    return;
                };
                let slots = self.slots(one_kind, skip, take);
                found.extend(slots.into_iter().map(|slot| (None, Place { rows, slot })));
            }
        }
    }

    /// Slots of a run of one kind from a place on, counted from whichever end is nearer.
    fn slots(&self, run: &Run, skip: usize, take: usize) -> Vec<u32> {
        let after = run.len() - skip - take;
        let back = after < skip;
        let mut left = if back { after } else { skip };
        // Ranges and slots are stepped into at once; what a search left out must be stepped over.
        let start = match run {
            Run::Sifted(_, _, _) => 0,
            _ => std::mem::take(&mut left),
        };
        let mut slots = Vec::with_capacity(take);
        let _ = self.each(run, back, start, &mut |slot| {
            if slots.len() == take {
                return ControlFlow::Break(());
            }
            match left.checked_sub(1) {
                Some(rest) => left = rest,
                None => slots.push(slot),
            }
            ControlFlow::Continue(())
        });
        if back {
            slots.reverse();
        }
        slots
    }

    /// Goes over the slots of a run, from its end where `back`, after stepping over `start` of a
    /// range or of slots.
    fn each(
        &self,
        run: &Run,
        back: bool,
        start: usize,
        act: &mut impl FnMut(u32) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Run::Sifted(runs, found, _) = run else {
            return self.each_plain(run, back, start, act);
        };
        let mut known = |slot: u32| match found.get(slot) {
            true => act(slot),
            false => ControlFlow::Continue(()),
        };
        let mut over = |run| self.each_plain(run, back, 0, &mut known);
        match back {
            true => runs.iter().rev().try_for_each(&mut over),
            false => runs.iter().try_for_each(&mut over),
        }
    }

    /// [`Index::each`] for a range or slots.
    fn each_plain(
        &self,
        run: &Run,
        back: bool,
        start: usize,
        act: &mut impl FnMut(u32) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        match run {
            Run::Range {
                rows,
                by,
                from,
                to,
                back: backwards,
            } => {
                let (order, left) = (self.order(*rows, *by), to - from - start);
                match back == *backwards {
                    true => order.from(from + start).take(left).try_for_each(act),
                    false => order.back_from(to - start).take(left).try_for_each(act),
                }
            }
            Run::Slots(_, slots) if back => {
                slots.iter().rev().skip(start).copied().try_for_each(act)
            }
            Run::Slots(_, slots) => slots.iter().skip(start).copied().try_for_each(act),
            Run::Sifted(_, _, _) | Run::Mixed(_) | Run::Due(_) => ControlFlow::Continue(()),
        }
    }

    /// What a search found in runs of one kind: as slots where it is little, else to be stepped
    /// through.
    pub(super) fn sift(&self, runs: Vec<Run>, found: Bits) -> Run {
        let count = found.count();
        let all: usize = runs.iter().map(Run::len).sum();
        let rows = runs.first().and_then(Run::rows);
        let little = count <= 2 || count <= all / LITTLE;
        let (Some(rows), true) = (rows, little) else {
            return Run::Sifted(runs, found, count);
        };
        let mut slots: Vec<(usize, usize, u32)> = Vec::with_capacity(count);
        for slot in found.iter() {
            let place = Place { rows, slot };
            let mut numbered = runs.iter().enumerate();
            slots.extend(
                numbered
                    .find_map(|(number, run)| Some((number, self.position_in(run, place)?, slot))),
            );
        }
        slots.sort_unstable();
        Run::Slots(rows, slots.into_iter().map(|(_, _, slot)| slot).collect())
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
                rows,
                by,
                from,
                to,
                back,
            } if *rows == place.rows => {
                let rank = self.rank(place, *by)?;
                match back {
                    _ if !(*from..*to).contains(&rank) => None,
                    false => Some(rank - from),
                    true => Some(to - 1 - rank),
                }
            }
            Run::Range { .. } => None,
            Run::Slots(rows, slots) if *rows == place.rows => {
                slots.iter().position(|slot| *slot == place.slot)
            }
            Run::Slots(_, _) => None,
            Run::Sifted(_, found, _) => {
                if run.rows() != Some(place.rows) || !found.get(place.slot) {
                    return None;
                }
                let mut before = 0;
                let end = self.each(run, false, 0, &mut |slot| {
                    if slot == place.slot {
                        return ControlFlow::Break(());
                    }
                    before += 1;
                    ControlFlow::Continue(())
                });
                end.is_break().then_some(before)
            }
            Run::Mixed(places) => places.iter().position(|other| *other == place),
            Run::Due(dues) => dues.iter().position(|(_, other)| *other == place),
        }
    }

    fn order(&self, rows: RowKind, by: Sort) -> &super::order::Ordered {
        match rows {
            RowKind::Requests => self.requests.order(by),
            RowKind::Sheets => self.sheets.order(by),
            RowKind::Letters => self.letters.order(by),
            RowKind::Certificates => self.certificates.order(by),
            RowKind::People => self.people.order(by),
        }
    }

    fn rank(&self, place: Place, by: Sort) -> Option<usize> {
        match place.rows {
            RowKind::Requests => self.requests.rank(by, place.slot),
            RowKind::Sheets => self.sheets.rank(by, place.slot),
            RowKind::Letters => self.letters.rank(by, place.slot),
            RowKind::Certificates => self.certificates.rank(by, place.slot),
            RowKind::People => self.people.rank(by, place.slot),
        }
    }

    /// Where a record's row is kept.
    pub(super) fn place(&self, record: RecordId) -> Option<Place> {
        let (rows, slot) = match record {
            RecordId::Request(no) => (RowKind::Requests, self.requests.slot(no)?),
            RecordId::Sheet(no) => (RowKind::Sheets, self.sheets.slot(no)?),
            RecordId::Letter(no) => (RowKind::Letters, self.letters.slot(no)?),
            RecordId::Certificate(id) => (RowKind::Certificates, self.certificates.slot(id)?),
            RecordId::Person(id) => (RowKind::People, self.people.slot(id)?),
            RecordId::Desk | RecordId::Policy(_) | RecordId::Officer(_) => return None,
        };
        Some(Place { rows, slot })
    }

    /// The record of a row.
    pub(super) fn record(&self, place: Place) -> Option<RecordId> {
        Some(match place.rows {
            RowKind::Requests => RecordId::Request(self.requests.rows.id(place.slot)?),
            RowKind::Sheets => RecordId::Sheet(self.sheets.rows.id(place.slot)?),
            RowKind::Letters => RecordId::Letter(self.letters.rows.id(place.slot)?),
            RowKind::Certificates => RecordId::Certificate(self.certificates.rows.id(place.slot)?),
            RowKind::People => RecordId::Person(self.people.rows.id(place.slot)?),
        })
    }
}
