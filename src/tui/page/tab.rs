//! A whole tab: a list with its search, and the record under its cursor beside it or, on a narrow
//! screen, as a second page.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Constraint, Layout, Rect};

use super::pane::{Face, Listing, Moved, Pane};
use super::search::{Search, SearchEvent};
use crate::domain::ids::RecordId;
use crate::tui::action::Action;
use crate::tui::keymap::Facts;
use crate::tui::panel::{Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::widgets::list::{Cell, Row};
use crate::tui::widgets::warnings::warnings;
use crate::wire::envelope::Topics;

/// Tags of the list; a tab's own stay below.
pub const LIST: Tag = 10_000;
/// Tags of its search.
pub const SEARCH: Tag = LIST + 5_000;

/// Columns that the record beside a list keeps, whatever the list wants.
const SIDE: u16 = 42;

/// What a tab brings.
pub trait Tab: Default {
    type Row: Row;

    /// Which tab it is.
    const PLACE: Place;
    /// Where its named filters are kept.
    const FILTERS: &'static str;
    /// Key of the words for the list's natural order.
    const NATURAL: &'static str;
    /// Key of the words for how many there are, where the tab's own count is of others.
    const COUNT: Option<&'static str> = None;

    /// Its list.
    fn listing() -> Listing<Self::Row>;

    /// The cells of a row, one for each column.
    fn cells(&self, row: &Self::Row, ctx: &Ctx) -> Vec<Cell>;

    /// What to say when there is nothing: what to do.
    fn empty(&self, ctx: &Ctx) -> String;

    /// What stands above the list in any case.
    fn above(&self, _ctx: &Ctx) -> Vec<String> {
        Vec::new()
    }

    /// What its records belong to: it learns of changes that touch them.
    fn topics() -> Topics {
        Topics::ALL
    }

    /// What of it may show in the list; the rest shows only beside it.
    fn listed() -> Topics {
        Self::topics()
    }

    /// What the person may do here, and whatever else keys look at.
    fn facts(&self, _page: &Page<Self::Row>, facts: Facts, _ctx: &Ctx) -> Facts {
        facts
    }

    /// The tab's own meaning of an act; `None` leaves it to the list.
    fn act(
        &mut self,
        _action: Action,
        _page: &mut Page<Self::Row>,
        _ctx: &Ctx,
    ) -> Option<Vec<Effect>> {
        None
    }

    /// An act that means nothing to the list.
    fn act_beside(&mut self, _action: Action, _ctx: &Ctx) -> Vec<Effect> {
        Vec::new()
    }

    /// Takes an input of the tab's own.
    ///
    /// # Errors
    /// The input itself, where it was for somebody else.
    fn take(
        &mut self,
        input: Input,
        _page: &mut Page<Self::Row>,
        _ctx: &Ctx,
    ) -> Result<Vec<Effect>, Input> {
        Err(input)
    }

    /// What puts a filter together; without it the search line opens.
    fn compose(&self, _filter: &str, _ctx: &Ctx) -> Option<Effect> {
        None
    }

    /// A key that the table gives no meaning.
    fn in_vain(&self, _key: &KeyEvent, _ctx: &Ctx) -> Vec<Effect> {
        Vec::new()
    }

    /// The cursor stands on this row now.
    fn follow(&mut self, _row: Option<&Self::Row>, _ctx: &Ctx) -> Vec<Effect> {
        Vec::new()
    }

    /// A record is sought that the list does not show yet.
    fn sought(&mut self, _record: RecordId) -> Vec<Effect> {
        Vec::new()
    }

    /// Something changed: asks again for what stands beside the list.
    fn refresh(&mut self) -> Vec<Effect> {
        Vec::new()
    }

    /// The filter changed: what stands beside the list may mark it.
    fn highlight(&mut self, _needles: &str) {}

    /// Whether something stands beside the list.
    fn has_side(&self) -> bool {
        true
    }

    /// The person went to what stands beside the list.
    fn opened(&mut self) -> Vec<Effect> {
        Vec::new()
    }

    /// The person came back from it.
    fn left(&mut self) -> Vec<Effect> {
        Vec::new()
    }

    /// Scrolls what stands beside the list; tells whether the action was for it.
    fn scroll(&mut self, _action: Action) -> bool {
        false
    }

    /// Draws what stands beside the list.
    fn render_side(&self, _area: Rect, _buf: &mut Buffer, _ctx: &Ctx, _focus: bool) {}
}

/// The list of a tab.
pub struct Page<R: Row> {
    pub pane: Pane<R>,
    pub search: Search,
    /// What stands beside the list has the keys; on a narrow screen it is all one sees.
    pub reading: bool,
    started: bool,
}

impl<R: Row> Page<R> {
    /// The row under the cursor.
    pub fn current(&self) -> Option<&R> {
        self.pane.current()
    }

    /// How many rows are selected.
    pub fn marked(&self) -> usize {
        usize::try_from(self.pane.list().marked_count()).unwrap_or(usize::MAX)
    }

    /// Filters the list as the search line would.
    pub fn apply(&mut self, text: &str) -> Vec<Effect> {
        self.search.set(text);
        vec![self.pane.filter(text)]
    }

    /// Puts the cursor on a record; a filter that might hide it goes.
    fn seek(&mut self, record: RecordId) -> Vec<Effect> {
        self.started = true;
        let mut effects = Vec::new();
        if !self.pane.window.query().filter.is_empty() {
            effects = self.apply("");
        }
        effects.push(self.pane.window.seek(record));
        effects
    }
}

/// The panel of a tab.
pub struct TabPanel<T: Tab> {
    pub tab: T,
    pub page: Page<T::Row>,
}

impl<T: Tab> Default for TabPanel<T> {
    fn default() -> TabPanel<T> {
        TabPanel::new()
    }
}

impl<T: Tab> TabPanel<T> {
    /// The tab before it is first shown.
    pub fn new() -> TabPanel<T> {
        TabPanel {
            tab: T::default(),
            page: Page {
                pane: Pane::new(T::listing(), LIST),
                search: Search::new(T::FILTERS, SEARCH),
                reading: false,
                started: false,
            },
        }
    }

    /// What stands beside the list follows the cursor, once there are rows.
    fn follow(&mut self, ctx: &Ctx) -> Vec<Effect> {
        if !self.page.pane.list().loaded() {
            return Vec::new();
        }
        self.tab.follow(self.page.pane.current(), ctx)
    }

    fn then_follow(&mut self, mut effects: Vec<Effect>, ctx: &Ctx) -> Vec<Effect> {
        effects.extend(self.follow(ctx));
        effects
    }

    fn refresh(&mut self) -> Vec<Effect> {
        let mut effects = vec![self.page.pane.window.refresh()];
        effects.extend(self.tab.refresh());
        effects
    }

    fn shown(&mut self, area: Rect, ctx: &Ctx) -> Vec<Effect> {
        self.page.pane.fit(area);
        let adopted = self.page.pane.adopt(ctx);
        if !std::mem::replace(&mut self.page.started, true) {
            return self.refresh();
        }
        let need = adopted.or_else(|| self.page.pane.window.need());
        self.then_follow(need.into_iter().collect(), ctx)
    }

    fn searched(&mut self, event: SearchEvent, ctx: &Ctx) -> Result<Vec<Effect>, Input> {
        match event {
            SearchEvent::Ignored(input) => Err(input),
            SearchEvent::Did(effects) => Ok(effects),
            SearchEvent::Filter(text) => {
                self.tab.highlight(&super::filter::needles(&text));
                Ok(vec![self.page.pane.filter(&text)])
            }
            SearchEvent::Compose => {
                let now = &self.page.pane.window.query().filter;
                let Some(layer) = self.tab.compose(now, ctx) else {
                    self.page.search.open();
                    return Ok(Vec::new());
                };
                Ok(vec![layer])
            }
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        if let Some(effects) = self.tab.act(action, &mut self.page, ctx) {
            return effects;
        }
        let page = &mut self.page;
        match action {
            Action::Back if page.reading => {
                page.reading = false;
                return self.tab.left();
            }
            Action::Back if page.marked() > 0 => {
                page.pane.window.list.clear_marks();
                return Vec::new();
            }
            Action::NextPanel | Action::PrevPanel if self.tab.has_side() => {
                page.reading = !page.reading;
                return Vec::new();
            }
            // The neighbour's record, without leaving the page.
            Action::Next => return self.moved(Action::Down, ctx),
            Action::Previous => return self.moved(Action::Up, ctx),
            _ => {}
        }
        if self.page.reading && self.tab.scroll(action) {
            return Vec::new();
        }
        self.moved(action, ctx)
    }

    fn moved(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        match self.page.pane.act(action, ctx) {
            Some(Moved::To(effects)) => self.then_follow(effects, ctx),
            Some(Moved::Opened) => {
                self.page.reading = self.tab.has_side();
                let mut effects = self.follow(ctx);
                effects.extend(self.tab.opened());
                effects
            }
            None => self.tab.act_beside(action, ctx),
        }
    }

    fn receive(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let input = match self.page.pane.take(input) {
            Ok(effects) => return self.then_follow(effects, ctx),
            Err(input) => input,
        };
        match input {
            Input::Act(action) => self.act(action, ctx),
            Input::Shown(area) | Input::Area(area) => self.shown(area, ctx),
            Input::Changed(changed) if !changed.what.touches(T::listed()) => self.tab.refresh(),
            Input::Changed(_) | Input::Reconnected => self.refresh(),
            Input::Minute => vec![self.page.pane.window.refresh()],
            Input::Seek(record) => {
                self.page.reading = self.tab.has_side();
                let mut effects = self.page.seek(record);
                effects.extend(self.tab.sought(record));
                effects
            }
            Input::Key(key) => self.tab.in_vain(&key, ctx),
            _ => Vec::new(),
        }
    }

    fn render_list(&self, face: &Face<T::Row>, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        self.page.pane.render(face, area, buf, ctx);
    }
}

/// The list and what stands beside it: the list has what it fills, told for the most that there is,
/// but leaves the record its room.
pub fn split(area: Rect, fills: impl Fn(u16) -> u16) -> (Rect, Rect) {
    let most = (area.width * 3 / 5).max(area.width.saturating_sub(SIDE));
    let width = fills(most).clamp(area.width / 2, most);
    let columns = Layout::horizontal([Constraint::Length(width), Constraint::Fill(1)]);
    let [left, right] = area.layout(&columns);
    (left, right)
}

impl<T: Tab> Panel for TabPanel<T> {
    fn place(&self) -> Place {
        T::PLACE
    }

    fn topics(&self) -> Topics {
        T::topics()
    }

    fn facts(&self, ctx: &Ctx) -> Facts {
        let facts = Facts {
            row: self.page.current().is_some(),
            marked: self.page.marked(),
            typing: self.page.search.typing(),
            ..Facts::new(T::PLACE)
        };
        self.tab.facts(&self.page, facts, ctx)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let cells = |row: &T::Row| self.tab.cells(row, ctx);
        let face = Face {
            title: ctx.get(&T::PLACE.name_key()),
            count: T::COUNT,
            natural: T::NATURAL,
            focus: !self.page.reading,
            cells: &cells,
            empty: self.tab.empty(ctx),
            below: None,
            search: Some(&self.page.search),
        };
        let area = warnings(self.tab.above(ctx), area, buf, ctx);
        match (self.tab.has_side(), ctx.wide()) {
            (true, true) => {
                let (list, side) = split(area, |most| self.page.pane.fills(&face, most, ctx));
                self.render_list(&face, list, buf, ctx);
                self.tab.render_side(side, buf, ctx, self.page.reading);
            }
            (true, false) if self.page.reading => self.tab.render_side(area, buf, ctx, true),
            _ => self.render_list(&face, area, buf, ctx),
        }
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let input = match self.tab.take(input, &mut self.page, ctx) {
            Ok(effects) => return effects,
            Err(input) => input,
        };
        // What is searched is seen in the list.
        if self.page.reading && matches!(input, Input::Act(Action::Find | Action::Filter)) {
            self.page.reading = false;
            let mut effects = self.tab.left();
            effects.extend(self.handle(input, ctx));
            return effects;
        }
        // Esc leaves the record before it throws the search away.
        let leaves = self.page.reading && matches!(input, Input::Act(Action::Back));
        if leaves {
            return self.act(Action::Back, ctx);
        }
        let event = self.page.search.handle(input, ctx);
        match self.searched(event, ctx) {
            Ok(effects) => effects,
            Err(input) => self.receive(input, ctx),
        }
    }
}
