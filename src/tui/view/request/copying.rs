//! `Y`: fields of the request for the portal, one a press; the NIK only while `I` has it uncovered.

use crate::domain::ids::RequestNo;
use crate::text::Arg;
use crate::tui::panel::{Ctx, Effect, Message};
use crate::wire::view::RequestView;

/// The fields that the portal asks for, in its order.
const FIELDS: [&str; 3] = ["name", "nik", "email"];

/// Which field is copied next, of which request.
#[derive(Debug, Default)]
pub(super) struct Copying {
    field: usize,
    of: Option<RequestNo>,
}

impl Copying {
    /// The field that is copied now; the next one follows it.
    fn next(&mut self, no: RequestNo) -> usize {
        if self.of.replace(no) != Some(no) {
            self.field = 0;
        }
        let at = self.field;
        self.field = (at + 1) % FIELDS.len();
        at
    }

    /// Copies the next field.
    pub(super) fn copy(
        &mut self,
        view: &RequestView,
        whole_nik: Option<&str>,
        ctx: &Ctx,
    ) -> Vec<Effect> {
        let at = self.next(view.request.no);
        let identity = &view.request.identity;
        let value = match FIELDS[at] {
            "nik" => whole_nik,
            "name" => Some(identity.name.as_str()),
            _ => Some(identity.email.as_str()),
        };
        let Some(value) = value else {
            return vec![Effect::Say(Message::info(ctx.get("copy-nik-covered")))];
        };
        let next = FIELDS[(at + 1) % FIELDS.len()];
        let args: &[(&str, &dyn Arg)] = &[
            ("field", &ctx.words.of("field", FIELDS[at])),
            ("value", &value),
            ("next", &ctx.words.of("field", next)),
        ];
        vec![Effect::copy(value, ctx.words.with("copy-value", args))]
    }
}
