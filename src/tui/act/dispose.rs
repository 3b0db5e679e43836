//! An official sends sheets on, with the slip written on the sheet; names taken off stay behind
//! [SOP 1-4]. The page of the sheet has the fields; here it is asked, sent and said.

use super::subject::Disposal;
use super::{Act, Case, Faults, Files, Values, fault, question};
use crate::domain::act::Command;
use crate::domain::office::Position;
use crate::text::Arg;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::view::sheets::{except, slip};
use crate::wire::message::Done;

pub struct Dispose;

/// Names that go on.
fn going(case: &Case<Disposal>) -> usize {
    case.on.travelling.saturating_sub(case.on.except.len())
}

fn to(case: &Case<Disposal>, ctx: &Ctx) -> String {
    case.on.sheets.to(ctx).unwrap_or_default()
}

impl Act<Disposal> for Dispose {
    fn name(&self) -> &'static str {
        "dispose"
    }

    fn hindered(&self, case: &Case<Disposal>, ctx: &Ctx) -> Option<String> {
        (going(case) == 0).then(|| ctx.get("sheet-all-excepted"))
    }

    fn command(
        &self,
        case: &Case<Disposal>,
        _: &Values,
        _: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        if going(case) == 0 {
            return Err(fault("", ctx.get("sheet-all-excepted")));
        }
        let except = case.on.except.iter();
        Ok(Command::Dispose {
            sheets: super::subject::Sheets::seen(&case.on.sheets.lines),
            except: except
                .map(|(seen, _, what)| (*seen, what.clone()))
                .collect(),
            slip: case.on.slip.clone(),
            paper: None,
        })
    }

    fn question(&self, case: &Case<Disposal>, _: &Values, ctx: &Ctx) -> Option<Confirm> {
        let on = &case.on;
        let from = on.sheets.from()?;
        let key = match (on.sheets.lines.len(), from) {
            (1, Position::Agendaris) => "sheet-ask-forward",
            (1, _) => "sheet-ask-dispose",
            _ => "sheet-ask-dispose-many",
        };
        let args: &[(&str, &dyn Arg)] = &[
            ("names", &going(case)),
            ("sheets", &on.sheets.lines.len()),
            ("sheet", &on.sheets.lines.first()?.row.no.to_string()),
            ("from", &ctx.words.of("position", from.as_str())),
            ("to", &to(case, ctx)),
        ];
        let mut confirm = question(ctx.words.with(key, args));
        let said = slip::instructions(&on.slip, ctx.policy()?, ctx);
        if !said.is_empty() {
            confirm = confirm.detail(said);
        }
        if let Some(day) = on.slip.deadline {
            let day = ctx.words.weekday_date(day);
            confirm = confirm.detail(ctx.words.with("sheet-deadline", &[("day", &day)]));
        }
        for (_, name, exception) in &on.except {
            confirm = confirm.detail(format!("- {name}: {}", except::fate(exception, ctx)));
        }
        Some(confirm)
    }

    fn done(&self, case: &Case<Disposal>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        let args: &[(&str, &dyn Arg)] = &[
            ("names", &going(case)),
            ("sheets", &case.on.sheets.lines.len()),
            ("to", &to(case, ctx)),
        ];
        ctx.words.with("sheet-done-dispose", args)
    }
}
