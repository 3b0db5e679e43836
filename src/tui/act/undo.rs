//! One's own last act on a request, taken back: the question says which, when, and what holds then.

use super::{Act, Case, Faults, Files, Values, ask, recorded};
use crate::domain::act::{ActKind, Command};
use crate::domain::ids::RecordId;
use crate::text::{Arg, history, request as words_of};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct Undo;

impl Act<RequestView> for Undo {
    fn name(&self) -> &'static str {
        "undo"
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        _: &Values,
        _: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        let request = &case.on.request;
        Ok(Command::Undo {
            record: RecordId::Request(request.no),
            revision: request.revision,
        })
    }

    fn question(&self, case: &Case<RequestView>, _: &Values, ctx: &Ctx) -> Option<Confirm> {
        let (view, undo) = (&case.on, case.on.undo.as_ref().ok()?);
        let key = match undo.others {
            0 => "ask-undo",
            _ => "ask-undo-many",
        };
        let to = undo.to.unwrap_or(view.request.stage);
        let args: &[(&str, &dyn Arg)] = &[
            ("what", &history::event(ctx.words, &undo.what)),
            ("when", &ctx.words.moment_near(undo.at, ctx.now)),
            ("stage", &words_of::stage(ctx.words, to)),
            ("others", &undo.others),
        ];
        Some(ask(key, view, args, ctx))
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        recorded(ActKind::Undo, &case.on, ctx)
    }
}
