//! The plain list: every row looked at for every question.

mod days;

use super::super::Context;
use crate::domain::certificate::CertificateStatus;
use crate::domain::filter::{Bound, Filter, Lookup, Subject, fold};
use crate::domain::ids::RecordId;
use crate::domain::kind::Kind;
use crate::domain::procedure::waits_for;
use crate::domain::request::Stage;
use crate::domain::summary::{CertificateRow, LetterRow, PersonRow, RequestRow, SheetRow, Summary};
use crate::domain::time::Day;
use crate::wire::message::{List, Query, Sort};
use crate::wire::view::{
    CertificateLine, Counts, DayCount, DueKind, DueLine, RequestLine, Row, SheetLine,
};
use std::cmp::Reverse;
use std::collections::BTreeMap;

#[derive(Default)]
pub struct Model {
    pub rows: BTreeMap<RecordId, Summary>,
}

fn good(row: &CertificateRow) -> bool {
    let over = [CertificateStatus::Revoked, CertificateStatus::Replaced];
    !over.contains(&row.standing)
}

/// A mixed key: by number or by text, then by record.
type Column = (String, [i64; 3], RecordId);

impl Model {
    pub fn apply(&mut self, record: RecordId, row: Option<Summary>) {
        match row {
            Some(row) => self.rows.insert(record, row),
            None => self.rows.remove(&record),
        };
    }

    fn requests(&self) -> Vec<&RequestRow> {
        let all = self.rows.values();
        all.filter_map(|row| match row {
            Summary::Request(row) => Some(row),
            _ => None,
        })
        .collect()
    }

    fn open(&self) -> Vec<&RequestRow> {
        let mut all = self.requests();
        all.retain(|row| !row.stage.is_final());
        all
    }

    fn sheets(&self) -> Vec<&SheetRow> {
        let all = self.rows.values();
        all.filter_map(|row| match row {
            Summary::Sheet(row) if row.position().is_some() => Some(row),
            _ => None,
        })
        .collect()
    }

    fn certificates(&self) -> Vec<&CertificateRow> {
        let all = self.rows.values();
        all.filter_map(|row| match row {
            Summary::Certificate(row) => Some(row),
            _ => None,
        })
        .collect()
    }

    fn letters(&self) -> Vec<&LetterRow> {
        let all = self.rows.values();
        all.filter_map(|row| match row {
            Summary::Letter(row) => Some(row),
            _ => None,
        })
        .collect()
    }

    fn people(&self) -> Vec<&PersonRow> {
        let all = self.rows.values();
        all.filter_map(|row| match row {
            Summary::Person(row) => Some(row),
            _ => None,
        })
        .collect()
    }

    fn sheet_of(&self, row: &RequestRow) -> Option<&SheetRow> {
        match self
            .rows
            .get(&RecordId::Sheet(row.no.agenda.sheet(row.sheet)))?
        {
            Summary::Sheet(sheet) => Some(sheet),
            _ => None,
        }
    }

    fn first(&self, sheet: &SheetRow) -> Option<&RequestRow> {
        self.names(sheet).next()
    }

    fn names(&self, sheet: &SheetRow) -> impl Iterator<Item = &RequestRow> {
        let no = sheet.no;
        let on = move |row: &&RequestRow| row.no.agenda.sheet(row.sheet) == no;
        self.requests().into_iter().filter(on)
    }

    fn letter(&self, sheet: &SheetRow) -> Option<&LetterRow> {
        self.letters()
            .into_iter()
            .find(|row| row.no == sheet.no.agenda)
    }

    fn deadline(&self, row: &RequestRow) -> Option<Day> {
        let counts = row.stage.on_sheet() || row.stage == Stage::Verification;
        self.sheet_of(row)?.deadline.filter(|_| counts)
    }

    /// All moments of the rows are whole minutes, so whole minutes tell.
    fn over_standard(&self, row: &RequestRow, context: &Context) -> bool {
        context.request_clock(row).is_some_and(|clock| {
            clock
                .handling
                .is_some_and(|used| used > u32::from(clock.standard))
                || clock
                    .waiting
                    .is_some_and(|waited| waited > u32::from(clock.waiting_target))
        })
    }

    fn overdue(&self, row: &RequestRow, context: &Context) -> bool {
        let today = context.today();
        !row.stage.is_final()
            && (self.over_standard(row, context)
                || context.days(row).due.is_some_and(|due| due < today)
                || self.deadline(row).is_some_and(|day| day < today))
    }

    fn sheet_overdue(&self, row: &SheetRow, context: &Context) -> bool {
        row.deadline.is_some_and(|day| day < context.today())
            || self
                .first(row)
                .is_some_and(|first| self.over_standard(first, context))
    }

    fn subject(&self, row: &Row, context: &Context) -> Subject {
        match row {
            Row::Request(line) => {
                let overdue = self.overdue(&line.row, context);
                let open = !line.row.stage.is_final();
                Subject::request(&line.row, open && context.is_mine(&line.row), overdue)
            }
            Row::Sheet(line) => {
                let (letter, first) = (self.letter(&line.row), self.first(&line.row));
                Subject {
                    overdue: self.sheet_overdue(&line.row, context),
                    ..Subject::sheet(&line.row, letter, first, line.mine)
                }
            }
            Row::Letter(row) => Subject::letter(row),
            Row::Certificate(line) => Subject::certificate(&line.row, context.now),
            Row::Person(row) => Subject::person(row),
            Row::Officer(_) => panic!("officers have no row"),
            Row::Due(line) => match &self.rows[&line.record] {
                Summary::Request(row) => {
                    Subject::request(row, context.is_mine(row), self.overdue(row, context))
                }
                Summary::Certificate(row) => Subject::certificate(row, context.now),
                other => panic!("{other:?} falls on no day"),
            },
        }
    }

    fn request_line(row: &RequestRow, context: &Context) -> Row {
        Row::from(RequestLine {
            row: row.clone(),
            clock: context.request_clock(row),
            mine: context.is_mine(row),
            days: context.days(row),
            found: context.found(row),
        })
    }

    fn certificate_line(row: &CertificateRow, context: &Context) -> Row {
        Row::Certificate(CertificateLine {
            row: row.clone(),
            status: row.status(context.now),
            days_left: row.days_left(context.today()),
            nearness: context.nearness(row.days_left(context.today())),
        })
    }

    fn sheet_line(&self, row: &SheetRow, context: &Context) -> Row {
        let first = self.first(row);
        Row::Sheet(SheetLine {
            row: row.clone(),
            from: self
                .letter(row)
                .map(|row| row.from.clone())
                .unwrap_or_default(),
            first: first.map(|row| row.name.clone()).unwrap_or_default(),
            kind: first.map_or(Kind::Issue, |row| row.kind),
            clock: first.and_then(|first| context.sheet_clock(row, first)),
            mine: context.is_my_sheet(row, first),
            found: self.names(row).filter_map(|name| context.found(name)).max(),
        })
    }

    /// The whole list of a question.
    pub fn list(&self, query: &Query, context: &Context) -> Vec<Row> {
        let filter: Bound = Filter::parse(&query.filter).unwrap().bind(Lookup {
            agencies: &context.policy.agencies,
            person_of: context.person_of,
        });
        let mut all = self.all(query.list, query.sort, context);
        all.retain(|row| filter.matches(&self.subject(row, context)));
        if query.descending {
            all.reverse();
        }
        all
    }

    fn all(&self, list: List, sort: Sort, context: &Context) -> Vec<Row> {
        match list {
            List::Requests => self.sorted_requests(sort, context),
            List::Certificates => self.sorted_certificates(sort, context),
            List::People => self.sorted_people(sort),
            List::Letters => self.sorted_letters(sort),
            List::Everything => [
                self.sorted_people(sort),
                self.sorted_letters(sort),
                self.sorted_requests(sort, context),
                self.sorted_certificates(sort, context),
            ]
            .concat(),
            List::Day(day) => self.day(day, context),
            List::Officers => Vec::new(),
            short => self.short(short, sort, context),
        }
    }

    fn sorted_requests(&self, sort: Sort, context: &Context) -> Vec<Row> {
        let mut all = self.requests();
        let natural = |row: &&RequestRow| {
            let ended = row.stage.is_final();
            let (at, back) = if ended {
                (0, row.received.0)
            } else {
                (row.received.0, 0)
            };
            let no = if ended {
                (None, Some(Reverse(row.no)))
            } else {
                (Some(row.no), None)
            };
            (ended, !self.overdue(row, context), at, Reverse(back), no)
        };
        all.sort_by_key(natural);
        match sort {
            Sort::Natural => {}
            Sort::Number => all.sort_by_key(|row| row.no),
            Sort::Name => all.sort_by_key(|row| (fold(&row.name), row.no)),
            Sort::Agency => all.sort_by_key(|row| (fold(&row.agency), row.no)),
            Sort::Received => all.sort_by_key(|row| (row.received, row.no)),
            Sort::Remaining => all.sort_by_key(|row| left(row, context)),
            Sort::Kind => all.sort_by_key(|row| (row.kind, row.no)),
            Sort::State => all.sort_by_key(|row| (row.stage, row.no)),
        }
        all.into_iter()
            .map(|row| Model::request_line(row, context))
            .collect()
    }

    fn sorted_certificates(&self, sort: Sort, context: &Context) -> Vec<Row> {
        let mut all = self.certificates();
        all.sort_by_key(|row| (row.not_after, row.id));
        match sort {
            Sort::Natural => {
                let runs = |row: &&CertificateRow| good(row) && row.not_after >= context.now;
                let (live, mut over): (Vec<_>, Vec<_>) = all.into_iter().partition(runs);
                over.reverse();
                over.sort_by_key(|row| !good(row));
                all = [live, over].concat();
            }
            Sort::Remaining => {}
            Sort::Number | Sort::Kind => all.sort_by_key(|row| row.id),
            Sort::State => all.sort_by_key(|row| (row.standing, row.id)),
            Sort::Name => all.sort_by_key(|row| (fold(&row.name), row.id)),
            Sort::Agency => all.sort_by_key(|row| (fold(&row.agency), row.id)),
            Sort::Received => all.sort_by_key(|row| (row.not_before, row.id)),
        }
        all.into_iter()
            .map(|row| Model::certificate_line(row, context))
            .collect()
    }

    fn sorted_people(&self, sort: Sort) -> Vec<Row> {
        let mut all = self.people();
        match sort {
            Sort::Number => {}
            Sort::Agency => all.sort_by_key(|row| (fold(&row.agency), row.id)),
            _ => all.sort_by_key(|row| (fold(&row.name), row.id)),
        }
        all.into_iter().cloned().map(Row::Person).collect()
    }

    fn sorted_letters(&self, sort: Sort) -> Vec<Row> {
        let mut all = self.letters();
        match sort {
            Sort::Number | Sort::Kind | Sort::State => {}
            Sort::Name | Sort::Agency => all.sort_by_key(|row| (fold(&row.from), row.no)),
            Sort::Received => all.sort_by_key(|row| (row.received, row.no)),
            Sort::Natural | Sort::Remaining => all.reverse(),
        }
        all.into_iter().cloned().map(Row::Letter).collect()
    }

    /// The lists that are gathered from several places.
    fn short(&self, list: List, sort: Sort, context: &Context) -> Vec<Row> {
        let today = context.today();
        let sheets = || {
            self.sheets()
                .into_iter()
                .map(|row| self.sheet_line(row, context))
        };
        let lines = |rows: Vec<&RequestRow>| -> Vec<Row> {
            rows.into_iter()
                .map(|row| Model::request_line(row, context))
                .collect()
        };
        let requests = |keep: &dyn Fn(&RequestRow) -> bool| {
            lines(self.open().into_iter().filter(|row| keep(row)).collect())
        };
        let mut all: Vec<Row> = match list {
            List::Waiting => {
                let mut all: Vec<Row> = sheets()
                    .filter(|row| matches!(row, Row::Sheet(line) if line.mine))
                    .collect();
                all.extend(requests(&|row| {
                    let lies = self.sheet_of(row).and_then(SheetRow::position);
                    let early = row.stage.on_sheet();
                    context.is_mine(row) && !(early && lies == waits_for(row.stage, row.running))
                }));
                all
            }
            List::Overdue => requests(&|row| self.overdue(row, context)),
            List::Stuck => requests(&|row| context.is_stuck(row)),
            List::Today => self.falling(today, context),
            List::Sheets => sheets().collect(),
            _ => requests(&|row| {
                let ours = row.stage.on_sheet()
                    || matches!(row.stage, Stage::Returned | Stage::ReplyPending);
                !ours && !row.stage.is_final()
            }),
        };
        all.sort_by_cached_key(|row| match sort {
            Sort::Natural => (
                String::new(),
                self.natural(list, row, context),
                row.record(),
            ),
            _ => self.column(row, sort, context),
        });
        all
    }

    /// What falls on this day.
    fn falling(&self, today: Day, context: &Context) -> Vec<Row> {
        let falls = |row: &&RequestRow| {
            let after = |days| row.link == Some(today - chrono::Days::new(days));
            context.days(row).due == Some(today)
                || context.days(row).remind == Some(today)
                || [1, 5, 7].into_iter().any(after)
                || self.deadline(row) == Some(today)
        };
        let requests = self.open().into_iter().filter(falls);
        let mut all: Vec<Row> = requests
            .map(|row| Model::request_line(row, context))
            .collect();
        let certificates = self.certificates().into_iter();
        let notices = &context.policy.notices;
        let changed = i64::from(context.policy.deadlines.passphrase_days);
        let told = |row: &&CertificateRow| {
            let left = row.days_left(today);
            let ends = |before: &u16| i64::from(*before) == left;
            let due = |before: &u16| {
                let since = row.passphrase.map(|day| (today - day).num_days());
                left >= 0 && since == Some(changed - i64::from(*before))
            };
            left == 0
                || notices.expiry_days_before.iter().any(ends)
                || notices.passphrase_days_before.iter().any(due)
        };
        let lapsing = certificates.filter(|row| good(row)).filter(told);
        all.extend(lapsing.map(|row| Model::certificate_line(row, context)));
        all
    }

    fn natural(&self, list: List, row: &Row, context: &Context) -> [i64; 3] {
        let (late, since, mine, urgency, outside, certificate) = match row {
            Row::Request(line) => {
                let row = &line.row;
                let outside = waits_for(row.stage, row.running).is_none();
                (
                    self.overdue(row, context),
                    row.arrived.0,
                    line.mine,
                    0,
                    outside,
                    false,
                )
            }
            Row::Sheet(line) => {
                let row = &line.row;
                let late = self.sheet_overdue(row, context);
                (
                    late,
                    row.arrived.0,
                    line.mine,
                    row.urgency as i64,
                    false,
                    false,
                )
            }
            Row::Certificate(line) => (false, line.row.not_after.0, false, 0, false, true),
            other => panic!("{other:?} is in no short list"),
        };
        match list {
            List::Waiting => [i64::from(!late), since, 0],
            List::Overdue | List::Stuck => [since, 0, 0],
            List::Today => [i64::from(certificate), since, 0],
            List::Sheets => [i64::from(!mine), -urgency, since],
            _ => [i64::from(outside), i64::from(!late), since],
        }
    }

    fn column(&self, row: &Row, sort: Sort, context: &Context) -> Column {
        let (name, agency, first) = match row {
            Row::Request(line) => (
                line.row.name.clone(),
                line.row.agency.clone(),
                Some(&line.row),
            ),
            Row::Sheet(line) => (line.first.clone(), line.from.clone(), self.first(&line.row)),
            Row::Certificate(line) => (line.row.name.clone(), line.row.agency.clone(), None),
            other => panic!("{other:?} is in no short list"),
        };
        let agenda = |year: u16, number: u32| (i64::from(year) << 32) + i64::from(number);
        let number = match row.record() {
            RecordId::Request(no) => agenda(no.agenda.year, no.agenda.number),
            RecordId::Sheet(no) => agenda(no.agenda.year, no.agenda.number),
            RecordId::Certificate(id) => i64::MAX - i64::from(u32::MAX) + i64::from(id.0),
            other => panic!("{other:?} is in no short list"),
        };
        let text = |text: &str| (fold(text), [0; 3], row.record());
        let count = |count: i64| (String::new(), [count, 0, 0], row.record());
        match sort {
            Sort::Name => text(&name),
            Sort::Agency => text(&agency),
            Sort::Received => count(first.map_or(i64::MAX, |row| row.received.0)),
            Sort::Remaining => count(first.map_or(i64::MAX, |row| left(row, context))),
            Sort::Number | Sort::Natural => count(number),
            Sort::Kind => count(first.map_or(i64::MAX, |row| row.kind as i64)),
            Sort::State => {
                let place = |row: &RequestRow| {
                    let before = Stage::ALL.iter().filter(|at| **at < row.stage);
                    before.count() as i64
                };
                count(first.map_or(i64::MAX, place))
            }
        }
    }
}

/// Minutes left of the running step of an open request.
fn left(row: &RequestRow, context: &Context) -> i64 {
    let clock = context.request_clock(row);
    clock.map_or(i64::MAX, |clock| {
        i64::from(clock.standard) - i64::from(clock.handling.unwrap_or(0))
    })
}

/// Days left of what a request waits for outside.
fn left_of(row: &RequestRow, context: &Context) -> i64 {
    let due = context.days(row).due;
    due.map_or(0, |due| (due - context.today()).num_days())
}
