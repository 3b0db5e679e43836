//! Taking a name off the sheet: held back, returned with defects, or rejected with a reason
//! [R4.2]. The rest moves on.

use crate::domain::act::Exception;
use crate::domain::finding::Finding;
use crate::domain::office::Position;
use crate::domain::policy::Policy;
use crate::text::request as words_of;
use crate::tui::act::{Faults, Values, defects};
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::view::{OfficeView, SheetName};

/// What becomes of the name, in the order of the form.
const FATES: [&str; 3] = ["hold", "return", "reject"];

/// The form for one name. Who may not reject is not offered it.
pub fn form(name: &SheetName, from: Position, office: &OfficeView, ctx: &Ctx) -> Form {
    let policy = &office.policy;
    let title = ctx.words.with("sheet-form-except", &[("who", &name.name)]);
    let reasons = reject_reasons(policy, from, ctx);
    let fates = FATES
        .iter()
        .filter(|fate| **fate != "reject" || !reasons.is_empty())
        .map(|fate| Choice::new(*fate, ctx.words.of("fate", fate)))
        .collect();
    let findings: Vec<&Finding> = name.findings.iter().collect();
    let mut form = Form::new(title)
        .with(Entry::choice("fate", "sheet-fate", fates, "hold"))
        .with(defects::field(None, &findings, policy, ctx));
    if !reasons.is_empty() {
        form = form.with(Entry::choice("reason", "sheet-reject-reason", reasons, ""));
    }
    form.with(Entry::note("note", "field-note", 2, ""))
}

/// The reasons that a position may reject for.
fn reject_reasons(policy: &Policy, position: Position, ctx: &Ctx) -> Vec<Choice> {
    let language = words_of::policy_language(ctx.words);
    policy
        .reject_reasons_for(position)
        .map(|reason| Choice::new(reason.code.clone(), reason.text.in_language(language)))
        .collect()
}

/// What the values make of the name.
///
/// # Errors
/// The fields that say nothing yet.
pub fn exception(values: &Values, office: &OfficeView, ctx: &Ctx) -> Result<Exception, Faults> {
    let note = values.get("note").to_owned();
    match values.get("fate") {
        "return" => {
            let ticked = values.ticked(defects::FIELD);
            let defects = defects::chosen(&ticked, None, &office.policy);
            if defects.is_empty() && note.is_empty() {
                let said = ctx.get("refusal-missing-defects");
                return Err(vec![(defects::FIELD.to_owned(), said)]);
            }
            Ok(Exception::Return { defects, note })
        }
        "reject" if note.is_empty() => Err(vec![("note".to_owned(), ctx.get("sheet-reject-text"))]),
        "reject" => Ok(Exception::Reject {
            reason: values.get("reason").to_owned(),
            text: note,
        }),
        _ if note.is_empty() => Err(vec![("note".to_owned(), ctx.get("sheet-hold-text"))]),
        _ => Ok(Exception::Hold { note }),
    }
}

/// The word for what becomes of a name.
pub fn fate(exception: &Exception, ctx: &Ctx) -> String {
    let key = match exception {
        Exception::Hold { .. } => FATES[0],
        Exception::Return { .. } => FATES[1],
        Exception::Reject { .. } => FATES[2],
    };
    ctx.words.of("fate", key)
}
