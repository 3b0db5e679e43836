//! One field of a form: what it holds, how a key changes it, what is wrong with it.

use std::collections::BTreeSet;

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use crate::domain::time::{Day, start_of};
use crate::domain::written::{self, Prefer, Unread};
use crate::text::written::{Asked, sentence};
use crate::tui::panel::Ctx;
use crate::tui::widgets::field::TextField;

/// One of several, with the words shown for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub key: String,
    pub label: String,
}

impl Choice {
    /// A choice.
    pub fn new(key: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice {
            key: key.into(),
            label: label.into(),
        }
    }
}

/// Something that the field might mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub id: String,
    pub text: String,
    /// What tells it from others of the same text.
    pub detail: String,
}

/// What a field holds.
#[derive(Clone, Debug)]
pub enum Kind {
    Text(TextField),
    /// A day, a moment or a time of day, as people write them.
    Written {
        field: TextField,
        wanted: Wanted,
    },
    /// A note of so many lines on screen.
    Note {
        field: TextField,
        rows: u16,
    },
    Choice {
        options: Vec<Choice>,
        at: usize,
    },
    /// Several may be ticked; `at` has the cursor.
    Ticks {
        options: Vec<Choice>,
        ticked: BTreeSet<String>,
        at: usize,
    },
}

/// What a written field is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A day.
    Day(Prefer),
    /// A day with or without a time.
    Moment(Prefer),
    /// A time of day.
    Clock,
}

impl Wanted {
    /// The value for the desk, which is read back as the same: `2026-11-23`,
    /// `2026-11-23T09:14:00`, `09:14`; empty where nothing is written.
    fn value(self, text: &str, today: Day) -> Result<String, Unread> {
        let read = match self {
            Wanted::Day(prefer) => written::day(text, today, prefer).map(|day| day.to_string()),
            Wanted::Moment(prefer) => written::moment(text, today, prefer).map(|at| at.to_string()),
            Wanted::Clock => {
                let minute = written::clock(text);
                minute.map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60))
            }
        };
        match read {
            Err(Unread::Nothing) => Ok(String::new()),
            read => read,
        }
    }

    /// What was understood, in words; `None` where nothing was.
    pub fn understood(self, text: &str, ctx: &Ctx) -> Option<String> {
        let today = ctx.now.day();
        match self {
            Wanted::Day(prefer) => {
                let day = written::day(text, today, prefer).ok()?;
                Some(ctx.words.weekday_date(day))
            }
            Wanted::Moment(prefer) => {
                let moment = written::moment(text, today, prefer).ok()?;
                Some(match moment.timed {
                    true => ctx.words.moment(moment.at),
                    false => ctx.words.weekday_date(moment.at.day()),
                })
            }
            Wanted::Clock => {
                let minute = written::clock(text).ok()?;
                let at = start_of(today).plus_minutes(i64::from(minute));
                Some(ctx.words.time(at))
            }
        }
    }

    /// That a day of something that has happened is still to come, where it is.
    fn in_future(self, text: &str, ctx: &Ctx) -> Option<String> {
        let Wanted::Day(Prefer::Past) = self else {
            return None;
        };
        let (today, read) = (
            ctx.now.day(),
            written::day(text, ctx.now.day(), Prefer::Past),
        );
        let day = read.ok().filter(|day| *day > today)?;
        let when = ctx.words.weekday_date(day);
        Some(ctx.words.with("form-in-future", &[("when", &when)]))
    }

    fn asked(self) -> Asked {
        match self {
            Wanted::Day(_) => Asked::Day,
            Wanted::Moment(_) => Asked::Moment,
            Wanted::Clock => Asked::Clock,
        }
    }
}

/// A field of a form.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Names the field in values, errors and drafts.
    pub key: &'static str,
    /// Key of its words.
    pub label: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// It holds the path of a file, which is completed while it is typed.
    pub path: bool,
    pub error: Option<String>,
    /// What stands beside the field, such as what it was understood as.
    pub remark: String,
}

impl Entry {
    /// A field of one line.
    pub fn text(key: &'static str, label: &'static str, text: &str) -> Entry {
        Entry::new(key, label, Kind::Text(TextField::line(text)))
    }

    /// A day, typed as `5/10`.
    pub fn day(key: &'static str, label: &'static str, prefer: Prefer, text: &str) -> Entry {
        Entry::written(key, label, Wanted::Day(prefer), text)
    }

    /// A moment, typed as `5/10 9.14`.
    pub fn moment(key: &'static str, label: &'static str, prefer: Prefer, text: &str) -> Entry {
        Entry::written(key, label, Wanted::Moment(prefer), text)
    }

    /// A time of day, typed as `9.14`.
    pub fn clock(key: &'static str, label: &'static str, text: &str) -> Entry {
        Entry::written(key, label, Wanted::Clock, text)
    }

    fn written(key: &'static str, label: &'static str, wanted: Wanted, text: &str) -> Entry {
        let field = TextField::line(text);
        Entry::new(key, label, Kind::Written { field, wanted })
    }

    /// A note of several lines.
    pub fn note(key: &'static str, label: &'static str, rows: u16, text: &str) -> Entry {
        let field = TextField::note(text);
        Entry::new(key, label, Kind::Note { field, rows })
    }

    /// One of several.
    pub fn choice(
        key: &'static str,
        label: &'static str,
        options: Vec<Choice>,
        chosen: &str,
    ) -> Entry {
        let at = options
            .iter()
            .position(|option| option.key == chosen)
            .unwrap_or(0);
        Entry::new(key, label, Kind::Choice { options, at })
    }

    /// Any of several.
    pub fn ticks(
        key: &'static str,
        label: &'static str,
        options: Vec<Choice>,
        ticked: &[&str],
    ) -> Entry {
        let ticked = ticked.iter().map(|key| (*key).to_owned()).collect();
        let at = 0;
        Entry::new(
            key,
            label,
            Kind::Ticks {
                options,
                ticked,
                at,
            },
        )
    }

    /// Whether text is typed into it; choices and ticks are not.
    pub fn is_typed(&self) -> bool {
        matches!(
            self.kind,
            Kind::Text(_) | Kind::Written { .. } | Kind::Note { .. }
        )
    }

    fn new(key: &'static str, label: &'static str, kind: Kind) -> Entry {
        Entry {
            key,
            label,
            kind,
            required: false,
            path: false,
            error: None,
            remark: String::new(),
        }
    }

    /// The same, not to be left empty.
    pub fn required(mut self) -> Entry {
        self.required = true;
        self
    }

    /// The same, holding the path of a file.
    pub fn path(mut self) -> Entry {
        self.path = true;
        self
    }

    /// The value for the desk.
    pub fn value(&self, today: Day) -> String {
        match &self.kind {
            Kind::Written { field, wanted } => {
                wanted.value(&field.text(), today).unwrap_or_default()
            }
            Kind::Text(field) => field.text().trim().to_owned(),
            _ => self.raw(),
        }
    }

    /// What was typed, for a draft.
    pub fn raw(&self) -> String {
        match &self.kind {
            Kind::Text(field) | Kind::Written { field, .. } | Kind::Note { field, .. } => {
                field.text()
            }
            Kind::Choice { options, at } => options
                .get(*at)
                .map(|option| option.key.clone())
                .unwrap_or_default(),
            Kind::Ticks { ticked, .. } => ticked
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(","),
        }
    }

    /// Puts a value in.
    pub fn set(&mut self, value: &str) {
        match &mut self.kind {
            Kind::Text(field) | Kind::Written { field, .. } | Kind::Note { field, .. } => {
                field.set(value);
            }
            Kind::Choice { options, at } => {
                if let Some(index) = options.iter().position(|option| option.key == value) {
                    *at = index;
                }
            }
            Kind::Ticks {
                options, ticked, ..
            } => {
                *ticked = value
                    .split(',')
                    .filter(|key| options.iter().any(|option| option.key == *key))
                    .map(str::to_owned)
                    .collect();
            }
        }
    }

    /// Says what is wrong with it, or that nothing is.
    pub fn check(&mut self, ctx: &Ctx) {
        let raw = self.raw();
        self.error = match &self.kind {
            _ if raw.trim().is_empty() => self.required.then(|| ctx.get("form-required")),
            Kind::Written { wanted, .. } => {
                let read = wanted.value(&raw, ctx.now.day());
                let asked = wanted.asked();
                match read {
                    Err(why) => Some(sentence(ctx.words, asked, &raw, &why)),
                    Ok(_) => wanted.in_future(&raw, ctx),
                }
            }
            _ => None,
        };
    }

    /// Takes a key; tells whether the value changed.
    pub fn handle(&mut self, key: KeyEvent) -> bool {
        match &mut self.kind {
            Kind::Text(field) | Kind::Written { field, .. } | Kind::Note { field, .. } => {
                field.handle(key)
            }
            Kind::Choice { options, at } => choose(options, at, key),
            Kind::Ticks {
                options,
                ticked,
                at,
            } => tick(options, ticked, at, key),
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> bool {
        match &mut self.kind {
            Kind::Text(field) | Kind::Written { field, .. } | Kind::Note { field, .. } => {
                field.paste(text)
            }
            _ => false,
        }
    }

    /// Whether Enter, Up and Down mean something inside the field.
    pub fn has_lines(&self) -> bool {
        matches!(self.kind, Kind::Note { .. } | Kind::Ticks { .. })
    }

    /// Whether Up leaves the field.
    pub fn at_first_line(&self) -> bool {
        match &self.kind {
            Kind::Ticks { at, .. } => *at == 0,
            _ => false,
        }
    }

    /// Whether Down leaves the field.
    pub fn at_last_line(&self) -> bool {
        match &self.kind {
            Kind::Ticks { options, at, .. } => *at + 1 >= options.len(),
            _ => false,
        }
    }

    /// Lines it takes on screen, apart from its error.
    pub fn rows(&self) -> u16 {
        match &self.kind {
            Kind::Note { rows, .. } => *rows,
            Kind::Ticks { options, .. } => u16::try_from(options.len()).unwrap_or(u16::MAX).max(1),
            _ => 1,
        }
    }
}

fn choose(options: &[Choice], at: &mut usize, key: KeyEvent) -> bool {
    let count = options.len();
    if count == 0 {
        return false;
    }
    let before = *at;
    match key.code {
        KeyCode::Left => *at = (*at + count - 1) % count,
        KeyCode::Right | KeyCode::Char(' ') => *at = (*at + 1) % count,
        KeyCode::Char(letter) => {
            let starts = |index: &usize| {
                options[*index]
                    .label
                    .chars()
                    .next()
                    .is_some_and(|first| first.to_lowercase().eq(letter.to_lowercase()))
            };
            // The next one with this letter, so that pressing again goes through all of them.
            if let Some(index) = (1..=count).map(|step| (before + step) % count).find(starts) {
                *at = index;
            }
        }
        _ => {}
    }
    *at != before
}

fn tick(options: &[Choice], ticked: &mut BTreeSet<String>, at: &mut usize, key: KeyEvent) -> bool {
    match key.code {
        KeyCode::Up => *at = at.saturating_sub(1),
        KeyCode::Down => *at = (*at + 1).min(options.len().saturating_sub(1)),
        KeyCode::Char(' ') | KeyCode::Enter => {
            if let Some(option) = options.get(*at) {
                if !ticked.remove(&option.key) {
                    ticked.insert(option.key.clone());
                }
                return true;
            }
        }
        _ => {}
    }
    false
}
