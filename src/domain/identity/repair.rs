//! Repairs that lose nothing, and the refusal to guess where a spreadsheet lost digits.
//!
//! No repair adds or changes a digit: what comes out is what stood there without the marks that
//! spreadsheets and people put around it.

use super::{Email, Phone};
use crate::domain::unwrap::{bare, unwrap};

/// What kind of cell a text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Text: CSV, a text cell, a form field.
    Text,
    /// A number cell: passed through a 64-bit float, and in most programs through 15 digits.
    Number,
}

/// What a cell of digits came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repaired {
    /// Nothing to repair; it may still be wrong, which is for the findings to say.
    AsIs(String),
    /// Repaired; the caller keeps what stood there, to report it.
    Changed(String),
    /// A spreadsheet lost digits: not to be guessed.
    DigitsLost,
}

impl Repaired {
    /// The text to go on with; `None` where digits were lost.
    pub fn text(&self) -> Option<&str> {
        match self {
            Repaired::AsIs(text) | Repaired::Changed(text) => Some(text),
            Repaired::DigitsLost => None,
        }
    }

    fn of(from: &str, to: String) -> Repaired {
        if from == to {
            Repaired::AsIs(to)
        } else {
            Repaired::Changed(to)
        }
    }
}

/// Whole numbers from here on are not all exact in a 64-bit float.
const EXACT: u64 = 1 << 53;

/// Repairs a stated NIK (16 digits).
///
/// Accepts what [`unwrap`](crate::domain::unwrap) takes off, spaces, dots and dashes between the
/// digits, a fraction of zeros, a label before the number, a remark behind it, and a number cell
/// whose 16 digits are exact. Refuses scientific notation, and numbers whose last digits a float or
/// a spreadsheet may have made. A repair has 16 digits: else the text stays as it was stated.
pub fn repair_nik(text: &str, cell: CellKind) -> Repaired {
    repair_digits(text, cell, 16)
}

/// Repairs a stated NIP (18 digits): as [`repair_nik`], but 18 digits never survive a number
/// cell, and a text that ends in `000` passed through one.
pub fn repair_nip(text: &str, cell: CellKind) -> Repaired {
    repair_digits(text, cell, 18)
}

fn repair_digits(text: &str, cell: CellKind, length: usize) -> Repaired {
    // Nearly every number is written as it should be, and is asked for often.
    if cell == CellKind::Text && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return match made_zeros(text, length) {
            true => Repaired::DigitsLost,
            false => Repaired::AsIs(text.to_owned()),
        };
    }
    let bare = bare(text);
    if is_scientific(&bare) {
        return Repaired::DigitsLost;
    }
    let (body, was_float) = without_fraction(&bare);
    let Some(digits) = joined(body).or_else(|| labelled(&bare, length)) else {
        // Not a number at all: kept as it stands but for the space around it.
        return Repaired::of(text, text.trim().to_owned());
    };
    let lost = match (cell, was_float) {
        (CellKind::Number, _) => number_cell_lost(&digits, length),
        (CellKind::Text, true) => digits.len() >= length && float_text_lost(&digits),
        (CellKind::Text, false) => false,
    };
    if lost || made_zeros(&digits, length) {
        Repaired::DigitsLost
    } else if digits.len() == length {
        Repaired::of(text, digits)
    } else {
        Repaired::AsIs(text.trim().to_owned())
    }
}

/// The digits of a text of nothing but digits and signs between them; `None` where something
/// else stands in it. What a sentence counts: letters are none.
pub fn bare_digits(text: &str) -> Option<String> {
    joined(without_fraction(&bare(text)).0)
}

/// The digits of a text that holds nothing else but signs between them.
fn joined(text: &str) -> Option<String> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let digits: String = text.chars().filter(|sign| !is_between(*sign)).collect();
    let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    whole.then_some(digits)
}

/// Signs that people put between the digits of one number; a stroke, a comma or a new line stand
/// between two numbers.
fn is_between(sign: char) -> bool {
    matches!(sign, ' ' | '.' | '-' | '_' | '\'' | '’' | '·') || is_dash(sign)
}

fn is_dash(sign: char) -> bool {
    matches!(sign, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Without a fraction of zeros, and whether there was one: `1971024710850022.00`.
fn without_fraction(text: &str) -> (&str, bool) {
    let Some(at) = text.rfind(['.', ',']) else {
        return (text, false);
    };
    let (body, fraction) = (&text[..at], &text[at + 1..]);
    // The same sign between groups of digits is no decimal point.
    let point = &text[at..=at];
    let zeros = !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0');
    match zeros && !body.is_empty() && !body.contains(point) {
        true => (body, true),
        false => (text, false),
    }
}

/// Words that say that a number beside them is another one, or nobody's.
const OTHERS: &str = "bukan salah lama suami istri isteri atasan ayah ibu anak orang sementara contoh \
                      tidak belum ganti diganti seharusnya harusnya mestinya pimpinan kepala";

/// The one number of this length among words: `NIK 1971…`, `1971… (sesuai KTP)`. `None` where
/// another long number or a letter beside the digits makes it doubtful.
fn labelled(text: &str, length: usize) -> Option<String> {
    let lower = text.to_lowercase();
    let mut words = lower.split(|sign: char| !sign.is_alphabetic());
    if words.any(|word| OTHERS.split(' ').any(|other| other == word)) {
        return None;
    }
    let mut found = None;
    for (run, before, behind) in runs(text) {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        if digits == length {
            let doubtful = before == 1 || behind == 1 || found.is_some();
            found = Some(joined(run).filter(|_| !doubtful)?);
        } else if digits > OTHER_DIGITS {
            return None;
        }
    }
    found
}

/// The digits of the one long number among words, of whatever length: what a sentence counts in
/// `NIK 19710247108500`. `None` where the words say that it is another's, or two stand there.
pub fn labelled_digits(text: &str) -> Option<String> {
    let bare = bare(text);
    let long = |(run, ..): (&str, usize, usize)| {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        (digits > OTHER_DIGITS).then_some(digits)
    };
    let mut lengths = runs(&bare).filter_map(long);
    let length = lengths.next()?;
    labelled(&bare, length)
}

/// Most digits of another number beside the one that is meant: a year, a day.
const OTHER_DIGITS: usize = 4;

/// Runs of digits and signs between them, with the number of letters right before and behind each.
fn runs(text: &str) -> impl Iterator<Item = (&str, usize, usize)> {
    let in_run = |sign: char| sign.is_ascii_digit() || is_between(sign);
    let pieces = text.split(move |sign| !in_run(sign));
    pieces.filter_map(move |piece| {
        let first = piece.find(|sign: char| sign.is_ascii_digit())?;
        let last = piece.rfind(|sign: char| sign.is_ascii_digit())?;
        let run = &piece[first..=last];
        let start = run.as_ptr() as usize - text.as_ptr() as usize;
        let letters = |sign: &char| sign.is_alphabetic();
        let before = text[..start].chars().rev().take_while(letters).count();
        let behind = text[start + run.len()..]
            .chars()
            .take_while(letters)
            .count();
        Some((run, before, behind))
    })
}

/// Whether a number in scientific notation stands in a text: `1.97E+15`, `1,97102 x 10^15`.
pub fn is_scientific(text: &str) -> bool {
    let text: String = text
        .to_lowercase()
        .replace(['×', '*'], "x")
        .replace("x 10", "x10")
        .replace("10 ^", "10^")
        .replace("10^", "10")
        .replace("10**", "10");
    let digit_before = |at: usize| {
        let before = text[..at].trim_end();
        let number = before
            .rfind(|sign: char| !(sign.is_ascii_digit() || matches!(sign, '.' | ',')))
            .map_or(before, |at| &before[at..]);
        number.bytes().any(|byte| byte.is_ascii_digit())
            && before.ends_with(|sign: char| sign.is_ascii_digit() || sign == '.' || sign == ',')
    };
    let exponent_behind = |rest: &str| {
        let rest = rest
            .trim_start()
            .trim_start_matches(['+', '-'])
            .trim_start();
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let more = rest[digits..].starts_with(char::is_alphanumeric);
        (1..=3).contains(&digits) && !more
    };
    let mut marks = text.match_indices('e').map(|(at, _)| (at, at + 1));
    let mut powers = text.match_indices("x10").map(|(at, _)| (at, at + 3));
    let stands = |(at, end): (usize, usize)| digit_before(at) && exponent_behind(&text[end..]);
    marks.any(stands) || powers.any(stands)
}

/// Whether a text is nothing but a number as a spreadsheet writes one that it took the digits of:
/// `8,00E+02`, `1.97102 x 10^15`. A code with an E in it, such as `12E1`, is none.
pub fn is_lost(text: &str) -> bool {
    let text = bare(text).to_lowercase();
    let floats = |sign: char| sign.is_ascii_digit() || "., +-xe^*×".contains(sign);
    let marked = text.contains(['.', ',', '+', '^', '*', 'x', '×']);
    let mantissa = text.find(['e', 'x', '*', '×']).map_or("", |at| &text[..at]);
    let points = mantissa
        .chars()
        .filter(|sign| matches!(sign, '.' | ','))
        .count();
    let whole: &str = mantissa.split(['.', ',']).next().unwrap_or_default().trim();
    marked && points <= 1 && whole.len() == 1 && text.chars().all(floats) && is_scientific(&text)
}

/// A number cell of the full length or more: 16 digits survive only below 2^53 and where the last
/// is not the zero that 15-digit programs put there; 18 never do. Shorter ones are merely short.
fn number_cell_lost(digits: &str, length: usize) -> bool {
    let value = digits.parse::<u64>().unwrap_or(u64::MAX);
    digits.len() > 16 || value >= EXACT || (digits.len() == length && digits.ends_with('0'))
}

/// `1971024710850022.0` has been a float. Below 2^53 that lost nothing; above, the text can be
/// trusted only where no float prints so.
fn float_text_lost(digits: &str) -> bool {
    let Ok(value) = digits.parse::<u64>() else {
        return true;
    };
    // Saturating casts: a value beyond u64 differs from its float and was refused above.
    value >= EXACT && (value as f64 as u64 == value || digits.ends_with('0'))
}

/// Zeros that a spreadsheet puts in the place of lost digits: three at the end of 18, which keep
/// 15; more at the end of 16 than a running number has. Zeros alone are nobody's number, lost or
/// not.
fn made_zeros(digits: &str, length: usize) -> bool {
    let zeros = if length == 16 { "000000" } else { "000" };
    digits.len() == length && digits.ends_with(zeros) && digits.bytes().any(|byte| byte != b'0')
}

/// Folds runs of white space of a name; letters stay as they were written.
pub fn repair_name(text: &str) -> String {
    unwrap(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// National form of a telephone number: `+62 811-…`, `62811…`, `wa.me/62811…` become `0811…`; a
/// text that is not one number is only trimmed.
pub fn repair_phone(text: &str) -> String {
    phone_of(text).unwrap_or_else(|| text.trim().to_owned())
}

/// Words before a number on the line of a messenger.
const LINKS: [&str; 8] = [
    "https://",
    "http://",
    "www.",
    "api.whatsapp.com/send?phone=",
    "wa.me/",
    "tel:",
    "whatsapp:",
    "wa.me/+",
];

/// The one telephone number that a text holds; `None` for two, for none, and where digits were
/// lost.
pub fn phone_of(text: &str) -> Option<String> {
    let bare = bare(text);
    let mut inner = bare.as_str();
    while let Some(rest) = LINKS.iter().find_map(|link| inner.strip_prefix(link)) {
        inner = rest;
    }
    if is_scientific(inner) {
        return None;
    }
    let (inner, _) = without_fraction(inner);
    let spaced = inner.replace(['(', ')'], " ");
    let mut found = None;
    for (run, before, behind) in runs(&spaced) {
        let start = run.as_ptr() as usize - spaced.as_ptr() as usize;
        let plus = spaced[..start].trim_end().ends_with('+');
        if found.is_some() || before == 1 || behind == 1 {
            return None;
        }
        found = Some(national(&joined(run)?, plus)?);
    }
    found
}

/// The national form of digits; `+…` for those of another country.
fn national(digits: &str, plus: bool) -> Option<String> {
    let (digits, plus) = match digits.strip_prefix("00") {
        Some(rest) => (rest, true),
        None => (digits, plus),
    };
    let national = match digits.strip_prefix("62") {
        Some(rest) if plus || rest.starts_with('8') => {
            format!("0{}", rest.trim_start_matches('0'))
        }
        _ if plus => {
            let whole = (8..=15).contains(&digits.len());
            return whole.then(|| format!("+{digits}"));
        }
        // A number cell drops the leading zero of a mobile number; the zero is the trunk prefix
        // of every national number and not one of its digits.
        _ if digits.starts_with('8') && (9..=13).contains(&digits.len()) => format!("0{digits}"),
        _ => digits.to_owned(),
    };
    let mobile = !national.starts_with("08") || (10..=14).contains(&national.len());
    let whole = mobile && Phone::parse(&national).is_ok();
    whole.then_some(national)
}

/// Lower case, without what stands around an address; a text that is not one address is only
/// trimmed and folded.
pub fn repair_email(text: &str) -> String {
    email_of(text).unwrap_or_else(|| text.trim().to_lowercase())
}

/// Last labels that can follow the blank in `babelprov.go. id`.
const LAST_LABELS: [&str; 8] = [
    "id", "com", "net", "org", "go.id", "co.id", "ac.id", "sch.id",
];

/// The one address that a text holds: `<a@b.id>`, `Email: a@b.id`, `a @b.id`. `None` for two, for
/// none, and where it is not sure what belongs to it.
pub fn email_of(text: &str) -> Option<String> {
    if text.is_ascii() && !text.contains('@') {
        return None;
    }
    let lower = bare(text).to_lowercase();
    let mut inner = lower.as_str();
    while let Some(rest) = [
        "mailto:", "https://", "http://", "email:", "e-mail:", "surel:",
    ]
    .iter()
    .find_map(|mark| inner.strip_prefix(mark))
    {
        inner = rest.trim_start();
    }
    if inner.matches('@').count() != 1 {
        return None;
    }
    if let (Some(open), Some(close)) = (inner.rfind('<'), inner.rfind('>'))
        && open < close
    {
        // `Siti Contoh <siti@b.id>` names whom it belongs to.
        let inside = &inner[open + 1..close];
        return Email::parse(inside).ok().map(|email| email.to_string());
    }
    let remark = inner.find(" (").filter(|_| inner.ends_with(')'));
    let inner = remark.map_or(inner, |at| &inner[..at]);
    let mut address = String::new();
    for word in inner.split_whitespace() {
        let whole = |address: &str| address.ends_with('@') || word.starts_with(['@', '.']);
        let last = |address: &str| {
            address.contains('@') && address.ends_with('.') && LAST_LABELS.contains(&word)
        };
        if !address.is_empty() && !whole(&address) && !last(&address) {
            return None;
        }
        address.push_str(word);
    }
    let address = address.trim_end_matches(['.', ',', ';', '/']);
    Email::parse(address).ok().map(|email| email.to_string())
}

#[cfg(test)]
mod tests;
