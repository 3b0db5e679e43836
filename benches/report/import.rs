//! A form export of n rows is imported by the real program: validated, ledgered, durable.

use super::machine;
use super::making::{end, found_empty, thousands};
use super::people::person;
use super::served::Server;
use super::table::Row;
use loket::policy_file;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant as Moment};

/// An export as the office makes it: its first line is the form's.
const FORM: &str = include_str!("../../tests/fixtures/intake/google-form.csv");

/// Names of one letter.
const NAMES: u32 = 2;

pub fn measure(rows: u32, put: &mut dyn FnMut(Row)) {
    let (home, desk) = found_empty(end());
    let server = Server::start(&desk);
    let file = home.path().join("export.csv");
    write(&file, rows);
    let began = Moment::now();
    let mut child = Command::new(super::program())
        .args(["import", "--dates", "dmy", "--strict"])
        .arg(&file)
        .env("LOKET_DESK", desk.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut most = 0;
    let status = loop {
        most = machine::kib(child.id(), "VmHWM").unwrap_or(0).max(most);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let seconds = began.elapsed().as_secs_f64();
    assert!(status.success(), "the import failed: {status}");
    let data = format!("{} rows", thousands(rows));
    let rate = f64::from(rows) / seconds;
    let row = Row::shown(
        "import of a Google Form CSV",
        &data,
        format!("{rate:.0} rows/s ({seconds:.1} s)"),
    );
    put(row.line(">= 10,000 rows/s", rate >= 10_000.0));
    let mib = most as f64 / 1024.0;
    let row = Row::shown(
        "most memory of the importing process",
        &data,
        format!("{mib:.0} MiB"),
    );
    put(row.line("constant: <= 64 MiB", mib <= 64.0));
    put(Row::shown(
        "memory of the server after the import",
        &data,
        format!("{:.0} MiB", server.resident()),
    ));
}

/// Columns as in the office's form; each row valid and each person's own.
fn write(path: &Path, rows: u32) {
    let policy = policy_file::babel();
    let mut file = BufWriter::new(File::create(path).unwrap());
    let head = FORM.lines().next().expect("the export has a head");
    writeln!(file, "{head}").unwrap();
    let link = |what: &str, number: u32| format!("https://drive.google.com/open?id={what}{number}");
    for number in 0..rows {
        let who = person(number, &policy);
        let letter = number / NAMES;
        let agency = &person(letter, &policy).agency;
        let born = who.birth_date.expect("made-up people have one");
        let day = 1 + letter % 20;
        writeln!(
            file,
            "{day:02}/10/2026 10:52:00,{mail},Penerbitan baru,\"{name}\",{nip},{nik},{place},{born},\
             {post},{rank},,\"{agency}\",{phone},{mail},800/{letter}/2026,{day:02}/10/2026,\
             {},{},{},{},{},{},",
            link("a", letter),
            link("b", number),
            link("c", number),
            link("d", number),
            link("e", number),
            link("f", number),
            mail = who.email,
            name = who.name,
            nip = who.nip,
            nik = who.nik,
            place = who.birth_place,
            born = born.format("%d/%m/%Y"),
            post = who.post,
            rank = who.rank,
            phone = who.phone,
        )
        .unwrap();
    }
}
