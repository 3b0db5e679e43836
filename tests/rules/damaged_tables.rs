//! Tables damaged at random: quotes, delimiters, line breaks, bytes. Either nothing of the file is
//! taken in, or each person stands exactly once: as the identity of one outcome, or whole in the
//! file of rejected rows; and never in another person's fields.
//!
//! `cargo test` tries 2,000 tables. `LOKET_CASES=1000000 cargo test --release --test rules damaged_tables`
//! tries a million; a failure names its case, and `LOKET_CASE=17` tries that one alone.
use std::path::Path;

use loket::intake::{CsvFile, FormRow, Hints, Outcome, Plan};

/// Tables of a plain run.
const CASES: u64 = 2_000;

/// A small generator, the same for the same case.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

struct Person {
    nik: String,
    email: String,
}

/// A table of some people, as a form exports it, and who they are.
fn table(dice: &mut Dice) -> (Vec<u8>, u8, Vec<Person>) {
    let delimiter = *dice.pick(b",;\t|");
    let end = *dice.pick(&["\n", "\r\n"]);
    let always = dice.below(2) == 0;
    let mut people = Vec::new();
    let headers = [
        "Timestamp",
        "Jenis Permohonan",
        "Nama Lengkap",
        "NIP",
        "NIK",
        "Tanggal Lahir",
        "Perangkat Daerah",
        "Email Dinas",
        "Nomor HP",
        "Keterangan",
    ];
    let quoted = |cell: &str| {
        let needed = cell.contains(|sign: char| {
            sign == '"' || sign == '\n' || u32::from(sign) == u32::from(delimiter)
        });
        match needed || always {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell.to_owned(),
        }
    };
    let between = char::from(delimiter).to_string();
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        cells.join(&between)
    };
    let mut text = line(&headers.map(str::to_owned)) + end;
    for at in 0..2 + dice.below(5) {
        let number = dice.below(9_000) + 1_000;
        let person = Person {
            nik: format!("1971024710{:02}{number}", 70 + at),
            email: format!("orang{at}x{number}@babelprov.go.id"),
        };
        let note = *dice.pick(&[
            "ok",
            "",
            "mohon cepat, ya",
            "dua\nbaris",
            "kata \"ini\"",
            "a;b|c",
        ]);
        let name = *dice.pick(&["Siti Contoh", "Rina, S.Kom.", "Budi \"Ucok\" B", "Ayu"]);
        let cells = [
            format!("{}/10/2026 08:05:{:02}", 13 + at, at),
            (*dice.pick(&["Penerbitan baru", "Lupa passphrase", "Pencabutan"])).to_owned(),
            name.to_owned(),
            format!("19{:02}1007200503{}{:03}", 70 + at, 2, number % 1000),
            person.nik.clone(),
            format!("07/10/19{:02}", 70 + at),
            "Dinas Contoh".to_owned(),
            person.email.clone(),
            format!("08119252{number}"),
            note.to_owned(),
        ];
        text += &line(&cells);
        text += end;
        people.push(person);
    }
    (text.into_bytes(), delimiter, people)
}

/// One thing that happens to a file.
fn damage(bytes: &mut Vec<u8>, delimiter: u8, dice: &mut Dice) {
    let at = dice.below(bytes.len());
    let one_of = |bytes: &[u8], wanted: u8, dice: &mut Dice| {
        let all: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] == wanted).collect();
        (!all.is_empty()).then(|| *dice.pick(&all))
    };
    match dice.below(8) {
        0 => bytes.insert(at, b'"'),
        1 => bytes.insert(at, delimiter),
        2 => bytes.insert(at, b'\n'),
        3 => bytes[at] = *dice.pick(b"xX09 .@-\0\xff\x1b=\""),
        4 => {
            bytes.remove(at);
        }
        other => {
            let wanted = [b'"', delimiter, b'\n'][other - 5];
            if let Some(at) = one_of(bytes, wanted, dice) {
                bytes.remove(at);
            }
        }
    }
}

/// Every text that a row would leave on the desk.
fn texts(row: &FormRow) -> Vec<&str> {
    let who = &row.name.identity;
    vec![
        &who.name,
        &who.nip,
        &who.nik,
        &who.nik_old,
        &who.birth_place,
        &who.post,
        &who.rank,
        &who.eselon,
        &who.agency,
        &who.email,
        &who.phone,
        &row.name.note,
        &row.letter_number,
    ]
}

/// What became of a file; `None` where nothing of it is taken in.
fn read(path: &Path) -> Option<(Plan, Vec<Outcome>)> {
    let source = CsvFile::open(path).ok()?;
    let hints = Hints {
        email_domains: vec!["babelprov.go.id".to_owned()],
        ..Hints::default()
    };
    let plan = Plan::propose(&source, &hints).ok()?;
    let rows = plan.read(&source).ok()?;
    let outcomes: Vec<Outcome> = rows
        .map(|row| row.ok().map(|row| row.outcome))
        .collect::<Option<_>>()?;
    Some((plan, outcomes))
}

fn try_case(case: u64, path: &Path) -> Result<bool, String> {
    let mut dice = Dice(case.wrapping_mul(0xD134_2543_DE82_EF95));
    let (mut bytes, delimiter, people) = table(&mut dice);
    for _ in 0..1 + dice.below(3) {
        damage(&mut bytes, delimiter, &mut dice);
    }
    std::fs::write(path, &bytes).unwrap();
    let Some((plan, outcomes)) = read(path) else {
        return Ok(false);
    };
    let text = String::from_utf8_lossy(&bytes);
    let fail = |why: String| Err(format!("case {case}: {why}\n{text}"));
    if outcomes.len() != plan.rows as usize {
        return fail(format!("{} outcomes of {} rows", outcomes.len(), plan.rows));
    }
    for (at, person) in people.iter().enumerate() {
        // What the damage itself destroyed is in no outcome.
        let sign = match (text.contains(&person.nik), text.contains(&person.email)) {
            (true, _) => &person.nik,
            (false, true) => &person.email,
            (false, false) => continue,
        };
        let found = outcomes.iter().filter(|outcome| match outcome {
            Outcome::Row(row) => texts(row).iter().any(|text| text.contains(sign.as_str())),
            Outcome::Rejected(rejected) => rejected
                .cells
                .iter()
                .any(|cell| cell.contains(sign.as_str())),
        });
        if found.count() != 1 {
            return fail(format!("person {at} ({sign}) is not found exactly once"));
        }
    }
    for outcome in &outcomes {
        let Outcome::Row(row) = outcome else {
            continue;
        };
        let whose = people.iter().filter(|person| {
            texts(row)
                .iter()
                .any(|text| text.contains(&person.nik) || text.contains(&person.email))
        });
        if whose.count() > 1 {
            return fail(format!("row {} holds two people", row.row));
        }
    }
    Ok(true)
}

#[test]
fn nobody_is_lost_doubled_or_put_into_another() {
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.csv");
    if let Some(case) = number("LOKET_CASE") {
        println!("{:?}", try_case(case, &path));
        return;
    }
    let cases = number("LOKET_CASES").unwrap_or(CASES);
    let (mut read, mut failed) = (0, Vec::new());
    for case in 0..cases {
        match try_case(case, &path) {
            Ok(whole) => read += u64::from(whole),
            Err(why) => failed.push(why),
        }
    }
    println!("{cases} tables, {read} read, {} refused", cases - read);
    assert!(
        failed.is_empty(),
        "{} of {cases}: {}",
        failed.len(),
        failed
            .iter()
            .take(5)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n\n")
    );
    assert!(read > cases / 4, "only {read} of {cases} were read");
}
