//! The recap of BSrE's portal by verbs: two thousand users in one act, and a second run that leaves
//! nothing.

use super::import::Desk;
use crate::recap_tables::{Users, tables};
use chrono::NaiveDate;
use serde_json::Value;

const NOW: &str = "2026-11-23T09:00";

fn run(desk: &Desk, args: &[&str]) -> Value {
    let args: Vec<&str> = ["--now", NOW].iter().chain(args).copied().collect();
    let args: Vec<&str> = args.into_iter().chain(["--json"]).collect();
    serde_json::from_str(&desk.run(&args)).unwrap()
}

fn counts(said: &Value) -> [u64; 7] {
    let keys = [
        "same", "differs", "renewed", "unknown", "proposal", "open", "rejected",
    ];
    keys.map(|key| said[key].as_u64().unwrap())
}

#[test]
fn two_thousand_users_are_reconciled_in_one_act() {
    let desk = Desk::new();
    let users = Users {
        rows: 2_000,
        differ: 30,
        registered: 12,
        renewed: 5,
        missing: 3,
    };
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let (list, recap) = tables(users, today);
    let path = |name: &str| desk.folder.path().join(name).display().to_string();
    let (known, told) = (path("daftar.csv"), path("rekap.csv"));
    std::fs::write(&known, list).unwrap();
    std::fs::write(&told, recap).unwrap();
    let taken = run(&desk, &["certificate", "import", &known, "--dates", "dmy"]);
    assert_eq!(taken["new"], 1_991, "{}", taken["results"][0]);
    let would = run(
        &desk,
        &["certificate", "recap", &told, "--dates", "dmy", "--dry-run"],
    );
    assert_eq!(
        counts(&would),
        [1_953, 30, 5, 12, 0, 0, 0],
        "{}",
        would["results"]
    );
    assert_eq!(would["absent"].as_array().unwrap().len(), 3);
    let before = run(&desk, &["audit", "log", "--limit", "1"])["total"].clone();
    run(&desk, &["certificate", "recap", &told, "--dates", "dmy"]);
    let log = run(&desk, &["audit", "log", "--limit", "1"]);
    assert!(log["total"].as_u64() > before.as_u64());
    // What was taken over is the same now, and nobody is told to be missing twice.
    let again = run(&desk, &["certificate", "recap", &told, "--dates", "dmy"]);
    assert_eq!(
        counts(&again),
        [2_000, 0, 0, 0, 0, 0, 0],
        "{}",
        again["results"]
    );
    assert_eq!(again["absent"], Value::Array(Vec::new()));
    assert_eq!(
        run(&desk, &["audit", "log", "--limit", "1"])["total"],
        log["total"]
    );
    let replaced = run(&desk, &["certificate", "list", "status:diganti"]);
    assert_eq!(replaced["total"], 5);
    let people = run(&desk, &["certificate", "list", "status:aktif"]);
    assert_eq!(
        people["total"], 1_991,
        "self-registered users have no certificate yet"
    );
}

#[test]
fn what_is_no_recap_and_what_is_said_of_rows_is_refused_in_sentences() {
    let desk = Desk::new();
    let path = desk.folder.path().join("rekap.csv");
    let text = "Nama,Instansi,Status Pengguna,Status Sertifikat,Jumlah TTE\n\
        Ratih Maharani,Pemerintah Provinsi Contoh,VERIFIED,ISSUE,1842\n";
    std::fs::write(&path, text).unwrap();
    let path = path.display().to_string();
    let would = run(&desk, &["certificate", "recap", &path]);
    assert_eq!(counts(&would), [0, 0, 0, 0, 1, 0, 0], "{would}");
    // A name alone waits for the clerk, and enters as who they say it is.
    let said = run(&desk, &["certificate", "recap", &path, "--accept", "2=new"]);
    assert_eq!(counts(&said), [0, 0, 0, 1, 0, 0, 0], "{said}");
    let again = run(&desk, &["certificate", "recap", &path]);
    assert_eq!(
        again["proposal"].as_u64().unwrap() + again["open"].as_u64().unwrap(),
        1,
        "{again}"
    );
}
