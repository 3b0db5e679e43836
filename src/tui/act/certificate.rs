//! The certificate, typed or pasted from the notice. Before it is saved it is compared with the
//! request field by field: one that does not match leaves its holder unable to sign
//! [SOP Peringatan]. Its end is proposed from its issue and confirmed; never the other way round.

use super::{Faults, Values, question as asked, seen, subject};
use crate::domain::act::{Answer as Bsre, Command, GivenCertificate, Seen};
use crate::domain::certificate::{Certificate, CertificateForm, CertificateSource, IssuingBody};
use crate::domain::finding::{Finding, validity_long};
use crate::domain::identity::{Nik, Serial, mask_niks, mask_stated};
use crate::domain::names;
use crate::domain::policy::Policy;
use crate::domain::request::Identity;
use crate::domain::rules::mismatches;
use crate::domain::time::Instant;
use crate::domain::written::{self, Prefer};
use crate::intake::notice::{self, Meaning, labels};
use crate::text::{self, Arg, written::Asked};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::view::RequestView;

/// The fields of a certificate, filled with what is known of it.
fn entries(known: Option<&CertificateForm>) -> [Entry; 7] {
    let text = |of: fn(&CertificateForm) -> String| known.map(of).unwrap_or_default();
    let entry = |key, label, of: fn(&CertificateForm) -> String| Entry::text(key, label, &text(of));
    let moment = |key, label, of: fn(&CertificateForm) -> Instant| {
        let text = known.map(|form| labels::written(of(form)));
        Entry::moment(key, label, Prefer::Past, &text.unwrap_or_default())
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

/// The fields of a new certificate.
pub fn form(view: &RequestView, ctx: &Ctx) -> Form {
    let who = subject(&view.request);
    let form = Form::new(ctx.words.with("bsre-form-issued", &[("who", &who)]));
    let form = form.with(Entry::note("notice", "bsre-notice", 2, ""));
    let mut form = entries(None).into_iter().fold(form, Form::with);
    form.remark("nik", ctx.get("bsre-nik-remark"));
    form.remark("not_after", ctx.get("bsre-not-after-remark"));
    form
}

/// The fields of a certificate that is corrected, with the reason. `who`: whose it is.
pub fn correction(known: &CertificateForm, who: &str, ctx: &Ctx) -> Form {
    let form = Form::new(ctx.words.with("bsre-form-correct", &[("who", &who)]));
    let mut form = entries(Some(known)).into_iter().fold(form, Form::with);
    let nik = match known.nik.as_str() {
        "" => ctx.get("bsre-nik-remark"),
        held => ctx.words.with("bsre-nik-stays", &[("nik", &held)]),
    };
    form.remark("nik", nik);
    form.with(Entry::note("reason", "field-reason", 2, "").required())
        .of_record()
}

/// What follows from a field that changed: a pasted notice fills the others, a serial is shown in
/// both ways, an issue date proposes the end.
pub fn follow(form: &mut Form, field: &str, ctx: &Ctx) {
    match field {
        "notice" => {
            let found = labels::read(&form.value("notice", ctx));
            let (count, rest) = (found.fields.len(), found.rest.len());
            for (key, value) in found.fields {
                form.set(key, &value);
                if key != "notice" {
                    follow(form, key, ctx);
                }
            }
            let args: &[(&str, &dyn Arg)] = &[("count", &count), ("rest", &rest)];
            let said = ctx.words.with("bsre-notice-read", args);
            form.remark("notice", said);
        }
        "serial" => remark_serial(form, ctx),
        "not_after" => {
            let values = Values(form.values(ctx));
            let long = certificate(&values, ctx).ok();
            let long = long.and_then(|read| long_life(&read.form, ctx));
            if let Some(long) = long {
                form.remark("not_after", text::finding::sentence(ctx.words, &long));
            } else if !values.get("not_after").is_empty() {
                form.remark("not_after", String::new());
            }
        }
        "not_before" => {
            let said = proposed(&form.value("not_before", ctx), ctx).map(|at| {
                let until = ctx.words.date(at.day());
                ctx.words
                    .with("bsre-not-after-proposed", &[("until", &until)])
            });
            let said = said.unwrap_or_else(|| ctx.get("bsre-not-after-remark"));
            form.remark("not_after", said);
        }
        _ => {}
    }
}

/// A pasted text that is about somebody else, or tells of something else than a certificate: nothing is
/// recorded of it. Another address alone may be BSrE's error, which the comparison tells.
pub fn objection(view: &RequestView, values: &Values, ctx: &Ctx) -> Faults {
    let pasted = values.get("notice");
    if pasted.is_empty() {
        return Faults::new();
    }
    let who = &view.request.identity;
    let read = notice::one(pasted, ctx.now.day());
    let number = |nik: Nik| !who.nik.is_empty() && nik.masked() != mask_stated(&who.nik);
    let named = !read.name.is_empty() && !names::same_person(&read.name, &who.name);
    let addressed = !read.email.is_empty() && !read.email.eq_ignore_ascii_case(&who.email);
    if read.nik.is_some_and(number) || (named && (addressed || read.email.is_empty())) {
        let (of, is) = (mask_niks(&read.name).into_owned(), subject(&view.request));
        let of = if of.is_empty() { read.email } else { of };
        let args: &[(&str, &dyn Arg)] = &[("of", &of), ("who", &is)];
        return super::fault("notice", ctx.words.with("notice-other-person", args));
    }
    match read.meaning {
        None | Some(Meaning::Issued) => Faults::new(),
        Some(other) => {
            let said = ctx.words.of("notice-means", other.as_str());
            let said = ctx.words.with("notice-other-answer", &[("means", &said)]);
            super::fault("notice", said)
        }
    }
}

/// Says how the serial was read.
pub fn remark_serial(form: &mut Form, ctx: &Ctx) {
    let text = form.value("serial", ctx);
    let said = text::serial::read(ctx.words, &text, &Serial::parse(&text));
    form.remark("serial", said.unwrap_or_default());
}

/// The certificate runs longer than the policy says.
pub fn long_life(read: &CertificateForm, ctx: &Ctx) -> Option<Finding> {
    validity_long(read, ctx.policy()?.validity)
}

/// A finding as a line of a question.
pub fn warning(finding: &Finding, ctx: &Ctx) -> String {
    let sign = ctx.theme.sign(Role::Warn);
    format!("{sign} {}", text::finding::sentence(ctx.words, finding))
}

/// The end that follows from the issue [SE F.4].
fn proposed(not_before: &str, ctx: &Ctx) -> Option<Instant> {
    let from = written::moment(not_before, ctx.now.day(), Prefer::Past).ok()?;
    Some(ctx.policy()?.validity.end(from.at))
}

/// The certificate beside the request, and whether it is recorded so.
pub fn question(view: &RequestView, values: &Values, ctx: &Ctx) -> Option<Confirm> {
    let read = certificate(values, ctx).ok()?.form;
    let who = subject(&view.request);
    let confirm = asked(ctx.words.with("bsre-ask-issued", &[("who", &who)]));
    let confirm = beside(confirm, &view.request.identity, &read, ctx);
    Some(confirm.irreversible())
}

/// Digits that can mean the serial that a certificate has mean it, as the desk will read them.
fn as_known(given: GivenCertificate, known: &CertificateForm) -> GivenCertificate {
    match given.decimal.is_some() && given.decimal == known.serial {
        true => GivenCertificate::from(CertificateForm {
            serial: given.decimal,
            ..given.form
        }),
        false => given,
    }
}

/// What a correction changes, beside the request that brought the certificate, where one did.
pub fn question_correct(
    known: &CertificateForm,
    identity: Option<&Identity>,
    who: &str,
    values: &Values,
    ctx: &Ctx,
) -> Option<Confirm> {
    let given = certificate(values, ctx).ok()?;
    let read = as_known(given, known).form;
    let mut confirm = asked(ctx.words.with("bsre-ask-correct", &[("who", &who)]));
    // Left blank, the NIK stays.
    let nik = Some(read.nik.clone()).filter(|typed| !typed.is_empty());
    let shown = CertificateForm {
        nik: nik.unwrap_or_else(|| known.nik.clone()),
        ..read
    };
    for line in changes(known, &shown, ctx) {
        confirm = confirm.detail(line);
    }
    if let Some(identity) = identity {
        confirm = beside(confirm, identity, &shown, ctx);
    }
    Some(confirm.irreversible())
}

/// The fields that a correction changes: `Nomor seri: 3F:A1 → 3F:A2`.
fn changes(known: &CertificateForm, now: &CertificateForm, ctx: &Ctx) -> Vec<String> {
    let serial =
        |form: &CertificateForm| form.serial.as_ref().map(Serial::colons).unwrap_or_default();
    let moment = |at: Instant| ctx.words.moment(at);
    let fields = [
        ("serial", serial(known), serial(now)),
        ("certificate_name", known.name.clone(), now.name.clone()),
        ("email", known.email.clone(), now.email.clone()),
        ("agency", known.agency.clone(), now.agency.clone()),
        ("nik", mask_stated(&known.nik), mask_stated(&now.nik)),
        (
            "not_before",
            moment(known.not_before),
            moment(now.not_before),
        ),
        ("not_after", moment(known.not_after), moment(now.not_after)),
    ];
    let shown = |text: String| {
        if text.is_empty() {
            "-".to_owned()
        } else {
            text
        }
    };
    let changed = fields.into_iter().filter(|(_, was, is)| was != is);
    changed
        .map(|(field, was, is)| {
            let field = ctx.words.of("field", field);
            format!("{field}: {} → {}", shown(was), shown(is))
        })
        .collect()
}

/// The certificate beside the identity that it is for.
fn beside(mut confirm: Confirm, identity: &Identity, read: &CertificateForm, ctx: &Ctx) -> Confirm {
    let Some(policy) = ctx.policy() else {
        return confirm;
    };
    let lines = compare(policy, identity, read, ctx);
    for (_, line) in &lines {
        confirm = confirm.detail(line.clone());
    }
    let until = ctx.words.moment(read.not_after);
    let from = ctx.words.moment(read.not_before);
    confirm = confirm.detail(ctx.words.with(
        "bsre-certificate-life",
        &[("from", &from), ("until", &until)],
    ));
    if let Some(long) = long_life(read, ctx) {
        confirm = confirm.detail(warning(&long, ctx));
    }
    if lines.iter().any(|(same, _)| *same == Some(false)) {
        let sign = ctx.theme.sign(Role::Bad);
        confirm = confirm.detail(format!("{sign} {}", ctx.get("bsre-mismatch-warning")));
    }
    confirm
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
fn certificate(values: &Values, ctx: &Ctx) -> Result<GivenCertificate, Faults> {
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
    let read = Serial::parse(typed);
    if let (Err(said), false) = (
        text::serial::read(ctx.words, typed, &read),
        typed.is_empty(),
    ) {
        faults.push(("serial".to_owned(), said));
    }
    let serial = read.ok();
    if !faults.is_empty() {
        return Err(faults);
    }
    let form = CertificateForm {
        serial: None,
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
    };
    Ok(GivenCertificate::new(form, serial))
}

/// The act that records the certificate.
///
/// # Errors
/// The fields that do not read.
pub fn command(view: &RequestView, values: &Values, ctx: &Ctx) -> Result<Command, Faults> {
    Ok(Command::Answer {
        request: seen(view),
        answer: Bsre::Issued {
            certificate: Box::new(certificate(values, ctx)?),
        },
    })
}

/// The act that corrects a certificate: what the form does not ask stays.
///
/// # Errors
/// The fields that do not read.
pub fn corrected(held: &Certificate, values: &Values, ctx: &Ctx) -> Result<Command, Faults> {
    let known = &held.form;
    let GivenCertificate {
        form: read,
        decimal,
    } = certificate(values, ctx)?;
    let form = CertificateForm {
        issuer: known.issuer.clone(),
        body: known.body,
        key: known.key.clone(),
        fingerprint: known.fingerprint,
        source: known.source,
        ..read
    };
    Ok(Command::CorrectCertificate {
        certificate: Seen {
            id: held.id,
            revision: held.revision,
        },
        form: Box::new(GivenCertificate { form, decimal }),
        reason: values.text("reason"),
    })
}
