//! The letter that answers a rejected one: its number and its date.

use super::{Act, Case, Faults, Files, Values, ask, recorded, seen, titled};
use crate::domain::act::{ActKind, Command};
use crate::domain::written::Prefer;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct Reply;

impl Act<RequestView> for Reply {
    fn name(&self) -> &'static str {
        "reply"
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        let today = ctx.now.day().format("%-d/%-m/%Y").to_string();
        let date = Entry::day("outgoing_date", "field-outgoing_date", Prefer::Past, &today);
        titled(&case.on, "action-reply", ctx)
            .with(Entry::text("outgoing_number", "field-outgoing_number", "").required())
            .with(date.required())
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        Ok(Command::Reply {
            request: seen(&case.on),
            number: values.text("outgoing_number"),
            date: values.day("outgoing_date").unwrap_or(ctx.now.day()),
        })
    }

    fn question(&self, case: &Case<RequestView>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        let date = ctx.words.date(values.day("outgoing_date")?);
        let number = values.text("outgoing_number");
        let args: &[(&str, &dyn crate::text::Arg)] = &[("number", &number), ("date", &date)];
        Some(ask("ask-reply", &case.on, args, ctx))
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        recorded(ActKind::Reply, &case.on, ctx)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::request::Stage;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::view::testing::request_view;

    #[test]
    fn the_letter_is_named_before_it_is_recorded() {
        let mut view = request_view();
        view.request.stage = Stage::ReplyPending;
        view.may = vec![ActKind::Reply];
        let mut doer = ActDriver::on_request(Action::Reply, view);
        doer.save();
        assert!(doer.question().is_none(), "a letter has a number");
        doer.set("outgoing_number", "555/80/Diskominfo");
        doer.save();
        let asked = doer.question().unwrap();
        assert!(asked.contains("555/80/Diskominfo"), "{asked}");
        let Some(Command::Reply { number, .. }) = doer.yes() else {
            panic!("not recorded")
        };
        assert_eq!(number, "555/80/Diskominfo");
    }
}
