//! Pedoman: definitions, duties, how to check a signed document, what ends when, the legal basis and
//! contacts as the policy has them, with what is odd about the sources.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::policy::{Policy, Words as Both};
use crate::text::request as words_of;
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::Facts;
use crate::tui::panel::{Ctx, Effect, Input, Panel};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::find::{Find, FindEvent};
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::text_view::{Paragraph, TextView};
use crate::wire::envelope::Topics;
use crate::wire::topic;

/// The page.
#[derive(Default)]
pub struct Guide {
    text: TextView,
    find: Find,
}

impl Guide {
    /// The page, before it was shown.
    pub fn new() -> Guide {
        Guide::default()
    }

    fn write(&mut self, ctx: &Ctx) {
        if let Some(office) = ctx.office {
            self.text
                .set(all(&office.policy, office.policy_number, ctx));
        }
    }
}

/// Keys of the definitions [SE E].
const DEFINITIONS: [&str; 8] = [
    "guide-def-certificate",
    "guide-def-signature",
    "guide-def-provider",
    "guide-def-ra",
    "guide-def-passphrase",
    "guide-def-ltv",
    "guide-def-internal",
    "guide-def-external",
];

/// How a signed document is checked [SE F.8].
const CHECKS: [&str; 3] = ["guide-check-reader", "guide-check-web", "guide-check-look"];

/// What the office reads where its sources contradict each other or practice.
const READINGS: [&str; 7] = [
    "guide-read-selfie",
    "guide-read-transfer",
    "guide-read-revoke",
    "guide-read-bppt",
    "guide-read-week",
    "guide-read-notice",
    "guide-read-reset",
];

fn head(key: &str, ctx: &Ctx) -> [Paragraph; 2] {
    [
        Paragraph::plain(""),
        Paragraph::of(Role::Accent, ctx.get(key)),
    ]
}

fn items(keys: &[&str], ctx: &Ctx) -> Vec<Paragraph> {
    let line = |key: &&str| Paragraph::plain(format!("- {}", ctx.get(key))).hanging(2);
    keys.iter().map(line).collect()
}

/// The whole guide.
fn all(policy: &Policy, number: u32, ctx: &Ctx) -> Vec<Paragraph> {
    let mut out = vec![
        Paragraph::of(Role::Strong, policy.office.name.clone()),
        Paragraph::of(
            Role::Dim,
            ctx.words
                .with("guide-policy", &[("number", &number.to_string())]),
        ),
    ];
    out.extend(head("guide-definitions", ctx));
    out.extend(items(&DEFINITIONS, ctx));
    out.extend(head("guide-limits", ctx));
    out.extend(limits(policy, ctx));
    out.extend(head("guide-checks", ctx));
    out.push(Paragraph::plain(ctx.words.with(
        "guide-verifier",
        &[("address", &policy.contacts.verifier)],
    )));
    out.extend(items(&CHECKS, ctx));
    out.extend(head("guide-contacts", ctx));
    out.extend(contacts(policy, ctx));
    out.extend(head("guide-stages", ctx));
    out.extend(stages(policy, ctx));
    out.extend(head("guide-basis", ctx));
    let basis = policy.legal_basis.iter();
    out.extend(basis.flat_map(|one| with_remark(one.title.clone(), &one.remark, ctx)));
    out.extend(head("guide-sources", ctx));
    for source in &policy.sources {
        let args: &[(&str, &dyn crate::text::Arg)] = &[
            ("title", &source.title),
            ("number", &source.number),
            ("date", &source.date),
            ("signer", &source.signer),
        ];
        let said = ctx.words.with("guide-source", args);
        out.extend(with_remark(said, &source.remark, ctx));
    }
    out.extend(head("guide-readings", ctx));
    out.extend(items(&READINGS, ctx));
    out
}

fn with_remark(said: String, remark: &Both, ctx: &Ctx) -> Vec<Paragraph> {
    let mut out = vec![Paragraph::plain(format!("- {said}")).hanging(2)];
    let remark = remark.in_language(words_of::policy_language(ctx.words));
    if !remark.is_empty() {
        let sign = ctx.theme.sign(Role::Info);
        out.push(Paragraph::of(Role::Info, format!("  {sign} {remark}")).hanging(4));
    }
    out
}

fn limits(policy: &Policy, ctx: &Ctx) -> Vec<Paragraph> {
    let days: Vec<String> = policy
        .notices
        .expiry_days_before
        .iter()
        .map(|days| format!("H-{days}"))
        .collect();
    let days = days.join(", ");
    let line = |key: &str, args: &[(&str, &dyn crate::text::Arg)]| {
        Paragraph::plain(format!("- {}", ctx.words.with(key, args))).hanging(2)
    };
    vec![
        line("guide-limit-life", &[("days", &policy.validity.days)]),
        line(
            "guide-limit-renew",
            &[("days", &policy.validity.renew_window_days)],
        ),
        line(
            "guide-limit-link",
            &[("days", &policy.deadlines.activation_days)],
        ),
        line(
            "guide-limit-passphrase",
            &[("days", &policy.deadlines.passphrase_days)],
        ),
        line("guide-limit-notices", &[("days", &days)]),
        line(
            "guide-limit-mail",
            &[("domains", &policy.office.email_domains.join(", "))],
        ),
    ]
}

fn contacts(policy: &Policy, ctx: &Ctx) -> Vec<Paragraph> {
    let contacts = &policy.contacts;
    let rows = [
        ("guide-phone", contacts.phones.join(", ")),
        ("guide-mail", contacts.email.clone()),
        ("guide-website", contacts.website.clone()),
        ("guide-portal", contacts.portal.clone()),
        ("guide-service-desk", contacts.service_desk.clone()),
    ];
    let line = |(key, value): &(&str, String)| {
        let label = crate::text::fit(&ctx.get(key), 22, false);
        Paragraph::plain(format!("{label} {value}")).hanging(23)
    };
    rows.iter().map(line).collect()
}

fn stages(policy: &Policy, ctx: &Ctx) -> Vec<Paragraph> {
    let language = words_of::policy_language(ctx.words);
    let line = |stage: &crate::domain::policy::Stage| {
        let name = stage.name.in_language(language).to_owned();
        let from = ctx.words.date(stage.opens);
        let said = ctx
            .words
            .with("guide-stage", &[("name", &name), ("date", &from)]);
        Paragraph::plain(format!("- {said}")).hanging(2)
    };
    policy.stages.iter().map(line).collect()
}

impl Panel for Guide {
    fn place(&self) -> Place {
        Place::Guide
    }

    fn facts(&self, ctx: &Ctx) -> Facts {
        let known = ctx.office.is_some();
        Facts {
            row: known,
            opened: true,
            allowed: ActionSet::NONE.with_if(known, Action::Copy),
            typing: self.find.typing(),
            ..Facts::new(Place::Guide)
        }
    }

    fn topics(&self) -> Topics {
        topic::OFFICE
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let mut inside = Frame::titled(ctx.get("place-guide")).render(area, buf, ctx);
        inside.x += 1;
        inside.width = inside.width.saturating_sub(1);
        if self.find.visible() && inside.height > 2 {
            self.find.render(inside, buf, ctx);
            inside.y += 1;
            inside.height -= 1;
        }
        if ctx.office.is_some() {
            return self.text.render(inside, buf, ctx);
        }
        let said = ctx.get("list-loading");
        TextView::new(vec![Paragraph::of(Role::Dim, said)]).render(inside, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match self.find.handle(&input) {
            FindEvent::Ignored => {}
            FindEvent::Everywhere => return vec![Effect::Act(Action::FindAll)],
            _ => {
                self.text.highlight = self.find.text().to_lowercase();
                return Vec::new();
            }
        }
        match input {
            Input::Shown(_) | Input::Office => {
                self.write(ctx);
                Vec::new()
            }
            Input::Act(Action::Copy) => vec![Effect::copy(self.text.plain(), ctx.get("copy-text"))],
            Input::Act(action) => {
                self.text.handle(action);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
