//! An official does not agree with a revocation that was sent at once; it stands.

use super::reasoned::Reasoned;
use super::{ask, seen};
use crate::domain::act::{ActKind, Command};

pub const DISAGREE: Reasoned = Reasoned {
    name: "disagree",
    title: "action-disagree",
    choice: None,
    text: ("reason", "field-reason", 3),
    question: Some(|view, _, ctx| ask("ask-disagree", view, &[], ctx)),
    command: |view, values| {
        Some(Command::Disagree {
            request: seen(view),
            reason: values.text("reason"),
        })
    },
    done: |_| ActKind::Disagree,
};

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::kind::Kind;
    use crate::domain::request::Stage;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::view::testing::request_view;

    #[test]
    fn it_wants_its_reason_and_says_that_the_revocation_stands() {
        let mut view = request_view();
        view.request.kind = Kind::Revoke;
        view.request.stage = Stage::AtBsre;
        view.may = vec![ActKind::Disagree];
        let mut doer = ActDriver::on_request(Action::Disagree, view);
        doer.save();
        assert!(doer.question().is_none(), "not without its reason");
        doer.set("reason", "laporannya belum lengkap");
        doer.save();
        let asked = doer.question().unwrap();
        assert!(asked.contains("tetap berlaku"), "{asked}");
        let Some(Command::Disagree { reason, .. }) = doer.yes() else {
            panic!("not recorded")
        };
        assert_eq!(reason, "laporannya belum lengkap");
    }
}
