//! What officers choose for their own screens: language, colours, signs, filters with a name. Kept
//! with the officer on the desk, so that it is there from whatever terminal they come.

use super::policy::Language;
use super::refusal::Refusal;
use crate::domain::excerpt::excerpt;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The choice of a language, by its tag.
pub const LANGUAGE: &str = "language";
/// The choice of a background: `auto`, `light` or `dark`.
pub const THEME: &str = "theme";
/// The choice of signs: `on` for plain ASCII, `off` for all of Unicode.
pub const ASCII: &str = "ascii";
/// Whether the mouse clicks and scrolls: `on` or `off`.
pub const MOUSE: &str = "mouse";

/// The most choices of one officer.
const MOST: usize = 300;
/// The most characters of a key.
const LONGEST_KEY: usize = 80;
/// The most characters of a value.
const LONGEST_VALUE: usize = 1_000;

/// The choices of one officer: a value by its key. A key is a plain word (`language`), or a family
/// with a name in it (`filters-requests:Dinkes kembali`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices(BTreeMap<String, String>);

impl Choices {
    /// What was chosen under a key; `None` leaves it to the desk.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// The names and values of a family, in the order of the names.
    pub fn family<'c>(&'c self, family: &'c str) -> impl Iterator<Item = (&'c str, &'c str)> {
        let named = move |key: &'c str| key.strip_prefix(family)?.strip_prefix(':');
        self.0
            .iter()
            .filter_map(move |(key, value)| Some((named(key)?, value.as_str())))
    }

    /// Sets a choice, or takes it back.
    pub fn set(&mut self, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.0.insert(key.to_owned(), value.to_owned()),
            None => self.0.remove(key),
        };
    }

    /// Whether a choice may be kept: known words where the desk knows the key, within the limits
    /// otherwise. Taking back is always allowed.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] with the field `choice`.
    pub fn check(&self, key: &str, value: Option<&str>) -> Result<(), Refusal> {
        let Some(value) = value else {
            return Ok(());
        };
        let fits = |text: &str, most: usize| {
            text.chars().count() <= most && !text.chars().any(char::is_control)
        };
        let known = match key {
            LANGUAGE => Language::of_tag(value).is_some(),
            THEME => matches!(value, "auto" | "light" | "dark"),
            ASCII => matches!(value, "on" | "off"),
            _ => !key.trim().is_empty(),
        };
        let room = self.0.len() < MOST || self.0.contains_key(key);
        if known && room && fits(key, LONGEST_KEY) && fits(value, LONGEST_VALUE) {
            return Ok(());
        }
        let given = excerpt(&format!("{key} = {value}"), 80);
        let field = "choice".to_owned();
        Err(Refusal::Invalid { field, given })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_kept_within_limits() {
        let choices = Choices::default();
        let long = "n".repeat(LONGEST_VALUE);
        for (key, value, allowed) in [
            (LANGUAGE, "id", true),
            (LANGUAGE, "tlh", false),
            (THEME, "auto", true),
            (THEME, "pink", false),
            (ASCII, "off", true),
            (ASCII, "yes", false),
            ("filters-requests:Dinkes", "pd:dinkes", true),
            ("filters-requests:Dinkes", "pd:\u{1b}[2J", false),
            ("sort-requests", long.as_str(), true),
            ("sort-requests", &format!("{long}n"), false),
            (" ", "x", false),
            (&"k".repeat(LONGEST_KEY + 1), "x", false),
        ] {
            assert_eq!(choices.check(key, Some(value)).is_ok(), allowed, "{key}");
            assert_eq!(choices.check(key, None), Ok(()), "taking back");
        }
    }

    #[test]
    fn a_full_keeping_takes_no_new_key_and_still_changes_the_old_ones() {
        let mut choices = Choices::default();
        for number in 0..MOST {
            choices.set(&format!("k{number}"), Some("1"));
        }
        assert!(choices.check("one-more", Some("1")).is_err());
        assert_eq!(choices.check("k7", Some("2")), Ok(()));
        choices.set("k7", None);
        assert_eq!(choices.check("one-more", Some("1")), Ok(()));
    }

    #[test]
    fn a_family_holds_its_names_and_no_others() {
        let mut choices = Choices::default();
        for key in [
            "filters-a:Dua",
            "filters-a:1: satu",
            "filters-ab:x",
            "filters-a",
        ] {
            choices.set(key, Some("v"));
        }
        let names: Vec<&str> = choices.family("filters-a").map(|(name, _)| name).collect();
        assert_eq!(names, ["1: satu", "Dua"]);
    }
}
