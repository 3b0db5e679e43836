//! A line with a quote that has no partner, read as it stands.

use super::LEAST_SWALLOWED;
use crate::intake::source::{Cell, MOST_CELL, MOST_COLUMNS, MOST_ROW, RawRow};

/// The bytes of a row so far, as they stand in the file.
#[derive(Default)]
pub struct Line {
    bytes: Vec<u8>,
    /// Longer than any row that is kept.
    over: bool,
}

impl Line {
    /// Adds what was read.
    pub fn push(&mut self, piece: &[u8]) {
        self.over |= self.bytes.len() + piece.len() > MOST_ROW;
        if !self.over {
            self.bytes.extend_from_slice(piece);
        }
    }

    /// Whether its end was read.
    pub fn is_ended(&self) -> bool {
        self.over || self.bytes.ends_with(b"\n")
    }

    /// The row; `None` where it is too long.
    pub fn text(&self) -> Option<&str> {
        let text = std::str::from_utf8(&self.bytes).ok()?;
        (!self.over).then_some(text.strip_suffix('\n').unwrap_or(text))
    }
}

/// The one reading of a line that has as many cells as the table; `None` where there is none.
///
/// A quote opens a cell only at its begin, and where another one closes it right before the next
/// delimiter. Else it is a sign like any other. Where that gives another number of cells than the
/// table has, delimiters between two quotes are part of their cell: `"A, B" Street`.
pub fn as_it_stands(line: &str, delimiter: char, width: usize) -> Option<RawRow> {
    if width < 2 {
        return None;
    }
    let plain = split(line, delimiter, false);
    let pieces = match plain.len() == width {
        true => plain,
        false => split(line, delimiter, true),
    };
    let fits = pieces.len() == width && width <= MOST_COLUMNS;
    let holds = |piece: &Piece| piece.text.len() <= MOST_CELL && !piece.runs_on(delimiter);
    if !fits || !pieces.iter().all(holds) {
        return None;
    }
    let strays = pieces.iter().enumerate().filter(|(_, piece)| piece.stray);
    let strays: Vec<usize> = strays.map(|(at, _)| at).collect();
    Some(RawRow {
        unclear: is_unclear(&pieces),
        strays,
        cells: pieces
            .into_iter()
            .map(|piece| Cell::text(piece.text))
            .collect(),
        ..RawRow::default()
    })
}

/// A cell as it stands.
struct Piece {
    text: String,
    /// A quote in it has no partner, or does not stand around it.
    stray: bool,
    quoted: bool,
}

impl Piece {
    /// Over the end of a line without quotes around it, or over what can be a line of the table:
    /// then rows cannot be told apart.
    fn runs_on(&self, delimiter: char) -> bool {
        let more = |line: &str| line.matches(delimiter).count() >= LEAST_SWALLOWED;
        match self.quoted {
            true => self.text.split('\n').skip(1).any(more),
            false => self.text.contains('\n') || more(&self.text),
        }
    }

    fn is_odd(&self) -> bool {
        self.stray && !self.text.matches('"').count().is_multiple_of(2)
    }
}

/// Two cells with an odd quote each, of which the second ends in it: the two may have been one, and
/// the sign before it was lost.
fn is_unclear(pieces: &[Piece]) -> bool {
    let odd: Vec<&Piece> = pieces.iter().filter(|piece| piece.is_odd()).collect();
    odd.windows(2)
        .any(|pair| pair[1].text.trim_end().ends_with('"'))
}

fn split(line: &str, delimiter: char, paired: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = line;
    loop {
        let (piece, length) = match quoted(rest, delimiter) {
            Some(read) => read,
            None => plain(rest, delimiter, paired),
        };
        pieces.push(piece);
        match rest.get(length + delimiter.len_utf8()..) {
            Some(behind) if length < rest.len() => rest = behind,
            _ => return pieces,
        }
    }
}

/// The cell between quotes with which a text begins, and its length with them.
fn quoted(text: &str, delimiter: char) -> Option<(Piece, usize)> {
    let inner = text.trim_start_matches(' ').strip_prefix('"')?;
    let start = text.len() - inner.len();
    let mut cell = String::new();
    let mut at = 0;
    loop {
        let end = inner[at..].find('"')?;
        cell.push_str(&inner[at..at + end]);
        at += end + 1;
        match inner[at..].strip_prefix('"') {
            Some(_) => {
                cell.push('"');
                at += 1;
            }
            None => break,
        }
    }
    let spaces = inner[at..].len() - inner[at..].trim_start_matches(' ').len();
    let behind = &inner[at + spaces..];
    let piece = Piece {
        text: cell,
        stray: false,
        quoted: true,
    };
    let closed = behind.is_empty() || behind.starts_with(delimiter);
    closed.then_some((piece, start + at + spaces))
}

/// The cell without quotes around it with which a text begins, and its length. `paired` keeps a
/// delimiter between two quotes in it.
fn plain(text: &str, delimiter: char, paired: bool) -> (Piece, usize) {
    let mut inside = false;
    let mut ends = text.char_indices().filter(|(at, sign)| {
        if *sign == '"' {
            inside = !inside && paired && text[at + 1..].contains('"');
        }
        *sign == delimiter && !inside
    });
    let length = ends.next().map_or(text.len(), |(at, _)| at);
    let cell = &text[..length];
    let quotes = cell.matches('"').count();
    let opens = cell.trim_start_matches(' ').starts_with('"');
    let piece = Piece {
        text: cell.to_owned(),
        stray: quotes > 0 && (opens || !quotes.is_multiple_of(2)),
        quoted: false,
    };
    (piece, length)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_line_is_read_as_it_stands_where_its_width_agrees() {
        for (line, cells, strays) in [
            (r#"1,5" pipa,x"#, ["1", r#"5" pipa"#, "x"], vec![1]),
            (r#"1,"A" Street,x"#, ["1", r#""A" Street"#, "x"], vec![1]),
            (
                r#"1,"A" Street,"x, y""#,
                ["1", r#""A" Street"#, "x, y"],
                vec![1],
            ),
            (
                r#"1,"A, B" Street,x"#,
                ["1", r#""A, B" Street"#, "x"],
                vec![1],
            ),
            (
                r#"1,5" pipa,3" besi"#,
                ["1", r#"5" pipa"#, r#"3" besi"#],
                vec![1, 2],
            ),
            (
                r#"1,"say ""so""",5" x"#,
                ["1", r#"say "so""#, r#"5" x"#],
                vec![2],
            ),
            (
                r#"1,Jl. "Mawar" 3,5" x"#,
                ["1", r#"Jl. "Mawar" 3"#, r#"5" x"#],
                vec![2],
            ),
        ] {
            let row = as_it_stands(line, ',', 3).unwrap();
            let read: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
            assert_eq!((&read[..], &row.strays), (&cells[..], &strays), "{line}");
            assert!(!row.unclear, "{line}");
        }
        let several = as_it_stands("1,\"dua\nbaris\",5\" x", ',', 3).unwrap();
        assert_eq!(several.cells[1].text, "dua\nbaris");
        for line in [
            "1,5\" pipa",
            "1,5\" pipa,x,y",
            "1,\"A\" Street,\"dua\nbaris",
            "1,\"A\"1,2,3,4\"B,x",
            "1,\"dua\na,b,c,d\",5\" x",
        ] {
            assert!(as_it_stands(line, ',', 3).is_none(), "{line}");
        }
        assert!(as_it_stands("DAFTAR \"PEMOHON", ',', 1).is_none());
        // `Baru,"Rina, S.Kom.",x` that lost its first comma.
        let lost = as_it_stands(r#"Baru"Rina, S.Kom.",x"#, ',', 3).unwrap();
        assert!(lost.unclear);
    }
}
