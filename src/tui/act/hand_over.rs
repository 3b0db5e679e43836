//! The hand-over to the holder: through which channel, to which address, what was replied [SOP 7].

use super::{Act, Case, Faults, Files, Menu, Values, seen, subject};
use crate::domain::act::Command;
use crate::domain::kind::Kind;
use crate::text::Arg;
use crate::tui::act::Line;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct HandOver;

/// Where the holder is reached through a channel, as far as it is known.
fn address(channel: &str, view: &RequestView) -> String {
    let who = &view.request.identity;
    match channel {
        "email" => who.email.clone(),
        "whatsapp" => who.phone.clone(),
        _ => String::new(),
    }
}

impl Act<RequestView> for HandOver {
    fn name(&self) -> &'static str {
        "hand-over"
    }

    fn choices(&self, case: &Case<RequestView>, ctx: &Ctx) -> Menu {
        let who = subject(&case.on.request);
        let line = |key: &str| {
            let name = ctx.words.of("channel", key);
            let shown = match address(key, &case.on) {
                address if address.is_empty() => name,
                address => format!("{name} · {address}"),
            };
            Line::applying(Choice::new(key, shown))
        };
        Menu {
            title: ctx.words.with("bsre-choose-channel", &[("who", &who)]),
            lines: super::TO_HOLDER.map(line).to_vec(),
            likely: "email".to_owned(),
        }
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        let address = match case.choice.as_str() {
            "in-person" => ctx.get("bsre-at-counter"),
            channel => address(channel, &case.on),
        };
        let args: &[(&str, &dyn Arg)] = &[
            ("who", &subject(&case.on.request)),
            ("channel", &ctx.words.of("channel", &case.choice)),
        ];
        let title = match case.on.request.kind {
            Kind::Revoke => "bsre-form-told",
            _ => "bsre-form-hand-over",
        };
        Form::new(ctx.words.with(title, args))
            .with(Entry::text("address", "field-address", &address).required())
            .with(Entry::note("reply", "field-reply", 3, ""))
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        Ok(Command::HandOver {
            request: seen(&case.on),
            channel: case.choice.clone(),
            address: values.text("address"),
            reply: values.text("reply"),
        })
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        let who = subject(&case.on.request);
        let said = match case.on.request.kind {
            Kind::Revoke => "bsre-done-told",
            _ => "bsre-done-hand-over",
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
    use crate::tui::panel::Input;
    use crate::tui::place::Place;
    use crate::tui::testing::letter;
    use crate::tui::view::testing::request_view;

    #[test]
    fn the_channel_brings_its_address_and_the_reply_is_kept() {
        let mut doer = ActDriver::on_request(Action::HandOver, request_view());
        assert_eq!(doer.place(), Place::Menu);
        assert!(doer.drawn().contains("0812-7100-0013"), "{}", doer.drawn());
        doer.give(Input::Key(letter('2')));
        assert!(doer.drawn().contains("0812-7100-0013"), "{}", doer.drawn());
        doer.type_in("reply", "sudah bisa");
        doer.save();
        let Some(Command::HandOver { channel, reply, .. }) = doer.command() else {
            panic!("not handed over")
        };
        assert_eq!(
            (channel.as_str(), reply.as_str()),
            ("whatsapp", "sudah bisa")
        );
        assert!(doer.done().contains("Siti Rahmawati"));
    }
}
