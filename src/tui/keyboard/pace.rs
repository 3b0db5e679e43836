//! Pasted text where the terminal does not say that it pastes: it comes faster than anybody types.
//! Nothing that may have been pasted acts before that is known.

use std::time::{Duration, Instant as Moment};

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::Event;

/// Rest behind which the next key begins anew.
const REST: Duration = Duration::from_millis(20);
/// A run of this many characters without rest, not all the same key, is pasted.
const PASTED: usize = 24;
/// Longest paste that is kept; what follows without rest goes with it.
const LONGEST: usize = 1 << 20;

/// Holds keys back for as long as they may be part of a paste.
#[derive(Debug, Default)]
pub struct Pace {
    waiting: Vec<Event>,
    /// Characters of the run that goes on.
    count: usize,
    /// The one key of a run that is held down; `None` once another came.
    same: Option<KeyCode>,
    last: Option<Moment>,
}

impl Pace {
    /// Takes what was told at a moment. `moves`: whether a key only moves or is typed where it
    /// came, so that it needs no rest; asked once all that came before was carried out.
    pub fn take(
        &mut self,
        event: Event,
        at: Moment,
        moves: impl FnOnce(&KeyEvent) -> bool,
    ) -> Vec<Event> {
        let mut out = self.tick(at);
        let key = match event {
            Event::Key(key) if textual(&key) => key,
            // Not counted, but nothing overtakes what waits.
            other if self.waiting.is_empty() => {
                out.push(other);
                return out;
            }
            other => {
                self.wait(other);
                return out;
            }
        };
        if self
            .last
            .is_none_or(|last| at.saturating_duration_since(last) >= REST)
        {
            self.count = 0;
            self.same = Some(key.code);
        }
        self.last = Some(at);
        self.count += 1;
        self.same = self.same.filter(|same| *same == key.code);
        if self.same.is_some() && self.waiting.is_empty() && moves(&key) {
            out.push(Event::Key(key));
        } else {
            self.wait(Event::Key(key));
        }
        out
    }

    fn wait(&mut self, event: Event) {
        if self.waiting.len() < LONGEST {
            self.waiting.push(event);
        }
    }

    /// When what waits is settled, unless more comes.
    pub fn due(&self) -> Option<Moment> {
        let last = self.last?;
        (!self.waiting.is_empty()).then(|| last + REST)
    }

    /// Lets time pass.
    pub fn tick(&mut self, now: Moment) -> Vec<Event> {
        if self.due().is_none_or(|due| due > now) {
            return Vec::new();
        }
        let waiting = std::mem::take(&mut self.waiting);
        if self.same.is_some() || self.count < PASTED {
            return waiting;
        }
        let text = waiting.iter().filter_map(|event| match event {
            Event::Key(key) if textual(key) => written(key),
            _ => None,
        });
        vec![Event::Paste(text.collect())]
    }
}

/// Whether a key can be part of pasted text.
fn textual(key: &KeyEvent) -> bool {
    !key.modifiers.contains(KeyModifiers::CONTROL) && written(key).is_some()
}

fn written(key: &KeyEvent) -> Option<char> {
    match key.code {
        KeyCode::Char(letter) => Some(letter),
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        _ => None,
    }
}
