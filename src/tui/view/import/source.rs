//! The work beside the screen: looking for the file, planning how it is read, reading it, writing
//! what was rejected.

use std::any::Any;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::domain::act::{Command, LetterEntry, Mended};
use crate::domain::finding::Finding;
use crate::domain::policy::Policy;
use crate::domain::time::Instant;
use crate::intake::inventory::{HeldMapping, HeldPlan, HeldRow};
use crate::intake::{
    CsvFile, Field, Hints, IntakeError, LetterGroups, Outcome, Plan, Purpose, Reason, RejectedFile,
    Source, Together, all_said, group_by_letter, letters, transfers,
};
use crate::text::Words;
use crate::tui::completion;
use crate::tui::panel::Job;
use crate::tui::view::identity_form::findings_of;

/// Names that go to the desk in one act.
pub const CHUNK: usize = 200;
/// Ends of names that a spreadsheet has.
const TABLES: [&str; 7] = ["csv", "tsv", "txt", "xlsx", "xls", "ods", "xlsm"];

/// A table and how it will be read.
#[derive(Clone)]
pub struct Planned {
    pub source: CsvFile,
    pub plan: Plan,
    /// For a list of certificates: its own columns.
    pub held: Option<HeldPlan>,
    pub stamp: Stamp,
}

/// Tells one state of a file from another: bytes, and milliseconds of its last change; zero where
/// the system does not tell.
pub type Stamp = (u64, u64);

fn stamp(path: &Path) -> Stamp {
    let Ok(about) = path.metadata() else {
        return (0, 0);
    };
    let changed = about.modified().ok();
    let changed = changed.and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let millis = changed.map_or(0, |since| since.as_millis());
    (about.len(), u64::try_from(millis).unwrap_or(0))
}

/// What one row says, for the preview.
#[derive(Clone, Debug)]
pub struct Line {
    pub name: String,
    /// Fields that were mended on the way in, by their keys.
    pub mended: Vec<String>,
    /// Cells that cannot be read.
    pub unread: Vec<Finding>,
    /// What the row says of itself; the desk may find more.
    pub findings: Vec<Finding>,
    /// The row as it stood, where the desk may refuse it.
    pub cells: Vec<String>,
    /// The kind as written, where a person named it.
    pub asks: Option<String>,
    /// The place of its letter, in a form's export.
    pub letter: Option<usize>,
}

/// What goes to the desk in one act.
pub struct Piece {
    pub command: Command,
    /// Rows of the table in it.
    pub rows: u64,
}

/// A row that does not go to the desk.
#[derive(Clone, Debug)]
pub struct Out {
    pub row: u32,
    pub name: String,
    pub reasons: Vec<Reason>,
    pub cells: Vec<String>,
    /// Nothing but its kind is wrong: a person may name it.
    pub asks: bool,
    /// The kind as written.
    pub kind: String,
}

impl Out {
    /// Every reason in words.
    pub fn said(&self, words: &Words) -> String {
        all_said(&self.reasons, words)
    }
}

/// What was read.
pub struct Table {
    pub headers: Vec<String>,
    /// The sign between the cells of the source.
    pub delimiter: u8,
    /// Rows below the header.
    pub rows: usize,
    /// Groups of about [`CHUNK`] rows.
    pub chunks: Vec<Piece>,
    pub lines: BTreeMap<u32, Line>,
    /// Which rows form a letter.
    pub letters: Vec<Together>,
    pub rejected: Vec<Out>,
}

/// Looks for tables and folders that begin with what is typed.
pub fn completions(typed: String) -> Job {
    completion::look_for(typed, |name| {
        let ending = Path::new(name).extension();
        ending.is_some_and(|ending| TABLES.iter().any(|end| ending.eq_ignore_ascii_case(end)))
    })
}

/// Plans how the file is read.
pub fn propose(path: PathBuf, hints: Hints) -> Job {
    Box::new(move || -> Box<dyn Any + Send> { Box::new(plan(&path, hints)) })
}

/// A plan, or why there is none.
pub type Proposed = Result<Planned, IntakeError>;

fn plan(path: &Path, hints: Hints) -> Proposed {
    let source = CsvFile::open(path)?;
    if hints.purpose == Purpose::Form && transfers::is_likely(&source)? {
        // Its fields are others: whether it is one is asked.
        let hints = transfers::hints(&hints.email_domains, None);
        if let Ok(plan) = Plan::propose(&source, &hints) {
            return Ok(Planned {
                source,
                plan,
                held: None,
                stamp: stamp(path),
            });
        }
    }
    as_told(path, source, hints)
}

/// Plans a table for what it is said to be.
pub fn propose_as_told(path: PathBuf, hints: Hints) -> Job {
    Box::new(move || -> Box<dyn Any + Send> {
        let planned = || -> Proposed { as_told(&path, CsvFile::open(&path)?, hints) };
        Box::new(planned())
    })
}

fn as_told(path: &Path, source: CsvFile, mut hints: Hints) -> Proposed {
    let plan = match Plan::propose(&source, &hints) {
        Err(IntakeError::UnknownHeader { .. }) => {
            // The mapping kept from last time was of another table.
            hints = match hints.purpose {
                Purpose::Transfers => transfers::hints(&hints.email_domains, None),
                _ => Hints {
                    mapping: None,
                    ..hints
                },
            };
            Plan::propose(&source, &hints)?
        }
        other => other?,
    };
    Ok(Planned {
        source,
        plan,
        held: None,
        stamp: stamp(path),
    })
}

/// Plans how a list of certificates is read.
pub fn propose_list(path: PathBuf, kept: HeldMapping) -> Job {
    Box::new(move || -> Box<dyn Any + Send> {
        let planned = || -> Proposed {
            let source = CsvFile::open(&path)?;
            let held = HeldPlan::propose(&source, &kept)?;
            Ok(Planned {
                source,
                plan: held.plan.clone(),
                held: Some(held),
                stamp: stamp(&path),
            })
        };
        Box::new(planned())
    })
}

/// What was read, or why not.
pub type ReadAll = Result<Table, IntakeError>;

/// Reads every row.
pub fn read(planned: Planned, policy: Option<Box<Policy>>, now: Instant) -> Job {
    Box::new(move || -> Box<dyn Any + Send> {
        Box::new(read_all(&planned, policy.as_deref(), now))
    })
}

fn read_all(planned: &Planned, policy: Option<&Policy>, now: Instant) -> ReadAll {
    if let Some(held) = &planned.held {
        return read_list(held, &planned.source, now);
    }
    let (mut groups, mut together) = (LetterGroups::default(), Vec::new());
    let mut rows = Vec::new();
    let mut lines = BTreeMap::new();
    let mut rejected = Vec::new();
    for row in planned.plan.read(&planned.source)? {
        match row?.outcome {
            Outcome::Row(row) => {
                let place = groups.place(&row);
                Together::note(&mut together, place, &row);
                let line = Line {
                    name: row.name.identity.name.clone(),
                    mended: row
                        .name
                        .mended
                        .iter()
                        .map(|mended| mended.field.clone())
                        .collect(),
                    unread: row
                        .unread
                        .iter()
                        .cloned()
                        .chain(letters::ahead(&row, now))
                        .collect(),
                    findings: policy.map_or_else(Vec::new, |policy| {
                        findings_of(&row.name.identity, policy, row.name.kind)
                    }),
                    cells: Vec::new(),
                    asks: planned.plan.chosen_kind(row.row).map(|_| {
                        let of_kind = |mended: &&Mended| mended.field == Field::Kind.as_str();
                        let mended = row.name.mended.iter().find(of_kind);
                        mended.map_or_else(String::new, |mended| mended.from.clone())
                    }),
                    letter: Some(place),
                };
                lines.insert(row.row, line);
                rows.push(*row);
            }
            Outcome::Rejected(row) => rejected.push(Out {
                row: row.row,
                asks: row.reasons.iter().all(Reason::is_of_kind),
                kind: row.kind,
                name: row.name,
                reasons: row.reasons,
                cells: row.cells,
            }),
        }
    }
    Ok(Table {
        headers: planned.plan.headers.clone(),
        delimiter: planned.source.delimiter(),
        rows: planned.plan.rows as usize,
        chunks: chunks(group_by_letter(rows, now)),
        lines,
        letters: together,
        rejected,
    })
}

/// Reads a list of certificates, the oldest first: then a list that is cut into acts is told as one.
fn read_list(held: &HeldPlan, source: &CsvFile, now: Instant) -> ReadAll {
    let mut list = held.read(source, now)?;
    list.rows
        .sort_by_key(|row| (row.taken.certificate.form.not_before, row.taken.row.row));
    let line = |row: &HeldRow| Line {
        name: row.taken.holder.name.clone(),
        mended: row
            .mended
            .iter()
            .map(|mended| mended.field.clone())
            .collect(),
        unread: row.findings.clone(),
        findings: Vec::new(),
        cells: row.cells.clone(),
        asks: None,
        letter: None,
    };
    let lines = list.rows.iter().map(|row| (row.taken.row.row, line(row)));
    let pieces = list.rows.chunks(CHUNK).map(|rows| Piece {
        command: Command::TakeIn {
            certificates: rows.iter().map(|row| row.taken.clone()).collect(),
        },
        rows: rows.len() as u64,
    });
    let out = list.left_out.into_iter().map(|row| Out {
        row: row.row,
        name: row.name,
        reasons: row.reasons,
        cells: row.cells,
        asks: false,
        kind: String::new(),
    });
    Ok(Table {
        headers: held.plan.headers.clone(),
        delimiter: source.delimiter(),
        rows: held.plan.rows as usize,
        chunks: pieces.collect(),
        lines: lines.collect(),
        letters: Vec::new(),
        rejected: out.collect(),
    })
}

/// Letters in groups of about [`CHUNK`] names; a letter stays whole.
fn chunks(letters: Vec<LetterEntry>) -> Vec<Piece> {
    let mut chunks: Vec<Vec<LetterEntry>> = Vec::new();
    let mut names = CHUNK;
    for letter in letters {
        if names + letter.names.len() > CHUNK {
            chunks.push(Vec::new());
            names = 0;
        }
        names += letter.names.len();
        if let Some(chunk) = chunks.last_mut() {
            chunk.push(letter);
        }
    }
    let piece = |letters: Vec<LetterEntry>| Piece {
        rows: letters.iter().map(|letter| letter.names.len() as u64).sum(),
        command: Command::Import { letters },
    };
    chunks.into_iter().map(piece).collect()
}

/// Where the rejected rows went, or why not.
pub type Written = io::Result<Option<PathBuf>>;

/// Writes rows that were not taken in beside the source, each with why.
pub fn write_rejected(
    path: PathBuf,
    table: &Table,
    rows: Vec<(Vec<String>, String)>,
    words: &Words,
) -> Job {
    let headers = table.headers.clone();
    let delimiter = table.delimiter;
    let suffix = words.get("rejected-file-suffix");
    let heading = words.get("rejected-file-reason");
    Box::new(move || -> Box<dyn Any + Send> {
        let mut file = RejectedFile::beside(&path, &suffix, &headers, delimiter, &heading);
        let written: io::Result<()> = rows
            .iter()
            .try_for_each(|(cells, why)| file.write_row(cells, why));
        let written: Written = written.and_then(|()| file.finish());
        Box::new(written)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn look(typed: String) -> Vec<String> {
        let found = completions(typed)().downcast::<completion::Found>();
        found.map(|found| found.1).unwrap_or_default()
    }

    #[test]
    fn a_path_is_completed_with_folders_and_tables_only() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "form.csv",
            "Form2.XLSX",
            "form.pdf",
            ".form.csv",
            "other.csv",
        ] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        std::fs::create_dir(folder.path().join("forms")).unwrap();
        let base = folder.path().to_str().unwrap().to_owned();
        let names = |typed: &str| -> Vec<String> {
            let found = look(format!("{base}/{typed}"));
            let short = |path: &String| path.strip_prefix(&base).unwrap().to_owned();
            found.iter().map(short).collect()
        };
        assert_eq!(names("fo"), ["/forms/", "/form.csv", "/Form2.XLSX"]);
        assert_eq!(names("zz"), Vec::<String>::new());
        assert!(look("/no/such/folder/x".to_owned()).is_empty());
    }
}
