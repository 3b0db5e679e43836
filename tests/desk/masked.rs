//! A NIK in free text is told to nobody without a recorded look: by no verb, in no JSON, no
//! refusal and no log [R11.18].

use crate::driven::Desk;
use crate::niks::{
    DEDI, Journey, LONG, NIP, OFFICERS, OTHERS, PLAIN, SERIAL, SITI, TICKET, WAYS, fill, leaks,
    name,
};
use loket::client::{Link, LinkOptions};
use loket::paths::DeskFolder;
use loket::wire::message::{Ask, List, Query};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;

impl Journey<'_> {
    /// A verb that may be refused.
    fn tried(&mut self, words: &[&str]) {
        let output = self.desk.run(words);
        self.heard(words, &output);
    }
}

/// A revocation and a change of data, with what their kinds must know.
fn others(on: &mut Journey) {
    let [plain, blank, dot, dash, uneven] = WAYS;
    for (kind, number) in [("revoke", "800/6"), ("change", "800/7")] {
        let who = name("Gita", "198001012005011014", "", "gita");
        let from = format!("Dinas {blank}");
        on.done(&[
            "letter",
            "new",
            "--from",
            &from,
            "--number",
            number,
            "--date",
            "20/11/2026",
            "--kind",
            kind,
            "--name",
            &who,
        ]);
    }
    let (revoke, change) = ("0005.01/2026", "0006.01/2026");
    let (number, text) = (format!("888 {blank}"), format!("pensiun {uneven}"));
    on.done(&[
        "request", "cause", revoke, "misuse", "--number", &number, "--text", &text,
    ]);
    // These come once they are checked, and there is a certificate; what is refused is told, too.
    on.tried(&[
        "request",
        "letter-to-bsre",
        revoke,
        "--number",
        dot,
        "--signer",
        plain,
    ]);
    on.tried(&["request", "sleep", revoke]);
    on.tried(&["request", "certificate", change, plain]);
    on.tried(&["request", "outcome", change, dash]);
    // To BSrE's portal and back.
    let folder = on.desk.folder.path().join(format!("portal {blank}"));
    let folder = folder.display().to_string();
    on.tried(&["export", "portal", &folder, "--dry-run"]);
    on.tried(&["request", "uploaded", "--ticket", plain]);
    let recap = on.desk.folder.path().join("rekap.csv");
    let head = "Nama,Instansi,Email,Status Pengguna,Status Sertifikat,Jumlah TTE";
    let row = format!("Hadi {dash},Dinas {dot},hadi@babelprov.go.id,VERIFIED {uneven},NEW,{plain}");
    fs::write(&recap, format!("{head}\n{row}\n")).unwrap();
    let recap = recap.display().to_string();
    on.tried(&["certificate", "recap", &recap, "--dry-run"]);
    on.tried(&["certificate", "recap", &recap]);
}

/// What else the verbs are asked, in every form: what they show, and refusals that quote what was
/// given.
const SHOWN: &[&[&str]] = &[
    &["letter", "list"],
    &["letter", "show", "0001/2026"],
    &["letter", "show", "0002/2026"],
    &["letter", "show", PLAIN],
    &["sheet", "list"],
    &["sheet", "show", "0001/2026"],
    &["sheet", "forward", PLAIN],
    &[
        "sheet",
        "paper",
        PLAIN,
        "--date",
        "kemarin 1971 0247 1085 0013",
    ],
    &[
        "sheet",
        "except",
        "0002/2026",
        PLAIN,
        "--return",
        "--because",
        PLAIN,
    ],
    &["request", "list"],
    &["request", "list", "siti"],
    &["request", "list", "tahap:1971024710850013"],
    &["request", "list", "--waiting"],
    &["request", "list", "--stuck"],
    &["request", "show", SITI],
    &["request", "show", DEDI],
    &["request", "show", "0002.02/2026"],
    &["request", "show", PLAIN],
    &["request", "check", SITI],
    &["request", "check", DEDI],
    &["request", "mark", DEDI, "1971024710850013=conforms"],
    &["request", "accept", DEDI, PLAIN, "--reason", PLAIN],
    &["request", "return", DEDI, "--defect", PLAIN],
    &[
        "request", "reject", DEDI, "--reason", PLAIN, "--text", PLAIN,
    ],
    &["request", "reply", DEDI, "--number", PLAIN],
    &["request", "message", SITI],
    &["request", "message", DEDI, "--to", "holder", "--json"],
    &["request", "message", DEDI, "--to", PLAIN],
    &["request", "service-desk", "0005.01/2026"],
    &[
        "request",
        "service-desk",
        "0005.01/2026",
        "--into",
        "/nope/1971024710850013",
    ],
    &["request", "disagree", DEDI, "--reason", PLAIN],
    &["request", "send", DEDI, "--ticket", PLAIN],
    &["request", "answer", DEDI, "issued", "--serial", PLAIN],
    &[
        "request", "correct", SITI, "--serial", PLAIN, "--reason", "x",
    ],
    &[
        "request",
        "correct-activation",
        SITI,
        "--link",
        PLAIN,
        "--reason",
        "x",
    ],
    &[
        "request", "convert", DEDI, "--kind", "renew", "--reason", PLAIN,
    ],
    &["request", "edit", DEDI, "--email", PLAIN, "--nip", PLAIN],
    &["request", "claim", PLAIN],
    &["request", "release", DEDI],
    &["request", "step-back", SITI, "--reason", PLAIN],
    &["request", "undo", SITI],
    &["request", "lapse", SITI],
    &["request", "void", SITI],
    &["request", "carry", DEDI, "--from", SITI],
    &["request", "carry", DEDI, "--from", PLAIN],
    &["request", "follow-up", SITI, "--subject", PLAIN],
    &["request", "withdraw", SITI],
    &["certificate", "list"],
    &["certificate", "list", "seri:1971024710850013"],
    &["certificate", "show", "1"],
    &["certificate", "show", "2"],
    &["certificate", "show", PLAIN],
    &["certificate", "revoke", "2", "--cause", PLAIN],
    &["certificate", "status", "2", PLAIN],
    &[
        "certificate",
        "correct-revocation",
        "2",
        "--take-back",
        "--reason",
        PLAIN,
    ],
    &["certificate", "import", "/nope/1971024710850013.csv"],
    &["import", "/nope/1971024710850013.csv"],
    &[
        "letter",
        "transfer",
        "/nope/1971024710850013.csv",
        "--from",
        PLAIN,
        "--sk",
        PLAIN,
        "--date",
        "20/11/2026",
        "--tmt",
        "1/12/2026",
    ],
    &["document", "list", SITI],
    &["document", "add", DEDI, "ktp", "/nope/1971024710850013.jpg"],
    &[
        "document",
        "open",
        DEDI,
        "ktp",
        "--into",
        "/nope/1971024710850013.jpg",
    ],
    &["calendar"],
    &["calendar", "--from", PLAIN],
    &["officer", "list"],
    &["officer", "hold", PLAIN, "--position", "kabid"],
    &["officer", "release", PLAIN, "--position", "kabid"],
    &["officer", "bind", PLAIN, "root"],
    &["officer", "paper", PLAIN, "bsre-access", "--number", PLAIN],
    &["officer", "assign", PLAIN, "--agency", PLAIN],
    &["policy", "show"],
    &["policy", "check", "/nope/1971024710850013.toml"],
    &["policy", "adopt", "/nope/1971024710850013.toml"],
    &["audit", "log", "--limit", "0"],
    &["audit", "log", "--record", SITI],
    &["audit", "log", "--record", "certificate:2"],
    &["audit", "log", "--record", PLAIN],
    &["audit", "exceptions"],
    &["audit", "verify"],
    &["doctor"],
    &["status"],
    &["man", PLAIN],
    &["backup", "/nope/1971024710850013"],
    &["restore", "/nope/1971024710850013"],
    &["1971024710850013"],
];

/// Verbs that show nothing of a desk.
const ASIDE: [&str; 6] = ["completions", "demo", "init", "serve", "stop", "man"];

/// What the verbs are asked, as text, as JSON and in the other language.
fn ask_all(on: &mut Journey) {
    others(on);
    for verb in SHOWN {
        for more in [&[][..], &["--json"], &["--lang", "en"]] {
            let words: Vec<&str> = verb.iter().chain(more).copied().collect();
            on.tried(&words);
        }
    }
}

/// What stands in the folder of the running server: its log.
fn logs(desk: &Desk) -> String {
    let files = fs::read_dir(desk.path().join("run")).unwrap().flatten();
    let texts = files.map(|file| fs::read(file.path()).unwrap_or_default());
    texts
        .map(|text| String::from_utf8_lossy(&text).into_owned())
        .collect()
}

#[test]
fn no_nik_in_free_text_is_told_without_a_recorded_look() {
    let desk = Desk::new();
    let mut on = Journey {
        desk: &desk,
        said: fill(&desk),
    };
    ask_all(&mut on);
    assert_eq!(leaks(&on.said), Vec::<String>::new());
    assert_eq!(leaks(&logs(&desk)), Vec::<String>::new());
    // Every verb there is was asked.
    let folder = desk.folder.path().join("man1");
    desk.done(&["man", "--all", folder.to_str().unwrap()]);
    let pages = fs::read_dir(&folder).unwrap().flatten();
    let pages = pages.map(|page| page.file_name().into_string().unwrap());
    let pages: BTreeSet<String> = pages
        .filter_map(|page| {
            page.strip_prefix("loket-")?
                .strip_suffix(".1")
                .map(str::to_owned)
        })
        .collect();
    let leaf = |page: &&String| {
        let below = format!("{page}-");
        !pages
            .iter()
            .any(|other| other.starts_with(&below) && !page.contains('-'))
    };
    let asked: BTreeSet<String> = on
        .said
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(verb, _)| verb.replace(' ', "-"))
        .collect();
    let unasked: Vec<_> = pages
        .iter()
        .filter(leaf)
        .filter(|page| !ASIDE.contains(&page.as_str()))
        .filter(|page| {
            let first = |verb: &String| verb == *page || verb.starts_with(&format!("{page}-"));
            !asked.iter().any(first)
        })
        .collect();
    assert_eq!(unasked, Vec::<&String>::new(), "verbs that were not asked");
    // NIPs, serials, tickets and hashes stay whole, and the mask is seen.
    let whole = [NIP, SERIAL, TICKET, "1971••••••••0013.jpg"].into_iter();
    for whole in whole.chain(LONG) {
        assert!(on.said.contains(whole), "{whole}");
    }
    let shown = desk.json(&["request", "show", SITI]);
    let hash = shown["checklist"].as_array().unwrap().iter();
    let hash: Vec<_> = hash
        .filter_map(|item| item["evidence"]["hash"].as_str())
        .collect();
    assert!(hash.iter().all(|hash| hash.len() == 64), "{hash:?}");
    stands(&desk);
    without_a_server(&desk);
}

/// Without a server the files themselves are read: told no more than through it.
fn without_a_server(desk: &Desk) {
    desk.done(&["stop"]);
    let mut on = Journey {
        desk,
        said: String::new(),
    };
    let backup = desk.folder.path().join("b").display().to_string();
    for verb in [&["doctor"][..], &["audit", "verify"], &["backup", &backup]] {
        for more in [&[][..], &["--json"]] {
            let words: Vec<&str> = verb.iter().chain(more).copied().collect();
            on.tried(&words);
        }
    }
    assert_eq!(leaks(&on.said), Vec::<String>::new());
    assert!(on.said.contains("1971••••••••0013"), "{}", on.said);
}

/// What was shown masked and came back stays what it was; a look shows it, and is recorded.
fn stands(desk: &Desk) {
    let looks = |desk: &Desk| {
        let log = desk.json(&["audit", "log", "--record", SITI, "--limit", "0"]);
        let rows = log["events"].as_array().unwrap().clone();
        rows.iter()
            .filter(|row| row["event"] == "looked-nik")
            .count()
    };
    assert_eq!(looks(desk), 0);
    let whole = desk.json(&["request", "show", SITI, "--nik"]);
    assert_eq!(whole["identity"]["nik"], PLAIN);
    assert_eq!(looks(desk), 1);
    let told = desk.done(&["request", "show", SITI, "--nik"]);
    assert!(told.contains(PLAIN), "{told}");
    assert_eq!(looks(desk), 2);
}

/// What an officer is known by is told to nobody, not on the line either.
#[test]
fn an_officers_own_nik_stays_off_the_line() {
    let desk = Desk::new();
    fill(&desk);
    let folder = DeskFolder::new(&desk.path()).unwrap();
    let link = Link::connect_or_start(&folder, LinkOptions::default()).unwrap();
    let page = |list| Ask::Page {
        query: Query::of(list),
        from: 0,
        count: 50,
        keep: None,
    };
    let audit = Ask::Audit {
        before: None,
        count: 500,
    };
    for ask in [
        Ask::Office,
        Ask::Status,
        audit,
        page(List::Letters),
        page(List::Certificates),
    ] {
        let told = format!("{:?}", link.ask(ask).unwrap());
        assert_eq!(leaks(&told), Vec::<String>::new());
    }
}

/// What stays whole: the caller's own table beside its source, for its owner alone.
#[test]
fn rejected_rows_are_whole_beside_their_source_and_for_their_owner_alone() {
    let desk = Desk::new();
    let form = desk.folder.path().join("form.csv");
    let rows = format!(
        "Timestamp;Nama;NIK;Email Dinas;Jenis Permohonan\n\
         23/11/2026 08.00.00;Eka;'{PLAIN};eka@babelprov.go.id;Penerbitan\n\
         23/11/2026 08.01.00;Fani {};{OTHERS};fani@babelprov.go.id;Bukan pencabutan {PLAIN}\n",
        WAYS[1]
    );
    fs::write(&form, rows).unwrap();
    fs::set_permissions(&form, fs::Permissions::from_mode(0o644)).unwrap();
    let mut on = Journey {
        desk: &desk,
        said: String::new(),
    };
    on.tried(&["import", form.to_str().unwrap()]);
    assert_eq!(leaks(&on.said), Vec::<String>::new());
    let rejected = desk.folder.path().join("form.ditolak.csv");
    let text = fs::read_to_string(&rejected).unwrap();
    assert!(text.contains(OTHERS) && text.contains(PLAIN), "{text}");
    // In the delimiter of its source.
    let head = text.lines().next().unwrap();
    assert!(head.contains("Timestamp;Nama;NIK"), "{head}");
    let mode = fs::metadata(&rejected).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(
        leaks(&desk.done(&["request", "list"])),
        Vec::<String>::new()
    );
    assert!(!desk.done(&["officer", "list"]).contains(OFFICERS));
}
