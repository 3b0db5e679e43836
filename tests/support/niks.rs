//! A desk on which NIKs stand where they do not belong: in names of files, notes, subjects, agencies,
//! links, tickets, reasons. One went all the way, the others wait at every desk.

use crate::driven::Desk;
use std::fs;

/// The request that went all the way.
pub const SITI: &str = "0001.01/2026";
/// The one that waits at verification.
pub const DEDI: &str = "0003.01/2026";
pub const PLAIN: &str = "1971024710850013";
/// The NIK as people type it.
pub const WAYS: [&str; 5] = [
    PLAIN,
    "1971 0247 1085 0013",
    "1971.0247.1085.0013",
    "1971-0247-1085-0013",
    "197102 471085 0013",
];
/// The NIK written together with other numbers, and these without it.
pub const BESIDE: [&str; 4] = [
    "0812717123451971024710850013",
    "1971024710850013198704122010012015",
    "202611231971024710850013",
    "0812 7171 2345 1971 0247 1085 0013",
];
pub const LONG: [&str; 2] = [
    "198704122010012015081271712345",
    "301947120356842917734120985566012347",
];
/// That of an officer, and that of another holder.
pub const OFFICERS: &str = "1971015204870013";
pub const OTHERS: &str = "1971011005800021";
/// Numbers of their own, that stay whole.
pub const NIP: &str = "198704122010012015";
pub const TICKET: &str = "7013920475012345";
pub const SERIAL: &str = "3F00A17102471085";

/// The NIKs in what was told, with a part of what stands around the first.
pub fn leaks(told: &str) -> Vec<String> {
    let all = WAYS.into_iter().chain([OFFICERS, OTHERS]);
    let found = all.filter_map(|nik| {
        let at = told.find(nik)?;
        let from = told[..at].char_indices().rev().nth(60).map_or(0, |it| it.0);
        let to = told[at..]
            .char_indices()
            .nth(80)
            .map_or(told.len(), |it| at + it.0);
        Some(format!("{nik} in …{}…", &told[from..to]))
    });
    found.collect()
}

/// A name of a letter with a NIK in every field that takes words.
pub fn name(who: &str, nip: &str, nik: &str, mailbox: &str) -> String {
    let [_, blank, dot, dash, _] = WAYS;
    format!(
        "{who} {blank};{nip};{nik};{mailbox}@babelprov.go.id;Dinas {dot};Guru {dash};hp {blank}"
    )
}

/// A run of verbs, each with words that hold a NIK; what they said is told back.
pub struct Journey<'a> {
    pub desk: &'a Desk,
    pub said: String,
}

impl Journey<'_> {
    pub fn done(&mut self, words: &[&str]) {
        let output = self.desk.run(words);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{words:?}: {error}");
        self.heard(words, &output);
    }

    /// Keeps what a verb said.
    pub fn heard(&mut self, words: &[&str], output: &std::process::Output) {
        let verb: Vec<&str> = words.iter().copied().take(2).collect();
        let verb = verb
            .into_iter()
            .filter(|word| !word.contains(char::is_numeric));
        let verb: Vec<&str> = verb.collect();
        for text in [&output.stdout, &output.stderr] {
            self.said += &format!("{}: {}\n", verb.join(" "), String::from_utf8_lossy(text));
        }
    }
}

/// What the desk said while it was filled.
pub fn fill(desk: &Desk) -> String {
    let mut on = Journey {
        desk,
        said: String::new(),
    };
    officers(&mut on);
    registered(&mut on);
    to_verification(&mut on);
    to_the_end(&mut on);
    waiting(&mut on);
    on.said
}

fn officers(on: &mut Journey) {
    let [_, blank, dot, ..] = WAYS;
    let (who, basis) = (format!("Petugas {blank}"), format!("SK {PLAIN}"));
    on.done(&[
        "officer",
        "add",
        "--name",
        &who,
        "--nik",
        OFFICERS,
        "--position",
        "verifikator",
        "--basis",
        &basis,
    ]);
    on.done(&[
        "officer",
        "identify",
        "Petugas",
        "--email",
        "petugas@babelprov.go.id",
    ]);
    let basis = format!("ST {dot}");
    on.done(&[
        "officer",
        "hold",
        "Hj. Nurbaiti",
        "--position",
        "kabid",
        "--capacity",
        "plh",
        "--until",
        "30/11/2026",
        "--basis",
        &basis,
    ]);
}

fn registered(on: &mut Journey) {
    let [plain, blank, dot, dash, uneven] = WAYS;
    let (from, subject) = (format!("Dinas {blank}"), format!("Permohonan a.n. {dash}"));
    let note = format!("KTP {uneven}");
    for (number, people) in [
        ("800/1", vec![name("Siti", NIP, PLAIN, "siti")]),
        (
            "800/2",
            vec![
                name("Budi", "198005102005011003", OTHERS, "budi"),
                name("Cici", "", "", "cici"),
            ],
        ),
        (PLAIN, vec![name("Dedi", "198001012005011013", "", "dedi")]),
        ("800/4", vec![name("Eka", "", "", "eka")]),
    ] {
        let mut words = vec![
            "letter",
            "new",
            "--from",
            &from,
            "--number",
            number,
            "--date",
            "20/11/2026",
            "--subject",
            &subject,
            "--attachments",
            plain,
            "--copies",
            dot,
            "--note",
            &note,
        ];
        for person in &people {
            words.extend(["--name", person]);
        }
        on.done(&words);
    }
    for way in WAYS.into_iter().chain(BESIDE).chain(LONG) {
        on.done(&["request", "note", SITI, &format!("menelepon {way} lagi")]);
    }
}

/// Two letters through the officials, with what the second carries; the third is before the Kepala
/// Dinas.
fn to_verification(on: &mut Journey) {
    let [plain, blank, dot, dash, uneven] = WAYS;
    let scan = on.desk.folder.path().join(format!("KTP {plain}.jpg"));
    fs::write(&scan, b"a scan").unwrap();
    let scan = scan.to_str().unwrap();
    let link = format!("https://contoh.go.id/?nik={plain}");
    for request in [SITI, DEDI] {
        for document in ["ktp", "selfie_ktp", "selfie"] {
            on.done(&["document", "add", request, document, scan]);
        }
        on.done(&["document", "add", request, "sk", "--link", &link]);
        for document in ["letter", "form"] {
            on.done(&["document", "add", request, document, "--paper"]);
        }
        on.done(&[
            "request",
            "edit",
            request,
            "--agency",
            &format!("Dinas {uneven}"),
        ]);
    }
    let (note, other) = (format!("segera {plain}"), format!("teliti {dot}"));
    for sheet in ["0001/2026", "0003/2026"] {
        for _ in 0..4 {
            on.done(&[
                "sheet", "forward", sheet, "--note", &note, "--other", &other,
            ]);
        }
    }
    on.done(&[
        "sheet",
        "forward",
        "0002/2026",
        "--note",
        &format!("n {dash}"),
    ]);
    on.done(&[
        "request",
        "hold",
        "0002.02/2026",
        "--reason",
        &format!("tunggu {blank}"),
    ]);
}

fn to_the_end(on: &mut Journey) {
    let [plain, _, dot, dash, uneven] = WAYS;
    let marks = |ktp: &'static str| {
        let rest = ["letter", "form", "sk", "selfie_ktp", "selfie", "email"];
        let rest = rest.map(|document| format!("{document}=conforms"));
        rest.into_iter().chain([ktp.to_owned()]).collect::<Vec<_>>()
    };
    let mark = |on: &mut Journey, ktp: &'static str| {
        on.desk.look(SITI, &["ktp", "sk", "selfie_ktp", "selfie"]);
        let marks = marks(ktp);
        let marks = marks.iter().map(String::as_str);
        let words: Vec<&str> = ["request", "mark", SITI].into_iter().chain(marks).collect();
        on.done(&words);
    };
    mark(on, "ktp=wrong:'buram 1971 0247 1085 0013'");
    let defect = format!("ktp=wrong:'buram {dot}'");
    on.done(&[
        "request",
        "return",
        SITI,
        "--defect",
        &defect,
        "--note",
        &format!("ulang {dash}"),
    ]);
    on.done(&[
        "request",
        "complete",
        SITI,
        "--paper",
        "ktp",
        "--note",
        &format!("antar {plain}"),
    ]);
    mark(on, "ktp=conforms");
    for code in ["birthdate-mismatch", "document-duplicate"] {
        let reason = format!("boleh {uneven}");
        on.done(&["request", "accept", SITI, code, "--reason", &reason]);
    }
    at_bsre(on);
}

fn at_bsre(on: &mut Journey) {
    let [plain, blank, dot, dash, uneven] = WAYS;
    on.done(&["request", "send", SITI, "--ticket", TICKET]);
    on.done(&[
        "request",
        "correct-sending",
        SITI,
        "--ticket",
        &format!("T {blank}"),
        "--reason",
        &format!("salah {dash}"),
    ]);
    for answer in ["link-sent", "holder-asked", "activated"] {
        on.done(&["request", "answer", SITI, answer]);
    }
    on.done(&[
        "request",
        "answer",
        SITI,
        "issued",
        "--serial",
        SERIAL,
        "--certificate-agency",
        &format!("Lain {blank}"),
        "--issuer",
        &format!("BSrE {dot}"),
        "--key",
        &format!("k {dash}"),
    ]);
    on.done(&[
        "request",
        "correct",
        SITI,
        "--certificate-agency",
        &format!("Dinas {uneven}"),
        "--reason",
        &format!("salah {plain}"),
    ]);
    on.done(&[
        "request",
        "hand-over",
        SITI,
        "--channel",
        "whatsapp",
        "--address",
        blank,
        "--reply",
        &format!("ok {plain}"),
    ]);
    on.done(&[
        "request",
        "correct-hand-over",
        SITI,
        "--channel",
        "email",
        "--reason",
        &format!("salah {dot}"),
    ]);
}

/// A certificate taken over, and what waits at verification with words of its own.
fn waiting(on: &mut Journey) {
    let [plain, blank, dot, dash, _] = WAYS;
    on.done(&[
        "certificate",
        "take-over",
        "--name",
        &format!("Fani {blank}"),
        "--nip",
        "199001152015032004",
        "--agency",
        &format!("Dinas {dot}"),
        "--post",
        &format!("P {dash}"),
        "--phone",
        plain,
        "--serial",
        "4A10",
        "--issuer",
        &format!("BSrE {plain}"),
    ]);
    on.done(&[
        "certificate",
        "correct",
        "2",
        "--key",
        &format!("k {dot}"),
        "--reason",
        plain,
    ]);
    on.desk.look(DEDI, &["ktp"]);
    on.done(&[
        "request",
        "mark",
        DEDI,
        &format!("ktp=wrong:'buram {blank}'"),
    ]);
    on.done(&["request", "note", DEDI, &format!("ditanya {dash}")]);
}
