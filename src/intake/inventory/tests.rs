//! Lists as offices have them: which column is which, what each row states, what is never made up.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::domain::certificate::IssuingBody;
use crate::domain::identity::Serial;
use crate::intake::CsvFile;
use crate::intake::source::{Cell, Rows};
use proptest::prelude::*;
use std::path::PathBuf;

struct Lines(Vec<Vec<String>>);

impl Source for Lines {
    fn rows(&self) -> Result<Rows<'_>, IntakeError> {
        let rows = self.0.iter().zip(1..).map(|(cells, row)| {
            Ok(RawRow {
                row,
                cells: cells.iter().map(Cell::text).collect(),
                ..RawRow::default()
            })
        });
        Ok(Box::new(rows))
    }

    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn describe(&self) -> String {
        String::new()
    }

    fn delimiter(&self) -> u8 {
        b';'
    }
}

fn lines(text: &str) -> Lines {
    let cells = |line: &str| line.split(';').map(str::to_owned).collect();
    Lines(text.lines().map(cells).collect())
}

fn now() -> Instant {
    Instant::wib(2026, 11, 23, 9, 0).unwrap()
}

fn read(source: &dyn Source) -> HeldRows {
    let plan = HeldPlan::propose(source, &HeldMapping::default()).unwrap();
    plan.read(source, now()).unwrap()
}

fn fixture(name: &str) -> CsvFile {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/inventory");
    CsvFile::open(&folder.join(name)).unwrap()
}

#[test]
fn headers_are_known_in_both_languages_and_the_rest_is_left_aside() {
    for (name, aside) in [
        ("portal.csv", &["No", "Kolom Lain"][..]),
        ("english.csv", &[]),
    ] {
        let source = fixture(name);
        let plan = HeldPlan::propose(&source, &HeldMapping::default()).unwrap();
        for field in [HeldField::Serial, HeldField::NotBefore, HeldField::NotAfter] {
            assert!(plan.column_of(field).is_some(), "{name} {field}");
        }
        let left = plan.taken().into_iter().filter(|(_, key)| key.is_none());
        let left: Vec<&str> = left.map(|(at, _)| plan.plan.headers[at].as_str()).collect();
        assert_eq!(left, aside, "{name}");
    }
    for (header, expected) in [
        ("Nomor Seri Sertifikat", Some(HeldField::Serial)),
        ("Serial Number", Some(HeldField::Serial)),
        ("SN", Some(HeldField::Serial)),
        ("Berlaku dari", Some(HeldField::NotBefore)),
        ("Valid From", Some(HeldField::NotBefore)),
        ("Tgl. Terbit", Some(HeldField::NotBefore)),
        ("Masa berlaku s.d.", Some(HeldField::NotAfter)),
        ("Valid to", Some(HeldField::NotAfter)),
        ("Expired", Some(HeldField::NotAfter)),
        ("Certificate Status", Some(HeldField::Status)),
        ("Status Kepegawaian", None),
        ("Issued by", Some(HeldField::Issuer)),
        ("Tanggal Pencabutan", Some(HeldField::Revoked)),
        ("Alasan pencabutan", Some(HeldField::Cause)),
        ("Nama", None),
    ] {
        let found = columns(&[header.to_owned()], &HeldMapping::default()).unwrap();
        assert_eq!(found.into_keys().next(), expected, "{header}");
    }
}

#[test]
fn each_row_of_the_portals_list_is_read_or_left_out_with_its_reason() {
    let all = read(&fixture("portal.csv"));
    let left: Vec<(u32, &str)> = all
        .left_out
        .iter()
        .map(|row| (row.row, row.reasons[0].as_str()))
        .collect();
    assert_eq!(
        left,
        [
            (7, "revocation-undated"),
            (8, "dates-unread"),
            (12, "not-issued"),
            (13, "no-name"),
            (14, "span-missing"),
        ]
    );
    let taken: Vec<&TakenIn> = all.rows.iter().map(|row| &row.taken).collect();
    assert_eq!(taken.len(), 8);
    let wib = |at: Instant| at.to_wib().to_string();
    assert_eq!(
        wib(taken[0].certificate.form.not_before),
        "2025-01-10 08:00:00"
    );
    assert_eq!(
        wib(taken[0].certificate.form.not_after),
        "2027-01-10 07:59:00"
    );
    assert_eq!(
        wib(taken[2].certificate.form.not_before),
        "2023-03-01 00:00:00"
    );
    assert_eq!(
        wib(taken[2].certificate.form.not_after),
        "2025-02-28 23:59:59"
    );
    assert_eq!(
        taken[0].certificate.form.serial,
        Serial::from_octets(&[0x3f, 0, 0xa1]).ok()
    );
    assert_eq!(taken[0].certificate.form.key, "RSA 2048");
    assert_eq!(taken[5].certificate.form.body, IssuingBody::Bppt);
    let revoked = taken[4].revoked.as_ref().unwrap();
    assert_eq!(
        (revoked.date.to_string().as_str(), revoked.cause.as_str()),
        ("2026-02-01", "retirement")
    );
}

#[test]
fn a_status_is_matched_by_its_word() {
    for (word, reason) in [
        ("", None),
        ("ISSUE", None),
        ("2 - RENEW", None),
        ("Aktif", None),
        ("EXPIRED", Some("not-expired")),
        ("REVOKE", Some("revocation-undated")),
        ("SUSPEND", Some("not-issued")),
        ("WAITING_FOR_VERIFICATION", Some("not-issued")),
        ("NO_CERTIFICATE", Some("not-issued")),
        ("NOT_REGISTERED", Some("not-issued")),
        ("NEW", Some("not-issued")),
        ("Tidak aktif", Some("not-issued")),
        ("apa saja", Some("not-issued")),
    ] {
        let list = format!(
            "Nama;NIP;Nomor Seri;Berlaku dari;Berlaku sampai;Status\n\
             Siti;198704122010012015;3F00A1;13/01/2026;12/01/2028;{word}"
        );
        let all = read(&lines(&list));
        let said = all.left_out.first().map(|row| row.reasons[0].as_str());
        assert_eq!(said, reason, "{word}");
    }
}

#[test]
fn the_order_of_days_is_asked_and_the_mapping_kept() {
    let source =
        lines("Orang;NIP;Angka;Dari;Ke\nSiti;198704122010012015;3F00A1;05/01/2026;04/01/2028");
    let mapping = HeldMapping::parse(
        "[columns]\nname = \"Orang\"\nserial = \"Angka\"\nnot_before = \"Dari\"\nnot_after = \"#5\"\n",
    )
    .unwrap();
    let mut plan = HeldPlan::propose(&source, &mapping).unwrap();
    assert_eq!(plan.open, ["05/01/2026", "04/01/2028"]);
    assert!(plan.read(&source, now()).is_err());
    plan.answer(DateOrder::MonthFirst);
    let kept = HeldMapping::parse(&plan.to_file().to_toml().unwrap()).unwrap();
    let again = HeldPlan::propose(&source, &kept).unwrap();
    let rows = again.read(&source, now()).unwrap().rows;
    assert_eq!(
        rows[0].taken.certificate.form.not_before.day().to_string(),
        "2026-05-01"
    );
    assert!(HeldMapping::parse("[columns]\nletter_date = \"x\"\n").is_err());
    let missing = HeldMapping::parse("[columns]\nserial = \"Tidak ada\"\n").unwrap();
    assert!(HeldPlan::propose(&source, &missing).is_err());
}

#[test]
fn a_serial_in_plain_digits_keeps_both_numbers_until_a_person_says_which() {
    let source = lines(
        "Nama;NIP;Nomor Seri;Berlaku dari;Berlaku sampai\n\
         Siti;198704122010012015;4128929;13/01/2026;12/01/2028\n\
         Rina;198704122010012016;=\"3F00A1\";13/01/2026;12/01/2028",
    );
    let mut plan = HeldPlan::propose(&source, &HeldMapping::default()).unwrap();
    assert_eq!(plan.digits, ["4128929"]);
    for (base, serial, decimal) in [
        (None, "04128929", Some("3F00A1")),
        (Some(Base::Hex), "04128929", None),
        (Some(Base::Decimal), "3F00A1", None),
    ] {
        plan.read_serials(base);
        let rows = plan.read(&source, now()).unwrap().rows;
        let told = |serial: &Option<Serial>| serial.as_ref().map(ToString::to_string);
        let first = &rows[0].taken;
        assert_eq!(
            told(&first.certificate.form.serial).as_deref(),
            Some(serial)
        );
        assert_eq!(told(&first.certificate.decimal).as_deref(), decimal);
        let second = &rows[1].taken;
        assert_eq!(
            told(&second.certificate.form.serial).as_deref(),
            Some("3F00A1")
        );
        assert_eq!(second.certificate.decimal, None);
        let kept = HeldMapping::parse(&plan.to_file().to_toml().unwrap()).unwrap();
        assert_eq!(kept.serials, base);
    }
}

#[test]
fn what_a_row_of_a_list_cannot_say_is_told_with_what_was_likely_meant() {
    let source = lines(
        "Nama;NIP;NIK;No HP;Email;Nomor Seri;Berlaku dari;Berlaku sampai\n\
         Siti;198510072005032039;;6,28E+12;siti;3F00A1;13/01/2026;12/01/2028\n\
         Rina;19851OO72005032039;;;;3F00A2;13/01/2026;12/01/2028\n\
         Budi;19851072005032039;1971024710850022;;;3F00A3;13/01/2026;12/01/2028\n\
         Dedi;198510072005032039;197102471850022;;;3F00A4;13/01/2026;12/01/2028\n\
         Eka;198510072005032040;;;;3FO0A5;13/01/2026;12/01/2028\n\
         Fani;198510072005032041;;;;3F00A6;13/O1/2026;12/01/2028\n\
         Gita;198510072005032042;;;;6,28E+12;13/01/2026;12/01/2028\n\
         Hani;198510072005032043;;;;301947120356842000000000;13/01/2026;12/01/2028",
    );
    let plan = HeldPlan::propose(&source, &HeldMapping::default()).unwrap();
    let all = plan.read(&source, now()).unwrap();
    let words = crate::text::Words::default();
    let said: Vec<String> = all.rows[0]
        .findings
        .iter()
        .map(|found| crate::text::finding::sentence(&words, found))
        .collect();
    let said = said.join(" | ");
    assert!(said.contains("Angka nomor HP hilang"), "{said}");
    assert!(said.contains("Email tidak terbaca"), "{said}");
    assert_eq!(all.rows.len(), 1, "{:?}", all.rows);
    for (at, part) in [
        "mungkin maksudnya 198510072005032039",
        "mungkin maksudnya 198510072005032039",
        "mungkin angka ke-10, yaitu 0, hilang",
        "mungkin maksudnya 3F00A5",
        "mungkin maksudnya 13 Jan 2026",
        "tertulis 6,28E+12",
        "No. seri tidak terbaca",
    ]
    .into_iter()
    .enumerate()
    {
        let row = &all.left_out[at];
        let said = crate::intake::all_said(&row.reasons, &words);
        assert!(said.contains(part), "{}: {said}", row.row);
        assert!(!said.contains("197102471850022"), "{said}");
    }
}

proptest! {
    /// Whatever stands in the cells: a row is read or left out, never both and never neither, and a
    /// row that is read has a span that stands in it.
    #[test]
    fn each_row_is_counted_once(rows in prop::collection::vec(
        ("[A-Z][a-z]{1,6}", "\\PC{0,12}", "\\PC{0,12}", "\\PC{0,12}", "\\PC{0,8}"), 1..8,
    )) {
        let mut table = vec![
            ["Nama", "NIP", "Nomor Seri", "Berlaku dari", "Berlaku sampai", "Status"]
                .map(str::to_owned)
                .to_vec(),
        ];
        for (name, serial, from, to, status) in &rows {
            let nip = "198704122010012015".to_owned();
            table.push(vec![name.clone(), nip, serial.clone(), from.clone(), to.clone(), status.clone()]);
        }
        let source = Lines(table);
        let mut plan = HeldPlan::propose(&source, &HeldMapping::default()).unwrap();
        plan.answer(DateOrder::DayFirst);
        let all = plan.read(&source, now()).unwrap();
        prop_assert_eq!(all.rows.len() + all.left_out.len(), rows.len());
        prop_assert!(all.left_out.iter().all(|row| !row.reasons.is_empty()));
    }
}
