//! The house is in order: nothing left over, and what a newcomer needs is there.

use std::fs;
use std::path::{Path, PathBuf};

/// Marks of unfinished work, in halves so that this file does not hold them.
const LEFT_OVER: &[(&str, &str)] = &[
    ("todo", "!("),
    ("unimplemented", "!("),
    ("dbg", "!("),
    ("FIX", "ME"),
    ("TO", "DO:"),
    ("XX", "X "),
    ("#[allow(dead", "_code"),
    ("#![allow(dead", "_code"),
    ("#[ig", "nore"),
];

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn files_under(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_under(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn left_over_in(text: &str) -> Option<String> {
    LEFT_OVER
        .iter()
        .map(|(head, tail)| format!("{head}{tail}"))
        .find(|mark| text.contains(mark))
}

#[test]
fn nothing_is_left_over() {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches"] {
        files_under(&root().join(folder), &mut files);
    }
    assert!(files.len() > 20, "only {} files", files.len());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(left_over_in(&text), None, "in {}", file.display());
    }
    let sample = ["fn f() { to", "do!() }"].concat();
    assert!(left_over_in(&sample).is_some(), "the search finds nothing");
}

/// What the program says goes out in one place each (`cli::show`, the screen): there NIKs are
/// masked, and a closed pipe ends nothing.
#[test]
fn nothing_is_printed_past_the_boundary() {
    let mut files = Vec::new();
    files_under(&root().join("src"), &mut files);
    // `println` and `eprintln` end alike, as do `print` and `eprint`.
    let past = |text: &str| {
        ["println", "eprint", " print"]
            .into_iter()
            .find(|head| text.contains(&format!("{head}!(")))
    };
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(past(&text), None, "in {}", file.display());
    }
    assert_eq!(
        past(&["fn f() { e", "println!(\"x\") }"].concat()),
        Some("println")
    );
}

/// Lists of all variants that are written by hand, and why: a stage carries a position.
const LISTED_BY_HAND: &[&str] = &["src/domain/request.rs"];

/// An enum that has keys and a list of its variants is declared by `keyed!`: a second list by hand
/// would be forgotten when a variant is added.
#[test]
fn an_enum_with_keys_is_declared_by_the_macro() {
    let by_hand = |text: &str| text.contains("pub const ALL: [");
    let mut files = Vec::new();
    files_under(&root().join("src"), &mut files);
    let found: Vec<String> = files
        .iter()
        .filter(|file| !file.ends_with("src/domain/keyed.rs"))
        .filter(|file| by_hand(&fs::read_to_string(file).unwrap()))
        .map(|file| file.strip_prefix(root()).unwrap().display().to_string())
        .collect();
    assert_eq!(found, LISTED_BY_HAND, "lists of variants by hand");
}

#[test]
fn each_source_file_says_what_it_is_for() {
    let mut files = Vec::new();
    files_under(&root().join("src"), &mut files);
    for file in files {
        let inside_tests = file.components().any(|part| part.as_os_str() == "tests");
        let is_tests = inside_tests || file.file_name().is_some_and(|name| name == "tests.rs");
        let text = fs::read_to_string(&file).unwrap();
        let says = text.starts_with("//! ");
        assert!(says || is_tests, "{} opens without `//!`", file.display());
    }
}

#[test]
fn newcomers_find_what_they_need() {
    for file in [
        "CHANGELOG.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "README.md",
        "README.id.md",
        "docs/rules.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "deny.toml",
        "docs/decisions/0001-journal-is-the-durability.md",
        "docs/decisions/0002-floors.md",
        "docs/decisions/dependencies.md",
    ] {
        let text = fs::read_to_string(root().join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
        assert!(text.len() > 200, "{file} is empty");
    }
    for page in ["README.md", "README.id.md"] {
        let readme = fs::read_to_string(root().join(page)).unwrap();
        for command in [
            "cargo run --release",
            "cargo test",
            "cargo install --path .",
        ] {
            assert!(readme.contains(command), "{page} does not show `{command}`");
        }
    }
}

#[cfg(unix)]
#[test]
fn the_checks_can_be_run() {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(root().join(".ci/run"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o111, 0o111, ".ci/run has no run bit");
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&manifest).unwrap();
    let reasons = fs::read_to_string(root().join("docs/decisions/dependencies.md")).unwrap();
    for section in ["dependencies", "dev-dependencies"] {
        for name in manifest[section].as_table().unwrap().keys() {
            let row = format!("| `{name}`");
            assert!(
                reasons.contains(&row),
                "docs/decisions/dependencies.md has no row for {name}"
            );
        }
    }
}
