//! The last step of every frame, over the finished buffer: only what all terminals draw alike, and
//! only ASCII of ours where that is wanted. Panels write what they mean and know nothing of it.
//!
//! Terminals, tmux and GNU screen count columns by tables of different years. They agree on
//! letters, on the wide ones of East Asia, and on marks that stand on a letter; not on pictures,
//! joined ones least. What they count differently becomes a sign that fills as many columns.

use ratatui::buffer::{Buffer, CellWidth as _};
use unicode_width::UnicodeWidthChar;

use crate::tui::theme::Theme;

/// What stands for a letter that terminals do not agree on.
const UNKNOWN: &str = "□";
const UNKNOWN_ASCII: &str = "?";

/// Marks on one letter at the most: GNU screen keeps no more.
const MARKS: usize = 2;

/// Signs of the desk's own, and what stands for them in ASCII; each is one column wide.
const SIGNS: &[(char, &str)] = &[
    // Borders and lines.
    ('╭', "+"),
    ('╮', "+"),
    ('╰', "+"),
    ('╯', "+"),
    ('├', "+"),
    ('┤', "+"),
    ('┬', "+"),
    ('┴', "+"),
    ('┼', "+"),
    ('│', "|"),
    ('─', "-"),
    // Bars, from empty to full.
    ('░', "."),
    ('▒', ":"),
    ('▓', "="),
    ('█', "#"),
    ('▀', "#"),
    ('▄', "#"),
    // Marks.
    ('▌', ">"),
    ('●', "*"),
    ('◆', "#"),
    ('■', "#"),
    ('□', "."),
    ('•', "*"),
    ('✓', "v"),
    ('✗', "x"),
    ('▲', "^"),
    ('▼', "v"),
    ('↑', "^"),
    ('↓', "v"),
    ('←', "<"),
    ('→', ">"),
    ('≠', "!"),
    ('≤', "<"),
    ('≥', ">"),
    ('×', "x"),
    // Punctuation.
    ('·', "-"),
    ('…', "~"),
    ('–', "-"),
    ('—', "-"),
    ('“', "\""),
    ('”', "\""),
    ('‘', "'"),
    ('’', "'"),
    ('ʼ', "'"),
    ('‹', "<"),
    ('›', ">"),
    ('\u{a0}', " "),
];

/// Makes a frame one that every terminal draws alike, in the signs of a theme. Each letter keeps
/// its columns.
pub fn settle(buf: &mut Buffer, theme: &Theme) {
    for index in 0..buf.content.len() {
        let cell = &buf.content[index];
        if cell.symbol().is_ascii() {
            continue;
        }
        let columns = usize::from(cell.cell_width());
        let Some(agreed) = agreed(cell.symbol(), columns, theme) else {
            continue;
        };
        let missing = columns.saturating_sub(columns_of(&agreed));
        let style = cell.style();
        buf.content[index].set_symbol(&agreed);
        let rest = buf.content.iter_mut().skip(index + 1).take(missing);
        rest.for_each(|cell| {
            cell.set_symbol(" ").set_style(style);
        });
    }
}

/// Columns as every terminal counts them: letter by letter.
fn columns_of(text: &str) -> usize {
    text.chars().map(|letter| letter.width().unwrap_or(0)).sum()
}

/// What is drawn for the symbol of a cell; `None` where it stays.
fn agreed(symbol: &str, columns: usize, theme: &Theme) -> Option<String> {
    let base = symbol.chars().next()?;
    if theme.ascii
        && let Some(plain) = in_ascii(base)
    {
        return Some(plain.to_owned());
    }
    let unknown = if theme.ascii { UNKNOWN_ASCII } else { UNKNOWN };
    let lone_mark = base.width().unwrap_or(0) == 0;
    if lone_mark || is_disputed(base) || theme.ascii && !theme.utf8 && !base.is_ascii() {
        return Some(unknown.to_owned());
    }
    let mut kept = String::from(base);
    let mut marks = 0;
    for letter in symbol.chars().skip(1) {
        let mark = letter.width().unwrap_or(0) == 0;
        marks = if mark { marks + 1 } else { 0 };
        if is_disputed(letter) || marks > MARKS || theme.ascii && !theme.utf8 {
            continue;
        }
        kept.push(letter);
    }
    if columns_of(&kept) != columns {
        kept = String::from(base);
    }
    (kept != symbol).then_some(kept)
}

fn in_ascii(sign: char) -> Option<&'static str> {
    let found = SIGNS.iter().find(|(known, _)| *known == sign);
    // Pictures of control characters.
    let picture = matches!(sign, '\u{2400}'..='\u{2426}').then_some(UNKNOWN_ASCII);
    found.map(|(_, plain)| *plain).or(picture)
}

/// Whether terminals differ over the columns of this letter, or over what it does to the letters
/// around it: pictures, joiners, selectors of a form, enclosing marks, letters of private use.
fn is_disputed(letter: char) -> bool {
    let picture = matches!(letter, '\u{231a}'..='\u{2bff}') && letter.width() != Some(1);
    picture
        || matches!(letter,
            '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{20dd}'..='\u{20e4}' | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}' | '\u{e000}'..='\u{f8ff}' | '\u{1f000}'..='\u{1fbff}'
            | '\u{e0000}'..='\u{10ffff}')
        || letter.width().is_none_or(|columns| columns > 2)
}

#[cfg(test)]
mod tests;
