//! The certificate, typed or pasted from the notice. Before it is saved it is compared with the
//! request field by field: one that does not match leaves its holder unable to sign
//! [SOP Peringatan]. Its end is proposed from its issue and confirmed; never the other way round.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use crate::domain::act::{Answer as Bsre, Command, Seen};
use crate::domain::certificate::{CertificateForm, CertificateSource, IssuingBody};
use crate::domain::identity::{Serial, mask_stated};
use crate::domain::ids::RequestNo;
use crate::domain::policy::Policy;
use crate::domain::request::{Identity, Stage};
use crate::domain::rules::mismatches;
use crate::domain::time::Instant;
use crate::domain::written::{self, Prefer};
use crate::text::{self, written::Asked};
use crate::tui::keymap::Facts;
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::form_layer::DRAFT_PAUSE;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::form::{Entry, Form, FormEvent};
use crate::tui::widgets::frame::Frame;
use crate::wire::view::RequestView;

use super::{Faults, Values, forms, notice};

const QUESTION: Tag = 1;
const DISCARD: Tag = 2;
const KEEP: Tag = 3;

/// Where an unfinished certificate is kept.
pub fn draft_key(no: RequestNo) -> String {
    format!("certificate/{no}")
}

/// The form as a layer; it asks its question itself and answers with `Answer::Fields`.
pub struct CertificateLayer {
    tag: Tag,
    form: Form,
    no: RequestNo,
    who: String,
    identity: Identity,
    correct: bool,
    /// The NIK of the certificate being corrected, masked: left blank, it stays.
    held: String,
    policy: Policy,
}

/// The fields of a certificate, filled with what is known of it.
fn entries(known: Option<&CertificateForm>) -> [Entry; 7] {
    let text = |of: fn(&CertificateForm) -> String| known.map(of).unwrap_or_default();
    let entry = |key, label, of: fn(&CertificateForm) -> String| Entry::text(key, label, &text(of));
    let moment = |key, label, of: fn(&CertificateForm) -> Instant| {
        let text = known.map(|form| notice::written(of(form)));
        Entry::moment(key, label, &text.unwrap_or_default())
    };
    let serial =
        |form: &CertificateForm| form.serial.as_ref().map(Serial::colons).unwrap_or_default();
    [
        entry("serial", "field-serial", serial),
        entry("certificate_name", "field-certificate_name", |form| {
            form.name.clone()
        })
        .required(),
        entry("email", "field-email", |form| form.email.clone()).required(),
        entry("agency", "field-agency", |form| form.agency.clone()),
        Entry::text("nik", "field-nik", ""),
        moment("not_before", "field-not_before", |form| form.not_before).required(),
        moment("not_after", "field-not_after", |form| form.not_after),
    ]
}

impl CertificateLayer {
    /// A new certificate of a request, or the correction of the one it has.
    pub fn new(
        tag: Tag,
        view: &RequestView,
        policy: &Policy,
        correct: bool,
        ctx: &Ctx,
    ) -> CertificateLayer {
        let who = forms::subject(&view.request);
        let title = if correct {
            "chain-form-correct"
        } else {
            "chain-form-issued"
        };
        let known = view.certificate.as_ref().filter(|_| correct);
        let known = known.map(|certificate| &certificate.form);
        let mut form = Form::new(ctx.words.with(title, &[("who", &who)]));
        if !correct {
            form = form.with(Entry::note("notice", "chain-notice", 2, ""));
        }
        form = entries(known).into_iter().fold(form, Form::with);
        let held = known.map(|form| form.nik.as_str()).unwrap_or_default();
        let nik = match held {
            "" => ctx.get("chain-nik-remark"),
            held => ctx.words.with("chain-nik-stays", &[("nik", &held)]),
        };
        form.remark("nik", nik);
        form.remark("not_after", ctx.get("chain-not-after-remark"));
        if correct {
            form = form.with(Entry::note("reason", "field-reason", 2, "").required());
        }
        CertificateLayer {
            tag,
            form,
            no: view.request.no,
            who,
            identity: view.request.identity.clone(),
            correct,
            held: held.to_owned(),
            policy: policy.clone(),
        }
    }

    /// What follows from a field that changed: a pasted notice fills the others, a serial is shown
    /// in both ways, an issue date proposes the end.
    fn follow(&mut self, field: &str, ctx: &Ctx) {
        match field {
            "notice" => {
                let found = notice::read(&self.form.value("notice", ctx));
                let count = found.len();
                for (key, value) in found {
                    self.form.set(key, &value);
                    if key != "notice" {
                        self.follow(key, ctx);
                    }
                }
                let said = ctx.words.with("chain-notice-read", &[("count", &count)]);
                self.form.remark("notice", said);
            }
            "serial" => {
                let read = Serial::parse(&self.form.value("serial", ctx)).ok();
                let said = read.map(|serial| format!("{} = {}", serial, serial.decimal()));
                self.form.remark("serial", said.unwrap_or_default());
            }
            "not_before" => {
                let said = self.proposed(ctx).map(|at| {
                    let until = ctx.words.date(at.day());
                    ctx.words
                        .with("chain-not-after-proposed", &[("until", &until)])
                });
                let said = said.unwrap_or_else(|| ctx.get("chain-not-after-remark"));
                self.form.remark("not_after", said);
            }
            _ => {}
        }
    }

    /// The end that follows from the issue [SE F.4].
    fn proposed(&self, ctx: &Ctx) -> Option<Instant> {
        let from = self.form.value("not_before", ctx);
        let from = written::moment(&from, ctx.now.day(), Prefer::Past).ok()?;
        Some(self.policy.validity.end(from.at))
    }

    /// Compares with the request, and asks.
    fn ask(&mut self, ctx: &Ctx) -> Vec<Effect> {
        if self.form.value("not_after", ctx).is_empty()
            && let Some(until) = self.proposed(ctx)
        {
            self.form.set("not_after", &notice::written(until));
        }
        let values = Values(self.form.values(ctx));
        let read = match certificate(&values, ctx) {
            Ok(read) => read,
            Err(faults) => {
                self.form.set_errors(&faults);
                return Vec::new();
            }
        };
        let key = if self.correct {
            "chain-ask-correct"
        } else {
            "chain-ask-issued"
        };
        let mut confirm = Confirm::new(QUESTION, ctx.words.with(key, &[("who", &self.who)]));
        let shown = match (read.nik.as_str(), self.held.as_str()) {
            ("", held) => held.to_owned(),
            (typed, _) => typed.to_owned(),
        };
        let shown = CertificateForm {
            nik: shown,
            ..read.clone()
        };
        let lines = compare(&self.policy, &self.identity, &shown, ctx);
        for (_, line) in &lines {
            confirm = confirm.detail(line.clone());
        }
        let until = ctx.words.moment(read.not_after);
        let from = ctx.words.moment(read.not_before);
        confirm = confirm.detail(ctx.words.with(
            "chain-certificate-life",
            &[("from", &from), ("until", &until)],
        ));
        if lines.iter().any(|(same, _)| *same == Some(false)) {
            let sign = ctx.theme.sign(Role::Bad);
            confirm = confirm.detail(format!("{sign} {}", ctx.get("chain-mismatch-warning")));
        }
        vec![Effect::open(confirm.irreversible())]
    }

    fn forget(&self) -> Vec<Effect> {
        let key = draft_key(self.no);
        vec![Effect::Draft { key, text: None }, Effect::Close]
    }
}

/// The certificate beside the request, a line a field: whether it is the same, and the words.
/// `None` where there is nothing to compare.
pub fn compare(
    policy: &Policy,
    identity: &Identity,
    read: &CertificateForm,
    ctx: &Ctx,
) -> Vec<(Option<bool>, String)> {
    let line = |field: &str, same: Option<bool>, asked: &str, given: &str| {
        let role = match same {
            Some(true) => Role::Good,
            Some(false) => Role::Bad,
            None => Role::Plain,
        };
        let sign = ctx.theme.sign(role);
        let field = ctx.words.of("field", field);
        let given = if given.is_empty() { "-" } else { given };
        let words = match same {
            Some(false) => format!("{sign} {field}: {given} ≠ {asked}"),
            _ => format!("{sign} {field}: {given}"),
        };
        (same, words)
    };
    let email = read.email.trim();
    // One that is masked already is not masked again.
    let nik = match read.nik.contains('•') {
        true => read.nik.clone(),
        false => mask_stated(&read.nik),
    };
    let differs = mismatches(policy, identity, read);
    let same = |field: &str| Some(!differs.contains(&field));
    let agency = same("agency").filter(|_| !read.agency.trim().is_empty());
    vec![
        line("name", same("name"), &identity.name, &read.name),
        line("email", same("email"), &identity.email, email),
        line(
            "nik",
            // A masked NIK is compared as far as it shows.
            (!nik.is_empty()).then_some(nik == mask_stated(&identity.nik)),
            &mask_stated(&identity.nik),
            &nik,
        ),
        line("agency", agency, &identity.agency, &read.agency),
    ]
}

/// The certificate that the values make.
///
/// # Errors
/// The fields that do not read.
fn certificate(values: &Values, ctx: &Ctx) -> Result<CertificateForm, Faults> {
    let mut faults = Faults::new();
    let mut moment = |key: &str| {
        let text = values.get(key);
        let read = written::moment(text, ctx.now.day(), Prefer::Past);
        read.map_err(|why| {
            let said = text::written::sentence(ctx.words, Asked::Moment, text, &why);
            faults.push((key.to_owned(), said));
        })
        .ok()
    };
    let (not_before, not_after) = (moment("not_before"), moment("not_after"));
    let not_before = not_before.map_or_else(Instant::default, |read| read.at);
    let not_after = not_after.map_or_else(Instant::default, written::Moment::end);
    let typed = values.get("serial");
    let serial = Serial::parse(typed).ok();
    if serial.is_none() && !typed.is_empty() {
        let said = ctx.words.with("chain-bad-serial", &[("text", &typed)]);
        faults.push(("serial".to_owned(), said));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(CertificateForm {
        serial,
        issuer: "BSrE".to_owned(),
        body: IssuingBody::Bsre,
        name: values.get("certificate_name").to_owned(),
        email: values.get("email").to_owned(),
        agency: values.get("agency").to_owned(),
        nik: values
            .get("nik")
            .chars()
            .filter(|sign| !" .-'".contains(*sign))
            .collect(),
        key: String::new(),
        not_before,
        not_after,
        fingerprint: None,
        source: CertificateSource::Typed,
    })
}

/// The act that records the certificate, or corrects it where there is one.
///
/// # Errors
/// The fields that do not read.
pub fn command(view: &RequestView, values: &Values, ctx: &Ctx) -> Result<Command, Faults> {
    let read = Box::new(certificate(values, ctx)?);
    let request = Seen {
        id: view.request.no,
        revision: view.request.revision,
    };
    let known = view.certificate.as_ref().map(|known| &known.form);
    let corrects = matches!(view.request.stage, Stage::Issued | Stage::Mismatch);
    Ok(match known.filter(|_| corrects) {
        Some(known) => Command::CorrectCertificate {
            request,
            certificate: Box::new(CertificateForm {
                issuer: known.issuer.clone(),
                body: known.body,
                key: known.key.clone(),
                fingerprint: known.fingerprint,
                source: known.source,
                ..*read
            }),
            reason: values.get("reason").to_owned(),
        },
        None => Command::Answer {
            request,
            answer: Bsre::Issued { certificate: read },
        },
    })
}

impl Panel for CertificateLayer {
    fn place(&self) -> Place {
        Place::Form
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            typing: true,
            next: self.form.next(),
            ..Facts::new(Place::Form)
        }
    }

    fn wanted(&self, ctx: &Ctx) -> Size {
        let width = ctx.screen.width.saturating_sub(4).min(100);
        let rows = self.form.height(width.saturating_sub(4), ctx);
        Size::new(width, rows.saturating_add(4))
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let mark = if self.form.is_changed() {
            ctx.get("form-changed")
        } else {
            String::new()
        };
        let inside = Frame::titled(self.form.title.clone())
            .with(mark)
            .render(area, buf, ctx);
        let inside = Rect {
            x: inside.x + 1,
            width: inside.width.saturating_sub(2),
            ..inside
        };
        self.form.render(inside, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Shown(_) => return vec![Effect::Recall(draft_key(self.no))],
            Input::Woke(KEEP) => {
                return vec![Effect::Draft {
                    key: draft_key(self.no),
                    text: self.form.draft(),
                }];
            }
            Input::Answered {
                tag: QUESTION,
                answer: Answer::Yes,
            } => {
                return vec![Effect::Answer {
                    tag: self.tag,
                    answer: Answer::Fields(self.form.values(ctx)),
                }];
            }
            Input::Answered {
                tag: DISCARD,
                answer: Answer::Yes,
            } => return self.forget(),
            _ => {}
        }
        match self.form.handle(&input, ctx) {
            FormEvent::Save => self.ask(ctx),
            FormEvent::Leave => vec![Effect::Close],
            FormEvent::AskDiscard => vec![Effect::open(
                Confirm::new(DISCARD, ctx.get("confirm-discard")).irreversible(),
            )],
            FormEvent::Changed(field) => {
                self.follow(field, ctx);
                vec![Effect::Wake {
                    tag: KEEP,
                    after: DRAFT_PAUSE,
                }]
            }
            FormEvent::Took { .. } | FormEvent::Handled | FormEvent::Ignored => Vec::new(),
        }
    }

    fn draft(&self) -> Option<(String, String)> {
        Some((draft_key(self.no), self.form.draft()?))
    }
}
