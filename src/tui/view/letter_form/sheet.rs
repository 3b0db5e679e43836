//! What is typed of a letter and its names, and the entry that it makes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::act::{LetterEntry, NameForm};
use crate::domain::checklist::Evidence;
use crate::domain::contact::Contact;
use crate::domain::finding::Finding;
use crate::domain::ids::RequestNo;
use crate::domain::kind::Kind;
use crate::domain::letter::{LetterForm, LetterSource, Nature, Urgency};
use crate::domain::policy::{DocumentKey, Policy, fold_name};
use crate::domain::refusal::Refusal;
use crate::domain::request::Identity;
use crate::domain::summary::RequestRow;
use crate::domain::time::Instant;
use crate::domain::written::{self, Prefer};
use crate::text::{finding, refusal};
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::identity_form::{self, Values, value};
use crate::tui::widgets::form::Form;
use crate::tui::widgets::form::entry::{Choice, Entry, Suggestion};

/// The values of one name.
pub type Name = Vec<(String, String)>;

/// Agencies shown under a field.
const AGENCIES: usize = 5;

/// Fields of the letter that nothing fills in by itself.
const TYPED_OF_LETTER: [&str; 9] = [
    "from",
    "number",
    "subject",
    "attachments",
    "copies",
    "contact_name",
    "contact_email",
    "contact_phone",
    "scan",
];

/// What is typed, as a draft keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    pub letter: Name,
    pub names: Vec<Name>,
    /// The name being filled in.
    pub current: Name,
}

impl Typed {
    /// As text; `None` where nothing is typed that would be missed.
    pub fn written(&self) -> Option<String> {
        let letter = TYPED_OF_LETTER
            .iter()
            .any(|key| !value(&self.letter, key).trim().is_empty());
        let typed = letter || !self.names.is_empty() || !is_empty(&self.current);
        typed.then(|| serde_json::to_string(self).ok()).flatten()
    }

    /// What an earlier session kept; `None` where it does not read.
    pub fn read(text: &str) -> Option<Typed> {
        serde_json::from_str(text).ok()
    }
}

/// The names taken so far.
#[derive(Clone, Debug, Default)]
pub struct Names {
    all: Vec<Name>,
    /// Requests that are open already, by NIP and kind.
    open: BTreeMap<(String, Kind), RequestNo>,
}

/// Why a name on the letter is not right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The rules find something that must be mended.
    Found(Finding),
    /// The same person stands on the letter before, under this number.
    Twice(usize),
    /// The person has a request of the kind that is open.
    Open(RequestNo),
}

impl Fault {
    /// In words.
    fn said(&self, ctx: &Ctx) -> String {
        match self {
            Fault::Found(finding) => finding::sentence(ctx.words, finding),
            Fault::Twice(at) => ctx.words.with("letter-twice", &[("at", at)]),
            Fault::Open(no) => ctx.words.with("letter-open", &[("no", &no.to_string())]),
        }
    }
}

impl Names {
    /// Names of a draft.
    pub fn of(all: Vec<Name>) -> Names {
        Names {
            all,
            open: BTreeMap::new(),
        }
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn all(&self) -> &[Name] {
        &self.all
    }

    pub fn get(&self, at: usize) -> Option<&Name> {
        self.all.get(at)
    }

    /// Puts a name in its place, or takes an emptied one away.
    pub fn put(&mut self, at: usize, values: Name) {
        match (is_empty(&values), at < self.all.len()) {
            (true, true) => {
                self.all.remove(at);
            }
            (false, true) => self.all[at] = values,
            (false, false) => self.all.push(values),
            (true, false) => {}
        }
    }

    /// The kind of the name before: a letter mostly asks the same for all.
    pub fn last_kind(&self) -> Kind {
        self.all.last().map_or(Kind::Issue, |name| kind_of(name))
    }

    /// What tells whether a name has an open request: its NIP and kind; nothing without a NIP.
    pub fn asked_about(&self, at: usize) -> Option<(String, Kind)> {
        let name = self.all.get(at)?;
        let nip = identity_form::identity(name).nip;
        (!nip.is_empty()).then(|| (nip, kind_of(name)))
    }

    /// Requests that are open, as the desk tells them.
    pub fn found_open(&mut self, rows: impl IntoIterator<Item = RequestRow>) {
        let open = rows.into_iter().map(|row| ((row.nip, row.kind), row.no));
        self.open.extend(open);
    }

    /// Why a name is not right, the gravest first.
    fn fault(&self, at: usize, policy: &Policy) -> Option<Fault> {
        let name = self.all.get(at)?;
        let kind = kind_of(name);
        let found = identity_form::findings(name, policy, kind).into_iter();
        let mut blocking = found.filter(Finding::blocks);
        if let Some(finding) = blocking.next() {
            return Some(Fault::Found(finding));
        }
        let who = identity_form::identity(name);
        let same = |other: &Name| {
            kind_of(other) == kind
                && identity_form::same_person(&who, &identity_form::identity(other))
        };
        if let Some(before) = self.all[..at].iter().position(same) {
            return Some(Fault::Twice(before + 1));
        }
        self.open.get(&(who.nip, kind)).copied().map(Fault::Open)
    }

    /// What is not right with the names, each with its number on the letter.
    pub fn faults(&self, policy: &Policy) -> Vec<(usize, Fault)> {
        let fault = |at| Some((at + 1, self.fault(at, policy)?));
        (0..self.all.len()).filter_map(fault).collect()
    }

    /// A line a name, the one shown marked.
    pub fn lines(&self, page: usize, policy: Option<&Policy>, ctx: &Ctx) -> Vec<(String, Role)> {
        let line = |(index, name): (usize, &Name)| {
            let here = index + 1 == page;
            let sign = if here { ctx.theme.signs().cursor } else { " " };
            let kind = ctx.words.of("kind-short", kind_of(name).as_str());
            let fault = policy.and_then(|policy| self.fault(index, policy));
            let mark = match &fault {
                None => Role::Good,
                Some(Fault::Open(_)) => Role::Warn,
                Some(_) => Role::Bad,
            };
            let mut said = format!(
                "{sign}{:>2}. {} {} · {kind}",
                index + 1,
                ctx.theme.sign(mark),
                value(name, "name")
            );
            if let Some(no) = Some(value(name, "follows")).filter(|no| !no.is_empty()) {
                let follows = ctx.words.with("follows", &[("no", &no)]);
                said = format!("{said} · {follows}");
            }
            if let Some(fault) = &fault {
                said = format!("{said} · {}", fault.said(ctx));
            }
            let role = match (here, mark) {
                (true, _) => Role::Accent,
                (false, Role::Good) => Role::Plain,
                (false, mark) => mark,
            };
            (said, role)
        };
        self.all.iter().enumerate().map(line).collect()
    }
}

/// The kind that a name asks for.
pub fn kind_of(values: &Values) -> Kind {
    Kind::from_key(value(values, "kind")).unwrap_or(Kind::Issue)
}

/// Whether nothing of a person is typed; kind, agency and category fill themselves.
pub fn is_empty(values: &Values) -> bool {
    ["name", "nip", "nik", "email", "phone", "post", "birth_date"]
        .iter()
        .all(|key| value(values, key).trim().is_empty())
}

/// The fields of the letter.
pub fn letter_form(values: Option<&Values>, ctx: &Ctx) -> Form {
    let natures = Nature::ALL
        .map(|nature| Choice::new(nature.as_str(), ctx.words.of("nature", nature.as_str())));
    let urgencies = Urgency::ALL
        .map(|urgency| Choice::new(urgency.as_str(), ctx.words.of("urgency", urgency.as_str())));
    let today = ctx.now.day().format("%d/%m/%Y").to_string();
    let mut form = Form::new(ctx.get("letter-title"))
        .with(Entry::text("from", "field-from", "").required())
        .with(Entry::text("number", "field-number", ""))
        .with(Entry::day(
            "letter_date",
            "field-letter_date",
            Prefer::Past,
            "",
        ))
        .with(Entry::day("received", "field-received", Prefer::Past, &today).required())
        .with(Entry::clock(
            "received_time",
            "field-received_time",
            &ctx.words.clock(ctx.now),
        ))
        .with(Entry::text("subject", "field-subject", ""))
        .with(Entry::text("attachments", "field-attachments", ""))
        .with(Entry::choice(
            "nature",
            "field-nature",
            natures.to_vec(),
            "",
        ))
        .with(Entry::choice(
            "urgency",
            "field-urgency",
            urgencies.to_vec(),
            "",
        ))
        .with(Entry::text("copies", "field-copies", ""))
        .with(Entry::text("contact_name", "field-contact_name", ""))
        .with(Entry::text("contact_email", "field-contact_email", ""))
        .with(Entry::text("contact_phone", "field-contact_phone", ""))
        .with(Entry::text("scan", "field-scan", "").path());
    for (key, raw) in values.unwrap_or_default() {
        form.set(key, raw);
    }
    form
}

/// The fields of a name: empty but for kind and agency, or as it was taken.
pub fn name_form(values: Option<&Values>, kind: Kind, agency: &str, ctx: &Ctx) -> Form {
    let kind = values.map_or(kind, kind_of);
    let form = Form::new(ctx.get("field-name")).with(identity_form::kinds(kind, ctx));
    let who = Identity {
        agency: agency.to_owned(),
        ..Identity::default()
    };
    let follows = value(values.unwrap_or_default(), "follows");
    let form = match follows {
        "" => form,
        no => form.with(Entry::choice(
            "follows",
            "field-follows",
            vec![Choice::new(no, no)],
            no,
        )),
    };
    let mut form = identity_form::with_fields(form, &who, kind == Kind::Change, ctx)
        .with(Entry::note("note", "field-note", 2, ""));
    for (key, raw) in values.unwrap_or_default() {
        form.set(key, raw);
    }
    form.go("name");
    form
}

/// Agencies of the policy that what is typed may mean.
pub fn agencies_like(agencies: &[String], typed: &str) -> Vec<Suggestion> {
    let wanted = fold_name(typed);
    if wanted.chars().count() < 2 || agencies.iter().any(|agency| agency == typed.trim()) {
        return Vec::new();
    }
    agencies
        .iter()
        .filter(|agency| fold_name(agency).contains(&wanted))
        .take(AGENCIES)
        .map(|agency| Suggestion {
            id: agency.clone(),
            text: agency.clone(),
            detail: String::new(),
        })
        .collect()
}

/// What the fields say of the letter. A time of day that was not given, or lies after now, is the
/// moment of registering, or stays what it was before.
pub fn letter(values: &Values, before: Option<&LetterForm>, now: Instant) -> LetterForm {
    let text = |key: &str| value(values, key).trim().to_owned();
    let received = value(values, "received")
        .parse()
        .ok()
        .map(crate::domain::time::start_of)
        .zip(written::clock(value(values, "received_time")).ok())
        .map(|(day, minute)| day.plus_minutes(i64::from(minute)));
    let was = before.map(|form| form.received);
    // The form shows minutes: the same minute is the same moment.
    let same = |at: &Instant| was.filter(|was| was.0.div_euclid(60_000) == at.0.div_euclid(60_000));
    let received = received.map(|at| same(&at).unwrap_or(at)).or(was);
    LetterForm {
        from: text("from"),
        number: text("number"),
        date: value(values, "letter_date").parse().ok(),
        received: received.map_or(now, |at| at.min(now)),
        nature: Nature::ALL
            .into_iter()
            .find(|nature| nature.as_str() == text("nature"))
            .unwrap_or_default(),
        urgency: Urgency::ALL
            .into_iter()
            .find(|urgency| urgency.as_str() == text("urgency"))
            .unwrap_or_default(),
        attachments: text("attachments"),
        subject: text("subject"),
        copies: text("copies"),
        scan: before.and_then(|form| form.scan),
        contact: contact(values),
    }
}

/// Who is written to, as it is typed.
fn contact(values: &Values) -> Contact {
    let text = |key: &str| value(values, key).trim().to_owned();
    Contact {
        name: text("contact_name"),
        email: text("contact_email"),
        phone: text("contact_phone"),
    }
}

/// What the desk would refuse in the contact: the field, and why.
pub fn objection(values: &Values, ctx: &Ctx) -> Option<(String, String)> {
    let refused = Refusal::from(contact(values).settled().err()?);
    let field = refusal::field_of(&refused)?;
    Some((field.to_owned(), ctx.refused(&refused)))
}

/// The fields of a letter as it stands, to be corrected.
pub fn written(form: &LetterForm, ctx: &Ctx) -> Name {
    let day = |day: crate::domain::time::Day| day.format("%d/%m/%Y").to_string();
    let fields = [
        ("from", form.from.clone()),
        ("number", form.number.clone()),
        ("letter_date", form.date.map(day).unwrap_or_default()),
        ("received", day(form.received.day())),
        ("received_time", ctx.words.clock(form.received)),
        ("subject", form.subject.clone()),
        ("attachments", form.attachments.clone()),
        ("nature", form.nature.as_str().to_owned()),
        ("urgency", form.urgency.as_str().to_owned()),
        ("copies", form.copies.clone()),
        ("contact_name", form.contact.name.clone()),
        ("contact_email", form.contact.email.clone()),
        ("contact_phone", form.contact.phone.clone()),
    ];
    let fields = fields.into_iter();
    fields.map(|(key, value)| (key.to_owned(), value)).collect()
}

/// The letter with its names, ready to register; its scan also lies beside each name.
pub fn entry(values: &Values, names: &Names, scan: Option<&Evidence>, now: Instant) -> LetterEntry {
    let mut form = letter(values, None, now);
    if let Some(Evidence::File { hash, .. }) = scan {
        form.scan = Some(*hash);
    }
    let mut names: Vec<NameForm> = names.all.iter().map(name_entry).collect();
    for name in &mut names {
        let beside = scan.map(|scan| (DocumentKey::Letter, scan.clone()));
        name.documents.extend(beside);
    }
    LetterEntry {
        form,
        source: LetterSource::Letter,
        names,
    }
}

fn name_entry(name: &Name) -> NameForm {
    NameForm {
        kind: kind_of(name),
        identity: identity_form::identity(name),
        note: value(name, "note").trim().to_owned(),
        documents: Vec::new(),
        mended: Vec::new(),
        row: None,
        follows: value(name, "follows").parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_letter_is_never_received_after_now() {
        let letter: Name = [
            ("from", "Dinkes"),
            ("received", "2026-11-23"),
            ("received_time", "23.59"),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .to_vec();
        let now = Instant::wib(2026, 11, 23, 9, 0).unwrap();
        let entry = entry(&letter, &Names::default(), None, now);
        assert_eq!(entry.form.received, now);
        assert_eq!(entry.form.from, "Dinkes");
    }

    #[test]
    fn agencies_are_found_by_a_part() {
        let agencies = vec!["Dinas Kesehatan".to_owned(), "Dinas Sosial".to_owned()];
        let found = agencies_like(&agencies, "keseh");
        assert_eq!(found.len(), 1);
        assert!(agencies_like(&agencies, "Dinas Sosial").is_empty());
        assert!(agencies_like(&agencies, "x").is_empty());
    }
}
