//! Telephone numbers as the desk writes them: digits from a leading 0; `+62` is the same country.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An Indonesian number in national form (`0811…`), 8 to 15 digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// The text is not a telephone number in national form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPhone;

impl fmt::Display for NotAPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not-a-phone")
    }
}

impl std::error::Error for NotAPhone {}

impl Phone {
    /// Reads a national number without separators; `repair_phone` makes that of the rest.
    ///
    /// # Errors
    /// [`NotAPhone`] for anything but a 0 and 7 to 14 more digits.
    pub fn parse(text: &str) -> Result<Phone, NotAPhone> {
        let holds = text.starts_with('0')
            && (8..=15).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_digit());
        if holds {
            Ok(Phone(text.to_owned()))
        } else {
            Err(NotAPhone)
        }
    }

    /// National form, `0811…`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// International form without a plus, as wa.me wants it: `62811…`.
    pub fn international(&self) -> String {
        format!("62{}", &self.0[1..])
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Phone {
    type Error = NotAPhone;
    fn try_from(text: String) -> Result<Phone, NotAPhone> {
        Phone::parse(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> String {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn national_and_international() {
        let phone = Phone::parse("081192520002").unwrap();
        assert_eq!(phone.international(), "6281192520002");
        for text in [
            "",
            "811",
            "+6281192520002",
            "0811 9252",
            "0",
            "08119252000212345",
        ] {
            assert_eq!(Phone::parse(text), Err(NotAPhone), "{text}");
        }
    }
}
