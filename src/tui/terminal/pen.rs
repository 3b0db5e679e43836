//! The style that the terminal writes in, and the shortest way from one to another (ECMA-48 SGR).

use std::io::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// How a cell looks, apart from its letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Look {
    /// The look of a cell.
    pub fn of(cell: &Cell) -> Look {
        Look {
            fg: cell.fg,
            bg: cell.bg,
            modifier: cell.modifier,
        }
    }

    /// What of it is seen on a blank: without a line or reversed colours its ground alone.
    pub fn on_blank(self) -> Look {
        const SEEN: Modifier = Modifier::REVERSED
            .union(Modifier::UNDERLINED)
            .union(Modifier::CROSSED_OUT);
        match self.modifier.intersects(SEEN) {
            true => self,
            false => Look {
                bg: self.bg,
                ..Look::default()
            },
        }
    }

    /// Whether a blank in it is a plain blank.
    pub fn is_bare(self) -> bool {
        self.on_blank() == Look::default()
    }

    /// Puts it on a cell.
    pub fn put(self, cell: &mut Cell) {
        cell.fg = self.fg;
        cell.bg = self.bg;
        cell.modifier = self.modifier;
    }
}

/// The style that the terminal has now.
#[derive(Default)]
pub struct Pen(Look);

impl Pen {
    /// The look it writes with.
    pub fn look(&self) -> Look {
        self.0
    }

    /// Takes another look, by what changes or from the plain one, whichever is shorter.
    pub fn take(&mut self, look: Look, out: &mut Vec<u8>) {
        if look == self.0 {
            return;
        }
        let changes = changes(self.0, look);
        let codes = match self::changes(Look::default(), look) {
            // A lone zero may be left out.
            anew if anew.is_empty() => anew,
            anew if anew.len() + "0;".len() < changes.len() => format!("0;{anew}"),
            _ => changes,
        };
        // Writing to a vector never fails.
        let _ = write!(out, "\x1b[{codes}m");
        self.0 = look;
    }

    /// Takes the plain look.
    pub fn plain(&mut self, out: &mut Vec<u8>) {
        self.take(Look::default(), out);
    }
}

/// The codes that make one look of another, with semicolons between.
fn changes(from: Look, to: Look) -> String {
    let mut codes = Vec::new();
    switch(from.modifier, to.modifier, &mut codes);
    if from.fg != to.fg {
        codes.push(colour(to.fg, 0));
    }
    if from.bg != to.bg {
        codes.push(colour(to.bg, 10));
    }
    codes.join(";")
}

/// What each modifier is switched on and off with. Bold and dim are switched off together.
const SWITCHES: [(Modifier, &str, &str); 9] = [
    (Modifier::BOLD, "1", "22"),
    (Modifier::DIM, "2", "22"),
    (Modifier::ITALIC, "3", "23"),
    (Modifier::UNDERLINED, "4", "24"),
    (Modifier::SLOW_BLINK, "5", "25"),
    (Modifier::RAPID_BLINK, "6", "25"),
    (Modifier::REVERSED, "7", "27"),
    (Modifier::HIDDEN, "8", "28"),
    (Modifier::CROSSED_OUT, "9", "29"),
];

fn switch(from: Modifier, to: Modifier, codes: &mut Vec<String>) {
    let mut still = from;
    for (modifier, _, off) in SWITCHES {
        if from.contains(modifier) && !to.contains(modifier) {
            // Its twin goes off with it.
            let gone = SWITCHES.iter().filter(|(_, _, other)| *other == off);
            gone.for_each(|(twin, _, _)| still.remove(*twin));
            if codes.last().is_none_or(|last| last != off) {
                codes.push(off.to_owned());
            }
        }
    }
    for (modifier, on, _) in SWITCHES {
        if to.contains(modifier) && !still.contains(modifier) {
            codes.push(on.to_owned());
        }
    }
}

/// The code of a colour as foreground, or as background with 10 more.
fn colour(colour: Color, ground: u8) -> String {
    let named = match colour {
        Color::Reset => 39,
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::DarkGray => 90,
        Color::LightRed => 91,
        Color::LightGreen => 92,
        Color::LightYellow => 93,
        Color::LightBlue => 94,
        Color::LightMagenta => 95,
        Color::LightCyan => 96,
        Color::White => 97,
        Color::Indexed(index) => return format!("{};5;{index}", 38 + ground),
        Color::Rgb(red, green, blue) => return format!("{};2;{red};{green};{blue}", 38 + ground),
    };
    (named + ground).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(fg: Color, bg: Color, modifier: Modifier) -> Look {
        Look { fg, bg, modifier }
    }

    #[test]
    fn a_style_costs_what_changes_in_it() {
        let plain = Look::default();
        let amber = look(Color::Yellow, Color::Reset, Modifier::empty());
        let on_blue = look(Color::Reset, Color::Indexed(24), Modifier::empty());
        let amber_on_blue = look(Color::Yellow, Color::Indexed(24), Modifier::empty());
        let bold = look(Color::Reset, Color::Reset, Modifier::BOLD);
        let dim = look(Color::Reset, Color::Reset, Modifier::DIM);
        let both = look(Color::Reset, Color::Reset, Modifier::BOLD | Modifier::DIM);
        let heading = look(Color::LightRed, Color::Reset, Modifier::BOLD);
        for (from, to, codes) in [
            (plain, amber, "\x1b[33m"),
            (amber, plain, "\x1b[m"),
            (on_blue, amber_on_blue, "\x1b[33m"),
            (amber_on_blue, on_blue, "\x1b[39m"),
            (amber_on_blue, plain, "\x1b[m"),
            (plain, heading, "\x1b[1;91m"),
            (heading, amber, "\x1b[0;33m"),
            (both, bold, "\x1b[0;1m"),
            (dim, bold, "\x1b[0;1m"),
        ] {
            let mut pen = Pen(from);
            let mut out = Vec::new();
            pen.take(to, &mut out);
            let codes = codes.as_bytes();
            assert_eq!(
                out.escape_ascii().to_string(),
                codes.escape_ascii().to_string(),
                "{from:?} to {to:?}"
            );
            let before = out.len();
            pen.take(to, &mut out);
            assert_eq!(out.len(), before, "a style that stands costs nothing");
        }
    }
}
