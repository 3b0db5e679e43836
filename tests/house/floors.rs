//! The floors hold: imports point downward only, libraries stay in their rooms.
//! Test modules are free to look at any floor.

pub mod source;

use source::{names_path, rooms_named, tokens, without_tests};
use std::fs;
use std::path::{Path, PathBuf};

/// A room: its floor, and the rooms on the same floor or below that it still may or may not know.
struct Room {
    name: &'static str,
    floor: u8,
    also: &'static [&'static str],
    never: &'static [&'static str],
}

const fn room(
    name: &'static str,
    floor: u8,
    also: &'static [&'static str],
    never: &'static [&'static str],
) -> Room {
    Room {
        name,
        floor,
        also,
        never,
    }
}

/// The table of the rooms. Without an entry in `also`, rooms of one floor do not know each other.
const ROOMS: &[Room] = &[
    room("domain", 0, &[], &[]),
    room("codec", 1, &[], &[]),
    room("policy_file", 1, &[], &[]),
    room("paths", 1, &[], &[]),
    room("text", 1, &[], &[]),
    room("store", 1, &["codec"], &["wire"]),
    room("wire", 1, &["codec"], &["store"]),
    room("intake", 1, &["text"], &["store"]),
    room("outgo", 1, &["text"], &["store"]),
    room("server", 2, &[], &["intake"]),
    room("client", 2, &[], &["store"]),
    room("tui", 3, &[], &["store", "server"]),
    room("cli", 4, &[], &["store", "server"]),
    room("main", 4, &["cli"], &["store", "server", "tui"]),
];

/// The verbs of `cli` that know the server: the one that is the server, those that work on a desk
/// while none runs and hold its lock themselves, and what reads a desk on which none can run.
const KNOW_THE_SERVER: &[&str] = &[
    "src/cli/serve",
    "src/cli/life",
    "src/cli/init",
    "src/cli/demo",
    "src/cli/restore",
    "src/cli/doctor",
    "src/cli/audit",
    "src/cli/aside",
];

/// Those of them that read and write the ledger's files themselves, under the server's lock, or look
/// whether anything can be written there.
const KNOW_THE_STORE: &[&str] = &[
    "src/cli/restore",
    "src/cli/doctor",
    "src/cli/audit",
    "src/cli/aside",
];

/// What the domain never touches besides the libraries it may not know.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::os",
    "std::time",
    "std::io",
    "chrono::Local",
    "Utc::now",
    "Local::now",
    "SystemTime::now",
];

/// The libraries that the domain may know.
const OF_THE_DOMAIN: &[&str] = &["serde", "chrono"];

/// Libraries that one room keeps to itself.
const CONFINED: &[(&str, &[&str])] = &[
    ("sled", &["store"]),
    ("bincode", &["codec"]),
    ("fluent_bundle", &["text"]),
    ("ratatui", &["tui"]),
    ("tui_textarea", &["tui"]),
    ("vte", &["tui"]),
    ("qrcode", &["tui"]),
    ("clap", &["cli", "main"]),
    ("directories", &["paths"]),
];

/// What is wrong with one file.
fn faults_of(path: &str, text: &str, libraries: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    if path.ends_with("/mod.rs") {
        faults.push(format!(
            "{path}: a module is foo.rs beside foo/, never mod.rs"
        ));
    }
    let modules = modules_of(path);
    let is_test = modules.iter().skip(1).any(|module| module == "tests");
    let Some(here) = ROOMS.iter().find(|room| room.name == modules[0]) else {
        if modules[0] != "lib" {
            faults.push(format!(
                "{path}: this room is not in the table of tests/house/floors.rs"
            ));
        }
        return faults;
    };
    if is_test {
        return faults;
    }
    let tokens = without_tests(tokens(text));
    for name in rooms_named(&tokens, modules.len()) {
        let known = ROOMS.iter().find(|room| room.name == name);
        if let Some(there) = known
            && !may_know(here, there, path)
        {
            faults.push(format!("{path}: `{}` does not know `{name}`", here.name));
        }
    }
    for (library, rooms) in CONFINED {
        if !rooms.contains(&here.name) && names_path(&tokens, library) {
            faults.push(format!("{path}: `{library}` belongs to {rooms:?} alone"));
        }
    }
    if here.name == "domain" {
        let others = libraries
            .iter()
            .map(String::as_str)
            .filter(|library| !OF_THE_DOMAIN.contains(library));
        for path_name in IMPURE.iter().copied().chain(others) {
            if names_path(&tokens, path_name) {
                faults.push(format!(
                    "{path}: the domain is pure and knows no `{path_name}`"
                ));
            }
        }
    }
    if here.name == "wire" && names_path(&tokens, "std::thread") {
        faults.push(format!("{path}: the wire has no threads"));
    }
    faults
}

fn may_know(here: &Room, there: &Room, path: &str) -> bool {
    here.name == there.name
        || here.also.contains(&there.name)
        || (there.floor < here.floor
            && (!here.never.contains(&there.name) || knows_the_server(there, path)))
}

fn knows_the_server(there: &Room, path: &str) -> bool {
    let verbs = match there.name {
        "server" => KNOW_THE_SERVER,
        "store" => KNOW_THE_STORE,
        _ => return false,
    };
    verbs.iter().any(|verb| {
        path.strip_prefix(verb)
            .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
    })
}

/// `src/tui/view/list.rs` stands in `tui`, `view`, `list`.
fn modules_of(path: &str) -> Vec<String> {
    path.trim_start_matches("src/")
        .trim_end_matches(".rs")
        .split('/')
        .map(str::to_owned)
        .collect()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The libraries of Cargo.toml as Rust names them.
fn libraries(root: &Path) -> Vec<String> {
    let text = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let manifest: toml::Table = toml::from_str(&text).unwrap();
    let list = manifest["dependencies"].as_table().unwrap();
    list.keys().map(|name| name.replace('-', "_")).collect()
}

#[test]
fn imports_point_downward_only() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let libraries = libraries(root);
    let mut files = Vec::new();
    rust_files(&root.join("src"), &mut files);
    assert!(files.len() > 20, "only {} files under src", files.len());
    let mut faults = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let path = file.strip_prefix(root).unwrap().display().to_string();
        faults.extend(faults_of(&path, &text, &libraries));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The test itself can fail: each of these is found.
#[test]
fn upward_imports_are_seen() {
    let libraries = vec!["sled".to_owned(), "serde".to_owned(), "rustix".to_owned()];
    for (path, text) in [
        ("src/domain/rules.rs", "use crate::store::Store;"),
        ("src/domain.rs", "use super::text::Words;"),
        ("src/domain/a/b.rs", "use super::super::super::wire::Frame;"),
        ("src/domain/x.rs", "fn f() { crate::server::run(); }"),
        (
            "src/domain/x.rs",
            "use crate::{\n    domain::kind::Kind,\n    tui::{App, Theme},\n};",
        ),
        ("src/domain/x.rs", "use std::fs;"),
        (
            "src/domain/x.rs",
            "use std::{collections::BTreeMap, time::Instant};",
        ),
        (
            "src/domain/x.rs",
            "let now = chrono::Utc::now(); let then = Utc::now();",
        ),
        ("src/domain/x.rs", "use sled::Db;"),
        ("src/domain/x.rs", "fn f() -> rustix::fd::OwnedFd {}"),
        ("src/wire/frame.rs", "use crate::store::Entry;"),
        ("src/wire/frame.rs", "std::thread::spawn(f);"),
        ("src/codec.rs", "use crate::text::Words;"),
        ("src/text.rs", "use crate::policy_file::babel;"),
        ("src/intake/csv.rs", "use crate::outgo::table;"),
        ("src/server/hub.rs", "use crate::client::Link;"),
        ("src/server/hub.rs", "use crate::intake::Row;"),
        ("src/client/link.rs", "use crate::server::lifecycle;"),
        ("src/client/link.rs", "use ratatui::Frame;"),
        ("src/tui/app.rs", "use crate::store::Store;"),
        ("src/tui/app.rs", "use crate::cli::Args;"),
        ("src/cli/letter.rs", "use crate::server::run;"),
        ("src/cli/served.rs", "use crate::server::run;"),
        ("src/cli/init.rs", "use crate::store::Store;"),
        ("src/cli/letter.rs", "use crate::store::Store;"),
        ("src/main.rs", "use loket::store::Store;"),
        (
            "src/store/db.rs",
            "let x = bincode::serde::encode_to_vec(y, z);",
        ),
        ("src/other/mod.rs", "//! A module."),
        ("src/other.rs", "//! A room nobody knows."),
    ] {
        let found = faults_of(path, text, &libraries);
        assert!(!found.is_empty(), "not seen in {path}: {text}");
    }
}

#[test]
fn what_is_allowed_passes() {
    let libraries = vec!["sled".to_owned(), "serde".to_owned()];
    for (path, text) in [
        (
            "src/domain/x.rs",
            "use crate::domain::kind::Kind; use serde::Serialize; use std::fmt;",
        ),
        (
            "src/domain/x.rs",
            "// use crate::store::Store;\n/* crate::tui /* nested */ */",
        ),
        (
            "src/domain/x.rs",
            "const A: &str = \"crate::store::X \\\" sled::Db\";",
        ),
        (
            "src/domain/x.rs",
            "const A: &str = r#\"use crate::store \" sled::Db\"#; let c = '\"';",
        ),
        (
            "src/domain/x.rs",
            "#[cfg(test)]\nmod tests {\n use crate::policy_file::babel; fn f() { {} }\n}",
        ),
        (
            "src/domain/x.rs",
            "#[cfg(test)]\nmod tests;\nfn f<'a>(x: &'a str) -> char { '\\'' }",
        ),
        ("src/domain/x/tests.rs", "use crate::policy_file::babel;"),
        ("src/domain/a/b.rs", "use super::store::Shelf;"),
        (
            "src/store/db.rs",
            "use sled::Db; use crate::codec; use crate::domain::time::Instant;",
        ),
        (
            "src/server/hub.rs",
            "use crate::{store::Store, wire::hello::Hello, paths};",
        ),
        ("src/cli/serve.rs", "use crate::server::run;"),
        ("src/cli/init.rs", "use crate::server::founding::found;"),
        ("src/cli/serve/desk.rs", "use crate::server::Desk;"),
        (
            "src/tui/app.rs",
            "use crate::client::Link; use ratatui::Frame;",
        ),
        ("src/main.rs", "fn main() { loket::cli::main() }"),
        ("src/lib.rs", "pub mod store; pub mod tui;"),
    ] {
        let found = faults_of(path, text, &libraries);
        assert!(found.is_empty(), "{found:?}");
    }
    let after = "#[cfg(test)]\nmod tests { fn f() {} }\nuse crate::store::Store;";
    assert!(!faults_of("src/domain/x.rs", after, &libraries).is_empty());
}

/// A file that no module names is compiled by nobody, and reads as if it were the program.
#[test]
fn every_file_belongs_to_its_module() {
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    let orphans: Vec<&PathBuf> = files.iter().filter(|path| is_orphan(path)).collect();
    assert!(orphans.is_empty(), "no module names {orphans:?}");
}

fn is_orphan(path: &Path) -> bool {
    let name = path.file_stem().unwrap().to_string_lossy();
    let folder = path.parent().unwrap();
    let parent = match folder == Path::new("src") {
        true if name == "lib" || name == "main" => return false,
        true => folder.join("lib.rs"),
        false => folder.with_extension("rs"),
    };
    let text = fs::read_to_string(parent).unwrap_or_default();
    let declared = format!("mod {name};");
    !text
        .lines()
        .any(|line| line.trim_end().ends_with(&declared))
}
