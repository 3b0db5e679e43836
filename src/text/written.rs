//! Why a day, moment, month or time of day was not read, in a sentence that shows how to write it.

use super::Words;
use crate::domain::keyed::keyed;
use crate::domain::written::Unread;

keyed! {
    /// What was asked for.
    pub enum Asked {
        /// A day.
        Day = "unread-day",
        /// A day with a time, or without.
        Moment = "unread-moment",
        /// A month.
        Month = "unread-month",
        /// A time of day.
        Clock = "unread-clock",
    }
}

/// `"23/13" bukan tanggal: tidak ada di kalender. Tulis seperti 23/11/2026, 23/11, atau 2026-11-23.`
pub fn sentence(words: &Words, asked: Asked, given: &str, why: &Unread) -> String {
    let why = words
        .find(
            &format!("unread-why-{}", why.code()),
            &[("part", &why.part())],
        )
        .unwrap_or_else(|| why.code().to_owned());
    words.with(asked.as_str(), &[("given", &given.trim()), ("why", &why)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn every_reason_has_words_in_both_languages() {
        let reasons = [
            Unread::Nothing,
            Unread::Filler,
            Unread::Strange("sore".to_owned()),
            Unread::NoSuchDay,
            Unread::NoSuchTime,
            Unread::Incomplete,
            Unread::TooLong,
        ];
        for language in [Language::Indonesian, Language::English] {
            let words = Words::new(language);
            for why in &reasons {
                assert!(words.has(&format!("unread-why-{}", why.code())), "{why:?}");
                for asked in Asked::ALL {
                    let said = sentence(&words, asked, "5/10 sore", why);
                    assert!(said.contains("5/10 sore"), "{said}");
                    assert_eq!(said.contains("\"sore\""), !why.part().is_empty(), "{said}");
                }
            }
        }
    }
}
