//! The frame around a panel: a title at the left, remarks beside it, the position below.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Padding, Widget};

use crate::text;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;

/// A frame with its titles.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Parts of the title, joined with ` · `.
    pub title: Vec<String>,
    /// Which of them is a count: it is never cut, the title before it is.
    count: Option<usize>,
    /// At the right of the lower border, such as `241/5.214`.
    pub foot: String,
    /// Whether this panel, of several side by side, has the keys.
    pub focus: bool,
    /// Between the border and what is inside.
    padding: Padding,
}

impl Frame {
    /// A frame with one title.
    pub fn titled(title: impl Into<String>) -> Frame {
        Frame {
            title: vec![title.into()],
            count: None,
            foot: String::new(),
            focus: true,
            padding: Padding::ZERO,
        }
    }

    /// One more part of the title; nothing for an empty one.
    pub fn with(mut self, part: impl Into<String>) -> Frame {
        let part = part.into();
        if !part.is_empty() {
            self.title.push(part);
        }
        self
    }

    /// How many there are, beside the title; nothing for an empty one.
    pub fn counted(mut self, count: impl Into<String>) -> Frame {
        let before = self.title.len();
        self = self.with(count);
        self.count = (self.title.len() > before).then_some(before);
        self
    }

    fn whole(&self, dot: &str) -> String {
        let safe = self.title.iter().map(|part| text::safe(part));
        safe.collect::<Vec<_>>().join(dot)
    }

    /// The parts of the title in so many columns: what comes last is cut, but before a count the
    /// title itself.
    fn fitted(&self, room: usize, dot: &str) -> String {
        let safe: Vec<_> = self.title.iter().map(|part| text::safe(part)).collect();
        let whole = self.whole(dot);
        let count = self.count.and_then(|at| safe.get(at)).filter(|_| room > 0);
        let (Some(count), true) = (count, text::width(&whole) > room) else {
            return text::truncate(&whole, room);
        };
        let head = format!("{}{dot}{count}", safe[0]);
        // Of what follows at least a letter is seen, or nothing.
        if text::width(&head) + text::width(dot) + 2 <= room {
            return text::truncate(&whole, room);
        }
        if text::width(&head) <= room {
            return head;
        }
        let beside = text::width(dot) + text::width(count);
        match room.checked_sub(beside) {
            Some(left) if left > 1 => format!("{}{dot}{count}", text::truncate(&safe[0], left)),
            _ => text::truncate(count, room),
        }
    }

    /// The text on the lower border.
    pub fn foot(mut self, foot: impl Into<String>) -> Frame {
        self.foot = foot.into();
        self
    }

    /// Whether it has the keys.
    pub fn focused(mut self, focus: bool) -> Frame {
        self.focus = focus;
        self
    }

    /// With air between the border and what is inside.
    pub fn padded(mut self, padding: Padding) -> Frame {
        self.padding = padding;
        self
    }

    /// Draws the frame and gives the room inside.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) -> Rect {
        let block = Block::bordered()
            .border_set(ctx.theme.signs().border)
            .border_style(ctx.theme.frame(self.focus && ctx.focus))
            .padding(self.padding);
        let inside = block.inner(area);
        block.render(area, buf);
        self.render_titles(area, buf, ctx);
        inside
    }

    fn render_titles(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let room = usize::from(area.width.saturating_sub(4));
        if room < 3 {
            return;
        }
        let dot = format!(" {} ", ctx.theme.signs().dot);
        if !self.title.is_empty() {
            let fitted = self.fitted(room - 2, &dot);
            let whole = self.whole(&dot);
            if ctx.focus && fitted != whole {
                ctx.spots.whole(vec![(String::new(), whole)], self.focus);
            }
            let title = format!(" {fitted} ");
            let role = if self.focus && ctx.focus {
                Role::Strong
            } else {
                Role::Plain
            };
            buf.set_string(area.x + 1, area.y, title, ctx.theme.style(role));
        }
        if !self.foot.is_empty() {
            let foot = format!(" {} ", text::truncate(&self.foot, room - 2));
            let wide = u16::try_from(text::width(&foot)).unwrap_or(area.width);
            let x = area.right().saturating_sub(1 + wide);
            buf.set_string(x, area.bottom() - 1, foot, ctx.theme.style(Role::Dim));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_never_cut_and_what_follows_it_is() {
        let frame = Frame::titled("Agendaris").counted("5.214").with("tenggat");
        for (room, shown) in [
            (30, "Agendaris · 5.214 · tenggat"),
            (18, "Agendaris · 5.214"),
            (22, "Agendaris · 5.214 · t…"),
            (17, "Agendaris · 5.214"),
            (12, "Age… · 5.214"),
            (9, "5.214"),
        ] {
            assert_eq!(frame.fitted(room, " · "), shown, "{room}");
        }
        let record = Frame::titled("0142.03/2026").with("Penerbitan");
        assert_eq!(record.fitted(20, " · "), "0142.03/2026 · Pene…");
    }
}
