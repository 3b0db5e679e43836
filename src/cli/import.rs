//! `loket import`: a form export becomes requests [R3.9-R3.15].

pub mod pipe;
mod stream;

use super::Arguments;
use super::desk::DeskLine;
use super::exit::Failure;
use super::show;
use crate::domain::identity::mask_stated;
use crate::intake::{
    CsvFile, DateOrder, Field, Hints, IntakeError, MappingFile, Plan, Purpose, Rejected,
    RejectedFile, RowDefect, fault,
};
use crate::paths::DeskFolder;
use crate::text::{Words, finding, safe};
use crate::wire::view::ImportOutcome;
use clap::Args;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use stream::{Sending, Sent, Told};

#[derive(Debug, Args)]
#[command(after_help = "Example: loket import google-form.csv --dry-run --json")]
pub struct Import {
    /// The spreadsheet: CSV with , ; tab or |, UTF-8 or Windows-1252
    file: PathBuf,
    /// A mapping of columns, as --save-map writes it
    #[arg(long, value_name = "F")]
    map: Option<PathBuf>,
    /// Write the mapping that was used, to change it or keep it
    #[arg(long, value_name = "F")]
    save_map: Option<PathBuf>,
    /// Order of day and month where a column leaves it open: dmy or mdy
    #[arg(long, value_name = "ORDER")]
    dates: Option<String>,
    /// Say what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Exit with 1 if any row was rejected
    #[arg(long)]
    strict: bool,
}

impl Import {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        let line = DeskLine::open(desk, arguments)?;
        let (sent, headers) = self.send(&line)?;
        let rejected_file = match self.dry_run {
            true => Ok(None),
            false => write_rejected(&self.file, &headers, &sent.rejected, &line.words),
        };
        let report = Report {
            line: &line,
            sent: &sent,
        };
        show::either(
            arguments.json,
            || report.json(&self.file),
            || {
                report.text(
                    self.dry_run,
                    rejected_file.as_ref().ok().and_then(Option::as_deref),
                )
            },
        )?;
        // What was taken in stands, and is told first.
        rejected_file?;
        match self.strict && !sent.rejected.is_empty() {
            true => Err(Failure::refused(
                line.words
                    .with("cli-import-rejected", &[("count", &sent.rejected.len())]),
            )),
            false => Ok(()),
        }
    }

    /// Reads the file and sends what it holds; also tells its headers.
    fn send(&self, line: &DeskLine) -> Result<(Sent, Vec<String>), Failure> {
        let fail = |error: IntakeError| Failure::refused(fault(&error, &line.words));
        let kept = self.map.as_deref().map(|path| kept(path, &line.words));
        let kept = kept.transpose()?;
        let mapping = kept.map(|text| MappingFile::parse(&text).map_err(fail));
        let source = CsvFile::open(&self.file).map_err(fail)?;
        let hints = Hints {
            purpose: Purpose::Form,
            email_domains: line.policy().office.email_domains.clone(),
            mapping: mapping.transpose()?,
        };
        let mut plan = Plan::propose(&source, &hints).map_err(fail)?;
        self.settle_dates(&mut plan, &line.words)?;
        if let Some(path) = &self.save_map {
            let text = plan
                .mapping
                .to_file(&plan.headers)
                .to_toml()
                .map_err(fail)?;
            keep(path, &text, &line.words)?;
        }
        for kind in &plan.unknown_kinds {
            let said = line
                .words
                .with("cli-import-unknown-kind", &[("kind", &safe(kind))]);
            crate::cli::show::aside(&format!("loket: {said}\n"));
        }
        let sent = Sending::new(line, self.dry_run).run(&plan, &source, fail)?;
        Ok((sent, plan.headers))
    }

    /// Columns whose day and month could be either need `--dates`.
    fn settle_dates(&self, plan: &mut Plan, words: &Words) -> Result<(), Failure> {
        let order = order(self.dates.as_deref(), words)?;
        let fields: Vec<Field> = plan
            .questions
            .iter()
            .map(|question| question.field)
            .collect();
        let Some(order) = order else {
            let Some(open) = plan.questions.first() else {
                return Ok(());
            };
            return Err(which_dates(words, &open.header, &open.examples));
        };
        for field in fields {
            plan.answer(field, order);
        }
        Ok(())
    }
}

/// The sentence of a defect that keeps a row out.
fn defect(words: &Words, defect: RowDefect) -> String {
    words.of("row-defect", defect.as_str())
}

fn write_rejected(
    source: &Path,
    headers: &[String],
    rejected: &[Rejected],
    words: &Words,
) -> Result<Option<PathBuf>, Failure> {
    beside(source, headers, words, |file| {
        rejected
            .iter()
            .try_for_each(|rejected| file.write(rejected, |code| defect(words, code)))
    })
}

/// A mapping that the caller names.
pub fn kept(path: &Path, words: &Words) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path);
    text.map_err(|error| Failure::usage(file_fault(path, &error, words)))
}

/// Keeps a mapping where the caller says.
pub fn keep(path: &Path, text: &str, words: &Words) -> Result<(), Failure> {
    let written = std::fs::write(path, text);
    written.map_err(|error| Failure::refused(file_fault(path, &error, words)))
}

fn file_fault(path: &Path, error: &std::io::Error, words: &Words) -> String {
    let (path, problem) = (path.display().to_string(), error.to_string());
    words.with("cli-file", &[("path", &path), ("problem", &problem)])
}

/// The order of day and month that the caller says.
pub fn order(said: Option<&str>, words: &Words) -> Result<Option<DateOrder>, Failure> {
    match said {
        None => Ok(None),
        Some("dmy") => Ok(Some(DateOrder::DayFirst)),
        Some("mdy") => Ok(Some(DateOrder::MonthFirst)),
        Some(other) => {
            let said = words.with("cli-import-dates", &[("given", &other)]);
            Err(Failure::usage(said))
        }
    }
}

/// Which of two numbers is the day must be said.
pub fn which_dates(words: &Words, column: &str, examples: &[String]) -> Failure {
    let examples = examples.join(", ");
    Failure::usage(words.with(
        "cli-import-which-dates",
        &[("column", &column), ("examples", &examples)],
    ))
}

/// Writes rows that were not taken in to a file beside their source; the path, where there were any.
pub fn beside(
    source: &Path,
    headers: &[String],
    words: &Words,
    write: impl FnOnce(&mut RejectedFile) -> std::io::Result<()>,
) -> Result<Option<PathBuf>, Failure> {
    let mut file = RejectedFile::beside(
        source,
        &words.get("rejected-file-suffix"),
        headers,
        &words.get("rejected-file-reason"),
    );
    let written = write(&mut file);
    written.and_then(|()| file.finish()).map_err(|error| {
        let folder = source
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).display().to_string();
        let args: [(&str, &dyn crate::text::Arg); 2] =
            [("path", &folder), ("problem", &error.to_string())];
        Failure::refused(words.with("cli-rejected-not-written", &args)).said()
    })
}

struct Report<'a> {
    line: &'a DeskLine,
    sent: &'a Sent,
}

impl Report<'_> {
    fn count(&self, outcome: ImportOutcome) -> usize {
        self.sent
            .results
            .values()
            .filter(|row| row.outcome == outcome)
            .count()
    }

    fn json(&self, file: &Path) -> Value {
        let mut results: Vec<(u32, Value)> = Vec::new();
        for row in &self.sent.rows {
            results.push((row.row, self.row_json(row)));
        }
        for rejected in &self.sent.rejected {
            results.push((rejected.row, self.rejected_json(rejected)));
        }
        results.sort_by_key(|(row, _)| *row);
        json!({
            "file": file.display().to_string(),
            "rows": self.sent.rows.len() + self.sent.rejected.len(),
            "new": self.count(ImportOutcome::New),
            "duplicate": self.count(ImportOutcome::Duplicate),
            "existing": self.count(ImportOutcome::Existing),
            "rejected": self.sent.rejected.len(),
            "results": results.into_iter().map(|(_, row)| row).collect::<Vec<_>>(),
        })
    }

    fn row_json(&self, row: &Told) -> Value {
        let result = self.sent.results.get(&row.row);
        let of_desk = result.map(|result| &result.findings[..]);
        let findings = row.unread.iter().chain(of_desk.unwrap_or_default());
        json!({
            "row": row.row,
            "outcome": result.map(|result| result.outcome.as_str()),
            "request": result.and_then(|result| result.record).map(|id| id.number()),
            "kind": row.kind.as_str(),
            "name": row.name,
            "nip": row.nip,
            "nik": row.nik,
            "repairs": row.mended.iter().map(|mended| json!({
                "field": mended.field, "from": mended.from, "to": mended.to,
            })).collect::<Vec<_>>(),
            "findings": findings.map(|found| json!({
                "code": found.code.as_str(),
                "severity": found.severity.as_str(),
                "message": finding::sentence(&self.line.words, found),
            })).collect::<Vec<_>>(),
        })
    }

    fn rejected_json(&self, rejected: &Rejected) -> Value {
        json!({
            "row": rejected.row,
            "outcome": "rejected",
            "request": null,
            "name": rejected.name,
            "repairs": [],
            "findings": rejected.reasons.iter().map(|code| json!({
                "code": code.as_str(),
                "severity": "blocker",
                "message": defect(&self.line.words, *code),
            })).collect::<Vec<_>>(),
        })
    }

    fn text(&self, dry_run: bool, rejected_file: Option<&Path>) -> String {
        let words = &self.line.words;
        let key = if dry_run {
            "cli-import-would"
        } else {
            "cli-import-done"
        };
        let counts: [(&str, &dyn crate::text::Arg); 4] = [
            ("new", &self.count(ImportOutcome::New)),
            ("duplicate", &self.count(ImportOutcome::Duplicate)),
            ("existing", &self.count(ImportOutcome::Existing)),
            ("rejected", &self.sent.rejected.len()),
        ];
        let mut text = words.with(key, &counts) + "\n";
        for row in &self.sent.rows {
            let Some(result) = self.sent.results.get(&row.row) else {
                continue;
            };
            let found = row.unread.iter().chain(&result.findings);
            let said: Vec<_> = found.map(|found| finding::sentence(words, found)).collect();
            if !said.is_empty() {
                let name = safe(&row.name).into_owned();
                let nik = mask_stated(&row.nik);
                text += &format!("{:>6}  {name}  {nik}  {}\n", row.row, said.join("; "));
            }
        }
        for rejected in &self.sent.rejected {
            let said: Vec<_> = rejected
                .reasons
                .iter()
                .map(|code| defect(words, *code))
                .collect();
            let (name, said) = (safe(&rejected.name), said.join("; "));
            text += &format!("{:>6}  {name}  {said}\n", rejected.row);
        }
        if let Some(path) = rejected_file {
            let path = path.display().to_string();
            text += &words.with("cli-import-rejected-file", &[("path", &path)]);
            text.push('\n');
        }
        text
    }
}
