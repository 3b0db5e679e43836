//! The file of rejected rows beside the source: to correct and import again.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::defect::all_said;
use super::guard::escaped;
use super::header::OWN_PREFIX;
use super::reader::Rejected;
use crate::text::Words;

/// Names tried before giving up: `form.rejected.csv`, `form.rejected-2.csv`, …
const MOST_NAMES: u32 = 1_000;

/// Writes rejected rows as they come; nothing is created before the first.
pub struct RejectedFile {
    source: PathBuf,
    suffix: String,
    headers: Vec<String>,
    delimiter: u8,
    reason_header: String,
    open: Option<(PathBuf, csv::Writer<BufWriter<File>>)>,
}

impl RejectedFile {
    /// Prepares a file beside `source`, named with `suffix` (`rejected`, `ditolak`); the columns
    /// and the delimiter are the source's, with one column more, `reason_header`.
    pub fn beside(
        source: &Path,
        suffix: &str,
        headers: &[String],
        delimiter: u8,
        reason_header: &str,
    ) -> RejectedFile {
        RejectedFile {
            source: source.to_owned(),
            suffix: suffix.to_owned(),
            headers: headers.to_vec(),
            delimiter,
            // Marked as ours, so that a second import does not take it for a remark.
            reason_header: format!("{OWN_PREFIX} {reason_header}"),
            open: None,
        }
    }

    /// Writes one row with its reasons.
    ///
    /// # Errors
    /// What the file system says; the folder may not be ours to write.
    pub fn write(&mut self, rejected: &Rejected, words: &Words) -> io::Result<()> {
        self.write_row(&rejected.cells, &all_said(&rejected.reasons, words))
    }

    /// Writes one row with the sentence that says why.
    ///
    /// # Errors
    /// What the file system says; the folder may not be ours to write.
    pub fn write_row(&mut self, cells: &[String], why: &str) -> io::Result<()> {
        let width = self.headers.len().max(cells.len());
        if self.open.is_none() {
            let (path, file) = create_beside(&self.source, &self.suffix)?;
            let mut writer = csv::WriterBuilder::new()
                .flexible(true)
                .delimiter(self.delimiter)
                .from_writer(BufWriter::new(file));
            let headers = padded(&self.headers, width).map(escaped);
            writer.write_record(headers.chain([self.reason_header.clone()]))?;
            self.open = Some((path, writer));
        }
        let Some((_, writer)) = &mut self.open else {
            return Ok(());
        };
        let cells = padded(cells, width).map(escaped);
        writer.write_record(cells.chain([escaped(why)]))?;
        Ok(())
    }

    /// Writes what is buffered; the path, where a row was written.
    ///
    /// # Errors
    /// What the file system says.
    pub fn finish(self) -> io::Result<Option<PathBuf>> {
        let Some((path, writer)) = self.open else {
            return Ok(None);
        };
        let buffered = writer.into_inner().map_err(|error| error.into_error())?;
        let file = buffered
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(Some(path))
    }
}

fn padded(cells: &[String], width: usize) -> impl Iterator<Item = &str> {
    let filler = std::iter::repeat_n("", width.saturating_sub(cells.len()));
    cells.iter().map(String::as_str).chain(filler)
}

/// A new file beside another, readable by its owner only: it holds personal data.
fn create_beside(source: &Path, suffix: &str) -> io::Result<(PathBuf, File)> {
    let stem = source.file_stem().unwrap_or_default().to_string_lossy();
    let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
    for number in 1..=MOST_NAMES {
        let name = match number {
            1 => format!("{stem}.{suffix}.csv"),
            _ => format!("{stem}.{suffix}-{number}.csv"),
        };
        let path = source.with_file_name(name);
        let created = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path);
        match created {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Cells, headings and reasons: nothing in the file is run by a spreadsheet.
    #[test]
    fn every_cell_is_guarded_however_its_formula_hides() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("form.csv");
        let odd = [
            " =1+1",
            "\u{ff1d}1",
            "\u{200b}=1",
            "\u{feff}=1",
            "\u{a0}@x",
            "+62",
        ];
        let cells = odd.map(str::to_owned);
        let mut file = RejectedFile::beside(&source, "ditolak", &cells, b';', "Alasan");
        file.write_row(&cells, "=alasan").unwrap();
        let written = std::fs::read(file.finish().unwrap().unwrap()).unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .delimiter(b';')
            .from_reader(&written[..]);
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2);
        for row in &rows {
            for cell in row.iter().filter(|cell| *cell != "loket: Alasan") {
                assert!(cell.starts_with('\''), "{cell:?}");
            }
        }
    }
}
