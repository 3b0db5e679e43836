//! The next step of a request, for the hint line: what is so, and the key of the act that brings it
//! on. It follows from the procedure and from what the person may do.

use crate::domain::act::ActKind;
use crate::domain::checklist::Verdict;
use crate::domain::office::Position;
use crate::domain::procedure::leads_on;
use crate::domain::request::Stage;
use crate::tui::action::Action;
use crate::tui::keymap::Next;
use crate::wire::view::RequestView;

/// The next step of a request; `None` where nothing leads on, or nothing that this person may do.
pub fn of(view: &RequestView) -> Option<Next> {
    let request = &view.request;
    if request.stage == Stage::Verification {
        return checked(view);
    }
    let act = leads_on(request.kind, request.stage, &view.may)?;
    let said = match (request.stage, act) {
        (Stage::Registered, _) => "next-registered",
        (Stage::Disposition(_), ActKind::DisposePaper) => "next-on-paper",
        (Stage::Disposition(Position::Subkoord), _) => "next-name-verifier",
        (Stage::Disposition(_), _) => "next-your-turn",
        (Stage::Returned, _) => "next-returned",
        (Stage::AtBsre, _) => "next-at-bsre",
        (Stage::AwaitingActivation, ActKind::HolderAsked) => "next-ask-holder",
        (Stage::AwaitingActivation, _) => "next-awaiting",
        (Stage::Activated, _) => "next-activated",
        (Stage::Issued, _) => "next-issued",
        (Stage::Mismatch, _) => "next-mismatch",
        _ => return None,
    };
    Some(Next::step(said, super::action_of(act)?))
}

/// While it is checked: taken, every document judged, what keeps it from being sent, sent [SOP 5].
fn checked(view: &RequestView) -> Option<Next> {
    let request = &view.request;
    let may = |act| view.may.contains(&act);
    if request.claimed.is_none() && may(ActKind::Claim) {
        return Some(Next::step("next-free", Action::Claim));
    }
    if !may(ActKind::Mark) {
        return None;
    }
    let unseen =
        |item: &&crate::domain::checklist::ChecklistItem| *item.verdict() == Verdict::NotSeen;
    Some(match request.checklist.iter().filter(unseen).count() {
        0 if view.blocks.is_empty() => Next::step("next-all-fit", Action::Send),
        0 => Next::step("next-blocked", Action::Return).of(view.blocks.len()),
        count => Next::step("next-unseen", Action::Conforms).of(count),
    })
}
