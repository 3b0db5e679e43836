//! A position is given for a term: for good, for an absence (Plh.), for a vacancy (Plt.)
//! [R1.4, R1.6, R1.7, R1.20].

use super::{Act, Case, Faults, Files, Values, fault, question, seen_officer, term};
use crate::domain::act::Command;
use crate::domain::office::{Capacity, Position};
use crate::text::Arg;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::Form;
use crate::wire::message::Done;
use crate::wire::view::OfficerView;

pub struct GivePosition;

/// The definitive holder whose authority rests meanwhile.
fn rests(position: Position, ctx: &Ctx) -> Option<String> {
    let office = ctx.office?;
    let holds = (position, Capacity::Definitive);
    let mut officers = office.officers.iter();
    let holder = officers.find(|officer| officer.positions.contains(&holds))?;
    Some(holder.name.clone())
}

impl Act<OfficerView> for GivePosition {
    fn name(&self) -> &'static str {
        "give-position"
    }

    fn form(&self, case: &Case<OfficerView>, ctx: &Ctx) -> Form {
        let title = ctx
            .words
            .with("staff-give-title", &[("name", &case.on.name)]);
        term::fields(Form::new(title), false, ctx).of_record()
    }

    fn changed(&self, _: &Case<OfficerView>, form: &mut Form, _: &str, ctx: &Ctx) {
        term::remark(form, ctx);
    }

    fn command(
        &self,
        case: &Case<OfficerView>,
        values: &Values,
        _: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        let hold = term::hold(values, ctx);
        let hold = hold.ok_or_else(|| fault("position", ctx.get("form-required")))?;
        let officer = seen_officer(&case.on);
        Ok(Command::Hold { officer, hold })
    }

    fn question(&self, case: &Case<OfficerView>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        let hold = term::hold(values, ctx)?;
        let args: &[(&str, &dyn Arg)] = &[
            ("name", &case.on.name),
            ("post", &term::post(&hold, ctx)),
            ("term", &term::span(&hold, ctx)),
        ];
        let asked = question(ctx.words.with("staff-give-ask", args));
        let rests = rests(hold.position, ctx)
            .filter(|_| hold.capacity == Capacity::Plh && hold.position.disposes());
        Some(match rests {
            Some(who) => asked.detail(ctx.words.with("staff-give-rests", &[("who", &who)])),
            None => asked,
        })
    }

    fn done(&self, case: &Case<OfficerView>, values: &Values, _: &Done, ctx: &Ctx) -> String {
        let post = term::hold(values, ctx).map(|hold| term::post(&hold, ctx));
        let args: &[(&str, &dyn Arg)] =
            &[("name", &case.on.name), ("post", &post.unwrap_or_default())];
        ctx.words.with("staff-given", args)
    }
}
