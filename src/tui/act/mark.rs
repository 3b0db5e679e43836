//! The marks that were set on one name, for several names of a letter at once: on each where the same
//! lies, be it one file for all, papers at the counter, or nothing [R7.14].

use super::{Act, Case, Faults, Files, Values, question, seen};
use crate::domain::act::{ActKind, Command};
use crate::domain::checklist::{ChecklistItem, Evidence, Verdict};
use crate::domain::policy::DocumentKey;
use crate::text::request as words_of;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct MarkAll;

/// A mark, and what lay there where it was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Same {
    pub document: DocumentKey,
    pub verdict: Verdict,
    pub on: Option<Evidence>,
    pub lies: Option<Evidence>,
}

impl Same {
    fn lies_at(&self, item: &ChecklistItem) -> bool {
        match (item.current().map(|held| &held.evidence), &self.lies) {
            (Some(Evidence::File { hash, .. }), Some(Evidence::File { hash: there, .. })) => {
                hash == there
            }
            (here, there) => here == there.as_ref(),
        }
    }
}

/// The marks that hold for this name, too.
fn holding(case: &Case<RequestView>) -> Vec<(DocumentKey, Verdict, Option<Evidence>)> {
    let request = &case.on.request;
    let holds = |mark: &&Same| {
        let item = request.item(mark.document);
        item.is_some_and(|item| mark.lies_at(item))
    };
    let marks = case.marks.iter().filter(holds);
    marks
        .map(|mark| (mark.document, mark.verdict.clone(), mark.on.clone()))
        .collect()
}

impl Act<RequestView> for MarkAll {
    fn name(&self) -> &'static str {
        "mark"
    }

    fn hindered(&self, case: &Case<RequestView>, ctx: &Ctx) -> Option<String> {
        let may = case.on.may.contains(&ActKind::Mark);
        let none = !may || holding(case).is_empty();
        none.then(|| ctx.get("many-marks-none"))
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        _: &Values,
        _: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        Ok(Command::Mark {
            request: seen(&case.on),
            marks: holding(case),
        })
    }

    fn question(&self, case: &Case<RequestView>, _: &Values, ctx: &Ctx) -> Option<Confirm> {
        let marks = case.marks.iter();
        let asked = marks.fold(question(String::new()), |asked, mark| {
            let name = words_of::document(ctx.words, ctx.policy(), mark.document);
            let verdict = words_of::verdict(ctx.words, ctx.policy(), &mark.verdict);
            asked.detail(format!("{name}: {verdict}"))
        });
        Some(asked.detail(ctx.get("many-marks-own")))
    }

    fn done(&self, _: &Case<RequestView>, _: &Values, _: &Done, _: &Ctx) -> String {
        String::new()
    }
}
