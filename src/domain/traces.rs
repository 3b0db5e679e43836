//! By what a request, a certificate or an officer tells who it is about, as far as two of them can
//! be compared: nobody acts on what is their own [R2.5, R2.6].

use super::certificate::CertificateForm;
use super::identity::{CellKind, Email, Nik, Nip, repair_nik};
use super::ids::PersonId;
use super::names;
use super::person::PersonDetails;
use super::request::Identity;
use serde::{Deserialize, Serialize};

/// What tells of a person who they are, as it reads: repaired, numbers as numbers, the e-mail and the
/// folded name as digests. It holds the whole NIK, so it stays on the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traces {
    pub person: Option<PersonId>,
    pub nip: Option<Nip>,
    pub nik: Option<Nik>,
    /// Of the address in lower case; nothing where it is none.
    pub email: Option<u64>,
    /// Of the name without titles, case and punctuation.
    pub name: Option<u64>,
}

/// Digits in which two numbers may differ and still be one that was mistyped: one wrong, or two
/// exchanged.
const SLIP: usize = 2;

impl Traces {
    /// Of what was stated of an applicant.
    pub fn of_identity(identity: &Identity, person: Option<PersonId>) -> Traces {
        Traces {
            person,
            nip: identity.nip(),
            nik: identity.nik(),
            email: email(&identity.email),
            name: name(&identity.name),
        }
    }

    /// Of what is known of a person.
    pub fn of_details(details: &PersonDetails) -> Traces {
        Traces {
            person: None,
            nip: details.nip,
            nik: details.nik,
            email: email(&details.email),
            name: name(&details.name),
        }
    }

    /// Of what a certificate says of its holder.
    pub fn of_certificate(form: &CertificateForm, holder: Option<PersonId>) -> Traces {
        let repaired = repair_nik(&form.nik, CellKind::Text);
        Traces {
            person: holder,
            nip: None,
            nik: repaired.text().and_then(|text| Nik::parse(text).ok()),
            email: email(&form.email),
            name: name(&form.name),
        }
    }

    /// Whether a person, a number or the address is the same: that alone makes both one.
    pub fn is_named(&self, other: &Traces) -> bool {
        same(self.person, other.person)
            || same(self.nip, other.nip)
            || same(self.nik, other.nik)
            || same(self.email, other.email)
    }

    /// Whether the names are the same and no number says otherwise.
    pub fn may_be(&self, other: &Traces) -> bool {
        let parted = apart(self.nip, other.nip) || apart(self.nik, other.nik);
        same(self.name, other.name) && !parted
    }
}

fn same<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.is_some() && one == other
}

/// Whether both are known and differ by more than a slip of the pen.
fn apart<T: ToString>(one: Option<T>, other: Option<T>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return false;
    };
    let (one, other) = (one.to_string(), other.to_string());
    let differing = one.bytes().zip(other.bytes()).filter(|(a, b)| a != b);
    differing.count() > SLIP
}

/// The digest of an address; nothing of what is none.
pub fn email(stated: &str) -> Option<u64> {
    let address = Email::parse(stated).ok()?;
    Some(digest(address.as_str()))
}

/// The digest of a folded name; nothing of a name without a letter.
pub fn name(stated: &str) -> Option<u64> {
    let folded = names::folded(stated).replace(' ', "");
    (!folded.is_empty()).then(|| digest(&folded))
}

/// FNV-1a: the same on every machine and in every release, since rows keep it.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn stated(name: &str, nip: &str, nik: &str, email: &str) -> Traces {
        let identity = Identity {
            name: name.to_owned(),
            nip: nip.to_owned(),
            nik: nik.to_owned(),
            email: email.to_owned(),
            ..Identity::default()
        };
        Traces::of_identity(&identity, None)
    }

    #[test]
    fn one_number_or_address_is_enough_however_it_is_written() {
        let own = stated(
            "Budi Santoso, S.Kom.",
            "199005072015031004",
            "1971020705900003",
            "budi@babelprov.go.id",
        );
        for (other, named) in [
            (stated("X", "19900507 201503 1 004", "", ""), true),
            (stated("X", "", "'1971020705900003", ""), true),
            (stated("X", "", "", " Budi@BabelProv.go.id "), true),
            (stated("X", "199005072015031005", "", ""), false),
            (stated("X", "", "", "budi2@babelprov.go.id"), false),
            (stated("Budi Santoso", "", "", ""), false),
        ] {
            assert_eq!(own.is_named(&other), named, "{other:?}");
        }
    }

    #[test]
    fn a_name_alone_counts_unless_a_number_is_plainly_another() {
        let own = stated("Budi Santoso, S.Kom.", "199005072015031004", "", "");
        for (other, may) in [
            (stated("BUDI SANTOSO", "", "", ""), true),
            (
                stated("H. Budi  Santoso, S.T.", "", "", "budi@gmail.com"),
                true,
            ),
            // One digit wrong, or two exchanged: the same man, mistyped.
            (stated("Budi Santoso", "199005072015031005", "", ""), true),
            (stated("Budi Santoso", "199005072015030104", "", ""), true),
            (stated("Budi Santoso", "198201012008041001", "", ""), false),
            (stated("Budi Susanto", "", "", ""), false),
            (stated("-", "", "", ""), false),
        ] {
            assert_eq!(own.may_be(&other), may, "{other:?}");
        }
        assert!(!stated("-", "", "", "").may_be(&stated("-", "", "", "")));
    }
}
