//! By what an officer is known: name, numbers, address, and the account with which they come
//! [R1.10, R1.11, R1.17].

use super::{Act, Case, Faults, Files, Values, fault, seen_officer};
use crate::domain::act::Command;
use crate::text::Arg;
use crate::tui::panel::Ctx;
use crate::tui::view::request::sections::spaced;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::OfficerView;

pub struct IdentifyOfficer;

fn account_of(officer: &OfficerView) -> &str {
    officer.account.as_ref().map_or("", |known| &known.name)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Whether name, numbers or address are said to be others.
fn identifies(officer: &OfficerView, values: &Values) -> bool {
    let email = values.get("email");
    let nip = values.get("nip");
    (!values.get("name").is_empty() && values.get("name") != officer.name)
        || (!nip.is_empty() && digits(nip) != officer.nip)
        || !values.get("nik").is_empty()
        || (!email.is_empty() && Some(email) != officer.email.as_deref())
}

/// Whether the account is said to be another, or none.
fn binds(officer: &OfficerView, values: &Values) -> bool {
    values.get("account") != account_of(officer)
}

impl Act<OfficerView> for IdentifyOfficer {
    fn name(&self) -> &'static str {
        "identify-officer"
    }

    fn form(&self, case: &Case<OfficerView>, ctx: &Ctx) -> Form {
        let officer = &case.on;
        let text = |key, label, text: &str| Entry::text(key, label, text);
        let title = ctx
            .words
            .with("staff-edit-title", &[("name", &officer.name)]);
        let email = officer.email.as_deref().unwrap_or_default();
        Form::new(title)
            .with(text("name", "field-name", &officer.name).required())
            .with(text("account", "field-account", account_of(officer)))
            .with(text("nip", "field-nip", &spaced(&officer.nip)))
            .with(text("nik", "field-nik", ""))
            .with(text("email", "field-email", email))
            .of_record()
    }

    fn changed(&self, case: &Case<OfficerView>, form: &mut Form, _: &str, ctx: &Ctx) {
        let nik = case.on.nik.as_ref();
        let nik = nik.map(|nik| ctx.words.with("staff-nik-known", &[("nik", nik)]));
        form.remark("nik", nik.unwrap_or_default());
        form.remark("account", ctx.get("staff-account-empty"));
    }

    fn account(&self, case: &Case<OfficerView>, values: &Values) -> Option<String> {
        let name = values.text("account");
        Some(name).filter(|name| !name.is_empty() && binds(&case.on, values))
    }

    fn acts(&self, case: &Case<OfficerView>, values: &Values, _: &Ctx) -> usize {
        usize::from(identifies(&case.on, values)) + usize::from(binds(&case.on, values))
    }

    fn command(
        &self,
        case: &Case<OfficerView>,
        values: &Values,
        _: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        let officer = seen_officer(&case.on);
        if case.made == 0 && identifies(&case.on, values) {
            return Ok(Command::IdentifyOfficer {
                officer,
                name: values.text("name"),
                nip: values.text("nip"),
                nik: values.text("nik"),
                email: values.text("email"),
            });
        }
        match binds(&case.on, values) {
            true => Ok(Command::BindAccount {
                officer,
                account: case.account.clone(),
            }),
            false => Err(fault("", ctx.get("act-nothing"))),
        }
    }

    fn stopped(&self, _: &Case<OfficerView>, why: String, ctx: &Ctx) -> String {
        ctx.words.with("staff-part", &[("why", &why)])
    }

    fn done(&self, _: &Case<OfficerView>, values: &Values, _: &Done, ctx: &Ctx) -> String {
        let args: &[(&str, &dyn Arg)] = &[("name", &values.text("name"))];
        ctx.words.with("staff-edited", args)
    }
}
