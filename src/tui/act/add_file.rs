//! One more document beside a request: a file, a link, the original at the counter, or what an
//! earlier request of the same person has to give.

use super::{Act, Case, Faults, Files, Line, Menu, Values, ask, fault, recorded, seen, titled};
use crate::domain::act::{ActKind, Command};
use crate::domain::checklist::Evidence;
use crate::domain::policy::{DocumentKey, EvidenceKind};
use crate::text::{Arg, request as words_of};
use crate::tui::completion::is_link;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::tui::view::request::papers;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Done;
use crate::wire::view::{Earlier, RequestView};

pub struct AddFile;

/// The paper is a new one.
const NEW: &str = "new";

/// The earlier request whose papers were chosen.
fn chosen(case: &Case<RequestView>) -> Option<&Earlier> {
    let mut earlier = case.on.earlier.iter();
    earlier.find(|from| from.no.to_string() == case.choice)
}

/// The document proposed: the one under the cursor, else what is wanted first.
fn proposed(case: &Case<RequestView>) -> Option<DocumentKey> {
    let mut items = case.on.request.checklist.iter();
    let wanted =
        items.find(|item| item.document.is_file() && !item.settled() && item.current().is_none());
    case.aimed.or(wanted.map(|item| item.document))
}

/// What the fields state; nothing where a file is named that is not on the desk.
fn evidence(values: &Values, files: &Files) -> Option<Evidence> {
    let path = values.get("path");
    match (values.get("evidence"), files.first()) {
        (_, Some((_, file))) => Some(file.clone()),
        ("paper", _) => Some(Evidence::Paper),
        ("link", _) if !path.is_empty() => Some(Evidence::Link(path.to_owned())),
        _ if is_link(path) => Some(Evidence::Link(path.to_owned())),
        _ => None,
    }
}

impl Act<RequestView> for AddFile {
    fn name(&self) -> &'static str {
        "add-file"
    }

    fn choices(&self, case: &Case<RequestView>, ctx: &Ctx) -> Menu {
        let line = |key: String, said: String| Line {
            choice: Choice::new(key, said),
            applies: true,
        };
        let earlier = case.on.earlier.iter();
        let mut lines: Vec<Line> = earlier
            .map(|from| {
                let (no, kind) = (
                    from.no.to_string(),
                    ctx.words.of("kind", from.kind.as_str()),
                );
                let stage = words_of::stage(ctx.words, from.stage);
                let args: [(&str, &dyn Arg); 3] = [("no", &no), ("kind", &kind), ("stage", &stage)];
                line(no.clone(), ctx.words.with("carry-from", &args))
            })
            .collect();
        if !lines.is_empty() {
            lines.insert(0, line(NEW.to_owned(), ctx.get("carry-new")));
        }
        Menu {
            title: ctx.get("action-add-file"),
            lines,
            likely: NEW.to_owned(),
        }
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        if chosen(case).is_some() {
            return Form::default();
        }
        let items = case.on.request.checklist.iter();
        let files = items.filter(|item| item.document.is_file());
        let documents = files.map(|item| {
            let name = words_of::document(ctx.words, ctx.policy(), item.document);
            Choice::new(item.document.as_str(), name)
        });
        let wanted = proposed(case).map_or("", DocumentKey::as_str);
        let kinds = EvidenceKind::ALL.map(|kind| {
            let label = ctx.words.of("evidence-kind", kind.as_str());
            Choice::new(kind.as_str(), label)
        });
        let documents = documents.collect();
        titled(&case.on, "action-add-file", ctx)
            .with(Entry::choice(
                "document",
                "field-document",
                documents,
                wanted,
            ))
            .with(Entry::choice(
                "evidence",
                "field-evidence",
                kinds.to_vec(),
                "file",
            ))
            .with(Entry::text("path", "field-path_or_link", "").path())
    }

    fn objections(&self, _: &Case<RequestView>, values: &Values, ctx: &Ctx) -> Faults {
        let stated = match values.get("evidence") {
            "paper" => "asli",
            _ => values.get("path"),
        };
        let document = DocumentKey::from_key(values.get("document"));
        let said = document.and_then(|document| papers::not_enough(document, stated, ctx));
        said.map_or_else(Faults::new, |said| fault("evidence", said))
    }

    fn files(&self, values: &Values) -> Vec<(String, String)> {
        let path = values.get("path");
        let file = values.get("evidence") == "file" && !path.is_empty() && !is_link(path);
        let file = file.then(|| ("path".to_owned(), path.to_owned()));
        file.into_iter().collect()
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        files: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        if let Some(from) = chosen(case) {
            return Ok(Command::Carry {
                request: seen(&case.on),
                from: from.no,
            });
        }
        let evidence = evidence(values, files);
        Ok(Command::AddDocument {
            request: seen(&case.on),
            document: DocumentKey::from_key(values.get("document")).ok_or_else(Faults::new)?,
            evidence: evidence.ok_or_else(|| fault("path", ctx.get("upload-no-path")))?,
        })
    }

    fn question(&self, case: &Case<RequestView>, _: &Values, ctx: &Ctx) -> Option<Confirm> {
        let from = chosen(case)?;
        let question = ask(
            "ask-carry",
            &case.on,
            &[("from", &from.no.to_string())],
            ctx,
        );
        let papers = words_of::papers(ctx.words, &from.documents, &from.left);
        Some(question.detail(papers).detail(ctx.get("carry-look-again")))
    }

    fn done(&self, case: &Case<RequestView>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        let act = match chosen(case) {
            Some(_) => ActKind::Carry,
            None => ActKind::AddDocument,
        };
        recorded(act, &case.on, ctx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::panel::Input;
    use crate::tui::testing::{Stage, letter};
    use crate::tui::view::testing::request_view;

    #[test]
    fn papers_of_an_earlier_request_are_one_of_the_choices() {
        let mut view = request_view();
        view.earlier = vec![Earlier {
            no: crate::tui::view::testing::agenda().line(1),
            kind: crate::domain::kind::Kind::Issue,
            stage: crate::domain::request::Stage::Rejected,
            documents: vec![DocumentKey::Ktp],
            left: vec![(DocumentKey::Sk, crate::domain::carry::Stays::Old)],
        }];
        let from = view.earlier[0].no;
        let mut doer = ActDriver::of(Stage::small(), Action::AddFile, Case::of(view));
        let menu = doer.drawn();
        assert!(menu.contains("Berkas baru"), "{menu}");
        assert!(menu.contains("(Penerbitan, Ditolak)"), "{menu}");
        doer.give(Input::Key(letter('2')));
        let asked = doer.drawn();
        assert!(
            asked.contains("KTP") && asked.contains("SK (terlalu"),
            "{asked}"
        );
        let sent = doer.yes();
        assert!(matches!(sent, Some(Command::Carry { from: no, .. }) if no == from));
    }

    #[test]
    fn a_new_file_is_for_the_document_under_the_cursor_and_typing_goes_into_the_path() {
        let case = Case {
            aimed: Some(DocumentKey::Sk),
            ..Case::of(request_view())
        };
        let mut doer = ActDriver::of(Stage::small(), Action::AddFile, case);
        assert!(doer.drawn().contains("< Fotokopi SK"), "{}", doer.drawn());
        doer.keys("fk.pdf");
        let shown = doer.drawn();
        assert!(shown.contains("< Fotokopi SK"), "no choice moved: {shown}");
        assert!(shown.contains("fk.pdf"), "{shown}");
    }
}
