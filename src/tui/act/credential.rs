//! A paper with which an officer works, or the agencies whose requests they verify [R1.24, R1.26].

use super::{Act, Case, Faults, Files, Line, Menu, Values, fault, question, seen_officer};
use crate::domain::act::Command;
use crate::domain::credential::{Credential, CredentialKind};
use crate::domain::policy::Policy;
use crate::domain::time::Day;
use crate::domain::written::Prefer;
use crate::text::Arg;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::OfficerView;

pub struct StateCredential;

/// Key of the choice of agencies.
const AGENCIES: &str = "agencies";

fn kind(case: &Case<OfficerView>) -> Option<CredentialKind> {
    CredentialKind::from_key(&case.choice)
}

fn known(case: &Case<OfficerView>) -> Option<&Credential> {
    case.on.credentials.get(&kind(case)?)
}

fn what(case: &Case<OfficerView>, ctx: &Ctx) -> String {
    match kind(case) {
        Some(kind) => ctx.words.of("credential", kind.as_str()),
        None => ctx.get("staff-agencies"),
    }
}

/// The short names of the agencies of an officer.
pub fn short_names(officer: &OfficerView, policy: Option<&Policy>) -> Vec<String> {
    let short = |name: &String| {
        let known = policy.and_then(|policy| policy.agency(name));
        known.map_or_else(|| name.clone(), |agency| agency.short.clone())
    };
    officer.agencies.iter().map(short).collect()
}

/// The names that stand between commas or on lines of their own.
fn names(text: &str) -> Vec<String> {
    let parts = text.split([',', ';', '\n']).map(str::trim);
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

fn paper(case: &Case<OfficerView>) -> [Entry; 3] {
    let known = known(case);
    let number = known.map_or("", |paper| &*paper.number);
    let day = |of: fn(&Credential) -> Option<Day>| {
        let day = known.and_then(of);
        day.map(|day| day.format("%d/%m/%Y").to_string())
            .unwrap_or_default()
    };
    [
        Entry::text("number", "staff-number", number),
        Entry::day("from", "staff-from", Prefer::Past, &day(|paper| paper.from)),
        Entry::day(
            "until",
            "staff-until",
            Prefer::Future,
            &day(|paper| paper.until),
        ),
    ]
}

impl Act<OfficerView> for StateCredential {
    fn name(&self) -> &'static str {
        "credential"
    }

    fn choices(&self, case: &Case<OfficerView>, ctx: &Ctx) -> Menu {
        let paper = |kind: CredentialKind| {
            let said = ctx.words.of("credential", kind.as_str());
            Line::applying(Choice::new(kind.as_str(), said))
        };
        let agencies = Line::applying(Choice::new(AGENCIES, ctx.get("staff-agencies")));
        Menu {
            title: case.on.name.clone(),
            lines: CredentialKind::ALL
                .into_iter()
                .map(paper)
                .chain([agencies])
                .collect(),
            likely: String::new(),
        }
    }

    fn form(&self, case: &Case<OfficerView>, ctx: &Ctx) -> Form {
        let form = Form::new(format!("{} · {}", case.on.name, what(case, ctx)));
        if kind(case).is_none() {
            let names = short_names(&case.on, ctx.policy()).join(", ");
            let mut form = form
                .with(Entry::note(AGENCIES, "staff-agencies-short", 4, &names))
                .of_record();
            form.remark(AGENCIES, ctx.get("staff-agencies-empty"));
            return form;
        }
        let mut form = paper(case).into_iter().fold(form, Form::with).of_record();
        if known(case).is_some() {
            form.remark("number", ctx.get("staff-number-empty"));
        }
        form
    }

    fn command(
        &self,
        case: &Case<OfficerView>,
        values: &Values,
        _: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        let officer = seen_officer(&case.on);
        let Some(kind) = kind(case) else {
            let agencies = names(values.get(AGENCIES));
            return Ok(Command::AssignAgencies { officer, agencies });
        };
        let number = values.text("number");
        if number.is_empty() && known(case).is_none() {
            return Err(fault("number", ctx.get("form-required")));
        }
        let stated = (!number.is_empty()).then(|| Credential {
            number,
            from: values.day("from"),
            until: values.day("until"),
        });
        Ok(Command::StateCredential {
            officer,
            kind,
            stated,
        })
    }

    fn question(&self, case: &Case<OfficerView>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        let gone = kind(case).is_some() && values.get("number").is_empty();
        let args: &[(&str, &dyn Arg)] = &[("name", &case.on.name), ("what", &what(case, ctx))];
        gone.then(|| question(ctx.words.with("staff-paper-gone", args)))
    }

    fn done(&self, case: &Case<OfficerView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        let args: &[(&str, &dyn Arg)] = &[("name", &case.on.name), ("what", &what(case, ctx))];
        ctx.words.with("staff-paper-stated", args)
    }
}
