//! Drawing a list: columns by what stands in them, the cursor, selected and changed rows, hits, the
//! scrollbar, and below the rows in full what had to be cut of the row under the cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::fit::{self, GAP, Key, Measured, widths};
use super::{Cell, Column, List, Row};
use crate::text;
use crate::tui::panel::Ctx;
use crate::tui::spots::Rows;
use crate::tui::theme::Role;
use crate::tui::widgets::scrollbar;

/// Lines of text with their roles.
pub type Lines = Vec<(String, Role)>;

/// How a list is drawn.
pub struct ListView<'a, R: Row> {
    pub list: &'a List<R>,
    pub columns: &'a [Column],
    /// The cells of a row, one for each column.
    pub cells: &'a dyn Fn(&R) -> Vec<Cell>,
    /// What to say when there is nothing: an empty state says what to do.
    pub empty: &'a str,
    /// What stands below the list about the row under the cursor; without it what was cut of it.
    pub below: Option<&'a dyn Fn(&R) -> Lines>,
}

/// Left of a row for cursor and marks, right of it for the scrollbar.
const EDGES: u16 = 3;

/// Rows below which a list keeps its room for itself.
const LOW: u16 = 7;

impl<R: Row> ListView<'_, R> {
    /// Draws headings and rows into `area`.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        if area.width <= EDGES || area.height < 2 {
            return;
        }
        if self.list.total == 0 {
            self.list.height.set(area.height - 1);
            return self.render_empty(area, buf, ctx);
        }
        let cells = self.measure(ctx);
        let widths = widths(self.columns, &self.wants(&cells, ctx), area.width - EDGES);
        let below = self.below(area, &cells, &widths, ctx);
        let strip = u16::try_from(below.len()).unwrap_or(0);
        let strip = if strip == 0 { 0 } else { strip + 1 };
        let list = Rect {
            height: area.height - strip,
            ..area
        };
        self.render_list(list, buf, ctx, &widths);
        if strip > 0 {
            let rule = ctx.theme.signs().line.repeat(usize::from(area.width));
            buf.set_string(area.x, list.bottom(), rule, ctx.theme.style(Role::Dim));
        }
        for ((line, role), y) in below.iter().zip(list.bottom() + 1..area.bottom()) {
            buf.set_string(area.x + 1, y, line, ctx.theme.style(*role));
        }
        if ctx.focus {
            self.note_whole(&cells, &widths, strip > 0, ctx);
        }
    }

    /// Notes the row under the cursor in full, with headings. What is cut stands below the rows,
    /// where there is room for that; columns that were left out do not, nor a heading whose cells
    /// are whole.
    fn note_whole(&self, cells: &[u16], widths: &[u16], below: bool, ctx: &Ctx) {
        let Some(row) = self.list.current() else {
            return;
        };
        let (mut lines, mut cut) = (Vec::new(), false);
        let columns = self.columns.iter().zip(cells).zip(widths);
        for (((column, widest), shown), cell) in columns.zip((self.cells)(row)) {
            let said = text::safe(&cell.text);
            let unnamed = *shown > 0 && *shown < wide(&self.heading(column, ctx));
            if said.trim().is_empty() && !unnamed {
                continue;
            }
            let told = below && (self.below.is_some() || *shown > 0);
            let named = below && self.below.is_none() && shown < widest;
            cut |= (*shown < wide(&said) && !told) || (unnamed && !named);
            let said = match said.trim() {
                "" => "-".to_owned(),
                _ => said.into_owned(),
            };
            lines.push((ctx.get(column.title), said));
        }
        ctx.spots.whole(lines, cut);
    }

    fn render_list(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx, widths: &[u16]) {
        let rows = area.height - 1;
        self.list.height.set(rows);
        let shown = self.columns.iter().zip(widths);
        let drawn = shown.filter(|(_, wide)| **wide > 0);
        *self.list.drawn.borrow_mut() = drawn.map(|(column, _)| column.title).collect();
        self.render_headings(area, buf, ctx, widths);
        let top = self.top(rows);
        for line in 0..rows {
            let place = top + u64::from(line);
            if place >= self.list.total {
                break;
            }
            let row = Rect {
                y: area.y + 1 + line,
                height: 1,
                ..area
            };
            self.render_row(row, buf, ctx, widths, place);
        }
        if ctx.focus {
            ctx.spots.rows(Rows {
                area: Rect {
                    y: area.y + 1,
                    width: area.width - 1,
                    height: rows,
                    ..area
                },
                top,
                cursor: self.list.cursor,
                total: self.list.total,
            });
        }
        let track = Rect {
            x: area.right() - 1,
            y: area.y + 1,
            width: 1,
            height: rows,
        };
        scrollbar::render(track, buf, ctx.theme, top, self.list.total);
    }

    /// The first row on screen: the cursor stays on it, however many lines there are.
    fn top(&self, rows: u16) -> u64 {
        let last = (self.list.cursor + 1).saturating_sub(u64::from(rows));
        self.list.top.max(last)
    }

    /// Columns of the screen that the list fills of so many, for those who share out the room: a
    /// column that does not fit leaves its room to others.
    pub fn fills(&self, most: u16, ctx: &Ctx) -> u16 {
        let wants = self.wants(&self.measure(ctx), ctx);
        let widths = widths(self.columns, &wants, most.saturating_sub(EDGES));
        fit::whole(&widths).saturating_add(EDGES)
    }

    /// The columns with the width of each in a list so wide; 0 leaves it out.
    #[cfg(test)]
    pub fn shares(&self, width: u16, ctx: &Ctx) -> Vec<(u16, u16)> {
        let wants = self.wants(&self.measure(ctx), ctx);
        let widths = widths(self.columns, &wants, width - EDGES);
        wants.into_iter().zip(widths).collect()
    }

    /// What each column needs to be whole: its widest cell and its heading; nothing where it has
    /// only marks, or matters little, and no row has anything to say.
    fn wants(&self, cells: &[u16], ctx: &Ctx) -> Vec<u16> {
        let columns = self.columns.iter().zip(cells);
        columns
            .map(|(column, cells)| match (cells, column.rank) {
                (0, 1..) => 0,
                _ => wide(&self.heading(column, ctx)).max(*cells),
            })
            .collect()
    }

    /// The widest cell of each column among the rows that were loaded: columns stay where they are
    /// while the list scrolls.
    fn measure(&self, ctx: &Ctx) -> Vec<u16> {
        let key = Key {
            filled: self.list.filled,
            question: self.list.question,
            minute: ctx.now.0 / 60_000,
            language: ctx.words.language(),
            ascii: ctx.theme.ascii,
            columns: self.columns.iter().map(|column| column.title).collect(),
        };
        let known = self.list.measured.borrow().clone();
        let all = || self.widest(self.list.rows.iter());
        let widths = match known {
            Some(known) if known.key == key => known.widths,
            // Rows that are under way will hardly be others.
            Some(known) if self.list.rows.is_empty() && known.key.columns == key.columns => {
                return known.widths;
            }
            Some(known) if known.key.shows_what(&key) => wider(known.widths, &all()),
            _ => all(),
        };
        *self.list.measured.borrow_mut() = Some(Measured {
            key,
            widths: widths.clone(),
        });
        // Cells may also say what is chosen on the page: those on screen are always measured.
        let shown = usize::from(self.list.height.get());
        let top = self.list.top.saturating_sub(self.list.offset);
        let skip = usize::try_from(top).unwrap_or(usize::MAX);
        let rows = self.list.rows.iter().skip(skip).take(shown);
        wider(widths, &self.widest(rows))
    }

    fn widest<'r>(&self, rows: impl Iterator<Item = &'r R>) -> Vec<u16>
    where
        R: 'r,
    {
        let mut widths = vec![0; self.columns.len()];
        for row in rows {
            for (known, cell) in widths.iter_mut().zip((self.cells)(row)) {
                *known = wide(&text::safe(&cell.text)).max(*known);
            }
        }
        widths
    }

    /// What stands below the rows: nothing where the list is low.
    fn below(&self, area: Rect, cells: &[u16], widths: &[u16], ctx: &Ctx) -> Lines {
        let shares = cells.iter().zip(widths).enumerate();
        let cut = shares.filter(|(_, (cell, wide))| **wide > 0 && wide < cell);
        let cut: Vec<usize> = cut.map(|(index, _)| index).collect();
        let told = self.below.filter(|_| area.height >= 2 * LOW);
        if area.height < LOW || (told.is_none() && cut.is_empty()) {
            return Lines::new();
        }
        let room = usize::from(area.width.saturating_sub(2));
        let row = self.list.current();
        let (said, least) = match (told, row) {
            (Some(told), row) => (row.map(told).unwrap_or_default(), 4),
            (_, Some(row)) => (
                self.whole_of(row, &cut, ctx),
                self.lines_for_any(cells, &cut, room, ctx),
            ),
            (_, None) => (Lines::new(), 1),
        };
        let pieces = said.into_iter().flat_map(|(line, role)| {
            let safe = text::safe(&line).into_owned();
            let pieces = text::width::wrap(&safe, room);
            pieces.into_iter().map(move |piece| (piece, role))
        });
        let most = usize::from(area.height / 2);
        let mut lines: Lines = pieces.take(most).collect();
        // The room never shrinks from row to row: rows that jump are hard to read, and dear.
        let (width, kept) = self.list.strip.get();
        let kept = if width == area.width { kept } else { 0 };
        let height = lines.len().max(least).max(kept).min(most);
        self.list.strip.set((area.width, height));
        lines.resize(height, (String::new(), Role::Plain));
        lines
    }

    /// What is cut in some row, whole, with its heading: a line each, so that it stays in its place
    /// from row to row.
    fn whole_of(&self, row: &R, cut: &[usize], ctx: &Ctx) -> Lines {
        let cells = (self.cells)(row);
        let lines = cut.iter().filter_map(|index| {
            let cell = cells.get(*index)?;
            Some((
                format!("{}: {}", ctx.get(self.columns[*index].title), cell.text),
                Role::Dim,
            ))
        });
        lines.collect()
    }

    /// Lines in `room` that `whole_of` takes for the row with the most to say.
    fn lines_for_any(&self, cells: &[u16], cut: &[usize], room: usize, ctx: &Ctx) -> usize {
        let lines = cut.iter().map(|index| {
            let title = text::width(&ctx.get(self.columns[*index].title));
            (title + ": ".len() + usize::from(cells[*index])).div_ceil(room.max(1))
        });
        lines.sum()
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

    /// A heading, with the sign of the order where the list is sorted by it.
    fn heading(&self, column: &Column, ctx: &Ctx) -> String {
        let title = ctx.get(column.title);
        let signs = ctx.theme.signs();
        match self.list.sort {
            Some((by, down)) if by == column.title => {
                let sign = if down {
                    signs.descending
                } else {
                    signs.ascending
                };
                format!("{title} {sign}")
            }
            _ => title,
        }
    }

    fn render_headings(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx, widths: &[u16]) {
        let mut x = area.x + 2;
        for (column, wide) in self.columns.iter().zip(widths) {
            if *wide == 0 {
                continue;
            }
            let heading = self.heading(column, ctx);
            let heading = text::fit(&heading, usize::from(*wide), column.shape.at_right());
            let here = self.list.column == Some(column.title) && ctx.focus;
            let role = if here { Role::Strong } else { Role::Dim };
            if here {
                let sign = ctx.theme.signs().cursor;
                buf.set_string(x - 1, area.y, sign, ctx.theme.style(Role::Accent));
            }
            buf.set_string(x, area.y, heading, ctx.theme.style(role));
            x += wide + GAP;
        }
    }

    fn render_row(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx, widths: &[u16], place: u64) {
        let signs = ctx.theme.signs();
        let here = place == self.list.cursor;
        if here && ctx.focus {
            ctx.spots.chosen(area.x, area.y);
        }
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
            let right = column.shape.at_right();
            let safe = text::safe(&cell.text);
            let safe = match cell.short.as_str() {
                short if !short.is_empty() && self::wide(&safe) > *wide => text::safe(short),
                _ => safe,
            };
            let shown = text::fit(&safe, usize::from(*wide), right);
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

/// The greater width of each column.
fn wider(mut widths: Vec<u16>, others: &[u16]) -> Vec<u16> {
    for (known, other) in widths.iter_mut().zip(others) {
        *known = (*known).max(*other);
    }
    widths
}

/// Columns that a text takes.
fn wide(text: &str) -> u16 {
    u16::try_from(text::width(text)).unwrap_or(u16::MAX)
}

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
