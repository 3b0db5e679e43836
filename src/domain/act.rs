//! Acts: what a person asks the desk to do. A command names the revision it saw.

mod answer;
mod correction;
mod given;
mod kind;
mod recap;
mod transfer;

pub use answer::Answer;
pub use correction::Correction;
pub use given::{GivenCertificate, TakenIn};
pub use kind::ActKind;
pub use recap::{Meant, RecapRow};
pub use transfer::{Transfer, TransferOrder, TransferRow};

use super::checklist::{Defect, Evidence, Verdict};
use super::credential::{Credential, CredentialKind};
use super::ids::{Agenda, CertificateId, OfficerId, PersonId, RecordId, RequestNo, SheetNo};
use super::kind::Kind;
use super::letter::{LetterForm, LetterSource};
use super::officer::{Account, Hold};
use super::person::PersonDetails;
use super::policy::{DocumentKey, Policy};
use super::request::{Identity, Particular, ParticularKey};
use super::sheet::{Paper, Slip};
use super::time::{Day, Instant};
use serde::{Deserialize, Serialize};

/// A record and the revision of it that the person saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen<T> {
    pub id: T,
    pub revision: u32,
}

/// A text field that was mended on the way in, e.g. the apostrophe before a NIK.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mended {
    pub field: String,
    pub from: String,
    pub to: String,
}

/// One name on a letter that is being registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameForm {
    pub kind: Kind,
    pub identity: Identity,
    pub note: String,
    pub documents: Vec<(DocumentKey, Evidence)>,
    pub mended: Vec<Mended>,
    /// Row of a form export: spreadsheet row and fingerprint.
    pub row: Option<FormRowId>,
    /// The ended request that it follows up: its papers come along [R3.23].
    pub follows: Option<RequestNo>,
}

/// Where an imported name comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormRowId {
    pub row: u32,
    pub fingerprint: [u8; 32],
}

/// One letter with its names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterEntry {
    pub form: LetterForm,
    pub source: LetterSource,
    pub names: Vec<NameForm>,
}

impl LetterEntry {
    /// The first request that one of its names follows up.
    pub fn follows(&self) -> Option<RequestNo> {
        self.names.iter().find_map(|name| name.follows)
    }
}

/// What becomes of a name that an official takes off the sheet [R4.2].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Exception {
    /// Stays with the official on a sheet of its own.
    Hold {
        note: String,
    },
    Return {
        defects: Vec<Defect>,
        note: String,
    },
    Reject {
        reason: String,
        text: String,
    },
}

impl Particular {
    /// The kind of act that states it.
    pub fn act(&self) -> ActKind {
        self.key().act()
    }
}

impl ParticularKey {
    /// The kind of act that states it.
    pub fn act(self) -> ActKind {
        match self {
            ParticularKey::Certificate => ActKind::ChooseCertificate,
            ParticularKey::Outcome => ActKind::ChooseOutcome,
            ParticularKey::Cause => ActKind::StateCause,
            ParticularKey::Outgoing => ActKind::WriteToBsre,
        }
    }
}

/// A revocation as BSrE carried it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationForm {
    pub date: Day,
    /// Key of the policy's cause; whether it is internal or external follows from it [SE E.8].
    pub cause: String,
}

/// How a request is closed without completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closing {
    /// The requester takes it back.
    Withdrawn,
    /// No response for too long (*gugur*).
    Lapsed,
    /// Registered by mistake; only before it is forwarded.
    Void,
    /// The requester takes back what BSrE has: BSrE is asked to let it go.
    Asked,
}

impl Closing {
    /// The kind of act that closes so.
    pub fn act(self) -> ActKind {
        match self {
            Closing::Withdrawn => ActKind::Withdraw,
            Closing::Lapsed => ActKind::Lapse,
            Closing::Void => ActKind::Void,
            Closing::Asked => ActKind::AskWithdrawal,
        }
    }
}

/// Everything a person may ask of the desk. Added to at the end only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    Register {
        letter: LetterEntry,
    },
    /// Registers letters from a form export; rows already known or repeated are noted, not doubled.
    Import {
        letters: Vec<LetterEntry>,
    },
    EditLetter {
        letter: Seen<Agenda>,
        form: LetterForm,
    },
    EditIdentity {
        request: Seen<RequestNo>,
        identity: Box<Identity>,
    },
    AddDocument {
        request: Seen<RequestNo>,
        document: DocumentKey,
        evidence: Evidence,
    },
    /// Forwards from the counter or disposes to the next position, all names but the exceptions.
    Dispose {
        sheets: Vec<Seen<SheetNo>>,
        except: Vec<(Seen<RequestNo>, Exception)>,
        slip: Slip,
        paper: Option<Paper>,
    },
    /// Back to the position before.
    StepBack {
        request: Seen<RequestNo>,
        reason: String,
    },
    Return {
        request: Seen<RequestNo>,
        defects: Vec<Defect>,
        note: String,
    },
    Complete {
        request: Seen<RequestNo>,
        documents: Vec<(DocumentKey, Evidence)>,
        identity: Option<Box<Identity>>,
        note: String,
    },
    Reject {
        request: Seen<RequestNo>,
        reason: String,
        text: String,
    },
    Close {
        request: Seen<RequestNo>,
        closing: Closing,
        reason: String,
    },
    Claim {
        requests: Vec<Seen<RequestNo>>,
    },
    /// Gives up what was claimed, or lets go what is held back.
    Release {
        requests: Vec<Seen<RequestNo>>,
    },
    Mark {
        request: Seen<RequestNo>,
        marks: Vec<(DocumentKey, Verdict, Option<Evidence>)>,
    },
    AcceptWarning {
        request: Seen<RequestNo>,
        code: String,
        reason: String,
    },
    Send {
        request: Seen<RequestNo>,
        date: Day,
        ticket: String,
        channel: String,
    },
    Answer {
        request: Seen<RequestNo>,
        answer: Answer,
    },
    /// Our own typing error in a certificate is mended, with a reason; also after the hand-over, and
    /// in one that was taken over.
    CorrectCertificate {
        certificate: Seen<CertificateId>,
        form: Box<GivenCertificate>,
        reason: String,
    },
    HandOver {
        request: Seen<RequestNo>,
        channel: String,
        address: String,
        reply: String,
    },
    Note {
        record: RecordId,
        text: String,
    },
    Undo {
        record: RecordId,
        revision: u32,
    },
    /// Starts the step's handling clock: the one whose turn it is has looked.
    Open {
        records: Vec<RecordId>,
    },
    /// A look at the whole NIK; recorded.
    LookAtNik {
        request: RequestNo,
    },
    /// A look at a document's contents; recorded.
    LookAtDocument {
        request: RequestNo,
        document: DocumentKey,
    },
    /// A certificate that the desk did not request itself enters the inventory.
    TakeOver {
        certificate: Box<GivenCertificate>,
        holder: Box<PersonDetails>,
        /// The holder's certificate that it was renewed from elsewhere and stands in the place of.
        replaces: Option<Seen<CertificateId>>,
    },
    RevokeRecorded {
        certificate: Seen<CertificateId>,
        revocation: RevocationForm,
    },
    AddOfficer {
        name: String,
        /// As stated; what is empty is not known.
        nip: String,
        nik: String,
        email: String,
        account: Option<Account>,
        holds: Vec<Hold>,
    },
    /// Says by what an officer is known as a person; what is empty stays as it is.
    IdentifyOfficer {
        officer: Seen<OfficerId>,
        name: String,
        nip: String,
        nik: String,
        email: String,
    },
    BindAccount {
        officer: Seen<OfficerId>,
        account: Option<Account>,
    },
    /// Gives a position for a term; when it was given is the desk's clock.
    Hold {
        officer: Seen<OfficerId>,
        hold: Hold,
    },
    ReleaseHold {
        officer: Seen<OfficerId>,
        position: super::office::Position,
        /// The first moment after it; now, where none is said.
        until: Option<Instant>,
    },
    AdoptPolicy {
        /// The number of the policy that it takes the place of, as the admin saw it.
        seen: u32,
        policy: Box<Policy>,
        digest: [u8; 32],
    },
    /// Gives the request another kind that fits the certificate; documents and marks stay
    /// [R6.3].
    Convert {
        request: Seen<RequestNo>,
        kind: Kind,
        reason: String,
    },
    /// Sets a choice for the asking officer's own screens, or takes it back; changes nothing of the
    /// desk's work.
    Choose {
        key: String,
        value: Option<String>,
    },
    /// An official holds one name back, on a sheet of its own, until it is let go ([`Command::Release`]).
    HoldBack {
        request: Seen<RequestNo>,
        reason: String,
    },
    /// What left the desk is corrected, with a reason.
    Correct {
        request: Seen<RequestNo>,
        what: Correction,
        reason: String,
    },
    /// A recorded revocation is corrected; `None`: it was recorded on the wrong certificate, and is
    /// taken back with what it made *gugur*.
    CorrectRevocation {
        certificate: Seen<CertificateId>,
        revocation: Option<RevocationForm>,
        reason: String,
    },
    /// Certificates of a list enter the inventory; those that are known, or stand against what is
    /// known, are passed over.
    TakeIn {
        certificates: Vec<TakenIn>,
    },
    /// States what the kind must know beside the identity.
    State {
        request: Seen<RequestNo>,
        what: Box<Particular>,
    },
    /// A checked revocation waits for the day from which its cause holds.
    Sleep {
        request: Seen<RequestNo>,
    },
    /// The letter that answers a rejected one was sent.
    Reply {
        request: Seen<RequestNo>,
        number: String,
        date: Day,
    },
    /// A revocation is sent before the officials dispose it; the sheet follows.
    SendUrgently {
        request: Seen<RequestNo>,
        date: Day,
        ticket: String,
        channel: String,
    },
    /// An official does not agree with that; the revocation stands, and the sheet goes on.
    Disagree {
        request: Seen<RequestNo>,
        reason: String,
    },
    /// BSrE suspended a certificate, or ended its suspension, on this day.
    Suspend {
        certificate: Seen<CertificateId>,
        date: Day,
    },
    Resume {
        certificate: Seen<CertificateId>,
        date: Day,
    },
    /// Checked names leave in files for BSrE's portal.
    PreparePortal {
        requests: Vec<Seen<RequestNo>>,
    },
    /// The files were uploaded: these names are sent, those stay and wait as before.
    Uploaded {
        requests: Vec<Seen<RequestNo>>,
        date: Day,
        ticket: String,
        back: Vec<Seen<RequestNo>>,
    },
    /// Takes over what is certain of a recap of BSrE's portal, and marks who is not in it.
    Reconcile {
        rows: Vec<RecapRow>,
        absent: Vec<PersonId>,
    },
    /// Registers the letter of an SK by which many are transferred, with their names.
    Transfer {
        order: Box<TransferOrder>,
    },
    /// The papers of an earlier request of the same person go along with this one.
    Carry {
        request: Seen<RequestNo>,
        from: RequestNo,
    },
    /// The same act on several requests, whole or not at all.
    Together {
        acts: Vec<Command>,
    },
    /// States a paper with which an officer works; `None`: they have none any more.
    StateCredential {
        officer: Seen<OfficerId>,
        kind: CredentialKind,
        stated: Option<Credential>,
    },
    /// Says which agencies' requests an officer verifies.
    AssignAgencies {
        officer: Seen<OfficerId>,
        agencies: Vec<String>,
    },
}

impl Command {
    /// The kind of act that this command asks for.
    pub fn kind(&self) -> ActKind {
        match self {
            Command::Register { letter } if letter.follows().is_some() => ActKind::FollowUp,
            Command::Register { .. } | Command::Transfer { .. } => ActKind::Register,
            Command::Import { .. } => ActKind::Import,
            Command::EditLetter { .. } => ActKind::EditLetter,
            Command::EditIdentity { .. } => ActKind::EditIdentity,
            Command::AddDocument { .. } => ActKind::AddDocument,
            Command::Dispose { paper: Some(_), .. } => ActKind::DisposePaper,
            Command::Dispose { .. } => ActKind::Dispose,
            Command::StepBack { .. } => ActKind::StepBack,
            Command::Return { .. } => ActKind::Return,
            Command::Complete { .. } => ActKind::Complete,
            Command::Reject { .. } => ActKind::Reject,
            Command::Close { closing, .. } => closing.act(),
            Command::Claim { .. } => ActKind::Claim,
            Command::Release { .. } => ActKind::Release,
            Command::Mark { .. } => ActKind::Mark,
            Command::AcceptWarning { .. } => ActKind::AcceptWarning,
            Command::Send { .. } => ActKind::Send,
            Command::Answer { answer, .. } => answer.act(),
            Command::CorrectCertificate { .. } => ActKind::CorrectCertificate,
            Command::HandOver { .. } => ActKind::HandOver,
            Command::Note { .. } => ActKind::Note,
            Command::Undo { .. } => ActKind::Undo,
            Command::Open { .. } => ActKind::Open,
            Command::LookAtNik { .. } => ActKind::LookAtNik,
            Command::LookAtDocument { .. } => ActKind::LookAtDocument,
            Command::TakeOver { .. } | Command::TakeIn { .. } | Command::Reconcile { .. } => {
                ActKind::TakeOver
            }
            Command::RevokeRecorded { .. } => ActKind::RevokeRecorded,
            Command::AddOfficer { .. }
            | Command::IdentifyOfficer { .. }
            | Command::BindAccount { .. }
            | Command::Hold { .. }
            | Command::ReleaseHold { .. }
            | Command::StateCredential { .. }
            | Command::AssignAgencies { .. } => ActKind::ManageOfficers,
            Command::AdoptPolicy { .. } => ActKind::AdoptPolicy,
            Command::Convert { .. } => ActKind::Convert,
            Command::Choose { .. } => ActKind::Choose,
            Command::HoldBack { .. } => ActKind::HoldBack,
            Command::Correct { what, .. } => what.act(),
            Command::CorrectRevocation { .. } => ActKind::CorrectRevocation,
            Command::State { what, .. } => what.act(),
            Command::Sleep { .. } => ActKind::Sleep,
            Command::Reply { .. } => ActKind::Reply,
            Command::SendUrgently { .. } => ActKind::SendUrgently,
            Command::Disagree { .. } => ActKind::Disagree,
            Command::Suspend { .. } => ActKind::Suspend,
            Command::Resume { .. } => ActKind::Resume,
            Command::PreparePortal { .. } => ActKind::PreparePortal,
            Command::Uploaded { requests, .. } if requests.is_empty() => ActKind::TakeBack,
            Command::Uploaded { .. } => ActKind::Send,
            Command::Carry { .. } => ActKind::Carry,
            Command::Together { acts } => acts.first().map_or(ActKind::Mark, Command::kind),
        }
    }

    /// Whether it is one of many acts that bring a table in: the acts of people go before it.
    pub fn is_bulk(&self) -> bool {
        matches!(self, Command::Import { .. } | Command::TakeIn { .. })
    }

    /// The request that it is on, where it is on one and can be done to several at once.
    pub fn alone(&self) -> Option<RequestNo> {
        match self {
            Command::AddDocument { request, .. }
            | Command::StepBack { request, .. }
            | Command::Return { request, .. }
            | Command::Reject { request, .. }
            | Command::Close { request, .. }
            | Command::Mark { request, .. }
            | Command::AcceptWarning { request, .. }
            | Command::Send { request, .. }
            | Command::Answer { request, .. }
            | Command::State { request, .. }
            | Command::Sleep { request }
            | Command::Reply { request, .. }
            | Command::Convert { request, .. } => Some(request.id),
            _ => None,
        }
    }

    /// The look at one record of the one whose turn it is.
    pub fn open(record: RecordId) -> Command {
        Command::Open {
            records: vec![record],
        }
    }

    /// The record that the act is about, for the record of refused attempts.
    pub fn record(&self) -> RecordId {
        match self {
            Command::Register { letter } => match letter.follows() {
                Some(no) => RecordId::Request(no),
                None => RecordId::Desk,
            },
            Command::Transfer { .. }
            | Command::Import { .. }
            | Command::TakeOver { .. }
            | Command::TakeIn { .. }
            | Command::Reconcile { .. } => RecordId::Desk,
            Command::EditLetter { letter, .. } => RecordId::Letter(letter.id),
            Command::Dispose { sheets, .. } => sheets
                .first()
                .map_or(RecordId::Desk, |sheet| RecordId::Sheet(sheet.id)),
            Command::Claim { requests }
            | Command::Release { requests }
            | Command::PreparePortal { requests } => first(requests),
            Command::Uploaded { requests, back, .. } if requests.is_empty() => first(back),
            Command::Uploaded { requests, .. } => first(requests),
            Command::EditIdentity { request, .. }
            | Command::AddDocument { request, .. }
            | Command::StepBack { request, .. }
            | Command::Return { request, .. }
            | Command::Complete { request, .. }
            | Command::Reject { request, .. }
            | Command::Close { request, .. }
            | Command::Mark { request, .. }
            | Command::AcceptWarning { request, .. }
            | Command::Send { request, .. }
            | Command::Answer { request, .. }
            | Command::Correct { request, .. }
            | Command::HandOver { request, .. }
            | Command::HoldBack { request, .. }
            | Command::State { request, .. }
            | Command::Sleep { request }
            | Command::Reply { request, .. }
            | Command::SendUrgently { request, .. }
            | Command::Disagree { request, .. }
            | Command::Carry { request, .. }
            | Command::Convert { request, .. } => RecordId::Request(request.id),
            Command::LookAtNik { request } | Command::LookAtDocument { request, .. } => {
                RecordId::Request(*request)
            }
            Command::Together { acts } => acts.first().map_or(RecordId::Desk, Command::record),
            Command::Note { record, .. } | Command::Undo { record, .. } => *record,
            Command::Open { records } => records.first().copied().unwrap_or(RecordId::Desk),
            Command::RevokeRecorded { certificate, .. }
            | Command::Suspend { certificate, .. }
            | Command::Resume { certificate, .. }
            | Command::CorrectCertificate { certificate, .. }
            | Command::CorrectRevocation { certificate, .. } => {
                RecordId::Certificate(certificate.id)
            }
            Command::AddOfficer { .. } | Command::AdoptPolicy { .. } | Command::Choose { .. } => {
                RecordId::Desk
            }
            Command::BindAccount { officer, .. }
            | Command::IdentifyOfficer { officer, .. }
            | Command::Hold { officer, .. }
            | Command::ReleaseHold { officer, .. }
            | Command::StateCredential { officer, .. }
            | Command::AssignAgencies { officer, .. } => RecordId::Officer(officer.id),
        }
    }
}

/// The first of several requests.
fn first(requests: &[Seen<RequestNo>]) -> RecordId {
    let first = requests.first();
    first.map_or(RecordId::Desk, |seen| RecordId::Request(seen.id))
}
