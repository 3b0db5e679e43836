//! The office's real form export, through the program: each row gets the verdict it deserves, and
//! a second run adds nothing.

use crate::desk::{TestDesk, kill, program};
use crate::link::pid_behind;
use crate::odd::{self, Told};
use crate::wait::wait_until;
use loket::wire::message::{Ask, List, Query, Tell};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub struct Desk {
    pub folder: tempfile::TempDir,
}

impl Desk {
    pub fn new() -> Desk {
        let desk = Desk {
            folder: tempfile::tempdir().expect("a temporary folder"),
        };
        desk.run(&["init", "--training"]);
        desk
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    pub fn run(&self, args: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_loket"))
            .args(args)
            .env("LOKET_DESK", self.path())
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {said}");
        String::from_utf8(output.stdout).expect("text")
    }

    fn import(&self, file: &Path) -> Value {
        let text = self.run(&["import", file.to_str().expect("a plain path"), "--json"]);
        serde_json::from_str(&text).expect("JSON")
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = Command::new(env!("CARGO_BIN_EXE_loket"))
            .arg("stop")
            .env("LOKET_DESK", self.path())
            .output();
    }
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/intake")
        .join(name)
}

/// Codes about identity: the expectations speak of these only.
const IDENTITY: [&str; 12] = [
    "nik-missing",
    "nip-missing",
    "nik-length",
    "nik-digits",
    "nik-date",
    "nip-length",
    "nip-birthdate",
    "birthdate-mismatch",
    "sex-mismatch",
    "email-domain",
    "nik-digits-lost",
    "nip-digits-lost",
];

fn texts<'a>(value: &'a Value, list: &str, field: &str) -> Vec<&'a str> {
    let items = value[list].as_array().expect("a list");
    items
        .iter()
        .filter_map(|item| item[field].as_str())
        .collect()
}

#[test]
fn each_row_gets_its_verdict_and_a_second_run_adds_nothing() {
    let desk = Desk::new();
    let source = desk.folder.path().join("google-form.csv");
    std::fs::copy(fixture("google-form.csv"), &source).expect("copied");
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(fixture("expected.json")).expect("read"))
            .expect("JSON");
    let expected = expected.as_array().expect("a list");

    let first = desk.import(&source);
    let results = first["results"].as_array().expect("a list");
    assert_eq!(results.len(), expected.len());
    for (result, wanted) in results.iter().zip(expected) {
        let row = &wanted["row"];
        assert_eq!(result["row"], *row);
        assert_eq!(result["outcome"], wanted["outcome"], "row {row}");
        let repaired = texts(result, "repairs", "field");
        for repair in wanted["repairs"].as_array().expect("a list") {
            assert!(
                repaired.contains(&repair.as_str().expect("text")),
                "row {row}: {repaired:?}"
            );
        }
        let mut codes = texts(result, "findings", "code");
        codes.retain(|code| IDENTITY.contains(code));
        let wanted: Vec<_> = wanted["codes"].as_array().expect("a list").iter().collect();
        assert_eq!(
            codes.len(),
            wanted.len(),
            "row {row}: {codes:?} but {wanted:?}"
        );
        for code in wanted {
            assert!(
                codes.contains(&code.as_str().expect("text")),
                "row {row}: {codes:?}"
            );
        }
    }
    assert_eq!(first["new"], 38);
    assert_eq!(first["duplicate"], 2);
    assert_eq!(first["rejected"], 2);

    let second = desk.import(&source);
    assert_eq!(second["new"], 0);
    assert_eq!(second["duplicate"], 0);
    assert_eq!(second["existing"], 40);

    let rejected = desk.folder.path().join("google-form.ditolak.csv");
    let rejected = std::fs::read_to_string(rejected).expect("the rejected rows lie beside");
    assert!(rejected.contains("Melati Wijaya") && rejected.contains("Firdaus Ramadhan"));
}

#[test]
fn a_dry_run_changes_nothing() {
    let desk = Desk::new();
    let source = fixture("google-form.csv");
    let source = source.to_str().expect("a plain path");
    let text = desk.run(&["import", source, "--dry-run", "--json"]);
    let would: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        (&would["new"], &would["duplicate"]),
        (&Value::from(38), &Value::from(2))
    );
    let again = desk.run(&["import", source, "--dry-run", "--json"]);
    assert_eq!(serde_json::from_str::<Value>(&again).expect("JSON"), would);
}

/// So many rows of people that nobody knows.
fn many(folder: &Path, rows: usize) -> PathBuf {
    let head = "Timestamp,Nama,Email Dinas,Jenis Permohonan\n".to_owned();
    let row = |at: usize| {
        format!("23/11/2026 08.00.00,Orang Uji {at},uji{at}@babelprov.go.id,Penerbitan\n")
    };
    let path = folder.join("banyak.csv");
    let text = (0..rows).map(row).fold(head, |text, row| text + &row);
    std::fs::write(&path, text).expect("written");
    path
}

#[test]
fn an_import_that_is_cut_off_tells_what_stands_and_goes_on_when_it_is_run_again() {
    const ROWS: u64 = 20_000;
    let desk = TestDesk::new();
    let home = tempfile::tempdir().expect("a temporary folder");
    let file = many(home.path(), ROWS as usize);
    let import = || {
        let mut command = Command::new(program());
        command
            .args(["import", file.to_str().expect("a plain path"), "--json"])
            .env("LOKET_DESK", desk.folder.path())
            .env_remove("LOKET_LANG")
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        command.spawn().expect("the program starts")
    };
    let link = desk.link();
    let server = pid_behind(&link);
    let running = import();
    let aside = home.path().join("aside");
    wait_until("some rows are on record", || {
        let page = Ask::Page {
            query: Query::of(List::Letters),
            from: 0,
            count: 1,
            keep: None,
        };
        matches!(link.ask(page), Ok(Tell::Page(page)) if page.total > 2_000)
    });
    drop(link);
    // The server dies and nobody can start it: its desk is not where it was.
    std::fs::rename(desk.folder.path(), &aside).expect("moved");
    kill(server);
    let cut = running.wait_with_output().expect("ended");
    std::fs::rename(&aside, desk.folder.path()).expect("moved back");
    let said = String::from_utf8_lossy(&cut.stderr).into_owned();
    assert_eq!(cut.status.code(), Some(3), "{said}");
    assert!(!said.contains("Tidak ada yang berubah"), "{said}");
    assert!(said.contains("jalankan impor yang sama"), "{said}");
    let told: Value = serde_json::from_slice(&cut.stdout).expect("JSON");
    let number = |value: &Value, key: &str| value[key].as_u64().expect("a number");
    let (new, left) = (number(&told, "new"), number(&told, "left"));
    assert!(
        new > 0 && left > 0 && new + left == ROWS,
        "{new} and {left}"
    );
    assert_eq!(told["broke"]["code"], "link-gave-up");
    // Run again: what stands is recognised, also what was never acknowledged.
    let again = import().wait_with_output().expect("ended");
    let said = String::from_utf8_lossy(&again.stderr).into_owned();
    assert_eq!(again.status.code(), Some(0), "{said}");
    let told: Value = serde_json::from_slice(&again.stdout).expect("JSON");
    let known = number(&told, "existing");
    assert!(known >= new, "{known} of {new}");
    assert_eq!(known + number(&told, "new"), ROWS);
    assert_eq!((number(&told, "left"), &told["broke"]), (0, &Value::Null));
}

/// What the verb tells of an odd table, sentences and rows.
fn told(desk: &Desk, name: &str, real: bool) -> Told {
    let path = odd::path(name);
    let path = path.to_str().expect("a plain path");
    let mut args = vec!["import", path, "--json"];
    args.extend((!real).then_some("--dry-run"));
    let output = Command::new(env!("CARGO_BIN_EXE_loket"))
        .args(args)
        .env("LOKET_DESK", desk.path())
        .env_remove("LOKET_LANG")
        .output()
        .expect("the program starts");
    if !output.status.success() {
        return Told::Refused(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let all: u64 = ["new", "duplicate", "existing", "rejected"]
        .iter()
        .filter_map(|key| told[key].as_u64())
        .sum();
    assert_eq!(told["rows"], all, "{name}");
    let rows = told["results"].as_array().expect("a list").clone();
    for letter in told["letters"].as_array().expect("a list") {
        let in_it = |row: &&Value| row["letter"] == letter["letter"];
        let those: Vec<&Value> = rows.iter().filter(in_it).map(|row| &row["row"]).collect();
        assert_eq!(
            letter["rows"]
                .as_array()
                .unwrap()
                .iter()
                .collect::<Vec<_>>(),
            those
        );
    }
    Told::Rows(rows)
}

/// A row with the letter that it came to stand in: `0001.03/2026` is the third name of the first.
fn as_registered(row: Value) -> Value {
    let letter = row["request"].as_str().and_then(|no| no.split('.').next());
    let letter = Value::from(letter.unwrap_or_default());
    let mut row = row;
    row["letter"] = letter;
    row
}

/// The same tables go through the screen's preview in `src/tui/view/import/tests.rs`.
#[test]
fn odd_tables_are_read_whole_or_told() {
    let desk = Desk::new();
    for name in odd::names() {
        odd::judge(&name, &told(&desk, &name, false));
    }
    // The letters of the preview are those that are registered.
    let name = odd::names().into_iter().find(|name| name.starts_with("36"));
    let name = name.expect("the table of letters");
    let Told::Rows(rows) = told(&desk, &name, true) else {
        panic!("refused");
    };
    let registered = rows.into_iter().map(as_registered);
    odd::judge(&name, &Told::Rows(registered.collect()));
}

/// What the verb says that an odd table would become.
fn previewed(desk: &Desk, name: &str) -> Output {
    let path = odd::path(name);
    Command::new(env!("CARGO_BIN_EXE_loket"))
        .args(["import", path.to_str().expect("a plain path"), "--dry-run"])
        .env("LOKET_DESK", desk.path())
        .env_remove("LOKET_LANG")
        .output()
        .expect("the program starts")
}

#[test]
fn the_preview_says_which_rows_form_a_letter() {
    let desk = Desk::new();
    let output = previewed(&desk, "36-letter-groups.csv");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("Menjadi 7 surat."), "{text}");
    let said = "surat 1 (800/1/DC/2026, 12 Okt 2026, Dinas Contoh): baris 2-9";
    assert!(text.contains(said), "{text}");
    // A letter of one needs no line.
    assert_eq!(text.matches("): baris ").count(), 1, "{text}");
}

#[test]
fn an_import_says_how_it_read_and_a_doubtful_kind_by_one_word() {
    let desk = Desk::new();
    let output = previewed(&desk, "18-kinds.csv");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("Kolom: A Timestamp"), "{text}");
    let aside = String::from_utf8_lossy(&output.stderr);
    let line = |text: &str, of: &str| {
        let line = text.lines().find(|line| line.contains(of));
        line.expect("a line").to_owned()
    };
    for said in [
        line(&aside, "Tidak jadi dicabut"),
        line(&text, "Siti ContohM"),
    ] {
        assert!(said.contains("meragukan"), "{said}");
    }
    for said in [line(&aside, "Aktivasi ulang"), line(&text, "Siti ContohI")] {
        assert!(said.contains("tidak dikenal"), "{said}");
    }
    let path = odd::path("09-email.csv");
    let path = path.to_str().expect("a plain path");
    let text = desk.run(&["import", path, "--dry-run"]);
    let found = line(&text, "Hasil cek");
    assert!(found.contains("Email dinas tidak diisi 1"), "{found}");
}
