//! Repairs that lose nothing, and the refusal to guess where a spreadsheet lost digits.
//!
//! No repair adds or changes a digit: what comes out is what stood there without the marks that
//! spreadsheets and people put around it.

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
/// Accepts a leading apostrophe, spaces, dots, dashes, a trailing `.0`, and a number cell whose 16
/// digits are exact. Refuses scientific notation, number cells and `.0` texts whose last digits a
/// float or a spreadsheet's 15 digits may have made, and a running number of `0000`.
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
    let bare = unmarked(text);
    if is_scientific(&bare) {
        return Repaired::DigitsLost;
    }
    let (body, was_float) = match bare.strip_suffix(".0").or(bare.strip_suffix(",0")) {
        Some(body) if body.bytes().all(|byte| byte.is_ascii_digit()) => (body, true),
        _ => (bare.as_str(), false),
    };
    let digits: String = body.chars().filter(|c| !is_separator(*c)).collect();
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits {
        // Not a number at all: kept as it stands but for the space around it.
        return Repaired::of(text, text.trim().to_owned());
    }
    let lost = match (cell, was_float) {
        (CellKind::Number, _) => number_cell_lost(&digits, length),
        (CellKind::Text, true) => float_text_lost(&digits),
        (CellKind::Text, false) => false,
    };
    if lost || made_zeros(&digits, length) {
        Repaired::DigitsLost
    } else {
        Repaired::of(text, digits)
    }
}

/// Without space, invisible marks and the apostrophe that forces text in a spreadsheet.
fn unmarked(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    visible
        .trim()
        .trim_start_matches(['\'', '’', '‘', '`'])
        .trim()
        .to_owned()
}

/// Zero-width marks and byte order marks, which copying from web pages leaves behind.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}')
}

fn is_separator(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '.' | '-' | '‐' | '‑' | '–' | '—' | '_' | '/')
}

/// `1.97E+15`, `1,97102E15`: mantissa, E, exponent.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let exponent = exponent.trim_start_matches(['+', '-']);
    let is_digit = |byte: u8| byte.is_ascii_digit();
    let number = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b' ');
    mantissa.bytes().any(is_digit)
        && mantissa.bytes().all(number)
        && !exponent.is_empty()
        && exponent.bytes().all(is_digit)
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

/// Zeros where the running number stands, which no issuer gives: NIK `0000`, NIP `000`.
fn made_zeros(digits: &str, length: usize) -> bool {
    let zeros = if length == 16 { "0000" } else { "000" };
    digits.len() == length && digits.ends_with(zeros)
}

/// Trims and folds runs of white space of a name; letters stay as they were written.
pub fn repair_name(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// National form of a telephone number: `+62 811-…` and `62811…` become `0811…`; a text that is
/// no number is only trimmed.
pub fn repair_phone(text: &str) -> String {
    let bare = unmarked(text);
    let bare = bare.strip_suffix(".0").unwrap_or(&bare);
    let digits: String = bare
        .chars()
        .filter(|c| !is_separator(*c) && !matches!(c, '(' | ')' | '+'))
        .collect();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.trim().to_owned();
    }
    let international = bare.trim_start_matches('(').starts_with('+');
    match digits.strip_prefix("62") {
        Some(rest) if international || rest.starts_with('8') => {
            format!("0{}", rest.trim_start_matches('0'))
        }
        _ if international => format!("+{digits}"),
        // A number cell drops the leading zero of a mobile number; the zero is the trunk prefix
        // of every national number and not one of its digits.
        _ if digits.starts_with('8') && (9..=13).contains(&digits.len()) => format!("0{digits}"),
        _ => digits,
    }
}

/// Lower case, without space around it and without `mailto:`.
pub fn repair_email(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let folded = visible.trim().to_lowercase();
    folded
        .strip_prefix("mailto:")
        .unwrap_or(&folded)
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const NIK: &str = "1971024710850022";
    const NIP: &str = "198306062003121012";

    #[test]
    fn what_is_repaired_in_a_nik() {
        assert_eq!(repair_nik(NIK, CellKind::Text), Repaired::AsIs(NIK.into()));
        for text in [
            "'1971024710850022",
            "’1971024710850022",
            " 1971024710850022 ",
            "197102 471085 0022",
            "1971.0247.1085.0022",
            "1971-0247-1085-0022",
            "1971024710850022.0",
            "'1971024710850022.0",
            "\u{200b}1971024710850022",
            "1971\u{a0}024710850022",
        ] {
            let expected = Repaired::Changed(NIK.into());
            assert_eq!(repair_nik(text, CellKind::Text), expected, "{text:?}");
        }
        let exact = repair_nik(NIK, CellKind::Number);
        assert_eq!(exact, Repaired::AsIs(NIK.into()));
        let exact = repair_nik("1971024710850022.0", CellKind::Number);
        assert_eq!(exact, Repaired::Changed(NIK.into()));
    }

    #[test]
    fn what_is_not_guessed_in_a_nik() {
        for (text, cell) in [
            ("1.97E+15", CellKind::Text),
            ("1,97E+15", CellKind::Text),
            ("1.90101E+15", CellKind::Text),
            ("1.97102471085002e15", CellKind::Text),
            ("'1.97E+15", CellKind::Text),
            ("1.97E+15", CellKind::Number),
            ("1971024710850020", CellKind::Number),
            ("1970000000000000", CellKind::Text),
            ("9171024710850022", CellKind::Number),
            ("9171024710850022.0", CellKind::Text),
        ] {
            assert_eq!(repair_nik(text, cell), Repaired::DigitsLost, "{text}");
        }
    }

    #[test]
    fn wrong_numbers_stay_wrong() {
        for text in [
            "190101020275002",
            "197102471085002X",
            "",
            "-",
            "tidak ada",
            "bel-um",
            "e",
        ] {
            assert_eq!(
                repair_nik(text, CellKind::Text),
                Repaired::AsIs(text.into())
            );
        }
        // Ends in 0 as text: one NIK in ten does.
        let zero = "1671055312760020";
        assert_eq!(
            repair_nik(zero, CellKind::Text),
            Repaired::AsIs(zero.into())
        );
    }

    #[test]
    fn a_nip_loses_digits_in_any_number_cell() {
        for text in [
            "19830606 200312 1 012",
            "'198306062003121012",
            "198306062003121012.0",
        ] {
            let expected = Repaired::Changed(NIP.into());
            assert_eq!(repair_nip(text, CellKind::Text), expected, "{text}");
        }
        for (text, cell) in [
            (NIP, CellKind::Number),
            ("198306062003121000", CellKind::Text),
            ("198306062003121024.0", CellKind::Text),
            ("1.98306E+17", CellKind::Text),
        ] {
            assert_eq!(repair_nip(text, cell), Repaired::DigitsLost, "{text}");
        }
    }

    #[test]
    fn phones_names_and_addresses() {
        for (from, to) in [
            ("+62 811-9252-0002", "081192520002"),
            ("62 811 9252 0002", "081192520002"),
            ("(+62) 811 9252 0002", "081192520002"),
            ("+62 0811 9252 0002", "081192520002"),
            ("811 9252 0002", "081192520002"),
            ("081192520002", "081192520002"),
            ("0717-4262141", "07174262141"),
            ("+65 6123 4567", "+6561234567"),
            ("62141", "62141"),
            (" lihat surat ", "lihat surat"),
        ] {
            assert_eq!(repair_phone(from), to, "{from}");
        }
        assert_eq!(repair_name("  LESTARI  BAKRI "), "LESTARI BAKRI");
        assert_eq!(repair_email(" MAILTO:A@B.id "), "a@b.id");
    }

    fn digits_of(text: &str) -> String {
        text.chars().filter(char::is_ascii_digit).collect()
    }

    proptest! {
        #[test]
        fn repair_never_invents_digits(text in "\\PC*", number in any::<bool>()) {
            let cell = if number { CellKind::Number } else { CellKind::Text };
            for repaired in [repair_nik(&text, cell), repair_nip(&text, cell)] {
                if let Some(to) = repaired.text() {
                    prop_assert!(digits_of(&text).starts_with(&digits_of(to)));
                }
            }
            let _ = (repair_name(&text), repair_phone(&text), repair_email(&text));
        }

        #[test]
        fn near_numbers_keep_their_digits(
            text in "['’ ]{0,2}[0-9 .\\-]{10,24}(\\.0)?", number in any::<bool>()
        ) {
            let cell = if number { CellKind::Number } else { CellKind::Text };
            for repaired in [repair_nik(&text, cell), repair_nip(&text, cell)] {
                if let Some(to) = repaired.text() {
                    let all = digits_of(&text);
                    let without = text.trim().strip_suffix(".0").map(digits_of);
                    prop_assert!(digits_of(to) == all || Some(digits_of(to)) == without);
                }
            }
        }

        #[test]
        fn repairing_twice_changes_nothing(text in "['’ ]{0,2}[0-9 .\\-]{10,24}(\\.0)?") {
            if let Some(once) = repair_nik(&text, CellKind::Text).text() {
                prop_assert_eq!(
                    repair_nik(once, CellKind::Text),
                    Repaired::AsIs(once.to_owned())
                );
            }
        }
    }
}
