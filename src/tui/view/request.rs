//! One request in full: the component beside lists and on a page of its own, with what the person
//! may do to it. Embed a [`RequestDetail`]; it asks, draws and acts for itself.

pub mod acts;
pub mod detail;
pub mod forms;
pub mod letter_edit;
pub mod papers;
pub mod sections;
pub mod why;

pub use detail::RequestDetail;

use crate::domain::act::ActKind;
use crate::domain::ids::OfficerId;
use crate::tui::action::{Action, ActionSet};
use crate::wire::view::OfficerName;

/// Looks names of officers up in a view's list, for sentences.
pub fn names(officers: &[OfficerName]) -> impl Fn(OfficerId) -> Option<String> + '_ {
    |id| {
        let found = officers.iter().find(|officer| officer.id == id);
        found.map(|officer| officer.name.clone())
    }
}

/// The keys' acts that these rights of a request allow; reading it is always allowed.
pub fn actions(may: &[ActKind]) -> ActionSet {
    may.iter()
        .filter_map(|kind| action_of(*kind))
        .fold(ActionSet::of(&[Action::History]), ActionSet::with)
}

/// The act of the keys that carries out a kind of act. Completing returned papers sends the
/// request on its way again, so it shares the key of forwarding.
pub fn action_of(kind: ActKind) -> Option<Action> {
    Some(match kind {
        ActKind::EditIdentity => Action::Edit,
        ActKind::EditLetter => Action::EditLetter,
        ActKind::AddDocument => Action::AddFile,
        ActKind::Dispose | ActKind::Complete => Action::Forward,
        ActKind::DisposePaper => Action::Paper,
        ActKind::StepBack => Action::StepBack,
        ActKind::Return => Action::Return,
        ActKind::Reject => Action::Reject,
        ActKind::Withdraw | ActKind::Lapse | ActKind::Void => Action::Close,
        ActKind::Claim | ActKind::Release => Action::Claim,
        ActKind::AcceptWarning => Action::Accept,
        ActKind::Send => Action::Send,
        ActKind::Answer => Action::Answer,
        ActKind::HandOver => Action::HandOver,
        ActKind::Convert => Action::Convert,
        ActKind::Note => Action::Note,
        ActKind::Undo => Action::Undo,
        ActKind::LookAtNik => Action::Reveal,
        ActKind::LookAtDocument => Action::OpenFile,
        _ => return None,
    })
}
