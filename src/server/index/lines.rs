//! Rows as lists show them: with the clock, whose they are, and what is left.

use super::Index;
use super::context::Context;
use super::plan::{Place, RowKind};
use super::row_set::Rows;
use crate::domain::ids::CertificateId;
use crate::domain::kind::Kind;
use crate::domain::summary::SheetRow;
use crate::wire::view::{CertificateLine, DueKind, DueLine, RequestLine, Row, SheetLine};
use chrono::Datelike;

impl Index {
    /// The line of a row; `None` for a row that is gone.
    pub(super) fn line(
        &self,
        what: Option<DueKind>,
        place: Place,
        context: &Context,
    ) -> Option<Row> {
        if let Some(what) = what {
            return Some(Row::Due(self.due_line(what, place, context)?));
        }
        let slot = place.slot;
        Some(match place.rows {
            RowKind::Requests => {
                let row = self.requests.rows.row(slot)?;
                Row::from(RequestLine {
                    clock: context.request_clock(&row),
                    mine: context.is_mine(&row),
                    days: context.days(&row),
                    found: context.found(&row),
                    row: row.shown(),
                })
            }
            RowKind::Sheets => Row::Sheet(self.sheet_line(self.sheets.rows.row(slot)?, context)),
            RowKind::Letters => Row::Letter(self.letters.rows.row(slot)?),
            RowKind::Certificates => {
                let row = self.certificates.rows.row(slot)?;
                let days_left = row.days_left(context.today());
                Row::Certificate(CertificateLine {
                    status: row.status(context.now),
                    nearness: context.nearness(days_left),
                    days_left,
                    row,
                })
            }
            RowKind::People => Row::Person(self.people.rows.row(slot)?),
        })
    }

    fn sheet_line(&self, row: SheetRow, context: &Context) -> SheetLine {
        let letter = self.letters.row(row.no.agenda);
        let first = self.first_on(&row);
        SheetLine {
            from: letter.map(|letter| letter.from).unwrap_or_default(),
            first: first.map(|first| first.name.clone()).unwrap_or_default(),
            kind: first.map_or(Kind::Issue, |first| first.kind),
            clock: first.and_then(|first| context.sheet_clock(&row, first)),
            mine: context.is_my_sheet(&row, first),
            found: self
                .names_on(&row)
                .filter_map(|name| context.found(name))
                .max(),
            row,
        }
    }

    fn due_line(&self, what: DueKind, place: Place, context: &Context) -> Option<DueLine> {
        let record = self.record(place)?;
        let today = context.today();
        Some(match place.rows {
            RowKind::Requests => {
                let row = self.requests.rows.get(place.slot)?;
                let left = context.days(row).due.map(|due| (due - today).num_days());
                let left = left.unwrap_or_default();
                DueLine {
                    what,
                    record,
                    name: row.name.clone(),
                    agency: row.agency.clone(),
                    days_left: left,
                    nearness: context.nearness(left),
                    skipped: false,
                }
            }
            _ => {
                let rows = &self.certificates.rows;
                let (name, agency) = rows.holder(place.slot);
                let last = i64::from(rows.last_day(place.slot));
                let days_left = last - i64::from(today.num_days_from_ce());
                DueLine {
                    what,
                    record,
                    name,
                    agency,
                    days_left,
                    nearness: context.nearness(days_left),
                    skipped: !rows.is_good(place.slot),
                }
            }
        })
    }

    pub(super) fn certificate_id(&self, slot: u32) -> Option<CertificateId> {
        self.certificates.rows.id(slot)
    }
}
