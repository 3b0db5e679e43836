//! What stands between the sending and the certificate, and what follows a rejection, by keys alone in
//! a real terminal: somebody who is no ASN is approved in the portal, fails the account check twice,
//! passes, and is handed the certificate; a rejected letter is answered by one.

use crate::desk::{TestDesk, program};
use crate::kinds::{dispose, issue_and_hand_over};
use crate::screen::Screen;
use crate::steps::{ENTER, RIGHT, SAVE, activate, register, verify};
use std::process::Command;

const PAGE_DOWN: &str = "\x1b[6~";
const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 40);

fn open((cols, rows): (u16, u16)) -> (TestDesk, Screen) {
    let desk = TestDesk::new();
    let screen = Screen::open(desk.folder.path(), cols, rows, &["--lang", "id"]);
    (desk, screen)
}

/// What a verb tells of the desk.
fn told(desk: &TestDesk, verb: &[&str]) -> String {
    let mut command = Command::new(program());
    command.args(verb).args(["--lang", "id", "--desk"]);
    let output = command.arg(desk.folder.path()).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Somebody without a NIP, whose category says why.
fn ask_for_non_asn(screen: &mut Screen) {
    screen.see("Tidak ada yang menunggu Anda");
    screen.press("1").see("Belum ada permohonan");
    screen.press("b").see("Surat dari");
    screen
        .press("Dinas Kesehatan\t800/1\t20/11")
        .see("Jum 20 Nov");
    screen.press(SAVE).see("nama ke-1");
    screen.press("Siti Rahmawati\t\t1971055204870013\tsiti.rahmawati@babelprov.go.id");
    screen.see("siti.rahmawati@babelprov.go.id");
    screen.press(&"\t".repeat(9)).press(&RIGHT.repeat(3));
    screen.wait_for("the category", |shown| {
        shown.contains("< Non-ASN >") || shown.contains("● Non-ASN")
    });
    screen.press(SAVE).see("nama ke-2");
    screen.press(SAVE).see("dengan 1 nama?");
    screen.press("y").see("terdaftar dengan 1 nama");
}

/// Whether the cursor of a menu stands at these words.
fn at(shown: &str, words: &str) -> bool {
    let mut lines = shown.lines();
    lines.any(|line| line.contains('▌') && line.contains(words))
}

/// Records what became of the account check: the last answers of the menu.
fn checked(screen: &mut Screen, passed: bool, stage: &str) {
    let failed = "Gagal KYC";
    screen.press("J").see("1 Tautan aktivasi dikirim");
    screen.press(PAGE_DOWN).press(PAGE_DOWN);
    screen.wait_for("the last answer", |shown| at(shown, failed));
    if passed {
        screen.press("k");
        screen.wait_for("the one before", |shown| at(shown, "Lolos KYC"));
    }
    screen.press(ENTER).see("Tanggal");
    screen.press(SAVE).see("y Ya");
    screen.press("y").wait_for("what was recorded", |shown| {
        let done = shown.contains("Tercatat") && shown.contains(stage);
        done && !shown.contains("y Ya")
    });
}

fn twice_failed(size: (u16, u16)) {
    let (desk, mut screen) = open(size);
    ask_for_non_asn(&mut screen);
    dispose(&mut screen);
    verify(&mut screen);
    // Who is no ASN waits for our approval in the portal first.
    screen.see("Setujui di portal");
    screen.press("J").see("Disetujui di portal");
    screen.press(ENTER).see("Tanggal");
    screen.press(SAVE).see("y Ya");
    screen.press("y").see("Menunggu KYC");
    checked(&mut screen, false, "Gagal KYC");
    checked(&mut screen, false, "Gagal KYC");
    checked(&mut screen, true, "Di BSrE");
    activate(&mut screen);
    issue_and_hand_over(&mut screen);
    drop(screen);
    let story = told(&desk, &["audit", "log", "--record", "0001.01/2026"]);
    let failed = story.matches("Wajah tidak cocok").count();
    assert_eq!(failed, 2, "{story}");
    for part in ["Disetujui", "Lolos KYC", "Diserahkan"] {
        assert!(story.contains(part), "no {part} in:\n{story}");
    }
}

#[test]
fn an_account_check_fails_twice_and_then_is_passed_on_a_small_screen() {
    twice_failed(SMALL);
}

#[test]
fn an_account_check_fails_twice_and_then_is_passed_on_a_large_screen() {
    twice_failed(LARGE);
}

/// The Kepala Dinas rejects; the requester's letter is answered by one, with number and date.
fn answered(size: (u16, u16)) {
    let (desk, mut screen) = open(size);
    register(&mut screen);
    screen.press("d").see("kepada Kepala Dinas?");
    screen.press("y").see("diteruskan kepada Kepala Dinas");
    screen.press("T").see("Alasan");
    screen.press("Bukan pegawai provinsi").see("Bukan pegawai");
    screen.press(SAVE).see("menunggu surat jawaban");
    screen.press("y").see("Surat jawaban belum dicatat");
    // The letter has a number before it is recorded.
    screen.press("T").see("Nomor");
    screen.press(SAVE).press("555/80/Diskominfo");
    screen
        .press(SAVE)
        .see("Catat surat jawaban 555/80/Diskominfo");
    screen.press("y").wait_for("the end", |shown| {
        shown.contains("Ditolak") && !shown.contains("y Ya")
    });
    drop(screen);
    let story = told(&desk, &["audit", "log", "--limit", "0"]);
    for part in ["Bukan pegawai provinsi", "555/80/Diskominfo"] {
        assert!(story.contains(part), "no {part} in:\n{story}");
    }
}

#[test]
fn a_rejected_letter_is_answered_by_one_on_a_small_screen() {
    answered(SMALL);
}

#[test]
fn a_rejected_letter_is_answered_by_one_on_a_large_screen() {
    answered(LARGE);
}
