//! Reading what is pasted of a certificate: a notice of BSrE, a portal's page, a viewer's text.
//! Labels in either language; what is not recognised is left alone, and nothing is guessed.

use crate::domain::time::Instant;

/// Labels of each field of the form, in lower case; the longer ones first.
const LABELS: [(&str, &[&str]); 7] = [
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
            "masa berlaku",
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

/// The fields found in a text, by the keys of the form, in its order; the first of each counts.
pub fn read(text: &str) -> Vec<(&'static str, String)> {
    let mut found: Vec<(&'static str, String)> = Vec::new();
    let mut take = |key: &'static str, value: &str| {
        let value = value.trim().trim_matches(['"', ',', ';']).trim();
        if !value.is_empty() && !found.iter().any(|(known, _)| *known == key) {
            found.push((key, value.to_owned()));
        }
    };
    for line in text.lines() {
        let line = line.trim();
        if let Some((key, value)) = labelled(line) {
            take(key, value);
        } else {
            for part in line.split(", ") {
                // A subject: `CN=Siti Rahmawati, O=Dinas Kesehatan`.
                let pair = part.split_once('=');
                if let Some((key, value)) = pair.and_then(|(label, value)| {
                    let label = label.rsplit([' ', ':']).next()?;
                    Some((field_of(label)?, value))
                }) {
                    take(key, value);
                }
            }
        }
    }
    found
}

/// `Nomor Seri : 3F:A1` — the label, a sign, the value.
fn labelled(line: &str) -> Option<(&'static str, &str)> {
    let (label, value) = line.split_once([':', '\t'])?;
    if value.trim().is_empty() || label.contains('=') {
        return None;
    }
    Some((field_of(label)?, value))
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
            read(text),
            [
                ("serial", "3F:A1:07".to_owned()),
                ("certificate_name", "Siti Rahmawati".to_owned()),
                ("email", "siti@babelprov.go.id".to_owned()),
                ("not_before", "23 Nov 2026 09:14".to_owned()),
                ("not_after", "22/11/2028 09.13".to_owned()),
            ]
        );
        let viewer = "Subject: C=ID, O=Dinas Kesehatan, CN=Siti Rahmawati\nNot Before: Nov 23 02:14:00 2026 GMT";
        let found = read(viewer);
        assert!(found.contains(&("certificate_name", "Siti Rahmawati".to_owned())));
        assert!(found.contains(&("agency", "Dinas Kesehatan".to_owned())));
        assert!(found.contains(&("not_before", "Nov 23 02:14:00 2026 GMT".to_owned())));
        assert!(read("tidak ada apa-apa di sini").is_empty());
    }

    #[test]
    fn what_the_form_writes_is_read_back() {
        let nine = Instant::wib(2026, 11, 23, 9, 14).unwrap();
        let read = written::moment(&super::written(nine), nine.day(), Prefer::Past).unwrap();
        assert_eq!((read.at, read.timed), (nine, true));
    }
}
