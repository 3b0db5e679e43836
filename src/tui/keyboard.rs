//! The input layer below the keymap: what the terminal sends are bytes, and only some of them are
//! keys that somebody pressed.
//!
//! ```text
//! terminal ──bytes──► Decoder ──events──► Pace ──events──► App
//!          one read     sequences, escape     plain pastes,
//!          at a time    time-out, answers     told from typing
//! ```
//! The [`Decoder`] tells a lone Esc from the beginning of a sequence by time, swallows what
//! terminals answer, and ends a paste that never ends. The [`Pace`] tells pasted text without
//! brackets from typing by its speed. Both are pure: time is brought to them.

mod decoder;
mod pace;
mod sequences;
#[cfg(test)]
mod tests;

use ratatui::crossterm::event::{KeyEvent, MouseEvent};

pub use decoder::Decoder;
pub use pace::Pace;

/// What the terminal told, in the order it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A key that was pressed.
    Key(KeyEvent),
    /// A byte that came alone soon after a lone Esc: a key, or what a slow line left of a
    /// sequence. It may move and be typed, but answers no question and saves nothing.
    Doubtful(KeyEvent),
    /// Text that was pasted.
    Paste(String),
    Mouse(MouseEvent),
    /// The terminal has this many columns and rows now.
    Resize(u16, u16),
    /// The colour of the background, as the terminal answered (OSC 11).
    Background(String),
}

/// Whether the terminal is reached over SSH; `variable` reads one variable of the environment.
pub fn over_ssh(variable: impl Fn(&str) -> Option<String>) -> bool {
    ["SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"]
        .iter()
        .any(|name| variable(name).is_some_and(|value| !value.is_empty()))
}
