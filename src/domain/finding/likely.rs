//! What was likely meant where a value is wrong by one slip: a letter that looks like a digit, a
//! comma for a dot. Only told, never taken: a person decides.

use crate::domain::identity::{Email, Nik, Nip, Serial, email_of, phone_of};
use crate::domain::kind::Kind;
use crate::domain::names::edit_distance;
use crate::domain::unwrap::bare;
use crate::domain::written;
use chrono::NaiveDate;

/// Letters that are typed or read for a digit.
const ALIKE: [(char, char); 12] = [
    ('O', '0'),
    ('o', '0'),
    ('Q', '0'),
    ('D', '0'),
    ('l', '1'),
    ('I', '1'),
    ('i', '1'),
    ('|', '1'),
    ('Z', '2'),
    ('S', '5'),
    ('B', '8'),
    ('g', '9'),
];
/// Most letters of one number that may be such a slip.
const MOST: usize = 2;
/// Longest text looked at, in bytes.
const LONGEST: usize = 120;

/// A letter that stands for a digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Its place in the value, from 1.
    pub place: usize,
    /// What was written.
    pub written: char,
    /// The digit that was likely meant.
    pub meant: char,
}

/// The text with digits for the letters that look like them, and which these were; `None` without
/// any, or with too many.
fn with_digits(text: &str) -> Option<(String, Vec<Slip>)> {
    let mut slips = Vec::new();
    let mut digits = String::new();
    for (at, written) in text.chars().enumerate() {
        match ALIKE.iter().find(|(letter, _)| *letter == written) {
            Some(&(_, meant)) => {
                slips.push(Slip {
                    place: at + 1,
                    written,
                    meant,
                });
                digits.push(meant);
            }
            None => digits.push(written),
        }
    }
    (1..=MOST).contains(&slips.len()).then_some((digits, slips))
}

/// A number as it is judged: without the marks around and between its signs.
fn joined(stated: &str) -> Option<String> {
    let text = bare(stated);
    let between = |sign: char| matches!(sign, ' ' | '.' | '-' | '_');
    let joined: String = text.chars().filter(|sign| !between(*sign)).collect();
    (joined.len() <= LONGEST).then_some(joined)
}

/// The slips that make of a text no NIK. The number itself is not told whole.
pub fn nik_slips(stated: &str) -> Vec<Slip> {
    let read = joined(stated).and_then(|text| with_digits(&text));
    let whole = read.filter(|(digits, _)| Nik::parse(digits).is_ok());
    whole.map(|(_, slips)| slips).unwrap_or_default()
}

/// The NIP that was likely meant.
pub fn nip(stated: &str) -> Option<String> {
    let (digits, _) = with_digits(&joined(stated)?)?;
    Nip::parse(&digits).is_ok().then_some(digits)
}

/// The serial number that was likely meant: letters that are no hex digits, for digits.
pub fn serial(stated: &str) -> Option<String> {
    let text = bare(stated);
    let hex = |sign: char| sign.is_ascii_hexdigit();
    let slips = text.chars().filter(|sign| {
        ALIKE
            .iter()
            .any(|(letter, _)| letter == sign && !hex(*sign))
    });
    if text.len() > LONGEST || !(1..=MOST).contains(&slips.count()) {
        return None;
    }
    let meant = |sign: char| match ALIKE.iter().find(|(letter, _)| *letter == sign) {
        Some(&(_, digit)) if !hex(sign) => digit,
        _ => sign,
    };
    let digits: String = text.chars().map(meant).collect();
    Serial::parse(&digits).is_ok().then_some(digits)
}

/// Words that name a kind and nothing else.
const KINDS: [(Kind, &str); 8] = [
    (Kind::Issue, "penerbitan"),
    (Kind::Issue, "terbit"),
    (Kind::Renew, "pembaruan"),
    (Kind::Renew, "perpanjangan"),
    (Kind::Change, "perubahan"),
    (Kind::Reset, "reset"),
    (Kind::Revoke, "pencabutan"),
    (Kind::Revoke, "dicabut"),
];

/// The key of the kind that was likely meant, where its words are one slip away from one.
pub fn kind(stated: &str) -> Option<&'static str> {
    if stated.len() > LONGEST {
        return None;
    }
    let lower = stated.to_lowercase();
    let words = lower.split(|sign: char| !sign.is_alphabetic());
    let mut kinds: Vec<&'static str> = words
        .flat_map(|word| {
            let near = move |name: &str| {
                let most = if name.len() > 6 { 2 } else { 1 };
                let distance = edit_distance(word, name, most);
                (1..=most).contains(&distance)
            };
            let near = KINDS.iter().filter(move |(_, name)| near(name));
            near.map(|(kind, _)| kind.as_str())
        })
        .collect();
    kinds.dedup();
    match kinds.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

/// One digit that is missing in a number, or one too many, as everything else that is known of it
/// tells: its place, from 1, and the digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miscount {
    pub place: usize,
    pub digit: char,
    /// Missing; else one too many.
    pub missing: bool,
    /// The number with that mended.
    pub number: String,
}

/// The one way to make a number of `length` digits, by a digit more or less, that `fits`.
fn miscount(stated: &str, length: usize, fits: impl Fn(&str) -> bool) -> Option<Miscount> {
    let digits = stated.as_bytes();
    if !stated.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut found: Vec<Miscount> = Vec::new();
    let mut add = |place: usize, digit: u8, missing: bool, number: Vec<u8>| {
        let number = String::from_utf8(number).unwrap_or_default();
        let known = found.iter().any(|known| known.number == number);
        if !known && fits(&number) {
            found.push(Miscount {
                place: place + 1,
                digit: char::from(digit),
                missing,
                number,
            });
        }
    };
    if digits.len() + 1 == length {
        for place in 0..=digits.len() {
            for digit in b'0'..=b'9' {
                let parts = [&digits[..place], &[digit], &digits[place..]];
                add(place, digit, true, parts.concat());
            }
        }
    } else if digits.len() == length + 1 {
        for place in 0..digits.len() {
            let parts = [&digits[..place], &digits[place + 1..]];
            add(place, digits[place], false, parts.concat());
        }
    }
    match found.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// Where the one digit of a NIK is missing or too many, by the birth date and the sex of the NIP.
pub fn nik_miscount(stated: &str, nip: Nip) -> Option<Miscount> {
    miscount(stated, 16, |number| {
        Nik::parse(number).is_ok_and(|nik| {
            let sex = nip.sex().is_none_or(|sex| sex == nik.sex());
            sex && nik.region().is_known() && nik.fits_birth(nip.birth())
        })
    })
}

/// The same of a NIP, by the birth date and the sex of the NIK.
pub fn nip_miscount(stated: &str, nik: Nik) -> Option<Miscount> {
    miscount(stated, 18, |number| {
        Nip::parse(number).is_ok_and(|nip| {
            nik.fits_birth(nip.birth()) && nip.appointment_fits() && nip.sex() == Some(nik.sex())
        })
    })
}

/// The telephone number that was likely meant.
pub fn phone(stated: &str) -> Option<String> {
    let text = bare(stated);
    let (digits, _) = with_digits(text.get(..text.len().min(LONGEST))?)?;
    phone_of(&digits)
}

/// The day that was likely meant.
pub fn day(stated: &str, birth: bool) -> Option<NaiveDate> {
    let text = bare(stated);
    if text.len() > LONGEST || text.chars().filter(|sign| sign.is_ascii_digit()).count() < 3 {
        return None;
    }
    let (digits, _) = with_digits(&text)?;
    let read = written::cell(&digits, birth).ok()?;
    read.resolve_day(written::DateOrder::DayFirst)
}

/// The address at one of the office's domains that is one sign away from what was stated: a sign
/// too much, or a dot or an `@` that is missing or another sign. `None` where there are several.
pub fn email(stated: &str, domains: &[String]) -> Option<String> {
    let text = bare(stated).to_lowercase();
    if text.len() > LONGEST {
        return None;
    }
    let signs: Vec<char> = text.chars().collect();
    let mut found: Vec<(bool, String)> = Vec::new();
    for at in 0..=signs.len() {
        for taken in 0..=1 {
            // No slip takes a letter away.
            let gone = signs.get(at).filter(|_| taken == 1);
            if taken == 1 && gone.is_none_or(|sign| sign.is_alphanumeric()) {
                continue;
            }
            for edit in [None, Some('@'), Some('.')] {
                let (before, behind) = (&signs[..at], &signs[at + taken..]);
                let letter = |sign: Option<&char>| sign.is_some_and(|sign| sign.is_alphanumeric());
                if edit.is_some() && !(letter(before.last()) && letter(behind.first())) {
                    continue;
                }
                let other: String = before
                    .iter()
                    .copied()
                    .chain(edit)
                    .chain(behind.iter().copied())
                    .collect();
                if let Some(exact) = at_home(&other, &text, domains) {
                    found.push((exact, other));
                }
            }
        }
    }
    // At the very domain before one below it.
    let best = found.iter().map(|(exact, _)| *exact).max()?;
    found.retain(|(exact, _)| *exact == best);
    found.sort();
    found.dedup();
    match found.as_slice() {
        [(_, only)] => Some(only.clone()),
        _ => None,
    }
}

/// Whether a text is an address of the office; true where its domain is the office's own, and not
/// one below it.
fn at_home(text: &str, stated: &str, domains: &[String]) -> Option<bool> {
    if text == stated || email_of(text).as_deref() != Some(text) {
        return None;
    }
    let address = Email::parse(text).ok()?;
    let own = domains
        .iter()
        .map(|domain| domain.trim_start_matches('@').to_lowercase())
        .collect::<Vec<_>>();
    let exact = own.iter().any(|domain| domain == address.domain());
    // A name of a domain that was cut out of another word is no slip.
    let below = stated.matches('@').count() == 1
        && own
            .iter()
            .any(|domain| address.domain().ends_with(&format!(".{domain}")));
    (exact || below).then_some(exact)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_slip_is_named() {
        let slip = |place, written, meant| Slip {
            place,
            written,
            meant,
        };
        for (stated, slips) in [
            ("l971024710850001", vec![slip(1, 'l', '1')]),
            ("19710247 1085 OOO1", vec![]),
            ("1971 0247 1085 0O01", vec![slip(14, 'O', '0')]),
            ("197102471085000X", vec![]),
            ("1971024710850001", vec![]),
            ("l97102471085000", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(nik_slips(stated), slips, "{stated}");
        }
        assert_eq!(
            nip("19851OO72005032039").as_deref(),
            Some("198510072005032039")
        );
        assert_eq!(phone("o811 9252 0002").as_deref(), Some("081192520002"));
        assert_eq!(phone("6,28119E+12"), None);
        let born = day("O7/10/1985", true).map(|day| day.to_string());
        assert_eq!(born.as_deref(), Some("1985-10-07"));
        assert_eq!(day("besok", false), None);
    }

    #[test]
    fn a_digit_that_is_missing_or_too_many_is_named_where_the_other_number_tells_it() {
        let nip = Nip::parse("198510072005032039").unwrap();
        let nik = Nik::parse("1971024710850022").unwrap();
        let told = |found: Option<Miscount>| {
            found.map(|found| (found.place, found.digit, found.missing, found.number))
        };
        let missing = |place, digit, number: &str| Some((place, digit, true, number.to_owned()));
        // The month lost a digit, the day has one too many; a running number tells nothing.
        let whole = "1971024710850022";
        assert_eq!(
            told(nik_miscount("197102471850022", nip)),
            missing(10, '0', whole)
        );
        let extra = Some((8, '7', false, whole.to_owned()));
        assert_eq!(told(nik_miscount("19710247710850022", nip)), extra);
        assert_eq!(told(nik_miscount("197102471085022", nip)), None);
        assert_eq!(told(nik_miscount("1971024710850", nip)), None);
        let whole = "198510072005032039";
        assert_eq!(
            told(nip_miscount("19851072005032039", nik)),
            missing(6, '0', whole)
        );
        assert_eq!(told(nip_miscount("19851007200503203", nik)), None);
    }

    #[test]
    fn a_kind_and_a_serial_one_slip_away_are_named() {
        for (stated, meant) in [
            ("Penerbtan", Some("issue")),
            ("Perpanjngan sertifikat", Some("renew")),
            ("Pencabtan", Some("revoke")),
            ("rset", Some("reset")),
            ("Penerbtan dan pencabtan", None),
            ("Lainnya", None),
            ("", None),
        ] {
            assert_eq!(kind(stated), meant, "{stated}");
        }
        assert_eq!(serial("3FO0A1").as_deref(), Some("3F00A1"));
        assert_eq!(serial("3F:l0:A1").as_deref(), Some("3F:10:A1"));
        assert_eq!(serial("xyz"), None);
        assert_eq!(serial("BD"), None);
    }

    #[test]
    fn an_address_one_sign_away_is_named() {
        let office = ["babelprov.go.id".to_owned()];
        for (stated, likely) in [
            ("nama@babelprov,go.id", Some("nama@babelprov.go.id")),
            ("nama@babelprov.go,id", Some("nama@babelprov.go.id")),
            ("nama@babelprov.goid", Some("nama@babelprov.go.id")),
            ("nama@babelprovgo.id", Some("nama@babelprov.go.id")),
            ("nama@@babelprov.go.id", Some("nama@babelprov.go.id")),
            ("nama@babelprov..go.id", Some("nama@babelprov.go.id")),
            ("nama@.babelprov.go.id", Some("nama@babelprov.go.id")),
            ("nama#babelprov.go.id", Some("nama@babelprov.go.id")),
            ("nama.babelprov.go.id", Some("nama@babelprov.go.id")),
            ("nama..x@babelprov.go.id", Some("nama.x@babelprov.go.id")),
            (
                "nama@mail.babelprov,go.id",
                Some("nama@mail.babelprov.go.id"),
            ),
            ("nama@gmail.com", None),
            ("nama", None),
            ("@babelprov.go.id", None),
            ("", None),
        ] {
            assert_eq!(email(stated, &office).as_deref(), likely, "{stated}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_is_likely_is_valid(text in "\\PC{0,24}|[0-9OlIS]{14,19}|[a-c@.,]{0,12}") {
            let office = ["a.bc".to_owned()];
            let _ = (nik_slips(&text), day(&text, true), kind(&text), serial(&text));
            if let Some(likely) = email(&text, &office) {
                prop_assert!(Email::parse(&likely).is_ok());
            }
            if let Some(likely) = nip(&text) {
                prop_assert!(Nip::parse(&likely).is_ok());
            }
            if let Some(likely) = phone(&text) {
                prop_assert!(phone_of(&likely).is_some());
            }
        }
    }
}
