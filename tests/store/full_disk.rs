//! A disk that is nearly or wholly full: acts are refused with a sentence, by verb and on screen;
//! nothing is half-done; all goes on once there is room again.
//!
//! Each test runs again in a mount namespace of its own, on a small disk in memory that goes with
//! it. Where the system does not allow that, the test says so and does nothing.

use crate::again::alone;
use crate::desk::program;
use crate::screen::Screen;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Says that the disk is to be mounted here and the test to be done.
const INSIDE: &str = "LOKET_TEST_SMALL_DISK";
/// What the inner run ends with where nothing may be mounted.
const NOT_ALLOWED: i32 = 77;
/// Bytes of the disk: a desk's 17 MiB, and a little more than the 256 MiB that must stay free.
const SIZE: &str = "size=290m,mode=700";

const SAVE: &str = "\x13";

/// A desk on a disk of its own.
struct SmallDisk {
    folder: PathBuf,
}

/// What a verb answered.
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs a test on a small disk, or says why it cannot.
fn on_a_small_disk(name: &str, test: impl FnOnce(&SmallDisk)) {
    if std::env::var_os(INSIDE).is_some() {
        return inside(test);
    }
    let mut unshare = Command::new("unshare");
    unshare.arg("--mount");
    if !rustix::process::geteuid().is_root() {
        unshare.args(["--user", "--map-root-user"]);
    }
    let again = unshare
        .arg(std::env::current_exe().unwrap())
        .args(alone(module_path!(), name))
        .env(INSIDE, "1")
        .stdin(Stdio::null())
        .output();
    let said = match again {
        Err(error) => return println!("skipped {name}: unshare: {error}"),
        Ok(said) => said,
    };
    let told = String::from_utf8_lossy(&said.stderr).into_owned();
    match said.status.code() {
        Some(0) => {
            let told = String::from_utf8_lossy(&said.stdout);
            assert!(told.contains("1 passed"), "{name} was not done: {told}");
        }
        Some(NOT_ALLOWED) => println!("skipped {name}: {told}"),
        _ if told.contains("unshare failed") => println!("skipped {name}: {told}"),
        _ => panic!("{}{told}", String::from_utf8_lossy(&said.stdout)),
    }
}

fn inside(test: impl FnOnce(&SmallDisk)) {
    let home = tempfile::tempdir().unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", SIZE, "tmpfs"])
        .arg(home.path())
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("no disk may be mounted here");
        std::process::exit(NOT_ALLOWED);
    }
    let disk = SmallDisk {
        folder: home.path().to_owned(),
    };
    test(&disk);
    let _ = disk.run(&["stop"]);
    // The disk goes with this process; only its folder is left to remove.
    let _ = Command::new("umount").arg("-l").arg(home.path()).status();
}

impl SmallDisk {
    fn desk(&self) -> PathBuf {
        self.folder.join("desk")
    }

    fn run(&self, arguments: &[&str]) -> Said {
        self.run_into(arguments, Stdio::piped())
    }

    fn run_into(&self, arguments: &[&str], out: Stdio) -> Said {
        let output = Command::new(program())
            .args(arguments)
            .env("LOKET_DESK", self.desk())
            .env("XDG_STATE_HOME", self.folder.join("state"))
            .env_remove("LOKET_LANG")
            .stdin(Stdio::null())
            .stdout(out)
            .output()
            .unwrap();
        Said {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs a verb that must be done.
    fn done(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, Some(0), "{arguments:?}: {}", said.err);
        said.out
    }

    /// Runs a verb that must be refused, in both languages.
    fn refused(&self, arguments: &[&str], code: i32, id: &str, en: &str) {
        for (language, part) in [("id", id), ("en", en)] {
            let said = self.run(&[arguments, &["--lang", language]].concat());
            assert_eq!(said.code, Some(code), "{arguments:?}: {}", said.err);
            assert!(said.err.contains(part), "{arguments:?}: {}", said.err);
            assert!(
                !said.err.contains("os error"),
                "{arguments:?}: {}",
                said.err
            );
        }
    }

    /// Takes room, some of it or all that there is.
    fn fill(&self, name: &str, mebibytes: usize) {
        let mut file = File::create(self.folder.join(name)).unwrap();
        let piece = vec![1; 1 << 20];
        for _ in 0..mebibytes {
            if file.write_all(&piece).is_err() {
                // The last bytes, too: not one more page may be had.
                while file.write_all(&[1; 512]).is_ok() {}
                return;
            }
        }
    }

    fn free(&self, name: &str) {
        fs::remove_file(self.folder.join(name)).unwrap();
    }

    /// How many events the ledger has; it is read through for that.
    fn events(&self) -> u64 {
        let told = self.done(&["audit", "verify", "--json"]);
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        told["events"].as_u64().unwrap()
    }

    /// A desk with one letter.
    fn found(&self) {
        self.done(&["init", "--training"]);
        let names = ["--name", "Siti Rahmawati", "--name", "Budi Hartono"];
        self.done(&[&["letter", "new", "--from", "Dinas Uji"], &names[..]].concat());
    }
}

fn aside(name: &str, text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir_in("/var/tmp").unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    let path = path.display().to_string();
    (folder, path)
}

/// An act of each kind, with files beside the disk.
fn acts<'a>(scan: &'a str, form: &'a str, policy: &'a str) -> Vec<Vec<&'a str>> {
    vec![
        vec![
            "letter",
            "new",
            "--from",
            "Dinas Lain",
            "--name",
            "Rina Lubis",
        ],
        vec!["sheet", "forward", "0001/2026"],
        vec!["request", "note", "0001.01/2026", "catatan"],
        vec![
            "request",
            "edit",
            "0001.01/2026",
            "--email",
            "siti@babelprov.go.id",
        ],
        vec!["document", "add", "0001.01/2026", "ktp", scan],
        vec!["document", "add", "0001.01/2026", "sk", "--paper"],
        vec!["import", form],
        vec!["policy", "adopt", policy],
    ]
}

#[test]
fn each_kind_of_act_is_refused_and_nothing_is_half_done() {
    on_a_small_disk(
        "each_kind_of_act_is_refused_and_nothing_is_half_done",
        |disk| {
            disk.found();
            let (_scans, scan) = aside("ktp.pdf", "%PDF-1.4\nktp\n%%EOF\n");
            let changed = loket::policy_file::BABEL.replacen("= 80", "= 81", 1);
            let (_rules, policy) = aside("policy.toml", &changed);
            let (_rows, form) = aside(
                "form.csv",
                "Timestamp,Nama,NIP,Email Dinas,Jenis Permohonan\n\
             23/11/2026 08.00.00,Rina Lubis,199001152015032004,rina@babelprov.go.id,Penerbitan\n",
            );
            let acts = acts(&scan, &form, &policy);
            disk.fill("filler", 30);
            let before = disk.events();
            for act in &acts {
                disk.refused(
                    act,
                    1,
                    "Ruang disk hampir habis (tinggal 2",
                    "The disk is nearly full (2",
                );
            }
            assert_eq!(disk.events(), before);
            // Who may not act at all is told that, and not that there is no room.
            disk.refused(
                &["--as", "verifikator", "sheet", "forward", "0001/2026"],
                3,
                "Langkah ini dikerjakan Agendaris",
                "This step belongs to",
            );
            assert_eq!(disk.events(), before);
            let listed = disk.done(&["request", "list"]);
            assert!(
                listed.contains("Siti Rahmawati") && !listed.contains("Rina"),
                "{listed}"
            );
            let checked = disk.run(&["doctor"]);
            assert_eq!(checked.code, Some(1));
            assert!(checked.out.contains("tindakan ditolak"), "{}", checked.out);
            disk.free("filler");
            disk.done(&acts[0]);
            disk.done(&acts[2]);
            disk.done(&acts[4]);
            assert!(disk.events() > before);
            disk.done(&["doctor"]);
        },
    );
}

/// What can only be read is read: lists and records are shown, the ledger is verified, and every act
/// is refused for what it is.
#[test]
fn a_disk_that_can_only_be_read_is_read_and_takes_no_act() {
    let name = "a_disk_that_can_only_be_read_is_read_and_takes_no_act";
    on_a_small_disk(name, |disk| {
        disk.found();
        disk.done(&["stop"]);
        let closed = Command::new("mount")
            .args(["-o", "remount,ro"])
            .arg(&disk.folder)
            .status();
        assert!(closed.unwrap().success());
        let verified = disk.done(&["audit", "verify", "--lang", "id"]);
        assert!(verified.contains("utuh"), "{verified}");
        let checked = disk.done(&["doctor", "--lang", "id"]);
        for part in ["Buku besar utuh", "hanya dapat dibaca", "Dokumen utuh"] {
            assert!(checked.contains(part), "{part}: {checked}");
        }
        let (_scans, scan) = aside("ktp.pdf", "%PDF-1.4\nktp\n%%EOF\n");
        read_only(disk, &scan, "hanya dapat dibaca", "can only be read");
        let note = disk.run(&["request", "note", "0001.01/2026", "lagi", "--json"]);
        let told: serde_json::Value = serde_json::from_str(&note.out).unwrap();
        assert_eq!(told["error"]["code"], "read-only");
        // On screen as by verb.
        let mut screen = Screen::open(&disk.desk(), 80, 24, &[]);
        screen.see("Siti Rahmawati");
        screen.press("b").see("Surat dari");
        screen.press("Dinas Kesehatan").see("Dinas Kesehatan");
        screen.press(SAVE).see("nama ke-1");
        screen.press("Rina Lubis").see("Rina Lubis");
        screen.press(SAVE).see("1 nama");
        screen.press(SAVE).see("dengan 1 nama?");
        screen.press("y").see("Disk meja ini hanya");
    });
}

/// Every verb that only reads is done and says that nothing can be recorded; what acts is refused.
fn read_only(disk: &SmallDisk, scan: &str, id: &str, en: &str) {
    for verb in [
        &["request", "list"][..],
        &["request", "list", "--waiting", "--json"],
        &["request", "show", "0001.01/2026"],
        &["letter", "list"],
        &["sheet", "show", "0001/2026"],
        &["certificate", "list"],
        &["officer", "list"],
        &["policy", "show"],
        &["calendar"],
        &["audit", "log"],
    ] {
        let said = disk.run(&[verb, &["--lang", "id"]].concat());
        assert_eq!(said.code, Some(0), "{verb:?}: {}", said.err);
        assert!(said.err.contains(id), "{verb:?}: {}", said.err);
        assert!(
            said.err.contains("tidak ada yang dapat dicatat"),
            "{}",
            said.err
        );
        assert!(!said.out.is_empty(), "{verb:?}");
    }
    let listed = disk.done(&["request", "list"]);
    assert!(listed.contains("Siti Rahmawati"), "{listed}");
    for act in [
        &["request", "note", "0001.01/2026", "lagi"][..],
        &["sheet", "forward", "0001/2026"],
        &["request", "show", "0001.01/2026", "--nik"],
        &["document", "add", "0001.01/2026", "ktp", scan],
    ] {
        disk.refused(act, 1, id, en);
    }
}

#[test]
fn the_screen_says_it_keeps_the_form_and_registers_once_there_is_room() {
    on_a_small_disk(
        "the_screen_says_it_keeps_the_form_and_registers_once_there_is_room",
        |disk| {
            disk.found();
            let mut screen = Screen::open(&disk.desk(), 80, 24, &[]);
            screen.see("Siti Rahmawati");
            screen.press("b").see("Surat dari");
            screen.press("Dinas Kesehatan").see("Dinas Kesehatan");
            screen.press(SAVE).see("nama ke-1");
            screen.press("Rina Lubis").see("Rina Lubis");
            screen.press(SAVE).see("1 nama");
            disk.fill("filler", 30);
            screen.press(SAVE).see("dengan 1 nama?");
            screen.press("y").see("Ruang disk hampir habis (tinggal 2");
            let shown = screen.see("Hubungi pengelola loket");
            assert!(shown.contains("Dinas Kesehatan"), "{shown}");
            screen
                .press("\x1b")
                .wait_for("the sentence was read", |text| !text.contains("Ruang disk"));
            disk.free("filler");
            screen.press(SAVE).see("dengan 1 nama?");
            screen.press("y").see("terdaftar dengan 1 nama");
            let listed = disk.done(&["request", "list", "--json"]);
            assert_eq!(listed.matches("Rina Lubis").count(), 1, "{listed}");
        },
    );
}

#[test]
fn at_the_very_end_the_desk_is_still_read_and_later_goes_on() {
    on_a_small_disk(
        "at_the_very_end_the_desk_is_still_read_and_later_goes_on",
        |disk| {
            disk.found();
            // An act whose traces the server has not yet put in order when the last byte goes.
            disk.fill("filler", 10);
            disk.done(&["request", "note", "0001.01/2026", "catatan"]);
            disk.fill("brim", 1000);
            let full = ("Ruang disk", "disk");
            disk.refused(
                &["request", "note", "0001.01/2026", "lagi"],
                1,
                full.0,
                full.1,
            );
            let listed = disk.done(&["request", "list"]);
            assert!(listed.contains("Siti Rahmawati"), "{listed}");
            // What is printed may find no room, either.
            let into = File::options().write(true).open("/dev/full").unwrap();
            let said = disk.run_into(&["request", "list"], into.into());
            assert_eq!(said.code, Some(1));
            assert!(said.err.contains("ruang disk habis"), "{}", said.err);
            let _ = disk.run(&["stop"]);
            // No server can run there any more.
            let (_scans, scan) = self::aside("ktp.pdf", "%PDF-1.4\nktp\n%%EOF\n");
            read_only(disk, &scan, "isk", "disk");
            disk.free("brim");
            disk.free("filler");
            // The server that could not open the desk tells it for a moment longer.
            let mut tries = 0;
            loop {
                let said = disk.run(&["request", "note", "0001.01/2026", "lagi"]);
                if said.code == Some(0) {
                    break;
                }
                tries += 1;
                assert!(tries < 100, "{}", said.err);
                std::thread::sleep(std::time::Duration::from_millis(100));
            }
            let listed = disk.done(&["request", "list"]);
            assert!(listed.contains("Siti Rahmawati"), "{listed}");
            disk.done(&["doctor"]);
        },
    );
}

#[test]
fn a_desk_a_backup_and_a_file_that_find_no_room_leave_nothing_behind() {
    let name = "a_desk_a_backup_and_a_file_that_find_no_room_leave_nothing_behind";
    on_a_small_disk(name, |disk| {
        disk.found();
        let (_scans, scan) = aside("ktp.pdf", &"%PDF-1.4\n".repeat(100_000));
        disk.done(&["document", "add", "0001.01/2026", "ktp", &scan]);
        let into = File::options().write(true).open("/dev/full").unwrap();
        let said = disk.run_into(&["document", "open", "0001.01/2026", "ktp"], into.into());
        assert_eq!(said.code, Some(1));
        assert!(
            said.err.contains("keluaran: ruang disk habis"),
            "{}",
            said.err
        );
        disk.fill("brim", 1000);
        let second = disk.folder.join("second");
        let second = second.display().to_string();
        disk.refused(
            &["init", "--training", "--desk", &second],
            1,
            "Ruang disk tinggal 0 MiB",
            "0 MiB are free",
        );
        assert_eq!(
            fs::symlink_metadata(&second)
                .map_err(|error| error.kind())
                .err(),
            Some(ErrorKind::NotFound)
        );
        disk.free("brim");
        disk.done(&["stop"]);
        let copy = disk.folder.join("cadangan").display().to_string();
        disk.fill("brim", 1000);
        let said = disk.run(&["backup", &copy]);
        assert_ne!(said.code, Some(0), "{}", said.out);
        assert!(said.err.contains("uang disk"), "{}", said.err);
        disk.free("brim");
        disk.done(&["init", "--training", "--desk", &second]);
        let _ = fs::remove_dir_all(&copy);
        disk.done(&["backup", &copy]);
        disk.done(&["audit", "verify"]);
    });
}

#[test]
fn an_import_that_finds_no_more_room_tells_what_stands_and_goes_on_once_there_is() {
    let name = "an_import_that_finds_no_more_room_tells_what_stands_and_goes_on_once_there_is";
    on_a_small_disk(name, |disk| {
        const ROWS: u64 = 4_000;
        disk.found();
        let rows = (0..ROWS).map(|at| {
            format!("23/11/2026 08.00.00,Orang Uji {at},uji{at}@babelprov.go.id,Penerbitan\n")
        });
        let head = "Timestamp,Nama,Email Dinas,Jenis Permohonan\n".to_owned();
        let (_rows, form) = aside("form.csv", &rows.fold(head, |text, row| text + &row));
        // Room for a part of it: a few MiB above what must stay free.
        let free = rustix::fs::statvfs(&disk.folder).unwrap();
        let free = (free.f_bavail * free.f_frsize) >> 20;
        disk.fill("filler", usize::try_from(free).unwrap() - 256 - 2);
        let cut = disk.run(&["import", &form, "--json"]);
        assert_eq!(cut.code, Some(1), "{}", cut.err);
        assert!(cut.err.contains("Ruang disk hampir habis"), "{}", cut.err);
        assert!(!cut.err.contains("Tidak ada yang berubah"), "{}", cut.err);
        assert!(cut.err.contains("jalankan impor yang sama"), "{}", cut.err);
        let told: serde_json::Value = serde_json::from_str(&cut.out).unwrap();
        let (new, left) = (
            told["new"].as_u64().unwrap(),
            told["left"].as_u64().unwrap(),
        );
        assert!(
            new > 0 && left > 0 && new + left == ROWS,
            "{new} and {left}"
        );
        assert_eq!(told["broke"]["code"], "disk-full");
        // In words the same counts stand first.
        let words = disk.run(&["import", &form]);
        assert_eq!(words.code, Some(1), "{}", words.err);
        disk.free("filler");
        let told = disk.done(&["import", &form, "--json"]);
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        let known = told["existing"].as_u64().unwrap();
        assert!(known >= new, "{known} of {new}");
        assert_eq!(known + told["new"].as_u64().unwrap(), ROWS);
        assert_eq!(told["left"], 0);
    });
}
