//! The one table of keys. Behaviour, the hint line, `.` (what may I do here), `:` (every act by
//! name) and `?` (help) all read it; there is no second list to keep in step.
//!
//! Lower case stays inside the desk and can be undone; a CAPITAL decides or leaves the desk and
//! always asks first [R11.12]. `G` and `N` are the two capitals that only move.

pub mod rules;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{Action, ActionSet, Group};
use super::place::Place;

pub use rules::RULES;

/// A key with its modifiers, as the table writes it. Shift is part of the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    pub code: KeyCode,
    pub ctrl: bool,
}

impl Chord {
    /// The chord of a letter or sign.
    pub const fn char(letter: char) -> Chord {
        Chord {
            code: KeyCode::Char(letter),
            ctrl: false,
        }
    }

    /// The chord of Ctrl with a letter.
    pub const fn ctrl(letter: char) -> Chord {
        Chord {
            code: KeyCode::Char(letter),
            ctrl: true,
        }
    }

    /// The chord of a named key.
    pub const fn key(code: KeyCode) -> Chord {
        Chord { code, ctrl: false }
    }

    /// The chord that a terminal reported.
    pub fn of(event: &KeyEvent) -> Chord {
        let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
        let code = match event.code {
            KeyCode::Char(letter) if ctrl => KeyCode::Char(letter.to_ascii_lowercase()),
            KeyCode::Tab if event.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            other => other,
        };
        Chord { code, ctrl }
    }

    /// The key as a terminal would report it.
    pub fn pressed(self) -> KeyEvent {
        let held = match self.ctrl {
            true => KeyModifiers::CONTROL,
            false => KeyModifiers::NONE,
        };
        KeyEvent::new(self.code, held)
    }

    /// Whether it is a letter or sign that would be typed.
    pub fn is_text(self) -> bool {
        !self.ctrl && matches!(self.code, KeyCode::Char(_))
    }

    /// How it is written on screen: `Ctrl-S`, `Enter`, `b`.
    pub fn label(self) -> String {
        let key = match self.code {
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(letter) if self.ctrl => letter.to_ascii_uppercase().to_string(),
            KeyCode::Char(letter) => letter.to_string(),
            KeyCode::Enter => "Enter".to_owned(),
            KeyCode::Esc => "Esc".to_owned(),
            KeyCode::Tab => "Tab".to_owned(),
            KeyCode::BackTab => "Shift-Tab".to_owned(),
            KeyCode::Up => "↑".to_owned(),
            KeyCode::Down => "↓".to_owned(),
            KeyCode::Left => "←".to_owned(),
            KeyCode::Right => "→".to_owned(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            KeyCode::Home => "Home".to_owned(),
            KeyCode::End => "End".to_owned(),
            KeyCode::F(number) => format!("F{number}"),
            other => format!("{other:?}"),
        };
        if self.ctrl {
            format!("Ctrl-{key}")
        } else {
            key
        }
    }

    /// Whether it is a capital letter.
    pub fn is_capital(self) -> bool {
        matches!(self.code, KeyCode::Char(letter) if letter.is_uppercase()) && !self.ctrl
    }
}

/// What a rule needs before its key means anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A row or record under the cursor.
    Row,
    /// That the panel's facts allow the action.
    Leave,
    /// Both: a record, and that it allows the action.
    RowAndLeave,
    /// A row that is not open already.
    Unopened,
}

/// The plain snapshot that conditions look at. The panel supplies it, and nothing else is consulted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    pub place: Place,
    /// Something is under the cursor.
    pub row: bool,
    /// The record is shown in full already: there is nothing more to open.
    pub opened: bool,
    /// Rows selected with Space or `*`.
    pub marked: usize,
    /// What this person may do here and now, by the same rules that judge the act.
    pub allowed: ActionSet,
    /// Keys are text being typed; only chords that no text can hold keep their meaning.
    pub typing: bool,
    /// The next step, where the panel knows one.
    pub next: Option<Next>,
}

/// The next step: the state of what is under the cursor, and the act that leads on from it. The hint
/// line begins with it: `Semua sesuai · K kirim ke BSrE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// Key of the sentence about the state; it may take a `count`. None where the act alone says it.
    pub said: Option<&'static str>,
    pub count: u32,
    /// None where that sentence names its keys itself.
    pub action: Option<Action>,
}

impl Next {
    /// The state, and what to do about it.
    pub const fn step(said: &'static str, action: Action) -> Next {
        Next {
            said: Some(said),
            count: 0,
            action: Some(action),
        }
    }

    /// The same, of so many.
    pub fn of(self, count: usize) -> Next {
        Next {
            count: u32::try_from(count).unwrap_or(u32::MAX),
            ..self
        }
    }

    /// Only words, which name their keys themselves.
    pub const fn words(said: &'static str) -> Next {
        Next {
            said: Some(said),
            count: 0,
            action: None,
        }
    }

    const fn act(action: Action) -> Next {
        Next {
            said: None,
            count: 0,
            action: Some(action),
        }
    }
}

impl Facts {
    /// Facts of a place with nothing selected, where no act is allowed that needs permission.
    pub fn new(place: Place) -> Facts {
        Facts {
            place,
            row: false,
            opened: false,
            marked: 0,
            allowed: ActionSet::NONE,
            typing: false,
            next: None,
        }
    }
}

/// One line of the table.
#[derive(Debug)]
pub struct Rule {
    /// The key; `None` for acts that only the palette brings.
    pub chord: Option<Chord>,
    pub action: Action,
    /// Where it holds; empty means everywhere but in the closed layers (question, menu, palette).
    pub places: &'static [Place],
    pub needs: Needs,
    /// Place in the hint line, smallest first; 0 keeps it out of the line.
    pub hint: u8,
    /// Whether the chord keeps its meaning while text is typed.
    pub in_text: bool,
}

/// Layers that know only their own keys: a general rule does not reach into them.
const CLOSED: [Place; 4] = [Place::Confirm, Place::Menu, Place::Palette, Place::Progress];

impl Rule {
    /// Whether the rule belongs to this place, whatever is selected.
    pub fn at(&self, place: Place) -> bool {
        if self.places.is_empty() {
            !CLOSED.contains(&place)
        } else {
            self.places.contains(&place)
        }
    }

    /// Whether it holds now.
    pub fn holds(&self, facts: &Facts) -> bool {
        self.at(facts.place)
            && (!facts.typing || self.in_text)
            && match self.needs {
                Needs::Nothing => true,
                Needs::Row => facts.row || facts.marked > 0,
                Needs::Unopened => (facts.row || facts.marked > 0) && !facts.opened,
                Needs::Leave => facts.allowed.has(self.action),
                Needs::RowAndLeave => {
                    (facts.row || facts.marked > 0) && facts.allowed.has(self.action)
                }
            }
    }
}

/// What a key means now; the first rule that holds wins.
pub fn resolve(event: &KeyEvent, facts: &Facts) -> Option<Action> {
    let chord = Chord::of(event);
    RULES
        .iter()
        .find(|rule| rule.chord == Some(chord) && rule.holds(facts))
        .map(|rule| rule.action)
}

/// The action that a key has in another place, or here at another time. `None` where it means
/// something now, is typed, or only moves.
pub fn in_vain(event: &KeyEvent, facts: &Facts) -> Option<Action> {
    if facts.typing || CLOSED.contains(&facts.place) || resolve(event, facts).is_some() {
        return None;
    }
    let chord = Chord::of(event);
    let acts = |rule: &&Rule| {
        let group = rule.action.group();
        rule.chord == Some(chord) && matches!(group, Group::Decide | Group::Marks | Group::Inside)
    };
    let mut known: Vec<&Rule> = RULES.iter().filter(acts).collect();
    known.sort_by_key(|rule| !rule.at(facts.place));
    known.first().map(|rule| rule.action)
}

/// Whether an action can be done now, by whatever key.
pub fn can(action: Action, facts: &Facts) -> bool {
    RULES
        .iter()
        .any(|rule| rule.action == action && rule.holds(facts))
}

/// The first key of an action in a place, for labels.
pub fn chord_of(action: Action, place: Place) -> Option<Chord> {
    RULES
        .iter()
        .filter(|rule| rule.action == action && rule.at(place))
        .find_map(|rule| rule.chord)
}

/// The next step: what the panel knows, where its act can be done now; else to open what is under
/// the cursor.
pub fn next(facts: &Facts) -> Option<Next> {
    let possible = |next: &Next| next.action.is_none_or(|action| can(action, facts));
    let open = || {
        let hinted = |rule: &Rule| rule.action == Action::Open && rule.hint > 0;
        let opens = RULES.iter().any(|rule| hinted(rule) && rule.holds(facts));
        opens.then_some(Next::act(Action::Open))
    };
    facts.next.filter(possible).or_else(open)
}

/// The rules for the hint line, most useful first, each action once.
pub fn hints(facts: &Facts) -> Vec<&'static Rule> {
    let mut found: Vec<&Rule> = Vec::new();
    for rule in RULES {
        let new = !found.iter().any(|seen| seen.action == rule.action);
        if rule.hint > 0 && rule.holds(facts) && new {
            found.push(rule);
        }
    }
    found.sort_by_key(|rule| rule.hint);
    found
}

/// What may be done here and now, each action once, deciding acts first: the menu `.`.
pub fn menu(facts: &Facts) -> Vec<&'static Rule> {
    let mut found = unique(|rule| {
        rule.holds(facts) && !matches!(rule.action.group(), Group::Move | Group::Find | Group::Help)
    });
    found.sort_by_key(|rule| rule.action.group());
    found
}

/// The keys that do something here and now, each action once, deciding acts first: the first page
/// of the help.
pub fn here(facts: &Facts) -> Vec<&'static Rule> {
    let plain = |rule: &Rule| matches!(rule.action.group(), Group::Move | Group::Help);
    let mut found =
        unique(|rule| rule.holds(facts) && rule.chord.is_some() && (rule.hint > 0 || !plain(rule)));
    found.sort_by_key(|rule| rule.action.group());
    found
}

/// Every rule of a place, whatever is selected, each action once: the help `?`.
pub fn help(place: Place) -> Vec<&'static Rule> {
    unique(|rule| rule.at(place))
}

/// Every action once, for the palette; those of this place bring their key of this place.
pub fn palette(place: Place) -> Vec<&'static Rule> {
    let mut found = unique(|rule| rule.at(place));
    for rule in RULES {
        if !found.iter().any(|seen| seen.action == rule.action) {
            found.push(rule);
        }
    }
    found
}

fn unique(keep: impl Fn(&Rule) -> bool) -> Vec<&'static Rule> {
    let mut found: Vec<&'static Rule> = Vec::new();
    for rule in RULES {
        if keep(rule) && !found.iter().any(|seen| seen.action == rule.action) {
            found.push(rule);
        }
    }
    found
}

#[cfg(test)]
mod tests;
