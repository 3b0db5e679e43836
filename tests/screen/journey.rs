//! The procedure by keys alone, in a real terminal: a letter with three names, disposed three times
//! (once from paper, once excepting a name), checked, sent, followed up, handed over; one name
//! returned, completed and back with its official. It then stands in the inventory and in the
//! ledger's story.

use crate::desk::{TestDesk, program};
use crate::screen::Screen;
use crate::steps::{DOWN, ENTER, ESC, RIGHT, SAVE, activate, hand_over, register, verify};
use std::process::Command;

fn dispose(screen: &mut Screen) {
    screen.press("d").see("kepada Kepala Dinas?");
    screen.press("y").see("diteruskan kepada Kepala Dinas");
    screen.press(ESC).see("paling mendesak");
    screen.press("2").see("0001");
    // The Kepala Dinas, on screen.
    screen.press(ENTER).see("Lembar disposisi");
    screen.see("Hasil cek");
    screen.press(SAVE).see("Disposisi 3 nama");
    screen.press("y").see("diteruskan kepada Kepala Bidang");
    // The Kepala Bidang, from paper.
    screen.press("D").see("dari lembar kertas");
    screen.press("23/11").see("Sen 23 Nov 2026");
    screen.press(SAVE).see("Catat disposisi kertas");
    screen.press("y").see("disposisi kertas tercatat");
    // The Subkoordinator, excepting the second name.
    screen.press(ENTER).see("Lembar disposisi");
    screen.see("Hasil cek");
    screen.press(DOWN).press(" ").see("Kecualikan Budi Hartono");
    screen.press(RIGHT).press("\t ").see("[x]");
    screen.press(SAVE).see("dikembalikan");
    screen.press(SAVE).see("Disposisi 2 nama");
    screen.press("y").see("diteruskan kepada Verifikator");
}

/// The name that was returned comes back with its paper, to the official who returned it.
fn complete(screen: &mut Screen) {
    screen.press("1").see("Rina Lubis");
    screen.press("/Budi").press(ENTER).see("1/1");
    screen.press(ENTER).see(" · Dikembalikan");
    screen.press("d").see("berkas dilengkapi");
    screen.press("\t\tasli").see("asli");
    screen.press("\t\t\t\tKTP diserahkan").see("KTP diserahkan");
    screen.press(SAVE).see("mencatat berkas yang dilengkapi");
    screen.press(ESC).press("2").see("0001");
    screen.press(ENTER).see("Lembar disposisi");
    screen.see("Budi Hartono");
    screen.press(SAVE).see("Disposisi 1 nama");
    screen.press("y").see("diteruskan kepada Verifikator");
}

fn follow_up(screen: &mut Screen) {
    activate(screen);
    screen.see("Sudah diaktivasi ·");
    screen.press("J").see("5 Sertifikat terbit");
    screen.press(ENTER).see("Tempel pemberitahuan");
    screen.press("\t3f00a1b2c3d4\tSITI RAHMAWATI\tsiti.rahmawati@babelprov.go.id");
    screen
        .press("\tDinas Kesehatan\t\t23/11")
        .see("22 Nov 2028");
    screen.press(SAVE).see("Bandingkan");
    screen.press("y");
    screen.see("Terbit, belum diserahkan");
    hand_over(screen);
    screen.press("4").see("SITI RAHMAWATI");
    screen.see("Aktif");
}

fn journey(cols: u16, rows: u16) {
    let desk = TestDesk::new();
    let mut screen = Screen::open(desk.folder.path(), cols, rows, &["--lang", "id"]);
    register(&mut screen);
    dispose(&mut screen);
    complete(&mut screen);
    verify(&mut screen);
    follow_up(&mut screen);
    screen.press("5").see("November 2026");
    drop(screen);
    let told = Command::new(program())
        .args(["audit", "log", "--lang", "id", "--desk"])
        .arg(desk.folder.path())
        .output()
        .unwrap();
    let story = String::from_utf8(told.stdout).unwrap();
    for part in [
        "Didisposisi",
        "Dikembalikan ke pemohon",
        "Berkas dilengkapi",
        "Dikirim ke BSrE",
        "Diserahkan",
        "Kepala Dinas",
    ] {
        assert!(
            story.contains(part),
            "the story does not tell {part}:\n{story}"
        );
    }
}

#[test]
fn what_one_screen_does_the_other_shows_and_the_second_to_act_is_told_who_was_first() {
    let desk = TestDesk::new();
    let mut counter = Screen::open(desk.folder.path(), 80, 24, &["--lang", "id"]);
    counter.see("Tidak ada yang menunggu Anda");
    let kadis = ["--lang", "id", "--as", "kadis"];
    let mut kadis = Screen::open(desk.folder.path(), 120, 40, &kadis);
    kadis.press("2").see("Tidak ada lembar");
    // Registered at the counter, in front of the Kepala Dinas without a key of his.
    register(&mut counter);
    counter.press("d").see("kepada Kepala Dinas?");
    counter.press("y").see("diteruskan kepada Kepala Dinas");
    kadis.see("Dinas Kesehatan");
    kadis.press(ENTER).see("Lembar disposisi");
    kadis.see("Hasil cek");
    kadis.press("\t\t").see("Catatan");
    kadis.press("Mohon didahulukan").see("Mohon didahulukan");
    kadis.press(SAVE).see("Disposisi 3 nama");
    // While he is asked, the counter records his paper.
    counter.press(ESC).press("2").see("0001");
    counter.press("D").see("dari lembar kertas");
    counter.press("23/11").see("Sen 23 Nov 2026");
    counter.press(SAVE).see("Catat disposisi kertas");
    counter.press("y").see("disposisi kertas tercatat");
    // He sees it without a key; his act is refused with who did what; his text is still there.
    kadis.see("Baru berubah: Didisposisi, oleh root");
    kadis
        .press("y")
        .see("0001/2026 sudah berubah: didisposisi, oleh root");
    kadis.see("Mohon didahulukan");
    kadis.press(ESC).press(SAVE).see("sudah berubah");
    // It waits for him as a draft, too.
    kadis.press(ESC).press(ESC).press(ESC).see("konsep");
}

#[test]
fn from_the_letter_to_the_hand_over_on_a_small_screen() {
    journey(80, 24);
}

#[test]
fn from_the_letter_to_the_hand_over_on_a_large_screen() {
    journey(120, 40);
}

/// The Kepala Dinas holds the second name back while the others go on.
fn hold_back(screen: &mut Screen) {
    screen.press("d").see("kepada Kepala Dinas?");
    screen.press("y").see("diteruskan kepada Kepala Dinas");
    screen.press(ESC).see("paling mendesak");
    screen.press("2").see("0001");
    screen.press(ENTER).see("Lembar disposisi");
    screen.see("Hasil cek");
    screen.press(DOWN).press(" ").see("Kecualikan Budi Hartono");
    // Without a reason nothing is held back.
    screen.press(SAVE).see("Tulis di catatan mengapa ditahan");
    screen.press("menunggu SK").see("menunggu SK");
    screen.press(SAVE).see("→ ditahan");
    screen.press(SAVE).see("Disposisi 2 nama");
    screen.press("y").see("diteruskan kepada Kepala Bidang");
}

#[test]
fn a_name_held_back_stays_when_all_are_disposed_and_goes_on_once_it_is_let_go() {
    let desk = TestDesk::new();
    let mut screen = Screen::open(desk.folder.path(), 80, 24, &["--lang", "id"]);
    register(&mut screen);
    hold_back(&mut screen);
    screen.see("[ditahan]");
    // All of them, in bulk: the one that is held back stays where it is.
    screen.press("*").see("2 dipilih");
    screen.press("d").see("yang ditahan tidak ikut");
    screen.press(SAVE).see("Disposisi 2 nama");
    screen.press("y").see("diteruskan kepada Subkoordinator");
    screen.see("[ditahan]");
    screen.press("g").press(ENTER).see("Lembar disposisi");
    let shown = screen.wait_for("a sheet", |shown| shown.contains("Hasil cek"));
    if !shown.contains("Budi Hartono") {
        screen
            .press(ESC)
            .press("G")
            .press(ENTER)
            .see("Budi Hartono");
    }
    screen.see("Ditahan (pada Kadis)");
    screen.see("menunggu SK");
    screen.see("Disposisi Kadis 0/15 mnt");
    screen.press("a").see("Selesai: melepas");
    screen.press(SAVE).see("Disposisi 1 nama");
    screen.press("y").see("diteruskan kepada Kepala Bidang");
}
