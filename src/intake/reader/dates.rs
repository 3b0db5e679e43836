//! The dates of a row: each column read once, whole, or told.

use chrono::{NaiveDate, NaiveDateTime};

use super::Reading;
use crate::domain::finding::{Finding, FindingCode, likely};
use crate::domain::written::{self, Unread, WrittenCell};
use crate::intake::defect::{Reason, RowDefect};
use crate::intake::fields::Field;
use crate::intake::plan::Purpose;
use crate::intake::source::Content;

impl Reading<'_> {
    /// Reads every column of dates once. What is written there becomes a value, a repair, a finding
    /// or a reason to reject, never nothing.
    pub(super) fn read_dates(&mut self) {
        let dates = self.plan.mapping.columns().iter();
        for column in dates.filter(|column| column.field.is_date()) {
            let field = column.field;
            if self.raw(field).trim().is_empty() {
                continue;
            }
            match self.written_moment(field) {
                Ok((moment, cell)) => {
                    if cell.mended {
                        let form = match field {
                            Field::Received => "%d/%m/%Y %H:%M:%S",
                            _ => "%d/%m/%Y",
                        };
                        self.mend(field, moment.format(form).to_string());
                    }
                    self.moments.push((field, moment, cell.place));
                }
                Err(why) => self.tell_unread(field, &why),
            }
        }
    }

    /// A date that is not there: without its receipt no row is registered, and without its date a
    /// letter is another one.
    fn tell_unread(&mut self, field: Field, why: &Unread) {
        let form = self.plan.purpose == Purpose::Form;
        let given = self.raw(field).trim().to_owned();
        let meant = likely::day(&given, field == Field::BirthDate);
        let reject = |defect: RowDefect| {
            let reason = Reason::from(defect).with("stated", &given);
            match meant {
                Some(day) => reason.with("likely", day),
                None => reason,
            }
        };
        match field {
            Field::Received if form => self.reasons.push(reject(RowDefect::ReceivedUnread)),
            Field::LetterDate if form && *why != Unread::Filler => {
                self.reasons.push(reject(RowDefect::LetterDateUnread));
            }
            _ => {
                let mut finding = Finding::new(FindingCode::DateUnread);
                if *why == Unread::Filler {
                    finding = finding.with("as", "empty");
                }
                finding = finding
                    .with("date-field", field.as_str())
                    .with("stated", given);
                if let Some(day) = meant {
                    finding = finding.with("likely", day);
                }
                self.unread.push(finding);
            }
        }
    }

    /// The moment of a cell on the WIB clock, and what else was written there.
    fn written_moment(&self, field: Field) -> Result<(NaiveDateTime, WrittenCell), Unread> {
        let content = self.cell(field).map_or(Content::Text, |cell| cell.content);
        let text = self.raw(field);
        let number = |text: &str| written::from_serial(text.trim().parse().ok()?);
        let known = match content {
            Content::Moment(moment) => Some(moment),
            Content::Number => number(text),
            Content::Text => None,
        };
        if let Some(moment) = known {
            return Ok((moment, WrittenCell::of(moment)));
        }
        let cell = written::cell(text, field == Field::BirthDate)?;
        if field == Field::Received && !cell.place.is_empty() {
            return Err(Unread::Strange(cell.place));
        }
        let order = self.plan.order(field);
        let moment = match field {
            Field::Received => cell.resolve_moment(order),
            _ => cell.resolve_day(order).map(NaiveDateTime::from),
        };
        Ok((moment.ok_or(Unread::NoSuchDay)?, cell))
    }

    pub(super) fn moment(&self, field: Field) -> Option<NaiveDateTime> {
        let found = self.moments.iter().find(|(of, ..)| *of == field);
        found.map(|(_, moment, _)| *moment)
    }

    pub(super) fn day(&self, field: Field) -> Option<NaiveDate> {
        self.moment(field).map(|moment| moment.date())
    }

    /// The place written before the birth date (`Pangkalpinang, 14 Januari 1990`).
    pub(super) fn place_beside_birth(&self) -> String {
        let found = self.moments.iter().find(|(of, ..)| *of == Field::BirthDate);
        found.map_or_else(String::new, |(.., place)| place.clone())
    }
}
