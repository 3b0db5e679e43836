//! A letter is corrected from any of its names: number, date, sender, subject, nature; and its scan,
//! which then also lies beside every name that is still on its way.

use crate::domain::act::{Command, Seen};
use crate::domain::checklist::Evidence;
use crate::domain::policy::{DocumentKey, Need, Policy};
use crate::domain::request::Stage;
use crate::tui::act::Files;
use crate::tui::completion::is_link;
use crate::tui::panel::Ctx;
use crate::tui::view::identity_form::{Values, value};
use crate::tui::view::letter_form::sheet;
use crate::tui::widgets::form::Form;
use crate::wire::view::{LetterView, RequestView};

/// The fields of the letter as it stands.
pub fn form(view: &RequestView, ctx: &Ctx) -> Form {
    let letter = &view.letter;
    let values = sheet::written(&letter.form, ctx);
    let mut form = sheet::letter_form(Some(&values), ctx);
    form.title = format!("{} · {}", letter.no, ctx.get("action-edit-letter"));
    let key = match letter.form.scan {
        Some(_) => "letter-scan-there",
        None => "letter-scan-none",
    };
    form.remark("scan", ctx.get(key));
    form
}

pub use sheet::objection;

/// The act that corrects the letter.
pub fn command(view: &RequestView, values: &Values, files: &Files, ctx: &Ctx) -> Command {
    let letter = Seen {
        id: view.letter.no,
        revision: view.letter.revision,
    };
    let mut form = sheet::letter(values, Some(&view.letter.form), ctx.now);
    if let Some((_, Evidence::File { hash, .. })) = files.first() {
        form.scan = Some(*hash);
    }
    Command::EditLetter { letter, form }
}

/// The new scan, where one was named.
pub fn files(values: &Values) -> Vec<(String, String)> {
    let path = value(values, "scan").trim();
    let file = (!path.is_empty() && !is_link(path)).then(|| ("scan".to_owned(), path.to_owned()));
    file.into_iter().collect()
}

/// The acts that lay the new scan beside each name that is still on its way and needs the letter.
pub fn lay(letter: &LetterView, policy: &Policy, scan: &Evidence) -> Vec<Command> {
    let rows = letter.names.iter().filter(|row| {
        let on_its_way =
            row.stage.on_sheet() || matches!(row.stage, Stage::Verification | Stage::Returned);
        let wants = policy
            .checklist(row.kind)
            .iter()
            .any(|(document, need)| *document == DocumentKey::Letter && *need != Need::No);
        on_its_way && wants
    });
    let act = |row: &crate::domain::summary::RequestRow| Command::AddDocument {
        request: Seen {
            id: row.no,
            revision: row.revision,
        },
        document: DocumentKey::Letter,
        evidence: scan.clone(),
    };
    rows.map(act).collect()
}
