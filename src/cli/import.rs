//! `loket import`: a form export becomes requests [R3.9-R3.15].

pub mod pipe;
mod report;
mod stream;

use super::Arguments;
use super::desk::DeskLine;
use super::exit::Failure;
use super::show;
use crate::intake::{
    CsvFile, DateOrder, Field, Hints, IntakeError, MappingFile, Plan, Purpose, Rejected,
    RejectedFile, Source, fault,
};
use crate::paths::DeskFolder;
use crate::text::{Words, safe};
use clap::Args;
use report::{Report, defect};
use std::path::{Path, PathBuf};
use stream::{Sending, Sent};

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
        let (mut sent, plan, source) = self.send(&line)?;
        // The rest of the table is read again by the next run, which then writes all of them.
        let rejected_file = match self.dry_run || sent.broke.is_some() {
            true => Ok(None),
            false => write_rejected(&source, &self.file, &plan, &sent.rejected, &line.words),
        };
        let report = Report {
            line: &line,
            sent: &sent,
            plan: &plan,
            source: &source,
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
        let balance = report.balance();
        if let Some(broke) = sent.broke.take() {
            return Err(broke.said().with_advice(&line.words.get("import-go-on")));
        }
        rejected_file?;
        balance?;
        match self.strict && !sent.rejected.is_empty() {
            true => Err(Failure::refused(
                line.words
                    .with("cli-import-rejected", &[("count", &sent.rejected.len())]),
            )),
            false => Ok(()),
        }
    }

    /// Reads the file and sends what it holds; also tells how it was read.
    fn send(&self, line: &DeskLine) -> Result<(Sent, Plan, CsvFile), Failure> {
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
        for kind in &plan.unread_kinds {
            let why = defect(&line.words, kind.defect);
            let args: [(&str, &dyn crate::text::Arg); 2] =
                [("kind", &safe(&kind.words)), ("why", &why)];
            let said = line.words.with("cli-import-unread-kind", &args);
            crate::cli::show::aside(&format!("loket: {said}\n"));
        }
        let sent = Sending::new(line, self.dry_run).run(&plan, &source, fail)?;
        Ok((sent, plan, source))
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

fn write_rejected(
    table: &CsvFile,
    source: &Path,
    plan: &Plan,
    rejected: &[Rejected],
    words: &Words,
) -> Result<Option<PathBuf>, Failure> {
    beside(source, &plan.headers, table.delimiter(), words, |file| {
        rejected
            .iter()
            .try_for_each(|rejected| file.write(rejected, words))
    })
}

/// A mapping that the caller names.
pub fn kept(path: &Path, words: &Words) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path);
    text.map_err(|error| Failure::usage(file_fault(path, &error, words)))
}

/// Keeps a mapping where the caller says.
pub fn keep(path: &Path, text: &str, words: &Words) -> Result<(), Failure> {
    super::outfile::write(words, path, text.as_bytes())
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
    delimiter: u8,
    words: &Words,
    write: impl FnOnce(&mut RejectedFile) -> std::io::Result<()>,
) -> Result<Option<PathBuf>, Failure> {
    let mut file = RejectedFile::beside(
        source,
        &words.get("rejected-file-suffix"),
        headers,
        delimiter,
        &words.get("rejected-file-reason"),
    );
    let finished = write(&mut file).and_then(|()| file.finish());
    finished
        .and_then(|path| path.map(known_already).transpose())
        .map_err(|error| {
            let folder = source
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new(".")).display().to_string();
            let args: [(&str, &dyn crate::text::Arg); 2] =
                [("path", &folder), ("problem", &error.to_string())];
            Failure::refused(words.with("cli-rejected-not-written", &args)).said()
        })
}

/// The file that tells the very same rejected rows already, beside the one just written, which then
/// goes: a second import of the same rows leaves no second file to correct.
fn known_already(path: PathBuf) -> std::io::Result<PathBuf> {
    let written = std::fs::read(&path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // `form.ditolak-2.csv` beside `form.ditolak.csv`.
    let Some((stem, _)) = name.rsplit_once('-').filter(|(_, end)| {
        let number = end.strip_suffix(".csv").unwrap_or_default();
        number.parse::<u32>().is_ok()
    }) else {
        return Ok(path);
    };
    let numbered = (2..).map(|number| format!("{stem}-{number}.csv"));
    let earlier = std::iter::once(format!("{stem}.csv")).chain(numbered);
    let same = earlier
        .map(|name| path.with_file_name(name))
        .take_while(|other| *other != path && other.exists())
        .find(|other| std::fs::read(other).is_ok_and(|bytes| bytes == written));
    match same {
        Some(other) => std::fs::remove_file(&path).map(|()| other),
        None => Ok(path),
    }
}
