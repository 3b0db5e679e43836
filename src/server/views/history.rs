//! The ledger as people read it.

use super::Views;
use crate::domain::desk::Desk as _;
use crate::domain::event::Happening;
use crate::domain::exception::{Around, Exception, exceptions};
use crate::domain::ids::RecordId;
use crate::domain::record::Record;
use crate::domain::substance::{self, Fact, Value, facts};
use crate::domain::time::Instant;
use crate::policy_file;
use crate::server::reading::{Told, record, told};
use crate::store::records::{Origin, capacity, position, record_key};
use crate::store::{self, Reads};
use crate::wire::frame::MAX_FRAME;
use crate::wire::message::Tell;
use crate::wire::view::HistoryRow;

/// The most rows of one answer.
const MOST: u16 = 500;

/// Bytes of them at the most: half a frame, since notes and letters may be long.
const MOST_BYTES: usize = MAX_FRAME / 2;

/// Bytes of a row beside its texts, lengths among them.
const ROW: usize = 128;

/// Bytes of a value beside its text.
const VALUE: usize = 24;

impl Views<'_> {
    /// What happened to a record, newest first; for a request also its letter and sheet.
    pub(super) fn history(&self, id: RecordId, from: u32, count: u16) -> Tell {
        let rows = || -> store::Result<Tell> {
            let mut seqs = Vec::new();
            for id in self.related(id)? {
                seqs.extend(self.store().events_of(&record_key(id))?);
            }
            seqs.sort_unstable();
            seqs.dedup();
            let total = seqs.len() as u32;
            let window = seqs
                .into_iter()
                .rev()
                .skip(from as usize)
                .take(usize::from(count.min(MOST)));
            let rows = self.rows(window)?;
            Ok(Tell::History { total, rows })
        };
        answer(rows())
    }

    /// The ledger backwards from an event.
    pub(super) fn audit(&self, before: Option<u64>, count: u16) -> Tell {
        let head = self.store().head().seq;
        let end = before.map_or(head, |before| before.saturating_sub(1).min(head));
        let first = end.saturating_sub(u64::from(count.min(MOST))) + 1;
        let rows = self.rows((first..=end).rev());
        answer(rows.map(|rows| Tell::History {
            total: head as u32,
            rows,
        }))
    }

    fn rows(&self, seqs: impl Iterator<Item = u64>) -> store::Result<Vec<HistoryRow>> {
        let row = |seq| -> store::Result<Option<HistoryRow>> {
            let told = self.store().event(seq)?.map(told).transpose()?.flatten();
            Ok(told.map(|told| self.row(&told)))
        };
        fitting(seqs.filter_map(|seq| row(seq).transpose()))
    }

    fn row(&self, told: &Told) -> HistoryRow {
        let head = &told.stored.head;
        let officer = crate::domain::ids::OfficerId(head.officer);
        let (event, facts) = match &told.what {
            Some(what) => (what.kind().1.to_owned(), self.facts(told, what)),
            None => ("erased".to_owned(), Vec::new()),
        };
        HistoryRow {
            sequence: head.seq,
            at: Instant(head.recorded_at),
            stated: head.stated_at.map(Instant),
            officer: self.office.name(officer),
            position: position(head.position),
            capacity: capacity(head.position),
            record: told.record,
            event,
            facts,
            origin: self.origin(&told.origin),
            exceptions: self.exceptions(told),
        }
    }

    /// Why an event is an exception, as the desk stands now.
    fn exceptions(&self, told: &Told) -> Vec<Exception> {
        let Some(what) = &told.what else {
            return Vec::new();
        };
        let around = Around {
            record: &|| self.read(told.record),
            policy: &self.policy(),
            calendar: &self.office.calendar,
            on: Instant(told.stored.head.recorded_at).day(),
            now: self.now,
        };
        exceptions(what, &around)
    }

    fn origin(&self, origin: &Origin) -> String {
        let Some(uid) = origin.uid else {
            return String::new();
        };
        let bound = self
            .office
            .officers
            .iter()
            .filter_map(|officer| officer.account.as_ref());
        let account = bound.into_iter().find(|account| account.uid == uid);
        let name = account.map_or_else(|| format!("uid {uid}"), |account| account.name.clone());
        match &origin.address {
            Some(address) => format!("{name} @ {address}"),
            None => name,
        }
    }

    /// The records whose history is told together.
    fn related(&self, id: RecordId) -> store::Result<Vec<RecordId>> {
        let mut ids = vec![id];
        match id {
            RecordId::Request(no) => {
                if let Some(Record::Request(request)) = record(self.store(), id)? {
                    ids.push(RecordId::Letter(no.agenda));
                    ids.push(RecordId::Sheet(no.agenda.sheet(request.sheet)));
                    ids.extend(request.certificate.map(RecordId::Certificate));
                }
            }
            RecordId::Letter(agenda) => {
                if let Some(Record::Letter(letter)) = record(self.store(), id)? {
                    ids.extend((1..=letter.sheets).map(|n| RecordId::Sheet(agenda.sheet(n))));
                    ids.extend((1..=letter.names).map(|n| RecordId::Request(agenda.line(n))));
                }
            }
            _ => {}
        }
        Ok(ids)
    }

    /// Everything that an event tells; never a whole NIK.
    fn facts(&self, told: &Told, what: &Happening) -> Vec<Fact> {
        let (record, seq) = (told.record, told.stored.head.seq);
        let sections = match what {
            Happening::PolicyAdopted { number, policy, .. } => self
                .office
                .policies
                .get(&number.saturating_sub(1))
                .map(|before| policy_file::differing(before, policy))
                .unwrap_or_default(),
            _ => Vec::new(),
        };
        facts(
            what,
            &substance::Around {
                before: &|| self.reading().before(record, seq),
                name: &|officer| self.office.name(officer),
                policy: &|| match self.read(record) {
                    Some(Record::Request(request)) => self.office.policy_of(request.policy),
                    _ => self.policy(),
                },
                sections: &sections,
            },
        )
    }
}

/// Bytes that a fact takes at the most.
fn fact_bytes(fact: &Fact) -> usize {
    let values = [fact.of.as_ref(), fact.was.as_ref(), Some(&fact.now)];
    fact.name.len() + values.into_iter().flatten().map(value_bytes).sum::<usize>()
}

fn value_bytes(value: &Value) -> usize {
    VALUE
        + match value {
            Value::Text(text) | Value::Exact(text) => text.len(),
            Value::Key { family, key } => family.len() + key.len(),
            Value::Day(_) | Value::At(_) | Value::Number(_) => 0,
            Value::Words(words) => words.0.values().map(String::len).sum(),
            Value::List(list) => list.iter().map(value_bytes).sum(),
        }
}

/// The first rows, as many as one answer carries, and always one.
fn fitting(
    rows: impl Iterator<Item = store::Result<HistoryRow>>,
) -> store::Result<Vec<HistoryRow>> {
    let mut fit = Vec::new();
    let mut bytes = 0;
    for row in rows {
        let row = row?;
        let told = row.facts.iter().map(fact_bytes);
        bytes += ROW + told.sum::<usize>() + row.officer.len() + row.origin.len();
        if bytes > MOST_BYTES && !fit.is_empty() {
            break;
        }
        fit.push(row);
    }
    Ok(fit)
}

fn answer(rows: store::Result<Tell>) -> Tell {
    rows.unwrap_or_else(|error| {
        tracing::error!(%error, "history could not be read");
        Tell::Refused(crate::server::faults::refusal(&error))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::wire::frame;

    fn row(sequence: u64, note: usize) -> store::Result<HistoryRow> {
        Ok(HistoryRow {
            sequence,
            at: Instant(0),
            stated: None,
            officer: "Budi".to_owned(),
            position: None,
            record: RecordId::Desk,
            event: "noted".to_owned(),
            capacity: None,
            facts: vec![Fact {
                name: "text".into(),
                of: None,
                was: None,
                now: Value::Text("x".repeat(note)),
            }],
            origin: String::new(),
            exceptions: Vec::new(),
        })
    }

    #[test]
    fn a_window_of_long_notes_fits_into_one_answer() {
        let rows = fitting((0..500).map(|seq| row(seq, 60_000))).unwrap();
        assert!((1..500).contains(&rows.len()), "{}", rows.len());
        let mut bytes = Vec::new();
        frame::append_message(&mut bytes, &Tell::History { total: 500, rows }).unwrap();
        assert_eq!(
            fitting((0..500).map(|seq| row(seq, 20))).unwrap().len(),
            500
        );
        let one = fitting((0..2).map(|seq| row(seq, MOST_BYTES))).unwrap();
        assert_eq!(
            one.len(),
            1,
            "never none: the reader would take it for the end"
        );
    }
}
