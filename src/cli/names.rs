//! Names on a letter as they are given to a verb: one argument each, or a CSV file.

use super::desk::DeskLine;
use super::exit::Failure;
use super::show::aside;
use crate::domain::act::{Mended, NameForm};
use crate::domain::identity::{
    CellKind, Repaired, repair_email, repair_name, repair_nik, repair_nip, repair_phone,
};
use crate::domain::kind::Kind;
use crate::domain::request::Identity;
use crate::intake::{CsvFile, Field, Hints, IntakeError, Outcome, Plan, Purpose, all_said, fault};
use crate::text::{Words, finding, safe};
use std::path::Path;

/// Fields of one argument: name, NIP, NIK, e-mail, agency, post, phone.
const MOST_FIELDS: usize = 7;

/// The names of the arguments. Whose agency is not said belongs to the sender's.
pub fn given(
    words: &Words,
    texts: &[String],
    kind: Kind,
    from: &str,
) -> Result<Vec<NameForm>, Failure> {
    texts
        .iter()
        .map(|text| {
            let fields: Vec<&str> = text.split(';').map(str::trim).collect();
            if fields.len() > MOST_FIELDS || fields[0].is_empty() {
                return Err(Failure::wrong(words, "cli-no-name", &[("given", text)]));
            }
            name(words, &fields, kind, from)
        })
        .collect()
}

fn name(words: &Words, fields: &[&str], kind: Kind, from: &str) -> Result<NameForm, Failure> {
    let field = |at: usize| fields.get(at).copied().unwrap_or_default();
    let mut mended = Vec::new();
    let mut mend = |key: &str, from: &str, to: String| {
        if from != to {
            mended.push(Mended {
                field: key.to_owned(),
                from: from.to_owned(),
                to: to.clone(),
            });
        }
        to
    };
    let digits = |key: &str, given: &str, repaired: Repaired| match repaired.text() {
        Some(text) => Ok(text.to_owned()),
        None => {
            let field = words.of("field", key);
            let args: [(&str, &dyn crate::text::Arg); 2] = [("field", &field), ("given", &given)];
            Err(Failure::wrong(words, "cli-digits-lost", &args))
        }
    };
    let nip = digits("nip", field(1), repair_nip(field(1), CellKind::Text))?;
    let nik = digits("nik", field(2), repair_nik(field(2), CellKind::Text))?;
    let agency = match field(4) {
        "" => from.trim(),
        agency => agency,
    };
    let identity = Identity {
        name: mend("name", field(0), repair_name(field(0))),
        nip: mend("nip", field(1), nip),
        nik: mend("nik", field(2), nik),
        email: mend("email", field(3), repair_email(field(3))),
        agency: agency.to_owned(),
        post: field(5).to_owned(),
        phone: mend("phone", field(6), repair_phone(field(6))),
        ..Identity::default()
    };
    Ok(NameForm {
        kind,
        identity,
        note: String::new(),
        documents: Vec::new(),
        mended,
        row: None,
        follows: None,
    })
}

/// The names of a CSV file with a header row. A row that cannot be a name refuses the file: a
/// letter is registered whole or not at all.
pub fn from_file(
    line: &DeskLine,
    path: &Path,
    kind: Kind,
    from: &str,
) -> Result<Vec<NameForm>, Failure> {
    let words = &line.words;
    let refuse = |error: IntakeError| Failure::refused(fault(&error, words));
    let source = CsvFile::open(path).map_err(refuse)?;
    let hints = Hints {
        purpose: Purpose::Personnel,
        email_domains: line.policy().office.email_domains.clone(),
        mapping: None,
    };
    let plan = Plan::propose(&source, &hints).map_err(refuse)?;
    if let Some(open) = plan.questions.first() {
        let examples = open.examples.join(", ");
        return Err(Failure::refused(words.with(
            "cli-names-which-dates",
            &[("column", &open.header), ("examples", &examples)],
        )));
    }
    tell_unused(words, &plan);
    let mut names = Vec::new();
    for row in plan.read(&source).map_err(refuse)? {
        match row.map_err(refuse)?.outcome {
            Outcome::Row(row) => {
                for found in &row.unread {
                    let said = finding::sentence(words, found);
                    aside(&format!(
                        "loket: {}: {said}\n",
                        safe(&row.name.identity.name)
                    ));
                }
                let mut name = row.name;
                name.kind = kind;
                // Not a row of a form: the same person may stand on another letter.
                name.row = None;
                if name.identity.agency.is_empty() {
                    name.identity.agency = from.trim().to_owned();
                }
                names.push(name);
            }
            Outcome::Rejected(rejected) => {
                let reasons = all_said(&rejected.reasons, words);
                let args: [(&str, &dyn crate::text::Arg); 3] = [
                    ("row", &rejected.row),
                    ("name", &safe(&rejected.name)),
                    ("reasons", &reasons),
                ];
                return Err(Failure::refused(words.with("cli-names-row", &args)));
            }
        }
    }
    Ok(names)
}

/// Says which columns of the file a letter's names do not use.
fn tell_unused(words: &Words, plan: &Plan) {
    let fields = [
        Field::Received,
        Field::Kind,
        Field::LetterNumber,
        Field::LetterDate,
        Field::Status,
    ];
    let mapped = fields
        .iter()
        .flat_map(|field| plan.mapping.columns_of(*field));
    let unused: Vec<String> = mapped
        .chain(plan.aside.iter().copied())
        .filter_map(|at| plan.headers.get(at))
        .map(|header| safe(header).into_owned())
        .collect();
    if !unused.is_empty() {
        let said = words.with("cli-names-unused", &[("list", &unused.join(", "))]);
        aside(&format!("loket: {said}\n"));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_name_is_read_from_one_argument() {
        let words = Words::default();
        let text =
            "Siti Rahmawati;19870412 201001 2 015;1971015204870013;siti@babelprov.go.id".to_owned();
        let names = given(&words, &[text], Kind::Issue, "Dinas Kesehatan").unwrap();
        let identity = &names[0].identity;
        assert_eq!(identity.nip, "198704122010012015");
        assert_eq!(identity.agency, "Dinas Kesehatan");
        assert_eq!(names[0].mended.len(), 1);
        for bad in [";1;2", "A;1;2;3;4;5;6;7", "A;;1.97E+15"] {
            assert!(
                given(&words, &[bad.to_owned()], Kind::Issue, "").is_err(),
                "{bad}"
            );
        }
    }
}
