//! What `doctor` tells without a server: the same as with one, and whose the files are.

use crate::driven::Desk;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// A real desk, which has no officials yet, with a sheet before the Kepala Dinas.
fn without_officials() -> Desk {
    let desk = Desk {
        folder: tempfile::tempdir().unwrap(),
    };
    desk.done(&["init"]);
    desk.done(&["letter", "new", "--from", "Dinas Uji", "--name", "Siti"]);
    let listed = desk.json(&["sheet", "list"]);
    let sheet = listed["rows"][0]["no"].as_str().unwrap();
    desk.done(&["sheet", "forward", sheet]);
    desk
}

/// What it says, and that it found something to mend.
fn complaint(desk: &Desk) -> String {
    let output = desk.run(&["doctor", "--lang", "id"]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    told
}

fn rights(path: &PathBuf, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_step_that_nobody_can_take_is_told_with_a_server_and_without() {
    let desk = without_officials();
    let said = "1 permohonan tidak dapat dikerjakan siapa pun: 0001.01/";
    let served = complaint(&desk);
    assert!(served.contains(said), "{served}");
    desk.done(&["stop"]);
    let alone = complaint(&desk);
    assert!(alone.contains("Server tidak berjalan"), "{alone}");
    assert!(alone.contains(said), "{alone}");
    assert!(alone.contains("(Kepala Dinas)"), "{alone}");
}

#[test]
fn a_file_that_others_may_read_and_a_folder_of_a_stranger_are_told() {
    let desk = Desk::new();
    desk.done(&["letter", "new", "--from", "Dinas Uji", "--name", "Siti"]);
    let whole = desk.done(&["doctor", "--lang", "id"]);
    assert!(whole.contains("milik pemilik meja"), "{whole}");
    desk.done(&["stop"]);
    desk.done(&["doctor", "--lang", "id"]);
    let format = desk.path().join("format");
    rights(&format, 0o644);
    let told = complaint(&desk);
    let named = format!("dapat dibuka akun lain: {}", format.display());
    assert!(told.contains(&named), "{told}");
    rights(&format, 0o600);
    desk.done(&["doctor"]);
    if !rustix::process::geteuid().is_root() {
        return println!("skipped the rest: only root can give a folder away");
    }
    let backups = desk.path().join("backups");
    std::os::unix::fs::chown(&backups, Some(54_321), None).unwrap();
    let told = complaint(&desk);
    assert!(told.contains("bukan milik root"), "{told}");
    assert!(told.contains(&backups.display().to_string()), "{told}");
}
