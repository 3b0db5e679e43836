//! BSrE's answers that a request admits at its stage, and the field each needs [SOP 6; domain §5].

use crate::domain::act::{ActKind, Answer};
use crate::domain::request::Stage;
use crate::domain::written::Prefer;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::view::RequestView;

use super::Values;

/// What came from BSrE or from the holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    LinkSent,
    HolderAsked,
    Activated,
    Lapsed,
    LinkAgain,
    Issued,
    Rejected,
    CorrectionAsked,
    /// Not an answer: our own typing error in the certificate.
    Correct,
}

impl Kind {
    /// In the order in which they come.
    const ALL: [Kind; 9] = [
        Kind::LinkSent,
        Kind::HolderAsked,
        Kind::Activated,
        Kind::Lapsed,
        Kind::LinkAgain,
        Kind::Issued,
        Kind::Rejected,
        Kind::CorrectionAsked,
        Kind::Correct,
    ];

    /// Key of its words, `answer-kind-…`.
    pub fn key(self) -> &'static str {
        match self {
            Kind::LinkSent => "link-sent",
            Kind::HolderAsked => "holder-asked",
            Kind::Activated => "activated",
            Kind::Lapsed => "lapsed",
            Kind::LinkAgain => "link-again",
            Kind::Issued => "issued",
            Kind::Rejected => "rejected",
            Kind::CorrectionAsked => "correction-asked",
            Kind::Correct => "correct",
        }
    }

    /// The kind of this key.
    pub fn from_key(key: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// What may be recorded now; the likeliest first.
pub fn admitted(view: &RequestView, ctx: &Ctx) -> Vec<Kind> {
    let request = &view.request;
    let link = request.activation.as_ref();
    let asked = link.is_some_and(|link| link.asked.is_some());
    let over = link.is_some_and(|link| link.until < ctx.now.day());
    let lapsed = link.is_some_and(|link| link.lapsed);
    let answers = view.may.contains(&ActKind::Answer);
    let corrects = view.may.contains(&ActKind::CorrectCertificate);
    let fits = |kind: &Kind| match (kind, request.stage) {
        (Kind::LinkSent | Kind::CorrectionAsked, Stage::AtBsre) => answers,
        (Kind::HolderAsked, Stage::AwaitingActivation) => answers && !asked && !lapsed,
        (Kind::Activated, Stage::AwaitingActivation) => answers,
        (Kind::Lapsed, Stage::AwaitingActivation) => answers && over && !lapsed,
        (Kind::LinkAgain, Stage::AwaitingActivation) => answers,
        (
            Kind::Issued | Kind::Rejected,
            Stage::AtBsre | Stage::AwaitingActivation | Stage::Activated,
        ) => answers,
        (Kind::Correct, Stage::Issued | Stage::Mismatch) => corrects,
        _ => false,
    };
    Kind::ALL.into_iter().filter(fits).collect()
}

/// Lines to choose from.
pub fn choices(kinds: &[Kind], ctx: &Ctx) -> Vec<Choice> {
    let line = |kind: &Kind| Choice::new(kind.key(), ctx.words.of("answer-kind", kind.key()));
    kinds.iter().map(line).collect()
}

/// The form of an answer; `None` where the question is enough, or the certificate has its own.
pub fn form(kind: Kind, title: String, ctx: &Ctx) -> Option<Form> {
    let today = ctx.now.day().format("%d/%m/%Y").to_string();
    let form = Form::new(title);
    match kind {
        Kind::LinkSent | Kind::LinkAgain | Kind::Activated => {
            Some(form.with(Entry::day("date", "field-date", Prefer::Past, &today).required()))
        }
        Kind::Rejected | Kind::CorrectionAsked => {
            Some(form.with(Entry::note("text", "field-text", 5, "").required()))
        }
        Kind::HolderAsked | Kind::Lapsed | Kind::Issued | Kind::Correct => None,
    }
}

/// The answer that the values make; `None` for what the certificate's own form makes.
pub fn answer(kind: Kind, values: &Values, ctx: &Ctx) -> Option<Answer> {
    let date = values.day("date").unwrap_or(ctx.now.day());
    let text = values.get("text").to_owned();
    match kind {
        Kind::LinkSent | Kind::LinkAgain => Some(Answer::LinkSent { date }),
        Kind::HolderAsked => Some(Answer::HolderAsked),
        Kind::Activated => Some(Answer::Activated { date }),
        Kind::Lapsed => Some(Answer::ActivationLapsed),
        Kind::Rejected => Some(Answer::Rejected { text }),
        Kind::CorrectionAsked => Some(Answer::CorrectionAsked { text }),
        Kind::Issued | Kind::Correct => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::request::Activation;
    use crate::tui::testing::Stage as Desk;
    use crate::tui::view::testing::request_view;

    #[test]
    fn the_stage_decides_what_may_be_recorded() {
        let desk = Desk::small();
        let today = desk.now.day();
        let mut view = request_view();
        view.may = vec![ActKind::Answer, ActKind::CorrectCertificate];
        view.request.stage = Stage::AtBsre;
        let keys = |view: &RequestView| -> Vec<&str> {
            let kinds = admitted(view, &desk.ctx());
            kinds.into_iter().map(Kind::key).collect()
        };
        assert_eq!(
            keys(&view),
            ["link-sent", "issued", "rejected", "correction-asked"]
        );
        view.request.stage = Stage::AwaitingActivation;
        view.request.activation = Some(Activation {
            link: today,
            until: today,
            links: 1,
            asked: None,
            activated: None,
            lapsed: false,
        });
        assert_eq!(
            keys(&view),
            [
                "holder-asked",
                "activated",
                "link-again",
                "issued",
                "rejected"
            ]
        );
        view.request.stage = Stage::Mismatch;
        assert_eq!(keys(&view), ["correct"]);
        view.may.clear();
        assert!(keys(&view).is_empty(), "no right, no answer");
    }
}
