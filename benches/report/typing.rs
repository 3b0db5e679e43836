//! Search as one types: from each keystroke to the last byte of the rows it brings, on the real
//! screen, the record beside the list, which follows when the typing rests, left out; SQLite's
//! `LIKE`, fzf and rg over the same texts beside it.

use super::keys::installed;
use super::like::{Like, TYPED};
use super::making::Made;
use super::screen::{Screen, ms};
use super::served::Server;
use super::table::{Row, at_share, spread};
use portable_pty::CommandBuilder;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant as Moment};

/// After this long without a byte, nothing more comes of a keystroke.
const QUIET: Duration = Duration::from_millis(250);

const ESC: &str = "\x1b";

/// Clears the line of fzf.
const CTRL_U: &str = "\x15";

pub fn measure(made: &Made, put: &mut dyn FnMut(Row)) {
    let what = "search as you type: each keystroke to its rows";
    let server = Server::start(&made.desk);
    let ours = typed_here(made);
    drop(server);
    let p99 = at_share(&ours, 0.99);
    let row = || Row::shown(what, &made.data(), spread(&ours));
    put(row().line("p99 <= 15 ms", p99 <= 15.0));
    let mut beside = |name: &str, theirs: Option<Vec<f64>>| {
        let Some(theirs) = theirs else {
            let why = format!("{name} is not installed");
            return put(Row::not_measured(what, &made.data(), &why));
        };
        let peer = at_share(&theirs, 0.99);
        let row = row().against(format!("{name}: {}", spread(&theirs)), p99 / peer);
        put(row.line(format!("p99 ahead of {name}"), p99 < peer));
    };
    beside("SQLite LIKE", Some(like(made)));
    beside("fzf", installed("fzf").then(|| fzf(made)));
    beside("rg", installed("rg").then(|| rg(made)));
}

fn typed_here(made: &Made) -> Vec<f64> {
    let mut screen = Screen::of_desk(made.desk.path(), 120, 40);
    screen.complete(QUIET);
    screen.press("4", QUIET);
    screen.must_show("╭ Sertifikat");
    let mut times = Vec::new();
    for typed in TYPED {
        screen.press("/", QUIET);
        for letter in typed.chars() {
            times.push(screen.press(&letter.to_string(), QUIET).frame);
        }
        screen.must_show(&format!("/ {typed}"));
        screen.press(ESC, QUIET);
    }
    times
}

fn like(made: &Made) -> Vec<f64> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(&made.csv)
        .unwrap();
    let rows = reader.deserialize().map(Result::unwrap);
    let like = Like::of(rows);
    keystrokes(|part| {
        like.search(part);
    })
}

/// Each keystroke is a process of its own, as a filter in a script would be.
fn rg(made: &Made) -> Vec<f64> {
    keystrokes(|part| {
        let mut command = Command::new("rg");
        command.args(["-i", "-c", "-F", part]).arg(&made.csv);
        command.stdout(Stdio::null()).status().unwrap();
    })
}

fn fzf(made: &Made) -> Vec<f64> {
    let mut command = CommandBuilder::new("sh");
    command.args(["-c", "exec fzf < \"$0\""]);
    command.arg(&made.csv);
    let mut screen = Screen::open(command, 120, 40);
    screen.complete(Duration::from_secs(2));
    let mut times = Vec::new();
    for typed in TYPED {
        for letter in typed.chars() {
            times.push(screen.press(&letter.to_string(), QUIET).last);
        }
        screen.press(CTRL_U, QUIET);
    }
    times
}

/// Times of each keystroke of all that is typed.
fn keystrokes(mut search: impl FnMut(&str)) -> Vec<f64> {
    let parts = TYPED
        .iter()
        .flat_map(|typed| (1..=typed.len()).map(|end| &typed[..end]));
    parts
        .map(|part| {
            let at = Moment::now();
            search(part);
            ms(at.elapsed())
        })
        .collect()
}
