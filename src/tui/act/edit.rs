//! Who the request is for, corrected. What is found in the fields is said while one types.

use super::{Act, Case, Faults, Files, Values, recorded, seen, titled};
use crate::domain::act::{ActKind, Command};
use crate::domain::kind::Kind;
use crate::tui::panel::Ctx;
use crate::tui::view::identity_form;
use crate::tui::widgets::form::Form;
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct Edit;

impl Act<RequestView> for Edit {
    fn name(&self) -> &'static str {
        "edit"
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        let request = &case.on.request;
        let mut who = request.identity.clone();
        if let Some(nik) = &case.nik {
            nik.clone_into(&mut who.nik);
        }
        let change = request.kind == Kind::Change;
        let form = titled(&case.on, "action-edit", ctx);
        identity_form::with_fields(form, &who, change, ctx).of_record()
    }

    fn changed(&self, case: &Case<RequestView>, form: &mut Form, _: &str, ctx: &Ctx) {
        if let Some(policy) = ctx.policy() {
            // The record was filled in before: each of its fields was left.
            let left: Vec<&str> = form.entries().iter().map(|entry| entry.key).collect();
            identity_form::check(form, policy, case.on.request.kind, &left, ctx);
        }
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        Ok(Command::EditIdentity {
            request: seen(&case.on),
            identity: Box::new(identity_form::identity(&values.0)),
        })
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        recorded(ActKind::EditIdentity, &case.on, ctx)
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
    use crate::tui::view::testing::{RINA, at, request_view};
    use crate::wire::message::Tell;

    #[test]
    fn what_is_found_is_shown_while_one_types() {
        let mut doer = ActDriver::on_request(Action::Edit, request_view());
        let before = doer.drawn();
        assert!(
            before.contains("bableprov") && before.contains('✗'),
            "{before}"
        );
        doer.type_in("nip", "9");
        assert!(doer.drawn().contains("19 angka"), "{}", doer.drawn());
    }

    #[test]
    fn it_overwrites_nothing_that_was_not_touched() {
        let mut doer = ActDriver::on_request(Action::Edit, request_view());
        doer.set("name", "Siti Rahmawati, M.Kom.");
        doer.save();
        let Some(Command::EditIdentity { request, .. }) = doer.command() else {
            panic!("not edited")
        };
        assert_eq!(request.revision, 4, "it names what was seen");
        doer.refused(Refusal::MovedOn {
            record: RecordId::Request(request.id),
            by: RINA,
            at: at(9, 12),
            what: "edited".to_owned(),
        });
        let mut now = request_view();
        now.request.revision = 5;
        now.request.identity.phone = "081234567890".to_owned();
        doer.tell_again(Tell::Request(Box::new(now)));
        doer.save();
        let Some(Command::EditIdentity { request, identity }) = doer.command() else {
            panic!("not edited")
        };
        assert_eq!(request.revision, 5);
        assert_eq!(identity.name, "Siti Rahmawati, M.Kom.");
        assert_eq!(
            identity.phone, "081234567890",
            "what somebody else wrote stays"
        );
    }
}
