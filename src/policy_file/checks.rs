//! The rules that a policy must keep beyond its shape: what it names exists, what must differ
//! differs, what must be reachable is.

mod hours;
mod people;
mod portal;

use super::Wrong;
use crate::domain::kind::Kind;
use crate::domain::office::{DutyClass, Position};
use crate::domain::policy::{
    Cause, Choice, DocumentKey, Language, Need, Policy, RevokeScope, Step, StepKey, Words,
};
use std::collections::BTreeSet;

/// A rule that the policy breaks, and the key at which to mend it.
pub(super) struct Broken {
    pub(super) key: String,
    pub(super) wrong: Wrong,
}

/// What is wrong, by its code.
fn say(code: &'static str) -> Wrong {
    Wrong::new(code)
}

/// Collects what is broken.
#[derive(Default)]
struct Report {
    broken: Vec<Broken>,
    /// The texts for people, and the key of each.
    texts: Vec<(String, Words)>,
}

impl Report {
    fn say(&mut self, key: impl Into<String>, wrong: Wrong) {
        self.broken.push(Broken {
            key: key.into(),
            wrong,
        });
    }

    /// Says what is wrong unless the rule is kept.
    fn keep(&mut self, kept: bool, key: impl Into<String>, wrong: Wrong) {
        if !kept {
            self.say(key, wrong);
        }
    }

    /// A text for people, to be checked with all the others.
    fn words(&mut self, key: &str, words: &Words) {
        self.texts.push((key.to_owned(), words.clone()));
    }

    /// The languages of the policy: Indonesian, and every one that a text is written in.
    fn languages(&self) -> BTreeSet<Language> {
        let written = self.texts.iter().flat_map(|(_, words)| words.0.keys());
        written.copied().chain([Language::Indonesian]).collect()
    }

    /// Every text is written in all languages of the policy.
    fn every_language(&mut self) {
        let languages = self.languages();
        for (key, words) in std::mem::take(&mut self.texts) {
            for language in &languages {
                let text = words.0.get(language).map_or("", |text| text.trim());
                let key = format!("{key}.{}", language.tag());
                self.keep(!text.is_empty(), key, say("empty-text"));
            }
        }
    }

    /// The language of the office is one of the policy's.
    fn office_language(&mut self, language: Language) {
        let tags: Vec<String> = self
            .languages()
            .iter()
            .map(|known| format!("`{}`", known.tag()))
            .collect();
        let tag = format!("`{}`", language.tag());
        let known = tags.contains(&tag);
        let wrong = say("unknown-choice")
            .with("given", tag)
            .with("wanted", tags.join(", "));
        self.keep(known, "office.language", wrong);
    }

    /// Codes and keys stand in records: each once, in plain letters.
    fn unique<'a>(&mut self, codes: impl IntoIterator<Item = (String, &'a str)>) {
        let mut seen = BTreeSet::new();
        for (key, code) in codes {
            let plain = !code.is_empty()
                && code
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b));
            self.keep(plain, key.as_str(), say("no-code").with("given", code));
            self.keep(
                seen.insert(code),
                key.as_str(),
                say("code-twice").with("given", code),
            );
        }
    }
}

/// Every rule that the policy breaks.
pub(super) fn broken_rules(policy: &Policy) -> Vec<Broken> {
    let mut report = Report::default();
    office(policy, &mut report);
    positions(policy, &mut report);
    kinds(policy, &mut report);
    approval(&policy.approval, &mut report);
    documents(policy, &mut report);
    reasons(policy, &mut report);
    choices(policy, &mut report);
    hours::check(policy, &mut report);
    people::check(policy, &mut report);
    terminal(policy, &mut report);
    portal::check(policy, &mut report);
    report.office_language(policy.office.language);
    report.every_language();
    report.broken
}

fn office(policy: &Policy, report: &mut Report) {
    let region = policy.office.region.as_bytes();
    report.keep(
        region.len() == 2 && region.iter().all(u8::is_ascii_digit),
        "office.region",
        say("region"),
    );
    report.keep(
        !policy.office.email_domains.is_empty(),
        "office.email_domains",
        say("no-domains"),
    );
    for (at, domain) in policy.office.email_domains.iter().enumerate() {
        report.keep(
            is_domain(domain),
            format!("office.email_domains[{at}]"),
            say("no-domain").with("given", domain),
        );
    }
    report.keep(
        policy.contacts.email.split('@').count() == 2,
        "contacts.email",
        say("no-email").with("given", &policy.contacts.email),
    );
    report.keep(
        (1..=100).contains(&policy.near_percent),
        "near_percent",
        say("no-share").with("given", policy.near_percent),
    );
    report.keep(
        policy.carry_days <= 3_650,
        "carry_days",
        say("no-carry-days").with("given", policy.carry_days),
    );
    for (at, pair) in policy.allowed_pairs.iter().enumerate() {
        report.keep(
            pair.one != pair.other,
            format!("allowed_pairs[{at}]"),
            say("same-pair").with("given", pair.one.as_str()),
        );
    }
}

fn terminal(policy: &Policy, report: &mut Report) {
    let waits = [
        ("escape_local_ms", policy.terminal.escape_local_ms),
        ("escape_ssh_ms", policy.terminal.escape_ssh_ms),
    ];
    for (name, wait) in waits {
        report.keep(
            (10..=2000).contains(&wait),
            format!("terminal.{name}"),
            say("no-wait").with("given", wait),
        );
    }
}

fn is_domain(text: &str) -> bool {
    let labels: Vec<&str> = text.split('.').collect();
    labels.len() >= 2
        && labels.iter().all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        })
}

fn positions(policy: &Policy, report: &mut Report) {
    for position in Position::ALL {
        let key = format!("positions.{}", position.as_str());
        let Some(rules) = policy.positions.get(&position) else {
            report.say(key, say("position-missing"));
            continue;
        };
        report.words(&format!("{key}.title"), &rules.title);
        match &rules.default_instruction {
            Some(name) => report.keep(
                policy.instruction(name).is_some(),
                format!("{key}.default_instruction"),
                say("no-instruction").with("given", name),
            ),
            None => report.keep(
                !position.disposes(),
                format!("{key}.default_instruction"),
                say("instruction-needed"),
            ),
        }
        if let Some(other) = rules.stand_in {
            report.keep(
                other != position && other.duty() == position.duty() && other.duty().is_some(),
                format!("{key}.stand_in"),
                say("stand-in").with("given", other.as_str()),
            );
        }
    }
}

fn kinds(policy: &Policy, report: &mut Report) {
    for kind in Kind::ALL {
        let key = format!("kinds.{}", kind.as_str());
        let Some(rules) = policy.kinds.get(&kind) else {
            report.say(key, say("kind-missing"));
            continue;
        };
        steps(&key, &rules.steps, report);
        for (document, need) in &rules.documents {
            let provable =
                *document == DocumentKey::Email || !policy.evidence(*document).is_empty();
            report.keep(
                *need != Need::Must || provable,
                format!("{key}.documents.{}", document.as_str()),
                say("no-evidence").with("given", document.as_str()),
            );
        }
    }
}

fn approval(step: &Step, report: &mut Report) {
    report.keep(
        step.key == StepKey::Approval,
        "approval.key",
        say("step-order").with("given", step.key.as_str()),
    );
    self::step("approval", step, report);
}

fn steps(kind: &str, steps: &[Step], report: &mut Report) {
    let key = format!("{kind}.steps");
    for needed in [StepKey::Register, StepKey::Verification] {
        report.keep(
            steps.iter().any(|step| step.key == needed),
            key.as_str(),
            say("step-missing").with("given", needed.as_str()),
        );
    }
    for (at, step) in steps.iter().enumerate() {
        let here = format!("{key}[{at}]");
        report.keep(
            (at == 0 || steps[at - 1].key < step.key) && step.key != StepKey::Approval,
            format!("{here}.key"),
            say("step-order").with("given", step.key.as_str()),
        );
        self::step(&here, step, report);
    }
}

fn step(here: &str, step: &Step, report: &mut Report) {
    report.keep(
        duty_of(step.key) == step.position.duty()
            && step
                .key
                .official()
                .is_none_or(|official| official == step.position),
        format!("{here}.position"),
        say("step-taker")
            .with("given", step.position.as_str())
            .with("step", step.key.as_str())
            .with("wanted", taker_of(step.key).as_str()),
    );
    report.keep(
        step.minutes > 0,
        format!("{here}.minutes"),
        say("no-minutes"),
    );
}

fn taker_of(step: StepKey) -> Position {
    match step {
        StepKey::Register => Position::Agendaris,
        StepKey::Kadis => Position::Kadis,
        StepKey::Kabid => Position::Kabid,
        StepKey::Subkoord => Position::Subkoord,
        StepKey::Verification | StepKey::Activation | StepKey::HandOver | StepKey::Approval => {
            Position::Verifikator
        }
    }
}

fn duty_of(step: StepKey) -> Option<DutyClass> {
    taker_of(step).duty()
}

fn documents(policy: &Policy, report: &mut Report) {
    for document in DocumentKey::ALL {
        let key = format!("documents.{}", document.as_str());
        let Some(rules) = policy.documents.get(&document) else {
            report.say(key, say("document-missing"));
            continue;
        };
        report.words(&format!("{key}.name"), &rules.name);
        report.keep(
            document.is_file() || rules.evidence.is_empty(),
            format!("{key}.evidence"),
            say("no-file"),
        );
        report.keep(
            !rules.defects.is_empty(),
            format!("{key}.defects"),
            say("no-defects"),
        );
        for (at, phrase) in rules.defects.iter().enumerate() {
            report.words(&format!("{key}.defects[{at}].text"), &phrase.text);
        }
    }
    let of_documents = policy.documents.iter().flat_map(|(document, rules)| {
        rules.defects.iter().enumerate().map(move |(at, phrase)| {
            let key = format!("documents.{}.defects[{at}].code", document.as_str());
            (key, phrase.code.as_str())
        })
    });
    let general = policy
        .general_defects
        .iter()
        .enumerate()
        .map(|(at, phrase)| (format!("general_defects[{at}].code"), phrase.code.as_str()));
    report.unique(of_documents.chain(general));
}

fn reasons(policy: &Policy, report: &mut Report) {
    let may = [Position::Kadis, Position::Kabid, Position::Verifikator];
    for (at, reason) in policy.reject_reasons.iter().enumerate() {
        let key = format!("reject_reasons[{at}]");
        report.words(&format!("{key}.text"), &reason.text);
        report.keep(
            !reason.who.is_empty() && reason.who.iter().all(|who| may.contains(who)),
            format!("{key}.who"),
            say("who-rejects"),
        );
    }
    for position in may {
        report.keep(
            policy.reject_reasons_for(position).next().is_some(),
            "reject_reasons",
            say("no-reason").with("given", position.as_str()),
        );
    }
    report.unique(
        policy
            .reject_reasons
            .iter()
            .enumerate()
            .map(|(at, reason)| (format!("reject_reasons[{at}].code"), reason.code.as_str())),
    );
    for cause in Cause::ALL {
        let key = format!("causes.{}", cause.as_str());
        let Some(rules) = policy.cause(cause) else {
            report.say(key, say("cause-missing"));
            continue;
        };
        report.words(&format!("{key}.name"), &rules.name);
        report.words(&format!("{key}.document"), &rules.document);
        report.keep(
            rules.scope == RevokeScope::External || !rules.requestable,
            format!("{key}.requestable"),
            say("not-requestable"),
        );
    }
}

fn choices(policy: &Policy, report: &mut Report) {
    let lists: [(&str, &[Choice]); 3] = [
        ("instructions", &policy.instructions),
        ("natures", &policy.natures),
        ("urgencies", &policy.urgencies),
    ];
    for (name, list) in lists {
        report.keep(!list.is_empty(), name, say("empty-list"));
        for (at, choice) in list.iter().enumerate() {
            report.words(&format!("{name}[{at}].text"), &choice.text);
        }
        report.unique(
            list.iter()
                .enumerate()
                .map(|(at, choice)| (format!("{name}[{at}].key"), choice.key.as_str())),
        );
    }
}
