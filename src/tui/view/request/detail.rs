//! One request drawn in full, beside a list or as a page, and what a person does to it. It asks
//! for what it shows; its owner passes inputs on and draws it.
//!
//! ```text
//! show(no)      the record to show; asked for after a moment, so that a moving cursor asks little
//! handle(input) answers, forms and questions of its own
//! act(action)   a key's act on the record: forms, questions, the act itself
//! allowed()     what the keys may do, for the owner's facts
//! ```

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::Padding;

use super::copying::Copying;
use super::{actions, sections};
use crate::domain::act::{ActKind, Command};
use crate::domain::ids::{RecordId, RequestNo};
use crate::domain::policy::DocumentKey;
use crate::outgo::message::recipients;
use crate::text::{self, request as words_of};
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::Next;
use crate::tui::panel::{Ctx, Effect, Input, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::{acting, news};
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::gauge;
use crate::tui::widgets::text_view::{Paragraph, TextView};
use crate::wire::message::{Ask, Tell};
use crate::wire::view::{Latest, RequestView};

/// A moving cursor rests this long on a row before its record is asked for.
const REST: Duration = Duration::from_millis(70);

/// Columns below which the title has the kind's short word.
const TITLED: u16 = 60;

/// Tags within the component's own range.
const RECORD: Tag = 0;
const SETTLED: Tag = 1;
const LOOKING: Tag = 2;
const OPENED: Tag = 3;

/// The detail of one request.
#[derive(Default)]
pub struct RequestDetail {
    wanted: Option<RequestNo>,
    pub(super) view: Option<Box<RequestView>>,
    /// The record shown before: it stands until its successor comes, to be read and nothing else.
    before: Option<Box<RequestView>>,
    /// The person opened it before it came.
    opening: bool,
    /// What somebody else did while the record was shown.
    news: Option<Latest>,
    /// Why nothing is shown.
    error: String,
    /// The whole NIK of the record shown, after a recorded look; gone with the next record.
    nik: Option<String>,
    /// The document under the owner's cursor: a new file is most likely for it.
    aimed: Option<DocumentKey>,
    copying: Copying,
    text: TextView,
}

impl RequestDetail {
    /// Nothing shown yet.
    pub fn new() -> RequestDetail {
        RequestDetail::default()
    }

    /// The record shown, once it has come.
    pub fn view(&self) -> Option<&RequestView> {
        self.view.as_deref()
    }

    /// The whole NIK, after a recorded look.
    pub fn whole_nik(&self) -> Option<&str> {
        self.nik.as_deref()
    }

    /// Copies the next field of the record shown.
    pub fn copy(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(view) = &self.view else {
            return Vec::new();
        };
        self.copying.copy(view, self.nik.as_deref(), ctx)
    }

    /// Shows the whole NIK until another record comes.
    pub fn show_nik(&mut self, nik: String, ctx: &Ctx) {
        self.nik = Some(nik);
        self.dress(ctx);
    }

    /// Tells which document the owner's cursor is on.
    pub fn aim(&mut self, document: Option<DocumentKey>) {
        self.aimed = document;
    }

    /// The document under the owner's cursor.
    pub(super) fn aimed(&self) -> Option<DocumentKey> {
        self.aimed
    }

    /// The number asked for last.
    pub fn wanted(&self) -> Option<RequestNo> {
        self.wanted
    }

    /// Shows another record, after the cursor has rested on it.
    pub fn show(&mut self, no: Option<RequestNo>) -> Vec<Effect> {
        if no == self.wanted {
            return Vec::new();
        }
        self.wanted = no;
        self.opening = false;
        let shown = self.view.take().or(self.before.take());
        // A whole NIK goes with its record, at once.
        self.before = shown.filter(|_| no.is_some() && self.nik.is_none());
        self.news = None;
        self.nik = None;
        self.error.clear();
        let rest = no.map(|_| Effect::Rest {
            tag: SETTLED,
            after: REST,
        });
        rest.into_iter().collect()
    }

    /// Asks for the record again because something changed.
    pub fn refresh(&self) -> Option<Effect> {
        self.ask()
    }

    fn ask(&self) -> Option<Effect> {
        let no = self.wanted?;
        Some(Effect::ask(RECORD, Ask::Request(no)))
    }

    /// The person opened the record: others see it, and where it is this person's turn, the
    /// handling clock starts [R11.10].
    pub fn opened(&mut self) -> Vec<Effect> {
        let Some(no) = self.wanted else {
            return Vec::new();
        };
        let record = RecordId::Request(no);
        let looking = Ask::Looking {
            record: Some(record),
        };
        let mut effects = vec![Effect::ask(LOOKING, looking)];
        self.opening = true;
        effects.extend(self.begin_clock());
        effects
    }

    /// Says that the one whose turn it is has looked, once the record is there.
    fn begin_clock(&mut self) -> Option<Effect> {
        let view = self.view.as_ref().filter(|_| self.opening)?;
        let begins = view.may.contains(&ActKind::Open) && waits_unopened(view);
        let record = RecordId::Request(view.request.no);
        self.opening = false;
        begins.then(|| acting::act(OPENED, Command::open(record)))
    }

    /// The person left the record.
    pub fn left(&mut self) -> Vec<Effect> {
        let nobody = Ask::Looking { record: None };
        vec![Effect::ask(LOOKING, nobody)]
    }

    /// What the keys may do to the record shown.
    pub fn allowed(&self) -> ActionSet {
        let Some(view) = self.view() else {
            return ActionSet::NONE;
        };
        let told = !recipients(&view.request).is_empty();
        let allowed = actions(&view.may).with_if(told, Action::Message);
        // What nobody has taken cannot be let go.
        let request = &view.request;
        let held = request.claimed.is_some() || request.held.is_some();
        if held || view.may.contains(&ActKind::Claim) {
            allowed
        } else {
            allowed.without(Action::Claim)
        }
    }

    /// The next step of the record shown.
    pub fn next(&self) -> Option<Next> {
        self.view().and_then(super::next::of)
    }

    /// What to say to a key that means nothing on the record shown.
    pub fn why(&self, key: &KeyEvent, place: Place, ctx: &Ctx) -> Vec<Effect> {
        self.view()
            .map_or_else(Vec::new, |view| super::why::said(key, place, view, ctx))
    }

    /// Scrolls the text; tells whether the action was for it.
    pub fn scroll(&mut self, action: Action) -> bool {
        self.text.handle(action)
    }

    /// Takes an input of its own.
    pub fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Told { tag, tell, .. } if tag < super::acts::REVEAL => {
                self.told(tag, *tell, ctx)
            }
            Input::Woke(SETTLED) => self.ask().into_iter().collect(),
            other => self.take_act(other, ctx),
        }
    }

    fn told(&mut self, tag: Tag, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match (tag, tell) {
            (RECORD, Tell::Request(view)) => {
                self.receive(view, ctx);
                return self.begin_clock().into_iter().collect();
            }
            (RECORD, Tell::Refused(refused)) => {
                self.before = None;
                self.error = ctx.refused(&refused);
            }
            _ => {}
        }
        Vec::new()
    }

    fn receive(&mut self, view: Box<RequestView>, ctx: &Ctx) {
        if Some(view.request.no) != self.wanted {
            return;
        }
        self.error.clear();
        let (record, revision) = (RecordId::Request(view.request.no), view.request.revision);
        let before = self.view.as_ref().map(|view| view.request.revision);
        if before.is_some_and(|before| before < revision) {
            self.news = news::of(record, revision, view.latest.as_ref(), ctx);
        }
        if self.view.is_none() {
            self.text = TextView::default();
        }
        self.before = None;
        self.view = Some(view);
        self.dress(ctx);
    }

    /// What somebody else did while the record was shown, in a sentence.
    pub fn news(&self, ctx: &Ctx) -> Option<String> {
        let latest = self.news.as_ref().filter(|_| self.view.is_some())?;
        Some(news::sentence(latest, ctx))
    }

    /// Writes the text anew.
    pub fn dress(&mut self, ctx: &Ctx) {
        if let Some(view) = &self.view {
            let policy = ctx.policy();
            let nik = self.nik.as_deref();
            let mut all = sections::all(view, policy, nik, ctx);
            all.splice(
                ..0,
                self.news(ctx).map(|said| Paragraph::of(Role::Warn, said)),
            );
            self.text.set(all);
        }
    }

    /// Draws the record in a frame of its own.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx, focus: bool) {
        let mut frame = Frame::default().focused(focus);
        let drawn = self.drawn();
        if let Some(no) = drawn.map(|view| view.request.no).or(self.wanted) {
            frame = frame.with(no.to_string());
        }
        if let Some(view) = drawn {
            // The stage is seen whole before the kind is.
            let kind = match area.width < TITLED {
                true => "kind-short",
                false => "kind",
            };
            frame = frame
                .with(ctx.words.of(kind, view.request.kind.as_str()))
                .with(words_of::stage(ctx.words, view.request.stage));
        }
        let inside = frame.padded(Padding::left(1)).render(area, buf, ctx);
        self.render_inside(inside, buf, ctx);
    }

    /// The record on screen: the one shown, else the one before it.
    fn drawn(&self) -> Option<&RequestView> {
        self.view.as_deref().or(self.before.as_deref())
    }

    /// Draws name, course and text without a frame.
    pub fn render_inside(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        if area.width < 8 || area.height < 3 {
            return;
        }
        let Some(view) = self.drawn() else {
            self.render_nothing(area, buf, ctx);
            return;
        };
        let room = usize::from(area.width);
        let name = text::truncate(&text::safe(&view.request.identity.name), room);
        buf.set_string(area.x, area.y, name, ctx.theme.style(Role::Strong));
        let line = Constraint::Length(1);
        let rows = Layout::vertical([line, line, Constraint::Fill(1)]);
        let [_, course, rest] = area.layout(&rows);
        gauge::timeline(course, buf, ctx, &sections::steps(view, ctx));
        self.text.render(rest, buf, ctx);
    }

    fn render_nothing(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let (said, role) = match (self.wanted, self.error.as_str()) {
            (None, _) => (ctx.get("detail-empty"), Role::Dim),
            (Some(_), "") => (ctx.get("list-loading"), Role::Dim),
            (Some(_), error) => (error.to_owned(), Role::Bad),
        };
        let lines = text::width::wrap(&said, usize::from(area.width));
        for (line, y) in lines.iter().zip(area.y..area.bottom()) {
            buf.set_string(area.x, y, line, ctx.theme.style(role));
        }
    }
}

/// Whether its running step was not opened yet.
fn waits_unopened(view: &RequestView) -> bool {
    let running = view.request.step().filter(|step| step.acted.is_none());
    running.is_some_and(|step| step.opened.is_none())
}

#[cfg(test)]
mod tests;
