//! A code for each rule: every refusal is provoked in a situation of its own, and its sentences are
//! read in both languages. One that nothing provokes fails here: it has no business in the list.

mod following;
mod situations;

use crate::office::{Office, told};
use following::FOLLOWING;
use loket::domain::ids::RecordId;
use loket::domain::refusal::Refusal;
use loket::domain::terms::Clash;
use loket::text::{Language, Words};
use situations::{DECIDED, Situation};
use std::collections::BTreeSet;
use std::path::Path;

/// The office in which an act was refused, and why.
type Provoked = (Office, Refusal);

/// What the server or the client refuses, before or after the rules: the test that provokes it.
fn around() -> Vec<(Refusal, &'static str)> {
    let text = || "x".to_owned();
    let damage = [("damage", "document"), ("document", "ab12")];
    vec![
        (
            Refusal::NoOfficer,
            "src/server/desk/tests.rs::a_released_account_acts_no_more_and_its_session_ends",
        ),
        (
            Refusal::ActIdReused,
            "src/server/desk/tests.rs::a_recorded_look_does_not_last",
        ),
        (
            Refusal::FileUnknown { name: text() },
            "src/server/desk/tests.rs::a_file_that_the_desk_does_not_hold_is_no_evidence",
        ),
        (
            Refusal::FileSize { most: 64 },
            "src/server/desk/tests/files.rs::a_file_is_neither_empty_nor_larger_than_the_desk_takes",
        ),
        (
            Refusal::FileCut,
            "src/server/desk/tests/files.rs::an_upload_is_as_long_as_announced_and_belongs_to_its_line",
        ),
        (
            Refusal::CheckRuns,
            "src/server/desk/tests/engines.rs::one_check_runs_at_a_time",
        ),
        (
            Refusal::Internal(text()),
            "src/server/desk/tests/files.rs::what_is_no_import_has_no_preview",
        ),
        (
            Refusal::Damaged {
                what: "document".to_owned(),
                args: damage
                    .map(|(key, value)| (key.to_owned(), value.to_owned()))
                    .into(),
            },
            "src/server/desk/tests.rs::a_damaged_document_is_not_shown_from_its_middle_either",
        ),
        (
            Refusal::DiskFull { free: 12 },
            "tests/store/full_disk.rs::an_import_that_finds_no_more_room_tells_what_stands_and_goes_on_once_there_is",
        ),
        (
            Refusal::ReadOnly,
            "tests/store/full_disk.rs::a_disk_that_can_only_be_read_is_read_and_takes_no_act",
        ),
        (
            Refusal::AnswerTooLong,
            "tests/desk/protocol.rs::an_answer_that_is_too_long_is_refused_and_the_session_stays",
        ),
        (
            Refusal::SerialEither {
                digits: "4128929".to_owned(),
            },
            "tests/rules/inventory.rs::a_serial_in_plain_digits_that_nobody_knows_is_asked_about",
        ),
        (
            Refusal::Unanswered,
            "src/tui/line.rs::an_ask_over_which_every_session_breaks_is_given_up_with_a_word",
        ),
    ]
}

/// Variant and code of every refusal; a clash of terms has the codes of its own.
fn codes() -> Vec<(String, String)> {
    let source = include_str!("../../src/domain/refusal.rs");
    let lines = source.lines().filter_map(|line| {
        let (variant, code) = line.trim().strip_prefix("Refusal::")?.split_once("=> \"")?;
        let end = variant.find(['(', ' ']).unwrap_or(variant.len());
        let code = code.trim_end_matches("\",");
        Some((variant[..end].to_owned(), code.to_owned()))
    });
    let clashes = Clash::ALL.map(|clash| (format!("{clash:?}"), clash.as_str().to_owned()));
    lines.chain(clashes).collect()
}

/// Every situation in which the rules refuse something.
fn situations() -> impl Iterator<Item = &'static Situation> {
    DECIDED.iter().chain(FOLLOWING)
}

#[test]
fn every_refusal_is_provoked() {
    let decided = situations().map(|(code, _)| (*code).to_owned());
    let around = around();
    let around = around.iter().map(|(refusal, _)| refusal.code().to_owned());
    let provoked: Vec<String> = decided.chain(around).collect();
    let listed: BTreeSet<&String> = provoked.iter().collect();
    assert_eq!(listed.len(), provoked.len(), "a code twice");
    let codes = codes();
    assert!(codes.len() > 70, "{codes:?}");
    let known: BTreeSet<&String> = codes.iter().map(|(_, code)| code).collect();
    assert_eq!(listed, known, "what is provoked, and what there is");
}

#[test]
fn each_situation_is_refused_for_its_rule_in_sentences_of_both_languages() {
    let mut all = Vec::new();
    for (code, provoke) in situations() {
        let (office, refusal) = provoke();
        if refusal.code() != *code {
            all.push(format!("{code}: {refusal:?}"));
        }
        all.extend(wrong(&office, &refusal));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn what_is_refused_around_the_rules_is_provoked_where_it_is_made_and_reads_as_well() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (codes, mut all) = (codes(), Vec::new());
    for (refusal, by) in around() {
        let (file, test) = by.split_once("::").unwrap();
        let source = std::fs::read_to_string(root.join(file)).unwrap();
        let body = source
            .split_once(&format!("fn {test}("))
            .map(|(_, body)| body);
        let body = body.unwrap_or_else(|| panic!("no test {by}"));
        let body = body.split("\nfn ").next().unwrap_or(body);
        let code = refusal.code();
        let variant = codes.iter().find(|(_, known)| known == code).unwrap();
        let named = [format!("\"{code}\""), format!("Refusal::{}", variant.0)];
        assert!(
            named.iter().any(|named| body.contains(named)),
            "{by} does not name {code}"
        );
        all.extend(wrong(&Office::new(), &refusal));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

/// Words of a next step: what to do, whom to ask, who may.
const STEPS: [&str; 2] = [
    "periksa minta akhiri serahkan mengerjakannya lengkapi kerjakan isi tambahkan pilih perbaiki \
     persingkat kembalikan tandai keluarkan lampirkan buka tunggu cabut koreksi betulkan catat \
     lepas lepaskan gabungkan mulailah lihat bagi hubungi ulangi simpan ambil ubah pulihkan tunjuk",
    "check ask end leave who complete do fill give add choose mend shorten return mark attach open \
     wait revoke correct put record take join begin look see split tell try save change let restore \
     appoint fetch",
];

/// What a sentence of a refusal may not have: placeholders, days as machines write them, doubled
/// stops, and keys, which a verb has none of.
const NOT_SAID: [&str; 12] = [
    "{", "}", "[", "]", "..", " .", "  ", "Tekan ", "Press ", "//", "(a)", "(P)",
];

/// Reads a refusal in both languages as the person does whose act it was; what is wrong with it.
fn wrong(office: &Office, refusal: &Refusal) -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, said) in told(office, refusal).into_iter().enumerate() {
        for part in NOT_SAID.iter().filter(|part| said.contains(**part)) {
            wrong.push(format!("{part:?} in {said}"));
        }
        let machine = said.as_bytes().windows(8).any(|part| {
            part[..4].iter().all(u8::is_ascii_digit) && part[4] == b'-' && part[7] == b'-'
        });
        if machine || !said.ends_with(['.', 'x']) {
            wrong.push(format!("as machines write it: {said}"));
        }
        let lower = said.to_lowercase();
        let mut words = lower.split(|letter: char| !letter.is_alphanumeric());
        if !words.any(|word| STEPS[at].split(' ').any(|step| step == word)) {
            wrong.push(format!("no next step: {said}"));
        }
        if let Some(record) = record(refusal) {
            let words = Words::new([Language::Indonesian, Language::English][at]);
            let named = loket::text::request::record(&words, record);
            if !said.contains(&named) {
                wrong.push(format!("{named} is not named: {said}"));
            }
        }
    }
    wrong
}

/// The record that a refusal is about, where it carries one.
fn record(refusal: &Refusal) -> Option<RecordId> {
    match refusal {
        Refusal::NotFound(record) | Refusal::NumberTaken(record) => Some(*record),
        Refusal::MovedOn { record, .. }
        | Refusal::ActedSince { record, .. }
        | Refusal::NotAtThisStage { record, .. }
        | Refusal::HeldBack { record, .. }
        | Refusal::SerialKnown { record, .. }
        | Refusal::AlreadyActive { record }
        | Refusal::AlreadyRevoked { record, .. }
        | Refusal::NotRevoked { record }
        | Refusal::NotSuspended { record }
        | Refusal::PredecessorEnded { record, .. }
        | Refusal::NotASuccessor { record } => Some(*record),
        _ => None,
    }
}
