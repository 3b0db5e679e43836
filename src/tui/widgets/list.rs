//! A list seen through a window: the desk holds the rows, the list holds those near the screen.
//!
//! The cursor follows a record, not a line: when rows come or go above it, it stays on its record
//! and on its line of the screen.

pub mod fit;
pub mod render;

use std::cell::{Cell as Shared, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::domain::ids::RecordId;
use crate::tui::action::Action;
use crate::tui::panel::OwnChanges;
use crate::tui::theme::Role;
use crate::wire::message::Sort;

/// A row of a list: it knows its record and how it is written.
pub trait Row {
    /// What names the record.
    type Id: Clone + Ord;

    /// The record.
    fn id(&self) -> Self::Id;

    /// The desk's record behind the row, at its revision: a row whose revision grew since it was
    /// seen is marked as changed, unless this screen did it.
    fn stands_at(&self) -> Option<(RecordId, u32)> {
        None
    }
}

/// What stands in one cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    pub text: String,
    /// What is drawn where there is no room for the text; empty where it has no short form.
    pub short: String,
    pub role: Role,
}

impl Cell {
    /// Plain text.
    pub fn plain(text: impl Into<String>) -> Cell {
        Cell::of(Role::Plain, text)
    }

    /// Text with a meaning.
    pub fn of(role: Role, text: impl Into<String>) -> Cell {
        Cell {
            text: text.into(),
            short: String::new(),
            role,
        }
    }

    /// The same with a short form.
    pub fn or(mut self, short: impl Into<String>) -> Cell {
        self.short = short.into();
        self
    }
}

/// What the cells of a column are: it decides how they are drawn when room is short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Any text: may be cut.
    Text,
    /// The name of a person or an office: may be cut, last of all.
    Name,
    /// A word of the desk's own, such as a stage.
    Word,
    /// A count, at the right.
    Number,
    /// A time span or the days left, with its unit.
    Span,
    /// A day or a moment.
    Date,
    /// The number of a record, a serial, a NIP.
    Record,
    /// Signs of what is wrong; the column is not there where no row has one.
    Mark,
}

impl Shape {
    /// Whether a cell may be cut. What may not is drawn whole, or the column is left out.
    pub fn may_be_cut(self) -> bool {
        matches!(self, Shape::Text | Shape::Name)
    }

    /// Whether cells stand at the right of their column.
    pub fn at_right(self) -> bool {
        self == Shape::Number
    }
}

/// One column. How wide it is follows from what stands in it.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Key of its heading, and what names the column.
    pub title: &'static str,
    pub shape: Shape,
    /// What goes first when room is short: the highest rank. 0 always stays.
    pub rank: u8,
    /// What the desk sorts by for it.
    pub sort: Option<Sort>,
}

impl Column {
    /// A column that the desk does not sort by.
    pub const fn new(title: &'static str, shape: Shape, rank: u8) -> Column {
        Column {
            title,
            shape,
            rank,
            sort: None,
        }
    }

    /// The same, sorted by.
    pub const fn by(mut self, sort: Sort) -> Column {
        self.sort = Some(sort);
        self
    }
}

/// What the person selected for an act on many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection<Id> {
    /// Nothing selected, and no row under the cursor.
    Nothing,
    /// These; the row under the cursor where none was selected.
    Some(Vec<Id>),
    /// All that the filter shows, but these.
    AllBut(Vec<Id>),
}

/// What came of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListEvent {
    /// Not an action of lists.
    Ignored,
    /// The cursor moved, or could not.
    Moved,
    /// The selection changed.
    Marked,
    /// Enter on the row under the cursor.
    Opened,
}

/// Rows to ask the desk for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    pub offset: u64,
    pub count: u32,
}

/// Rows asked for above and below what is on screen, so that a page down does not wait.
const MARGIN: u64 = 80;

/// Rows are asked for once so few are left above or below what is on screen.
const AHEAD: u64 = MARGIN / 2;

/// Whether these places are all among those.
fn covers(these: &Range<u64>, those: &Range<u64>) -> bool {
    these.start <= those.start && those.end <= these.end.max(these.start)
}

/// The state of a list.
pub struct List<R: Row> {
    rows: Vec<R>,
    /// Place of `rows[0]` in the whole.
    offset: u64,
    total: u64,
    cursor: u64,
    cursor_id: Option<R::Id>,
    top: u64,
    marked: BTreeSet<R::Id>,
    /// Everything is selected but `marked`.
    inverted: bool,
    changed: BTreeSet<R::Id>,
    /// What is under way, and what was asked for last.
    asked: Option<Need>,
    last_asked: Option<Need>,
    loaded: bool,
    /// Rows that fit the screen; known after the first draw.
    height: Shared<u16>,
    /// How often rows were taken in: what was measured of them holds until the next time.
    filled: u32,
    /// How often another filter or order was asked for.
    question: u32,
    measured: RefCell<Option<fit::Measured>>,
    /// Lines below the rows that some row needed, and the width for which that holds.
    strip: Shared<(u16, usize)>,
    /// Titles of the columns that were drawn last, from the left.
    drawn: RefCell<Vec<&'static str>>,
    /// Column it is sorted by, and whether downward.
    pub sort: Option<(&'static str, bool)>,
    /// Column under the cursor, once the person chose one.
    pub column: Option<&'static str>,
    /// Texts to highlight, a line each.
    pub highlight: String,
}

impl<R: Row> Default for List<R> {
    fn default() -> List<R> {
        List {
            rows: Vec::new(),
            offset: 0,
            total: 0,
            cursor: 0,
            cursor_id: None,
            top: 0,
            marked: BTreeSet::new(),
            inverted: false,
            changed: BTreeSet::new(),
            asked: None,
            last_asked: None,
            loaded: false,
            height: Shared::new(20),
            filled: 0,
            question: 0,
            measured: RefCell::default(),
            strip: Shared::default(),
            drawn: RefCell::default(),
            sort: None,
            column: None,
            highlight: String::new(),
        }
    }
}

impl<R: Row> List<R> {
    /// A list with nothing in it yet.
    pub fn new() -> List<R> {
        List::default()
    }

    /// A list that is wholly in memory.
    pub fn of(rows: Vec<R>) -> List<R> {
        let mut list = List::new();
        list.fill_all(rows);
        list
    }

    /// Rows in the whole.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Whether an answer of the desk has come.
    pub fn loaded(&self) -> bool {
        self.loaded
    }

    /// Rows in the whole, once the desk has told how many there are.
    pub fn counted(&self) -> Option<u64> {
        (self.loaded || self.total > 0).then_some(self.total)
    }

    /// Place of the cursor in the whole, from 0.
    pub fn position(&self) -> u64 {
        self.cursor
    }

    /// The row under the cursor, where it is loaded.
    pub fn current(&self) -> Option<&R> {
        self.row_at(self.cursor)
    }

    /// The record under the cursor.
    pub fn current_id(&self) -> Option<R::Id> {
        self.current().map(Row::id)
    }

    /// The loaded rows in order.
    pub fn rows(&self) -> &[R] {
        &self.rows
    }

    /// How many rows are selected.
    pub fn marked_count(&self) -> u64 {
        let named = self.marked.len() as u64;
        if self.inverted {
            self.total.saturating_sub(named)
        } else {
            named
        }
    }

    /// Whether a record is selected.
    pub fn is_marked(&self, id: &R::Id) -> bool {
        self.marked.contains(id) != self.inverted
    }

    /// What an act is for: the selected rows, else the one under the cursor.
    pub fn selection(&self) -> Selection<R::Id> {
        let named = || self.marked.iter().cloned().collect::<Vec<_>>();
        if self.inverted {
            Selection::AllBut(named())
        } else if !self.marked.is_empty() {
            Selection::Some(named())
        } else {
            self.current_id()
                .map_or(Selection::Nothing, |id| Selection::Some(vec![id]))
        }
    }

    /// Forgets the selection.
    pub fn clear_marks(&mut self) {
        self.marked.clear();
        self.inverted = false;
    }

    /// Moves, selects or opens.
    pub fn handle(&mut self, action: Action) -> ListEvent {
        let page = u64::from(self.height.get().saturating_sub(1).max(1));
        let last = self.total.saturating_sub(1);
        let target = match action {
            Action::Up => self.cursor.saturating_sub(1),
            Action::Down => self.cursor.saturating_add(1),
            Action::PageUp => self.cursor.saturating_sub(page),
            Action::PageDown => self.cursor.saturating_add(page),
            Action::Top => 0,
            Action::Bottom => last,
            Action::Mark => return self.toggle(),
            Action::MarkAll => return self.toggle_all(),
            Action::Open if self.current().is_some() => return ListEvent::Opened,
            _ => return ListEvent::Ignored,
        };
        self.go(target);
        ListEvent::Moved
    }

    /// Puts the cursor on a place.
    pub fn go(&mut self, place: u64) {
        self.cursor = place.min(self.total.saturating_sub(1));
        self.cursor_id = self.current_id();
        if let Some(id) = &self.cursor_id {
            self.changed.remove(id);
        }
        self.scroll();
    }

    /// Puts the cursor on a record, where it is loaded.
    pub fn select(&mut self, id: &R::Id) -> bool {
        let Some(index) = self.rows.iter().position(|row| row.id() == *id) else {
            return false;
        };
        self.go(self.offset + index as u64);
        true
    }

    /// Rows to ask for, once for each need: before the screen reaches the end of those that are
    /// there, so that it shows no gap.
    pub fn need(&mut self) -> Option<Need> {
        if self.loaded && (self.total == 0 || covers(&self.loaded_range(), &self.near(AHEAD))) {
            return None;
        }
        let under_way = self.asked.is_some_and(|asked| {
            let asked = asked.offset..asked.offset + u64::from(asked.count);
            covers(&asked, &self.near(0))
        });
        let need = self.window();
        // The desk may send fewer rows than were asked for: enough is what fills the screen.
        let enough = self.loaded && covers(&self.loaded_range(), &self.near(0));
        if under_way || (enough && self.last_asked == Some(need)) {
            return None;
        }
        Some(self.ask(need))
    }

    fn ask(&mut self, need: Need) -> Need {
        self.asked = Some(need);
        self.last_asked = self.asked;
        need
    }

    /// What was asked for will not come.
    pub fn asked_in_vain(&mut self) {
        self.asked = None;
    }

    fn loaded_range(&self) -> Range<u64> {
        self.offset..self.offset + self.rows.len() as u64
    }

    /// The places on screen, and so many above and below, as far as the list goes.
    fn near(&self, around: u64) -> Range<u64> {
        let to = self.top + u64::from(self.height.get()) + around;
        self.top.saturating_sub(around)..to.min(self.total.max(1))
    }

    /// Whether the rows are there and no others are asked for.
    pub fn settled(&self) -> bool {
        self.loaded && self.asked.is_none()
    }

    /// Rows to ask for again because something changed.
    pub fn refresh(&mut self) -> Need {
        let need = self.window();
        self.ask(need)
    }

    fn window(&self) -> Need {
        let height = u64::from(self.height.get()).max(20);
        Need {
            offset: self.top.saturating_sub(MARGIN),
            count: u32::try_from(height + 2 * MARGIN).unwrap_or(u32::MAX),
        }
    }

    /// Begins anew: another filter, another order.
    pub fn reset(&mut self) -> Need {
        self.top = 0;
        self.cursor = 0;
        self.cursor_id = None;
        self.clear_marks();
        self.loaded = false;
        self.question = self.question.wrapping_add(1);
        self.rows.clear();
        self.offset = 0;
        self.refresh()
    }

    /// Takes rows from the desk. The cursor stays on its record and on its line.
    pub fn fill(&mut self, offset: u64, total: u64, rows: Vec<R>) {
        self.note_changes(&rows);
        self.filled = self.filled.wrapping_add(1);
        self.rows = rows;
        self.offset = offset;
        self.total = total;
        self.loaded = true;
        self.asked = None;
        let found = self.cursor_id.as_ref().and_then(|id| {
            self.rows
                .iter()
                .position(|row| row.id() == *id)
                .map(|index| offset + index as u64)
        });
        match found {
            Some(place) => {
                self.top = (self.top + place).saturating_sub(self.cursor);
                self.cursor = place;
            }
            None => self.cursor = self.cursor.min(total.saturating_sub(1)),
        }
        self.cursor_id = self.current_id();
        self.scroll();
    }

    /// Takes all rows at once.
    pub fn fill_all(&mut self, rows: Vec<R>) {
        let total = rows.len() as u64;
        self.fill(0, total, rows);
    }

    /// Puts the cursor on the column at the left or right, among those on screen; the first time on
    /// the first.
    pub fn step_column(&mut self, right: bool) {
        let drawn = self.drawn.borrow();
        let at = self
            .column
            .and_then(|title| drawn.iter().position(|known| *known == title));
        let next = match (at, right) {
            (None, _) => 0,
            (Some(at), true) => (at + 1).min(drawn.len().saturating_sub(1)),
            (Some(at), false) => at.saturating_sub(1),
        };
        self.column = drawn.get(next).copied();
    }

    /// Titles of the columns that were drawn last, from the left.
    pub fn drawn_columns(&self) -> Vec<&'static str> {
        self.drawn.borrow().clone()
    }

    fn note_changes(&mut self, fresh: &[R]) {
        let before: BTreeMap<RecordId, u32> = self.rows.iter().filter_map(Row::stands_at).collect();
        for row in fresh {
            let grew = row.stands_at().is_some_and(|(record, revision)| {
                before.get(&record).is_some_and(|before| *before < revision)
            });
            if grew {
                self.changed.insert(row.id());
            }
        }
    }

    /// Whether somebody else changed a row since the cursor was on it.
    fn is_news(&self, row: &R, own: &OwnChanges) -> bool {
        let ours = |(record, revision)| own.made(record, revision);
        self.changed.contains(&row.id()) && !row.stands_at().is_some_and(ours)
    }

    fn row_at(&self, place: u64) -> Option<&R> {
        let index = place.checked_sub(self.offset)?;
        self.rows.get(usize::try_from(index).ok()?)
    }

    fn toggle(&mut self) -> ListEvent {
        if let Some(id) = self.current_id() {
            if !self.marked.remove(&id) {
                self.marked.insert(id);
            }
            self.go(self.cursor + 1);
        }
        ListEvent::Marked
    }

    fn toggle_all(&mut self) -> ListEvent {
        let any = self.marked_count() > 0;
        self.clear_marks();
        self.inverted = !any;
        ListEvent::Marked
    }

    /// Moves the window so that the cursor is on screen.
    fn scroll(&mut self) {
        let height = u64::from(self.height.get().max(1));
        let last_top = self.total.saturating_sub(height);
        if self.cursor < self.top {
            self.top = self.cursor;
        } else if self.cursor >= self.top + height {
            self.top = self.cursor + 1 - height;
        }
        self.top = self.top.min(last_top);
    }

    /// The list learns how many rows fit; called when the panel's area is known, before asking.
    pub fn set_height(&mut self, rows: u16) {
        self.height.set(rows.max(1));
        self.scroll();
    }
}

#[cfg(test)]
mod tests;
