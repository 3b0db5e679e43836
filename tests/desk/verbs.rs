//! The desk by verbs: the whole life of an issue request as a script drives it, the story that the
//! audit log tells of it, exit codes, and sentences for what goes wrong.

use crate::driven::Desk;
use crate::wait::wait_until;
use serde_json::Value;
use std::fs;

/// The letter that most tests begin with.
pub trait Paperwork {
    fn letter(&self);
    fn dispose(&self);
    fn fails(&self, code: i32, words: &[&str]) -> String;
    fn stop(&self);
}

impl Paperwork for Desk {
    /// Runs what must fail with this code; gives the sentence.
    fn fails(&self, code: i32, words: &[&str]) -> String {
        let output = self.run(words);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{words:?}: {said}");
        assert!(said.starts_with("loket: "), "{words:?}: {said}");
        said
    }

    fn stop(&self) {
        self.done(&["stop"]);
    }

    fn letter(&self) {
        self.done(&[
            "letter",
            "new",
            "--from",
            "Dinas Kesehatan",
            "--number",
            "800/12",
            "--date",
            "20/11/2026",
            "--name",
            "Siti Rahmawati, S.Kom.;198704122010012015;1971015204870013;siti@babelprov.go.id",
            "--name",
            "Hendra Lubis;197609232002121003;1971012309760001;hendra@babelprov.go.id",
            "--name",
            "Rina Wijaya;199005072015032004;19710147059;rina@bableprov.go.id",
        ]);
    }

    /// The letter through the officials to verification, the third name returned on the way.
    fn dispose(&self) {
        let sheet = "0001/2026";
        self.done(&["sheet", "forward", sheet]);
        self.done(&["sheet", "forward", sheet, "--note", "mohon segera"]);
        self.done(&[
            "sheet",
            "except",
            sheet,
            "0001.03/2026",
            "--return",
            "--defect",
            "nik-length",
            "--because",
            "NIK kurang angka",
        ]);
        self.done(&["sheet", "forward", sheet, "--deadline", "2026-11-30"]);
    }
}

pub const SITI: &str = "0001.01/2026";

/// The codes of a list.
fn texts<'a>(value: &'a Value, list: &str, field: &str) -> Vec<&'a str> {
    let items = value[list].as_array().unwrap().iter();
    items.filter_map(|item| item[field].as_str()).collect()
}

#[test]
fn a_request_lives_by_verbs_and_the_log_tells_each_act() {
    let desk = Desk::new();
    desk.letter();
    desk.dispose();
    let shown = desk.json(&["request", "show", SITI]);
    assert_eq!(shown["stage"], "verification");
    assert_eq!(
        desk.json(&["request", "show", "0001.03/2026"])["stage"],
        "returned"
    );
    desk.done(&["request", "claim", SITI]);
    let said = desk.fails(1, &["request", "check", SITI]);
    assert!(said.contains("Fotokopi KTP"), "{said}");
    verify(&desk);
    desk.done(&["request", "check", SITI]);
    let sent = desk.json(&["request", "send", SITI, "--ticket", "5512"]);
    assert_eq!(sent["records"][0]["stage"], "account-check", "{sent}");
    for answer in ["link-sent", "holder-asked", "activated"] {
        desk.done(&["request", "answer", SITI, answer]);
    }
    desk.done(&["request", "answer", SITI, "issued", "--serial", "3F00A1"]);
    desk.done(&["request", "hand-over", SITI, "--channel", "email"]);
    let shown = desk.json(&["request", "show", SITI]);
    assert_eq!(shown["stage"], "completed");
    assert_eq!(shown["sending"]["ticket"], "5512");
    assert_eq!(shown["certificate"]["serial"], "3F00A1");
    told(&desk);
    let certificates = desk.json(&["certificate", "list", "siti"]);
    assert_eq!(certificates["total"], 1);
    assert_eq!(certificates["rows"][0]["status"], "active");
}

/// The verifier's part: papers laid, marks set.
pub fn verify(desk: &Desk) {
    let scan = desk.folder.path().join("ktp.jpg");
    let bytes: Vec<u8> = (0..700_000_u32).map(|at| (at % 251) as u8).collect();
    fs::write(&scan, &bytes).unwrap();
    desk.done(&["document", "add", SITI, "ktp", scan.to_str().unwrap()]);
    let photo = desk.folder.path().join("photo.jpg");
    fs::write(&photo, b"a face").unwrap();
    for document in ["selfie_ktp", "selfie"] {
        desk.done(&["document", "add", SITI, document, photo.to_str().unwrap()]);
    }
    for document in ["letter", "form", "sk"] {
        desk.done(&["document", "add", SITI, document, "--paper"]);
    }
    let back = desk.folder.path().join("back.jpg");
    desk.done(&[
        "document",
        "open",
        SITI,
        "ktp",
        "--into",
        back.to_str().unwrap(),
    ]);
    assert_eq!(fs::read(&back).unwrap(), bytes);
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(&back).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let selfie = ["request", "mark", SITI, "ktp=conforms", "selfie=conforms"];
    let said = desk.fails(1, &selfie);
    let open = "loket document open 0001.01/2026 selfie";
    assert!(said.contains("Buka dulu") && said.contains(open), "{said}");
    for document in ["selfie_ktp", "selfie"] {
        let into = desk.folder.path().join(document);
        let into = into.to_str().unwrap();
        desk.done(&["document", "open", SITI, document, "--into", into]);
    }
    desk.done(&[
        "request",
        "mark",
        SITI,
        "letter=conforms",
        "form=conforms",
        "ktp=conforms",
        "sk=conforms",
        "selfie_ktp=conforms",
        "selfie=conforms",
        "email=conforms",
    ]);
}

/// The log tells every act: when, who, in which position, what, which record, from where.
fn told(desk: &Desk) {
    let log = desk.json(&["audit", "log", "--limit", "0"]);
    let events = log["events"].as_array().unwrap();
    assert_eq!(events.len() as u64, log["total"].as_u64().unwrap());
    let sequences: Vec<u64> = events
        .iter()
        .map(|event| event["sequence"].as_u64().unwrap())
        .collect();
    assert!(sequences.is_sorted(), "oldest first");
    let kinds = texts(&log, "events", "event");
    for wanted in [
        "founded",
        "letter-registered",
        "registered",
        "sheet-disposed",
        "returned",
        "claimed",
        "document-added",
        "looked-document",
        "marked",
        "sent",
        "link-sent",
        "holder-asked",
        "activated",
        "issued",
        "handed-over",
    ] {
        assert!(kinds.contains(&wanted), "{wanted} is not told: {kinds:?}");
    }
    for event in events {
        for field in ["recorded", "officer", "sentence"] {
            let text = event[field].as_str().unwrap();
            assert!(!text.is_empty() && !text.starts_with('['), "{event}");
        }
        assert!(event["record"]["kind"].is_string(), "{event}");
    }
    let acts = events.iter().filter(|event| event["event"] == "sent");
    let sent: Vec<_> = acts.collect();
    assert_eq!(sent[0]["position"], "verifikator");
    assert_eq!(sent[0]["record"]["id"], SITI);
    assert!(!sent[0]["origin"].as_str().unwrap().is_empty());

    let story = desk.done(&["audit", "log", "--record", SITI]);
    assert!(story.contains("Dikirim ke BSrE"), "{story}");
    assert!(story.contains("23 Nov 2026"), "{story}");
    assert!(!story.contains("1971015204870013"), "a whole NIK is told");
    assert!(!story.contains('\u{1b}'), "colour in a pipe");
    let english = desk.done(&["audit", "log", "--lang", "en", "--record", SITI]);
    assert!(english.contains("BSrE") && english != story);
    assert!(desk.done(&["audit", "verify"]).contains("utuh"));
}

#[test]
fn scripts_find_what_they_need() {
    let desk = Desk::new();
    desk.letter();
    let letters = desk.json(&["letter", "list"]);
    assert_eq!(letters["rows"][0]["names"], 3);
    let letter = desk.json(&["letter", "show", "1/2026"]);
    assert_eq!(letter["from"], "Dinas Kesehatan");
    assert_eq!(
        texts(&letter, "names", "no"),
        [SITI, "0001.02/2026", "0001.03/2026"]
    );
    let requests = desk.json(&["request", "list", "nama:rina"]);
    assert_eq!(requests["total"], 1);
    assert_eq!(requests["rows"][0]["nik_last_four"], "7059");
    let checked = desk.run(&["request", "check", "0001.03/2026", "--json"]);
    assert_eq!(checked.status.code(), Some(1));
    let checked: Value = serde_json::from_slice(&checked.stdout).unwrap();
    let codes = texts(&checked, "findings", "code");
    assert!(codes.contains(&"nik-length"), "{codes:?}");
    assert!(codes.contains(&"email-domain"), "{codes:?}");
    assert_eq!(checked["ready"], false);

    let shown = desk.json(&["request", "show", SITI]);
    let nik = shown["identity"]["nik"].as_str().unwrap();
    assert!(nik.contains('•') && !nik.contains("520487"), "{nik}");
    let whole = desk.json(&["request", "show", SITI, "--nik"]);
    assert_eq!(whole["identity"]["nik"], "1971015204870013");
    let log = desk.json(&["audit", "log", "--record", SITI]);
    assert!(texts(&log, "events", "event").contains(&"looked-nik"));

    // An edit keeps the NIK that is shown masked.
    desk.done(&[
        "request",
        "edit",
        "0001.03/2026",
        "--email",
        "rina@babelprov.go.id",
    ]);
    let whole = desk.json(&["request", "show", "0001.03/2026", "--nik"]);
    assert_eq!(whole["identity"]["nik"], "19710147059");
    assert_eq!(whole["identity"]["email"], "rina@babelprov.go.id");

    let month = desk.json(&["calendar", "--month", "2026-12"]);
    assert_eq!(month["days"].as_array().unwrap().len(), 31);
    let status = desk.json(&["status"]);
    assert_eq!(status["training"], true);
    assert!(status["events"].as_u64().unwrap() > 5);
    let officers = desk.json(&["officer", "list"]);
    assert!(officers["officers"].as_array().unwrap().len() >= 8);
    assert!(desk.json(&["policy", "show"])["policy"]["office"].is_object());
    let doctor = desk.json(&["doctor", "--compare"]);
    let verdicts = texts(&doctor, "checks", "verdict");
    assert!(!verdicts.contains(&"bad"), "{doctor}");
}

#[test]
fn papers_and_agencies_of_a_verifier_are_stated_listed_and_told() {
    let desk = Desk::new();
    let access = [
        "--number", "BSrE 1", "--from", "1/2/2024", "--until", "5/12",
    ];
    let paper = ["--as", "admin", "officer", "paper", "Budi", "bsre-access"];
    desk.done(&[&paper[..], &access[..]].concat());
    let assign = ["--as", "admin", "officer", "assign", "Budi"];
    desk.done(&[&assign[..], &["--agency", "Dinkes"][..]].concat());
    let officers = desk.json(&["officer", "list"]);
    let all = officers["officers"].as_array().unwrap();
    let budi = all
        .iter()
        .find(|one| one["agencies"][0] == "Dinas Kesehatan");
    assert_eq!(budi.unwrap()["papers"][0]["until"], "2026-12-05");
    let told = desk.done(&["doctor", "--lang", "id"]);
    for part in [
        "Akses BSrE Budi",
        "berakhir 5 Des 2026",
        "belum punya verifikator",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let agenda = desk.done(&["calendar", "--day", "2026-12-05", "--lang", "id"]);
    assert!(agenda.contains("Akses BSrE"), "{agenda}");
}

#[test]
fn a_file_of_names_is_registered_whole_or_not_at_all() {
    let desk = Desk::new();
    let file = desk.folder.path().join("names.csv");
    let head = "Nama Lengkap,NIP,NIK,Email\n";
    let good = "Siti Rahmawati,198704122010012015,1971015204870013,siti@babelprov.go.id\n";
    fs::write(&file, format!("{head}{good},,,x@y.z\n")).unwrap();
    let path = file.to_str().unwrap();
    let new = ["letter", "new", "--from", "Dinkes", "--names", path];
    desk.fails(1, &new);
    assert_eq!(desk.json(&["letter", "list"])["total"], 0);
    fs::write(&file, format!("{head}{good}")).unwrap();
    desk.done(&new);
    let shown = desk.json(&["request", "show", SITI]);
    assert_eq!(shown["identity"]["nip"], "198704122010012015");
    assert_eq!(shown["identity"]["agency"], "Dinkes");
}

#[test]
fn what_is_refused_says_why_and_with_which_code() {
    let desk = Desk::new();
    desk.letter();
    let cases: &[(i32, &[&str], &str)] = &[
        (1, &["request", "send", SITI], "tahap Terdaftar"),
        (1, &["request", "show", "0099.01/2026"], "0099.01/2026"),
        (
            3,
            &["--as", "auditor", "sheet", "forward", "1/2026"],
            "Agendaris",
        ),
        (3, &["--as", "nobody", "status"], "nobody"),
        (2, &["request", "show", "7"], "0142.03/2026"),
        (
            2,
            &["letter", "new", "--from", "x", "--date", "31/2"],
            "31/2",
        ),
        (2, &["request", "mark", SITI, "ktp=perhaps"], "perhaps"),
        (2, &["--lang", "tlh", "request", "list"], "tlh"),
        (
            2,
            &["document", "add", SITI, "ktp", "/no/such/file"],
            "/no/such/file",
        ),
        (
            2,
            &["officer", "bind", "1", "--account", "no-such-account"],
            "no-such-account",
        ),
    ];
    for (code, words, wanted) in cases {
        let said = desk.fails(*code, words);
        assert!(said.contains(wanted), "{words:?}: {said}");
    }
    // clap's own usage errors.
    assert_eq!(desk.run(&["request"]).status.code(), Some(2));
    assert_eq!(desk.run(&["letter", "new"]).status.code(), Some(2));
    let told = desk.run(&["request", "send", SITI, "--json"]);
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(told["error"]["code"], "not-at-this-stage");
    let english = desk.fails(1, &["--lang", "en", "request", "send", SITI]);
    assert!(english.contains("Registered"), "{english}");
}

#[test]
fn a_desk_that_cannot_be_opened_says_what_to_do() {
    let desk = Desk::new();
    desk.letter();
    desk.stop();
    assert!(desk.done(&["audit", "verify"]).contains("utuh"));
    let checks = desk.json(&["doctor", "--compare"]);
    assert!(
        !texts(&checks, "checks", "verdict").contains(&"bad"),
        "{checks}"
    );
    let said = desk.fails(3, &["status"]);
    assert!(said.contains("loket serve"), "{said}");

    // Without a desk.
    let nowhere = desk.folder.path().join("nowhere");
    let nowhere = nowhere.to_str().unwrap();
    let said = desk.fails(3, &["request", "list", "--desk", nowhere]);
    assert!(
        said.contains("loket init") && said.contains("loket demo"),
        "{said}"
    );
    let long = format!("/tmp/{}", "d".repeat(120));
    let said = desk.fails(2, &["request", "list", "--desk", &long]);
    assert!(said.contains("soket"), "{said}");

    // A newer desk stays as it is.
    let format = desk.path().join("format");
    let own = fs::read(&format).unwrap();
    fs::write(&format, "loket 99\n").unwrap();
    let said = desk.fails(3, &["request", "list"]);
    assert!(said.contains("lebih baru") && said.contains("99"), "{said}");
    let said = desk.fails(3, &["audit", "verify"]);
    assert!(said.contains("lebih baru"), "{said}");
    fs::write(&format, own).unwrap();
    // The server that could not open it answers until it has gone.
    wait_until("the desk opens again", || {
        desk.run(&["request", "list"]).status.success()
    });
}

#[test]
fn damage_is_named_by_its_first_bad_event() {
    let desk = Desk::new();
    desk.letter();
    desk.letter();
    desk.stop();
    let journal = desk.path().join("journal");
    let segment = fs::read_dir(&journal)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|end| end == "log"))
        .unwrap();
    let mut bytes = fs::read(&segment).unwrap();
    // Inside the founding act's frame, with whole frames after it.
    bytes[200] ^= 0xff;
    fs::write(&segment, bytes).unwrap();
    let said = desk.fails(4, &["audit", "verify"]);
    assert!(said.contains("peristiwa 1"), "{said}");
    let said = desk.fails(4, &["doctor"]);
    assert!(said.contains("loket restore"), "{said}");
}

#[test]
fn a_backup_comes_back_whole() {
    let desk = Desk::new();
    desk.letter();
    let backup = desk.folder.path().join("backup");
    let backup = backup.to_str().unwrap();
    let said = desk.fails(3, &["backup", backup]);
    assert!(said.contains("loket stop"), "{said}");
    desk.stop();
    let made = desk.json(&["backup", backup]);
    let other = Desk {
        folder: tempfile::tempdir().unwrap(),
    };
    let came = other.json(&["restore", backup]);
    assert_eq!(made["head"], came["head"]);
    assert_eq!(other.json(&["request", "list"])["total"], 3);
    let said = other.fails(3, &["restore", backup]);
    assert!(said.contains("loket stop"), "{said}");
    other.stop();
    let said = other.fails(1, &["restore", backup]);
    assert!(said.contains("tidak kosong"), "{said}");
    fs::remove_file(desk.folder.path().join("backup/manifest")).unwrap();
    desk.fails(4, &["restore", backup, "--desk", "/nowhere/desk"]);
}

#[test]
fn a_wrong_policy_is_told_line_by_line() {
    let desk = Desk::new();
    let file = desk.folder.path().join("policy.toml");
    let path = file.to_str().unwrap();
    let shipped = desk.done(&["policy", "show", "--shipped"]);
    fs::write(&file, &shipped).unwrap();
    desk.done(&["policy", "check", path]);
    let wrong = shipped.replacen("near_percent = 80", "near_percent = 800", 1);
    assert_ne!(wrong, shipped);
    fs::write(&file, wrong).unwrap();
    let said = desk.fails(1, &["policy", "check", path]);
    assert!(
        said.contains("near_percent") && said.contains("baris"),
        "{said}"
    );
    let new = desk.folder.path().join("new");
    let init = ["init", "--policy", path, "--desk", new.to_str().unwrap()];
    let said = desk.fails(1, &init);
    assert!(said.contains("near_percent"), "{said}");
    assert!(
        !new.exists(),
        "a desk was made although its policy is wrong"
    );
}

#[test]
fn shells_and_readers_of_manuals_are_served() {
    let desk = Desk::new();
    assert!(desk.done(&["completions", "bash"]).contains("letter"));
    let manual = desk.done(&["man"]);
    for told in [
        "loket",
        "LOKET_DESK",
        "LOKET_LANG",
        "LOKET_THEME",
        "COLORFGBG",
        "NO_COLOR",
    ] {
        assert!(manual.contains(told), "{told}: {manual}");
    }
    let page = desk.done(&["man", "request", "send"]);
    for told in [
        "loket request send",
        "--ticket",
        "EXAMPLES",
        "FILES",
        "EXIT STATUS",
    ] {
        assert!(page.replace('\\', "").contains(told), "{told}: {page}");
    }
    let folder = desk.folder.path().join("man1");
    desk.done(&["man", "--all", folder.to_str().unwrap()]);
    for page in ["loket.1", "loket-letter.1", "loket-request-send.1"] {
        assert!(folder.join(page).is_file(), "{page}");
    }
    for verb in [
        "letter new",
        "request mark",
        "audit log",
        "doctor",
        "backup",
    ] {
        let words: Vec<&str> = verb.split(' ').chain(["--help"]).collect();
        assert!(desk.done(&words).contains("Example: loket"), "{verb}");
    }
}

#[test]
fn another_now_is_refused_while_a_training_desk_runs_and_any_on_a_real_desk() {
    let desk = Desk::new();
    // The first connection starts the server, with the clock that it names.
    desk.done(&["request", "list", "--now", "2026-11-23T09:00"]);
    desk.done(&["request", "list"]);
    for other in ["2026-11-24T09:00", "2026-11-20T09:00"] {
        let said = desk.fails(1, &["request", "list", "--now", other]);
        assert!(said.contains("2026-11-23T09:00"), "{said}");
    }
    desk.stop();
    desk.done(&["request", "list", "--now", "2026-11-24T09:00"]);
    desk.stop();
    let home = tempfile::tempdir().unwrap();
    let real = Desk { folder: home };
    real.done(&["init"]);
    real.done(&["request", "list"]);
    let said = real.fails(2, &["request", "list", "--now", "2026-11-24T09:00"]);
    assert!(said.contains("--now"), "{said}");
    real.stop();
}

#[test]
fn an_act_that_finds_all_so_already_says_that_nothing_was_recorded() {
    let desk = Desk::new();
    desk.done(&["letter", "new", "--from", "Dinas Uji", "--name", "Siti Uji"]);
    let policy = desk.folder.path().join("policy.toml");
    fs::write(&policy, loket::policy_file::BABEL).unwrap();
    let adopt = ["policy", "adopt", policy.to_str().unwrap()];
    let rename = ["request", "edit", SITI, "--name", "Siti Uji"];
    let before = desk.json(&["audit", "log", "--limit", "0"])["total"].clone();
    for verb in [&adopt[..], &rename] {
        let told = desk.run(verb);
        let said = [told.stdout, told.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert!(!said.contains("Tercatat"), "{verb:?}: {said}");
        assert!(said.contains("Tidak ada yang"), "{verb:?}: {said}");
    }
    desk.done(&["sheet", "forward", "0001/2026"]);
    for by in ["kadis", "kabid", "subkoord"] {
        desk.done(&["--as", by, "sheet", "forward", "0001/2026"]);
    }
    // Claiming starts the clock; claiming again, and letting go of what nobody has, does nothing.
    desk.done(&["request", "claim", SITI]);
    let claimed = desk.json(&["request", "claim", SITI]);
    assert_eq!(claimed["changed"], false, "{claimed}");
    assert_eq!(desk.json(&["request", "release", SITI])["changed"], true);
    let released = desk.json(&["request", "release", SITI]);
    assert_eq!(released["changed"], false, "{released}");
    let said = desk.done(&["request", "release", SITI]);
    assert!(said.starts_with("Tidak ada yang berubah"), "{said}");
    let after = desk.json(&["audit", "log", "--limit", "0"])["total"].clone();
    assert!(after.as_u64() > before.as_u64());
    desk.stop();
}
