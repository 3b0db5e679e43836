//! The next step of a line of the day, for the hint line: what is so with it. Enter goes to where
//! that is done.

use crate::domain::office::Position;
use crate::domain::request::Stage;
use crate::tui::action::Action;
use crate::tui::keymap::Next;
use crate::wire::view::{DueKind, Row};

/// The next step of a line; `None` where nothing leads on.
pub fn of(row: &Row) -> Option<Next> {
    let said = match row {
        Row::Request(line) => request(line.row.stage, line.mine, line.row.claimed.is_some())?,
        Row::Sheet(line) => match line.row.position() {
            Some(at) if at.disposes() => disposition(at, line.mine),
            _ => "next-registered",
        },
        Row::Due(line) => due(line.what),
        Row::Letter(_) | Row::Certificate(_) | Row::Person(_) | Row::Officer(_) => return None,
    };
    Some(Next::step(said, Action::Open))
}

fn request(stage: Stage, mine: bool, taken: bool) -> Option<&'static str> {
    Some(match stage {
        Stage::Registered => "next-registered",
        Stage::Disposition(at) => disposition(at, mine),
        Stage::Held(_) => "next-held",
        Stage::Verification if taken => "next-in-check",
        Stage::Verification => "next-free",
        Stage::Returned => "next-returned",
        Stage::AwaitingApproval => "next-approval",
        Stage::AccountCheck => "next-account-check",
        Stage::CheckFailed => "next-check-failed",
        Stage::WithdrawalAsked => "next-withdrawal-asked",
        Stage::AtBsre => "next-at-bsre",
        Stage::AwaitingActivation => "next-awaiting",
        Stage::Activated => "next-activated",
        Stage::Issued => "next-issued",
        Stage::Mismatch => "next-mismatch",
        Stage::Asleep => "next-asleep",
        Stage::Revoked => "next-revoked",
        Stage::ReplyPending => "next-reply",
        _ => return None,
    })
}

fn disposition(at: Position, mine: bool) -> &'static str {
    match (mine, at) {
        (false, _) => "next-on-paper",
        (true, Position::Subkoord) => "next-name-verifier",
        (true, _) => "next-your-turn",
    }
}

fn due(what: DueKind) -> &'static str {
    match what {
        DueKind::Expiry => "due-expiry",
        DueKind::Notice { .. } | DueKind::ActivationNotice { .. } => "due-notice",
        DueKind::Lapse => "due-lapse",
        DueKind::Remind => "due-remind",
        DueKind::Effective => "due-effective",
        DueKind::Activation => "due-activation",
        DueKind::Passphrase { .. } => "due-passphrase",
        DueKind::Credential { .. } => "due-credential",
        DueKind::Agreement { .. } => "due-agreement",
    }
}
