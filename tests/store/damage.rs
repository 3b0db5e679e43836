//! A desk whose files were cut, flipped, zeroed or lost says what is wrong and what to do, or shows
//! exactly what was recorded: by the real program, in the reader's language, with exit code 4.

use crate::desk::{TestDesk, kill, program};
use crate::wait::wait_until;
use loket::paths::lock::holder;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SEGMENT: &str = "journal/00000000000000000001.log";

/// How often files are harmed at random; `LOKET_TEST_ROUNDS` sets another number.
fn rounds(usual: u64) -> u64 {
    let told = std::env::var("LOKET_TEST_ROUNDS").ok();
    told.and_then(|told| told.parse().ok()).unwrap_or(usual)
}

/// What a verb answered.
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

/// A desk that can be set back to how it was.
struct Harmed {
    desk: TestDesk,
    whole: PathBuf,
    _aside: tempfile::TempDir,
}

impl Harmed {
    /// A desk with some letters and a document, whose server was stopped in good order.
    fn new() -> Harmed {
        let aside = tempfile::tempdir().unwrap();
        let harmed = Harmed {
            desk: TestDesk::new(),
            whole: aside.path().join("whole"),
            _aside: aside,
        };
        for name in ["Siti Rahmawati", "Budi Hartono", "Rina Lubis"] {
            let given = ["letter", "new", "--from", "Dinas Uji", "--name", name];
            assert_eq!(harmed.run(&given).code, Some(0));
        }
        let scan = harmed.whole.with_extension("pdf");
        fs::write(&scan, b"%PDF-1.4\nsurat permohonan\n%%EOF\n").unwrap();
        let scan = scan.display().to_string();
        let given = ["document", "add", "0001.01/2026", "ktp", &scan];
        let said = harmed.run(&given);
        assert_eq!(said.code, Some(0), "{}", said.err);
        assert_eq!(harmed.run(&["stop"]).code, Some(0));
        copy(harmed.path(), &harmed.whole);
        harmed
    }

    fn path(&self) -> &Path {
        self.desk.folder.path()
    }

    /// Ends what still serves and gives every file back.
    fn heal(&self) {
        if self.desk.is_served()
            && let Some(pid) = holder(&self.desk.folder.server_lock())
        {
            kill(pid);
        }
        wait_until("nobody serves the desk", || !self.desk.is_served());
        fs::remove_dir_all(self.path()).unwrap();
        copy(&self.whole, self.path());
    }

    /// Runs a verb; one that hangs is the fault that this looks for.
    fn run(&self, arguments: &[&str]) -> Said {
        let mut command = Command::new(program());
        command.args(arguments).arg("--desk").arg(self.path());
        command.env_remove("LOKET_LANG");
        command.stdin(Stdio::null());
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let until = Instant::now() + Duration::from_secs(60);
        while child.try_wait().unwrap().is_none() {
            if Instant::now() > until {
                child.kill().unwrap();
                panic!("{arguments:?} hangs");
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        let output = child.wait_with_output().unwrap();
        Said {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    fn harm(&self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let path = self.path().join(name);
        let mut bytes = fs::read(&path).unwrap();
        change(&mut bytes);
        fs::write(path, bytes).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").arg("-a").args([from, to]).status();
    assert!(done.unwrap().success());
}

/// The document's file below the desk's folder.
fn document(desk: &Path) -> String {
    let folder = fs::read_dir(desk.join("documents")).unwrap();
    let file = folder
        .flat_map(|part| fs::read_dir(part.unwrap().path()).into_iter().flatten())
        .next();
    let path = file.unwrap().unwrap().path();
    path.strip_prefix(desk).unwrap().display().to_string()
}

#[test]
fn every_damage_is_a_sentence_with_the_file_and_what_to_do() {
    let harmed = Harmed::new();
    let gone = |name: &str| {
        let path = harmed.path().join(name);
        match path.is_dir() {
            true => fs::remove_dir_all(path).unwrap(),
            false => fs::remove_file(path).unwrap(),
        }
    };
    let flip: fn(&mut Vec<u8>) = |bytes| bytes[100] ^= 1;
    type Case<'a> = (&'a str, &'a dyn Fn(), &'a str, &'a str);
    let cases: &[Case] = &[
        (
            "a bit of the journal",
            &|| harmed.harm(SEGMENT, flip),
            SEGMENT,
            SEGMENT,
        ),
        (
            "an emptied segment",
            &|| harmed.harm(SEGMENT, Vec::clear),
            "folder journal",
            "folder journal",
        ),
        (
            "a lost segment",
            &|| gone(SEGMENT),
            "peristiwa 1",
            "event 1",
        ),
        (
            "a lost journal",
            &|| gone("journal"),
            "peristiwa 1",
            "event 1",
        ),
        (
            "a lost format",
            &|| gone("format"),
            "berkas format",
            "file format",
        ),
        (
            "an emptied format",
            &|| harmed.harm("format", Vec::clear),
            "berkas format",
            "file format",
        ),
        (
            "a format of nonsense",
            &|| harmed.harm("format", |b| b.fill(0xff)),
            "berkas format",
            "file format",
        ),
    ];
    for (what, harm, id, en) in cases {
        for verb in [&["request", "list"][..], &["audit", "verify"], &["doctor"]] {
            for (language, part, next) in [
                ("id", id, "Jangan hapus apa pun: salin dulu folder meja ini"),
                ("en", en, "Remove nothing: copy this desk's folder first"),
            ] {
                harm();
                let said = harmed.run(&[verb, &["--lang", language]].concat());
                assert_eq!(said.code, Some(4), "{what}, {verb:?}: {}", said.err);
                let last = said.err.lines().last().unwrap();
                assert!(last.starts_with("loket: "), "{what}: {last}");
                assert!(last.contains(part), "{what}, {verb:?}: {last}");
                assert!(last.contains(next), "{what}, {verb:?}: {last}");
                harmed.heal();
            }
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_in_the_readers_language() {
    let harmed = Harmed::new();
    fs::remove_file(harmed.path().join(SEGMENT)).unwrap();
    fs::create_dir(harmed.path().join(SEGMENT)).unwrap();
    let said = harmed.run(&["request", "list"]);
    assert_eq!(said.code, Some(3), "{}", said.err);
    for part in [SEGMENT, "ini folder, bukan berkas", "lalu coba lagi"] {
        assert!(said.err.contains(part), "{part}: {}", said.err);
    }
    assert!(!said.err.contains("os error"), "{}", said.err);
}

#[test]
fn what_is_not_the_journal_is_built_anew_and_nothing_is_missing() {
    let harmed = Harmed::new();
    let list = ["request", "list", "--json"];
    let before = harmed.run(&list).out;
    assert!(before.contains("Rina Lubis"), "{before}");
    harmed.heal();
    for name in ["db/db", "db/conf", "db.state", "journal/mark"] {
        harmed.harm(name, |bytes| bytes.fill(0x55));
        let said = harmed.run(&list);
        assert_eq!(
            (said.code, &said.out),
            (Some(0), &before),
            "{name}: {}",
            said.err
        );
        harmed.heal();
    }
    fs::remove_dir_all(harmed.path().join("db")).unwrap();
    assert_eq!(harmed.run(&list).out, before, "without a database");
}

#[test]
fn a_changed_or_lost_document_is_never_given_out() {
    let harmed = Harmed::new();
    let name = document(harmed.path());
    let get = ["document", "open", "0001.01/2026", "ktp"];
    let given = harmed.run(&get);
    assert!(given.out.starts_with("%PDF"), "{}", given.err);
    harmed.harm(&name, |bytes| bytes[9] ^= 1);
    let said = harmed.run(&get);
    assert_ne!(said.code, Some(0));
    assert_eq!(said.out, "");
    assert!(said.err.contains("berubah"), "{}", said.err);
    assert_eq!(said.code, Some(4));
    let checked = harmed.run(&["doctor"]);
    assert_eq!(checked.code, Some(1), "{}", checked.err);
    let hash = name.rsplit('/').next().unwrap();
    assert!(checked.out.contains(hash), "{}", checked.out);
    fs::remove_file(harmed.path().join(&name)).unwrap();
    let said = harmed.run(&get);
    assert_ne!(said.code, Some(0));
    assert_eq!(said.out, "");
    // Served or not, doctor names what is gone, and whose it was.
    for served in [true, false] {
        if !served {
            harmed.run(&["stop"]);
        }
        let checked = harmed.run(&["doctor"]);
        assert_eq!(checked.code, Some(1), "{served}: {}", checked.err);
        let gone = checked.out.contains(hash) && checked.out.contains("0001.01/2026");
        assert!(gone, "{served}: {}", checked.out);
    }
}

/// Cuts, flips or zeroes some place of a file.
fn harm_somewhere(bytes: &mut Vec<u8>, random: &mut impl FnMut(u64) -> u64) {
    // Most of a segment is room for later: the places that matter are before its last byte.
    let used = bytes.iter().rposition(|byte| *byte != 0).unwrap_or(0) as u64 + 1;
    let at = random(used) as usize;
    match random(3) {
        0 => bytes.truncate(at),
        1 => bytes[at] ^= 1 << random(8),
        _ => {
            let end = bytes.len().min(at + 1 + random(5000) as usize);
            bytes[at..end].fill(0);
        }
    }
}

#[test]
fn whatever_is_harmed_nothing_wrong_is_shown() {
    let harmed = Harmed::new();
    let list = ["request", "list", "--json"];
    let before = harmed.run(&list).out;
    harmed.heal();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let database = fs::read_dir(harmed.path().join("db")).unwrap();
    let mut files: Vec<String> = database
        .filter_map(|item| item.ok()?.path().is_file().then_some(()))
        .zip(fs::read_dir(harmed.path().join("db")).unwrap())
        .map(|(_, item)| format!("db/{}", item.unwrap().file_name().display()))
        .collect();
    files.retain(|name| harmed.path().join(name).is_file());
    files.sort();
    files.extend([SEGMENT, SEGMENT, "journal/mark", "db.state", "format"].map(str::to_owned));
    for round in 0..rounds(30) {
        let name = &files[random(files.len() as u64) as usize];
        harmed.harm(name, |bytes| harm_somewhere(bytes, &mut random));
        let said = harmed.run(&list);
        let told = format!("round {round}, {name}: {:?} {}", said.code, said.err);
        match said.code {
            Some(0) => assert_eq!(said.out, before, "{told}"),
            Some(4) => assert!(told.contains("Data meja rusak: "), "{told}"),
            // A newer format's number may come out of a flipped bit.
            Some(3) => assert!(told.contains("lebih baru") && name == "format", "{told}"),
            _ => panic!("{told}"),
        }
        assert!(!said.err.contains("panicked"), "{told}");
        harmed.heal();
    }
}
