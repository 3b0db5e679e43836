//! What lies there for one item, and what it is to be compared with.

use crate::domain::checklist::{ChecklistItem, Evidence};
use crate::domain::policy::{DocumentKey, Policy};
use crate::domain::request::Identity;
use crate::text::request as words_of;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::request::{names, sections};
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::view::RequestView;

use super::staged::Staged;

/// The page of one item.
pub fn page(
    view: &RequestView,
    item: &ChecklistItem,
    staged: &Staged,
    policy: Option<&Policy>,
    ctx: &Ctx,
) -> Vec<Paragraph> {
    let mut out = Vec::new();
    let name = words_of::document(ctx.words, policy, item.document);
    let need = ctx.words.of("need", item.need.as_str());
    out.push(Paragraph::of(Role::Strong, format!("{name} · {need}")));
    out.push(judged(view, item, staged, policy, ctx));
    out.push(Paragraph::plain(""));
    if item.document.is_file() {
        out.extend(lies(view, item, staged.evidence(item), ctx));
    } else {
        out.push(Paragraph::of(
            Role::Accent,
            view.request.identity.email.clone(),
        ));
        let domains = policy.map(|policy| policy.office.email_domains.join(", @"));
        let domain = format!("@{}", domains.unwrap_or_default());
        out.push(Paragraph::plain(
            ctx.words.with("check-email-check", &[("domain", &domain)]),
        ));
    }
    out.push(Paragraph::plain(""));
    out.push(Paragraph::of(Role::Accent, ctx.get("check-compare")));
    for (field, value) in compared(item.document, &view.request.identity, ctx) {
        let field = ctx.words.of("field", field);
        let value = if value.is_empty() {
            "-".to_owned()
        } else {
            value
        };
        out.push(Paragraph::plain(format!("{field}: {value}")).hanging(4));
    }
    out
}

/// The judgement, by whom and when; or that it is not saved yet.
fn judged(
    view: &RequestView,
    item: &ChecklistItem,
    staged: &Staged,
    policy: Option<&Policy>,
    ctx: &Ctx,
) -> Paragraph {
    let verdict = staged.verdict(item);
    let (sign, role) = super::checklist::sign(item, verdict, ctx);
    if staged.get(item.document).is_some() {
        let said = words_of::verdict(ctx.words, policy, verdict);
        let waits = ctx.get("check-not-saved");
        return Paragraph::of(Role::Warn, format!("{sign} {said} · {waits}"));
    }
    let said = words_of::judged(ctx.words, policy, item);
    match &item.mark {
        Some(mark) => {
            let names = names(&view.officers, ctx);
            let who = words_of::officer(ctx.words, &names, mark.by);
            let when = ctx.words.moment_near(mark.at, ctx.now);
            Paragraph::of(role, format!("{sign} {said} · {who} {when}"))
        }
        None => Paragraph::of(role, format!("{sign} {said}")),
    }
}

/// The evidence itself, and what lay there before it.
fn lies(
    view: &RequestView,
    item: &ChecklistItem,
    held: Option<&Evidence>,
    ctx: &Ctx,
) -> Vec<Paragraph> {
    let names = names(&view.officers, ctx);
    let mut out = Vec::new();
    let Some(current) = item.current() else {
        out.push(match held {
            Some(held) => Paragraph::of(Role::Accent, words_of::evidence(ctx.words, Some(held))),
            None => Paragraph::of(Role::Warn, ctx.get("check-nothing-lies")),
        });
        return out;
    };
    match &current.evidence {
        Evidence::File { name, bytes, hash } => {
            let kib = bytes.div_ceil(1024);
            out.push(Paragraph::of(Role::Accent, name.clone()));
            let digest: String = hash.to_string().chars().take(16).collect();
            let args: &[(&str, &dyn crate::text::Arg)] = &[("size", &kib), ("hash", &digest)];
            out.push(Paragraph::plain(ctx.words.with("check-file", args)));
            out.push(Paragraph::of(Role::Dim, ctx.get("check-file-open")));
        }
        Evidence::Link(link) => {
            out.push(Paragraph::of(Role::Accent, link.clone()));
            out.push(Paragraph::of(Role::Dim, ctx.get("check-link-open")));
        }
        Evidence::Paper => out.push(Paragraph::of(Role::Accent, ctx.get("evidence-paper"))),
    }
    let who = words_of::officer(ctx.words, &names, current.by);
    let when = ctx.words.moment_near(current.added, ctx.now);
    let args: &[(&str, &dyn crate::text::Arg)] = &[("who", &who), ("when", &when)];
    out.push(Paragraph::plain(ctx.words.with("check-laid", args)));
    let earlier = item.documents.len() - 1;
    if earlier > 0 {
        out.push(Paragraph::of(
            Role::Dim,
            ctx.words.with("check-earlier", &[("count", &earlier)]),
        ));
    }
    out
}

/// The fields of the request that a document is held against.
fn compared(document: DocumentKey, who: &Identity, ctx: &Ctx) -> Vec<(&'static str, String)> {
    let born = who.birth_date.map(|day| ctx.words.date(day));
    let born = [who.birth_place.clone(), born.unwrap_or_default()];
    let born: Vec<String> = born.into_iter().filter(|part| !part.is_empty()).collect();
    let name = ("name", who.name.clone());
    let nip = ("nip", sections::spaced(&who.nip));
    let nik = ("nik", who.nik.clone());
    let birth = ("birth_date", born.join(", "));
    let agency = ("agency", who.agency.clone());
    let unit = ("unit", who.unit.clone());
    match document {
        DocumentKey::Ktp | DocumentKey::SelfieKtp => vec![name, nik, birth],
        DocumentKey::Sk | DocumentKey::Cause => vec![
            name,
            nip,
            ("rank", who.rank.clone()),
            ("post", who.post.clone()),
            agency,
            unit,
        ],
        DocumentKey::Selfie => vec![name],
        DocumentKey::Letter => vec![name, nip, agency],
        DocumentKey::Form => vec![
            name,
            nik,
            nip,
            agency,
            unit,
            ("email", who.email.clone()),
            ("phone", who.phone.clone()),
        ],
        DocumentKey::Email => vec![name, agency, ("phone", who.phone.clone())],
    }
}
