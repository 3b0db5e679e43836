//! What the terminal can show, from its environment: colours, a light background, plain letters.

use crate::tui::theme::{Depth, Theme};

/// What the person asked for on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// `--ascii`.
    pub ascii: bool,
    /// `--mouse`.
    pub mouse: bool,
}

/// The theme that fits an environment; `variable` reads one variable.
pub fn theme(wishes: Wishes, variable: impl Fn(&str) -> Option<String>) -> Theme {
    Theme {
        depth: depth(&variable),
        light: light(&variable),
        ascii: wishes.ascii || variable("TERM").is_some_and(|term| term == "dumb"),
    }
}

fn depth(variable: &impl Fn(&str) -> Option<String>) -> Depth {
    // Set and not empty [no-color.org].
    if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return Depth::Mono;
    }
    let term = variable("TERM").unwrap_or_default();
    if term.is_empty() || term == "dumb" || term.starts_with("vt1") || term.starts_with("vt2") {
        return Depth::Mono;
    }
    let colours = variable("COLORTERM").unwrap_or_default();
    if colours == "truecolor" || colours == "24bit" {
        Depth::True
    } else if term.contains("256color") || term.ends_with("-direct") {
        Depth::Many
    } else {
        Depth::Sixteen
    }
}

/// A light background, from `LOKET_THEME=light|dark` or the background that some terminals tell in
/// `COLORFGBG` (`15;0`: white on black).
fn light(variable: &impl Fn(&str) -> Option<String>) -> bool {
    match variable("LOKET_THEME").as_deref() {
        Some("light") => return true,
        Some("dark") => return false,
        _ => {}
    }
    let told = variable("COLORFGBG").unwrap_or_default();
    let background = told
        .rsplit(';')
        .next()
        .and_then(|part| part.parse::<u8>().ok());
    matches!(background, Some(7 | 9..=15))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Theme {
        theme(Wishes::default(), |name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_tells_what_can_be_shown() {
        assert_eq!(of(&[("TERM", "xterm-256color")]).depth, Depth::Many);
        assert_eq!(of(&[("TERM", "xterm")]).depth, Depth::Sixteen);
        assert_eq!(of(&[("TERM", "linux")]).depth, Depth::Sixteen);
        assert_eq!(of(&[]).depth, Depth::Mono);
        let full = [("TERM", "xterm-256color"), ("COLORTERM", "truecolor")];
        assert_eq!(of(&full).depth, Depth::True);
        let none = [("TERM", "xterm-256color"), ("NO_COLOR", "1")];
        assert_eq!(of(&none).depth, Depth::Mono);
        let empty = [("TERM", "xterm"), ("NO_COLOR", "")];
        assert_eq!(of(&empty).depth, Depth::Sixteen);
        assert!(of(&[("TERM", "dumb")]).ascii);
    }

    #[test]
    fn a_light_background_is_told_or_asked_for() {
        assert!(of(&[("COLORFGBG", "0;15")]).light);
        assert!(of(&[("COLORFGBG", "0;default;7")]).light);
        assert!(!of(&[("COLORFGBG", "15;0")]).light);
        assert!(!of(&[("COLORFGBG", "7;8")]).light);
        assert!(!of(&[]).light);
        assert!(of(&[("LOKET_THEME", "light")]).light);
        assert!(!of(&[("LOKET_THEME", "dark"), ("COLORFGBG", "0;15")]).light);
    }
}
