//! Somebody takes over for three days, by keys alone, in a real terminal: the admin gives the Plh. on
//! tab 9, the Plh. disposes and the sheet says as what; the definitive holder is told who acts and
//! until when, ends that with one key, and acts.

use crate::desk::{TestDesk, program};
use crate::screen::Screen;
use crate::steps::{DOWN, ENTER, ESC, RIGHT, SAVE, register};
use std::process::Command;

const PLH: &str = "Lina Marlina";
const HOLDER: &str = "Ratih Kusumawati";

fn open(desk: &TestDesk, who: &str, (cols, rows): (u16, u16)) -> Screen {
    Screen::open(
        desk.folder.path(),
        cols,
        rows,
        &["--lang", "id", "--as", who],
    )
}

/// Two letters that have come as far as the Kepala Bidang: one by keys, one by verbs.
fn to_the_kabid(desk: &TestDesk, screen: &mut Screen) {
    register(screen);
    screen.press("d").see("kepada Kepala Dinas?");
    screen.press("y").see("diteruskan kepada Kepala Dinas");
    screen.press(ESC).press("2").see("0001");
    screen.press("d").see("Lembar disposisi");
    screen.press("d").see("Disposisi 3 nama");
    screen.press("y").see("diteruskan kepada Kepala Bidang");
    let hendra = "Hendra Lubis;198505102010011004;1971011005850031;hendra.lubis@babelprov.go.id";
    let letter = [
        "letter",
        "new",
        "--from",
        "Dinas Kesehatan",
        "--number",
        "800/2",
    ];
    run(desk, &[&letter[..], &["--name", hendra][..]].concat());
    for who in ["admin", "kadis"] {
        run(desk, &["--as", who, "sheet", "forward", "0002/2026"]);
    }
}

fn run(desk: &TestDesk, args: &[&str]) {
    let mut command = Command::new(program());
    command.args(args).arg("--desk").arg(desk.folder.path());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {said}");
}

/// The admin gives the Plh. for three days; a basis that is none is refused under its field.
fn give(desk: &TestDesk, size: (u16, u16)) {
    let mut admin = open(desk, "admin", size);
    admin.see("Hari Ini");
    admin.press("9").see(PLH);
    admin.press(&DOWN.repeat(6)).see("7/8");
    admin.press("d").see(&format!("Jabatan untuk {PLH}"));
    admin.press(RIGHT).see("Kepala Bidang");
    admin.press("\t").press(RIGHT).see("● Plh.");
    admin.press("\t\t25/11").see("Rab 25 Nov 2026");
    admin.press("\t-").press(SAVE).see("s.d. 25 Nov 2026?");
    admin.press("y").see("nomor");
    admin.press("\x7fST 800/22").press(SAVE).see(HOLDER);
    admin.press("y").see("kini memegang Plh. Kepala Bidang");
    admin.see("25 Nov 2026");
}

fn three_days(size: (u16, u16)) {
    let desk = TestDesk::new();
    let mut counter = Screen::open(desk.folder.path(), size.0, size.1, &["--lang", "id"]);
    to_the_kabid(&desk, &mut counter);
    give(&desk, size);
    // It waits for the Plh. at once; they dispose, and the sheet tells as what.
    let mut plh = open(&desk, PLH, size);
    plh.see("0001");
    plh.press("2").see("0001");
    plh.press(ENTER).see("Lembar disposisi");
    plh.press(SAVE).see("Disposisi 3 nama");
    plh.press("y").see("Dicatat sebagai Plh. Kepala Bidang");
    let mut next = open(&desk, "Bambang", size);
    next.press("2").see("0001");
    next.press("/0001").see("/ 0001");
    next.press(ENTER)
        .press(ENTER)
        .see("Lina Marlina, S.A.P. (Plh.)");
    // The definitive holder is told who acts and until when.
    let mut holder = open(&desk, HOLDER, size);
    holder.see("s.d. 25 Nov 2026");
    holder.press("1").see("Hendra Lubis");
    holder.press("/Hendra").press(ENTER).see("1/1");
    holder.press(ENTER).see("Daftar periksa");
    holder.press("d").see("Akhiri dulu");
    holder.see("s.d. 25 Nov 2026");
    // One key ends it, and they act.
    holder.press(ESC).press("0").see("X mengakhiri");
    holder.press("X").see("Akhiri masa");
    holder.press("y").see("Masa Plh. itu berakhir");
    holder.wait_for("no word of the Plh.", |shown| {
        !shown.contains("X mengakhiri")
    });
    holder.see("0002");
    holder.press("2").see("0002");
    holder.press(ENTER).see("Lembar disposisi");
    holder.press(SAVE).see("Disposisi 1 nama");
    holder.press("y").see("diteruskan kepada Subkoordinator");
}

#[test]
fn a_plh_takes_over_for_three_days_on_a_small_screen() {
    three_days((80, 24));
}

#[test]
fn a_plh_takes_over_for_three_days_on_a_large_screen() {
    three_days((120, 40));
}
