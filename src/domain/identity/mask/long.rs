//! Digits that are more than a NIK: a telephone number and a NIK written together, a day before it,
//! a NIP and a NIK, or one long number, such as a serial.
//!
//! They are taken apart where they are made of NIKs, NIPs and telephone numbers and nothing else;
//! what is a NIP so is none of the others. Anywhere else a NIK is what reads as one in every part:
//! province, regency, district, day of birth, and a number of the day below a thousand. Of a
//! thousand numbers of sixteen digits about one does.

use super::{DIGITS, digit, in_hash, in_row};
use crate::domain::identity::{Nik, Nip};
use std::ops::Range;

/// Digits of a NIP.
const OF_NIP: usize = 18;
/// Digits of a telephone number: from a 0, and with the code of the country.
const OF_PHONE: [(&str, Range<usize>); 2] = [("0", 9..14), ("62", 10..15)];
/// From here on the number of the day in a NIK is no longer likely.
const RARE: u16 = 1000;

/// Finds the NIKs in groups of digits, with one separator between two of them, that are no NIK by
/// their sizes.
pub fn take_apart(text: &str, row: &[Range<usize>], found: &mut Vec<Range<usize>>) {
    let number = Number::of(text, row);
    let whole = number.range(0..number.digits.len());
    if number.digits.len() <= DIGITS || whole.is_some_and(|range| in_hash(text, &range)) {
        return;
    }
    let mut from = 0;
    for at in number.niks() {
        in_row(text, &number.groups(from..at), found);
        found.extend(number.range(at..at + DIGITS));
        from = at + DIGITS;
    }
    if from > 0 {
        in_row(text, &number.groups(from..number.digits.len()), found);
    }
}

/// Groups of digits read as one number.
struct Number {
    digits: String,
    /// Where each digit stands, and in which group.
    places: Vec<(Range<usize>, usize)>,
}

/// What a part of the number is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Phone,
    Nik,
    Nip,
}

/// What the digits from some place to the end are made of: how many NIPs and NIKs, and the first
/// part with its length.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Made {
    nips: usize,
    niks: usize,
    first: (Part, usize),
}

impl Number {
    fn of(text: &str, row: &[Range<usize>]) -> Number {
        let (mut digits, mut places) = (String::new(), Vec::new());
        for (at, group) in row.iter().enumerate() {
            for (from, letter) in text[group.clone()].char_indices() {
                digits.extend(digit(letter));
                let start = group.start + from;
                places.push((start..start + letter.len_utf8(), at));
            }
        }
        Number { digits, places }
    }

    /// Where these digits stand in the text.
    fn range(&self, digits: Range<usize>) -> Option<Range<usize>> {
        let places = self.places.get(digits)?;
        Some(places.first()?.0.start..places.last()?.0.end)
    }

    /// The groups that these digits stand in, as far as they do.
    fn groups(&self, digits: Range<usize>) -> Vec<Range<usize>> {
        let mut groups: Vec<(Range<usize>, usize)> = Vec::new();
        for (place, group) in &self.places[digits] {
            match groups.last_mut() {
                Some((range, same)) if same == group => range.end = place.end,
                _ => groups.push((place.clone(), *group)),
            }
        }
        groups.into_iter().map(|(range, _)| range).collect()
    }

    /// So many digits from here, where they are written as one number: in one group, or in whole
    /// groups.
    fn written(&self, from: usize, count: usize) -> Option<&str> {
        let digits = self.digits.get(from..from + count)?;
        let group = |at: usize| self.places.get(at).map(|(_, group)| *group);
        let to = from + count;
        let one = group(from) == group(to - 1);
        let parted = |at: usize| at == 0 || group(at) != group(at - 1);
        (one || (parted(from) && parted(to))).then_some(digits)
    }

    /// Which parts may begin here, with their lengths.
    fn parts(&self, from: usize) -> Vec<(Part, usize)> {
        let mut parts = Vec::new();
        let nip = self.written(from, OF_NIP).is_some_and(is_nip);
        parts.extend(nip.then_some((Part::Nip, OF_NIP)));
        let nik = self.written(from, DIGITS).and_then(nik);
        parts.extend(nik.map(|_| (Part::Nik, DIGITS)));
        for (code, lengths) in OF_PHONE {
            let begins = self.digits[from..].strip_prefix(code);
            if begins.is_some_and(|rest| !rest.starts_with(['0', '1'])) {
                parts.extend(lengths.map(|length| (Part::Phone, length)));
            }
        }
        parts
    }

    /// Where its NIKs begin, in order.
    fn niks(&self) -> Vec<usize> {
        let (mut niks, mut from) = (Vec::new(), 0);
        for (at, part, length) in self.made_of().unwrap_or_default() {
            // Nearly any digits are telephone numbers.
            if part != Part::Phone {
                niks.extend(self.likely(from..at));
                niks.extend((part == Part::Nik).then_some(at));
                from = at + length;
            }
        }
        niks.extend(self.likely(from..self.digits.len()));
        niks
    }

    /// The parts with their places and lengths, if it is made of NIKs, NIPs and telephone numbers
    /// and nothing else.
    fn made_of(&self) -> Option<Vec<(usize, Part, usize)>> {
        let end = self.digits.len();
        let mut made: Vec<Option<Made>> = vec![None; end];
        for from in (0..end).rev() {
            let ways = self.parts(from).into_iter().filter_map(|first| {
                let (part, length) = first;
                let (nips, niks) = match from + length == end {
                    true => (0, 0),
                    false => made
                        .get(from + length)?
                        .map(|rest| (rest.nips, rest.niks))?,
                };
                Some(Made {
                    nips: nips + usize::from(part == Part::Nip),
                    niks: niks + usize::from(part == Part::Nik),
                    first,
                })
            });
            made[from] = ways.max();
        }
        let (mut at, mut parts) = (0, Vec::new());
        while at < end {
            let (part, length) = made[at]?.first;
            parts.push((at, part, length));
            at += length;
        }
        Some(parts)
    }

    /// Where, among these digits, begins what reads as a NIK in every part.
    fn likely(&self, among: Range<usize>) -> Vec<usize> {
        let (mut at, mut niks) = (among.start, Vec::new());
        while at + DIGITS <= among.end {
            let likely = self.written(at, DIGITS).is_some_and(is_likely);
            niks.extend(likely.then_some(at));
            at += if likely { DIGITS } else { 1 };
        }
        niks
    }
}

/// A NIP in every part: birth date, appointment in a working life, sex.
fn is_nip(digits: &str) -> bool {
    Nip::parse(digits).is_ok_and(|nip| nip.appointment_fits() && nip.sex().is_some())
}

/// A NIK of a province, with a birth date.
fn nik(digits: &str) -> Option<Nik> {
    Nik::parse(digits)
        .ok()
        .filter(|nik| nik.region().is_known())
}

/// A NIK of a regency or city too, whose number of the day is a likely one.
fn is_likely(digits: &str) -> bool {
    nik(digits).is_some_and(|nik| {
        let region = nik.region();
        matches!(region.regency, 1..=39 | 71..=79)
            && region.district > 0
            && (1..RARE).contains(&nik.serial())
    })
}

#[cfg(test)]
mod tests {
    use crate::domain::identity::mask_niks;

    const NIK: &str = "1971024710850013";
    const ALL: &str = "••••••••••••••••";

    #[test]
    fn a_nik_beside_another_number_is_masked() {
        for (before, after) in [
            ("081271712345", ""),
            ("", "081271712345"),
            ("6281271712345", ""),
            ("07174262141", ""),
            ("198704122010012015", ""),
            ("", "198704122010012015"),
            ("20261123", ""),
            ("081271712345", "198704122010012015"),
            ("0000", "99"),
            ("", "1"),
            ("7", ""),
        ] {
            let text = format!("hp {before}{NIK}{after} (WA)");
            assert_eq!(mask_niks(&text), format!("hp {before}{ALL}{after} (WA)"));
        }
        assert_eq!(mask_niks(&NIK.repeat(2)), ALL.repeat(2));
        // Of a number of the day that is not likely, where nothing else stands there.
        let rare = "1971024710857013";
        assert_eq!(
            mask_niks(&format!("081271712345{rare}")),
            format!("081271712345{ALL}")
        );
        for (grouped, shown) in [
            (
                "0812 7171 2345 1971 0247 1085 0013",
                "0812 7171 2345 1971••••••••0013",
            ),
            (
                "0812-7171-2345-197102-471085-0013",
                "0812-7171-2345-1971••••••••0013",
            ),
            ("1971 0247 1085 0013 0014", "1971••••••••0013 0014"),
            (
                "0812717 12345 1971024710850013",
                "0812717 12345 1971••••••••0013",
            ),
            (
                "٠٨١٢٧١٧١٢٣٤٥١٩٧١٠٢٤٧١٠٨٥٠٠١٣",
                "٠٨١٢٧١٧١٢٣٤٥••••••••••••••••",
            ),
        ] {
            assert_eq!(mask_niks(grouped), shown);
            assert_eq!(mask_niks(shown), shown);
        }
    }

    #[test]
    fn numbers_of_their_own_stay_whole() {
        for kept in [
            // NIPs, in whose digits from the third a NIK could be read.
            "198203152010012015",
            "19820315 201001 2 015",
            "NIP198203152010011001",
            "199204152021211003",
            "198203152010012015081271712345",
            "198203152010012015198704122010012015",
            "08127171234581271712345",
            "081271712345082271712345",
            // Serials as the verifier shows them, accounts, tickets, amounts.
            "12345678901234567890123456789012345678901",
            "301947120356842917734120985566012347",
            "20261123000147000001",
            "1.500.000.000.000.000.000",
            "1500000000000000000",
            "3F00A119710247108500131971024710850013",
            "e3b0c44298fc1c149afbf4c8996fb924",
        ] {
            assert_eq!(mask_niks(kept), kept);
        }
    }
}
