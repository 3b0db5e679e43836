//! The procedure as one table: which act leads a request from which stage to which, who does it,
//! and whose clock it stops and starts [SOP 1-7; R1.1]. Rights, rules, key hints, the menus of
//! answers and the made-up year all read it; nothing else says what may be done where.
//!
//! ```text
//! SOP 1      SOP 2-4          SOP 5          BSrE      SOP 6                 SOP 7
//! Registered → Disposition(…) → Verification → AtBsre → AwaitingActivation → Activated → Issued → Completed
//!      ↘           ↘ ↗             ↘ ↗   ↓ ↗       ↘           ↘ (reset)         ↘       ↑↓        ↑
//!     Void       Returned        Returned Asleep     → Revoked → …                → Mismatch       …
//!                Held(…)                  (revoke)   (revoke)
//! ```
//!
//! Rejected, a request that came by a letter waits for the letter that answers it (ReplyPending).
//! Between the sending and the link of a new certificate BSrE checks the holder's account (KYC); who
//! is no ASN waits before that for our approval in BSrE's portal [docs/rules.md §14]:
//!
//! ```text
//! Verification → AwaitingApproval → AccountCheck ⇄ CheckFailed → AtBsre → AwaitingActivation
//! any of these → WithdrawalAsked → Withdrawn, or back
//! ```
//!
//! A further kind is a further set of rows: its `kinds`, and acts of its own where it has any.
//! Which officials a kind passes is the policy's ([`To::Next`] asks it).

mod reached;
mod stages;
mod when;

pub use reached::reached;
pub use stages::OPEN;
pub use when::{Surroundings, When};

use stages::*;

use super::act::ActKind;
use super::act::ActKind as Act;
use super::ids::RecordId;
use super::kind::Kind;
use super::office::Position;
use super::policy::{Policy, StepKey};
use super::refusal::Refusal;
use super::request::{Request, Stage};

/// One row of the procedure.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The kinds of request that go this way.
    pub kinds: &'static [Kind],
    /// The stages in which the act is possible.
    pub from: &'static [Stage],
    pub act: ActKind,
    /// The positions that do it; the first is the one it is the business of.
    pub who: &'static [Position],
    /// Where it leads. Arriving at a stage starts the clock of that stage's step ([`step_at`]).
    pub to: To,
    /// Whether it ends the step whose clock runs.
    pub ends: bool,
    /// What must be so beside the stage.
    pub when: When,
    /// What of the request's past the officer is held to.
    pub bound: Bound,
}

/// Where an act leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// Nowhere: the request stays where it is.
    Stay,
    /// To this stage.
    Stage(Stage),
    /// To the kind's next step, by the policy that the request started with.
    Next,
    /// To the kind's step before this one.
    Before,
    /// To the stage that the request was returned from, or in which its withdrawal was asked.
    Back,
    /// To [`Stage::Issued`] where the certificate matches the request, else to
    /// [`Stage::Mismatch`] [SOP Peringatan].
    Compared,
    /// To the check of the holder's account, or first to wait for our approval in the portal, by the
    /// holder's category.
    Checked,
    /// To [`Stage::ReplyPending`] where it came by a letter, else to [`Stage::Rejected`].
    Refused,
    /// The sheet goes on to its next official; the request, which was sent before it, stays.
    Beside,
    /// To the stage in which it ended.
    Reopened,
    /// Stays, unless the new kind passes officials that have not seen it: then it begins anew at
    /// the counter.
    Anew,
}

/// What of the request's past an officer is held to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Nothing: the act decides nothing about the request.
    Free,
    /// It begins another request: nobody's own, whatever they did on this one.
    Anew,
    /// One person does not act in two classes of duty, nor on a request of their own.
    Duty,
    /// The same, and the request belongs to the verifier who took it or was named [SOP 4].
    Taker,
    /// As [`Bound::Duty`], for the position on whose desk the sheet of a request lies that was sent
    /// before it.
    Sheet,
}

const EVERY: &[Kind] = &Kind::ALL;
/// The kinds that anybody may reject who decides; of a revocation its cause tells [R6.5].
const REJECTABLE: &[Kind] = &[Kind::Issue, Kind::Renew, Kind::Change, Kind::Reset];
/// The kinds at whose end a new certificate stands.
const ISSUING: &[Kind] = &[Kind::Issue, Kind::Renew, Kind::Change];
/// The kinds to which BSrE mails a link without more.
const LINKED: &[Kind] = &[Kind::Issue, Kind::Renew, Kind::Reset];
/// The kinds in which the holder sets a passphrase.
const ACTIVATING: &[Kind] = &[Kind::Issue, Kind::Renew, Kind::Change, Kind::Reset];
/// The kinds that are about a certificate that stands.
const DEPENDENT: &[Kind] = &[Kind::Renew, Kind::Change, Kind::Reset];
/// These and the one that ends it.
const ABOUT_ONE: &[Kind] = &[Kind::Renew, Kind::Change, Kind::Reset, Kind::Revoke];
const STRAIGHT: &[Kind] = &[Kind::Issue, Kind::Renew];
/// The kinds in which something becomes of the certificate that stands, before anything else.
const STANDING: &[Kind] = &[Kind::Change, Kind::Reset, Kind::Revoke];
/// The kinds of which somebody states the cause.
const CAUSED: &[Kind] = &[Kind::Change, Kind::Revoke];
const CHANGE: &[Kind] = &[Kind::Change];
const RESET: &[Kind] = &[Kind::Reset];
const REVOKE: &[Kind] = &[Kind::Revoke];

const COUNTER: &[Position] = &[Position::Agendaris];
const KADIS: &[Position] = &[Position::Kadis];
const KABID: &[Position] = &[Position::Kabid];
const SUBKOORD: &[Position] = &[Position::Subkoord];
const VERIFIER: &[Position] = &[Position::Verifikator];
/// Whoever a sheet passes.
const SIGNERS: &[Position] = &[
    Position::Agendaris,
    Position::Kadis,
    Position::Kabid,
    Position::Subkoord,
];
const COUNTER_OR_VERIFIER: &[Position] = &[Position::Agendaris, Position::Verifikator];
const VERIFIER_OR_COUNTER: &[Position] = &[Position::Verifikator, Position::Agendaris];
/// Everyone but those who only read.
pub const ACTING: &[Position] = &[
    Position::Agendaris,
    Position::Verifikator,
    Position::Subkoord,
    Position::Kabid,
    Position::Kadis,
    Position::Admin,
];
/// Everyone who has a position.
pub const ANYONE: &[Position] = &[
    Position::Agendaris,
    Position::Verifikator,
    Position::Subkoord,
    Position::Kabid,
    Position::Kadis,
    Position::Admin,
    Position::Auditor,
];

/// The whole procedure: for these kinds, at these stages, which act, by whom, leads where. Menus show the acts of a stage in this order: the likeliest first.
#[rustfmt::skip]
pub const ROAD: &[Row] = &[
    // SOP 1: the agendaris registers the letter and forwards it.
    row(EVERY,      REGISTERED,    Act::Open,               COUNTER,             To::Stay),
    row(EVERY,      REGISTERED,    Act::Dispose,            COUNTER,             To::Next).ends(),
    row(EVERY,      REGISTERED,    Act::Convert,            COUNTER,             To::Stay),
    row(EVERY,      REGISTERED,    Act::Void,               COUNTER,             to(Stage::Void)).ends(),
    // SOP 2: the Kepala Dinas reviews the letter and disposes it to the Kepala Bidang. To hold a name
    // back decides nothing about it: so an official sets their own aside, for the stand-in.
    row(EVERY,      WITH_KADIS,    Act::Open,               KADIS,               To::Stay),
    row(EVERY,      AT_KADIS,      Act::Dispose,            KADIS,               To::Next).ends(),
    row(EVERY,      AT_KADIS,      Act::HoldBack,           KADIS,               to(Stage::Held(Position::Kadis))).free(),
    row(EVERY,      HELD_KADIS,    Act::Release,            KADIS,               to(Stage::Disposition(Position::Kadis))),
    row(EVERY,      WITH_KADIS,    Act::Return,             KADIS,               to(Stage::Returned)).ends(),
    row(EVERY,      AT_KADIS,      Act::StepBack,           KADIS,               To::Before).ends(),
    row(REJECTABLE, WITH_KADIS,    Act::Reject,             KADIS,               To::Refused).ends(),
    row(REVOKE,     WITH_KADIS,    Act::Reject,             KADIS,               To::Refused).ends().when(When::Rejectable),
    // SOP 3: the Kepala Bidang disposes it to the Subkoordinator.
    row(EVERY,      WITH_KABID,    Act::Open,               KABID,               To::Stay),
    row(EVERY,      AT_KABID,      Act::Dispose,            KABID,               To::Next).ends(),
    row(EVERY,      AT_KABID,      Act::HoldBack,           KABID,               to(Stage::Held(Position::Kabid))).free(),
    row(EVERY,      HELD_KABID,    Act::Release,            KABID,               to(Stage::Disposition(Position::Kabid))),
    row(EVERY,      WITH_KABID,    Act::Return,             KABID,               to(Stage::Returned)).ends(),
    row(EVERY,      AT_KABID,      Act::StepBack,           KABID,               To::Before).ends(),
    row(REJECTABLE, WITH_KABID,    Act::Reject,             KABID,               To::Refused).ends(),
    row(REVOKE,     WITH_KABID,    Act::Reject,             KABID,               To::Refused).ends().when(When::Rejectable),
    // SOP 4: the Subkoordinator gives it to a verifier, and does not reject.
    row(EVERY,      WITH_SUBKOORD, Act::Open,               SUBKOORD,            To::Stay),
    row(EVERY,      AT_SUBKOORD,   Act::Dispose,            SUBKOORD,            To::Next).ends(),
    row(EVERY,      AT_SUBKOORD,   Act::HoldBack,           SUBKOORD,            to(Stage::Held(Position::Subkoord))).free(),
    row(EVERY,      HELD_SUBKOORD, Act::Release,            SUBKOORD,            to(Stage::Disposition(Position::Subkoord))),
    row(EVERY,      WITH_SUBKOORD, Act::Return,             SUBKOORD,            to(Stage::Returned)).ends(),
    row(EVERY,      AT_SUBKOORD,   Act::StepBack,           SUBKOORD,            To::Before).ends(),
    // SOP 2-4 on paper: the agendaris records what an official signed.
    row(EVERY,      OFFICIALS,     Act::DisposePaper,       COUNTER,             To::Next).ends(),
    // SOP 5: a verifier takes it, checks completeness and identity, and sends it to BSrE.
    row(EVERY,      CHECKED,       Act::Open,               VERIFIER,            To::Stay).of_taker(),
    row(EVERY,      CHECKED,       Act::Claim,              VERIFIER,            To::Stay).of_taker(),
    row(EVERY,      CHECKED,       Act::Release,            VERIFIER,            To::Stay).of_taker(),
    row(EVERY,      CHECKED,       Act::Mark,               VERIFIER,            To::Stay).of_taker(),
    row(EVERY,      CHECKED,       Act::AcceptWarning,      VERIFIER,            To::Stay).of_taker(),
    row(STRAIGHT,   VERIFICATION,  Act::Send,               VERIFIER,            To::Checked).ends().of_taker(),
    row(STANDING,   VERIFICATION,  Act::Send,               VERIFIER,            to(Stage::AtBsre)).ends().of_taker(),
    row(ISSUING,    VERIFICATION,  Act::PreparePortal,      VERIFIER,            To::Stay).of_taker().when(When::Added),
    row(ISSUING,    VERIFICATION,  Act::TakeBack,           VERIFIER,            To::Stay).of_taker().when(When::Prepared),
    // A revocation is not sent before the day from which its cause holds: it sleeps [SE F.6.b].
    row(REVOKE,     ASLEEP,        Act::Send,               VERIFIER,            to(Stage::AtBsre)).of_taker().when(When::Effective),
    row(REVOKE,     VERIFICATION,  Act::Sleep,              VERIFIER,            to(Stage::Asleep)).ends().of_taker().when(When::EffectiveLater),
    row(EVERY,      CHECKED,       Act::Return,             VERIFIER,            to(Stage::Returned)).ends().of_taker(),
    row(REJECTABLE, VERIFICATION,  Act::Reject,             VERIFIER,            To::Refused).ends().of_taker(),
    row(REVOKE,     CHECKED,       Act::Reject,             VERIFIER,            To::Refused).ends().of_taker().when(When::Rejectable),
    // Any verifier may step it back, so that it can be given anew.
    row(EVERY,      VERIFICATION,  Act::StepBack,           VERIFIER,            To::Before).ends().when(When::InOrder),
    row(EVERY,      VERIFICATION,  Act::Convert,            VERIFIER_OR_COUNTER, To::Anew).ends().when(When::InOrder),
    // Pencabutan segera: a verifier checks the cause and sends at once; the sheet follows beside it.
    row(REVOKE,     ON_THE_SHEET,  Act::SendUrgently,       VERIFIER,            to(Stage::AtBsre)).ends().when(When::Urgent),
    row(REVOKE,     FROM_BSRE_ON,  Act::Dispose,            SIGNERS,             To::Beside).on_sheet(),
    row(REVOKE,     FROM_BSRE_ON,  Act::DisposePaper,       COUNTER,             To::Beside).when(When::SheetOut),
    row(REVOKE,     FROM_BSRE_ON,  Act::Disagree,           SIGNERS,             To::Beside).on_sheet().when(When::SheetOut),
    row(REVOKE,     FROM_BSRE_ON,  Act::WriteToBsre,        VERIFIER_OR_COUNTER, To::Stay).when(When::LetterOwed),
    // Returned: the requester completes the papers, and no clock runs.
    row(EVERY,      RETURNED,      Act::Complete,           COUNTER_OR_VERIFIER, To::Back),
    row(EVERY,      RETURNED,      Act::Lapse,              COUNTER_OR_VERIFIER, to(Stage::Lapsed)),
    // Until it is sent, papers and words may change, and the requester may take it back.
    row(EVERY,      BEFORE_BSRE,   Act::EditLetter,         COUNTER,             To::Stay),
    row(EVERY,      ON_THE_SHEET,  Act::EditIdentity,       COUNTER,             To::Stay),
    row(EVERY,      ON_THE_SHEET,  Act::AddDocument,        COUNTER,             To::Stay),
    row(EVERY,      ON_THE_SHEET,  Act::Carry,              COUNTER,             To::Stay).when(When::Earlier),
    row(EVERY,      ON_THE_SHEET,  Act::Withdraw,           COUNTER_OR_VERIFIER, to(Stage::Withdrawn)).ends(),
    row(EVERY,      CHECKED,       Act::EditIdentity,       VERIFIER_OR_COUNTER, To::Stay),
    row(EVERY,      CHECKED,       Act::AddDocument,        VERIFIER_OR_COUNTER, To::Stay),
    row(EVERY,      CHECKED,       Act::Carry,              VERIFIER_OR_COUNTER, To::Stay).when(When::Earlier),
    row(EVERY,      CHECKED,       Act::Withdraw,           VERIFIER_OR_COUNTER, to(Stage::Withdrawn)).ends(),
    row(EVERY,      RETURNED,      Act::EditIdentity,       COUNTER_OR_VERIFIER, To::Stay),
    row(EVERY,      RETURNED,      Act::AddDocument,        COUNTER_OR_VERIFIER, To::Stay),
    row(EVERY,      RETURNED,      Act::Carry,              COUNTER_OR_VERIFIER, To::Stay).when(When::Earlier),
    row(EVERY,      RETURNED,      Act::Withdraw,           COUNTER_OR_VERIFIER, to(Stage::Withdrawn)),
    // What a kind must know beside the identity: the certificate that is meant, what becomes of it,
    // the cause, the letter to BSrE's Service Desk [SE F.6].
    row(ABOUT_ONE,  ON_THE_SHEET,  Act::ChooseCertificate,  COUNTER,             To::Stay).when(When::Several),
    row(ABOUT_ONE,  CHECKED,       Act::ChooseCertificate,  VERIFIER_OR_COUNTER, To::Stay).when(When::Several),
    row(ABOUT_ONE,  RETURNED,      Act::ChooseCertificate,  COUNTER_OR_VERIFIER, To::Stay).when(When::Several),
    row(CHANGE,     VERIFICATION,  Act::ChooseOutcome,      VERIFIER,            To::Stay).of_taker(),
    row(CAUSED,     ON_THE_SHEET,  Act::StateCause,         COUNTER,             To::Stay),
    row(CAUSED,     CHECKED,       Act::StateCause,         VERIFIER_OR_COUNTER, To::Stay),
    row(CAUSED,     RETURNED,      Act::StateCause,         COUNTER_OR_VERIFIER, To::Stay),
    row(REVOKE,     CHECKED,       Act::WriteToBsre,        VERIFIER_OR_COUNTER, To::Stay),
    // Who is no ASN waits for our approval in BSrE's portal.
    row(ISSUING,    APPROVAL,      Act::Open,               VERIFIER,            To::Stay),
    row(ISSUING,    APPROVAL,      Act::Approved,           VERIFIER,            to(Stage::AccountCheck)).ends(),
    row(ISSUING,    APPROVAL,      Act::ApprovalRefused,    VERIFIER,            To::Refused).ends(),
    // SOP 6: BSrE mails the activation link, the verifier asks the holder to verify the data and
    // set the passphrase, the holder activates [SE F.3.b-c]. A link means that the account check
    // was passed, told or not.
    row(LINKED,     UNLINKED,      Act::LinkSent,           VERIFIER,            to(Stage::AwaitingActivation)).ends(),
    // Of a reissue the old one is revoked first: until the new one comes the holder cannot sign.
    row(CHANGE,     AT_BSRE,       Act::Revoked,            VERIFIER,            To::Checked).when(When::OldStands),
    row(CHANGE,     UNLINKED,      Act::LinkSent,           VERIFIER,            to(Stage::AwaitingActivation)).ends().when(When::OldGone),
    row(CHANGE,     AT_BSRE,       Act::DataChanged,        VERIFIER,            to(Stage::Completed)).when(When::DataOnly),
    row(REVOKE,     AT_BSRE,       Act::Revoked,            VERIFIER,            to(Stage::Revoked)),
    // BSrE checks face, name and NIK at Dukcapil, and the e-mail, as often as it takes.
    row(ISSUING,    ACCOUNT,       Act::CheckPassed,        VERIFIER,            to(Stage::AtBsre)),
    row(ISSUING,    ACCOUNT,       Act::CheckFailed,        VERIFIER,            to(Stage::CheckFailed)),
    row(ISSUING,    ACCOUNT,       Act::Lapse,              VERIFIER_OR_COUNTER, to(Stage::Lapsed)),
    row(EVERY,      AWAITING,      Act::Open,               VERIFIER,            To::Stay),
    row(ACTIVATING, AWAITING,      Act::HolderAsked,        VERIFIER,            To::Stay).ends().when(When::NotAsked),
    row(ISSUING,    AWAITING,      Act::Activated,          VERIFIER,            to(Stage::Activated)).ends(),
    row(RESET,      AWAITING,      Act::Activated,          VERIFIER,            to(Stage::Completed)).ends(),
    row(ACTIVATING, AWAITING,      Act::ActivationLapsed,   VERIFIER,            To::Stay).when(When::LinkOver),
    row(ACTIVATING, AWAITING,      Act::LinkSent,           VERIFIER,            to(Stage::AwaitingActivation)).when(When::LinkLeft),
    row(EVERY,      AWAITING,      Act::Lapse,              VERIFIER_OR_COUNTER, to(Stage::Lapsed)).ends(),
    // BSrE issues, rejects, or wants something mended [SE F.2.c].
    row(STRAIGHT,   WITH_BSRE,     Act::Issued,             VERIFIER,            To::Compared).ends(),
    row(CHANGE,     WITH_BSRE,     Act::Issued,             VERIFIER,            To::Compared).ends().when(When::OldGone),
    row(EVERY,      WITH_BSRE,     Act::RejectedByBsre,     VERIFIER,            to(Stage::Rejected)).ends(),
    row(EVERY,      UNLINKED,      Act::CorrectionAsked,    VERIFIER,            to(Stage::Verification)).ends(),
    // What BSrE has is withdrawn by asking BSrE; too late, it goes on where it was.
    row(EVERY,      UNLINKED,      Act::AskWithdrawal,      VERIFIER,            to(Stage::WithdrawalAsked)).ends(),
    row(EVERY,      WITHDRAWAL,    Act::Withdrawn,          VERIFIER,            to(Stage::Withdrawn)),
    row(EVERY,      WITHDRAWAL,    Act::TooLate,            VERIFIER,            To::Back),
    // SOP 7: the holder learns that the certificate is usable [SE F.3.e].
    row(EVERY,      ISSUED,        Act::Open,               VERIFIER,            To::Stay),
    row(ISSUING,    WITH_US,       Act::HandOver,           VERIFIER,            to(Stage::Completed)).ends().when(When::Usable),
    // A certificate that does not match leaves its holder unable to sign [SOP Peringatan]. BSrE's
    // error: the certificate is revoked, and BSrE issues another one. Ours: it is corrected.
    row(ISSUING,    WITH_US,       Act::Issued,             VERIFIER,            To::Compared).when(When::Revoked),
    row(ISSUING,    WITH_US,       Act::RejectedByBsre,     VERIFIER,            to(Stage::Rejected)).ends().when(When::Revoked),
    row(ISSUING,    WITH_US,       Act::CorrectCertificate, VERIFIER,            To::Compared),
    // Without its certificate what renews, changes or resets it has no object [R10.5].
    row(DEPENDENT,  UNDECIDED,     Act::RevokeRecorded,     VERIFIER_OR_COUNTER, to(Stage::Lapsed)).ends(),
    // Of a revocation, that it is done [SE F.6].
    row(REVOKE,     REVOKED,       Act::Open,               VERIFIER,            To::Stay),
    row(REVOKE,     REVOKED,       Act::HandOver,           VERIFIER,            to(Stage::Completed)),
    // What left the desk is not undone: its record is corrected, also after the end [R11.4].
    row(EVERY,      FROM_BSRE_ON,  Act::CorrectSending,     VERIFIER,            To::Stay).when(When::Sent),
    row(ACTIVATING, FROM_BSRE_ON,  Act::CorrectActivation,  VERIFIER,            To::Stay).when(When::Linked),
    row(ISSUING,    ENDED,         Act::CorrectCertificate, VERIFIER,            To::Stay).when(When::Certified),
    row(ISSUING,    COMPLETED,     Act::CorrectHandOver,    VERIFIER,            To::Stay).when(When::HandedOver),
    row(REVOKE,     COMPLETED,     Act::CorrectHandOver,    VERIFIER,            To::Stay),
    // A revocation that was recorded on the wrong certificate brings back what lapsed by it.
    row(DEPENDENT,  LAPSED,        Act::CorrectRevocation,  VERIFIER_OR_COUNTER, To::Reopened),
    // Who asked by a letter is answered by one.
    row(EVERY,      REPLY_PENDING, Act::Reply,              COUNTER_OR_VERIFIER, to(Stage::Rejected)),
    // What ended is followed up by another request [R3.23].
    row(EVERY,      DECIDED,       Act::FollowUp,           COUNTER,             To::Stay).anew(),
    // At any stage, to the end and after it.
    row(EVERY,      ANY_STAGE,     Act::Note,               ACTING,              To::Stay).free(),
    row(EVERY,      ANY_STAGE,     Act::Undo,               ACTING,              To::Stay).free(),
    row(EVERY,      ANY_STAGE,     Act::LookAtNik,          ANYONE,              To::Stay).free(),
    row(EVERY,      ANY_STAGE,     Act::LookAtDocument,     ANYONE,              To::Stay).free(),
];

const fn row(
    kinds: &'static [Kind],
    from: &'static [Stage],
    act: ActKind,
    who: &'static [Position],
    to: To,
) -> Row {
    Row {
        kinds,
        from,
        act,
        who,
        to,
        ends: false,
        when: When::Always,
        bound: Bound::Duty,
    }
}

const fn to(stage: Stage) -> To {
    To::Stage(stage)
}

impl Row {
    const fn ends(self) -> Row {
        Row { ends: true, ..self }
    }

    const fn when(self, when: When) -> Row {
        Row { when, ..self }
    }

    const fn of_taker(self) -> Row {
        let bound = Bound::Taker;
        Row { bound, ..self }
    }

    const fn on_sheet(self) -> Row {
        let bound = Bound::Sheet;
        Row { bound, ..self }
    }

    const fn anew(self) -> Row {
        let bound = Bound::Anew;
        Row { bound, ..self }
    }

    const fn free(self) -> Row {
        let bound = Bound::Free;
        Row { bound, ..self }
    }

    /// Whether it leads on: what an end is taken back by leads nowhere new.
    const fn moves(&self) -> bool {
        !matches!(self.to, To::Stay | To::Beside | To::Reopened)
    }

    fn is_for(&self, kind: Kind, stage: Stage) -> bool {
        self.kinds.contains(&kind) && self.from.contains(&stage)
    }

    /// Whether it brings a request nearer to its completion.
    fn carries_on(&self) -> bool {
        match self.to {
            To::Next | To::Compared | To::Checked => true,
            To::Stage(Stage::Completed) => true,
            // What is decided only goes on to its end.
            To::Stage(Stage::Rejected) => self.from == REPLY_PENDING,
            To::Stage(stage) => !stage.is_final() && stage != Stage::Returned,
            To::Stay
            | To::Before
            | To::Back
            | To::Beside
            | To::Refused
            | To::Reopened
            | To::Anew => false,
        }
    }

    /// The stage to which the act leads this request.
    pub fn leads_to(&self, request: &Request, policy: &Policy, beside: &dyn Beside) -> Stage {
        let step = step_at(request.stage).unwrap_or(StepKey::Verification);
        match self.to {
            To::Stay => request.stage,
            To::Stage(stage) => stage,
            To::Next => policy
                .next_step(request.kind, step)
                .map_or(Stage::Verification, |step| stage_of(step.key)),
            To::Before => policy
                .previous_step(request.kind, step)
                .map_or(Stage::Registered, |step| stage_of(step.key)),
            To::Back => back(request),
            To::Beside => beyond(request, policy),
            To::Checked if policy.waits_for_approval(request.identity.category) => {
                Stage::AwaitingApproval
            }
            To::Checked => Stage::AccountCheck,
            To::Compared if beside.matches() => Stage::Issued,
            To::Compared => Stage::Mismatch,
            To::Refused if beside.by_letter() => Stage::ReplyPending,
            To::Refused => Stage::Rejected,
            To::Reopened => request
                .ending
                .as_ref()
                .map_or(request.stage, |end| end.from.let_go()),
            To::Anew => Stage::Registered,
        }
    }
}

/// Where it was before it went to its requester, or before BSrE was asked to let it go.
fn back(request: &Request) -> Stage {
    let returned = request.returned.as_ref().map(|back| back.from);
    let asked = request.withdrawal.as_ref().map(|asked| asked.from);
    returned.or(asked).unwrap_or(Stage::Verification)
}

/// Where the sheet of a request that was sent before it goes from where it lies.
fn beyond(request: &Request, policy: &Policy) -> Stage {
    let with = request.urgent.as_ref().and_then(|urgent| urgent.sheet_with);
    let step = match with {
        Some(Position::Agendaris) => Some(StepKey::Register),
        Some(official) => step_at(Stage::Disposition(official)),
        None => None,
    };
    let next = step.and_then(|step| policy.next_step(request.kind, step));
    next.map_or(Stage::Verification, |step| stage_of(step.key))
}

/// What a way depends on beside the request.
pub trait Beside {
    /// Whether the certificate that came is as asked for.
    fn matches(&self) -> bool;
    /// Whether the letter that it came by is to be answered by one.
    fn by_letter(&self) -> bool;
}

/// The rows of a kind at a stage, in the order of menus.
pub fn acts_at(kind: Kind, stage: Stage) -> impl Iterator<Item = &'static Row> {
    ROAD.iter().filter(move |row| row.is_for(kind, stage))
}

/// The act that brings a request of this kind on from this stage, of those that an officer may do
/// now: the likeliest first.
pub fn leads_on(kind: Kind, stage: Stage, may: &[ActKind]) -> Option<ActKind> {
    let on = |row: &&Row| row.carries_on() || row.to == To::Back || row.when == When::NotAsked;
    let found = acts_at(kind, stage)
        .filter(on)
        .find(|row| may.contains(&row.act));
    found.map(|row| row.act)
}

/// The row of an act on a request as it stands, for any officer.
///
/// # Errors
/// The [`Refusal`] that the act gets from everybody.
pub fn find(act: ActKind, request: &Request) -> Result<&'static Row, Refusal> {
    let mut here = acts_at(request.kind, request.stage);
    if let Some(row) = here.find(|row| row.act == act) {
        return Ok(row);
    }
    Err(not_here(request, act))
}

fn not_here(request: &Request, act: ActKind) -> Refusal {
    let record = RecordId::Request(request.no);
    if let Some(held) = &request.held {
        return Refusal::HeldBack {
            record,
            by: held.by,
        };
    }
    Refusal::NotAtThisStage {
        record,
        stage: request.stage,
        act,
    }
}

/// The step whose clock runs at a stage [SOP Waktu]; `None` where it stands.
pub fn step_at(stage: Stage) -> Option<StepKey> {
    match stage {
        Stage::Registered => Some(StepKey::Register),
        Stage::Disposition(Position::Kadis) | Stage::Held(Position::Kadis) => Some(StepKey::Kadis),
        Stage::Disposition(Position::Kabid) | Stage::Held(Position::Kabid) => Some(StepKey::Kabid),
        Stage::Disposition(Position::Subkoord) | Stage::Held(Position::Subkoord) => {
            Some(StepKey::Subkoord)
        }
        Stage::Verification => Some(StepKey::Verification),
        Stage::AwaitingApproval => Some(StepKey::Approval),
        Stage::AwaitingActivation => Some(StepKey::Activation),
        Stage::Issued => Some(StepKey::HandOver),
        _ => None,
    }
}

/// The stage at which a step is taken.
fn stage_of(step: StepKey) -> Stage {
    let mut stages = Stage::ALL.into_iter();
    let found = stages.find(|stage| step_at(*stage) == Some(step));
    found.unwrap_or(Stage::Registered)
}

/// The position that a request waits for at its stage, by whether its step's clock runs; `None`
/// where it waits for someone outside.
pub fn waits_for(stage: Stage, running: bool) -> Option<Position> {
    match stage {
        Stage::Registered | Stage::ReplyPending => Some(Position::Agendaris),
        Stage::Disposition(position) | Stage::Held(position) => Some(position),
        Stage::Verification
        | Stage::AwaitingApproval
        | Stage::Issued
        | Stage::Mismatch
        | Stage::Revoked => Some(Position::Verifikator),
        // The holder is still to be asked [SOP 6]; then it is the holder's turn.
        Stage::AwaitingActivation if running => Some(Position::Verifikator),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
