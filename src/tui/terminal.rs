//! The terminal: taken in one guard that gives it back on return, on error and on panic; written
//! to in whole frames.

pub mod capabilities;
mod modes;
mod output;
mod painter;
mod pen;
pub mod watch;

use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant as Moment};

use ratatui::buffer::Buffer;
use ratatui::crossterm::queue;
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, disable_raw_mode, enable_raw_mode, size,
};
use ratatui::layout::{Rect, Size};

use output::Output;
use painter::Painter;

use crate::tui::spots::Cursor;

/// Bytes that a whole frame takes at most on a usual screen.
const BUFFER: usize = 64 * 1024;

/// Giving the terminal back waits for the line at most this long.
const LEAVING: Duration = Duration::from_millis(300);

/// What `restore` has to give back: nothing, the screen, the mouse, too.
static TAKEN: AtomicU8 = AtomicU8::new(NOTHING);
const NOTHING: u8 = 0;
const SCREEN: u8 = 1;
const MOUSE: u8 = 2;

/// The thread that draws; a panic elsewhere leaves the screen alone.
static DRAWS: OnceLock<ThreadId> = OnceLock::new();

/// A frame waits for the line.
static HELD: AtomicBool = AtomicBool::new(false);

/// Whether the terminal takes nothing at the moment: a part of a frame waits for longer than
/// [`output::PATIENCE`].
pub fn output_held() -> bool {
    HELD.load(Ordering::Relaxed)
}

/// Gives the terminal back as it was. Does nothing when it was given back already; errors are
/// passed over, for the terminal may be gone. A line that takes nothing is not waited for: what
/// waits there is a frame that would be wiped anyway.
pub fn restore() {
    let taken = TAKEN.swap(NOTHING, Ordering::SeqCst);
    if taken == NOTHING {
        return;
    }
    if let Some(out) = Output::opened() {
        let mut bytes = modes::leave(taken == MOUSE).into_bytes();
        let told = !output_held() && out.write_within(&bytes, LEAVING).is_ok();
        if !told {
            out.discard();
            bytes.insert(0, modes::CANCEL);
            let _ = out.write_within(&bytes, LEAVING);
        }
    }
    let _ = disable_raw_mode();
}

/// Gives the terminal back before a panic is told, so that it can be read. Called after the
/// reporter of panics is installed.
pub fn restore_on_panic() {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let draws = DRAWS.get().copied();
        if draws.is_none() || draws == Some(thread::current().id()) {
            restore();
            told(info);
        } else {
            // The screen stands: a report would be written across it.
            tracing::error!("{info}");
        }
    }));
}

/// The screen being drawn on.
pub struct Screen<W: Write> {
    out: W,
    painter: Painter,
    /// The frame being made.
    next: Buffer,
    /// What is written, and how much of it the line took already.
    bytes: Vec<u8>,
    sent: usize,
    /// Gives the real terminal back when this goes; a screen of a fixed size has none.
    guard: Option<Guard>,
}

/// Gives the terminal back when it goes.
struct Guard {
    plain: bool,
    mouse: bool,
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

impl Guard {
    /// Takes the terminal, for the first time or after another program had it; returns what it is
    /// to be told.
    fn enter(&self) -> io::Result<String> {
        enable_raw_mode()?;
        let taken = if self.mouse { MOUSE } else { SCREEN };
        TAKEN.store(taken, Ordering::SeqCst);
        Ok(modes::enter(self.plain, self.mouse))
    }
}

impl Screen<Output> {
    /// Takes the terminal. Whatever ends the program, it is given back.
    pub fn take(mouse: bool) -> io::Result<Screen<Output>> {
        // Whatever this is set to again, the first thread to draw stays the one that draws.
        let _ = DRAWS.set(thread::current().id());
        let out = Output::open()?;
        let guard = Guard {
            plain: capabilities::is_plain(&|name: &str| std::env::var(name).ok()),
            mouse,
        };
        let (width, height) = size()?;
        let mut screen = Screen::over(out, Size::new(width, height), Some(guard));
        screen.refresh()?;
        screen.send()?;
        Ok(screen)
    }
}

impl<W: Write> Screen<W> {
    /// A screen of a fixed size over a writer, for measuring what is written.
    pub fn fixed(out: W, size: Size) -> Screen<W> {
        Screen::over(out, size, None)
    }

    fn over(out: W, size: Size, guard: Option<Guard>) -> Screen<W> {
        Screen {
            out,
            painter: Painter::new(size),
            next: Buffer::default(),
            bytes: Vec::with_capacity(BUFFER),
            sent: 0,
            guard,
        }
    }

    /// The size of the terminal.
    pub fn size(&self) -> io::Result<Size> {
        match self.guard {
            Some(_) => size().map(|(width, height)| Size::new(width, height)),
            None => Ok(self.painter.size()),
        }
    }

    /// Draws one frame and writes it at once, between marks that keep it from being seen half. A
    /// frame that changes nothing is not written. What the line does not take in a short while
    /// waits for `send`. What draws tells where the cursor is to stand.
    pub fn draw(
        &mut self,
        draw: impl FnOnce(Rect, &mut Buffer) -> Option<Cursor>,
    ) -> io::Result<()> {
        let size = self.size()?;
        if size != self.painter.size() {
            self.painter = Painter::new(size);
        }
        let area = Rect::new(0, 0, size.width, size.height);
        self.next.resize(area);
        self.next.reset();
        let cursor = draw(area, &mut self.next);
        let before = self.bytes.len();
        queue!(self.bytes, BeginSynchronizedUpdate)?;
        let bare = self.bytes.len();
        self.painter.paint(&mut self.next, cursor, &mut self.bytes);
        if self.bytes.len() == bare {
            self.bytes.truncate(before);
        } else {
            queue!(self.bytes, EndSynchronizedUpdate)?;
        }
        self.send()
    }

    /// Whether something waits for the line.
    pub fn is_held(&self) -> bool {
        self.sent < self.bytes.len()
    }

    /// Writes what waits, as far as the line takes it in a short while.
    pub fn send(&mut self) -> io::Result<()> {
        let until = Moment::now() + output::PATIENCE;
        while self.is_held() {
            match self.out.write(&self.bytes[self.sent..]) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => self.sent += count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
            if Moment::now() >= until {
                break;
            }
        }
        HELD.store(self.is_held(), Ordering::Relaxed);
        if self.is_held() {
            return Ok(());
        }
        self.bytes.clear();
        self.sent = 0;
        self.out.flush()
    }

    /// Forgets what is on the terminal and what waits for it, and takes it again where another
    /// program had it in between; the next frame draws everything.
    pub fn refresh(&mut self) -> io::Result<()> {
        let cut = self.sent > 0;
        self.bytes.clear();
        self.sent = 0;
        if cut {
            self.bytes.push(modes::CANCEL);
        }
        if let Some(guard) = &self.guard {
            // Raw mode counts as entered as long as it was not left, whatever others made of the
            // terminal meanwhile: only leaving makes entering more than a word.
            disable_raw_mode()?;
            self.bytes.extend_from_slice(guard.enter()?.as_bytes());
        }
        self.painter.forget();
        Ok(())
    }

    /// Sends a text to the terminal's clipboard (OSC 52); many terminals do not allow it, and none
    /// says so.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        let coded = base64(text.as_bytes());
        let told = format!("\u{1b}]52;c;{coded}\u{7}");
        self.bytes.extend_from_slice(told.as_bytes());
        self.send()
    }

    /// Has the terminal send what the mouse does, or no longer.
    pub fn set_mouse(&mut self, on: bool) -> io::Result<()> {
        if let Some(guard) = &mut self.guard {
            guard.mouse = on;
            TAKEN.store(if on { MOUSE } else { SCREEN }, Ordering::SeqCst);
        }
        self.bytes.extend_from_slice(modes::mouse(on).as_bytes());
        self.send()
    }

    /// Asks the terminal for the colour of its background. It answers like a key, or never.
    pub fn ask_background(&mut self) -> io::Result<()> {
        self.out.write_all(capabilities::ASK_BACKGROUND)?;
        self.out.flush()
    }
}

/// Base64 with padding [RFC 4648 §4].
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let at = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            if place > group.len() {
                out.push('=');
            } else {
                let index = (bits >> (18 - 6 * place) & 63) as usize;
                out.push(char::from(SIGNS[index]));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::cell::RefCell;
    use std::rc::Rc;

    /// Notes each write that reaches it.
    #[derive(Clone, Default)]
    struct Wire(Rc<RefCell<Vec<Vec<u8>>>>);

    impl Write for Wire {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().push(bytes.to_vec());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_frame_is_written_at_once_between_marks() {
        let wire = Wire::default();
        let mut screen = Screen::fixed(wire.clone(), Size::new(80, 24));
        let style = ratatui::style::Style::new();
        screen
            .draw(|_, buf| {
                buf.set_string(0, 0, "x".repeat(80), style);
                None
            })
            .unwrap();
        let writes = wire.0.borrow();
        assert_eq!(writes.len(), 1);
        let text = String::from_utf8(writes[0].clone()).unwrap();
        assert!(text.starts_with("\u{1b}[?2026h"), "{text:?}");
        assert!(text.ends_with("\u{1b}[?2026l"), "{text:?}");
    }

    #[test]
    fn an_unchanged_frame_is_not_written() {
        let wire = Wire::default();
        let mut screen = Screen::fixed(wire.clone(), Size::new(80, 24));
        let style = ratatui::style::Style::new();
        for _ in 0..2 {
            screen
                .draw(|_, buf| {
                    buf.set_string(0, 0, "x".repeat(80), style);
                    None
                })
                .unwrap();
        }
        assert_eq!(wire.0.borrow().len(), 1);
    }

    #[test]
    fn the_clipboard_gets_base64() {
        for (text, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("Siti ✓", "U2l0aSDinJM="),
        ] {
            assert_eq!(base64(text.as_bytes()), coded);
        }
    }

    #[test]
    fn giving_back_what_was_not_taken_does_nothing() {
        restore();
        restore();
        assert_eq!(TAKEN.load(Ordering::SeqCst), NOTHING);
    }
}
