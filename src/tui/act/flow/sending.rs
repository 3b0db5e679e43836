//! From Ctrl-S to what the desk said: files, question, the act in its parts, done or refused.

use super::{ACCOUNT, AGAIN, FILE, Face, Flow, MORE, OTHERWISE, Parts, REST, SENT, STOP, Then};
use crate::domain::office::{Capacity, Position};
use crate::domain::refusal::Refusal;
use crate::text::{history, refusal};
use crate::tui::act::upload::{Sent, Upload};
use crate::tui::act::{DONE, REFUSED, Values};
use crate::tui::layers::progress::Progress;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Panel};
use crate::tui::view::acting;
use crate::wire::message::{Ask, Done, Tell};

impl Flow {
    /// Asks for what it is done to, as it is now.
    pub(super) fn ask_again(&mut self, then: Then) -> Vec<Effect> {
        let asks = self.act.again();
        self.again = (asks.len(), then);
        let asks = asks.into_iter();
        asks.map(|ask| Effect::ask(AGAIN, ask)).collect()
    }

    pub(super) fn renewed(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        let refused = match &tell {
            Tell::Refused(refused) => Some(ctx.refused(refused)),
            _ => None,
        };
        let (left, then) = self.again;
        let came = self.act.renew(tell);
        self.again.0 = left.saturating_sub(1);
        match then {
            Then::Begin if !came => {
                vec![Effect::Close, Effect::error(refused.unwrap_or_default())]
            }
            _ if self.again.0 > 0 => Vec::new(),
            Then::Begin if self.act.asks_more() => self.ask_again(Then::Begin),
            Then::Begin => match self.begin(ctx) {
                Ok(()) => Vec::new(),
                Err(why) => vec![Effect::Close, Effect::error(why)],
            },
            Then::GoOn => {
                if came {
                    self.go_on(ctx);
                }
                Vec::new()
            }
            Then::NextPart => {
                self.command = self.act.command(&self.values, &self.files, ctx).ok();
                self.send(ctx)
            }
        }
    }

    pub(super) fn parts_of(&mut self, ctx: &Ctx) -> Parts {
        self.act.made(0);
        Parts {
            all: self.act.acts(&self.values, ctx),
            ..Parts::default()
        }
    }

    /// Closes it, and tells its opener that it is done.
    fn finish(&mut self) -> Vec<Effect> {
        let mut effects = self.close();
        effects.push(Effect::Answer {
            tag: DONE,
            answer: Answer::Yes,
        });
        effects
    }

    /// Ctrl-S: what has to be found first, then the files, where there are some.
    pub(super) fn save(&mut self, ctx: &Ctx) -> Vec<Effect> {
        if let Some(still) = self.upload.still(ctx) {
            return still;
        }
        let objections = self.objections(ctx);
        if !objections.is_empty() {
            self.form.set_errors(&objections);
            return Vec::new();
        }
        self.values = Values(self.form.values(ctx));
        self.act.found(None);
        match self.act.account(&self.values) {
            Some(name) => vec![Effect::ask(ACCOUNT, Ask::Account { name })],
            None => self.first_file(ctx),
        }
    }

    /// Whether the desk's computer has the account that was named.
    pub(super) fn found(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match tell {
            Tell::Account(Some(account)) => {
                self.act.found(Some(account));
                self.first_file(ctx)
            }
            Tell::Account(None) => {
                let account = self.values.text("account");
                let said = ctx.words.with("account-unknown", &[("account", &account)]);
                self.fault("account".to_owned(), said)
            }
            Tell::Refused(refused) => vec![Effect::error(ctx.refused(&refused))],
            _ => Vec::new(),
        }
    }

    fn first_file(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.waiting = self.act.files(&self.values).into();
        self.files.clear();
        self.next_file(ctx)
    }

    fn next_file(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some((field, path)) = self.waiting.pop_front() else {
            return self.ask(ctx);
        };
        let (upload, effect) = Upload::begin(&path, FILE);
        self.upload = upload;
        self.sending = field;
        vec![effect]
    }

    pub(super) fn sent(&mut self, sent: Sent, ctx: &Ctx) -> Vec<Effect> {
        match sent {
            Sent::More(effects) => effects,
            Sent::Whole(evidence) => {
                self.files.push((self.sending.clone(), evidence));
                self.next_file(ctx)
            }
            Sent::Failed(said) => self.fault(self.sending.clone(), said),
        }
    }

    /// What is wrong, under its field and in the bar until the field is mended.
    fn fault(&mut self, field: String, said: String) -> Vec<Effect> {
        if self.form.entry(&field).is_some() {
            self.form.set_errors(&[(field.clone(), said.clone())]);
            self.refused = Some((field, said.clone()));
        }
        vec![Effect::error(said)]
    }

    /// All is there: the question comes, or the fields say what they need.
    fn ask(&mut self, ctx: &Ctx) -> Vec<Effect> {
        match self.act.command(&self.values, &self.files, ctx) {
            Ok(command) => self.command = Some(command),
            Err(faults) => {
                self.form.set_errors(&faults);
                let bare = |(field, _): &&(String, String)| self.form.entry(field).is_none();
                let said = faults.iter().find(bare);
                return said
                    .map(|(_, said)| Effect::error(said))
                    .into_iter()
                    .collect();
            }
        }
        self.parts = self.parts_of(ctx);
        match self.act.question(&self.values, ctx) {
            Some(question) => vec![Effect::open(question)],
            None => self.send(ctx),
        }
    }

    pub(super) fn send(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(command) = self.command.take().filter(|_| !self.busy) else {
            return Vec::new();
        };
        self.busy = true;
        if matches!(self.face, Face::Question(_)) && self.parts.all > 1 {
            let title = self.act.running(ctx);
            self.face = Face::Running(Progress::new(STOP, title, self.parts.all as u64));
        }
        vec![acting::act(SENT, command)]
    }

    /// A part is done: the next one, unless that was the last or the person stopped.
    fn made(&mut self, done: &Done, ctx: &Ctx) -> Vec<Effect> {
        self.parts.made += 1;
        let (made, all) = (self.parts.made, self.parts.all);
        self.act.made(made);
        if made >= all || self.parts.stopped {
            return self.done(done, ctx);
        }
        if let Face::Running(progress) = &mut self.face {
            let (done, total) = (made as u64, all as u64);
            progress.handle(Input::Progress { done, total }, ctx);
        }
        self.ask_again(Then::NextPart)
    }

    pub(super) fn told(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        self.busy = false;
        match tell {
            Tell::Done(done) => self.made(&done, ctx),
            Tell::Refused(refused) => self.refuse(&refused, ctx),
            _ => Vec::new(),
        }
    }

    fn done(&mut self, done: &Done, ctx: &Ctx) -> Vec<Effect> {
        let said = match done.is_nothing() {
            true => acting::nothing(ctx),
            false => {
                let said = self.act.done(&self.values, done, ctx);
                Effect::done(in_what_capacity(said, done, ctx))
            }
        };
        if let Some(ask) = self.act.more(&self.files) {
            return vec![said, Effect::ask(MORE, ask)];
        }
        let mut effects = self.finish();
        effects.push(said);
        effects.extend(self.act.after(&self.values, done, ctx));
        effects
    }

    /// What follows from it for other records.
    pub(super) fn follow(&mut self, tell: &Tell, ctx: &Ctx) -> Vec<Effect> {
        let rest = self.act.rest(tell, &self.files, ctx);
        if rest.is_empty() {
            return self.finish();
        }
        self.follow_ups.out = rest.len();
        let acts = rest.into_iter();
        acts.map(|command| acting::act(REST, command)).collect()
    }

    pub(super) fn followed(&mut self, tell: &Tell, ctx: &Ctx) -> Vec<Effect> {
        self.follow_ups.out = self.follow_ups.out.saturating_sub(1);
        let mut effects = Vec::new();
        match tell {
            Tell::Refused(refused) => effects.push(Effect::error(ctx.refused(refused))),
            _ => self.follow_ups.done += 1,
        }
        if self.follow_ups.out == 0 {
            effects.extend(self.finish());
            effects.push(Effect::done(self.act.done_more(self.follow_ups.done, ctx)));
        }
        effects
    }

    fn refuse(&mut self, refused: &Refusal, ctx: &Ctx) -> Vec<Effect> {
        let mut said = ctx.refused(refused);
        if self.parts.made > 0 {
            said = self.act.stopped(said, ctx);
        }
        if matches!(self.face, Face::Question(_) | Face::Running(_)) {
            // Nothing was typed here; who opened it may have the field.
            let field = refusal::field_of(refused).unwrap_or_default().to_owned();
            let told = Effect::Answer {
                tag: REFUSED,
                answer: Answer::Fields(vec![(field, said.clone())]),
            };
            return vec![Effect::Close, told, Effect::error(said)];
        }
        let field = refusal::field_of(refused).unwrap_or_default();
        let mut effects = self.fault(field.to_owned(), said);
        let otherwise = self.act.otherwise(refused);
        effects.extend(otherwise.map(|ask| Effect::ask(OTHERWISE, ask)));
        if self.parts.made > 0 || matches!(refused, Refusal::MovedOn { .. }) {
            // The text stays; the next save goes on from what stands there now.
            effects.extend(self.ask_again(Then::GoOn));
        }
        effects
    }
}

/// What was done, with the post where it was not the officer's own: `… Dicatat sebagai Plh. Kepala
/// Dinas.`
fn in_what_capacity(said: String, done: &Done, ctx: &Ctx) -> String {
    if done.capacity == Capacity::Definitive {
        return said;
    }
    let position = Position::from_key(&done.position);
    let post = history::post(ctx.words, "position", position, Some(done.capacity));
    match post {
        Some(post) => ctx
            .words
            .with("act-done-as", &[("said", &said), ("post", &post)]),
        None => said,
    }
}
