//! A returned request comes back with what was asked for: a field a document, each a file, a link,
//! or that the original lies at the counter. What does not suffice by the policy says so at once.

use super::{Act, Case, Faults, Files, Values, recorded, seen, titled};
use crate::domain::act::{ActKind, Command};
use crate::domain::policy::DocumentKey;
use crate::tui::panel::Ctx;
use crate::tui::view::request::papers;
use crate::tui::widgets::form::Form;
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::message::Done;
use crate::wire::view::RequestView;

pub struct Complete;

impl Act<RequestView> for Complete {
    fn name(&self) -> &'static str {
        "complete"
    }

    fn lead(&self, case: &Case<RequestView>, ctx: &Ctx) -> Vec<Paragraph> {
        papers::complete_lead(&case.on, ctx.policy(), ctx)
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        let form = titled(&case.on, "complete-title", ctx);
        papers::complete_form(form, &case.on, ctx.policy(), ctx)
    }

    fn objections(&self, _: &Case<RequestView>, values: &Values, ctx: &Ctx) -> Faults {
        let objection = |(field, stated): &(String, String)| {
            let document = DocumentKey::from_key(field)?;
            let said = papers::not_enough(document, stated, ctx)?;
            Some((field.clone(), said))
        };
        values.0.iter().filter_map(objection).collect()
    }

    fn files(&self, values: &Values) -> Vec<(String, String)> {
        papers::files(&values.0)
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        files: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        Ok(Command::Complete {
            request: seen(&case.on),
            documents: papers::brought(&values.0, files),
            identity: None,
            note: values.text("completion"),
        })
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        recorded(ActKind::Complete, &case.on, ctx)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::checklist::Evidence;
    use crate::domain::ids::FileHash;
    use crate::domain::policy::EvidenceKind;
    use crate::text::Language;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::testing::Stage;
    use crate::tui::view::testing::returned_view;
    use crate::wire::message::Tell;

    #[test]
    fn it_says_what_was_asked_for() {
        for (name, width, height, language) in [
            ("complete_80", 80, 24, Language::Indonesian),
            ("complete_120_en", 120, 40, Language::English),
        ] {
            let stage = Stage::new(width, height, language);
            let doer = ActDriver::new(stage, Action::Complete, returned_view());
            insta::assert_snapshot!(name, doer.drawn());
        }
    }

    #[test]
    fn several_documents_come_in_one_act_and_files_go_first() {
        let mut doer = ActDriver::on_request(Action::Complete, returned_view());
        for (field, value) in [
            ("ktp", "/no/such/ktp.jpg"),
            ("sk", "asli"),
            ("letter", "https://drive.google.com/y"),
            ("completion", "lengkap"),
        ] {
            doer.set(field, value);
        }
        doer.save();
        assert!(doer.command().is_none(), "the file goes first");
        doer.stored(Tell::Stored {
            hash: FileHash([7; 32]),
            bytes: 9,
        });
        let Some(Command::Complete { documents, .. }) = doer.command() else {
            panic!("not completed")
        };
        let held: Vec<DocumentKey> = documents.iter().map(|(key, _)| *key).collect();
        assert_eq!(
            held,
            [DocumentKey::Letter, DocumentKey::Ktp, DocumentKey::Sk]
        );
        assert!(matches!(documents[0].1, Evidence::Link(_)));
        assert!(matches!(&documents[1].1, Evidence::File { name, .. } if name == "ktp.jpg"));
        assert_eq!(documents[2].1, Evidence::Paper);
    }

    #[test]
    fn what_does_not_suffice_says_so_where_it_is_typed() {
        let mut stage = Stage::small();
        let policy = &mut stage.office.as_mut().unwrap().policy;
        let rules = policy.documents.get_mut(&DocumentKey::Sk).unwrap();
        rules.evidence = vec![EvidenceKind::File];
        let mut doer = ActDriver::new(stage, Action::Complete, returned_view());
        doer.type_in("ktp", "asli");
        assert!(!doer.drawn().contains("belum cukup"), "{}", doer.drawn());
        doer.type_in("sk", "asli");
        assert!(doer.drawn().contains("belum cukup"), "{}", doer.drawn());
        doer.save();
        assert!(doer.command().is_none(), "it is not sent to be refused");
        assert!(doer.drawn().contains("belum cukup"), "{}", doer.drawn());
    }
}
