//! BSrE's portal: checked names leave in files, with their attachments; once they are uploaded they
//! are sent under one ticket, or names are taken back [SOP 5; R15.1, R15.2].

use super::subject::ForPortal;
use super::{Act, Case, Faults, Files, Line, Menu, Values, fault, question};
use crate::domain::act::{Command, Seen};
use crate::domain::ids::RequestNo;
use crate::domain::portal::PortalName;
use crate::domain::written::Prefer;
use crate::outgo::portal::{Package, package};
use crate::text::Arg;
use crate::tui::completion::expand;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{Ctx, Effect};
use crate::tui::view::portal::Writing;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;

/// Checked names are written into files.
const PREPARE: &str = "prepare";
/// What was written is uploaded.
const UPLOADED: &str = "uploaded";
/// What was written is not uploaded after all.
const BACK: &str = "back";

pub struct Portal;

/// The names that the choice is about.
fn names<'a>(case: &'a Case<ForPortal>, values: &Values) -> Vec<&'a PortalName> {
    let again = values.get("which") == "all";
    let all = case.on.names.iter();
    all.filter(|name| match case.choice.as_str() {
        PREPARE => name.ready && (again || !name.prepared),
        _ => name.prepared,
    })
    .collect()
}

/// Those of the prepared names that were ticked: they did not go up.
fn ticked<'a>(case: &'a Case<ForPortal>, values: &Values) -> Vec<&'a PortalName> {
    let ticked = values.ticked("names");
    let all = names(case, values).into_iter();
    all.filter(|name| ticked.contains(&key(name).as_str()))
        .collect()
}

fn key(name: &PortalName) -> String {
    name.request.id.to_string()
}

fn seen(names: &[&PortalName]) -> Vec<Seen<RequestNo>> {
    names.iter().map(|name| name.request).collect()
}

fn made(case: &Case<ForPortal>, values: &Values, ctx: &Ctx) -> Option<Package> {
    let policy = ctx.policy()?;
    Some(package(&names(case, values), policy, ctx.words))
}

/// Ticks for the names that were prepared.
fn ticks(case: &Case<ForPortal>, label: &'static str) -> Entry {
    let all = names(case, &Values::default()).into_iter();
    let lines = all.map(|name| Choice::new(key(name), format!("{} {}", key(name), name.name)));
    Entry::ticks("names", label, lines.collect(), &[])
}

fn count(names: &[&PortalName]) -> usize {
    names.len()
}

impl Act<ForPortal> for Portal {
    fn name(&self) -> &'static str {
        "portal"
    }

    fn hindered(&self, case: &Case<ForPortal>, ctx: &Ctx) -> Option<String> {
        case.on.names.is_empty().then(|| ctx.get("portal-nothing"))
    }

    fn choices(&self, case: &Case<ForPortal>, ctx: &Ctx) -> Menu {
        let any = |fits: fn(&PortalName) -> bool| case.on.names.iter().any(fits);
        let (ready, prepared) = (any(|name| name.ready), any(|name| name.prepared));
        let line = |key: &str, applies| Line {
            choice: Choice::new(key, ctx.words.of("portal-choice", key)),
            applies,
        };
        let fresh = any(|name| name.ready && !name.prepared);
        Menu {
            title: ctx.get("portal-title"),
            lines: vec![
                line(PREPARE, ready),
                line(UPLOADED, prepared),
                line(BACK, prepared),
            ],
            likely: if fresh { PREPARE } else { UPLOADED }.to_owned(),
        }
    }

    fn form(&self, case: &Case<ForPortal>, ctx: &Ctx) -> Form {
        let title = ctx.words.of("portal-choice", &case.choice);
        let form = Form::new(title);
        if case.choice == PREPARE {
            let now = ctx.now.to_wib().format("%Y-%m-%d-%H%M");
            let fresh = case.on.names.iter().any(|name| !name.prepared);
            let which =
                ["new", "all"].map(|key| Choice::new(key, ctx.words.of("portal-which", key)));
            return form
                .with(
                    Entry::text("folder", "field-folder", &format!("~/portal-{now}"))
                        .required()
                        .path(),
                )
                .with(Entry::choice(
                    "which",
                    "field-which",
                    which.to_vec(),
                    if fresh { "new" } else { "all" },
                ));
        }
        if case.choice == BACK {
            return form.with(ticks(case, "field-take-back"));
        }
        let today = ctx.now.day().format("%d/%m/%Y").to_string();
        form.with(Entry::text("ticket", "field-ticket", "").required())
            .with(Entry::day("date", "field-date", Prefer::Past, &today).required())
            .with(ticks(case, "field-not-uploaded"))
    }

    fn objections(&self, case: &Case<ForPortal>, values: &Values, ctx: &Ctx) -> Faults {
        let (field, none) = match case.choice.as_str() {
            PREPARE => ("which", names(case, values).is_empty()),
            BACK => ("names", false),
            _ => (
                "names",
                ticked(case, values).len() == names(case, values).len(),
            ),
        };
        match none {
            true => fault(field, ctx.get("portal-none-left")),
            false => Faults::new(),
        }
    }

    fn command(
        &self,
        case: &Case<ForPortal>,
        values: &Values,
        _: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        let all = names(case, values);
        if case.choice == PREPARE {
            let requests = seen(&all);
            return Ok(Command::PreparePortal { requests });
        }
        let back = seen(&ticked(case, values));
        if case.choice == BACK && back.is_empty() {
            return Err(fault("names", ctx.get("portal-tick")));
        }
        let mut requests = seen(&all);
        requests.retain(|name| case.choice == UPLOADED && !back.contains(name));
        Ok(Command::Uploaded {
            requests,
            date: values.day("date").unwrap_or(ctx.now.day()),
            ticket: values.text("ticket"),
            back,
        })
    }

    fn question(&self, case: &Case<ForPortal>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        let back = count(&ticked(case, values));
        let all = count(&names(case, values));
        if case.choice == PREPARE {
            let package = made(case, values, ctx)?;
            let folder = values.text("folder");
            let args: &[(&str, &dyn Arg)] = &[
                ("names", &all),
                ("tables", &package.tables),
                ("folder", &folder),
            ];
            let asked = question(ctx.words.with("portal-ask-prepare", args));
            let files = package.attachments.len();
            let large = package.too_large();
            let asked = asked.detail(ctx.words.with("portal-ask-files", &[("files", &files)]));
            let asked = match large {
                0 => asked,
                large => asked.detail(ctx.words.with("portal-ask-large", &[("count", &large)])),
            };
            return Some(asked.detail(ctx.get("portal-ask-personal")));
        }
        if case.choice == BACK {
            let asked = ctx.words.with("portal-ask-back", &[("names", &back)]);
            return Some(question(asked));
        }
        let ticket = values.text("ticket");
        let date = ctx.words.date(values.day("date").unwrap_or(ctx.now.day()));
        let sent = all - back;
        let args: &[(&str, &dyn Arg)] = &[("names", &sent), ("ticket", &ticket), ("date", &date)];
        let asked = question(ctx.words.with("portal-ask-uploaded", args)).irreversible();
        Some(match back {
            0 => asked,
            back => asked.detail(ctx.words.with("portal-ask-stay", &[("names", &back)])),
        })
    }

    fn done(&self, case: &Case<ForPortal>, values: &Values, _: &Done, ctx: &Ctx) -> String {
        let back = count(&ticked(case, values));
        let all = count(&names(case, values));
        let (key, names) = match case.choice.as_str() {
            PREPARE => ("portal-said-prepared", all),
            BACK => ("portal-said-back", back),
            _ => ("portal-said-uploaded", all - back),
        };
        ctx.words.with(key, &[("names", &names)])
    }

    fn after(
        &self,
        case: &Case<ForPortal>,
        values: &Values,
        _: &Done,
        ctx: &Ctx,
    ) -> Option<Effect> {
        if case.choice != PREPARE {
            return None;
        }
        let package = made(case, values, ctx)?;
        let folder = expand(values.get("folder"));
        Some(Effect::open(Writing::new(package, folder, ctx)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::tui::act::testing::{ActDriver, portal_name as name};
    use crate::tui::action::Action;
    use crate::tui::panel::Input;
    use crate::tui::testing::{Stage, letter};
    use crate::wire::message::Tell;

    fn begun(names: Vec<PortalName>) -> ActDriver {
        let case = Case::of(ForPortal::default());
        let mut doer = ActDriver::of(Stage::small(), Action::Portal, case);
        doer.tell_again(Tell::ForPortal(names));
        doer
    }

    #[test]
    fn new_names_are_prepared_and_the_question_says_whose_data_leave() {
        let mut doer = begun(vec![name(1, true), name(2, false), name(3, false)]);
        doer.give(Input::Key(letter('1')));
        doer.save();
        let asked = doer.question().unwrap();
        for part in ["2 nama", "1 berkas", "data pribadi"] {
            assert!(asked.contains(part), "{part}: {asked}");
        }
        let Some(Command::PreparePortal { requests }) = doer.yes() else {
            panic!("not prepared")
        };
        assert_eq!(requests.len(), 2);
        assert!(doer.done().contains("2 nama"));
        assert!(doer.opens(), "the files are written once they are recorded");
    }

    #[test]
    fn what_went_up_is_sent_under_one_ticket_and_ticked_names_stay() {
        let mut doer = begun(vec![name(1, true), name(2, true), name(3, false)]);
        doer.give(Input::Key(letter('2')));
        doer.keys("BSRE-77");
        doer.set("names", "0142.02/2026");
        doer.save();
        let asked = doer.question().unwrap();
        assert!(
            asked.contains("BSRE-77") && asked.contains("1 nama"),
            "{asked}"
        );
        let Some(Command::Uploaded {
            requests,
            ticket,
            back,
            ..
        }) = doer.yes()
        else {
            panic!("not sent")
        };
        assert_eq!((requests.len(), back.len()), (1, 1));
        assert_eq!((back[0].id.line, ticket.as_str()), (2, "BSRE-77"));
    }

    #[test]
    fn a_name_is_taken_back_alone() {
        let mut doer = begun(vec![name(1, true), name(2, true)]);
        doer.give(Input::Key(letter('3')));
        doer.set("names", "0142.01/2026");
        doer.save();
        let Some(Command::Uploaded { requests, back, .. }) = doer.yes() else {
            panic!("not taken back")
        };
        assert_eq!((requests.len(), back.len()), (0, 1));
    }

    #[test]
    fn where_nothing_is_ready_that_is_said() {
        let said = begun(Vec::new()).said();
        assert!(said.contains("Belum ada nama yang siap"), "{said}");
    }
}
