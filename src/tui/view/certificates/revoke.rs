//! `X`: a revocation that BSrE carried out is recorded, with date, cause and whether the holder
//! stays in the province's service [SE E.8, F.6].

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use super::columns;
use super::form::{ActForm, Step};
use super::sections;
use crate::domain::act::{Command, Seen};
use crate::domain::certificate::Certificate;
use crate::domain::ids::CertificateId;
use crate::domain::policy::{Cause, Policy, RevokeScope};
use crate::domain::time::Day;
use crate::domain::written::Prefer;
use crate::text::request as words_of;
use crate::tui::keymap::Facts;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};

const SURE: Tag = ActForm::TAGS;

/// The form of a recorded revocation.
pub struct Revoke {
    inner: ActForm,
    seen: Seen<CertificateId>,
    serial: String,
    name: String,
    policy: Policy,
    command: Option<Command>,
}

impl Revoke {
    /// The form for a certificate.
    pub fn new(certificate: &Certificate, policy: &Policy, ctx: &Ctx) -> Revoke {
        let language = words_of::policy_language(ctx.words);
        let causes = Cause::ALL.into_iter().filter_map(|cause| {
            let rules = policy.cause(cause)?;
            let scope = sections::scope(rules.scope == RevokeScope::Internal, ctx);
            let label = format!("{} ({scope})", rules.name.in_language(language));
            Some(Choice::new(cause.as_str(), label))
        });
        let scopes = [
            ("", "revoke-scope-by-cause"),
            ("internal", "cert-internal"),
            ("external", "cert-external"),
        ];
        let scopes = scopes.map(|(key, label)| Choice::new(key, ctx.get(label)));
        let serial = certificate.form.serial.as_ref();
        let serial = serial.map(|serial| columns::serial(&serial.to_string()));
        let serial = serial.unwrap_or_else(|| ctx.get("cert-no-serial"));
        let today = ctx.now.day().format("%-d/%-m/%Y").to_string();
        let title = ctx.words.with("revoke-title", &[("serial", &serial)]);
        let form = Form::new(title)
            .with(Entry::day("date", "revoke-date", Prefer::Past, &today).required())
            .with(Entry::choice(
                "cause",
                "revoke-cause",
                causes.collect(),
                Cause::Retirement.as_str(),
            ))
            .with(Entry::choice("scope", "revoke-scope", scopes.to_vec(), ""));
        let id = certificate.id;
        Revoke {
            inner: ActForm::new(form, format!("revoke-{}", id.0)),
            seen: Seen {
                id,
                revision: certificate.revision,
            },
            serial,
            name: certificate.form.name.clone(),
            policy: policy.clone(),
            command: None,
        }
    }

    /// Names what will be recorded, and waits for the yes.
    fn question(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let value = |key: &str| self.inner.form.value(key, ctx);
        let Ok(date) = value("date").parse::<Day>() else {
            return Vec::new();
        };
        let cause = value("cause");
        let internal = match value("scope").as_str() {
            "internal" => true,
            "external" => false,
            _ => Cause::from_key(&cause)
                .and_then(|cause| self.policy.cause(cause))
                .is_some_and(|rules| rules.scope == RevokeScope::Internal),
        };
        let day = ctx.words.date(date);
        let named = sections::cause(&cause, Some(&self.policy), ctx);
        let scope = sections::scope(internal, ctx);
        let args: &[(&str, &dyn crate::text::Arg)] = &[
            ("serial", &self.serial),
            ("name", &self.name),
            ("date", &day),
        ];
        let question = ctx.words.with("revoke-question", args);
        let detail = ctx
            .words
            .with("revoke-detail", &[("cause", &named), ("scope", &scope)]);
        self.command = Some(Command::RevokeRecorded {
            certificate: self.seen,
            date,
            cause,
            internal,
        });
        let confirm = Confirm::new(SURE, question).detail(detail).irreversible();
        vec![Effect::open(confirm)]
    }
}

impl Panel for Revoke {
    fn place(&self) -> Place {
        Place::Form
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            typing: true,
            next: self.inner.form.next(),
            ..Facts::new(Place::Form)
        }
    }

    fn wanted(&self, ctx: &Ctx) -> Size {
        self.inner.wanted(ctx)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        self.inner.render(area, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        if let Input::Answered {
            tag: SURE,
            answer: Answer::Yes,
        } = input
        {
            return match self.command.take() {
                Some(command) => self.inner.act(command),
                None => Vec::new(),
            };
        }
        match self.inner.handle(input, ctx) {
            Step::Save => self.question(ctx),
            Step::Did(effects) | Step::Changed(_, effects) => effects,
            Step::Done(_) => {
                let said = ctx.words.with(
                    "revoke-done",
                    &[("serial", &self.serial), ("name", &self.name)],
                );
                let mut effects = self.inner.close();
                effects.push(Effect::done(said));
                effects
            }
            Step::Took(_) | Step::Other(_) => Vec::new(),
        }
    }

    fn draft(&self) -> Option<(String, String)> {
        self.inner.draft()
    }
}
