//! Every kind of request from the letter to its end by keys alone, in a real terminal: a renewal
//! within its last days, one that comes too early and becomes a reset, another NIK, a retirement that
//! waits for its day. Only the certificate that the holder has already is brought by a verb.

use crate::desk::{TestDesk, program};
use crate::screen::Screen;
use crate::steps::{DOWN, ENTER, ESC, RIGHT, SAVE, activate, add_link, hand_over};
use crate::wait::wait_until;
use std::process::Command;

/// Shift-Tab: the field before.
const BACK: &str = "\x1b[Z";
const LEFT: &str = "\x1b[D";
const LAST: &str = "\x1b[F";

/// One who has a certificate: name, NIP, NIK, mailbox.
const SITI: [&str; 4] = [
    "Siti Rahmawati",
    "198704122010012015",
    "1971055204870013",
    "siti.rahmawati",
];

/// A desk that knows a certificate from this day on, and a screen on it.
fn at_desk(from: &str, (cols, rows): (u16, u16)) -> (TestDesk, Screen) {
    let desk = TestDesk::new();
    let [name, nip, nik, mailbox] = SITI;
    let mail = format!("{mailbox}@babelprov.go.id");
    run(
        &desk,
        &[
            "certificate",
            "take-over",
            "--name",
            name,
            "--nip",
            nip,
            "--nik",
            nik,
            "--email",
            &mail,
            "--agency",
            "Dinas Kesehatan",
            "--serial",
            "3f:00:a1",
            "--not-before",
            from,
        ],
    );
    let screen = Screen::open(desk.folder.path(), cols, rows, &["--lang", "id"]);
    (desk, screen)
}

fn run(desk: &TestDesk, args: &[&str]) -> String {
    let mut command = Command::new(program());
    command.args(args).arg("--desk").arg(desk.folder.path());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// A letter with this one name, of the kind that stands so many places behind *Penerbitan*;
/// `identity` is typed from the NIK on.
fn ask(screen: &mut Screen, kind: usize, shown: &str, identity: &str) {
    screen.see("Hari Ini");
    screen.press("1").see("Belum ada permohonan");
    screen.press("b").see("Surat dari");
    screen
        .press("Dinas Kesehatan\t800/1\t20/11")
        .see("Jum 20 Nov");
    screen.press(SAVE).see("nama ke-1");
    screen.press(BACK).press(&RIGHT.repeat(kind)).see(shown);
    let [name, nip, _, mailbox] = SITI;
    screen.press(&format!(
        "\t{name}\t{nip}\t{identity}\t{mailbox}@babelprov.go.id"
    ));
    screen.see(&format!("{mailbox}@babelprov.go.id"));
    screen.press(SAVE).see("nama ke-2");
    screen.press(SAVE).see("dengan 1 nama?");
    screen.press("y").see("terdaftar dengan 1 nama");
}

/// From the counter through all three officials to the verifiers.
pub fn dispose(screen: &mut Screen) {
    screen.press("d").see("kepada Kepala Dinas?");
    screen.press("y").see("diteruskan kepada Kepala Dinas");
    screen.press(ESC).press("2").see("0001");
    for next in ["Kepala Bidang", "Subkoordinator", "Verifikator"] {
        screen.press("d").see("Lembar disposisi");
        screen.press("d").see("Disposisi 1 nama");
        screen.press("y").see(&format!("diteruskan kepada {next}"));
    }
}

/// The papers that the kind wants conform: so many originals from the first line on, then links, then
/// the address on the last line.
fn judge(screen: &mut Screen, originals: usize, links: &[&str], address: bool) {
    screen.press("3").see("Siti Rahmawati");
    screen.press(ENTER).see("Daftar periksa");
    let mut marked = 0;
    for _ in 0..originals {
        marked += 1;
        screen.press("v").see("asli kertasnya");
        screen.press("y").see(&count(
            marked,
            originals + links.len() + usize::from(address),
        ));
    }
    for name in links {
        marked += 1;
        add_link(screen, name);
        screen.press("v").see("tekan v sekali lagi");
        screen.press("v").see(&count(
            marked,
            originals + links.len() + usize::from(address),
        ));
    }
    if address {
        screen.press(LAST).press("v");
    }
    screen.see(&format!(
        "{} tanda belum disimpan",
        marked + usize::from(address)
    ));
    screen.press(SAVE).see("tanda tersimpan");
}

/// What the hint says after so many of these marks.
fn count(marked: usize, of: usize) -> String {
    match of - marked {
        0 => format!("{marked} tanda belum disimpan"),
        left => format!("{left} belum diperiksa"),
    }
}

fn send(screen: &mut Screen) {
    screen.see("Semua sesuai");
    screen.press("K").see("No. tiket");
    screen.press(SAVE).see("y Ya");
    screen.press("y").see("Terkirim ke BSrE");
}

pub fn issue_and_hand_over(screen: &mut Screen) {
    screen.see("Sudah diaktivasi ·");
    screen.press("J").see("▌ 5 Sertifikat terbit");
    screen.press(ENTER).see("Tempel pemberitahuan");
    screen.press("\t3f:00:b1\tSITI RAHMAWATI\tsiti.rahmawati@babelprov.go.id");
    screen
        .press("\tDinas Kesehatan\t\t23/11")
        .see("22 Nov 2028");
    screen.press(SAVE).see("Bandingkan");
    screen
        .press("y")
        .see("Terbit, belum diserahkan · S serahkan");
    hand_over(screen);
}

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 40);

fn renewal(size: (u16, u16)) {
    let (_desk, mut screen) = at_desk("2024-12-10T08:00", size);
    ask(&mut screen, 1, "Pembaruan", SITI[2]);
    screen.see("3F00A1");
    dispose(&mut screen);
    judge(&mut screen, 3, &[], true);
    send(&mut screen);
    activate(&mut screen);
    issue_and_hand_over(&mut screen);
    screen.press("4").see("SITI RAHMAWATI");
    screen.see("Diganti");
}

#[test]
fn a_renewal_in_its_last_days_on_a_small_screen() {
    renewal(SMALL);
}

#[test]
fn a_renewal_in_its_last_days_on_a_large_screen() {
    renewal(LARGE);
}

/// 33 days are left: what is right is told, taken by one key, and goes straight to the verifiers.
fn too_early(size: (u16, u16)) {
    let (desk, mut screen) = at_desk("2024-12-26T08:00", size);
    ask(&mut screen, 1, "Pembaruan", SITI[2]);
    screen.see("Jenis permohonan tidak tepat");
    screen.press("A").see("Menjadi");
    screen.press("lupa passphrase").see("lupa passphrase");
    screen.press(SAVE).see("dari Pembaruan menjadi Reset");
    screen.press("y").see("mengalihkan jenis");
    screen.press("d").see("kepada Verifikator?");
    screen.press("y").see("diteruskan kepada Verifikator");
    judge(
        &mut screen,
        1,
        &["Foto selfie dengan KTP-el", "Foto selfie wajah"],
        true,
    );
    send(&mut screen);
    activate(&mut screen);
    wait_until("the reset is completed", || {
        run(&desk, &["request", "list", "--lang", "id"]).contains("Selesai")
    });
}

#[test]
fn a_renewal_that_comes_too_early_becomes_a_reset_on_a_small_screen() {
    too_early(SMALL);
}

#[test]
fn a_renewal_that_comes_too_early_becomes_a_reset_on_a_large_screen() {
    too_early(LARGE);
}

/// Another NIK: the old certificate is revoked first, then comes the new one.
fn another_nik(size: (u16, u16)) {
    let (_desk, mut screen) = at_desk("2025-06-01T08:00", size);
    ask(
        &mut screen,
        2,
        "Perubahan",
        "1902055204870013\t1971055204870013",
    );
    dispose(&mut screen);
    judge(&mut screen, 4, &[], true);
    send(&mut screen);
    screen.press("J").see("▌ 8 Sertifikat dicabut BSrE");
    screen.press(ENTER).see("Tanggal");
    screen.press(SAVE).see("y Ya");
    screen.press("y").see("Tercatat");
    activate(&mut screen);
    issue_and_hand_over(&mut screen);
    screen.press("4").see("SITI RAHMAWATI");
    screen.see("Dicabut");
}

#[test]
fn another_nik_revokes_and_reissues_on_a_small_screen() {
    another_nik(SMALL);
}

#[test]
fn another_nik_revokes_and_reissues_on_a_large_screen() {
    another_nik(LARGE);
}

/// A retirement from 1 December on: it sleeps until then, and ends as revoked.
fn retirement(size: (u16, u16)) {
    let (desk, mut screen) = at_desk("2025-06-01T08:00", size);
    ask(&mut screen, 4, "Pencabutan", SITI[2]);
    screen.press("p").see("▌ 3 Sebab pencabutan");
    screen.press(ENTER).see("Pensiun");
    screen
        .press("888/1/BKPSDM\t2/11\t1/12")
        .see("Sel 1 Des 2026");
    screen.press(SAVE).see("TMT belum tiba");
    dispose(&mut screen);
    judge(&mut screen, 2, &[], false);
    screen.press("p").see("▌ 4 Surat ke BSrE");
    screen.press(ENTER).see("Penanda tangan");
    screen.press("555/7/DISKOMINFO\t\tKepala Dinas").press(SAVE);
    screen.see("Lengkap, TMT belum tiba");
    screen.press("K").see("y Ya");
    screen.press("y").see("menunggu TMT; Kalender");
    screen.press("5").see("TMT");
    drop(screen);
    run(&desk, &["stop"]);
    let later = ["--lang", "id", "--now", "2026-12-01T08:00"];
    let mut screen = Screen::open(desk.folder.path(), size.0, size.1, &later);
    screen.see("Hari Ini");
    screen.press("3").see("Siti Rahmawati");
    screen.press(ENTER);
    send(&mut screen);
    screen.press("J").see("▌ 8 Sertifikat dicabut BSrE");
    screen.press(ENTER).see("Tanggal");
    screen.press(SAVE).see("y Ya");
    screen.press("y").see("Sudah dicabut · S");
    hand_over(&mut screen);
    screen.press("4").see("Dicabut");
}

#[test]
fn a_retirement_waits_for_its_day_and_is_revoked_on_a_small_screen() {
    retirement(SMALL);
}

#[test]
fn a_retirement_waits_for_its_day_and_is_revoked_on_a_large_screen() {
    retirement(LARGE);
}

/// Misuse, while the letter is still at the counter: the cause's document is opened, and the
/// revocation goes to BSrE before the officials have seen its sheet.
fn at_once(size: (u16, u16)) {
    let (_desk, mut screen) = at_desk("2025-06-01T08:00", size);
    ask(&mut screen, 4, "Pencabutan", SITI[2]);
    screen.press("p").see("▌ 3 Sebab pencabutan");
    screen.press(ENTER).see("Pensiun");
    screen.press(BACK).press(LEFT).press(LEFT);
    screen.see("Penyalahgunaan (cabut");
    screen
        .press("\tLAP 1/2026\t20/11\t23/11")
        .see("Sen 23 Nov 2026");
    screen.press(SAVE).see("Sebab pencabutan: Penyalahgunaan");
    screen.press("K").see("K kirim ke BSrE");
    screen.press(DOWN);
    add_link(&mut screen, "Dokumen penyebab pencabutan");
    // Not before it was opened.
    screen.press("K").see("Pencabutan segera");
    screen.press(SAVE).see("sekarang?");
    screen.press("y").see("belum Anda buka");
    screen.press(ESC).press(ESC).see("K kirim ke BSrE");
    screen.press("o").see("papan klip");
    screen.press("K").see("Pencabutan segera");
    screen.press(SAVE).see("sekarang?");
    screen.press("y").see("Terkirim ke BSrE");
    // The sheet follows, from the counter on.
    screen.press("2").see("0001");
    screen.press("d").see("Lembar disposisi");
    screen.press("d").see("kepada Kepala");
    screen.press("y").see("diteruskan kepada Kepala Dinas");
}

#[test]
fn a_revocation_is_sent_at_once_on_a_small_screen() {
    at_once(SMALL);
}

#[test]
fn a_revocation_is_sent_at_once_on_a_large_screen() {
    at_once(LARGE);
}
