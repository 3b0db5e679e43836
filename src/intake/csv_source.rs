//! CSV as offices send it: any of `, ; tab |`, several encodings, quoted line breaks; streaming,
//! with bounded cells.

mod line;

use encoding_rs::Encoding;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use self::line::{Line, as_it_stands};
use super::decode::{Decoded, encoding_name, sniff};
use super::file_kind::other_kind;
use super::source::{Cell, IntakeError, MOST_CELL, MOST_COLUMNS, MOST_ROW, RawRow, Rows, Source};

/// Delimiters looked for, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Bytes looked at to tell the delimiter.
const SAMPLE: u64 = 128 * 1024;
/// Rows looked at to tell the delimiter.
const SAMPLE_ROWS: usize = 200;

/// A CSV file whose encoding and delimiter are known.
#[derive(Clone, Debug)]
pub struct CsvFile {
    path: PathBuf,
    size: u64,
    encoding: &'static Encoding,
    delimiter: u8,
    /// The file opens with Excel's `sep=;`, which no spreadsheet counts as a row.
    declared: bool,
}

impl CsvFile {
    /// Looks at a file: all of it for the encoding, the first rows for the delimiter.
    ///
    /// # Errors
    /// [`IntakeError::Read`] where it cannot be read; [`IntakeError::NotATable`] where its bytes
    /// say that it is no text.
    pub fn open(path: &Path) -> Result<CsvFile, IntakeError> {
        let fail = |cause| IntakeError::Read {
            path: path.to_owned(),
            cause,
        };
        let file = File::open(path).map_err(fail)?;
        let size = file.metadata().map_err(fail)?.len();
        let mut sample = Vec::new();
        let head = File::open(path).map_err(fail)?;
        head.take(SAMPLE).read_to_end(&mut sample).map_err(fail)?;
        if let Some(kind) = other_kind(&sample) {
            return Err(IntakeError::NotATable { kind });
        }
        let encoding = sniff(file).map_err(fail)?;
        let (delimiter, declared) = find_delimiter(&sample, encoding, size > SAMPLE);
        Ok(CsvFile {
            path: path.to_owned(),
            size,
            encoding,
            delimiter,
            declared,
        })
    }
}

impl Source for CsvFile {
    fn rows(&self) -> Result<Rows<'_>, IntakeError> {
        let fail = |cause| IntakeError::Read {
            path: self.path.clone(),
            cause,
        };
        let fault = move |fault| match fault {
            RowsFault::Read(cause) => fail(cause),
            RowsFault::Quote(row) => IntakeError::Quote { row },
        };
        let file = File::open(&self.path).map_err(fail)?;
        let mut rows = CsvRows::new(file, self.encoding, self.delimiter);
        if self.declared {
            rows.skip_declaration().map_err(fail)?;
        }
        Ok(Box::new(rows.map(move |row| row.map_err(fault))))
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn describe(&self) -> String {
        let shown = match self.delimiter {
            b'\t' => "tab".to_owned(),
            other => char::from(other).to_string(),
        };
        format!("CSV \"{shown}\" {}", encoding_name(self.encoding))
    }

    fn delimiter(&self) -> u8 {
        self.delimiter
    }
}

/// Why rows end before the end.
#[derive(Debug)]
pub enum RowsFault {
    /// What reading returns.
    Read(io::Error),
    /// A quote in this row has no partner: what follows cannot be told apart.
    Quote(u32),
}

impl From<io::Error> for RowsFault {
    fn from(cause: io::Error) -> RowsFault {
        RowsFault::Read(cause)
    }
}

/// Where in a cell the reader stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Before its first sign.
    Begin,
    /// In a cell without quotes around it.
    Plain,
    /// Between the quotes.
    Quoted,
    /// Behind a quote that closes the cell, or is the first of two that stand for one.
    Closing,
}

/// The rows of a reader, in constant memory.
///
/// A quote that has no partner would swallow the rows behind it, so it ends the reading: one that
/// is never closed, and a quoted cell that holds a whole line of the table. One that stands within
/// a cell (`5" pipa`, `"A" Street`) is part of what was written: its line is read as it stands where
/// that gives it as many cells as the table has, and ends the reading otherwise.
pub struct CsvRows<R> {
    text: Decoded<R>,
    delimiter: u8,
    /// Rows begun.
    row: u32,
    /// Cells of the widest row so far.
    width: usize,
    /// How many rows have so many cells.
    widths: BTreeMap<usize, u32>,
    failed: bool,
}

impl<R: Read> CsvRows<R> {
    /// Reads with this encoding and delimiter.
    pub fn new(inner: R, encoding: &'static Encoding, delimiter: u8) -> CsvRows<R> {
        CsvRows {
            text: Decoded::new(inner, encoding),
            delimiter,
            row: 0,
            width: 0,
            widths: BTreeMap::new(),
            failed: false,
        }
    }

    /// Drops the first line, `sep=…`.
    fn skip_declaration(&mut self) -> io::Result<()> {
        loop {
            let piece = self.text.available()?;
            let end = piece.iter().position(|&byte| byte == b'\n');
            let length = piece.len();
            self.text.consume(end.map_or(length, |at| at + 1));
            if end.is_some() || length == 0 {
                return Ok(());
            }
        }
    }

    fn read_row(&mut self) -> Result<Option<RawRow>, RowsFault> {
        let mut building = Building::default();
        self.row = self.row.saturating_add(1);
        let mut at = At::Begin;
        loop {
            let piece = self.text.available()?;
            if piece.is_empty() {
                let open = at == At::Quoted;
                return if open {
                    Err(RowsFault::Quote(self.row))
                } else {
                    Ok(None)
                };
            }
            let (mut used, mut begun) = (0, 0);
            while used < piece.len() {
                let (next, taken) = building.step(at, &piece[used..], self.delimiter);
                used += taken;
                match next {
                    Step::Go(next) => at = next,
                    Step::Fault => {
                        building.line.push(&piece[begun..used]);
                        self.text.consume(used);
                        return self.stray(building.line).map(Some);
                    }
                    Step::Cell => {
                        at = At::Begin;
                        building.end_cell();
                    }
                    // The spreadsheet counts blank lines.
                    Step::Row if building.is_empty() => {
                        self.row = self.row.saturating_add(1);
                        at = At::Begin;
                        building.line = Line::default();
                        begun = used;
                    }
                    Step::Row => {
                        building.end_cell();
                        self.text.consume(used);
                        return self.end_row(building).map(Some);
                    }
                }
            }
            building.line.push(&piece[begun..used]);
            self.text.consume(used);
        }
    }

    /// Reads a line with a stray quote as it stands.
    fn stray(&mut self, mut line: Line) -> Result<RawRow, RowsFault> {
        while !line.is_ended() {
            let piece = self.text.available()?;
            if piece.is_empty() {
                break;
            }
            let end = piece.iter().position(|&byte| byte == b'\n');
            let taken = end.map_or(piece.len(), |at| at + 1);
            line.push(&piece[..taken]);
            self.text.consume(taken);
        }
        let commonest = self.widths.iter().max_by_key(|(_, rows)| **rows);
        let width = commonest.map_or(0, |(width, _)| *width);
        let text = line.text().ok_or(RowsFault::Quote(self.row))?;
        let read = as_it_stands(text, char::from(self.delimiter), width);
        let mut row = read.ok_or(RowsFault::Quote(self.row))?;
        row.row = self.row;
        row.done = self.text.bytes_read();
        Ok(row)
    }

    fn end_row(&mut self, building: Building) -> Result<RawRow, RowsFault> {
        let lines = self.width.saturating_sub(1).max(LEAST_SWALLOWED);
        if building.swallowed >= lines {
            return Err(RowsFault::Quote(self.row));
        }
        self.width = self.width.max(building.cells.len());
        *self.widths.entry(building.cells.len()).or_default() += 1;
        Ok(RawRow {
            row: self.row,
            cells: building.cells,
            oversized: building.oversized,
            done: self.text.bytes_read(),
            ..RawRow::default()
        })
    }
}

/// Delimiters on one line inside a quoted cell from which it can be a line of the table.
const LEAST_SWALLOWED: usize = 3;

impl<R: Read> Iterator for CsvRows<R> {
    type Item = Result<RawRow, RowsFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let row = self.read_row();
        self.failed = row.is_err();
        row.transpose()
    }
}

/// What some bytes of a row came to.
enum Step {
    Go(At),
    Cell,
    Row,
    Fault,
}

/// A row being put together, within the limits.
#[derive(Default)]
struct Building {
    cells: Vec<Cell>,
    cell: Vec<u8>,
    bytes: usize,
    /// What was read of it so far, as it stands.
    line: Line,
    /// Quotes inside a cell that has none around it.
    quotes: usize,
    /// Delimiters on the line at hand inside a quoted cell, behind its first.
    delimiters: Option<usize>,
    /// Most delimiters on one line inside a quoted cell, behind its first.
    swallowed: usize,
    oversized: bool,
}

impl Building {
    /// Takes the next bytes: the step that follows, and how many were taken.
    fn step(&mut self, at: At, bytes: &[u8], delimiter: u8) -> (Step, usize) {
        let first = bytes[0];
        match at {
            At::Quoted => {
                let end = bytes.iter().position(|&byte| byte == b'"');
                let taken = end.unwrap_or(bytes.len());
                self.push(&bytes[..taken]);
                self.count_lines(&bytes[..taken], delimiter);
                match end {
                    Some(_) => (Step::Go(At::Closing), taken + 1),
                    None => (Step::Go(At::Quoted), taken),
                }
            }
            At::Closing if first == b'"' => {
                self.push(b"\"");
                (Step::Go(At::Quoted), 1)
            }
            At::Closing if first == b' ' => (Step::Go(At::Closing), 1),
            At::Begin if first == b' ' => {
                self.push(b" ");
                (Step::Go(At::Begin), 1)
            }
            At::Begin if first == b'"' => {
                self.bytes -= self.cell.len();
                self.cell.clear();
                self.delimiters = None;
                (Step::Go(At::Quoted), 1)
            }
            _ if first == delimiter || first == b'\n' => {
                let odd = self.quotes % 2 == 1;
                self.quotes = 0;
                let step = match first == delimiter {
                    _ if odd => Step::Fault,
                    true => Step::Cell,
                    false => Step::Row,
                };
                (step, 1)
            }
            At::Closing => (Step::Fault, 1),
            At::Begin | At::Plain => {
                let stops = |byte: &u8| *byte == delimiter || *byte == b'\n';
                let taken = bytes.iter().position(stops).unwrap_or(bytes.len());
                let plain = &bytes[..taken];
                self.quotes += plain.iter().filter(|&&byte| byte == b'"').count();
                self.push(plain);
                (Step::Go(At::Plain), taken)
            }
        }
    }

    /// True where nothing but the end of a line was read.
    fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.cell.is_empty()
    }

    /// Counts the delimiters of each line inside a quoted cell.
    fn count_lines(&mut self, bytes: &[u8], delimiter: u8) {
        for &byte in bytes {
            if byte == b'\n' {
                self.delimiters = Some(0);
            } else if let Some(count) = &mut self.delimiters
                && byte == delimiter
            {
                *count += 1;
                self.swallowed = self.swallowed.max(*count);
            }
        }
    }

    fn push(&mut self, piece: &[u8]) {
        let room = (MOST_CELL - self.cell.len()).min(MOST_ROW - self.bytes);
        let kept = &piece[..piece.len().min(room)];
        self.oversized |= kept.len() < piece.len();
        self.bytes += kept.len();
        self.cell.extend_from_slice(kept);
    }

    fn end_cell(&mut self) {
        let bytes = std::mem::take(&mut self.cell);
        if self.cells.len() == MOST_COLUMNS {
            // Delimiters alone at the end of a row are no loss.
            self.oversized |= !bytes.is_empty();
            return;
        }
        // The text was valid; only a cut at a limit can split a character.
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        self.cells.push(Cell::text(text));
    }
}

/// The delimiter by which most sampled rows have the same number of cells, and more than one.
fn find_delimiter(sample: &[u8], encoding: &'static Encoding, cut: bool) -> (u8, bool) {
    if let Some(declared) = declaration(sample, encoding) {
        return (declared, true);
    }
    let mut best = (0, DELIMITERS[0]);
    for delimiter in DELIMITERS {
        let score = regularity(sample, encoding, delimiter, cut);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    (best.1, false)
}

/// Excel's first line `sep=;`.
fn declaration(sample: &[u8], encoding: &'static Encoding) -> Option<u8> {
    let (text, _) = encoding.decode_with_bom_removal(&sample[..sample.len().min(64)]);
    let line = text.lines().next()?.trim_matches('"').to_lowercase();
    let rest = line.strip_prefix("sep=")?;
    let first = *rest.as_bytes().first()?;
    DELIMITERS.contains(&first).then_some(first)
}

/// Rows that agree on their width, weighed by the width; 0 where the delimiter splits nothing.
fn regularity(sample: &[u8], encoding: &'static Encoding, delimiter: u8, cut: bool) -> usize {
    let mut widths: Vec<usize> = CsvRows::new(sample, encoding, delimiter)
        .map_while(Result::ok)
        .take(SAMPLE_ROWS)
        .map(|row| row.cells.len())
        .collect();
    if cut && widths.len() < SAMPLE_ROWS {
        widths.pop();
    }
    let count = |width: usize| widths.iter().filter(|&&other| other == width).count();
    let agreeing = widths.iter().map(|&width| (count(width), width)).max();
    let Some((rows, width)) = agreeing.filter(|&(_, width)| width > 1) else {
        // One cell a row is the commonest: still a delimiter, if a second width dominates the rest.
        let wide = widths.iter().filter(|&&width| width > 1);
        return wide
            .map(|&width| (width - 1) * count(width))
            .max()
            .unwrap_or(0)
            / 2;
    };
    // Twice the agreement counts four times: commas inside names agree now and then.
    rows * rows * (width - 1).min(30)
}

#[cfg(test)]
mod tests;
