//! Why a row of a table cannot be taken in.

use crate::domain::keyed::keyed;

keyed! {
    /// Why a row cannot be a request [R3.15]. The key stands in `--json` and in the file of rejected
    /// rows.
    pub enum RowDefect {
        /// No name.
        NoName = "no-name",
        /// No kind, or words that no rule knows.
        UnknownKind = "unknown-kind",
        /// Words of two kinds, of a kind that is taken back, or of the occasion of a revocation.
        KindDoubtful = "kind-doubtful",
        /// Its cells speak against the columns they stand in, or it is a part of a row.
        ColumnsShifted = "columns-shifted",
        /// A spreadsheet lost digits of the NIK.
        NikDigitsLost = "nik-digits-lost",
        /// A spreadsheet lost digits of the NIP.
        NipDigitsLost = "nip-digits-lost",
        /// The moment of receipt is written but cannot be read, or says that there is none.
        ReceivedUnread = "received-unread",
        /// The date of the letter cannot be read: which letter it is depends on it.
        LetterDateUnread = "letter-date-unread",
        /// A cell or the row is longer than anything a person writes.
        TooLong = "too-long",
    }
}

impl RowDefect {
    /// Whether a person who reads the row can mend it by naming the kind.
    pub fn is_of_kind(self) -> bool {
        matches!(self, RowDefect::UnknownKind | RowDefect::KindDoubtful)
    }
}
