//! Why a row of a table cannot be taken in.

use serde::{Deserialize, Serialize};

/// Why a row cannot be a request [R3.15].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowDefect {
    /// No name.
    NoName,
    /// No kind, or words that no rule knows.
    UnknownKind,
    /// Words of two kinds, of a kind that is taken back, or of the occasion of a revocation.
    KindDoubtful,
    /// Its cells speak against the columns they stand in, or it is a part of a row.
    ColumnsShifted,
    /// A spreadsheet lost digits of the NIK.
    NikDigitsLost,
    /// A spreadsheet lost digits of the NIP.
    NipDigitsLost,
    /// The moment of receipt is written but cannot be read, or says that there is none.
    ReceivedUnread,
    /// The date of the letter cannot be read: which letter it is depends on it.
    LetterDateUnread,
    /// A cell or the row is longer than anything a person writes.
    TooLong,
}

impl RowDefect {
    /// Whether a person who reads the row can mend it by naming the kind.
    pub fn is_of_kind(self) -> bool {
        matches!(self, RowDefect::UnknownKind | RowDefect::KindDoubtful)
    }

    /// The code in `--json` and in the file of rejected rows.
    pub fn as_str(self) -> &'static str {
        match self {
            RowDefect::NoName => "no-name",
            RowDefect::UnknownKind => "unknown-kind",
            RowDefect::KindDoubtful => "kind-doubtful",
            RowDefect::ColumnsShifted => "columns-shifted",
            RowDefect::NikDigitsLost => "nik-digits-lost",
            RowDefect::NipDigitsLost => "nip-digits-lost",
            RowDefect::ReceivedUnread => "received-unread",
            RowDefect::LetterDateUnread => "letter-date-unread",
            RowDefect::TooLong => "too-long",
        }
    }
}
