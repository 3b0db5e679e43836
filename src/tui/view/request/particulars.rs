//! What a kind must know beside the identity, in lines: the certificate that is meant, what becomes
//! of it, the cause of a revocation, the letter to BSrE [R13.1-R13.8].

use crate::domain::certificate::Certificate;
use crate::domain::kind::Kind;
use crate::domain::request::{Outcome, Outgoing, StatedCause};
use crate::text::{Arg, request as words_of};
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::causes;
use crate::tui::view::certificates::columns;
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::view::{Kin, RequestView};

/// The lines; none for a first issue that follows nothing.
pub fn lines(view: &RequestView, ctx: &Ctx) -> Vec<Paragraph> {
    of_kind(view, ctx)
        .into_iter()
        .chain(kin(view, ctx))
        .collect()
}

/// The request that it follows up, and those that follow it up.
fn kin(view: &RequestView, ctx: &Ctx) -> Vec<Paragraph> {
    let line = |key: &str, kin: &Kin| {
        let (no, stage) = (kin.no.to_string(), words_of::stage(ctx.words, kin.stage));
        let args: [(&str, &dyn Arg); 2] = [("no", &no), ("stage", &stage)];
        Paragraph::plain(ctx.words.with(key, &args))
    };
    let follows = view.follows.iter().map(|kin| line("detail-follows", kin));
    let followed = view.followed.iter().map(|kin| line("detail-followed", kin));
    follows.chain(followed).collect()
}

fn of_kind(view: &RequestView, ctx: &Ctx) -> Vec<Paragraph> {
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
        Kind::Change => {
            let stated = stated.cause.iter();
            out.extend(stated.map(|stated| {
                Paragraph::plain(labelled("cause-change", &cause(stated, ctx), ctx))
            }));
            out.push(match view.outcome {
                Some(outcome) => {
                    let said = ctx.words.of("change-outcome", outcome.as_str());
                    Paragraph::plain(labelled("outcome", &said, ctx))
                }
                None => missing("outcome", ctx),
            });
        }
        Kind::Revoke => {
            out.push(match &stated.cause {
                Some(stated) => Paragraph::plain(labelled("cause", &cause(stated, ctx), ctx)),
                None => missing("cause", ctx),
            });
            out.push(match &stated.outgoing {
                Some(letter) => Paragraph::plain(labelled("outgoing", &outgoing(letter, ctx), ctx)),
                None => missing("outgoing", ctx),
            });
            out.extend(urgent(view, ctx));
            out.extend(lapsing(view, ctx));
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

/// What ends with the certificate.
fn lapsing(view: &RequestView, ctx: &Ctx) -> Option<Paragraph> {
    let all: Vec<String> = view.lapsing.iter().map(ToString::to_string).collect();
    let list = all.join(", ");
    let said = || ctx.words.with("particular-lapsing", &[("list", &list)]);
    (!all.is_empty()).then(|| Paragraph::of(Role::Warn, said()))
}

/// What follows a revocation that was sent at once, and by when.
fn urgent(view: &RequestView, ctx: &Ctx) -> Option<Paragraph> {
    let urgent = view.request.urgent.as_ref()?;
    let with = urgent
        .sheet_with
        .map(|at| ctx.words.of("position", at.as_str()));
    let said = match (with, view.days.due) {
        (Some(with), Some(due)) => {
            let due = ctx.words.date(due);
            let args: &[(&str, &dyn crate::text::Arg)] = &[("with", &with), ("due", &due)];
            ctx.words.with("particular-urgent-sheet", args)
        }
        (None, Some(due)) => {
            let due = ctx.words.date(due);
            ctx.words.with("particular-urgent-letter", &[("due", &due)])
        }
        _ => ctx.get("particular-urgent"),
    };
    let late = view.days.due.is_some_and(|due| due < ctx.now.day());
    let role = if late { Role::Bad } else { Role::Warn };
    Some(Paragraph::of(
        role,
        format!("{} {said}", ctx.theme.sign(role)),
    ))
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
