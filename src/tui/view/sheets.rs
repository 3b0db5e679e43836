//! Disposisi: the sheets along the chain of officials; columns by position on a wide screen, one
//! list, those that wait for the person first, on a narrow one. Enter opens a sheet; several can be
//! disposed at once, or recorded from paper [SOP 1-4].
//!
//! ```text
//! board    rows and columns
//! sheet    the opened sheet; drawing, head, names, slip, except, disposing are its parts
//! ```

pub mod board;
mod disposing;
pub mod drawing;
pub mod except;
pub mod head;
pub mod names;
pub mod sheet;
pub mod slip;

#[cfg(test)]
mod tests;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::ids::SheetNo;
use crate::domain::office::Position;
use crate::tui::act::subject::Sheets;
use crate::tui::act::{self, Case};
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::{Facts, Next};
use crate::tui::page::filter;
use crate::tui::page::pane::{Face, Listing, Moved, Pane};
use crate::tui::page::search::{Search, SearchEvent};
use crate::tui::panel::{Ctx, Effect, Input, Message, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::widgets::list::{Cell, Selection};
use crate::wire::envelope::Topics;
use crate::wire::message::{Ask, List, Query, Tell};
use crate::wire::topic;
use crate::wire::view::{Row, SheetLine};

use board::{CHAIN, Item};
use sheet::SheetPanel;

/// One list and four columns, each a window with its own tags.
const LISTS: usize = 1 + CHAIN.len();
const CHOSEN: Tag = Pane::<Item>::TAGS * LISTS as Tag;
const SEARCH: Tag = CHOSEN + 1;

/// Where named filters of the sheets are kept.
const FILTERS: &str = "filters-sheets";

/// What the columns of each list are kept under.
const KEYS: [&str; LISTS] = [
    "sheets",
    "sheets-agendaris",
    "sheets-kadis",
    "sheets-kabid",
    "sheets-subkoord",
];

/// Columns of the screen that each column of the chain keeps.
const LEAST: u16 = 18;
/// The same for one that has sheets.
const READABLE: u16 = 24;

fn pane((key, index): (&'static str, Tag)) -> Pane<Item> {
    let listing = Listing {
        key,
        list: List::Sheets,
        columns: match index {
            0 => board::COLUMNS,
            _ => board::NARROW,
        },
        row: board::item,
        record: board::record,
    };
    Pane::new(listing, Pane::<Item>::TAGS * index)
}

/// Sheets that one act takes.
const MOST: u16 = 1_000;

/// What many sheets were chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Dispose,
    Paper,
}

/// The page of the tab.
pub struct SheetsPanel {
    /// The one list, then the columns of the chain.
    lists: Vec<Pane<Item>>,
    /// The column that has the keys on a wide screen, from 1.
    column: usize,
    /// The person moved there; the page does not move on by itself.
    moved: bool,
    wide: bool,
    search: Search,
    purpose: Purpose,
}

impl Default for SheetsPanel {
    fn default() -> SheetsPanel {
        SheetsPanel {
            lists: KEYS.into_iter().zip(0..).map(pane).collect(),
            column: 1,
            moved: false,
            wide: false,
            search: Search::new(FILTERS, SEARCH),
            purpose: Purpose::Dispose,
        }
    }
}

impl SheetsPanel {
    /// The page of the tab.
    pub fn new() -> SheetsPanel {
        SheetsPanel::default()
    }

    /// The list that has the keys.
    fn at(&self) -> usize {
        if self.wide { self.column } else { 0 }
    }

    fn pane(&self) -> &Pane<Item> {
        &self.lists[self.at()]
    }

    fn pane_mut(&mut self) -> &mut Pane<Item> {
        let at = self.at();
        &mut self.lists[at]
    }

    /// The lists that are on screen.
    fn shown(&self) -> std::ops::Range<usize> {
        if self.wide { 1..LISTS } else { 0..1 }
    }

    fn refresh(&mut self) -> Vec<Effect> {
        let shown = self.shown();
        (self.lists[shown].iter_mut())
            .map(|pane| pane.window.refresh())
            .collect()
    }

    /// The screen's size decides between the list and the columns, and who asks for what.
    fn area(&mut self, area: Rect, ctx: &Ctx) -> Vec<Effect> {
        self.wide = ctx.wide();
        for pane in &mut self.lists {
            pane.fit(area);
            // The refresh asks.
            let _asked = pane.adopt(ctx);
        }
        let found = self.search.text();
        for (pane, (_, stage)) in self.lists[1..].iter_mut().zip(CHAIN) {
            let filter = filter_of(stage, &found);
            if pane.window.query().filter != filter {
                // The answer to this first question is passed over for that of the refresh.
                let _asked = pane.filter(&filter);
            }
        }
        self.begin_at_own_column(ctx);
        self.refresh()
    }

    /// The column of the position that the person holds, unless one was chosen.
    fn begin_at_own_column(&mut self, ctx: &Ctx) {
        if self.lists[self.column].list().loaded() {
            return;
        }
        let own = CHAIN
            .iter()
            .position(|(position, _)| ctx.me.holds(position.as_str()));
        self.column = own.map_or(1, |index| index + 1);
    }

    /// Until the person moves, the cursor is where something waits for him; else where something
    /// lies at all.
    fn go_where_work_is(&mut self) {
        let columns = &self.lists[1..];
        if self.moved || !self.wide || !columns.iter().all(|column| column.list().settled()) {
            return;
        }
        let waits = |at: &usize| self.lists[*at].list().rows().iter().any(|item| item.0.mine);
        let lies = |at: &usize| self.lists[*at].list().total() > 0;
        let order = || std::iter::once(self.column).chain(1..LISTS);
        let better = order().find(waits).or_else(|| order().find(lies));
        self.column = better.unwrap_or(self.column);
    }

    /// The chosen sheets went on.
    fn went_on(&mut self) -> Vec<Effect> {
        self.moved = false;
        self.pane_mut().window.list.clear_marks();
        self.refresh()
    }

    fn filter(&mut self, text: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        for index in self.shown() {
            let filter = match index {
                0 => text.to_owned(),
                index => filter_of(CHAIN[index - 1].1, text),
            };
            effects.push(self.lists[index].filter(&filter));
        }
        effects
    }

    /// What belongs to the search of all lists.
    ///
    /// # Errors
    /// The input itself, where it was for somebody else.
    fn search(&mut self, input: Input, ctx: &Ctx) -> Result<Vec<Effect>, Input> {
        match self.search.handle(input, ctx) {
            SearchEvent::Ignored(input) => Err(input),
            SearchEvent::Did(effects) => Ok(effects),
            SearchEvent::Filter(text) => Ok(self.filter(&text)),
            SearchEvent::Compose => {
                self.search.open();
                Ok(Vec::new())
            }
        }
    }

    /// Opens the sheet under the cursor.
    fn open(&self) -> Vec<Effect> {
        let current = self.pane().current();
        let opened = current.map(|item| SheetPanel::new(vec![item.0.clone()]));
        opened.map(Effect::open).into_iter().collect()
    }

    /// `d` and `D`: the sheets chosen, asked for anew so that the act names what is there now.
    fn choose(&mut self, purpose: Purpose) -> Vec<Effect> {
        self.purpose = purpose;
        if self.pane().list().selection() == Selection::Nothing {
            return Vec::new();
        }
        let query = Query {
            sort: Default::default(),
            ..self.pane().window.query().clone()
        };
        vec![Effect::ask(
            CHOSEN,
            Ask::Page {
                query,
                from: 0,
                count: MOST,
                keep: None,
            },
        )]
    }

    /// The chosen ones of these rows that lie at one position: that of the row under the cursor
    /// where it is chosen, else of the first that waits for the person. What is held back stays.
    fn chosen(&self, rows: Vec<Row>) -> (Vec<SheetLine>, usize) {
        let selection = self.pane().list().selection();
        let wanted = |no: &SheetNo| match &selection {
            Selection::Nothing => false,
            Selection::Some(these) => these.contains(no),
            Selection::AllBut(these) => !these.contains(no),
        };
        let lines: Vec<SheetLine> = rows
            .into_iter()
            .filter_map(board::item)
            .map(|item| item.0)
            .filter(|line| wanted(&line.row.no))
            .collect();
        let cursor = self.pane().list().current_id();
        let going = || lines.iter().filter(|line| !line.row.is_held());
        let under = going().find(|line| Some(line.row.no) == cursor);
        let mine = going().find(|line| line.mine);
        let stage = under
            .filter(|line| line.mine || mine.is_none())
            .or(mine)
            .or(going().next())
            .map(|line| line.row.stage);
        let all = lines.len();
        let here: Vec<SheetLine> = lines
            .into_iter()
            .filter(|line| Some(line.row.stage) == stage)
            .collect();
        let left = all - here.len();
        (here, left)
    }

    fn begin(&mut self, rows: Vec<Row>, ctx: &Ctx) -> Vec<Effect> {
        let (lines, left) = self.chosen(rows);
        if lines.is_empty() {
            let key = match left {
                0 => "sheet-nothing-chosen",
                _ => "sheet-all-held",
            };
            return vec![Effect::Say(Message::info(ctx.get(key)))];
        }
        let mut effects = match self.purpose {
            Purpose::Dispose => vec![Effect::open(SheetPanel::new(lines))],
            Purpose::Paper => {
                let sheets = Case::of(Sheets::of(lines));
                act::begin(Action::Paper, sheets, ctx).unwrap_or_default()
            }
        };
        if left > 0 {
            let said = ctx.words.with("sheet-left-out", &[("count", &left)]);
            effects.push(Effect::Say(Message::info(said)));
        }
        effects
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        match action {
            Action::Left if self.wide => self.turn(-1),
            Action::Right if self.wide => self.turn(1),
            Action::NextPanel if self.wide => self.turn(1),
            Action::PrevPanel if self.wide => self.turn(-1),
            Action::Forward => self.choose(Purpose::Dispose),
            Action::Paper => self.choose(Purpose::Paper),
            _ => match self.pane_mut().act(action, ctx) {
                Some(Moved::Opened) => self.open(),
                Some(Moved::To(effects)) => {
                    self.moved = true;
                    effects
                }
                None => Vec::new(),
            },
        }
    }

    fn turn(&mut self, by: isize) -> Vec<Effect> {
        let columns = CHAIN.len();
        let at = (self.column - 1 + columns).saturating_add_signed(by) % columns;
        self.column = at + 1;
        self.moved = true;
        Vec::new()
    }

    fn told(&mut self, tag: Tag, mut tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match (tag, &mut tell) {
            (CHOSEN, Tell::Page(page)) => self.begin(std::mem::take(&mut page.rows), ctx),
            _ => Vec::new(),
        }
    }

    /// Takes an answer to the question of a list.
    ///
    /// # Errors
    /// The input itself, where it was for somebody else.
    fn take(&mut self, mut input: Input) -> Result<Vec<Effect>, Input> {
        for pane in &mut self.lists {
            input = match pane.take(input) {
                Ok(effects) => {
                    self.go_where_work_is();
                    return Ok(effects);
                }
                Err(input) => input,
            };
        }
        Err(input)
    }

    fn receive(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let input = match self.take(input) {
            Ok(effects) => return effects,
            Err(input) => input,
        };
        match input {
            Input::Told { tag, tell, .. } => self.told(tag, *tell, ctx),
            Input::Answered { tag: act::DONE, .. } => self.went_on(),
            _ => Vec::new(),
        }
    }

    /// How a list is shown, for those who draw it or measure it.
    fn face<'a>(
        &'a self,
        index: usize,
        cells: &'a dyn Fn(&Item) -> Vec<Cell>,
        ctx: &Ctx,
    ) -> Face<'a, Item> {
        let position: Option<Position> = index.checked_sub(1).map(|at| CHAIN[at].0);
        let title = match position {
            None => ctx.get("place-sheets"),
            Some(Position::Agendaris) => ctx.get("position-agendaris"),
            Some(position) => ctx.words.of("position-short", position.as_str()),
        };
        let empty = match (position, self.search.text().as_str()) {
            (None, _) => ctx.get("sheet-empty"),
            (Some(_), "") => ctx.get("sheet-column-empty"),
            (Some(_), text) => filter::nothing_found(text, ctx),
        };
        Face {
            title,
            count: None,
            natural: "",
            focus: index == self.at(),
            cells,
            empty,
            below: None,
            // The search of the columns stands above all of them.
            search: position.is_none().then_some(&self.search),
        }
    }

    /// The columns side by side: the one with the keys has what it wants, but leaves those with
    /// sheets a width at which they can be read; they share the rest by what they want.
    fn draw_columns(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let cells = |item: &Item| board::narrow(item, ctx);
        let wanted = |index: usize| {
            let pane = &self.lists[index];
            pane.wanted(&self.face(index, &cells, ctx), ctx).max(LEAST)
        };
        let mut widths = [0; LISTS];
        let mut left = area.width;
        let others = (1..LISTS).filter(|index| *index != self.column);
        let order: Vec<usize> = std::iter::once(self.column).chain(others).collect();
        let least = |index: &usize| match self.lists[*index].list().total() {
            0 => LEAST,
            _ => READABLE.min(wanted(*index)),
        };
        for (at, index) in order.iter().enumerate() {
            let after: u16 = order[at + 1..].iter().map(least).sum();
            widths[*index] = wanted(*index).min(left.saturating_sub(after));
            left -= widths[*index];
        }
        widths[self.column] += left;
        let mut x = area.x;
        for (index, width) in widths.into_iter().enumerate().skip(1) {
            let room = Rect { x, width, ..area };
            self.lists[index].render(&self.face(index, &cells, ctx), room, buf, ctx);
            x += width;
        }
    }
}

/// The filter of a column with what is searched for.
fn filter_of(stage: &str, text: &str) -> String {
    format!("{stage} {text}").trim().to_owned()
}

impl Panel for SheetsPanel {
    fn place(&self) -> Place {
        Place::Sheets
    }

    fn facts(&self, ctx: &Ctx) -> Facts {
        let list = self.pane().list();
        let current = list.current().map(|item| &item.0);
        let marked = usize::try_from(list.marked_count()).unwrap_or(usize::MAX);
        let lies = current.and_then(|line| line.row.position());
        // The counter records paper of any official; the desk judges the act itself.
        let clerk = ctx.me.holds(Position::Agendaris.as_str());
        let paper = clerk && lies.is_some_and(Position::disposes);
        let mine = current.is_some_and(|line| line.mine) || marked > 0;
        let next = match (marked, mine) {
            (0, true) => Some(Next::step("next-your-turn", Action::Forward)),
            (0, false) => paper.then_some(Next::step("next-on-paper", Action::Paper)),
            (marked, _) => Some(Next::step("next-selected", Action::Forward).of(marked)),
        };
        Facts {
            next,
            row: current.is_some(),
            marked,
            allowed: ActionSet::NONE
                .with_if(mine, Action::Forward)
                .with_if(paper, Action::Paper),
            typing: self.search.typing(),
            ..Facts::new(Place::Sheets)
        }
    }

    fn topics(&self) -> Topics {
        topic::SHEETS
            .and(topic::REQUESTS)
            .and(topic::LETTERS)
            .and(topic::OFFICE)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        if !self.wide {
            let cells = |item: &Item| board::cells(item, ctx);
            let face = self.face(0, &cells, ctx);
            return self.lists[0].render(&face, area, buf, ctx);
        }
        let refused = self.pane().window.refused.as_ref();
        let rest = self.search.render(area, buf, ctx, refused);
        self.draw_columns(rest, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let input = match self.search(input, ctx) {
            Ok(effects) => return effects,
            Err(input) => input,
        };
        match input {
            Input::Act(action) => self.act(action, ctx),
            Input::Shown(area) | Input::Area(area) => self.area(area, ctx),
            Input::Changed(_) | Input::Reconnected => self.refresh(),
            Input::Seek(record) => {
                self.wide = false;
                vec![self.lists[0].window.seek(record)]
            }
            other => self.receive(other, ctx),
        }
    }
}
