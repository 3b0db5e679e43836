//! From a key to the last byte of its frame, a hundred keys at once, and the bytes of one step; less
//! and csvlens over the same rows beside it, where they are installed.

use super::bare;
use super::making::Made;
use super::screen::{Answer, Screen};
use super::served::Server;
use super::table::{Row, at_share, spread};
use portable_pty::CommandBuilder;
use std::path::Path;
use std::time::Duration;

/// After this long without a byte, nothing more comes of a key.
const QUIET: Duration = Duration::from_millis(150);

const DOWN: &str = "\x1b[B";
const PAGE_DOWN: &str = "\x1b[6~";
const HOME: &str = "\x1b[H";
const END: &str = "\x1b[F";

/// Presses of a key, and of a burst.
const TRIALS: usize = 120;
const ROUNDS: usize = 15;

/// A held key: how often, and how fast a keyboard repeats it.
const HELD: usize = 10;
const REPEAT: Duration = Duration::from_millis(33);

/// Steps that stay within the window from its top.
const WITHIN: usize = 15;

pub fn measure(made: &Made, put: &mut dyn FnMut(Row)) {
    let _server = Server::start(&made.desk);
    let mut screen = Screen::of_desk(made.desk.path(), 120, 40);
    screen.complete(QUIET);
    screen.press("4", QUIET);
    screen.must_show("╭ Sertifikat");
    let keys: [(&str, &str, &[&str]); 3] = [
        ("the moved row", "Down", &[DOWN]),
        ("the rows", "PageDown", &[PAGE_DOWN]),
        ("the rows", "next tab", &["1", "2", "3", "4", "5", "0"]),
    ];
    for (what, name, keys) in keys {
        let turns = keys.iter().cycle().take(TRIALS);
        let answers: Vec<_> = turns.map(|key| screen.press(key, QUIET)).collect();
        put(frame_of(what, name, made, &answers));
        put(record_of(name, made, &answers));
    }
    put(bare_key(made));
    screen.press("4", QUIET);
    screen.must_show("╭ Sertifikat");
    put(held_key(made, &mut screen));
    end(made, &mut screen, put);
    burst(made, &mut screen, put);
    drop(screen);
    put(step_bytes(made, 80, 24, "list alone 80x24", 350));
    put(step_bytes(
        made,
        120,
        40,
        "the record beside it 120x40",
        3_000,
    ));
}

/// The frame of the list that a key brings.
fn frame_of(what: &str, name: &str, made: &Made, answers: &[Answer]) -> Row {
    let all: Vec<_> = answers.iter().map(|answer| answer.frame).collect();
    let what = format!("key to {what}: {name}");
    Row::shown(&what, &made.data(), spread(&all)).line("p99 <= 5 ms", at_share(&all, 0.99) <= 5.0)
}

/// The record beside the list, which a key brings after it: asked of the desk, each key being the
/// first after a rest.
fn record_of(name: &str, made: &Made, answers: &[Answer]) -> Row {
    let all: Vec<_> = answers.iter().filter_map(|answer| answer.record).collect();
    let what = format!("key to the record beside it: {name}");
    Row::shown(&what, &made.data(), spread(&all)).line("p99 <= 20 ms", at_share(&all, 0.99) <= 20.0)
}

/// Under a held key the record waits for a rest: from the last key to the record.
fn held_key(made: &Made, screen: &mut Screen) -> Row {
    screen.press(HOME, QUIET);
    let round = |_| {
        for _ in 0..HELD {
            screen.type_on(DOWN);
            std::thread::sleep(REPEAT);
        }
        screen.press(DOWN, QUIET).record
    };
    let all: Vec<_> = (0..ROUNDS).filter_map(round).collect();
    Row::shown(
        "a held key: the last Down to the record",
        &made.data(),
        spread(&all),
    )
    .line("p99 <= 100 ms", at_share(&all, 0.99) <= 100.0)
}

/// What a key takes here and now at the least: the frame of a bare ratatui program. Its 99th
/// percentile is the machine's.
fn bare_key(made: &Made) -> Row {
    let mut screen = bare::screen();
    screen.complete(QUIET);
    let answers = (0..TRIALS).map(|_| screen.press(DOWN, QUIET).frame);
    Row::shown(
        "the same key in a bare ratatui program",
        &made.data(),
        spread(&answers.collect::<Vec<_>>()),
    )
}

/// Milliseconds of the last key of each pair, to its last byte.
fn after(screen: &mut Screen, before: &str, keys: &str) -> Vec<Answer> {
    let round = |_| {
        screen.press(before, QUIET);
        screen.press(keys, QUIET)
    };
    (0..ROUNDS).map(round).collect()
}

fn end(made: &Made, screen: &mut Screen, put: &mut dyn FnMut(Row)) {
    let what = "End: the last rows shown";
    let ours: Vec<_> = after(screen, HOME, END)
        .iter()
        .map(|one| one.frame)
        .collect();
    let row = || Row::shown(what, &made.data(), spread(&ours));
    for (name, program, home) in [
        ("csvlens", &["csvlens"][..], "g"),
        ("less", &["less", "-S"], "g"),
    ] {
        let Some(mut peer) = lister(program, &made.csv) else {
            let why = format!("{name} is not installed");
            put(Row::not_measured(what, &made.data(), &why));
            continue;
        };
        let round = |_| {
            peer.press(home, QUIET);
            peer.press_and_watch("G", QUIET)
        };
        let theirs: Vec<_> = (0..ROUNDS).map(round).collect();
        let [us, them] = [&ours, &theirs].map(|all| at_share(all, 0.5));
        let row = row().against(format!("{name}: median {them:.1} ms"), us / them);
        // less looks at the end of the file alone and knows neither rows nor their number.
        put(match name {
            "less" => row,
            _ => row.line(format!("ahead of {name}"), us < them),
        });
    }
}

/// A hundred steps in one write.
fn burst(made: &Made, screen: &mut Screen, put: &mut dyn FnMut(Row)) {
    let ours = after(screen, HOME, &DOWN.repeat(100));
    let time = at_share(&ours.iter().map(|one| one.frame).collect::<Vec<_>>(), 0.5);
    let most = ours.iter().map(|one| one.bytes).max().unwrap_or(0);
    let mut row = Row::shown(
        "100 x Down in one write; bytes with the side panel",
        &made.data(),
        format!("median {time:.1} ms, at most {most} bytes"),
    );
    if let Some(mut less) = lister(&["less", "-S"], &made.csv) {
        let theirs = after(&mut less, "g", &"j".repeat(100));
        let theirs_ms = theirs.iter().map(|one| one.last).collect::<Vec<_>>();
        let theirs_ms = at_share(&theirs_ms, 0.5);
        let bytes = theirs.iter().map(|one| one.bytes).max().unwrap_or(0);
        row = row.against(
            format!("less: {theirs_ms:.1} ms, {bytes} bytes"),
            time / theirs_ms,
        );
    }
    put(row.line("<= 10 ms, <= 10 kB", time <= 10.0 && most <= 10_000));
}

/// Bytes of one step of the cursor, the record of the side panel included: within the window, and
/// where it scrolls.
fn step_bytes(made: &Made, cols: u16, rows: u16, how: &str, line: usize) -> Row {
    let mut screen = Screen::of_desk(made.desk.path(), cols, rows);
    screen.complete(QUIET);
    screen.press("4", QUIET);
    screen.must_show("╭ Sertifikat");
    let mut steps = |count: usize| -> usize {
        let bytes = (0..count).map(|_| screen.press(DOWN, QUIET).bytes);
        bytes.max().unwrap_or(0)
    };
    let within = steps(WITHIN);
    steps(usize::from(rows));
    let scrolls = steps(WITHIN);
    let row = Row::shown(
        &format!("bytes of one Down, {how}"),
        &made.data(),
        format!("{within} in the window, {scrolls} scrolling"),
    );
    row.line(format!("<= {line}"), within.max(scrolls) <= line)
}

/// A program that lists a file, if it is on this machine.
fn lister(program: &[&str], file: &Path) -> Option<Screen> {
    installed(program[0]).then(|| {
        let mut command = CommandBuilder::new(program[0]);
        command.args(&program[1..]);
        command.arg(file);
        let mut screen = Screen::open(command, 120, 40);
        screen.complete(Duration::from_millis(1_000));
        screen
    })
}

/// Whether a program is on this machine.
pub fn installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
