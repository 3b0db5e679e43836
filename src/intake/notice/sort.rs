//! Words to what they mean. A word counts as a whole, never within another: *penerbitan* is no *terbit*.
//! Words that speak against each other, and a negation, leave it to a clerk.

use super::Meaning;
use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Topic {
    Reject,
    Revoke,
    Reset,
    Renew,
    Passphrase,
    Issue,
    Ending,
    Activate,
    Passed,
    Account,
    Certificate,
    /// What is asked for, not what became of it.
    Asked,
}

use Topic::{
    Account, Activate, Asked, Certificate, Ending, Issue, Passed, Passphrase, Reject, Renew, Reset,
    Revoke,
};

/// Words of a topic; several words stand behind each other.
const WORDS: [(Topic, &[&str]); 12] = [
    (
        Reject,
        &[
            "tolak",
            "ditolak",
            "menolak",
            "penolakan",
            "denied",
            "rejected",
        ],
    ),
    (
        Revoke,
        &[
            "cabut",
            "dicabut",
            "mencabut",
            "pencabutan",
            "revoke",
            "revoked",
        ],
    ),
    (Reset, &["reset"]),
    (
        Renew,
        &[
            "pembaruan",
            "pembaharuan",
            "diperbarui",
            "perpanjang",
            "perpanjangan",
            "diperpanjang",
            "renew",
            "renewal",
        ],
    ),
    (
        Passphrase,
        &[
            "set passphrase",
            "atur passphrase",
            "buat passphrase",
            "pembuatan passphrase",
        ],
    ),
    (Issue, &["terbit", "diterbitkan", "issued"]),
    (
        Ending,
        &[
            "akan berakhir",
            "segera berakhir",
            "akan kedaluwarsa",
            "akan kadaluarsa",
        ],
    ),
    (Activate, &["aktivasi", "aktifkan", "activation"]),
    (Passed, &["terverifikasi", "verified", "lolos"]),
    (Account, &["akun", "account", "kyc"]),
    (Certificate, &["sertifikat", "certificate"]),
    (Asked, &["permohonan", "pengajuan", "usulan"]),
];

/// What turns a sentence round.
const AGAINST: [&str; 12] = [
    "tidak",
    "belum",
    "bukan",
    "batal",
    "dibatalkan",
    "pembatalan",
    "gagal",
    "tanpa",
    "jangan",
    "not",
    "no",
    "cancelled",
];

/// The topics of a line; `None` where it turns round what it says.
fn topics(line: &str) -> Option<BTreeSet<Topic>> {
    let lower = line.to_lowercase();
    let words: Vec<&str> = lower
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let stands = |phrase: &str| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        words.windows(phrase.len()).any(|part| part == phrase)
    };
    let of = WORDS
        .iter()
        .filter(|(_, all)| all.iter().any(|one| stands(one)));
    let found: BTreeSet<Topic> = of.map(|(topic, _)| *topic).collect();
    let turned = words.iter().any(|word| AGAINST.contains(word));
    (!turned || found.is_empty()).then_some(found)
}

/// What a subject means, where the lines behind it say nothing else.
pub fn meaning(subject: &str, first: &[&str]) -> Option<Meaning> {
    let of_subject = topics(subject)?;
    let meant = sorted(&of_subject)?;
    for line in first {
        let said = topics(line)?;
        // What became of it, told otherwise.
        let verdicts = [Reject, Revoke, Issue, Ending];
        if verdicts
            .iter()
            .any(|topic| said.contains(topic) && !of_subject.contains(topic))
        {
            return None;
        }
    }
    Some(meant)
}

fn sorted(topics: &BTreeSet<Topic>) -> Option<Meaning> {
    let mut said = topics.clone();
    let certificate = said.remove(&Certificate);
    let account = said.remove(&Account);
    let asked = said.remove(&Asked);
    let said: Vec<Topic> = said.into_iter().collect();
    Some(match said.as_slice() {
        [Ending] => Meaning::Ending,
        [Reject] | [Reject, Activate] if account && !certificate && !asked => Meaning::CheckFailed,
        [Reject] if !account && (certificate || asked) => Meaning::Rejected,
        [Reject, Renew] if !account => Meaning::Rejected,
        [Revoke] if !account && !asked => Meaning::Revoked,
        [Reset] | [Reset, Passphrase] if !asked => Meaning::LinkReset,
        [Passphrase] | [Renew, Passphrase] if !asked => Meaning::Link,
        [Issue] | [Renew, Issue] if !account && !asked => Meaning::Issued,
        [Activate] if account && !certificate => Meaning::AccountAsked,
        [Activate] if certificate && !account => Meaning::Link,
        [Passed] if account && !certificate => Meaning::CheckPassed,
        _ => return None,
    })
}
