//! Findings (hasil cek) in words: what was noticed, the values it rests on, and what to do.

use super::{Words, safe};
use crate::domain::finding::{Finding, FindingCode, Severity};
use chrono::NaiveDate;

/// What was noticed: `NIK bukan 16 angka`.
pub fn label(words: &Words, code: FindingCode) -> String {
    words.of("finding", code.as_str())
}

/// What was noticed and the values it rests on: `Email bukan domain dinas (tertulis
/// siti@bableprov.go.id; mungkin maksudnya babelprov.go.id)`.
pub fn sentence(words: &Words, finding: &Finding) -> String {
    let label = match finding.arg("stated") {
        Some("") if finding.code == FindingCode::EmailDomain => words.get("finding-email-empty"),
        _ => label(words, finding.code),
    };
    let values: Vec<String> = finding
        .args
        .iter()
        .filter(|(_, given)| !given.trim().is_empty())
        .filter_map(|(name, given)| {
            let value = value(words, name, given);
            words.find(&format!("finding-arg-{name}"), &[("value", &value)])
        })
        .collect();
    if values.is_empty() {
        label
    } else {
        format!("{label} ({})", values.join("; "))
    }
}

/// What it means and what to do.
pub fn help(words: &Words, code: FindingCode) -> String {
    words.of("finding-help", code.as_str())
}

/// How much it weighs.
pub fn severity(words: &Words, severity: Severity) -> String {
    words.of("severity", severity.as_str())
}

/// An argument as a reader writes it: days as dates, keys as words.
fn value(words: &Words, name: &str, given: &str) -> String {
    if let Ok(day) = given.parse::<NaiveDate>() {
        return words.date(day);
    }
    match name {
        "nik" | "nip" => words.of("sex", given),
        "advice" => words.of("kind", given),
        "source" => words.of("source", given),
        "date-field" | "looks" | "swapped" => words.of("field", given),
        _ => safe(given).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn every_code_has_a_label_and_a_help() {
        for language in [Language::Indonesian, Language::English] {
            let words = Words::new(language);
            for code in FindingCode::ALL {
                assert_ne!(label(&words, code), code.as_str(), "{code}");
                assert_ne!(help(&words, code), code.as_str(), "{code}");
            }
            for weight in [
                Severity::Info,
                Severity::Sleeps,
                Severity::Warning,
                Severity::Blocker,
            ] {
                assert_ne!(severity(&words, weight), weight.as_str());
            }
        }
    }

    #[test]
    fn the_values_stand_in_the_sentence() {
        let words = Words::default();
        let email = Finding::new(FindingCode::EmailDomain)
            .with("stated", "siti@bableprov.go.id")
            .with("domain", "babelprov.go.id")
            .with("meant", "babelprov.go.id");
        assert_eq!(
            sentence(&words, &email),
            "Email bukan domain dinas (tertulis siti@bableprov.go.id; seharusnya \
             @babelprov.go.id; mungkin maksudnya babelprov.go.id)"
        );
        let birth = Finding::new(FindingCode::BirthdateMismatch)
            .with("nik", "1987-04-12")
            .with("stated", "1987-04-13");
        assert_eq!(
            sentence(&words, &birth),
            "Tanggal lahir berbeda (menurut NIK 12 Apr 1987; tertulis 13 Apr 1987)"
        );
        let sex = Finding::new(FindingCode::SexMismatch).with("nik", "male");
        assert!(sentence(&words, &sex).ends_with("(menurut NIK pria)"));
        let none = Finding::new(FindingCode::EmailDomain).with("stated", "");
        assert_eq!(sentence(&words, &none), "Email dinas tidak diisi");
        let plain = Finding::new(FindingCode::NikMissing);
        assert_eq!(sentence(&words, &plain), "NIK tidak diisi");
    }

    #[test]
    fn hostile_values_are_shown_not_obeyed() {
        let words = Words::default();
        let finding = Finding::new(FindingCode::EmailDomain).with("stated", "a\u{1b}[2J@b");
        assert!(!sentence(&words, &finding).contains('\u{1b}'));
    }
}
