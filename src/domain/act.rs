//! Acts: what a person asks the desk to do. A command names the revision it saw.

use super::certificate::CertificateForm;
use super::checklist::{Defect, Evidence, Verdict};
use super::ids::{Agenda, CertificateId, OfficerId, RecordId, RequestNo, SheetNo};
use super::kind::Kind;
use super::letter::{LetterForm, LetterSource};
use super::officer::{Account, Hold};
use super::person::PersonDetails;
use super::policy::{DocumentKey, Policy};
use super::request::Identity;
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

/// BSrE's answers, in the order they come [R9.1].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// The activation link was mailed on this day; also each further link.
    LinkSent {
        date: Day,
    },
    /// The holder was asked to verify the data and set the passphrase [SOP 6].
    HolderAsked,
    Activated {
        date: Day,
    },
    /// The link's days ran out without activation.
    ActivationLapsed,
    Issued {
        certificate: Box<CertificateForm>,
    },
    Rejected {
        text: String,
    },
    /// BSrE wants something mended; the request goes back to verification.
    CorrectionAsked {
        text: String,
    },
}

impl Answer {
    /// The kind of act that recording it is.
    pub fn act(&self) -> ActKind {
        match self {
            Answer::LinkSent { .. } => ActKind::LinkSent,
            Answer::HolderAsked => ActKind::HolderAsked,
            Answer::Activated { .. } => ActKind::Activated,
            Answer::ActivationLapsed => ActKind::ActivationLapsed,
            Answer::Issued { .. } => ActKind::Issued,
            Answer::Rejected { .. } => ActKind::RejectedByBsre,
            Answer::CorrectionAsked { .. } => ActKind::CorrectionAsked,
        }
    }
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
    /// Our own typing error in the certificate is mended, with a reason.
    CorrectCertificate {
        request: Seen<RequestNo>,
        certificate: Box<CertificateForm>,
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
        certificate: Box<CertificateForm>,
        holder: Box<PersonDetails>,
    },
    RevokeRecorded {
        certificate: Seen<CertificateId>,
        date: Day,
        cause: String,
        internal: bool,
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
}

/// What kind of act it is: the unit of rights, hints and the audit trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ActKind {
    Register,
    Import,
    EditLetter,
    EditIdentity,
    AddDocument,
    Dispose,
    DisposePaper,
    StepBack,
    Return,
    Complete,
    Reject,
    Withdraw,
    Lapse,
    Void,
    Claim,
    Release,
    Mark,
    AcceptWarning,
    Send,
    /// BSrE mailed the activation link; also each further link.
    LinkSent,
    CorrectCertificate,
    HandOver,
    Note,
    Undo,
    Open,
    LookAtNik,
    LookAtDocument,
    TakeOver,
    RevokeRecorded,
    ManageOfficers,
    AdoptPolicy,
    Convert,
    /// Ends the server.
    Stop,
    /// Reads the whole ledger through, or rebuilds the records beside the live ones.
    Check,
    /// Sets a choice for one's own screens.
    Choose,
    /// The holder was asked to verify the data and set the passphrase [SOP 6].
    HolderAsked,
    Activated,
    /// The link's days ran out without activation.
    ActivationLapsed,
    Issued,
    RejectedByBsre,
    /// BSrE wants something mended.
    CorrectionAsked,
    /// An official holds a name back.
    HoldBack,
}

impl ActKind {
    pub const ALL: [ActKind; 42] = [
        ActKind::Register,
        ActKind::Import,
        ActKind::EditLetter,
        ActKind::EditIdentity,
        ActKind::AddDocument,
        ActKind::Dispose,
        ActKind::DisposePaper,
        ActKind::StepBack,
        ActKind::Return,
        ActKind::Complete,
        ActKind::Reject,
        ActKind::Withdraw,
        ActKind::Lapse,
        ActKind::Void,
        ActKind::Claim,
        ActKind::Release,
        ActKind::Mark,
        ActKind::AcceptWarning,
        ActKind::Send,
        ActKind::LinkSent,
        ActKind::CorrectCertificate,
        ActKind::HandOver,
        ActKind::Note,
        ActKind::Undo,
        ActKind::Open,
        ActKind::LookAtNik,
        ActKind::LookAtDocument,
        ActKind::TakeOver,
        ActKind::RevokeRecorded,
        ActKind::ManageOfficers,
        ActKind::AdoptPolicy,
        ActKind::Convert,
        ActKind::Stop,
        ActKind::Check,
        ActKind::Choose,
        ActKind::HolderAsked,
        ActKind::Activated,
        ActKind::ActivationLapsed,
        ActKind::Issued,
        ActKind::RejectedByBsre,
        ActKind::CorrectionAsked,
        ActKind::HoldBack,
    ];

    /// Key for words on screen and scripts.
    pub fn as_str(self) -> &'static str {
        match self {
            ActKind::Register => "register",
            ActKind::Import => "import",
            ActKind::EditLetter => "edit-letter",
            ActKind::EditIdentity => "edit-identity",
            ActKind::AddDocument => "add-document",
            ActKind::Dispose => "dispose",
            ActKind::DisposePaper => "dispose-paper",
            ActKind::StepBack => "step-back",
            ActKind::Return => "return",
            ActKind::Complete => "complete",
            ActKind::Reject => "reject",
            ActKind::Withdraw => "withdraw",
            ActKind::Lapse => "lapse",
            ActKind::Void => "void",
            ActKind::Claim => "claim",
            ActKind::Release => "release",
            ActKind::Mark => "mark",
            ActKind::AcceptWarning => "accept-warning",
            ActKind::Send => "send",
            ActKind::LinkSent => "link-sent",
            ActKind::CorrectCertificate => "correct-certificate",
            ActKind::HandOver => "hand-over",
            ActKind::Note => "note",
            ActKind::Undo => "undo",
            ActKind::Open => "open",
            ActKind::LookAtNik => "look-at-nik",
            ActKind::LookAtDocument => "look-at-document",
            ActKind::TakeOver => "take-over",
            ActKind::RevokeRecorded => "revoke-recorded",
            ActKind::ManageOfficers => "manage-officers",
            ActKind::AdoptPolicy => "adopt-policy",
            ActKind::Convert => "convert",
            ActKind::Stop => "stop",
            ActKind::Check => "check",
            ActKind::Choose => "choose",
            ActKind::HolderAsked => "holder-asked",
            ActKind::Activated => "activated",
            ActKind::ActivationLapsed => "activation-lapsed",
            ActKind::Issued => "issued",
            ActKind::RejectedByBsre => "rejected-by-bsre",
            ActKind::CorrectionAsked => "correction-asked",
            ActKind::HoldBack => "hold-back",
        }
    }

    /// The kind of act with this key.
    pub fn from_key(key: &str) -> Option<ActKind> {
        ActKind::ALL.into_iter().find(|act| act.as_str() == key)
    }
}

impl Command {
    /// The kind of act that this command asks for.
    pub fn kind(&self) -> ActKind {
        match self {
            Command::Register { .. } => ActKind::Register,
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
            Command::Close {
                closing: Closing::Withdrawn,
                ..
            } => ActKind::Withdraw,
            Command::Close {
                closing: Closing::Lapsed,
                ..
            } => ActKind::Lapse,
            Command::Close {
                closing: Closing::Void,
                ..
            } => ActKind::Void,
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
            Command::TakeOver { .. } => ActKind::TakeOver,
            Command::RevokeRecorded { .. } => ActKind::RevokeRecorded,
            Command::AddOfficer { .. }
            | Command::IdentifyOfficer { .. }
            | Command::BindAccount { .. }
            | Command::Hold { .. }
            | Command::ReleaseHold { .. } => ActKind::ManageOfficers,
            Command::AdoptPolicy { .. } => ActKind::AdoptPolicy,
            Command::Convert { .. } => ActKind::Convert,
            Command::Choose { .. } => ActKind::Choose,
            Command::HoldBack { .. } => ActKind::HoldBack,
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
            Command::Register { .. } | Command::Import { .. } | Command::TakeOver { .. } => {
                RecordId::Desk
            }
            Command::EditLetter { letter, .. } => RecordId::Letter(letter.id),
            Command::Dispose { sheets, .. } => sheets
                .first()
                .map_or(RecordId::Desk, |sheet| RecordId::Sheet(sheet.id)),
            Command::Claim { requests } | Command::Release { requests } => requests
                .first()
                .map_or(RecordId::Desk, |seen| RecordId::Request(seen.id)),
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
            | Command::CorrectCertificate { request, .. }
            | Command::HandOver { request, .. }
            | Command::HoldBack { request, .. }
            | Command::Convert { request, .. } => RecordId::Request(request.id),
            Command::LookAtNik { request } | Command::LookAtDocument { request, .. } => {
                RecordId::Request(*request)
            }
            Command::Note { record, .. } | Command::Undo { record, .. } => *record,
            Command::Open { records } => records.first().copied().unwrap_or(RecordId::Desk),
            Command::RevokeRecorded { certificate, .. } => RecordId::Certificate(certificate.id),
            Command::AddOfficer { .. } | Command::AdoptPolicy { .. } | Command::Choose { .. } => {
                RecordId::Desk
            }
            Command::BindAccount { officer, .. }
            | Command::IdentifyOfficer { officer, .. }
            | Command::Hold { officer, .. }
            | Command::ReleaseHold { officer, .. } => RecordId::Officer(officer.id),
        }
    }
}
