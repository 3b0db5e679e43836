//! A text to read: wrapped to the width, scrolled, with its hits marked.

use std::cell::Cell;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::list::render::hits;
use super::scrollbar;
use crate::text;
use crate::tui::action::Action;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;

/// A paragraph with its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    pub text: String,
    pub role: Role,
    /// Columns by which its second and later lines are set in.
    pub hang: usize,
}

impl Paragraph {
    /// Plain text.
    pub fn plain(text: impl Into<String>) -> Paragraph {
        Paragraph::of(Role::Plain, text)
    }

    /// Text with a meaning, such as a heading.
    pub fn of(role: Role, text: impl Into<String>) -> Paragraph {
        Paragraph {
            text: text.into(),
            role,
            hang: 0,
        }
    }

    /// The same with its later lines set in, where the screen is wide enough for that.
    pub fn hanging(mut self, columns: usize) -> Paragraph {
        self.hang = columns;
        self
    }
}

/// The state of a text being read.
#[derive(Clone, Debug, Default)]
pub struct TextView {
    paragraphs: Vec<Paragraph>,
    top: usize,
    /// Lines and rows at the last drawing, for scrolling.
    seen: Cell<(usize, u16)>,
    /// Text to mark.
    pub highlight: String,
}

impl TextView {
    /// A text from its paragraphs.
    pub fn new(paragraphs: Vec<Paragraph>) -> TextView {
        TextView {
            paragraphs,
            ..TextView::default()
        }
    }

    /// Replaces the text; the place stays.
    pub fn set(&mut self, paragraphs: Vec<Paragraph>) {
        self.paragraphs = paragraphs;
    }

    /// The text as it can be copied.
    pub fn plain(&self) -> String {
        let lines: Vec<&str> = self
            .paragraphs
            .iter()
            .map(|part| part.text.as_str())
            .collect();
        lines.join("\n")
    }

    /// Scrolls; tells whether the action was for it.
    pub fn handle(&mut self, action: Action) -> bool {
        let (lines, rows) = self.seen.get();
        let last = lines.saturating_sub(usize::from(rows));
        let page = usize::from(rows.saturating_sub(1).max(1));
        self.top = match action {
            Action::Up => self.top.saturating_sub(1),
            Action::Down => self.top + 1,
            Action::PageUp => self.top.saturating_sub(page),
            Action::PageDown => self.top + page,
            Action::Top => 0,
            Action::Bottom => last,
            _ => return false,
        };
        self.top = self.top.min(last);
        true
    }

    /// Draws the part that is in view.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        if area.width < 2 || area.height == 0 {
            return;
        }
        let room = usize::from(area.width - 1);
        let lines: Vec<(String, Role)> = self
            .paragraphs
            .iter()
            .flat_map(|paragraph| broken(paragraph, room))
            .collect();
        self.seen.set((lines.len(), area.height));
        let top = self
            .top
            .min(lines.len().saturating_sub(usize::from(area.height)));
        for ((line, role), y) in lines.iter().skip(top).zip(area.y..area.bottom()) {
            buf.set_string(area.x, y, line, ctx.theme.style(*role));
            for (from, to) in hits(line, &self.highlight) {
                let hit = Rect::new(area.x + from, y, to - from, 1);
                buf.set_style(hit, ctx.theme.style(Role::Hit));
            }
        }
        let track = Rect {
            x: area.right() - 1,
            width: 1,
            ..area
        };
        scrollbar::render(track, buf, ctx.theme, top as u64, lines.len() as u64);
    }
}

/// The lines of a paragraph at a width.
fn broken(paragraph: &Paragraph, room: usize) -> Vec<(String, Role)> {
    // Setting in on a phone would leave a strip of three words.
    let hang = if room >= 60 { paragraph.hang } else { 0 };
    let mut lines = Vec::new();
    for line in paragraph.text.split('\n') {
        let line = text::safe(line.trim_end_matches('\r')).into_owned();
        let mut pieces = text::width::wrap(&line, room);
        if hang > 0 && pieces.len() > 1 {
            let first = pieces.swap_remove(0);
            let rest = line.get(first.len()..).unwrap_or_default().trim_start();
            pieces = text::width::wrap(rest, room - hang)
                .into_iter()
                .map(|piece| format!("{}{piece}", " ".repeat(hang)))
                .collect();
            pieces.insert(0, first);
        }
        lines.extend(pieces.into_iter().map(|piece| (piece, paragraph.role)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::Stage;

    #[test]
    fn a_text_scrolls_to_its_end_and_no_further() {
        let stage = Stage::new(30, 5, crate::text::Language::Indonesian);
        let many = (1..=20).map(|number| Paragraph::plain(format!("baris {number}")));
        let mut view = TextView::new(many.collect());
        let draw = |view: &TextView| stage.draw(|area, buf, ctx| view.render(area, buf, ctx));
        assert!(draw(&view).starts_with("baris 1 "));
        assert!(view.handle(Action::Bottom));
        assert!(view.handle(Action::Down));
        let end = draw(&view);
        assert!(
            end.contains("baris 16") && end.contains("baris 20"),
            "{end}"
        );
        assert!(view.handle(Action::PageUp));
        assert!(draw(&view).contains("baris 12"));
        assert!(!view.handle(Action::New));
    }

    #[test]
    fn hostile_text_is_shown_not_obeyed() {
        let stage = Stage::new(30, 3, crate::text::Language::Indonesian);
        let view = TextView::new(vec![Paragraph::plain("a\u{1b}[2J\n\nb")]);
        let shown = stage.draw(|area, buf, ctx| view.render(area, buf, ctx));
        assert_eq!(shown, "a␛[2J\n\nb\n");
    }
}
