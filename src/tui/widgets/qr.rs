//! A QR code in the terminal: two modules a character by half blocks, or two characters a module
//! where only ASCII is drawn. It is dark on light whatever the theme is: cameras expect that.

use qrcode::{Color as Module, EcLevel, QrCode};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::{Color, Modifier, Style};

use crate::tui::theme::{Depth, Theme};

/// Light modules around it, on each side.
const QUIET: u16 = 2;

/// The modules of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qr {
    /// Modules of a side, without the light ones around.
    side: u16,
    dark: Vec<bool>,
}

impl Qr {
    /// The code of a text; `None` for one that no code can hold.
    pub fn of(text: &str) -> Option<Qr> {
        let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
        let side = u16::try_from(code.width()).ok()?;
        let dark = code.to_colors().into_iter();
        Some(Qr {
            side,
            dark: dark.map(|module| module == Module::Dark).collect(),
        })
    }

    /// Columns and rows that it takes.
    pub fn size(&self, ascii: bool) -> Size {
        let modules = self.side + 2 * QUIET;
        match ascii {
            true => Size::new(2 * modules, modules),
            false => Size::new(modules, modules.div_ceil(2)),
        }
    }

    /// Whether it fits.
    pub fn fits(&self, area: Rect, theme: &Theme) -> bool {
        let size = self.size(theme.ascii);
        size.width <= area.width && size.height <= area.height
    }

    /// Whether a module is dark, counted from the corner of the light ones around.
    fn dark(&self, x: u16, y: u16) -> bool {
        let (Some(x), Some(y)) = (x.checked_sub(QUIET), y.checked_sub(QUIET)) else {
            return false;
        };
        let at = usize::from(y) * usize::from(self.side) + usize::from(x);
        x < self.side && y < self.side && self.dark.get(at).copied().unwrap_or(false)
    }

    /// Draws it into the corner of an area that it fits into.
    pub fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        if !self.fits(area, theme) {
            return;
        }
        let size = self.size(theme.ascii);
        for row in 0..size.height {
            for column in 0..size.width {
                let (sign, style) = match theme.ascii {
                    true => plain(self.dark(column / 2, row), theme),
                    false => {
                        let pair = (self.dark(column, 2 * row), self.dark(column, 2 * row + 1));
                        (half(pair), ink(theme))
                    }
                };
                buf.set_string(area.x + column, area.y + row, sign, style);
            }
        }
    }
}

/// The upper and the lower module, dark on light.
fn half(pair: (bool, bool)) -> &'static str {
    match pair {
        (true, true) => "█",
        (true, false) => "▀",
        (false, true) => "▄",
        (false, false) => " ",
    }
}

const BLACK: Color = Color::Black;
const WHITE: Color = Color::White;

/// Dark on light; without colours by what the terminal has.
fn ink(theme: &Theme) -> Style {
    match (theme.depth, theme.light) {
        (Depth::Mono, true) => Style::new(),
        (Depth::Mono, false) => Style::new().add_modifier(Modifier::REVERSED),
        _ => Style::new().fg(BLACK).bg(WHITE),
    }
}

/// Half of a module that is two characters wide: a sign that is as dark as what is behind it.
fn plain(dark: bool, theme: &Theme) -> (&'static str, Style) {
    let reversed = Style::new().add_modifier(Modifier::REVERSED);
    match (theme.depth, dark) {
        (Depth::Mono, dark) => match dark == theme.light {
            true => (" ", reversed),
            false => (" ", Style::new()),
        },
        (_, true) => ("#", Style::new().fg(BLACK).bg(BLACK)),
        (_, false) => (" ", Style::new().bg(WHITE)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const LINK: &str = "https://wa.me/6281271000013";

    /// The modules as they are drawn, read back from the cells: dark or not.
    fn read(buf: &Buffer, qr: &Qr, theme: &Theme) -> Vec<Vec<bool>> {
        let side = qr.side + 2 * QUIET;
        let lit = |x: u16, y: u16| {
            let (column, row) = match theme.ascii {
                true => (2 * x, y),
                false => (x, y / 2),
            };
            let cell = &buf[(column, row)];
            let reversed = cell.modifier.contains(Modifier::REVERSED);
            // What the sign and what is behind it look like, dark or not.
            let (front, back) = match theme.depth {
                Depth::Mono => (theme.light != reversed, theme.light == reversed),
                _ => (cell.fg == BLACK, cell.bg == BLACK),
            };
            let filled = matches!((cell.symbol(), y % 2), ("█" | "#", _) | ("▀", 0) | ("▄", 1));
            if filled { front } else { back }
        };
        let rows = 0..side;
        rows.map(|y| (0..side).map(|x| lit(x, y)).collect())
            .collect()
    }

    #[test]
    fn every_look_draws_the_same_modules_dark_on_light() {
        let qr = Qr::of(LINK).unwrap();
        let side = usize::from(qr.side + 2 * QUIET);
        for depth in [Depth::Mono, Depth::Sixteen, Depth::True] {
            for (ascii, light) in [(false, false), (false, true), (true, false), (true, true)] {
                let theme = Theme {
                    depth,
                    ascii,
                    light,
                    ..Theme::default()
                };
                let size = qr.size(ascii);
                let mut buf = Buffer::empty(Rect::new(0, 0, size.width, size.height));
                qr.render(buf.area, &mut buf, &theme);
                let read = read(&buf, &qr, &theme);
                assert!(read[0].iter().all(|dark| !dark), "light around: {theme:?}");
                // The corner that a camera looks for: seven dark, then a light ring, then three by three.
                let row = |y: usize| &read[y][2..9];
                assert_eq!(row(2), [true; 7], "{theme:?}");
                assert_eq!(row(3), [true, false, false, false, false, false, true]);
                assert_eq!(row(5), [true, false, true, true, true, false, true]);
                for (y, line) in read.iter().enumerate() {
                    for (x, dark) in line.iter().enumerate() {
                        let wanted = qr.dark(x as u16, y as u16);
                        assert_eq!(*dark, wanted, "{x},{y} of {side}: {theme:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_not_drawn() {
        let qr = Qr::of(LINK).unwrap();
        let theme = Theme::default();
        assert_eq!(qr.size(false), Size::new(29, 15));
        assert_eq!(qr.size(true), Size::new(58, 29));
        let small = Rect::new(0, 0, 28, 15);
        assert!(!qr.fits(small, &theme) && qr.fits(Rect::new(0, 0, 29, 15), &theme));
        let mut buf = Buffer::empty(small);
        qr.render(small, &mut buf, &theme);
        assert_eq!(buf, Buffer::empty(small));
        assert_eq!(Qr::of(&"x".repeat(5000)), None);
    }
}
