//! The ledger as people read it.

use super::Views;
use crate::domain::checklist::Defect;
use crate::domain::event::{Happening, LetterEvent, RequestEvent, SheetEvent, Taken};
use crate::domain::ids::RecordId;
use crate::domain::record::Record;
use crate::domain::time::Instant;
use crate::server::reading::{Told, record, told};
use crate::store::records::{Origin, position, record_key};
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
        let (event, args) = match &told.what {
            Some(what) => (what.kind().1.to_owned(), self.args(what)),
            None => ("erased".to_owned(), Vec::new()),
        };
        HistoryRow {
            sequence: head.seq,
            at: Instant(head.recorded_at),
            stated: head.stated_at.map(Instant),
            officer: self.office.name(officer),
            position: position(head.position),
            record: told.record,
            event,
            args,
            origin: self.origin(&told.origin),
        }
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

    /// What the sentence of an event names; never a whole NIK.
    fn args(&self, what: &Happening) -> Vec<(String, String)> {
        let mut args = Args::default();
        match what {
            Happening::Founded(genesis) => args.add("name", &genesis.name),
            Happening::PolicyAdopted { number, .. } => args.add("number", number),
            Happening::Noted { text } => args.add("text", text),
            Happening::Looked {
                at: crate::domain::event::Look::Document(key),
            } => {
                args.add("document", key.as_str());
            }
            Happening::Refused { act, code } => {
                args.add("act", act.as_str());
                args.add("code", code);
            }
            Happening::Sheet(event) => self.sheet_args(event, &mut args),
            Happening::Request(event) => self.request_args(event, &mut args),
            Happening::Officer(event) => office_args(event, &mut args),
            Happening::Letter(LetterEvent::Registered(letter)) => {
                args.add("from", &letter.form.from);
                args.add("names", letter.names);
            }
            Happening::Letter(LetterEvent::Undone { taken, .. }) => undone_args(taken, &mut args),
            Happening::Certificate(event) => certificate_args(event, &mut args),
            _ => {}
        }
        args.0
    }

    fn sheet_args(&self, event: &SheetEvent, args: &mut Args) {
        match event {
            SheetEvent::Disposed { line, .. } => {
                args.add("from", line.from.as_str());
                args.add("to", line.to.as_str());
                args.add("official", self.office.name(line.officer));
                args.add("instructions", line.slip.instructions.join(","));
                args.add("note", &line.slip.note);
                args.add("paper", if line.paper.is_some() { "yes" } else { "no" });
                args.add("concurrent", if line.concurrent { "yes" } else { "no" });
            }
            SheetEvent::Laid { requests, .. } | SheetEvent::Split { requests } => {
                args.add("names", requests.len());
            }
            SheetEvent::SteppedBack { to, reason } => {
                args.add("to", to.as_str());
                args.add("reason", reason);
            }
            SheetEvent::Undone { taken, .. } => undone_args(taken, args),
            _ => {}
        }
    }

    fn request_args(&self, event: &RequestEvent, args: &mut Args) {
        match event {
            RequestEvent::Registered(registration) => {
                args.add("name", &registration.identity.name);
                args.add("kind", registration.kind.as_str());
            }
            RequestEvent::DocumentAdded { document, .. } => args.add("document", document.as_str()),
            RequestEvent::Moved(step) => args.add("stage", step.to.as_str()),
            RequestEvent::Assigned(Some(officer)) | RequestEvent::Claimed(officer) => {
                args.add("officer", self.office.name(*officer));
            }
            RequestEvent::Returned(back) => {
                let named: Vec<&str> = back.defects.iter().map(defect_key).collect();
                args.add("defects", named.join(","));
                args.add("note", &back.note);
            }
            RequestEvent::Completed { note } => args.add("note", note),
            RequestEvent::Rejected(ending) | RequestEvent::Closed { ending, .. } => {
                args.add("reason", &ending.reason);
                args.add("text", &ending.text);
            }
            RequestEvent::SteppedBack { reason } | RequestEvent::Converted { reason, .. } => {
                args.add("reason", reason);
            }
            RequestEvent::Marked { marks } => {
                let keys: Vec<_> = marks.iter().map(|(key, _)| key.as_str()).collect();
                args.add("documents", keys.join(","));
            }
            RequestEvent::WarningAccepted(warning) => {
                args.add("code", &warning.code);
                args.add("reason", &warning.reason);
            }
            RequestEvent::Sent(sending) => {
                args.add("ticket", &sending.ticket);
                args.add("channel", &sending.channel);
            }
            RequestEvent::LinkSent(activation) => args.add("date", activation.link),
            RequestEvent::Activated { date } => args.add("date", date),
            RequestEvent::AnswerNoted { text } => args.add("text", text),
            RequestEvent::Issued { matches, .. } => {
                args.add("matches", if *matches { "yes" } else { "no" });
            }
            RequestEvent::CertificateCorrected { reason, .. } => args.add("reason", reason),
            RequestEvent::HandedOver(hand_over) => {
                args.add("channel", &hand_over.channel);
                args.add("address", &hand_over.address);
            }
            RequestEvent::FormAgain(row) => args.add("row", row.row),
            RequestEvent::HeldBack(held) => args.add("reason", &held.reason),
            RequestEvent::SendingCorrected { sending, reason } => {
                args.add("date", sending.date);
                args.add("ticket", &sending.ticket);
                args.add("channel", &sending.channel);
                args.add("reason", reason);
            }
            RequestEvent::ActivationCorrected { activation, reason } => {
                args.add("date", activation.link);
                args.add("reason", reason);
            }
            RequestEvent::HandOverCorrected { hand_over, reason } => {
                args.add("channel", &hand_over.channel);
                args.add("address", &hand_over.address);
                args.add("reason", reason);
            }
            RequestEvent::Undone { taken, restored } => {
                undone_args(taken, args);
                args.add("stage", restored.stage.as_str());
            }
            _ => {}
        }
    }
}

/// Which act an undo took back, and when that was.
fn undone_args(taken: &Taken, args: &mut Args) {
    args.add("taken", &taken.what);
    args.add("acted", taken.at.to_wib().format("%Y-%m-%dT%H:%M"));
}

/// The first rows, as many as one answer carries, and always one.
fn fitting(
    rows: impl Iterator<Item = store::Result<HistoryRow>>,
) -> store::Result<Vec<HistoryRow>> {
    let mut fit = Vec::new();
    let mut bytes = 0;
    for row in rows {
        let row = row?;
        let told = row
            .args
            .iter()
            .map(|(name, value)| name.len() + value.len());
        bytes += ROW + told.sum::<usize>() + row.officer.len() + row.origin.len();
        if bytes > MOST_BYTES && !fit.is_empty() {
            break;
        }
        fit.push(row);
    }
    Ok(fit)
}

#[derive(Default)]
struct Args(Vec<(String, String)>);

impl Args {
    fn add(&mut self, name: &str, value: impl ToString) {
        self.0.push((name.to_owned(), value.to_string()));
    }
}

fn office_args(event: &crate::domain::event::OfficerEvent, args: &mut Args) {
    use crate::domain::event::OfficerEvent;
    match event {
        OfficerEvent::Added { name, .. } => args.add("name", name),
        OfficerEvent::Bound(account) => {
            args.add(
                "account",
                account
                    .as_ref()
                    .map_or("-", |account| account.name.as_str()),
            );
        }
        OfficerEvent::HoldGiven(hold) => args.add("position", hold.position.as_str()),
        OfficerEvent::HoldEnded { position, until } => {
            args.add("position", position.as_str());
            args.add("until", until);
        }
        OfficerEvent::Chose { key, value } => {
            args.add("key", key);
            args.add("value", value.as_deref().unwrap_or_default());
        }
    }
}

fn certificate_args(event: &crate::domain::event::CertificateEvent, args: &mut Args) {
    use crate::domain::event::CertificateEvent;
    match event {
        CertificateEvent::Recorded { form, .. } | CertificateEvent::Corrected { form, .. } => {
            args.add("name", &form.name);
            args.add(
                "serial",
                form.serial
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            );
        }
        CertificateEvent::PassphraseChanged(day) => args.add("date", day),
        CertificateEvent::StandingChanged(_) | CertificateEvent::Succeeds(_) => {}
        CertificateEvent::RevocationCorrected { reason, .. } => args.add("reason", reason),
    }
}

fn answer(rows: store::Result<Tell>) -> Tell {
    rows.unwrap_or_else(|error| {
        tracing::error!(%error, "history could not be read");
        Tell::Refused(crate::server::faults::refusal(&error))
    })
}

/// A defect as the words on screen know it, or as it was written.
fn defect_key(defect: &Defect) -> &str {
    match defect {
        Defect::Document { document, .. } => document.as_str(),
        Defect::Finding(code) => code,
        Defect::Text(text) => text,
    }
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
            args: vec![("text".to_owned(), "x".repeat(note))],
            origin: String::new(),
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
