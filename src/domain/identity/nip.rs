//! NIP, the employee number: `YYYYMMDD YYYYMM S NNN`, spaced 8 6 1 3 [practice].

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

use super::{Sex, digits, number};
use crate::domain::finding::FindingCode;

/// Nobody enters service younger.
const YOUNGEST: u16 = 15;
/// Nobody enters service older.
const OLDEST: u16 = 70;

/// A structurally valid NIP: 18 digits that open with a real birth date.
///
/// Appointment and sex may still be odd; those are findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nip(u64);

/// What digits 9-14 say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Appointment {
    /// PNS: year and month of appointment.
    Month {
        /// Four digits.
        year: u16,
        /// 1-12.
        month: u8,
    },
    /// PPPK: year, and two digits that are not a month (commonly 21, also 24).
    Code {
        /// Four digits.
        year: u16,
        /// The two digits.
        code: u8,
    },
}

impl Appointment {
    /// The year, which both forms have.
    pub fn year(self) -> u16 {
        match self {
            Appointment::Month { year, .. } | Appointment::Code { year, .. } => year,
        }
    }
}

impl Nip {
    /// Reads exactly 18 digits; no spaces.
    ///
    /// # Errors
    /// `nip-missing` for nothing, `nip-length` for anything but 18 digits, `nip-birthdate` where
    /// the first eight are no date between 1900 and 2099.
    pub fn parse(text: &str) -> Result<Nip, FindingCode> {
        if text.is_empty() {
            return Err(FindingCode::NipMissing);
        }
        let digits: [u8; 18] = digits(text).ok_or(FindingCode::NipLength)?;
        let nip = Nip(number(&digits));
        nip.birth_stated()
            .filter(|date| (1900..2100).contains(&date.year()))
            .ok_or(FindingCode::NipBirthdate)?;
        Ok(nip)
    }

    fn birth_stated(self) -> Option<NaiveDate> {
        let ymd = u32::try_from(self.0 / 10_000_000_000).ok()?;
        let year = i32::try_from(ymd / 10_000).ok()?;
        NaiveDate::from_ymd_opt(year, ymd / 100 % 100, ymd % 100)
    }

    /// Birth date of digits 1-8.
    pub fn birth(self) -> NaiveDate {
        self.birth_stated()
            .expect("parsing refuses a number without a birth date")
    }

    /// What digits 9-14 say of the appointment.
    pub fn appointment(self) -> Appointment {
        let year = u16::try_from(self.0 / 1_000_000 % 10_000).unwrap_or(0);
        let pair = u8::try_from(self.0 / 10_000 % 100).unwrap_or(0);
        if (1..=12).contains(&pair) {
            Appointment::Month { year, month: pair }
        } else {
            Appointment::Code { year, code: pair }
        }
    }

    /// True where the year of appointment fits a working life after the birth date.
    pub fn appointment_fits(self) -> bool {
        let born = u16::try_from(self.birth().year()).unwrap_or(0);
        let year = self.appointment().year();
        (born + YOUNGEST..=born + OLDEST).contains(&year)
    }

    /// Sex of digit 15; `None` where it is neither 1 nor 2.
    pub fn sex(self) -> Option<Sex> {
        match self.0 / 1_000 % 10 {
            1 => Some(Sex::Male),
            2 => Some(Sex::Female),
            _ => None,
        }
    }

    /// Digits 16-18.
    pub fn serial(self) -> u16 {
        u16::try_from(self.0 % 1_000).unwrap_or(0)
    }

    /// The form on paper: `19870412 201001 2 015`.
    pub fn spaced(self) -> String {
        let whole = self.to_string();
        let (birth, rest) = whole.split_at(8);
        let (appointed, rest) = rest.split_at(6);
        let (sex, serial) = rest.split_at(1);
        format!("{birth} {appointed} {sex} {serial}")
    }
}

impl fmt::Display for Nip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:018}", self.0)
    }
}

impl TryFrom<String> for Nip {
    type Error = FindingCode;
    fn try_from(text: String) -> Result<Nip, FindingCode> {
        Nip::parse(&text)
    }
}

impl std::str::FromStr for Nip {
    type Err = FindingCode;
    fn from_str(text: &str) -> Result<Nip, FindingCode> {
        Nip::parse(text)
    }
}

impl From<Nip> for String {
    fn from(nip: Nip) -> String {
        nip.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_pns() {
        let nip = Nip::parse("198704122010012015").unwrap();
        assert_eq!(nip.birth(), NaiveDate::from_ymd_opt(1987, 4, 12).unwrap());
        assert_eq!(
            nip.appointment(),
            Appointment::Month {
                year: 2010,
                month: 1
            }
        );
        assert!(nip.appointment_fits());
        assert_eq!(nip.sex(), Some(Sex::Female));
        assert_eq!(nip.serial(), 15);
        assert_eq!(nip.spaced(), "19870412 201001 2 015");
    }

    #[test]
    fn a_pppk_has_no_month() {
        for code in [21, 24] {
            let nip = Nip::parse(&format!("1990011420{code}{code}1004")).unwrap();
            assert_eq!(
                nip.appointment(),
                Appointment::Code {
                    year: 2000 + u16::from(code),
                    code
                }
            );
            assert!(nip.appointment_fits());
        }
    }

    #[test]
    fn odd_but_structurally_valid() {
        let nip = Nip::parse("199001141991013004").unwrap();
        assert!(!nip.appointment_fits());
        assert_eq!(nip.sex(), None);
    }

    #[test]
    fn each_defect_has_its_code() {
        for (text, code) in [
            ("", FindingCode::NipMissing),
            ("19870412201001201", FindingCode::NipLength),
            ("19870412 201001 2 015", FindingCode::NipLength),
            ("198704122010012O15", FindingCode::NipLength),
            ("198713122010012015", FindingCode::NipBirthdate),
            ("198702302010012015", FindingCode::NipBirthdate),
            ("098702202010012015", FindingCode::NipBirthdate),
        ] {
            assert_eq!(Nip::parse(text), Err(code), "{text}");
        }
    }
}
