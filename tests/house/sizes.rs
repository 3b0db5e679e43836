//! Files and functions stay small, tests and benches too. Tables are excepted by name: one row a line
//! is easier to read in one place.

use crate::floors::source::functions;
use crate::tidy::{files_under, root};
use std::collections::BTreeSet;
use std::fs;

const LONGEST_FILE: usize = 600;
const LONGEST_FUNCTION: usize = 70;

/// Files that are tables.
const TABLE_FILES: &[&str] = &["tests/rules/golden/samples.rs"];

/// Functions that are tables, or one `match` with a row for each kind, by file.
const TABLES: &[(&str, &str)] = &[
    ("src/domain/procedure/when.rs", "holds"),
    ("src/domain/record.rs", "begin"),
    ("src/domain/refusal.rs", "code"),
    ("src/domain/substance/request.rs", "request"),
    (
        "src/intake/notice/tests.rs",
        "a_subject_means_one_answer_or_is_left_to_a_clerk",
    ),
    ("src/text/refusal.rs", "plain"),
    ("src/text/refusal.rs", "sentence"),
    ("src/text/refusal/tests.rs", "every"),
    ("src/tui/view/request.rs", "action_of"),
    ("src/tui/view/testing.rs", "request_view"),
    ("src/tui/view/testing/sheet.rs", "sheet_view"),
    ("src/tui/view/today/cells.rs", "cells"),
    (
        "src/tui/view/today/tests.rs",
        "every_stage_says_its_next_step_and_enter_leads_to_where_it_is_done",
    ),
    ("src/wire/message/golden.rs", "asks"),
    (
        "tests/rules/answers.rs",
        "a_certificate_must_match_the_request",
    ),
    ("tests/desk/story.rs", "live"),
    ("tests/rules/golden/samples.rs", "happenings"),
    ("tests/rules/golden/samples.rs", "request_events"),
    ("tests/rules/golden/tells.rs", "answers"),
    (
        "tests/rules/inventory.rs",
        "each_row_of_a_list_becomes_one_thing",
    ),
    ("tests/rules/matrix.rs", "table"),
    ("tests/rules/offered.rs", "situation"),
    ("tests/rules/recap.rs", "each_user_of_a_recap_is_one_thing"),
    ("tests/rules/simplest.rs", "simplest"),
    (
        "tests/store/damage.rs",
        "every_damage_is_a_sentence_with_the_file_and_what_to_do",
    ),
];

/// What is longer than it may be.
#[derive(Default)]
struct Long {
    files: BTreeSet<String>,
    functions: BTreeSet<(String, String)>,
}

impl Long {
    fn look(&mut self, path: &str, text: &str) {
        if text.lines().count() > LONGEST_FILE {
            self.files.insert(path.to_owned());
        }
        for (name, lines) in functions(text) {
            if lines > LONGEST_FUNCTION {
                self.functions.insert((path.to_owned(), name));
            }
        }
    }
}

#[test]
fn files_and_functions_are_small_unless_they_are_tables() {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches"] {
        files_under(&root().join(folder), &mut files);
    }
    assert!(files.len() > 100, "only {} files", files.len());
    let mut long = Long::default();
    for file in files {
        let path = file.strip_prefix(root()).unwrap().display().to_string();
        long.look(&path, &fs::read_to_string(&file).unwrap());
    }
    let tables: BTreeSet<String> = TABLE_FILES.iter().map(|file| (*file).to_owned()).collect();
    assert_eq!(
        long.files, tables,
        "split what is longer than {LONGEST_FILE} lines; strike tables that are not any more"
    );
    let tables = TABLES
        .iter()
        .map(|(file, name)| ((*file).to_owned(), (*name).to_owned()));
    let tables: BTreeSet<(String, String)> = tables.collect();
    assert_eq!(
        long.functions, tables,
        "split what is longer than {LONGEST_FUNCTION} lines; strike tables that are not any more"
    );
}

/// The test itself can fail.
#[test]
fn what_is_too_long_is_seen() {
    let body = |lines: usize| "        let a = 1;\n".repeat(lines);
    let method =
        |head: &str, lines: usize| format!("impl A {{\n    {head} {{\n{}    }}\n}}\n", body(lines));
    for head in [
        "fn f()",
        "pub fn f(&self) -> u8",
        "pub(super) const fn f<T: A>(t: T)",
    ] {
        let (mut most, mut more) = (Long::default(), Long::default());
        most.look("a.rs", &method(head, LONGEST_FUNCTION - 2));
        more.look("a.rs", &method(head, LONGEST_FUNCTION - 1));
        assert!(most.functions.is_empty(), "{head}");
        let found = BTreeSet::from([("a.rs".to_owned(), "f".to_owned())]);
        assert_eq!(more.functions, found, "{head}");
    }
    let mut long = Long::default();
    long.look("a.rs", &"\n".repeat(LONGEST_FILE));
    assert!(long.files.is_empty());
    long.look("a.rs", &"\n".repeat(LONGEST_FILE + 1));
    assert!(!long.files.is_empty());
    let declared = format!(
        "trait A {{\n    fn f(\n        a: u8,\n    );\n{}    fn g() {{}}\n    }}\n",
        body(80)
    );
    let mut long = Long::default();
    long.look("a.rs", &declared);
    assert!(long.functions.is_empty(), "a declaration has no length");
}
