//! The certificate, typed or pasted from the notice. Before it is saved it is compared with the
//! request field by field: one that does not match leaves its holder unable to sign
//! [SOP Peringatan]. Its end is proposed from its issue and confirmed; never the other way round.

use super::{Faults, Values, question as asked, seen, subject};
use crate::domain::act::{Answer as Bsre, Command};
use crate::domain::certificate::{CertificateForm, CertificateSource, IssuingBody};
use crate::domain::identity::{Serial, mask_stated};
use crate::domain::policy::Policy;
use crate::domain::request::Identity;
use crate::domain::rules::mismatches;
use crate::domain::time::Instant;
use crate::domain::written::{self, Prefer};
use crate::text::{self, Arg, written::Asked};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::bsre::notice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::view::RequestView;

/// The certificate that is corrected.
fn known(view: &RequestView, correct: bool) -> Option<&CertificateForm> {
    let held = view.certificate.as_ref().filter(|_| correct);
    held.map(|certificate| &certificate.form)
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

/// The fields of a new certificate, or of the one that is corrected.
pub fn form(view: &RequestView, correct: bool, ctx: &Ctx) -> Form {
    let key = if correct {
        "chain-form-correct"
    } else {
        "chain-form-issued"
    };
    let who = subject(&view.request);
    let known = known(view, correct);
    let mut form = Form::new(ctx.words.with(key, &[("who", &who)]));
    if !correct {
        form = form.with(Entry::note("notice", "chain-notice", 2, ""));
    }
    form = entries(known).into_iter().fold(form, Form::with);
    let nik = match known.map(|form| form.nik.as_str()).unwrap_or_default() {
        "" => ctx.get("chain-nik-remark"),
        held => ctx.words.with("chain-nik-stays", &[("nik", &held)]),
    };
    form.remark("nik", nik);
    form.remark("not_after", ctx.get("chain-not-after-remark"));
    if correct {
        form = form
            .with(Entry::note("reason", "field-reason", 2, "").required())
            .of_record();
    }
    form
}

/// What follows from a field that changed: a pasted notice fills the others, a serial is shown in
/// both ways, an issue date proposes the end.
pub fn follow(form: &mut Form, field: &str, ctx: &Ctx) {
    match field {
        "notice" => {
            let found = notice::read(&form.value("notice", ctx));
            let (count, rest) = (found.fields.len(), found.rest.len());
            for (key, value) in found.fields {
                form.set(key, &value);
                if key != "notice" {
                    follow(form, key, ctx);
                }
            }
            let args: &[(&str, &dyn Arg)] = &[("count", &count), ("rest", &rest)];
            let said = ctx.words.with("chain-notice-read", args);
            form.remark("notice", said);
        }
        "serial" => {
            let read = Serial::parse(&form.value("serial", ctx)).ok();
            let said = read.map(|serial| format!("{} = {}", serial, serial.decimal()));
            form.remark("serial", said.unwrap_or_default());
        }
        "not_before" => {
            let said = proposed(&form.value("not_before", ctx), ctx).map(|at| {
                let until = ctx.words.date(at.day());
                ctx.words
                    .with("chain-not-after-proposed", &[("until", &until)])
            });
            let said = said.unwrap_or_else(|| ctx.get("chain-not-after-remark"));
            form.remark("not_after", said);
        }
        _ => {}
    }
}

/// The end that follows from the issue [SE F.4].
fn proposed(not_before: &str, ctx: &Ctx) -> Option<Instant> {
    let from = written::moment(not_before, ctx.now.day(), Prefer::Past).ok()?;
    Some(ctx.policy()?.validity.end(from.at))
}

/// The certificate beside the request, and whether it is recorded so.
pub fn question(view: &RequestView, correct: bool, values: &Values, ctx: &Ctx) -> Option<Confirm> {
    let read = certificate(values, ctx).ok()?;
    let key = if correct {
        "chain-ask-correct"
    } else {
        "chain-ask-issued"
    };
    let who = subject(&view.request);
    let mut confirm = asked(ctx.words.with(key, &[("who", &who)]));
    // Left blank, the NIK stays.
    let held = known(view, correct).map(|form| form.nik.clone());
    let nik = Some(read.nik.clone()).filter(|typed| !typed.is_empty());
    let shown = CertificateForm {
        nik: nik.or(held).unwrap_or_default(),
        ..read.clone()
    };
    let lines = compare(ctx.policy()?, &view.request.identity, &shown, ctx);
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
    Some(confirm.irreversible())
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
    let not_before = moment("not_before").map_or_else(Instant::default, |read| read.at);
    let not_after = match values.get("not_after") {
        "" => proposed(values.get("not_before"), ctx),
        _ => moment("not_after").map(written::Moment::end),
    };
    let not_after = not_after.unwrap_or_default();
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

/// The act that records the certificate, or corrects the one there is.
///
/// # Errors
/// The fields that do not read.
pub fn command(
    view: &RequestView,
    correct: bool,
    values: &Values,
    ctx: &Ctx,
) -> Result<Command, Faults> {
    let read = Box::new(certificate(values, ctx)?);
    let request = seen(view);
    Ok(match known(view, correct) {
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
            reason: values.text("reason"),
        },
        None => Command::Answer {
            request,
            answer: Bsre::Issued { certificate: read },
        },
    })
}
