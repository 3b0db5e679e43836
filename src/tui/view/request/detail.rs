//! One request drawn in full, beside a list or as a page, and what a person does to it. It asks
//! for what it shows; its owner passes inputs on and draws it.
//!
//! ```text
//! show(no)      the record to show; asked for after a moment, so that a moving cursor asks little
//! take(input)   answers, forms and questions of its own; anything else comes back
//! act(action)   a key's act on the record: forms, questions, the act itself
//! allowed()     what the keys may do, for the owner's facts
//! ```

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

use super::acts::{ActInput, Doing};
use super::{actions, names, sections};
use crate::domain::act::{ActKind, Command};
use crate::domain::checklist::Evidence;
use crate::domain::ids::{RecordId, RequestNo};
use crate::domain::policy::{DocumentKey, Policy};
use crate::text::{self, refusal, request as words_of};
use crate::tui::action::{Action, ActionSet};
use crate::tui::panel::{Ctx, Effect, Input, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::{acting, news};
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::gauge;
use crate::tui::widgets::text_view::{Paragraph, TextView};
use crate::wire::message::{Ask, Tell};
use crate::wire::view::{Latest, OfficeView, RequestView};

/// A moving cursor rests this long on a row before its record is asked for.
const REST: Duration = Duration::from_millis(70);

/// Tags within the component's own range.
const RECORD: Tag = 0;
const OFFICE: Tag = 1;
const SETTLED: Tag = 2;
const LOOKING: Tag = 3;
const OPENED: Tag = 4;

/// The detail of one request.
#[derive(Default)]
pub struct RequestDetail {
    base: Tag,
    wanted: Option<RequestNo>,
    pub(super) view: Option<Box<RequestView>>,
    /// The record shown before: it stands until its successor comes, to be read and nothing else.
    before: Option<Box<RequestView>>,
    office: Option<Box<OfficeView>>,
    /// The act under way.
    pub(super) doing: Option<Doing>,
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
    /// The letter's new scan until its names are known; then how many acts are out and done.
    pub(super) scan: Option<Evidence>,
    pub(super) laying: (usize, usize),
    text: TextView,
}

impl RequestDetail {
    /// Tags that the component uses, from its base on.
    pub const TAGS: Tag = 32;

    /// A detail whose tags begin at `base`.
    pub fn new(base: Tag) -> RequestDetail {
        RequestDetail {
            base,
            ..RequestDetail::default()
        }
    }

    /// The record shown, once it has come.
    pub fn view(&self) -> Option<&RequestView> {
        self.view.as_deref()
    }

    /// The office, once it has come.
    pub fn office(&self) -> Option<&OfficeView> {
        self.office.as_deref()
    }

    /// A tag of the component's own, as the world sees it.
    pub(super) fn tag(&self, own: Tag) -> Tag {
        self.base + own
    }

    /// The whole NIK, after a recorded look.
    pub(super) fn whole_nik(&self) -> Option<&str> {
        self.nik.as_deref()
    }

    /// Shows the whole NIK until another record comes.
    pub(super) fn show_nik(&mut self, nik: String, ctx: &Ctx) {
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

    /// The policy, for names of documents and phrases.
    pub fn policy(&self) -> Option<&Policy> {
        self.office.as_ref().map(|office| &office.policy)
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
        let mut effects = self.learn_office();
        if no.is_some() {
            effects.push(Effect::Rest {
                tag: self.base + SETTLED,
                after: REST,
            });
        }
        effects
    }

    /// Asks for the record again because something changed.
    pub fn refresh(&mut self) -> Vec<Effect> {
        let mut effects = self.learn_office();
        effects.extend(self.ask());
        effects
    }

    fn learn_office(&self) -> Vec<Effect> {
        if self.office.is_some() {
            return Vec::new();
        }
        vec![Effect::ask(self.base + OFFICE, Ask::Office)]
    }

    fn ask(&self) -> Option<Effect> {
        let no = self.wanted?;
        Some(Effect::ask(self.base + RECORD, Ask::Request(no)))
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
        let mut effects = vec![Effect::ask(self.base + LOOKING, looking)];
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
        begins.then(|| acting::act(self.base + OPENED, Command::open(record)))
    }

    /// The person left the record.
    pub fn left(&mut self) -> Vec<Effect> {
        let nobody = Ask::Looking { record: None };
        vec![Effect::ask(self.base + LOOKING, nobody)]
    }

    /// What the keys may do to the record shown.
    pub fn allowed(&self) -> ActionSet {
        let Some(view) = self.view() else {
            return ActionSet::NONE;
        };
        let allowed = actions(&view.may);
        // What nobody has taken cannot be let go.
        let taken = view.request.claimed.is_some() || view.may.contains(&ActKind::Claim);
        if taken {
            allowed
        } else {
            allowed.without(Action::Claim)
        }
    }

    /// What to say to a key that means nothing on the record shown.
    pub fn why(&self, key: &KeyEvent, place: Place, ctx: &Ctx) -> Vec<Effect> {
        self.view().map_or_else(Vec::new, |view| {
            super::why::said(key, place, view, self.office(), ctx)
        })
    }

    /// Scrolls the text; tells whether the action was for it.
    pub fn scroll(&mut self, action: Action) -> bool {
        self.text.handle(action)
    }

    /// Takes an input of its own.
    ///
    /// # Errors
    /// The input itself, where it was for somebody else.
    pub fn take(&mut self, input: Input, ctx: &Ctx) -> Result<Vec<Effect>, Input> {
        let own = |tag: Tag| tag.checked_sub(self.base).filter(|tag| *tag < Self::TAGS);
        match input {
            Input::Told { tag, tell, last } => match own(tag) {
                Some(tag) if tag >= super::acts::FORM => {
                    Ok(self.take_act(ActInput::Told(tag, tell), ctx))
                }
                Some(tag) => Ok(self.told(tag, *tell, ctx)),
                None => Err(Input::Told { tag, tell, last }),
            },
            Input::Answered { tag, answer } => match own(tag) {
                Some(tag) => Ok(self.take_act(ActInput::Answered(tag, answer), ctx)),
                None => Err(Input::Answered { tag, answer }),
            },
            Input::Worked { tag, result } => match own(tag) {
                Some(tag) => Ok(self.take_act(ActInput::Worked(tag, result), ctx)),
                None => Err(Input::Worked { tag, result }),
            },
            Input::Woke(tag) if own(tag) == Some(SETTLED) => Ok(self.ask().into_iter().collect()),
            other => Err(other),
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
                let none = &words_of::no_officers;
                self.error = refusal::sentence(ctx.words, ctx.now, none, &refused);
            }
            (OFFICE, Tell::Office(office)) => {
                self.office = Some(office);
                self.dress(ctx);
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
        let (latest, view) = (self.news.as_ref()?, self.view()?);
        let who = names(&view.officers)(latest.by).unwrap_or_default();
        Some(news::sentence(latest, &who, ctx))
    }

    /// Writes the text anew.
    fn dress(&mut self, ctx: &Ctx) {
        if let Some(view) = &self.view {
            let policy = self.office.as_ref().map(|office| &office.policy);
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
            frame = frame
                .with(ctx.words.of("kind", view.request.kind.as_str()))
                .with(words_of::stage(ctx.words, view.request.stage));
        }
        let inside = frame.render(area, buf, ctx);
        let inside = Rect {
            x: inside.x + 1,
            width: inside.width.saturating_sub(1),
            ..inside
        };
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
        let line = Rect {
            y: area.y + 1,
            height: 1,
            ..area
        };
        gauge::timeline(line, buf, ctx, &sections::steps(view, ctx));
        let rest = Rect {
            y: area.y + 2,
            height: area.height - 2,
            ..area
        };
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

    /// The sentence of a refusal, with the names that this view knows.
    pub fn sentence(&self, refused: &crate::domain::refusal::Refusal, ctx: &Ctx) -> String {
        let here = self.view.as_ref().map_or(&[][..], |view| &view.officers);
        let known = names(here);
        let office = self.office.as_ref();
        let name = |id| {
            known(id).or_else(|| {
                let found = office?.officers.iter().find(|officer| officer.id == id);
                found.map(|officer| officer.name.clone())
            })
        };
        refusal::sentence(ctx.words, ctx.now, &name, refused)
    }
}

/// Whether its running step was not opened yet.
fn waits_unopened(view: &RequestView) -> bool {
    let running = view.request.step().filter(|step| step.acted.is_none());
    running.is_some_and(|step| step.opened.is_none())
}

#[cfg(test)]
mod tests;
