//! Permohonan: the inbox of requests, the request beside it, and the acts of the counter: register,
//! import, forward.

pub mod columns;
pub mod filter;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

use crate::domain::act::ActKind;
use crate::domain::ids::{RecordId, RequestNo, SheetNo};
use crate::domain::request::Stage;
use crate::tui::act::subject::Sheets;
use crate::tui::act::{self, Case};
use crate::tui::action::Action;
use crate::tui::keymap::{Facts, Next};
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::page::pane::Listing;
use crate::tui::page::tab::{Page, Tab, TabPanel};
use crate::tui::panel::{Answer, Ctx, Effect, Input, Part, PartId, Tag};
use crate::tui::place::Place;
use crate::tui::view::identity_form::value;
use crate::tui::view::import::Import;
use crate::tui::view::letter_form::LetterForm;
use crate::tui::view::request::RequestDetail;
use crate::tui::widgets::list::{Cell, Selection};
use crate::wire::envelope::Topics;
use crate::wire::message::{Ask, List, Query, Tell};
use crate::wire::topic;

use columns::{COLUMNS, Item, item, record};

/// Components.
const DETAIL: PartId = 1;

const FILTER: Tag = 1;
const ALL: Tag = 2;

/// Rows of one answer while everything selected is gathered.
const GATHERED: u16 = 500;

/// A list that is wholly selected, gathered window by window.
#[derive(Default)]
struct Gathering {
    query: Option<Query>,
    /// Selected are all but these.
    except: Vec<RequestNo>,
    /// The sheets of requests at the counter.
    chosen: Vec<SheetNo>,
}

/// The panel of the tab.
pub type Inbox = TabPanel<InboxTab>;

/// The tab of requests.
pub struct InboxTab {
    detail: Part<RequestDetail>,
    gathering: Option<Gathering>,
}

impl Default for InboxTab {
    fn default() -> InboxTab {
        InboxTab {
            detail: Part::new(DETAIL, RequestDetail::new()),
            gathering: None,
        }
    }
}

impl InboxTab {
    /// Forwards what is selected, else the row under the cursor.
    fn send_on(&mut self, page: &Page<Item>, ctx: &Ctx) -> Vec<Effect> {
        match page.pane.list().selection() {
            Selection::Nothing => Vec::new(),
            Selection::Some(chosen) => {
                let rows = page.pane.list().rows().iter();
                let chosen = rows
                    .filter(|item| chosen.contains(&item.0.row.no))
                    .filter(|item| item.0.row.stage == Stage::Registered)
                    .map(|item| item.0.row.sheet_no())
                    .collect();
                forward(chosen, ctx)
            }
            Selection::AllBut(except) => {
                self.gathering = Some(Gathering {
                    query: Some(page.pane.window.query().clone()),
                    except,
                    ..Gathering::default()
                });
                self.gather(0)
            }
        }
    }

    fn gather(&self, from: u32) -> Vec<Effect> {
        let query = self.gathering.as_ref().and_then(|all| all.query.clone());
        let page = query.map(|query| Ask::Page {
            query,
            from,
            count: GATHERED,
            keep: None,
        });
        page.map(|page| Effect::ask(ALL, page))
            .into_iter()
            .collect()
    }

    fn gathered(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        let (Some(Gathering { except, chosen, .. }), Tell::Page(page)) =
            (&mut self.gathering, tell)
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
                .map(|row| row.sheet_no()),
        );
        if more {
            return self.gather(next);
        }
        let gathered = self.gathering.take().unwrap_or_default();
        forward(gathered.chosen, ctx)
    }

    /// Whether `d` forwards letters from the counter, rather than completing returned papers.
    fn forwards(&self, page: &Page<Item>) -> bool {
        let view = self.detail.view();
        page.marked() > 0 || view.is_some_and(|view| view.may.contains(&ActKind::Dispose))
    }

    /// Whether the record shown lies with an official, and nothing else is selected.
    fn disposes(&self, page: &Page<Item>) -> bool {
        let stage = self.detail.view().map(|view| view.request.stage);
        page.marked() == 0 && matches!(stage, Some(Stage::Disposition(_)))
    }

    /// The form's filter, kept under a name where one was given.
    fn composed(
        &mut self,
        values: &[(String, String)],
        page: &mut Page<Item>,
        ctx: &Ctx,
    ) -> Vec<Effect> {
        let text = filter::written(values);
        let mut effects = vec![Effect::CloseAbove];
        effects.extend(page.apply(&text));
        let name = value(values, "filter_name");
        if !name.is_empty() && !text.is_empty() {
            effects.extend(page.search.keep(name, &text, ctx));
        }
        effects
    }
}

/// Forwards the sheets of these names.
fn forward(chosen: Vec<SheetNo>, ctx: &Ctx) -> Vec<Effect> {
    let sheets = Case::of(Sheets::of_names(chosen));
    act::begin(Action::Forward, sheets, ctx).unwrap_or_default()
}

/// Goes to the tab where this is done, with the record.
fn leave_for(place: Place, page: &Page<Item>) -> Vec<Effect> {
    let row = page.current().map(|item| &item.0.row);
    let record = row.map(|row| match place {
        Place::Sheets => RecordId::Sheet(row.sheet_no()),
        _ => RecordId::Request(row.no),
    });
    let show = record.map(|record| Effect::Show { place, record });
    show.into_iter().collect()
}

impl Tab for InboxTab {
    type Row = Item;
    const PLACE: Place = Place::Requests;
    const FILTERS: &'static str = "filters-requests";
    const NATURAL: &'static str = "sort-natural";
    const COUNT: Option<&'static str> = Some("list-count-all");

    fn listing() -> Listing<Item> {
        Listing {
            key: "requests",
            list: List::Requests,
            columns: COLUMNS,
            row: item,
            record,
        }
    }

    fn cells(&self, row: &Item, ctx: &Ctx) -> Vec<Cell> {
        columns::cells(row, ctx)
    }

    fn empty(&self, ctx: &Ctx) -> String {
        ctx.get("inbox-empty")
    }

    fn topics() -> Topics {
        topic::REQUESTS.and(topic::LETTERS).and(topic::SHEETS)
    }

    fn facts(&self, page: &Page<Item>, facts: Facts, ctx: &Ctx) -> Facts {
        let shown = self.detail.view().map(|view| view.request.no);
        let here = shown.is_some() && shown == self.detail.wanted();
        let allowed = if here {
            self.detail.allowed()
        } else {
            Default::default()
        };
        // What is selected goes first: then `d` sends the selection on.
        let selected = facts.marked > 0 && ctx.may(ActKind::Register);
        let allowed = if selected {
            allowed.without(Action::Complete).with(Action::Forward)
        } else {
            allowed
        };
        let next = match selected {
            true => Some(Next::step("next-selected", Action::Forward).of(facts.marked)),
            false => self.detail.next(),
        };
        let empty = page.pane.list().loaded() && page.pane.list().total() == 0;
        Facts {
            next: next.or(empty.then_some(Next::step("next-empty", Action::New))),
            row: facts.row || here,
            opened: page.reading,
            allowed: allowed
                .with_if(ctx.may(ActKind::Register), Action::New)
                .with_if(ctx.may(ActKind::Import), Action::Import),
            ..facts
        }
    }

    fn act(&mut self, action: Action, page: &mut Page<Item>, ctx: &Ctx) -> Option<Vec<Effect>> {
        Some(match action {
            Action::New => vec![Effect::open(LetterForm::new())],
            Action::Import => vec![Effect::open(Import::new())],
            // An official disposes on the sheet.
            Action::Forward if self.disposes(page) => leave_for(Place::Sheets, page),
            Action::Forward if self.forwards(page) => self.send_on(page, ctx),
            // Verification has a tab of its own for these.
            Action::Send
            | Action::Answer
            | Action::HandOver
            | Action::Accept
            | Action::OpenFile => leave_for(Place::Verify, page),
            Action::Paper => leave_for(Place::Sheets, page),
            _ => return None,
        })
    }

    fn act_beside(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        self.detail
            .with(|detail| detail.act(action, ctx).unwrap_or_default())
    }

    fn take(
        &mut self,
        input: Input,
        page: &mut Page<Item>,
        ctx: &Ctx,
    ) -> Result<Vec<Effect>, Input> {
        Ok(match input {
            Input::Told { tag: ALL, tell, .. } => self.gathered(*tell, ctx),
            Input::Answered {
                tag: FILTER,
                answer: Answer::Fields(values),
            } => self.composed(&values, page, ctx),
            Input::Within(DETAIL, input) => self.detail.with(|detail| detail.handle(*input, ctx)),
            Input::Answered { tag: act::DONE, .. } => {
                // They were forwarded: nothing is selected any more.
                page.pane.window.list.clear_marks();
                Vec::new()
            }
            Input::Office => {
                self.detail.state().dress(ctx);
                Vec::new()
            }
            other => return Err(other),
        })
    }

    /// The form that writes a filter.
    fn compose(&self, now: &str, ctx: &Ctx) -> Option<Effect> {
        let form = filter::form(now, ctx);
        Some(Effect::open(FormLayer::new(FILTER, "filter", form)))
    }

    fn in_vain(&self, key: &KeyEvent, ctx: &Ctx) -> Vec<Effect> {
        self.detail.why(key, Place::Requests, ctx)
    }

    fn follow(&mut self, row: Option<&Item>, _ctx: &Ctx) -> Vec<Effect> {
        self.detail
            .with(|detail| detail.show(row.map(|item| item.0.row.no)))
    }

    fn sought(&mut self, record: RecordId) -> Vec<Effect> {
        match record {
            RecordId::Request(no) => self.detail.with(|detail| detail.show(Some(no))),
            _ => Vec::new(),
        }
    }

    fn refresh(&mut self) -> Vec<Effect> {
        self.detail.with(|detail| detail.refresh())
    }

    fn opened(&mut self) -> Vec<Effect> {
        self.detail.with(|detail| detail.opened())
    }

    fn left(&mut self) -> Vec<Effect> {
        self.detail.with(|detail| detail.left())
    }

    fn scroll(&mut self, action: Action) -> bool {
        self.detail.state().scroll(action)
    }

    fn render_side(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx, focus: bool) {
        self.detail.render(area, buf, ctx, focus);
    }
}

#[cfg(test)]
mod tests;
