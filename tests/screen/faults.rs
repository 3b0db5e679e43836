//! What befalls a person in the middle of a form: a window that gets tiny, a server that dies, a
//! terminal that is cut off, a disk that keeps no draft, a desk that is damaged. Nothing typed is
//! lost, and a sentence says what is the matter.

use crate::again::alone;
use crate::desk::{TestDesk, kill, program};
use crate::screen::Screen;
use crate::wait::wait_until;
use loket::paths::lock::holder;
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

const SAVE: &str = "\x13";
const ESC: &str = "\x1b";
const QUIT: &str = "\x03";
const SEGMENT: &str = "journal/00000000000000000001.log";

/// Names the desk for the process that holds a terminal.
const HOLDS: &str = "LOKET_TEST_TERMINAL_DESK";

/// How often a test tries; `LOKET_TEST_ROUNDS` sets another number.
fn rounds(usual: usize) -> usize {
    let told = std::env::var("LOKET_TEST_ROUNDS").ok();
    told.and_then(|told| told.parse().ok()).unwrap_or(usual)
}

fn open(desk: &TestDesk) -> Screen {
    let screen = Screen::open(desk.folder.path(), 80, 24, &[]);
    screen.see("b baru");
    screen
}

/// A letter form with its first field filled.
fn begin_letter(screen: &mut Screen, from: &str) {
    screen.see("b baru");
    screen.press("b").see("Surat dari");
    screen.press(from).see(from);
}

fn run(desk: &TestDesk, arguments: &[&str]) -> String {
    let mut command = Command::new(program());
    command
        .args(arguments)
        .arg("--desk")
        .arg(desk.folder.path());
    let output = command.stdin(Stdio::null()).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn kill_server(desk: &TestDesk) {
    kill(holder(&desk.folder.server_lock()).unwrap());
}

#[test]
fn text_stays_while_the_window_is_too_small_for_anything() {
    let desk = TestDesk::new();
    let mut screen = open(&desk);
    begin_letter(&mut screen, "Dinas Kese");
    for (cols, rows, shown) in [
        (39, 14, "Layar terlalu kecil (39x14)"),
        (40, 15, "Dinas Kese"),
        (12, 3, "Layar"),
        (1, 1, "L"),
        (200, 60, "Dinas Kese"),
        (39, 24, "Layar terlalu kecil (39x24)"),
        (80, 14, "Layar terlalu kecil (80x14)"),
    ] {
        screen.resize(cols, rows);
        screen.see(shown);
    }
    // Keys go on into the form that cannot be seen.
    screen.press("hatan");
    screen.resize(80, 24);
    screen.see("Dinas Kesehatan");
    screen.press(SAVE).see("nama ke-1");
}

#[test]
fn a_draft_that_cannot_be_kept_is_said_at_once_and_at_the_end() {
    let desk = TestDesk::new();
    // The tests' screens keep their drafts beside the desk: a file stands in the way.
    let state = desk.folder.path().parent().unwrap().join("state");
    fs::write(state, "no folder").unwrap();
    let mut screen = open(&desk);
    begin_letter(&mut screen, "Dinas Kesehatan");
    let shown = screen.see("Konsep tidak dapat disimpan");
    assert!(shown.contains("ini bukan folder"), "{shown}");
    assert!(shown.contains("jangan tutup"), "{shown}");
    screen.press(ESC).wait_for("the sentence was read", |text| {
        !text.contains("Konsep tidak dapat disimpan")
    });
    screen.press(QUIT).see("Tutup loket?");
    screen.press(QUIT);
    screen.see("Isian yang belum tercatat tidak dapat disimpan");
    let mut status = None;
    wait_until("the screen ends", || {
        status = screen.child.try_wait().unwrap();
        status.is_some()
    });
    assert_eq!(status.unwrap().exit_code(), 1);
}

#[test]
fn a_server_that_dies_under_a_form_costs_nothing_and_the_act_is_done_once() {
    let desk = TestDesk::new();
    let mut screen = open(&desk);
    for round in 0..rounds(4) {
        let from = format!("Dinas Ke{round}");
        begin_letter(&mut screen, &from);
        kill_server(&desk);
        screen.see("Tersambung kembali.");
        screen.see(&from);
        screen.press(SAVE).see("nama ke-1");
        let name = format!("Orang Ke{round}");
        screen.press(&name).see(&name);
        screen.press(SAVE).see("1 nama");
        screen.press(SAVE).see("dengan 1 nama?");
        // The answer may be on its way, or the act not even there.
        screen.press("y");
        kill_server(&desk);
        screen.see("terdaftar dengan 1 nama");
        screen.press(ESC).see("paling mendesak");
        screen.press("0").see("Menunggu saya");
        let listed = run(&desk, &["request", "list", "--json"]);
        assert_eq!(listed.matches(&name).count(), 1, "{listed}");
    }
}

#[test]
fn a_damaged_desk_is_told_on_the_plain_terminal() {
    let desk = TestDesk::new();
    harm(&desk.folder.path().join(SEGMENT));
    let screen = Screen::open(desk.folder.path(), 80, 24, &[]);
    screen.see("Data meja rusak");
    let shown = screen.see("loket restore");
    assert!(shown.contains("folder journal"), "{shown}");
    let parser = screen.shown.parser.lock().unwrap();
    assert!(!parser.0.screen().alternate_screen());
    assert!(!parser.0.screen().hide_cursor());
}

#[test]
fn a_screen_that_cannot_come_back_says_why() {
    let desk = TestDesk::new();
    let mut screen = open(&desk);
    begin_letter(&mut screen, "Dinas Kesehatan");
    kill_server(&desk);
    wait_until("the server is gone", || !desk.is_served());
    harm(&desk.folder.path().join(SEGMENT));
    screen.see("Meja tidak dapat dihubungi lagi");
    let shown = screen.see("beri tahu pengelola loket");
    assert!(shown.contains("Data meja rusak"), "{shown}");
    assert!(shown.contains("Dinas Kesehatan"), "{shown}");
    assert!(!shown.contains("menyambung kembali"), "{shown}");
}

fn harm(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    bytes[100] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// Not a test of its own: holds a terminal with a form in it until it is killed, as a cut SSH
/// session's server process is.
#[test]
fn holder_of_a_terminal() {
    let Some(folder) = std::env::var_os(HOLDS) else {
        return;
    };
    let mut screen = Screen::open(Path::new(&folder), 80, 24, &[]);
    screen.see("b baru");
    screen.press("b");
    screen.see("Ctrl-S: lanjut");
    println!("\npid {}", screen.child.process_id().unwrap());
    // Whether a draft is offered is only known a moment after the form is there.
    let typed = std::env::var("LOKET_TEST_TYPED").unwrap();
    let shown = match typed.as_str() {
        "" => screen.see("Ada konsep surat dari"),
        typed => screen.press(typed).see(typed),
    };
    let offered = shown.lines().find(|line| line.contains("Ada konsep"));
    println!("typed {}", offered.unwrap_or_default());
    loop {
        std::thread::park();
    }
}

/// A process that holds a terminal; killed, its terminal is gone.
fn hold(desk: &TestDesk, typed: &str) -> (std::process::Child, u32, String) {
    let mut holds = Command::new(std::env::current_exe().unwrap());
    holds.args(alone(module_path!(), "holder_of_a_terminal"));
    holds.env(HOLDS, desk.folder.path());
    holds.env("LOKET_TEST_TYPED", typed);
    let mut child = holds.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = |begin: &str| {
        loop {
            let line = lines.next().expect("the holder says it").unwrap();
            if let Some(rest) = line.strip_prefix(begin) {
                return rest.to_owned();
            }
        }
    };
    let pid = said("pid ").parse().unwrap();
    let offered = said("typed ");
    (child, pid, offered)
}

#[test]
fn a_cut_terminal_ends_the_screen_and_the_draft_is_offered_again() {
    let desk = TestDesk::new();
    // A screen that stays, so that the server has somebody to leave unharmed.
    let witness = open(&desk);
    let pid = holder(&desk.folder.server_lock()).unwrap();
    let mut longest = Duration::ZERO;
    for round in 0..rounds(10) {
        let name = format!("Kantor{round}");
        let state = desk.folder.path().parent().unwrap().join("state");
        let _ = fs::remove_dir_all(&state);
        let (mut holder, client, _) = hold(&desk, &name);
        holder.kill().unwrap();
        holder.wait().unwrap();
        let since = Instant::now();
        wait_until("the screen without a terminal ends", || !lives(client));
        longest = longest.max(since.elapsed());
        let kept = drafts(&state);
        assert!(kept.contains(&name), "round {round}: {kept}");
        if round == 0 {
            let (mut again, client, offered) = hold(&desk, "");
            assert!(offered.contains(&name), "{offered}");
            again.kill().unwrap();
            again.wait().unwrap();
            wait_until("the second screen ends", || !lives(client));
        }
    }
    println!("the slowest screen ended after {longest:?}");
    assert_eq!(holder(&desk.folder.server_lock()), Some(pid));
    assert!(witness.see("b baru").contains("Hari Ini"));
}

/// How long the end may take, whatever the line does.
const END: Duration = Duration::from_secs(1);

/// What keeps the line from taking anything.
#[derive(Clone, Copy, Debug)]
enum Frozen {
    /// Nobody reads.
    Unread,
    /// Output is stopped, as by Ctrl-S.
    Stopped,
}

/// Freezes a screen's line for good; frames are asked for until none goes through.
fn freeze(screen: &mut Screen, how: Frozen) {
    let name = screen._master.tty_name().unwrap();
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
    let line = rustix::fs::open(&name, flags, Mode::empty()).unwrap();
    match how {
        Frozen::Unread => screen.shown.frozen.store(true, Ordering::SeqCst),
        Frozen::Stopped => {
            rustix::termios::tcflow(&line, rustix::termios::Action::OOff).unwrap();
        }
    }
    wait_until("the line takes nothing", || {
        screen.press("\x0c");
        let mut asked = [rustix::event::PollFd::new(
            &line,
            rustix::event::PollFlags::OUT,
        )];
        rustix::event::poll(&mut asked, Some(&rustix::event::Timespec::default())).unwrap();
        asked[0].revents().is_empty()
    });
}

#[test]
fn a_line_that_takes_nothing_holds_up_neither_keys_nor_the_end() {
    for how in [Frozen::Unread, Frozen::Stopped] {
        for signal in [Signal::TERM, Signal::HUP] {
            let desk = TestDesk::new();
            let mut screen = open(&desk);
            begin_letter(&mut screen, "Dinas Kese");
            freeze(&mut screen, how);
            screen.press("hatan");
            let state = desk.folder.path().parent().unwrap().join("state");
            wait_until("what is typed blindly is kept", || {
                drafts(&state).contains("Dinas Kesehatan")
            });
            let pid = i32::try_from(screen.child.process_id().unwrap()).unwrap();
            let since = Instant::now();
            kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
            wait_until("the screen ends", || {
                screen.child.try_wait().unwrap().is_some()
            });
            let took = since.elapsed();
            println!("{how:?}, {signal:?}: {took:?}");
            assert!(took < END, "{how:?}, {signal:?}: {took:?}");
            assert!(drafts(&state).contains("Dinas Kesehatan"));
        }
    }
}

/// Whether a process runs: one that ended and was not yet asked how is no longer running.
fn lives(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"));
    stat.is_ok_and(|stat| !stat.contains(") Z "))
}

fn drafts(state: &Path) -> String {
    let mut folders: Vec<PathBuf> = vec![state.to_owned()];
    let mut all = String::new();
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(folder).into_iter().flatten() {
            let path = item.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => all += &fs::read_to_string(path).unwrap_or_default(),
            }
        }
    }
    all
}

#[test]
fn nothing_from_outside_speaks_to_the_terminal() {
    let desk = TestDesk::new();
    let name = "Siti\x1b[8mJEBOL\x07\u{202e}timaR";
    let from = "Dinas\x1b[2J\u{9b}31mUji";
    let given = [
        "letter",
        "new",
        "--from",
        from,
        "--number",
        "1\x1b[1;1H2",
        "--subject",
        "hal\x1bc",
    ];
    let told = run(
        &desk,
        &[&given[..], &["--name", name, "--note", "catatan\x1b[8m"]].concat(),
    );
    assert!(told.contains("0001.01/2026"), "{told}");
    run(
        &desk,
        &["request", "note", "0001.01/2026", "kata\x1b[?1049l"],
    );
    let form = desk.folder.path().parent().unwrap().join("form.csv");
    let rows = "Timestamp,Nama,NIP,Email Dinas,Jenis Permohonan\n\
         23/11/2026 08.00.00,\"Rina\x1b[31m\u{202e}\",199001152015032004,a\x1b@b.go.id,Penerbitan\n\
         bukan tanggal,\"\x1b]0;X\x07\",\x1b,,\x1b[5m\n";
    fs::write(&form, rows).unwrap();
    let form = form.display().to_string();
    let mut all = run(&desk, &["import", &form]);
    for verb in [
        &["import", &form, "--dry-run", "--json"][..],
        &["request", "list"],
        &["request", "list", "--json"],
        &["request", "show", "0001.01/2026"],
        &["request", "show", "0001.01/2026", "--json"],
        &["letter", "show", "0001/2026"],
        &["letter", "list"],
        &["sheet", "show", "0001/2026"],
        &["sheet", "list"],
        &["audit", "log", "--limit", "0"],
        &["audit", "log", "--limit", "0", "--json"],
    ] {
        let said = run(&desk, verb);
        assert!(said.len() > 20, "{verb:?}: {said}");
        all += &said;
    }
    let bad: Vec<char> = all
        .chars()
        .filter(|letter| (letter.is_control() && *letter != '\n') || *letter == '\u{202e}')
        .collect();
    assert_eq!(bad, Vec::<char>::new(), "{all}");
    // What a terminal had obeyed could not be read there.
    let mark = "Siti␛[8mJEBOLtimaR";
    let mut screen = Screen::open(desk.folder.path(), 120, 40, &[]);
    screen.see("Siti␛[8m");
    screen.press("1").see("paling mendesak");
    screen.see("Rina␛[31m");
    screen.press("\x1b[B");
    screen.press("\r").see(mark);
    screen.see("Dinas␛[2J‹009B›31mUji");
    screen.press(ESC).see("paling mendesak");
    screen.press("2").see("␛[2J");
    screen.press("\r").see("Lembar disposisi");
    let shown = screen.see("Dinas␛[2J‹009B›31mUji");
    assert!(shown.contains("1␛[1;1H2"), "{shown}");
}
