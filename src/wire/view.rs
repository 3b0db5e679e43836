//! What screens and verbs are shown: records with what the rules say of them. NIKs are masked here
//! unless the officer asked to see one.

use crate::domain::act::ActKind;
use crate::domain::carry::Stays;
use crate::domain::certificate::{Certificate, CertificateStatus};
use crate::domain::credential::{Credential, CredentialKind};
pub use crate::domain::due::{DueKind, Nearness, RequestDays};
use crate::domain::exception::Exception;
use crate::domain::finding::{Finding, Severity};
use crate::domain::identity::{Nip, Sex};
use crate::domain::ids::{FileHash, OfficerId, RecordId, RequestNo};
use crate::domain::keyed::keyed;
use crate::domain::kind::Kind;
use crate::domain::letter::Letter;
use crate::domain::office::{Capacity, Position};
use crate::domain::officer::{self, Account, Hold};
use crate::domain::person::{Person, PersonDetails};
use crate::domain::policy::{DocumentKey, Policy, StepKey};
use crate::domain::refusal::{Block, Refusal};
use crate::domain::request::{HeldBack, Outcome, Request, Stage};
use crate::domain::rules::{Open, Undoable};
use crate::domain::sheet::Sheet;
pub use crate::domain::substance::{Fact, Value};
use crate::domain::summary::{CertificateRow, LetterRow, PersonRow, RequestRow, SheetRow};
use crate::domain::time::{Day, Instant};
use crate::wire::hello::Refused;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A window of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Rows in the whole list.
    pub total: u32,
    pub from: u32,
    pub rows: Vec<Row>,
    /// Where the record that was asked for stands in the list.
    pub at: Option<u32>,
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Row {
    Request(Box<RequestLine>),
    Sheet(SheetLine),
    Letter(LetterRow),
    Certificate(CertificateLine),
    Person(PersonRow),
    /// Something that falls on a day of the calendar.
    Due(DueLine),
    Officer(Box<OfficerView>),
}

impl From<RequestLine> for Row {
    fn from(line: RequestLine) -> Row {
        Row::Request(Box::new(line))
    }
}

impl Row {
    /// The record that the row stands for.
    pub fn record(&self) -> RecordId {
        match self {
            Row::Request(line) => RecordId::Request(line.row.no),
            Row::Sheet(line) => RecordId::Sheet(line.row.no),
            Row::Letter(row) => RecordId::Letter(row.no),
            Row::Certificate(line) => RecordId::Certificate(line.row.id),
            Row::Person(row) => RecordId::Person(row.id),
            Row::Due(line) => line.record,
            Row::Officer(officer) => RecordId::Officer(officer.id),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestLine {
    pub row: RequestRow,
    /// The running step's clock.
    pub clock: Option<StepClock>,
    /// It waits for the asking officer.
    pub mine: bool,
    pub days: RequestDays,
    /// The heaviest finding on the identity that is still to be mended or accepted.
    pub found: Option<Severity>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetLine {
    pub row: SheetRow,
    pub from: String,
    /// The first name on it, and how many there are in all.
    pub first: String,
    pub kind: Kind,
    pub clock: Option<StepClock>,
    pub mine: bool,
    /// The heaviest finding on an identity of its names.
    pub found: Option<Severity>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateLine {
    pub row: CertificateRow,
    pub status: CertificateStatus,
    /// Calendar days until not-after; negative once past.
    pub days_left: i64,
    pub nearness: Nearness,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DueLine {
    pub what: DueKind,
    pub record: RecordId,
    pub name: String,
    pub agency: String,
    /// For expiries and notices: days left from today.
    pub days_left: i64,
    pub nearness: Nearness,
    /// A renewal or revocation made it pointless.
    pub skipped: bool,
}

/// The two clocks of a step, in whole working minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepClock {
    pub step: StepKey,
    /// Waktu kerja: opened to acted, or to now; `None` where it is not measured or not opened.
    pub handling: Option<u32>,
    /// Waktu tunggu: arrived to opened, or to now; `None` where it is not measured.
    pub waiting: Option<u32>,
    /// Waktu baku.
    pub standard: u16,
    pub waiting_target: u16,
    /// Minutes of a working day in this office: longer times are told in days.
    pub day: u16,
    /// Still running.
    pub running: bool,
}

impl StepClock {
    /// Percent of the standard that was used; the colour begins at the policy's `near_percent`.
    pub fn percent(&self) -> u32 {
        let used = self.handling.unwrap_or(0);
        used.saturating_mul(100) / u32::from(self.standard.max(1))
    }
}

/// A step of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepView {
    pub clock: StepClock,
    pub arrived: Instant,
    /// As the paper states it, where it tells the time.
    pub acted: Option<Instant>,
    /// The day on paper that tells no time.
    pub untimed: Option<Day>,
    pub by: Option<OfficerId>,
    pub position: Option<Position>,
    pub capacity: Option<Capacity>,
    pub paper: bool,
    pub concurrent: bool,
    /// Recorded more than a working day after what the paper states (*dicatat kemudian*).
    pub late: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestView {
    /// NIKs masked.
    pub request: Request,
    pub letter: Letter,
    pub sheet: Option<Sheet>,
    pub findings: Vec<Open>,
    /// What changed after marks rested on it, until they are set anew.
    pub differences: Vec<DifferenceView>,
    /// What keeps it from being sent.
    pub blocks: Vec<Block>,
    /// Documents that the asking officer has to open before marking that they conform.
    pub to_open: Vec<DocumentKey>,
    /// What the asking officer may do now.
    pub may: Vec<ActKind>,
    /// What the asking officer's undo would take back, or why there is none.
    pub undo: Result<Undoable, Refusal>,
    /// Why it is with its requester, while it is.
    pub returned: Vec<Fact>,
    /// The days that follow from the return.
    pub days: RequestDays,
    /// Why it ended before completion.
    pub ended: Vec<Fact>,
    pub steps: Vec<StepView>,
    /// Steps still to come, by the kind's chain.
    pub ahead: Vec<StepKey>,
    pub certificate: Option<Certificate>,
    /// The holder's certificate that it is about.
    pub about: Option<Certificate>,
    /// Those of the holder that could be meant.
    pub could_mean: Vec<Certificate>,
    /// Requests of the holder that lapse once the certificate is revoked.
    pub lapsing: Vec<RequestNo>,
    /// What becomes of the certificate of somebody whose data change, as far as it is known.
    pub outcome: Option<Outcome>,
    /// Fields in which the certificate differs from the request.
    pub mismatch: Vec<String>,
    pub officers: Vec<OfficerName>,
    /// Others who have it open.
    pub open_by: Vec<String>,
    pub latest: Option<Latest>,
    /// The ended request that it follows up.
    pub follows: Option<Kin>,
    /// The requests that follow it up.
    pub followed: Vec<Kin>,
    /// Earlier requests of the same person whose papers may go along, the latest first.
    pub earlier: Vec<Earlier>,
    /// The kind that a request which follows it up would be of now.
    pub next_kind: Kind,
}

/// Another request that belongs to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kin {
    pub no: RequestNo,
    pub stage: Stage,
}

/// What an earlier request of the same person has to give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    pub no: RequestNo,
    pub kind: Kind,
    pub stage: Stage,
    pub documents: Vec<DocumentKey>,
    pub left: Vec<(DocumentKey, Stays)>,
}

/// A change that voided marks: who, when, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DifferenceView {
    pub at: Instant,
    /// Among the officers named beside it.
    pub by: OfficerId,
    pub facts: Vec<Fact>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetName {
    pub no: RequestNo,
    pub revision: u32,
    pub kind: Kind,
    pub stage: Stage,
    pub name: String,
    pub nip: String,
    pub agency: String,
    pub post: String,
    pub findings: Vec<Finding>,
    /// One person did two classes of duty (*1 orang*).
    pub one_person: bool,
    /// Why an official holds it back, where one does.
    pub held: Option<HeldBack>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetView {
    pub sheet: Sheet,
    pub letter: Letter,
    pub names: Vec<SheetName>,
    pub may: Vec<ActKind>,
    pub clock: Option<StepClock>,
    pub officers: Vec<OfficerName>,
    pub open_by: Vec<String>,
    pub latest: Option<Latest>,
}

/// What moved a record on last, for those who had it open before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Latest {
    /// The event's key.
    pub what: String,
    /// Among the officers named beside it.
    pub by: OfficerId,
    pub at: Instant,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterView {
    pub letter: Letter,
    pub names: Vec<RequestRow>,
    pub sheets: Vec<Sheet>,
    pub may: Vec<ActKind>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    pub person: Person,
    /// Masked; the whole number stays on the server.
    pub nik: String,
    /// As the NIK writes it, for how to address the person.
    pub sex: Option<Sex>,
    pub requests: Vec<PersonRequest>,
    pub certificates: Vec<CertificateLine>,
}

/// A request on the card of its person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRequest {
    pub row: RequestRow,
    pub days: RequestDays,
    /// The ended request that it follows up.
    pub follows: Option<RequestNo>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateView {
    pub certificate: Certificate,
    pub status: CertificateStatus,
    pub days_left: i64,
    pub nearness: Nearness,
    pub holder: Option<PersonRow>,
    /// What is known of the holder, to fill in a form.
    pub details: Option<MaskedDetails>,
    /// The kind that a request of the holder would be of now.
    pub next_kind: Kind,
    pub request: Option<RequestRow>,
    /// Notices of it, by day.
    pub notices: Vec<(Day, DueKind)>,
    /// Requests of the holder that lapse once it is revoked.
    pub lapsing: Vec<RequestNo>,
    pub may: Vec<ActKind>,
}

/// Counts beside the tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub waiting: u32,
    /// Requests that have not ended.
    pub requests: u32,
    pub sheets: u32,
    pub verification: u32,
    pub certificates: u32,
    /// What falls due within the next 30 days.
    pub calendar: u32,
}

/// One line of the ledger, as a person reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryRow {
    pub sequence: u64,
    pub at: Instant,
    pub stated: Option<Instant>,
    pub officer: String,
    pub position: Option<Position>,
    pub record: RecordId,
    /// Key of the event's words (`event-<key>`).
    pub event: String,
    /// In what capacity the position was held.
    pub capacity: Option<Capacity>,
    /// Everything that it tells; never a whole NIK.
    pub facts: Vec<Fact>,
    /// Account name or uid, and the SSH address as the client stated it.
    pub origin: String,
    /// Why it is an exception; empty for most.
    pub exceptions: Vec<Exception>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    pub day: Day,
    pub expiries: u32,
    /// Notices before an end, and reminders after a link or a return.
    pub notices: u32,
    /// Last days of links, and days from which a returned request may lapse.
    pub activations: u32,
    pub passphrases: u32,
    pub holiday: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarView {
    pub days: Vec<DayCount>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerName {
    pub id: OfficerId,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficerView {
    pub id: OfficerId,
    pub revision: u32,
    pub name: String,
    pub nip: String,
    /// Masked, where it is known.
    pub nik: Option<String>,
    /// The official address, where it is known.
    pub email: Option<String>,
    pub account: Option<Account>,
    /// Held today.
    pub positions: Vec<(Position, Capacity)>,
    /// All their terms: over, running, still to come.
    pub holds: Vec<Hold>,
    /// The papers with which they work.
    pub credentials: BTreeMap<CredentialKind, Credential>,
    /// The agencies whose requests they verify.
    pub agencies: Vec<String>,
}

impl OfficerView {
    /// Terms that began on a day before they were given: exceptions [R1.21].
    pub fn backdated(&self) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(|hold| hold.is_backdated())
    }

    /// The keys of what is not known of them as a person.
    pub fn missing(&self) -> Vec<&'static str> {
        let fields = [
            ("nip", self.nip.is_empty()),
            ("nik", self.nik.is_none()),
            ("email", self.email.is_none()),
        ];
        let missing = fields.into_iter().filter(|(_, missing)| *missing);
        missing.map(|(field, _)| field).collect()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeView {
    pub policy_number: u32,
    pub policy: Policy,
    pub officers: Vec<OfficerView>,
    /// The asking officer.
    pub me: OfficerId,
    /// Acts on the desk itself that the asking officer may do.
    pub may: Vec<ActKind>,
}

impl OfficeView {
    /// Agencies for which no verifier of today stands.
    pub fn uncovered(&self) -> Vec<&str> {
        let verifies = |one: &OfficerView| {
            let mut positions = one.positions.iter();
            positions.any(|(held, _)| *held == Position::Verifikator)
        };
        let officers = self.officers.iter();
        let assigned = officers.map(|one| (&*one.agencies, verifies(one)));
        officer::uncovered(&self.policy, assigned)
    }

    /// Positions that nobody holds, though requests or the desk need them; an auditor they do not.
    pub fn vacant(&self) -> Vec<Position> {
        let held = |position: &Position| {
            let mut officers = self.officers.iter();
            officers.any(|officer| officer.positions.iter().any(|(held, _)| held == position))
        };
        let needed = Position::ALL.into_iter();
        let needed = needed.filter(|position| *position != Position::Auditor);
        needed.filter(|position| !held(position)).collect()
    }
}

/// A known person, to fill in a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    pub details: MaskedDetails,
}

/// What is known of a person, for everyone: [`PersonDetails`] with the NIK masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaskedDetails {
    pub name: String,
    pub nip: Option<Nip>,
    /// As [`Nik::masked`] shows it; told only beside a NIP, by which the desk finds the whole
    /// number again when the form comes back.
    ///
    /// [`Nik::masked`]: crate::domain::identity::Nik::masked
    pub nik: Option<String>,
    pub birth_date: Option<Day>,
    pub post: String,
    pub rank: String,
    pub eselon: String,
    pub agency: String,
    pub unit: String,
    pub email: String,
    pub phone: String,
}

impl From<PersonDetails> for MaskedDetails {
    fn from(whole: PersonDetails) -> MaskedDetails {
        MaskedDetails {
            name: whole.name,
            nik: whole.nip.and(whole.nik).map(|nik| nik.masked()),
            nip: whole.nip,
            birth_date: whole.birth_date,
            post: whole.post,
            rank: whole.rank,
            eselon: whole.eselon,
            agency: whole.agency,
            unit: whole.unit,
            email: whole.email,
            phone: whole.phone,
        }
    }
}

keyed! {
    pub enum ImportOutcome {
        New = "new",
        Duplicate = "duplicate",
        Existing = "existing",
        /// A certificate in the place of an older one.
        Successor = "successor",
        /// A certificate that a later one replaces.
        Predecessor = "predecessor",
        /// Stands against what is known.
        Conflict = "conflict",
        Rejected = "rejected",
    }
}

/// What became, or would become, of one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRow {
    pub row: u32,
    pub outcome: ImportOutcome,
    /// The record that it became, belongs to or stands against; none yet in a preview of new ones.
    pub record: Option<RecordId>,
    pub findings: Vec<Finding>,
    /// Why it is not taken in.
    pub why: Option<Refusal>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// Screens on the desk.
    pub online: u16,
    /// Names of others who have the same record open.
    pub here: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusView {
    pub pid: u32,
    pub build: String,
    pub sessions: u32,
    pub sequence: u64,
    /// Hash of the newest event, in hex: keep it outside and nobody can rewrite what came before.
    pub head: String,
    pub desk: String,
    pub training: bool,
    pub now: Instant,
    /// Where the clock of a training desk was started; `None` on a real desk.
    pub started: Option<Instant>,
    pub events: u64,
    pub free_mib: u64,
}

/// What reading the whole ledger through found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyView {
    pub events: u64,
    pub head: String,
    /// What is wrong, naming the first bad event, as a code with arguments.
    pub bad: Option<Refused>,
    /// Documents that the ledger names and the desk does not hold, with the record that names each.
    pub missing: Vec<(RecordId, FileHash)>,
}
