//! The scrollbar at the right of a list or text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::theme::{Role, Theme};

/// Draws where `top` stands in `total` lines; nothing when all of them are on screen.
pub fn render(track: Rect, buf: &mut Buffer, theme: &Theme, top: u64, total: u64) {
    let rows = u64::from(track.height);
    if rows == 0 || total <= rows {
        return;
    }
    let (from, size) = thumb(rows, top, total);
    for line in 0..track.height {
        let inside = (from..from + size).contains(&u64::from(line));
        let signs = theme.signs();
        let (sign, role) = if inside {
            (signs.full, Role::Accent)
        } else {
            (signs.dot, Role::Dim)
        };
        buf.set_string(track.x, track.y + line, sign, theme.style(role));
    }
}

/// First line and length of the thumb. It touches an end only when the list does.
fn thumb(rows: u64, top: u64, total: u64) -> (u64, u64) {
    let size = (rows * rows / total).max(1);
    let last_top = total.saturating_sub(rows).max(1);
    let room = rows - size;
    let mut from = room * top.min(last_top) / last_top;
    if top > 0 && from == 0 && room > 1 {
        from = 1;
    }
    if top < last_top && from == room && room > 1 {
        from = room - 1;
    }
    (from, size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumb_touches_an_end_only_when_the_list_does() {
        assert_eq!(thumb(10, 0, 1_000_000), (0, 1));
        assert_eq!(thumb(10, 1, 1_000_000), (1, 1));
        assert_eq!(thumb(10, 999_990, 1_000_000), (9, 1));
        assert_eq!(thumb(10, 999_980, 1_000_000), (8, 1));
        assert_eq!(thumb(10, 5, 20), (2, 5));
    }
}
