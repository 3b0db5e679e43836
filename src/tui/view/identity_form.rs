//! The fields of a person on a letter: how they are filled in, what is found in them while one
//! types, and the identity that they make.

use chrono::NaiveDate;

use crate::domain::finding::{
    Finding, FindingCode, IdentityContext, IdentityInput, check_identity,
};
use crate::domain::identity::{CellKind, repair_email, repair_nik, repair_nip, repair_phone};
use crate::domain::kind::Kind;
use crate::domain::policy::{Category, Policy, fold_name};
use crate::domain::request::Identity;
use crate::domain::written::Prefer;
use crate::text::finding;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::Form;
use crate::tui::widgets::form::entry::{Choice, Entry, Suggestion};
use crate::wire::view;

/// Values of a form by key.
pub type Values = [(String, String)];

/// The value of a field; empty where the form does not have it.
pub fn value<'a>(values: &'a Values, key: &str) -> &'a str {
    let found = values.iter().find(|(name, _)| name == key);
    found.map_or("", |(_, value)| value.as_str())
}

/// The choice of kinds.
pub fn kinds(chosen: Kind, ctx: &Ctx) -> Entry {
    let options =
        Kind::ALL.map(|kind| Choice::new(kind.as_str(), ctx.words.of("kind", kind.as_str())));
    Entry::choice("kind", "field-kind", options.to_vec(), chosen.as_str())
}

/// Adds the fields of an identity to a form.
pub fn with_fields(form: Form, who: &Identity, change: bool, ctx: &Ctx) -> Form {
    let day = |day: Option<NaiveDate>| day.map(|day| day.format("%d/%m/%Y").to_string());
    let categories = Category::ALL.map(|category| {
        Choice::new(
            category.as_str(),
            ctx.words.of("category", category.as_str()),
        )
    });
    let category = who.category.unwrap_or(Category::Pns);
    let born = day(who.birth_date).unwrap_or_default();
    let mut form = form
        .with(Entry::text("name", "field-name", &who.name))
        .with(Entry::text("nip", "field-nip", &who.nip))
        .with(Entry::text("nik", "field-nik", &who.nik));
    if change {
        form = form.with(Entry::text("nik_old", "field-nik_old", &who.nik_old));
    }
    form.with(Entry::text("email", "field-email", &who.email))
        .with(Entry::text("agency", "field-agency", &who.agency))
        .with(Entry::text("unit", "field-unit", &who.unit))
        .with(Entry::text("post", "field-post", &who.post))
        .with(Entry::text("rank", "field-rank", &who.rank))
        .with(Entry::text("eselon", "field-eselon", &who.eselon))
        .with(Entry::text("phone", "field-phone", &who.phone))
        .with(Entry::text(
            "birth_place",
            "field-birth_place",
            &who.birth_place,
        ))
        .with(Entry::day(
            "birth_date",
            "field-birth_date",
            Prefer::Birth,
            &born,
        ))
        .with(Entry::choice(
            "category",
            "field-category",
            categories.to_vec(),
            category.as_str(),
        ))
}

/// The identity that the values state. Spaces and dots in numbers are mended; what cannot be
/// mended stays as it was stated.
pub fn identity(values: &Values) -> Identity {
    let text = |key: &str| value(values, key).trim().to_owned();
    let number = |key: &str, repaired: Option<String>| repaired.unwrap_or_else(|| text(key));
    let nik = |key: &str| {
        let repaired = repair_nik(value(values, key), CellKind::Text);
        number(key, repaired.text().map(str::to_owned))
    };
    let nip = repair_nip(value(values, "nip"), CellKind::Text);
    Identity {
        name: text("name"),
        nip: number("nip", nip.text().map(str::to_owned)),
        nik: nik("nik"),
        nik_old: nik("nik_old"),
        birth_place: text("birth_place"),
        birth_date: value(values, "birth_date").parse().ok(),
        post: text("post"),
        rank: text("rank"),
        eselon: text("eselon"),
        agency: text("agency"),
        unit: text("unit"),
        email: repair_email(&text("email")),
        phone: repair_phone(&text("phone")),
        category: Category::from_key(value(values, "category")),
    }
}

/// Shows under each field what is found in it. Of an empty field nothing is said before it was
/// left, nor of a masked number, which cannot be judged here.
pub fn check(form: &mut Form, policy: &Policy, kind: Kind, left: &[&str], ctx: &Ctx) {
    let values = form.values(ctx);
    let found = findings(&values, policy, kind);
    for (field, of) in FIELDS {
        let early = value(&values, field).trim().is_empty() && !left.contains(&field);
        let said: Vec<String> = found
            .iter()
            .filter(|finding| !early && of.contains(&finding.code))
            .map(|finding| finding::sentence(ctx.words, finding))
            .collect();
        form.found(field, (!said.is_empty()).then(|| said.join("; ")));
    }
}

/// What the rules find in the values.
pub fn findings(values: &Values, policy: &Policy, kind: Kind) -> Vec<Finding> {
    findings_of(&identity(values), policy, kind)
}

/// Whether two names on a letter are one person: by a number that both have, or, where one has
/// none, by the name.
pub fn same_person(one: &Identity, other: &Identity) -> bool {
    let same = |one: &str, other: &str| !one.is_empty() && one == other;
    let bare = |who: &Identity| who.nip.is_empty() && who.nik.is_empty();
    same(&one.nip, &other.nip)
        || same(&one.nik, &other.nik)
        || (bare(one) || bare(other)) && fold_name(&one.name) == fold_name(&other.name)
}

/// Whether what stands in the name may be the beginning of one: a single word, and nothing else
/// that tells who is meant.
pub fn is_fragment(values: &Values) -> bool {
    let empty = |key: &str| value(values, key).trim().is_empty();
    let words = value(values, "name").split_whitespace().count();
    words == 1 && ["nip", "nik", "email"].into_iter().all(empty)
}

/// What the rules find in an identity that is looked at by itself. Of a masked NIK nothing is said.
pub fn findings_of(who: &Identity, policy: &Policy, kind: Kind) -> Vec<Finding> {
    let masked = who.nik.contains('•');
    let input = IdentityInput {
        nik: if masked { "" } else { &who.nik },
        nip: &who.nip,
        email: &who.email,
        phone: &who.phone,
        birth_date: who.birth_date,
    };
    let context = IdentityContext::of(policy, kind, who.category, &who.nip);
    let mut found = check_identity(&input, &context);
    found.retain(|finding| !masked || finding.code != FindingCode::NikMissing);
    found
}

/// Where a finding is shown.
const FIELDS: [(&str, &[FindingCode]); 5] = [
    (
        "nik",
        &[
            FindingCode::NikMissing,
            FindingCode::NikLength,
            FindingCode::NikDigits,
            FindingCode::NikDate,
            FindingCode::NikRegion,
            FindingCode::SexMismatch,
        ],
    ),
    (
        "nip",
        &[
            FindingCode::NipMissing,
            FindingCode::NipLength,
            FindingCode::NipBirthdate,
            FindingCode::NipAppointment,
            FindingCode::NipSex,
        ],
    ),
    ("email", &[FindingCode::EmailDomain]),
    ("phone", &[FindingCode::PhoneUnread]),
    ("birth_date", &[FindingCode::BirthdateMismatch]),
];

/// Known people as suggestions under a field.
pub fn suggestions(found: &[view::Suggestion]) -> Vec<Suggestion> {
    let line = |(index, known): (usize, &view::Suggestion)| {
        let who = &known.details;
        let nip = who.nip.map(|nip| nip.spaced()).unwrap_or_default();
        let detail = [nip, who.agency.clone()];
        let detail = detail.iter().filter(|part| !part.is_empty());
        Suggestion {
            id: index.to_string(),
            text: who.name.clone(),
            detail: detail.cloned().collect::<Vec<_>>().join(" · "),
        }
    };
    found.iter().enumerate().map(line).collect()
}

/// Fills the fields from a known person. What is not known leaves its field as it is; a NIK stays
/// masked, the desk knows it whole.
pub fn fill(form: &mut Form, who: &view::MaskedDetails) {
    let nip = who.nip.map(|nip| nip.to_string()).unwrap_or_default();
    let nik = who.nik.clone().unwrap_or_default();
    let born = who.birth_date.map(|day| day.format("%d/%m/%Y").to_string());
    for (key, known) in [
        ("name", &who.name),
        ("nip", &nip),
        ("nik", &nik),
        ("email", &who.email),
        ("agency", &who.agency),
        ("unit", &who.unit),
        ("post", &who.post),
        ("rank", &who.rank),
        ("eselon", &who.eselon),
        ("phone", &who.phone),
        ("birth_date", &born.unwrap_or_default()),
    ] {
        if !known.is_empty() {
            form.set(key, known);
        }
    }
}
