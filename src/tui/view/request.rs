//! One request in full: the component beside lists and on a page of its own, with what the person
//! may do to it. Embed a [`RequestDetail`]; it asks, draws and acts for itself.

pub mod acts;
mod copying;
pub mod detail;
pub mod letter;
pub mod letter_edit;
pub mod next;
pub mod papers;
pub mod particulars;
pub mod sections;
pub mod why;

pub use detail::RequestDetail;

use crate::domain::act::ActKind;
use crate::domain::ids::OfficerId;
use crate::tui::action::{Action, ActionSet};
use crate::tui::panel::Ctx;
use crate::wire::view::OfficerName;

/// Looks names of officers up in a view's list, for sentences.
pub fn names<'a>(
    officers: &'a [OfficerName],
    ctx: &'a Ctx,
) -> impl Fn(OfficerId) -> Option<String> + 'a {
    |id| {
        let found = officers.iter().find(|officer| officer.id == id);
        let name = || found.map(|officer| officer.name.clone());
        ctx.you(id).or_else(name)
    }
}

/// The keys' acts that these rights of a request allow; reading it is always allowed.
pub fn actions(may: &[ActKind]) -> ActionSet {
    may.iter().filter_map(|kind| action_of(*kind)).fold(
        ActionSet::of(&[Action::Copy, Action::History]),
        ActionSet::with,
    )
}

/// The act of the keys that carries out a kind of act. Without a catch-all: a new kind of act says
/// here by which key it is done, or that none is needed.
pub fn action_of(kind: ActKind) -> Option<Action> {
    Some(match kind {
        ActKind::EditIdentity => Action::Edit,
        ActKind::EditLetter => Action::EditLetter,
        // A paper comes anew or from an earlier request: one menu.
        ActKind::AddDocument | ActKind::Carry => Action::AddFile,
        ActKind::FollowUp => Action::FollowUp,
        ActKind::Dispose => Action::Forward,
        ActKind::Complete => Action::Complete,
        ActKind::DisposePaper => Action::Paper,
        ActKind::StepBack => Action::StepBack,
        ActKind::Return => Action::Return,
        ActKind::Reject => Action::Reject,
        ActKind::Reply => Action::Reply,
        ActKind::Disagree => Action::Disagree,
        ActKind::Withdraw | ActKind::Lapse | ActKind::Void | ActKind::AskWithdrawal => {
            Action::Close
        }
        ActKind::Claim | ActKind::Release => Action::Claim,
        ActKind::AcceptWarning => Action::Accept,
        ActKind::Send | ActKind::Sleep | ActKind::SendUrgently => Action::Send,
        ActKind::ChooseCertificate
        | ActKind::ChooseOutcome
        | ActKind::StateCause
        | ActKind::WriteToBsre => Action::Particulars,
        // What comes from BSrE or the holder, and what mends it, is one menu.
        ActKind::LinkSent
        | ActKind::HolderAsked
        | ActKind::Activated
        | ActKind::ActivationLapsed
        | ActKind::Issued
        | ActKind::Revoked
        | ActKind::DataChanged
        | ActKind::Approved
        | ActKind::ApprovalRefused
        | ActKind::CheckPassed
        | ActKind::CheckFailed
        | ActKind::Withdrawn
        | ActKind::TooLate
        | ActKind::RejectedByBsre
        | ActKind::CorrectionAsked => Action::Answer,
        ActKind::CorrectSending
        | ActKind::CorrectActivation
        | ActKind::CorrectCertificate
        | ActKind::CorrectHandOver => Action::Correct,
        ActKind::HandOver => Action::HandOver,
        ActKind::Convert => Action::Convert,
        ActKind::Note => Action::Note,
        ActKind::Undo => Action::Undo,
        ActKind::LookAtNik => Action::Reveal,
        ActKind::LookAtDocument => Action::OpenFile,
        // Done on the way, or to something else than a request.
        ActKind::Open
        | ActKind::Mark
        | ActKind::HoldBack
        | ActKind::Register
        | ActKind::Import
        | ActKind::TakeOver
        | ActKind::RevokeRecorded
        | ActKind::Suspend
        | ActKind::PreparePortal
        | ActKind::TakeBack
        | ActKind::Resume
        | ActKind::CorrectRevocation
        | ActKind::ManageOfficers
        | ActKind::AdoptPolicy
        | ActKind::Stop
        | ActKind::Check
        | ActKind::Choose => return None,
    })
}

/// Parts that say something, in one line.
fn joined(parts: &[&String]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| (*part).clone()).collect();
    filled(&parts).join(" · ")
}

/// Parts that say something.
fn filled(parts: &[String]) -> Vec<String> {
    let some = parts.iter().filter(|part| !part.trim().is_empty());
    some.cloned().collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::office::Position;
    use crate::domain::procedure::find;
    use crate::domain::request::Stage;
    use crate::tui::view::testing::request_view;

    #[test]
    fn no_stage_allows_both_acts_of_one_key() {
        let mut request = request_view().request;
        let officials = [Position::Kadis, Position::Kabid, Position::Subkoord];
        let mut stages: Vec<Stage> = officials.map(Stage::Disposition).to_vec();
        stages.extend([Stage::Registered, Stage::Verification, Stage::Returned]);
        stages.push(Stage::ReplyPending);
        for stage in stages {
            request.stage = stage;
            for both in [
                [ActKind::Dispose, ActKind::Complete],
                [ActKind::Reject, ActKind::Reply],
                [ActKind::Reject, ActKind::Disagree],
                [ActKind::Reply, ActKind::Disagree],
            ] {
                let fit = both.iter().filter(|act| find(**act, &request).is_ok());
                assert!(fit.count() <= 1, "{stage:?}");
            }
        }
        request.stage = Stage::Verification;
        assert!(find(ActKind::Reject, &request).is_ok());
    }
}
