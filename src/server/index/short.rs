//! The short lists: what is gathered from open requests, sheets that lie on a desk and
//! certificates of the day, and sorted by what the rows say.

use super::bits::Bits;
use super::lists::Making;
use super::plan::{Place, RowKind, Run};
use super::table::place_in;
use crate::domain::filter::{Subject, Term, Wanted, fold};
use crate::domain::ids::{Agenda, RecordId};
use crate::domain::kind::Kind;
use crate::domain::procedure::waits_for;
use crate::domain::request::Stage;
use crate::domain::summary::{LetterRow, RequestRow, SheetRow};
use crate::wire::message::{List, Sort};

/// Numbers that a list is sorted by in its natural order.
type Place3 = [i64; 3];

impl Making<'_> {
    /// One of the short lists.
    pub(super) fn short(&self, list: List, sort: Sort) -> Vec<Run> {
        let late_then_oldest = |making: &Self, place| [making.calm(place), making.since(place), 0];
        match list {
            List::Overdue => self.mixed(self.overdue(), sort, |making, place| {
                [making.since(place), 0, 0]
            }),
            List::Stuck => self.mixed(self.stuck(), sort, |making, place| {
                [making.since(place), 0, 0]
            }),
            List::Today => self.mixed(self.today(), sort, |making, place| {
                let certificate = place.rows == RowKind::Certificates;
                [i64::from(certificate), making.since(place), 0]
            }),
            List::Sheets => self.mixed(self.sheets(), sort, Making::by_urgency),
            List::Verification => self.mixed(self.verification(), sort, |making, place| {
                [
                    making.outside(place),
                    making.calm(place),
                    making.since(place),
                ]
            }),
            _ => self.mixed(self.waiting(), sort, late_then_oldest),
        }
    }

    fn open(&self) -> impl Iterator<Item = (Place, &RequestRow)> {
        self.index.open.iter().filter_map(|slot| {
            let place = Place {
                rows: RowKind::Requests,
                slot: *slot,
            };
            Some((place, self.index.requests.rows.get(*slot)?))
        })
    }

    /// Sheets on the asker's desk and requests in their hands. Names that travel on such a sheet
    /// wait as the sheet, not each by itself.
    pub(super) fn waiting(&self) -> Vec<Place> {
        let mut all: Vec<Place> = self
            .sheets()
            .into_iter()
            .filter(|place| self.is_my_sheet(*place))
            .collect();
        let mine = self.mine.iter().filter(|slot| {
            let row = self.index.requests.rows.get(*slot);
            row.is_some_and(|row| !self.waits_as_sheet(row))
        });
        all.extend(mine.map(|slot| Place {
            rows: RowKind::Requests,
            slot,
        }));
        all
    }

    fn waits_as_sheet(&self, row: &RequestRow) -> bool {
        row.stage.on_sheet()
            && self.index.sheet_of(row).and_then(SheetRow::position)
                == waits_for(row.stage, row.running)
    }

    fn stuck(&self) -> Vec<Place> {
        let stuck = self.open().filter(|(_, row)| self.context.is_stuck(row));
        stuck.map(|(place, _)| place).collect()
    }

    fn overdue(&self) -> Vec<Place> {
        let slots = self.overdue.iter();
        slots
            .map(|slot| Place {
                rows: RowKind::Requests,
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
        let told = self.index.told_on(self.context.today(), self.context);
        all.extend(told.into_iter().map(|slot| Place {
            rows: RowKind::Certificates,
            slot,
        }));
        all
    }

    fn sheets(&self) -> Vec<Place> {
        let slots = self.index.open_sheets.iter();
        slots
            .map(|slot| Place {
                rows: RowKind::Sheets,
                slot: *slot,
            })
            .collect()
    }

    fn verification(&self) -> Vec<Place> {
        let with = self.open().filter(|(_, row)| row.stage.is_with_verifier());
        with.map(|(place, _)| place).collect()
    }

    /// A short list: filtered, and sorted by what its rows say.
    fn mixed(
        &self,
        mut places: Vec<Place>,
        sort: Sort,
        natural: impl Fn(&Self, Place) -> Place3,
    ) -> Vec<Run> {
        if !self.filter.is_empty() {
            let has = |rows| places.iter().any(|place| place.rows == rows);
            let found = |rows| match has(rows) {
                true => self.matching(rows).unwrap_or_default(),
                false => Bits::default(),
            };
            let (requests, certificates) = (found(RowKind::Requests), found(RowKind::Certificates));
            places.retain(|place| match place.rows {
                RowKind::Requests => requests.get(place.slot),
                RowKind::Certificates => certificates.get(place.slot),
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
        match place.rows {
            RowKind::Sheets => self.index.sheets.rows.get(place.slot),
            _ => None,
        }
    }

    fn request(&self, place: Place) -> Option<&RequestRow> {
        match place.rows {
            RowKind::Requests => self.index.requests.rows.get(place.slot),
            _ => None,
        }
    }

    fn letter_of(&self, sheet: &SheetRow) -> Option<&LetterRow> {
        let slot = self.index.letters.slot(sheet.no.agenda)?;
        self.index.letters.rows.get(slot)
    }

    fn is_my_sheet(&self, place: Place) -> bool {
        self.sheet(place).is_some_and(|row| {
            let first = || self.index.slots_on(row).next();
            row.position().is_some() && first().is_some_and(|first| self.mine.get(first))
        })
    }

    fn sheet_passes(&self, place: Place) -> bool {
        let Some(row) = self.sheet(place) else {
            return false;
        };
        let letter = self.letter_of(row);
        let first = self.index.first_on(row);
        let mine = self.context.is_my_sheet(row, first);
        let mut subject = Subject::sheet(row, letter, first, mine);
        let asks_late = |wanted: &Wanted| wanted.term == Term::Overdue;
        subject.overdue =
            self.filter.wanted.iter().any(asks_late) && self.index.sheet_overdue(row, self.context);
        self.filter.matches(&subject)
    }

    /// 0 for what is overdue, 1 for what is not.
    fn calm(&self, place: Place) -> i64 {
        let late = match self.sheet(place) {
            Some(row) => self.index.sheet_overdue(row, self.context),
            None => place.rows == RowKind::Requests && self.overdue.get(place.slot),
        };
        i64::from(!late)
    }

    /// Since when it lies where it is; for a certificate its last moment.
    fn since(&self, place: Place) -> i64 {
        match place.rows {
            RowKind::Certificates => self.index.certificates.rows.not_after(place.slot).0,
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
    fn by_urgency(&self, place: Place) -> Place3 {
        let urgency = self.sheet(place).map_or(0, |row| row.urgency as i64);
        [
            i64::from(!self.is_my_sheet(place)),
            -urgency,
            self.since(place),
        ]
    }

    /// What a row of a short list shows in a column.
    fn column(&self, place: Place, sort: Sort) -> (String, i64) {
        let subject = || match (self.request(place), self.sheet(place)) {
            (Some(row), _) => (row.name.clone(), row.agency.clone()),
            (None, Some(row)) => {
                let letter = self.letter_of(row);
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
            Sort::Kind => self.first_says(place, |row| place_in(&Kind::ALL, row.kind)),
            Sort::State => self.first_says(place, |row| place_in(&Stage::ALL, row.stage)),
        }
    }

    /// What a request says, or the first one on a sheet; what is neither comes last.
    fn first_says(&self, place: Place, say: impl Fn(&RequestRow) -> u64) -> (String, i64) {
        let sheet = || self.index.first_on(self.sheet(place)?);
        let row = self.request(place).or_else(sheet);
        let number = row.and_then(|row| i64::try_from(say(row)).ok());
        (String::new(), number.unwrap_or(i64::MAX))
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
