//! Permohonan: the inbox of requests. A list through a window, a filter as one types, the request
//! beside it, and the acts of the counter: register, import, forward.

pub mod columns;
mod drawing;
pub mod filter;
pub mod window;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::act::ActKind;
use crate::domain::ids::{RecordId, RequestNo};
use crate::domain::request::Stage;
use crate::tui::action::Action;
use crate::tui::keymap::Facts;
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Message, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::view::forward::Forward;
use crate::tui::view::go;
use crate::tui::view::identity_form::value;
use crate::tui::view::import::Import;
use crate::tui::view::inbox::window::Window;
use crate::tui::view::letter_form::LetterForm;
use crate::tui::view::named::{Named, NamedEvent};
use crate::tui::view::request::RequestDetail;
use crate::tui::widgets::find::{Find, FindEvent};
use crate::tui::widgets::list::{ListEvent, Selection};
use crate::wire::envelope::Topics;
use crate::wire::message::{Ask, List, Query, Sort, Tell};
use crate::wire::topic;

use columns::{Item, item, record};

const DETAIL: Tag = 100;
const FORWARD: Tag = 200;
const FILTER: Tag = 300;
const ALL: Tag = 301;
const NAMED: Tag = 302;
const PAGES: Tag = 10_000;

/// Where named filters of this list are kept.
const FILTERS: &str = "filters-requests";

/// Rows of one answer while everything selected is gathered.
const GATHERED: u16 = 500;

/// Ways to sort, in the order in which `s` goes through them, and the column of each.
const SORTS: [(Sort, &str, Option<usize>); 6] = [
    (Sort::Natural, "sort-natural", None),
    (Sort::Number, "sort-number", Some(0)),
    (Sort::Name, "sort-name", Some(2)),
    (Sort::Agency, "sort-agency", Some(3)),
    (Sort::Remaining, "sort-remaining", Some(5)),
    (Sort::Received, "sort-received", Some(6)),
];

/// A list that is wholly selected, gathered window by window.
#[derive(Default)]
struct Gathering {
    /// Selected are all but these.
    except: Vec<RequestNo>,
    /// Requests at the counter, with the ordinals of their sheets.
    chosen: Vec<(RequestNo, u16)>,
}

/// The tab of requests.
pub struct Inbox {
    window: Window<Item>,
    find: Find,
    named: Named,
    detail: RequestDetail,
    forward: Forward,
    /// The detail has the keys; on a narrow screen it is all one sees.
    open: bool,
    gathering: Option<Gathering>,
    /// Somebody came for a record before the first rows did.
    started: bool,
}

impl Default for Inbox {
    fn default() -> Inbox {
        Inbox::new()
    }
}

impl Inbox {
    /// The tab before it is first shown.
    pub fn new() -> Inbox {
        Inbox {
            window: Window::new(List::Requests, PAGES, item, record),
            find: Find::named(),
            named: Named::new(FILTERS, NAMED),
            detail: RequestDetail::new(DETAIL),
            forward: Forward::new(FORWARD),
            open: false,
            gathering: None,
            started: false,
        }
    }

    /// Follows the cursor: the detail shows its row.
    fn follow(&mut self) -> Vec<Effect> {
        let mut effects: Vec<Effect> = self.window.need().into_iter().collect();
        effects.extend(self.detail.show(self.window.list.current_id()));
        effects
    }

    fn change(&mut self, change: impl FnOnce(&mut Query)) -> Vec<Effect> {
        let mut effects = vec![self.window.change(change)];
        effects.extend(self.detail.show(None));
        effects
    }

    fn filter(&mut self, text: &str, ctx: &Ctx) -> Vec<Effect> {
        self.window.list.highlight = go::needles(text);
        if filter::fault(text, ctx).is_some() {
            // The rows stay; the line says what is wrong.
            return Vec::new();
        }
        let text = text.to_owned();
        self.change(|query| query.filter = text)
    }

    fn sort(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let now = self.window.query().sort;
        let at = SORTS.iter().position(|(sort, ..)| *sort == now);
        let (sort, key, column) = SORTS[(at.unwrap_or(0) + 1) % SORTS.len()];
        self.window.list.sort = column.map(|column| (column, false));
        let mut effects = self.change(|query| query.sort = sort);
        let by = ctx.get(key);
        let said = ctx.words.with("sort-said", &[("by", &by)]);
        effects.push(Effect::Say(Message::info(said)));
        effects
    }

    fn agendaris(&self) -> bool {
        let office = self.detail.office();
        office.is_some_and(|office| office.may.contains(&ActKind::Register))
    }

    /// Forwards what is selected, else the row under the cursor.
    fn send_on(&mut self, ctx: &Ctx) -> Vec<Effect> {
        match self.window.list.selection() {
            Selection::Nothing => Vec::new(),
            Selection::Some(chosen) => {
                let rows = self.window.list.rows().iter();
                let chosen: Vec<(RequestNo, u16)> = rows
                    .filter(|item| chosen.contains(&item.0.row.no))
                    .filter(|item| item.0.row.stage == Stage::Registered)
                    .map(|item| (item.0.row.no, item.0.row.sheet))
                    .collect();
                self.forward_these(chosen, ctx)
            }
            Selection::AllBut(except) => {
                self.gathering = Some(Gathering {
                    except,
                    ..Gathering::default()
                });
                vec![self.gather(0)]
            }
        }
    }

    fn forward_these(&mut self, chosen: Vec<(RequestNo, u16)>, ctx: &Ctx) -> Vec<Effect> {
        if chosen.is_empty() {
            return vec![Effect::Say(Message::info(ctx.get("forward-nothing")))];
        }
        self.forward.begin(chosen)
    }

    fn gather(&self, from: u32) -> Effect {
        let page = Ask::Page {
            query: self.window.query().clone(),
            from,
            count: GATHERED,
            keep: None,
        };
        Effect::ask(ALL, page)
    }

    fn gathered(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        let (Some(Gathering { except, chosen }), Tell::Page(page)) = (&mut self.gathering, tell)
        else {
            return Vec::new();
        };
        let next = page.from.saturating_add(page.rows.len() as u32);
        let more = next < page.total && !page.rows.is_empty();
        chosen.extend(
            page.rows
                .into_iter()
                .filter_map(item)
                .map(|item| item.0.row)
                .filter(|row| row.stage == Stage::Registered && !except.contains(&row.no))
                .map(|row| (row.no, row.sheet)),
        );
        if more {
            return vec![self.gather(next)];
        }
        let gathered = self.gathering.take().unwrap_or_default();
        self.forward_these(gathered.chosen, ctx)
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        match action {
            Action::New => return vec![Effect::open(LetterForm::new())],
            Action::Import => return vec![Effect::open(Import::new())],
            Action::Filter if self.named.is_empty(ctx) => return self.compose(ctx),
            Action::Filter => return vec![self.named.menu(ctx)],
            Action::Sort => return self.sort(ctx),
            Action::Back if self.open => {
                self.open = false;
                return self.detail.left();
            }
            Action::Back if self.window.list.marked_count() > 0 => {
                self.window.list.clear_marks();
                return Vec::new();
            }
            Action::NextPanel | Action::PrevPanel => {
                self.open = !self.open;
                return Vec::new();
            }
            Action::Previous | Action::Next => {
                let step = if action == Action::Next {
                    Action::Down
                } else {
                    Action::Up
                };
                self.window.list.handle(step);
                return self.follow();
            }
            // An official disposes on the sheet.
            Action::Forward if self.disposes() => return self.leave_for(Place::Sheets),
            Action::Forward if self.forwards() => return self.send_on(ctx),
            // Verification has a tab of its own for these.
            Action::Send
            | Action::Answer
            | Action::HandOver
            | Action::Accept
            | Action::OpenFile => return self.leave_for(Place::Verify),
            Action::Paper => return self.leave_for(Place::Sheets),
            Action::NextHit => return self.act(Action::Down, ctx),
            Action::PreviousHit => return self.act(Action::Up, ctx),
            _ => {}
        }
        if self.open && self.detail.scroll(action) {
            return Vec::new();
        }
        match self.window.list.handle(action) {
            ListEvent::Moved | ListEvent::Marked => self.follow(),
            ListEvent::Opened => {
                self.open = true;
                self.detail.opened()
            }
            ListEvent::Ignored => self.detail.act(action, ctx).unwrap_or_default(),
        }
    }

    /// Goes to the tab where this is done, with the record.
    fn leave_for(&self, place: Place) -> Vec<Effect> {
        let row = self.window.list.current().map(|item| &item.0.row);
        let record = row.map(|row| match place {
            Place::Sheets => RecordId::Sheet(row.no.agenda.sheet(row.sheet)),
            _ => RecordId::Request(row.no),
        });
        let show = record.map(|record| Effect::Show { place, record });
        show.into_iter().collect()
    }

    /// Whether `d` forwards letters from the counter, rather than completing returned papers.
    fn forwards(&self) -> bool {
        let view = self.detail.view();
        self.window.list.marked_count() > 0
            || view.is_some_and(|view| view.may.contains(&ActKind::Dispose))
    }

    /// Whether the record shown lies with an official, and nothing else is selected.
    fn disposes(&self) -> bool {
        let stage = self.detail.view().map(|view| view.request.stage);
        self.window.list.marked_count() == 0 && matches!(stage, Some(Stage::Disposition(_)))
    }

    /// The form that writes a filter.
    fn compose(&self, ctx: &Ctx) -> Vec<Effect> {
        let form = filter::form(&self.window.query().filter, ctx);
        vec![Effect::open(FormLayer::new(FILTER, form))]
    }

    /// Filters the list as the search line would.
    fn apply(&mut self, text: &str, ctx: &Ctx) -> Vec<Effect> {
        self.find.set(text);
        let mut effects = vec![Effect::CloseAbove];
        effects.extend(self.filter(text, ctx));
        effects
    }

    /// The form's filter, kept under a name where one was given.
    fn composed(&mut self, values: &[(String, String)], ctx: &Ctx) -> Vec<Effect> {
        let text = filter::written(values);
        let mut effects = self.apply(&text, ctx);
        let name = value(values, "filter_name");
        if !name.is_empty() && !text.is_empty() {
            effects.extend(self.named.put(name, &text, ctx));
        }
        effects
    }

    fn on_named(&mut self, event: NamedEvent, ctx: &Ctx) -> Vec<Effect> {
        match event {
            NamedEvent::Did(effects) => effects,
            NamedEvent::Chosen(filter) => self.apply(&filter, ctx),
            NamedEvent::Compose => self.compose(ctx),
        }
    }

    fn found(&mut self, event: FindEvent, ctx: &Ctx) -> Vec<Effect> {
        match event {
            FindEvent::Named => {
                let text = self.find.text();
                self.named.ask_name(&text, ctx)
            }
            FindEvent::Changed(text) => self.filter(&text, ctx),
            FindEvent::Cleared => self.filter("", ctx),
            FindEvent::Everywhere => vec![Effect::Act(Action::FindAll)],
            FindEvent::Kept => self.follow(),
            FindEvent::Handled | FindEvent::Ignored => Vec::new(),
        }
    }

    fn told(&mut self, tag: Tag, mut tell: Box<Tell>, last: bool, ctx: &Ctx) -> Vec<Effect> {
        if tag == ALL {
            return self.gathered(*tell, ctx);
        }
        if let Some(mut effects) = self.window.told(tag, &mut tell) {
            if let Some(refused) = self.window.refused.take() {
                effects.push(Effect::error(self.detail.sentence(&refused, ctx)));
            }
            effects.extend(self.follow());
            return effects;
        }
        self.parts(Input::Told { tag, tell, last }, ctx)
    }

    /// Inputs of the components.
    fn parts(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let input = match self.named.take(input, ctx) {
            Ok(event) => return self.on_named(event, ctx),
            Err(input) => input,
        };
        let input = match self.detail.take(input, ctx) {
            Ok(effects) => return effects,
            Err(input) => input,
        };
        let (detail, forward) = (&self.detail, &mut self.forward);
        let sentence = |refused: &_| detail.sentence(refused, ctx);
        match forward.take(input, detail.policy(), &sentence, ctx) {
            Ok(effects) => {
                let moved = effects
                    .iter()
                    .any(|effect| matches!(effect, Effect::CloseAbove));
                if moved {
                    self.window.list.clear_marks();
                }
                effects
            }
            Err(_) => Vec::new(),
        }
    }

    fn refresh(&mut self) -> Vec<Effect> {
        let mut effects = vec![self.window.refresh()];
        effects.extend(self.detail.refresh());
        effects
    }

    fn seek(&mut self, sought: RecordId) -> Vec<Effect> {
        self.started = true;
        let mut effects = Vec::new();
        if !self.window.query().filter.is_empty() {
            // What is sought may be filtered away.
            self.find.set("");
            effects.extend(self.change(|query| query.filter.clear()));
        }
        effects.push(self.window.seek(sought));
        if let RecordId::Request(no) = sought {
            effects.extend(self.detail.show(Some(no)));
            self.open = true;
        }
        effects
    }
}

impl Panel for Inbox {
    fn place(&self) -> Place {
        Place::Requests
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        let marked = usize::try_from(self.window.list.marked_count()).unwrap_or(usize::MAX);
        let shown = self.detail.view().map(|view| view.request.no);
        let here = shown.is_some() && shown == self.detail.wanted();
        let office = self.detail.office();
        let may = |kind| office.is_some_and(|office| office.may.contains(&kind));
        let allowed = if here {
            self.detail.allowed()
        } else {
            Default::default()
        };
        // What is selected goes first: then `d` sends the selection on.
        let selected = marked > 0 && self.agendaris();
        let allowed = if selected {
            allowed.without(Action::Complete).with(Action::Forward)
        } else {
            allowed
        };
        Facts {
            row: self.window.list.current().is_some() || here,
            opened: self.open,
            marked,
            typing: self.find.typing(),
            allowed: allowed
                .with_if(may(ActKind::Register), Action::New)
                .with_if(may(ActKind::Import), Action::Import),
            ..Facts::new(Place::Requests)
        }
    }

    fn topics(&self) -> Topics {
        topic::REQUESTS.and(topic::LETTERS).and(topic::SHEETS)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        self.draw(area, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let found = self.find.handle(&input);
        if found != FindEvent::Ignored && !(self.open && matches!(found, FindEvent::Cleared)) {
            if !matches!(input, Input::Act(Action::Filter)) {
                return self.found(found, ctx);
            }
            self.find.close();
        }
        match input {
            Input::Act(action) => self.act(action, ctx),
            Input::Shown(area) | Input::Area(area) => {
                self.window.list.set_height(area.height.saturating_sub(3));
                if self.started {
                    return self.follow();
                }
                self.started = true;
                self.refresh()
            }
            Input::Told { tag, tell, last } => self.told(tag, tell, last, ctx),
            Input::Changed(_) | Input::Reconnected => self.refresh(),
            Input::Seek(record) => self.seek(record),
            Input::Answered {
                tag: FILTER,
                answer: Answer::Fields(values),
            } => self.composed(&values, ctx),
            Input::Minute => vec![self.window.refresh()],
            Input::Key(key) => self.detail.why(&key, Place::Requests, ctx),
            other => self.parts(other, ctx),
        }
    }
}

#[cfg(test)]
mod tests;
