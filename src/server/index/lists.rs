//! Which rows a list shows and in which order.

use super::Index;
use super::bits::Bits;
use super::context::Context;
use super::plan::{Place, Plan, Run, Shelf};
use super::shelf::Moment;
use crate::domain::filter::{Bound, Filter, Lookup, Subject, Term, fold};
use crate::domain::ids::{Agenda, RecordId};
use crate::domain::request::Stage;
use crate::domain::rules::waits_for;
use crate::domain::summary::{RequestRow, SheetRow};
use crate::domain::time::start_of;
use crate::wire::message::{List, Query, Sort};
use chrono::Datelike;
use std::cmp::Reverse;

/// The verifier's queue: in verification, with BSrE, and back from it.
pub(super) fn is_with_verifier(stage: Stage) -> bool {
    matches!(
        stage,
        Stage::Verification
            | Stage::AtBsre
            | Stage::AwaitingActivation
            | Stage::Activated
            | Stage::Issued
            | Stage::Mismatch
    )
}

/// Still with the officials or the verifier: a sheet's deadline counts.
fn is_before_sending(stage: Stage) -> bool {
    matches!(
        stage,
        Stage::Registered | Stage::Disposition(_) | Stage::Verification
    )
}

/// A list as it is made for one question.
struct Making<'a> {
    index: &'a Index,
    context: &'a Context<'a>,
    filter: Bound,
    overdue: Bits,
    mine: Bits,
}

impl Index {
    /// The list of a question.
    pub(super) fn make(&self, query: &Query, filter: Filter, context: &Context) -> Plan {
        let (overdue, mine) = self.open_flags(context);
        let making = Making {
            index: self,
            context,
            filter: filter.bind(Lookup {
                agencies: &context.policy.agencies,
                person_of: context.person_of,
            }),
            overdue,
            mine,
        };
        Plan::new(making.runs(query.list, query.sort), query.descending)
    }

    /// Which open requests are over a standard or a deadline, and which wait for the asker. The
    /// others never are: working time is reckoned for open ones alone.
    fn open_flags(&self, context: &Context) -> (Bits, Bits) {
        let (mut overdue, mut mine) = (Bits::default(), Bits::default());
        for slot in &self.open {
            let Some(row) = self.requests.rows.get(*slot) else {
                continue;
            };
            if self.request_overdue(row, context) {
                overdue.set(*slot);
            }
            if context.is_mine(row) {
                mine.set(*slot);
            }
        }
        (overdue, mine)
    }

    /// Over the standard of its running step, past its sheet's deadline, or past the day by which
    /// something outside had to happen.
    pub(super) fn request_overdue(&self, row: &RequestRow, context: &Context) -> bool {
        let today = context.today();
        let deadline = || {
            let sheet = self.sheet_of(row)?;
            sheet.deadline.filter(|_| is_before_sending(row.stage))
        };
        context.is_over_standard(row)
            || row.due.is_some_and(|due| due < today)
            || deadline().is_some_and(|deadline| deadline < today)
    }

    fn lapses_today(&self, row: &RequestRow, context: &Context) -> bool {
        let today = context.today();
        let sheet = || {
            let sheet = self.sheet_of(row)?;
            sheet.deadline.filter(|_| is_before_sending(row.stage))
        };
        row.due == Some(today) || sheet() == Some(today)
    }

    /// The sheet that a request travels on.
    fn sheet_of(&self, row: &RequestRow) -> Option<&SheetRow> {
        let slot = self.sheets.slot(row.no.agenda.sheet(row.sheet))?;
        self.sheets.rows.get(slot)
    }

    /// The first name on a sheet.
    pub(super) fn first_on(&self, sheet: &SheetRow) -> Option<&RequestRow> {
        let agenda: Agenda = sheet.no.agenda;
        let letter = self.letters.slot(agenda);
        let letter = letter.and_then(|slot| self.letters.rows.get(slot));
        let lines = letter.map_or(sheet.names, |letter| letter.names);
        (1..=lines).find_map(|line| {
            let row = self
                .requests
                .rows
                .get(self.requests.slot(agenda.line(line))?)?;
            (row.sheet == sheet.no.ordinal).then_some(row)
        })
    }

    pub(super) fn sheet_overdue(&self, row: &SheetRow, context: &Context) -> bool {
        row.deadline
            .is_some_and(|deadline| deadline < context.today())
            || self
                .first_on(row)
                .is_some_and(|first| context.is_over_standard(first))
    }
}

impl Making<'_> {
    fn runs(&self, list: List, sort: Sort) -> Vec<Run> {
        match list {
            List::Waiting => self.mixed(self.waiting(), sort, |making, place| {
                [making.calm(place), making.since(place), 0]
            }),
            List::Overdue => self.mixed(self.overdue(), sort, |making, place| {
                [making.since(place), 0, 0]
            }),
            List::Today => self.mixed(self.today(), sort, |making, place| {
                [
                    i64::from(place.shelf == Shelf::Certificates),
                    making.since(place),
                    0,
                ]
            }),
            List::Sheets => self.mixed(self.sheets(), sort, Making::by_urgency),
            List::Verification => self.mixed(self.verification(), sort, |making, place| {
                [
                    making.outside(place),
                    making.calm(place),
                    making.since(place),
                ]
            }),
            List::Requests => self.sifted(self.requests(sort)),
            List::Certificates => self.sifted(self.certificates(sort)),
            List::People => self.sifted(self.whole(Shelf::People, people_sort(sort))),
            List::Letters => self.sifted(self.whole(Shelf::Letters, letter_sort(sort))),
            List::Everything => {
                let mut runs = self.whole(Shelf::People, people_sort(sort));
                runs.extend(self.whole(Shelf::Letters, letter_sort(sort)));
                runs.extend(self.requests(sort));
                runs.extend(self.certificates(sort));
                self.sifted(runs)
            }
            List::Day(day) => self.due(self.index.day_runs(day, self.context)),
        }
    }

    fn moment(&self) -> Moment<'_> {
        Moment {
            now: self.context.now,
            overdue: &self.overdue,
            mine: &self.mine,
        }
    }

    /// Slots of a kind that the filter lets through; `None` where it lets all through.
    fn matching(&self, shelf: Shelf) -> Option<Bits> {
        if self.filter.is_empty() {
            return None;
        }
        let (index, moment) = (self.index, self.moment());
        Some(match shelf {
            Shelf::Requests => index.requests.matching(&self.filter, moment),
            Shelf::Letters => index.letters.matching(&self.filter, moment),
            Shelf::Certificates => index.certificates.matching(&self.filter, moment),
            Shelf::People => index.people.matching(&self.filter, moment),
            Shelf::Sheets => Bits::default(),
        })
    }

    fn sifted(&self, runs: Vec<Run>) -> Vec<Run> {
        let mut known: Option<(Shelf, Bits)> = None;
        let mut kept = Vec::new();
        for run in runs {
            let (Run::Range { shelf, .. } | Run::Slots(shelf, _)) = run else {
                continue;
            };
            if known.as_ref().is_none_or(|(of, _)| *of != shelf) {
                let Some(found) = self.matching(shelf) else {
                    kept.push(run);
                    continue;
                };
                known = Some((shelf, found));
            }
            if let Some((_, found)) = &known {
                kept.push(Run::Slots(shelf, self.index.sift(&run, found)));
            }
        }
        kept
    }

    fn due(&self, runs: Vec<Run>) -> Vec<Run> {
        if self.filter.is_empty() {
            return runs;
        }
        let requests = self.matching(Shelf::Requests).unwrap_or_default();
        let certificates = self.matching(Shelf::Certificates).unwrap_or_default();
        let passes = |place: &Place| match place.shelf {
            Shelf::Requests => requests.get(place.slot),
            _ => certificates.get(place.slot),
        };
        let mut kept = runs;
        for run in &mut kept {
            if let Run::Due(dues) = run {
                dues.retain(|(_, place)| passes(place));
            }
        }
        kept
    }

    fn whole(&self, shelf: Shelf, by: Sort) -> Vec<Run> {
        let to = match shelf {
            Shelf::People => self.index.people.count(),
            _ => self.index.letters.count(),
        };
        vec![Run::Range {
            shelf,
            by,
            from: 0,
            to: to as usize,
            back: false,
        }]
    }

    /// What runs, by its last moment; then what expired and what was revoked or replaced, the
    /// latest first.
    fn certificates(&self, sort: Sort) -> Vec<Run> {
        let shelf = Shelf::Certificates;
        let (all, rows) = (&self.index.certificates, &self.index.certificates.rows);
        let range = |by, from, to, back| Run::Range {
            shelf,
            by,
            from,
            to,
            back,
        };
        if sort != Sort::Natural {
            return vec![range(sort, 0, all.count() as usize, false)];
        }
        let order = all.order(sort);
        let now = self.context.now;
        let expired = order.partition(|slot| rows.is_good(slot) && rows.not_after(slot) < now);
        let good = order.partition(|slot| rows.is_good(slot));
        vec![
            range(sort, expired, good, false),
            range(sort, 0, expired, true),
            range(sort, good, order.len(), true),
        ]
    }

    /// Open requests that are overdue, the other open ones, both the oldest first; then those that
    /// ended, the newest first.
    fn requests(&self, sort: Sort) -> Vec<Run> {
        let shelf = Shelf::Requests;
        let all = &self.index.requests;
        if sort == Sort::Remaining {
            return self.by_remaining();
        }
        let order = all.order(sort);
        if sort != Sort::Natural {
            return vec![Run::Range {
                shelf,
                by: sort,
                from: 0,
                to: order.len(),
                back: false,
            }];
        }
        let open = self.index.open.len();
        let (late, calm): (Vec<u32>, Vec<u32>) = order
            .from(0)
            .take(open)
            .partition(|slot| self.overdue.get(*slot));
        vec![
            Run::Slots(shelf, late),
            Run::Slots(shelf, calm),
            Run::Range {
                shelf,
                by: sort,
                from: open,
                to: order.len(),
                back: true,
            },
        ]
    }

    /// Requests whose clock runs by what is left of the standard, then the others as they come.
    fn by_remaining(&self) -> Vec<Run> {
        let rows = &self.index.requests.rows;
        let left = |slot: &u32| self.context.minutes_left(rows.get(*slot)?);
        let mut runs = self.requests(Sort::Natural);
        let ended = runs.split_off(2);
        let open = runs.into_iter().flat_map(|run| match run {
            Run::Slots(_, slots) => slots,
            _ => Vec::new(),
        });
        let (mut running, rest): (Vec<u32>, Vec<u32>) = open.partition(|slot| left(slot).is_some());
        running.sort_by_cached_key(left);
        let shelf = Shelf::Requests;
        let mut runs = vec![Run::Slots(shelf, running), Run::Slots(shelf, rest)];
        runs.extend(ended);
        runs
    }

    fn open(&self) -> impl Iterator<Item = (Place, &RequestRow)> {
        self.index.open.iter().filter_map(|slot| {
            let place = Place {
                shelf: Shelf::Requests,
                slot: *slot,
            };
            Some((place, self.index.requests.rows.get(*slot)?))
        })
    }

    /// Sheets on the asker's desk and requests in his hands. Names that travel on such a sheet
    /// wait as the sheet, not each by itself.
    fn waiting(&self) -> Vec<Place> {
        let mut all: Vec<Place> = self
            .sheets()
            .into_iter()
            .filter(|place| self.is_my_sheet(*place))
            .collect();
        all.extend(self.open().filter_map(|(place, row)| {
            let on_sheet = matches!(row.stage, Stage::Registered | Stage::Disposition(_))
                && self.index.sheet_of(row).and_then(SheetRow::position)
                    == waits_for(row.stage, row.running);
            (self.mine.get(place.slot) && !on_sheet).then_some(place)
        }));
        all
    }

    fn overdue(&self) -> Vec<Place> {
        let slots = self.overdue.iter();
        slots
            .map(|slot| Place {
                shelf: Shelf::Requests,
                slot,
            })
            .collect()
    }

    fn today(&self) -> Vec<Place> {
        let open = self.open();
        let mut all: Vec<Place> = open
            .filter(|(_, row)| self.index.lapses_today(row, self.context))
            .map(|(place, _)| place)
            .collect();
        let certificates = &self.index.certificates;
        let order = certificates.order(Sort::Natural);
        let midnight = start_of(self.context.today());
        let rows = &certificates.rows;
        let from = order.partition(|slot| rows.is_good(slot) && rows.not_after(slot) < midnight);
        let today = self.context.today().num_days_from_ce();
        let lapsing = order
            .from(from)
            .take_while(|slot| rows.is_good(*slot) && rows.last_day(*slot) == today);
        all.extend(lapsing.map(|slot| Place {
            shelf: Shelf::Certificates,
            slot,
        }));
        all
    }

    fn sheets(&self) -> Vec<Place> {
        let slots = self.index.open_sheets.iter();
        slots
            .map(|slot| Place {
                shelf: Shelf::Sheets,
                slot: *slot,
            })
            .collect()
    }

    fn verification(&self) -> Vec<Place> {
        let with = self.open().filter(|(_, row)| is_with_verifier(row.stage));
        with.map(|(place, _)| place).collect()
    }

    /// A short list: filtered, and sorted by what its rows say.
    fn mixed(
        &self,
        mut places: Vec<Place>,
        sort: Sort,
        natural: impl Fn(&Self, Place) -> [i64; 3],
    ) -> Vec<Run> {
        if !self.filter.is_empty() {
            let has = |shelf| places.iter().any(|place| place.shelf == shelf);
            let found = |shelf| match has(shelf) {
                true => self.matching(shelf).unwrap_or_default(),
                false => Bits::default(),
            };
            let (requests, certificates) = (found(Shelf::Requests), found(Shelf::Certificates));
            places.retain(|place| match place.shelf {
                Shelf::Requests => requests.get(place.slot),
                Shelf::Certificates => certificates.get(place.slot),
                _ => self.sheet_passes(*place),
            });
        }
        places.sort_by_cached_key(|place| {
            let record = self.index.record(*place);
            match sort {
                Sort::Natural => (String::new(), natural(self, *place), record),
                _ => {
                    let (text, number) = self.column(*place, sort);
                    (text, [number, 0, 0], record)
                }
            }
        });
        vec![Run::Mixed(places)]
    }

    fn sheet(&self, place: Place) -> Option<&SheetRow> {
        match place.shelf {
            Shelf::Sheets => self.index.sheets.rows.get(place.slot),
            _ => None,
        }
    }

    fn request(&self, place: Place) -> Option<&RequestRow> {
        match place.shelf {
            Shelf::Requests => self.index.requests.rows.get(place.slot),
            _ => None,
        }
    }

    fn is_my_sheet(&self, place: Place) -> bool {
        self.sheet(place)
            .is_some_and(|row| self.context.is_my_sheet(row))
    }

    fn sheet_passes(&self, place: Place) -> bool {
        let Some(row) = self.sheet(place) else {
            return false;
        };
        let letter = self.index.letters.slot(row.no.agenda);
        let letter = letter.and_then(|slot| self.index.letters.rows.get(slot));
        let mine = self.context.is_my_sheet(row);
        let mut subject = Subject::sheet(row, letter, self.index.first_on(row), mine);
        let asks_late = |wanted: &crate::domain::filter::Wanted| wanted.term == Term::Overdue;
        subject.overdue =
            self.filter.wanted.iter().any(asks_late) && self.index.sheet_overdue(row, self.context);
        self.filter.matches(&subject)
    }

    /// 0 for what is overdue, 1 for what is not.
    fn calm(&self, place: Place) -> i64 {
        let late = match self.sheet(place) {
            Some(row) => self.index.sheet_overdue(row, self.context),
            None => place.shelf == Shelf::Requests && self.overdue.get(place.slot),
        };
        i64::from(!late)
    }

    /// Since when it lies where it is; for a certificate its last moment.
    fn since(&self, place: Place) -> i64 {
        match place.shelf {
            Shelf::Certificates => self.index.certificates.rows.not_after(place.slot).0,
            _ => self
                .sheet(place)
                .map(|row| row.arrived)
                .or_else(|| Some(self.request(place)?.arrived))
                .map_or(0, |at| at.0),
        }
    }

    /// 1 for what someone outside has to do next.
    fn outside(&self, place: Place) -> i64 {
        let waits = self
            .request(place)
            .and_then(|row| waits_for(row.stage, row.running));
        i64::from(waits.is_none())
    }

    /// The asker's own first, then the most urgent, then the oldest.
    fn by_urgency(&self, place: Place) -> [i64; 3] {
        let urgency = self.sheet(place).map(|row| Reverse(row.urgency));
        let rank = urgency.map_or(0, |urgency| -(urgency.0 as i64));
        [i64::from(!self.is_my_sheet(place)), rank, self.since(place)]
    }

    /// What a row of a short list shows in a column.
    fn column(&self, place: Place, sort: Sort) -> (String, i64) {
        let subject = || match (self.request(place), self.sheet(place)) {
            (Some(row), _) => (row.name.clone(), row.agency.clone()),
            (None, Some(row)) => {
                let letter = self.index.letters.slot(row.no.agenda);
                let letter = letter.and_then(|slot| self.index.letters.rows.get(slot));
                let name = self.index.first_on(row).map(|first| first.name.clone());
                let from = letter.map(|letter| letter.from.clone());
                (name.unwrap_or_default(), from.unwrap_or_default())
            }
            (None, None) => self.index.certificates.rows.holder(place.slot),
        };
        match sort {
            Sort::Name => (fold(&subject().0), 0),
            Sort::Agency => (fold(&subject().1), 0),
            Sort::Number | Sort::Natural => (String::new(), self.number(place)),
            Sort::Received => (String::new(), self.received(place)),
            Sort::Remaining => (String::new(), self.remaining(place)),
        }
    }

    fn number(&self, place: Place) -> i64 {
        let agenda = |agenda: Agenda| i64::from(agenda.year) << 32 | i64::from(agenda.number);
        match self.index.record(place) {
            Some(RecordId::Request(no)) => agenda(no.agenda),
            Some(RecordId::Sheet(no)) => agenda(no.agenda),
            Some(RecordId::Certificate(id)) => i64::MAX - i64::from(u32::MAX) + i64::from(id.0),
            _ => i64::MAX,
        }
    }

    fn received(&self, place: Place) -> i64 {
        let request = self.request(place).map(|row| row.received);
        let sheet = || Some(self.index.first_on(self.sheet(place)?)?.received);
        request.or_else(sheet).map_or(i64::MAX, |at| at.0)
    }

    fn remaining(&self, place: Place) -> i64 {
        let request = self.request(place);
        let sheet = || self.index.first_on(self.sheet(place)?);
        request
            .or_else(sheet)
            .and_then(|row| self.context.minutes_left(row))
            .unwrap_or(i64::MAX)
    }
}

/// People have no dates: they come by name, or by number or agency where that is asked.
fn people_sort(sort: Sort) -> Sort {
    match sort {
        Sort::Number | Sort::Agency => sort,
        _ => Sort::Name,
    }
}

/// Letters come newest first, or by number, sender or date; they bear no name.
fn letter_sort(sort: Sort) -> Sort {
    match sort {
        Sort::Name => Sort::Agency,
        Sort::Remaining => Sort::Natural,
        other => other,
    }
}
