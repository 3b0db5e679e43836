//! The words of the filter language in one table: its keys and their values, each in Indonesian
//! and English. They are part of the language, like the keys of the policy file, and are the same
//! whatever language the screen speaks. `docs/filter.md` explains each of them.

use crate::domain::certificate::{CertificateStatus, IssuingBody};
use crate::domain::kind::Kind;
use crate::domain::names::edit_distance;
use crate::domain::office::Position;
use crate::domain::procedure::OPEN;
use crate::domain::request::Stage;

/// A text of a row that can be searched alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Name,
    Agency,
    Nip,
    /// Number of a request, sheet or letter.
    Number,
    Serial,
    Email,
}

/// What stands before a colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    Text(Field),
    Nik,
    Kind,
    Stage,
    Status,
    Issuer,
    Passphrase,
    Remaining,
    Mine,
    Overdue,
    Returned,
}

/// A word that means something: the first of each language is the usual one.
pub struct Word<T: 'static> {
    pub means: T,
    pub indonesian: &'static [&'static str],
    pub english: &'static [&'static str],
}

impl<T> Word<T> {
    /// Every way to write it.
    pub fn all(&self) -> impl Iterator<Item = &'static str> {
        self.indonesian.iter().chain(self.english).copied()
    }
}

const fn word<T>(
    means: T,
    indonesian: &'static [&'static str],
    english: &'static [&'static str],
) -> Word<T> {
    Word {
        means,
        indonesian,
        english,
    }
}

/// The keys.
pub const KEYS: &[Word<Key>] = &[
    word(Key::Text(Field::Name), &["nama"], &["name"]),
    word(
        Key::Text(Field::Agency),
        &["pd", "perangkat", "instansi"],
        &["agency"],
    ),
    word(Key::Text(Field::Nip), &["nip"], &[]),
    word(Key::Nik, &["nik"], &[]),
    word(
        Key::Text(Field::Number),
        &["no", "nomor"],
        &["number", "num"],
    ),
    word(Key::Text(Field::Serial), &["seri"], &["serial"]),
    word(Key::Text(Field::Email), &["email", "surel"], &["mail"]),
    word(Key::Kind, &["jenis"], &["kind"]),
    word(Key::Stage, &["tahap"], &["stage"]),
    word(Key::Status, &["status"], &[]),
    word(Key::Issuer, &["penerbit"], &["issuer"]),
    word(Key::Passphrase, &["passphrase", "sandi"], &[]),
    word(Key::Remaining, &["sisa"], &["left", "days"]),
    word(Key::Mine, &["saya"], &["mine"]),
    word(Key::Overdue, &["lewat"], &["overdue"]),
    word(Key::Returned, &["dikembalikan"], &["returned"]),
];

/// Values of `jenis:`.
pub const KINDS: &[Word<&[Kind]>] = &[
    word(&[Kind::Issue], &["terbit", "penerbitan"], &["issue"]),
    word(&[Kind::Renew], &["perbarui", "pembaruan"], &["renew"]),
    word(&[Kind::Change], &["ubah", "perubahan"], &["change"]),
    word(&[Kind::Reset], &["reset"], &[]),
    word(&[Kind::Revoke], &["cabut", "pencabutan"], &["revoke"]),
];

/// Values of `tahap:`; first those that are one stage each, then groups of them.
pub const STAGES: &[Word<&[Stage]>] = &[
    word(&[Stage::Registered], &["terdaftar"], &["registered"]),
    word(
        &[Stage::Disposition(Position::Kadis)],
        &["kadis"],
        &["disposition-kadis"],
    ),
    word(
        &[Stage::Disposition(Position::Kabid)],
        &["kabid"],
        &["disposition-kabid"],
    ),
    word(
        &[Stage::Disposition(Position::Subkoord)],
        &["subkoord"],
        &["disposition-subkoord"],
    ),
    word(&[Stage::Verification], &["verifikasi"], &["verification"]),
    word(&[Stage::Asleep], &["menunggu-tmt"], &["asleep"]),
    word(&[Stage::Revoked], &["dicabut"], &["revoked"]),
    word(&[Stage::Returned], &["dikembalikan"], &["returned"]),
    word(
        &[Stage::AwaitingApproval],
        &["menunggu-persetujuan"],
        &["awaiting-approval"],
    ),
    word(
        &[Stage::AccountCheck],
        &["menunggu-kyc"],
        &["account-check"],
    ),
    word(&[Stage::CheckFailed], &["gagal-kyc"], &["check-failed"]),
    word(&[Stage::AtBsre], &["bsre"], &["at-bsre"]),
    word(
        &[Stage::WithdrawalAsked],
        &["penarikan-diminta"],
        &["withdrawal-asked"],
    ),
    word(
        &[Stage::AwaitingActivation],
        &["menunggu-aktivasi"],
        &["awaiting-activation"],
    ),
    word(&[Stage::Activated], &["diaktivasi"], &["activated"]),
    word(&[Stage::Issued], &["terbit"], &["issued"]),
    word(&[Stage::Mismatch], &["tidak-cocok"], &["mismatch"]),
    word(&[Stage::Completed], &["selesai"], &["completed"]),
    word(
        &[Stage::ReplyPending],
        &["menunggu-surat-jawaban"],
        &["reply-pending"],
    ),
    word(&[Stage::Rejected], &["ditolak"], &["rejected"]),
    word(&[Stage::Withdrawn], &["ditarik"], &["withdrawn"]),
    word(&[Stage::Lapsed], &["gugur"], &["lapsed"]),
    word(&[Stage::Void], &["batal"], &["void"]),
    word(
        &[Stage::Held(Position::Kadis)],
        &["ditahan-kadis"],
        &["held-kadis"],
    ),
    word(
        &[Stage::Held(Position::Kabid)],
        &["ditahan-kabid"],
        &["held-kabid"],
    ),
    word(
        &[Stage::Held(Position::Subkoord)],
        &["ditahan-subkoord"],
        &["held-subkoord"],
    ),
    word(
        &[
            Stage::Held(Position::Kadis),
            Stage::Held(Position::Kabid),
            Stage::Held(Position::Subkoord),
        ],
        &["ditahan"],
        &["held"],
    ),
    word(
        &[
            Stage::Disposition(Position::Kadis),
            Stage::Disposition(Position::Kabid),
            Stage::Disposition(Position::Subkoord),
        ],
        &["disposisi"],
        &["disposition"],
    ),
    word(OPEN, &["berjalan"], &["open"]),
    word(
        &[
            Stage::Completed,
            Stage::Rejected,
            Stage::Withdrawn,
            Stage::Lapsed,
            Stage::Void,
        ],
        &["berakhir"],
        &["ended"],
    ),
];

/// Values of `status:`.
pub const STATUSES: &[Word<&[CertificateStatus]>] = &[
    word(&[CertificateStatus::Active], &["aktif"], &["active"]),
    word(&[CertificateStatus::Replaced], &["diganti"], &["replaced"]),
    word(
        &[CertificateStatus::Expired],
        &["kedaluwarsa"],
        &["expired"],
    ),
    word(
        &[CertificateStatus::Suspended],
        &["ditangguhkan"],
        &["suspended"],
    ),
    word(&[CertificateStatus::Revoked], &["dicabut"], &["revoked"]),
];

/// Values of `penerbit:`.
pub const ISSUERS: &[Word<&[IssuingBody]>] = &[
    word(&[IssuingBody::Bsre], &["bsre"], &[]),
    word(&[IssuingBody::Bppt], &["bppt"], &[]),
];

/// Values of `passphrase:`: is the day of its last change known?
pub const PASSPHRASES: &[Word<&[bool]>] = &[
    word(&[true], &["ada"], &["known"]),
    word(&[false], &["kosong"], &["none"]),
];

/// The key with this word, in any case.
pub fn key(text: &str) -> Option<Key> {
    let text = text.to_ascii_lowercase();
    KEYS.iter()
        .find(|word| word.all().any(|known| known == text))
        .map(|word| word.means)
}

/// The usual word of a key.
pub fn key_word(key: Key) -> &'static str {
    KEYS.iter()
        .find(|word| word.means == key)
        .and_then(|word| word.all().next())
        .unwrap_or_default()
}

/// What a value means: the word itself, or else everything that begins with it, so that a filter
/// already works while it is typed. Empty where there is no such word.
pub fn value<T: Copy>(table: &[Word<&'static [T]>], text: &str) -> Vec<T> {
    let text = text.to_lowercase();
    let exact = table
        .iter()
        .find(|word| word.all().any(|known| known == text));
    if let Some(word) = exact {
        return word.means.to_vec();
    }
    let begins = |word: &&Word<&'static [T]>| word.all().any(|known| known.starts_with(&*text));
    table
        .iter()
        .filter(begins)
        .flat_map(|word| word.means)
        .copied()
        .collect()
}

/// The usual words of values, in the table's order.
pub fn value_words<T: Copy + PartialEq>(
    table: &[Word<&'static [T]>],
    values: &[T],
) -> Vec<&'static str> {
    let one = |word: &&Word<&'static [T]>| matches!(word.means, [one] if values.contains(one));
    table
        .iter()
        .filter(one)
        .filter_map(|word| word.all().next())
        .collect()
}

/// The known word nearest to a mistyped one; `None` where nothing is near.
pub fn nearest<T>(table: &[Word<T>], text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let most = if text.chars().count() <= 3 { 1 } else { 2 };
    table
        .iter()
        .flat_map(Word::all)
        .map(|known| (edit_distance(known, &text, most), known))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}
