//! A transfer of 40 people by one SK, from the file to its end by keys alone: one letter, one sheet,
//! and every step for all of them at once.

use crate::desk::{TestDesk, program};
use crate::screen::Screen;
use crate::steps::{ENTER, ESC, RIGHT, SAVE};
use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;

/// People on the SK.
const PEOPLE: u32 = 40;

fn name(n: u32) -> String {
    let first = [
        "Siti", "Budi", "Rina", "Hendra", "Dewi", "Agus", "Maya", "Yusuf",
    ];
    let last = ["Rahmawati", "Hartono", "Lubis", "Anjarsari", "Wijaya"];
    format!("{} {}", first[n as usize % 8], last[n as usize / 8 % 5])
}

fn nip(n: u32) -> String {
    format!("19870412201001{}{:03}", n % 2 + 1, n + 1)
}

fn nik(n: u32) -> String {
    format!("197105{}0487{:04}", n % 2 * 40 + 12, n + 1)
}

/// A desk that knows a certificate of each, the SK's list and its scan.
fn at_desk((cols, rows): (u16, u16)) -> (TestDesk, PathBuf, Screen) {
    let desk = TestDesk::new();
    let folder = desk.folder.path().parent().unwrap().to_owned();
    let mut held =
        "Nama;NIP;NIK;Email;Perangkat Daerah;Nomor Seri;Berlaku Sejak;Berlaku Sampai\n".to_owned();
    let mut list =
        "NO;NAMA;NIP;PERANGKAT DAERAH LAMA;PERANGKAT DAERAH BARU;JABATAN BARU;UNIT\n".to_owned();
    for n in 0..PEOPLE {
        let (name, nip, nik) = (name(n), nip(n), nik(n));
        writeln!(
            held,
            "{name};{nip};{nik};orang{n}@babelprov.go.id;Dinas Kesehatan;3F:00:{n:02X};\
             13/06/2025 08:00;13/06/2027 07:59"
        )
        .unwrap();
        writeln!(
            list,
            "{};{name};{nip};Dinas Kesehatan;Dinas Pendidikan;Analis;SMKN {}",
            n + 1,
            n % 4 + 1
        )
        .unwrap();
    }
    // One of them has no certificate here.
    list += "41;Joko Susilo;197501012000011001;Dinas Sosial;Dinas Pendidikan;Analis;\n";
    std::fs::write(folder.join("sertifikat.csv"), held).unwrap();
    std::fs::write(folder.join("mutasi.csv"), list).unwrap();
    std::fs::write(folder.join("sk.pdf"), "%PDF-1.4 SK\n").unwrap();
    let certificates = folder.join("sertifikat.csv");
    run(
        &desk,
        &["certificate", "import", certificates.to_str().unwrap()],
    );
    let screen = Screen::open(desk.folder.path(), cols, rows, &["--lang", "id"]);
    (desk, folder, screen)
}

fn run(desk: &TestDesk, args: &[&str]) -> String {
    let mut command = Command::new(program());
    command.args(args).arg("--desk").arg(desk.folder.path());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The file, its columns, the SK, and what becomes of each: one letter.
fn register(screen: &mut Screen, folder: &std::path::Path) {
    let (list, scan) = (folder.join("mutasi.csv"), folder.join("sk.pdf"));
    screen.see("Hari Ini");
    screen.press("1").see("Belum ada permohonan");
    screen.press("i").see("Berkas");
    screen.press(list.to_str().unwrap()).see("mutasi.csv");
    screen.press(ENTER).see("daftar mutasi berisi 41 orang");
    screen.press("y").see("PERANGKAT DAERAH BARU");
    screen.press("y").see("Nomor SK");
    screen.press("BKPSDMD\t821.2/40/2026\t20/11\t23/11");
    screen.see("Sen 23 Nov 2026");
    screen
        .press("\t\t")
        .press(scan.to_str().unwrap())
        .see("sk.pdf");
    screen.press(SAVE).see("40 masuk surat");
    screen.see("belum dikenal");
    screen.press("y").see("dengan 40 nama Perubahan");
    screen.press("y").see("terdaftar dengan 40 nama");
    screen.see("0001.01");
}

/// One sheet with all of them, one act for each official.
fn dispose(screen: &mut Screen) {
    screen.press("d").see("kepada Kepala Dinas?");
    screen.press("y").see("diteruskan kepada Kepala Dinas");
    screen.press(ESC).press("2").see("0001");
    for next in ["Kepala Bidang", "Subkoordinator", "Verifikator"] {
        screen.press("d").see("Lembar disposisi");
        screen.press("d").see("Disposisi 40 nama");
        screen.press("y").see(&format!("diteruskan kepada {next}"));
    }
}

/// The papers of one are judged, for all; what becomes of the certificates is said for all.
fn judge(screen: &mut Screen) {
    screen.press("3").see("0001.01");
    screen.press("*").see("40 dipilih");
    screen.press(ENTER).see("Daftar periksa");
    // The scan of the SK is opened once, for the letter and for the SK of all.
    screen.press("v").see("tekan v sekali lagi");
    screen.see("Pengambilannya dicatat");
    screen.press("v").see("1 tanda");
    for marked in 2..=3 {
        screen.press("v").see("asli kertasnya");
        screen.press("y").see(&format!("{marked} tanda"));
    }
    screen.press("v").see("4 tanda");
    screen.press("\x1b[F").press("v").see("5 tanda");
    screen.press(SAVE).see("simpan: 40 nama sekaligus?");
    screen.press("y").see("simpan: 40 nama dicatat");
    screen.press("p").see("▌ 2 Hasil perubahan");
    screen.press(ENTER).see("40 nama · Hasil");
    screen.press(RIGHT).see("Ubah data saja");
    screen
        .press(SAVE)
        .see("Hasil perubahan: 40 nama sekaligus?");
    screen.press("y").see("Hasil perubahan: 40 nama dicatat");
}

/// Sent with one ticket, and the portal's word recorded once.
fn finish(screen: &mut Screen) {
    screen.press("K").see("No. tiket");
    screen.press("BSRE-40").press(SAVE);
    screen.see("kirim ke BSrE: 40 nama sekaligus?");
    screen.press("y").see("kirim ke BSrE: 40 nama dicatat");
    // What is said is read, then the list stands there again.
    screen.press(ESC).press(ESC).press("*").see("40 dipilih");
    screen.press("J").see("▌ 9 Data diubah");
    screen.press(ENTER).see("40 nama · Data diubah");
    screen.press(SAVE).see("40 nama sekaligus?");
    screen.press("y").see("tetap: 40 nama dicatat");
}

fn transfer(size: (u16, u16)) {
    let (desk, folder, mut screen) = at_desk(size);
    register(&mut screen, &folder);
    dispose(&mut screen);
    judge(&mut screen);
    finish(&mut screen);
    let done = run(
        &desk,
        &["request", "list", "tahap:selesai", "--json", "--lang", "id"],
    );
    assert_eq!(
        done.matches("\"completed\"").count(),
        PEOPLE as usize,
        "{done}"
    );
    // The same list makes nothing new.
    let list = folder.join("mutasi.csv");
    screen.press("1").press("i").see("Berkas");
    screen
        .press(list.to_str().unwrap())
        .press(ENTER)
        .see("daftar mutasi");
    screen.press("y").see("PERANGKAT DAERAH BARU");
    screen.press("y").see("Nomor SK");
    screen
        .press("BKPSDMD\t821.2/40/2026\t20/11\t23/11")
        .press(SAVE);
    screen.see("1 belum dikenal di sini · 40 sudah");
    screen.press("y").see("Tidak ada yang dapat masuk surat");
}

#[test]
fn forty_are_transferred_by_one_sk_on_a_small_screen() {
    transfer((80, 24));
}

#[test]
fn forty_are_transferred_by_one_sk_on_a_large_screen() {
    transfer((120, 40));
}
