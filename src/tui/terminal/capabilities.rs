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
        ascii: wishes.ascii || ascii(&variable),
    }
}

/// Whether plain letters are safer: a terminal with few letters of its own, or a locale that is
/// not UTF-8 (`LC_ALL` before `LC_CTYPE` before `LANG`; none is C). `LOKET_ASCII=0` says that they
/// are not needed, `LOKET_ASCII=1` that they are.
fn ascii(variable: &impl Fn(&str) -> Option<String>) -> bool {
    match variable("LOKET_ASCII").as_deref() {
        Some("0") => return false,
        Some("1") => return true,
        _ => {}
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty())
        .unwrap_or_default()
        .to_lowercase();
    is_plain(variable) || !(locale.contains("utf-8") || locale.contains("utf8"))
}

/// Whether the terminal knows nothing younger than a VT220, or nothing is known of it.
pub fn is_plain(variable: &impl Fn(&str) -> Option<String>) -> bool {
    let term = variable("TERM").unwrap_or_default();
    matches!(term.as_str(), "" | "dumb" | "linux" | "unknown") || is_vt(&term)
}

/// `vt100`, `vt220-w` and their kind; not `vte`.
fn is_vt(term: &str) -> bool {
    term.strip_prefix("vt")
        .is_some_and(|model| model.starts_with(|sign: char| sign.is_ascii_digit()))
}

fn depth(variable: &impl Fn(&str) -> Option<String>) -> Depth {
    // Set and not empty [no-color.org].
    if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return Depth::Mono;
    }
    let term = variable("TERM").unwrap_or_default();
    if term.is_empty() || term == "dumb" || is_vt(&term) {
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
    }

    #[test]
    fn plain_letters_where_the_terminal_or_the_locale_has_no_others() {
        const XTERM: (&str, &str) = ("TERM", "xterm-256color");
        const UTF_8: (&str, &str) = ("LANG", "id_ID.UTF-8");
        for (ascii, told) in [
            (false, &[XTERM, UTF_8][..]),
            (false, &[("TERM", "vte-256color"), UTF_8]),
            (false, &[XTERM, ("LANG", "C.utf8")]),
            (false, &[XTERM, ("LC_CTYPE", "C.UTF-8"), ("LANG", "C")]),
            (false, &[XTERM, ("LC_ALL", ""), UTF_8]),
            (false, &[("TERM", "linux"), UTF_8, ("LOKET_ASCII", "0")]),
            (true, &[XTERM]),
            (true, &[XTERM, ("LANG", "C")]),
            (true, &[XTERM, ("LANG", "POSIX")]),
            (true, &[XTERM, ("LANG", "id_ID.ISO-8859-1")]),
            (true, &[XTERM, ("LC_ALL", "C"), UTF_8]),
            (true, &[XTERM, ("LC_CTYPE", "id_ID"), UTF_8]),
            (true, &[("TERM", "linux"), UTF_8]),
            (true, &[("TERM", "vt100"), UTF_8]),
            (true, &[("TERM", "vt340"), UTF_8]),
            (true, &[("TERM", "dumb"), UTF_8]),
            (true, &[UTF_8]),
            (true, &[XTERM, UTF_8, ("LOKET_ASCII", "1")]),
        ] {
            assert_eq!(of(told).ascii, ascii, "{told:?}");
        }
        let wishes = Wishes {
            ascii: true,
            mouse: false,
        };
        let forced = theme(wishes, |name| {
            let told = [XTERM, UTF_8, ("LOKET_ASCII", "0")];
            let found = told.iter().find(|(key, _)| *key == name)?;
            Some(found.1.to_owned())
        });
        assert!(forced.ascii);
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
