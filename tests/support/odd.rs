//! Odd tables and what must become of each row, whoever reads them: the verb, or the screen.

use serde_json::Value;
use std::path::{Path, PathBuf};

/// Where the odd tables lie.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/odd")
        .join(name)
}

/// Every odd table, in the order of their names.
pub fn names() -> Vec<String> {
    let text = std::fs::read_to_string(path("expected.json")).expect("expected.json");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    all.as_object().expect("a map").keys().cloned().collect()
}

fn expected(name: &str) -> Value {
    let text = std::fs::read_to_string(path("expected.json")).expect("expected.json");
    let mut all: Value = serde_json::from_str(&text).expect("JSON");
    all[name].take()
}

/// What was told of a table: a sentence where nothing of it is taken in, else its rows.
pub enum Told {
    Refused(String),
    /// Each as `import --json` gives it, with its `letter` where that is known.
    Rows(Vec<Value>),
}

/// Codes that speak of how a row was read, and not of what the desk knows beside it.
const READING: [&str; 19] = [
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
    "phone-unread",
    "date-unread",
    "field-unread",
    "nik-digits-lost",
    "nip-digits-lost",
    "columns-shifted",
    "kind-doubtful",
    "unknown-kind",
    "received-unread",
];

fn codes(row: &Value) -> Vec<&str> {
    let all = row["findings"].as_array().expect("findings");
    let codes = all.iter().filter_map(|found| found["code"].as_str());
    codes.filter(|code| READING.contains(code)).collect()
}

fn mended(row: &Value, field: &str) -> bool {
    let all = row["repairs"].as_array().expect("repairs");
    all.iter().any(|repair| repair["field"] == field)
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_default()
}

/// Compares what was told of a table with what must be.
pub fn judge(name: &str, told: &Told) {
    let wanted = expected(name);
    let rows = match told {
        Told::Refused(said) => return judge_refused(name, said),
        Told::Rows(rows) => rows,
    };
    assert!(!rows.is_empty(), "{name}: no rows");
    for row in rows {
        let of = &wanted[row["row"].to_string()];
        let at = format!("{name}, row {}: {row}", row["row"]);
        match &name[..2] {
            "07" => judge_nik(row, of, &at),
            "09" => judge_email(row, of, &at),
            "18" => judge_kind(row, of, &at),
            "29" => {
                assert_eq!(row["outcome"], of["outcome"], "{at}");
                if let Some(wanted) = of["codes"].as_array() {
                    assert_eq!(codes(row), wanted.iter().collect::<Vec<_>>(), "{at}");
                }
            }
            "32" => judge_phone(row, &at),
            _ => judge_fields(row, &wanted, of, &at),
        }
    }
    let new = rows.iter().filter(|row| row["outcome"] == "new").count();
    if let Some(wanted) = wanted["new"].as_u64() {
        assert_eq!(new as u64, wanted, "{name}");
    }
    if let Some(names) = wanted["names"].as_array() {
        let told: Vec<&Value> = rows.iter().map(|row| &row["name"]).collect();
        assert_eq!(told, names.iter().collect::<Vec<_>>(), "{name}");
    }
    if name.starts_with("36") {
        judge_letters(rows);
    }
}

fn judge_refused(name: &str, said: &str) {
    let wanted = match &name[..2] {
        "13" => "baris 4",
        "35" => "arsip ZIP",
        _ => panic!("{name} was refused: {said}"),
    };
    assert!(said.contains(wanted), "{name}: {said}");
}

/// Where the table says which value a field must have.
fn judge_fields(row: &Value, wanted: &Value, of: &Value, at: &str) {
    assert_eq!(row["outcome"], "new", "{at}");
    let mut found = codes(row);
    // `tidak ada` as the number of a letter is told.
    found.retain(|code| *code != "field-unread" || !text(row, "letter_number").is_empty());
    assert_eq!(found, [""; 0], "{at}");
    for (key, told) in [
        ("birth", "birth_date"),
        ("received", "received"),
        ("letter_date", "letter_date"),
        ("name", "name"),
    ] {
        if let Some(value) = of[key].as_str() {
            let given = text(row, told);
            assert!(given.starts_with(value), "{at}: {key} is {given:?}");
        }
    }
    for key in ["letter_number", "agency"] {
        let first = row["row"] == 3 || key == "agency";
        if let Some(value) = wanted[key].as_str().filter(|_| first) {
            assert_eq!(row[key], value, "{at}");
        }
    }
}

fn judge_nik(row: &Value, of: &Value, at: &str) {
    let mut nik = codes(row);
    nik.retain(|code| code.starts_with("nik-"));
    match of["expect"].as_str().expect("what is expected") {
        "rejected" | "not ok silently" => {
            assert_eq!(row["outcome"], "rejected", "{at}");
            assert_eq!(nik, ["nik-digits-lost"], "{at}");
        }
        expect => {
            assert_eq!(row["outcome"], "new", "{at}");
            assert_eq!(mended(row, "nik"), of["repair"], "{at}");
            match expect {
                "ok" => assert_eq!((nik, text(row, "nik").len()), (vec![], 16), "{at}"),
                code => assert_eq!(nik, [code], "{at}"),
            }
        }
    }
}

fn judge_email(row: &Value, of: &Value, at: &str) {
    let domain = codes(row).contains(&"email-domain");
    match of["email"].as_str().expect("an address") {
        "ambiguous" | "" => assert!(domain, "{at}"),
        address => {
            assert_eq!(row["email"], address, "{at}");
            let told = of["codes"].as_array().expect("codes");
            let told = told.iter().any(|code| code == "email-domain");
            assert_eq!(domain, told, "{at}");
        }
    }
}

fn judge_kind(row: &Value, of: &Value, at: &str) {
    let read = match row["outcome"].as_str() {
        Some("rejected") => "told",
        _ => text(row, "kind"),
    };
    let wanted = of["kind"].as_str().expect("a kind");
    let wanted = wanted.replace("not silently one", "told");
    assert!(wanted.split([' ', '(']).any(|kind| kind == read), "{at}");
    assert_ne!(read, "revoke", "{at}");
    if read == "told" {
        let words = [["kind-doubtful"], ["unknown-kind"]];
        assert!(words.iter().any(|code| codes(row) == code), "{at}");
    }
}

fn judge_phone(row: &Value, at: &str) {
    let phone = text(row, "phone");
    let whole = phone.trim_start_matches('+');
    let whole = (8..=15).contains(&whole.len()) && whole.bytes().all(|sign| sign.is_ascii_digit());
    assert_ne!(codes(row).contains(&"phone-unread"), whole, "{at}");
    assert_eq!(row["outcome"], "new", "{at}");
}

/// Rows 2 to 9 are one letter; those without a number are one each.
fn judge_letters(rows: &[Value]) {
    let letter = |row: u32| {
        let of = rows.iter().find(|of| of["row"] == row);
        of.map(|of| of["letter"].clone()).expect("a row")
    };
    for row in 3..=9 {
        assert_eq!(letter(row), letter(2), "row {row}");
    }
    for row in 10..=15 {
        let same = rows.iter().filter(|of| of["letter"] == letter(row));
        assert_eq!(same.count(), 1, "row {row}");
    }
}
