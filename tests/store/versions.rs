//! Another age than one's own: a desk, a server, a policy or a backup that this program cannot use
//! is refused with a sentence in the reader's language, and left as it is.

use crate::desk::{TestDesk, kill, program};
use loket::paths::lock::holder;
use loket::wire::PROTOCOL;
use loket::wire::frame::{self, MAX_FRAME};
use loket::wire::hello::{Answer, AnswerBody, Refused};
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a verb answered.
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

fn run(desk: &Path, arguments: &[&str]) -> Said {
    let output = Command::new(program())
        .args(arguments)
        .arg("--desk")
        .arg(desk)
        .env_remove("LOKET_LANG")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Said {
        code: output.status.code(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A verb is refused with this exit code and this part of a sentence, by language.
fn refused(desk: &Path, arguments: &[&str], code: i32, id: &str, en: &str) {
    for (language, part) in [("id", id), ("en", en)] {
        let said = run(desk, &[arguments, &["--lang", language]].concat());
        assert_eq!(said.code, Some(code), "{arguments:?}: {}", said.err);
        assert!(said.err.contains(part), "{arguments:?}: {}", said.err);
    }
}

#[test]
fn a_newer_desk_is_refused_by_every_verb_and_unharmed() {
    let desk = TestDesk::new();
    let path = desk.folder.path();
    let journal = path.join("journal/00000000000000000001.log");
    let before = fs::read(&journal).unwrap();
    fs::write(path.join("format"), "loket 99\n").unwrap();
    for verb in [
        &["audit", "verify"][..],
        &["doctor"],
        &["request", "list"],
        &["status"],
    ] {
        if verb == ["status"] {
            // Nobody starts a server for a look at it.
            let pid = holder(&desk.folder.server_lock());
            pid.filter(|_| desk.is_served()).into_iter().for_each(kill);
            continue;
        }
        refused(
            path,
            verb,
            3,
            "versi loket yang lebih baru (format 99",
            "a newer loket (format 99",
        );
    }
    assert_eq!(fs::read(&journal).unwrap(), before);
    assert_eq!(
        fs::read_to_string(path.join("format")).unwrap(),
        "loket 99\n"
    );
}

/// A server of another age, which says so to everyone.
fn old_or_new(socket: &Path, protocol: u32) {
    let door = UnixListener::bind(socket).unwrap();
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = door.accept() {
            let _ = frame::read(&mut stream, MAX_FRAME);
            let answer = Answer {
                protocol,
                build: "9.9".to_owned(),
                body: AnswerBody::Refused(Refused::new("server-protocol")),
            };
            let mut bytes = Vec::new();
            frame::append(&mut bytes, &answer.to_bytes()).unwrap();
            let _ = stream.write_all(&bytes);
        }
    });
}

#[test]
fn a_server_of_another_age_is_named_with_what_to_do() {
    let newer = TestDesk::new();
    old_or_new(&newer.folder.socket(), PROTOCOL + 1);
    for verb in [&["status"][..], &["request", "list"], &["doctor"]] {
        refused(
            newer.folder.path(),
            verb,
            3,
            "Program ini lebih lama daripada server (versi 9.9",
            "This program is older than the server (version 9.9",
        );
    }
    let older = TestDesk::new();
    old_or_new(&older.folder.socket(), PROTOCOL - 1);
    refused(
        older.folder.path(),
        &["status"],
        3,
        "loket stop, lalu loket",
        "loket stop, then loket",
    );
}

#[test]
fn a_wrong_policy_makes_no_desk_and_changes_none() {
    let desk = TestDesk::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kebijakan.toml");
    let wrong = loket::policy_file::BABEL
        .replacen("near_percent = 80", "near_percent = 0", 1)
        .replacen("renew_window_days = 30", "renew_window_days = 800", 1);
    let line = 1 + wrong
        .lines()
        .position(|line| line == "near_percent = 0")
        .unwrap();
    fs::write(&file, wrong).unwrap();
    let given = file.display().to_string();
    let place = format!("baris {line}, kolom 1, near_percent: 0 bukan persentase");
    let place_en = format!("line {line}, column 1, near_percent: 0 is not a share");
    let second = folder.path().join("meja");
    refused(&second, &["init", "--policy", &given], 1, &place, &place_en);
    assert!(!second.exists());
    refused(
        desk.folder.path(),
        &["policy", "check", &given],
        1,
        &place,
        &place_en,
    );
    refused(
        desk.folder.path(),
        &["policy", "adopt", &given],
        1,
        &place,
        &place_en,
    );
    let told = run(desk.folder.path(), &["policy", "check", &given, "--json"]);
    let told: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!(told["problems"][0]["code"], "no-share");
    assert_eq!(told["problems"].as_array().unwrap().len(), 2);
    let log = run(desk.folder.path(), &["audit", "verify", "--json"]).out;
    assert!(log.contains("\"events\": 17"), "{log}");
    fs::write(&file, "near_percent = eighty\n").unwrap();
    refused(
        desk.folder.path(),
        &["policy", "check", &given],
        1,
        "baris 1, kolom 16: ini bukan TOML: teks harus dalam tanda kutip",
        "line 1, column 16: this is not TOML: string values must be quoted",
    );
    let gone = folder.path().join("tidak-ada.toml").display().to_string();
    refused(
        desk.folder.path(),
        &["policy", "check", &gone],
        1,
        "berkas tidak dapat dibaca (tidak ada)",
        "the file cannot be read (it does not exist)",
    );
}

#[test]
fn a_backup_says_what_is_in_its_way_and_a_bad_one_leaves_nothing() {
    let desk = TestDesk::new();
    let path = desk.folder.path();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("cadangan");
    let given = copy.display().to_string();
    let listed = run(path, &["request", "list"]);
    assert_eq!(listed.code, Some(0), "{}", listed.err);
    refused(
        path,
        &["backup", &given],
        3,
        "Hentikan dulu dengan: loket stop",
        "Stop it first with: loket stop",
    );
    assert_eq!(run(path, &["stop"]).code, Some(0));
    let done = run(path, &["backup", &given]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    let mode = fs::metadata(copy.join("manifest"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    refused(
        path,
        &["backup", &given],
        1,
        "sudah ada. Cadangan ditulis ke folder baru",
        "exists already. A backup is written into a new folder",
    );
    let segment = copy.join("journal/00000000000000000001.log");
    let whole = fs::read(&segment).unwrap();
    let mut bytes = whole.clone();
    bytes[200] ^= 1;
    fs::write(&segment, bytes).unwrap();
    let restored = folder.path().join("meja");
    refused(
        &restored,
        &["restore", &given],
        4,
        "Cadangan rusak: berkas journal/00000000000000000001.log",
        "The backup is damaged: file journal/00000000000000000001.log",
    );
    assert!(!restored.exists());
    fs::write(&segment, whole).unwrap();
    assert_eq!(run(&restored, &["restore", &given]).code, Some(0));
    let mode = fs::metadata(&restored).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    let nowhere = folder.path().display().to_string();
    refused(
        &folder.path().join("lain"),
        &["restore", &nowhere],
        4,
        "Cadangan rusak: berkas manifest",
        "The backup is damaged: file manifest",
    );
}
