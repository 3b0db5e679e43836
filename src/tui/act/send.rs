//! To BSrE, once nothing holds the request back [SOP 5].

use super::{Act, Case, Faults, Files, Values, channels, question, seen, subject};
use crate::domain::act::{ActKind, Command};
use crate::domain::checklist::Verdict;
use crate::domain::credential::CredentialKind;
use crate::domain::request::Request;
use crate::domain::written::Prefer;
use crate::text::{refusal, staff};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::view::request::next::waits_for_its_day;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct Send;

/// Documents that go along.
fn conforming(request: &Request) -> usize {
    let items = request.checklist.iter();
    let conform = items.filter(|item| *item.verdict() == Verdict::Conforms);
    conform.filter(|item| item.document.is_file()).count()
}

/// The day from which it may be sent.
fn until(view: &RequestView, ctx: &Ctx) -> String {
    let cause = view.request.particulars.cause.as_ref();
    let day = cause.and_then(|cause| cause.effective);
    day.map(|day| format!("TMT {}", ctx.words.long_date(day)))
        .unwrap_or_default()
}

/// Before the officials disposed it: at once, the sheet follows.
fn urgent(view: &RequestView) -> bool {
    view.may.contains(&ActKind::SendUrgently)
}

/// That the access to BSrE of who sends is over: told, and no refusal [R1.25].
fn access(view: &RequestView, ctx: &Ctx) -> Option<String> {
    let office = ctx.office?;
    let sender = view.request.claimed.unwrap_or(office.me);
    let sender = office.officers.iter().find(|one| one.id == sender)?;
    let kind = CredentialKind::BsreAccess;
    let paper = sender.credentials.get(&kind)?;
    let today = ctx.now.day();
    let over = paper.is_over(today);
    let said = staff::paper_ends(ctx.words, &sender.name, kind, paper, today);
    said.filter(|_| over)
}

impl Act<RequestView> for Send {
    fn name(&self) -> &'static str {
        "send"
    }

    fn hindered(&self, case: &Case<RequestView>, ctx: &Ctx) -> Option<String> {
        if case.on.blocks.is_empty() || waits_for_its_day(&case.on) {
            return None;
        }
        let list = refusal::blocks(ctx.words, &case.on.blocks);
        Some(ctx.words.with("send-blocked", &[("list", &list)]))
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        if waits_for_its_day(&case.on) {
            return Form::default();
        }
        let who = subject(&case.on.request);
        let today = ctx.now.day().format("%d/%m/%Y").to_string();
        let ways = channels(&super::TO_BSRE, ctx);
        let title = match urgent(&case.on) {
            true => "send-form-urgent",
            false => "send-form",
        };
        Form::new(ctx.words.with(title, &[("who", &who)]))
            .with(Entry::day("date", "field-date", Prefer::Past, &today).required())
            .with(Entry::text("ticket", "field-ticket", ""))
            .with(Entry::choice("channel", "field-channel", ways, "portal"))
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        if waits_for_its_day(&case.on) {
            let request = seen(&case.on);
            return Ok(Command::Sleep { request });
        }
        let request = seen(&case.on);
        let date = values.day("date").unwrap_or(ctx.now.day());
        let (ticket, channel) = (values.text("ticket"), values.text("channel"));
        Ok(match urgent(&case.on) {
            true => Command::SendUrgently {
                request,
                date,
                ticket,
                channel,
            },
            false => Command::Send {
                request,
                date,
                ticket,
                channel,
            },
        })
    }

    fn question(&self, case: &Case<RequestView>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        let who = subject(&case.on.request);
        if waits_for_its_day(&case.on) {
            return Some(
                question(ctx.words.with("send-ask-sleep", &[("who", &who)]))
                    .detail(until(&case.on, ctx)),
            );
        }
        let asked = match urgent(&case.on) {
            true => "send-ask-urgent",
            false => "send-ask",
        };
        let asked = ctx.words.with(asked, &[("who", &who)]);
        let date = ctx.words.date(values.day("date").unwrap_or(ctx.now.day()));
        let channel = ctx.words.of("channel", values.get("channel"));
        let ticket = match values.get("ticket") {
            "" => "-",
            ticket => ticket,
        };
        let args: &[(&str, &dyn crate::text::Arg)] =
            &[("date", &date), ("ticket", &ticket), ("channel", &channel)];
        let files = conforming(&case.on.request);
        let more = match urgent(&case.on) {
            true => ctx.get("send-urgent-detail"),
            false => ctx.words.with("send-files", &[("count", &files)]),
        };
        let confirm = question(asked)
            .detail(ctx.words.with("send-detail", args))
            .detail(more);
        let confirm = access(&case.on, ctx)
            .into_iter()
            .fold(confirm, Confirm::detail);
        Some(confirm.irreversible())
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        let who = subject(&case.on.request);
        let said = match waits_for_its_day(&case.on) {
            true => "send-done-sleep",
            false => "send-done",
        };
        ctx.words.with(said, &[("who", &who)])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::view::testing::request_view;

    #[test]
    fn what_is_sent_at_once_says_that_the_sheet_and_the_letter_follow() {
        let mut view = request_view();
        view.may = vec![ActKind::SendUrgently];
        let mut doer = ActDriver::on_request(Action::Send, view);
        doer.save();
        let asked = doer.question().unwrap();
        assert!(
            asked.contains("segera") && asked.contains("menyusul"),
            "{asked}"
        );
        assert!(matches!(doer.yes(), Some(Command::SendUrgently { .. })));
    }

    #[test]
    fn the_question_names_who_and_under_which_ticket() {
        let mut doer = ActDriver::on_request(Action::Send, request_view());
        doer.keys("BSRE-77");
        doer.save();
        let asked = doer.question().unwrap();
        assert!(
            asked.contains("Siti Rahmawati") && asked.contains("BSRE-77"),
            "{asked}"
        );
        let Some(Command::Send { ticket, .. }) = doer.yes() else {
            panic!("not sent")
        };
        assert_eq!(ticket, "BSRE-77", "the first empty field has the cursor");
        assert!(doer.done().contains("Terkirim"));
    }
}
