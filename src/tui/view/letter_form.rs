//! Registering a letter by hand: the letter once, then its names one by one. A part of a name or
//! NIP brings the person; Ctrl-S takes the name and waits for the next; Ctrl-S on an empty name
//! registers the letter. Nothing typed is lost: it stays through refusals and comes back as a draft.

mod following;
mod registering;
pub mod sheet;

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::{Rect, Size};
use ratatui::widgets::Padding;

use crate::domain::checklist::Evidence;
use crate::text;
use crate::tui::act::upload::Upload;
use crate::tui::action::Action;
use crate::tui::completion;
use crate::tui::keymap::Facts;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{Answer, Ctx, Draft, Effect, Input, Message, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::identity_form;
use crate::tui::widgets::form::{Form, FormEvent};
use crate::tui::widgets::frame::Frame;
use crate::wire::message::{Ask, List, Query, Tell};
use crate::wire::view::{Row, Suggestion};

pub use following::About;

use following::Following;
use sheet::{Names, Typed};

/// Where the draft is kept.
const DRAFT: &str = "letter";

const SUGGEST: Tag = 2;
const TYPED: Tag = 3;
const REGISTER: Tag = 5;
const REGISTERED: Tag = 6;
const DISCARD: Tag = 7;
const RESUME: Tag = 8;
const SCAN: Tag = 9;
const LOOK: Tag = 10;
const FRAGMENT: Tag = 11;
const OPEN: Tag = 12;
const FOLLOWED: Tag = 13;

/// A pause in typing before people are looked up.
const PAUSE: Duration = Duration::from_millis(120);
/// Letters of a name or NIP before people are looked up.
const ENOUGH: usize = 3;

/// The form of a letter and its names.
pub struct LetterForm {
    letter: Form,
    name: Form,
    names: Names,
    /// 0 is the letter; then the names taken; the last is the one being filled in.
    page: usize,
    known: Vec<Suggestion>,
    /// Fields of the name that were left: of an empty one is said from then on what it needs.
    left: Vec<&'static str>,
    /// What a kept draft says, until the person says whether to go on with it.
    found: Option<String>,
    /// The scan of the letter: on its way, and on the desk.
    upload: Upload,
    scan: Option<Evidence>,
    /// With what it opened.
    following: Following,
    done: bool,
}

impl Default for LetterForm {
    fn default() -> LetterForm {
        LetterForm::new()
    }
}

impl LetterForm {
    /// An empty form.
    pub fn new() -> LetterForm {
        LetterForm {
            letter: Form::default(),
            name: Form::default(),
            names: Names::default(),
            page: 0,
            known: Vec::new(),
            left: Vec::new(),
            found: None,
            upload: Upload::default(),
            scan: None,
            following: Following::default(),
            done: false,
        }
    }

    fn form(&mut self) -> &mut Form {
        match self.page {
            0 => &mut self.letter,
            _ => &mut self.name,
        }
    }

    /// Puts the name in the form back among those taken; an emptied one is taken off the letter.
    fn store(&mut self, ctx: &Ctx) {
        if self.page > 0 {
            let values = self.name.values(ctx);
            self.names.put(self.page - 1, values);
        }
    }

    /// Turns to a page: the letter, a name taken, or an empty one.
    fn turn(&mut self, page: usize, ctx: &Ctx) {
        self.page = page.min(self.names.len() + 1);
        self.known.clear();
        if self.page > 0 {
            let values = self.names.get(self.page - 1).cloned();
            let kind = self.names.last_kind();
            let agency = self.letter.value("from", ctx);
            self.name = sheet::name_form(values.as_deref(), kind, &agency, ctx);
            let fields = self.name.entries().iter().map(|entry| entry.key);
            // A name that was taken was left whole.
            self.left = fields.filter(|_| values.is_some()).collect();
            self.check(ctx);
        }
    }

    fn check(&mut self, ctx: &Ctx) {
        if self.page == 0 {
            return;
        }
        if let Some(policy) = ctx.policy() {
            let kind = sheet::kind_of(&self.name.values(ctx));
            identity_form::check(&mut self.name, policy, kind, &self.left, ctx);
        }
        self.tell_papers(ctx);
    }

    fn save(&mut self, ctx: &Ctx) -> Vec<Effect> {
        if self.page == 0 {
            let values = self.letter.values(ctx);
            match sheet::objection(&values, ctx) {
                Some(fault) => self.letter.set_errors(&[fault]),
                None => {
                    let next = self.next_name();
                    self.turn(next, ctx);
                }
            }
            return Vec::new();
        }
        let values = self.name.values(ctx);
        let last = self.page == self.names.len() + 1;
        if sheet::is_empty(&values) && last {
            return self.ask_to_register(ctx);
        }
        if identity_form::value(&values, "name").trim().is_empty() && !sheet::is_empty(&values) {
            let said = ctx.get("form-required");
            self.name.set_errors(&[("name".to_owned(), said)]);
            return Vec::new();
        }
        if last && identity_form::is_fragment(&values) {
            let name = identity_form::value(&values, "name").trim();
            let asked = ctx.words.with("letter-fragment", &[("name", &name)]);
            return vec![Effect::open(Confirm::new(FRAGMENT, asked))];
        }
        self.take_name(ctx)
    }

    /// The name goes onto the letter, and the next one is waited for.
    fn take_name(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let name = self.name.value("name", ctx);
        let at = self.page - 1;
        self.store(ctx);
        let asked = self.names.asked_about(at);
        self.turn(self.names.len() + 1, ctx);
        let count = self.names.len();
        let said = ctx
            .words
            .with("letter-name-taken", &[("name", &name), ("count", &count)]);
        let asked = asked.map(|(nip, _)| open_requests(&nip));
        let mut effects: Vec<Effect> = asked.into_iter().collect();
        if !name.is_empty() {
            effects.push(Effect::Say(Message::info(said)));
        }
        effects
    }

    /// What is typed, as a draft.
    fn typed(&self) -> Typed {
        let raw = |form: &Form| -> Vec<(String, String)> {
            let entries = form.entries().iter();
            entries
                .map(|entry| (entry.key.to_owned(), entry.raw()))
                .collect()
        };
        let mut names = self.names.all().to_vec();
        let mut current = raw(&self.name);
        if self.page > 0 && self.page <= names.len() {
            names[self.page - 1] = std::mem::take(&mut current);
        }
        Typed {
            letter: raw(&self.letter),
            names,
            current,
        }
    }

    /// Goes on with a kept draft.
    fn resume(&mut self, text: &str, ctx: &Ctx) {
        if let Some(typed) = Typed::read(text) {
            self.letter = sheet::letter_form(Some(&typed.letter), ctx);
            self.names = Names::of(typed.names);
            self.turn(self.names.len() + 1, ctx);
            for (key, raw) in &typed.current {
                self.name.set(key, raw);
            }
            self.check(ctx);
        }
    }

    fn agencies(ctx: &Ctx) -> Vec<String> {
        let agencies = ctx.policy().map_or(&[][..], |policy| &policy.agencies);
        agencies.iter().map(|agency| agency.name.clone()).collect()
    }

    fn changed(&mut self, field: &str, ctx: &Ctx) -> Vec<Effect> {
        if field == "kind" && self.page > 0 {
            // A change asks for the old NIK, too.
            let values = self.name.values(ctx);
            self.name = sheet::name_form(Some(&values), sheet::kind_of(&values), "", ctx);
            self.name.go("kind");
        }
        self.check(ctx);
        let paths = completion::changed(self.form(), field, LOOK, ctx);
        let mut effects: Vec<Effect> = paths.into_iter().collect();
        if self.page > 0 && matches!(field, "name" | "nip") {
            effects.push(Effect::Rest {
                tag: TYPED,
                after: PAUSE,
            });
        } else if matches!(field, "from" | "agency") {
            let typed = self.form().value(field, ctx);
            let known = sheet::agencies_like(&Self::agencies(ctx), &typed);
            self.form().suggest(field, known);
        }
        effects
    }

    fn look_up(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let field = self.name.focused().map_or("", |entry| entry.key);
        let text = self.name.value(field, ctx);
        if !matches!(field, "name" | "nip") || text.chars().count() < ENOUGH {
            self.name.suggest(field, Vec::new());
            return Vec::new();
        }
        vec![Effect::ask(SUGGEST, Ask::Suggest { text })]
    }

    fn took(&mut self, field: &str, id: &str, ctx: &Ctx) -> Vec<Effect> {
        if field == "scan" {
            return completion::took(&mut self.letter, "scan", id, LOOK, ctx);
        }
        if matches!(field, "from" | "agency") {
            self.form().set(field, id);
        } else if let Some(known) = id.parse().ok().and_then(|at: usize| self.known.get(at)) {
            let details = known.details.clone();
            identity_form::fill(&mut self.name, &details);
        }
        self.check(ctx);
        Vec::new()
    }

    fn told(&mut self, tag: Tag, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match (tag, tell) {
            (SUGGEST, Tell::Suggestions(known)) => {
                let field = self.name.focused().map_or("", |entry| entry.key);
                if self.page > 0 && matches!(field, "name" | "nip") {
                    self.known = known;
                    let shown = identity_form::suggestions(&self.known);
                    self.name.suggest(field, shown);
                }
                Vec::new()
            }
            (OPEN, Tell::Page(page)) => {
                let rows = page.rows.into_iter().filter_map(|row| match row {
                    Row::Request(line) => Some(line.row),
                    _ => None,
                });
                self.names.found_open(rows);
                Vec::new()
            }
            (FOLLOWED, Tell::Request(view)) => {
                self.follow(view, ctx);
                Vec::new()
            }
            (FOLLOWED, Tell::Refused(refused)) => {
                vec![Effect::Close, Effect::error(ctx.refused(&refused))]
            }
            (REGISTERED, tell) => self.registered(tell, ctx),
            (SCAN, tell) => {
                let sent = self.upload.told(&tell, SCAN, ctx);
                self.sent(sent, ctx)
            }
            _ => Vec::new(),
        }
    }

    fn answered(&mut self, tag: Tag, answer: Answer, ctx: &Ctx) -> Vec<Effect> {
        match (tag, answer) {
            (REGISTER, Answer::Yes) => self.send(ctx),
            (FRAGMENT, Answer::Yes) => self.take_name(ctx),
            (DISCARD, Answer::Yes) => {
                self.done = true;
                vec![Effect::Close]
            }
            (RESUME, Answer::Yes) => {
                let found = self.found.take();
                self.resume(&found.unwrap_or_default(), ctx);
                Vec::new()
            }
            (RESUME, _) => {
                self.found = None;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn form_event(&mut self, event: FormEvent, ctx: &Ctx) -> Vec<Effect> {
        match event {
            FormEvent::Save => self.save(ctx),
            FormEvent::Changed(field) => self.changed(field, ctx),
            FormEvent::Took { field, id } => self.took(field, &id, ctx),
            FormEvent::Leave if self.is_untouched() => vec![Effect::Close],
            FormEvent::Leave | FormEvent::AskDiscard => {
                let question = Confirm::new(DISCARD, ctx.get("letter-discard")).irreversible();
                vec![Effect::open(question)]
            }
            FormEvent::Handled => {
                self.check(ctx);
                Vec::new()
            }
            FormEvent::Ignored => Vec::new(),
        }
    }

    /// The letter in one line and the names taken, above the name being filled in.
    fn head(&self, ctx: &Ctx) -> Vec<(String, Role)> {
        let letter = [
            self.letter.value("from", ctx),
            self.letter.value("number", ctx),
        ];
        let parts = letter.iter().filter(|part| !part.is_empty());
        let letter = parts.cloned().collect::<Vec<_>>().join(" · ");
        let mut lines = vec![(letter, Role::Strong)];
        lines.extend(self.names.lines(self.page, ctx.policy(), ctx));
        lines
    }
}

/// Asks whether somebody with this NIP has an open request.
fn open_requests(nip: &str) -> Effect {
    let query = Query {
        filter: format!("tahap:berjalan nip:{nip}"),
        ..Query::of(List::Requests)
    };
    let page = Ask::Page {
        query,
        from: 0,
        count: 8,
        keep: None,
    };
    Effect::ask(OPEN, page)
}

impl Panel for LetterForm {
    fn place(&self) -> Place {
        Place::Form
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        [&self.letter, &self.name][self.page.min(1)].facts()
    }

    fn wanted(&self, ctx: &Ctx) -> Size {
        ctx.screen
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let count = self.names.len();
        let page = if self.page == 0 {
            ctx.get("letter-page-letter")
        } else {
            ctx.words.with("letter-page-name", &[("at", &self.page)])
        };
        let frame = Frame::titled(self.title(ctx))
            .with(page)
            .with(ctx.words.with("detail-names", &[("count", &count)]))
            .foot(ctx.get(if self.page == 0 {
                "letter-foot-letter"
            } else {
                "letter-foot-name"
            }));
        let mut inside = frame.padded(Padding::horizontal(1)).render(area, buf, ctx);
        if self.page == 0 {
            self.letter.render(inside, buf, ctx);
            return;
        }
        let room = usize::from(inside.width);
        // On a low screen the fields come first.
        let most = usize::from(inside.height.saturating_sub(15)).max(1);
        let head = self.head(ctx);
        let skip = head.len().saturating_sub(most).min(head.len() - 1);
        let shown = head.iter().take(1).chain(head.iter().skip(1 + skip));
        for ((line, role), y) in shown.take(most.max(1)).zip(inside.y..inside.bottom()) {
            let line = text::truncate(&text::safe(line), room);
            buf.set_string(inside.x, y, line, ctx.theme.style(*role));
        }
        let used = u16::try_from(head.len().min(most)).unwrap_or(1) + 1;
        inside.y += used;
        inside.height = inside.height.saturating_sub(used);
        self.name.render(inside, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Shown(_) => self.open(ctx),
            Input::Office => {
                self.check(ctx);
                Vec::new()
            }
            Input::Draft(text) => {
                let untouched = self.page == 0 && self.is_untouched();
                let Some(typed) = Typed::read(&text).filter(|_| untouched) else {
                    return Vec::new();
                };
                let from = identity_form::value(&typed.letter, "from").to_owned();
                let count = typed.names.len();
                self.found = Some(text);
                let question = ctx
                    .words
                    .with("letter-resume", &[("from", &from), ("count", &count)]);
                vec![Effect::open(Confirm::new(RESUME, question))]
            }
            Input::Told { tag, tell, .. } => self.told(tag, *tell, ctx),
            Input::Answered { tag, answer } => self.answered(tag, answer, ctx),
            Input::Woke(TYPED) => self.look_up(ctx),
            Input::Worked { tag: LOOK, result } => {
                completion::found(self.form(), result, ctx);
                Vec::new()
            }
            Input::Worked { tag: SCAN, result } => {
                let sent = self.upload.worked(result, SCAN, ctx);
                self.sent(sent, ctx)
            }
            Input::Key(key) if matches!(key.code, KeyCode::PageUp | KeyCode::PageDown) => {
                self.store(ctx);
                let page = match key.code {
                    KeyCode::PageUp => self.page.saturating_sub(1),
                    _ => self.page + 1,
                };
                self.turn(page, ctx);
                Vec::new()
            }
            input => {
                if matches!(input, Input::Act(Action::NextPanel))
                    && let Some(effects) = completion::tab(self.form(), LOOK, ctx)
                {
                    return effects;
                }
                let before = self.form().focused().map(|entry| entry.key);
                let event = self.form().handle(&input, ctx);
                let now = self.form().focused().map(|entry| entry.key);
                self.left.extend(before.filter(|_| before != now));
                self.form_event(event, ctx)
            }
        }
    }

    fn draft(&self) -> Option<Draft> {
        let typed = || match self.is_untouched() {
            true => None,
            false => self.typed().written(),
        };
        let typed = || self.found.clone().or_else(typed);
        Some(Draft {
            key: self.draft_key(),
            text: if self.done { None } else { typed() },
        })
    }
}

#[cfg(test)]
mod tests;
