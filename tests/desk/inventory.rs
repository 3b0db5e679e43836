//! A list of certificates from the portal, through the program: previewed, taken in, told row by row;
//! a second run adds nothing.

use super::import::Desk;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The moment at which the lists are read: what has expired is told by it.
const NOW: &str = "2026-11-23T09:00";

fn list(desk: &Desk, name: &str) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/inventory")
        .join(name);
    let to = desk.folder.path().join(name);
    std::fs::copy(from, &to).unwrap();
    to
}

fn take_in(desk: &Desk, list: &Path, more: &[&str]) -> Value {
    let mut args = vec!["--now", NOW, "certificate", "import", "--json"];
    args.push(list.to_str().unwrap());
    args.extend(more);
    serde_json::from_str(&desk.run(&args)).unwrap()
}

fn counts(said: &Value) -> [u64; 6] {
    let keys = [
        "new",
        "successor",
        "predecessor",
        "existing",
        "conflict",
        "rejected",
    ];
    keys.map(|key| said[key].as_u64().unwrap())
}

#[test]
fn a_list_is_previewed_taken_in_and_a_second_run_adds_nothing() {
    let desk = Desk::new();
    let portal = list(&desk, "portal.csv");
    let would = take_in(&desk, &portal, &["--dry-run"]);
    let shown = desk.run(&["--now", NOW, "certificate", "list", "--json"]);
    assert!(!shown.contains("3F00A1"), "a preview changes nothing");
    assert!(!desk.folder.path().join("portal.ditolak.csv").exists());
    let first = take_in(&desk, &portal, &[]);
    for said in [&would, &first] {
        assert_eq!(counts(said), [5, 1, 0, 1, 1, 5], "{said}");
        let rows = said["results"].as_array().unwrap();
        assert_eq!(said["rows"], rows.len());
        assert_eq!(counts(said).iter().sum::<u64>(), rows.len() as u64);
        let outcomes: Vec<_> = rows
            .iter()
            .map(|row| row["outcome"].as_str().unwrap())
            .collect();
        assert_eq!(
            outcomes,
            [
                "new",
                "successor",
                "new",
                "new",
                "new",
                "rejected",
                "rejected",
                "new",
                "existing",
                "conflict",
                "rejected",
                "rejected",
                "rejected",
            ]
        );
        assert_eq!(rows[9]["reasons"][0], "serial-known");
        let aside = |column: &&Value| column["field"].is_null();
        let aside = said["columns"].as_array().unwrap().iter().filter(aside);
        let aside: Vec<_> = aside
            .map(|column| column["header"].as_str().unwrap())
            .collect();
        assert_eq!(aside, ["No", "Kolom Lain"]);
    }
    let rejected = std::fs::read_to_string(desk.folder.path().join("portal.ditolak.csv")).unwrap();
    assert_eq!(rejected.lines().count(), 1 + 6, "{rejected}");
    assert!(rejected.contains("Dicabut tanpa tanggal") && rejected.contains("Dewi Lestari"));

    let second = take_in(&desk, &portal, &[]);
    assert_eq!(counts(&second), [0, 0, 0, 7, 1, 5], "{second}");
    let english = take_in(&desk, &list(&desk, "english.csv"), &[]);
    assert_eq!(counts(&english), [1, 0, 0, 1, 0, 0], "{english}");

    let old = desk.run(&[
        "--now",
        NOW,
        "certificate",
        "list",
        "status:diganti",
        "--json",
    ]);
    assert!(old.contains("3F00A1") && !old.contains("3F00B2"), "{old}");
}

#[test]
fn plain_digits_are_the_certificate_that_is_known_or_asked_about() {
    let desk = Desk::new();
    take_in(&desk, &list(&desk, "portal.csv"), &[]);
    // 3F00A1 in decimal is known; other plain digits are two numbers.
    let digits = desk.folder.path().join("angka.csv");
    let head = "Nama;NIP;Nomor Seri;Berlaku dari;Berlaku sampai";
    let row = "Orang Lain;198001012005011003";
    let text = format!(
        "{head}\n{row};4128929;13/01/2025;13/01/2027\n{row};4128123;13/01/2026;13/01/2028\n"
    );
    std::fs::write(&digits, text).unwrap();
    let told = take_in(&desk, &digits, &["--dry-run"]);
    let of = |at: usize, key: &str| told["results"][at][key].clone();
    assert_eq!(of(0, "reasons")[0], "serial-known", "{told}");
    assert_eq!(of(1, "reasons")[0], "serial-either", "{told}");
    let told = take_in(&desk, &digits, &["--dry-run", "--serials", "hex"]);
    assert_eq!(counts(&told), [1, 1, 0, 0, 0, 0], "{told}");
}

#[test]
fn a_list_tells_what_is_odd_and_takes_it_in_all_the_same() {
    let desk = Desk::new();
    let odd = desk.folder.path().join("ganjil.csv");
    let text = "Nama;NIP;No HP;Nomor Seri;Berlaku dari;Berlaku sampai\n\
                Orang Lama;198001012005011003;6,28E+12;3F00C1;13/01/2025;13/01/2030\n\
                Orang Biasa;198001012005011004;081271712345;3F00C2;13/01/2025;12/01/2027\n";
    std::fs::write(&odd, text).unwrap();
    for more in [&["--dry-run"][..], &[]] {
        let told = take_in(&desk, &odd, more);
        assert_eq!(counts(&told), [2, 0, 0, 0, 0, 0], "{told}");
        let codes = |at: usize| {
            let found = told["results"][at]["findings"].as_array().unwrap().iter();
            let codes = found.map(|found| found["code"].as_str().unwrap().to_owned());
            codes.collect::<Vec<_>>()
        };
        assert_eq!(codes(0), ["phone-unread", "validity-long"], "{told}");
        assert_eq!(codes(1), [""; 0], "{told}");
    }
}
