//! The slip of an opened sheet: the question that names what will happen, the act, what the desk
//! said to it, and the draft of what is not sent yet.

use crate::domain::act::{Command, Exception, Seen};
use crate::domain::ids::{RecordId, RequestNo};
use crate::domain::office::Position;
use crate::domain::refusal::Refusal;
use crate::text::{Arg, refusal};
use crate::tui::action::Action;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{Answer, Ctx, Effect, Input};
use crate::tui::view::acting;
use crate::tui::view::bsre::Values;
use crate::tui::widgets::form::{Form, FormEvent};
use crate::wire::message::Tell;

use super::sheet::{DISPOSED, Focus, QUESTION, SheetPanel};
use super::{except, slip};

impl SheetPanel {
    /// Ctrl-S: what will happen, by name and number.
    pub(super) fn confirm(&mut self, ctx: &Ctx) -> Vec<Effect> {
        if !self.disposes() {
            return vec![Effect::error(self.not_your_turn(ctx))];
        }
        let Some(form) = &mut self.slip else {
            return vec![Effect::error(ctx.get("chain-not-loaded"))];
        };
        match form.handle(&Input::Act(Action::Save), ctx) {
            FormEvent::Save => {}
            _ => {
                self.focus = Focus::Slip;
                return Vec::new();
            }
        }
        let going = self.travelling().saturating_sub(self.except.len());
        if going == 0 {
            return vec![Effect::error(ctx.get("chain-all-excepted"))];
        }
        let Some(question) = self.question(going, ctx) else {
            return Vec::new();
        };
        let seen = self.lines.iter().map(|line| Seen {
            id: line.row.no,
            revision: line.row.revision,
        });
        self.seen = seen.collect();
        vec![Effect::open(question)]
    }

    /// Why nothing can be disposed here: somebody was first, or it is another one's turn.
    fn not_your_turn(&self, ctx: &Ctx) -> String {
        match (&self.news, self.no()) {
            (Some(news), Some(no)) => {
                let moved = Refusal::MovedOn {
                    record: RecordId::Sheet(no),
                    by: news.by,
                    at: news.at,
                    what: news.what.clone(),
                };
                ctx.refused(&moved)
            }
            _ => ctx.get("chain-not-your-turn"),
        }
    }

    fn question(&self, going: usize, ctx: &Ctx) -> Option<Confirm> {
        let (from, to) = (self.from()?, self.to(ctx)?);
        let written = slip::slip(&self.values(ctx)?);
        let policy = ctx.policy()?;
        let name = |position: Position| ctx.words.of("position", position.as_str());
        let key = match (self.many(), from) {
            (true, _) => "chain-ask-dispose-many",
            (false, Position::Agendaris) => "chain-ask-forward",
            (false, _) => "chain-ask-dispose",
        };
        let args: &[(&str, &dyn Arg)] = &[
            ("names", &going),
            ("sheets", &self.lines.len()),
            ("sheet", &self.no()?.to_string()),
            ("from", &name(from)),
            ("to", &to),
        ];
        let mut confirm = Confirm::new(QUESTION, ctx.words.with(key, args));
        let said = slip::instructions(&written, policy, ctx);
        if !said.is_empty() {
            confirm = confirm.detail(said);
        }
        if let Some(day) = written.deadline {
            let day = ctx.words.weekday_date(day);
            confirm = confirm.detail(ctx.words.with("chain-deadline", &[("day", &day)]));
        }
        for (no, exception) in &self.except {
            let names = self.view.iter().flat_map(|view| &view.names);
            let name = names.into_iter().find(|name| name.no == *no);
            let name = name.map_or_else(|| no.to_string(), |name| name.name.clone());
            confirm = confirm.detail(format!("- {name}: {}", except::fate(exception, ctx)));
        }
        Some(confirm)
    }

    fn values(&self, ctx: &Ctx) -> Option<Values> {
        self.slip.as_ref().map(|form| Values(form.values(ctx)))
    }

    pub(super) fn dispose(&self, ctx: &Ctx) -> Vec<Effect> {
        let Some(values) = self.values(ctx) else {
            return Vec::new();
        };
        let seen = |id: RequestNo| {
            let name = self.view.iter().flat_map(|view| &view.names);
            let name = name.into_iter().find(|name| name.no == id);
            let revision = name.map_or(0, |name| name.revision);
            Seen { id, revision }
        };
        let except = self.except.iter();
        let command = Command::Dispose {
            sheets: self.seen.clone(),
            except: except.map(|(no, what)| (seen(*no), what.clone())).collect(),
            slip: slip::slip(&values),
            paper: None,
        };
        vec![acting::act(DISPOSED, command)]
    }

    pub(super) fn disposed(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match tell {
            Tell::Done(_) => {
                let to = self.to(ctx).unwrap_or_default();
                let going = self.travelling().saturating_sub(self.except.len());
                let args: &[(&str, &dyn Arg)] = &[
                    ("names", &going),
                    ("sheets", &self.lines.len()),
                    ("to", &to),
                ];
                let said = ctx.words.with("chain-done-dispose", args);
                let mut effects = vec![Effect::Draft {
                    key: self.draft_key(),
                    text: None,
                }];
                effects.push(Effect::done(said));
                effects.push(Effect::Answer {
                    tag: super::DISPOSED,
                    answer: Answer::Yes,
                });
                effects.extend(self.leave());
                effects
            }
            Tell::Refused(refused) => {
                let mut effects = self.keep();
                let said = ctx.refused(&refused);
                effects.push(Effect::error(said.clone()));
                let field = refusal::field_of(&refused);
                if let (Some(field), Some(form)) = (field, &mut self.slip) {
                    form.set_errors(&[(field.to_owned(), said)]);
                }
                // What was written stays; the next Ctrl-S names what is seen now.
                effects.extend(self.ask());
                effects
            }
            _ => Vec::new(),
        }
    }

    /// What is written so far, with the names excepted.
    pub(super) fn written(&self) -> Option<String> {
        let slip = self.slip.as_ref().and_then(Form::draft);
        if slip.is_none() && !self.changed {
            return None;
        }
        let except: Vec<_> = self.except.iter().collect();
        serde_json::to_string(&(slip, except)).ok()
    }

    pub(super) fn keep(&self) -> Vec<Effect> {
        vec![Effect::Draft {
            key: self.draft_key(),
            text: self.written(),
        }]
    }

    pub(super) fn take_draft(&mut self, text: &str) {
        type Kept = (Option<String>, Vec<(RequestNo, Exception)>);
        let Ok((slip, except)) = serde_json::from_str::<Kept>(text) else {
            return;
        };
        if let (Some(kept), Some(form)) = (slip, &mut self.slip) {
            form.take_draft(&kept);
        }
        let known: Vec<RequestNo> = self.names.rows().iter().map(|name| name.0.no).collect();
        for (no, exception) in except {
            if known.contains(&no) {
                self.except.entry(no).or_insert(exception);
            }
        }
    }
}
