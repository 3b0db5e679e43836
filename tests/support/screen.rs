//! The real program in a real pty, worked by keys alone and read as a person reads it.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// Longest wait for a screen; far beyond what it takes on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// Rest between two runs of keys, so that they are not taken for a paste.
const BETWEEN: Duration = Duration::from_millis(60);
/// Rest after a lone Esc: the key behind it is not doubted any more.
const AFTER_ESC: Duration = Duration::from_millis(700);

/// Bytes of the keys that are pressed without a rest.
fn run(keys: &str) -> usize {
    let lone = |at: usize| !keys[at + 1..].starts_with(['[', 'O']);
    let mut end = 0;
    for (count, (at, letter)) in keys.char_indices().enumerate() {
        if count == 20 {
            break;
        }
        end = at + letter.len_utf8();
        if letter == '\x1b' && lone(at) {
            break;
        }
    }
    end
}

/// What goes before a frame, and what ends it.
const FRAME: [&[u8]; 2] = [b"\x1b[?2026h", b"\x1b[?2026l"];

/// Bytes that stand before a frame that has not ended, or before a mark that has not: a frame is
/// seen whole or not at all, as on a terminal that knows the marks.
fn whole(bytes: &[u8]) -> usize {
    let last = |mark: &[u8]| bytes.windows(mark.len()).rposition(|part| part == mark);
    let end = match (last(FRAME[0]), last(FRAME[1])) {
        (Some(begun), ended) if ended.is_none_or(|ended| ended < begun) => begun,
        _ => bytes.len(),
    };
    let begun = (1..FRAME[0].len()).find(|cut| bytes[..end].ends_with(&FRAME[0][..*cut]));
    end - begun.unwrap_or(0)
}

pub struct Shown {
    pub parser: Mutex<(vt100::Parser, bool)>,
    news: Condvar,
    /// Nobody reads what the program writes.
    pub frozen: AtomicBool,
}

/// A screen of the desk.
pub struct Screen {
    pub shown: Arc<Shown>,
    pub keys: Box<dyn Write + Send>,
    /// When a key was pressed last, and how long the next one waits.
    pressed: Instant,
    rest: Duration,
    pub child: Box<dyn Child + Send + Sync>,
    /// Stays open for as long as the screen is read; `resize` changes its size.
    pub _master: Box<dyn MasterPty + Send>,
}

impl Screen {
    /// Runs a command in a terminal of this size.
    pub fn of(command: CommandBuilder, cols: u16, rows: u16) -> Screen {
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pty = native_pty_system().openpty(size).unwrap();
        let child = pty.slave.spawn_command(command).unwrap();
        drop(pty.slave);
        let shown = Arc::new(Shown {
            parser: Mutex::new((vt100::Parser::new(rows, cols, 0), false)),
            news: Condvar::new(),
            frozen: AtomicBool::new(false),
        });
        let keys = pty.master.take_writer().unwrap();
        let mut output = pty.master.try_clone_reader().unwrap();
        let seen = shown.clone();
        std::thread::spawn(move || {
            let mut bytes = [0; 8192];
            let mut came = Vec::new();
            loop {
                let read = output.read(&mut bytes).unwrap_or(0);
                let mut parser = seen.parser.lock().unwrap();
                came.extend_from_slice(&bytes[..read]);
                parser.1 = read == 0;
                let drawn = match read {
                    0 => came.len(),
                    _ => whole(&came),
                };
                parser.0.process(&came[..drawn]);
                came.drain(..drawn);
                seen.news.notify_all();
                if read == 0 {
                    return;
                }
                while seen.frozen.load(Ordering::SeqCst) {
                    parser = seen.news.wait(parser).unwrap();
                }
            }
        });
        Screen {
            shown,
            keys,
            pressed: Instant::now(),
            rest: Duration::ZERO,
            child,
            _master: pty.master,
        }
    }

    /// Presses keys as somebody fast does: plain text, `\r` Enter, `\x1b` Esc, `\x13` Ctrl-S. A
    /// lone Esc stands alone, and no run is so long and fast that it is taken for a paste.
    pub fn press(&mut self, keys: &str) -> &mut Screen {
        let mut rest = keys;
        while !rest.is_empty() {
            std::thread::sleep(self.rest.saturating_sub(self.pressed.elapsed()));
            let run = run(rest);
            self.keys.write_all(&rest.as_bytes()[..run]).unwrap();
            self.keys.flush().unwrap();
            self.pressed = Instant::now();
            self.rest = match rest[..run].ends_with('\x1b') {
                true => AFTER_ESC,
                false => BETWEEN,
            };
            rest = &rest[run..];
        }
        self
    }

    /// Waits until the screen shows what is asked for; says what it showed instead.
    pub fn wait_for(&self, what: &str, met: impl Fn(&str) -> bool) -> String {
        let until = Instant::now() + DEADLINE;
        let mut parser = self.shown.parser.lock().unwrap();
        loop {
            let text = parser.0.screen().contents();
            if met(&text) {
                return text;
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero() && !parser.1,
                "waited in vain for {what}; the screen:\n{text}"
            );
            parser = self.shown.news.wait_timeout(parser, left).unwrap().0;
        }
    }

    /// Waits for a text.
    pub fn see(&self, text: &str) -> String {
        self.wait_for(&format!("{text:?}"), |shown| shown.contains(text))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        self.shown.frozen.store(false, Ordering::SeqCst);
        self.shown.news.notify_all();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
