//! Places on the screen that matter beside what is drawn there, noted while a frame is drawn: where
//! typing happens, and which row is chosen. The terminal's own cursor stands there, for screen
//! readers and magnifiers follow it.

use std::cell::Cell;

use ratatui::layout::Position;

/// Where the terminal's cursor stands after a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub at: Position,
    /// It is seen where something is typed; on a list it only stands at the row.
    pub shown: bool,
}

/// What the panels noted in the frame that is being drawn.
#[derive(Debug, Default)]
pub struct Spots {
    typed: Cell<Option<Position>>,
    chosen: Cell<Option<Position>>,
}

impl Spots {
    /// Forgets the frame before.
    pub fn begin(&self) {
        self.typed.set(None);
        self.chosen.set(None);
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
