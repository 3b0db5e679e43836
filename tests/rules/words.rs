//! The words on screen are whole: the same keys with the same arguments in both languages, each
//! one parsed, each one used.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::fs;
use std::path::Path;

use loket::domain::act::ActKind;
use loket::domain::exception::Exception;
use loket::domain::finding::FindingCode;
use loket::domain::kind::Kind;
use loket::domain::office::Position;
use loket::domain::policy::DocumentKey;
use loket::domain::request::Stage;
use loket::policy_file;
use loket::text::{LETTERS, Language, Words, keys_of, languages};

/// Families whose keys are built from a code at run time, as `words.of(family, code)` does. A key
/// of such a family need not stand in the source as a literal.
const BUILT: &[&str] = &[
    "credential-",
    // what BSrE does to a certificate, by its act
    "ending-",
    // what a correction is of, by its act
    "correct-",
    // what a kind must know, and what becomes of a change
    "particular-",
    "change-outcome-",
    // what is done with BSrE's portal, and with which names
    "portal-choice-",
    "portal-which-",
    // what becomes of the users of a recap, and how it is read
    "recap-whole-",
    "recap-dates-",
    "recap-same",
    "recap-differs",
    "recap-renewed",
    "recap-unknown",
    "recap-proposal",
    "recap-open",
    "recap-rejected",
    // calendar words, by number
    "weekday-",
    "month-",
    // places and tabs, by the place's slug
    "place-",
    "about-",
    "tab-short-",
    // codes of the domain
    "position-",
    "kind-",
    "stage-",
    "document-",
    "verdict-",
    "nature-",
    "urgency-",
    "status-",
    "severity-",
    "finding-",
    "refusal-",
    "event-",
    "exception-",
    "reason-",
    "cause-",
    "field-",
    "step-",
    "capacity-",
    "duty-",
    "block-",
    "answer-kind-",
    "check-fault-",
    // who is told
    "message-to-",
    "correct-",
    "outcome-",
    "inventory-",
    "instruction-",
    // why there is no line to a desk, and how far its opening is
    "no-line-",
    "at-screen-",
    "damage-",
    "attempt-",
    "opening-",
    // what is wrong with a policy
    "policy-",
    // the operating system's errors
    "system-",
    // parts of sentences
    "record-",
    "act-",
    "history-",
    "source-",
    "stays-",
    "sex-",
    "category-",
    "need-",
    "row-defect-",
    "import-not-a-table-",
    "unread-why-",
    "ask-",
    "evidence-kind-",
    "filter-",
    "choice-",
    // how a language names itself and writes numbers and times: read before it is loaded
    "mark-",
    "language-name",
    "call-kind-",
    // acts on a request, by their key
    "bsre-form-answer-",
    "bsre-ask-answer-",
    "channel-",
    "fate-",
    // actions of the keymap, by their slug
    "action-",
    "help-",
    "not-yet-",
    // the glossary, shown whole in the help
    "term-",
    "transfer-outcome-",
    "transfer-way-",
];

fn lines(source: &'static str) -> BTreeMap<&'static str, &'static str> {
    let mut found = BTreeMap::new();
    for line in source.lines() {
        if let Some(key) = keys_of(line).next() {
            let twice = found.insert(key, line);
            assert_eq!(twice, None, "{key} stands twice");
        }
    }
    found
}

fn arguments(line: &str) -> BTreeSet<&str> {
    line.split('$')
        .skip(1)
        .map(|rest| {
            let end = rest
                .find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_' && sign != '-')
                .unwrap_or(rest.len());
            &rest[..end]
        })
        .collect()
}

fn sources(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            all.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

fn source_of(tag: &str) -> &'static str {
    let found = languages().find(|(language, _)| language.tag() == tag);
    found.unwrap().1
}

#[test]
fn the_languages_are_the_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/text");
    let mut files: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let mut known: Vec<String> = languages()
        .map(|(language, _)| format!("{}.ftl", language.tag()))
        .collect();
    assert_eq!(known[0], "id.ftl");
    known.sort();
    assert_eq!(known, files);
    let names: Vec<String> = languages().map(|(language, _)| language.name()).collect();
    assert_eq!(names[..2], ["Bahasa Indonesia", "English"]);
    let named = names.iter().collect::<BTreeSet<_>>();
    assert_eq!(named.len(), files.len(), "each names itself: {names:?}");
    assert!(names.iter().all(|name| name.len() > 2), "{names:?}");
}

/// What a third language takes: a file of words, and texts in the policy.
#[test]
fn a_third_language_is_a_file_and_a_map() {
    let malay = Language::of_tag("ms").unwrap();
    let file = "mark-thousands = ,\nmark-clock = .\nlist-marked = { $count } ditanda\n";
    let words = Words::read(malay, file);
    assert_eq!(
        words.with("list-marked", &[("count", &5214)]),
        "5,214 ditanda"
    );
    assert_eq!(words.language(), malay);

    let line = policy_file::BABEL
        .lines()
        .find(|line| line.starts_with("title = { id = "))
        .unwrap();
    let whole = policy_file::BABEL.replace(", en = ", ", ms = \"Melayu\", en = ");
    assert!(whole.contains(&line.replace(", en = ", ", ms = \"Melayu\", en = ")));
    let policy = policy_file::parse("uji.toml", &whole).unwrap();
    assert_eq!(policy.title_in(Position::Kadis, malay), "Melayu");
    let jv = Language::of_tag("jv").unwrap();
    assert_eq!(
        policy.title_in(Position::Kadis, jv),
        policy.title(Position::Kadis)
    );
    let again = policy_file::parse("uji.toml", &policy_file::write(&policy).unwrap());
    assert_eq!(again.unwrap(), policy);

    // One text that lacks the language is told by its key.
    let lacking = whole.replacen(", ms = \"Melayu\", en = ", ", en = ", 1);
    let fault = policy_file::parse("uji.toml", &lacking).unwrap_err();
    assert!(
        fault
            .problems
            .iter()
            .all(|problem| problem.key.ends_with(".ms"))
    );
    assert_eq!(fault.problems.len(), 1, "{fault}");
}

#[test]
fn every_language_has_the_same_keys_with_the_same_arguments() {
    let only = |a: &BTreeMap<&str, &str>, b: &BTreeMap<&str, &str>| -> Vec<String> {
        a.keys()
            .filter(|key| !b.contains_key(*key))
            .map(|key| (*key).to_owned())
            .collect()
    };
    let id = lines(source_of("id"));
    for (language, source) in languages() {
        let (tag, other) = (language.tag(), lines(source));
        assert_eq!(only(&id, &other), Vec::<String>::new(), "not in {tag}.ftl");
        assert_eq!(only(&other, &id), Vec::<String>::new(), "not in id.ftl");
        for (key, line) in &id {
            assert_eq!(arguments(line), arguments(other[key]), "{tag}: {key}");
        }
    }
}

#[test]
fn every_line_is_a_key_or_a_remark_and_every_key_is_understood() {
    for (language, source) in languages() {
        let words = Words::new(language);
        for line in source.lines() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let line: &'static str = line;
            let key = keys_of(line).next();
            let key = key.unwrap_or_else(|| panic!("{}: no key in: {line}", language.tag()));
            assert!(words.has(key), "{}: not understood: {line}", language.tag());
        }
    }
}

#[test]
fn no_key_is_left_that_nobody_uses() {
    let mut all = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let unused: Vec<&str> = keys_of(source_of("id"))
        .filter(|key| !BUILT.iter().any(|family| key.starts_with(family)))
        .filter(|key| !all.contains(&format!("\"{key}\"")))
        .collect();
    assert_eq!(
        unused,
        Vec::<&str>::new(),
        "in the files of words, but in no source"
    );
}

/// What leaves the desk stands in a file of its own, in Indonesian alone.
#[test]
fn every_text_of_a_letter_is_understood_and_used() {
    let words = Words::letters();
    let mut all = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    for line in LETTERS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let key = keys_of(line)
            .next()
            .unwrap_or_else(|| panic!("no key in: {line}"));
        assert!(words.has(key), "not understood: {line}");
        let built = key.starts_with("letter-what-");
        assert!(
            built || all.contains(&format!("\"{key}\"")),
            "nobody uses {key}"
        );
        assert!(
            !Words::new(Language::Indonesian).has(key),
            "{key} stands twice"
        );
    }
    worded(words, &["letter-what"], Kind::ALL);
}

/// Whether each key of a set has its words in these families.
fn worded<K: Display>(words: &Words, families: &[&str], all: impl IntoIterator<Item = K>) {
    for one in all {
        for family in families {
            let key = format!("{family}-{one}");
            assert!(words.has(&key), "{}: {key}", words.language().tag());
        }
    }
}

#[test]
fn every_code_of_the_domain_has_words() {
    for (language, _) in languages() {
        let words = Words::new(language);
        worded(&words, &["finding", "finding-help"], FindingCode::ALL);
        worded(&words, &["position", "position-short"], Position::ALL);
        worded(&words, &["kind", "kind-short", "call-kind"], Kind::ALL);
        worded(&words, &["document", "document-short"], DocumentKey::ALL);
        worded(&words, &["act"], ActKind::ALL);
        worded(&words, &["exception"], Exception::ALL);
        let stages = Stage::ALL.map(Stage::as_str);
        worded(&words, &["stage", "stage-short"], stages);
    }
}

#[test]
fn the_checks_themselves_find_faults() {
    assert_eq!(arguments("x = a { $one } b {$two}"), ["one", "two"].into());
    assert!(keys_of("Not = a key").next().is_none());
    assert!(keys_of("# remark = no key").next().is_none());
}
