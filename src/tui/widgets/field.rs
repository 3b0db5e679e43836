//! A field of text: one line, or several for notes. Typed and pasted text keeps no control
//! characters; the clipboard of the terminal brings them along unseen.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use tui_textarea::{CursorMove, TextArea, WrapMode};

use crate::tui::panel::Ctx;

/// Longest text of a field, in characters: what does not fit a record is not typed into it.
pub const MAX_CHARS: usize = 4000;

/// Text being typed.
#[derive(Clone, Debug)]
pub struct TextField {
    area: TextArea<'static>,
    lines: bool,
}

impl Default for TextField {
    fn default() -> TextField {
        TextField::line("")
    }
}

impl TextField {
    /// A field of one line.
    pub fn line(text: &str) -> TextField {
        TextField::new(text, false)
    }

    /// A note of several lines.
    pub fn note(text: &str) -> TextField {
        TextField::new(text, true)
    }

    fn new(text: &str, lines: bool) -> TextField {
        let mut field = TextField {
            area: TextArea::default(),
            lines,
        };
        field.set(text);
        field
    }

    fn dress(&mut self) {
        self.area.set_cursor_line_style(Style::default());
        self.area.set_cursor_style(Style::default());
        if self.lines {
            self.area.set_wrap_mode(WrapMode::WordOrGlyph);
        }
    }

    /// Replaces the text; the cursor goes to its end.
    pub fn set(&mut self, text: &str) {
        let clean = clean(text, self.lines);
        self.area = TextArea::new(clean.split('\n').map(str::to_owned).collect());
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
        self.dress();
    }

    /// What stands in the field.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    /// Takes a key; tells whether the text changed. Enter belongs to the form unless this is a
    /// note.
    pub fn handle(&mut self, key: KeyEvent) -> bool {
        match key.code {
            KeyCode::Enter if !self.lines => return false,
            KeyCode::Char(letter) if letter.is_control() => return false,
            KeyCode::Char(_) | KeyCode::Enter if self.length() >= MAX_CHARS => return false,
            KeyCode::Tab | KeyCode::BackTab | KeyCode::Esc => return false,
            KeyCode::Up | KeyCode::Down if !self.lines => return false,
            _ => {}
        }
        let before = self.text();
        if key.code == KeyCode::Char('u') && key.modifiers.contains(KeyModifiers::CONTROL) {
            self.set("");
            return !before.is_empty();
        }
        self.area.input(key);
        if !self.lines && self.area.lines().len() > 1 {
            // Ctrl-M is a new line for the editor, but a field of one line has none.
            self.set(&before);
        }
        self.text() != before
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> bool {
        let room = MAX_CHARS.saturating_sub(self.length());
        let clean: String = clean(text, self.lines).chars().take(room).collect();
        self.area.insert_str(clean)
    }

    fn length(&self) -> usize {
        self.area
            .lines()
            .iter()
            .map(|line| line.chars().count() + 1)
            .sum()
    }

    /// Draws the text; where `focus` is set the terminal's own cursor stands in it.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx, focus: bool) {
        buf.set_style(area, ctx.theme.field(focus));
        if area.width == 0 || area.height == 0 {
            return;
        }
        if !(focus && ctx.focus) {
            return (&self.area).render(area, buf);
        }
        // The editor tells where its cursor is only by drawing it.
        let mut shown = self.area.clone();
        shown.set_cursor_style(Style::default().add_modifier(Modifier::REVERSED));
        (&shown).render(area, buf);
        for place in area.positions() {
            let cell = &mut buf[place];
            if cell.modifier.contains(Modifier::REVERSED) {
                cell.modifier.remove(Modifier::REVERSED);
                return ctx.spots.typed(place.x, place.y);
            }
        }
    }
}

/// Text without control characters; line breaks stay in notes and become spaces elsewhere.
fn clean(text: &str, lines: bool) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}'], "\n");
    text.chars()
        .filter_map(|letter| match letter {
            '\n' if lines => Some('\n'),
            '\n' | '\t' => Some(' '),
            other if other.is_control() => None,
            other => Some(other),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::{Stage, ctrl, key, letter};

    #[test]
    fn letters_are_typed_and_enter_belongs_to_the_form() {
        let mut field = TextField::line("Sit");
        assert!(field.handle(letter('i')));
        assert!(!field.handle(key(KeyCode::Enter)));
        assert!(!field.handle(ctrl('m')));
        assert!(field.handle(key(KeyCode::Backspace)));
        assert_eq!(field.text(), "Sit");
    }

    #[test]
    fn pasted_text_brings_no_control_characters() {
        let mut line = TextField::line("");
        line.paste("Siti\u{1b}[2J\r\nRahmawati\t3");
        assert_eq!(line.text(), "Siti[2J Rahmawati 3");
        let mut note = TextField::note("");
        note.paste("satu\r\ndua\u{7}");
        assert_eq!(note.text(), "satu\ndua");
    }

    #[test]
    fn a_field_does_not_grow_without_end() {
        let mut field = TextField::line("");
        field.paste(&"x".repeat(MAX_CHARS * 2));
        assert!(field.text().len() <= MAX_CHARS);
        assert!(!field.handle(letter('x')));
    }

    #[test]
    fn a_long_text_shows_its_end_where_the_cursor_is() {
        let stage = Stage::small();
        let field = TextField::line("kepegawaian@babelprov.go.id");
        let shown = stage.draw(|area, buf, ctx| {
            let area = Rect {
                width: 10,
                height: 1,
                ..area
            };
            field.render(area, buf, ctx, true);
        });
        assert!(shown.starts_with("rov.go.id"), "{shown}");
    }

    #[test]
    fn ctrl_u_clears_the_field() {
        let mut field = TextField::note("baris satu\nbaris dua");
        assert!(field.handle(ctrl('u')));
        assert!(field.is_empty());
        assert!(!field.handle(ctrl('u')), "nothing is left to clear");
    }
}
