//! The lembar disposisi as it is read: the letter's head, and the parafs of those before
//! [SOP 2-4].

use crate::domain::policy::Policy;
use crate::domain::sheet::Disposition;
use crate::text::{Arg, request as words_of};
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::request::{self, names};
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::view::SheetView;

use super::slip;

/// The letter's head, in the order of the paper.
pub fn letter(view: &SheetView, ctx: &Ctx) -> Vec<Paragraph> {
    let form = &view.letter.form;
    let field = |key: &str, value: &str| {
        let value = if value.trim().is_empty() { "-" } else { value };
        format!("{}: {value}", ctx.words.of("field", key))
    };
    let date = form.date.map(|day| ctx.words.date(day)).unwrap_or_default();
    let received = ctx.words.moment(form.received);
    let nature = ctx.words.of("nature", form.nature.as_str());
    let urgency = ctx.words.of("urgency", form.urgency.as_str());
    let lines = [
        field("from", &form.from),
        [field("number", &form.number), date].join(" · "),
        [
            field("received", &received),
            field("agenda", &view.letter.no.to_string()),
        ]
        .join(" · "),
        [
            field("nature", &nature),
            field("urgency", &urgency),
            field("attachments", &form.attachments),
        ]
        .join(" · "),
        field("subject", &form.subject),
    ];
    let mut out: Vec<Paragraph> = lines
        .into_iter()
        .map(|line| Paragraph::plain(line).hanging(2))
        .collect();
    if !form.contact.is_empty() {
        out.push(request::letter::contact(&form.contact, ctx).hanging(2));
    }
    out.extend(view.names.iter().filter_map(|name| {
        let held = name.held.as_ref()?;
        let who = words_of::officer(ctx.words, &names(&view.officers, ctx), held.by);
        let when = ctx.words.moment_near(held.at, ctx.now);
        let args: &[(&str, &dyn Arg)] = &[("who", &who), ("when", &when), ("text", &held.reason)];
        Some(Paragraph::of(Role::Warn, ctx.words.with("detail-held", args)).hanging(2))
    }));
    if !view.open_by.is_empty() {
        let who = view.open_by.join(", ");
        let said = ctx.words.with("detail-open-by", &[("who", &who)]);
        out.push(Paragraph::of(Role::Changed, said));
    }
    out
}

/// The parafs: who, in which position, when, what he wrote.
pub fn parafs(view: &SheetView, policy: Option<&Policy>, ctx: &Ctx) -> Vec<Paragraph> {
    let lines = view.sheet.lines.iter();
    lines.map(|line| paraf(line, view, policy, ctx)).collect()
}

fn paraf(line: &Disposition, view: &SheetView, policy: Option<&Policy>, ctx: &Ctx) -> Paragraph {
    let names = names(&view.officers, ctx);
    let position = ctx.words.of("position-short", line.from.as_str());
    let who = words_of::officer(ctx.words, &names, line.officer);
    let who = words_of::acting(ctx.words, &who, Some(line.capacity));
    let when = match &line.paper {
        None => ctx.words.moment_near(line.recorded, ctx.now),
        Some(paper) => match paper.minute {
            None => words_of::untimed(ctx.words, paper.day),
            Some(minute) => {
                let at = crate::domain::time::start_of(paper.day).plus_minutes(i64::from(minute));
                ctx.words.moment_near(at, ctx.now)
            }
        },
    };
    let args: &[(&str, &dyn Arg)] = &[("position", &position), ("who", &who), ("when", &when)];
    let mut parts = vec![ctx.words.with("sheet-paraf", args)];
    if let Some(policy) = policy {
        parts.push(slip::instructions(&line.slip, policy, ctx));
    }
    parts.push(line.slip.note.clone());
    if let Some(day) = line.slip.deadline {
        let day = ctx.words.date(day);
        parts.push(ctx.words.with("sheet-deadline", &[("day", &day)]));
    }
    if line.paper.is_some() {
        let by = words_of::officer(ctx.words, &names, line.recorded_by);
        parts.push(ctx.words.with("sheet-from-paper", &[("who", &by)]));
    }
    if line.concurrent {
        parts.push(ctx.get("detail-concurrent"));
    }
    parts.retain(|part| !part.trim().is_empty());
    Paragraph::plain(format!(
        "{} {}",
        ctx.theme.sign(Role::Good),
        parts.join(" · ")
    ))
    .hanging(2)
}
