//! What is written to bring the terminal from one frame to the next: few bytes, for the line may be
//! slow. Rows that moved are moved by the terminal itself, only cells that differ are written,
//! small gaps are written over instead of jumped, and a style costs what changes in it.
//!
//! Only what a VT100 and every terminal since then can do, and the sixteen and 256 colours of
//! xterm: absolute moves, so that a sign which the terminal draws wider than we think puts nothing
//! else out of place for longer than a run.

use std::io::Write as _;

use ratatui::buffer::{Buffer, Cell, CellWidth as _};
use ratatui::layout::Size;

use super::pen::{Look, Pen};
use crate::tui::spots::Cursor;

/// Runs of more blanks than this are erased rather than written, for that takes so many bytes: to
/// erase them, and to jump behind them where something follows.
const ERASING: u16 = 5;
const JUMPING: u16 = 5;

/// Moving rows takes about so many bytes; it must spare more changed cells than that.
const SCROLL_COST: i32 = 30;

/// Knows what the terminal shows.
pub struct Painter {
    shown: Buffer,
    /// What the terminal shows is not known: it is cleared first.
    unknown: bool,
    /// The terminal's cursor as the last frame left it.
    cursor: Option<Cursor>,
}

impl Painter {
    /// Of a terminal that shows anything.
    pub fn new(size: Size) -> Painter {
        Painter {
            shown: Buffer::empty(ratatui::layout::Rect::new(0, 0, size.width, size.height)),
            unknown: true,
            cursor: None,
        }
    }

    /// The size of the frames.
    pub fn size(&self) -> Size {
        self.shown.area.as_size()
    }

    /// Forgets what the terminal shows: the next frame is written whole.
    pub fn forget(&mut self) {
        self.unknown = true;
    }

    /// Appends what brings the terminal to this frame, which must have the painter's size; nothing
    /// where it shows that already. Every frame ends in the plain style, with the terminal's cursor
    /// at its place; without one it is hidden and stands anywhere. The painter keeps the frame and
    /// leaves the one before in its place.
    pub fn paint(&mut self, next: &mut Buffer, cursor: Option<Cursor>, out: &mut Vec<u8>) {
        settle_blanks(next);
        let before = out.len();
        let stood = if self.unknown {
            out.extend_from_slice(b"\x1b[?25l\x1b[m\x1b[2J");
            self.shown.reset();
            self.unknown = false;
            self.cursor = None;
            self.stroke(next, out)
        } else if let Some(shift) = Shift::between(&self.shown, next) {
            self.paint_moved(shift, next, out)
        } else {
            self.stroke(next, out)
        };
        let stood = match out.len() == before {
            true => self.cursor.map(|cursor| (cursor.at.x, cursor.at.y)),
            false => stood,
        };
        self.place(cursor, stood, next, out);
        std::mem::swap(&mut self.shown, next);
    }

    /// Puts the cursor where it is wanted. `stood`: where it stands, as far as that is sure.
    fn place(
        &mut self,
        cursor: Option<Cursor>,
        stood: Option<(u16, u16)>,
        next: &Buffer,
        out: &mut Vec<u8>,
    ) {
        if let Some(cursor) = cursor {
            let mut stroke = Stroke::new(next, out);
            stroke.at = stood;
            stroke.go(cursor.at.x, cursor.at.y);
        }
        let seen = |cursor: Option<Cursor>| cursor.is_some_and(|cursor| cursor.shown);
        match (seen(self.cursor), seen(cursor)) {
            (false, true) => out.extend_from_slice(b"\x1b[?25h"),
            (true, false) => out.extend_from_slice(b"\x1b[?25l"),
            _ => {}
        }
        self.cursor = cursor;
    }

    /// Paints with rows moved first, or without, whichever is shorter; gives where the cursor stands
    /// then.
    fn paint_moved(
        &mut self,
        shift: Shift,
        next: &Buffer,
        out: &mut Vec<u8>,
    ) -> Option<(u16, u16)> {
        let (mut stayed, mut moved) = (Vec::new(), Vec::new());
        let before = self.shown.clone();
        let stood = self.stroke(next, &mut stayed);
        self.shown = before;
        shift.write(&mut moved);
        shift.make(&mut self.shown);
        let stood_moved = self.stroke(next, &mut moved);
        let (shorter, stands) = match moved.len() < stayed.len() {
            true => (moved, stood_moved),
            false => (stayed, stood),
        };
        out.extend_from_slice(&shorter);
        stands
    }

    /// Writes the cells that differ; gives where the cursor stands then, as far as that is sure.
    fn stroke(&mut self, next: &Buffer, out: &mut Vec<u8>) -> Option<(u16, u16)> {
        self.doubt_halves(next);
        let mut stroke = Stroke::new(next, out);
        for (x, y, cell) in self.shown.diff_iter(next) {
            stroke.cell(x, y, cell);
        }
        stroke.put_blanks(false);
        stroke.pen.plain(stroke.out);
        stroke.at
    }

    /// The right half of a wide letter that goes is whatever the terminal makes of it: noted as a
    /// letter of private use, which no frame has, it is written anew.
    fn doubt_halves(&mut self, next: &Buffer) {
        for (index, cell) in next.content.iter().enumerate() {
            let shown = &self.shown.content[index];
            // All that is wide takes several bytes.
            let gone = shown.symbol().len() > 1 && shown != cell && shown.cell_width() > 1;
            if gone && let Some(half) = self.shown.content.get_mut(index + 1) {
                half.set_symbol("\u{e000}");
            }
        }
    }
}

/// The cells of one frame on their way.
struct Stroke<'a> {
    next: &'a Buffer,
    out: &'a mut Vec<u8>,
    pen: Pen,
    /// Where the terminal's cursor stands, as far as that is sure.
    at: Option<(u16, u16)>,
    /// Plain blanks that go from there on and were not written yet.
    blanks: u16,
}

impl<'a> Stroke<'a> {
    fn new(next: &'a Buffer, out: &'a mut Vec<u8>) -> Stroke<'a> {
        Stroke {
            next,
            out,
            pen: Pen::default(),
            at: None,
            blanks: 0,
        }
    }

    fn cell(&mut self, x: u16, y: u16, cell: &Cell) {
        let blank = is_blank(cell);
        match self.at {
            Some((from, row)) if self.blanks > 0 && (from + self.blanks, row) != (x, y) => {
                self.put_blanks(false);
            }
            Some(_) if self.blanks > 0 && !blank => self.put_blanks(true),
            _ => {}
        }
        if self.blanks == 0 {
            self.go(x, y);
        }
        if blank {
            self.blanks += 1;
            return;
        }
        if !self.is_written_by_pen(cell) {
            self.pen.take(Look::of(cell), self.out);
        }
        self.out.extend_from_slice(cell.symbol().as_bytes());
        self.advance(x, y, cell.cell_width().max(1));
    }

    /// Whether the pen as it is writes what is seen in a cell.
    fn is_written_by_pen(&self, cell: &Cell) -> bool {
        let (look, pen) = (Look::of(cell), self.pen.look());
        look == pen || cell.symbol() == " " && look.on_blank() == pen.on_blank()
    }

    /// Writes the blanks that wait, or erases them where that is shorter; `goes_on` where something
    /// is written right behind them.
    fn put_blanks(&mut self, goes_on: bool) {
        let blanks = std::mem::take(&mut self.blanks);
        let Some((x, y)) = self.at else { return };
        if !self.pen.look().is_bare() {
            self.pen.plain(self.out);
        }
        if blanks <= ERASING + if goes_on { JUMPING } else { 0 } {
            self.out
                .extend(std::iter::repeat_n(b' ', usize::from(blanks)));
            return self.advance(x, y, blanks);
        }
        // Writing to a vector never fails.
        let _ = write!(self.out, "\x1b[{blanks}X");
        if goes_on {
            self.go(x + blanks, y);
            self.at = Some((x + blanks, y));
        }
    }

    /// The cursor goes on behind what was written.
    fn advance(&mut self, x: u16, y: u16, columns: u16) {
        // In the last column terminals differ about where the cursor is.
        let room = x + columns < self.next.area.right();
        self.at = room.then_some((x + columns, y));
    }

    /// Brings the cursor to a cell.
    fn go(&mut self, x: u16, y: u16) {
        if self.at == Some((x, y)) {
            return;
        }
        let way = match self.at {
            Some((_, row)) if row == y => format!("\x1b[{}G", x + 1),
            Some((_, row)) if row + 1 == y && x == 0 => "\r\n".to_owned(),
            Some((_, row)) if row + 1 == y => format!("\n\x1b[{}G", x + 1),
            _ if x == 0 => format!("\x1b[{}H", y + 1),
            _ => format!("\x1b[{};{}H", y + 1, x + 1),
        };
        if !self.bridge(x, y, way.len()) {
            self.out.extend_from_slice(way.as_bytes());
        }
        self.at = Some((x, y));
    }

    /// Writes the unchanged cells of a gap again where that is not longer than the way around: they
    /// look as what stands before them and are plain letters.
    fn bridge(&mut self, to: u16, y: u16, way: usize) -> bool {
        let Some((from, row)) = self.at else {
            return false;
        };
        if row != y || from > to || usize::from(to - from) > way {
            return false;
        }
        let cells = || (from..to).map(|x| &self.next[(x, y)]);
        let cheap = |cell: &Cell| cell.symbol().is_ascii() && self.is_written_by_pen(cell);
        let bridged = cells().all(cheap);
        if bridged {
            let letters = cells().flat_map(|cell| cell.symbol().bytes());
            self.out.extend(letters);
        }
        bridged
    }
}

/// Whether nothing is seen in a cell, whatever colour a letter would have there.
fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && Look::of(cell).is_bare()
}

/// Leaves a blank only what is seen of its look, so that blanks that look alike are alike.
fn settle_blanks(next: &mut Buffer) {
    let blanks = next.content.iter_mut().filter(|cell| cell.symbol() == " ");
    blanks.for_each(|cell| Look::of(cell).on_blank().put(cell));
}

/// Rows of the terminal that move up or down by one, as a list does when its cursor passes the
/// edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shift {
    top: u16,
    /// The last row of the band.
    bottom: u16,
    up: bool,
}

impl Shift {
    /// The move that spares the most cells, if it spares enough of them.
    fn between(shown: &Buffer, next: &Buffer) -> Option<Shift> {
        let rows = 0..next.area.height;
        let changed: Vec<i32> = rows.map(|y| differ(shown, y, next, y)).collect();
        if changed.iter().sum::<i32>() <= SCROLL_COST {
            return None;
        }
        let up = Shift::of(shown, next, &changed, true);
        let down = Shift::of(shown, next, &changed, false);
        let best = up.into_iter().chain(down).max_by_key(|(spared, _)| *spared);
        best.filter(|(spared, _)| *spared > SCROLL_COST)
            .map(|(_, shift)| shift)
    }

    /// The best band in one direction, with the cells that it spares. It begins and ends with a
    /// row that changed: others need nothing.
    fn of(shown: &Buffer, next: &Buffer, changed: &[i32], up: bool) -> Option<(i32, Shift)> {
        let is_changed = |cells: &i32| *cells > 0;
        let first = u16::try_from(changed.iter().position(is_changed)?).ok()?;
        let last = u16::try_from(changed.iter().rposition(is_changed)?).ok()?;
        let (mut best, mut sum, mut from) = (None, 0, 0);
        // Rows that would take over what their neighbour shows: `y` what `y + 1` shows, or the
        // other way round. The greatest sum of neighbours is the band.
        for y in first..last {
            let (to, of) = if up { (y, y + 1) } else { (y + 1, y) };
            let spared = changed[usize::from(to)] - differ(shown, of, next, to);
            if sum <= 0 {
                (sum, from) = (0, y);
            }
            sum += spared;
            let (top, bottom) = (from, y + 1);
            let bare = if up { bottom } else { top };
            let most = sum + changed[usize::from(bare)];
            if most <= best.map_or(SCROLL_COST, |(most, _)| most) {
                continue;
            }
            let total = most - filled(next, bare);
            if best.is_none_or(|(most, _)| total > most) {
                best = Some((total, Shift { top, bottom, up }));
            }
        }
        best
    }

    /// Has the terminal move the rows: a scrolling region, a line taken out or put in at its top,
    /// the region given back.
    fn write(self, out: &mut Vec<u8>) {
        let Shift { top, bottom, up } = self;
        let (top, bottom) = (top + 1, bottom + 1);
        let line = if up { 'M' } else { 'L' };
        // Writing to a vector never fails.
        let _ = write!(out, "\x1b[{top};{bottom}r\x1b[{top}H\x1b[{line}\x1b[r");
    }

    /// Moves the rows in what we know of the terminal.
    fn make(self, shown: &mut Buffer) {
        let width = usize::from(shown.area.width);
        let band = usize::from(self.top) * width..(usize::from(self.bottom) + 1) * width;
        let rows = &mut shown.content[band];
        let bare = match self.up {
            true => {
                rows.rotate_left(width);
                rows.len() - width..rows.len()
            }
            false => {
                rows.rotate_right(width);
                0..width
            }
        };
        rows[bare].iter_mut().for_each(Cell::reset);
    }
}

/// Cells in which a row of one frame differs from a row of another.
fn differ(one: &Buffer, of: u16, other: &Buffer, to: u16) -> i32 {
    let pairs = row(one, of).iter().zip(row(other, to));
    pairs.filter(|(one, other)| one != other).count() as i32
}

/// Cells of a row that are not empty.
fn filled(buffer: &Buffer, y: u16) -> i32 {
    let empty = Cell::default();
    row(buffer, y).iter().filter(|cell| **cell != empty).count() as i32
}

fn row(buffer: &Buffer, y: u16) -> &[Cell] {
    let width = usize::from(buffer.area.width);
    let start = usize::from(y) * width;
    &buffer.content[start..start + width]
}

#[cfg(test)]
mod tests;
