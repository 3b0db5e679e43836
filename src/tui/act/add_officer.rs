//! Somebody new at the desk: their name and numbers, the account with which they come, and perhaps a
//! first position [R1.10, R1.11].

use super::subject::Staff;
use super::{Act, Case, Faults, Files, Values, question, term};
use crate::domain::act::Command;
use crate::text::Arg;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::view::request::sections::spaced;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::Suggestion;

pub struct AddOfficer;

impl Act<Staff> for AddOfficer {
    fn name(&self) -> &'static str {
        "add-officer"
    }

    fn form(&self, _: &Case<Staff>, ctx: &Ctx) -> Form {
        let text = |key, label| Entry::text(key, label, "");
        let form = Form::new(ctx.get("staff-add-title"))
            .with(text("name", "field-name").required())
            .with(text("account", "field-account"))
            .with(text("nip", "field-nip"))
            .with(text("nik", "field-nik"))
            .with(text("email", "field-email"));
        term::fields(form, true, ctx)
    }

    fn changed(&self, _: &Case<Staff>, form: &mut Form, _: &str, ctx: &Ctx) {
        form.remark("account", ctx.get("staff-account-empty"));
        term::remark(form, ctx);
    }

    fn people(&self) -> &'static [&'static str] {
        &["name", "nip"]
    }

    fn took(&self, form: &mut Form, person: &Suggestion) {
        let who = &person.details;
        let nip = who.nip.map(|nip| spaced(&nip.to_string()));
        form.set("name", &who.name);
        form.set("nip", &nip.unwrap_or_default());
        form.set("email", &who.email);
    }

    fn account(&self, _: &Case<Staff>, values: &Values) -> Option<String> {
        Some(values.text("account")).filter(|name| !name.is_empty())
    }

    fn command(
        &self,
        case: &Case<Staff>,
        values: &Values,
        _: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        Ok(Command::AddOfficer {
            name: values.text("name"),
            nip: values.text("nip"),
            nik: values.text("nik"),
            email: values.text("email"),
            account: case.account.clone(),
            holds: term::hold(values, ctx).into_iter().collect(),
        })
    }

    fn question(&self, case: &Case<Staff>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        let name = values.text("name");
        let account = case.account.as_ref().map(|account| account.name.clone());
        let asked = match account {
            Some(account) => {
                let args: &[(&str, &dyn Arg)] = &[("name", &name), ("account", &account)];
                ctx.words.with("staff-add-ask", args)
            }
            None => ctx.words.with("staff-add-ask-bare", &[("name", &name)]),
        };
        let asked = question(asked);
        Some(match term::hold(values, ctx) {
            Some(hold) => {
                let said = [term::post(&hold, ctx), term::span(&hold, ctx)];
                asked.detail(said.join(" · "))
            }
            None => asked.detail(ctx.get("staff-position-later")),
        })
    }

    fn done(&self, _: &Case<Staff>, values: &Values, _: &Done, ctx: &Ctx) -> String {
        let name = values.text("name");
        ctx.words.with("staff-added", &[("name", &name)])
    }
}
