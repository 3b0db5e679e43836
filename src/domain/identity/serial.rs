//! Certificate serial numbers. The portal shows hex, the verifier decimal: compared as a number.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::is_lost;

/// RFC 5280 4.1.2.2 allows 20 octets; some issuers use more.
const MOST_OCTETS: usize = 32;

/// A serial number as a big unsigned number: octets, most significant first, no leading zeros.
///
/// Order is the order of the numbers.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Serial(Vec<u8>);

/// The text is no serial number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotASerial;

impl fmt::Display for NotASerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not-a-serial")
    }
}

impl std::error::Error for NotASerial {}

/// A serial number as somebody wrote it. Plain digits can mean two numbers: which one is meant says
/// the desk, which knows those on record [R10.2].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenSerial {
    /// The number; of plain digits that in hex.
    pub serial: Serial,
    /// The other number that plain digits can mean, that in decimal.
    pub decimal: Option<Serial>,
}

impl GivenSerial {
    /// What was written, read in this base if it can be.
    pub fn in_base(self, base: Option<Base>) -> GivenSerial {
        match (base, self.decimal) {
            (Some(Base::Hex), _) => GivenSerial::from(self.serial),
            (Some(Base::Decimal), Some(decimal)) => GivenSerial::from(decimal),
            (_, decimal) => GivenSerial { decimal, ..self },
        }
    }
}

impl From<Serial> for GivenSerial {
    fn from(serial: Serial) -> GivenSerial {
        GivenSerial {
            serial,
            decimal: None,
        }
    }
}

/// In which base a serial was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// Portal, certificate viewers.
    Hex,
    /// The verifier page.
    Decimal,
}

impl Serial {
    /// The number with these octets (as a certificate holds them; a leading zero octet is sign).
    ///
    /// # Errors
    /// [`NotASerial`] for none, or more than 32 that count.
    pub fn from_octets(octets: &[u8]) -> Result<Serial, NotASerial> {
        let first = octets.iter().position(|&octet| octet != 0);
        let rest = first.map_or(&[][..], |at| &octets[at..]);
        if octets.is_empty() || rest.len() > MOST_OCTETS {
            return Err(NotASerial);
        }
        Ok(Serial(rest.to_vec()))
    }

    /// Reads a serial in a known base; spaces, colons, dots and dashes between digits are dropped.
    ///
    /// # Errors
    /// [`NotASerial`] where another character stands, no digit, or more than 32 octets.
    pub fn parse_as(text: &str, base: Base) -> Result<Serial, NotASerial> {
        let digits = bare(text);
        let hex_prefix = digits.strip_prefix("0x").or(digits.strip_prefix("0X"));
        let digits = match base {
            Base::Hex => hex_prefix.unwrap_or(&digits),
            Base::Decimal => &digits,
        };
        let radix = match base {
            Base::Hex => 16,
            Base::Decimal => 10,
        };
        if digits.is_empty() || digits.len() > MOST_OCTETS * 3 {
            return Err(NotASerial);
        }
        let mut octets = vec![0_u8];
        for letter in digits.chars() {
            let digit = letter.to_digit(radix).ok_or(NotASerial)?;
            times_plus(&mut octets, radix, digit);
        }
        Serial::from_octets(&octets)
    }

    /// Reads a serial of unstated base.
    ///
    /// Hex is meant where a letter, a `0x`, a `hex:`, a colon or pairs of digits show it; decimal
    /// by `dec:`, and where plain digits are too many for the 20 octets of RFC 5280 in hex. Other
    /// plain digits read both ways: the portal shows hex, the verifier page decimal.
    ///
    /// # Errors
    /// [`NotASerial`] where it reads as no number, or a spreadsheet took its digits.
    pub fn parse(text: &str) -> Result<GivenSerial, NotASerial> {
        let lower = text.trim().to_lowercase();
        let in_base = |text: &str, base| Serial::parse_as(text, base).map(GivenSerial::from);
        if let Some(digits) = lower
            .strip_prefix("dec:")
            .or(lower.strip_prefix("desimal:"))
        {
            return in_base(digits, Base::Decimal);
        }
        if let Some(digits) = lower.strip_prefix("hex:").or(lower.strip_prefix("heksa:")) {
            return in_base(digits, Base::Hex);
        }
        if is_lost(&lower) {
            return Err(NotASerial);
        }
        let digits = bare(&lower);
        let only_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let groups: Vec<&str> = lower.split([' ', '-', '.', ':']).collect();
        let pairs = groups.len() >= 3 && groups.iter().all(|group| group.len() == 2);
        if !only_digits || pairs || lower.contains(':') {
            return in_base(&lower, Base::Hex);
        }
        // A spreadsheet keeps fifteen digits of a number and puts zeros for the others.
        if digits.len() >= 18 && digits[15..].bytes().all(|byte| byte == b'0') {
            return Err(NotASerial);
        }
        if digits.len() > 40 {
            return in_base(&lower, Base::Decimal);
        }
        let serial = Serial::parse_as(&digits, Base::Hex)?;
        let decimal = Some(Serial::parse_as(&digits, Base::Decimal)?);
        Ok(GivenSerial {
            decimal: decimal.filter(|decimal| *decimal != serial),
            serial,
        })
    }

    /// Every number this text can mean (hex first): what a search compares with.
    pub fn readings(text: &str) -> Vec<Serial> {
        let mut all: Vec<Serial> = [Base::Hex, Base::Decimal]
            .into_iter()
            .filter_map(|base| Serial::parse_as(text, base).ok())
            .collect();
        all.dedup();
        all
    }

    /// The octets, most significant first; none for zero.
    pub fn octets(&self) -> &[u8] {
        &self.0
    }

    /// Hex in pairs with colons, as certificate viewers show it.
    pub fn colons(&self) -> String {
        let hex = self.to_string();
        let pairs: Vec<&str> = (0..hex.len() / 2)
            .map(|at| &hex[at * 2..at * 2 + 2])
            .collect();
        pairs.join(":")
    }

    /// Decimal, as the verifier page shows it.
    pub fn decimal(&self) -> String {
        let mut rest = self.0.clone();
        let mut digits = Vec::new();
        while !rest.is_empty() {
            let mut remainder = 0_u32;
            for octet in &mut rest {
                let value = remainder * 256 + u32::from(*octet);
                *octet = (value / 10) as u8;
                remainder = value % 10;
            }
            digits.push(char::from_digit(remainder, 10).unwrap_or('0'));
            let zeros = rest.iter().take_while(|&&octet| octet == 0).count();
            rest.drain(..zeros);
        }
        if digits.is_empty() {
            digits.push('0');
        }
        digits.iter().rev().collect()
    }
}

/// The text without what people and portals put between the digits.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, ':' | '-' | '.' | '\u{a0}'))
        .collect()
}

/// `octets = octets * radix + digit`.
fn times_plus(octets: &mut Vec<u8>, radix: u32, digit: u32) {
    let mut carry = digit;
    for octet in octets.iter_mut().rev() {
        let value = u32::from(*octet) * radix + carry;
        *octet = (value & 0xff) as u8;
        carry = value >> 8;
    }
    if carry > 0 {
        octets.insert(0, (carry & 0xff) as u8);
    }
}

impl PartialOrd for Serial {
    fn partial_cmp(&self, other: &Serial) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Serial {
    fn cmp(&self, other: &Serial) -> std::cmp::Ordering {
        let lengths = self.0.len().cmp(&other.0.len());
        lengths.then_with(|| self.0.cmp(&other.0))
    }
}

/// Upper-case hex, whole octets.
impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("00");
        }
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02X}"))
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Serial({self})")
    }
}

/// Reads hex, which is what [`From<Serial>`] writes: the way through files and the wire.
impl TryFrom<String> for Serial {
    type Error = NotASerial;
    fn try_from(text: String) -> Result<Serial, NotASerial> {
        Serial::parse_as(&text, Base::Hex)
    }
}

impl From<Serial> for String {
    fn from(serial: Serial) -> String {
        serial.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// The one number that a text can mean.
    fn one(text: &str) -> Serial {
        let given = Serial::parse(text).unwrap();
        assert_eq!(given.decimal, None, "{text}");
        given.serial
    }

    #[test]
    fn hex_and_decimal_meet() {
        let hex = one("0x3F:00 a1");
        assert_eq!(hex.to_string(), "3F00A1");
        assert_eq!(hex.decimal(), "4128929");
        assert_eq!(hex.colons(), "3F:00:A1");
        assert!(Serial::readings("4128929").contains(&hex));
        assert_eq!(one("003f00A1"), hex);
        assert_eq!(one("dec:4128929"), hex);
        assert_eq!(one("12:34:56").to_string(), "123456");
        assert_eq!(one("0x4128929").to_string(), "04128929");
    }

    #[test]
    fn plain_digits_are_two_numbers() {
        let either = Serial::parse("4128929").unwrap();
        let decimal = either.decimal.clone().unwrap();
        assert_eq!(
            (either.serial.to_string(), decimal.to_string()),
            ("04128929".into(), "3F00A1".into())
        );
        for (base, meant) in [(Base::Hex, "04128929"), (Base::Decimal, "3F00A1")] {
            let read = either.clone().in_base(Some(base));
            assert_eq!(
                (read.serial.to_string().as_str(), read.decimal),
                (meant, None)
            );
        }
        assert_eq!(either.clone().in_base(None), either);
        assert_eq!(one("7").to_string(), "07");
    }

    #[test]
    fn forty_one_digits_are_decimal() {
        let decimal = "12345678901234567890123456789012345678901";
        assert_eq!(one(decimal).decimal(), decimal);
    }

    #[test]
    fn what_is_no_serial() {
        for text in [
            "",
            " : ",
            "xyz",
            "0x",
            "3F G1",
            &"F".repeat(65),
            "6.28E12",
            "6,28E+12",
            "1,97102 x 10^15",
            "301947120356842000000000",
        ] {
            assert_eq!(Serial::parse(text), Err(NotASerial), "{text}");
        }
        assert_eq!(one("0").to_string(), "00");
        // A hexadecimal number with an E in it is one.
        for text in ["3E10", "628E12", "3F.00.E1", "1E5"] {
            assert!(Serial::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn order_is_numeric() {
        let small = one("FF");
        let large = one("0x0100");
        assert!(small < large);
    }

    proptest! {
        #[test]
        fn both_bases_round_trip(octets in proptest::collection::vec(any::<u8>(), 1..=20)) {
            let serial = Serial::from_octets(&octets).unwrap();
            prop_assert_eq!(&Serial::parse_as(&serial.decimal(), Base::Decimal).unwrap(), &serial);
            prop_assert_eq!(&Serial::parse_as(&serial.colons(), Base::Hex).unwrap(), &serial);
            prop_assert_eq!(&Serial::try_from(String::from(serial.clone())).unwrap(), &serial);
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = Serial::parse(&text);
            let _ = Serial::readings(&text);
        }
    }
}
