//! What a clerk sends: the message of a returned request and of an account check that failed, with
//! its QR, by keys alone in a real terminal.

use crate::desk::TestDesk;
use crate::screen::Screen;
use crate::steps::{ENTER, ESC, SAVE, register, verify};

const LAST: &str = "\x1b[F";
const PAGE_DOWN: &str = "\x1b[6~";

/// A fresh desk with a letter of three names with the verifiers.
fn disposed() -> (TestDesk, Screen) {
    let desk = TestDesk::new();
    let mut screen = Screen::open(desk.folder.path(), 120, 40, &["--lang", "id"]);
    register(&mut screen);
    screen.press("d").see("kepada Kepala Dinas?");
    screen.press("y").see("diteruskan kepada Kepala Dinas");
    screen.press(ESC).press("2").see("0001");
    for next in ["Kepala Bidang", "Subkoordinator", "Verifikator"] {
        screen.press("d").see("Lembar disposisi");
        screen.press("d").see("Disposisi 3 nama");
        screen.press("y").see(&format!("diteruskan kepada {next}"));
    }
    (desk, screen)
}

#[test]
fn a_returned_request_is_told_with_its_defects() {
    let (_desk, mut screen) = disposed();
    screen.press("3").see("Siti Rahmawati");
    screen.press(ENTER).see("Daftar periksa");
    screen.press("P").see("Catatan");
    screen.press(LAST).press("Surat belum distempel");
    screen.press(SAVE).see("y Ya");
    screen.press("y").see("Dikembalikan");
    screen.press("w").see("Yth. Dinas Kesehatan,");
    screen.see("atas nama Siti Rahmawati");
    screen.see("Surat belum distempel");
    screen.see("Mohon dilengkapi paling lambat");
    screen.see("kontak tidak tercatat, kirim tangan");
    screen.press("\t").see("Yth. Bapak/Ibu Siti Rahmawati,");
    screen.press(ESC).see("Daftar periksa");
}

#[test]
fn a_failed_account_check_is_told_with_its_remedy() {
    let (_desk, mut screen) = disposed();
    verify(&mut screen);
    screen.see("Menunggu KYC");
    screen.press("w").see("selesaikan pemeriksaan akun (KYC)");
    screen.press(ESC).see("Daftar periksa");
    screen.press("J").see("Gagal KYC");
    screen.press(PAGE_DOWN).press(PAGE_DOWN);
    screen.wait_for("the last answer", |shown| {
        shown
            .lines()
            .any(|line| line.contains('▌') && line.contains("Gagal KYC"))
    });
    screen.press(ENTER).see("Penyebab");
    screen.press(SAVE).see("y Ya");
    screen.press("y").see("Gagal KYC");
    screen
        .press("w")
        .see("wajah tidak cocok dengan foto KTP-el");
    screen.see("Mohon ulangi verifikasi wajah");
    screen.press("w").see("kirim tangan");
}
