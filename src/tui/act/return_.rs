//! Back to the requester, with what is wrong. What the verifier marked and what blocks is ticked
//! already; a return that names nothing is refused before it is asked about.

use super::{Act, Case, Faults, Files, Values, ask, defects, fault, recorded, seen, titled};
use crate::domain::act::{ActKind, Command};
use crate::domain::finding::Finding;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct Return;

impl Act<RequestView> for Return {
    fn name(&self) -> &'static str {
        "return"
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        let form = titled(&case.on, "action-return", ctx);
        let Some(policy) = ctx.policy() else {
            return form;
        };
        let open = case.on.findings.iter();
        let open = open.filter(|open| open.accepted.is_none());
        let findings: Vec<&Finding> = open.map(|open| &open.finding).collect();
        let field = defects::field(Some(&case.on.request), &findings, policy, ctx);
        form.with(field)
            .with(Entry::note("note", "field-note", 3, ""))
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        let ticked = values.ticked(defects::FIELD);
        let policy = ctx.policy().ok_or_else(Faults::new)?;
        let defects = defects::chosen(&ticked, Some(&case.on.request), policy);
        let note = values.text("note");
        if defects.is_empty() && note.is_empty() {
            let said = ctx.get("refusal-missing-defects");
            return Err(fault(defects::FIELD, said));
        }
        Ok(Command::Return {
            request: seen(&case.on),
            defects,
            note,
        })
    }

    fn question(&self, case: &Case<RequestView>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        let noted = usize::from(!values.get("note").is_empty());
        let count = values.ticked(defects::FIELD).len().max(noted);
        Some(ask("ask-return", &case.on, &[("count", &count)], ctx))
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        recorded(ActKind::Return, &case.on, ctx)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::ids::RecordId;
    use crate::domain::refusal::Refusal;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::testing::Stage;
    use crate::tui::view::testing::{RINA, request_view};
    use crate::wire::message::{Ask, Tell};

    #[test]
    fn what_was_marked_and_what_blocks_is_ticked_and_a_return_without_anything_is_not_asked() {
        let mut doer = ActDriver::on_request(Action::Return, request_view());
        let shown = doer.drawn();
        assert!(
            shown.contains("[x] SK") || shown.contains("Fotokopi SK"),
            "{shown}"
        );
        doer.set(defects::FIELD, "");
        doer.save();
        assert!(doer.question().is_none(), "nothing is named");
        assert!(
            doer.drawn().contains("Belum ada kekurangan"),
            "{}",
            doer.drawn()
        );
    }

    #[test]
    fn somebody_who_was_faster_is_named_and_the_second_save_goes_on_from_then() {
        let mut doer = ActDriver::on_request(Action::Return, request_view());
        doer.set("note", "lewat WA");
        doer.save();
        assert!(doer.question().unwrap().contains("0142.03/2026"));
        let Some(Command::Return {
            request, defects, ..
        }) = doer.yes()
        else {
            panic!("not returned")
        };
        assert_eq!((request.revision, defects.len()), (4, 2));
        let said = doer.refused(Refusal::MovedOn {
            record: RecordId::Request(request.id),
            by: RINA,
            at: Stage::small().now,
            what: "edited".to_owned(),
        });
        assert!(said.contains("Rina (Kabid)"), "{said}");
        let mut now = request_view();
        now.request.revision = 5;
        assert_eq!(doer.asked_again(), Some(Ask::Request(request.id)));
        doer.tell_again(Tell::Request(Box::new(now)));
        assert!(doer.drawn().contains("lewat WA"), "what was typed stays");
        doer.save();
        let Some(Command::Return { request, note, .. }) = doer.yes() else {
            panic!("not returned")
        };
        assert_eq!((request.revision, note.as_str()), (5, "lewat WA"));
        assert!(doer.done().contains("0142.03/2026"));
    }
}
