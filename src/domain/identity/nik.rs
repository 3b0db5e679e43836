//! NIK, the population number: `PPKKCC DDMMYY SSSS`, day + 40 for women [practice].

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

use super::{Sex, digits, number};
use crate::domain::finding::FindingCode;

/// First two digits of the provinces, the newest Papua ones included.
const PROVINCES: [u8; 38] = [
    11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 31, 32, 33, 34, 35, 36, 51, 52, 53, 61, 62, 63, 64, 65,
    71, 72, 73, 74, 75, 76, 81, 82, 91, 92, 93, 94, 95, 96,
];

/// True where these two digits open the codes of a province.
pub fn is_province(code: u8) -> bool {
    PROVINCES.contains(&code)
}

/// A structurally valid NIK: 16 digits whose positions 7-12 are a real date.
///
/// The region may be unknown; that is a finding, not a defect of the number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nik(u64);

/// Where a NIK was first issued: province, regency or city, district.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// Digits 1-2.
    pub province: u8,
    /// Digits 3-4.
    pub regency: u8,
    /// Digits 5-6.
    pub district: u8,
}

impl Region {
    /// False where the first two digits name no province.
    pub fn is_known(self) -> bool {
        is_province(self.province)
    }

    /// Reads the first six digits of a number of 16.
    fn of(digits: &[u8; 16]) -> Region {
        Region {
            province: digits[0] * 10 + digits[1],
            regency: digits[2] * 10 + digits[3],
            district: digits[4] * 10 + digits[5],
        }
    }
}

impl Nik {
    /// Reads exactly 16 digits.
    ///
    /// # Errors
    /// `nik-missing` for nothing, `nik-digits` for anything but digits, `nik-length` for another
    /// number of digits, `nik-date` where positions 7-12 are no date.
    pub fn parse(text: &str) -> Result<Nik, FindingCode> {
        if text.is_empty() {
            return Err(FindingCode::NikMissing);
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(FindingCode::NikDigits);
        }
        let digits: [u8; 16] = digits(text).ok_or(FindingCode::NikLength)?;
        let nik = Nik(number(&digits));
        if nik.birth_candidates().next().is_none() {
            return Err(FindingCode::NikDate);
        }
        Ok(nik)
    }

    fn digits(self) -> [u8; 16] {
        let mut rest = self.0;
        let mut digits = [0; 16];
        for digit in digits.iter_mut().rev() {
            *digit = (rest % 10) as u8;
            rest /= 10;
        }
        digits
    }

    /// Where the number was first issued; a person keeps it after moving.
    pub fn region(self) -> Region {
        Region::of(&self.digits())
    }

    /// Sex by the day of positions 7-8.
    pub fn sex(self) -> Sex {
        let digits = self.digits();
        if digits[6] >= 4 {
            Sex::Female
        } else {
            Sex::Male
        }
    }

    /// The birth dates that the two-digit year allows, 19YY first; at least one.
    pub fn birth_candidates(self) -> impl Iterator<Item = NaiveDate> {
        let digits = self.digits();
        let pair = |at: usize| u32::from(digits[at]) * 10 + u32::from(digits[at + 1]);
        let (stated_day, month, year) = (pair(6), pair(8), pair(10));
        let day = if stated_day > 40 {
            stated_day - 40
        } else {
            stated_day
        };
        [1900, 2000].into_iter().filter_map(move |century| {
            NaiveDate::from_ymd_opt(century + i32::try_from(year).ok()?, month, day)
        })
    }

    /// True where `date` is one of the dates this number allows.
    pub fn fits_birth(self, date: NaiveDate) -> bool {
        self.birth_candidates().any(|candidate| candidate == date)
    }

    /// The candidate in the century of `near`, else the first: the two-digit year takes the
    /// century that fits.
    pub fn birth_near(self, near: Option<NaiveDate>) -> Option<NaiveDate> {
        let in_century = near.and_then(|date| {
            self.birth_candidates()
                .find(|candidate| candidate.year() / 100 == date.year() / 100)
        });
        in_century.or_else(|| self.birth_candidates().next())
    }

    /// Digits 13-16, the running number of the birth day.
    pub fn serial(self) -> u16 {
        u16::try_from(self.0 % 10_000).unwrap_or(0)
    }

    /// The form shown to everyone: `1971••••••••0013`. Seeing it whole is a recorded act.
    pub fn masked(self) -> String {
        let whole = self.to_string();
        format!("{}••••••••{}", &whole[..4], &whole[12..])
    }
}

impl fmt::Display for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016}", self.0)
    }
}

/// Masked, so that no log or error shows a whole number by accident.
impl fmt::Debug for Nik {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nik({})", self.masked())
    }
}

impl TryFrom<String> for Nik {
    type Error = FindingCode;
    fn try_from(text: String) -> Result<Nik, FindingCode> {
        Nik::parse(&text)
    }
}

impl std::str::FromStr for Nik {
    type Err = FindingCode;
    fn from_str(text: &str) -> Result<Nik, FindingCode> {
        Nik::parse(text)
    }
}

impl From<Nik> for String {
    fn from(nik: Nik) -> String {
        nik.to_string()
    }
}

/// The form shown of a stated number that may not parse: first and last four, the rest dots.
///
/// Anything shorter than nine characters is dots throughout.
pub fn mask_stated(text: &str) -> String {
    let count = text.chars().count();
    text.chars()
        .enumerate()
        .map(|(at, letter)| {
            let open = count >= 9 && (at < 4 || at >= count - 4);
            if open { letter } else { '•' }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn a_woman_of_pangkalpinang() {
        let nik = Nik::parse("1971024710850022").unwrap();
        assert_eq!(nik.sex(), Sex::Female);
        assert!(nik.fits_birth(day(1985, 10, 7)));
        assert_eq!(nik.region().regency, 71);
        assert!(nik.region().is_known());
        assert_eq!(nik.serial(), 22);
        assert_eq!(nik.masked(), "1971••••••••0022");
        assert_eq!(format!("{nik:?}"), "Nik(1971••••••••0022)");
    }

    #[test]
    fn each_defect_has_its_code() {
        for (text, code) in [
            ("", FindingCode::NikMissing),
            ("19710247108500", FindingCode::NikLength),
            ("19710247108500221", FindingCode::NikLength),
            ("197102471085002X", FindingCode::NikDigits),
            ("１９７１０２４７１０８５００２２", FindingCode::NikDigits),
            ("1902019906940018", FindingCode::NikDate),
            ("1902010013940018", FindingCode::NikDate),
            ("1902014006940018", FindingCode::NikDate),
            ("1902017206940018", FindingCode::NikDate),
            ("1902013102940018", FindingCode::NikDate),
        ] {
            assert_eq!(Nik::parse(text), Err(code), "{text}");
        }
    }

    #[test]
    fn the_leap_day_decides_the_century() {
        let nik = Nik::parse("1971022902000001").unwrap();
        let dates: Vec<_> = nik.birth_candidates().collect();
        assert_eq!(dates, [day(2000, 2, 29)]);
    }

    #[test]
    fn the_century_that_fits() {
        let nik = Nik::parse("1971020101050001").unwrap();
        assert_eq!(nik.birth_near(Some(day(2005, 3, 3))), Some(day(2005, 1, 1)));
        assert_eq!(nik.birth_near(None), Some(day(1905, 1, 1)));
    }

    #[test]
    fn a_leading_zero_stays() {
        let text = "0071020101050001";
        let nik = Nik::parse(text).unwrap();
        assert_eq!(nik.to_string(), text);
        assert!(!nik.region().is_known());
    }

    #[test]
    fn stated_text_is_masked_too() {
        assert_eq!(mask_stated("190101020275002"), "1901•••••••5002");
        assert_eq!(mask_stated("12345678"), "••••••••");
        assert_eq!(mask_stated(""), "");
    }
}
