//! BSrE's portal by verbs: files that leave, and what went up.

use crate::driven::Desk;
use crate::verbs::{Paperwork, SITI, verify};
use std::fs;

#[test]
fn checked_names_leave_for_the_portal_and_are_sent_once_uploaded() {
    let desk = Desk::new();
    desk.letter();
    desk.dispose();
    desk.done(&["request", "claim", SITI]);
    let folder = desk.folder.path().join("keluar/portal");
    let path = folder.to_str().unwrap();
    let said = desk.fails(1, &["export", "portal", path]);
    assert!(said.contains("Belum ada nama yang siap"), "{said}");
    verify(&desk);
    let would = desk.json(&["export", "portal", path, "--dry-run"]);
    assert_eq!(would["requests"].as_array().unwrap().len(), 1, "{would}");
    assert!(!folder.exists());
    assert_eq!(
        desk.json(&["request", "list", "siti"])["rows"][0]["prepared"],
        false
    );
    let done = desk.json(&["export", "portal", path]);
    let table = done["tables"][0].as_str().unwrap();
    assert_eq!(
        fs::read_to_string(table).unwrap(),
        "nama,emailAddress\nsiti rahmawati,siti@babelprov.go.id\n"
    );
    let attached = done["attachments"].as_array().unwrap();
    assert_eq!(attached.len(), 3, "{done}");
    let ktp = attached[0]["path"].as_str().unwrap();
    assert_eq!(fs::metadata(ktp).unwrap().len(), 700_000);
    use std::os::unix::fs::PermissionsExt;
    for path in [table, ktp] {
        let mode = fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{path}");
    }
    assert_eq!(
        desk.json(&["request", "list", "siti"])["rows"][0]["prepared"],
        true
    );
    assert!(
        desk.done(&["request", "list", "siti"])
            .contains("Siap unggah portal")
    );
    // A second export finds nobody new, and never writes over the first.
    desk.fails(1, &["export", "portal", path]);
    let said = desk.fails(1, &["export", "portal", path, "--again"]);
    assert!(said.contains("sudah ada"), "{said}");
    let english = desk.done(&["audit", "log", "--lang", "en", "--record", SITI]);
    assert!(english.contains("Prepared for the portal"), "{english}");
    assert!(!english.contains("1971015204870013"), "a whole NIK is told");
    desk.done(&["request", "uploaded", "--take-back", SITI]);
    let said = desk.fails(1, &["request", "uploaded", "--ticket", "BSRE-77"]);
    assert!(said.contains("Tidak ada nama"), "{said}");
    let other = desk.folder.path().join("lagi");
    desk.done(&["export", "portal", other.to_str().unwrap()]);
    desk.done(&["request", "uploaded", "--ticket", "BSRE-77"]);
    let shown = desk.json(&["request", "show", SITI]);
    assert_eq!(shown["stage"], "account-check");
    assert_eq!(shown["sending"]["ticket"], "BSRE-77");
    assert_eq!(shown["sending"]["channel"], "portal");
}
