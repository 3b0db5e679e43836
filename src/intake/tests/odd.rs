//! Tables as other offices write them, and tables that mean harm.

use super::*;
use crate::domain::kind::Kind;
use crate::domain::time::Instant;
use crate::text::Words;
use proptest::prelude::*;

const HEAD: &str = "Nama,NIK,NIP,Jenis Permohonan,Email";

fn with(rows: &[&str]) -> String {
    let mut text = HEAD.to_owned();
    for row in rows {
        text.push('\n');
        text.push_str(row);
    }
    text
}

#[test]
fn titles_blank_rows_and_column_numbers_stand_above() {
    let text = "DAFTAR PERMOHONAN SERTIFIKAT;;;\r\nDinas Kesehatan, Tahun 2026;;;\r\n\r\n\
                NO;NAMA;NIK;LAYANAN\r\n1;2;3;4\r\n1;Siti;1971024710850022;Baru\r\n\r\n\
                2;Rina;1902010606830031;Cabut\r\n;;;\r\n";
    let (plan, outcomes) = outcomes_of(text);
    assert_eq!((plan.header_row, plan.rows), (4, 2));
    let rows: Vec<(u32, Kind)> = outcomes
        .iter()
        .map(|o| (row(o).row, row(o).name.kind))
        .collect();
    assert_eq!(rows, [(6, Kind::Issue), (8, Kind::Revoke)]);
}

#[test]
fn rows_that_cannot_be_requests_say_why() {
    let (_, outcomes) = outcomes_of(with(&[
        ",1971024710850022,,Baru,",
        "Siti,1.97E+15,198510072005032000,Konsultasi,",
        "Rina,1971024710850022,,,",
        "Budi,-,-,baru,-",
    ]));
    let reasons: Vec<Vec<&str>> = outcomes
        .iter()
        .map(|outcome| match outcome {
            Outcome::Rejected(rejected) => rejected.reasons.iter().map(|r| r.as_str()).collect(),
            Outcome::Row(_) => Vec::new(),
        })
        .collect();
    let lost = vec!["nik-digits-lost", "nip-digits-lost", "unknown-kind"];
    assert_eq!(
        reasons,
        [vec!["no-name"], lost, vec!["unknown-kind"], vec![]]
    );
    let nothing = &row(&outcomes[3]).name;
    assert_eq!(nothing.identity.nik, "");
    assert!(
        nothing.mended.is_empty(),
        "a dash is nothing, not a repair: {:?}",
        nothing.mended
    );
}

#[test]
fn a_table_without_header_is_known_by_its_cells() {
    let text = "1;Siti Rahmawati;1971024710850022;198510072005032039;Penerbitan baru;Analis Jabatan;SK ada\n\
                2;Rina Wijaya;1902010606830031;198306062003121012;Pencabutan;Sekretaris;\n";
    let (plan, outcomes) = outcomes_of(text);
    assert_eq!((plan.header_row, plan.rows), (0, 2));
    assert_eq!(row(&outcomes[0]).name.identity.name, "Siti Rahmawati");
    assert_eq!(
        (row(&outcomes[1]).row, row(&outcomes[1]).name.kind),
        (2, Kind::Revoke)
    );
}

#[test]
fn what_is_missing_is_said() {
    for (text, code) in [
        ("", "intake-empty"),
        ("\n\n\n", "intake-empty"),
        ("NIK,NIP\n1,2\n", "intake-no-column"),
        ("Nama,NIK\nSiti,1\n", "intake-no-column"),
    ] {
        assert_eq!(
            plan_of(text, &hints()).unwrap_err().code(),
            code,
            "{text:?}"
        );
    }
    let kind = MappingFile::parse("kind = \"renew\"").unwrap();
    let hints = Hints {
        mapping: Some(kind),
        ..hints()
    };
    assert!(plan_of("Nama,NIK\nSiti,1\n", &hints).is_ok());
}

#[test]
fn an_ambiguous_column_asks_and_the_answer_is_kept() {
    let text = "Nama,Jenis,Tanggal Lahir\nSiti,Baru,05/10/1990\nRina,Baru,06/11/1991\n";
    let mut plan = plan_of(text, &hints()).unwrap();
    assert_eq!(plan.questions.len(), 1);
    assert_eq!(plan.questions[0].header, "Tanggal Lahir");
    assert_eq!(plan.questions[0].examples, ["05/10/1990", "06/11/1991"]);
    assert!(!plan.questions[0].conflicting);
    plan.answer(Field::BirthDate, DateOrder::MonthFirst);
    assert!(plan.questions.is_empty());

    let kept = plan.mapping.to_file(&plan.headers).to_toml().unwrap();
    let hints = Hints {
        mapping: Some(MappingFile::parse(&kept).unwrap()),
        ..hints()
    };
    let plan = plan_of(text, &hints).unwrap();
    assert!(plan.questions.is_empty());
    let outcome = reader::read_row(&plan, &plan.sample[0]);
    assert_eq!(
        row(&outcome).name.identity.birth_date.unwrap().to_string(),
        "1990-05-10"
    );
}

/// Three hundred rows of one day are one example.
#[test]
fn the_question_shows_each_example_once() {
    let rows = "Siti,Baru,05/10/1990\nRina,Baru, 05/10/1990 \n".repeat(150);
    let text = format!("Nama,Jenis,Tanggal Lahir\n{rows}Budi,Baru,06/11/1991\n");
    let plan = plan_of(&text, &hints()).unwrap();
    assert_eq!(plan.questions[0].examples, ["05/10/1990", "06/11/1991"]);
}

#[test]
fn reading_waits_for_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    let text =
        "Nama,Jenis,Tanggal Surat\nSiti,Baru,05/10/2026\nRina,Baru,13/10/2026\nA,Baru,10/14/2026\n";
    std::fs::write(&path, text).unwrap();
    let source = CsvFile::open(&path).unwrap();
    let plan = Plan::propose(&source, &hints()).unwrap();
    assert!(plan.questions[0].conflicting);
    let refused = plan.read(&source).err().unwrap();
    assert_eq!(refused.code(), "intake-unanswered");
}

#[test]
fn the_numbers_of_a_row_tell_the_order_of_its_birth_date() {
    let text = "Nama,Jenis,NIP,Tanggal Lahir\nSiti,Baru,199205102012072032,10/05/1992\n";
    assert!(plan_of(text, &hints()).unwrap().questions.is_empty());
    let text = "Nama,Jenis,Tempat/Tanggal Lahir\nSiti,Baru,\"Sungai Liat, 14 Mei 1992\"\n";
    let (_, outcomes) = outcomes_of(text);
    let identity = &row(&outcomes[0]).name.identity;
    assert_eq!(identity.birth_place, "Sungai Liat");
    assert_eq!(identity.birth_date.unwrap().to_string(), "1992-05-14");
}

#[test]
fn the_fingerprint_is_of_the_row_and_not_of_its_place() {
    let print = |text: &str| {
        let (_, outcomes) = outcomes_of(text);
        row(outcomes.last().unwrap()).name.row.unwrap().fingerprint
    };
    let one = print("Nama,NIK,Jenis,Tanggal Surat\nSiti,1971024710850022,Baru,30/09/2026\n");
    for same in [
        "x;;;\n\nJENIS;NIK;NAMA;TGL SURAT\nCabut;1;Rina;1/1/2026\nBaru; 1971024710850022;Siti ;30-09-2026\n",
        "NIK\tNama\tLain\tLayanan\tTanggal Surat\n1971024710850022\tSiti\tx\tBaru\t2026-09-30\n",
    ] {
        assert_eq!(print(same), one, "{same}");
    }
    let other = print("Nama,NIK,Jenis,Tanggal Surat\nSiti,1971024710850023,Baru,30/09/2026\n");
    assert_ne!(one, other);
}

/// What becomes of a row with these dates.
fn dated(received: &str, birth: &str, letter: &str) -> Outcome {
    let row = [received, birth, letter]
        .map(|cell| format!("\"{cell}\""))
        .join(",");
    let head = "Nama,Jenis,Timestamp,Tanggal Lahir,Tanggal Surat";
    // A second row decides the order of each column.
    let other = "Rina,Baru,13/10/2026 08:00:00,25/12/1990,13/10/2026";
    outcomes_of(format!("{head}\nSiti,Baru,{row}\n{other}\n"))
        .1
        .remove(0)
}

fn reasons(outcome: &Outcome) -> Vec<RowDefect> {
    match outcome {
        Outcome::Rejected(rejected) => {
            let reasons = rejected.reasons.iter();
            reasons
                .filter_map(|reason| RowDefect::from_key(reason.as_str()))
                .collect()
        }
        Outcome::Row(_) => Vec::new(),
    }
}

#[test]
fn a_moment_of_receipt_is_read_or_keeps_its_row_out() {
    // Moment of receipt, on the WIB clock.
    for (written, wall) in [
        (
            "Senin, 5 Oktober 2026 pukul 08.05.33 Waktu Indonesia Barat",
            "2026-10-05 08:05:33",
        ),
        ("2026-10-05T17:30:00Z", "2026-10-06 00:30:00"),
        ("5 Okt 2026 08.05 WITA", "2026-10-05 07:05:00"),
        ("2026/10/05 8:05:33 PM GMT+7", "2026-10-05 20:05:33"),
        ("46308.337187", "2026-10-13 08:05:33"),
    ] {
        let outcome = dated(written, "25/12/1990", "13/10/2026");
        assert_eq!(
            row(&outcome).received.unwrap().to_string(),
            wall,
            "{written}"
        );
    }
    for written in [
        "segera",
        "0",
        "#VALUE!",
        "00/00/0000",
        "kira-kira 5/10/2026",
        "5/10",
        "31/02/2026",
    ] {
        let outcome = dated(written, "25/12/1990", "13/10/2026");
        assert_eq!(reasons(&outcome), [RowDefect::ReceivedUnread], "{written}");
    }
    // Nothing written is no date that could not be read.
    assert_eq!(row(&dated("", "25/12/1990", "")).received, None);
}

#[test]
fn a_birth_date_is_told_and_mended_where_that_is_certain() {
    for (written, born, codes) in [
        ("7 Agt 1985", Some("1985-08-07"), 0),
        ("7 Oktber 1985", Some("1985-10-07"), 0),
        ("31327", Some("1985-10-07"), 0),
        ("Koba, 7-VIII-85", Some("1985-08-07"), 0),
        ("7 Marwan 1985", None, 1),
        ("00/00/0000", None, 1),
        ("", None, 0),
    ] {
        let outcome = dated("13/10/2026 08:00:00", written, "13/10/2026");
        let row = row(&outcome);
        let birth = row.name.identity.birth_date.map(|day| day.to_string());
        assert_eq!(birth.as_deref(), born, "{written}");
        assert_eq!(row.unread.len(), codes, "{written}");
        let told = row
            .unread
            .iter()
            .all(|found| found.arg("stated") == Some(written));
        assert!(told, "{written}");
        let mended = row.name.mended.iter().any(|mended| mended.from == written);
        assert_eq!(
            mended,
            written.contains("Oktber") || written == "31327",
            "{written}"
        );
    }
}

#[test]
fn a_letter_with_another_date_is_another_letter() {
    let outcome = dated("13/10/2026 08:00:00", "25/12/1990", "besok");
    assert_eq!(reasons(&outcome), [RowDefect::LetterDateUnread]);
    let outcome = dated("13/10/2026 08:00:00", "25/12/1990", "#VALUE!");
    assert_eq!(
        (row(&outcome).letter_date, row(&outcome).unread.len()),
        (None, 1)
    );
}

#[test]
fn rows_of_one_letter_are_one_letter() {
    let text = "Nama,Jenis,OPD,No Surat,Tgl Surat\n\
                Siti,Baru,Dinas Sosial,800/1/2026,30/09/2026\n\
                Rina,Baru,DINAS SOSIAL,800 / 1 / 2026,30-09-2026\n\
                Budi,Baru,Dinas Kesehatan,800/1/2026,30/09/2026\n\
                Dewi,Baru,Dinas Sosial,,\n\
                Ayu,Baru,Dinas Sosial,,\n\
                Iwan,Baru,Dinas Sosial,800/1/2026,30/09/2027\n";
    let (_, outcomes) = outcomes_of(text);
    let rows: Vec<FormRow> = outcomes.iter().map(|o| row(o).clone()).collect();
    let now = Instant::wib(2026, 11, 23, 9, 0).unwrap();
    let letters = group_by_letter(rows, now);
    let names: Vec<usize> = letters.iter().map(|letter| letter.names.len()).collect();
    assert_eq!(names, [2, 1, 1, 1, 1]);
    assert_eq!(letters[0].form.from, "Dinas Sosial");
    assert_eq!(letters[0].form.received, now);
    // A letter dated after today would be refused with all of its import.
    assert_eq!(letters[4].form.date, None);
}

#[test]
fn rejected_rows_come_back_to_be_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("form.csv");
    let text = with(&["\"=cmd()\",1.97E+15,,Baru,@x", "Siti,1.97E+15,,Baru,"]);
    std::fs::write(&path, &text).unwrap();
    let (plan, outcomes) = outcomes(&path, &hints());
    let mut paths = Vec::new();
    for _ in 0..2 {
        let mut file = RejectedFile::beside(&path, "ditolak", &plan.headers, b',', "alasan");
        for outcome in &outcomes {
            if let Outcome::Rejected(rejected) = outcome {
                file.write(rejected, &Words::default()).unwrap();
            }
        }
        paths.push(file.finish().unwrap().unwrap());
    }
    let written = std::fs::read_to_string(&paths[0]).unwrap();
    assert!(
        written.contains("'=cmd(),1.97E+15,,Baru,'@x,Angka NIK hilang"),
        "{written}"
    );
    assert!(paths[1].ends_with("form.ditolak-2.csv"));
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(&paths[0]).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);

    let corrected = written.replace("1.97E+15", "1971024710850022");
    let (again, outcomes) = outcomes_of(corrected);
    assert_eq!(row(&outcomes[0]).name.identity.name, "=cmd()");
    assert_eq!(row(&outcomes[1]).name.note, "");
    assert_eq!(again.mapping, plan.mapping);

    let none = RejectedFile::beside(&path, "ditolak", &plan.headers, b',', "alasan");
    assert_eq!(none.finish().unwrap(), None);
}

#[test]
fn a_huge_cell_costs_only_its_own_row() {
    let text = with(&[
        &format!("{},1971024710850022,,Baru,", "x".repeat(2_000_000)),
        &format!("{},1971024710850022,,Baru,", "y".repeat(9_000)),
        "Siti,1971024710850022,,Baru,",
    ]);
    let (_, outcomes) = outcomes_of(text);
    for huge in &outcomes[..2] {
        assert_eq!(reasons(huge), [RowDefect::TooLong]);
    }
    assert_eq!(row(&outcomes[2]).row, 4);
}

#[test]
fn marks_for_the_terminal_are_kept_as_they_are() {
    let (_, outcomes) = outcomes_of(with(&["Si\u{1b}[31mti\u{202e},1971024710850022,,Baru,"]));
    assert_eq!(row(&outcomes[0]).name.identity.name, "Si\u{1b}[31mti");
}

#[test]
fn the_same_rows_in_any_encoding_and_delimiter() {
    let table = |delimiter: &str| {
        let rows = [
            ["Nama", "NIK", "Jenis", "Keterangan"],
            ["Siti Mu’min, S.T.", "'1971024710850022", "Baru", "café"],
            ["Rina", "1902010606830031", "Cabut", "“dua\nbaris”"],
        ];
        let quoted = rows.map(|row| row.map(|cell| format!("\"{cell}\"")).join(delimiter));
        quoted.join("\r\n")
    };
    let (_, expected) = outcomes_of(table(","));
    for delimiter in [";", "\t", "|", ","] {
        let text = table(delimiter);
        let (old, _, lossy) = encoding_rs::WINDOWS_1252.encode(&text);
        assert!(!lossy);
        let wide: Vec<u8> = [0xfeff]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [
            text.as_bytes(),
            format!("\u{feff}{text}").as_bytes(),
            &old,
            &wide,
        ] {
            assert_eq!(outcomes_of(bytes).1, expected, "{delimiter:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_table_panics(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let text = [HEAD.as_bytes(), b"\n", &bytes].concat();
        std::fs::write(&path, &text).unwrap();
        if let Ok(source) = CsvFile::open(&path)
            && let Ok(plan) = Plan::propose(&source, &hints())
            && let Ok(rows) = plan.read(&source)
        {
            let read = rows.filter(Result::is_ok).count();
            prop_assert_eq!(read as u32, plan.rows);
        }
    }
}

#[test]
fn a_rejected_row_names_what_was_likely_meant() {
    let text = "Timestamp,Nama,NIP,NIK,Perangkat Daerah,Email Dinas,Jenis Permohonan,Nomor Surat,Tanggal Surat\n\
         23/11/2O26 08:00,Siti,,1971024710850022,Dinas,s@b.go.id,Penerbitan,800/1,20/11/2026\n\
         23/11/2026 08:00,Siti,,1971024710850022,Dinas,s@b.go.id,Penerbitan,800/1,2O/11/2026\n\
         23/11/2026 08:00,Siti,,1971024710850022,Dinas,s@b.go.id,Penerbbtaan,800/1,20/11/2026\n\
         23/11/2026 08:00,Siti,,1971024710850022,Dinas,s@b.go.id,Penerbitan,\"8,00E+02\",20/11/2026\n";
    let (_, outcomes) = outcomes_of(text);
    let words = Words::default();
    let said = |at: usize| match &outcomes[at] {
        Outcome::Rejected(rejected) => crate::intake::all_said(&rejected.reasons, &words),
        Outcome::Row(row) => {
            let said = row
                .unread
                .iter()
                .map(|found| crate::text::finding::sentence(&words, found));
            format!(
                "{}|{}",
                row.letter_number,
                said.collect::<Vec<_>>().join("; ")
            )
        }
    };
    for (at, part) in [
        (0, "mungkin maksudnya 23 Nov 2026"),
        (1, "mungkin maksudnya 20 Nov 2026"),
        (2, "mungkin maksudnya Penerbitan"),
        (3, "|Isian hilang karena lembar sebar"),
    ] {
        assert!(said(at).contains(part), "{at}: {}", said(at));
    }
    assert!(
        said(3).starts_with('|'),
        "no letter has a number like that: {}",
        said(3)
    );
}
