//! Reading what is pasted of a certificate: a notice of BSrE, a portal's page, a viewer's text.
//! Labels in either language; what is not recognised is left alone, and nothing is guessed.

use crate::domain::time::Instant;

/// A life from its beginning to its end: `23 Nov 2026 s.d. 22 Nov 2028`.
const LIFE: &str = "life";
/// A part of the organisation: it says more than the organisation itself.
const UNIT: &str = "unit";

/// What stands between the two ends of a life.
const UNTIL: [&str; 9] = [
    " s.d. ",
    " s.d ",
    " s/d ",
    " sampai dengan ",
    " sampai ",
    " hingga ",
    " until ",
    " to ",
    " - ",
];

/// Labels of each field of the form, in lower case; the longer ones first.
const LABELS: [(&str, &[&str]); 9] = [
    (
        "serial",
        &[
            "serial number",
            "nomor seri",
            "no. seri",
            "no seri",
            "serial",
        ],
    ),
    (
        "not_before",
        &[
            "not valid before",
            "not before",
            "valid from",
            "berlaku sejak",
            "berlaku mulai",
            "berlaku dari",
            "issued on",
            "tanggal terbit",
        ],
    ),
    (
        "not_after",
        &[
            "not valid after",
            "not after",
            "valid until",
            "valid to",
            "berlaku s.d.",
            "berlaku sampai",
            "berlaku hingga",
            "expires on",
        ],
    ),
    (
        LIFE,
        &[
            "periode berlaku",
            "masa berlaku",
            "validity period",
            "validity",
            "berlaku",
            "valid",
        ],
    ),
    (
        UNIT,
        &[
            "unit organisasi",
            "organizational unit",
            "perangkat daerah",
            "unit kerja",
            "ou",
        ],
    ),
    (
        "certificate_name",
        &["common name", "nama lengkap", "nama", "cn"],
    ),
    (
        "email",
        &["email address", "alamat email", "e-mail", "email"],
    ),
    ("agency", &["organization", "organisasi", "instansi", "o"]),
    ("nik", &["nik", "uid"]),
];

/// What was found in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// By the keys of the form, in the order of the text; the first of each counts.
    pub fields: Vec<(&'static str, String)>,
    /// Lines that said nothing of a certificate.
    pub rest: Vec<String>,
}

impl Read {
    fn take(&mut self, key: &'static str, value: &str) -> bool {
        let value = value.trim().trim_matches(['"', ',', ';']).trim();
        let known = self.fields.iter().any(|(known, _)| *known == key);
        if !value.is_empty() && !known {
            self.fields.push((key, value.to_owned()));
        }
        !value.is_empty()
    }

    /// A labelled value; a life has two ends, wherever it stands.
    fn told(&mut self, key: &'static str, value: &str) -> bool {
        match (key, ends(value)) {
            (LIFE | "not_before" | "not_after", Some((from, until))) => {
                self.take("not_before", from) | self.take("not_after", until)
            }
            (LIFE, None) => {
                value.contains(|sign: char| sign.is_ascii_digit()) && self.take("not_after", value)
            }
            _ => self.take(key, value),
        }
    }

    /// The unit takes the place of the organisation.
    fn settled(mut self) -> Read {
        let unit = self.fields.iter().position(|(key, _)| *key == UNIT);
        if let Some(at) = unit {
            let (_, unit) = self.fields.remove(at);
            self.fields.retain(|(key, _)| *key != "agency");
            self.fields.push(("agency", unit));
        }
        self
    }
}

/// Reads a text line by line.
pub fn read(text: &str) -> Read {
    let mut found = Read::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let said = labelled(line).or_else(|| begun(line));
        let known = match said {
            Some((key, value)) => found.told(key, value),
            // A subject: `CN=Siti Rahmawati, O=Dinas Kesehatan`.
            None => line.split(", ").fold(false, |known, part| {
                let pair = part.split_once('=').and_then(|(label, value)| {
                    let label = label.rsplit([' ', ':']).next()?;
                    Some((field_of(label)?, value))
                });
                pair.is_some_and(|(key, value)| found.take(key, value)) | known
            }),
        };
        if !known {
            found.rest.push(line.to_owned());
        }
    }
    found.settled()
}

/// The two ends of a life, each with a number in it.
fn ends(value: &str) -> Option<(&str, &str)> {
    let dated = |text: &str| text.contains(|sign: char| sign.is_ascii_digit());
    UNTIL.iter().find_map(|until| {
        let at = value.to_ascii_lowercase().find(until)?;
        let (from, rest) = value.split_at(at);
        let until = rest.get(until.len()..)?;
        (dated(from) && dated(until)).then_some((from, until))
    })
}

/// `Berlaku sejak 23 Nov 2026 s.d. 22 Nov 2028`: a date's label without a sign after it.
fn begun(line: &str) -> Option<(&'static str, &str)> {
    let lower = line.to_ascii_lowercase();
    let dates = LABELS
        .iter()
        .filter(|(key, _)| [LIFE, "not_before", "not_after"].contains(key));
    let found = dates.flat_map(|(key, labels)| labels.iter().map(move |label| (*key, *label)));
    let (key, label) = found
        .filter(|(_, label)| {
            let rest = lower
                .strip_prefix(label)
                .and_then(|rest| rest.strip_prefix(' '));
            rest.is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()))
        })
        .max_by_key(|(_, label)| label.len())?;
    Some((key, line.get(label.len()..)?))
}

/// `Nomor Seri : 3F:A1` — the label, a sign, the value.
fn labelled(line: &str) -> Option<(&'static str, &str)> {
    let parted = line.split_once([':', '\t']);
    let (label, value) = parted.or_else(|| line.split_once("  "))?;
    if value.trim().is_empty() || label.contains('=') {
        return None;
    }
    Some((field_of(label)?, value))
}

/// Whether this is the label of a field.
pub(super) fn is_label(label: &str) -> bool {
    field_of(label).is_some()
}

fn field_of(label: &str) -> Option<&'static str> {
    let label = label.trim().to_lowercase();
    LABELS
        .iter()
        .find(|(_, labels)| labels.contains(&label.as_str()))
        .map(|(key, _)| *key)
}

/// A moment as the form writes it, to the second.
pub fn written(at: Instant) -> String {
    at.to_wib().format("%d/%m/%Y %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::written::{self, Prefer};

    #[test]
    fn a_notice_fills_the_form() {
        let text = "Sertifikat elektronik Anda telah terbit.\nNomor Seri : 3F:A1:07\nNama: Siti Rahmawati\nEmail\tsiti@babelprov.go.id\nBerlaku sejak: 23 Nov 2026 09:14\nBerlaku s.d.: 22/11/2028 09.13";
        assert_eq!(
            read(text).fields,
            [
                ("serial", "3F:A1:07".to_owned()),
                ("certificate_name", "Siti Rahmawati".to_owned()),
                ("email", "siti@babelprov.go.id".to_owned()),
                ("not_before", "23 Nov 2026 09:14".to_owned()),
                ("not_after", "22/11/2028 09.13".to_owned()),
            ]
        );
        let viewer = "Subject: C=ID, O=Dinas Kesehatan, CN=Siti Rahmawati\nNot Before: Nov 23 02:14:00 2026 GMT";
        let found = read(viewer).fields;
        assert!(found.contains(&("certificate_name", "Siti Rahmawati".to_owned())));
        assert!(found.contains(&("agency", "Dinas Kesehatan".to_owned())));
        assert!(found.contains(&("not_before", "Nov 23 02:14:00 2026 GMT".to_owned())));
        let nothing = read("tidak ada apa-apa di sini");
        assert_eq!((nothing.fields.len(), nothing.rest.len()), (0, 1));
    }

    #[test]
    fn a_life_has_two_ends_however_it_is_written() {
        let ends = [
            ("not_before", "23 Nov 2026 09:14".to_owned()),
            ("not_after", "22 Nov 2028 09:13".to_owned()),
        ];
        for line in [
            "Masa Berlaku: 23 Nov 2026 09:14 s.d. 22 Nov 2028 09:13",
            "Masa berlaku 23 Nov 2026 09:14 s/d 22 Nov 2028 09:13",
            "Berlaku 23 Nov 2026 09:14 sampai dengan 22 Nov 2028 09:13",
            "Berlaku sejak 23 Nov 2026 09:14 s.d. 22 Nov 2028 09:13",
            "Berlaku sejak: 23 Nov 2026 09:14 - 22 Nov 2028 09:13",
            "Valid from 23 Nov 2026 09:14 to 22 Nov 2028 09:13",
            "Validity\t23 Nov 2026 09:14 until 22 Nov 2028 09:13",
        ] {
            assert_eq!(read(line).fields, ends, "{line}");
        }
        // An end alone is an end, and a word is none.
        assert_eq!(read("Berlaku s.d. 22/11/2028").fields[0].0, "not_after");
        assert_eq!(read("Masa berlaku: 22/11/2028").fields[0].0, "not_after");
        assert!(read("Status: berlaku").fields.is_empty());
        assert!(read("Berlaku: ya").fields.is_empty());
    }

    #[test]
    fn the_unit_counts_before_the_organisation_and_the_rest_is_told() {
        let text = "Yth. Ibu Siti\nOrganisasi: Pemprov Kep. Babel\nUnit Organisasi: Dinas Kesehatan\n\nTerima kasih.";
        let found = read(text);
        assert_eq!(found.fields, [("agency", "Dinas Kesehatan".to_owned())]);
        assert_eq!(found.rest, ["Yth. Ibu Siti", "Terima kasih."]);
        let subject = read("CN=Siti Rahmawati, OU=Dinas Kesehatan, O=Pemprov");
        assert!(
            subject
                .fields
                .contains(&("agency", "Dinas Kesehatan".to_owned()))
        );
    }

    #[test]
    fn what_the_form_writes_is_read_back() {
        let nine = Instant::wib(2026, 11, 23, 9, 14).unwrap();
        let read = written::moment(&super::written(nine), nine.day(), Prefer::Past).unwrap();
        assert_eq!((read.at, read.timed), (nine, true));
    }
}
