//! A NIK in free text is drawn on no screen: every tab and page of a desk on which NIKs stand where
//! they do not belong [R11.18]. One key shows it, and that is recorded.

use crate::driven::Desk;
use crate::niks::{NIP, PLAIN, SITI, WAYS, fill, leaks};
use crate::screen::Screen;
use crate::wait::wait_until;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

const ESC: &str = "\x1b";
const ENTER: &str = "\r";

/// A screen whose pictures are kept.
struct Watched {
    screen: Screen,
    seen: Vec<String>,
}

impl Watched {
    /// Presses, and keeps what is shown once this text is.
    fn go(&mut self, keys: &str, text: &str) -> &mut Watched {
        let shown = self.screen.press(keys).see(text);
        self.seen.push(shown);
        self
    }
}

/// The request that ended, found from *Hari Ini* through its holder's card; from its top to its end,
/// and what happened to it.
fn the_ended(on: &mut Watched) {
    on.go("0", "Menunggu saya").go("/", "Cari di semua");
    on.go("Siti", "0001.01/2026")
        .go(ENTER, "Untuk dibacakan di telepon");
    on.go(ENTER, "Daftar periksa").go("G", "Waktu kerja dan");
    on.go("r", "Catatan penyerahan dikoreksi")
        .go("G", "Surat didaftarkan")
        .go("g", "Catatan penyerahan dikoreksi")
        .go(ESC, "Permohonan ·");
    on.go(".", "Tindakan").go(ESC, "lihat NIK utuh");
    on.go(":", "Perintah:").go(ESC, "lihat NIK utuh");
    on.go("c", "Catatan*").go(ESC, "lihat NIK utuh");
}

/// The request that waits: beside its list, in full, and its forms.
fn the_waiting(on: &mut Watched) {
    on.go("0", "Menunggu saya").go("1", "Permohonan ·");
    on.go("/Dedi", "1 cocok").go(ENTER, "kirim ke BSrE");
    on.go(ENTER, "terima peringatan")
        .go("G", "terima peringatan");
    for (key, form) in [("e", "Kategori"), ("+", "Tautan"), ("\u{5}", "Sifat")] {
        on.go(key, "Ctrl-S simpan").go("", form);
        on.go(ESC, "terima peringatan");
    }
    on.go("2", "Menunggu disposisi Anda");
    on.go(ENTER, "Lembar disposisi")
        .go("G", "Lembar disposisi")
        .go(ESC, "Agendaris · 1");
    on.go("3", "Verifikasi · 1");
    on.go(ENTER, "Bukti · 1/7").go("G", "Bukti ·");
}

/// The certificates, what happened to one, and its correction.
fn the_inventory(on: &mut Watched) {
    on.go("4", "Sertifikat · 2").go(ENTER, "Isi sertifikat");
    on.go("r", "Riwayat · Sertifikat")
        .go(ESC, "catat pencabutan");
    on.go("E", "Esc kembali").go(ENTER, "Ctrl-S simpan");
    on.go(ESC, "Sertifikat · 2");
}

/// Every other page.
fn the_rest(on: &mut Watched) {
    on.go("5", "Agenda ·").go(ENTER, "Kalender Masa Berlaku");
    for (tab, title) in [
        ("6", "Tiket gangguan"),
        ("7", "Laporan bulanan"),
        ("8", "Daftar pegawai"),
        ("9", "Pengaturan · 9 petugas"),
    ] {
        on.go(tab, title);
    }
    on.go(":jejak", "Siapa melakukan apa")
        .go(ENTER, "Tentang")
        .go("G", "Tentang")
        .go("g", "Lembar dibuka");
}

/// Everything under a folder.
fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => files(&path, all),
            path => all.push(path),
        }
    }
}

/// Whether a file holds the NIK.
fn holds(file: &Path) -> bool {
    let text = fs::read(file).unwrap_or_default();
    String::from_utf8_lossy(&text).contains(PLAIN)
}

/// Whether a file is still being written beside the one that it becomes.
fn is_new(file: &Path) -> bool {
    file.to_string_lossy().contains("/.new-")
}

#[test]
fn no_page_draws_a_nik_that_stands_where_it_does_not_belong() {
    let desk = Desk::new();
    fill(&desk);
    let screen = Screen::open(&desk.path(), 180, 60, &["--lang", "id"]);
    let mut on = Watched {
        screen,
        seen: Vec::new(),
    };
    the_ended(&mut on);
    the_waiting(&mut on);
    the_inventory(&mut on);
    the_rest(&mut on);
    let all = on.seen.join("\n");
    assert_eq!(leaks(&all), Vec::<String>::new());
    // The walk saw what it looked for, and numbers of their own stay whole.
    for part in [
        "menelepon",
        "KTP 1971••••••••0013.jpg",
        "T 1971••••••••0013",
        NIP,
    ] {
        assert!(all.contains(part), "{part}");
    }
    // A look, by its key: shown, and recorded.
    on.go("0", "Menunggu saya").go("/", "Cari di semua");
    on.go("Siti", "0001.01/2026").go(ENTER, "Untuk dibacakan");
    on.go(ENTER, "lihat NIK utuh").go("I", "y ya");
    let shown = on.screen.press("y").see(PLAIN);
    assert!(WAYS[1..].iter().all(|way| !shown.contains(way)), "{shown}");
    let log = desk.json(&["audit", "log", "--record", SITI]).to_string();
    assert!(log.contains("looked-nik"), "{log}");
    // One's own draft is whole, and one's own alone.
    on.screen.press("0").see("Menunggu saya");
    on.screen.press("b").see("Surat dari*");
    on.screen.press("Dinas ").press(PLAIN).see(PLAIN);
    let (mut kept, state) = (Vec::new(), desk.folder.path().join("state"));
    wait_until("the draft is kept", || {
        kept.clear();
        files(&state, &mut kept);
        kept.iter().any(|file| holds(file)) && !kept.iter().any(|file| is_new(file))
    });
    drop(on);
    let whole: Vec<_> = kept.iter().filter(|file| holds(file)).collect();
    assert_eq!(whole.len(), 1, "{kept:?}");
    assert!(whole[0].to_string_lossy().contains("draft"), "{whole:?}");
    for file in kept {
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", file.display());
    }
}
