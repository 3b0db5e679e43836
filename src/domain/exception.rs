//! What an auditor looks at first: the acts that the procedure allows only as exceptions, and those
//! that came too late. Derived from the event, the record as it stands, and the calendar; nothing
//! of it is stored [R11.23].

use super::event::{Happening, Look, OfficerEvent, RequestEvent, SheetEvent};
use super::keyed::keyed;
use super::policy::Policy;
use super::record::Record;
use super::request::{Particular, Request};
use super::sheet::Disposition;
use super::time::{Day, Instant};
use super::working_time::WorkingCalendar;

keyed! {
    /// Why an event is told among the exceptions.
    pub enum Exception {
        /// A disposition on paper whose scan is not there.
        PaperWithoutScan = "paper-without-scan",
        /// Adjacent dispositions in one hand (*merangkap*) [R2.7].
        Concurrent = "concurrent",
        /// Recorded more working days after its paper than the policy allows.
        RecordedLater = "recorded-later",
        /// One person carried it through two classes of duty (*1 orang*) [R2.4].
        OnePerson = "one-person",
        /// A mark on what its verifier had not opened [R7.13].
        MarkedUnseen = "marked-unseen",
        WarningAccepted = "warning-accepted",
        Converted = "converted",
        /// A revocation that was sent before its sheet (*pencabutan segera*) [R13.10].
        Urgent = "urgent",
        /// Its sheet, or the number of its letter, came after the working day that it has for that,
        /// or is still to come [R13.11].
        UrgentLate = "urgent-late",
        /// A NIK was seen whole.
        NikSeen = "nik-seen",
        /// An attempt beyond one's rights.
        Refused = "refused",
        /// Officers, their accounts and their terms.
        Officers = "officers",
    }
}

/// What an exception is judged by beside its event.
pub struct Around<'a> {
    /// The record as it stands now; asked for only where it tells.
    pub record: &'a dyn Fn() -> Option<Record>,
    pub policy: &'a Policy,
    pub calendar: &'a WorkingCalendar,
    /// The day on which the event was recorded.
    pub on: Day,
    pub now: Instant,
}

/// Why an event is an exception; nothing for most.
pub fn exceptions(what: &Happening, around: &Around) -> Vec<Exception> {
    match what {
        Happening::Sheet(SheetEvent::Disposed { line, .. }) => disposed(line, around),
        Happening::Request(event) => requested(event, around),
        Happening::Looked { at: Look::Nik } => vec![Exception::NikSeen],
        Happening::Refused { .. } => vec![Exception::Refused],
        // One's own screens are nobody's exception.
        Happening::Officer(OfficerEvent::Chose { .. }) => Vec::new(),
        Happening::Officer(_) => vec![Exception::Officers],
        _ => Vec::new(),
    }
}

fn disposed(line: &Disposition, around: &Around) -> Vec<Exception> {
    let mut found = Vec::new();
    if let Some(paper) = &line.paper {
        if paper.scan.is_none() {
            found.push(Exception::PaperWithoutScan);
        }
        let days = around.calendar.working_days_between(paper.day, around.on);
        if days > i64::from(around.policy.deadlines.late_record_working_days) {
            found.push(Exception::RecordedLater);
        }
    }
    if line.concurrent {
        found.push(Exception::Concurrent);
    }
    found
}

fn requested(event: &RequestEvent, around: &Around) -> Vec<Exception> {
    let request = || match (around.record)() {
        Some(Record::Request(request)) => Some(*request),
        _ => None,
    };
    let late = |day: Day| {
        let due = request().and_then(|request| owed(&request, around));
        due.is_some_and(|due| day > due)
    };
    let found = match event {
        RequestEvent::WarningAccepted(_) => Some(Exception::WarningAccepted),
        RequestEvent::Converted { .. } => Some(Exception::Converted),
        RequestEvent::Marked { marks } => {
            let unseen = marks.iter().any(|(_, mark)| mark.unseen);
            unseen.then_some(Exception::MarkedUnseen)
        }
        RequestEvent::Sent(_) => {
            let one = request().is_some_and(|request| request.one_person());
            one.then_some(Exception::OnePerson)
        }
        RequestEvent::Hastened { .. } => {
            let open = request().is_some_and(|request| request.owes());
            let over = open && late(around.now.day());
            let mut found = vec![Exception::Urgent];
            found.extend(over.then_some(Exception::UrgentLate));
            return found;
        }
        RequestEvent::SheetWent { .. } => late(around.on).then_some(Exception::UrgentLate),
        RequestEvent::Stated(what) if matches!(**what, Particular::Outgoing(_)) => {
            late(around.on).then_some(Exception::UrgentLate)
        }
        _ => None,
    };
    found.into_iter().collect()
}

/// The last day for the sheet and the letter's number of a revocation that was sent at once.
fn owed(request: &Request, around: &Around) -> Option<Day> {
    let days = u32::from(around.policy.deadlines.urgent_disposition_working_days);
    let sent = request.urgent.as_ref()?.at.day();
    Some(around.calendar.add_working_days(sent, days))
}
