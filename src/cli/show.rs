//! What a verb prints: tables whose columns line up, lines of a detail, JSON. Everything goes out
//! in one piece, without colour.

use super::exit::Failure;
use crate::domain::identity::mask_niks;
use crate::text::safe::is_unsafe;
use crate::text::width::{pad_right, width};
use serde_json::Value;
use std::io::{ErrorKind, Write};

/// The widest a cell of a table gets, in columns.
const WIDEST: usize = 48;

/// Writes to standard output. A closed pipe is no error: its reader has enough.
pub fn say(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::refused(error)),
        _ => Ok(()),
    }
}

/// Writes progress and hints beside the answer, with the NIKs in them masked. They are optional: a
/// closed or full standard error must not end the work.
pub fn aside(text: &str) {
    let _ = std::io::stderr().write_all(mask_niks(text).as_bytes());
}

/// JSON, one value.
pub fn json(value: &Value) -> Result<(), Failure> {
    say(&(escaped(&format!("{value:#}")) + "\n"))
}

/// The same JSON, with what a terminal obeys or a reader is deceived by escaped: such letters stand
/// only within its strings. The line ends of its own are no part of a string.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter == '\n' || !is_unsafe(letter) {
            out.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            out += &format!("\\u{unit:04x}");
        }
    }
    out
}

/// JSON where it is asked for, else the text.
pub fn either(
    as_json: bool,
    value: impl FnOnce() -> Value,
    text: impl FnOnce() -> String,
) -> Result<(), Failure> {
    match as_json {
        true => json(&value()),
        false => say(&text()),
    }
}

/// Rows of cells under heads.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these heads.
    pub fn new(heads: Vec<String>) -> Table {
        Table { rows: vec![heads] }
    }

    /// One more row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The table as text; a table without rows is no text.
    pub fn text(&self) -> String {
        if self.rows.len() < 2 {
            return String::new();
        }
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let cell = |row: &Vec<String>, at: usize| row.get(at).cloned().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|at| {
                let cells = self.rows.iter().map(|row| width(&cell(row, at)));
                cells.max().unwrap_or(0).min(WIDEST)
            })
            .collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (at, columns) in widths.iter().enumerate() {
                // The last cell may be as long as it wants: nothing stands behind it.
                let last = at + 1 == widths.len();
                let cell = cell(row, at);
                line += &if last {
                    cell
                } else {
                    pad_right(&cell, *columns)
                };
                line += "  ";
            }
            text += line.trim_end();
            text.push('\n');
        }
        text
    }
}

/// Lines of a detail: what stands before the colon lines up.
#[derive(Default)]
pub struct Lines {
    lines: Vec<(String, String)>,
}

impl Lines {
    /// A line; an empty value leaves none.
    pub fn add(&mut self, name: String, value: impl Into<String>) {
        let value = value.into();
        if !value.trim().is_empty() {
            self.lines.push((name, value));
        }
    }

    /// The lines as text.
    pub fn text(&self) -> String {
        let names = self.lines.iter().map(|(name, _)| width(name));
        let columns = names.max().unwrap_or(0);
        let line =
            |(name, value): &(String, String)| format!("{}  {value}\n", pad_right(name, columns));
        self.lines.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_nothing_trails() {
        let mut table = Table::new(vec!["No".to_owned(), "Nama".to_owned()]);
        table.row(vec!["0001.01/2026".to_owned(), "Siti".to_owned()]);
        assert_eq!(table.text(), "No            Nama\n0001.01/2026  Siti\n");
        assert_eq!(Table::new(vec!["No".to_owned()]).text(), "");
        let mut lines = Lines::default();
        lines.add("NIP".to_owned(), "1987");
        lines.add("Jabatan".to_owned(), "");
        assert_eq!(lines.text(), "NIP  1987\n");
    }
}
