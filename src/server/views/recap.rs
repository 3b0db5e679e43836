//! A recap of BSrE's portal beside what the desk knows.

use super::Views;
use crate::domain::act::RecapRow;
use crate::domain::ids::{PersonId, RecordId};
use crate::domain::portal_account::InPortal;
use crate::domain::record::Record;
use crate::domain::rules::{Differs, Judged, Recap, recap};
use crate::domain::summary::PersonRow;
use crate::wire::message::{List, Query, Tell};
use crate::wire::recap::{RecapLine, RecapOutcome, RecapView};
use crate::wire::view::{Fact, Row, Value};
use std::collections::BTreeSet;

/// Rows of one window of the list.
const WINDOW: u16 = 1_000;

/// Most people that a row is shown to be like.
pub(super) const LIKE: usize = 8;

impl Views<'_> {
    pub(super) fn recap(&self, rows: &[RecapRow], whole: bool) -> Tell {
        let judged = recap(&self.reading(), &self.caller.actor, rows, self.now);
        let mut named = BTreeSet::new();
        let lines = rows.iter().zip(judged);
        let lines = lines
            .map(|(row, judged)| self.line(row, judged, &mut named))
            .collect();
        let absent = match whole {
            true => self.absent(&named),
            false => Ok(Vec::new()),
        };
        match absent {
            Ok(absent) => Tell::Recap(Box::new(RecapView { lines, absent })),
            Err(tell) => tell,
        }
    }

    fn line(&self, row: &RecapRow, judged: Judged, named: &mut BTreeSet<PersonId>) -> RecapLine {
        let (outcome, people) = match judged.recap {
            Recap::Same(person) => (RecapOutcome::Same, vec![person]),
            Recap::Differs(person) => (RecapOutcome::Differs, vec![person]),
            Recap::Renewed(person, _) => (RecapOutcome::Renewed, vec![person]),
            Recap::Open(person) => (RecapOutcome::Open, vec![person]),
            Recap::Proposal(like) => (RecapOutcome::Proposal, like),
            Recap::Unknown => (RecapOutcome::Unknown, Vec::new()),
            Recap::Rejected => (RecapOutcome::Rejected, Vec::new()),
        };
        named.extend(people.iter().copied());
        // Of what is the same nothing is shown but how many.
        let shown = match outcome {
            RecapOutcome::Same => &[],
            _ => &people[..people.len().min(LIKE)],
        };
        RecapLine {
            row: row.row.row,
            outcome,
            writes: judged.writes,
            people: shown.iter().filter_map(|id| self.person_row(*id)).collect(),
            differs: judged.differs.into_iter().map(fact).collect(),
            why: judged.why,
        }
    }

    /// The holders of active certificates whom no row names, but for those who are marked already.
    fn absent(&self, named: &BTreeSet<PersonId>) -> Result<Vec<PersonRow>, Tell> {
        let query = Query {
            filter: "status:aktif".to_owned(),
            ..Query::of(List::Certificates)
        };
        let (mut absent, mut from) = (BTreeSet::new(), 0);
        loop {
            let page = match self.page(&query, from, WINDOW, None) {
                Tell::Page(page) => page,
                other => return Err(other),
            };
            let holders = page.rows.iter().filter_map(|row| match row {
                Row::Certificate(line) => line.row.holder,
                _ => None,
            });
            absent.extend(holders.filter(|holder| !named.contains(holder)));
            from += u32::from(WINDOW);
            if page.rows.is_empty() || from >= page.total {
                break;
            }
        }
        let unmarked = absent.into_iter().filter(|id| {
            let known = self.read(RecordId::Person(*id));
            !matches!(known, Some(Record::Person(person)) if person.portal == Some(InPortal::Absent))
        });
        Ok(unmarked.filter_map(|id| self.person_row(id)).collect())
    }
}

/// What a list says otherwise.
pub(super) fn fact(differs: Differs) -> Fact {
    Fact {
        name: "field".into(),
        of: Some(Value::key("field", differs.field)),
        was: Some(differs.ours),
        now: differs.theirs,
    }
}
