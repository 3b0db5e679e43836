//! A case that went wrong everywhere is retold to the last field by `loket audit log --record`.

use crate::driven::Desk;
use std::fs;

const SHEET: &str = "0001/2026";
const SITI: &str = "0001.01/2026";

/// Through the officials, the Kabid's step by the Plh.
fn dispose(desk: &Desk) {
    desk.done(&[
        "officer",
        "hold",
        "Hj. Nurbaiti, S.E.",
        "--position",
        "kabid",
        "--capacity",
        "plh",
        "--until",
        "30/11/2026",
        "--basis",
        "ST 800/21",
    ]);
    for (note, post) in [
        ("", "(Agendaris)"),
        ("mohon segera", "(Kepala Dinas)"),
        ("teliti NIK-nya", "(Plh. Kepala Bidang SANKI)"),
        ("", "(Subkoordinator"),
    ] {
        let told = desk.done(&["sheet", "forward", SHEET, "--note", note]);
        assert!(told.contains(post), "{post}: {told}");
    }
}

fn papers(desk: &Desk) {
    let scan = desk.folder.path().join("scan 1971015204870013.jpg");
    fs::write(&scan, b"a scan").unwrap();
    let scan = scan.to_str().unwrap();
    for document in ["ktp", "selfie_ktp", "selfie"] {
        desk.done(&["document", "add", SITI, document, scan]);
    }
    for document in ["letter", "form", "sk"] {
        desk.done(&["document", "add", SITI, document, "--paper"]);
    }
}

fn marked(desk: &Desk, ktp: &str) {
    let looked = ["letter", "form", "ktp", "sk", "selfie_ktp", "selfie"];
    desk.look(SITI, &looked);
    desk.done(&[
        "request",
        "mark",
        SITI,
        "letter=conforms",
        "form=conforms",
        ktp,
        "sk=conforms",
        "selfie_ktp=conforms",
        "selfie=conforms",
        "email=conforms",
    ]);
}

/// Registered with a wrong NIK, disposed, marked, edited, returned, completed, sent, issued with a
/// typing error, corrected, handed over.
fn live(desk: &Desk) {
    desk.done(&[
        "letter",
        "new",
        "--from",
        "Dinas Kesehatan",
        "--number",
        "800/12",
        "--date",
        "20/11/2026",
        "--name",
        "Siti Rahmawati, S.Kom.;198704122010012015;1971015204780013;siti@babelprov.go.id",
    ]);
    dispose(desk);
    papers(desk);
    marked(desk, "ktp=wrong:'buram di kiri'");
    desk.done(&["request", "edit", SITI, "--nik", "1971015204870013"]);
    let shown = desk.json(&["request", "show", SITI]);
    let changed = shown["differences"][0]["told"].to_string();
    assert!(
        changed.contains("angka yang berbeda: ke-11, 12"),
        "{changed}"
    );
    assert!(
        desk.done(&["request", "show", SITI])
            .contains("angka yang berbeda")
    );
    desk.done(&[
        "request",
        "return",
        SITI,
        "--defect",
        "ktp=wrong:buram",
        "--note",
        "kirim ulang",
    ]);
    let shown = desk.json(&["request", "show", SITI]);
    assert_eq!(shown["returned"]["note"], "kirim ulang");
    assert_eq!(shown["returned"]["defects"][0]["code"], "ktp");
    assert!(shown["returned"]["lapse"].is_string(), "{shown}");
    let told = desk.done(&["request", "show", SITI]);
    for part in [
        "kirim ulang",
        "buram",
        "Diingatkan",
        "gugur dapat diusulkan",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    desk.done(&[
        "request",
        "complete",
        SITI,
        "--paper",
        "ktp",
        "--note",
        "KTP diantar",
    ]);
    marked(desk, "ktp=conforms");
    let shown = desk.json(&["request", "show", SITI]);
    assert_eq!(
        shown["differences"],
        serde_json::json!([]),
        "all judged anew"
    );
    desk.done(&["request", "send", SITI, "--ticket", "7013920475012345"]);
    for answer in ["link-sent", "holder-asked", "activated"] {
        desk.done(&["request", "answer", SITI, answer]);
    }
    desk.done(&[
        "request",
        "answer",
        SITI,
        "issued",
        "--serial",
        "3F00A1",
        "--certificate-email",
        "siti@bableprov.go.id",
    ]);
    desk.done(&[
        "request",
        "correct",
        SITI,
        "--serial",
        "3F00A2",
        "--certificate-email",
        "siti@babelprov.go.id",
        "--reason",
        "salah ketik",
    ]);
    desk.done(&[
        "request",
        "hand-over",
        SITI,
        "--channel",
        "whatsapp",
        "--address",
        "08127170000",
        "--reply",
        "sudah diterima",
    ]);
    amended(desk);
}

/// What was noted wrongly of the sending and of the hand-over is put right, each with its reason.
fn amended(desk: &Desk) {
    let sending = ["--ticket", "7013920475012346", "--reason", "tiket tertukar"];
    desk.done(&[&["request", "correct-sending", SITI], &sending[..]].concat());
    let handing = ["--address", "08127170001", "--reason", "salah nomor"];
    desk.done(&[&["request", "correct-hand-over", SITI], &handing[..]].concat());
}

#[test]
fn the_log_of_a_record_retells_a_case_that_went_wrong_everywhere() {
    let desk = Desk::new();
    live(&desk);
    let story = desk.done(&["audit", "log", "--record", SITI, "--limit", "0"]);
    for part in [
        // registered
        "Nama: Siti Rahmawati, S.Kom.",
        "NIP: 198704122010012015",
        "Nomor surat: 800/12",
        "Tanggal surat: 20 Nov 2026",
        // disposed, the Kabid by the Plh.
        "catatan: teliti NIK-nya",
        "Plh. Kepala Bidang SANKI",
        // documents and marks
        "bukti: Fotokopi KTP: scan 1971••••••••0013.jpg",
        "Fotokopi KTP: Tidak sesuai",
        "buram di kiri",
        "Surat permohonan: Sesuai",
        // the edit
        "NIK: 1971••••••••0013 → 1971••••••••0013",
        "angka yang berbeda: ke-11, 12",
        "tanda gugur: ",
        // returned and completed
        "kekurangan: Fotokopi KTP: Tidak sesuai",
        "catatan: kirim ulang",
        "catatan: KTP diantar",
        "aslinya di loket",
        // sent with its manifest
        "tiket 7013920475012345",
        "lewat Portal BSrE",
        // followed up
        "tautan ke-1",
        "tidak cocok dengan permohonan",
        "No. seri: 3F00A1",
        "No. seri: 3F00A1 → 3F00A2",
        "Email dinas: siti@bableprov.go.id → siti@babelprov.go.id",
        "alasan: salah ketik",
        "lewat WhatsApp",
        "08127170000",
        "jawaban: sudah diterima",
        // what was noted wrongly of both
        "Catatan pengiriman dikoreksi",
        "tiket 7013920475012345 → 7013920475012346",
        "alasan: tiket tertukar",
        "Catatan penyerahan dikoreksi",
        "ke 08127170000 → 08127170001",
        "alasan: salah nomor",
    ] {
        assert!(story.contains(part), "{part} is not told:\n{story}");
    }
    for nik in ["1971015204780013", "1971015204870013"] {
        assert!(!story.contains(nik), "a whole NIK is told:\n{story}");
    }
    let officer = desk.done(&["audit", "log", "--limit", "0"]);
    for part in [
        "Plh.",
        "dasar: ST 800/21",
        "sampai 30 Nov 2026",
        "sejak 23 Nov 2026",
    ] {
        assert!(officer.contains(part), "{part}");
    }
}

/// What is odd is told by the verb that records it, in text and in JSON.
#[test]
fn a_verb_tells_what_is_odd_and_records_it_all_the_same() {
    let desk = Desk::new();
    live(&desk);
    let told = desk.run(&[
        "certificate",
        "take-over",
        "--name",
        "Budi Hartono",
        "--nip",
        "198005102005011003",
        "--serial",
        "4A10",
        "--not-before",
        "2025-01-10",
        "--not-after",
        "2030-01-09",
    ]);
    assert!(told.status.success());
    let said = String::from_utf8(told.stderr).unwrap();
    assert!(said.contains("Masa berlaku lebih lama"), "{said}");
    let corrected = desk.json(&[
        "request",
        "correct",
        SITI,
        "--not-after",
        "2031-11-22",
        "--reason",
        "salah ketik",
    ]);
    let touched = corrected["records"].as_array().unwrap().iter();
    let odd = touched.filter(|one| one["warnings"][0] == "validity-long");
    assert_eq!(odd.count(), 1, "{corrected}");
    let told = desk.done(&["request", "show", SITI]);
    assert!(told.contains("Masa berlaku lebih lama"), "{told}");
}

/// A request that was rejected is shown with who rejected it, when and why, without the log.
#[test]
fn what_was_rejected_is_shown_with_its_reason_and_its_day() {
    let desk = Desk::new();
    desk.done(&["letter", "new", "--from", "Dinas Uji", "--name", "Siti"]);
    desk.done(&["sheet", "forward", SHEET]);
    let why = ["--reason", "no-authority", "--text", "ditandatangani staf"];
    desk.done(&[&["request", "reject", SITI], &why[..]].concat());
    let shown = desk.done(&["request", "show", SITI, "--lang", "id"]);
    for part in [
        "Dr. Suryanto Hamid, M.Si.",
        "23 Nov 2026",
        "tidak ditandatangani oleh pejabat yang berwenang",
        "ditandatangani staf",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let ending = &desk.json(&["request", "show", SITI])["ending"];
    assert_eq!(ending["reason"], "no-authority", "{ending}");
    assert_eq!(ending["text"], "ditandatangani staf", "{ending}");
    // It came by a letter, and is answered by one.
    assert_eq!(
        desk.json(&["request", "show", SITI])["stage"],
        "reply-pending"
    );
    let letter = ["--number", "555/80/Diskominfo", "--date", "23/11/2026"];
    desk.done(&[&["request", "reply", SITI], &letter[..]].concat());
    let shown = desk.json(&["request", "show", SITI]);
    assert_eq!(shown["stage"], "rejected");
    assert_eq!(shown["reply"]["number"], "555/80/Diskominfo");
    let shown = desk.done(&["request", "show", SITI, "--lang", "id"]);
    assert!(shown.contains("Surat jawaban 555/80/Diskominfo"), "{shown}");
}

/// Paper that tells no time is told by its day alone, wherever the act stands.
#[test]
fn paper_without_a_time_is_never_told_as_midnight() {
    let desk = Desk::new();
    desk.done(&["letter", "new", "--from", "Dinas Uji", "--name", "Siti"]);
    desk.done(&["sheet", "forward", SHEET]);
    desk.done(&["sheet", "paper", SHEET, "--date", "23/11/2026"]);
    for words in [
        &["request", "show", SITI][..],
        &["sheet", "show", SHEET],
        &["audit", "log", "--limit", "0"],
        &["request", "list"],
    ] {
        let told = desk.done(&[words, &["--lang", "id"]].concat());
        assert!(!told.contains("00.00"), "{words:?}: {told}");
    }
    let shown = desk.done(&["sheet", "show", SHEET, "--lang", "id"]);
    assert!(shown.contains("tanpa jam"), "{shown}");
}
