//! One short row a record, for lists, facets, sorts and search: about 200 bytes stored, so that a
//! province's desk fits in memory as columns [ARCHITECTURE.md §5].

use super::certificate::{CertificateStatus, IssuingBody, Standing};
use super::checklist::{ChecklistItem, Verdict};
use super::finding::Noticed;
use super::ids::{Agenda, CertificateId, OfficerId, PersonId, RecordId, RequestNo, SheetNo};
use super::kind::Kind;
use super::letter::Urgency;
use super::office::Position;
use super::policy::{Need, StepKey};
use super::record::Record;
use super::request::{Activation, Duty, Request, Stage};
use super::sheet::SheetStage;
use super::time::{Day, Instant};
use super::traces::Traces;
use crate::domain::excerpt::excerpt;
use chrono::Datelike;
use serde::{Deserialize, Serialize};

/// The row of a record; `None` of [`summary`] for records that no list shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Summary {
    Letter(LetterRow),
    Sheet(SheetRow),
    Request(RequestRow),
    Certificate(CertificateRow),
    Person(PersonRow),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterRow {
    pub no: Agenda,
    pub from: String,
    pub number: String,
    pub received: Instant,
    pub names: u16,
    pub void: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    pub no: SheetNo,
    pub revision: u32,
    pub stage: SheetStage,
    pub names: u16,
    pub arrived: Instant,
    pub opened: bool,
    pub urgency: Urgency,
    pub deadline: Option<Day>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRow {
    pub no: RequestNo,
    pub revision: u32,
    pub kind: Kind,
    pub stage: Stage,
    pub sheet: u16,
    pub name: String,
    /// Digits as stated.
    pub nip: String,
    /// Last four digits as stated: enough to find it, too little to leak it.
    pub nik_tail: String,
    pub agency: String,
    pub received: Instant,
    /// The step whose clock runs, and since when.
    pub step: Option<StepKey>,
    pub arrived: Instant,
    pub opened: Option<Instant>,
    /// The clock runs: the step was not acted on yet.
    pub running: bool,
    pub claimed: Option<OfficerId>,
    pub assigned: Option<OfficerId>,
    pub person: Option<PersonId>,
    /// Day since which somebody outside is waited for: it went back to its requester, or BSrE checks
    /// the holder's account. What follows from that is derived by `due`.
    pub waits_since: Option<Day>,
    /// Last day of the activation link that the holder has not used; of what sleeps, its *TMT*.
    pub until: Option<Day>,
    /// Date of the activation link that the holder has not used; the reminders count from it.
    pub link: Option<Day>,
    /// On whose desk its sheet lies, where it was sent before that.
    pub sheet_out: Option<Position>,
    /// Day on which a revocation was sent at once whose sheet or letter is still to follow.
    pub urgent: Option<Day>,
    /// One person did two classes of duty (*1 orang*).
    pub one_person: bool,
    /// It left in files for BSrE's portal and waits to be uploaded.
    pub prepared: bool,
    /// Who did which class of duty: whose turn it can be depends on it.
    pub duties: Vec<Duty>,
    /// How it stands with its documents.
    pub lamps: Lamps,
    /// What the checks of the identity noticed.
    pub noticed: Noticed,
    /// Number of the policy that it started with.
    pub policy: u32,
    /// Who it is about, for the rules. They hold the whole NIK: see [`RequestRow::shown`].
    pub traces: Box<Traces>,
}

impl RequestRow {
    /// The row as it leaves the server: without what only the rules compare.
    pub fn shown(self) -> RequestRow {
        let traces = Box::default();
        RequestRow { traces, ..self }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateRow {
    pub id: CertificateId,
    pub revision: u32,
    pub name: String,
    pub email: String,
    pub agency: String,
    /// Hex as shown; empty where the notice did not tell.
    pub serial: String,
    pub body: IssuingBody,
    pub not_before: Instant,
    pub not_after: Instant,
    /// Recorded standing as a status; expiry is added by time.
    pub standing: CertificateStatus,
    pub passphrase: Option<Day>,
    pub holder: Option<PersonId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    pub id: PersonId,
    pub name: String,
    pub nip: String,
    pub agency: String,
    pub post: String,
}

/// How it stands with one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lamp {
    Missing,
    /// It lies there, and nobody judged it.
    Unseen,
    Conforms,
    Wrong,
}

/// The documents of a request in the order of its checklist, two bits each below a leading one: at
/// most fifteen, the rest are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lamps(u32);

impl Default for Lamps {
    fn default() -> Lamps {
        Lamps(1)
    }
}

impl Lamps {
    /// Most documents that have a lamp.
    pub const MOST: usize = 15;

    /// The lamps in their order.
    pub fn iter(self) -> impl Iterator<Item = Lamp> {
        let count = self.0.checked_ilog2().unwrap_or(0) / 2;
        (0..count)
            .rev()
            .map(move |at| match self.0 >> (2 * at) & 3 {
                0 => Lamp::Missing,
                1 => Lamp::Unseen,
                2 => Lamp::Conforms,
                _ => Lamp::Wrong,
            })
    }
}

impl FromIterator<Lamp> for Lamps {
    fn from_iter<I: IntoIterator<Item = Lamp>>(lamps: I) -> Lamps {
        let lamps = lamps.into_iter().take(Lamps::MOST);
        Lamps(lamps.fold(1, |bits, lamp| bits << 2 | lamp as u32))
    }
}

/// A lamp for each document that must be there or is; what is not needed has none.
fn lamps(request: &Request) -> Lamps {
    let lamp = |item: &ChecklistItem| {
        let here = item.current().is_some();
        match item.verdict() {
            Verdict::Conforms => Some(Lamp::Conforms),
            Verdict::Wrong { .. } => Some(Lamp::Wrong),
            Verdict::NotNeeded { .. } => None,
            Verdict::NotSeen if here => Some(Lamp::Unseen),
            Verdict::Missing | Verdict::NotSeen => {
                (item.need == Need::Must).then_some(Lamp::Missing)
            }
        }
    };
    request.checklist.iter().filter_map(lamp).collect()
}

impl Summary {
    /// The record that the row is of.
    pub fn record(&self) -> RecordId {
        match self {
            Summary::Letter(row) => RecordId::Letter(row.no),
            Summary::Sheet(row) => RecordId::Sheet(row.no),
            Summary::Request(row) => RecordId::Request(row.no),
            Summary::Certificate(row) => RecordId::Certificate(row.id),
            Summary::Person(row) => RecordId::Person(row.id),
        }
    }
}

impl CertificateRow {
    /// Status at a moment.
    pub fn status(&self, at: Instant) -> CertificateStatus {
        match self.standing {
            CertificateStatus::Revoked | CertificateStatus::Replaced => self.standing,
            _ if self.not_after < at => CertificateStatus::Expired,
            standing => standing,
        }
    }

    /// Whole days in WIB until the day of not-after.
    pub fn days_left(&self, today: Day) -> i64 {
        i64::from(self.not_after.day().num_days_from_ce() - today.num_days_from_ce())
    }
}

impl RequestRow {
    /// Where it stands, as lists show it: of what waits to be uploaded that.
    pub fn shown_stage(&self) -> &'static str {
        match self.prepared {
            true => "prepared",
            false => self.stage.as_str(),
        }
    }

    /// The sheet that it travels on.
    pub fn sheet_no(&self) -> SheetNo {
        self.no.agenda.sheet(self.sheet)
    }
}

impl SheetRow {
    /// The position on whose desk it lies.
    pub fn position(&self) -> Option<Position> {
        self.stage.position()
    }

    /// An official holds its name back: no bulk act takes it along.
    pub fn is_held(&self) -> bool {
        matches!(self.stage, SheetStage::Held(_))
    }
}

/// Bytes of a text in a row: names and agencies as people write them are whole. What is longer ends
/// in `…`; its record has it whole.
const MOST: usize = 160;

fn cut(text: &str) -> String {
    excerpt(text, MOST)
}

/// The row of a record.
pub fn summary(record: &Record) -> Option<Summary> {
    Some(match record {
        Record::Desk(_) | Record::Policy { .. } | Record::Officer(_) => return None,
        Record::Letter(letter) => Summary::Letter(LetterRow {
            no: letter.no,
            from: cut(&letter.form.from),
            number: cut(&letter.form.number),
            received: letter.form.received,
            names: letter.names,
            void: letter.void,
        }),
        Record::Sheet(sheet) => {
            let slip = sheet.lines.last().map(|line| &line.slip);
            Summary::Sheet(SheetRow {
                no: sheet.no,
                revision: sheet.revision,
                stage: sheet.stage,
                names: sheet.requests.len() as u16,
                arrived: sheet.arrived,
                opened: sheet.opened.is_some(),
                urgency: slip.map(|slip| slip.urgency).unwrap_or_default(),
                deadline: slip.and_then(|slip| slip.deadline),
            })
        }
        Record::Request(request) => Summary::Request(request_row(request)),
        Record::Person(person) => Summary::Person(PersonRow {
            id: person.id,
            name: cut(&person.details.name),
            nip: person
                .details
                .nip
                .map(|nip| nip.to_string())
                .unwrap_or_default(),
            agency: cut(&person.details.agency),
            post: cut(&person.details.post),
        }),
        Record::Certificate(certificate) => Summary::Certificate(CertificateRow {
            id: certificate.id,
            revision: certificate.revision,
            name: cut(&certificate.form.name),
            email: cut(&certificate.form.email),
            agency: cut(&certificate.form.agency),
            serial: certificate
                .form
                .serial
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            body: certificate.form.body,
            not_before: certificate.form.not_before,
            not_after: certificate.form.not_after,
            standing: match certificate.standing {
                Standing::Good => CertificateStatus::Active,
                Standing::Suspended { .. } => CertificateStatus::Suspended,
                Standing::Revoked(_) => CertificateStatus::Revoked,
                Standing::Replaced { .. } => CertificateStatus::Replaced,
            },
            passphrase: certificate.passphrase,
            holder: certificate.holder,
        }),
    })
}

fn request_row(request: &Request) -> RequestRow {
    let step = request.step();
    let tail: Vec<char> = request.identity.nik.chars().rev().take(4).collect();
    RequestRow {
        no: request.no,
        revision: request.revision,
        kind: request.kind,
        stage: request.stage,
        sheet: request.sheet,
        name: cut(&request.identity.name),
        nip: excerpt(&request.identity.nip, 48),
        nik_tail: tail.into_iter().rev().collect(),
        agency: cut(&request.identity.agency),
        received: request.received,
        step: step.map(|step| step.step),
        arrived: step.map_or(request.received, |step| step.arrived),
        opened: step.and_then(|step| step.opened),
        running: step.is_some_and(|step| step.acted.is_none()) && !request.stage.is_final(),
        claimed: request.claimed,
        assigned: request.assigned,
        person: request.person,
        waits_since: waits_since(request),
        until: asleep_until(request).or(link(request).map(|activation| activation.until)),
        link: link(request).map(|activation| activation.link),
        sheet_out: request.sheet_out(),
        urgent: urgent(request),
        one_person: request.one_person(),
        prepared: request.prepared.is_some(),
        duties: request.duties.clone(),
        lamps: lamps(request),
        noticed: match request.stage.is_decided() {
            true => Noticed::default(),
            false => Noticed::of(&request.identity, request.kind, &request.accepted),
        },
        policy: request.policy,
        traces: Box::new(request.traces()),
    }
}

/// The day since which somebody outside is waited for.
pub(in crate::domain) fn waits_since(request: &Request) -> Option<Day> {
    match request.stage {
        Stage::Returned => request.returned.as_ref().map(|back| back.at.day()),
        Stage::AccountCheck | Stage::CheckFailed => request.check.since,
        _ => None,
    }
}

fn urgent(request: &Request) -> Option<Day> {
    let urgent = request.urgent.as_ref()?;
    request.owes().then(|| urgent.at.day())
}

/// The day from which a revocation that sleeps may be sent.
fn asleep_until(request: &Request) -> Option<Day> {
    let cause = request.particulars.cause.as_ref();
    let cause = cause.filter(|_| request.stage == Stage::Asleep);
    cause.and_then(|cause| cause.effective)
}

fn link(request: &Request) -> Option<&Activation> {
    let activation = request.activation.as_ref();
    activation.filter(|_| request.stage == Stage::AwaitingActivation)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lamps_come_out_as_they_were_put_in() {
        use Lamp::{Conforms, Missing, Unseen, Wrong};
        let all = [Conforms, Missing, Unseen, Wrong, Missing];
        let lamps: Lamps = all.into_iter().collect();
        assert_eq!(lamps.iter().collect::<Vec<_>>(), all);
        assert_eq!(Lamps::default().iter().count(), 0);
        let many: Lamps = std::iter::repeat_n(Wrong, 40).collect();
        assert_eq!(many.iter().count(), Lamps::MOST);
    }
}
