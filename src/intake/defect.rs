//! Why a row of a table cannot be taken in, and what was likely meant.

use serde::{Deserialize, Serialize};

use crate::domain::finding::Arg;
use crate::domain::keyed::keyed;
use crate::text::{Words, finding};

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

keyed! {
    /// Why a row is no certificate that could be taken in.
    pub enum HeldDefect {
        /// A beginning or an end is missing: none is made up.
        SpanMissing = "span-missing",
        DatesUnread = "dates-unread",
        SerialUnread = "serial-unread",
        /// A NIP or NIK is written that is none.
        NumberUnread = "number-unread",
        /// The status is that of no certificate that was issued, or stands still.
        NotIssued = "not-issued",
        /// It was revoked, and no day is told.
        RevocationUndated = "revocation-undated",
        /// Called expired, and its end has not come.
        NotExpired = "not-expired",
    }
}

/// Which rule keeps a row out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// Of a request, or of the holder of a certificate.
    Row(RowDefect),
    /// Of a certificate.
    Held(HeldDefect),
}

/// Why a row is left out, with the values that this rests on, as a finding has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub why: Why,
    pub args: Vec<Arg>,
}

impl Reason {
    /// The code in `--json`, and by which `text` finds the sentence.
    pub fn as_str(&self) -> &'static str {
        match self.why {
            Why::Row(defect) => defect.as_str(),
            Why::Held(defect) => defect.as_str(),
        }
    }

    /// The sentence, with what was written and what was likely meant.
    pub fn said(&self, words: &Words) -> String {
        finding::with_values(words, words.of("row-defect", self.as_str()), &self.args)
    }

    /// The same with one more value.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Reason {
        self.args.push((name.into(), value.to_string()));
        self
    }

    /// Whether a person who reads the row can mend it by naming the kind.
    pub fn is_of_kind(&self) -> bool {
        matches!(
            self.why,
            Why::Row(RowDefect::UnknownKind | RowDefect::KindDoubtful)
        )
    }
}

impl From<RowDefect> for Reason {
    fn from(defect: RowDefect) -> Reason {
        let why = Why::Row(defect);
        Reason { why, args: vec![] }
    }
}

impl From<HeldDefect> for Reason {
    fn from(defect: HeldDefect) -> Reason {
        let why = Why::Held(defect);
        Reason { why, args: vec![] }
    }
}

/// Every reason in words.
pub fn all_said(reasons: &[Reason], words: &Words) -> String {
    let said: Vec<String> = reasons.iter().map(|reason| reason.said(words)).collect();
    said.join("; ")
}
