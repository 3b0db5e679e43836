//! Notes taken while a frame is drawn: where typing happens and which row is chosen, since the
//! terminal's own cursor is put there for screen readers and magnifiers; and what a click at each
//! place means, such as the key of a tab or hint, or a row.

use std::cell::{Cell, RefCell};

use ratatui::layout::{Position, Rect};

use super::keymap::Chord;

/// Where the terminal's cursor stands after a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub at: Position,
    /// Visible where something is typed; on a list it marks the row invisibly.
    pub shown: bool,
}

/// What the panels noted in the frame that is being drawn.
#[derive(Debug, Default)]
pub struct Spots {
    typed: Cell<Option<Position>>,
    chosen: Cell<Option<Position>>,
    rows: Cell<Option<Rows>>,
    keys: RefCell<Vec<(Rect, Chord)>>,
    whole: RefCell<FullText>,
}

/// What stands under the cursor, in full: the row of the list that has the keys, and titles that
/// were cut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FullText {
    /// Each with its heading; a title has none.
    pub lines: Vec<(String, String)>,
    /// Whether some of it is nowhere on screen in full.
    pub cut: bool,
}

/// Rows on screen that the keys move among, each a line high.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rows {
    pub area: Rect,
    /// Place of the first row on screen, of the one with the cursor, and how many there are.
    pub top: u64,
    pub cursor: u64,
    pub total: u64,
}

/// What a click is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Click {
    /// What this key would do.
    Key(Chord),
    /// The row so many below the cursor, or above it.
    Row(i64),
}

impl Spots {
    /// Forgets the frame before.
    pub fn begin(&self) {
        self.typed.set(None);
        self.chosen.set(None);
        self.rows.set(None);
        self.keys.borrow_mut().clear();
        self.whole.take();
    }

    /// More of what stands under the cursor.
    pub fn whole(&self, lines: Vec<(String, String)>, cut: bool) {
        let mut whole = self.whole.borrow_mut();
        whole.lines.extend(lines);
        whole.cut |= cut;
    }

    /// What stands under the cursor, in full.
    pub fn read(&self) -> FullText {
        self.whole.borrow().clone()
    }

    /// Rows of the list that has the keys.
    pub fn rows(&self, rows: Rows) {
        self.rows.set(Some(rows));
    }

    /// A click here is this key.
    pub fn key(&self, area: Rect, chord: Chord) {
        self.keys.borrow_mut().push((area, chord));
    }

    /// What a click at a place is for.
    pub fn click(&self, at: Position) -> Option<Click> {
        let keys = self.keys.borrow();
        if let Some((_, chord)) = keys.iter().find(|(area, _)| area.contains(at)) {
            return Some(Click::Key(*chord));
        }
        let rows = self.rows.get().filter(|rows| rows.area.contains(at))?;
        let place = rows.top + u64::from(at.y - rows.area.y);
        let by = |place: u64| i64::try_from(place).ok();
        (place < rows.total).then_some(Click::Row(by(place)? - by(rows.cursor)?))
    }

    /// The next letter typed appears here.
    pub fn typed(&self, x: u16, y: u16) {
        self.typed.set(Some(Position::new(x, y)));
    }

    /// What is chosen begins here: a row of a list, an answer of a form.
    pub fn chosen(&self, x: u16, y: u16) {
        self.chosen.set(Some(Position::new(x, y)));
    }

    /// Where the cursor stands: where something is typed, else at what is chosen.
    pub fn cursor(&self) -> Option<Cursor> {
        let shown = self.typed.get().map(|at| Cursor { at, shown: true });
        let beside = self.chosen.get().map(|at| Cursor { at, shown: false });
        shown.or(beside)
    }
}
