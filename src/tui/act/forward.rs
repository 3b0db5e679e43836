//! Forwarding from the counter: the sheets of the letters chosen, seen before they go. The question
//! says how many letters and names move and to whom, and whether names go along that were not
//! chosen [SOP 1].

use super::subject::Sheets;
use super::{Act, Case, Faults, Files, Values, question};
use crate::domain::act::Command;
use crate::domain::sheet::{SheetStage, Slip};
use crate::text::Arg;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::wire::message::Done;
use crate::wire::view::SheetLine;

/// Sheets that one act moves; more go in several acts, with progress.
const AT_ONCE: usize = 25;
/// Lines of the question that name a letter.
const NAMED: usize = 6;

pub struct Forward;

/// The sheets that are still at the counter.
fn here(case: &Case<Sheets>) -> impl Iterator<Item = &SheetLine> {
    let lines = case.on.lines.iter();
    lines.filter(|line| line.row.stage == SheetStage::Registered)
}

fn to(case: &Case<Sheets>, ctx: &Ctx) -> String {
    case.on.to(ctx).unwrap_or_default()
}

impl Act<Sheets> for Forward {
    fn name(&self) -> &'static str {
        "forward"
    }

    fn hindered(&self, case: &Case<Sheets>, ctx: &Ctx) -> Option<String> {
        let none = here(case).next().is_none();
        none.then(|| ctx.get("forward-nothing"))
    }

    fn acts(&self, case: &Case<Sheets>, _: &Values, _: &Ctx) -> usize {
        here(case).count().div_ceil(AT_ONCE)
    }

    fn command(
        &self,
        case: &Case<Sheets>,
        _: &Values,
        _: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        let now: Vec<&SheetLine> = here(case).take(AT_ONCE).collect();
        let urgency = now.iter().map(|line| line.row.urgency).max();
        Ok(Command::Dispose {
            sheets: Sheets::seen(now),
            except: Vec::new(),
            slip: Slip {
                urgency: urgency.unwrap_or_default(),
                ..Slip::default()
            },
            paper: None,
        })
    }

    fn question(&self, case: &Case<Sheets>, _: &Values, ctx: &Ctx) -> Option<Confirm> {
        let lines = &case.on.lines;
        let names = case.on.names();
        let args: &[(&str, &dyn Arg)] = &[
            ("letters", &lines.len()),
            ("names", &names),
            ("to", &to(case, ctx)),
        ];
        let mut confirm = question(ctx.words.with("forward-question", args));
        for line in lines.iter().take(NAMED) {
            let args: &[(&str, &dyn Arg)] = &[
                ("no", &line.row.no.to_string()),
                ("from", &line.from),
                ("names", &line.row.names),
            ];
            confirm = confirm.detail(ctx.words.with("forward-letter", args));
        }
        if lines.len() > NAMED {
            let more = lines.len() - NAMED;
            confirm = confirm.detail(ctx.words.with("forward-more", &[("count", &more)]));
        }
        let going = |no| lines.iter().any(|line| line.row.no == no);
        let chosen = case.on.chosen.iter().filter(|no| going(**no)).count();
        let along = names.saturating_sub(chosen);
        if along > 0 {
            confirm = confirm.detail(ctx.words.with("forward-along", &[("count", &along)]));
        }
        Some(confirm)
    }

    fn running(&self, case: &Case<Sheets>, ctx: &Ctx) -> String {
        let to = to(case, ctx);
        ctx.words.with("forward-running", &[("to", &to)])
    }

    fn done(&self, case: &Case<Sheets>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        let total = case.on.lines.len();
        let done = (case.made * AT_ONCE).min(total);
        let key = match done < total {
            true => "forward-stopped",
            false => "forward-done",
        };
        let args: &[(&str, &dyn Arg)] =
            &[("done", &done), ("total", &total), ("to", &to(case, ctx))];
        ctx.words.with(key, args)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::office::Position;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::panel::Input;
    use crate::tui::place::Place;
    use crate::tui::view::testing::{agenda, sheet_line, sheet_page};

    fn at_the_counter(count: u16) -> Vec<SheetLine> {
        let line = |ordinal| {
            let mut line = sheet_line(agenda().sheet(ordinal), Position::Agendaris);
            (line.row.names, line.mine) = (2, true);
            line
        };
        (1..=count).map(line).collect()
    }

    /// Begins with the first name of each sheet, which the desk then tells.
    fn begun(lines: &[SheetLine]) -> ActDriver {
        let chosen = lines.iter().map(|line| line.row.no).collect();
        let mut doer = ActDriver::on_sheets(Action::Forward, Sheets::of_names(chosen));
        doer.tell_again(sheet_page(lines.to_vec()));
        doer
    }

    #[test]
    fn the_question_says_who_goes_along_and_what_is_elsewhere_stays() {
        let mut lines = at_the_counter(3);
        lines[2].row.stage = SheetStage::With(Position::Kadis);
        let mut doer = begun(&lines);
        let asked = doer.drawn();
        for part in ["2 surat (4 nama)", "Kepala Dinas", "2 nama pada surat"] {
            assert!(asked.contains(part), "{part}: {asked}");
        }
        let Some(Command::Dispose { sheets, .. }) = doer.yes() else {
            panic!("not sent")
        };
        assert_eq!(sheets.len(), 2);
        assert!(doer.done().contains("2 dari 2"));
    }

    #[test]
    fn nothing_at_the_counter_is_said() {
        let mut lines = at_the_counter(1);
        lines[0].mine = false;
        let said = begun(&lines).said();
        assert!(said.contains("Tidak ada surat"), "{said}");
    }

    #[test]
    fn many_go_in_several_acts_and_can_be_stopped_between_them() {
        let mut lines = at_the_counter(60);
        let mut doer = begun(&lines);
        let Some(Command::Dispose { sheets, .. }) = doer.yes() else {
            panic!("not sent")
        };
        assert_eq!((sheets.len(), doer.place()), (AT_ONCE, Place::Progress));
        doer.done();
        for line in &mut lines[..AT_ONCE] {
            line.row.stage = SheetStage::With(Position::Kadis);
        }
        doer.tell_again(sheet_page(lines.clone()));
        let Some(Command::Dispose { sheets, .. }) = doer.command() else {
            panic!("not sent on")
        };
        assert_eq!(sheets[0].id, lines[AT_ONCE].row.no);
        doer.give(Input::Act(Action::Cancel));
        let said = doer.done();
        assert!(said.contains("50 dari 60"), "{said}");
    }
}
