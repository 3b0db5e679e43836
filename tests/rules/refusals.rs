//! A code for each rule: every refusal is provoked by a test of where it comes from. A new one
//! without such a test fails here; that it reads as a sentence in both languages is tested beside
//! the sentences (`src/text/refusal/tests.rs`).

use std::fs;
use std::path::Path;

/// Tests that read sentences or check code, and provoke nothing.
const READERS: [&str; 4] = [
    "src/text/refusal/tests.rs",
    "tests/rules/refusals.rs",
    "tests/rules/golden/",
    "tests/rules/words.rs",
];

/// Refusals that no test provokes yet: this list only gets shorter.
const OPEN: [&str; 4] = [
    "not-on-this-desk",
    "check-runs",
    "nothing-lies",
    "file-size",
];

fn sources(folder: &Path, all: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            all.push((path.display().to_string(), text));
        }
    }
}

/// What tests say: files of tests, and the tests at the end of others.
fn tests() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    sources(&root.join("src"), &mut all);
    sources(&root.join("tests"), &mut all);
    let said = all.iter().filter_map(|(path, text)| {
        if READERS.iter().any(|reader| path.contains(reader)) {
            return None;
        }
        let whole = path.contains("/tests/") || path.ends_with("tests.rs");
        let begins = if whole {
            Some(0)
        } else {
            text.find("#[cfg(test)]")
        };
        begins.map(|at| &text[at..])
    });
    said.collect()
}

/// Variant and code of every refusal.
fn codes() -> Vec<(String, String)> {
    let source = include_str!("../../src/domain/refusal.rs");
    let lines = source.lines().filter_map(|line| {
        let (variant, code) = line.trim().strip_prefix("Refusal::")?.split_once("=> \"")?;
        let end = variant.find(['(', ' ']).unwrap_or(variant.len());
        let code = code.trim_end_matches("\",");
        Some((variant[..end].to_owned(), code.to_owned()))
    });
    lines.collect()
}

#[test]
fn every_refusal_is_provoked_by_a_test() {
    let tests = tests();
    let codes = codes();
    assert!(codes.len() > 50, "{codes:?}");
    let without: Vec<_> = codes
        .iter()
        .filter(|(variant, code)| {
            let named = format!("Refusal::{variant}");
            let followed = |found: &str| {
                let next = found.chars().next();
                next.is_none_or(|letter| !letter.is_alphanumeric())
            };
            let by_name = tests.split(&named).skip(1).any(followed);
            !by_name && !tests.contains(&format!("\"{code}\""))
        })
        .collect();
    let without: Vec<_> = without.iter().map(|(_, code)| code.as_str()).collect();
    assert_eq!(without, OPEN, "what no test provokes");
}
