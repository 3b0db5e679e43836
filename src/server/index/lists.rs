//! Which rows a list shows and in which order.

use super::Index;
use super::bits::Bits;
use super::context::Context;
use super::plan::{Place, Plan, RowKind, Run};
use super::row_set::Moment;
use crate::domain::filter::{Bound, Filter, Lookup};
use crate::domain::ids::Agenda;
use crate::domain::request::Stage;
use crate::domain::summary::{RequestRow, SheetRow};
use crate::wire::message::{List, Query, Sort};
use std::sync::Arc;

/// Still with the officials or the verifier: a sheet's deadline counts.
fn is_before_sending(stage: Stage) -> bool {
    stage.on_sheet() || stage == Stage::Verification
}

/// A list as it is made for one question.
pub(super) struct Making<'a> {
    pub index: &'a Index,
    pub context: &'a Context<'a>,
    pub filter: Bound,
    /// Slots of open requests over a standard or a deadline.
    pub overdue: Arc<Bits>,
    /// Slots of open requests that wait for the asking officer.
    pub mine: Arc<Bits>,
}

impl Index {
    /// The list of a question.
    pub(super) fn make(&self, query: &Query, filter: Filter, context: &Context) -> Plan {
        let making = self.making(filter, context);
        Plan::new(making.runs(query.list, query.sort), query.descending)
    }

    /// How many the officer who asks has to take up.
    pub(super) fn waiting(&self, context: &Context) -> u32 {
        self.making(Filter::default(), context).waiting().len() as u32
    }

    fn making<'a>(&'a self, filter: Filter, context: &'a Context<'a>) -> Making<'a> {
        Making {
            index: self,
            context,
            filter: filter.bind(Lookup {
                agencies: &context.policy.agencies,
                person_of: context.person_of,
            }),
            overdue: self.overdue(context),
            mine: self.mine(context),
        }
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
            || context.days(row).due.is_some_and(|due| due < today)
            || deadline().is_some_and(|deadline| deadline < today)
    }

    pub(super) fn lapses_today(&self, row: &RequestRow, context: &Context) -> bool {
        let today = context.today();
        let sheet = || {
            let sheet = self.sheet_of(row)?;
            sheet.deadline.filter(|_| is_before_sending(row.stage))
        };
        let after = &context.policy.notices.activation_days_after;
        let reminds = |days: &u16| {
            let days = chrono::Days::new(u64::from(*days));
            row.link.and_then(|link| link.checked_add_days(days)) == Some(today)
        };
        let days = context.days(row);
        [days.due, days.remind].contains(&Some(today))
            || after.iter().any(reminds)
            || sheet() == Some(today)
    }

    /// The sheet that a request travels on.
    pub(super) fn sheet_of(&self, row: &RequestRow) -> Option<&SheetRow> {
        let slot = self.sheets.slot(row.no.agenda.sheet(row.sheet))?;
        self.sheets.rows.get(slot)
    }

    /// The first name on a sheet.
    pub(super) fn first_on(&self, sheet: &SheetRow) -> Option<&RequestRow> {
        self.names_on(sheet).next()
    }

    /// The names on a sheet, in the order of their letter.
    pub(super) fn names_on(&self, sheet: &SheetRow) -> impl Iterator<Item = &RequestRow> {
        let slots = self.slots_on(sheet);
        slots.filter_map(|slot| self.requests.rows.get(slot))
    }

    /// Where the names on a sheet are kept.
    pub(super) fn slots_on(&self, sheet: &SheetRow) -> impl Iterator<Item = u32> {
        let ordinal = sheet.no.ordinal;
        let agenda: Agenda = sheet.no.agenda;
        let letter = self.letters.slot(agenda);
        let letter = letter.and_then(|slot| self.letters.rows.get(slot));
        let lines = letter.map_or(sheet.names, |letter| letter.names);
        (1..=lines).filter_map(move |line| {
            let slot = self.requests.slot(agenda.line(line))?;
            let row = self.requests.rows.get(slot)?;
            (row.sheet == ordinal).then_some(slot)
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
            List::Requests => self.requests(sort),
            List::Certificates => self.certificates(sort),
            List::People => self.people(sort),
            List::Letters => self.letters(sort),
            List::Everything => [
                self.people(sort),
                self.letters(sort),
                self.requests(sort),
                self.certificates(sort),
            ]
            .concat(),
            short @ (List::Waiting
            | List::Overdue
            | List::Today
            | List::Sheets
            | List::Stuck
            | List::Verification) => self.short(short, sort),
            // They are no records with rows: the office has them.
            List::Officers => Vec::new(),
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
    pub(super) fn matching(&self, rows: RowKind) -> Option<Bits> {
        if self.filter.is_empty() {
            return None;
        }
        let (index, moment) = (self.index, self.moment());
        Some(match rows {
            RowKind::Requests => index.requests.matching(&self.filter, moment),
            RowKind::Letters => index.letters.matching(&self.filter, moment),
            RowKind::Certificates => index.certificates.matching(&self.filter, moment),
            RowKind::People => index.people.matching(&self.filter, moment),
            RowKind::Sheets => Bits::default(),
        })
    }

    fn sifted(&self, rows: RowKind, runs: Vec<Run>) -> Vec<Run> {
        match self.matching(rows) {
            Some(found) => vec![self.index.sift(runs, found)],
            None => runs,
        }
    }

    fn due(&self, runs: Vec<Run>) -> Vec<Run> {
        if self.filter.is_empty() {
            return runs;
        }
        let requests = self.matching(RowKind::Requests).unwrap_or_default();
        let certificates = self.matching(RowKind::Certificates).unwrap_or_default();
        let passes = |place: &Place| match place.rows {
            RowKind::Requests => requests.get(place.slot),
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

    fn people(&self, sort: Sort) -> Vec<Run> {
        let to = self.index.people.count() as usize;
        let rows = RowKind::People;
        let by = people_sort(sort);
        self.sifted(
            rows,
            vec![Run::Range {
                rows,
                by,
                from: 0,
                to,
                back: false,
            }],
        )
    }

    fn letters(&self, sort: Sort) -> Vec<Run> {
        let to = self.index.letters.count() as usize;
        let rows = RowKind::Letters;
        let by = letter_sort(sort);
        self.sifted(
            rows,
            vec![Run::Range {
                rows,
                by,
                from: 0,
                to,
                back: false,
            }],
        )
    }

    fn requests(&self, sort: Sort) -> Vec<Run> {
        self.sifted(RowKind::Requests, self.all_requests(sort))
    }

    fn certificates(&self, sort: Sort) -> Vec<Run> {
        self.sifted(RowKind::Certificates, self.all_certificates(sort))
    }

    /// What runs, by its last moment; then what expired and what was revoked or replaced, the
    /// latest first.
    fn all_certificates(&self, sort: Sort) -> Vec<Run> {
        let (all, rows) = (&self.index.certificates, &self.index.certificates.rows);
        let range = |by, from, to, back| Run::Range {
            rows: RowKind::Certificates,
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
    fn all_requests(&self, sort: Sort) -> Vec<Run> {
        let rows = RowKind::Requests;
        let all = &self.index.requests;
        if sort == Sort::Remaining {
            return self.by_remaining();
        }
        let order = all.order(sort);
        if sort != Sort::Natural {
            return vec![Run::Range {
                rows,
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
            Run::Slots(rows, late),
            Run::Slots(rows, calm),
            Run::Range {
                rows,
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
        let mut runs = self.all_requests(Sort::Natural);
        let ended = runs.split_off(2);
        let open = runs.into_iter().flat_map(|run| match run {
            Run::Slots(_, slots) => slots,
            _ => Vec::new(),
        });
        let (mut running, rest): (Vec<u32>, Vec<u32>) = open.partition(|slot| left(slot).is_some());
        running.sort_by_cached_key(left);
        let rows = RowKind::Requests;
        let mut runs = vec![Run::Slots(rows, running), Run::Slots(rows, rest)];
        runs.extend(ended);
        runs
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
        Sort::Kind | Sort::State => Sort::Number,
        other => other,
    }
}
