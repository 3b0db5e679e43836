//! The next step of a line of the day, for the hint line: what is so with it. Enter goes to where
//! that is done.

use crate::domain::office::Position;
use crate::domain::request::Stage;
use crate::domain::time::Day;
use crate::tui::action::Action;
use crate::tui::keymap::Next;
use crate::wire::view::{DueKind, RequestLine, Row};

/// The next step of a line on a day; `None` where nothing leads on.
pub fn of(row: &Row, today: Day) -> Option<Next> {
    let said = match row {
        Row::Request(line) => request(line, today)?,
        Row::Sheet(line) => match line.row.position() {
            Some(at) if at.disposes() => disposition(at, line.mine),
            _ => "next-registered",
        },
        Row::Due(line) => due(line.what),
        Row::Certificate(line) if line.days_left <= 0 => "due-expiry",
        Row::Certificate(_) => "next-notice",
        Row::Letter(_) | Row::Person(_) | Row::Officer(_) => return None,
    };
    Some(Next::step(said, Action::Open))
}

fn request(line: &RequestLine, today: Day) -> Option<&'static str> {
    let comes = |day: Option<Day>| day.is_some_and(|day| day <= today);
    let (mine, over) = (line.mine, comes(line.days.due));
    let asked = line.days.remind == Some(today);
    if let Some(follows) = owed(line) {
        return Some(follows);
    }
    Some(match line.row.stage {
        Stage::Registered => "next-registered",
        Stage::Disposition(at) => disposition(at, mine),
        Stage::Held(_) => "next-held",
        Stage::Verification if line.row.claimed.is_some() => "next-in-check",
        Stage::Verification => "next-free",
        Stage::Returned | Stage::AccountCheck | Stage::CheckFailed if over => "due-lapse",
        Stage::Returned | Stage::AccountCheck | Stage::CheckFailed if asked => "due-remind",
        Stage::Returned => "next-returned",
        Stage::AwaitingApproval => "next-approval",
        Stage::AccountCheck => "next-account-check",
        Stage::CheckFailed => "next-check-failed",
        Stage::WithdrawalAsked => "next-withdrawal-asked",
        Stage::AtBsre => "next-at-bsre",
        Stage::AwaitingActivation if over => "due-activation",
        Stage::AwaitingActivation if line.row.running => "next-ask-holder",
        Stage::AwaitingActivation => "next-awaiting",
        Stage::Activated => "next-activated",
        Stage::Issued => "next-issued",
        Stage::Mismatch => "next-mismatch",
        Stage::Asleep if over => "due-effective",
        Stage::Asleep => "next-asleep",
        Stage::Revoked => "next-revoked",
        Stage::ReplyPending => "next-reply",
        _ => return None,
    })
}

/// What is still to follow a revocation that was sent at once: its sheet, then the number of its
/// letter. What BSrE did meanwhile comes before it.
fn owed(line: &RequestLine) -> Option<&'static str> {
    line.row.urgent?;
    match (line.row.stage, line.row.sheet_out) {
        (Stage::Revoked, _) => None,
        (_, Some(at)) if at.disposes() => Some(disposition(at, line.mine)),
        (_, Some(_)) => Some("next-registered"),
        (_, None) => Some("next-letter-owed"),
    }
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
