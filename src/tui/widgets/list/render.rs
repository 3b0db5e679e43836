//! Drawing a list: columns by the room there is, the cursor, selected and changed rows, hits, and
//! the scrollbar.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Cell, Column, List, Row};
use crate::text;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::widgets::scrollbar;

/// How a list is drawn.
pub struct ListView<'a, R: Row> {
    pub list: &'a List<R>,
    pub columns: &'a [Column],
    /// The cells of a row, one for each column.
    pub cells: &'a dyn Fn(&R) -> Vec<Cell>,
    /// What to say when there is nothing: an empty state says what to do.
    pub empty: &'a str,
}

impl<R: Row> ListView<'_, R> {
    /// Draws headings and rows into `area`.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        if area.width < 4 || area.height < 2 {
            return;
        }
        let rows = area.height - 1;
        self.list.height.set(rows);
        if self.list.total == 0 {
            self.render_empty(area, buf, ctx);
            return;
        }
        // Two columns for cursor and marks at the left, one for the scrollbar at the right.
        let inner = Rect {
            x: area.x + 2,
            width: area.width - 3,
            ..area
        };
        let widths = widths(self.columns, inner.width);
        self.render_headings(inner, buf, ctx, &widths);
        for line in 0..rows {
            let place = self.list.top + u64::from(line);
            if place >= self.list.total {
                break;
            }
            let y = area.y + 1 + line;
            self.render_row(
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                buf,
                ctx,
                &widths,
                place,
            );
        }
        let track = Rect {
            x: area.right() - 1,
            y: area.y + 1,
            width: 1,
            height: rows,
        };
        scrollbar::render(track, buf, ctx.theme, self.list.top, self.list.total);
    }

    fn render_empty(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let waiting;
        let said = if self.list.loaded {
            self.empty
        } else {
            waiting = ctx.loading();
            &waiting
        };
        let lines = text::width::wrap(said, usize::from(area.width.saturating_sub(4)));
        for (line, y) in lines.iter().zip(area.y + 1..area.bottom()) {
            buf.set_string(area.x + 2, y, line, ctx.theme.style(Role::Dim));
        }
    }

    fn render_headings(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx, widths: &[u16]) {
        let mut x = area.x;
        for (index, (column, wide)) in self.columns.iter().zip(widths).enumerate() {
            if *wide == 0 {
                continue;
            }
            let mut title = ctx.get(column.title);
            if let Some((by, down)) = self.list.sort
                && by == index
            {
                let signs = ctx.theme.signs();
                title = text::truncate(&title, usize::from(wide.saturating_sub(2)));
                title.push(' ');
                title.push_str(if down {
                    signs.descending
                } else {
                    signs.ascending
                });
            }
            let title = text::fit(&title, usize::from(*wide), column.right);
            buf.set_string(x, area.y, title, ctx.theme.style(Role::Dim));
            x += wide + GAP;
        }
    }

    fn render_row(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx, widths: &[u16], place: u64) {
        let signs = ctx.theme.signs();
        let here = place == self.list.cursor;
        let Some(row) = self.list.row_at(place) else {
            buf.set_string(area.x + 2, area.y, "…", ctx.theme.style(Role::Dim));
            if here {
                buf.set_string(area.x, area.y, signs.cursor, ctx.theme.style(Role::Accent));
            }
            return;
        };
        let id = row.id();
        let base = if here {
            ctx.theme.cursor_row(ctx.focus)
        } else {
            Style::new()
        };
        buf.set_style(
            Rect {
                width: area.width - 1,
                ..area
            },
            base,
        );
        if here {
            // In the style of its row: each change of style within a row costs bytes on the line.
            buf.set_string(area.x, area.y, signs.cursor, base);
        }
        if self.list.is_marked(&id) {
            let style = base.patch(ctx.theme.style(Role::Accent));
            buf.set_string(area.x + 1, area.y, signs.marked, style);
        } else if self.list.is_news(row, ctx.own) {
            let style = base.patch(ctx.theme.style(Role::Changed));
            buf.set_string(area.x + 1, area.y, signs.changed, style);
        }
        let mut x = area.x + 2;
        let cells = (self.cells)(row);
        for ((column, wide), cell) in self.columns.iter().zip(widths).zip(&cells) {
            if *wide == 0 {
                continue;
            }
            let shown = text::fit(&text::safe(&cell.text), usize::from(*wide), column.right);
            let style = base.patch(ctx.theme.style(cell.role));
            buf.set_string(x, area.y, &shown, style);
            self.highlight(&shown, x, area.y, buf, ctx);
            x += wide + GAP;
        }
    }

    /// Marks where the searched text stands in a cell.
    fn highlight(&self, shown: &str, x: u16, y: u16, buf: &mut Buffer, ctx: &Ctx) {
        for (from, to) in hits(shown, &self.list.highlight) {
            let area = Rect {
                x: x + from,
                y,
                width: to - from,
                height: 1,
            };
            buf.set_style(area, ctx.theme.style(Role::Hit));
        }
    }
}

/// Columns between two cells.
const GAP: u16 = 2;

/// Where the lines of `needles` stand in `shown`, as screen columns, in any case.
pub fn hits(shown: &str, needles: &str) -> Vec<(u16, u16)> {
    needles
        .lines()
        .flat_map(|needle| hits_of(shown, needle))
        .collect()
}

fn hits_of(shown: &str, needle: &str) -> Vec<(u16, u16)> {
    let mut found = Vec::new();
    if needle.trim().is_empty() {
        return found;
    }
    let wanted = needle.trim().to_lowercase();
    let lower = shown.to_lowercase();
    // Lower case may change the length of a letter; then columns cannot be told and nothing is
    // marked: a missing highlight harms nobody.
    if lower.len() != shown.len() {
        return found;
    }
    for (at, part) in lower.match_indices(&wanted) {
        let from = text::width(&lower[..at]);
        let to = from + text::width(part);
        if let (Ok(from), Ok(to)) = (u16::try_from(from), u16::try_from(to)) {
            found.push((from, to));
        }
    }
    found
}

/// The width of each column in `room`; 0 leaves it out. The highest rank goes first.
pub fn widths(columns: &[Column], room: u16) -> Vec<u16> {
    let mut kept: Vec<bool> = vec![true; columns.len()];
    while least(columns, &kept) > room {
        let victim = (0..columns.len())
            .filter(|index| kept[*index] && columns[*index].rank > 0)
            .max_by_key(|index| columns[*index].rank);
        match victim {
            Some(index) => kept[index] = false,
            None => break,
        }
    }
    let mut widths: Vec<u16> = columns
        .iter()
        .zip(&kept)
        .map(|(column, kept)| if *kept { column.least } else { 0 })
        .collect();
    let mut left = room.saturating_sub(least(columns, &kept));
    let mut order: Vec<usize> = (0..columns.len()).filter(|index| kept[*index]).collect();
    order.sort_by_key(|index| columns[*index].rank);
    for index in &order {
        let more = left.min(columns[*index].want.saturating_sub(widths[*index]));
        widths[*index] += more;
        left -= more;
    }
    if let Some(index) = order.iter().find(|index| columns[**index].grow) {
        widths[*index] += left;
    }
    clip(&mut widths, room);
    widths
}

fn least(columns: &[Column], kept: &[bool]) -> u16 {
    let mut sum = 0;
    let mut count = 0;
    for (column, kept) in columns.iter().zip(kept) {
        if *kept {
            sum += column.least;
            count += 1;
        }
    }
    sum + GAP * u16::saturating_sub(count, 1)
}

/// Columns that always stay may still want more than there is: the last ones are cut.
fn clip(widths: &mut [u16], room: u16) {
    let mut used = 0;
    for wide in widths.iter_mut().filter(|wide| **wide > 0) {
        let gap = if used > 0 { GAP } else { 0 };
        let left = room.saturating_sub(used + gap);
        *wide = (*wide).min(left);
        if *wide > 0 {
            used += gap + *wide;
        }
    }
}
