//! The first minute: the commands of README.md as they are written there, by somebody who has
//! nothing yet: an empty home, a bare environment, also in a terminal, as root and as an ordinary
//! account; and what is said where no folder can be made.
//!
//! Root tries everything a second time as the account `daemon` (`nobody` is nobody's, and no
//! officer). Without root that part is left out and says so; `.ci/run` runs as root.

mod home;
mod readme;

use crate::screen::Screen;
use home::{Home, everybody, stranger};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

const ENTER: &str = "\r";
const CTRL_Q: &str = "\x11";
const OFFER: &str = "Ketik 1 atau 2";

fn is_desk(shown: &str) -> bool {
    ["loket ", "0 Hari Ini", "1 Permohonan", "? bantuan"]
        .iter()
        .all(|part| shown.contains(part))
}

/// Waits for the desk's header, tabs and hints, and leaves it.
fn see_the_desk_and_leave(screen: &mut Screen) -> String {
    let shown = screen.wait_for("the desk", |shown| {
        is_desk(shown) && !shown.contains("Memuat")
    });
    screen.press(CTRL_Q).see("Tutup loket?");
    screen.press("y");
    assert!(screen.child.wait().unwrap().success());
    shown
}

fn entries(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

#[test]
fn every_command_of_the_readme_does_what_it_is_written_for() {
    let commands = readme::commands("README.md");
    for verb in ["demo", "init", "import", "officer", "backup", "restore"] {
        let is_there = commands
            .iter()
            .any(|command| command.first().is_some_and(|is| is == verb));
        assert!(is_there, "README.md lost {verb}");
    }
    let in_indonesian = readme::commands("README.id.md");
    assert_eq!(in_indonesian, commands, "both pages show the same commands");
    for who in everybody() {
        let home = Home::new(who);
        for (from, name) in [
            ("intake/google-form.csv", "google-form.csv"),
            ("inventory/portal.csv", "daftar.csv"),
        ] {
            let file = home.work(name);
            fs::copy(format!("tests/fixtures/{from}"), &file).unwrap();
            home.give(&file);
        }
        for (number, command) in commands.iter().enumerate() {
            let command: Vec<&str> = command
                .iter()
                // The account of the example is seldom one of this computer.
                .map(|word| match word.as_str() {
                    "rina" => home.another_account(),
                    word => word,
                })
                .collect();
            // What makes a desk begins with nothing; with the first `init` it goes on.
            let makes = command
                .first()
                .is_some_and(|verb| ["init", "demo", "restore"].contains(verb));
            let goes_on = command == ["init"] && home.is_empty();
            let other = (makes && !goes_on).then(|| home.beside(&format!("home-{number}")));
            let home = other.as_ref().unwrap_or(&home);
            match command[..] {
                [] if home.is_empty() => {
                    let mut screen = home.screen(&command);
                    screen.see(OFFER);
                    screen.press(ENTER);
                    assert!(screen.child.wait().unwrap().success());
                }
                [] | ["demo"] => {
                    see_the_desk_and_leave(&mut home.screen(&command));
                }
                ["doctor"] => home.is_sound(&command),
                _ => {
                    home.does(&command);
                }
            }
        }
    }
}

#[test]
fn a_desk_lands_where_xdg_says_and_its_parents_are_private() {
    for who in everybody() {
        let home = Home::new(who);
        let elsewhere = home.work("data/of/mine");
        let usual = PathBuf::from(".local/share/loket/desk");
        let cases = [
            (None, usual.clone()),
            // The specification: what is no absolute path is to be ignored.
            (Some("relative/data"), usual.clone()),
            (Some(""), usual),
            (elsewhere.to_str(), elsewhere.join("loket/desk")),
        ];
        for (number, (data, expected)) in cases.into_iter().enumerate() {
            let mut home = home.beside(&format!("xdg-{number}"));
            if let Some(data) = data {
                home = home.set("XDG_DATA_HOME", data).set("XDG_STATE_HOME", data);
            }
            home.does(&["init"]);
            let desk = home.path().join(expected);
            assert!(desk.join("journal").is_dir(), "{desk:?}");
            for folder in desk.ancestors().take(3) {
                let found = fs::metadata(folder).unwrap();
                assert_eq!(found.mode() & 0o777, 0o700, "{folder:?}");
                assert_eq!(found.uid(), who.uid, "{folder:?}");
            }
            assert!(!home.work("relative").exists());
            home.is_sound(&["doctor"]);
        }
    }
}

/// Paths below which nobody, or not this account, can make a folder.
fn walls(home: &Home) -> Vec<PathBuf> {
    let file = home.work("file");
    fs::write(&file, "").unwrap();
    let closed = home.work("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    match home.who().is_root() {
        // No right stops root.
        true => vec![file],
        false => vec![file, closed],
    }
}

#[test]
fn where_no_folder_can_be_made_it_is_named_with_what_to_do_and_nothing_stays() {
    for who in everybody() {
        let home = Home::new(who);
        let (saved, backup) = (
            home.beside("saved"),
            home.work("backup").display().to_string(),
        );
        saved.does(&["init"]);
        saved.does(&["backup", &backup]);
        for wall in walls(&home) {
            let below = wall.join("data").display().to_string();
            let walled = home.beside(&format!("behind-{}", wall.file_name().unwrap().display()));
            let walled = walled.set("XDG_DATA_HOME", &below);
            let deep = wall.join("a/b").display().to_string();
            let commands = [
                vec!["init"],
                vec!["init", "--training"],
                vec!["demo", "--only-make"],
                vec!["demo"],
                vec!["init", "--desk", &deep],
                vec!["restore", &backup],
            ];
            for command in commands {
                let (code, said) = walled.fails(&command);
                assert_eq!(code, 3, "{command:?}: {said}");
                assert!(said.contains(wall.to_str().unwrap()), "{command:?}: {said}");
                assert!(said.contains("--desk"), "{command:?}, what next? {said}");
                assert!(
                    walled.is_empty() && entries(&wall) == 0,
                    "{command:?} left something"
                );
            }
        }
    }
}

#[test]
fn what_founding_made_goes_again_when_it_fails_later() {
    for who in everybody() {
        let home = Home::new(who);
        // The desk's folder is there and not free: its neighbours stay untouched.
        let desk = home.path().join(".local/share/loket/desk");
        fs::create_dir_all(&desk).unwrap();
        fs::write(desk.join("letter.txt"), "theirs").unwrap();
        fs::set_permissions(&desk, fs::Permissions::from_mode(0o755)).unwrap();
        for folder in desk.ancestors().take(4) {
            home.give(folder);
        }
        let (_, said) = home.fails(&["init"]);
        assert!(said.contains("tidak kosong"), "{said}");
        assert_eq!(entries(&desk), 1);
        assert_eq!(fs::metadata(&desk).unwrap().mode() & 0o777, 0o755);

        // A group that the account is not in cannot be given the desk.
        if !who.is_root() {
            let fresh = home.beside("shared");
            let (_, said) = fresh.fails(&["init", "--shared", "root"]);
            assert!(said.contains("berhak"), "{said}");
            assert!(fresh.is_empty());
        }
    }
}

#[test]
fn without_a_home_the_sentence_says_what_to_name() {
    let Some(stranger) = stranger() else {
        return;
    };
    let home = Home::new(stranger).unset("HOME");
    for command in [&["init"][..], &["demo"], &[], &["request", "list"]] {
        let (_, said) = home.fails(command);
        assert!(
            said.contains("folder rumah") && said.contains("--desk"),
            "{command:?}: {said}"
        );
    }
    // An account without a name works where it has a home, and where a desk is named.
    home.does(&["init", "--desk", "deep/below/desk"]);
    home.is_sound(&["doctor", "--desk", "deep/below/desk"]);
    let home = home.set("LOKET_DESK", "deep/below/desk");
    let shown = see_the_desk_and_leave(&mut home.screen(&[]));
    assert!(
        shown.contains("Konsep tidak dapat disimpan: akun ini tidak punya folder rumah"),
        "{shown}"
    );
    Home::new(stranger).does(&["init"]);
}

#[test]
fn plain_loket_offers_both_and_makes_nothing_unasked() {
    for who in everybody() {
        let home = Home::new(who);
        for answer in [ENTER, "3\r", "y\r", "\x04"] {
            let mut screen = home.screen(&[]);
            let shown = screen.see(OFFER);
            assert!(
                shown.contains("buat meja") && shown.contains("coba demo"),
                "{shown}"
            );
            screen.press(answer);
            assert!(screen.child.wait().unwrap().success(), "{answer:?}");
            assert!(home.is_empty(), "{answer:?} left something");
        }
        let (code, said) = home.fails(&[]);
        assert!(code == 3 && said.contains("loket init"), "{said}");
        let (code, said) = home.fails(&["--lang", "en"]);
        assert!(code == 3 && said.contains("There is no desk"), "{said}");
        assert!(home.is_empty());

        let mut screen = home.screen(&[]);
        screen.see(OFFER);
        screen.press("1\r");
        let shown = see_the_desk_and_leave(&mut screen);
        assert!(!shown.contains("LATIHAN"), "{shown}");
        assert!(home.path().join(".local/share/loket/desk/journal").is_dir());

        let home = home.beside("for-the-demo");
        let mut screen = home.screen(&["--lang", "en"]);
        screen.see("Type 1 or 2");
        screen.press("try the demo\r");
        let shown = screen.see("TRAINING");
        assert!(shown.contains("0 Today"), "{shown}");
        assert!(home.path().join(".local/share/loket/demo/journal").is_dir());
        assert!(!home.path().join(".local/share/loket/desk").exists());
    }
}

#[test]
fn the_desk_opens_where_drafts_cannot_be_kept_and_says_so() {
    for who in everybody() {
        let home = Home::new(who);
        home.does(&["init", "--training"]);
        for wall in walls(&home) {
            let below = wall.join("state");
            let home = Home::clone(&home).set("XDG_STATE_HOME", below.to_str().unwrap());
            let shown = see_the_desk_and_leave(&mut home.screen(&[]));
            assert!(shown.contains("Konsep tidak dapat disimpan"), "{shown}");
            assert!(shown.contains(wall.to_str().unwrap()), "{shown}");
        }
        let shown = see_the_desk_and_leave(&mut home.screen(&[]));
        assert!(!shown.contains("Konsep tidak dapat"), "{shown}");
        assert!(home.path().join(".local/state/loket").is_dir());
    }
}

#[test]
fn folders_that_are_not_there_are_made_for_a_desk_and_named_for_the_rest() {
    for who in everybody() {
        let home = Home::new(who);
        for command in [
            &["serve"][..],
            &["doctor"],
            &["stop"],
            &["backup", "copy"],
            &["audit", "verify"],
        ] {
            let (code, said) = home.fails(command);
            assert!(
                code == 3 && said.contains(".local/share/loket/desk"),
                "{command:?}: {said}"
            );
            assert!(
                said.contains("loket init"),
                "{command:?}, what next? {said}"
            );
            assert!(home.is_empty(), "{command:?} left something");
        }
        home.does(&["init", "--training", "--desk", "a/b/c"]);
        assert!(home.work("a/b/c/journal").is_dir());

        // A parent that is missing may be a disk that is not mounted: it is not made.
        let (_, said) = home.fails(&["backup", "usb/copy", "--desk", "a/b/c"]);
        assert!(said.contains("usb") && said.contains("disk"), "{said}");
        assert!(!home.work("usb").exists());
        home.does(&["backup", "copy", "--desk", "a/b/c"]);
        home.does(&["restore", "copy", "--desk", "d/e/f"]);
        home.is_sound(&["doctor", "--desk", "d/e/f"]);

        let (_, said) = home.fails(&["import", "none.csv", "--desk", "a/b/c"]);
        assert!(said.contains("none.csv"), "{said}");
    }
}

#[test]
fn rejected_rows_without_a_place_are_told_after_what_was_taken_in() {
    for who in everybody().into_iter().filter(|who| !who.is_root()) {
        let home = Home::new(who);
        home.does(&["init"]);
        let folder = home.work("theirs");
        fs::create_dir(&folder).unwrap();
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
        fs::copy(
            "tests/fixtures/intake/google-form.csv",
            folder.join("form.csv"),
        )
        .unwrap();
        let output = home.runs(&["import", "theirs/form.csv"]);
        let said = String::from_utf8_lossy(&output.stderr);
        let told = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(
            said.contains("theirs") && said.contains("impor lagi"),
            "{said}"
        );
        assert!(told.contains("baru"), "{told}");
    }
}

#[test]
fn a_making_that_was_broken_off_is_no_desk_and_is_cleared_by_repeating() {
    for who in everybody() {
        let home = Home::new(who);
        home.does(&["init", "--training"]);
        let desk = home.path().join(".local/share/loket/desk");
        // What stands there from the first step of a making until its last.
        fs::write(desk.join("format"), "unfinished\n").unwrap();
        let (code, said) = home.fails(&["request", "list"]);
        assert!(code == 3 && said.contains("loket init"), "{said}");
        let mut screen = home.screen(&[]);
        screen.see(OFFER);
        screen.press(ENTER);
        assert!(screen.child.wait().unwrap().success());
        home.does(&["init"]);
        home.is_sound(&["doctor"]);
    }
}
