//! The rules. One function judges an act; the same rights serve the key hints, *Menunggu saya* and
//! the act itself.

mod attach;
mod authority;
mod bsre;
mod carry;
mod certificates;
mod compare;
mod convert;
mod correct;
mod dispose;
mod draft;
mod earlier;
mod edit;
mod findings;
mod inventory;
mod letters;
mod office;
mod particulars;
mod people;
mod portal;
mod recap;
mod returns;
mod sign;
mod staff;
mod step;
mod subject;
mod terms;
mod together;
mod transfer;
mod undo;
mod urgent;
mod verify;
mod whose;

pub use authority::{Actor, Authority, may, turn, untaken};
pub use certificates::{may_on as may_on_certificate, would_lapse};
pub use compare::mismatches;
pub use earlier::earlier;
pub use findings::{Open, blocks, findings, next_kind};
pub use inventory::{Fate, fate};
pub use letters::may_edit_letter;
pub use office::{Founder, genesis};
pub use portal::leaving;
pub use recap::{Judged, Recap, recap};
pub use subject::{could_mean, outcome, subject};
pub use together::MOST as MOST_TOGETHER;
pub use transfer::{Transferred, Transferring, transfers};
pub use undo::{Undoable, undoable};
pub use verify::to_open;
pub use whose::Differs;

use super::act::Command;
use super::desk::Desk;
use super::event::Event;
use super::ids::{OfficerId, RecordId};
use super::office::{Capacity, Position};
use super::refusal::Refusal;
use super::time::Instant;
use draft::Draft;
use verify::Parcel;

/// What an act makes happen, in whose name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub officer: OfficerId,
    pub position: Option<Position>,
    /// In what capacity the position was held.
    pub capacity: Capacity,
    /// The moment that paper states, where the act was recorded from paper.
    pub stated: Option<Instant>,
    pub events: Vec<Event>,
    /// The revisions that the records of these events have then, in the order of the records.
    pub revisions: Vec<(RecordId, u32)>,
}

impl Decision {
    /// The position of the act, and in what capacity it was held.
    pub fn post(&self) -> Option<(Position, Capacity)> {
        self.position.map(|position| (position, self.capacity))
    }
}

/// Judges one act. Pure: the same desk, command, actor and moment give the same answer.
///
/// # Errors
/// A [`Refusal`] that says why and what to do; then nothing happened.
pub fn decide(
    desk: &dyn Desk,
    command: &Command,
    actor: &Actor,
    at: Instant,
) -> Result<Decision, Refusal> {
    let mut draft = Draft::new(desk, actor, at);
    perform(&mut draft, command)?;
    draft.finish()
}

/// Lets an act happen in a draft.
fn perform(draft: &mut Draft, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::Register { letter } => letters::register(draft, letter),
        Command::Import { letters } => letters::import(draft, letters),
        Command::EditLetter { letter, form } => letters::edit(draft, *letter, form),
        Command::EditIdentity { request, identity } => edit::identity(draft, *request, identity),
        Command::AddDocument {
            request,
            document,
            evidence,
        } => edit::document(draft, *request, *document, evidence),
        Command::Dispose {
            sheets,
            except,
            slip,
            paper,
        } => dispose::dispose(draft, sheets, except, slip, paper.as_ref()),
        Command::StepBack { request, reason } => dispose::step_back(draft, *request, reason),
        Command::HoldBack { request, reason } => dispose::hold_back(draft, *request, reason),
        Command::Return {
            request,
            defects,
            note,
        } => returns::give_back(draft, *request, defects, note),
        Command::Complete {
            request,
            documents,
            identity,
            note,
        } => returns::complete(draft, *request, documents, identity.as_deref(), note),
        Command::Reject {
            request,
            reason,
            text,
        } => returns::reject(draft, *request, reason, text),
        Command::Close {
            request,
            closing,
            reason,
        } => returns::close(draft, *request, *closing, reason),
        Command::Undo { record, revision } => undo::undo(draft, *record, *revision),
        Command::Note { record, text } => edit::note(draft, *record, text),
        Command::Open { records } => edit::open(draft, records),
        _ => decide_later(draft, command),
    }
}

/// Acts from verification on.
fn decide_later(draft: &mut Draft, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::Claim { requests } => verify::claim(draft, requests),
        Command::State { request, what } => particulars::state(draft, *request, what),
        Command::Sleep { request } => verify::sleep(draft, *request),
        Command::Release { requests } => verify::release(draft, requests),
        Command::Mark { request, marks } => verify::mark(draft, *request, marks),
        Command::AcceptWarning {
            request,
            code,
            reason,
        } => verify::accept_warning(draft, *request, code, reason),
        Command::Send {
            request,
            date,
            ticket,
            channel,
        } => verify::send(
            draft,
            *request,
            &Parcel {
                date: *date,
                ticket,
                channel,
            },
        ),
        Command::Answer { request, answer } => bsre::answer(draft, *request, answer),
        Command::CorrectCertificate {
            certificate,
            form,
            reason,
        } => correct::certificate(draft, *certificate, form, reason),
        Command::Correct {
            request,
            what,
            reason,
        } => correct::request(draft, *request, what, reason),
        Command::CorrectRevocation {
            certificate,
            revocation,
            reason,
        } => correct::revocation(draft, *certificate, revocation.as_ref(), reason),
        Command::HandOver {
            request,
            channel,
            address,
            reply,
        } => bsre::hand_over(draft, *request, channel, address, reply),
        Command::LookAtNik { request } => edit::look_at_nik(draft, *request),
        Command::LookAtDocument { request, document } => {
            edit::look_at_document(draft, *request, *document)
        }
        Command::TakeOver {
            certificate,
            holder,
            replaces,
        } => certificates::take_over(draft, certificate, holder, *replaces),
        Command::TakeIn { certificates } => inventory::take_in(draft, certificates),
        Command::RevokeRecorded {
            certificate,
            revocation,
        } => certificates::revoke_recorded(draft, *certificate, revocation),
        other => decide_last(draft, other),
    }
}

/// Conversions, choices, what follows a rejection or an urgent sending, suspensions, and acts of the office itself.
fn decide_last(draft: &mut Draft, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::Convert {
            request,
            kind,
            reason,
        } => convert::convert(draft, *request, *kind, reason),
        Command::Choose { key, value } => office::choose(draft, key, value.as_deref()),
        Command::Reply {
            request,
            number,
            date,
        } => returns::reply(draft, *request, number, *date),
        Command::SendUrgently {
            request,
            date,
            ticket,
            channel,
        } => urgent::send(draft, *request, *date, ticket, channel),
        Command::Disagree { request, reason } => dispose::disagree(draft, *request, reason),
        Command::Suspend { certificate, date } => certificates::suspend(draft, *certificate, *date),
        Command::Resume { certificate, date } => certificates::resume(draft, *certificate, *date),
        other => decide_of_portal(draft, other),
    }
}

/// Acts by way of BSrE's portal, papers that go along, and acts of the office itself.
fn decide_of_portal(draft: &mut Draft, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::PreparePortal { requests } => portal::prepare(draft, requests),
        Command::Transfer { order } => transfer::register(draft, order),
        Command::Together { acts } => together::together(draft, acts),
        Command::Reconcile { rows, absent } => recap::reconcile(draft, rows, absent),
        Command::Uploaded {
            requests,
            date,
            ticket,
            back,
        } => portal::uploaded(draft, requests, *date, ticket, back),
        Command::Carry { request, from } => carry::carry(draft, *request, *from),
        other => office::manage(draft, other),
    }
}
