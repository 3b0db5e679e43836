//! Where the header of a table stands, and how many columns it has.

use super::mapping::{MappingFile, fields_named, headers_present, names_in};
use super::source::{Cell, Content, RawRow};
use crate::domain::identity::Email;
use crate::domain::written;
use std::collections::BTreeMap;

/// The header of a table.
pub struct Head {
    /// Its last row, as the position among the rows looked at; `None` where the table starts with
    /// data.
    pub at: Option<usize>,
    /// Headers by column.
    pub headers: Vec<String>,
    /// How many columns the table has.
    pub width: usize,
}

/// Finds the header in the first rows of a table: one line, or two of which the lower one divides
/// what the upper one names.
pub fn find(head: &[RawRow], most: usize, file: Option<&MappingFile>) -> Head {
    let first = find_header(head, most, file);
    let upper = first
        .and_then(|at| at.checked_sub(1))
        .map(|up| (up, up + 1));
    let lower = first.map(|at| (at, at + 1));
    let pair = [lower, upper].into_iter().flatten().find_map(|(up, low)| {
        let headers = two_lines(head.get(up)?, head.get(low)?)?;
        Some((low, headers))
    });
    let (at, mut headers) = match (pair, first) {
        (Some((low, headers)), _) => (Some(low), headers),
        (None, Some(at)) => (Some(at), texts(&head[at])),
        (None, None) => (None, Vec::new()),
    };
    let below = &head[at.map_or(0, |at| at + 1)..];
    let named = at.map_or(0, |at| head[at].cells.len()).max(headers.len());
    let width = named.max(usual_width(below).unwrap_or(0));
    let most = head.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    headers.resize(most.max(width), String::new());
    let width = if at.is_none() && width == 0 {
        most
    } else {
        width
    };
    Head { at, headers, width }
}

fn texts(row: &RawRow) -> Vec<String> {
    let cells = row.cells.iter();
    cells.map(|cell| cell.text.trim().to_owned()).collect()
}

/// Rows from which a usual width is one.
const USUAL: usize = 3;

/// The width that more than half of the rows have.
fn usual_width(rows: &[RawRow]) -> Option<usize> {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    let filled = rows.iter().filter(|row| !row.is_blank());
    for row in filled.clone() {
        *widths.entry(row.cells.len()).or_default() += 1;
    }
    let (width, count) = widths.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= USUAL && count * 2 > filled.count()).then_some(width)
}

/// The headers of two lines as one: `Nomor` below `Surat` is `Nomor Surat`. `None` where the two
/// lines are not one header.
fn two_lines(upper: &RawRow, lower: &RawRow) -> Option<Vec<String>> {
    let data = |row: &RawRow| row.cells.iter().any(holds_data);
    if lower.row != upper.row + 1 || data(upper) || data(lower) || lower.is_blank() {
        return None;
    }
    let width = upper.cells.len().max(lower.cells.len());
    let text = |row: &RawRow, at: usize| {
        let cell = row.cell(at);
        cell.map_or_else(String::new, |cell| cell.text.trim().to_owned())
    };
    let mut group = String::new();
    let joined: Vec<String> = (0..width)
        .map(|at| {
            let (above, below) = (text(upper, at), text(lower, at));
            if !above.is_empty() {
                group.clone_from(&above);
            }
            match below.is_empty() {
                true => above,
                false => format!("{below} {group}").trim().to_owned(),
            }
        })
        .collect();
    let divided = (0..width).any(|at| text(upper, at).is_empty() && !text(lower, at).is_empty());
    let alone = fields_named(upper).max(fields_named(lower));
    let together = names_in(joined.iter().map(String::as_str));
    (divided && fields_named(lower) >= 2 && together > alone).then_some(joined)
}

/// The row that names most fields, the first of equals; with a kept mapping the one that holds
/// most of its headers. `None` where the table starts with data.
fn find_header(head: &[RawRow], most: usize, file: Option<&MappingFile>) -> Option<usize> {
    let likeliest = |score: &dyn Fn(&RawRow) -> usize, least: usize| {
        let scored = head.iter().take(most).enumerate();
        let best = scored
            .map(|(at, row)| (score(row), std::cmp::Reverse(at)))
            .max()?;
        (best.0 >= least).then_some(best.1.0)
    };
    let kept = file.and_then(|file| likeliest(&|row| headers_present(file, row), 1));
    let named = |row: &RawRow| {
        if row.cells.iter().any(holds_data) {
            0
        } else {
            fields_named(row)
        }
    };
    kept.or_else(|| likeliest(&named, 2))
}

/// True for a cell that no header is: a number of identity, an address, a day.
fn holds_data(cell: &Cell) -> bool {
    let text = cell.text.trim();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    cell.content != Content::Text
        || (digits >= 15 && digits * 10 > text.len() * 7)
        || Email::parse(text).is_ok()
        || written::cell(text, false).is_ok_and(|date| date.place.is_empty())
}
