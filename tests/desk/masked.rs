//! A NIK in free text (file names, notes, subjects, agencies, links) is told to nobody without a
//! recorded look: by no verb, in no JSON, no refusal and no log.

use crate::driven::Desk;
use std::fs;

const SITI: &str = "0001.01/2026";
const PLAIN: &str = "1971024710850013";
const WAYS: [&str; 5] = [
    PLAIN,
    "1971 0247 1085 0013",
    "1971.0247.1085.0013",
    "1971-0247-1085-0013",
    "197102 471085 0013",
];

fn fill(desk: &Desk) {
    let name = format!(
        "Siti {PLAIN};198704122010012015;{PLAIN};siti@babelprov.go.id;Dinas {};Guru {}",
        WAYS[1], WAYS[2]
    );
    let subject = format!("Permohonan a.n. {}", WAYS[3]);
    let note = format!("KTP {}", WAYS[4]);
    desk.done(&[
        "letter",
        "new",
        "--from",
        "Dinas 1971 0247 1085 0013",
        "--number",
        "800/1",
        "--date",
        "20/11/2026",
        "--subject",
        &subject,
        "--attachments",
        PLAIN,
        "--copies",
        WAYS[1],
        "--note",
        &note,
        "--name",
        &name,
    ]);
    for way in WAYS {
        desk.done(&["request", "note", SITI, &format!("menelepon {way} lagi")]);
    }
    let scan = desk.folder.path().join(format!("KTP {PLAIN}.jpg"));
    fs::write(&scan, b"a scan").unwrap();
    desk.done(&["document", "add", SITI, "ktp", scan.to_str().unwrap()]);
    let link = format!("https://contoh.go.id/?nik={PLAIN}");
    desk.done(&["document", "add", SITI, "sk", "--link", &link]);
    for _ in 0..4 {
        desk.done(&["sheet", "forward", "0001/2026", "--note", &note]);
    }
    // What was shown masked comes back, and stays what it was.
    desk.look(SITI, &["ktp"]);
    desk.done(&["request", "mark", SITI, "ktp=conforms"]);
    desk.done(&["request", "edit", SITI, "--rank", "III/c"]);
}

/// Everything that the desk says in one way or another.
fn said(desk: &Desk) -> Vec<String> {
    let shown: &[&[&str]] = &[
        &["letter", "list"],
        &["letter", "show", "0001/2026"],
        &["sheet", "list"],
        &["sheet", "show", "0001/2026"],
        &["request", "list"],
        &["request", "list", "siti"],
        &["request", "show", SITI],
        &["request", "check", SITI],
        &["document", "list", SITI],
        &["audit", "log", "--limit", "0"],
        &["audit", "log", "--record", SITI],
        &["certificate", "list"],
        &["status"],
        &["doctor"],
        // Refusals that quote what was given.
        &["request", "show", PLAIN],
        &["request", "mark", SITI, "1971024710850013=conforms"],
        &["request", "list", "tahap:1971024710850013"],
        &["officer", "hold", PLAIN, "--position", "kabid"],
        &["request", "return", SITI, "--defect", PLAIN],
    ];
    let mut said = Vec::new();
    for verb in shown {
        for more in [&[][..], &["--json"], &["--lang", "en"]] {
            let words: Vec<&str> = verb.iter().chain(more).copied().collect();
            let output = desk.run(&words);
            for text in [output.stdout, output.stderr] {
                said.push(format!(
                    "{}: {}",
                    words[0],
                    String::from_utf8(text).unwrap()
                ));
            }
        }
    }
    let run = desk.path().join("run");
    for file in fs::read_dir(run).unwrap().flatten() {
        let text = fs::read(file.path()).unwrap_or_default();
        said.push(format!(
            "{:?}: {}",
            file.path(),
            String::from_utf8_lossy(&text)
        ));
    }
    said
}

#[test]
fn no_nik_in_free_text_is_told_without_a_recorded_look() {
    let desk = Desk::new();
    fill(&desk);
    let said = said(&desk);
    for told in &said {
        for way in WAYS {
            assert!(!told.contains(way), "{way} in {told}");
        }
    }
    // NIPs and hashes stay whole, and the mask is seen.
    let all = said.concat();
    assert!(all.contains("198704122010012015"));
    assert!(all.contains("1971••••••••0013.jpg"));
    let shown = desk.json(&["request", "show", SITI]);
    let hash = shown["checklist"].as_array().unwrap().iter();
    let hash: Vec<_> = hash
        .filter_map(|item| item["evidence"]["hash"].as_str())
        .collect();
    assert!(hash.iter().all(|hash| hash.len() == 64), "{hash:?}");
    let whole = desk.json(&["request", "show", SITI, "--nik"]);
    assert_eq!(whole["identity"]["nik"], PLAIN);
}
