//! Sertifikat (tab 4): the inventory, searched and filtered, with one certificate in full beside it
//! or, on a narrow screen, as a second page.

pub mod columns;
pub mod detail;
pub mod facets;
pub mod form;
pub mod revoke;
pub mod sections;
pub mod take_over;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use self::columns::Line;
use self::detail::CertificateDetail;
use self::facets::Facets;
use self::revoke::Revoke;
use self::take_over::TakeOver;
use crate::domain::act::ActKind;
use crate::domain::certificate::Standing;
use crate::domain::filter::Filter;
use crate::domain::ids::RecordId;
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::Facts;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::audit::Story;
use crate::tui::view::go;
use crate::tui::view::inbox::window::Window;
use crate::tui::view::named::{Named, NamedEvent};
use crate::tui::view::person::PersonCard;
use crate::tui::widgets::find::{Find, FindEvent};
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::list::ListEvent;
use crate::tui::widgets::list::render::ListView;
use crate::wire::envelope::Topics;
use crate::wire::message::{List, Sort};
use crate::wire::topic;

const DETAIL: Tag = 5000;
const FACETS: Tag = 9002;
const NAMED: Tag = 9010;

/// Where named filters of this list are kept.
const FILTERS: &str = "filters-certificates";

/// Orders that `s` goes through, and the column each is shown at.
const SORTS: [(Sort, bool, Option<usize>); 5] = [
    (Sort::Natural, false, None),
    (Sort::Remaining, false, Some(4)),
    (Sort::Remaining, true, Some(4)),
    (Sort::Name, false, Some(0)),
    (Sort::Agency, false, Some(1)),
];

/// The tab.
pub struct Certificates {
    window: Window<Line>,
    find: Find,
    named: Named,
    detail: CertificateDetail,
    /// The detail has the keys: beside the list, or as a page of its own.
    reading: bool,
    sort: usize,
}

impl Default for Certificates {
    fn default() -> Certificates {
        Certificates::new()
    }
}

impl Certificates {
    /// The tab, before it was shown.
    pub fn new() -> Certificates {
        Certificates {
            window: Window::new(List::Certificates, 0, Line::of, |line| {
                RecordId::Certificate(line.0.row.id)
            }),
            find: Find::named(),
            named: Named::new(FILTERS, NAMED),
            detail: CertificateDetail::new(DETAIL),
            reading: false,
            sort: 0,
        }
    }

    /// Rows for the list's own heading and lines in a panel of this height.
    fn fit(&mut self, area: Rect) {
        let lines = area
            .height
            .saturating_sub(3 + u16::from(self.find.visible()));
        self.window.list.set_height(lines);
    }

    fn refresh(&mut self) -> Vec<Effect> {
        let mut effects = vec![self.window.refresh()];
        effects.extend(self.detail.refresh());
        effects
    }

    /// The detail follows the cursor.
    fn follow(&mut self) -> Vec<Effect> {
        let id = self.window.list.current_id();
        if id.is_none() && !self.window.list.loaded() {
            return Vec::new();
        }
        self.detail.show(id)
    }

    fn filter(&mut self, text: &str) -> Vec<Effect> {
        if Filter::parse(text).is_err() {
            return Vec::new();
        }
        let needles = go::needles(text);
        self.detail.highlight(&needles);
        self.window.list.highlight = needles;
        vec![
            self.window
                .change(|query| text.clone_into(&mut query.filter)),
        ]
    }

    /// Puts the cursor on a record; a filter that might hide it goes.
    fn seek(&mut self, record: RecordId, ctx: &Ctx) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.window.query().filter.is_empty() {
            self.find.set("");
            effects = self.filter("");
        }
        // A narrow screen has room for one: the record.
        self.reading = !ctx.wide();
        effects.push(self.window.seek(record));
        effects
    }

    fn on_named(&mut self, event: NamedEvent, ctx: &Ctx) -> Vec<Effect> {
        match event {
            NamedEvent::Did(effects) => effects,
            NamedEvent::Compose => self.facets(ctx),
            NamedEvent::Chosen(filter) => {
                self.find.set(&filter);
                self.filter(&filter)
            }
        }
    }

    fn search(&mut self, event: FindEvent, ctx: &Ctx) -> Option<Vec<Effect>> {
        Some(match event {
            FindEvent::Named => {
                let text = self.find.text();
                let mut effects = self.filter(&text);
                effects.extend(self.named.ask_name(&text, ctx));
                effects
            }
            FindEvent::Ignored => return None,
            FindEvent::Handled => Vec::new(),
            FindEvent::Changed(text) => self.filter(&text),
            FindEvent::Kept => {
                let text = self.find.text();
                if self.window.query().filter == text {
                    Vec::new()
                } else {
                    self.filter(&text)
                }
            }
            FindEvent::Cleared => self.filter(""),
            FindEvent::Everywhere => vec![Effect::Act(Action::FindAll)],
        })
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        match action {
            Action::Back if self.reading => self.reading = false,
            Action::NextPanel | Action::PrevPanel => self.reading = !self.reading,
            Action::Filter if self.named.is_empty(ctx) => return self.facets(ctx),
            Action::Filter => return vec![self.named.menu(ctx)],
            Action::Sort => return self.next_order(),
            Action::New => return self.take_over(ctx),
            Action::Close => return self.revoke(ctx),
            Action::History => return self.story(),
            Action::Copy => return self.copy(ctx),
            Action::Open if self.reading => return self.open_holder(),
            Action::NextHit => return self.moved(Action::Down),
            Action::PreviousHit => return self.moved(Action::Up),
            // The neighbour's record, without leaving the page.
            Action::Next => return self.moved(Action::Down),
            Action::Previous => return self.moved(Action::Up),
            action if self.reading && self.detail.scroll(action) => {}
            action => return self.moved(action),
        }
        Vec::new()
    }

    fn moved(&mut self, action: Action) -> Vec<Effect> {
        match self.window.list.handle(action) {
            ListEvent::Opened => {
                self.reading = true;
                self.follow()
            }
            ListEvent::Moved | ListEvent::Marked => {
                let mut effects: Vec<Effect> = self.window.need().into_iter().collect();
                effects.extend(self.follow());
                effects
            }
            ListEvent::Ignored => Vec::new(),
        }
    }

    fn facets(&self, ctx: &Ctx) -> Vec<Effect> {
        let agencies = self.detail.policy().map_or(&[][..], |p| &p.agencies);
        let layer = Facets::new(FACETS, &self.window.query().filter, agencies, ctx);
        vec![Effect::open(layer)]
    }

    fn next_order(&mut self) -> Vec<Effect> {
        self.sort = (self.sort + 1) % SORTS.len();
        let (sort, descending, column) = SORTS[self.sort];
        self.window.list.sort = column.map(|column| (column, descending));
        let effect = self.window.change(|query| {
            query.sort = sort;
            query.descending = descending;
        });
        vec![effect]
    }

    fn take_over(&self, ctx: &Ctx) -> Vec<Effect> {
        match self.detail.policy() {
            Some(policy) => vec![Effect::open(TakeOver::new(policy.validity, ctx))],
            None => Vec::new(),
        }
    }

    fn revoke(&self, ctx: &Ctx) -> Vec<Effect> {
        match (self.detail.view(), self.detail.policy()) {
            (Some(view), Some(policy)) => {
                vec![Effect::open(Revoke::new(&view.certificate, policy, ctx))]
            }
            _ => Vec::new(),
        }
    }

    fn story(&self) -> Vec<Effect> {
        let id = self.window.list.current_id();
        let story = id.map(|id| Effect::open(Story::new(RecordId::Certificate(id))));
        story.into_iter().collect()
    }

    fn copy(&self, ctx: &Ctx) -> Vec<Effect> {
        let serial = self.window.list.current().map(|line| &line.0.row.serial);
        match serial.filter(|serial| !serial.is_empty()) {
            Some(serial) => {
                let what = ctx.words.with("cert-copied", &[("serial", serial)]);
                vec![Effect::copy(serial.clone(), what)]
            }
            None => Vec::new(),
        }
    }

    fn open_holder(&self) -> Vec<Effect> {
        let holder = self.detail.view().and_then(|view| view.certificate.holder);
        let card = holder.map(|person| Effect::open(PersonCard::new(person)));
        card.into_iter().collect()
    }

    fn may(&self) -> ActionSet {
        let desk = self.detail.office();
        let takes = desk.is_some_and(|office| office.may.contains(&ActKind::TakeOver));
        let row = self.window.list.current();
        let serial = row.is_some_and(|line| !line.0.row.serial.is_empty());
        let revokes = self.detail.view().is_some_and(|view| {
            view.may.contains(&ActKind::RevokeRecorded)
                && !matches!(view.certificate.standing, Standing::Revoked(_))
        });
        ActionSet::NONE
            .with_if(takes, Action::New)
            .with_if(row.is_some(), Action::History)
            .with_if(serial, Action::Copy)
            .with_if(revokes && self.detail.policy().is_some(), Action::Close)
    }

    fn render_list(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx, focus: bool) {
        let list = &self.window.list;
        let order = match SORTS[self.sort] {
            (_, _, None) => String::new(),
            (_, down, Some(column)) => {
                let signs = ctx.theme.signs();
                let sign = if down {
                    signs.descending
                } else {
                    signs.ascending
                };
                format!("{} {sign}", ctx.get(columns::COLUMNS[column].title))
            }
        };
        let mut frame = Frame::titled(ctx.get("place-certificates")).focused(focus);
        let total = i64::try_from(list.total()).unwrap_or(i64::MAX);
        if list.loaded() {
            frame = frame.with(ctx.words.number(total));
        }
        frame = frame.with(self.window.query().filter.clone()).with(order);
        if list.total() > 0 {
            let at = i64::try_from(list.position()).unwrap_or(0) + 1;
            let args: &[(&str, &dyn crate::text::Arg)] = &[("at", &at), ("total", &total)];
            frame = frame.foot(ctx.words.with("position-of", args));
        }
        let mut inside = frame.render(area, buf, ctx);
        if self.find.visible() && inside.height > 3 {
            let used = self.render_find(inside, buf, ctx);
            inside.y += used;
            inside.height -= used;
        }
        let empty = self.empty(ctx);
        let view = ListView {
            list,
            columns: &columns::COLUMNS,
            cells: &|line: &Line| columns::cells(&line.0, ctx),
            empty: &empty,
        };
        let quiet = Ctx {
            focus: ctx.focus && focus,
            ..*ctx
        };
        view.render(inside, buf, &quiet);
    }

    /// The search line and what is wrong with it; tells the lines it took.
    fn render_find(&self, inside: Rect, buf: &mut Buffer, ctx: &Ctx) -> u16 {
        self.find.render(inside, buf, ctx);
        let fault = go::fault(&self.find.text(), self.window.refused.as_ref(), ctx);
        let Some(said) = fault else {
            return 1;
        };
        let sign = ctx.theme.sign(Role::Bad);
        let line = crate::text::truncate(&format!("{sign} {said}"), usize::from(inside.width));
        buf.set_string(inside.x, inside.y + 1, line, ctx.theme.style(Role::Bad));
        2
    }

    fn empty(&self, ctx: &Ctx) -> String {
        let filter = &self.window.query().filter;
        if !filter.is_empty() {
            return ctx.words.with("list-empty-search", &[("text", filter)]);
        }
        let takes = self.may().has(Action::New);
        ctx.get(if takes {
            "cert-empty-new"
        } else {
            "cert-empty"
        })
    }
}

impl Panel for Certificates {
    fn place(&self) -> Place {
        Place::Certificates
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            row: self.window.list.current().is_some(),
            marked: usize::try_from(self.window.list.marked_count()).unwrap_or(usize::MAX),
            allowed: self.may(),
            typing: self.find.typing(),
            ..Facts::new(Place::Certificates)
        }
    }

    fn topics(&self) -> Topics {
        topic::CERTIFICATES
            .and(topic::PEOPLE)
            .and(topic::REQUESTS)
            .and(topic::OFFICE)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        if !ctx.wide() {
            if self.reading {
                self.detail.render(area, buf, ctx, true);
            } else {
                self.render_list(area, buf, ctx, true);
            }
            return;
        }
        let left = area.width * 3 / 5;
        let (list, side) = (
            Rect {
                width: left,
                ..area
            },
            Rect {
                x: area.x + left,
                width: area.width - left,
                ..area
            },
        );
        self.render_list(list, buf, ctx, !self.reading);
        self.detail.render(side, buf, ctx, self.reading);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let mut input = match self.detail.take(input, ctx) {
            Ok(effects) => return effects,
            Err(input) => input,
        };
        if let Input::Told { tag, tell, .. } = &mut input {
            let mut effects = self.window.told(*tag, tell).unwrap_or_default();
            effects.extend(self.follow());
            return effects;
        }
        let input = match self.named.take(input, ctx) {
            Ok(event) => return self.on_named(event, ctx),
            Err(input) => input,
        };
        // `f` opens the facets, and Esc leaves the detail before it clears the search.
        let own = matches!(input, Input::Act(Action::Filter))
            || (self.reading && matches!(input, Input::Act(Action::Back)));
        if !own {
            let event = self.find.handle(&input);
            if let Some(effects) = self.search(event, ctx) {
                return effects;
            }
        }
        match input {
            Input::Shown(area) => {
                self.fit(area);
                self.refresh()
            }
            Input::Area(area) => {
                self.fit(area);
                self.window.need().into_iter().collect()
            }
            // An import touches people and requests alone: the list stays as it is.
            Input::Changed(changed)
                if !changed.what.touches(topic::CERTIFICATES.and(topic::OFFICE)) =>
            {
                self.detail.refresh().into_iter().collect()
            }
            Input::Changed(_) | Input::Reconnected => self.refresh(),
            Input::Seek(record) => self.seek(record, ctx),
            Input::Answered {
                tag: FACETS,
                answer: Answer::Chosen(filter),
            } => {
                self.find.set(&filter);
                self.filter(&filter)
            }
            Input::Act(action) => self.act(action, ctx),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
