//! The next step of a request, for the hint line: what is so, and the key of the act that brings it
//! on. It follows from the procedure and from what the person may do.

use crate::domain::act::ActKind;
use crate::domain::finding::FindingCode;
use crate::domain::office::Position;
use crate::domain::procedure::leads_on;
use crate::domain::refusal::Block;
use crate::domain::request::{ParticularKey, Stage};
use crate::tui::action::Action;
use crate::tui::keymap::Next;
use crate::wire::view::RequestView;

/// The next step of a request; `None` where nothing leads on, or nothing that this person may do.
pub fn of(view: &RequestView) -> Option<Next> {
    let request = &view.request;
    if matches!(request.stage, Stage::Verification | Stage::Asleep) {
        return checked(view);
    }
    if request.sheet_out().is_some() && view.may.contains(&ActKind::Dispose) {
        return Some(Next::step("next-your-turn", Action::Forward));
    }
    let act = leads_on(request.kind, request.stage, &view.may)?;
    let said = match (request.stage, act) {
        (Stage::Registered, _) => "next-registered",
        (Stage::Disposition(_), ActKind::DisposePaper) => "next-on-paper",
        (Stage::Disposition(Position::Subkoord), _) => "next-name-verifier",
        (Stage::Disposition(_), _) => "next-your-turn",
        (Stage::Returned, _) => "next-returned",
        (Stage::AwaitingApproval, _) => "next-approval",
        (Stage::AccountCheck, _) => "next-account-check",
        (Stage::CheckFailed, _) => "next-check-failed",
        (Stage::WithdrawalAsked, _) => "next-withdrawal-asked",
        (Stage::AtBsre, _) => "next-at-bsre",
        (Stage::AwaitingActivation, ActKind::HolderAsked) => "next-ask-holder",
        (Stage::AwaitingActivation, _) => "next-awaiting",
        (Stage::Activated, _) => "next-activated",
        (Stage::Issued, _) => "next-issued",
        (Stage::Mismatch, _) => "next-mismatch",
        (Stage::Revoked, _) => "next-revoked",
        (Stage::ReplyPending, _) => "next-reply",
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
    let sleeps = request.stage == Stage::Asleep;
    if !may(ActKind::Mark) || sleeps && waits(view) {
        return None;
    }
    let checklist = request.checklist.iter();
    Some(
        match checklist.filter(|item| item.waits(item.verdict())).count() {
            0 if view.blocks.is_empty() && may(ActKind::Send) => {
                Next::step("next-all-fit", Action::Send)
            }
            0 if view.blocks.is_empty() => return None,
            0 if waits_for_its_day(view) => Next::step("next-sleep", Action::Send),
            0 if lacks(view) => Next::step("next-particulars", Action::Particulars),
            0 => Next::step("next-blocked", Action::Return).of(view.blocks.len()),
            count => Next::step("next-unseen", Action::Conforms).of(count),
        },
    )
}

/// Only the day from which the cause holds is waited for, and the letter may be written until then.
pub fn waits_for_its_day(view: &RequestView) -> bool {
    waits(view) && view.may.contains(&ActKind::Sleep)
}

fn waits(view: &RequestView) -> bool {
    let later = Block::Finding(FindingCode::TmtFuture.as_str().to_owned());
    let letter = Block::Particular(ParticularKey::Outgoing);
    view.blocks.contains(&later)
        && view
            .blocks
            .iter()
            .all(|block| *block == later || *block == letter)
}

/// What the kind must know beside the identity is missing.
fn lacks(view: &RequestView) -> bool {
    let mut blocks = view.blocks.iter();
    blocks.any(|block| matches!(block, Block::Particular(_)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::office::Position;
    use crate::domain::policy::Need;
    use crate::tui::keymap::{Facts, RULES};
    use crate::tui::place::Place;
    use crate::tui::view::testing::request_view;

    /// The key's act at a stage, for one who may do these.
    fn step(stage: Stage, may: &[ActKind]) -> Option<(&'static str, Action)> {
        let mut view = request_view();
        view.request.stage = stage;
        view.request.claimed = None;
        view.may = may.to_vec();
        of(&view).map(|next| (next.said.unwrap(), next.action.unwrap()))
    }

    #[test]
    fn each_stage_leads_on_by_the_act_of_the_procedure() {
        use ActKind as Act;
        let kabid = Stage::Disposition(Position::Kabid);
        let verifier = [Act::Claim, Act::Send, Act::Return];
        for (stage, may, wanted) in [
            (
                Stage::Registered,
                &[Act::Void, Act::Dispose][..],
                Some(("next-registered", Action::Forward)),
            ),
            (
                kabid,
                &[Act::Return, Act::Dispose],
                Some(("next-your-turn", Action::Forward)),
            ),
            (
                kabid,
                &[Act::DisposePaper],
                Some(("next-on-paper", Action::Paper)),
            ),
            (kabid, &[Act::Note, Act::EditIdentity], None),
            (
                Stage::Verification,
                &verifier,
                Some(("next-free", Action::Claim)),
            ),
            (
                Stage::Returned,
                &[Act::Complete, Act::Lapse],
                Some(("next-returned", Action::Complete)),
            ),
            (
                Stage::AtBsre,
                &[Act::LinkSent],
                Some(("next-at-bsre", Action::Answer)),
            ),
            (
                Stage::AwaitingActivation,
                &[Act::HolderAsked, Act::Activated],
                Some(("next-ask-holder", Action::Answer)),
            ),
            (
                Stage::Issued,
                &[Act::HandOver],
                Some(("next-issued", Action::HandOver)),
            ),
            (Stage::Completed, &[Act::Note, Act::Undo], None),
        ] {
            assert_eq!(step(stage, may), wanted, "{stage:?} {may:?}");
        }
    }

    #[test]
    fn while_it_is_checked_what_is_not_seen_comes_first_and_what_blocks_before_sending() {
        let mut view = request_view();
        view.request.stage = Stage::Verification;
        view.may = vec![ActKind::Mark, ActKind::Send, ActKind::Return];
        let unseen = of(&view).unwrap();
        assert_eq!((unseen.said, unseen.count), (Some("next-unseen"), 1));
        // What may be there and is not keeps nobody from sending.
        for item in &mut view.request.checklist {
            if item.waits(item.verdict()) {
                (item.need, item.documents) = (Need::May, Vec::new());
            }
        }
        let fits = of(&view).unwrap();
        assert_eq!(fits.action, Some(Action::Send));
        view.blocks = vec![Block::OnePersonScan];
        let blocked = of(&view).unwrap();
        assert_eq!((blocked.action, blocked.count), (Some(Action::Return), 1));
    }

    #[test]
    fn whatever_leads_on_has_a_key_where_requests_are() {
        for stage in Stage::ALL {
            let every: Vec<ActKind> = ActKind::ALL.to_vec();
            if let Some((_, action)) = step(stage, &every) {
                let facts = Facts::new(Place::Requests);
                let keyed = RULES
                    .iter()
                    .any(|rule| rule.action == action && rule.at(facts.place));
                assert!(keyed, "{stage:?} {action:?}");
            }
        }
    }
}
