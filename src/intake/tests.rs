//! The promises of an import that need no desk: the sample row by row, and what hostile or odd
//! tables do.
#![allow(clippy::unwrap_used, clippy::panic)]

mod given;
mod odd;
mod sample;

use super::*;
use std::path::{Path, PathBuf};

/// A sample file.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/intake")
        .join(name)
}

/// Hints as the office's policy gives them.
fn hints() -> Hints {
    Hints {
        email_domains: vec!["babelprov.go.id".to_owned()],
        ..Hints::default()
    }
}

/// Everything a file comes to.
fn outcomes(path: &Path, hints: &Hints) -> (Plan, Vec<Outcome>) {
    let source = CsvFile::open(path).unwrap();
    let plan = Plan::propose(&source, hints).unwrap();
    let rows = plan.read(&source).unwrap();
    let outcomes = rows.map(|row| row.unwrap().outcome).collect();
    (plan, outcomes)
}

/// The same for text, through a file.
fn outcomes_of(text: impl AsRef<[u8]>) -> (Plan, Vec<Outcome>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    std::fs::write(&path, text).unwrap();
    outcomes(&path, &hints())
}

/// The plan of a text, or why there is none.
fn plan_of(text: &str, hints: &Hints) -> Result<Plan, IntakeError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    std::fs::write(&path, text).unwrap();
    Plan::propose(&CsvFile::open(&path).unwrap(), hints)
}

/// The row that came of one, where it did.
fn row(outcome: &Outcome) -> &FormRow {
    match outcome {
        Outcome::Row(row) => row,
        Outcome::Rejected(rejected) => panic!("rejected: {rejected:?}"),
    }
}
