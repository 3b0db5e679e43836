//! What the terminal can show, from its environment: colours, a light background, which signs; and
//! how it is asked for its background.

use crate::tui::theme::Depth;

/// What becomes of a text that is sent to the terminal's clipboard (OSC 52). None says whether it
/// arrived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clipboard {
    /// The terminal gets it.
    #[default]
    Terminal,
    /// tmux passes it on only with `set-clipboard on`.
    Tmux,
    /// GNU screen does not pass it on.
    Screen,
    /// One of the two, on another computer.
    Multiplexer,
    /// The terminal has none.
    None,
}

impl Clipboard {
    /// Whether sending is of any use.
    pub fn takes(self) -> bool {
        !matches!(self, Clipboard::Screen | Clipboard::None)
    }
}

/// What a terminal can show, as far as its environment tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    pub depth: Depth,
    /// A light background, as some terminals tell in `COLORFGBG` (`15;0`: white on black).
    pub light: bool,
    /// It may have no more signs than ASCII: an old one, or a locale that is not UTF-8, or none;
    /// `LOKET_ASCII=1` says that it has not, `LOKET_ASCII=0` that it has.
    pub ascii: bool,
    /// It reads UTF-8, as far as is known: without a locale, as over SSH, people's names stay.
    pub utf8: bool,
    /// It may answer when it is asked for its background.
    pub answers: bool,
    /// What it does with copies.
    pub clipboard: Clipboard,
}

impl Default for Terminal {
    fn default() -> Terminal {
        Terminal::of(&|_| None)
    }
}

impl Terminal {
    /// The terminal of an environment; `variable` reads one variable of it.
    pub fn of(variable: &impl Fn(&str) -> Option<String>) -> Terminal {
        let term = variable("TERM").unwrap_or_default();
        let plain = is_plain(variable);
        let locale = locale(variable);
        let utf8 = locale.contains("utf-8") || locale.contains("utf8");
        Terminal {
            depth: depth(&term, variable),
            light: light(variable),
            ascii: match variable("LOKET_ASCII").as_deref() {
                Some("0") => false,
                Some("1") => true,
                _ => plain || !utf8,
            },
            utf8: utf8 || locale.is_empty(),
            answers: !plain,
            clipboard: clipboard(variable),
        }
    }
}

/// Where a copy goes in this environment.
fn clipboard(variable: &impl Fn(&str) -> Option<String>) -> Clipboard {
    let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
    let term = variable("TERM").unwrap_or_default();
    if set("TMUX") || term.starts_with("tmux") {
        Clipboard::Tmux
    } else if set("STY") {
        Clipboard::Screen
    } else if term.starts_with("screen") {
        Clipboard::Multiplexer
    } else if is_plain(variable) {
        Clipboard::None
    } else {
        Clipboard::Terminal
    }
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

fn depth(term: &str, variable: &impl Fn(&str) -> Option<String>) -> Depth {
    // Set and not empty [no-color.org].
    if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return Depth::Mono;
    }
    if term.is_empty() || term == "dumb" || is_vt(term) {
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

fn light(variable: &impl Fn(&str) -> Option<String>) -> bool {
    let told = variable("COLORFGBG").unwrap_or_default();
    let background = told
        .rsplit(';')
        .next()
        .and_then(|part| part.parse::<u8>().ok());
    matches!(background, Some(7 | 9..=15))
}

/// The locale of letters, in small letters; empty where none is set. The first of these variables
/// that is set counts [POSIX].
fn locale(variable: &impl Fn(&str) -> Option<String>) -> String {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let mut set = names.iter().filter_map(|name| variable(name));
    let found = set.find(|value| !value.is_empty()).unwrap_or_default();
    found.to_ascii_lowercase()
}

/// Asks the terminal for the colour of its background [xterm, OSC 11].
pub const ASK_BACKGROUND: &[u8] = b"\x1b]11;?\x1b\\";

/// Whether the colour that a terminal answers with is light: `rgb:ffff/ffff/ffff` with one to four
/// digits each, `rgba:` with a fourth part, `#rrggbb`; `None` where it is none of these.
pub fn light_of(answer: &str) -> Option<bool> {
    let parts = match answer.strip_prefix('#') {
        Some(digits) => hexadecimals(digits)?,
        None => {
            let named = answer.strip_prefix("rgba:");
            let (parts, count) = match named {
                Some(parts) => (parts, 4),
                None => (answer.strip_prefix("rgb:")?, 3),
            };
            let parts: Vec<&str> = parts.split('/').collect();
            if parts.len() != count {
                return None;
            }
            parts
        }
    };
    let mut shares = [0.0; 3];
    for (share, digits) in shares.iter_mut().zip(parts) {
        let wide = u32::try_from(digits.len()).ok();
        let wide = wide.filter(|wide| (1..=4).contains(wide))?;
        let plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let value = u16::from_str_radix(digits, 16).ok().filter(|_| plain)?;
        *share = f64::from(value) / (16_f64.powi(wide as i32) - 1.0);
    }
    // Luma [ITU-R BT.709].
    let [red, green, blue] = shares;
    Some(0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.5)
}

/// The three parts of `rrggbb`, or of the shorter and longer forms of X11.
fn hexadecimals(digits: &str) -> Option<Vec<&str>> {
    let fits = matches!(digits.len(), 3 | 6 | 9 | 12) && digits.is_ascii();
    let wide = fits.then_some(digits.len() / 3)?;
    Some(
        (0..3)
            .map(|at| &digits[at * wide..(at + 1) * wide])
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Terminal {
        Terminal::of(&|name: &str| {
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
    fn a_copy_goes_where_the_environment_lets_it() {
        for (way, told) in [
            (Clipboard::Terminal, &[("TERM", "xterm-256color")][..]),
            (
                Clipboard::Tmux,
                &[("TERM", "screen"), ("TMUX", "/tmp/x,1,0")],
            ),
            (Clipboard::Tmux, &[("TERM", "tmux-256color")]),
            (Clipboard::Screen, &[("TERM", "screen"), ("STY", "1.loket")]),
            (Clipboard::Multiplexer, &[("TERM", "screen-256color")]),
            (Clipboard::None, &[("TERM", "linux")]),
            (Clipboard::None, &[]),
        ] {
            assert_eq!(of(told).clipboard, way, "{told:?}");
        }
    }

    #[test]
    fn consoles_and_old_terminals_are_not_asked() {
        for (term, answers) in [
            ("", false),
            ("dumb", false),
            ("linux", false),
            ("vt100", false),
            ("vt340", false),
            ("vte-256color", true),
            ("xterm", true),
            ("screen", true),
            ("tmux-256color", true),
        ] {
            assert_eq!(of(&[("TERM", term)]).answers, answers, "{term}");
        }
    }

    #[test]
    fn plain_signs_where_the_terminal_or_the_locale_has_no_others() {
        const XTERM: (&str, &str) = ("TERM", "xterm-256color");
        const UTF_8: (&str, &str) = ("LANG", "id_ID.UTF-8");
        for (ascii, utf8, told) in [
            (false, true, &[XTERM, UTF_8][..]),
            (false, true, &[("TERM", "vte-256color"), UTF_8]),
            (false, true, &[XTERM, ("LANG", "C.utf8")]),
            (
                false,
                true,
                &[XTERM, ("LC_CTYPE", "C.UTF-8"), ("LANG", "C")],
            ),
            (false, true, &[XTERM, ("LC_ALL", ""), UTF_8]),
            (
                false,
                true,
                &[("TERM", "linux"), UTF_8, ("LOKET_ASCII", "0")],
            ),
            (true, true, &[XTERM]),
            (true, false, &[XTERM, ("LANG", "C")]),
            (true, false, &[XTERM, ("LANG", "POSIX")]),
            (true, false, &[XTERM, ("LANG", "id_ID.ISO-8859-1")]),
            (true, false, &[XTERM, ("LC_ALL", "C"), UTF_8]),
            (true, false, &[XTERM, ("LC_CTYPE", "id_ID"), UTF_8]),
            (true, true, &[("TERM", "linux"), UTF_8]),
            (true, true, &[("TERM", "vt100"), UTF_8]),
            (true, true, &[("TERM", "dumb"), UTF_8]),
            (true, true, &[UTF_8]),
            (true, true, &[XTERM, UTF_8, ("LOKET_ASCII", "1")]),
        ] {
            let terminal = of(told);
            assert_eq!((terminal.ascii, terminal.utf8), (ascii, utf8), "{told:?}");
        }
    }

    #[test]
    fn a_light_background_is_told() {
        assert!(of(&[("COLORFGBG", "0;15")]).light);
        assert!(of(&[("COLORFGBG", "0;default;7")]).light);
        assert!(!of(&[("COLORFGBG", "15;0")]).light);
        assert!(!of(&[("COLORFGBG", "7;8")]).light);
        assert!(!of(&[]).light);
    }

    #[test]
    fn the_answer_of_a_terminal_is_read_by_luminance() {
        for (answer, light) in [
            ("rgb:ffff/ffff/ffff", Some(true)),
            ("rgb:0000/0000/0000", Some(false)),
            ("rgb:fd/f6/e3", Some(true)),
            ("rgb:0/2b/36", Some(false)),
            ("rgb:f/f/f", Some(true)),
            ("rgb:0000/ffff/0000", Some(true)),
            ("rgb:0000/0000/ffff", Some(false)),
            ("rgba:ffff/ffff/ffff/0000", Some(true)),
            ("rgba:1e1e/1e1e/1e1e/ffff", Some(false)),
            ("#ffffff", Some(true)),
            ("#1e1e2e", Some(false)),
            ("#fff", Some(true)),
            ("#ffffffffffff", Some(true)),
            ("", None),
            ("?", None),
            ("rgb:ffff/ffff", None),
            ("rgb:ffff/ffff/ffff/ffff", None),
            ("rgb:fffff/ffff/ffff", None),
            ("rgb:+fff/ffff/ffff", None),
            ("rgb://", None),
            ("#ffff", None),
            ("#ffffé", None),
            ("white", None),
        ] {
            assert_eq!(light_of(answer), light, "{answer}");
        }
    }
}
