//! Deeds on one request, step by step: a choice where there is one, a form, the question that names
//! what will happen, the act. A refused act leaves the form with what was typed.
//!
//! ```text
//! begin(action, view, office)   opens what the action needs
//! take(input)                   answers of its own; anything else comes back
//! ```

use crate::domain::act::{ActKind, Command};
use crate::domain::ids::RequestNo;
use crate::domain::policy::Policy;
use crate::domain::refusal::Refusal;
use crate::text::refusal;
use crate::tui::action::Action;
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Message, Tag};
use crate::tui::view::{acting, request};
use crate::wire::message::Tell;
use crate::wire::view::{OfficeView, RequestView};

use super::certificate::{self, CertificateLayer};
use super::forms::{self, Deed};
use super::hand_over::HandOverPanel;
use super::{Values, answers};
use crate::tui::layers::choose::Choose;

const CHOICE: Tag = 0;
const FORM: Tag = 1;
const QUESTION: Tag = 2;
const ACT: Tag = 3;
const CERTIFICATE: Tag = 4;

/// Deeds in progress on one request.
#[derive(Default)]
pub struct Deeds {
    base: Tag,
    on: Option<On>,
}

/// What the deed is on, as it was seen when it began.
struct On {
    action: Action,
    view: Box<RequestView>,
    policy: Policy,
    deed: Option<Deed>,
    command: Option<Command>,
    /// It was refused because the record had moved on, and the person was told.
    moved: bool,
}

/// What came of an input.
#[derive(Debug, Default)]
pub struct Taken {
    pub effects: Vec<Effect>,
    /// A deed was recorded on this request.
    pub done: Option<RequestNo>,
}

impl Taken {
    fn just(effects: Vec<Effect>) -> Taken {
        Taken {
            effects,
            done: None,
        }
    }
}

impl Deeds {
    /// Tags used, from the base on.
    pub const TAGS: Tag = 8;

    /// Nothing in progress; tags begin at `base`.
    pub fn new(base: Tag) -> Deeds {
        Deeds { base, on: None }
    }

    /// The actions that begin a deed.
    pub fn knows(action: Action) -> bool {
        matches!(
            action,
            Action::Accept | Action::Send | Action::Answer | Action::HandOver
        )
    }

    /// Begins what the action names on a request.
    pub fn begin(
        &mut self,
        action: Action,
        view: &RequestView,
        office: &OfficeView,
        ctx: &Ctx,
    ) -> Vec<Effect> {
        self.on = Some(On {
            action,
            view: Box::new(view.clone()),
            policy: office.policy.clone(),
            deed: None,
            command: None,
            moved: false,
        });
        match action {
            Action::Send => self.send(view, ctx),
            Action::Accept => {
                let warnings = forms::open_warnings(view, ctx);
                match &warnings[..] {
                    [] => say(ctx.get("chain-no-warning")),
                    [only] => self.open(Deed::Accept(only.key.clone()), ctx),
                    _ => self.choose("chain-choose-warning", warnings, ctx),
                }
            }
            Action::Answer => {
                let acts = answers::admitted(&view.request, &view.may);
                let lines = || answers::choices(&acts, view.request.stage, ctx);
                match &acts[..] {
                    [] => say(ctx.get("chain-no-answer")),
                    [only] => self.answer(*only, ctx),
                    _ => self.choose("chain-choose-answer", lines(), ctx),
                }
            }
            Action::HandOver => {
                vec![Effect::open(HandOverPanel::new(
                    view.clone(),
                    office.clone(),
                ))]
            }
            _ => Vec::new(),
        }
    }

    /// Sending is only begun where nothing holds it back.
    fn send(&mut self, view: &RequestView, ctx: &Ctx) -> Vec<Effect> {
        if view.blocks.is_empty() {
            return self.open(Deed::Send, ctx);
        }
        let list = refusal::blocks(ctx.words, &view.blocks);
        let said = ctx.words.with("chain-blocked", &[("list", &list)]);
        vec![Effect::error(said)]
    }

    fn choose(
        &self,
        title: &str,
        options: Vec<crate::tui::widgets::form::entry::Choice>,
        ctx: &Ctx,
    ) -> Vec<Effect> {
        let choose = Choose::new(self.base + CHOICE, ctx.get(title), options);
        vec![Effect::open(choose)]
    }

    /// Opens the form of a deed, or its question where it has no form.
    fn open(&mut self, deed: Deed, ctx: &Ctx) -> Vec<Effect> {
        let Some(on) = &mut self.on else {
            return Vec::new();
        };
        let form = forms::form(&deed, &on.view, ctx);
        let key = deed.draft_key(&on.view.request);
        on.deed = Some(deed);
        match form {
            Some(form) => vec![Effect::open(
                FormLayer::new(self.base + FORM, form).drafted(key),
            )],
            None => self.filled(&Values::default(), ctx),
        }
    }

    fn answer(&mut self, act: ActKind, ctx: &Ctx) -> Vec<Effect> {
        let Some(on) = &self.on else {
            return Vec::new();
        };
        let correct = match act {
            ActKind::Issued => false,
            ActKind::CorrectCertificate => true,
            _ => return self.open(Deed::Answer(act), ctx),
        };
        let layer =
            CertificateLayer::new(self.base + CERTIFICATE, &on.view, &on.policy, correct, ctx);
        vec![Effect::open(layer)]
    }

    /// The form is filled: the question comes, or the form says what it needs.
    fn filled(&mut self, values: &Values, ctx: &Ctx) -> Vec<Effect> {
        let Some(on) = &mut self.on else {
            return Vec::new();
        };
        let Some(deed) = &on.deed else {
            return Vec::new();
        };
        match forms::command(deed, &on.view, values, ctx) {
            Ok(command) => {
                on.command = Some(command);
                let tag = self.base + QUESTION;
                let question = forms::question(tag, deed, &on.view, &on.policy, values, ctx);
                vec![Effect::open(question)]
            }
            Err(faults) => vec![Effect::ToTop(Input::FieldErrors(faults))],
        }
    }

    /// The certificate's form has asked its own question.
    fn certificate(&mut self, values: &Values, ctx: &Ctx) -> Vec<Effect> {
        let Some(on) = &mut self.on else {
            return Vec::new();
        };
        match certificate::command(&on.view, values, ctx) {
            Ok(command) => vec![acting::act(self.base + ACT, command)],
            Err(faults) => vec![Effect::ToTop(Input::FieldErrors(faults))],
        }
    }

    /// Takes an input of its own.
    ///
    /// # Errors
    /// The input itself, where it was for somebody else.
    pub fn take(&mut self, input: Input, ctx: &Ctx) -> Result<Taken, Input> {
        let own = |tag: Tag| tag.checked_sub(self.base).filter(|tag| *tag < Self::TAGS);
        match input {
            Input::Answered { tag, answer } => match own(tag) {
                Some(tag) => Ok(Taken::just(self.answered(tag, answer, ctx))),
                None => Err(Input::Answered { tag, answer }),
            },
            Input::Told { tag, tell, last } => match own(tag) {
                Some(tag) => Ok(self.told(tag, &tell, ctx)),
                None => Err(Input::Told { tag, tell, last }),
            },
            other => Err(other),
        }
    }

    fn answered(&mut self, tag: Tag, answer: Answer, ctx: &Ctx) -> Vec<Effect> {
        match (tag, answer) {
            (CHOICE, Answer::Chosen(key)) => {
                let accepts = self.on.as_ref().map(|on| on.action) == Some(Action::Accept);
                match ActKind::from_key(&key) {
                    Some(act) if !accepts => self.answer(act, ctx),
                    _ => self.open(Deed::Accept(key), ctx),
                }
            }
            (FORM, Answer::Fields(fields)) => self.filled(&Values(fields), ctx),
            (CERTIFICATE, Answer::Fields(fields)) => self.certificate(&Values(fields), ctx),
            (QUESTION, Answer::Yes) => {
                let command = self.on.as_mut().and_then(|on| on.command.take());
                let act = command.map(|command| acting::act(self.base + ACT, command));
                act.into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn told(&mut self, tag: Tag, tell: &Tell, ctx: &Ctx) -> Taken {
        match (tag, tell) {
            (ACT, Tell::Done(_)) => self.done(ctx),
            (ACT, Tell::Refused(refused)) => Taken::just(self.refused(refused, ctx)),
            _ => Taken::default(),
        }
    }

    fn done(&mut self, ctx: &Ctx) -> Taken {
        let Some(on) = self.on.take() else {
            return Taken::default();
        };
        let who = forms::subject(&on.view.request);
        let key = match &on.deed {
            Some(Deed::Accept(_)) => "chain-done-accept",
            Some(Deed::Send) => "chain-done-send",
            Some(Deed::Answer(_)) | None => "chain-done-answer",
        };
        let kept = match &on.deed {
            Some(deed) => deed.draft_key(&on.view.request),
            None => certificate::draft_key(on.view.request.no),
        };
        let mut effects = vec![
            Effect::CloseAbove,
            Effect::Draft {
                key: kept,
                text: None,
            },
        ];
        effects.push(Effect::done(ctx.words.with(key, &[("who", &who)])));
        Taken {
            effects,
            done: Some(on.view.request.no),
        }
    }

    /// Why, and what next; the form stays with what was typed.
    fn refused(&mut self, refused: &Refusal, ctx: &Ctx) -> Vec<Effect> {
        if let Some(on) = &mut self.on {
            on.moved = matches!(refused, Refusal::MovedOn { .. });
        }
        let officers = self.on.as_ref().map_or(&[][..], |on| &on.view.officers);
        let names = request::names(officers);
        let said = refusal::sentence(ctx.words, ctx.now, &names, refused);
        let mut effects = vec![Effect::error(said.clone())];
        if let Some(field) = refusal::field_of(refused) {
            let faults = vec![(field.to_owned(), said)];
            effects.push(Effect::ToTop(Input::FieldErrors(faults)));
        }
        effects
    }

    /// The record as it is now. A form that was refused because the record had moved on goes on
    /// from here; one whose person was not told yet still names what that person saw.
    pub fn seen_again(&mut self, view: &RequestView) {
        if let Some(on) = &mut self.on
            && on.moved
            && on.view.request.no == view.request.no
        {
            *on.view = view.clone();
            on.moved = false;
        }
    }
}

fn say(text: String) -> Vec<Effect> {
    vec![Effect::Say(Message::info(text))]
}
