//! A terminal's screen as a picture: one text element a run of the same style, colours as shown.

use std::fmt::Write;
use vt100::{Cell, Color, Screen};

const WIDTH: f32 = 8.4;
const HEIGHT: u32 = 18;
const PAPER: &str = "#1b1d23";
const INK: &str = "#d5d8df";

/// The sixteen colours of a plain terminal.
const SIXTEEN: [&str; 16] = [
    "#2e3138", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d5d8df",
    "#6b717d", "#ef8a92", "#b0d992", "#f0d399", "#86c5f7", "#d99ae8", "#7fced8", "#ffffff",
];

/// How a cell looks.
#[derive(Clone, PartialEq)]
struct Look {
    ink: String,
    paper: String,
    bold: bool,
    italic: bool,
    underlined: bool,
}

impl Look {
    fn of(cell: &Cell) -> Look {
        let mut ink = colour(cell.fgcolor(), INK);
        let mut paper = colour(cell.bgcolor(), PAPER);
        if cell.inverse() {
            std::mem::swap(&mut ink, &mut paper);
        }
        Look {
            ink,
            paper,
            bold: cell.bold(),
            italic: cell.italic(),
            underlined: cell.underline(),
        }
    }
}

fn colour(color: Color, default: &str) -> String {
    match color {
        Color::Default => default.to_owned(),
        Color::Rgb(red, green, blue) => format!("#{red:02x}{green:02x}{blue:02x}"),
        Color::Idx(index @ 0..=15) => SIXTEEN[usize::from(index)].to_owned(),
        Color::Idx(index @ 16..=231) => {
            let part = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
            let index = index - 16;
            let (red, green, blue) = (part(index / 36), part(index / 6 % 6), part(index % 6));
            format!("#{red:02x}{green:02x}{blue:02x}")
        }
        Color::Idx(index) => {
            let grey = 8 + 10 * (index - 232);
            format!("#{grey:02x}{grey:02x}{grey:02x}")
        }
    }
}

/// The whole screen.
pub fn of(screen: &Screen) -> String {
    let (rows, columns) = screen.size();
    let (width, height) = (
        f32::from(columns) * WIDTH + 16.0,
        u32::from(rows) * HEIGHT + 16,
    );
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"6\" fill=\"{PAPER}\"/>\n"
    );
    for row in 0..rows {
        line(screen, row, columns, &mut out);
    }
    out.push_str("</svg>\n");
    out
}

fn line(screen: &Screen, row: u16, columns: u16, out: &mut String) {
    let mut column = 0;
    while column < columns {
        let Some(first) = screen.cell(row, column) else {
            return;
        };
        // A blank looks like whatever stands around it, but for what lies behind it.
        let mut look = Look::of(first);
        let mut blank = is_blank(first);
        let from = column;
        let mut text = String::new();
        while let Some(cell) = screen.cell(row, column).filter(|_| column < columns) {
            let own = Look::of(cell);
            if own.paper != look.paper || (!blank && !is_blank(cell) && own != look) {
                break;
            }
            if blank && !is_blank(cell) {
                look = own;
                blank = false;
            }
            match cell.contents() {
                "" if cell.is_wide_continuation() => {}
                "" => text.push(' '),
                contents => text.push_str(contents),
            }
            column += 1;
        }
        run(&text, row, from, column - from, &look, out);
    }
}

fn is_blank(cell: &Cell) -> bool {
    cell.contents().trim().is_empty() && !cell.is_wide_continuation()
}

fn run(text: &str, row: u16, column: u16, cells: u16, look: &Look, out: &mut String) {
    let x = 8.0 + f32::from(column) * WIDTH;
    let y = 8 + u32::from(row) * HEIGHT;
    let width = f32::from(cells) * WIDTH;
    if look.paper != PAPER {
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"{HEIGHT}\" fill=\"{}\"/>",
            look.paper
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let mut style = String::new();
    for (is, attribute) in [
        (look.bold, " font-weight=\"bold\""),
        (look.italic, " font-style=\"italic\""),
        (look.underlined, " text-decoration=\"underline\""),
    ] {
        if is {
            style.push_str(attribute);
        }
    }
    let written = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{}\" fill=\"{}\" textLength=\"{width:.1}\" \
         xml:space=\"preserve\"{style}>{written}</text>",
        y + 14,
        look.ink
    );
}

/// The picture without what the clock changes: times of day and minutes that passed.
pub fn without_clock(svg: &str) -> String {
    let mut out = String::new();
    for line in svg.lines() {
        if line.starts_with("<text") && line.contains(" WIB") {
            continue;
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}
