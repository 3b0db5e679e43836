//! One list in its frame: its rows through a window, its columns as the officer wants them, and how
//! many there are, in which order, where the cursor stands.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::columns::Columns;
use super::filter;
use super::search::Search;
use super::window::Window;
use crate::domain::ids::RecordId;
use crate::tui::action::Action;
use crate::tui::panel::{Ctx, Effect, Input, Message, Tag};
use crate::tui::view::go::number;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::list::render::{Lines, ListView};
use crate::tui::widgets::list::{Cell, Column, List, ListEvent, Row};
use crate::wire::{message, view};

/// What a list brings.
pub struct Listing<R> {
    /// What its columns are kept under: `columns-<key>`.
    pub key: &'static str,
    pub list: message::List,
    pub columns: &'static [Column],
    /// Takes a row of the desk where it is one of this list.
    pub row: fn(view::Row) -> Option<R>,
    /// The record of a row.
    pub record: fn(&R) -> RecordId,
}

/// One list.
pub struct Pane<R: Row> {
    pub window: Window<R>,
    columns: Columns,
}

/// How a list is shown at this moment.
pub struct Face<'a, R> {
    pub title: String,
    /// How many there are, where the bare number would be taken for another.
    pub count: Option<&'a str>,
    /// Key of the words for the natural order; empty where it goes without saying.
    pub natural: &'a str,
    pub focus: bool,
    pub cells: &'a dyn Fn(&R) -> Vec<Cell>,
    /// What to say when there is nothing.
    pub empty: String,
    pub below: Option<&'a dyn Fn(&R) -> Lines>,
    pub search: Option<&'a Search>,
}

impl<R: Row> Pane<R> {
    /// Tags used, from the base on.
    pub const TAGS: Tag = Window::<R>::TAGS;

    /// The list before it was asked for; tags begin at `base`.
    pub fn new(listing: Listing<R>, base: Tag) -> Pane<R> {
        Pane {
            window: Window::new(listing.list, base, listing.row, listing.record),
            columns: Columns::new(listing.key, listing.columns),
        }
    }

    /// The list.
    pub fn list(&self) -> &List<R> {
        &self.window.list
    }

    /// The row under the cursor.
    pub fn current(&self) -> Option<&R> {
        self.window.list.current()
    }

    /// Takes up how the officer wants the columns; the effect asks again where the list is sorted
    /// otherwise.
    pub fn adopt(&mut self, ctx: &Ctx) -> Option<Effect> {
        let before = self.columns.layout.sort;
        let changed = self.columns.adopt(ctx);
        (changed && before != self.columns.layout.sort).then(|| self.order())
    }

    /// Takes over the columns and the order of a list of the same kind beside it; the effect asks
    /// again where that one is sorted otherwise.
    pub fn like(&mut self, other: &Columns) -> Option<Effect> {
        let before = self.columns.layout.sort;
        self.columns = other.clone();
        (before != self.columns.layout.sort).then(|| self.order())
    }

    /// How the officer wants the columns.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// Asks in the order of the layout.
    fn order(&mut self) -> Effect {
        let sort = self.columns.layout.sort;
        self.window.list.sort = sort;
        let by = sort.and_then(|(title, down)| Some((self.columns.named(title)?.sort?, down)));
        self.window.change(|query| {
            (query.sort, query.descending) = by.unwrap_or_default();
        })
    }

    /// Shows only what the filter lets through.
    pub fn filter(&mut self, text: &str) -> Effect {
        self.window.list.highlight = filter::needles(text);
        self.window
            .change(|query| text.clone_into(&mut query.filter))
    }

    /// Lines for rows in an area of the whole pane.
    pub fn fit(&mut self, area: Rect) {
        self.window.list.set_height(area.height.saturating_sub(3));
    }

    /// Acts on columns and rows; `None` where it means nothing to a list.
    pub fn act(&mut self, action: Action, ctx: &Ctx) -> Option<Moved> {
        if let Some(effects) = self.columns.act(action, &mut self.window.list, ctx) {
            return Some(Moved::To(effects));
        }
        match action {
            Action::Sort => return Some(Moved::To(self.sort(ctx))),
            Action::NextHit => return self.act(Action::Down, ctx),
            Action::PreviousHit => return self.act(Action::Up, ctx),
            _ => {}
        }
        match self.window.list.handle(action) {
            ListEvent::Opened => Some(Moved::Opened),
            ListEvent::Moved | ListEvent::Marked => {
                Some(Moved::To(self.window.need().into_iter().collect()))
            }
            ListEvent::Ignored => None,
        }
    }

    /// Sorts by the column under the cursor: up, down, and back to the natural order. Where no column
    /// was chosen, by one after the other.
    fn sort(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let now = self.columns.layout.sort;
        let next = match self.window.list.column {
            Some(title) => {
                let column = self.columns.named(title);
                if column.is_none_or(|column| column.sort.is_none()) {
                    let said = ctx.words.with("sort-not", &[("column", &ctx.get(title))]);
                    return vec![Effect::Say(Message::info(said))];
                }
                match now {
                    Some((by, false)) if by == title => Some((title, true)),
                    Some((by, true)) if by == title => None,
                    _ => Some((title, false)),
                }
            }
            None => {
                let shown = self.columns.shown().into_iter();
                let sorts: Vec<Column> = shown.filter(|column| column.sort.is_some()).collect();
                let at = sorts
                    .iter()
                    .position(|column| now.is_some_and(|(title, _)| title == column.title));
                let next = sorts.get(at.map_or(0, |at| at + 1));
                next.map(|column| (column.title, false))
            }
        };
        self.columns.layout.sort = next;
        let by = self.ordered("sort-natural", ctx);
        let said = ctx.words.with("sort-said", &[("by", &by)]);
        vec![
            self.order(),
            self.columns.keep(),
            Effect::Say(Message::info(said)),
        ]
    }

    /// The order in words.
    fn ordered(&self, natural: &str, ctx: &Ctx) -> String {
        let signs = ctx.theme.signs();
        match self.columns.layout.sort {
            Some((title, true)) => format!("{} {}", ctx.get(title), signs.descending),
            Some((title, false)) => format!("{} {}", ctx.get(title), signs.ascending),
            None if natural.is_empty() => String::new(),
            None => ctx.get(natural),
        }
    }

    /// Takes an answer of the desk.
    ///
    /// # Errors
    /// The input itself, where it was for somebody else.
    pub fn take(&mut self, mut input: Input) -> Result<Vec<Effect>, Input> {
        if let Input::Told { tag, tell, .. } = &mut input
            && let Some(effects) = self.window.told(*tag, tell)
        {
            return Ok(effects);
        }
        Err(input)
    }

    /// Columns of the screen in which the whole list is shown, with its frame.
    pub fn wanted(&self, face: &Face<R>, ctx: &Ctx) -> u16 {
        self.fills(face, u16::MAX, ctx)
    }

    /// Columns of the screen that it fills of so many, with its frame.
    pub fn fills(&self, face: &Face<R>, most: u16, ctx: &Ctx) -> u16 {
        let columns = self.columns.shown();
        let cells = |row: &R| self.columns.cells((face.cells)(row));
        let view = ListView {
            list: &self.window.list,
            columns: &columns,
            cells: &cells,
            empty: "",
            below: None,
        };
        view.fills(most.saturating_sub(2), ctx).saturating_add(2)
    }

    /// Draws the list in its frame, with the search line in it.
    pub fn render(&self, face: &Face<R>, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let quiet = Ctx {
            focus: ctx.focus && face.focus,
            ..*ctx
        };
        let mut inside = self.frame(face, ctx).render(area, buf, ctx);
        let refused = self.window.refused.as_ref();
        if let Some(search) = face.search {
            inside = search.render(inside, buf, ctx, refused);
        }
        let empty = match (refused, self.window.query().filter.as_str()) {
            (Some(refused), _) => crate::tui::view::go::refused(refused, ctx),
            (None, text) if face.search.is_some() && !text.is_empty() => {
                filter::nothing_found(text, ctx)
            }
            _ => face.empty.clone(),
        };
        self.render_rows(face.cells, &empty, face.below, inside, buf, &quiet);
    }

    /// Draws headings and rows alone.
    pub fn render_rows(
        &self,
        cells: &dyn Fn(&R) -> Vec<Cell>,
        empty: &str,
        below: Option<&dyn Fn(&R) -> Lines>,
        area: Rect,
        buf: &mut Buffer,
        ctx: &Ctx,
    ) {
        let columns = self.columns.shown();
        let cells = |row: &R| self.columns.cells(cells(row));
        let view = ListView {
            list: &self.window.list,
            columns: &columns,
            cells: &cells,
            empty,
            below,
        };
        view.render(area, buf, ctx);
    }

    fn frame(&self, face: &Face<R>, ctx: &Ctx) -> Frame {
        let list = &self.window.list;
        let filter = &self.window.query().filter;
        let searched = face.search.filter(|_| !filter.is_empty());
        let known = list
            .counted()
            .filter(|_| searched.is_none() || list.loaded());
        let count = known.map(|total| {
            let total = number(total, ctx);
            match (searched, face.count) {
                (Some(_), _) => ctx.words.with("list-found", &[("count", &total)]),
                (None, Some(key)) => ctx.words.with(key, &[("count", &total)]),
                (None, None) => total,
            }
        });
        let name = searched.and_then(|search| search.name_of(filter, ctx));
        let marked = match list.marked_count() {
            0 => String::new(),
            count => ctx.words.with("list-marked", &[("count", &count)]),
        };
        Frame::titled(face.title.clone())
            .counted(count.unwrap_or_default())
            .with(name.unwrap_or_default())
            .with(marked)
            .with(self.ordered(face.natural, ctx))
            .foot(position(list, ctx))
            .focused(face.focus)
    }
}

/// Where the cursor stands: `241/5.214`.
pub fn position<R: Row>(list: &List<R>, ctx: &Ctx) -> String {
    if list.total() == 0 {
        return String::new();
    }
    let at = number(list.position() + 1, ctx);
    let total = number(list.total(), ctx);
    ctx.words
        .with("position-of", &[("at", &at), ("total", &total)])
}

/// What came of an act.
#[derive(Debug)]
pub enum Moved {
    /// Enter on the row under the cursor.
    Opened,
    /// The cursor may stand elsewhere.
    To(Vec<Effect>),
}
