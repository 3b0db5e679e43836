//! What people press out of habit, too early, or once too often: each of it through the real
//! screen, in a real terminal.

use crate::desk::{TestDesk, program};
use crate::screen::Screen;
use crate::steps::{DOWN, ENTER, ESC, NAMES, RIGHT, SAVE, register, verify};
use std::io::Write;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 40);
/// Shift-Tab: the field before.
const BACK: &str = "\x1b[Z";

fn open(desk: &TestDesk, (cols, rows): (u16, u16)) -> Screen {
    Screen::open(desk.folder.path(), cols, rows, &["--lang", "id"])
}

/// Runs a command of the program on the desk; what it prints.
fn run(desk: &TestDesk, args: &[&str]) -> String {
    let mut command = Command::new(program());
    command.args(args).args(["--lang", "id", "--desk"]);
    let output = command.arg(desk.folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn forward(screen: &mut Screen) {
    screen.press("d").see("kepada Kepala Dinas?");
    screen.press("y").see("diteruskan kepada Kepala Dinas");
}

/// Begins another letter from the same office, on its first name.
fn another_letter(screen: &mut Screen) {
    screen.press("b").see("Surat dari");
    screen.press("Dinas Sosial").see("Dinas Sosial");
    screen.press(SAVE).see("nama ke-1");
}

fn type_name(screen: &mut Screen, [name, nip, nik, mailbox]: [&str; 4]) {
    screen.press(&format!("{name}\t{nip}\t{nik}\t{mailbox}@babelprov.go.id"));
    screen.see(&format!("{mailbox}@babelprov.go.id"));
}

#[test]
fn undo_takes_back_what_it_named_and_the_story_tells_what_that_was() {
    let desk = TestDesk::new();
    let mut screen = open(&desk, SMALL);
    register(&mut screen);
    forward(&mut screen);
    screen.press("u").see("Urungkan \"Didisposisi\"");
    screen.see("dan 2 nama lain");
    screen.see("Tahapnya kembali: Terdaftar");
    screen.press("y").see("Selesai: mengurungkan");
    // Nothing is left to take back, and nothing is asked that would be refused.
    let shown = screen.press("u").see("Tidak dapat diurungkan");
    assert!(!shown.contains("y Ya"), "{shown}");
    drop(screen);
    let story = run(&desk, &["audit", "log"]);
    assert!(story.contains("Diurungkan · Didisposisi"), "{story}");
}

#[test]
fn undo_after_a_note_takes_back_nothing_and_a_second_yes_changes_nothing() {
    let desk = TestDesk::new();
    let mut screen = open(&desk, LARGE);
    register(&mut screen);
    forward(&mut screen);
    screen.press("c").see("Catatan");
    screen.press("sudah ditelepon").see("sudah ditelepon");
    screen.press(SAVE).see("Selesai: memberi catatan");
    let shown = screen.press("u").see("Tidak dapat diurungkan lagi");
    assert!(!shown.contains("y Ya"), "{shown}");
    screen
        .press("yy")
        .press("r")
        .see("Catatan · sudah ditelepon");
    drop(screen);
    let story = run(&desk, &["audit", "log"]);
    assert!(!story.contains("Diurungkan"), "{story}");
}

#[test]
fn undo_is_only_for_the_author() {
    let desk = TestDesk::new();
    let mut counter = open(&desk, SMALL);
    register(&mut counter);
    forward(&mut counter);
    let as_kadis = ["--lang", "id", "--as", "kadis"];
    let mut kadis = Screen::open(desk.folder.path(), 120, 40, &as_kadis);
    kadis.press("1").see("Siti Rahmawati");
    kadis.see("Disposisi Kadis");
    let shown = kadis.press("u").see("mengurungkan");
    assert!(!shown.contains("y Ya"), "{shown}");
}

#[test]
fn an_incomplete_name_twice_or_with_an_open_request_is_told_before_the_letter_goes() {
    let desk = TestDesk::new();
    let mut screen = open(&desk, LARGE);
    register(&mut screen);
    another_letter(&mut screen);
    // Without a NIP, a NIK and an e-mail.
    screen.press("Tanpa Nomor").see("Tanpa Nomor");
    screen.press(SAVE).see("✗ Tanpa Nomor");
    // Somebody whose request is under way, and then once more.
    type_name(&mut screen, NAMES[0]);
    screen.press(SAVE).see("(2 nama)");
    screen.see("masih berjalan: 0001.01/2026");
    type_name(&mut screen, NAMES[0]);
    screen.press(SAVE).see("sama dengan nama nomor 2");
    // A whole one is the only one that is right.
    let whole = [
        "Hendra Lubis",
        "198505102010011004",
        "1971011005850031",
        "hendra.lubis",
    ];
    type_name(&mut screen, whole);
    screen.press(SAVE).see("✓ Hendra Lubis");
    let asked = screen.press(SAVE).see("dengan 4 nama?");
    for said in ["(nomor 1)", "(nomor 2)", "(nomor 3)"] {
        assert!(asked.contains(said), "{said}:\n{asked}");
    }
}

#[test]
fn enter_waits_for_the_look_up_however_soon_it_comes() {
    let desk = TestDesk::new();
    let mut screen = open(&desk, SMALL);
    register(&mut screen);
    for gap in [0, 5, 10, 40] {
        another_letter(&mut screen);
        screen.press("sit");
        screen.keys.write_all(b"i").unwrap();
        screen.keys.flush().unwrap();
        sleep(Duration::from_millis(gap));
        screen.keys.write_all(b"\r").unwrap();
        screen.keys.flush().unwrap();
        screen.see("198704122010012015");
        screen.press(ESC).see("Buang surat ini");
        screen.press("y").see("Siti Rahmawati");
    }
}

#[test]
fn a_lone_fragment_is_asked_about() {
    let desk = TestDesk::new();
    let mut screen = open(&desk, SMALL);
    register(&mut screen);
    another_letter(&mut screen);
    screen.press("Zulk\r").press(SAVE);
    screen.see("“Zulk” hanya satu kata");
    screen.press("t").press(SAVE).see("hanya satu kata");
    screen.press("y").see("(1 nama)");
}

#[test]
fn one_yes_too_many_copies_nothing_and_uncovers_nothing() {
    let desk = TestDesk::new();
    let mut screen = open(&desk, LARGE);
    register(&mut screen);
    screen.press("d").see("kepada Kepala Dinas?");
    screen.press("yy").see("diteruskan kepada Kepala Dinas");
    let shown = screen.press("yyy").press("r").see("Terdaftar");
    let nik = NAMES[0][2];
    assert!(!shown.contains(nik), "{shown}");
    screen.press(ESC);
    // `Y` copies a field a press, and the NIK only while it is uncovered.
    screen.press("Y").see("Nama: Siti Rahmawati");
    screen.press("Y").see("NIK tertutup");
    screen.press("I").see("Tampilkan NIK utuh Siti Rahmawati");
    screen.press("y").see(nik);
    screen
        .press("Y")
        .see("siti.rahmawati@babelprov.go.id (Y lagi");
    screen.press("YY").see("NIK: 1971••••••••0013");
}

/// Imports a table of letters with a name each: its kind, the name and the agency.
fn import(desk: &TestDesk, rows: &[(&str, String, &str)]) {
    let mut table = String::from(
        "Jenis Permohonan,Nama Lengkap,NIP,NIK,Perangkat Daerah,Email Dinas,Nomor Surat,Tanggal Surat\n",
    );
    for (at, (kind, name, agency)) in (1..).zip(rows) {
        table += &format!(
            "{kind},\"{name}\",19800101200501{at:04},19710101018000{at:02},\"{agency}\",orang{at}@babelprov.go.id,800/{at}/2026,20/11/2026\n"
        );
    }
    let file = desk.folder.path().with_file_name("surat.csv");
    std::fs::write(&file, table).unwrap();
    run(desk, &["import", file.to_str().unwrap()]);
}

#[test]
fn ten_sheets_with_one_reset_are_told_by_where_each_goes() {
    let desk = TestDesk::new();
    let row = |at| {
        let kind = ["Penerbitan", "Reset Passphrase"][usize::from(at == 10)];
        (kind, format!("Orang Kesekian {at}"), "Dinas Kesehatan")
    };
    import(&desk, &(1..=10).map(row).collect::<Vec<_>>());
    let mut screen = open(&desk, SMALL);
    screen.press("1").see("Orang Kesekian");
    screen.press("*").see("10 dipilih");
    screen.press("d").see("Teruskan 10 surat (10 nama)");
    screen.see("Kepala Dinas (9 Terbit)");
    screen.see("Verifikator (1 Reset)?");
    screen.press("y").see("10 dari 10 lembar diteruskan");
    screen.see("Kepala Dinas (9 Terbit)");
}

/// The first name of the letter is with the verifier.
fn to_the_verifier(screen: &mut Screen) {
    forward(screen);
    screen.press(ESC).press("2").see("0001");
    for to in ["Kepala Bidang", "Subkoordinator", "Verifikator"] {
        screen.press(ENTER).see("Lembar disposisi");
        screen.see("Hasil cek");
        screen.press(SAVE).see("Disposisi 3 nama");
        screen.press("y").see(&format!("diteruskan kepada {to}"));
    }
}

#[test]
fn a_return_after_two_missing_papers_has_both_ticked_and_none_is_refused_unasked() {
    let desk = TestDesk::new();
    let mut screen = open(&desk, LARGE);
    register(&mut screen);
    to_the_verifier(&mut screen);
    screen.press("3").see("Siti Rahmawati");
    screen.press(ENTER).see("Daftar periksa");
    screen.press("-").see("1 tanda belum disimpan");
    screen.press("-").see("2 tanda belum disimpan");
    // The desk judges what is saved.
    screen.press("P").see("Simpan dulu");
    let saved = screen.press(SAVE).see("2 tanda tersimpan");
    assert!(!saved.contains("Simpan dulu"), "{saved}");
    let form = screen.press("P").see("Kekurangan");
    assert_eq!(form.matches("[x]").count(), 2, "{form}");
    // Unticked, it names nothing: that is said under the field, and nothing is asked.
    screen.press(BACK).press(" ").press(DOWN).press(" ");
    screen.wait_for("no tick", |shown| !shown.contains("[x]"));
    let shown = screen.press(SAVE).see("Belum ada kekurangan");
    assert!(!shown.contains("y Ya"), "{shown}");
    screen.press(" ").see("[x]");
    screen.press(SAVE).see("dengan 1 kekurangan?");
    screen.press("y").see("Selesai: mengembalikan");
}

/// Its activation link was sent.
fn to_the_holder(screen: &mut Screen) {
    verify(screen);
    screen.press("J").see("1 Tautan aktivasi dikirim");
    screen.press(ENTER).see("Tanggal");
    screen.press(SAVE).see("mengirim tautan aktivasi kepada");
    screen.press("y").see("Tercatat");
}

#[test]
fn an_answer_pressed_twice_by_its_digit_is_recorded_once_and_never_becomes_another() {
    let desk = TestDesk::new();
    let mut screen = open(&desk, LARGE);
    register(&mut screen);
    to_the_verifier(&mut screen);
    to_the_holder(&mut screen);
    screen.press("J").see("2 Pemilik sudah diminta");
    screen.press("2").see("sudah diminta memeriksa");
    screen.press("y").see("Tercatat");
    // The same keys again: the line keeps its digit, and is grey.
    screen.press("J").see("2 Pemilik sudah diminta");
    let shown = screen.press("2").see("tidak berlaku sekarang");
    assert!(shown.contains("2 Pemilik sudah diminta"), "{shown}");
    assert!(!shown.contains("y Ya"), "{shown}");
    screen.press("1").see("Tautan aktivasi lagi");
    screen.press(ESC).press(RIGHT);
    drop(screen);
    let story = run(&desk, &["audit", "log"]);
    let asked = story.matches("diminta mengaktivasi").count();
    assert_eq!(asked, 1, "{story}");
}

#[test]
fn what_is_pressed_in_vain_says_why_and_the_second_slash_is_no_text() {
    let desk = TestDesk::new();
    let mut screen = open(&desk, SMALL);
    register(&mut screen);
    for tab in ["0", "1", "4", "5"] {
        screen.press(tab);
        screen.press("B").see("permohonan lanjutan");
        screen.press(ESC).press("M").see("Membuat permohonan dari");
        screen.press(ESC);
    }
    screen
        .press("7")
        .press("K")
        .see("tidak dapat dilakukan di Laporan");
    screen
        .press("0")
        .see("Terdaftar, belum diteruskan · Enter buka");
    let shown = screen.press("//siti").see("Siti Rahmawati");
    assert!(!shown.contains("/siti"), "{shown}");
}

#[test]
fn what_is_cut_or_left_out_is_read_in_full_by_a_key() {
    let desk = TestDesk::new();
    let name = "Prof. Dr. Ir. Muhammad Abdurrahman Siddiq";
    let agency = "Dinas Koperasi, Usaha Kecil dan Menengah";
    import(&desk, &[("Penerbitan", name.to_owned(), agency)]);
    let mut screen = open(&desk, SMALL);
    let shown = screen.see("z utuh");
    assert!(!shown.contains(agency), "{shown}");
    screen.press("z").see("Dibaca utuh");
    screen.see(name);
    screen.see(agency);
    screen.press(ESC).see("z utuh");
}
