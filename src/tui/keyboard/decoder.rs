//! Bytes of the terminal to keys, by time: a lone Esc is told from the beginning of a sequence by
//! how long nothing follows it.

use std::time::{Duration, Instant as Moment};

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::Event;
use super::sequences::{Meaning, control, linux_function, single_shift};

const ESC: u8 = 0x1b;
const BEL: u8 = 0x07;
const XOFF: u8 = 0x13;
const XON: u8 = 0x11;
/// How often output is looked at while a Ctrl-S waits for it.
const LOOK: Duration = Duration::from_millis(50);
const PASTE_END: &[u8] = b"\x1b[201~";

/// How long the rest of a sequence, an answer or a paste is waited for after its last byte.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long the one key behind a lone Esc is doubted: it may be what a slow line left of Alt.
const DOUBT: Duration = Duration::from_millis(600);
/// Longest control sequence; what is longer means nothing and is swallowed to its end.
const LONGEST_SEQUENCE: usize = 64;
/// What is kept of an answer; the rest is swallowed.
const KEPT_ANSWER: usize = 128;
/// Longest answer; behind it keys are keys again.
const LONGEST_ANSWER: usize = 64 * 1024;
/// Longest paste; what follows is swallowed with it.
const LONGEST_PASTE: usize = 1 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `ESC [`.
    Control,
    /// `ESC [ [`: a function key of the Linux console.
    LinuxFunction,
    /// `ESC O`.
    SingleShift,
    /// `ESC [ M` and three bytes: the mouse in its oldest form.
    OldMouse,
    /// `ESC ]`, ended by BEL or ST.
    Command,
    /// `ESC P`, `ESC _`, `ESC ^`, `ESC X`, ended by ST.
    Text,
}

impl Kind {
    /// Whether it runs to a terminator, whatever stands inside.
    fn is_string(self) -> bool {
        matches!(self, Kind::Command | Kind::Text)
    }

    /// Whether a byte cannot stand inside: the sequence was cut, and the byte is one of its own.
    fn is_cut_by(self, byte: u8) -> bool {
        match self {
            _ if byte == 0x18 || byte == 0x1a => true,
            Kind::OldMouse => false,
            Kind::Command if byte == BEL => false,
            Kind::Command | Kind::Text => byte < 0x20 && byte != ESC,
            _ => !(0x20..0x7f).contains(&byte),
        }
    }
}

/// Whether the first byte of a string is one that terminals send there; letters are typed.
fn begins_string(bytes: &[u8], byte: u8) -> bool {
    (0x20..0x40).contains(&byte) || (byte == b'G' && bytes.last() == Some(&b'_'))
}

#[derive(Clone, Debug)]
enum State {
    Ground,
    /// Esc came; more may follow.
    Escape,
    Inside {
        kind: Kind,
        /// All bytes of it, as far as they are kept.
        bytes: Vec<u8>,
        /// How many there were.
        length: usize,
    },
    /// Pasted text, and how many bytes of what ends it came last.
    Paste {
        text: Vec<u8>,
        ending: usize,
    },
}

/// Turns what is read from the terminal into events. Each call of [`Decoder::feed`] is one read.
#[derive(Debug)]
pub struct Decoder {
    state: State,
    /// Another Esc stood before this one: the key has Alt.
    alt: bool,
    /// The time-out passed inside this sequence.
    late: bool,
    /// Esc was told as a key for this sequence.
    told: bool,
    /// The next character belongs to an Esc before it.
    dropping: bool,
    /// The next character came alone after a lone Esc.
    doubting: bool,
    /// The first bytes of a character.
    partial: Vec<u8>,
    last: Option<Moment>,
    looked: Option<Moment>,
    escape: Duration,
    /// The Esc before this read came less than [`DOUBT`] ago.
    near: bool,
    /// A Ctrl-S came while output was held, and what came behind it: the terminal's own flow
    /// control, if Ctrl-Q follows before output goes on.
    stopped: Option<Vec<Event>>,
}

impl Decoder {
    /// A decoder that waits this long for what follows an Esc.
    pub fn new(escape: Duration) -> Decoder {
        Decoder {
            state: State::Ground,
            alt: false,
            late: false,
            told: false,
            dropping: false,
            doubting: false,
            partial: Vec::new(),
            last: None,
            looked: None,
            escape,
            near: false,
            stopped: None,
        }
    }

    /// Takes one read. `held`: output waits for the terminal, so that Ctrl-S may be its flow
    /// control and no key.
    pub fn feed(&mut self, bytes: &[u8], now: Moment, held: bool) -> Vec<Event> {
        let mut out = self.tick(now, held);
        let alone = bytes.len() == 1;
        self.near = self
            .last
            .is_some_and(|last| now.saturating_duration_since(last) < DOUBT);
        for &byte in bytes {
            self.last = Some(now);
            let pasted = matches!(self.state, State::Paste { .. });
            match (byte, &mut self.stopped) {
                (XOFF, None) if held && !pasted => self.stopped = Some(Vec::new()),
                (XON, Some(behind)) if !pasted => {
                    out.append(behind);
                    self.stopped = None;
                }
                (_, Some(_)) => {
                    let mut behind = Vec::new();
                    self.byte(byte, alone, &mut behind);
                    self.wait(behind);
                }
                (_, None) => self.byte(byte, alone, &mut out),
            }
        }
        out
    }

    /// Keeps what came behind a Ctrl-S that is not judged yet.
    fn wait(&mut self, events: Vec<Event>) {
        if let Some(behind) = &mut self.stopped {
            behind.extend(events);
        }
    }

    /// Output went on without Ctrl-Q: the Ctrl-S was a key.
    fn go_on(&mut self, out: &mut Vec<Event>) {
        if let Some(behind) = self.stopped.take() {
            out.extend(ascii(XOFF).map(Event::Key));
            out.extend(behind);
        }
    }

    /// When time alone changes what was read.
    pub fn due(&self) -> Option<Moment> {
        let last = self.last?;
        let looked = self
            .stopped
            .as_ref()
            .map(|_| self.looked.unwrap_or(last) + LOOK);
        self.passes(last).into_iter().chain(looked).min()
    }

    fn passes(&self, last: Moment) -> Option<Moment> {
        match self.state {
            State::Ground => None,
            State::Escape | State::Inside { .. } if !self.late => Some(last + self.escape),
            _ => Some(last + PATIENCE),
        }
    }

    /// Lets time pass; `held` as with [`Decoder::feed`].
    pub fn tick(&mut self, now: Moment, held: bool) -> Vec<Event> {
        let mut out = Vec::new();
        while self
            .last
            .is_some_and(|last| self.passes(last).is_some_and(|due| due <= now))
        {
            self.pass(&mut out);
        }
        self.looked = Some(now);
        if self.stopped.is_some() {
            self.wait(std::mem::take(&mut out));
            if !held {
                self.go_on(&mut out);
            }
        }
        out
    }

    fn pass(&mut self, out: &mut Vec<Event>) {
        match &self.state {
            State::Paste { .. } => self.end_paste(out),
            _ if self.late => self.ground(),
            State::Escape => {
                self.late = true;
                self.tell_escape(out);
            }
            // Esc and one of these letters, and nothing behind: pressed together. `ESC [` and
            // `ESC O` are far more often the beginning of an arrow that a slow line cut.
            State::Inside {
                kind: Kind::Command | Kind::Text,
                length: 2,
                ..
            } => {
                self.late = true;
                self.tell_escape(out);
            }
            _ => self.late = true,
        }
    }

    fn tell_escape(&mut self, out: &mut Vec<Event>) {
        self.told = true;
        out.push(key(KeyCode::Esc));
    }

    fn ground(&mut self) {
        self.state = State::Ground;
        self.alt = false;
        self.late = false;
        self.told = false;
    }

    fn byte(&mut self, byte: u8, alone: bool, out: &mut Vec<Event>) {
        match &mut self.state {
            State::Paste { text, ending } => {
                if byte == PASTE_END[*ending] {
                    *ending += 1;
                    if *ending == PASTE_END.len() {
                        self.end_paste(out);
                    }
                    return;
                }
                let began = &PASTE_END[..*ending];
                *ending = usize::from(byte == ESC);
                let own = (byte != ESC).then_some(byte);
                let room = LONGEST_PASTE.saturating_sub(text.len());
                text.extend(began.iter().copied().chain(own).take(room));
            }
            State::Ground => self.plain(byte, out),
            State::Escape => self.after_escape(byte, alone, out),
            State::Inside { .. } => self.inside(byte, alone, out),
        }
    }

    fn end_paste(&mut self, out: &mut Vec<Event>) {
        if let State::Paste { text, .. } = std::mem::replace(&mut self.state, State::Ground) {
            out.push(Event::Paste(String::from_utf8_lossy(&text).into_owned()));
        }
        self.ground();
    }

    fn after_escape(&mut self, byte: u8, alone: bool, out: &mut Vec<Event>) {
        let kind = match byte {
            b'[' => Kind::Control,
            b'O' => Kind::SingleShift,
            b']' => Kind::Command,
            b'P' | b'_' => Kind::Text,
            // No terminal answers so, and people press them.
            b'^' | b'X' if !(self.late && alone) => Kind::Text,
            ESC if !self.late => {
                self.alt = true;
                return;
            }
            ESC => {
                self.ground();
                self.state = State::Escape;
                return;
            }
            _ => return self.not_a_sequence(byte, out),
        };
        let bytes = vec![ESC, byte];
        self.state = State::Inside {
            kind,
            bytes,
            length: 2,
        };
        self.doubt(byte, alone, out);
    }

    /// A byte after Esc that begins no sequence: the key is dropped with an Esc that came
    /// together with it, and doubted behind one that came alone.
    fn not_a_sequence(&mut self, byte: u8, out: &mut Vec<Event>) {
        let late = self.late;
        if !self.told {
            out.push(key(KeyCode::Esc));
        }
        self.ground();
        self.dropping = !late;
        self.doubting = late && self.near;
        self.plain(byte, out);
    }

    /// Tells a byte of a sequence that came alone after a lone Esc: it may be a key that was typed.
    fn doubt(&self, byte: u8, alone: bool, out: &mut Vec<Event>) {
        if self.told
            && alone
            && let Some(event) = ascii(byte)
        {
            out.push(Event::Doubtful(event));
        }
    }

    fn inside(&mut self, byte: u8, alone: bool, out: &mut Vec<Event>) {
        let State::Inside {
            kind,
            bytes,
            length,
        } = &mut self.state
        else {
            return;
        };
        let (kind, second) = (*kind, *length == 2);
        if byte == ESC && !kind.is_string() {
            // Another sequence begins where this one was cut.
            self.ground();
            self.state = State::Escape;
            return;
        }
        let typed = self.told && alone && second && kind.is_string() && !begins_string(bytes, byte);
        if typed || kind.is_cut_by(byte) {
            self.ground();
            self.doubting = typed;
            return self.plain(byte, out);
        }
        *length += 1;
        let kept = if kind.is_string() {
            KEPT_ANSWER
        } else {
            LONGEST_SEQUENCE
        };
        let before = bytes.last().copied();
        if bytes.len() < kept {
            bytes.push(byte);
        } else if let Some(last) = bytes.last_mut() {
            *last = byte;
        }
        let ends = match kind {
            Kind::Command if byte == BEL => true,
            Kind::Command | Kind::Text => {
                (byte == b'\\' && before == Some(ESC)) || *length > LONGEST_ANSWER
            }
            Kind::OldMouse => *length == 6,
            Kind::LinuxFunction => true,
            Kind::SingleShift => (0x40..0x7f).contains(&byte) || byte == b' ',
            Kind::Control => (0x40..0x7f).contains(&byte),
        };
        if !(kind.is_string() && ends) {
            self.doubt(byte, alone, out);
        }
        if ends {
            self.end_sequence(byte, out);
        }
    }

    fn end_sequence(&mut self, last: u8, out: &mut Vec<Event>) {
        let State::Inside {
            kind,
            bytes,
            length,
        } = std::mem::replace(&mut self.state, State::Ground)
        else {
            return;
        };
        let again = match (kind, last, length) {
            (Kind::Control, b'[', 3) => Some(Kind::LinuxFunction),
            (Kind::Control, b'M', 3) => Some(Kind::OldMouse),
            _ => None,
        };
        if let Some(kind) = again {
            self.state = State::Inside {
                kind,
                bytes,
                length,
            };
            return;
        }
        let meaning = match kind {
            Kind::Control if length > LONGEST_SEQUENCE => Meaning::Nothing,
            Kind::Control => control(&bytes),
            Kind::LinuxFunction => linux_function(last),
            Kind::SingleShift => single_shift(last),
            Kind::OldMouse | Kind::Text => Meaning::Nothing,
            Kind::Command => {
                out.extend(background(&bytes));
                Meaning::Nothing
            }
        };
        let (alt, late, told) = (self.alt, self.late, self.told);
        self.ground();
        match meaning {
            // Whatever came before: what follows is text.
            Meaning::PasteBegins => {
                self.state = State::Paste {
                    text: Vec::new(),
                    ending: 0,
                };
            }
            // What a slow line cut is dropped whole: at most Esc was told.
            _ if late => {}
            Meaning::Key(_) if alt && !told => out.push(key(KeyCode::Esc)),
            Meaning::Key(event) => out.push(Event::Key(event)),
            Meaning::Mouse(event) => out.push(Event::Mouse(event)),
            Meaning::Nothing => {}
        }
    }

    /// A byte outside of sequences.
    fn plain(&mut self, byte: u8, out: &mut Vec<Event>) {
        if byte == ESC {
            self.partial.clear();
            self.dropping = false;
            self.doubting = false;
            self.ground();
            self.state = State::Escape;
            return;
        }
        let event = if byte < 0x80 {
            if !self.partial.is_empty() {
                // A character that was never whole was what the Esc was for.
                self.partial.clear();
                self.dropping = false;
                self.doubting = false;
            }
            ascii(byte)
        } else {
            self.partial.push(byte);
            match std::str::from_utf8(&self.partial) {
                Ok(text) => {
                    let letter = text.chars().next();
                    self.partial.clear();
                    letter.filter(|letter| !letter.is_control()).map(typed)
                }
                // The rest of the character is still to come.
                Err(error) if error.error_len().is_none() => return,
                Err(_) => {
                    self.partial.clear();
                    None
                }
            }
        };
        let dropping = std::mem::take(&mut self.dropping);
        let doubting = std::mem::take(&mut self.doubting);
        match event {
            Some(_) if dropping => {}
            Some(event) if doubting => out.push(Event::Doubtful(event)),
            Some(event) => out.push(Event::Key(event)),
            None => {}
        }
    }
}

fn key(code: KeyCode) -> Event {
    Event::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn typed(letter: char) -> KeyEvent {
    let mut event = KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE);
    event
        .modifiers
        .set(KeyModifiers::SHIFT, letter.is_uppercase());
    event
}

/// The key of one byte.
fn ascii(byte: u8) -> Option<KeyEvent> {
    let control =
        |letter: u8| KeyEvent::new(KeyCode::Char(char::from(letter)), KeyModifiers::CONTROL);
    let plain = |code| KeyEvent::new(code, KeyModifiers::NONE);
    Some(match byte {
        0 => control(b' '),
        b'\r' | b'\n' => plain(KeyCode::Enter),
        b'\t' => plain(KeyCode::Tab),
        0x08 | 0x7f => plain(KeyCode::Backspace),
        ESC => return None,
        0x01..=0x1a => control(byte - 1 + b'a'),
        0x1c..=0x1f => control(byte - 0x1c + b'4'),
        0x20..0x7f => typed(char::from(byte)),
        _ => return None,
    })
}

/// The colour in an answer to OSC 11.
fn background(bytes: &[u8]) -> Option<Event> {
    let body = bytes.strip_prefix(b"\x1b]11;")?;
    let body = body
        .strip_suffix(b"\x07")
        .or_else(|| body.strip_suffix(b"\x1b\\"))?;
    let colour = std::str::from_utf8(body).ok()?;
    Some(Event::Background(colour.to_owned()))
}
