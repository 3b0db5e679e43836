//! The fields of what people fill in, and what differs between two of them.

use super::{Facts, Value};
use crate::domain::certificate::{CertificateForm, CertificateSource, IssuingBody};
use crate::domain::contact::Contact;
use crate::domain::identity::mask_stated;
use crate::domain::letter::LetterForm;
use crate::domain::person::PersonDetails;
use crate::domain::policy::{Cause, Policy};
use crate::domain::request::{Identity, Outgoing, Particular, StatedCause};
use crate::domain::time::Day;

/// One field with its value as it is told.
pub(super) struct Field {
    /// Its words are `field-<key>`.
    key: &'static str,
    value: Value,
    /// Of a NIK the whole, for comparing alone: its mask may hide what differs.
    whole: Option<String>,
}

fn field(key: &'static str, value: Value) -> Field {
    Field {
        key,
        value,
        whole: None,
    }
}

fn text(key: &'static str, value: &str) -> Field {
    field(key, Value::Text(value.to_owned()))
}

fn nik(key: &'static str, whole: &str) -> Field {
    Field {
        whole: Some(whole.to_owned()),
        ..text(key, &mask_stated(whole))
    }
}

fn day(key: &'static str, day: Option<Day>) -> Field {
    let none = || Value::Text(String::new());
    field(key, day.map_or_else(none, Value::Day))
}

/// A cause as the office writes it.
fn named(cause: Cause, policy: &Policy) -> Value {
    let rules = policy.cause(cause);
    let unknown = || Value::Text(cause.as_str().to_owned());
    rules.map_or_else(unknown, |rules| Value::Words(rules.name.clone()))
}

/// Something with fields. Each implementation takes its value apart whole.
pub(super) trait Fields {
    fn fields(&self) -> Vec<Field>;
}

impl Fields for Identity {
    fn fields(&self) -> Vec<Field> {
        let Identity {
            name,
            nip,
            nik: number,
            nik_old,
            birth_place,
            birth_date,
            post,
            rank,
            eselon,
            agency,
            unit,
            email,
            phone,
            category,
        } = self;
        let category = category.map_or("", |category| category.as_str());
        vec![
            text("name", name),
            text("nip", nip),
            nik("nik", number),
            nik("nik_old", nik_old),
            text("birth_place", birth_place),
            day("birth_date", *birth_date),
            text("post", post),
            text("rank", rank),
            text("eselon", eselon),
            text("agency", agency),
            text("unit", unit),
            text("email", email),
            text("phone", phone),
            field("category", Value::key("category", category)),
        ]
    }
}

/// What was stated, beside the policy that names the causes.
pub(super) struct Told<'a>(pub &'a Particular, pub &'a Policy);

impl Fields for Told<'_> {
    fn fields(&self) -> Vec<Field> {
        match self.0 {
            Particular::Certificate(id) => {
                vec![field("certificate", Value::Exact(id.0.to_string()))]
            }
            Particular::Outcome(outcome) => {
                vec![field(
                    "outcome",
                    Value::key("change-outcome", outcome.as_str()),
                )]
            }
            Particular::Cause(StatedCause {
                cause,
                number,
                date,
                effective,
                text: words,
            }) => vec![
                field("cause", named(*cause, self.1)),
                text("cause_number", number),
                day("cause_date", *date),
                day("effective", *effective),
                text("cause_text", words),
            ],
            Particular::Outgoing(Outgoing {
                number,
                date,
                signer,
                attachments,
            }) => vec![
                text("outgoing_number", number),
                day("outgoing_date", Some(*date)),
                text("signer", signer),
                text("attachments", attachments),
            ],
        }
    }
}

impl Fields for PersonDetails {
    fn fields(&self) -> Vec<Field> {
        let PersonDetails {
            name,
            nip,
            nik: number,
            birth_date,
            post,
            rank,
            eselon,
            agency,
            unit,
            email,
            phone,
        } = self;
        let shown = |number: Option<String>| number.unwrap_or_default();
        vec![
            text("name", name),
            text("nip", &shown(nip.map(|nip| nip.to_string()))),
            nik("nik", &shown(number.map(|nik| nik.to_string()))),
            day("birth_date", *birth_date),
            text("post", post),
            text("rank", rank),
            text("eselon", eselon),
            text("agency", agency),
            text("unit", unit),
            text("email", email),
            text("phone", phone),
        ]
    }
}

impl Fields for LetterForm {
    fn fields(&self) -> Vec<Field> {
        let LetterForm {
            from,
            number,
            date,
            received,
            nature,
            urgency,
            attachments,
            subject,
            copies,
            scan,
            contact:
                Contact {
                    name: contact,
                    email,
                    phone,
                },
        } = self;
        let scan = scan.as_ref().map(|hash| super::short(&hash.0));
        vec![
            text("from", from),
            text("letter_number", number),
            day("letter_date", *date),
            field("received", Value::At(*received)),
            field("nature", Value::key("nature", nature.as_str())),
            field("urgency", Value::key("urgency", urgency.as_str())),
            text("attachments", attachments),
            text("subject", subject),
            text("copies", copies),
            field("scan", Value::Exact(scan.unwrap_or_default())),
            text("contact_name", contact),
            text("contact_email", email),
            text("contact_phone", phone),
        ]
    }
}

impl Fields for CertificateForm {
    fn fields(&self) -> Vec<Field> {
        let CertificateForm {
            serial,
            issuer,
            body,
            name,
            email,
            agency,
            nik: number,
            key,
            not_before,
            not_after,
            fingerprint,
            source,
        } = self;
        let serial = serial.as_ref().map(ToString::to_string);
        let body = match body {
            IssuingBody::Bsre => "BSrE",
            IssuingBody::Bppt => "BPPT",
        };
        let source = match source {
            CertificateSource::Typed => "typed",
            CertificateSource::File => "file",
            CertificateSource::Inventory => "inventory",
        };
        let print = fingerprint.as_ref().map(super::short).unwrap_or_default();
        vec![
            field("serial", Value::Exact(serial.unwrap_or_default())),
            text("issuer", issuer),
            text("body", body),
            text("certificate_name", name),
            text("email", email),
            text("agency", agency),
            nik("nik", number),
            text("key", key),
            field("not_before", Value::At(*not_before)),
            field("not_after", Value::At(*not_after)),
            field("fingerprint", Value::Exact(print)),
            field("source", Value::key("source", source)),
        ]
    }
}

impl Facts {
    /// Every field that is filled.
    pub(super) fn filled(&mut self, of: &impl Fields) {
        for field in of.fields() {
            if !field.value.is_empty() {
                let name = Value::key("field", field.key);
                self.push("field", Some(name), None, field.value);
            }
        }
    }

    /// Every field that differs, before and after.
    pub(super) fn changed<T: Fields>(&mut self, before: Option<&T>, after: &T) {
        let Some(before) = before else {
            return self.filled(after);
        };
        for (was, now) in before.fields().into_iter().zip(after.fields()) {
            let name = || Some(Value::key("field", now.key));
            if was.value == now.value && was.whole == now.whole {
                continue;
            }
            self.push("field", name(), Some(was.value), now.value.clone());
            let (Some(one), Some(other)) = (&was.whole, &now.whole) else {
                continue;
            };
            if !one.is_empty() && !other.is_empty() {
                let digits = differing_digits(one, other).into_iter();
                let digits = digits.map(|at| Value::Number(at as u64)).collect();
                self.push("digits", None, None, Value::List(digits));
            }
        }
    }
}

/// The positions, from 1, at which two numbers differ; those that only the longer has among them.
fn differing_digits(one: &str, other: &str) -> Vec<usize> {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let places = 0..one.len().max(other.len());
    places
        .filter(|at| one.get(*at) != other.get(*at))
        .map(|at| at + 1)
        .collect()
}
