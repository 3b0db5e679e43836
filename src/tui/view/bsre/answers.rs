//! The menu of what came from BSrE or the holder, made from the procedure's own table, and the
//! fields that each answer needs [SOP 6; R9.1].

use crate::domain::act::{ActKind, Answer};
use crate::domain::procedure::acts_at;
use crate::domain::request::{CheckFault, Request, Stage};
use crate::domain::written::Prefer;
use crate::tui::action::Action;
use crate::tui::layers::choose::Line;
use crate::tui::panel::Ctx;
use crate::tui::view::request::action_of;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::view::RequestView;

use super::Values;

/// What may be recorded of a request by who may do these acts; in the order of the procedure.
pub fn admitted(request: &Request, may: &[ActKind]) -> Vec<ActKind> {
    let rows = acts_at(request.kind, request.stage);
    rows.map(|row| row.act)
        .filter(|act| action_of(*act) == Some(Action::Answer) && may.contains(act))
        .collect()
}

/// Key of an answer's words, `answer-kind-…`: a further link is not the first one.
pub fn key(act: ActKind, stage: Stage) -> &'static str {
    match (act, stage) {
        (ActKind::LinkSent, Stage::AwaitingActivation) => "link-again",
        _ => act.as_str(),
    }
}

/// Every answer, with its digit for life, in the order in which they come.
const ANSWERS: [ActKind; 15] = [
    ActKind::LinkSent,
    ActKind::HolderAsked,
    ActKind::Activated,
    ActKind::ActivationLapsed,
    ActKind::Issued,
    ActKind::RejectedByBsre,
    ActKind::CorrectionAsked,
    ActKind::Revoked,
    ActKind::DataChanged,
    // Beyond the nine digits: with the arrows, or as the likely one; shown where they may be recorded.
    ActKind::CheckPassed,
    ActKind::CheckFailed,
    ActKind::Approved,
    ActKind::ApprovalRefused,
    ActKind::Withdrawn,
    ActKind::TooLate,
];

/// Answers that a digit can name.
const DIGITS: usize = 9;

/// Lines to choose from; what is not admitted is grey, or left out where it has no digit.
pub fn lines(view: &RequestView, ctx: &Ctx) -> Vec<Line> {
    let admitted = admitted(&view.request, &view.may);
    let line = |act: ActKind| {
        let words = ctx.words.of("answer-kind", key(act, view.request.stage));
        Line {
            choice: Choice::new(act.as_str(), words),
            applies: admitted.contains(&act),
        }
    };
    let all = ANSWERS.into_iter().map(line).enumerate();
    all.filter(|(at, line)| *at < DIGITS || line.applies)
        .map(|(_, line)| line)
        .collect()
}

/// The form of an answer; without fields where the question is enough.
pub fn form(act: ActKind, title: &dyn Fn() -> String, ctx: &Ctx) -> Form {
    let today = ctx.now.day().format("%d/%m/%Y").to_string();
    match act {
        ActKind::LinkSent
        | ActKind::Activated
        | ActKind::Revoked
        | ActKind::DataChanged
        | ActKind::Approved
        | ActKind::CheckPassed => Form::new(title())
            .with(Entry::day("date", "field-date", Prefer::Past, &today).required()),
        ActKind::CheckFailed => Form::new(title())
            .with(Entry::day("date", "field-date", Prefer::Past, &today).required())
            .with(Entry::choice("fault", "field-fault", faults(ctx), "face").required())
            .with(Entry::note("text", "field-text", 3, "")),
        ActKind::RejectedByBsre | ActKind::CorrectionAsked | ActKind::ApprovalRefused => {
            Form::new(title()).with(Entry::note("text", "field-text", 5, "").required())
        }
        ActKind::TooLate => Form::new(title()).with(Entry::note("text", "field-text", 3, "")),
        _ => Form::default(),
    }
}

/// What BSrE may have found wrong with an account.
fn faults(ctx: &Ctx) -> Vec<Choice> {
    let all = CheckFault::ALL.into_iter().map(CheckFault::as_str);
    all.map(|key| Choice::new(key, ctx.words.of("check-fault", key)))
        .collect()
}

/// The answer that the values make; `None` for what the certificate's own form makes.
pub fn answer(act: ActKind, values: &Values, ctx: &Ctx) -> Option<Answer> {
    let date = values.day("date").unwrap_or(ctx.now.day());
    let text = values.get("text").to_owned();
    match act {
        ActKind::LinkSent => Some(Answer::LinkSent { date }),
        ActKind::HolderAsked => Some(Answer::HolderAsked),
        ActKind::Activated => Some(Answer::Activated { date }),
        ActKind::ActivationLapsed => Some(Answer::ActivationLapsed),
        ActKind::RejectedByBsre => Some(Answer::Rejected { text }),
        ActKind::CorrectionAsked => Some(Answer::CorrectionAsked { text }),
        ActKind::Revoked => Some(Answer::Revoked { date }),
        ActKind::DataChanged => Some(Answer::DataChanged { date }),
        ActKind::Approved => Some(Answer::Approved { date }),
        ActKind::ApprovalRefused => Some(Answer::ApprovalRefused { text }),
        ActKind::CheckPassed => Some(Answer::CheckPassed { date }),
        ActKind::CheckFailed => Some(Answer::CheckFailed {
            date,
            fault: CheckFault::from_key(values.get("fault")).unwrap_or(CheckFault::Other),
            text,
        }),
        ActKind::Withdrawn => Some(Answer::Withdrawn),
        ActKind::TooLate => Some(Answer::TooLate { text }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::Stage as Screen;
    use crate::tui::view::testing::request_view;

    #[test]
    fn an_answer_without_a_digit_is_shown_where_it_may_be_recorded() {
        let screen = Screen::small();
        let mut view = request_view();
        view.request.stage = Stage::AccountCheck;
        view.may = vec![ActKind::LinkSent, ActKind::CheckFailed];
        let shown = lines(&view, &screen.ctx());
        assert_eq!(shown.len(), DIGITS + 1);
        assert!(shown[DIGITS].applies && shown[DIGITS].choice.key == "check-failed");
        assert!(shown[0].applies && !shown[1].applies);
    }

    #[test]
    fn the_menu_has_the_answers_of_the_stage_that_the_person_may_record() {
        let mut request = request_view().request;
        let keys = |request: &Request, may: &[ActKind]| -> Vec<&str> {
            let acts = admitted(request, may);
            acts.into_iter()
                .map(|act| key(act, request.stage))
                .collect()
        };
        for (stage, expected) in [
            (
                Stage::AtBsre,
                &[
                    "link-sent",
                    "issued",
                    "rejected-by-bsre",
                    "correction-asked",
                ][..],
            ),
            (
                Stage::AwaitingActivation,
                &[
                    "holder-asked",
                    "activated",
                    "activation-lapsed",
                    "link-again",
                    "issued",
                    "rejected-by-bsre",
                ],
            ),
            (Stage::Activated, &["issued", "rejected-by-bsre"]),
            (Stage::Mismatch, &["issued", "rejected-by-bsre"]),
            (Stage::Completed, &[]),
        ] {
            request.stage = stage;
            assert_eq!(keys(&request, &ActKind::ALL), expected, "{stage:?}");
            assert!(keys(&request, &[]).is_empty(), "no right, no answer");
        }
        request.stage = Stage::Mismatch;
    }
}
