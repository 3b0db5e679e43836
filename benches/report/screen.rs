//! A program in a real pseudo-terminal: every piece of its output with the moment it came.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant as Moment};

/// Longest wait for the first byte of an answer.
const PATIENCE: Duration = Duration::from_secs(120);

/// Lines above what a tab shows: the desk's, and the tabs.
const HEAD: usize = 2;

/// A program that goes on drawing is not waited for longer than this.
const RESTLESS: Duration = Duration::from_secs(3);

type Pieces = Vec<(Moment, Vec<u8>)>;

struct Output {
    pieces: Mutex<Pieces>,
    news: Condvar,
}

/// A program with its terminal.
pub struct Screen {
    output: Arc<Output>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    started: Moment,
    cols: u16,
    rows: u16,
    /// Pieces that were looked at.
    seen: usize,
    /// What the first of them showed, so many.
    shown: vt100::Parser,
    settled: usize,
}

/// What came after a key. A frame is judged by what it shows: what is written later and shows
/// nothing new does not count.
pub struct Answer {
    /// Milliseconds from the key to the last change of what stands at the left, or of the whole
    /// screen where nothing stands beside it: the list, complete.
    pub frame: f64,
    /// Milliseconds from the key to the last change of what stands beside the list: the record,
    /// complete; `None` where nothing changed there.
    pub record: Option<f64>,
    /// Milliseconds from the key to the last byte of all that came of it.
    pub last: f64,
    /// Bytes of all of it.
    pub bytes: usize,
}

impl Screen {
    pub fn open(mut command: CommandBuilder, cols: u16, rows: u16) -> Screen {
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pty = native_pty_system().openpty(size).unwrap();
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        let output = Arc::new(Output {
            pieces: Mutex::default(),
            news: Condvar::new(),
        });
        let keys = pty.master.take_writer().unwrap();
        let started = Moment::now();
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        collect(pty.master, output.clone());
        Screen {
            output,
            keys,
            child,
            started,
            cols,
            rows,
            seen: 0,
            shown: vt100::Parser::new(rows, cols, 0),
            settled: 0,
        }
    }

    /// The desk's own screen.
    pub fn of_desk(desk: &Path, cols: u16, rows: u16) -> Screen {
        let mut command = CommandBuilder::new(super::program());
        command.env("LOKET_DESK", desk);
        command.env("XDG_STATE_HOME", desk.parent().unwrap().join("state"));
        command.env("LANG", "C.UTF-8");
        Screen::open(command, cols, rows)
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Waits until something came and then nothing for `quiet`; what came since the last look. A
    /// program that never rests is left after some seconds.
    fn settle(&mut self, quiet: Duration) -> Pieces {
        let began = Moment::now();
        let until = began + PATIENCE;
        let mut pieces = self.output.pieces.lock().unwrap();
        loop {
            let last = pieces.get(self.seen..).and_then(|new| new.last());
            let rest = match last {
                Some((at, _)) if at.elapsed() >= quiet => break,
                Some((at, _)) if *at > began && began.elapsed() > quiet + RESTLESS => break,
                Some((at, _)) => quiet.saturating_sub(at.elapsed()),
                None => until.saturating_duration_since(Moment::now()),
            };
            if rest.is_zero() {
                break;
            }
            pieces = self.output.news.wait_timeout(pieces, rest).unwrap().0;
        }
        let new = pieces[self.seen..].to_vec();
        self.seen = pieces.len();
        new
    }

    /// Waits for the screen to be complete after its start: milliseconds from the start to the
    /// byte after which what it shows does not change any more.
    pub fn complete(&mut self, quiet: Duration) -> f64 {
        self.settle(quiet);
        ms(self.unchanged_since(0) - self.started)
    }

    /// Milliseconds from the start to the first byte after which the screen is as wanted: its rows.
    pub fn first(&self, wanted: impl Fn(&[String]) -> bool) -> f64 {
        let pieces = self.output.pieces.lock().unwrap();
        let mut parser = vt100::Parser::new(self.rows, self.cols, 0);
        for (at, piece) in pieces.iter() {
            parser.process(piece);
            let rows: Vec<String> = parser.screen().rows(0, self.cols).collect();
            if wanted(&rows) {
                return ms(*at - self.started);
            }
        }
        panic!(
            "the screen never was as wanted:\n{}",
            parser.screen().contents()
        );
    }

    /// The moment of the piece, from this one on, after which what is shown does not change any
    /// more, however much is still written.
    fn unchanged_since(&self, from: usize) -> Moment {
        let pieces = self.output.pieces.lock().unwrap();
        let mut parser = vt100::Parser::new(self.rows, self.cols, 0);
        let (before, after) = pieces[..self.seen].split_at(from);
        before.iter().for_each(|(_, piece)| parser.process(piece));
        let mut shown = parser.screen().contents();
        let mut since = after.first().expect("something came").0;
        for (at, piece) in after {
            parser.process(piece);
            let now = parser.screen().contents();
            if now != shown {
                (shown, since) = (now, *at);
            }
        }
        since
    }

    /// Presses keys in a program that may go on drawing: milliseconds to the last change of what it
    /// shows.
    pub fn press_and_watch(&mut self, keys: &str, quiet: Duration) -> f64 {
        self.settle_now();
        let from = self.seen;
        let at = Moment::now();
        self.type_on(keys);
        self.settle(quiet);
        ms(self.unchanged_since(from) - at)
    }

    /// Makes sure that it measures what it says it does.
    pub fn must_show(&self, what: &str) {
        let text = self.text();
        assert!(
            text.contains(what),
            "the screen does not show {what:?}:\n{text}"
        );
    }

    /// What the screen shows now.
    fn text(&self) -> String {
        let mut parser = vt100::Parser::new(self.rows, self.cols, 0);
        let pieces = self.output.pieces.lock().unwrap();
        pieces.iter().for_each(|(_, new)| parser.process(new));
        parser.screen().contents()
    }

    /// Presses keys and waits until all that comes of it has come.
    pub fn press(&mut self, keys: &str, quiet: Duration) -> Answer {
        self.settle_now();
        let before = self.shown.screen().clone();
        let at = Moment::now();
        self.type_on(keys);
        let pieces = self.settle(quiet);
        let states: Vec<_> = pieces
            .iter()
            .map(|(_, piece)| {
                self.shown.process(piece);
                self.shown.screen().clone()
            })
            .collect();
        self.settled = self.seen;
        let edge = edge(self.shown.screen(), self.cols);
        let parts = |screen: &vt100::Screen| parts(screen, edge, self.cols);
        let mut now = parts(&before);
        // The last pieces that changed the list, and what stands beside it.
        let mut last = [None, None];
        for (state, (moment, _)) in states.iter().zip(&pieces) {
            let then = std::mem::replace(&mut now, parts(state));
            for (part, last) in last.iter_mut().enumerate() {
                if then[part] != now[part] {
                    *last = Some(ms(*moment - at));
                }
            }
        }
        Answer {
            frame: last[0].unwrap_or(0.0),
            record: last[1],
            last: ms(pieces.last().map_or(at, |(last, _)| *last) - at),
            bytes: pieces.iter().map(|(_, piece)| piece.len()).sum(),
        }
    }

    /// Presses keys and goes on at once.
    pub fn type_on(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// What came unasked is not counted to the next key.
    fn settle_now(&mut self) {
        let pieces = self.output.pieces.lock().unwrap();
        let new = pieces.iter().skip(self.settled);
        new.for_each(|(_, piece)| self.shown.process(piece));
        self.seen = pieces.len();
        self.settled = self.seen;
    }

    /// Bytes that came unasked while nobody touched anything.
    pub fn unasked(&mut self, during: Duration) -> usize {
        self.settle_now();
        let from = self.seen;
        std::thread::sleep(during);
        let pieces = self.output.pieces.lock().unwrap();
        pieces[from..].iter().map(|(_, piece)| piece.len()).sum()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The column at which what stands beside the list begins; behind the screen where nothing does.
fn edge(screen: &vt100::Screen, cols: u16) -> u16 {
    let mut tops = screen.rows(0, cols);
    let top = tops.find_map(|row| row.find("╮╭").map(|at| row[..at].chars().count() + 1));
    top.and_then(|column| u16::try_from(column).ok())
        .unwrap_or(cols)
}

/// What the list shows, and what stands beside it and in the line of hints, colours included; where
/// nothing stands beside it, the whole screen is the list.
fn parts(screen: &vt100::Screen, edge: u16, cols: u16) -> [Vec<Vec<u8>>; 2] {
    if edge == cols {
        return [screen.rows_formatted(0, cols).collect(), Vec::new()];
    }
    let mut list: Vec<_> = screen.rows_formatted(0, edge).collect();
    let hints = list.pop().unwrap_or_default();
    let mut beside: Vec<_> = screen.rows_formatted(edge, cols - edge).collect();
    beside.push(hints);
    [list.split_off(HEAD.min(list.len())), beside]
}

/// Reads all output on a thread of its own, which keeps the terminal open.
fn collect(master: Box<dyn MasterPty + Send>, output: Arc<Output>) {
    let mut reader = master.try_clone_reader().unwrap();
    std::thread::spawn(move || {
        let _master = master;
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(read) = reader.read(&mut bytes) {
            if read == 0 {
                return;
            }
            let piece = (Moment::now(), bytes[..read].to_vec());
            output.pieces.lock().unwrap().push(piece);
            output.news.notify_all();
        }
    });
}

pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
