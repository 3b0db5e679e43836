//! How this screen looks: language, background, signs. A flag takes precedence over the officer's
//! choice, that over the environment, and that over the desk's default.

use crate::domain::keyed::keyed;
use std::str::FromStr;

use crate::domain::choice::{self, Choices};
use crate::text::Language;
use crate::tui::terminal::capabilities::{Clipboard, Terminal};
use crate::tui::theme::Theme;

/// What the person asked for on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LookOptions {
    /// `--lang`.
    pub language: Option<Language>,
    /// `--theme`.
    pub background: Option<Background>,
    /// `--ascii`.
    pub ascii: bool,
    /// `--mouse`.
    pub mouse: bool,
}

keyed! {
    /// The background that colours are chosen for.
    #[derive(Default)]
    pub enum Background {
        /// The terminal is asked.
        #[default]
        Auto = "auto",
        Light = "light",
        Dark = "dark",
    }
}

/// A word that names no background.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}: not a background; auto, light and dark are")]
pub struct UnknownBackground(pub String);

impl FromStr for Background {
    type Err = UnknownBackground;

    fn from_str(word: &str) -> Result<Background, UnknownBackground> {
        Background::from_key(word).ok_or_else(|| UnknownBackground(word.to_owned()))
    }
}

/// Everything that the look follows from, but for the choices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub wishes: LookOptions,
    /// What the environment asks for.
    pub language: Option<Language>,
    pub background: Option<Background>,
    pub terminal: Terminal,
    /// Whether the terminal said that its background is light.
    pub told: Option<bool>,
}

impl Look {
    /// The look that an environment asks for; `variable` reads one variable of it.
    pub fn around(wishes: LookOptions, variable: impl Fn(&str) -> Option<String>) -> Look {
        let named = |name: &str| variable(name).unwrap_or_default();
        Look {
            wishes,
            language: named("LOKET_LANG").parse().ok(),
            background: named("LOKET_THEME").parse().ok(),
            terminal: Terminal::of(&variable),
            told: None,
        }
    }

    /// A fixed look, independent of the environment.
    pub fn fixed(language: Language, theme: Theme) -> Look {
        Look {
            language: Some(language),
            terminal: Terminal {
                depth: theme.depth,
                light: theme.light,
                ascii: theme.ascii,
                utf8: theme.utf8,
                answers: false,
                clipboard: Clipboard::default(),
            },
            ..Look::default()
        }
    }

    /// The language of the words.
    pub fn language(&self, choices: &Choices) -> Language {
        let chosen = || choices.get(choice::LANGUAGE)?.parse().ok();
        let asked = self.wishes.language.or_else(chosen);
        asked.or(self.language).unwrap_or_default()
    }

    /// The background that was asked for.
    pub fn background(&self, choices: &Choices) -> Background {
        let chosen = || choices.get(choice::THEME)?.parse().ok();
        let asked = self.wishes.background.or_else(chosen);
        asked.or(self.background).unwrap_or_default()
    }

    /// Whether signs are plain ASCII.
    pub fn ascii(&self, choices: &Choices) -> bool {
        let chosen = choices.get(choice::ASCII).map(|word| word == "on");
        self.wishes.ascii || chosen.unwrap_or(self.terminal.ascii)
    }

    /// Whether the mouse clicks and scrolls; else the terminal keeps it for marking text.
    pub fn mouse(&self, choices: &Choices) -> bool {
        self.wishes.mouse || choices.get(choice::MOUSE) == Some("on")
    }

    /// Colours and signs.
    pub fn theme(&self, choices: &Choices) -> Theme {
        Theme {
            depth: self.terminal.depth,
            light: match self.background(choices) {
                Background::Light => true,
                Background::Dark => false,
                Background::Auto => self.told.unwrap_or(self.terminal.light),
            },
            ascii: self.ascii(choices),
            utf8: self.terminal.utf8,
        }
    }

    /// Whether the terminal is to be asked for its background.
    pub fn asks(&self, choices: &Choices) -> bool {
        let auto = self.background(choices) == Background::Auto;
        auto && self.told.is_none() && self.terminal.answers
    }

    /// The flag that a choice cannot change on this screen.
    pub fn flag_over(&self, key: &str) -> Option<&'static str> {
        match key {
            choice::LANGUAGE => self.wishes.language.map(|_| "--lang"),
            choice::THEME => self.wishes.background.map(|_| "--theme"),
            choice::ASCII => self.wishes.ascii.then_some("--ascii"),
            choice::MOUSE => self.wishes.mouse.then_some("--mouse"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::Depth;

    fn around(wishes: LookOptions, pairs: &[(&str, &str)]) -> Look {
        Look::around(wishes, |name| {
            let found = pairs.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    fn chosen(pairs: &[(&str, &str)]) -> Choices {
        let mut choices = Choices::default();
        for (key, value) in pairs {
            choices.set(key, Some(value));
        }
        choices
    }

    const XTERM: (&str, &str) = ("TERM", "xterm-256color");

    #[test]
    fn a_flag_comes_before_the_choice_before_the_environment() {
        let flag = LookOptions {
            language: Some(Language::Indonesian),
            ..LookOptions::default()
        };
        let none = LookOptions::default();
        for (wishes, choices, environment, language) in [
            (flag, &[("language", "en")][..], "en", Language::Indonesian),
            (none, &[("language", "en")], "id", Language::English),
            (none, &[("language", "id")], "en", Language::Indonesian),
            (none, &[], "en_US.UTF-8", Language::English),
            (none, &[], "tlh", Language::Indonesian),
            (none, &[], "", Language::Indonesian),
        ] {
            let look = around(wishes, &[("LOKET_LANG", environment)]);
            assert_eq!(look.language(&chosen(choices)), language, "{environment}");
        }
    }

    #[test]
    fn the_background_is_chosen_told_or_guessed() {
        let flag = |background| LookOptions {
            background,
            ..LookOptions::default()
        };
        let (light, dark) = (Some(Background::Light), Some(Background::Dark));
        let auto = Some(Background::Auto);
        for (wish, choice, theme, colours, told, shown) in [
            (light, "dark", "dark", "15;0", Some(false), true),
            (dark, "light", "light", "0;15", Some(true), false),
            (None, "light", "dark", "15;0", Some(false), true),
            (None, "", "light", "15;0", Some(false), true),
            (None, "", "", "0;15", None, true),
            (None, "", "", "0;15", Some(false), false),
            (None, "auto", "light", "15;0", None, false),
            (auto, "light", "light", "15;0", Some(true), true),
            (None, "", "", "", None, false),
        ] {
            let environment = [("LOKET_THEME", theme), ("COLORFGBG", colours), XTERM];
            let mut look = around(flag(wish), &environment);
            look.told = told;
            let choices = match choice {
                "" => Choices::default(),
                word => chosen(&[("theme", word)]),
            };
            let found = look.theme(&choices).light;
            assert_eq!(found, shown, "{wish:?} {choice} {theme} {colours} {told:?}");
        }
    }

    #[test]
    fn plain_signs_are_asked_for_chosen_or_needed() {
        let flag = LookOptions {
            ascii: true,
            ..LookOptions::default()
        };
        let none = LookOptions::default();
        for (wishes, choice, term, ascii) in [
            (flag, Some("off"), "xterm", true),
            (none, Some("on"), "xterm", true),
            (none, Some("off"), "linux", false),
            (none, None, "linux", true),
            (none, None, "xterm", false),
        ] {
            let look = around(wishes, &[("TERM", term), ("LANG", "C.UTF-8")]);
            let choices = choice.map(|word| chosen(&[("ascii", word)]));
            let theme = look.theme(&choices.unwrap_or_default());
            assert_eq!(theme.ascii, ascii, "{wishes:?} {choice:?} {term}");
        }
    }

    #[test]
    fn the_terminal_is_asked_only_where_its_answer_counts_and_may_come() {
        let none = LookOptions::default();
        assert!(around(none, &[XTERM]).asks(&Choices::default()));
        assert!(!around(none, &[("TERM", "linux")]).asks(&Choices::default()));
        assert!(!around(none, &[XTERM]).asks(&chosen(&[("theme", "dark")])));
        let told = Look {
            told: Some(true),
            ..around(none, &[XTERM])
        };
        assert!(!told.asks(&Choices::default()), "asked already");
        let fixed = Look::fixed(Language::English, Theme::default());
        assert!(!fixed.asks(&Choices::default()));
        assert_eq!(fixed.theme(&Choices::default()).depth, Depth::Sixteen);
    }
}
