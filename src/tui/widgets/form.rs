//! Forms: fields of text, dates, choices, ticks and notes; errors under their field; suggestions
//! under the field being typed in. What is typed is never lost: a form becomes a draft and back.

pub mod entry;
pub mod render;

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::{Facts, Next};
use crate::tui::panel::{Ctx, Input};
use crate::tui::place::Place;

pub use entry::{Entry, Kind, Suggestion};

/// What came of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormEvent {
    /// Not for the form.
    Ignored,
    /// Taken; nothing else to do.
    Handled,
    /// The text of a field changed: a moment to check it or to look for suggestions.
    Changed(&'static str),
    /// A suggestion was taken for a field.
    Took { field: &'static str, id: String },
    /// Ctrl-S, and no field of the form says no.
    Save,
    /// Esc, with nothing typed.
    Leave,
    /// Esc, with something typed: ask before it is thrown away.
    AskDiscard,
}

/// A form being filled.
#[derive(Clone, Debug, Default)]
pub struct Form {
    pub title: String,
    entries: Vec<Entry>,
    /// What each field held when the form was made.
    began: Vec<String>,
    /// Its fields began with what a record holds.
    of_record: bool,
    focus: usize,
    changed: bool,
    suggestions: Vec<Suggestion>,
    chosen: usize,
}

impl Form {
    /// A form without fields.
    pub fn new(title: impl Into<String>) -> Form {
        Form {
            title: title.into(),
            ..Form::default()
        }
    }

    /// One more field.
    pub fn with(mut self, entry: Entry) -> Form {
        self.began.push(entry.raw());
        self.entries.push(entry);
        self
    }

    /// The same, for fields that began with what a record holds: a draft keeps only what was
    /// typed, so that it never brings back what the record held once.
    pub fn of_record(mut self) -> Form {
        self.of_record = true;
        self
    }

    /// Puts the cursor on the first field that is still empty; fields of a record begin at the top.
    pub fn begin(&mut self) {
        let empty = |entry: &Entry| entry.is_typed() && entry.raw().trim().is_empty();
        let first = self.entries.iter().position(empty);
        self.focus = first.filter(|_| !self.of_record).unwrap_or(0);
    }

    /// Goes on with fields that were made anew: what the person changed stays, the rest is as it is
    /// now.
    pub fn go_on(&mut self, now: Form) {
        let key = self.focused().map(|entry| entry.key);
        let fields = self.entries.iter().zip(&self.began);
        let typed: Vec<(&str, String)> = fields
            .map(|(entry, began)| (entry.key, entry.raw(), began))
            .filter(|(_, raw, began)| raw != *began)
            .map(|(key, raw, _)| (key, raw))
            .collect();
        let changed = self.changed;
        *self = now;
        for (key, raw) in typed {
            self.set(key, &raw);
        }
        self.changed = changed;
        if let Some(key) = key {
            self.go(key);
        }
    }

    /// The fields in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The field being filled.
    pub fn focused(&self) -> Option<&Entry> {
        self.entries.get(self.focus)
    }

    /// What the keys mean in the field with the cursor, where typing alone does not tell.
    pub fn next(&self) -> Option<Next> {
        if !self.suggestions.is_empty() {
            return Some(Next::words("next-suggested"));
        }
        match self.focused()?.kind {
            Kind::Choice { .. } => Some(Next::words("next-choice")),
            Kind::Ticks { .. } => Some(Next::words("next-ticks")),
            Kind::Note { .. } => Some(Next::words("next-note")),
            Kind::Text(_) | Kind::Written { .. } => None,
        }
    }

    /// What the keys may do in it.
    pub fn facts(&self) -> Facts {
        let completes = self.focused().is_some_and(|entry| entry.path);
        let elsewhere = self.entries.len() > 1 || completes;
        Facts {
            typing: true,
            next: self.next(),
            allowed: ActionSet::NONE.with_if(elsewhere, Action::NextPanel),
            ..Facts::new(Place::Form)
        }
    }

    /// Whether something was typed since it was opened or saved.
    pub fn is_changed(&self) -> bool {
        self.changed
    }

    /// Says that what is typed is saved.
    pub fn saved(&mut self) {
        self.changed = false;
    }

    /// The field of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The value of a field as text: days as `2026-10-05`, choices and ticks by their keys.
    pub fn value(&self, key: &str, ctx: &Ctx) -> String {
        self.entry(key)
            .map(|entry| entry.value(ctx.now.day()))
            .unwrap_or_default()
    }

    /// All values by key.
    pub fn values(&self, ctx: &Ctx) -> Vec<(String, String)> {
        self.entries
            .iter()
            .map(|entry| (entry.key.to_owned(), entry.value(ctx.now.day())))
            .collect()
    }

    /// Puts a value into a field, as a suggestion or a draft brings it.
    pub fn set(&mut self, key: &str, value: &str) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.key == key) {
            entry.set(value);
            entry.error = None;
        }
    }

    /// Puts the cursor on a field.
    pub fn go(&mut self, key: &str) {
        if let Some(index) = self.entries.iter().position(|entry| entry.key == key) {
            self.focus = index;
            self.suggestions.clear();
        }
    }

    /// Says what is wrong with fields, and goes to the first of them.
    pub fn set_errors(&mut self, errors: &[(String, String)]) {
        for entry in &mut self.entries {
            entry.error = errors
                .iter()
                .find(|(key, _)| *key == entry.key)
                .map(|(_, text)| text.clone());
        }
        if let Some(index) = self.entries.iter().position(|entry| entry.error.is_some()) {
            self.focus = index;
        }
    }

    /// Says what was found in a field while it is typed, or that nothing was; saving is not kept
    /// from it.
    pub fn found(&mut self, key: &str, said: Option<String>) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.key == key) {
            entry.error = said;
        }
    }

    /// Whether a field must be filled: what another one says may decide it.
    pub fn require(&mut self, key: &str, required: bool) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.key == key) {
            entry.required = required;
        }
    }

    /// Says something beside a field, such as what its text was understood as.
    pub fn remark(&mut self, key: &str, remark: impl Into<String>) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.key == key) {
            entry.remark = remark.into();
        }
    }

    /// Shows suggestions under a field, as long as it has the cursor.
    pub fn suggest(&mut self, key: &str, suggestions: Vec<Suggestion>) {
        if self.focused().is_some_and(|entry| entry.key == key) {
            self.suggestions = suggestions;
            self.chosen = 0;
        }
    }

    /// What is suggested now, for the field with the cursor.
    pub fn suggestions(&self) -> &[Suggestion] {
        &self.suggestions
    }

    /// The suggestion under the cursor.
    pub fn suggested(&self) -> Option<&Suggestion> {
        self.suggestions.get(self.chosen)
    }

    /// Puts a value into a field as if the person had typed it.
    pub fn fill(&mut self, key: &str, value: &str) {
        self.set(key, value);
        self.suggestions.clear();
        self.changed = true;
    }

    /// What is typed, for a draft; `None` where nothing is.
    pub fn draft(&self) -> Option<String> {
        let fields = self.entries.iter().zip(&self.began);
        let typed: Vec<(&str, String)> = fields
            .map(|(entry, began)| (entry.key, entry.raw(), began))
            .filter(|(_, raw, began)| !self.of_record || raw != *began)
            .map(|(key, raw, _)| (key, raw))
            .collect();
        self.changed
            .then(|| serde_json::to_string(&typed).ok())
            .flatten()
    }

    /// Takes a draft back; fields that the form no longer has are passed over.
    pub fn take_draft(&mut self, draft: &str) -> bool {
        let Ok(typed) = serde_json::from_str::<Vec<(String, String)>>(draft) else {
            return false;
        };
        for (key, raw) in typed {
            self.set(&key, &raw);
        }
        self.changed = true;
        true
    }

    /// Takes an input.
    pub fn handle(&mut self, input: &Input, ctx: &Ctx) -> FormEvent {
        match input {
            Input::Act(Action::NextPanel) => self.step(1, ctx),
            Input::Act(Action::PrevPanel) => self.step(-1, ctx),
            Input::Act(Action::Save) => self.save(ctx),
            Input::Act(Action::Back) => self.back(),
            Input::Key(key) => self.key(*key, ctx),
            Input::Paste(text) => self.paste(text),
            Input::Draft(draft) => {
                self.take_draft(draft);
                FormEvent::Handled
            }
            Input::FieldErrors(errors) => {
                self.set_errors(errors);
                FormEvent::Handled
            }
            _ => FormEvent::Ignored,
        }
    }

    fn back(&mut self) -> FormEvent {
        if !self.suggestions.is_empty() {
            self.suggestions.clear();
            FormEvent::Handled
        } else if self.changed {
            FormEvent::AskDiscard
        } else {
            FormEvent::Leave
        }
    }

    fn save(&mut self, ctx: &Ctx) -> FormEvent {
        for entry in &mut self.entries {
            entry.check(ctx);
        }
        match self.entries.iter().position(|entry| entry.error.is_some()) {
            Some(index) => {
                self.focus = index;
                self.suggestions.clear();
                FormEvent::Handled
            }
            None => FormEvent::Save,
        }
    }

    fn step(&mut self, by: isize, ctx: &Ctx) -> FormEvent {
        let count = self.entries.len();
        if count == 0 {
            return FormEvent::Ignored;
        }
        self.suggestions.clear();
        if let Some(entry) = self.entries.get_mut(self.focus) {
            // An empty field says nothing while one passes through; saving does.
            if !entry.raw().trim().is_empty() {
                entry.check(ctx);
            }
        }
        self.focus = (self.focus + count).saturating_add_signed(by) % count;
        FormEvent::Handled
    }

    fn paste(&mut self, text: &str) -> FormEvent {
        let Some(entry) = self.entries.get_mut(self.focus) else {
            return FormEvent::Ignored;
        };
        if !entry.paste(text) {
            return FormEvent::Ignored;
        }
        self.changed = true;
        entry.error = None;
        FormEvent::Changed(entry.key)
    }

    fn key(&mut self, key: KeyEvent, ctx: &Ctx) -> FormEvent {
        if let Some(event) = self.suggestion_key(key) {
            return event;
        }
        let Some(entry) = self.entries.get_mut(self.focus) else {
            return FormEvent::Ignored;
        };
        let own_lines = entry.has_lines();
        match key.code {
            KeyCode::Enter if !own_lines => return self.step(1, ctx),
            KeyCode::Up if !own_lines || entry.at_first_line() => return self.step(-1, ctx),
            KeyCode::Down if !own_lines || entry.at_last_line() => return self.step(1, ctx),
            _ => {}
        }
        if entry.handle(key) {
            self.changed = true;
            entry.error = None;
            return FormEvent::Changed(entry.key);
        }
        FormEvent::Handled
    }

    fn suggestion_key(&mut self, key: KeyEvent) -> Option<FormEvent> {
        if self.suggestions.is_empty() {
            return None;
        }
        let last = self.suggestions.len() - 1;
        match key.code {
            KeyCode::Up => self.chosen = self.chosen.saturating_sub(1),
            KeyCode::Down => self.chosen = (self.chosen + 1).min(last),
            KeyCode::Enter => {
                let field = self.entries.get(self.focus)?.key;
                let taken = self.suggestions.get(self.chosen)?.id.clone();
                self.suggestions.clear();
                self.changed = true;
                return Some(FormEvent::Took { field, id: taken });
            }
            _ => return None,
        }
        Some(FormEvent::Handled)
    }
}

#[cfg(test)]
mod tests;
