//! The letter that a request came with, and who is written to about it.

use super::{filled, joined};
use crate::domain::contact::Contact;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::view::RequestView;

/// The letter that it came with.
pub fn letter(view: &RequestView, ctx: &Ctx) -> Vec<Paragraph> {
    let letter = &view.letter;
    let form = &letter.form;
    let date = form.date.map(|day| ctx.words.date(day)).unwrap_or_default();
    let number = joined(&[&form.number, &date]);
    let urgency = [
        ctx.words.of("nature", form.nature.as_str()),
        ctx.words.of("urgency", form.urgency.as_str()),
    ];
    let received = ctx.words.moment_near(form.received, ctx.now);
    let names = ctx.words.with("detail-names", &[("count", &letter.names)]);
    let lines = [
        format!("{} · {names}", letter.no),
        form.from.clone(),
        number,
        ctx.words.with("detail-received", &[("when", &received)]),
        urgency.join(" · "),
        form.subject.clone(),
    ];
    let mut out: Vec<Paragraph> = filled(&lines).into_iter().map(Paragraph::plain).collect();
    out.push(contact(&letter.requester(&view.request.identity), ctx));
    out
}

/// Who is written to about a letter; that nobody is named, where so.
pub fn contact(who: &Contact, ctx: &Ctx) -> Paragraph {
    let said = joined(&[&who.name, &who.phone, &who.email]);
    let label = ctx.get("field-contact");
    match said.is_empty() {
        true => Paragraph::of(Role::Dim, format!("{label}: {}", ctx.get("contact-none"))),
        false => Paragraph::plain(format!("{label}: {said}")),
    }
}
