//! The letter that asks BSrE's Service Desk for a revocation, as text to copy, print or mail
//! [SE F.6.c.1]. It is written in Indonesian and names no NIK.

use crate::domain::certificate::Certificate;
use crate::domain::identity::mask_niks;
use crate::domain::kind::Kind;
use crate::domain::policy::Policy;
use crate::domain::request::{Request, StatedCause};
use crate::text::{Arg, Words};

/// What stands where something is not known yet.
const OPEN: &str = "……………";

/// The letter; `None` for what is no revocation. `about`: the certificate that is meant.
pub fn letter(policy: &Policy, request: &Request, about: Option<&Certificate>) -> Option<String> {
    if request.kind != Kind::Revoke {
        return None;
    }
    let words = Words::letters();
    let mut lines = head(words, policy, request);
    lines.push(String::new());
    lines.push(words.with(
        "letter-desk-ask",
        &[("reason", &reason(words, policy, request))],
    ));
    lines.push(String::new());
    let mut lines = masked(lines);
    lines.extend(holder(words, request, about));
    lines.extend([
        String::new(),
        words.get("letter-desk-thanks"),
        String::new(),
        mask_niks(&signer(request)).into_owned(),
        policy.office.name.clone(),
    ]);
    Some(lines.join("\n"))
}

/// What was typed into the record may hold a NIK.
fn masked(lines: Vec<String>) -> Vec<String> {
    let lines = lines.iter();
    lines.map(|line| mask_niks(line).into_owned()).collect()
}

fn known(text: &str) -> String {
    match text.trim() {
        "" => OPEN.to_owned(),
        text => text.to_owned(),
    }
}

/// Number, date, attachments, subject, addressee.
fn head(words: &Words, policy: &Policy, request: &Request) -> Vec<String> {
    let letter = request.particulars.outgoing.as_ref();
    let number = known(letter.map_or("", |letter| &letter.number));
    let date = letter.map_or_else(|| OPEN.to_owned(), |letter| words.long_date(letter.date));
    let attachments = match letter.map_or("", |letter| letter.attachments.trim()) {
        "" => "-",
        attachments => attachments,
    };
    let city = &policy.office.city;
    vec![
        words.with("letter-desk-dated", &[("city", city), ("date", &date)]),
        words.with("letter-desk-number", &[("number", &number)]),
        words.with("letter-desk-attachments", &[("attachments", &attachments)]),
        words.get("letter-desk-subject"),
        String::new(),
        words.get("letter-desk-to"),
    ]
}

/// Why, by which document and from when.
fn reason(words: &Words, policy: &Policy, request: &Request) -> String {
    let Some(stated) = &request.particulars.cause else {
        return OPEN.to_owned();
    };
    let language = words.language();
    let rules = policy.cause(stated.cause);
    let of = |text: Option<&crate::domain::policy::Words>| {
        text.map(|text| text.in_language(language).to_owned())
            .unwrap_or_default()
    };
    let mut parts = vec![of(rules.map(|rules| &rules.name))];
    if !stated.text.is_empty() {
        parts.push(stated.text.clone());
    }
    let document = of(rules.map(|rules| &rules.document));
    parts.extend(proof(words, &document, stated));
    parts.join("; ")
}

/// The document of the cause: its name, number and date, and the day from which it holds.
fn proof(words: &Words, document: &str, stated: &StatedCause) -> Option<String> {
    if stated.number.is_empty() {
        return None;
    }
    let date = stated.date.map(|day| words.long_date(day));
    let date = date.unwrap_or_else(|| OPEN.to_owned());
    let args: [(&str, &dyn Arg); 3] = [
        ("document", &document),
        ("number", &stated.number),
        ("date", &date),
    ];
    let said = words.with("letter-desk-proof", &args);
    Some(match stated.effective {
        Some(day) => format!("{said}, TMT {}", words.long_date(day)),
        None => said,
    })
}

/// Whose certificate it is, and which.
fn holder(words: &Words, request: &Request, about: Option<&Certificate>) -> Vec<String> {
    let who = &request.identity;
    let form = about.map(|about| &about.form);
    let serial = form.and_then(|form| form.serial.as_ref());
    let serial = serial.map_or_else(|| OPEN.to_owned(), ToString::to_string);
    let until = form.map(|form| words.long_date(form.not_after.day()));
    let email = form.map_or(&who.email, |form| &form.email);
    let fields = [
        ("name", known(&who.name)),
        ("nip", known(&who.nip)),
        ("agency", known(&who.agency)),
        ("email", known(email)),
        ("not_after", until.unwrap_or_else(|| OPEN.to_owned())),
    ];
    let line = |(key, value): (&str, String)| format!("{}: {value}", words.of("field", key));
    let mut lines: Vec<String> = fields.into_iter().map(line).collect();
    // The serial is told whole, whatever its digits look like.
    lines = masked(lines);
    lines.insert(4, line(("serial", serial)));
    lines
}

fn signer(request: &Request) -> String {
    let letter = request.particulars.outgoing.as_ref();
    known(letter.map_or("", |letter| &letter.signer))
}
