//! A letter is corrected from any of its names; a new scan also lies beside every name that is
//! still on its way.

use super::{Act, Case, Faults, Files, Values, recorded};
use crate::domain::act::{ActKind, Command};
use crate::tui::panel::Ctx;
use crate::tui::view::request::letter_edit;
use crate::tui::widgets::form::Form;
use crate::wire::message::{Ask, Done, Tell};
use crate::wire::view::RequestView;

pub struct EditLetter;

impl Act<RequestView> for EditLetter {
    fn name(&self) -> &'static str {
        "edit-letter"
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        letter_edit::form(&case.on, ctx).of_record()
    }

    fn objections(&self, _: &Case<RequestView>, values: &Values, ctx: &Ctx) -> Faults {
        letter_edit::objection(&values.0, ctx).into_iter().collect()
    }

    fn files(&self, values: &Values) -> Vec<(String, String)> {
        letter_edit::files(&values.0)
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        files: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        Ok(letter_edit::command(&case.on, &values.0, files, ctx))
    }

    fn more(&self, case: &Case<RequestView>, files: &Files) -> Option<Ask> {
        let letter = case.on.letter.no;
        files.first().map(|_| Ask::Letter(letter))
    }

    fn rest(&self, tell: &Tell, files: &Files, ctx: &Ctx) -> Vec<Command> {
        match (tell, ctx.policy(), files.first()) {
            (Tell::Letter(letter), Some(policy), Some((_, scan))) => {
                letter_edit::lay(letter, policy, scan)
            }
            _ => Vec::new(),
        }
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        recorded(ActKind::EditLetter, &case.on, ctx)
    }

    fn done_more(&self, count: usize, ctx: &Ctx) -> String {
        ctx.words.with("letter-scan-laid", &[("count", &count)])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::ids::FileHash;
    use crate::domain::kind::Kind;
    use crate::domain::policy::DocumentKey;
    use crate::domain::request::Stage as Stands;
    use crate::text::Language;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::testing::Stage;
    use crate::tui::view::testing::{letter, line, no, request_view, returned_view};
    use crate::wire::view::LetterView;

    #[test]
    fn a_letter_is_corrected_and_keeps_the_moment_it_came() {
        let stage = Stage::new(120, 40, Language::Indonesian);
        let mut doer = ActDriver::new(stage, Action::EditLetter, returned_view());
        insta::assert_snapshot!("edit_letter_120", doer.drawn());
        doer.set("number", "800/124/Dinkes/2026");
        doer.set("nature", "important");
        doer.save();
        let Some(Command::EditLetter { letter, form }) = doer.command() else {
            panic!("not corrected")
        };
        let before = request_view().letter;
        assert_eq!((letter.id, letter.revision), (before.no, before.revision));
        assert_eq!(form.number, "800/124/Dinkes/2026");
        assert_eq!(form.received, before.form.received);
        assert_eq!(form.nature.as_str(), "important");
    }

    #[test]
    fn a_wrong_number_of_the_contact_is_said_under_its_field() {
        let mut doer = ActDriver::on_request(Action::EditLetter, returned_view());
        doer.set("contact_phone", "0812");
        doer.save();
        assert!(doer.command().is_none());
        assert!(
            doer.drawn().contains("bukan satu nomor telepon"),
            "{}",
            doer.drawn()
        );
        doer.set("contact_phone", "+62 812-7100-0013");
        doer.save();
        let Some(Command::EditLetter { form, .. }) = doer.command() else {
            panic!("not corrected")
        };
        assert_eq!(
            form.contact.phone, "+62 812-7100-0013",
            "the desk settles it"
        );
    }

    #[test]
    fn a_new_scan_lies_beside_every_name_on_its_way() {
        let mut doer = ActDriver::on_request(Action::EditLetter, returned_view());
        doer.set("scan", "/no/such/surat.pdf");
        doer.save();
        doer.stored(Tell::Stored {
            hash: FileHash([7; 32]),
            bytes: 9,
        });
        let Some(Command::EditLetter { form, .. }) = doer.command() else {
            panic!("not corrected")
        };
        assert!(form.scan.is_some());
        doer.done();
        let row = |number, kind, stands| line(number, "Siti", kind, stands, 0).row;
        let letter = LetterView {
            letter: letter(),
            names: vec![
                row(1, Kind::Issue, Stands::Returned),
                row(2, Kind::Issue, Stands::Completed),
                row(3, Kind::Reset, Stands::Verification),
                row(4, Kind::Renew, Stands::Verification),
            ],
            sheets: Vec::new(),
            may: Vec::new(),
        };
        doer.tell_more(Tell::Letter(Box::new(letter)));
        let laid: Vec<_> = doer
            .commands()
            .into_iter()
            .filter_map(|command| match command {
                Command::AddDocument {
                    request,
                    document: DocumentKey::Letter,
                    ..
                } => Some(request.id),
                _ => None,
            })
            .collect();
        assert_eq!(laid, [no(1), no(4)]);
    }
}
