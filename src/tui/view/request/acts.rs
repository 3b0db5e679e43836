//! What a person does to the request shown: a form where the act needs one, a question where it
//! decides, the act, and what the desk said to it. What is typed stays until the desk took it.

use super::detail::RequestDetail;
use super::forms;
use crate::domain::act::{ActKind, Command, Seen};
use crate::domain::ids::RecordId;
use crate::domain::refusal::Refusal;
use crate::text::history as words_of_history;
use crate::text::{refusal, request as words_of};
use crate::tui::action::Action;
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::layers::text_layer::TextLayer;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Message, Tag};
use crate::tui::theme::Role;
use crate::tui::view::acting;
use crate::tui::view::identity_form::{Values, value};
use crate::tui::view::upload::{Sent, Upload};
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::message::{Ask, Tell};
use crate::wire::view::{HistoryRow, RequestView};

/// Tags of acts, within the component's range.
pub(super) const FORM: Tag = 8;
pub(super) const QUESTION: Tag = 9;
pub(super) const DONE: Tag = 10;
pub(super) const HISTORY: Tag = 11;
pub(super) const FILE: Tag = 12;
pub(super) const NIK: Tag = 13;

/// Lines of history asked for at once.
const TOLD: u16 = 200;

/// An act under way.
#[derive(Debug)]
pub(super) struct Doing {
    action: Action,
    /// What will be asked of the desk once the person says yes.
    command: Option<Command>,
    values: Vec<(String, String)>,
    upload: Upload,
}

impl RequestDetail {
    /// Begins an act on the request shown; `None` where it is not one of this component.
    pub fn act(&mut self, action: Action, ctx: &Ctx) -> Option<Vec<Effect>> {
        let view = self.view()?;
        let no = view.request.no;
        let record = RecordId::Request(no);
        if action == Action::History {
            let ask = Ask::History {
                record,
                from: 0,
                count: TOLD,
            };
            return Some(vec![Effect::ask(self.tag(HISTORY), ask)]);
        }
        if !self.allowed().has(action) {
            return None;
        }
        let office = self.office();
        if let Some(form) = forms::form(action, view, office, self.whole_nik(), ctx)
            .filter(|_| action != Action::Forward || view.may.contains(&ActKind::Complete))
        {
            let layer = FormLayer::new(self.tag(FORM), form).drafted(draft_key(action, view));
            self.begin(action, None);
            return Some(vec![Effect::open(layer)]);
        }
        let seen = Seen {
            id: no,
            revision: view.request.revision,
        };
        let name = view.request.identity.name.clone();
        let (command, key) = match action {
            Action::Undo => {
                let revision = view.request.revision;
                (Command::Undo { record, revision }, "ask-undo")
            }
            Action::Claim => {
                let requests = vec![seen];
                let free = view.may.contains(&ActKind::Claim) && view.request.claimed.is_none();
                let command = if free {
                    Command::Claim { requests }
                } else {
                    Command::Release { requests }
                };
                // Taking and leaving stay inside and can be taken back: no question.
                self.begin(action, None);
                return Some(vec![acting::act(self.tag(DONE), command)]);
            }
            Action::Reveal => (Command::LookAtNik { request: no }, "ask-reveal"),
            _ => return None,
        };
        let question = ctx
            .words
            .with(key, &[("no", &no.to_string()), ("name", &name)]);
        self.begin(action, Some(command));
        Some(vec![Effect::open(Confirm::new(
            self.tag(QUESTION),
            question,
        ))])
    }

    fn begin(&mut self, action: Action, command: Option<Command>) {
        self.doing = Some(Doing {
            action,
            command,
            values: Vec::new(),
            upload: Upload::default(),
        });
    }

    /// Takes answers to forms and questions, answers of the desk to acts, and work.
    pub(super) fn take_act(&mut self, input: ActInput, ctx: &Ctx) -> Vec<Effect> {
        match input {
            ActInput::Answered(FORM, Answer::Fields(values)) => self.filled(values, ctx),
            ActInput::Answered(QUESTION, Answer::Yes) => self.go_on(),
            ActInput::Told(DONE, tell) => self.done(*tell, ctx),
            ActInput::Told(HISTORY, tell) => self.history(*tell, ctx),
            ActInput::Told(FILE, tell) => {
                let tag = self.tag(FILE);
                let sent = self
                    .doing
                    .as_mut()
                    .map(|doing| doing.upload.told(&tell, tag, ctx));
                self.sent(sent, ctx)
            }
            ActInput::Worked(FILE, result) => {
                let tag = self.tag(FILE);
                let sent = self
                    .doing
                    .as_mut()
                    .map(|doing| doing.upload.worked(result, tag, ctx));
                self.sent(sent, ctx)
            }
            ActInput::Told(NIK, tell) => self.revealed(*tell, ctx),
            _ => Vec::new(),
        }
    }

    /// A form was saved: the file first where there is one, then the question, then the act.
    fn filled(&mut self, values: Vec<(String, String)>, ctx: &Ctx) -> Vec<Effect> {
        let tag = self.tag(FILE);
        let Some(doing) = &mut self.doing else {
            return Vec::new();
        };
        doing.values = values;
        if let Some(path) = forms::path(doing.action, &doing.values) {
            let (upload, effect) = Upload::begin(path, tag);
            doing.upload = upload;
            return vec![effect];
        }
        self.ready(None, ctx)
    }

    fn sent(&mut self, sent: Option<Sent>, ctx: &Ctx) -> Vec<Effect> {
        match sent {
            Some(Sent::More(effects)) => effects,
            Some(Sent::Whole(evidence)) => self.ready(Some(evidence), ctx),
            Some(Sent::Failed(said)) => {
                let under = vec![("path".to_owned(), said.clone())];
                vec![
                    Effect::ToTop(Input::FieldErrors(under)),
                    Effect::error(said),
                ]
            }
            None => Vec::new(),
        }
    }

    fn ready(
        &mut self,
        file: Option<crate::domain::checklist::Evidence>,
        ctx: &Ctx,
    ) -> Vec<Effect> {
        let Some((view, doing)) = self.view.as_deref().zip(self.doing.as_mut()) else {
            return vec![Effect::error(ctx.get("act-no-record"))];
        };
        let Some(command) = forms::command(doing.action, view, &doing.values, file) else {
            let said = ctx.get("upload-no-path");
            let under = vec![("path".to_owned(), said)];
            return vec![Effect::ToTop(Input::FieldErrors(under))];
        };
        doing.command = Some(command);
        if !doing.action.confirms() {
            return self.go_on();
        }
        let question = question(doing.action, view, &doing.values, ctx);
        let confirm = Confirm::new(self.tag(QUESTION), question);
        let confirm = match self.doing.as_ref().map(|doing| doing.action) {
            Some(Action::Return) => confirm,
            _ => confirm.irreversible(),
        };
        vec![Effect::open(confirm)]
    }

    fn go_on(&mut self) -> Vec<Effect> {
        let command = self.doing.as_mut().and_then(|doing| doing.command.take());
        match command {
            Some(Command::LookAtNik { request }) => {
                let id = acting::new_id();
                vec![Effect::ask(self.tag(NIK), Ask::Reveal { id, request })]
            }
            Some(command) => vec![acting::act(self.tag(DONE), command)],
            None => Vec::new(),
        }
    }

    fn revealed(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match tell {
            Tell::Nik(nik) => {
                self.show_nik(nik, ctx);
                vec![Effect::Say(Message::info(ctx.get("nik-shown")))]
            }
            Tell::Refused(refused) => vec![Effect::error(self.sentence(&refused, ctx))],
            _ => Vec::new(),
        }
    }

    fn done(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        let Some(doing) = &self.doing else {
            return Vec::new();
        };
        match tell {
            Tell::Done(done) => {
                let action = doing.action;
                let mut effects = Vec::new();
                if let Some(view) = self.view() {
                    let no = view.request.no.to_string();
                    let said = ctx.words.with(
                        "act-done",
                        &[
                            ("act", &ctx.get(&action.name_key())),
                            ("no", &no),
                            ("who", &done.by),
                        ],
                    );
                    let key = draft_key(action, view);
                    effects.push(Effect::CloseAbove);
                    effects.push(Effect::Draft { key, text: None });
                    effects.push(Effect::done(said));
                }
                self.doing = None;
                self.own = self.wanted();
                effects.extend(self.refresh());
                effects
            }
            Tell::Refused(refused) => {
                let said = self.sentence(&refused, ctx);
                let mut effects = Vec::new();
                if let Some(field) = refusal::field_of(&refused) {
                    let under = vec![(field.to_owned(), said.clone())];
                    effects.push(Effect::ToTop(Input::FieldErrors(under)));
                }
                effects.push(Effect::error(said));
                if matches!(refused, Refusal::MovedOn { .. }) {
                    // The text stays; the next save is judged against what stands there now.
                    effects.extend(self.refresh());
                }
                effects
            }
            _ => Vec::new(),
        }
    }

    fn history(&self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match tell {
            Tell::History { rows, .. } => {
                let no = self.wanted().map(|no| no.to_string()).unwrap_or_default();
                let title = format!("{} · {no}", ctx.get("act-history"));
                vec![Effect::open(TextLayer::new(title, history(&rows, ctx)))]
            }
            Tell::Refused(refused) => vec![Effect::error(self.sentence(&refused, ctx))],
            _ => Vec::new(),
        }
    }
}

/// Inputs of acts, with tags within the component's range.
pub(super) enum ActInput {
    Told(Tag, Box<Tell>),
    Answered(Tag, Answer),
    Worked(Tag, Box<dyn std::any::Any + Send>),
}

/// Where the draft of an act's form is kept.
fn draft_key(action: Action, view: &RequestView) -> String {
    let no = view.request.no.to_string().replace('/', "-");
    format!("{}-{no}", action.slug())
}

/// The question before an act that decides: it names what will happen.
fn question(action: Action, view: &RequestView, values: &Values, ctx: &Ctx) -> String {
    let count = value(values, "defects")
        .split(',')
        .filter(|key| !key.is_empty())
        .count();
    let closing = value(values, "closing");
    let closing = ctx.words.of("stage", closing);
    let key = format!("ask-{}", action.slug());
    let (no, name) = (view.request.no.to_string(), &view.request.identity.name);
    let kind = ctx.words.of("kind", view.request.kind.as_str());
    ctx.words.with(
        &key,
        &[
            ("no", &no),
            ("name", name),
            ("kind", &kind),
            ("count", &count),
            ("closing", &closing),
        ],
    )
}

/// A record's history as paragraphs, newest first.
pub fn history(rows: &[HistoryRow], ctx: &Ctx) -> Vec<Paragraph> {
    let mut out = Vec::new();
    if rows.is_empty() {
        out.push(Paragraph::of(Role::Dim, ctx.get("history-empty")));
    }
    for row in rows {
        let when = ctx.words.moment_near(row.at, ctx.now);
        let position = row
            .position
            .map(|position| format!(" ({})", ctx.words.of("position-short", position.as_str())));
        let who = format!("{}{}", row.officer, position.unwrap_or_default());
        out.push(Paragraph::of(Role::Dim, format!("{when}  {who}")));
        let mut said = words_of_history::sentence(ctx.words, &row.event, &row.args);
        if !matches!(row.record, RecordId::Request(_)) {
            said = format!("{}: {said}", words_of::record(ctx.words, row.record));
        }
        if let Some(stated) = row.stated {
            let when = ctx.words.moment_near(stated, ctx.now);
            let stated = ctx.words.with("history-stated", &[("when", &when)]);
            said = format!("{said} · {stated}");
        }
        out.push(Paragraph::plain(format!("  {said}")));
    }
    out
}
