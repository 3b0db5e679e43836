//! The frame around a panel: a title at the left, remarks beside it, the position below.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::text;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;

/// A frame with its titles.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Parts of the title, joined with ` · `.
    pub title: Vec<String>,
    /// At the right of the lower border, such as `241/5.214`.
    pub foot: String,
    /// Whether this panel, of several side by side, has the keys.
    pub focus: bool,
}

impl Frame {
    /// A frame with one title.
    pub fn titled(title: impl Into<String>) -> Frame {
        Frame {
            title: vec![title.into()],
            foot: String::new(),
            focus: true,
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

    /// Draws the frame and gives the room inside.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) -> Rect {
        if area.width < 2 || area.height < 2 {
            return Rect {
                width: 0,
                height: 0,
                ..area
            };
        }
        let set = ctx.theme.signs().border;
        let style = ctx.theme.frame(self.focus && ctx.focus);
        let (left, right) = (area.x, area.right() - 1);
        let (top, bottom) = (area.y, area.bottom() - 1);
        for x in left + 1..right {
            buf.set_string(x, top, set.horizontal_top, style);
            buf.set_string(x, bottom, set.horizontal_bottom, style);
        }
        for y in top + 1..bottom {
            buf.set_string(left, y, set.vertical_left, style);
            buf.set_string(right, y, set.vertical_right, style);
        }
        for (x, y, corner) in [
            (left, top, set.top_left),
            (right, top, set.top_right),
            (left, bottom, set.bottom_left),
            (right, bottom, set.bottom_right),
        ] {
            buf.set_string(x, y, corner, style);
        }
        self.render_titles(area, buf, ctx);
        Rect {
            x: area.x + 1,
            y: area.y + 1,
            width: area.width - 2,
            height: area.height - 2,
        }
    }

    fn render_titles(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let room = usize::from(area.width.saturating_sub(4));
        if room < 3 {
            return;
        }
        let dot = format!(" {} ", ctx.theme.signs().dot);
        if !self.title.is_empty() {
            let title = text::safe(&self.title.join(&dot)).into_owned();
            let title = format!(" {} ", text::truncate(&title, room - 2));
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
