//! `loket sheet`: the disposition sheet through the officials [SOP 1-4].

use super::Arguments;
use super::desk::DeskLine;
use super::document::upload;
use super::done::{self, act_and_tell};
use super::exit::Failure;
use super::given;
use super::listing::{Listing, clock_value, marked, moment_value, sheet_stage, sheet_stage_key};
use super::request::defects::Defects;
use super::show::{self, Lines, Table};
use crate::domain::act::{Command, Exception, Seen};
use crate::domain::checklist::Evidence;
use crate::domain::ids::{RequestNo, SheetNo};
use crate::domain::letter::Urgency;
use crate::domain::sheet::{Assignee, Disposition, Paper, SheetStage, Slip};
use crate::domain::written::Prefer;
use crate::paths::DeskFolder;
use crate::text::{Words, finding, request as words_of, safe};
use crate::wire::message::List;
use crate::wire::view::{SheetName, SheetView};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum Sheet {
    /// Lists sheets that lie with an official
    #[command(after_help = "Example: loket sheet list --json")]
    List(Listing),
    /// Shows a sheet: its names and what the officials wrote
    #[command(after_help = "Example: loket sheet show 0142/2026")]
    Show {
        /// The sheet's number
        number: String,
    },
    /// Forwards sheets from the counter, or disposes them to the next position
    #[command(
        after_help = "Example: loket sheet forward 0142/2026 --to-verifier Budi --instruction check_completeness --deadline 25/11"
    )]
    Forward(Forward),
    /// Disposes a sheet without some of its names: held, returned or rejected
    #[command(
        after_help = "Example: loket sheet except 0142/2026 0142.03/2026 --return --defect ktp=missing --note 'KTP belum ada'"
    )]
    Except(Box<Except>),
    /// Records dispositions that were made on paper
    #[command(
        after_help = "Example: loket sheet paper 0142/2026 --date 23/11/2026 --time 09.14 --scan lembar.pdf"
    )]
    Paper(OnPaper),
}

#[derive(Debug, Args)]
pub struct Forward {
    /// The sheets' numbers
    #[arg(required = true)]
    sheets: Vec<String>,
    #[command(flatten)]
    slip: SlipGiven,
}

#[derive(Debug, Args)]
struct SlipGiven {
    /// Subkoordinator: the verifier it goes to; the pool if not said
    #[arg(long, value_name = "OFFICER")]
    to_verifier: Option<String>,
    /// Subkoordinator: each name to the verifier to whom its agency is assigned
    #[arg(long, conflicts_with = "to_verifier")]
    by_agency: bool,
    /// An instruction of the policy by its key; the position's own if none is said
    #[arg(long = "instruction", value_name = "KEY")]
    instructions: Vec<String>,
    /// An instruction in words
    #[arg(long, default_value = "")]
    other: String,
    /// A note on the sheet
    #[arg(long, default_value = "")]
    note: String,
    /// ordinary, urgent or very-urgent
    #[arg(long, default_value = "ordinary")]
    urgency: String,
    /// Day by which it is to be done
    #[arg(long, value_name = "DATE")]
    deadline: Option<String>,
}

#[derive(Debug, Args)]
pub struct Except {
    /// The sheet's number
    sheet: String,
    /// The names to take off
    #[arg(required = true)]
    requests: Vec<String>,
    /// They stay with this official, on a sheet of their own
    #[arg(long, conflicts_with_all = ["give_back", "reject"])]
    hold: bool,
    /// They go back to the requester
    #[arg(long = "return", conflicts_with = "reject")]
    give_back: bool,
    /// They are rejected for this reason of the policy
    #[arg(long, value_name = "REASON")]
    reject: Option<String>,
    /// Why: the note of a hold or a return, the text of a rejection
    #[arg(long, default_value = "")]
    because: String,
    #[command(flatten)]
    defects: Defects,
    #[command(flatten)]
    slip: SlipGiven,
}

#[derive(Debug, Args)]
pub struct OnPaper {
    /// The sheets' numbers
    #[arg(required = true)]
    sheets: Vec<String>,
    /// The day on the paper
    #[arg(long)]
    date: String,
    /// The time on the paper
    #[arg(long)]
    time: Option<String>,
    /// The official who signed
    #[arg(long, value_name = "OFFICER")]
    signed_by: Option<String>,
    /// The scan of the sheet
    #[arg(long, value_name = "FILE")]
    scan: Option<PathBuf>,
    #[command(flatten)]
    slip: SlipGiven,
}

impl Sheet {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        let line = DeskLine::open(desk, arguments)?;
        let as_json = arguments.json;
        match self {
            Sheet::List(listing) => listing.show(&line, as_json, List::Sheets),
            Sheet::Show { number } => {
                let view = done::sheet(&line, given::sheet(&line.words, number)?)?;
                show::either(as_json, || value(&view), || text(&line, &view))
            }
            Sheet::Forward(forward) => {
                let sheets = seen(&line, &forward.sheets)?;
                let slip = forward.slip.read(&line, sheets.first())?;
                dispose(&line, as_json, &sheets, Vec::new(), slip, None)
            }
            Sheet::Except(except) => except.run(&line, as_json),
            Sheet::Paper(paper) => paper.run(&line, as_json),
        }
    }
}

/// The sheets as they stand now.
fn seen(line: &DeskLine, numbers: &[String]) -> Result<Vec<SheetView>, Failure> {
    let read = |text: &String| given::sheet(&line.words, text);
    let numbers: Vec<SheetNo> = numbers.iter().map(read).collect::<Result<_, _>>()?;
    numbers
        .into_iter()
        .map(|no| done::sheet(line, no))
        .collect()
}

fn dispose(
    line: &DeskLine,
    as_json: bool,
    sheets: &[SheetView],
    except: Vec<(Seen<RequestNo>, Exception)>,
    slip: Slip,
    paper: Option<Paper>,
) -> Result<(), Failure> {
    let seen = sheets.iter().map(|view| Seen {
        id: view.sheet.no,
        revision: view.sheet.revision,
    });
    let command = Command::Dispose {
        sheets: seen.collect(),
        except,
        slip,
        paper,
    };
    act_and_tell(line, as_json, command)
}

impl SlipGiven {
    /// The slip; without an instruction that of the position where the sheet lies.
    fn read(&self, line: &DeskLine, sheet: Option<&SheetView>) -> Result<Slip, Failure> {
        let words = &line.words;
        let verifier = self.to_verifier.as_deref();
        let verifier = verifier.map(|text| line.officer(text)).transpose()?;
        let mut instructions = self.instructions.clone();
        if instructions.is_empty()
            && self.other.is_empty()
            && let Some(SheetStage::With(position)) = sheet.map(|view| view.sheet.stage)
        {
            let usual = line.policy().default_instruction(position);
            instructions.extend(usual.map(|choice| choice.key.clone()));
        }
        let known: Vec<&str> = line
            .policy()
            .instructions
            .iter()
            .map(|choice| choice.key.as_str())
            .collect();
        if let Some(unknown) = instructions
            .iter()
            .find(|key| !known.contains(&key.as_str()))
        {
            let known = known.join(", ");
            let args: [(&str, &dyn crate::text::Arg); 2] = [("given", unknown), ("known", &known)];
            return Err(Failure::wrong(words, "cli-no-choice", &args));
        }
        Ok(Slip {
            instructions,
            other: self.other.clone(),
            note: self.note.clone(),
            urgency: given::choice(words, &self.urgency, &Urgency::ALL, Urgency::as_str)?,
            deadline: given::day_if(
                words,
                self.deadline.as_deref(),
                line.now().day(),
                Prefer::Future,
            )?,
            verifier: match verifier {
                Some(officer) => Assignee::Named(officer.id),
                None if self.by_agency => Assignee::ByAgency,
                None => Assignee::Pool,
            },
        })
    }
}

impl Except {
    fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let sheets = seen(line, std::slice::from_ref(&self.sheet))?;
        let exception = match &self.reject {
            Some(reason) => Exception::Reject {
                reason: reason.clone(),
                text: self.because.clone(),
            },
            None if self.give_back => Exception::Return {
                defects: self.defects.read(&line.words)?,
                note: self.because.clone(),
            },
            None => Exception::Hold {
                note: self.because.clone(),
            },
        };
        let except = line
            .request_nos(&self.requests)?
            .into_iter()
            .map(|id| {
                let mut names = sheets.iter().flat_map(|view| &view.names);
                let name = names.find(|name| name.no == id);
                let revision = name.map_or(0, |name| name.revision);
                (Seen { id, revision }, exception.clone())
            })
            .collect();
        let slip = self.slip.read(line, sheets.first())?;
        dispose(line, as_json, &sheets, except, slip, None)
    }
}

impl OnPaper {
    fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let words = &line.words;
        let sheets = seen(line, &self.sheets)?;
        let signed_by = self.signed_by.as_deref();
        let signed_by = signed_by.map(|text| line.officer(text)).transpose()?;
        let time = self.time.as_deref();
        let mut paper = Paper {
            day: given::day(words, &self.date, line.now().day(), Prefer::Past)?,
            minute: time.map(|text| given::minute(words, text)).transpose()?,
            scan: None,
            signed_by: signed_by.map(|officer| officer.id),
        };
        let slip = self.slip.read(line, sheets.first())?;
        if let Some(path) = &self.scan
            && let Evidence::File { hash, .. } = upload(line, path)?
        {
            paper.scan = Some(hash);
        }
        dispose(line, as_json, &sheets, Vec::new(), slip, Some(paper))
    }
}

fn value(view: &SheetView) -> Value {
    let sheet = &view.sheet;
    json!({
        "no": sheet.no.to_string(),
        "revision": sheet.revision,
        "lies_with": sheet_stage_key(sheet.stage),
        "arrived": moment_value(sheet.arrived),
        "opened": sheet.opened.map(moment_value),
        "letter": sheet.no.agenda.to_string(),
        "from": view.letter.form.from,
        "number": view.letter.form.number,
        "names": view.names.iter().map(|name| json!({
            "no": name.no.to_string(), "kind": name.kind.as_str(), "stage": name.stage.as_str(),
            "one_person": name.one_person,
            "name": name.name, "nip": name.nip, "agency": name.agency, "post": name.post,
            "findings": name.findings.iter().map(|found| found.code.as_str()).collect::<Vec<_>>(),
            "held": name.held.as_ref().map(|held| json!({
                "at": moment_value(held.at), "by": officer(view, held.by), "reason": held.reason,
            })),
        })).collect::<Vec<_>>(),
        "dispositions": sheet.lines.iter().map(|line| line_value(view, line)).collect::<Vec<_>>(),
        "clock": view.clock.as_ref().map(clock_value),
        "may": view.may.iter().map(|act| act.as_str()).collect::<Vec<_>>(),
    })
}

fn line_value(view: &SheetView, line: &Disposition) -> Value {
    let slip = &line.slip;
    json!({
        "from": line.from.as_str(),
        "to": line.to.as_str(),
        "officer": officer(view, line.officer),
        "recorded_by": officer(view, line.recorded_by),
        "capacity": line.capacity.as_str(),
        "recorded": moment_value(line.recorded),
        "instructions": slip.instructions,
        "other": slip.other,
        "note": slip.note,
        "urgency": slip.urgency.as_str(),
        "deadline": slip.deadline,
        "verifier": match slip.verifier {
            Assignee::Pool => Value::Null,
            Assignee::Named(id) => json!(officer(view, id)),
            Assignee::ByAgency => json!("by-agency"),
        },
        "paper": line.paper.as_ref().map(|paper| json!({
            "date": paper.day, "minute": paper.minute,
            "scan": paper.scan.map(|hash| hash.to_string()),
        })),
        "concurrent": line.concurrent,
    })
}

/// The stage of a name; of one that is held back also by whom and why.
fn stage(words: &Words, view: &SheetView, name: &SheetName) -> String {
    let stage = marked(words, name.stage.as_str(), name.one_person);
    match &name.held {
        None => stage,
        Some(held) => {
            let (who, why) = (officer(view, held.by), safe(&held.reason));
            format!("{stage}: {} ({})", why.trim(), safe(&who))
        }
    }
}

fn officer(view: &SheetView, id: crate::domain::ids::OfficerId) -> String {
    let found = view.officers.iter().find(|officer| officer.id == id);
    found.map_or_else(|| id.0.to_string(), |officer| officer.name.clone())
}

fn text(line: &DeskLine, view: &SheetView) -> String {
    let words = &line.words;
    let clean = |text: &str| safe(text).into_owned();
    let mut lines = Lines::default();
    lines.add(words.get("cli-head-number"), view.sheet.no.to_string());
    lines.add(
        words.get("cli-head-stage"),
        sheet_stage(words, view.sheet.stage),
    );
    lines.add(words.get("field-from"), clean(&view.letter.form.from));
    lines.add(words.get("field-number"), clean(&view.letter.form.number));
    let mut text = lines.text();
    text.push('\n');
    let mut table = Table::new(vec![
        words.get("cli-head-number"),
        words.get("field-kind"),
        words.get("field-name"),
        words.get("cli-head-stage"),
        words.get("detail-findings"),
    ]);
    for name in &view.names {
        let findings: Vec<_> = name
            .findings
            .iter()
            .map(|found| finding::title(words, found))
            .collect();
        table.row(vec![
            name.no.to_string(),
            words.of("kind-short", name.kind.as_str()),
            clean(&name.name),
            stage(words, view, name),
            findings.join("; "),
        ]);
    }
    text += &table.text();
    for disposition in &view.sheet.lines {
        let instructions: Vec<_> = disposition
            .slip
            .instructions
            .iter()
            .map(|key| words.of("instruction", key))
            .chain([
                clean(&disposition.slip.other),
                clean(&disposition.slip.note),
            ])
            .filter(|text| !text.is_empty())
            .collect();
        let mut said = vec![
            words_of::disposed(words, disposition),
            format!(
                "{} -> {}",
                words.of("position-short", disposition.from.as_str()),
                words.of("position-short", disposition.to.as_str())
            ),
            words_of::acting(
                words,
                &clean(&officer(view, disposition.officer)),
                Some(disposition.capacity),
            ),
            instructions.join("; "),
        ];
        if disposition.paper.is_some() {
            said.push(words.get("detail-paper"));
        }
        text.push('\n');
        text += &said.join("  ");
    }
    text.trim_end().to_owned() + "\n"
}
