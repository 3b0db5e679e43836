//! How things look. Colour is never the only sign: every style that carries meaning comes with a
//! mark or a word, and without colour the same styles fall back to bold, dim and reversed.

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// None (NO_COLOR, or a terminal without).
    Mono,
    /// The sixteen named ones.
    Sixteen,
    /// The 256 of xterm.
    Many,
    /// 24 bits.
    True,
}

/// Meaning of a piece of text; the theme makes the style of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    #[default]
    Plain,
    /// Less important.
    Dim,
    /// More important.
    Strong,
    /// The name of a thing that can be acted on; the tab one is in.
    Accent,
    /// Good, done.
    Good,
    /// Needs attention.
    Warn,
    /// Wrong, overdue, blocked.
    Bad,
    /// Neutral information.
    Info,
    /// A search hit.
    Hit,
    /// Changed by somebody else since it was looked at.
    Changed,
    /// A key in a hint.
    Key,
}

/// Signs of the desk; `glyphs` draws them in ASCII where that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signs {
    pub border: border::Set<'static>,
    /// Left of the row under the cursor.
    pub cursor: &'static str,
    /// A selected row.
    pub marked: &'static str,
    /// A row changed by somebody else.
    pub changed: &'static str,
    pub good: &'static str,
    pub warn: &'static str,
    pub bad: &'static str,
    /// The step one is at.
    pub here: &'static str,
    pub ascending: &'static str,
    pub descending: &'static str,
    /// The filled and empty part of a bar, and the thumb and track of a scrollbar.
    pub full: &'static str,
    pub empty: &'static str,
    pub line: &'static str,
    pub dot: &'static str,
    /// A document that conforms, one that nobody looked at, and one that is missing.
    pub lit: &'static str,
    pub unseen: &'static str,
    pub unlit: &'static str,
}

const SIGNS: Signs = Signs {
    border: border::ROUNDED,
    cursor: "▌",
    marked: "●",
    changed: "◆",
    good: "✓",
    warn: "!",
    bad: "✗",
    here: "●",
    ascending: "▲",
    descending: "▼",
    full: "█",
    empty: "░",
    line: "─",
    dot: "·",
    lit: "■",
    unseen: "•",
    unlit: "□",
};

/// The look of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    pub depth: Depth,
    /// A light background.
    pub light: bool,
    /// Only signs of ASCII for what the desk itself draws.
    pub ascii: bool,
    /// The terminal reads UTF-8; else names and other text of people are plain letters as well.
    pub utf8: bool,
}

impl Default for Theme {
    fn default() -> Theme {
        Theme {
            depth: Depth::Sixteen,
            light: false,
            ascii: false,
            utf8: true,
        }
    }
}

impl Theme {
    /// The signs of this theme.
    pub fn signs(&self) -> &'static Signs {
        &SIGNS
    }

    /// The style of a meaning.
    pub fn style(&self, role: Role) -> Style {
        let plain = Style::new();
        let coloured = |dark: Color, light: Color| match self.depth {
            Depth::Mono => plain,
            _ => plain.fg(if self.light { light } else { dark }),
        };
        match role {
            Role::Plain => plain,
            Role::Dim => match self.depth {
                Depth::Mono => plain.add_modifier(Modifier::DIM),
                Depth::Sixteen => plain.fg(Color::DarkGray),
                _ => plain.fg(Color::Indexed(if self.light { 242 } else { 246 })),
            },
            Role::Strong => plain.add_modifier(Modifier::BOLD),
            Role::Accent => coloured(Color::Cyan, Color::Blue).add_modifier(Modifier::BOLD),
            Role::Good => coloured(Color::Green, Color::Green),
            Role::Warn => coloured(Color::Yellow, self.amber()),
            Role::Bad => coloured(Color::LightRed, Color::Red).add_modifier(Modifier::BOLD),
            Role::Info => coloured(Color::LightBlue, Color::Blue),
            Role::Hit => coloured(Color::Yellow, self.amber())
                .add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            Role::Changed => coloured(Color::Magenta, Color::Magenta),
            Role::Key => coloured(Color::Cyan, Color::Blue).add_modifier(Modifier::BOLD),
        }
    }

    /// Yellow that can be read on white.
    fn amber(&self) -> Color {
        match self.depth {
            Depth::Many | Depth::True => Color::Indexed(130),
            _ => Color::Red,
        }
    }

    /// The row under the cursor; quieter in a panel that does not have the keys.
    pub fn cursor_row(&self, focus: bool) -> Style {
        match (self.depth, focus) {
            (Depth::Many | Depth::True, true) => {
                Style::new().bg(Color::Indexed(if self.light { 153 } else { 24 }))
            }
            (Depth::Many | Depth::True, false) => {
                Style::new().bg(Color::Indexed(if self.light { 254 } else { 236 }))
            }
            (_, true) => Style::new().add_modifier(Modifier::REVERSED),
            (_, false) => Style::new().add_modifier(Modifier::BOLD),
        }
    }

    /// The header line.
    pub fn header(&self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// A frame, and the frame of the panel that has the keys.
    pub fn frame(&self, focus: bool) -> Style {
        self.style(if focus { Role::Accent } else { Role::Dim })
    }

    /// A field of a form.
    pub fn field(&self, focus: bool) -> Style {
        match (self.depth, focus) {
            (Depth::Mono | Depth::Sixteen, _) => Style::new().add_modifier(Modifier::UNDERLINED),
            (_, true) => Style::new().bg(Color::Indexed(if self.light { 254 } else { 237 })),
            (_, false) => Style::new().bg(Color::Indexed(if self.light { 255 } else { 235 })),
        }
    }

    /// The mark that goes with a meaning, so that colour is not the only sign.
    pub fn sign(&self, role: Role) -> &'static str {
        let signs = self.signs();
        match role {
            Role::Good => signs.good,
            Role::Warn => signs.warn,
            Role::Bad => signs.bad,
            Role::Changed => signs.changed,
            Role::Info => "i",
            _ => " ",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: [Role; 11] = [
        Role::Plain,
        Role::Dim,
        Role::Strong,
        Role::Accent,
        Role::Good,
        Role::Warn,
        Role::Bad,
        Role::Info,
        Role::Hit,
        Role::Changed,
        Role::Key,
    ];

    #[test]
    fn without_colour_nothing_has_a_colour() {
        let theme = Theme {
            depth: Depth::Mono,
            ..Theme::default()
        };
        for role in ROLES {
            let style = theme.style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
        }
        for focus in [true, false] {
            for style in [
                theme.cursor_row(focus),
                theme.field(focus),
                theme.frame(focus),
            ] {
                assert_eq!((style.fg, style.bg), (None, None));
            }
        }
        assert_eq!(theme.header().bg, None);
    }

    #[test]
    fn sixteen_colours_stay_within_sixteen() {
        for light in [true, false] {
            let theme = Theme {
                depth: Depth::Sixteen,
                light,
                ..Theme::default()
            };
            for role in ROLES {
                let fg = theme.style(role).fg;
                assert!(
                    !matches!(fg, Some(Color::Indexed(_) | Color::Rgb(..))),
                    "{role:?} {fg:?}"
                );
            }
        }
    }

    #[test]
    fn good_warn_and_bad_differ_without_colour() {
        let theme = Theme::default();
        let signs = [Role::Good, Role::Warn, Role::Bad, Role::Plain].map(|role| theme.sign(role));
        for (index, sign) in signs.iter().enumerate() {
            assert!(!signs[index + 1..].contains(sign), "{sign}");
        }
    }
}
