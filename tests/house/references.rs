//! What a comment or a page refers to is there: rules of `docs/rules.md`, numbered parts of
//! documents, files, decisions, sections of the law, tests.

use crate::tidy::root;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Documents whose parts are numbered (`## 3. …`) and cited with `§`.
const NUMBERED: &[&str] = &["ARCHITECTURE.md", "docs/rules.md"];

/// Sections of the circular that may be cited, with the letters and numbers below them.
const CIRCULAR: &[&str] = &[
    "D",
    "E",
    "E.1-8",
    "E.8.a-b",
    "F",
    "F.1-9",
    "F.1.a-b",
    "F.2.a-c",
    "F.2.a.1-4",
    "F.2.a.1.a-b",
    "F.2.b.1-2",
    "F.3.a-e",
    "F.5.a-c",
    "F.6.a-c",
    "F.6.c.1-2",
    "F.7.a-b",
    "F.8.a-b",
    "G.1-2",
];

/// Parts of the procedure besides its seven steps.
const PROCEDURE: &[&str] = &["Kualifikasi", "Pencatatan", "Peringatan", "Waktu"];

/// What can be referred to.
struct House {
    /// `R1.1` and so on.
    rules: BTreeSet<String>,
    /// `ARCHITECTURE.md §3` and so on.
    parts: BTreeSet<String>,
    law: BTreeSet<String>,
    /// The pictures that `tests/screen/pictures.rs` draws.
    pictures: String,
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
}

/// `F.2.a-c` is F.2.a, F.2.b and F.2.c.
fn spread(section: &str) -> Vec<String> {
    let Some((head, last)) = section.split_once('-') else {
        return vec![section.to_owned()];
    };
    let (stem, first) = head.rsplit_once('.').unwrap();
    let (first, last) = (first.chars().next().unwrap(), last.chars().next().unwrap());
    (first..=last)
        .map(|letter| format!("{stem}.{letter}"))
        .collect()
}

impl House {
    fn new() -> House {
        let rows = read("docs/rules.md");
        let rules = rows.lines().filter_map(|line| line.strip_prefix("| R"));
        let rules = rules.map(|row| format!("R{}", row.split(' ').next().unwrap_or_default()));
        let mut parts = BTreeSet::new();
        for document in NUMBERED {
            for line in read(document).lines() {
                let number = line
                    .strip_prefix("## ")
                    .and_then(|rest| rest.split_once(". "));
                if let Some((number, _)) = number {
                    parts.insert(format!("{document} §{number}"));
                }
            }
        }
        let steps = (1..=7).map(|step| format!("SOP {step}"));
        let named = PROCEDURE.iter().map(|part| format!("SOP {part}"));
        let circular = CIRCULAR.iter().flat_map(|section| spread(section));
        let law = steps
            .chain(named)
            .chain(circular.map(|at| format!("SE {at}")));
        House {
            rules: rules.collect(),
            parts,
            law: law.collect(),
            pictures: read("tests/screen/pictures.rs"),
        }
    }

    /// What in this text leads to nothing.
    fn lost_in(&self, text: &str) -> Vec<String> {
        let mut lost = Vec::new();
        for line in text.lines() {
            lost.extend(
                rules_in(line)
                    .into_iter()
                    .filter(|rule| !self.rules.contains(rule)),
            );
            lost.extend(
                parts_in(line)
                    .into_iter()
                    .filter(|part| !self.parts.contains(part)),
            );
            lost.extend(files_in(line).into_iter().filter(|file| !self.stands(file)));
            for bracket in brackets_in(line) {
                lost.extend(self.outside(bracket));
            }
        }
        lost
    }

    /// Whether a path leads somewhere: whole, or a decision by its number.
    fn stands(&self, path: &str) -> bool {
        if let Some(picture) = path.strip_prefix("docs/pictures/") {
            let name = format!("\"{}\"", picture.trim_end_matches(".svg"));
            return self.pictures.contains(&name);
        }
        if path == "docs/pictures" || root().join(path).exists() {
            return true;
        }
        let Some(number) = path.strip_prefix("docs/decisions/") else {
            return false;
        };
        let by_number = |name: &str| number.len() == 4 && name.starts_with(&format!("{number}-"));
        let mut there = fs::read_dir(root().join("docs/decisions")).unwrap();
        there.any(|entry| by_number(&entry.unwrap().file_name().to_string_lossy()))
    }

    /// A bracket that names a section of the law that is not there, or a page that nobody has.
    fn outside(&self, bracket: &str) -> Option<String> {
        let mut source = "";
        for part in bracket.split([';', ',']).map(str::trim) {
            let (head, rest) = part.split_once(' ').unwrap_or(("", part));
            let word = !head.is_empty() && head.chars().all(char::is_lowercase);
            if word && rest.chars().all(|c| c.is_ascii_digit()) {
                return Some(format!("[{bracket}]"));
            }
            // `[SE E.8, F.6]` names the source once.
            let section = match head {
                "SE" | "SOP" => {
                    source = head;
                    rest
                }
                "" => rest,
                _ => continue,
            };
            let first = section.split([' ', '-', ':']).next().unwrap_or_default();
            if !source.is_empty() && !self.law.contains(&format!("{source} {first}")) {
                let of_the_law = first.contains('.') || head == source;
                if of_the_law && !first.starts_with('R') {
                    return Some(format!("[{bracket}]"));
                }
            }
        }
        None
    }
}

/// Rules by their numbers.
fn rules_in(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices('R') {
        let before = line[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '/') {
            continue;
        }
        let number: String = line[at + 1..]
            .chars()
            .take_while(|c| c.is_ascii_digit() || *c == '.')
            .collect();
        let Some((chapter, rule)) = number.trim_end_matches('.').split_once('.') else {
            continue;
        };
        if !chapter.is_empty() && !chapter.starts_with('0') && rule.parse::<u16>().is_ok() {
            found.push(format!("R{chapter}.{rule}"));
        }
    }
    found
}

/// Numbered parts of documents, each with the word before the sign.
fn parts_in(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, sign) in line.match_indices('§') {
        let before = line[..at].trim_end();
        let document = before
            .rsplit([' ', '[', '(', '`', '"'])
            .next()
            .unwrap_or_default();
        // RFCs are everybody's.
        if before.contains("RFC ") {
            continue;
        }
        let number: String = line[at + sign.len()..]
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        found.push(format!("{document} §{number}"));
    }
    found
}

/// Folders whose files are referred to from the root.
const FOLDERS: &[&str] = &["docs/", "tests/"];

/// Files under `docs/` and `tests/`, and the suite that a command names.
fn files_in(line: &str) -> Vec<String> {
    let mut found: Vec<String> = suites_in(line).collect();
    let named = FOLDERS.iter().flat_map(|head| line.match_indices(head));
    for (at, head) in named {
        let before = line[..at].chars().next_back();
        let within = before.is_some_and(|c| c.is_alphanumeric() || "/.-_".contains(c));
        let from_here = line[..at].ends_with("../");
        if within && !from_here {
            continue;
        }
        let rest: String = line[at + head.len()..]
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || "/.-_".contains(*c))
            .collect();
        let rest = rest.trim_end_matches(['.', '/', '-']);
        if !rest.is_empty() {
            found.push(format!("{head}{rest}"));
        }
    }
    found
}

/// Suites as `cargo test --test suite` runs them.
fn suites_in(line: &str) -> impl Iterator<Item = String> {
    let commands = line.split("cargo test --test ").skip(1);
    commands.map(|rest| {
        let name: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
        format!("tests/{name}/main.rs")
    })
}

/// What stands between brackets on one line.
fn brackets_in(line: &str) -> Vec<&str> {
    let opened = line.split('[').skip(1);
    opened
        .filter_map(|rest| rest.split_once(']'))
        .map(|(inside, _)| inside)
        .collect()
}

fn texts_under(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let kind = path.extension().and_then(|kind| kind.to_str());
        if path.is_dir() {
            texts_under(&path, found);
        } else if matches!(kind, Some("rs" | "md" | "toml" | "ftl")) {
            found.push(path);
        }
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches", "assets", "docs"] {
        texts_under(&root().join(folder), &mut files);
    }
    for page in fs::read_dir(root()).unwrap() {
        let page = page.unwrap().path();
        if page.extension().is_some_and(|kind| kind == "md") {
            files.push(page);
        }
    }
    assert!(files.len() > 100, "only {} files", files.len());
    let house = House::new();
    let mut lost = Vec::new();
    for file in files {
        // This file holds the samples that lead nowhere.
        if file.ends_with("house/references.rs") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let name = file.strip_prefix(root()).unwrap().display().to_string();
        lost.extend(
            house
                .lost_in(&text)
                .into_iter()
                .map(|what| format!("{name}: {what}")),
        );
    }
    assert!(lost.is_empty(), "\n{}", lost.join("\n"));
}

#[test]
fn a_reference_to_nothing_is_seen() {
    let house = House::new();
    for text in [
        "/// Forwards the sheet [domain §2].",
        "/// Forwards the sheet [domain 2].",
        "/// The order is the whole point (architecture §6):",
        "/// Sends [SOP 6; domain §5].",
        "/// Sends [SOP 13].",
        "/// Sends [SE F.5.z].",
        "/// Sends [SE E.8, F.66].",
        "/// Sends [R1.999].",
        "/// Sends [R4.2-R4.999].",
        "// as ARCHITECTURE.md §99 says",
        "See docs/nowhere.md.",
        "(`tests/nowhere.rs`)",
        "`cargo test --test nowhere name`",
        "See docs/decisions/9999.",
        "include_str!(\"../../../docs/nowhere.md\")",
    ] {
        assert!(!house.lost_in(text).is_empty(), "not seen: {text}");
    }
    for text in [
        "/// Sends [SOP 5; R7.7], [SE F.5.c], [SE E.8, F.6], [SOP 1-7; R1.1].",
        "/// See ARCHITECTURE.md §1 and docs/rules.md §4 (docs/decisions/0003).",
        "let a = [0u8; 32]; let no = \"0142.03/2026\"; // RFC 4648 §4",
        "https://docs.rs/clap",
        "`cargo test --test rules golden`, src/domain/tests/nowhere.rs, tests/rules/golden.rs",
    ] {
        assert_eq!(house.lost_in(text), Vec::<String>::new(), "{text}");
    }
}

/// Rules are numbered without gaps, and the test of each is there.
#[test]
fn every_rule_has_its_number_and_its_test() {
    let text = read("docs/rules.md");
    let mut expected = (0, 0);
    let mut faults = Vec::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("## ")
            && let Some((chapter, _)) = rest.split_once(". ")
        {
            expected = (expected.0 + 1, 0);
            assert_eq!(chapter, expected.0.to_string(), "{line}");
        }
        let Some(row) = line.strip_prefix("| R") else {
            continue;
        };
        expected.1 += 1;
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let number = format!("{}.{}", expected.0, expected.1);
        assert_eq!(cells[0], number, "rules run without gaps");
        assert_eq!(cells.len(), 7, "R{number} has six cells");
        let test = cells[5].trim_matches('`');
        let Some((place, name)) = test.split_once("::") else {
            faults.push(format!("R{number}: {test} names no test"));
            continue;
        };
        let file = match place.contains('/') {
            true => place.to_owned(),
            false => format!("tests/rules/{place}.rs"),
        };
        let source = fs::read_to_string(root().join(&file)).unwrap_or_default();
        if !source.contains(&format!("fn {name}(")) {
            faults.push(format!("R{number}: {test} is not there"));
        }
    }
    assert!(expected.0 > 5, "only {} chapters", expected.0);
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
