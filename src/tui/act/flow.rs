//! The engine of every act.
//!
//! ```text
//! begin ─► choice ─► fields ─► files ─► question ─► send ─► done: said, closed, draft forgotten
//!                      ▲                              │
//!                      └── refused: under its field ──┤
//!                      └── somebody was faster: said who did what; the record as it is now,
//!                          with what was typed ◄──────┘
//! ```
//!
//! Keys wait for outstanding answers on their own (`app::hold`), so nothing here depends on timing.

mod sending;

use std::collections::VecDeque;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use super::bound::AnyAct;
use super::{Faults, Values};
use crate::domain::act::Command;
use crate::domain::checklist::Evidence;
use crate::tui::act::upload::Upload;
use crate::tui::action::Action;
use crate::tui::completion;
use crate::tui::keymap::Facts;
use crate::tui::layers::choose::Choose;
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::form_layer::FormFrame;
use crate::tui::layers::progress::Progress;
use crate::tui::panel::{Answer, Ctx, Draft, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::identity_form;
use crate::tui::widgets::form::{Form, FormEvent};
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::message::{Ask, Tell};
use crate::wire::view;

/// The question before it is sent.
pub(super) const QUESTION: Tag = 1;
const DISCARD: Tag = 2;
const PATHS: Tag = 4;
const PEOPLE: Tag = 5;
pub(super) const FILE: Tag = 6;
pub(super) const SENT: Tag = 7;
pub(super) const AGAIN: Tag = 8;
const CHOICE: Tag = 9;
pub(super) const MORE: Tag = 10;
const REST: Tag = 11;
const STOP: Tag = 12;
pub(super) const OTHERWISE: Tag = 13;
pub(super) const ACCOUNT: Tag = 14;

/// A pause in typing after which known people are looked up; saving ends it at once.
const PAUSE: Duration = Duration::from_millis(150);

/// What the act shows of itself now.
enum Face {
    Menu(Choose),
    Fields,
    /// It has no fields: the question is all of it.
    Question(Confirm),
    /// It is done in parts.
    Running(Progress),
    /// What it is done to is not there yet.
    Loading,
}

/// What comes once what it is done to was asked for anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Begin,
    GoOn,
    NextPart,
}

/// The parts of an act, where the desk is given it in several.
#[derive(Default)]
struct Parts {
    all: usize,
    made: usize,
    stopped: bool,
}

/// An act under way, as a layer.
pub struct Flow {
    act: Box<dyn AnyAct>,
    face: Face,
    pub(super) form: Form,
    lead: Vec<Paragraph>,
    values: Values,
    command: Option<Command>,
    /// The act is on its way.
    busy: bool,
    /// Files that wait, the one being sent with its field, and those on the desk.
    waiting: VecDeque<(String, String)>,
    sending: String,
    upload: Upload,
    files: Vec<(String, Evidence)>,
    /// Known people that are suggested.
    people: Vec<view::Suggestion>,
    /// The field that was refused and the message, which goes when the field is corrected.
    refused: Option<(String, String)>,
    /// Fields in which something was found that would be refused.
    objected: Vec<String>,
    follow_ups: FollowUps,
    parts: Parts,
    /// Answers still awaited, and what comes then.
    again: (usize, Then),
}

/// What follows once the act is done, before the layer closes.
#[derive(Default)]
struct FollowUps {
    out: usize,
    done: usize,
}

impl Flow {
    /// Begins an act.
    ///
    /// # Errors
    /// What keeps it from being begun, in a sentence.
    pub(super) fn new(act: Box<dyn AnyAct>, ctx: &Ctx) -> Result<Flow, String> {
        if ctx.office.is_none() {
            return Err(ctx.get("office-not-loaded"));
        }
        let mut flow = Flow {
            act,
            face: Face::Fields,
            form: Form::default(),
            lead: Vec::new(),
            values: Values::default(),
            command: None,
            busy: false,
            waiting: VecDeque::new(),
            sending: String::new(),
            upload: Upload::default(),
            files: Vec::new(),
            people: Vec::new(),
            refused: None,
            objected: Vec::new(),
            follow_ups: FollowUps::default(),
            parts: Parts::default(),
            again: (0, Then::Begin),
        };
        match flow.act.there() {
            true => flow.begin(ctx)?,
            false => flow.face = Face::Loading,
        }
        Ok(flow)
    }

    /// What it is done to is there: the choice, or the fields.
    fn begin(&mut self, ctx: &Ctx) -> Result<(), String> {
        if let Some(why) = self.act.hindered(ctx) {
            return Err(why);
        }
        let menu = self.act.choices(ctx);
        // Where only one of several applies, the menu is still shown: otherwise its digit, typed out
        // of habit, would go into the first field.
        match &menu.lines[..] {
            [] => self.open(ctx),
            [only] => {
                let key = only.choice.key.clone();
                self.act.choose(&key);
                self.open(ctx);
            }
            _ => {
                let choose = Choose::of_lines(CHOICE, menu.title, menu.lines);
                self.face = Face::Menu(choose.at(&menu.likely));
            }
        }
        Ok(())
    }

    /// Shows the fields, or the question where there are none.
    fn open(&mut self, ctx: &Ctx) {
        self.form = self.act.form(ctx);
        self.form.begin();
        self.lead = self.act.lead(ctx);
        self.face = Face::Fields;
        if self.form.entries().is_empty() {
            self.ask_at_once(ctx);
        } else {
            self.look_at("", ctx);
        }
    }

    fn ask_at_once(&mut self, ctx: &Ctx) {
        self.values = Values::default();
        self.command = self.act.command(&self.values, &[], ctx).ok();
        self.parts = self.parts_of(ctx);
        if let Some(question) = self.act.question(&self.values, ctx) {
            self.face = Face::Question(question);
        }
    }

    /// Closes it: nothing that was typed is still to be done.
    fn close(&mut self) -> Vec<Effect> {
        self.form.saved();
        vec![Effect::Close]
    }

    /// The record or the policy has changed: fields that were not edited take the current values.
    fn go_on(&mut self, ctx: &Ctx) {
        if matches!(self.face, Face::Fields) {
            self.form.go_on(self.act.form(ctx));
            self.lead = self.act.lead(ctx);
            self.look_at("", ctx);
        }
    }

    fn chosen(&mut self, key: &str, ctx: &Ctx) -> Vec<Effect> {
        self.act.choose(key);
        self.open(ctx);
        Vec::new()
    }

    /// Updates the fields that depend on this one, and marks what would be refused.
    fn look_at(&mut self, field: &str, ctx: &Ctx) {
        self.act.changed(&mut self.form, field, ctx);
        let objections = self.objections(ctx);
        for key in self.objected.drain(..) {
            self.form.found(&key, None);
        }
        for (key, said) in objections {
            self.form.found(&key, Some(said));
            self.objected.push(key);
        }
    }

    fn objections(&self, ctx: &Ctx) -> Faults {
        let values = Values(self.form.values(ctx));
        self.act.objections(&values, ctx)
    }

    /// Asks whether a refused act is meant otherwise.
    fn instead(&mut self, tell: &Tell, ctx: &Ctx) -> Vec<Effect> {
        let command = self.act.command(&self.values, &self.files, ctx).ok();
        let meant = command.and_then(|command| self.act.instead(command, tell, ctx));
        let Some((command, question)) = meant else {
            return Vec::new();
        };
        self.command = Some(command);
        vec![Effect::open(question)]
    }

    /// Looks for known people whose name or number is being typed.
    fn look(&self, ctx: &Ctx) -> Vec<Effect> {
        let field = self.form.focused().map(|entry| entry.key);
        let field = field.filter(|field| self.act.people().contains(field));
        let text = field.map(|field| self.form.value(field, ctx));
        let text = text.filter(|text| text.chars().count() >= 3);
        let ask = text.map(|text| Effect::ask(PEOPLE, Ask::Suggest { text }));
        ask.into_iter().collect()
    }

    fn suggest(&mut self, people: Vec<view::Suggestion>) {
        let field = self.form.focused().map(|entry| entry.key);
        let Some(field) = field.filter(|field| self.act.people().contains(field)) else {
            return;
        };
        self.form
            .suggest(field, identity_form::suggestions(&people));
        self.people = people;
    }

    fn took(&mut self, field: &'static str, id: &str, ctx: &Ctx) -> Vec<Effect> {
        let person = id.parse().ok().and_then(|at: usize| self.people.get(at));
        let person = person.filter(|_| self.act.people().contains(&field));
        let effects = match person {
            Some(person) => {
                self.act.took(&mut self.form, person);
                Vec::new()
            }
            None => completion::took(&mut self.form, field, id, PATHS, ctx),
        };
        self.look_at(field, ctx);
        effects
    }

    fn typed(&mut self, field: &'static str, ctx: &Ctx) -> Vec<Effect> {
        self.look_at(field, ctx);
        let paths = completion::changed(&self.form, field, PATHS, ctx);
        let mut effects: Vec<Effect> = paths.into_iter().collect();
        if self.act.people().contains(&field) {
            effects.push(Effect::Rest {
                tag: PEOPLE,
                after: PAUSE,
            });
        }
        if let Some((_, said)) = self.refused.take_if(|(mended, _)| mended == field) {
            effects.push(Effect::Unsay(said));
        }
        effects
    }

    fn fields(&mut self, input: &Input, ctx: &Ctx) -> Vec<Effect> {
        if matches!(input, Input::Act(Action::NextPanel))
            && let Some(effects) = completion::tab(&mut self.form, PATHS, ctx)
        {
            return effects;
        }
        let left = self.form.focused().map_or("", |entry| entry.key);
        match self.form.handle(input, ctx) {
            FormEvent::Save => self.save(ctx),
            FormEvent::Leave => self.close(),
            FormEvent::AskDiscard => {
                let question = Confirm::new(DISCARD, ctx.get("confirm-discard"));
                vec![Effect::open(question.irreversible())]
            }
            FormEvent::Changed(field) => self.typed(field, ctx),
            FormEvent::Took { field, id } => self.took(field, &id, ctx),
            FormEvent::Handled => {
                let now = self.form.focused().map_or("", |entry| entry.key);
                if now != left {
                    // A field is looked at when it is left.
                    self.look_at(left, ctx);
                }
                Vec::new()
            }
            FormEvent::Ignored => Vec::new(),
        }
    }

    fn face(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let effects = match &mut self.face {
            Face::Fields => return self.fields(&input, ctx),
            Face::Menu(choose) => choose.handle(input, ctx),
            Face::Question(confirm) => confirm.handle(input, ctx),
            Face::Running(progress) => progress.handle(input, ctx),
            Face::Loading => return leave(&input),
        };
        let answer = effects.iter().find_map(|effect| match effect {
            Effect::Answer { answer, .. } => Some(answer.clone()),
            _ => None,
        });
        match answer {
            Some(Answer::Chosen(key)) => self.chosen(&key, ctx),
            Some(Answer::Yes) => self.send(ctx),
            Some(Answer::Cancelled) => {
                self.parts.stopped = true;
                Vec::new()
            }
            _ => effects
                .into_iter()
                .filter(|effect| !matches!(effect, Effect::Answer { .. }))
                .collect(),
        }
    }
}

/// Esc while nothing is there yet.
fn leave(input: &Input) -> Vec<Effect> {
    let leaves = matches!(input, Input::Act(Action::Cancel | Action::Back));
    let close = leaves.then_some(Effect::Close);
    close.into_iter().collect()
}

fn draw_loading(area: Rect, buf: &mut Buffer, ctx: &Ctx) {
    let inside = Frame::titled(ctx.get("place-progress")).render(area, buf, ctx);
    let line = crate::text::truncate(&ctx.loading(), usize::from(inside.width));
    buf.set_string(inside.x, inside.y, line, ctx.theme.style(Role::Dim));
}

impl Panel for Flow {
    fn place(&self) -> Place {
        match &self.face {
            Face::Menu(choose) => choose.place(),
            Face::Fields => Place::Form,
            Face::Question(confirm) => confirm.place(),
            Face::Running(_) | Face::Loading => Place::Progress,
        }
    }

    fn facts(&self, ctx: &Ctx) -> Facts {
        match &self.face {
            Face::Menu(choose) => choose.facts(ctx),
            Face::Question(confirm) => confirm.facts(ctx),
            Face::Running(progress) => progress.facts(ctx),
            Face::Loading => Facts::new(Place::Progress),
            Face::Fields => self.form.facts(),
        }
    }

    fn wanted(&self, ctx: &Ctx) -> Size {
        match &self.face {
            Face::Menu(choose) => choose.wanted(ctx),
            Face::Question(confirm) => confirm.wanted(ctx),
            Face::Running(progress) => progress.wanted(ctx),
            Face::Loading => Size::new(ctx.screen.width.saturating_sub(4).min(60), 3),
            Face::Fields => FormFrame::of(&self.form, &self.lead).wanted(ctx),
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        match &self.face {
            Face::Menu(choose) => choose.render(area, buf, ctx),
            Face::Question(confirm) => confirm.render(area, buf, ctx),
            Face::Running(progress) => progress.render(area, buf, ctx),
            Face::Loading => draw_loading(area, buf, ctx),
            Face::Fields => FormFrame::of(&self.form, &self.lead).render(area, buf, ctx),
        }
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Shown(_) if matches!(self.face, Face::Loading) => self.ask_again(Then::Begin),
            Input::Shown(_) => Vec::new(),
            Input::Office => {
                self.go_on(ctx);
                Vec::new()
            }
            Input::Draft(text) => {
                self.form.take_draft(&text);
                self.look_at("", ctx);
                Vec::new()
            }
            Input::Woke(PEOPLE) => self.look(ctx),
            Input::Answered {
                tag: DISCARD,
                answer: Answer::Yes,
            } => self.close(),
            Input::Answered {
                tag: QUESTION,
                answer: Answer::Yes,
            } => self.send(ctx),
            Input::Answered { .. } => Vec::new(),
            Input::Worked { tag: PATHS, result } => {
                completion::found(&mut self.form, result, ctx);
                Vec::new()
            }
            Input::Worked { result, .. } => {
                let sent = self.upload.worked(result, FILE, ctx);
                self.sent(sent, ctx)
            }
            Input::Told {
                tag: FILE, tell, ..
            } => {
                let sent = self.upload.told(&tell, FILE, ctx);
                self.sent(sent, ctx)
            }
            Input::Told {
                tag: SENT, tell, ..
            } => self.told(*tell, ctx),
            Input::Told {
                tag: AGAIN, tell, ..
            } => self.renewed(*tell, ctx),
            Input::Told {
                tag: OTHERWISE,
                tell,
                ..
            } => self.instead(&tell, ctx),
            Input::Told {
                tag: ACCOUNT, tell, ..
            } => self.found(*tell, ctx),
            Input::Told {
                tag: PEOPLE, tell, ..
            } => {
                if let Tell::Suggestions(found) = *tell {
                    self.suggest(found);
                }
                Vec::new()
            }
            Input::Told {
                tag: MORE, tell, ..
            } => self.follow(&tell, ctx),
            Input::Told {
                tag: REST, tell, ..
            } => self.followed(&tell, ctx),
            Input::Told { .. } => Vec::new(),
            input => self.face(input, ctx),
        }
    }

    fn draft(&self) -> Option<Draft> {
        let typed = || Draft {
            key: self.act.draft_key(),
            text: self.form.draft(),
        };
        matches!(self.face, Face::Fields).then(typed)
    }
}
