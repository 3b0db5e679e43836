//! The fields of each deed on a request, the command that they make, and the question before it.

use crate::domain::act::{ActKind, Command, Seen};
use crate::domain::finding::Severity;
use crate::domain::office::Position;
use crate::domain::policy::Policy;
use crate::domain::request::{Request, Stage};
use crate::domain::written::Prefer;
use crate::text::{finding, request as words_of};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{Ctx, Tag};
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::view::RequestView;

use super::{Faults, Values, answers};

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The warning of this code is accepted with a reason.
    Accept(String),
    Send,
    Answer(ActKind),
}

impl Deed {
    /// Key of its words at a stage: `chain-form-…` titles it, `chain-ask-…` asks.
    fn key(&self, stage: Stage) -> String {
        match self {
            Deed::Accept(_) => ActKind::AcceptWarning.as_str().to_owned(),
            Deed::Send => ActKind::Send.as_str().to_owned(),
            Deed::Answer(act) => format!("answer-{}", answers::key(*act, stage)),
        }
    }

    /// Where its unfinished form is kept.
    pub fn draft_key(&self, request: &Request) -> String {
        format!("{}/{}", self.key(request.stage), request.no)
    }
}

/// `Siti Rahmawati (0142.03/2026)`.
pub fn subject(request: &Request) -> String {
    format!("{} ({})", request.identity.name, request.no)
}

/// The form of a deed; `None` where the question is enough.
pub fn form(deed: &Deed, view: &RequestView, ctx: &Ctx) -> Option<Form> {
    let request = &view.request;
    let title = ctx.words.with(
        &format!("chain-form-{}", deed.key(request.stage)),
        &[("who", &subject(request))],
    );
    let form = Form::new(title);
    Some(match deed {
        Deed::Accept(_) => form.with(Entry::note("reason", "field-reason", 4, "").required()),
        Deed::Send => {
            let today = ctx.now.day().format("%d/%m/%Y").to_string();
            form.with(Entry::day("date", "field-date", Prefer::Past, &today).required())
                .with(Entry::text("ticket", "field-ticket", ""))
                .with(Entry::choice(
                    "channel",
                    "field-channel",
                    channels(&["portal", "email", "letter"], ctx),
                    "portal",
                ))
        }
        Deed::Answer(act) => return answers::form(*act, form.title, ctx),
    })
}

/// Ways to reach somebody, with their words.
pub fn channels(keys: &[&str], ctx: &Ctx) -> Vec<Choice> {
    keys.iter()
        .map(|key| Choice::new(*key, ctx.words.of("channel", key)))
        .collect()
}

/// The reasons that a position may reject for.
pub fn reject_reasons(policy: &Policy, position: Position, ctx: &Ctx) -> Vec<Choice> {
    let language = words_of::policy_language(ctx.words);
    policy
        .reject_reasons_for(position)
        .map(|reason| Choice::new(reason.code.clone(), reason.text.in_language(language)))
        .collect()
}

/// The command that the values make.
///
/// # Errors
/// The fields that say nothing yet.
pub fn command(
    deed: &Deed,
    view: &RequestView,
    values: &Values,
    ctx: &Ctx,
) -> Result<Command, Faults> {
    let request = Seen {
        id: view.request.no,
        revision: view.request.revision,
    };
    let text = |key: &str| values.get(key).to_owned();
    Ok(match deed {
        Deed::Accept(code) => Command::AcceptWarning {
            request,
            code: code.clone(),
            reason: text("reason"),
        },
        Deed::Send => Command::Send {
            request,
            date: values.day("date").unwrap_or(ctx.now.day()),
            ticket: text("ticket"),
            channel: text("channel"),
        },
        Deed::Answer(act) => Command::Answer {
            request,
            answer: answers::answer(*act, values, ctx).ok_or_else(Vec::new)?,
        },
    })
}

/// The question that names what will happen.
pub fn question(
    tag: Tag,
    deed: &Deed,
    view: &RequestView,
    policy: &Policy,
    values: &Values,
    ctx: &Ctx,
) -> Confirm {
    let who = subject(&view.request);
    let key = format!("chain-ask-{}", deed.key(view.request.stage));
    let asked = ctx.words.with(&key, &[("who", &who)]);
    let confirm = Confirm::new(tag, asked);
    let day = values.day("date").unwrap_or(ctx.now.day());
    let date = ctx.words.date(day);
    match deed {
        Deed::Accept(code) => confirm.detail(finding_name(code, ctx)),
        Deed::Send => {
            let channel = ctx.words.of("channel", values.get("channel"));
            let ticket = match values.get("ticket") {
                "" => "-",
                ticket => ticket,
            };
            let args: &[(&str, &dyn crate::text::Arg)] =
                &[("date", &date), ("ticket", &ticket), ("channel", &channel)];
            let files = conforming(&view.request);
            confirm
                .detail(ctx.words.with("chain-send-detail", args))
                .detail(ctx.words.with("chain-send-files", &[("count", &files)]))
                .irreversible()
        }
        Deed::Answer(act) => {
            let confirm = match act {
                ActKind::LinkSent => {
                    let days = u64::from(policy.deadlines.activation_days);
                    let until = day.checked_add_days(chrono::Days::new(days)).unwrap_or(day);
                    let until = ctx.words.date(until);
                    confirm.detail(
                        ctx.words
                            .with("chain-link-until", &[("from", &date), ("until", &until)]),
                    )
                }
                ActKind::Activated => confirm.detail(date),
                ActKind::RejectedByBsre | ActKind::CorrectionAsked => {
                    confirm.detail(values.get("text"))
                }
                _ => confirm,
            };
            match act {
                ActKind::RejectedByBsre => confirm.irreversible(),
                _ => confirm,
            }
        }
    }
}

fn conforming(request: &Request) -> usize {
    use crate::domain::checklist::Verdict;
    let conform = |item: &&crate::domain::checklist::ChecklistItem| {
        *item.verdict() == Verdict::Conforms && item.document.is_file()
    };
    request.checklist.iter().filter(conform).count()
}

/// What a finding is called, by its code.
pub fn finding_name(code: &str, ctx: &Ctx) -> String {
    crate::domain::finding::FindingCode::from_key(code)
        .map_or_else(|| code.to_owned(), |code| finding::label(ctx.words, code))
}

/// Warnings that still stand, as lines to choose from.
pub fn open_warnings(view: &RequestView, ctx: &Ctx) -> Vec<Choice> {
    view.findings
        .iter()
        .filter(|open| open.finding.severity == Severity::Warning && open.accepted.is_none())
        .map(|open| {
            Choice::new(
                open.finding.code.as_str(),
                finding::sentence(ctx.words, &open.finding),
            )
        })
        .collect()
}
