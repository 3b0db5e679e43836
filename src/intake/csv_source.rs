//! CSV as offices send it: any of `, ; tab |`, several encodings, quoted line breaks; streaming,
//! with bounded cells.

use encoding_rs::Encoding;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::decode::{Decoded, encoding_name, sniff};
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
    /// [`IntakeError::Read`] where it cannot be read.
    pub fn open(path: &Path) -> Result<CsvFile, IntakeError> {
        let fail = |cause| IntakeError::Read {
            path: path.to_owned(),
            cause,
        };
        let file = File::open(path).map_err(fail)?;
        let size = file.metadata().map_err(fail)?.len();
        let encoding = sniff(file).map_err(fail)?;
        let mut sample = Vec::new();
        let head = File::open(path).map_err(fail)?;
        head.take(SAMPLE).read_to_end(&mut sample).map_err(fail)?;
        let (delimiter, declared) = find_delimiter(&sample, encoding, size > SAMPLE);
        Ok(CsvFile {
            path: path.to_owned(),
            size,
            encoding,
            delimiter,
            declared,
        })
    }

    /// The delimiter found.
    pub fn delimiter(&self) -> char {
        char::from(self.delimiter)
    }
}

impl Source for CsvFile {
    fn rows(&self) -> Result<Rows<'_>, IntakeError> {
        let fail = |cause| IntakeError::Read {
            path: self.path.clone(),
            cause,
        };
        let file = File::open(&self.path).map_err(fail)?;
        let mut rows = CsvRows::new(file, self.encoding, self.delimiter);
        if self.declared {
            rows.skip_declaration().map_err(fail)?;
        }
        Ok(Box::new(rows.map(move |row| row.map_err(fail))))
    }

    fn size(&self) -> u64 {
        self.size
    }

    fn describe(&self) -> String {
        let shown = match self.delimiter {
            b'\t' => "tab".to_owned(),
            other => char::from(other).to_string(),
        };
        format!("CSV {shown} {}", encoding_name(self.encoding))
    }
}

/// The rows of a reader, in constant memory.
pub struct CsvRows<R> {
    text: Decoded<R>,
    core: csv_core::Reader,
    scratch: Vec<u8>,
    row: u64,
    failed: bool,
}

impl<R: Read> CsvRows<R> {
    /// Reads with this encoding and delimiter.
    pub fn new(inner: R, encoding: &'static Encoding, delimiter: u8) -> CsvRows<R> {
        let core = csv_core::ReaderBuilder::new()
            .delimiter(delimiter)
            .terminator(csv_core::Terminator::Any(b'\n'))
            .build();
        CsvRows {
            text: Decoded::new(inner, encoding),
            core,
            scratch: vec![0; 8 * 1024],
            row: 0,
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

    fn read_row(&mut self) -> io::Result<Option<RawRow>> {
        let line_before = self.core.line();
        let mut building = Building::default();
        loop {
            let piece = self.text.available()?;
            let (result, read, written) = self.core.read_field(piece, &mut self.scratch);
            self.text.consume(read);
            building.push(&self.scratch[..written]);
            match result {
                csv_core::ReadFieldResult::InputEmpty | csv_core::ReadFieldResult::OutputFull => {}
                csv_core::ReadFieldResult::Field { record_end } => {
                    building.end_cell();
                    if record_end {
                        break;
                    }
                }
                csv_core::ReadFieldResult::End => return Ok(None),
            }
        }
        // The reader skips blank lines in silence; the spreadsheet counts them.
        let lines = self.core.line() - line_before;
        let blank = lines.saturating_sub(building.newlines + 1);
        self.row += blank + 1;
        Ok(Some(RawRow {
            row: u32::try_from(self.row).unwrap_or(u32::MAX),
            cells: building.cells,
            oversized: building.oversized,
            done: self.text.bytes_read(),
        }))
    }
}

impl<R: Read> Iterator for CsvRows<R> {
    type Item = io::Result<RawRow>;

    fn next(&mut self) -> Option<io::Result<RawRow>> {
        if self.failed {
            return None;
        }
        let row = self.read_row();
        self.failed = row.is_err();
        row.transpose()
    }
}

/// A row being put together, within the limits.
#[derive(Default)]
struct Building {
    cells: Vec<Cell>,
    cell: Vec<u8>,
    bytes: usize,
    newlines: u64,
    oversized: bool,
}

impl Building {
    fn push(&mut self, piece: &[u8]) {
        self.newlines += piece.iter().filter(|&&byte| byte == b'\n').count() as u64;
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
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use encoding_rs::{UTF_8, WINDOWS_1252};
    use proptest::prelude::*;

    fn rows_of(bytes: &[u8], delimiter: u8) -> Vec<(u32, Vec<String>)> {
        CsvRows::new(bytes, UTF_8, delimiter)
            .map(|row| {
                let row = row.unwrap();
                let cells = row.cells.into_iter().map(|cell| cell.text).collect();
                (row.row, cells)
            })
            .collect()
    }

    #[test]
    fn rows_are_counted_as_the_spreadsheet_does() {
        let text = b"title\r\n\r\n\r\na,b\r\n1,\"x\r\ny\r\n\r\nz\"\r\n\r\n2,w";
        let rows = rows_of(text, b',');
        let numbers: Vec<u32> = rows.iter().map(|(row, _)| *row).collect();
        assert_eq!(numbers, [1, 4, 5, 7]);
        assert_eq!(rows[2].1[1], "x\ny\n\nz");
        let opens_blank = rows_of(b"\n\na,b\n", b',');
        assert_eq!(opens_blank[0].0, 3);
    }

    #[test]
    fn delimiters_are_found() {
        for (text, expected) in [
            ("a,b,c\n1,2,3\n", b','),
            (
                "NO;NAMA;GELAR\n1;Siti, S.T., M.M.;x\n2;Budi, S.E.;y\n",
                b';',
            ),
            ("a\tb\n1\t2\n", b'\t'),
            ("a|b\n1|2\n", b'|'),
            ("DAFTAR, PEMOHON\n\nNO;NAMA\n1;Siti\n2;Budi\n", b';'),
            ("sep=|\na,b|c\n", b'|'),
            ("satu\ndua\n", b','),
            ("", b','),
        ] {
            assert_eq!(
                find_delimiter(text.as_bytes(), UTF_8, false).0,
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_declaration_is_no_row() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "sep=;\r\nNIK;NAMA\r\n1;2\r\n").unwrap();
        let file = CsvFile::open(&path).unwrap();
        let first = file.rows().unwrap().next().unwrap().unwrap();
        assert_eq!((first.row, first.cells.len()), (1, 2));
        assert_eq!(file.describe(), "CSV ; UTF-8");
    }

    #[test]
    fn huge_cells_rows_and_widths_are_bounded() {
        let huge = format!("a,b\n1,\"{}\"\n2,x\n", "x".repeat(3 * MOST_CELL));
        let rows: Vec<RawRow> = CsvRows::new(huge.as_bytes(), UTF_8, b',')
            .map(Result::unwrap)
            .collect();
        assert_eq!(rows[1].cells[1].text.len(), MOST_CELL);
        assert!(rows[1].oversized && !rows[2].oversized);
        assert_eq!(rows[2].row, 3);

        let wide = format!("{}\n1\n", "x,".repeat(100_000));
        let rows: Vec<RawRow> = CsvRows::new(wide.as_bytes(), UTF_8, b',')
            .map(Result::unwrap)
            .collect();
        assert_eq!(rows[0].cells.len(), MOST_COLUMNS);
        assert!(rows[0].oversized && !rows[1].oversized);

        let long = format!("{}\n", format!("{},", "y".repeat(MOST_CELL)).repeat(20));
        let row = CsvRows::new(long.as_bytes(), UTF_8, b',')
            .next()
            .unwrap()
            .unwrap();
        assert!(row.oversized);
        assert!(row.cells.iter().map(|cell| cell.text.len()).sum::<usize>() <= MOST_ROW);
    }

    #[test]
    fn an_unclosed_quote_ends_with_the_file() {
        let rows = rows_of(b"a,b\n1,\"never closed\n2,x\n", b',');
        assert_eq!(rows.len(), 2);
    }

    /// Writes cells with a delimiter, quoting all of them.
    fn written(table: &[Vec<String>], delimiter: char, line_end: &str) -> String {
        let mut text = String::new();
        for row in table {
            let cells: Vec<String> = row
                .iter()
                .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
                .collect();
            text.push_str(&cells.join(&delimiter.to_string()));
            text.push_str(line_end);
        }
        text
    }

    proptest! {
        #[test]
        fn delimiter_encoding_and_line_ends_do_not_matter(
            table in proptest::collection::vec(
                proptest::collection::vec("[ -~éüñ’\n]{0,12}", 3), 1..8)
        ) {
            let expected: Vec<Vec<String>> = table.clone();
            for delimiter in [',', ';', '\t', '|'] {
                for line_end in ["\n", "\r\n", "\r"] {
                    let text = written(&table, delimiter, line_end);
                    let (old, _, lossy) = WINDOWS_1252.encode(&text);
                    prop_assert!(!lossy);
                    let with_mark = [b"\xef\xbb\xbf", text.as_bytes()].concat();
                    for (bytes, encoding) in [
                        (text.as_bytes(), UTF_8), (&with_mark, UTF_8), (&old, WINDOWS_1252),
                    ] {
                        let rows: Vec<Vec<String>> =
                            CsvRows::new(bytes, encoding, delimiter as u8)
                                .map(|row| {
                                    row.unwrap().cells.into_iter().map(|c| c.text).collect()
                                })
                                .collect();
                        prop_assert_eq!(&rows, &expected);
                    }
                }
            }
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let encoding = sniff(&bytes[..]).unwrap();
            let (delimiter, _) = find_delimiter(&bytes, encoding, false);
            let mut last = 0;
            for row in CsvRows::new(&bytes[..], encoding, delimiter) {
                let row = row.unwrap();
                prop_assert!(row.row > last);
                last = row.row;
            }
        }
    }
}
