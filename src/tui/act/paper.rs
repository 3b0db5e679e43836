//! Recording dispositions made on paper: one grid of official by date, time and instruction, for
//! all sheets chosen. The officials are recorded in their order, an act each [SOP 2-4].

use super::subject::Sheets;
use super::{Act, Case, Faults, Files, Values, fault, question};
use crate::domain::act::Command;
use crate::domain::checklist::Evidence;
use crate::domain::ids::OfficerId;
use crate::domain::kind::Kind;
use crate::domain::office::Position;
use crate::domain::policy::Policy;
use crate::domain::sheet::{Paper as OnPaper, Slip};
use crate::domain::time::start_of;
use crate::domain::written::{self, Prefer};
use crate::text::written::Asked;
use crate::text::{self, Arg, request as words_of};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::view::sheets::slip;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::OfficeView;

pub struct Paper;

/// The fields of one official in the grid: date, time, instruction, who signed.
struct Fields {
    position: Position,
    date: &'static str,
    time: &'static str,
    instruction: &'static str,
    by: &'static str,
    labels: [&'static str; 4],
}

const GRID: [Fields; 3] = [
    Fields {
        position: Position::Kadis,
        date: "kadis_date",
        time: "kadis_time",
        instruction: "kadis_instruction",
        by: "kadis_by",
        labels: [
            "paper-kadis-date",
            "paper-kadis-time",
            "paper-kadis-instruction",
            "paper-kadis-by",
        ],
    },
    Fields {
        position: Position::Kabid,
        date: "kabid_date",
        time: "kabid_time",
        instruction: "kabid_instruction",
        by: "kabid_by",
        labels: [
            "paper-kabid-date",
            "paper-kabid-time",
            "paper-kabid-instruction",
            "paper-kabid-by",
        ],
    },
    Fields {
        position: Position::Subkoord,
        date: "subkoord_date",
        time: "subkoord_time",
        instruction: "subkoord_instruction",
        by: "subkoord_by",
        labels: [
            "paper-subkoord-date",
            "paper-subkoord-time",
            "paper-subkoord-instruction",
            "paper-subkoord-by",
        ],
    },
];

/// One official's line as the grid has it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    position: Position,
    paper: OnPaper,
    slip: Slip,
}

/// The officials whose fields the grid has now.
fn rows(case: &Case<Sheets>, ctx: &Ctx) -> Vec<&'static Fields> {
    let first = case.on.lines.first();
    let found = ctx.policy().zip(case.on.from()).zip(first);
    found.map_or(Vec::new(), |((policy, from), line)| {
        grid(policy, line.kind, from)
    })
}

/// The lines that are not recorded yet, from where the sheets lie.
fn left(case: &Case<Sheets>, values: &Values, ctx: &Ctx) -> Result<Vec<Line>, Faults> {
    let from = case.on.from();
    let lines = read(values, ctx)?.into_iter();
    let left = lines.skip_while(|line| Some(line.position) != from);
    Ok(left.collect())
}

impl Act<Sheets> for Paper {
    fn name(&self) -> &'static str {
        "paper"
    }

    fn hindered(&self, case: &Case<Sheets>, ctx: &Ctx) -> Option<String> {
        let nowhere = rows(case, ctx).is_empty();
        nowhere.then(|| ctx.get("sheet-paper-nowhere"))
    }

    fn form(&self, case: &Case<Sheets>, ctx: &Ctx) -> Form {
        let count = case.on.lines.len();
        let title = ctx.words.with("sheet-form-paper", &[("sheets", &count)]);
        let Some(office) = ctx.office else {
            return Form::default();
        };
        let rows = rows(case, ctx).into_iter();
        let form = rows.fold(Form::new(title), |form, fields| {
            row(form, fields, office, ctx)
        });
        form.with(Entry::text("scan", "sheet-scan", "").path())
    }

    fn files(&self, values: &Values) -> Vec<(String, String)> {
        let scan = Some(values.text("scan")).filter(|path| !path.is_empty());
        scan.map(|path| ("scan".to_owned(), path))
            .into_iter()
            .collect()
    }

    fn acts(&self, case: &Case<Sheets>, values: &Values, ctx: &Ctx) -> usize {
        left(case, values, ctx).map_or(0, |lines| lines.len())
    }

    fn command(
        &self,
        case: &Case<Sheets>,
        values: &Values,
        files: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        let line = left(case, values, ctx)?.into_iter().next();
        let line = line.ok_or_else(|| fault("", ctx.get("sheet-paper-nowhere")))?;
        let scan = files.iter().find_map(|(_, file)| match file {
            Evidence::File { hash, .. } => Some(*hash),
            _ => None,
        });
        Ok(Command::Dispose {
            sheets: Sheets::seen(&case.on.lines),
            except: Vec::new(),
            slip: line.slip,
            paper: Some(OnPaper { scan, ..line.paper }),
        })
    }

    fn stopped(&self, case: &Case<Sheets>, why: String, ctx: &Ctx) -> String {
        let position = case.on.from().map_or("", Position::as_str);
        let position = ctx.words.of("position", position);
        let args: &[(&str, &dyn Arg)] = &[("position", &position), ("why", &why)];
        ctx.words.with("sheet-paper-stopped", args)
    }

    fn question(&self, case: &Case<Sheets>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        let count = case.on.lines.len();
        let asked = ctx
            .words
            .with("sheet-ask-paper-sheets", &[("sheets", &count)]);
        let lines = left(case, values, ctx).ok()?;
        let confirm = lines.iter().fold(question(asked), |confirm, line| {
            confirm.detail(said(line, ctx))
        });
        let key = match values.get("scan") {
            "" => "sheet-paper-marked",
            _ => "sheet-paper-scanned",
        };
        Some(confirm.detail(ctx.get(key)))
    }

    fn done(&self, case: &Case<Sheets>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        let args: &[(&str, &dyn Arg)] = &[("lines", &case.made), ("sheets", &case.on.lines.len())];
        ctx.words.with("sheet-done-paper", args)
    }
}

/// The officials from where the sheets lie to the end of the chain.
fn grid(policy: &Policy, kind: Kind, from: Position) -> Vec<&'static Fields> {
    let mut rows = Vec::new();
    let mut at = from;
    while let Some(fields) = GRID.iter().find(|fields| fields.position == at) {
        rows.push(fields);
        at = slip::next(policy, kind, at);
    }
    rows
}

/// The fields of one official. Who signed is asked only where several may have.
fn row(form: Form, fields: &'static Fields, office: &OfficeView, ctx: &Ctx) -> Form {
    let language = words_of::policy_language(ctx.words);
    let policy = &office.policy;
    let instructions = policy
        .instructions
        .iter()
        .filter(|choice| choice.key != "other")
        .map(|choice| Choice::new(choice.key.clone(), choice.text.in_language(language)))
        .collect();
    let default = policy
        .default_instruction(fields.position)
        .map_or("", |choice| choice.key.as_str());
    let [date, time, instruction, by] = fields.labels;
    let form = form
        .with(Entry::day(fields.date, date, Prefer::Past, ""))
        .with(Entry::clock(fields.time, time, ""))
        .with(Entry::choice(
            fields.instruction,
            instruction,
            instructions,
            default,
        ));
    let holders: Vec<Choice> = office
        .officers
        .iter()
        .filter(|officer| {
            let mut held = officer.positions.iter();
            held.any(|(position, _)| *position == fields.position)
        })
        .map(|officer| Choice::new(officer.id.0.to_string(), officer.name.clone()))
        .collect();
    match holders.len() {
        0 | 1 => form,
        _ => form.with(Entry::choice(fields.by, by, holders, "")),
    }
}

/// The lines that are filled, from the top; one without a date ends them.
fn read(values: &Values, ctx: &Ctx) -> Result<Vec<Line>, Faults> {
    let mut lines = Vec::new();
    let known = |fields: &&Fields| values.0.iter().any(|(key, _)| key == fields.date);
    let rows: Vec<&Fields> = GRID.iter().filter(known).collect();
    for (index, fields) in rows.iter().enumerate() {
        let Some(day) = values.day(fields.date) else {
            let later = rows[index + 1..]
                .iter()
                .any(|later| values.day(later.date).is_some());
            if index == 0 || later {
                return Err(vec![(fields.date.to_owned(), ctx.get("form-required"))]);
            }
            break;
        };
        let minute = match values.get(fields.time) {
            "" => None,
            typed => Some(written::clock(typed).map_err(|why| {
                let said = text::written::sentence(ctx.words, Asked::Clock, typed, &why);
                vec![(fields.time.to_owned(), said)]
            })?),
        };
        let instruction = values.get(fields.instruction).to_owned();
        lines.push(Line {
            position: fields.position,
            paper: OnPaper {
                day,
                minute,
                scan: None,
                signed_by: values.get(fields.by).parse().ok().map(OfficerId),
            },
            slip: Slip {
                instructions: vec![instruction],
                ..Slip::default()
            },
        });
    }
    Ok(lines)
}

/// `Kepala Dinas: 23 Nov 2026 09.30 · Proses sesuai ketentuan`.
fn said(line: &Line, ctx: &Ctx) -> String {
    let position = ctx.words.of("position", line.position.as_str());
    let when = match line.paper.minute {
        None => ctx.words.weekday_date(line.paper.day),
        Some(minute) => {
            let at = start_of(line.paper.day).plus_minutes(i64::from(minute));
            ctx.words.moment(at)
        }
    };
    let instruction = ctx
        .policy()
        .map(|policy| slip::instructions(&line.slip, policy, ctx))
        .unwrap_or_default();
    format!("{position}: {when} · {instruction}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::refusal::Refusal;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::testing::Stage;
    use crate::tui::view::testing::{agenda, sheet_line, sheet_page};
    use crate::wire::view::SheetLine;

    fn values(given: &[(&str, &str)]) -> Values {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        Values(given.iter().map(owned).collect())
    }

    #[test]
    fn the_grid_is_filled_from_the_top() {
        let stage = Stage::small();
        let ctx = stage.ctx();
        let grid = |kadis: &str, time: &str, kabid: &str| {
            read(
                &values(&[
                    ("kadis_date", kadis),
                    ("kadis_time", time),
                    ("kadis_instruction", "process"),
                    ("kabid_date", kabid),
                    ("kabid_instruction", "follow_up"),
                ]),
                &ctx,
            )
        };
        let both = grid("2026-11-20", "9.30", "2026-11-23").unwrap();
        assert_eq!(both.len(), 2);
        assert_eq!(both[0].paper.minute, Some(570));
        assert_eq!(grid("2026-11-20", "", "").unwrap().len(), 1);
        assert_eq!(grid("", "", "2026-11-23").unwrap_err()[0].0, "kadis_date");
        assert_eq!(
            grid("2026-11-20", "pagi", "").unwrap_err()[0].0,
            "kadis_time"
        );
    }

    fn sheet(position: Position, revision: u32) -> SheetLine {
        let mut line = sheet_line(agenda().sheet(1), position);
        line.row.revision = revision;
        line
    }

    fn filled() -> ActDriver {
        let sheets = Sheets::of(vec![sheet(Position::Kadis, 2)]);
        let mut doer = ActDriver::on_sheets(Action::Paper, sheets);
        doer.set("kadis_date", "20/11/2026");
        doer.set("kadis_time", "9.30");
        doer.set("kabid_date", "20/11/2026");
        doer.save();
        doer
    }

    fn sent(command: Option<Command>) -> (u32, Option<u16>) {
        let Some(Command::Dispose {
            sheets,
            paper: Some(paper),
            ..
        }) = command
        else {
            panic!("no paper")
        };
        (sheets[0].revision, paper.minute)
    }

    #[test]
    fn official_by_official_is_recorded_as_the_one_before_left_the_sheet() {
        let mut doer = filled();
        insta::assert_snapshot!("paper_80", doer.drawn());
        let asked = doer.question().unwrap();
        assert!(asked.contains("Kepala Dinas: 20 Nov 2026 09.30"), "{asked}");
        assert_eq!(sent(doer.yes()), (2, Some(570)));
        doer.done();
        doer.tell_again(sheet_page(vec![sheet(Position::Kabid, 7)]));
        assert_eq!(sent(doer.command()), (7, None));
        let said = doer.done();
        assert!(said.contains("2 disposisi kertas"), "{said}");
    }

    #[test]
    fn a_later_line_that_is_refused_says_what_stands_and_goes_on_from_there() {
        let mut doer = filled();
        doer.yes();
        doer.done();
        doer.tell_again(sheet_page(vec![sheet(Position::Kabid, 7)]));
        let said = doer.refused(Refusal::Missing("deadline".to_owned()));
        assert!(said.contains("Kepala Bidang"), "{said}");
        doer.tell_again(sheet_page(vec![sheet(Position::Kabid, 7)]));
        doer.save();
        let asked = doer.question().unwrap();
        assert!(!asked.contains("Kepala Dinas"), "{asked}");
        assert_eq!(sent(doer.yes()), (7, None));
    }
}
