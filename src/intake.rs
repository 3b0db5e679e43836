//! What comes in: tables of forms and personnel become domain values, with what was mended told
//! and what cannot be read refused row by row.
//!
//! ```text
//! source     a table as rows of cells (csv_source reads CSV; other kinds implement the trait)
//! file_kind  files that are no text, named by their bytes
//! head       header row, of one line or two
//! plan       mapping, orders of dates, broken rows, questions: one pass over the whole table
//! shape      rows whose cells speak against their columns
//! reader     one row -> one name on a letter, or why not
//! letters    rows of one letter -> one letter with its names
//! inventory  rows of a list of certificates
//! notice     pasted mails and tables of BSrE's portal -> what each means
//! rejected   the file of rejected rows; guard: cells that a spreadsheet would run
//! ```
//! Nothing here knows the desk: whether a row is new, known or repeated is decided where the
//! records are.

mod content;
pub mod csv_source;
mod decode;
mod defect;
pub mod fields;
mod file_kind;
pub mod guard;
mod head;
mod header;
pub mod inventory;
pub mod kinds;
pub mod letters;
pub mod mapping;
pub mod notice;
mod order;
pub mod plan;
pub mod reader;
pub mod rejected;
mod shape;
pub mod source;
pub mod transfers;
pub mod values;

pub use crate::domain::written::DateOrder;
pub use csv_source::CsvFile;
pub use defect::{HeldDefect, Reason, RowDefect, all_said};
pub use fields::Field;
pub use file_kind::FileKind;
pub use letters::{LetterGroups, Together, group_by_letter};
pub use mapping::{Mapping, MappingFile};
pub use plan::{Hints, Plan, Purpose, Question, UnreadKind};
pub use reader::{FormRow, FormRows, Outcome, ReadRow, Rejected};
pub use rejected::RejectedFile;
pub use source::{Cell, Content, IntakeError, RawRow, Rows, Source, fault};

#[cfg(test)]
mod tests;
