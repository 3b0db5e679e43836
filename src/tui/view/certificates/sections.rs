//! What is said of a certificate, section by section.

use super::columns;
use crate::domain::certificate::{
    Certificate, CertificateSource, CertificateStatus, IssuingBody, Revocation, Standing,
};
use crate::domain::identity::Serial;
use crate::domain::policy::Policy;
use crate::domain::time::{Day, Instant};
use crate::text::request as words_of;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::calendar::due;
use crate::tui::view::causes;
use crate::tui::view::request::sections::{section, spaced};
use crate::tui::widgets::gauge;
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::view::CertificateView;

/// Columns of the labels.
const LABEL: usize = 16;

/// Everything of a certificate, what is looked for first above.
pub fn all(view: &CertificateView, policy: Option<&Policy>, ctx: &Ctx) -> Vec<Paragraph> {
    let certificate = &view.certificate;
    let mut out = head(view, ctx);
    out.extend(section("cert-holder", holder(view, ctx), ctx));
    out.extend(section("cert-fields", fields(certificate, ctx), ctx));
    out.extend(section("cert-chain", chain(view, policy, ctx), ctx));
    out.extend(section(
        "cert-passphrase",
        passphrase(certificate, policy, ctx),
        ctx,
    ));
    out.extend(section("cert-notices", notices(view, ctx), ctx));
    out
}

fn head(view: &CertificateView, ctx: &Ctx) -> Vec<Paragraph> {
    let form = &view.certificate.form;
    let status = columns::status(view.status, view.nearness, ctx);
    let until = ctx.words.date(form.not_after.day());
    let until = ctx.words.with("cert-until", &[("date", &until)]);
    let mut lines = vec![
        Paragraph::of(Role::Strong, form.name.clone()),
        Paragraph::of(status.role, format!("{} · {until}", status.text)),
    ];
    use CertificateStatus::{Active, Expired, Suspended};
    if !matches!(view.status, Active | Expired | Suspended) {
        return lines;
    }
    let left = match view.days_left {
        left if left < 0 => ctx.words.with("cert-past", &[("days", &-left)]),
        left => {
            let whole = (form.not_after.day() - form.not_before.day()).num_days();
            let whole = u64::try_from(whole).unwrap_or(0);
            let bar = gauge::life(u64::try_from(left).unwrap_or(0), whole, 20, ctx);
            let days = ctx.words.with("cert-left", &[("days", &left)]);
            format!("{bar} {days}")
        }
    };
    let role = match view.status {
        Active => columns::urgency(view.nearness),
        _ => Role::Dim,
    };
    lines.push(Paragraph::of(role, left));
    lines
}

fn holder(view: &CertificateView, ctx: &Ctx) -> Vec<Paragraph> {
    let Some(person) = &view.holder else {
        return vec![Paragraph::of(Role::Dim, ctx.get("cert-no-holder"))];
    };
    let mut lines = vec![Paragraph::plain(person.name.clone())];
    if !person.nip.is_empty() {
        lines.push(Paragraph::plain(format!("NIP {}", spaced(&person.nip))));
    }
    let place: Vec<&str> = [person.agency.as_str(), person.post.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    if !place.is_empty() {
        lines.push(Paragraph::plain(place.join(" · ")));
    }
    lines.push(Paragraph::of(Role::Dim, ctx.get("cert-open-holder")));
    lines
}

/// A label and its value; nothing for an empty one.
fn line(label: &str, value: &str, ctx: &Ctx) -> Option<Paragraph> {
    let value = value.trim();
    if value.is_empty() {
        return None;
    }
    let label = crate::text::fit(&ctx.get(label), LABEL, false);
    Some(Paragraph::plain(format!("{label} {value}")).hanging(LABEL + 1))
}

fn fields(certificate: &Certificate, ctx: &Ctx) -> Vec<Paragraph> {
    let form = &certificate.form;
    let hex = form.serial.as_ref().map(Serial::colons);
    let decimal = form.serial.as_ref().map(Serial::decimal);
    let body = match form.body {
        IssuingBody::Bsre => "BSrE",
        IssuingBody::Bppt => "BPPT",
    };
    let issuer = if form.issuer.is_empty() {
        body.to_owned()
    } else {
        format!("{} ({body})", form.issuer)
    };
    let print = form
        .fingerprint
        .map(|bytes| fingerprint(&bytes))
        .unwrap_or_default();
    let source = match certificate.form.source {
        CertificateSource::Typed => "typed",
        CertificateSource::File => "file",
        CertificateSource::Inventory => "inventory",
    };
    let none = || ctx.get("cert-no-serial");
    let rows = [
        ("field-serial", hex.unwrap_or_else(none)),
        ("cert-decimal", decimal.unwrap_or_default()),
        ("field-issuer", issuer),
        ("cert-cn", form.name.clone()),
        ("cert-email", form.email.clone()),
        ("cert-o", form.agency.clone()),
        ("field-nik", form.nik.clone()),
        ("cert-key", form.key.clone()),
        ("field-not_before", moment(form.not_before, ctx)),
        ("field-not_after", moment(form.not_after, ctx)),
        ("cert-fingerprint", print),
        ("cert-source", ctx.words.of("source", source)),
    ];
    rows.iter()
        .filter_map(|(label, value)| line(label, value, ctx))
        .collect()
}

/// A moment in WIB with what stands in the certificate: `23 Nov 2026 06.59 WIB (UTC 22 Nov 2026 23:59:59)`.
fn moment(at: Instant, ctx: &Ctx) -> String {
    let utc = at.to_utc();
    let day = ctx.words.date(utc.date_naive());
    let utc = format!("{day} {}", utc.format("%H:%M:%S"));
    let wib = ctx.words.moment(at);
    ctx.words
        .with("cert-moment", &[("wib", &wib), ("utc", &utc)])
}

/// SHA-256 in groups of four letters, so that it can be read aloud and wraps.
fn fingerprint(bytes: &[u8; 32]) -> String {
    let groups: Vec<String> = bytes
        .chunks(2)
        .map(|pair| pair.iter().map(|byte| format!("{byte:02X}")).collect())
        .collect();
    groups.join(" ")
}

fn chain(view: &CertificateView, policy: Option<&Policy>, ctx: &Ctx) -> Vec<Paragraph> {
    let certificate = &view.certificate;
    let mut lines = Vec::new();
    if let Some(request) = &view.request {
        let kind = ctx.words.of("kind", request.kind.as_str());
        let stage = words_of::stage(ctx.words, request.stage);
        let no = request.no.to_string();
        let said = ctx.words.with(
            "cert-request",
            &[("no", &no), ("kind", &kind), ("stage", &stage)],
        );
        lines.push(Paragraph::plain(said));
    } else {
        lines.push(Paragraph::of(Role::Dim, ctx.get("cert-no-request")));
    }
    if let Some(old) = certificate.replaces {
        let said = ctx
            .words
            .with("cert-replaces", &[("id", &old.0.to_string())]);
        lines.push(Paragraph::plain(said));
    }
    match &certificate.standing {
        Standing::Good => {}
        Standing::Suspended { since } => {
            let since = ctx.words.date(*since);
            let said = ctx.words.with("cert-suspended", &[("since", &since)]);
            lines.push(Paragraph::of(Role::Warn, said));
        }
        Standing::Replaced { by } => {
            let said = ctx
                .words
                .with("cert-replaced-by", &[("id", &by.0.to_string())]);
            lines.push(Paragraph::plain(said));
        }
        Standing::Revoked(revocation) => lines.push(revoked(revocation, policy, ctx)),
    }
    lines
}

fn revoked(revocation: &Revocation, policy: Option<&Policy>, ctx: &Ctx) -> Paragraph {
    let date = ctx.words.date(revocation.date);
    let cause = causes::name(&revocation.cause, policy, ctx);
    let scope = scope(revocation.internal, ctx);
    let args: &[(&str, &dyn crate::text::Arg)] = &[
        ("date", &date),
        ("cause", &cause),
        ("reason", &revocation.reason),
        ("scope", &scope),
    ];
    Paragraph::of(Role::Bad, ctx.words.with("cert-revoked", args))
}

/// Internal or external [SE E.8].
pub fn scope(internal: bool, ctx: &Ctx) -> String {
    ctx.get(if internal {
        "cert-internal"
    } else {
        "cert-external"
    })
}

fn passphrase(certificate: &Certificate, policy: Option<&Policy>, ctx: &Ctx) -> Vec<Paragraph> {
    let Some(changed) = certificate.passphrase else {
        return vec![Paragraph::of(Role::Dim, ctx.get("cert-passphrase-unknown"))];
    };
    let days = policy.map_or(180, |policy| u64::from(policy.deadlines.passphrase_days));
    let due = changed
        .checked_add_days(chrono::Days::new(days))
        .unwrap_or(changed);
    let role = if due < ctx.now.day() {
        Role::Bad
    } else {
        Role::Plain
    };
    let (changed, due) = (ctx.words.date(changed), ctx.words.date(due));
    let said = ctx.words.with(
        "cert-passphrase-changed",
        &[("date", &changed), ("due", &due)],
    );
    vec![Paragraph::of(role, said)]
}

fn notices(view: &CertificateView, ctx: &Ctx) -> Vec<Paragraph> {
    let today: Day = ctx.now.day();
    let lines = view.notices.iter().map(|(day, kind)| {
        let what = due::kind(*kind, ctx);
        let date = ctx.words.weekday_date(*day);
        let state = due::state(*kind, *day, today, false, ctx);
        let role = if *day < today { Role::Dim } else { Role::Plain };
        let what = crate::text::fit(&what, 12, false);
        let parts: Vec<String> = [date, state]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        Paragraph::of(role, format!("{what} {}", parts.join(" · ")))
    });
    lines.collect()
}
