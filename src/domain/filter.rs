//! The filter language: `nama:siti pd:dinkes status:aktif sisa:<30`, in Indonesian and English.

use super::refusal::Refusal;
use std::fmt;

/// What is wrong with a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilterFault {
    /// No key of the language.
    UnknownKey,
    /// No value of this key.
    UnknownValue,
    /// Not a number, or a range of them: `30`, `<30`, `>=7`, `7-30`.
    NotANumber,
    /// A NIK is searched by all 16 digits or the last four.
    NikDigits,
}

/// A filter that cannot be used, with the part that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError {
    pub fault: FilterFault,
    /// The offending part as typed.
    pub part: String,
    /// The key or value that is likely meant.
    pub near: Option<&'static str>,
}

impl FilterFault {
    /// The key used for the words on screen.
    pub fn as_str(self) -> &'static str {
        match self {
            FilterFault::UnknownKey => "filter-unknown-key",
            FilterFault::UnknownValue => "filter-unknown-value",
            FilterFault::NotANumber => "filter-not-a-number",
            FilterFault::NikDigits => "filter-nik-digits",
        }
    }
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.fault.as_str(), self.part)
    }
}

impl std::error::Error for FilterError {}

impl From<FilterError> for Refusal {
    fn from(error: FilterError) -> Refusal {
        Refusal::Invalid {
            field: "filter".to_owned(),
            given: error.part,
        }
    }
}
