//! `loket certificate import`: the certificates that an office has already, from a list
//! [R10.11, R10.12].

use super::desk::DeskLine;
use super::exit::Failure;
use super::import::pipe::{CHUNK, Pipe};
use super::import::{beside, keep, kept, order, which_dates};
use super::show;
use crate::domain::act::Command;
use crate::domain::finding::Finding;
use crate::domain::identity::serial::Base;
use crate::intake::inventory::{HeldField, HeldMapping, HeldPlan, HeldRow, HeldRows};
use crate::intake::{CsvFile, IntakeError, Reason, Source, all_said, fault};
use crate::text::{Words, finding, refusal, safe};
use crate::wire::view::{ImportOutcome, ImportRow};
use clap::Args;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What the rows of a list come to, in the order in which it is told.
const OUTCOMES: [ImportOutcome; 6] = [
    ImportOutcome::New,
    ImportOutcome::Successor,
    ImportOutcome::Predecessor,
    ImportOutcome::Existing,
    ImportOutcome::Conflict,
    ImportOutcome::Rejected,
];

#[derive(Debug, Args)]
pub struct ImportList {
    /// The list: CSV with , ; tab or |, UTF-8 or Windows-1252
    file: PathBuf,
    /// A mapping of columns, as --save-map writes it
    #[arg(long, value_name = "F")]
    map: Option<PathBuf>,
    /// Write the mapping that was used, to change it or keep it
    #[arg(long, value_name = "F")]
    save_map: Option<PathBuf>,
    /// Order of day and month where the dates leave it open: dmy or mdy
    #[arg(long, value_name = "ORDER")]
    dates: Option<String>,
    /// How serial numbers of plain digits are read: hex or dec; else those on record are known
    #[arg(long, value_name = "BASE")]
    serials: Option<String>,
    /// Say what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Exit with 1 if any row was rejected or in conflict
    #[arg(long)]
    strict: bool,
}

impl ImportList {
    pub fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let words = &line.words;
        let fail = |error: IntakeError| Failure::refused(fault(&error, words));
        let source = CsvFile::open(&self.file).map_err(fail)?;
        let plan = self.plan(&source, words)?;
        let list = plan.read(&source, line.now()).map_err(fail)?;
        let results = self.send(line, &list)?;
        let report = Report {
            line,
            plan: &plan,
            list: &list,
            results: &results,
        };
        let written = match self.dry_run {
            true => Ok(None),
            false => report.write(&source, &self.file),
        };
        let path = written.as_ref().ok().and_then(Option::as_deref);
        show::either(
            as_json,
            || report.json(&self.file),
            || report.text(&source, self.dry_run, path),
        )?;
        // What was taken in stands, and is told first.
        written?;
        let out = report.count(ImportOutcome::Rejected) + report.count(ImportOutcome::Conflict);
        match self.strict && out > 0 {
            true => Err(Failure::refused(
                words.with("cli-import-rejected", &[("count", &out)]),
            )),
            false => Ok(()),
        }
    }

    /// How the list is read, with every question answered.
    fn plan(&self, source: &CsvFile, words: &Words) -> Result<HeldPlan, Failure> {
        let fail = |error: IntakeError| Failure::refused(fault(&error, words));
        let text = self.map.as_deref().map(|path| kept(path, words));
        let mapping = match text.transpose()? {
            Some(text) => HeldMapping::parse(&text).map_err(fail)?,
            None => HeldMapping::default(),
        };
        let mut plan = HeldPlan::propose(source, &mapping).map_err(fail)?;
        match order(self.dates.as_deref(), words)? {
            Some(order) => plan.answer(order),
            None if plan.open.is_empty() => {}
            None => {
                let at = plan.column_of(HeldField::NotBefore);
                let header = at.and_then(|at| plan.plan.headers.get(at));
                let header = header.map_or("", String::as_str);
                return Err(which_dates(words, header, &plan.open));
            }
        }
        if let Some(base) = base(self.serials.as_deref(), words)? {
            plan.read_serials(Some(base));
        }
        if let Some(path) = &self.save_map {
            keep(path, &plan.to_file().to_toml().map_err(fail)?, words)?;
        }
        Ok(plan)
    }

    /// The oldest first: then a list that is cut into acts is told as one.
    fn send(&self, line: &DeskLine, list: &HeldRows) -> Result<HashMap<u32, ImportRow>, Failure> {
        let mut rows: Vec<&HeldRow> = list.rows.iter().collect();
        rows.sort_by_key(|row| (row.taken.certificate.form.not_before, row.taken.row.row));
        let mut pipe = Pipe::new(line, self.dry_run);
        pipe.total = rows.len();
        for chunk in rows.chunks(CHUNK) {
            let certificates = chunk.iter().map(|row| row.taken.clone()).collect();
            pipe.send(Command::TakeIn { certificates })?;
        }
        pipe.finish()
    }
}

/// The way to read serials of plain digits that the caller says.
fn base(said: Option<&str>, words: &Words) -> Result<Option<Base>, Failure> {
    match said {
        None => Ok(None),
        Some("hex") => Ok(Some(Base::Hex)),
        Some("dec") => Ok(Some(Base::Decimal)),
        Some(other) => {
            let said = words.with("cli-import-serials", &[("given", &other)]);
            Err(Failure::usage(said))
        }
    }
}

struct Report<'a> {
    line: &'a DeskLine,
    plan: &'a HeldPlan,
    list: &'a HeldRows,
    results: &'a HashMap<u32, ImportRow>,
}

impl Report<'_> {
    fn words(&self) -> &Words {
        &self.line.words
    }

    fn result(&self, row: &HeldRow) -> Option<&ImportRow> {
        self.results.get(&row.taken.row.row)
    }

    fn count(&self, outcome: ImportOutcome) -> usize {
        let of_desk = self.results.values().filter(|row| row.outcome == outcome);
        let left_out = match outcome {
            ImportOutcome::Rejected => self.list.left_out.len(),
            _ => 0,
        };
        of_desk.count() + left_out
    }

    /// Why the desk does not take a row in.
    fn why(&self, result: &ImportRow) -> Option<String> {
        let refused = result.why.as_ref()?;
        let name = |id| self.line.officer_name(id);
        Some(refusal::sentence(
            self.words(),
            self.line.now(),
            &name,
            refused,
        ))
    }

    /// What is odd about a row: of its holder as written, and as the desk finds.
    fn findings<'b>(&'b self, row: &'b HeldRow) -> impl Iterator<Item = &'b Finding> {
        let of_desk = self.result(row).map(|result| &result.findings[..]);
        row.findings.iter().chain(of_desk.unwrap_or_default())
    }

    /// Rows that did not enter, with why, in the order of the list.
    fn out(&self) -> Vec<(u32, &str, &[String], String)> {
        let left_out = self.list.left_out.iter();
        let mut rows: Vec<_> = left_out
            .map(|row| {
                let why = all_said(&row.reasons, self.words());
                (row.row, &row.name[..], &row.cells[..], why)
            })
            .collect();
        rows.extend(self.list.rows.iter().filter_map(|row| {
            let why = self.result(row).and_then(|result| self.why(result))?;
            let name = &row.taken.holder.name[..];
            Some((row.taken.row.row, name, &row.cells[..], why))
        }));
        rows.sort_by_key(|row| row.0);
        rows
    }

    fn write(&self, list: &CsvFile, source: &Path) -> Result<Option<PathBuf>, Failure> {
        let headers = &self.plan.plan.headers;
        beside(source, headers, list.delimiter(), self.words(), |file| {
            let mut rows = self.out().into_iter();
            rows.try_for_each(|(_, _, cells, why)| file.write_row(cells, &why))
        })
    }

    fn json(&self, file: &Path) -> Value {
        let counts =
            OUTCOMES.map(|outcome| (outcome.as_str().to_owned(), self.count(outcome).into()));
        let mut value = json!({
            "file": file.display().to_string(),
            "rows": self.list.rows.len() + self.list.left_out.len(),
            "columns": self.plan.taken().iter().map(|(at, key)| json!({
                "header": self.plan.plan.headers.get(*at), "field": key,
            })).collect::<Vec<_>>(),
        });
        let mut results: Vec<(u32, Value)> = Vec::new();
        for row in &self.list.rows {
            results.push((row.taken.row.row, self.row_json(row)));
        }
        for row in &self.list.left_out {
            let reasons = row.reasons.iter().map(Reason::as_str);
            results.push((
                row.row,
                json!({
                    "row": row.row,
                    "outcome": ImportOutcome::Rejected.as_str(),
                    "name": row.name,
                    "certificate": null,
                    "findings": [],
                    "reasons": reasons.collect::<Vec<_>>(),
                    "message": all_said(&row.reasons, self.words()),
                }),
            ));
        }
        results.sort_by_key(|(row, _)| *row);
        if let Some(object) = value.as_object_mut() {
            object.extend(counts);
            let results = results.into_iter().map(|(_, row)| row).collect();
            object.insert("results".to_owned(), Value::Array(results));
        }
        value
    }

    fn row_json(&self, row: &HeldRow) -> Value {
        let result = self.result(row);
        let refused = result.and_then(|result| result.why.as_ref());
        json!({
            "row": row.taken.row.row,
            "outcome": result.map(|result| result.outcome.as_str()),
            "name": row.taken.holder.name,
            "serial": row.taken.certificate.form.serial.as_ref().map(ToString::to_string),
            "certificate": result.and_then(|result| result.record).map(|id| id.number()),
            "repairs": row.mended.iter().map(|mended| json!({
                "field": mended.field, "from": mended.from, "to": mended.to,
            })).collect::<Vec<_>>(),
            "findings": self.findings(row).map(|found| json!({
                "code": found.code.as_str(),
                "severity": found.severity.as_str(),
                "message": finding::sentence(self.words(), found),
            })).collect::<Vec<_>>(),
            "reasons": refused.map(|why| vec![why.code()]).unwrap_or_default(),
            "message": result.and_then(|result| self.why(result)),
        })
    }

    /// How the list was read: its columns, and those left aside.
    fn columns(&self) -> String {
        let (words, mut taken, mut aside) = (self.words(), Vec::new(), Vec::new());
        for (at, key) in self.plan.taken() {
            let header = self.plan.plan.headers.get(at).map_or("", String::as_str);
            match key {
                Some(key) => taken.push(format!("{} = {}", safe(header), words.of("field", key))),
                None if header.is_empty() => {}
                None => aside.push(safe(header).into_owned()),
            }
        }
        let mut text = words.with("cli-inventory-columns", &[("list", &taken.join("; "))]) + "\n";
        if !aside.is_empty() {
            text += &words.with("cli-inventory-aside", &[("list", &aside.join("; "))]);
            text.push('\n');
        }
        text
    }

    fn text(&self, source: &CsvFile, dry_run: bool, rejected_file: Option<&Path>) -> String {
        let words = self.words();
        let said = |outcome: ImportOutcome| {
            format!(
                "{} {}",
                self.count(outcome),
                words.of("outcome", outcome.as_str())
            )
        };
        let counts = OUTCOMES.map(said).join(", ");
        let key = match dry_run {
            true => "cli-inventory-would",
            false => "cli-inventory-done",
        };
        let mut text = words.with(key, &[("counts", &counts)]) + "\n";
        text += &(source.describe() + "\n");
        text += &self.columns();
        for (row, name, _, why) in self.out() {
            text += &format!("{row:>6}  {}  {}\n", safe(name), safe(&why));
        }
        for row in &self.list.rows {
            let linked = self.result(row).and_then(|result| {
                let linked = [ImportOutcome::Successor, ImportOutcome::Predecessor];
                let of = result.record.filter(|_| linked.contains(&result.outcome))?;
                Some((result.outcome, of))
            });
            if let Some((outcome, of)) = linked {
                let said = words.of("inventory", outcome.as_str());
                let (number, name) = (row.taken.row.row, safe(&row.taken.holder.name));
                text += &format!("{number:>6}  {name}  {said} {}\n", of.number());
            }
        }
        for row in &self.list.rows {
            let said = self
                .findings(row)
                .map(|found| finding::sentence(words, found));
            let said: Vec<String> = said.collect();
            if !said.is_empty() {
                let (number, name) = (row.taken.row.row, safe(&row.taken.holder.name));
                text += &format!("{number:>6}  {name}  {}\n", safe(&said.join("; ")));
            }
        }
        if let Some(path) = rejected_file {
            let path = path.display().to_string();
            text += &(words.with("cli-import-rejected-file", &[("path", &path)]) + "\n");
        }
        text
    }
}
