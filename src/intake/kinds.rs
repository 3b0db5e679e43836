//! The kind of a request from the words of a form: `Pembaruan (masa berlaku habis)`.

use std::collections::{BTreeMap, HashMap};

use crate::domain::kind::Kind;
use crate::domain::names::edit_distance;

/// Words that speak for a kind: those that hardly mean anything else, and those that may only be
/// the occasion.
struct Words {
    kind: Kind,
    strong: &'static str,
    weak: &'static str,
}

/// In the order in which equals win. Revoking stands apart: see [`read_kind`].
const WORDS: [Words; 4] = [
    Words {
        kind: Kind::Reset,
        strong: "lupa reset passphrase passprase passfrase password sandi",
        weak: "",
    },
    Words {
        kind: Kind::Change,
        strong: "perubahan ubah mengubah berubah change",
        weak: "mutasi ganti pergantian penggantian koreksi perbaikan",
    },
    Words {
        kind: Kind::Renew,
        strong: "pembaruan pembaharuan perbarui memperbarui perpanjangan perpanjang memperpanjang \
                 renew renewal habis kedaluwarsa kadaluarsa kadaluwarsa expired",
        weak: "berakhir",
    },
    Words {
        kind: Kind::Issue,
        strong: "penerbitan terbit menerbitkan terbitkan issue issuance pendaftaran registrasi \
                 pembuatan baru new",
        weak: "pengajuan permintaan daftar buat",
    },
];
const REVOKE: &str = "pencabutan cabut dicabut mencabut revoke revokasi revocation penonaktifan \
                      nonaktifkan";
/// What a revocation is not asked together with: these are another request.
const BESIDE_REVOKE: &str = "pembaruan pembaharuan perpanjangan perpanjang penerbitan terbitkan \
                             menerbitkan pembuatan baru";

/// The kind that a form's words ask for; `None` where they name none, or two that exclude each
/// other. `own` are the office's own words from the mapping, which come first.
pub fn read_kind(text: &str, own: &BTreeMap<String, Kind>) -> Option<Kind> {
    let folded = fold(text);
    let named = own.iter().find(|(words, _)| fold(words) == folded);
    if let Some((_, kind)) = named {
        return Some(*kind);
    }
    let words: Vec<&str> = folded.split_whitespace().collect();
    if says(&words, REVOKE) {
        // "Cabut dan terbitkan baru" is two requests.
        return (!says(&words, BESIDE_REVOKE)).then_some(Kind::Revoke);
    }
    // "Pembaruan data" changes data; "Pembaruan (masa berlaku habis)" renews.
    let data_renewed = words.windows(2).any(|pair| {
        matches!(pair[0], "pembaruan" | "pembaharuan" | "update")
            && matches!(pair[1], "data" | "nik")
    });
    if data_renewed {
        return Some(Kind::Change);
    }
    let weigh = |known: &Words| {
        2 * u8::from(says(&words, known.strong)) + u8::from(says(&words, known.weak))
    };
    let mut best = (0, None);
    for known in &WORDS {
        let weight = weigh(known);
        if weight > best.0 {
            best = (weight, Some(known.kind));
        }
    }
    best.1
}

/// Different texts remembered; a form has a handful.
const REMEMBERED: usize = 256;

/// Reads kinds row after row, and each different text once.
pub struct KindReader<'a> {
    own: &'a BTreeMap<String, Kind>,
    known: HashMap<String, Option<Kind>>,
}

impl<'a> KindReader<'a> {
    /// Reads with the office's own words.
    pub fn new(own: &'a BTreeMap<String, Kind>) -> KindReader<'a> {
        KindReader {
            own,
            known: HashMap::new(),
        }
    }

    /// As [`read_kind`].
    pub fn read(&mut self, text: &str) -> Option<Kind> {
        if let Some(kind) = self.known.get(text) {
            return *kind;
        }
        let kind = read_kind(text, self.own);
        if self.known.len() < REMEMBERED {
            self.known.insert(text.to_owned(), kind);
        }
        kind
    }
}

/// True where one of the words is one of the known ones, or one slip away from a long one.
fn says(words: &[&str], known: &str) -> bool {
    known
        .split_whitespace()
        .any(|known| words.iter().any(|word| close(word, known)))
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
            ("Pengajuan pencabutan", Some(Kind::Revoke)),
            ("Pencabutan karena mutasi", Some(Kind::Revoke)),
            ("Permintaan reset passphrase", Some(Kind::Reset)),
            ("Penerbitan karena mutasi", Some(Kind::Issue)),
            ("Penggantian sertifikat expired", Some(Kind::Renew)),
            ("Pembaruan sertifikat (NIK tetap)", Some(Kind::Renew)),
            ("change", Some(Kind::Change)),
            ("renew", Some(Kind::Renew)),
            ("issue", Some(Kind::Issue)),
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
