//! Numbers that name records: agenda numbers, request numbers, sheets, and the plain counters.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Agenda number of a letter: runs per year, never reused [R3.3]. Shown `0142/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Agenda {
    pub year: u16,
    pub number: u32,
}

/// One name on a letter: the letter's agenda number and the line. Shown `0142.03/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestNo {
    pub agenda: Agenda,
    pub line: u16,
}

/// A disposition sheet of a letter; 1 is the first, later ones are split off. Shown `0142-2/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SheetNo {
    pub agenda: Agenda,
    pub ordinal: u16,
}

macro_rules! counter {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotANumber;
            fn from_str(text: &str) -> Result<$name, NotANumber> {
                digits(text).map($name)
            }
        }

        impl Number for $name {
            fn push(self, key: &mut Vec<u8>) {
                self.0.push(key);
            }

            fn read(bytes: &[u8]) -> Option<$name> {
                u32::read(bytes).map($name)
            }
        }
    };
}
counter!(
    /// A person known to the desk.
    PersonId
);
counter!(
    /// A certificate in the inventory.
    CertificateId
);
counter!(
    /// An officer of the desk.
    OfficerId
);

/// SHA-256 of a file's bytes; the file's name in the document store. Shown in hex.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileHash(pub [u8; 32]);

/// A number as bytes that sort as the numbers do, and as people write it.
trait Number: Copy + fmt::Display + FromStr {
    fn push(self, key: &mut Vec<u8>);
    fn read(bytes: &[u8]) -> Option<Self>;
}

/// Declares the kinds of records once: the tag byte of their keys, their name for scripts and
/// words, and what numbers them. Tags are frozen; a new kind takes the next one.
macro_rules! records {
    ($($tag:literal $name:literal $kind:ident $(($number:ty))?;)+) => {
        /// Which record an event is about, and under which key it is stored.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        pub enum RecordId {
            $($kind $(($number))?,)+
        }

        impl RecordId {
            /// Key bytes that sort by kind and then by number.
            pub fn key(&self) -> Vec<u8> {
                let mut key = Vec::with_capacity(9);
                match *self {
                    $(records!(@named number $kind $($number)?) => {
                        key.push($tag);
                        $(<$number as Number>::push(number, &mut key);)?
                    })+
                }
                key
            }

            /// Reads what [`RecordId::key`] wrote; `None` for anything else.
            pub fn from_key(key: &[u8]) -> Option<RecordId> {
                let (&tag, rest) = key.split_first()?;
                match tag {
                    $($tag => records!(@read rest $kind $($number)?),)+
                    _ => None,
                }
            }

            /// The name of its kind, for scripts and the names of words.
            pub fn kind(&self) -> &'static str {
                match self {
                    $(RecordId::$kind { .. } => $name,)+
                }
            }

            /// Its number as people write it; empty for the desk.
            pub fn number(&self) -> String {
                match *self {
                    $(records!(@named number $kind $($number)?) => {
                        records!(@text number $($number)?)
                    })+
                }
            }

            /// The record of this kind with this number, as [`RecordId::kind`] and
            /// [`RecordId::number`] write them.
            pub fn named(kind: &str, number: &str) -> Option<RecordId> {
                match kind {
                    $($name => records!(@parse number $kind $($number)?),)+
                    _ => None,
                }
            }
        }
    };
    (@named $it:ident $kind:ident) => { RecordId::$kind };
    (@named $it:ident $kind:ident $number:ty) => { RecordId::$kind($it) };
    (@read $rest:ident $kind:ident) => { $rest.is_empty().then_some(RecordId::$kind) };
    (@read $rest:ident $kind:ident $number:ty) => {
        <$number as Number>::read($rest).map(RecordId::$kind)
    };
    (@text $it:ident) => { String::new() };
    (@text $it:ident $number:ty) => { $it.to_string() };
    (@parse $text:ident $kind:ident) => { $text.is_empty().then_some(RecordId::$kind) };
    (@parse $text:ident $kind:ident $number:ty) => {
        $text.parse::<$number>().ok().map(RecordId::$kind)
    };
}

records! {
    1 "desk" Desk;
    2 "policy" Policy(u32);
    3 "officer" Officer(OfficerId);
    4 "letter" Letter(Agenda);
    5 "sheet" Sheet(SheetNo);
    6 "request" Request(RequestNo);
    7 "person" Person(PersonId);
    8 "certificate" Certificate(CertificateId);
}

impl Number for u32 {
    fn push(self, key: &mut Vec<u8>) {
        key.extend(self.to_be_bytes());
    }

    fn read(bytes: &[u8]) -> Option<u32> {
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    }
}

impl Number for Agenda {
    fn push(self, key: &mut Vec<u8>) {
        key.extend(self.year.to_be_bytes());
        key.extend(self.number.to_be_bytes());
    }

    fn read(bytes: &[u8]) -> Option<Agenda> {
        let (year, number) = bytes.split_at_checked(2)?;
        Some(Agenda {
            year: u16::from_be_bytes(year.try_into().ok()?),
            number: u32::read(number)?,
        })
    }
}

impl Number for SheetNo {
    fn push(self, key: &mut Vec<u8>) {
        self.agenda.push(key);
        key.extend(self.ordinal.to_be_bytes());
    }

    fn read(bytes: &[u8]) -> Option<SheetNo> {
        let (agenda, ordinal) = bytes.split_at_checked(6)?;
        let ordinal = u16::from_be_bytes(ordinal.try_into().ok()?);
        Some(Agenda::read(agenda)?.sheet(ordinal))
    }
}

impl Number for RequestNo {
    fn push(self, key: &mut Vec<u8>) {
        self.agenda.push(key);
        key.extend(self.line.to_be_bytes());
    }

    fn read(bytes: &[u8]) -> Option<RequestNo> {
        let (agenda, line) = bytes.split_at_checked(6)?;
        let line = u16::from_be_bytes(line.try_into().ok()?);
        Some(Agenda::read(agenda)?.line(line))
    }
}

impl Agenda {
    /// The request on a line of this letter.
    pub fn line(self, line: u16) -> RequestNo {
        RequestNo { agenda: self, line }
    }

    /// A sheet of this letter.
    pub fn sheet(self, ordinal: u16) -> SheetNo {
        SheetNo {
            agenda: self,
            ordinal,
        }
    }
}

impl fmt::Display for Agenda {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}/{}", self.number, self.year)
    }
}

impl fmt::Display for RequestNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}.{:02}/{}",
            self.agenda.number, self.line, self.agenda.year
        )
    }
}

impl fmt::Display for SheetNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.ordinal {
            1 => write!(f, "{}", self.agenda),
            n => write!(f, "{:04}-{n}/{}", self.agenda.number, self.agenda.year),
        }
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileHash({self})")
    }
}

/// The text is not a number of the expected form, e.g. `0142.03/2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotANumber;

impl FromStr for Agenda {
    type Err = NotANumber;
    fn from_str(text: &str) -> Result<Agenda, NotANumber> {
        let (number, year) = text.trim().split_once('/').ok_or(NotANumber)?;
        Ok(Agenda {
            year: digits(year)?,
            number: digits(number)?,
        })
    }
}

impl FromStr for RequestNo {
    type Err = NotANumber;
    fn from_str(text: &str) -> Result<RequestNo, NotANumber> {
        let (number, year) = text.trim().split_once('/').ok_or(NotANumber)?;
        let (number, line) = number.split_once('.').ok_or(NotANumber)?;
        let agenda = Agenda {
            year: digits(year)?,
            number: digits(number)?,
        };
        Ok(agenda.line(digits(line)?))
    }
}

impl FromStr for SheetNo {
    type Err = NotANumber;
    fn from_str(text: &str) -> Result<SheetNo, NotANumber> {
        let (number, year) = text.trim().split_once('/').ok_or(NotANumber)?;
        let (number, ordinal) = number.split_once('-').unwrap_or((number, "1"));
        let agenda = Agenda {
            year: digits(year)?,
            number: digits(number)?,
        };
        Ok(agenda.sheet(digits(ordinal)?))
    }
}

impl FromStr for FileHash {
    type Err = NotANumber;
    fn from_str(text: &str) -> Result<FileHash, NotANumber> {
        if text.len() != 64 || !text.is_ascii() {
            return Err(NotANumber);
        }
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| NotANumber)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotANumber)?;
        }
        Ok(FileHash(hash))
    }
}

fn digits<T: FromStr>(text: &str) -> Result<T, NotANumber> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NotANumber);
    }
    text.parse().map_err(|_| NotANumber)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        let agenda = Agenda {
            year: 2026,
            number: 142,
        };
        assert_eq!(agenda.to_string(), "0142/2026");
        assert_eq!(agenda.line(3).to_string(), "0142.03/2026");
        assert_eq!(agenda.sheet(1).to_string(), "0142/2026");
        assert_eq!(agenda.sheet(2).to_string(), "0142-2/2026");
        for bad in ["", "142", "142/", "/2026", "1x/2026", "+1/2026", "0142.03"] {
            assert!(
                bad.parse::<Agenda>().is_err() && bad.parse::<RequestNo>().is_err(),
                "{bad}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_number_reads_back(year in 2000u16..9999, number: u32, part in 1u16..) {
            let agenda = Agenda { year, number };
            prop_assert_eq!(agenda.to_string().parse(), Ok(agenda));
            prop_assert_eq!(agenda.line(part).to_string().parse(), Ok(agenda.line(part)));
            prop_assert_eq!(agenda.sheet(part).to_string().parse(), Ok(agenda.sheet(part)));
            for id in [RecordId::Letter(agenda), RecordId::Sheet(agenda.sheet(part)),
                       RecordId::Request(agenda.line(part)), RecordId::Person(PersonId(number)),
                       RecordId::Desk, RecordId::Policy(number)] {
                prop_assert_eq!(RecordId::from_key(&id.key()), Some(id));
                prop_assert_eq!(RecordId::named(id.kind(), &id.number()), Some(id));
            }
        }

        #[test]
        fn keys_from_outside_never_panic(key: Vec<u8>) {
            if let Some(id) = RecordId::from_key(&key) {
                prop_assert_eq!(id.key(), key);
            }
        }
    }
}
