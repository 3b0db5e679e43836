//! Permohonan: one name and one kind, through its whole life [R1.1].

use super::checklist::{ChecklistItem, Defect, Evidence};
use super::contact::Contact;
use super::identity::{CellKind, Nik, Nip, repair_nik, repair_nip};
use super::ids::{CertificateId, FileHash, OfficerId, PersonId, RequestNo};
use super::keyed::keyed;
use super::kind::Kind;
use super::office::{Capacity, DutyClass, Position};
use super::policy::{Category, DocumentKey, PortalField, StepKey};
use super::time::{Day, Instant};
use super::traces::Traces;
use serde::{Deserialize, Serialize};

mod change;
mod particulars;

pub use particulars::{Outcome, Outgoing, Particular, ParticularKey, Particulars, StatedCause};

/// State of a request [R1.1]. New states are added at the end: their order is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stage {
    Registered,
    Disposition(Position),
    Verification,
    Returned,
    AtBsre,
    AwaitingActivation,
    Activated,
    Issued,
    Mismatch,
    Completed,
    Rejected,
    Withdrawn,
    Lapsed,
    Void,
    /// Held back by an official; the step's clock runs on.
    Held(Position),
    /// A checked revocation whose cause holds from a later day (*menunggu TMT*).
    Asleep,
    /// BSrE has revoked; holder and requester are still to be told.
    Revoked,
    /// Rejected; the letter that answers the requester's is still to come (*menunggu surat jawaban*).
    ReplyPending,
    /// Who is no ASN waits for our approval in BSrE's portal.
    AwaitingApproval,
    /// BSrE checks the holder's account (*menunggu KYC*).
    AccountCheck,
    /// The check of the account failed; the holder tries again (*gagal KYC*).
    CheckFailed,
    /// BSrE was asked to let it go (*penarikan diminta*).
    WithdrawalAsked,
}

impl Stage {
    /// Key used in filters and for the words on screen, e.g. `disposition-kadis`.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Registered => "registered",
            Stage::Disposition(Position::Kadis) => "disposition-kadis",
            Stage::Disposition(Position::Kabid) => "disposition-kabid",
            Stage::Disposition(Position::Subkoord) => "disposition-subkoord",
            Stage::Disposition(_) => "disposition",
            Stage::Verification => "verification",
            Stage::Asleep => "asleep",
            Stage::Revoked => "revoked",
            Stage::Returned => "returned",
            Stage::AwaitingApproval => "awaiting-approval",
            Stage::AccountCheck => "account-check",
            Stage::CheckFailed => "check-failed",
            Stage::WithdrawalAsked => "withdrawal-asked",
            Stage::AtBsre => "at-bsre",
            Stage::AwaitingActivation => "awaiting-activation",
            Stage::Activated => "activated",
            Stage::Issued => "issued",
            Stage::Mismatch => "mismatch",
            Stage::Completed => "completed",
            Stage::ReplyPending => "reply-pending",
            Stage::Rejected => "rejected",
            Stage::Withdrawn => "withdrawn",
            Stage::Lapsed => "lapsed",
            Stage::Void => "void",
            Stage::Held(Position::Kadis) => "held-kadis",
            Stage::Held(Position::Kabid) => "held-kabid",
            Stage::Held(Position::Subkoord) => "held-subkoord",
            Stage::Held(_) => "held",
        }
    }

    /// Travels on a sheet: at the counter, or with an official who may have held it back.
    pub fn on_sheet(self) -> bool {
        matches!(
            self,
            Stage::Registered | Stage::Disposition(_) | Stage::Held(_)
        )
    }

    /// Where it goes on from here: what is held back, from the desk on which it is held.
    pub fn let_go(self) -> Stage {
        match self {
            Stage::Held(position) => Stage::Disposition(position),
            other => other,
        }
    }

    /// All states that a request of the SOP's chain can be in, in the order of its life.
    pub const ALL: [Stage; 26] = [
        Stage::Registered,
        Stage::Disposition(Position::Kadis),
        Stage::Disposition(Position::Kabid),
        Stage::Disposition(Position::Subkoord),
        Stage::Held(Position::Kadis),
        Stage::Held(Position::Kabid),
        Stage::Held(Position::Subkoord),
        Stage::Verification,
        Stage::Asleep,
        Stage::Returned,
        Stage::AwaitingApproval,
        Stage::AccountCheck,
        Stage::CheckFailed,
        Stage::AtBsre,
        Stage::AwaitingActivation,
        Stage::Activated,
        Stage::Issued,
        Stage::Mismatch,
        Stage::Revoked,
        Stage::WithdrawalAsked,
        Stage::ReplyPending,
        Stage::Completed,
        Stage::Rejected,
        Stage::Withdrawn,
        Stage::Lapsed,
        Stage::Void,
    ];
}

/// What was stated of the person, as text: a wrong number is still what the letter says. What it
/// parses to is asked of [`Identity::nip`] and [`Identity::nik`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    pub name: String,
    pub nip: String,
    pub nik: String,
    /// For `change`: the NIK on the certificate that stands.
    pub nik_old: String,
    pub birth_place: String,
    pub birth_date: Option<Day>,
    pub post: String,
    pub rank: String,
    pub eselon: String,
    pub agency: String,
    /// A part of the agency (UPTD, cabang dinas, school, hospital); empty where none is told.
    pub unit: String,
    pub email: String,
    pub phone: String,
    /// PNS where nothing is stated.
    pub category: Option<Category>,
}

impl Identity {
    /// How the holder is reached.
    pub fn contact(&self) -> Contact {
        Contact {
            name: self.name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
        }
    }

    /// The NIP, where what was stated is one once spaces and the like are mended.
    pub fn nip(&self) -> Option<Nip> {
        stated_nip(&self.nip)
    }

    /// The NIK, where what was stated is one once spaces and the like are mended.
    pub fn nik(&self) -> Option<Nik> {
        Nik::parse(repair_nik(&self.nik, CellKind::Text).text()?).ok()
    }
}

/// The NIP that was stated, where it is one once spaces and the like are mended.
pub fn stated_nip(stated: &str) -> Option<Nip> {
    Nip::parse(repair_nip(stated, CellKind::Text).text()?).ok()
}

/// The two clocks of one step: arrived, opened, acted [R12.2].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTime {
    pub step: StepKey,
    pub arrived: Instant,
    pub opened: Option<Instant>,
    pub acted: Option<Acted>,
}

/// The act that ended a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acted {
    pub at: Instant,
    pub officer: OfficerId,
    pub position: Position,
    pub capacity: Capacity,
    /// The moment stated on paper, where that tells the time.
    pub stated: Option<Instant>,
    /// Recorded from paper: without a stated time it is not measured.
    pub paper: bool,
    /// The day stated on the paper.
    pub day: Option<Day>,
    /// Made together with the step before by one holder.
    pub concurrent: bool,
    /// Names that the act decided; its handling time is divided by this.
    pub shared: u16,
}

impl Acted {
    /// When it was done, as far as known: the time on the paper, else that of the record.
    pub fn moment(&self) -> Instant {
        self.stated.unwrap_or(self.at)
    }

    /// Recorded from paper that tells no time: counted, not measured [R5.4].
    pub fn untimed(&self) -> bool {
        self.paper && self.stated.is_none()
    }
}

/// A warning accepted with a reason by the verifier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedWarning {
    /// Code of the finding.
    pub code: String,
    pub reason: String,
    pub by: OfficerId,
    pub at: Instant,
}

/// Why a request is with its requester.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    pub at: Instant,
    pub by: OfficerId,
    pub from: Stage,
    pub defects: Vec<Defect>,
    pub note: String,
}

/// Why a request is held back by an official, and since when [SOP 2-4].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBack {
    pub at: Instant,
    pub by: OfficerId,
    pub reason: String,
}

/// How a request ended before completion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    pub at: Instant,
    pub by: OfficerId,
    /// Key of the policy's reason; empty for a withdrawal or a lapse.
    pub reason: String,
    pub text: String,
    pub from: Stage,
}

/// The letter that answers a rejected one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    pub at: Instant,
    pub by: OfficerId,
    /// Its number among the outgoing letters.
    pub number: String,
    pub date: Day,
}

/// What went to BSrE [SOP 5].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    pub at: Instant,
    pub by: OfficerId,
    pub date: Day,
    pub ticket: String,
    pub channel: String,
    /// Exactly which documents went: key and what held it.
    pub manifest: Vec<(DocumentKey, super::checklist::Evidence)>,
}

keyed! {
    /// What BSrE's check of an account (KYC) found wrong: each has its own remedy for the holder.
    pub enum CheckFault {
        /// The face is not that of the KTP-el.
        Face = "face",
        /// Name and NIK are not those of Dukcapil.
        Identity = "identity",
        /// The e-mail address was not confirmed.
        Email = "email",
        /// Something else, told in words.
        Other = "other",
    }
}

/// The check of the holder's account at BSrE (KYC): face, name and NIK at Dukcapil, e-mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountCheck {
    /// Since when it is waited for: the sending, our approval, the last failure.
    pub since: Option<Day>,
    /// The day on which it was passed, where BSrE told it.
    pub passed: Option<Day>,
    /// How often it failed.
    pub failures: u16,
    /// What was wrong the last time.
    pub fault: Option<CheckFault>,
    /// What BSrE said of it; may be empty.
    pub reason: String,
}

/// A revocation that was sent at once (*pencabutan segera*): its sheet goes through the officials
/// beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Urgent {
    /// When it was sent; what follows is due within the policy's working days from here.
    pub at: Instant,
    /// On whose desk its sheet lies; `None` once it is through.
    pub sheet_with: Option<Position>,
}

/// BSrE was asked to let a request go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    pub at: Instant,
    pub by: OfficerId,
    pub reason: String,
    pub from: Stage,
}

/// What of a request left in files for BSrE's portal; there it waits to be uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// What stands in the file of many names.
    pub fields: Vec<PortalField>,
    /// The files beside it.
    pub documents: Vec<DocumentKey>,
}

/// The activation link that BSrE mailed; the holder has 7 days from its date [SE F.3.b-c].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activation {
    pub link: Day,
    /// Last day of the link, by the policy of the day it was mailed.
    pub until: Day,
    /// Links mailed so far.
    pub links: u8,
    /// The holder was asked to verify and set the passphrase [SOP 6].
    pub asked: Option<Instant>,
    pub activated: Option<Day>,
    pub lapsed: bool,
}

/// The certificate given into use [SOP 7; SE F.3.e].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    pub at: Instant,
    pub by: OfficerId,
    /// `email`, `whatsapp`, `in-person`.
    pub channel: String,
    pub address: String,
    /// What the holder answered; may be empty.
    pub reply: String,
}

/// Someone who has acted on the request, and in which class of duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duty {
    pub officer: OfficerId,
    pub class: DutyClass,
}

/// What changed after marks rested on it: the one who judges next sees it until they are set anew
/// [R11.15].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub at: Instant,
    pub by: OfficerId,
    pub change: Change,
    /// The documents whose marks it voided and that were not judged since.
    pub void: Vec<DocumentKey>,
}

/// Before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    Identity {
        was: Box<Identity>,
        now: Box<Identity>,
    },
    Document {
        document: DocumentKey,
        was: Option<Evidence>,
        now: Evidence,
    },
}

/// One name and one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub no: RequestNo,
    pub revision: u32,
    pub kind: Kind,
    /// Number of the policy it started with; its steps and checklist stay.
    pub policy: u32,
    pub stage: Stage,
    /// Ordinal of the sheet it travels on.
    pub sheet: u16,
    pub received: Instant,
    pub registered: Instant,
    pub identity: Identity,
    pub note: String,
    pub person: Option<PersonId>,
    pub checklist: Vec<ChecklistItem>,
    /// What voided marks, the oldest first.
    pub differences: Vec<Difference>,
    pub accepted: Vec<AcceptedWarning>,
    pub steps: Vec<StepTime>,
    pub duties: Vec<Duty>,
    /// Verifier named by the Subkoordinator.
    pub assigned: Option<OfficerId>,
    /// Verifier who took it.
    pub claimed: Option<OfficerId>,
    pub returned: Option<Return>,
    /// While it is held back.
    pub held: Option<HeldBack>,
    pub ending: Option<Ending>,
    /// The letter that told the requester of the rejection.
    pub reply: Option<Reply>,
    pub sending: Option<Sending>,
    /// Where it was sent before the officials disposed it.
    pub urgent: Option<Urgent>,
    pub check: AccountCheck,
    /// While BSrE is asked to let it go.
    pub withdrawal: Option<Withdrawal>,
    pub activation: Option<Activation>,
    pub certificate: Option<CertificateId>,
    pub hand_over: Option<HandOver>,
    /// What its kind must know beside the identity.
    pub particulars: Particulars,
    /// While it waits to be uploaded to BSrE's portal.
    pub prepared: Option<Prepared>,
    /// Fingerprints of the imported rows that it came from or that repeated it.
    pub rows: Vec<[u8; 32]>,
    /// The request that this one follows up.
    pub follows: Option<RequestNo>,
}

impl Request {
    /// The step whose clock runs or ran last.
    pub fn step(&self) -> Option<&StepTime> {
        self.steps.last()
    }

    /// Who it is about.
    pub fn traces(&self) -> Traces {
        Traces::of_identity(&self.identity, self.person)
    }

    /// On whose desk its sheet lies, where it was sent before that.
    pub fn sheet_out(&self) -> Option<Position> {
        self.urgent.as_ref()?.sheet_with
    }

    /// Whether it was sent at once, and its sheet or the number of its letter is still to come.
    pub fn owes(&self) -> bool {
        let out = |urgent: &Urgent| urgent.sheet_with.is_some();
        let letter = self.particulars.outgoing.is_none();
        self.urgent
            .as_ref()
            .is_some_and(|urgent| out(urgent) || letter)
    }

    /// The item of a document.
    pub fn item(&self, document: DocumentKey) -> Option<&ChecklistItem> {
        self.checklist.iter().find(|item| item.document == document)
    }

    /// The files that lie beside it now, but for the letter: its names share that.
    pub fn files(&self) -> impl Iterator<Item = (DocumentKey, FileHash)> {
        let own = self
            .checklist
            .iter()
            .filter(|item| item.document != DocumentKey::Letter);
        own.filter_map(|item| match &item.current()?.evidence {
            Evidence::File { hash, .. } => Some((item.document, *hash)),
            Evidence::Paper | Evidence::Link(_) => None,
        })
    }

    /// Whether one officer acted in two classes of duty (*1 orang*) [R2.4].
    pub fn one_person(&self) -> bool {
        self.duties.iter().any(|a| {
            self.duties
                .iter()
                .any(|b| a.officer == b.officer && a.class != b.class)
        })
    }
}
