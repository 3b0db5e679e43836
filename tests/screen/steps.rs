//! What the journeys share: the keys, the names of a letter, and its registration.

use crate::screen::Screen;

pub const SAVE: &str = "\x13";
pub const ESC: &str = "\x1b";
pub const ENTER: &str = "\r";
pub const RIGHT: &str = "\x1b[C";
pub const DOWN: &str = "\x1b[B";

/// One name of the letter: name, NIP, NIK, mailbox.
pub const NAMES: [[&str; 4]; 3] = [
    [
        "Siti Rahmawati",
        "198704122010012015",
        "1971055204870013",
        "siti.rahmawati",
    ],
    [
        "Budi Hartono",
        "198005102005011003",
        "1971011005800021",
        "budi.hartono",
    ],
    [
        "Rina Lubis",
        "199001152015032004",
        "1902015501900044",
        "rina.lubis",
    ],
];

/// The letter with its three names, by form.
pub fn register(screen: &mut Screen) {
    screen.see("Tidak ada yang menunggu Anda");
    screen.press("1").see("Belum ada permohonan");
    screen.see("b baru");
    screen.press("b").see("Surat dari");
    screen
        .press("Dinas Kesehatan\t800/1/DINKES/2026\t20/11")
        .see("Jum 20 Nov 2026");
    screen.press(SAVE).see("nama ke-1");
    for (number, [name, nip, nik, mailbox]) in NAMES.into_iter().enumerate() {
        screen.press(&format!("{name}\t{nip}\t{nik}\t{mailbox}@babelprov.go.id"));
        screen.see(&format!("{mailbox}@babelprov.go.id"));
        screen.press(SAVE).see(&format!("{} nama", number + 1));
    }
    screen.press(SAVE).see("dengan 3 nama?");
    screen.press("y").see("terdaftar dengan 3 nama");
}

/// Lays a link beside the request, for the document under the cursor.
pub fn add_link(screen: &mut Screen, name: &str) {
    // A choice is a row where it has room, and turns where it has none.
    screen.press("+").wait_for(name, |shown| {
        shown.contains(&format!("< {name} >")) || shown.contains(&format!("● {name}"))
    });
    screen.press("https://contoh.go.id/1").see("contoh.go.id/1");
    screen.press(SAVE).see("Selesai: menambah berkas");
    screen.see("Belum diperiksa · tautan");
}

/// The first name with the verifier is taken, judged and sent to BSrE.
pub fn verify(screen: &mut Screen) {
    screen.press("3").see("Siti Rahmawati");
    screen.press(ENTER).see("Daftar periksa");
    for marked in 1..=4 {
        screen.press("v").see("asli kertasnya");
        screen
            .press("y")
            .see(&format!("{marked} tanda belum disimpan"));
    }
    add_link(screen, "Foto selfie dengan KTP-el");
    screen.press("v").see("tekan v sekali lagi");
    screen.press("v").see("5 tanda belum disimpan");
    add_link(screen, "Foto selfie wajah");
    screen.press("v").see("tekan v sekali lagi");
    screen.press("v").see("6 tanda belum disimpan");
    screen.press("v").see("7 tanda belum disimpan");
    screen.press(SAVE).see("7 tanda tersimpan");
    screen.see("Diambil Budi Santoso");
    screen.press("K").see("No. tiket");
    screen.press(SAVE).see("y Ya");
    screen.press("y").see("Terkirim ke BSrE");
}

/// The link was mailed, the holder was asked, and set the passphrase.
pub fn activate(screen: &mut Screen) {
    screen.press("J").see("▌ 1 Tautan aktivasi dikirim");
    screen.press(ENTER).see("Tanggal");
    screen.press(SAVE).see("mengirim tautan aktivasi kepada");
    screen.press("y").see("Pemilik belum dihubungi");
    screen.press("J").see("▌ 2 Pemilik sudah diminta");
    screen.press(ENTER).see("sudah diminta memeriksa");
    screen.press("y").see("Menunggu aktivasi ·");
    screen.press("J").see("▌ 3 Sudah diaktivasi pemilik");
    screen.press(ENTER).see("Tanggal");
    screen.press(SAVE).see("y Ya");
    screen.press("y");
}

/// The message was sent, and that is recorded.
pub fn hand_over(screen: &mut Screen) {
    screen.press("S").see("Sudah dikirim?");
    screen.press("S").see("lewat");
    screen.press(ENTER).see("Jawaban pemilik");
    screen
        .press(SAVE)
        .see("Tidak ada lagi yang menunggu diserahkan");
}
