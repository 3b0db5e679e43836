//! What a kind must know beside the identity, in lines: the certificate that is meant, what becomes
//! of it, the cause of a revocation, the letter to BSrE [R13.1-R13.8].

use crate::domain::certificate::Certificate;
use crate::domain::kind::Kind;
use crate::domain::request::{Outcome, Outgoing, StatedCause};
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::causes;
use crate::tui::view::certificates::columns;
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::view::RequestView;

/// The lines; none for a first issue.
pub fn lines(view: &RequestView, ctx: &Ctx) -> Vec<Paragraph> {
    let request = &view.request;
    let stated = &request.particulars;
    if request.kind == Kind::Issue {
        return Vec::new();
    }
    let mut out = vec![match &view.about {
        Some(about) => Paragraph::plain(labelled("certificate", &certificate(about, ctx), ctx)),
        None => missing("certificate", ctx),
    }];
    match request.kind {
        Kind::Change => out.push(match view.outcome {
            Some(outcome) => {
                let said = ctx.words.of("change-outcome", outcome.as_str());
                Paragraph::plain(labelled("outcome", &said, ctx))
            }
            None => missing("outcome", ctx),
        }),
        Kind::Revoke => {
            out.push(match &stated.cause {
                Some(stated) => Paragraph::plain(labelled("cause", &cause(stated, ctx), ctx)),
                None => missing("cause", ctx),
            });
            out.push(match &stated.outgoing {
                Some(letter) => Paragraph::plain(labelled("outgoing", &outgoing(letter, ctx), ctx)),
                None => missing("outgoing", ctx),
            });
        }
        Kind::Issue | Kind::Renew | Kind::Reset => {}
    }
    if request.kind == Kind::Change && view.outcome == Some(Outcome::Reissue) {
        out.push(Paragraph::of(Role::Dim, ctx.get("particular-gap")).hanging(2));
    }
    out
}

fn labelled(key: &str, said: &str, ctx: &Ctx) -> String {
    format!("{}: {said}", ctx.words.of("particular", key))
}

fn missing(key: &str, ctx: &Ctx) -> Paragraph {
    let sign = ctx.theme.sign(Role::Warn);
    let said = labelled(key, &ctx.get("particular-missing"), ctx);
    Paragraph::of(Role::Warn, format!("{sign} {said}"))
}

/// A certificate among others: its serial and its last day.
pub fn certificate(of: &Certificate, ctx: &Ctx) -> String {
    let serial = of.form.serial.as_ref();
    let serial = serial.map(|serial| columns::serial(&serial.to_string()));
    let serial = serial.unwrap_or_else(|| ctx.get("cert-no-serial"));
    let until = ctx.words.date(of.form.not_after.day());
    let status = ctx.words.of("status", of.status(ctx.now).as_str());
    let args: &[(&str, &dyn crate::text::Arg)] =
        &[("serial", &serial), ("until", &until), ("status", &status)];
    ctx.words.with("particular-certificate-line", args)
}

fn cause(stated: &StatedCause, ctx: &Ctx) -> String {
    let day = |day: Option<crate::domain::time::Day>| {
        day.map(|day| ctx.words.date(day)).unwrap_or_default()
    };
    let effective = match stated.effective {
        Some(day) => format!("TMT {}", ctx.words.date(day)),
        None => String::new(),
    };
    let parts = [
        causes::name(stated.cause.as_str(), ctx.policy(), ctx),
        stated.number.clone(),
        day(stated.date),
        effective,
        stated.text.clone(),
    ];
    joined(&parts)
}

fn outgoing(letter: &Outgoing, ctx: &Ctx) -> String {
    joined(&[
        letter.number.clone(),
        ctx.words.date(letter.date),
        letter.signer.clone(),
        letter.attachments.clone(),
    ])
}

fn joined(parts: &[String]) -> String {
    let some = parts.iter().filter(|part| !part.is_empty());
    some.cloned().collect::<Vec<_>>().join(" · ")
}
