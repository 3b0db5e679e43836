//! What every kind of table gives: rows of cells, counted as the spreadsheet counts them.

use chrono::NaiveDateTime;
use std::io::ErrorKind;
use std::path::PathBuf;

use super::fields::Field;
use super::file_kind::FileKind;
use crate::text::Words;

/// Longest cell that is kept, in bytes; spreadsheets stop at 32,767 characters.
pub const MOST_CELL: usize = 64 * 1024;
/// Longest row that is kept, in bytes.
pub const MOST_ROW: usize = 512 * 1024;
/// Most columns that are kept.
pub const MOST_COLUMNS: usize = 512;

/// What stood in a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Content {
    /// Text, or a file that knows nothing else.
    #[default]
    Text,
    /// A number; its text is without exponent where it is whole.
    Number,
    /// A number shown as a date or time.
    Moment(NaiveDateTime),
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// As text; control characters are kept, and shown only through `text::safe`.
    pub text: String,
    /// What the text was made from.
    pub content: Content,
}

impl Cell {
    /// A cell of text.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell {
            text: text.into(),
            content: Content::Text,
        }
    }

    /// True where nothing but space stands.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// One row of a table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawRow {
    /// As the spreadsheet counts: the first row is 1, blank ones count, a cell with line breaks
    /// is still in one row.
    pub row: u32,
    /// The cells from column A.
    pub cells: Vec<Cell>,
    /// Columns whose cell holds a quote without its partner, read as it stands.
    pub strays: Vec<usize>,
    /// Quotes make it doubtful where its cells end.
    pub unclear: bool,
    /// A limit was met ([`MOST_CELL`], [`MOST_ROW`], [`MOST_COLUMNS`]) and something dropped.
    pub oversized: bool,
    /// How much of [`Source::size`] has been read.
    pub done: u64,
}

impl RawRow {
    /// The cell of a column, if the row is that long.
    pub fn cell(&self, column: usize) -> Option<&Cell> {
        self.cells.get(column)
    }

    /// True where nothing stands in it.
    pub fn is_blank(&self) -> bool {
        !self.oversized && self.cells.iter().all(Cell::is_blank)
    }
}

/// Rows one after another; the first error ends them.
pub type Rows<'a> = Box<dyn Iterator<Item = Result<RawRow, IntakeError>> + 'a>;

/// A table that can be read more than once: to survey it, then to take it in.
pub trait Source {
    /// Starts reading from the first row.
    ///
    /// # Errors
    /// [`IntakeError::Read`] where it cannot be opened.
    fn rows(&self) -> Result<Rows<'_>, IntakeError>;

    /// What [`RawRow::done`] runs up to.
    fn size(&self) -> u64;

    /// How it was read, for the preview: `CSV ; windows-1252`.
    fn describe(&self) -> String;

    /// The sign between its cells; what is written beside it uses the same.
    fn delimiter(&self) -> u8;
}

/// Why a table cannot be taken in. Codes and arguments; the words are the reader's.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The file cannot be read.
    #[error("cannot read {}: {cause}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// It is no table in text.
    #[error("not a table in text: {}", kind.as_str())]
    NotATable {
        /// What its bytes say that it is.
        kind: FileKind,
    },
    /// A quote has no partner, so that rows cannot be told apart.
    #[error("row {row}: a quote has no partner")]
    Quote {
        /// The row in which it stands.
        row: u32,
    },
    /// A row is broken in two inside a number or an address.
    #[error("row {row}: broken in two")]
    Broken {
        /// The first of its two lines.
        row: u32,
    },
    /// Nothing stands in it.
    #[error("the table has no rows")]
    Empty,
    /// No column for a field that every row needs.
    #[error("no column was recognised as {}", field.as_str())]
    NoColumn {
        /// The field.
        field: Field,
    },
    /// A recap of the portal's users without the state of their accounts.
    #[error("no column of the account's state: {headers}")]
    NoAccount {
        /// The headers of which one must stand there, by the policy.
        headers: String,
    },
    /// The mapping names a column that the table does not have.
    #[error("the table has no column {header:?} for {}", field.as_str())]
    UnknownHeader {
        /// The field.
        field: Field,
        /// What the mapping calls it.
        header: String,
    },
    /// The mapping file does not read.
    #[error("mapping: {message}")]
    MappingSyntax {
        /// What is wrong, with line and key.
        message: String,
    },
    /// Questions are open: the day/month order of a column.
    #[error("the order of day and month is not clear in: {}", keys(fields))]
    Unanswered {
        /// The columns.
        fields: Vec<Field>,
    },
}

impl IntakeError {
    /// The code by which `text` finds the sentence.
    pub fn code(&self) -> &'static str {
        match self {
            IntakeError::Read { .. } => "intake-read",
            IntakeError::NotATable { .. } => "intake-not-a-table",
            IntakeError::Quote { .. } => "intake-quote",
            IntakeError::Broken { .. } => "intake-broken",
            IntakeError::Empty => "intake-empty",
            IntakeError::NoColumn { .. } => "intake-no-column",
            IntakeError::NoAccount { .. } => "intake-no-account",
            IntakeError::UnknownHeader { .. } => "intake-unknown-header",
            IntakeError::MappingSyntax { .. } => "intake-mapping-syntax",
            IntakeError::Unanswered { .. } => "intake-unanswered",
        }
    }
}

/// The sentence of what is wrong with a table, a mapping or their file.
pub fn fault(error: &IntakeError, words: &Words) -> String {
    match error {
        IntakeError::Read { path, cause } => {
            let key = match cause.kind() {
                ErrorKind::NotFound => "upload-not-found",
                ErrorKind::PermissionDenied => "upload-no-right",
                ErrorKind::IsADirectory => "upload-folder",
                _ => "import-unreadable",
            };
            words.with(key, &[("name", &path.display().to_string())])
        }
        IntakeError::NoColumn { field } => {
            let field = words.of("field", field.as_str());
            words.with("import-no-column", &[("field", &field)])
        }
        IntakeError::NoAccount { headers } => {
            words.with("recap-no-account", &[("headers", headers)])
        }
        IntakeError::UnknownHeader { field, header } => {
            let field = words.of("field", field.as_str());
            words.with(
                "import-unknown-header",
                &[("field", &field), ("header", header)],
            )
        }
        IntakeError::MappingSyntax { message } => {
            words.with("import-mapping-syntax", &[("cause", message)])
        }
        IntakeError::NotATable { kind } => words.of("import-not-a-table", kind.as_str()),
        IntakeError::Quote { row } => words.with("import-quote", &[("row", row)]),
        IntakeError::Broken { row } => words.with("import-broken", &[("row", row)]),
        IntakeError::Empty => words.get("import-empty-file"),
        IntakeError::Unanswered { .. } => words.get("import-unanswered"),
    }
}

fn keys(fields: &[Field]) -> String {
    let keys: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
    keys.join(", ")
}
