//! Events: what happened, each about exactly one record. Variants and fields are frozen in the
//! ledger; new ones are added at the end (`tests/rules/golden.rs`).

mod files;

use super::act::{FormRowId, Mended};
use super::carry::Carried;
use super::certificate::{CertificateForm, Standing};
use super::checklist::{Document, Mark};
use super::credential::{Credential, CredentialKind};
use super::ids::{CertificateId, PersonId, RecordId, RequestNo};
use super::kind::Kind;
use super::letter::{Letter, LetterForm};
use super::officer::{Account, Hold, PersonIds};
use super::person::PersonDetails;
use super::policy::{DocumentKey, Need, Policy, StepKey};
use super::portal_account::InPortal;
use super::request::{
    AcceptedWarning, Activation, CheckFault, Duty, Ending, HandOver, HeldBack, Identity,
    Particular, Prepared, Reply, Request, Return, Sending, Stage, Withdrawal,
};
use super::sheet::{Disposition, Sheet, SheetStage};
use super::time::{Day, Instant};
use super::{act::ActKind, office::Position};
use serde::{Deserialize, Serialize};

/// What a desk is, written once at its beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Genesis {
    pub desk: [u8; 16],
    pub name: String,
    pub training: bool,
    pub format: u16,
}

/// A name as it enters the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    pub kind: Kind,
    pub policy: u32,
    pub sheet: u16,
    pub received: Instant,
    pub identity: Identity,
    pub note: String,
    pub person: Option<PersonId>,
    pub checklist: Vec<(DocumentKey, Need)>,
    pub documents: Vec<(DocumentKey, Document)>,
    pub mended: Vec<Mended>,
    pub row: Option<FormRowId>,
    pub follows: Option<RequestNo>,
}

/// The end of one step and the beginning of the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    pub to: Stage,
    /// The act that ended the running step; `None` where the clock only starts or stops.
    pub acted: Option<super::request::Acted>,
    /// The step whose clock starts.
    pub starts: Option<StepKey>,
}

/// The act that an undo took back, as the history and the audit name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Key of the event that tells it.
    pub what: String,
    pub at: Instant,
}

/// What happened to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequestEvent {
    Registered(Box<Registration>),
    /// The same form came again; noted, nothing changes.
    FormAgain(FormRowId),
    Edited {
        identity: Box<Identity>,
        person: Option<PersonId>,
        /// Marks that rested on what changed.
        void: Vec<DocumentKey>,
    },
    DocumentAdded {
        document: DocumentKey,
        held: Document,
    },
    /// The official or verifier whose turn it is has looked.
    Opened,
    Moved(Box<Move>),
    /// Moved to another sheet of the letter.
    OntoSheet(u16),
    Assigned(Option<super::ids::OfficerId>),
    Claimed(super::ids::OfficerId),
    Released,
    Returned(Return),
    /// Papers completed: the note beside the documents and edits.
    Completed {
        note: String,
    },
    Rejected(Ending),
    Closed {
        stage: Stage,
        ending: Ending,
    },
    SteppedBack {
        reason: String,
    },
    Marked {
        marks: Vec<(DocumentKey, Mark)>,
    },
    WarningAccepted(AcceptedWarning),
    Sent(Sending),
    LinkSent(Activation),
    HolderAsked,
    Activated {
        date: Day,
    },
    ActivationLapsed,
    AnswerNoted {
        text: String,
    },
    Issued {
        certificate: CertificateId,
        matches: bool,
    },
    CertificateCorrected {
        reason: String,
        matches: bool,
    },
    HandedOver(HandOver),
    /// An act was undone: the request as it was before.
    Undone {
        restored: Box<Request>,
        taken: Taken,
    },
    DutyAdded(Duty),
    /// Another kind, with that kind's checklist; documents and marks stay.
    Converted {
        from: Kind,
        to: Kind,
        checklist: Vec<(DocumentKey, Need)>,
        reason: String,
    },
    /// The letter's date of receipt was corrected: the kind and the first step's clock follow it.
    Received(Instant),
    /// An official holds it back.
    HeldBack(HeldBack),
    /// What was recorded of the sending was not so.
    SendingCorrected {
        sending: Sending,
        reason: String,
    },
    /// The days of link and activation were not so.
    ActivationCorrected {
        activation: Activation,
        reason: String,
    },
    /// What was recorded of the hand-over was not so.
    HandOverCorrected {
        hand_over: HandOver,
        reason: String,
    },
    /// It lapsed by a revocation that was recorded on the wrong certificate, and goes on.
    Reopened,
    /// What its kind must know beside the identity was stated.
    Stated(Box<Particular>),
    /// BSrE changed the data; the certificate stays.
    DataChanged {
        date: Day,
    },
    /// BSrE revoked the certificate.
    Revoked {
        certificate: CertificateId,
        date: Day,
    },
    /// A letter told the requester of the rejection.
    Replied(Reply),
    /// The verifier approved the holder in BSrE's portal.
    Approved {
        date: Day,
    },
    /// The holder's account passed BSrE's check.
    CheckPassed {
        date: Day,
    },
    /// It did not.
    CheckFailed {
        date: Day,
        fault: CheckFault,
        text: String,
    },
    /// BSrE was asked to let it go.
    WithdrawalAsked(Withdrawal),
    /// BSrE had already done what was asked; it goes on.
    WithdrawalTooLate {
        text: String,
    },
    /// It was sent at once; its sheet lies with this position.
    Hastened {
        sheet_with: Option<Position>,
    },
    /// Its sheet went on; to nobody where it is through.
    SheetWent {
        to: Option<Position>,
    },
    /// An official does not agree (*tidak sependapat*); it stands.
    Disagreed {
        reason: String,
    },
    /// It left in files for BSrE's portal.
    Prepared(Prepared),
    /// It was not uploaded with the others, and waits as before.
    TakenBack,
    /// Papers of an earlier request of the same person went along with it.
    Carried(Box<Carried>),
}

/// What happened to a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SheetEvent {
    Laid {
        requests: Vec<RequestNo>,
        stage: SheetStage,
    },
    Looked,
    Disposed {
        line: Disposition,
        stage: SheetStage,
    },
    /// These names went onto a sheet of their own.
    Split {
        requests: Vec<RequestNo>,
    },
    Moved {
        stage: SheetStage,
    },
    SteppedBack {
        to: Position,
        reason: String,
    },
    Undone {
        restored: Box<Sheet>,
        taken: Taken,
    },
    /// A sheet for names that were taken off another, as it begins: with the lines so far.
    Parted {
        sheet: Box<Sheet>,
    },
}

/// What happened to a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LetterEvent {
    Registered(Box<Letter>),
    Edited(LetterForm),
    SheetAdded,
    Voided,
    Undone { restored: Box<Letter>, taken: Taken },
}

/// What happened to a person's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PersonEvent {
    /// First named on a request or with a certificate.
    Known(PersonDetails),
    Updated(PersonDetails),
    /// A recap of BSrE's portal tells of them.
    Portal(InPortal),
}

/// What happened to a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CertificateEvent {
    Recorded {
        form: Box<CertificateForm>,
        holder: Option<PersonId>,
        request: Option<RequestNo>,
        replaces: Option<CertificateId>,
        passphrase: Option<Day>,
        /// Row of the list that it was taken in from.
        row: Option<FormRowId>,
    },
    Corrected {
        form: Box<CertificateForm>,
        reason: String,
    },
    StandingChanged(Standing),
    PassphraseChanged(Day),
    /// What was recorded of its revocation was not so.
    RevocationCorrected {
        standing: Standing,
        reason: String,
    },
    /// An older one became known, in whose place it stands.
    Succeeds(CertificateId),
}

/// What happened to an officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OfficerEvent {
    Added {
        name: String,
        known: PersonIds,
        account: Option<Account>,
        holds: Vec<Hold>,
    },
    Bound(Option<Account>),
    HoldGiven(Hold),
    HoldEnded {
        position: Position,
        /// The first moment after it.
        until: Instant,
    },
    /// The officer chose something for their own screens, or took it back.
    Chose {
        key: String,
        value: Option<String>,
    },
    /// By what they are known as a person.
    Identified(PersonIds),
    /// Their name, written anew.
    Renamed(String),
    /// A paper with which they work was stated; `None`: they have none any more.
    Credential {
        kind: CredentialKind,
        stated: Option<Credential>,
    },
    /// The agencies whose requests they verify.
    Assigned(Vec<String>),
}

/// What happened, whatever it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Happening {
    Founded(Genesis),
    PolicyAdopted {
        number: u32,
        digest: [u8; 32],
        policy: Box<Policy>,
    },
    Officer(OfficerEvent),
    Letter(LetterEvent),
    Sheet(SheetEvent),
    Request(RequestEvent),
    Person(PersonEvent),
    Certificate(CertificateEvent),
    /// A remark on any record.
    Noted {
        text: String,
    },
    /// Someone saw what is masked.
    Looked {
        at: Look,
    },
    /// An attempt was refused; code of the refusal. Merged per officer, act, record and minute.
    Refused {
        act: ActKind,
        code: String,
    },
}

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Look {
    Nik,
    Document(DocumentKey),
}

/// One thing that happened to one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub record: RecordId,
    pub what: Happening,
}

/// When and by whom: the part of an event's head that records need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub at: Instant,
    pub officer: super::ids::OfficerId,
    pub position: Option<Position>,
    pub stated: Option<Instant>,
}

impl Event {
    pub fn request(no: RequestNo, what: RequestEvent) -> Event {
        Event {
            record: RecordId::Request(no),
            what: Happening::Request(what),
        }
    }

    pub fn sheet(no: super::ids::SheetNo, what: SheetEvent) -> Event {
        Event {
            record: RecordId::Sheet(no),
            what: Happening::Sheet(what),
        }
    }

    pub fn letter(no: super::ids::Agenda, what: LetterEvent) -> Event {
        Event {
            record: RecordId::Letter(no),
            what: Happening::Letter(what),
        }
    }
}

impl Happening {
    /// Whether the record moved on, so that an act that saw the record before is refused. Looks,
    /// notes, repeated forms and choices for one's own screens leave the revision.
    pub fn moves_on(&self) -> bool {
        !matches!(
            self,
            Happening::Noted { .. }
                | Happening::Looked { .. }
                | Happening::Refused { .. }
                | Happening::Request(RequestEvent::FormAgain(_) | RequestEvent::Opened)
                | Happening::Sheet(SheetEvent::Looked)
                | Happening::Officer(OfficerEvent::Chose { .. })
        )
    }

    /// Whether an act before it on the same record can no longer be undone: the record moved on,
    /// or somebody wrote a note on it as it stood.
    pub fn ends_undo(&self) -> bool {
        self.moves_on() || matches!(self, Happening::Noted { .. })
    }

    /// Whether it tells by itself what an act did; the others only follow from it.
    pub fn tells(&self) -> bool {
        self.moves_on()
            && !matches!(
                self,
                Happening::Request(
                    RequestEvent::Moved(_)
                        | RequestEvent::OntoSheet(_)
                        | RequestEvent::Assigned(_)
                        | RequestEvent::DutyAdded(_)
                        | RequestEvent::SheetWent { .. }
                ) | Happening::Sheet(
                    SheetEvent::Split { .. } | SheetEvent::Moved { .. } | SheetEvent::Parted { .. }
                ) | Happening::Letter(LetterEvent::SheetAdded)
                    | Happening::Person(_)
            )
    }

    /// Frozen number for the event's head, and the key for its words (`event-<key>`).
    pub fn kind(&self) -> (u16, &'static str) {
        match self {
            Happening::Founded(_) => (1, "founded"),
            Happening::PolicyAdopted { .. } => (2, "policy-adopted"),
            Happening::Noted { .. } => (3, "noted"),
            Happening::Looked { at: Look::Nik } => (4, "looked-nik"),
            Happening::Looked {
                at: Look::Document(_),
            } => (5, "looked-document"),
            Happening::Refused { .. } => (6, "refused"),
            Happening::Officer(event) => match event {
                OfficerEvent::Added { .. } => (10, "officer-added"),
                OfficerEvent::Bound(_) => (11, "officer-bound"),
                OfficerEvent::HoldGiven(_) => (12, "hold-given"),
                OfficerEvent::HoldEnded { .. } => (13, "hold-ended"),
                OfficerEvent::Chose { .. } => (14, "chose"),
                OfficerEvent::Identified(_) => (15, "officer-identified"),
                OfficerEvent::Renamed(_) => (130, "officer-renamed"),
                OfficerEvent::Credential { .. } => (131, "credential"),
                OfficerEvent::Assigned(_) => (132, "agencies-assigned"),
            },
            Happening::Letter(event) => match event {
                LetterEvent::Registered(_) => (20, "letter-registered"),
                LetterEvent::Edited(_) => (21, "letter-edited"),
                LetterEvent::SheetAdded => (22, "letter-sheet-added"),
                LetterEvent::Voided => (23, "letter-voided"),
                LetterEvent::Undone { .. } => (24, "letter-undone"),
            },
            Happening::Sheet(event) => match event {
                SheetEvent::Laid { .. } => (30, "sheet-opened"),
                SheetEvent::Looked => (31, "sheet-looked"),
                SheetEvent::Disposed { .. } => (32, "sheet-disposed"),
                SheetEvent::Split { .. } => (33, "sheet-split"),
                SheetEvent::Moved { .. } => (34, "sheet-moved"),
                SheetEvent::SteppedBack { .. } => (35, "sheet-stepped-back"),
                SheetEvent::Undone { .. } => (36, "sheet-undone"),
                SheetEvent::Parted { .. } => (37, "sheet-parted"),
            },
            Happening::Request(event) => request_kind(event),
            Happening::Person(PersonEvent::Known(_)) => (80, "person-known"),
            Happening::Person(PersonEvent::Updated(_)) => (81, "person-updated"),
            Happening::Person(PersonEvent::Portal(_)) => (110, "person-portal"),
            Happening::Certificate(event) => match event {
                CertificateEvent::Recorded { .. } => (90, "certificate-recorded"),
                CertificateEvent::Corrected { .. } => (91, "certificate-corrected"),
                CertificateEvent::StandingChanged(_) => (92, "certificate-standing"),
                CertificateEvent::PassphraseChanged(_) => (93, "passphrase-changed"),
                CertificateEvent::RevocationCorrected { .. } => (94, "revocation-corrected"),
                CertificateEvent::Succeeds(_) => (95, "certificate-succeeds"),
            },
        }
    }
}

fn request_kind(event: &RequestEvent) -> (u16, &'static str) {
    match event {
        RequestEvent::Registered(_) => (40, "registered"),
        RequestEvent::FormAgain(_) => (41, "form-again"),
        RequestEvent::Edited { .. } => (42, "edited"),
        RequestEvent::DocumentAdded { .. } => (43, "document-added"),
        RequestEvent::Opened => (44, "opened"),
        RequestEvent::Moved(_) => (45, "moved"),
        RequestEvent::OntoSheet(_) => (46, "onto-sheet"),
        RequestEvent::Assigned(_) => (47, "assigned"),
        RequestEvent::Claimed(_) => (48, "claimed"),
        RequestEvent::Released => (49, "released"),
        RequestEvent::Returned(_) => (50, "returned"),
        RequestEvent::Completed { .. } => (51, "papers-completed"),
        RequestEvent::Rejected(_) => (52, "rejected"),
        RequestEvent::Closed { .. } => (53, "closed"),
        RequestEvent::SteppedBack { .. } => (54, "stepped-back"),
        RequestEvent::Marked { .. } => (55, "marked"),
        RequestEvent::WarningAccepted(_) => (56, "warning-accepted"),
        RequestEvent::Sent(_) => (57, "sent"),
        RequestEvent::LinkSent(_) => (58, "link-sent"),
        RequestEvent::HolderAsked => (59, "holder-asked"),
        RequestEvent::Activated { .. } => (60, "activated"),
        RequestEvent::ActivationLapsed => (61, "activation-lapsed"),
        RequestEvent::AnswerNoted { .. } => (62, "answer-noted"),
        RequestEvent::Issued { .. } => (63, "issued"),
        RequestEvent::CertificateCorrected { .. } => (64, "certificate-correction"),
        RequestEvent::HandedOver(_) => (65, "handed-over"),
        RequestEvent::Undone { .. } => (66, "undone"),
        RequestEvent::DutyAdded(_) => (67, "duty-added"),
        RequestEvent::Converted { .. } => (68, "converted"),
        RequestEvent::Received(_) => (69, "receipt-corrected"),
        RequestEvent::HeldBack(_) => (70, "held-back"),
        RequestEvent::SendingCorrected { .. } => (71, "sending-corrected"),
        RequestEvent::ActivationCorrected { .. } => (72, "activation-corrected"),
        RequestEvent::HandOverCorrected { .. } => (73, "hand-over-corrected"),
        RequestEvent::Reopened => (74, "reopened"),
        RequestEvent::Stated(_) => (75, "stated"),
        RequestEvent::DataChanged { .. } => (76, "data-changed"),
        RequestEvent::Revoked { .. } => (77, "revoked"),
        RequestEvent::Replied(_) => (78, "replied"),
        RequestEvent::Approved { .. } => (100, "approved"),
        RequestEvent::CheckPassed { .. } => (101, "check-passed"),
        RequestEvent::CheckFailed { .. } => (102, "check-failed"),
        RequestEvent::WithdrawalAsked(_) => (103, "withdrawal-asked"),
        RequestEvent::WithdrawalTooLate { .. } => (104, "withdrawal-too-late"),
        RequestEvent::Hastened { .. } => (105, "hastened"),
        RequestEvent::SheetWent { .. } => (106, "sheet-went"),
        RequestEvent::Disagreed { .. } => (107, "disagreed"),
        RequestEvent::Prepared(_) => (108, "prepared"),
        RequestEvent::TakenBack => (109, "taken-back"),
        RequestEvent::Carried(_) => (111, "carried"),
    }
}
