//! What a whole sequence of a terminal means: a key, the beginning of a paste, the mouse, or an
//! answer that nobody pressed.

use ratatui::crossterm::event::{
    KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use vte::{Params, Parser, Perform};

/// The meaning of one sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    Key(KeyEvent),
    PasteBegins,
    Mouse(MouseEvent),
    /// An answer of the terminal, news of its focus, or unknown.
    Nothing,
}

/// The meaning of a control sequence (`ESC [` to its final byte).
pub fn control(bytes: &[u8]) -> Meaning {
    let mut reading = Reading(Meaning::Nothing);
    Parser::new().advance(&mut reading, bytes);
    reading.0
}

/// The meaning of what follows `ESC O`: cursor and function keys, and the keypad in its
/// application mode.
pub fn single_shift(last: u8) -> Meaning {
    let code = match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'I' => KeyCode::Tab,
        b'M' => KeyCode::Enter,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        b'X' => KeyCode::Char('='),
        b' ' => KeyCode::Char(' '),
        // Signs and digits of the keypad lie 0x40 above their letters.
        b'j'..=b'y' => KeyCode::Char(char::from(last - 0x40)),
        _ => return Meaning::Nothing,
    };
    Meaning::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

/// The function keys F1 to F5 of the Linux console: `ESC [ [` and a letter.
pub fn linux_function(last: u8) -> Meaning {
    match last {
        b'A'..=b'E' => pressed(KeyCode::F(last - b'A' + 1), 1),
        _ => Meaning::Nothing,
    }
}

struct Reading(Meaning);

impl Perform for Reading {
    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], ignore: bool, last: char) {
        if ignore {
            return;
        }
        let numbers: Vec<&[u16]> = params.iter().collect();
        let number = |at: usize, or: u16| match numbers.get(at).and_then(|found| found.first()) {
            None | Some(0) => or,
            Some(found) => *found,
        };
        self.0 = match (intermediates, last) {
            (b"<", 'M' | 'm') => mouse(number(0, 0), number(1, 1), number(2, 1), last == 'M'),
            (b"", '~') => tilde(number(0, 0), number(1, 1), number(2, 0)),
            (b"", 'u') => {
                // `code;modifiers:kind`: the kinds are press, repeat, release.
                let released = numbers.get(1).and_then(|part| part.get(1)) == Some(&3);
                match released {
                    true => Meaning::Nothing,
                    false => coded(number(0, 0), number(1, 1)),
                }
            }
            (b"", 'Z') => pressed(KeyCode::BackTab, 1),
            (b"", _) => letter(last).map_or(Meaning::Nothing, |code| pressed(code, number(1, 1))),
            _ => Meaning::Nothing,
        };
    }
}

/// `R` is left out: with parameters it is where the cursor stands, as answered to somebody.
fn letter(last: char) -> Option<KeyCode> {
    Some(match last {
        'A' => KeyCode::Up,
        'B' => KeyCode::Down,
        'C' => KeyCode::Right,
        'D' => KeyCode::Left,
        'F' => KeyCode::End,
        'H' => KeyCode::Home,
        'P' => KeyCode::F(1),
        'Q' => KeyCode::F(2),
        'S' => KeyCode::F(4),
        _ => return None,
    })
}

fn tilde(number: u16, modifiers: u16, code: u16) -> Meaning {
    let key = match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => function(number - 10),
        17..=21 => function(number - 11),
        23..=26 => function(number - 12),
        28 | 29 => function(number - 13),
        31..=34 => function(number - 14),
        27 => return coded(code, modifiers),
        200 => return Meaning::PasteBegins,
        _ => return Meaning::Nothing,
    };
    pressed(key, modifiers)
}

fn function(number: u16) -> KeyCode {
    KeyCode::F(u8::try_from(number).unwrap_or(1))
}

/// A key told by its code point, as some terminals do for keys with modifiers.
fn coded(code: u16, modifiers: u16) -> Meaning {
    let key = match code {
        9 => KeyCode::Tab,
        13 => KeyCode::Enter,
        27 => KeyCode::Esc,
        8 | 127 => KeyCode::Backspace,
        // The keypad: 0 to 9, and what stands around them.
        57399..=57408 => match char::from_digit(u32::from(code - 57399), 10) {
            Some(digit) => KeyCode::Char(digit),
            None => return Meaning::Nothing,
        },
        57414 => KeyCode::Enter,
        _ => match char::from_u32(u32::from(code)) {
            // The range of private use names keys that are nothing here.
            Some(letter) if !letter.is_control() && !(57344..=63743).contains(&code) => {
                KeyCode::Char(letter)
            }
            _ => return Meaning::Nothing,
        },
    };
    match (pressed(key, modifiers), key) {
        (Meaning::Key(event), KeyCode::Char(letter))
            if event.modifiers.contains(KeyModifiers::SHIFT) =>
        {
            let shifted = letter.to_uppercase().next().unwrap_or(letter);
            Meaning::Key(KeyEvent::new(KeyCode::Char(shifted), event.modifiers))
        }
        (meaning, _) => meaning,
    }
}

/// A key with its modifiers as terminals number them: one more than the sum of Shift 1, Alt 2,
/// Ctrl 4, Super 8. No key of the desk has Alt, so Alt with a key is Esc, as where the two bytes
/// come together, and the key is dropped.
fn pressed(code: KeyCode, modifiers: u16) -> Meaning {
    let held = modifiers.saturating_sub(1);
    if held & 2 != 0 {
        return Meaning::Key(KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE));
    }
    if held & 0b111000 != 0 {
        return Meaning::Nothing;
    }
    let mut event = KeyEvent::new(code, KeyModifiers::NONE);
    event.modifiers.set(KeyModifiers::SHIFT, held & 1 != 0);
    event.modifiers.set(KeyModifiers::CONTROL, held & 4 != 0);
    Meaning::Key(event)
}

fn mouse(code: u16, column: u16, row: u16, down: bool) -> Meaning {
    let kind = match (code & 0b1110_0011, down) {
        (0, true) => MouseEventKind::Down(MouseButton::Left),
        (0, false) => MouseEventKind::Up(MouseButton::Left),
        (64, true) => MouseEventKind::ScrollUp,
        (65, true) => MouseEventKind::ScrollDown,
        _ => return Meaning::Nothing,
    };
    Meaning::Mouse(MouseEvent {
        kind,
        column: column.saturating_sub(1),
        row: row.saturating_sub(1),
        modifiers: KeyModifiers::NONE,
    })
}
