//! What one must know before anything else on a page: sentences above it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::text;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;

/// Draws the sentences at the top of an area; what is left of it.
pub fn warnings(
    said: impl IntoIterator<Item = String>,
    area: Rect,
    buf: &mut Buffer,
    ctx: &Ctx,
) -> Rect {
    let mut area = area;
    for said in said {
        let room = usize::from(area.width.saturating_sub(2));
        for line in text::width::wrap(&text::safe(&said), room) {
            if area.height == 0 {
                return area;
            }
            buf.set_string(area.x + 1, area.y, line, ctx.theme.style(Role::Warn));
            area.y += 1;
            area.height -= 1;
        }
    }
    area
}
