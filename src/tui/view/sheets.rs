//! Disposisi: the sheets along the chain of officials; columns by position on a wide screen, one
//! list, those that wait for the person first, on a narrow one. Enter opens a sheet; several can be
//! disposed at once, or recorded from paper [SOP 1-4].
//!
//! ```text
//! board    rows and columns
//! sheet    the opened sheet; drawing, head, names, slip, except, disposing are its parts
//! paper    the grid of dispositions made on paper
//! ```

pub mod board;
mod disposing;
pub mod drawing;
pub mod except;
pub mod head;
pub mod names;
pub mod paper;
pub mod sheet;
pub mod slip;

#[cfg(test)]
mod tests;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::ids::SheetNo;
use crate::domain::office::Position;
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::Facts;
use crate::tui::panel::{Ctx, Effect, Input, Message, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::view::go::{self, number};
use crate::tui::view::inbox::window::Window;
use crate::tui::view::named::{Named, NamedEvent};
use crate::tui::widgets::find::{Find, FindEvent};
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::list::render::ListView;
use crate::tui::widgets::list::{ListEvent, Selection};
use crate::wire::envelope::Topics;
use crate::wire::message::{Ask, List, Query, Tell};
use crate::wire::topic;
use crate::wire::view::{OfficeView, Row, SheetLine};

use board::{CHAIN, Item};
use paper::PaperFlow;
use sheet::SheetPanel;

/// One list and four columns, each a window with its own tags.
const LISTS: usize = 1 + CHAIN.len();
const PAPER: Tag = Window::<Item>::TAGS * LISTS as Tag;
const OFFICE: Tag = PAPER + PaperFlow::TAGS;
const CHOSEN: Tag = OFFICE + 1;
/// The opened sheet answers with this once its sheets went on.
const DISPOSED: Tag = OFFICE + 2;
const NAMED: Tag = OFFICE + 3;

/// Where named filters of the sheets are kept.
const FILTERS: &str = "filters-sheets";

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
    lists: Vec<Window<Item>>,
    /// The column that has the keys on a wide screen, from 1.
    column: usize,
    /// The person moved there; the page does not move on by itself.
    moved: bool,
    wide: bool,
    find: Find,
    named: Named,
    office: Option<Box<OfficeView>>,
    paper: PaperFlow,
    purpose: Purpose,
}

impl Default for SheetsPanel {
    fn default() -> SheetsPanel {
        let window = |index: usize| {
            let base = Window::<Item>::TAGS * index as Tag;
            Window::new(List::Sheets, base, board::item, board::record)
        };
        SheetsPanel {
            lists: (0..LISTS).map(window).collect(),
            column: 1,
            moved: false,
            wide: false,
            find: Find::named(),
            named: Named::new(FILTERS, NAMED),
            office: None,
            paper: PaperFlow::new(PAPER),
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

    fn window(&self) -> &Window<Item> {
        &self.lists[self.at()]
    }

    fn window_mut(&mut self) -> &mut Window<Item> {
        let at = self.at();
        &mut self.lists[at]
    }

    /// The lists that are on screen.
    fn shown(&self) -> std::ops::Range<usize> {
        if self.wide { 1..LISTS } else { 0..1 }
    }

    fn refresh(&mut self) -> Vec<Effect> {
        let shown = self.shown();
        let mut effects: Vec<Effect> = self.lists[shown].iter_mut().map(Window::refresh).collect();
        if self.office.is_none() {
            effects.push(Effect::ask(OFFICE, Ask::Office));
        }
        effects
    }

    /// The screen's size decides between the list and the columns, and who asks for what.
    fn area(&mut self, area: Rect, ctx: &Ctx) -> Vec<Effect> {
        self.wide = ctx.wide();
        for window in &mut self.lists {
            window.list.set_height(area.height.saturating_sub(3));
        }
        let found = self.find.text();
        for (window, (_, stage)) in self.lists[1..].iter_mut().zip(CHAIN) {
            let filter = filter_of(stage, &found);
            if window.query().filter != filter {
                // The answer to this first question is passed over for that of the refresh.
                let _asked = window.change(|query| query.filter = filter);
            }
        }
        self.begin_at_own_column(ctx);
        self.refresh()
    }

    /// The column of the position that the person holds, unless one was chosen.
    fn begin_at_own_column(&mut self, ctx: &Ctx) {
        if self.lists[self.column].list.loaded() {
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
        if self.moved || !self.wide || !columns.iter().all(|column| column.list.settled()) {
            return;
        }
        let waits = |at: &usize| self.lists[*at].list.rows().iter().any(|item| item.0.mine);
        let lies = |at: &usize| self.lists[*at].list.total() > 0;
        let order = || std::iter::once(self.column).chain(1..LISTS);
        let better = order().find(waits).or_else(|| order().find(lies));
        self.column = better.unwrap_or(self.column);
    }

    /// The chosen sheets went on.
    fn went_on(&mut self) -> Vec<Effect> {
        self.moved = false;
        self.window_mut().list.clear_marks();
        self.refresh()
    }

    fn filter(&mut self, text: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        for index in self.shown() {
            let filter = match index {
                0 => text.to_owned(),
                index => filter_of(CHAIN[index - 1].1, text),
            };
            let window = &mut self.lists[index];
            window.list.highlight = go::needles(text);
            effects.push(window.change(|query| query.filter = filter));
        }
        effects
    }

    fn search(&mut self, input: &Input, ctx: &Ctx) -> Option<Vec<Effect>> {
        if matches!(input, Input::Act(Action::Filter)) && !self.named.is_empty(ctx) {
            return Some(vec![self.named.menu(ctx)]);
        }
        match self.find.handle(input) {
            FindEvent::Ignored => None,
            FindEvent::Handled | FindEvent::Kept => Some(Vec::new()),
            FindEvent::Named => {
                let text = self.find.text();
                Some(self.named.ask_name(&text, ctx))
            }
            FindEvent::Changed(text) => Some(self.filter(&text)),
            FindEvent::Cleared => Some(self.filter("")),
            FindEvent::Everywhere => Some(vec![Effect::Act(Action::FindAll)]),
        }
    }

    fn on_named(&mut self, event: NamedEvent) -> Vec<Effect> {
        match event {
            NamedEvent::Did(effects) => effects,
            NamedEvent::Compose => {
                self.find.open();
                Vec::new()
            }
            NamedEvent::Chosen(filter) => {
                self.find.set(&filter);
                self.filter(&filter)
            }
        }
    }

    /// Opens the sheet under the cursor.
    fn open(&self) -> Vec<Effect> {
        let current = self.window().list.current();
        let opened = current.map(|item| SheetPanel::new(vec![item.0.clone()]));
        opened.map(Effect::open).into_iter().collect()
    }

    /// `d` and `D`: the sheets chosen, asked for anew so that the act names what is there now.
    fn choose(&mut self, purpose: Purpose) -> Vec<Effect> {
        self.purpose = purpose;
        if self.window().list.selection() == Selection::Nothing {
            return Vec::new();
        }
        let query = Query {
            sort: Default::default(),
            ..self.window().query().clone()
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
    /// where it is chosen, else of the first that waits for the person.
    fn chosen(&self, rows: Vec<Row>) -> (Vec<SheetLine>, usize) {
        let selection = self.window().list.selection();
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
        let cursor = self.window().list.current_id();
        let under = lines.iter().find(|line| Some(line.row.no) == cursor);
        let mine = lines.iter().find(|line| line.mine);
        let stage = under
            .filter(|line| line.mine || mine.is_none())
            .or(mine)
            .or(lines.first())
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
            return vec![Effect::Say(Message::info(ctx.get("chain-nothing-chosen")))];
        }
        let mut effects = match (self.purpose, &self.office) {
            (Purpose::Dispose, _) => vec![Effect::open(SheetPanel::new(lines))],
            (Purpose::Paper, Some(office)) => self.paper.begin(lines, office, ctx),
            (Purpose::Paper, None) => vec![Effect::error(ctx.get("chain-not-loaded"))],
        };
        if left > 0 {
            let said = ctx.words.with("chain-left-out", &[("count", &left)]);
            effects.push(Effect::Say(Message::info(said)));
        }
        effects
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Left if self.wide => self.turn(-1),
            Action::Right if self.wide => self.turn(1),
            Action::NextPanel if self.wide => self.turn(1),
            Action::PrevPanel if self.wide => self.turn(-1),
            Action::Forward => self.choose(Purpose::Dispose),
            Action::Paper => self.choose(Purpose::Paper),
            _ => match self.window_mut().list.handle(action) {
                ListEvent::Opened => self.open(),
                ListEvent::Moved | ListEvent::Marked => {
                    self.moved = true;
                    self.window_mut().need().into_iter().collect()
                }
                ListEvent::Ignored => Vec::new(),
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
            (OFFICE, Tell::Office(office)) => {
                self.office = Some(office.clone());
                Vec::new()
            }
            (CHOSEN, Tell::Page(page)) => self.begin(std::mem::take(&mut page.rows), ctx),
            _ => {
                let answers = self.lists.iter_mut();
                let mut answers = answers.map(|window| window.told(tag, &mut tell));
                let effects = answers.find_map(|answer| answer).unwrap_or_default();
                self.go_where_work_is();
                effects
            }
        }
    }

    fn receive(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let input = match self.named.take(input, ctx) {
            Ok(event) => return self.on_named(event),
            Err(input) => input,
        };
        let input = match self.paper.take(input, self.office.as_deref(), ctx) {
            Ok(taken) => {
                let mut effects = taken.effects;
                if taken.done {
                    effects.extend(self.went_on());
                }
                return effects;
            }
            Err(input) => input,
        };
        match input {
            Input::Told { tag, tell, .. } => self.told(tag, *tell, ctx),
            Input::Answered { tag: DISPOSED, .. } => self.went_on(),
            _ => Vec::new(),
        }
    }

    fn draw(&self, index: usize, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let window = &self.lists[index];
        let list = &window.list;
        let position: Option<Position> = index.checked_sub(1).map(|at| CHAIN[at].0);
        let title = match position {
            None => ctx.get("place-sheets"),
            Some(Position::Agendaris) => ctx.get("position-agendaris"),
            Some(position) => ctx.words.of("position-short", position.as_str()),
        };
        let marked = match list.marked_count() {
            0 => String::new(),
            count => ctx.words.with("list-marked", &[("count", &count)]),
        };
        let place = ctx.words.with(
            "position-of",
            &[
                ("at", &number(list.position() + 1, ctx)),
                ("total", &number(list.total(), ctx)),
            ],
        );
        let frame = Frame::titled(title)
            .with(
                list.counted()
                    .map(|total| number(total, ctx))
                    .unwrap_or_default(),
            )
            .with(marked)
            .foot(if list.total() > 0 {
                place
            } else {
                String::new()
            })
            .focused(index == self.at());
        let inside = frame.render(area, buf, ctx);
        let refused = window.refused.as_ref().map(|refused| {
            let none = &crate::text::request::no_officers;
            crate::text::refusal::sentence(ctx.words, ctx.now, none, refused)
        });
        let empty = match (refused, self.find.text().as_str(), position) {
            (Some(refused), _, _) => refused,
            (None, "", None) => ctx.get("chain-sheets-empty"),
            (None, "", Some(_)) => ctx.get("chain-column-empty"),
            (None, text, _) => ctx.words.with("list-empty-search", &[("text", &text)]),
        };
        let (columns, cells): (_, fn(&Item, &Ctx) -> Vec<_>) = match position {
            None => (board::COLUMNS, board::cells),
            Some(_) => (board::NARROW, board::narrow),
        };
        ListView {
            list,
            columns,
            cells: &|item| cells(item, ctx),
            empty: &empty,
        }
        .render(inside, buf, ctx);
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
        let list = &self.window().list;
        let current = list.current().map(|item| &item.0);
        let marked = usize::try_from(list.marked_count()).unwrap_or(usize::MAX);
        let lies = current.and_then(|line| line.row.position());
        // The counter records paper of any official; the desk judges the act itself.
        let clerk = ctx.me.holds(Position::Agendaris.as_str());
        let paper = clerk && lies.is_some_and(Position::disposes);
        let mine = current.is_some_and(|line| line.mine) || marked > 0;
        Facts {
            row: current.is_some(),
            marked,
            allowed: ActionSet::NONE
                .with_if(mine, Action::Forward)
                .with_if(paper, Action::Paper),
            typing: self.find.typing(),
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
        let mut area = area;
        if self.find.visible() && area.height > 6 {
            self.find.render(Rect { height: 1, ..area }, buf, ctx);
            area = Rect {
                y: area.y + 1,
                height: area.height - 1,
                ..area
            };
        }
        if !self.wide {
            return self.draw(0, area, buf, ctx);
        }
        // The column with the keys has twice the room of the others.
        let each = area.width / (CHAIN.len() as u16 + 1);
        let mut x = area.x;
        for index in 1..LISTS {
            let width = match index {
                index if index + 1 == LISTS => area.right() - x,
                index if index == self.column => area.width - each * (CHAIN.len() as u16 - 1),
                _ => each,
            };
            self.draw(index, Rect { x, width, ..area }, buf, ctx);
            x += width;
        }
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        if let Some(effects) = self.search(&input, ctx) {
            return effects;
        }
        match input {
            Input::Act(action) => self.act(action),
            Input::Shown(area) | Input::Area(area) => self.area(area, ctx),
            Input::Changed(_) | Input::Reconnected => self.refresh(),
            Input::Seek(record) => {
                self.wide = false;
                vec![self.lists[0].seek(record)]
            }
            other => self.receive(other, ctx),
        }
    }
}
