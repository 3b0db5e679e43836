//! The work beside the screen: looking for the file, planning how it is read, reading it, writing
//! what was rejected.

use std::any::Any;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::domain::act::LetterEntry;
use crate::domain::finding::Finding;
use crate::domain::kind::Kind;
use crate::domain::policy::Policy;
use crate::domain::time::Instant;
use crate::intake::{
    CsvFile, Hints, IntakeError, Outcome, Plan, Rejected, RejectedFile, RowDefect, Source,
    group_by_letter, letters,
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
}

/// What one row says, for the preview.
#[derive(Clone, Debug)]
pub struct Line {
    pub name: String,
    pub kind: Kind,
    /// Fields that were mended on the way in, by their keys.
    pub mended: Vec<String>,
    /// Cells that cannot be read.
    pub unread: Vec<Finding>,
    /// What the row says of itself; the desk may find more.
    pub findings: Vec<Finding>,
}

/// What was read.
pub struct Table {
    pub headers: Vec<String>,
    /// The sign between the cells of the source.
    pub delimiter: u8,
    /// Rows below the header.
    pub rows: usize,
    /// Letters in groups of about [`CHUNK`] names.
    pub chunks: Vec<Vec<LetterEntry>>,
    pub lines: BTreeMap<u32, Line>,
    pub rejected: Vec<Rejected>,
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

fn plan(path: &Path, mut hints: Hints) -> Proposed {
    let source = CsvFile::open(path)?;
    let plan = match Plan::propose(&source, &hints) {
        Err(IntakeError::UnknownHeader { .. }) => {
            // The mapping kept from last time was of another table.
            hints.mapping = None;
            Plan::propose(&source, &hints)?
        }
        other => other?,
    };
    Ok(Planned { source, plan })
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
    let mut rows = Vec::new();
    let mut lines = BTreeMap::new();
    let mut rejected = Vec::new();
    for row in planned.plan.read(&planned.source)? {
        match row?.outcome {
            Outcome::Row(row) => {
                let line = Line {
                    name: row.name.identity.name.clone(),
                    kind: row.name.kind,
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
                };
                lines.insert(row.row, line);
                rows.push(*row);
            }
            Outcome::Rejected(row) => rejected.push(row),
        }
    }
    Ok(Table {
        headers: planned.plan.headers.clone(),
        delimiter: planned.source.delimiter(),
        rows: planned.plan.rows as usize,
        chunks: chunks(group_by_letter(rows, now)),
        lines,
        rejected,
    })
}

/// Letters in groups of about [`CHUNK`] names; a letter stays whole.
fn chunks(letters: Vec<LetterEntry>) -> Vec<Vec<LetterEntry>> {
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
    chunks
}

/// Where the rejected rows went, or why not.
pub type Written = io::Result<Option<PathBuf>>;

/// Writes the rejected rows beside the source, with the reason in a column.
pub fn write_rejected(path: PathBuf, table: &Table, words: &Words) -> Job {
    let headers = table.headers.clone();
    let delimiter = table.delimiter;
    let rejected = table.rejected.clone();
    let suffix = words.get("rejected-file-suffix");
    let heading = words.get("rejected-file-reason");
    let reasons: BTreeMap<RowDefect, String> = rejected
        .iter()
        .flat_map(|row| &row.reasons)
        .map(|reason| (*reason, words.of("row-defect", reason.as_str())))
        .collect();
    Box::new(move || -> Box<dyn Any + Send> {
        let mut file = RejectedFile::beside(&path, &suffix, &headers, delimiter, &heading);
        let sentence = |reason: RowDefect| reasons.get(&reason).cloned().unwrap_or_default();
        let written: io::Result<()> = rejected
            .iter()
            .try_for_each(|row| file.write(row, sentence));
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
