//! `loket certificate recap`: the users of BSrE's portal beside what the desk knows [R15.3-R15.5].

use super::connect::unexpected;
use super::desk::DeskLine;
use super::exit::Failure;
use super::import::{order, which_dates};
use super::show;
use crate::domain::act::{Command, Meant, RecapRow};
use crate::domain::identity::mask_niks;
use crate::domain::ids::PersonId;
use crate::intake::inventory::recap::{RecapPlan, RecapRows};
use crate::intake::{CsvFile, IntakeError, fault};
use crate::text::{Arg, Words, history, refusal, safe};
use crate::wire::message::{Ask, Tell};
use crate::wire::recap::{RecapLine, RecapOutcome, RecapView};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Users that are judged, and taken over, at once.
const AT_ONCE: usize = 2_500;

#[derive(Debug, Args)]
pub struct RecapOf {
    /// The recap: CSV with , ; tab or |, UTF-8 or Windows-1252
    file: PathBuf,
    /// Order of day and month where the dates leave it open: dmy or mdy
    #[arg(long, value_name = "ORDER")]
    dates: Option<String>,
    /// It names only some of the users: nobody is told to be unknown there
    #[arg(long)]
    part: bool,
    /// Who a row is about where that is for you to say: ROW=PERSON, or ROW=new for somebody not known here
    #[arg(long, value_name = "ROW=WHO")]
    accept: Vec<String>,
    /// Say what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl RecapOf {
    pub fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let words = &line.words;
        let mut list = self.read(line)?;
        self.accepted(words, &mut list)?;
        let view = self.judge(line, &list.rows)?;
        if !self.dry_run {
            take_over(line, &list.rows, &view)?;
        }
        show::either(
            as_json,
            || self.json(words, &list, &view),
            || self.text(line, &list, &view),
        )
    }

    fn read(&self, line: &DeskLine) -> Result<RecapRows, Failure> {
        let words = &line.words;
        let fail = |error: IntakeError| Failure::refused(fault(&error, words));
        let source = CsvFile::open(&self.file).map_err(fail)?;
        let mut plan = RecapPlan::propose(&source, &line.policy().portal.recap).map_err(fail)?;
        match order(self.dates.as_deref(), words)? {
            Some(order) => plan.answer(order),
            None if plan.open().is_empty() => {}
            None => return Err(which_dates(words, "", plan.open())),
        }
        plan.read(&source).map_err(fail)
    }

    /// What the clerk says of single rows.
    fn accepted(&self, words: &Words, list: &mut RecapRows) -> Result<(), Failure> {
        for said in &self.accept {
            let wrong = || Failure::wrong(words, "cli-recap-accept", &[("given", said)]);
            let (row, who) = said.split_once('=').ok_or_else(wrong)?;
            let number: u32 = row.trim().parse().map_err(|_| wrong())?;
            let meant = match who.trim() {
                "new" => Meant::Somebody,
                id => {
                    let id = id.strip_prefix("person:").unwrap_or(id);
                    Meant::Person(PersonId(id.parse().map_err(|_| wrong())?))
                }
            };
            let row = list.rows.iter_mut().find(|row| row.row.row == number);
            row.ok_or_else(wrong)?.meant = Some(meant);
        }
        Ok(())
    }

    /// In one piece where it can be: only a whole recap tells who is not in it.
    fn judge(&self, line: &DeskLine, rows: &[RecapRow]) -> Result<RecapView, Failure> {
        let whole = !self.part && rows.len() <= AT_ONCE;
        let mut all = RecapView::default();
        for rows in rows.chunks(AT_ONCE) {
            let rows = rows.to_vec();
            match line.ask(Ask::Recap { rows, whole })? {
                Tell::Recap(view) => {
                    all.lines.extend(view.lines);
                    all.absent.extend(view.absent);
                }
                other => return Err(unexpected(&line.words, &other)),
            }
        }
        Ok(all)
    }

    fn json(&self, words: &Words, list: &RecapRows, view: &RecapView) -> Value {
        let mut told = json!({
            "file": self.file.display().to_string(),
            "dry_run": self.dry_run,
            "rows": list.rows.len() + list.left_out.len(),
            "unread": list.left_out.iter().map(|row| json!({
                "row": row.row,
                "name": row.name,
                "reasons": row.reasons.iter().map(|why| why.as_str()).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "absent": view.absent.iter().map(|one| json!({
                "person": one.id.0, "name": one.name, "agency": one.agency,
            })).collect::<Vec<_>>(),
        });
        for outcome in RecapOutcome::ALL {
            told[outcome.as_str()] = json!(view.count(outcome));
        }
        let lines = list.rows.iter().zip(&view.lines);
        let lines = lines.filter(|(_, line)| line.outcome != RecapOutcome::Same);
        told["results"] = lines.map(|(row, line)| result(words, row, line)).collect();
        told
    }

    fn text(&self, line: &DeskLine, list: &RecapRows, view: &RecapView) -> String {
        let words = &line.words;
        let counts = RecapOutcome::ALL.map(|outcome| {
            let said = words.of("recap", outcome.as_str());
            format!("{} {said}", view.count(outcome))
        });
        let key = match self.dry_run {
            true => "cli-recap-would",
            false => "cli-recap-done",
        };
        let args: [(&str, &dyn Arg); 2] = [
            ("counts", &counts.join(", ")),
            ("absent", &view.absent.len()),
        ];
        let mut text = words.with(key, &args) + "\n";
        if list.rows.len() > AT_ONCE && !self.part {
            text += &(words.with("cli-recap-long", &[("most", &AT_ONCE)]) + "\n");
        }
        for row in &list.left_out {
            let why: Vec<String> = row.reasons.iter().map(|why| why.said(words)).collect();
            text += &format!("{:>6}  {}  {}\n", row.row, safe(&row.name), why.join("; "));
        }
        for (row, judged) in list.rows.iter().zip(&view.lines) {
            if judged.outcome != RecapOutcome::Same {
                text += &told(line, row, judged);
            }
        }
        for one in &view.absent {
            let (who, agency) = (safe(&one.name), safe(&one.agency));
            text += &format!("     -  {}  {who}  {agency}\n", words.get("recap-absent"));
        }
        mask_niks(&text).into_owned()
    }
}

/// What is certain, and who is not there; some thousand users an act.
fn take_over(line: &DeskLine, rows: &[RecapRow], view: &RecapView) -> Result<(), Failure> {
    let lines = rows.iter().zip(&view.lines);
    let certain = lines.filter(|(_, line)| line.writes);
    let certain: Vec<RecapRow> = certain.map(|(row, _)| row.clone()).collect();
    let mut absent = view.absent_people();
    if certain.is_empty() && absent.is_empty() {
        return Ok(());
    }
    let mut pieces: Vec<Vec<RecapRow>> = certain.chunks(AT_ONCE).map(<[_]>::to_vec).collect();
    if pieces.is_empty() {
        pieces.push(Vec::new());
    }
    for rows in pieces {
        let absent = std::mem::take(&mut absent);
        line.act(Command::Reconcile { rows, absent })?;
    }
    Ok(())
}

fn result(words: &Words, row: &RecapRow, line: &RecapLine) -> Value {
    json!({
        "row": line.row,
        "outcome": line.outcome.as_str(),
        "name": row.name,
        "people": line.people.iter().map(|one| json!({
            "person": one.id.0, "name": one.name, "nip": one.nip, "agency": one.agency,
        })).collect::<Vec<_>>(),
        "differs": line.differs.iter().map(|fact| history::piece(words, fact)).collect::<Vec<_>>(),
        "why": line.why.as_ref().map(|why| why.code()),
    })
}

fn told(line: &DeskLine, row: &RecapRow, judged: &RecapLine) -> String {
    let words = &line.words;
    let mut said: Vec<String> = judged
        .differs
        .iter()
        .map(|fact| history::piece(words, fact))
        .collect();
    if judged.outcome == RecapOutcome::Proposal {
        let like = judged.people.iter();
        let like: Vec<String> = like
            .map(|one| format!("{} (person:{})", safe(&one.name), one.id.0))
            .collect();
        said.insert(
            0,
            match like.is_empty() {
                true => words.get("recap-nobody-like"),
                false => words.with("recap-like", &[("names", &like.join(", "))]),
            },
        );
    }
    let name = |id| line.officer_name(id);
    let why = judged.why.as_ref();
    said.extend(why.map(|why| refusal::sentence(words, line.now(), &name, why)));
    format!(
        "{:>6}  {}  {}  {}\n",
        judged.row,
        words.of("recap", judged.outcome.as_str()),
        safe(&row.name),
        said.join("; ")
    )
}
