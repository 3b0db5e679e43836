//! Whom the desk knows and whom it does not: another account is told, in its language, that it may
//! not, why, and whom to ask; nothing of the desk changes. Needs root, to be another account.

use crate::program::copied_into;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// An account without a name, and one that the system gives to those whom it cannot name.
const STRANGER: u32 = 54_321;
const OVERFLOW: u32 = 65_534;
/// A group that every Debian has.
const GROUP: (&str, u32) = ("users", 100);

/// A folder that others may enter, with the program in it.
struct Place {
    folder: tempfile::TempDir,
}

struct Said {
    code: Option<i32>,
    err: String,
}

/// The server of a shared desk, which nobody starts on demand.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Place {
    /// `None` where this account cannot be another one.
    fn new() -> Option<Place> {
        let groups = fs::read_to_string("/etc/group").unwrap_or_default();
        let known = groups
            .lines()
            .any(|line| line.starts_with(&format!("{}:x:{}:", GROUP.0, GROUP.1)));
        if !rustix::process::geteuid().is_root() || !known {
            println!("skipped: only root can be another account, and a group is needed");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        copied_into(folder.path());
        Some(Place { folder })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, desk: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.path("loket"));
        command.args(arguments).arg("--desk").arg(desk);
        command
            .env_remove("LOKET_LANG")
            .env_remove("XDG_STATE_HOME");
        command.stdin(Stdio::null()).current_dir("/");
        command
    }

    fn own(&self, desk: &Path, arguments: &[&str]) -> Said {
        said(&mut self.command(desk, arguments))
    }

    fn other(&self, uid: u32, gid: u32, desk: &Path, arguments: &[&str]) -> Said {
        let mut command = self.command(desk, arguments);
        command.env("HOME", "/nonexistent").uid(uid).gid(gid);
        said(&mut command)
    }
}

fn said(command: &mut Command) -> Said {
    let output = command.output().unwrap();
    Said {
        code: output.status.code(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Names and times of everything in a folder.
fn traces(folder: &Path) -> String {
    let listed = Command::new("find")
        .arg(folder)
        .args(["-printf", "%p %s %T@ %m %U\n"])
        .output();
    String::from_utf8(listed.unwrap().stdout).unwrap()
}

const WORK: &[&[&str]] = &[
    &[],
    &["status"],
    &["request", "list"],
    &["letter", "new", "--from", "Dinas Lain", "--name", "Rina"],
    &["doctor"],
    &["audit", "verify"],
    &["stop"],
];

#[test]
fn a_private_desk_is_closed_to_others_and_says_whose_it_is() {
    let Some(place) = Place::new() else { return };
    let desk = place.path("desk");
    assert_eq!(place.own(&desk, &["init", "--training"]).code, Some(0));
    let before = traces(&desk);
    let copy = place.path("copy").display().to_string();
    let backup: &[&str] = &["backup", &copy];
    for verb in WORK.iter().copied().chain([backup]) {
        for (language, part) in [
            ("id", "Akun ini tidak boleh masuk ke meja"),
            ("en", "This account may not enter the desk"),
        ] {
            let arguments = [verb, &["--lang", language]].concat();
            let said = place.other(STRANGER, STRANGER, &desk, &arguments);
            assert_eq!(said.code, Some(3), "{verb:?}: {}", said.err);
            assert!(said.err.contains(part), "{verb:?}: {}", said.err);
            assert!(said.err.contains("root"), "{verb:?}: {}", said.err);
        }
    }
    assert_eq!(traces(&desk), before);
}

#[test]
fn a_shared_desk_lets_its_group_in_and_sends_strangers_to_its_admin() {
    let Some(place) = Place::new() else { return };
    let desk = place.path("desk");
    assert_eq!(
        place.own(&desk, &["init", "--shared", GROUP.0]).code,
        Some(0)
    );
    // Nobody but the owner starts it, and nobody else works on its files.
    let copy = place.path("copy").display().to_string();
    let not_running = "Minta akun root menyalakannya";
    for (verb, part) in [
        (&["request", "list"][..], not_running),
        (&["doctor"], not_running),
        (&["backup", &copy], "Minta akses kepada akun root"),
        (&["serve"], "hanya pemiliknya yang boleh menjalankan server"),
    ] {
        let said = place.other(STRANGER, GROUP.1, &desk, verb);
        assert_ne!(said.code, Some(0), "{verb:?}");
        assert!(said.err.contains(part), "{verb:?}: {}", said.err);
        assert!(!said.err.contains("server.lock"), "{verb:?}: {}", said.err);
    }
    let mut serve = place.command(&desk, &["serve"]);
    let _served = Served(serve.stderr(Stdio::null()).spawn().unwrap());
    let socket = desk.join("run/loket.sock");
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !socket.exists() {
        assert!(std::time::Instant::now() < until, "no server");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let outside = place.other(STRANGER, STRANGER, &desk, &["request", "list"]);
    assert_eq!(outside.code, Some(3));
    assert!(
        outside.err.contains("Minta akses kepada akun root"),
        "{}",
        outside.err
    );
    for verb in WORK.iter().skip(1) {
        let said = place.other(STRANGER, GROUP.1, &desk, verb);
        assert_eq!(said.code, Some(3), "{verb:?}: {}", said.err);
        for part in ["nomor 54321", "Minta didaftarkan oleh: root"] {
            assert!(said.err.contains(part), "{verb:?}: {}", said.err);
        }
        let nameless = place.other(OVERFLOW, GROUP.1, &desk, verb);
        assert_eq!(nameless.code, Some(3), "{verb:?}");
        let part = "Masuk dengan akun sendiri";
        assert!(nameless.err.contains(part), "{verb:?}: {}", nameless.err);
    }
    // Whoever he says that he is.
    let played = place.other(STRANGER, GROUP.1, &desk, &["--as", "admin", "status"]);
    assert!(played.err.contains("nomor 54321"), "{}", played.err);
    let played = place.own(&desk, &["--as", "kadis", "status"]);
    assert_eq!(played.code, Some(3));
    assert!(
        played.err.contains("hanya untuk meja latihan"),
        "{}",
        played.err
    );
}

#[test]
fn a_desk_where_nothing_may_be_written_is_refused_with_the_place() {
    let Some(place) = Place::new() else { return };
    for verb in [&["init"][..], &["demo", "--only-make"]] {
        let said = place.other(STRANGER, STRANGER, &place.path("theirs"), verb);
        assert_eq!(said.code, Some(3), "{verb:?}: {}", said.err);
        assert!(said.err.contains("theirs"), "{verb:?}: {}", said.err);
        assert!(
            said.err.contains("akun ini tidak berhak"),
            "{verb:?}: {}",
            said.err
        );
        assert!(!place.path("theirs").exists());
    }
}
