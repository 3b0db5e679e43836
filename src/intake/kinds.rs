//! The kind of a request from the words of a form: `Pembaruan (masa berlaku habis)`.

use std::collections::BTreeMap;

use crate::domain::kind::Kind;
use crate::domain::names::edit_distance;

/// Words that mean revoking.
const REVOKE: &[&str] = &[
    "pencabutan",
    "cabut",
    "dicabut",
    "mencabut",
    "revoke",
    "revokasi",
    "revocation",
    "penonaktifan",
    "nonaktifkan",
];
/// Words that mean a forgotten passphrase.
const RESET: &[&str] = &[
    "lupa",
    "reset",
    "passphrase",
    "passprase",
    "passfrase",
    "password",
    "sandi",
];
/// Words that mean changed data.
const CHANGE: &[&str] = &[
    "perubahan",
    "ubah",
    "mengubah",
    "berubah",
    "change",
    "mutasi",
    "ganti",
    "pergantian",
    "penggantian",
    "koreksi",
    "perbaikan",
];
/// Words that mean renewing.
const RENEW: &[&str] = &[
    "pembaruan",
    "pembaharuan",
    "perbarui",
    "memperbarui",
    "perpanjangan",
    "perpanjang",
    "memperpanjang",
    "renew",
    "renewal",
    "habis",
    "kedaluwarsa",
    "kadaluarsa",
    "kadaluwarsa",
    "expired",
];
/// Words that mean a first certificate.
const ISSUE: &[&str] = &[
    "penerbitan",
    "terbit",
    "menerbitkan",
    "issue",
    "issuance",
    "pendaftaran",
    "daftar",
    "registrasi",
    "pembuatan",
    "buat",
    "baru",
    "new",
    "pengajuan",
    "permintaan",
];

/// The kind that a form's words ask for; `None` where they name none, or two that exclude each
/// other. `own` are the office's own words from the mapping, which come first.
pub fn read_kind(text: &str, own: &BTreeMap<String, Kind>) -> Option<Kind> {
    let folded = fold(text);
    let named = own.iter().find(|(words, _)| fold(words) == folded);
    if let Some((_, kind)) = named {
        return Some(*kind);
    }
    if let Some(kind) = Kind::from_key(folded.trim()) {
        return Some(kind);
    }
    let words: Vec<&str> = folded.split_whitespace().collect();
    let says = |known: &[&str]| {
        words
            .iter()
            .any(|word| known.iter().any(|k| close(word, k)))
    };
    let data = words.contains(&"data") || words.contains(&"nik");
    // "Pembaruan data" changes data; "Pembaruan (data tetap, masa berlaku habis)" renews.
    let expires = ["habis", "berlaku", "berakhir", "kedaluwarsa", "expired"]
        .iter()
        .any(|word| words.contains(word));
    let change =
        says(CHANGE) || (says(&["pembaruan", "pembaharuan", "update"]) && data && !expires);

    match (says(REVOKE), says(RESET), change, says(RENEW), says(ISSUE)) {
        // "Cabut dan terbitkan baru" is two requests.
        (true, false, false, false, false) => Some(Kind::Revoke),
        (true, ..) => None,
        (false, true, ..) => Some(Kind::Reset),
        (false, false, true, ..) => Some(Kind::Change),
        (false, false, false, true, _) => Some(Kind::Renew),
        (false, false, false, false, true) => Some(Kind::Issue),
        (false, false, false, false, false) => None,
    }
}

/// Lower case words with single spaces.
fn fold(text: &str) -> String {
    let spread: String = text
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                ' '
            }
        })
        .collect();
    let lower = spread.to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same word, or one slip away in a long one.
fn close(word: &str, known: &str) -> bool {
    word == known || (known.len() >= 8 && edit_distance(word, known, 1) <= 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_of_forms() {
        for (text, expected) in [
            ("Penerbitan baru", Some(Kind::Issue)),
            ("Pembaruan (masa berlaku habis)", Some(Kind::Renew)),
            ("Perubahan data (NIK)", Some(Kind::Change)),
            ("Lupa passphrase", Some(Kind::Reset)),
            ("Pencabutan", Some(Kind::Revoke)),
            ("PENERBITAN SERTIFIKAT ELEKTRONIK", Some(Kind::Issue)),
            ("Penerbtan baru", Some(Kind::Issue)),
            ("Baru", Some(Kind::Issue)),
            ("Pembaharuan sertifikat", Some(Kind::Renew)),
            ("Perpanjangan TTE", Some(Kind::Renew)),
            ("Sertifikat kedaluwarsa, terbit baru", Some(Kind::Renew)),
            ("Pembaruan data", Some(Kind::Change)),
            ("Mutasi jabatan", Some(Kind::Change)),
            ("Reset Passphrase", Some(Kind::Reset)),
            ("Lupa kata sandi", Some(Kind::Reset)),
            ("Cabut (pensiun)", Some(Kind::Revoke)),
            ("revoke", Some(Kind::Revoke)),
            ("reset", Some(Kind::Reset)),
            ("Cabut dan terbitkan baru", None),
            ("Konsultasi", None),
            ("", None),
            ("12345", None),
        ] {
            assert_eq!(read_kind(text, &BTreeMap::new()), expected, "{text}");
        }
    }

    #[test]
    fn the_office_has_its_own_words() {
        let own = BTreeMap::from([("Layanan A".to_owned(), Kind::Renew)]);
        assert_eq!(read_kind(" LAYANAN a ", &own), Some(Kind::Renew));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = read_kind(&text, &BTreeMap::new());
        }
    }
}
