//! The search line of a list with the filters kept under a name: what is typed filters at once, and
//! what is wrong with it stands below in full while the rows stay.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::filter;
use super::named::{SavedFilters, SavedFiltersEvent};
use crate::domain::refusal::Refusal;
use crate::text;
use crate::tui::action::Action;
use crate::tui::panel::{Ctx, Effect, Input, Tag};
use crate::tui::theme::Role;
use crate::tui::widgets::find::{Find, FindEvent};

/// What came of an input.
#[derive(Debug)]
pub enum SearchEvent {
    /// Not for the search.
    Ignored(Input),
    Did(Vec<Effect>),
    /// The list is to be filtered by this.
    Filter(String),
    /// The person wants to put a filter together.
    Compose,
}

/// The search of one page.
pub struct Search {
    find: Find,
    named: SavedFilters,
}

impl Search {
    /// Tags used, from the base on.
    pub const TAGS: Tag = SavedFilters::TAGS;

    /// A search whose filters are kept under a key; tags begin at `base`.
    pub fn new(key: &'static str, base: Tag) -> Search {
        Search {
            find: Find::named(),
            named: SavedFilters::new(key, base),
        }
    }

    /// Whether keys are text of the search.
    pub fn typing(&self) -> bool {
        self.find.typing()
    }

    /// Whether Esc throws a search away.
    pub fn is_on(&self) -> bool {
        self.find.visible()
    }

    /// What is typed.
    pub fn text(&self) -> String {
        self.find.text()
    }

    /// Begins to type.
    pub fn open(&mut self) {
        self.find.open();
    }

    /// Puts a filter in, such as one that was put together.
    pub fn set(&mut self, text: &str) {
        self.find.set(text);
        self.find.close();
    }

    /// The name of a filter, where it has one.
    pub fn name_of<'c>(&'c self, filter: &str, ctx: &'c Ctx) -> Option<&'c str> {
        self.named.name_of(filter, ctx)
    }

    /// Keeps a filter under a name.
    pub fn keep(&self, name: &str, filter: &str, ctx: &Ctx) -> Vec<Effect> {
        self.named.put(name, filter, ctx)
    }

    /// Takes an input.
    pub fn handle(&mut self, input: Input, ctx: &Ctx) -> SearchEvent {
        if matches!(input, Input::Act(Action::Filter)) {
            return if self.named.is_empty(ctx) {
                SearchEvent::Compose
            } else {
                SearchEvent::Did(vec![self.named.menu(ctx)])
            };
        }
        let input = match self.named.take(input, ctx) {
            Ok(SavedFiltersEvent::Did(effects)) => return SearchEvent::Did(effects),
            Ok(SavedFiltersEvent::Compose) => return SearchEvent::Compose,
            Ok(SavedFiltersEvent::Chosen(filter)) => {
                self.set(&filter);
                return SearchEvent::Filter(filter);
            }
            Err(input) => input,
        };
        match self.find.handle(&input) {
            FindEvent::Ignored => SearchEvent::Ignored(input),
            FindEvent::Handled | FindEvent::Kept => SearchEvent::Did(Vec::new()),
            // A filter that cannot be read changes nothing but the line that says so.
            FindEvent::Changed(text) if filter::wrong(&text, ctx).is_some() => {
                SearchEvent::Did(Vec::new())
            }
            FindEvent::Changed(text) => SearchEvent::Filter(text),
            FindEvent::Cleared => SearchEvent::Filter(String::new()),
            FindEvent::Everywhere => SearchEvent::Did(vec![Effect::Act(Action::FindAll)]),
            FindEvent::Named => {
                let text = self.find.text();
                SearchEvent::Did(self.named.ask_name(&text, ctx))
            }
        }
    }

    /// Draws the line and below it what is wrong; gives the room that is left.
    pub fn render(
        &self,
        area: Rect,
        buf: &mut Buffer,
        ctx: &Ctx,
        refused: Option<&Refusal>,
    ) -> Rect {
        if !self.find.visible() || area.height < 4 {
            return area;
        }
        self.find.render(Rect { height: 1, ..area }, buf, ctx);
        let fault = filter::fault(&self.find.text(), refused, ctx);
        let lines = fault.map_or_else(Vec::new, |said| {
            let said = format!("{} {said}", ctx.theme.sign(Role::Bad));
            text::width::wrap(&text::safe(&said), usize::from(area.width))
        });
        let most = usize::from(area.height - 3);
        let mut used = 1;
        for line in lines.iter().take(most) {
            let y = area.y + used;
            buf.set_string(area.x, y, line, ctx.theme.style(Role::Bad));
            used += 1;
        }
        Rect {
            y: area.y + used,
            height: area.height - used,
            ..area
        }
    }
}
