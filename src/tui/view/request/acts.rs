//! What a person does to the request shown: a form where the act needs one, a question where it
//! decides, the act, and what the desk said to it. What is typed stays until the desk took it.

use std::collections::VecDeque;

use super::detail::RequestDetail;
use super::{forms, letter_edit, papers};
use crate::domain::act::{ActKind, Command, Seen};
use crate::domain::checklist::Evidence;
use crate::domain::ids::RecordId;
use crate::domain::policy::DocumentKey;
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
use crate::tui::view::identity_form::{self, Values, value};
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
pub(super) const LETTER: Tag = 14;
const LAID: Tag = 15;

/// Lines of history asked for at once.
const TOLD: u16 = 200;

/// An act under way.
#[derive(Debug)]
pub(super) struct Doing {
    action: Action,
    /// What the person saw when the form was filled: the act names its revision, however often the
    /// record is told anew meanwhile.
    seen: Box<RequestView>,
    /// The person was told that the record moved on; the next save may go on from how it is now.
    moved: bool,
    /// The act that was sent, for the sentence that says it is done.
    deed: Option<ActKind>,
    /// What will be asked of the desk once the person says yes.
    command: Option<Command>,
    values: Vec<(String, String)>,
    upload: Upload,
    /// The field whose file is on its way, and those that wait.
    sending: String,
    waiting: VecDeque<(String, String)>,
    /// Files that are on the desk by now.
    sent: Vec<(String, Evidence)>,
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
            return Some(vec![Effect::ask(HISTORY, ask)]);
        }
        if !self.allowed().has(action) {
            return None;
        }
        let seen_view = Box::new(view.clone());
        if let Some(layer) = self.form(action, view, ctx) {
            self.begin(action, seen_view, None);
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
                self.begin(action, seen_view, None);
                return Some(vec![self.send(command)]);
            }
            Action::Reveal => (Command::LookAtNik { request: no }, "ask-reveal"),
            _ => return None,
        };
        let question = ctx
            .words
            .with(key, &[("no", &no.to_string()), ("name", &name)]);
        self.begin(action, seen_view, Some(command));
        Some(vec![Effect::open(Confirm::new(QUESTION, question))])
    }

    /// The form of an act, with what is to be known before it and while it is filled.
    fn form(&self, action: Action, view: &RequestView, ctx: &Ctx) -> Option<FormLayer> {
        let known = self.known(ctx);
        let form = forms::form(action, view, known, ctx)?;
        let layer = FormLayer::new(FORM, form).drafted(draft_key(action, view, self.aimed()));
        let policy = ctx.policy();
        Some(match (action, policy) {
            (Action::Complete, _) => layer.led_by(papers::complete_lead(view, policy, ctx)),
            (Action::Edit, Some(policy)) => {
                let (policy, kind) = (policy.clone(), view.request.kind);
                layer.checked(move |form, ctx| identity_form::check(form, &policy, kind, ctx))
            }
            _ => layer,
        })
    }

    fn known<'a>(&'a self, ctx: &Ctx<'a>) -> forms::Known<'a> {
        forms::Known {
            office: ctx.office,
            nik: self.whole_nik(),
            aimed: self.aimed(),
        }
    }

    /// Once the person knows that somebody else was quicker: goes on from the record as it is now.
    /// What he did not touch becomes what stands there; what he typed stays.
    fn go_on_from_now(&mut self, ctx: &Ctx) {
        let Some(view) = self.view.clone() else {
            return;
        };
        let Some(mut doing) = self.doing.take() else {
            return;
        };
        if doing.moved && doing.seen.request.no == view.request.no {
            let made = |of: &RequestView| forms::form(doing.action, of, self.known(ctx), ctx);
            if let Some((before, now)) = made(&doing.seen).zip(made(&view)) {
                for (key, typed) in &mut doing.values {
                    if *typed == before.value(key, ctx) {
                        *typed = now.value(key, ctx);
                    }
                }
            }
            doing.seen = view;
            doing.moved = false;
        }
        self.doing = Some(doing);
    }

    fn begin(&mut self, action: Action, seen: Box<RequestView>, command: Option<Command>) {
        self.doing = Some(Doing {
            action,
            seen,
            moved: false,
            deed: None,
            command,
            values: Vec::new(),
            upload: Upload::default(),
            sending: String::new(),
            waiting: VecDeque::new(),
            sent: Vec::new(),
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
                let sent = self
                    .doing
                    .as_mut()
                    .map(|doing| doing.upload.told(&tell, FILE, ctx));
                self.sent(sent, ctx)
            }
            ActInput::Worked(FILE, result) => {
                let sent = self
                    .doing
                    .as_mut()
                    .map(|doing| doing.upload.worked(result, FILE, ctx));
                self.sent(sent, ctx)
            }
            ActInput::Told(NIK, tell) => self.revealed(*tell, ctx),
            ActInput::Told(LETTER, tell) => self.lay_scan(*tell, ctx),
            ActInput::Told(LAID, tell) => self.laid(*tell, ctx),
            _ => Vec::new(),
        }
    }

    /// A form was saved: the files first where there are some, then the question, then the act.
    fn filled(&mut self, values: Vec<(String, String)>, ctx: &Ctx) -> Vec<Effect> {
        let Some(doing) = &mut self.doing else {
            return Vec::new();
        };
        if let Some(still) = doing.upload.still(ctx) {
            return still;
        }
        doing.waiting = forms::files(doing.action, &values).into();
        doing.sent.clear();
        doing.values = values;
        self.next_file(ctx)
    }

    fn next_file(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(doing) = &mut self.doing else {
            return Vec::new();
        };
        match doing.waiting.pop_front() {
            Some((field, path)) => {
                let (upload, effect) = Upload::begin(&path, FILE);
                doing.upload = upload;
                doing.sending = field;
                vec![effect]
            }
            None => self.ready(ctx),
        }
    }

    fn sent(&mut self, sent: Option<Sent>, ctx: &Ctx) -> Vec<Effect> {
        let Some((doing, sent)) = self.doing.as_mut().zip(sent) else {
            return Vec::new();
        };
        match sent {
            Sent::More(effects) => effects,
            Sent::Whole(evidence) => {
                doing.sent.push((doing.sending.clone(), evidence));
                self.next_file(ctx)
            }
            Sent::Failed(said) => {
                let under = vec![(doing.sending.clone(), said.clone())];
                vec![
                    Effect::ToTop(Input::FieldErrors(under)),
                    Effect::error(said),
                ]
            }
        }
    }

    fn ready(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.go_on_from_now(ctx);
        let Some(doing) = self.doing.as_mut() else {
            return vec![Effect::error(ctx.get("act-no-record"))];
        };
        let view = &*doing.seen;
        let Some(command) = forms::command(doing.action, view, &doing.values, &doing.sent, ctx)
        else {
            let said = ctx.get("upload-no-path");
            let under = vec![("path".to_owned(), said)];
            return vec![Effect::ToTop(Input::FieldErrors(under))];
        };
        let question = question(doing.action, view, &doing.values, ctx);
        doing.command = Some(command);
        if !doing.action.confirms() {
            return self.go_on();
        }
        let confirm = Confirm::new(QUESTION, question);
        let confirm = match self.doing.as_ref().map(|doing| doing.action) {
            Some(Action::Return | Action::Convert) => confirm,
            _ => confirm.irreversible(),
        };
        vec![Effect::open(confirm)]
    }

    fn send(&mut self, command: Command) -> Effect {
        if let Some(doing) = &mut self.doing {
            doing.deed = Some(command.kind());
        }
        acting::act(DONE, command)
    }

    fn go_on(&mut self) -> Vec<Effect> {
        let command = self.doing.as_mut().and_then(|doing| doing.command.take());
        match command {
            Some(Command::LookAtNik { request }) => {
                let id = acting::new_id();
                vec![Effect::ask(NIK, Ask::Reveal { id, request })]
            }
            Some(command) => vec![self.send(command)],
            None => Vec::new(),
        }
    }

    fn revealed(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match tell {
            Tell::Nik(nik) => {
                self.show_nik(nik, ctx);
                vec![Effect::Say(Message::info(ctx.get("nik-shown")))]
            }
            Tell::Refused(refused) => vec![Effect::error(ctx.refused(&refused))],
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
                let deed = doing.deed.map_or_else(
                    || ctx.get(&action.name_key()),
                    |kind| ctx.words.of("deed", kind.as_str()),
                );
                let mut effects = Vec::new();
                if let Some(view) = self.view() {
                    let no = view.request.no.to_string();
                    let said = ctx.words.with(
                        "act-done",
                        &[("act", &deed), ("no", &no), ("who", &done.by)],
                    );
                    let key = draft_key(action, view, self.aimed());
                    effects.push(Effect::CloseAbove);
                    effects.push(Effect::Draft { key, text: None });
                    effects.push(Effect::done(said));
                }
                let doing = self.doing.take();
                let scan = doing.filter(|doing| doing.action == Action::EditLetter);
                if let Some((_, scan)) = scan.and_then(|mut doing| doing.sent.pop()) {
                    effects.extend(self.begin_laying(scan));
                }
                effects.extend(self.refresh());
                effects
            }
            Tell::Refused(refused) => {
                let said = ctx.refused(&refused);
                let mut effects = Vec::new();
                if let Some(field) = refusal::field_of(&refused) {
                    let under = vec![(field.to_owned(), said.clone())];
                    effects.push(Effect::ToTop(Input::FieldErrors(under)));
                }
                effects.push(Effect::error(said));
                if matches!(refused, Refusal::MovedOn { .. }) {
                    // The text stays; the next save goes on from what stands there now.
                    if let Some(doing) = &mut self.doing {
                        doing.moved = true;
                    }
                    effects.extend(self.refresh());
                }
                effects
            }
            _ => Vec::new(),
        }
    }

    /// A new scan of the letter belongs beside each of its names, too.
    fn begin_laying(&mut self, scan: Evidence) -> Option<Effect> {
        let no = self.view()?.letter.no;
        self.scan = Some(scan);
        Some(Effect::ask(LETTER, Ask::Letter(no)))
    }

    fn lay_scan(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        let (Tell::Letter(letter), Some(scan)) = (tell, self.scan.take()) else {
            return Vec::new();
        };
        let Some(policy) = ctx.policy() else {
            return Vec::new();
        };
        let acts = letter_edit::lay(&letter, policy, &scan, LAID);
        self.laying = (acts.len(), 0);
        acts
    }

    fn laid(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        let (waiting, laid) = &mut self.laying;
        *waiting = waiting.saturating_sub(1);
        let mut effects = Vec::new();
        match tell {
            Tell::Done(_) => *laid += 1,
            Tell::Refused(refused) => {
                effects.push(Effect::error(ctx.refused(&refused)));
            }
            _ => {}
        }
        if self.laying.0 == 0 {
            let said = ctx
                .words
                .with("letter-scan-laid", &[("count", &self.laying.1)]);
            effects.push(Effect::done(said));
            effects.extend(self.refresh());
        }
        effects
    }

    fn history(&self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match tell {
            Tell::History { rows, .. } => {
                let no = self.wanted().map(|no| no.to_string()).unwrap_or_default();
                let title = format!("{} · {no}", ctx.get("act-history"));
                vec![Effect::open(TextLayer::new(title, history(&rows, ctx)))]
            }
            Tell::Refused(refused) => vec![Effect::error(ctx.refused(&refused))],
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
fn draft_key(action: Action, view: &RequestView, aimed: Option<DocumentKey>) -> String {
    let no = view.request.no.to_string().replace('/', "-");
    match aimed.filter(|_| action == Action::AddFile) {
        // What was typed for one document is not brought back for another.
        Some(document) => format!("{}-{no}-{}", action.slug(), document.as_str()),
        None => format!("{}-{no}", action.slug()),
    }
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
    let to = ctx.words.of("kind", value(values, "kind"));
    ctx.words.with(
        &key,
        &[
            ("no", &no),
            ("name", name),
            ("kind", &kind),
            ("to", &to),
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
