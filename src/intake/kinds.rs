//! The kind of a request from the words of a form: `Pembaruan (masa berlaku habis)`.
//!
//! A cell is read as one kind, or it is doubtful: two kinds, a negation, a question, the occasion
//! of a revocation without the word for it. Doubtful rows are asked about, never guessed.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use crate::domain::kind::Kind;
use crate::domain::names::one_apart;
use crate::domain::unwrap::unwrap;

/// What the words of a form ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindRead {
    /// One kind.
    Is(Kind),
    /// It speaks of a kind, but which one is meant, or whether, is not sure.
    Doubtful,
    /// It names none.
    Unknown,
}

impl KindRead {
    /// The kind, where there is no doubt.
    pub fn kind(self) -> Option<Kind> {
        match self {
            KindRead::Is(kind) => Some(kind),
            KindRead::Doubtful | KindRead::Unknown => None,
        }
    }
}

/// Words that speak for a kind: those that hardly mean anything else, and those that may only be
/// the occasion.
struct Words {
    kind: Kind,
    strong: &'static str,
    weak: &'static str,
}

const WORDS: [Words; 5] = [
    Words {
        kind: Kind::Reset,
        strong: "lupa reset direset mereset",
        weak: "passphrase passprase passfrase password sandi",
    },
    Words {
        kind: Kind::Change,
        strong: "perubahan ubah diubah mengubah merubah berubah dirubah change",
        weak: "mutasi pindah ganti diganti pergantian penggantian mengganti koreksi perbaikan \
               update",
    },
    Words {
        kind: Kind::Renew,
        strong: "pembaruan pembaharuan perbarui diperbarui memperbarui diperbaharui perpanjangan \
                 perpanjang diperpanjang memperpanjang renew renewal",
        weak: "",
    },
    Words {
        kind: Kind::Issue,
        strong: "penerbitan terbit menerbitkan terbitkan diterbitkan issue issuance pendaftaran \
                 registrasi pembuatan",
        weak: "baru new",
    },
    Words {
        kind: Kind::Revoke,
        strong: "pencabutan cabut dicabut mencabut cabutkan revoke revoked revokasi revocation \
                 penonaktifan nonaktifkan dinonaktifkan menonaktifkan",
        weak: "",
    },
];
/// Why somebody asks, not what for: read only where nothing else says it.
const EXPIRED: &str = "habis kedaluwarsa kadaluarsa kadaluwarsa kedaluarsa expired berakhir";
const ASKS: &str = "pengajuan permintaan daftar mendaftar buat";
/// Words that take back what stands beside them, or leave it open.
const DOUBT: &str = "tidak tdk tak bukan bkn jangan batal batalkan dibatalkan membatalkan pembatalan \
                     belum blm tanpa ga gak nggak enggak urung selain kecuali non not no cancel \
                     cancelled dont never tunda ditunda menunda penundaan mungkin ragu apakah sudah \
                     telah pernah terlanjur jika kalau apabila bila rencana";
/// What may be said of the certificate or the person with such a word and takes nothing back.
const STATES: &str = "berlaku aktif bisa dapat ingat punya memiliki mempunyai pernah ada sesuai valid \
                      terdaftar masuk login tahu berakhir habis kedaluwarsa kadaluarsa kadaluwarsa \
                      expired lama ditandatangani tidak lupa";
/// Occasions of a revocation, and words beside it that may mean one or something milder.
const LEAVING: &str = "pensiun meninggal wafat almarhum mengundurkan resign diberhentikan pemberhentian \
                       berhenti keluar luar blokir diblokir pemblokiran memblokir suspend hapus \
                       dihapus penghapusan menghapus tutup";
/// Words before the reason.
const BECAUSE: &str = "karena krn dikarenakan akibat sebab disebabkan setelah sehubungan untuk agar \
                       because";
/// Words between two requests.
const AND: &str = "dan serta sekaligus atau plus lalu kemudian beserta and or";

/// What a form's words ask for. `own` are the office's own words from the mapping, which come
/// first.
pub fn read_kind(text: &str, own: &BTreeMap<String, Kind>) -> KindRead {
    let text = unwrap(text);
    let folded = fold(&text);
    let named = own.iter().find(|(words, _)| fold(words) == folded);
    if let Some((_, kind)) = named {
        return KindRead::Is(*kind);
    }
    let words: Vec<&str> = folded.split_whitespace().collect();
    // Every cell of a file is looked at, and nearly none speaks of a kind. Without a remark its
    // parts have no other words than the whole.
    if !text.contains(['(', '[']) && !words.iter().any(|word| is_known(word)) {
        return KindRead::Unknown;
    }
    let strong = kinds_of(&words, Weight::Strong);
    let asked = asked(&text);
    let kind = match (strong.as_slice(), asked.as_slice()) {
        ([], []) => occasion(&words),
        // "Penggantian sertifikat expired" is no other data.
        ([], [Kind::Change]) if says(&words, EXPIRED) => Some(Kind::Renew),
        ([], [only]) => Some(*only),
        ([only], parts) if parts.iter().all(|part| part == only) => Some(*only),
        _ => return KindRead::Doubtful,
    };
    let leaving = says(&words, LEAVING);
    let doubted = doubted(&text) || text.contains('?');
    match kind {
        None if leaving => KindRead::Doubtful,
        None => KindRead::Unknown,
        Some(Kind::Revoke) if words.iter().any(|word| is_one_of(word, DOUBT)) => KindRead::Doubtful,
        Some(kind) if doubted || (leaving && kind != Kind::Revoke) => KindRead::Doubtful,
        Some(kind) => KindRead::Is(kind),
    }
}

/// Whether a word says anything of a kind or of an occasion for one. Every word of a table is asked:
/// most are told by one look-up, and only long ones are compared with the long words.
fn is_known(word: &str) -> bool {
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let kinds = WORDS.iter().flat_map(|known| [known.strong, known.weak]);
        let all = kinds.chain([EXPIRED, ASKS, LEAVING]);
        all.flat_map(str::split_whitespace).collect()
    });
    static LONG: LazyLock<HashMap<usize, Vec<&str>>> = LazyLock::new(|| {
        let mut long: HashMap<usize, Vec<&str>> = HashMap::new();
        let known = KNOWN.iter().filter(|known| known.len() >= SLIPS_FROM);
        // A slip changes the length by a letter at the most.
        for known in known {
            for length in known.len() - 1..=known.len() + 1 {
                long.entry(length).or_default().push(known);
            }
        }
        long
    });
    let long = || LONG.get(&word.chars().count()).into_iter().flatten();
    KNOWN.contains(word) || word.len() + 1 >= SLIPS_FROM && long().any(|known| close(word, known))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    Strong,
    Weak,
}

/// The kinds that words speak for.
fn kinds_of(words: &[&str], weight: Weight) -> Vec<Kind> {
    if data_renewed(words) {
        // "Pembaruan data" changes data; "Pembaruan (masa berlaku habis)" renews.
        let others = WORDS.iter().filter(|known| known.kind != Kind::Renew);
        let others = others.filter(|known| says(words, known.strong));
        let mut kinds: Vec<Kind> = others.map(|known| known.kind).collect();
        if !kinds.contains(&Kind::Change) {
            kinds.push(Kind::Change);
        }
        return kinds;
    }
    // "Ubah passphrase" sets a passphrase, it changes no data.
    let passphrase = says(words, WORDS[0].weak) && !says(words, "data nik email nama jabatan");
    let of = |known: &&Words| match weight {
        Weight::Strong => says(words, known.strong),
        Weight::Weak => says(words, known.weak),
    };
    let mut kinds: Vec<Kind> = WORDS.iter().filter(of).map(|known| known.kind).collect();
    if passphrase && kinds.contains(&Kind::Change) {
        kinds.retain(|kind| *kind != Kind::Change);
        if !kinds.contains(&Kind::Reset) {
            kinds.push(Kind::Reset);
        }
    }
    if weight == Weight::Weak && kinds.len() > 1 {
        // "Ganti email baru": the new thing is what is changed to.
        kinds.retain(|kind| *kind != Kind::Issue);
    }
    kinds
}

fn data_renewed(words: &[&str]) -> bool {
    words.windows(2).any(|pair| {
        matches!(
            pair[0],
            "pembaruan" | "pembaharuan" | "update" | "perbarui" | "memperbarui"
        ) && matches!(
            pair[1],
            "data" | "nik" | "biodata" | "identitas" | "jabatan" | "email"
        )
    })
}

/// The different kinds that the parts of a cell ask for, without their reasons.
fn asked(text: &str) -> Vec<Kind> {
    let mut kinds = Vec::new();
    let outside = outside_brackets(text);
    for part in outside.split([',', ';', '/', '+', '&', '\n', '|']) {
        let folded = fold(part);
        let words: Vec<&str> = folded.split_whitespace().collect();
        for part in words.split(|word| is_one_of(word, AND)) {
            let reason = part.iter().position(|word| is_one_of(word, BECAUSE));
            let main = match reason {
                Some(at) if at > 0 => &part[..at],
                _ => part,
            };
            let strong = kinds_of(main, Weight::Strong);
            let of = match strong.is_empty() {
                true => kinds_of(main, Weight::Weak),
                false => strong,
            };
            kinds.extend(of);
        }
    }
    kinds.dedup();
    kinds.sort();
    kinds.dedup();
    kinds
}

/// The text without remarks in brackets; all of it where nothing else is written.
fn outside_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let outside: String = text
        .chars()
        .filter(|sign| {
            match sign {
                '(' | '[' => depth += 1,
                ')' | ']' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect();
    match outside.trim().is_empty() {
        true => text.to_owned(),
        false => outside,
    }
}

/// The kind that follows from why somebody writes, where no word says what for.
fn occasion(words: &[&str]) -> Option<Kind> {
    if says(words, EXPIRED) {
        return Some(Kind::Renew);
    }
    says(words, ASKS).then_some(Kind::Issue)
}

/// Whether a word takes back or leaves open what stands beside it, and is not said of the
/// certificate's state.
fn doubted(text: &str) -> bool {
    text.split([',', ';', '.', '(', ')', '\n']).any(|part| {
        let folded = fold(part);
        doubted_part(&folded.split_whitespace().collect::<Vec<_>>())
    })
}

fn doubted_part(words: &[&str]) -> bool {
    let speaks = |word: &&str| {
        let known = WORDS.iter().any(|known| says(&[word], known.strong));
        known || says(&[word], LEAVING)
    };
    words.iter().enumerate().any(|(at, word)| {
        let state = words
            .get(at + 1)
            .is_some_and(|next| is_one_of(next, STATES))
            && !words.get(at + 2).is_some_and(speaks);
        is_one_of(word, DOUBT) && !state
    })
}

fn is_one_of(word: &str, known: &str) -> bool {
    known.split_whitespace().any(|known| known == word)
}

/// Different texts remembered; a form has a handful.
const REMEMBERED: usize = 256;

/// Reads kinds row after row, and each different text once.
pub struct KindReader<'a> {
    own: &'a BTreeMap<String, Kind>,
    known: RefCell<HashMap<String, KindRead>>,
}

impl<'a> KindReader<'a> {
    /// Reads with the office's own words.
    pub fn new(own: &'a BTreeMap<String, Kind>) -> KindReader<'a> {
        KindReader {
            own,
            known: RefCell::default(),
        }
    }

    /// As [`read_kind`]. Words that say nothing are told at once, and are not remembered.
    pub fn read(&self, text: &str) -> KindRead {
        if let Some(kind) = self.known.borrow().get(text) {
            return *kind;
        }
        let kind = read_kind(text, self.own);
        let mut known = self.known.borrow_mut();
        if kind != KindRead::Unknown && known.len() < REMEMBERED {
            known.insert(text.to_owned(), kind);
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

/// Letters of a known word from which one slip of the pen still tells it.
const SLIPS_FROM: usize = 8;

/// The same word, or one slip away in a long one.
fn close(word: &str, known: &str) -> bool {
    // A slip changes the length by a letter at the most; the known words are plain letters.
    let near = || word.len() + 1 >= known.len() && word.chars().count() <= known.len() + 1;
    word == known || (known.len() >= SLIPS_FROM && near() && one_apart(word, known))
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
            ("Sertifikat kedaluwarsa, terbit baru", Some(Kind::Issue)),
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
            let read = read_kind(text, &BTreeMap::new());
            assert_eq!(read.kind(), expected, "{text}");
        }
    }

    #[test]
    fn two_kinds_a_negation_or_a_question_are_asked() {
        for text in [
            "Tidak jadi dicabut",
            "Bukan pencabutan",
            "Batal pencabutan",
            "Pembatalan pencabutan",
            "Jangan dicabut",
            "Pencabutan ditunda",
            "Belum perlu diperpanjang",
            "Sudah dicabut",
            "Dicabut?",
            "Tidak bisa dicabut",
            "Pembaruan, Pencabutan",
            "Penerbitan baru dan reset passphrase",
            "Perubahan data + Reset Passphrase",
            "Perpanjangan, ganti email",
            "Cabut dan terbitkan baru",
            "Perubahan data; Pembaruan",
            "Mutasi keluar daerah",
            "Pindah keluar provinsi",
            "Pensiun",
            "Perubahan data karena pensiun",
            "Blokir sertifikat",
            "Penerbitan (pencabutan yang lama)",
        ] {
            let read = read_kind(text, &BTreeMap::new());
            assert_eq!(read, KindRead::Doubtful, "{text}");
        }
        for (text, kind) in [
            ("Sertifikat tidak berlaku, penerbitan baru", Kind::Issue),
            ("Lupa passphrase (tidak ingat)", Kind::Reset),
            ("Ganti passphrase", Kind::Reset),
            ("Ubah passphrase", Kind::Reset),
            ("Reset/Lupa Passphrase", Kind::Reset),
            ("Ganti email", Kind::Change),
            ("Ganti email baru", Kind::Change),
            ("TTE baru", Kind::Issue),
            ("Registrasi", Kind::Issue),
            ("Pembaruan Data", Kind::Change),
            ("Sertifikat expired, minta terbitkan baru", Kind::Issue),
            ("Pendaftaran ulang karena expired", Kind::Issue),
            ("Perubahan data karena mutasi", Kind::Change),
            ("Reset passphrase baru", Kind::Reset),
        ] {
            assert_eq!(
                read_kind(text, &BTreeMap::new()),
                KindRead::Is(kind),
                "{text}"
            );
        }
        assert_eq!(
            read_kind("Aktivasi ulang", &BTreeMap::new()),
            KindRead::Unknown
        );
    }

    #[test]
    fn the_office_has_its_own_words() {
        let own = BTreeMap::from([("Layanan A".to_owned(), Kind::Renew)]);
        assert_eq!(read_kind(" LAYANAN a ", &own), KindRead::Is(Kind::Renew));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = read_kind(&text, &BTreeMap::new());
        }
    }
}
