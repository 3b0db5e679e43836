//! The one mask for NIKs in free text: file names, notes, subjects, links, what was given.
//!
//! Sixteen digits are masked however they are grouped, with one separator between digits; a longer
//! number (a NIP) and what stands in a hash are not. In doubt it masks.

use super::Nik;
use std::borrow::Cow;
use std::ops::Range;

/// Digits of a NIK.
const DIGITS: usize = 16;

/// How a NIK is grouped by hand; found in a longer row of numbers as well.
const GROUPED: [&[usize]; 5] = [
    &[4, 4, 4, 4],
    &[6, 6, 4],
    &[2, 2, 2, 6, 4],
    &[2, 2, 2, 2, 2, 2, 4],
    &[6, 2, 2, 2, 4],
];

/// The text with every NIK in it masked: `1971••••••••0013`.
pub fn mask_niks(text: &str) -> Cow<'_, str> {
    // Most texts have nothing to hide; this is asked of every text that leaves the server.
    if text
        .chars()
        .filter(|letter| digit(*letter).is_some())
        .take(DIGITS)
        .count()
        < DIGITS
    {
        return Cow::Borrowed(text);
    }
    hide(text, niks(text))
}

/// The same in a field for numbers of its own, such as a ticket: masked is only what reads as a NIK,
/// with a province and a birth date in it.
pub fn mask_likely_niks(text: &str) -> Cow<'_, str> {
    let mut found = niks(text);
    found.retain(|range| reads_as_nik(&text[range.clone()]));
    hide(text, found)
}

/// Whether sixteen digits have a known province and a real birth date where a NIK has them.
fn reads_as_nik(number: &str) -> bool {
    Nik::parse(&digits(number)).is_ok_and(|nik| nik.region().is_known())
}

fn hide(text: &str, found: Vec<Range<usize>>) -> Cow<'_, str> {
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + found.len() * DIGITS);
    let mut from = 0;
    for range in found {
        out.push_str(&text[from..range.start]);
        out.push_str(&masked(&text[range.clone()]));
        from = range.end;
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// A text that came back as it was shown: the NIKs that it hides are those of the text that is kept.
pub fn unmask_niks(given: &str, kept: &str) -> String {
    let mut whole = given.to_owned();
    for range in niks(kept) {
        let number = &kept[range];
        whole = whole.replacen(&masked(number), number, 1);
    }
    whole
}

/// The form that a number is shown in.
fn masked(number: &str) -> String {
    let digits = digits(number);
    format!("{}••••••••{}", &digits[..4], &digits[DIGITS - 4..])
}

/// The digits of a number, of whatever script, without what groups them.
fn digits(number: &str) -> String {
    number.chars().filter_map(digit).collect()
}

/// Where the NIKs stand, in order.
fn niks(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for row in rows(text) {
        in_row(text, &row, &mut found);
    }
    found
}

/// Rows of groups of digits with one separator between two groups.
fn rows(text: &str) -> Vec<Vec<Range<usize>>> {
    let mut rows: Vec<Vec<Range<usize>>> = Vec::new();
    // Letters since the last digit: a row goes on over none or one separator.
    let mut between = Some(0);
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        if digit(letter).is_some() {
            match (between, rows.last_mut().and_then(|row| row.last_mut())) {
                (Some(0), Some(group)) if group.end == at => group.end = end,
                (Some(1), Some(_)) => {
                    if let Some(row) = rows.last_mut() {
                        row.push(at..end);
                    }
                }
                _ => rows.push(std::iter::once(at..end).collect()),
            }
            between = Some(0);
        } else if separates(letter) {
            between = between.map(|passed| passed + 1);
        } else {
            between = None;
        }
    }
    rows
}

fn in_row(text: &str, row: &[Range<usize>], found: &mut Vec<Range<usize>>) {
    let sizes: Vec<usize> = row
        .iter()
        .map(|group| text[group.clone()].chars().count())
        .collect();
    if sizes.iter().sum::<usize>() == DIGITS {
        let whole = row[0].start..row[row.len() - 1].end;
        found.extend(Some(whole).filter(|range| !in_hash(text, range)));
        return;
    }
    let mut at = 0;
    while at < row.len() {
        let plain = (sizes[at] == DIGITS).then_some(1);
        let shaped = GROUPED.iter().find(|shape| {
            let alike = sizes.get(at..at + shape.len()) == Some(**shape);
            // A longer number in groups of one size is no NIK.
            let goes_on = shape.iter().all(|size| *size == shape[0])
                && (at
                    .checked_sub(1)
                    .is_some_and(|before| sizes[before] == shape[0])
                    || sizes.get(at + shape.len()) == Some(&shape[0]));
            alike && !goes_on
        });
        let groups = plain.or(shaped.map(|shape| shape.len())).unwrap_or(0);
        if groups > 0 {
            let range = row[at].start..row[at + groups - 1].end;
            found.extend(Some(range).filter(|range| !in_hash(text, range)));
        }
        at += groups.max(1);
    }
}

/// Whether it is part of a word of nothing but hex digits that is longer than it.
fn in_hash(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().rev();
    let after = text[range.end..].chars();
    let mut more = false;
    for letters in [
        &mut before.into_iter() as &mut dyn Iterator<Item = char>,
        &mut after.into_iter(),
    ] {
        for letter in letters.take_while(|letter| letter.is_alphanumeric()) {
            if !letter.is_ascii_hexdigit() {
                return false;
            }
            more = true;
        }
    }
    more
}

/// A digit of any script that people type numbers in.
fn digit(letter: char) -> Option<char> {
    let zero = match letter {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        _ => return None,
    };
    char::from_digit(letter as u32 - zero as u32, 10)
}

fn separates(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '.' | '-' | '_' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}'
        )
        || matches!(letter, '\u{2010}'..='\u{2015}' | '\u{2212}' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HIDDEN: &str = "1971••••••••0013";

    #[test]
    fn sixteen_digits_are_masked_however_they_are_grouped() {
        for given in [
            "1971024710850013",
            "1971 0247 1085 0013",
            "1971.0247.1085.0013",
            "1971-0247-1085-0013",
            "197102 471085 0013",
            "19.71.02.471085.0013",
            "1971\u{a0}0247\u{a0}1085\u{a0}0013",
            "1 9 7 1 0 2 4 7 1 0 8 5 0 0 1 3",
            "1971_0247 1085-0013",
            "１９７１０２４７１０８５００１３",
        ] {
            assert_eq!(mask_niks(given), HIDDEN, "{given}");
            for (before, after) in [
                ("KTP ", ".jpg"),
                ("ktp_", "_Siti.pdf"),
                ("Rina", ""),
                ("https://contoh.go.id/?nik=", "&x=1"),
                ("(", ")."),
            ] {
                let text = format!("{before}{given}{after}");
                assert_eq!(
                    mask_niks(&text),
                    format!("{before}{HIDDEN}{after}"),
                    "{text}"
                );
            }
        }
        let beside = "no. 12 1971024710850013 2026 dan 3 1971 0247 1085 0013 a.n. Siti";
        let hidden = format!("no. 12 {HIDDEN} 2026 dan 3 {HIDDEN} a.n. Siti");
        assert_eq!(mask_niks(beside), hidden);
    }

    #[test]
    fn other_numbers_stay_whole() {
        for kept in [
            "198704122010012015",
            "19870412 201001 2 015",
            "19710247108500131",
            "197102471085001",
            "a1971024710850013f",
            "1971024710850013abcdef",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "3F:00:A1:97:10:24:71:08:50:01:3B",
            "0812-7100-0013",
            "23 Nov 2026 09.14",
            "1971 0247 1085 0013 0014",
            "1971  0247  1085  0013",
            "800/12/DINKES/2026",
            "1971••••••••0013",
            "",
        ] {
            assert_eq!(mask_niks(kept), kept);
        }
    }

    #[test]
    fn in_a_field_of_numbers_only_what_reads_as_a_nik_is_masked() {
        for nik in [
            "1971024710850013",
            "1971 0247 1085 0013",
            "１９７１０２４７１０８５００１３",
        ] {
            assert_eq!(mask_likely_niks(nik), HIDDEN);
            assert_eq!(
                mask_likely_niks(&format!("T-{nik}/A")),
                format!("T-{HIDDEN}/A")
            );
        }
        // No province, no day of a month, another number of digits.
        for ticket in [
            "7013920475012345",
            "1971029910850013",
            "20261123000147",
            "2026112300014712345",
        ] {
            assert_eq!(mask_likely_niks(ticket), ticket);
        }
    }

    #[test]
    fn what_comes_back_masked_is_what_was_kept() {
        let kept = "KTP 1971 0247 1085 0013 dan 1902015501900044";
        let shown = mask_niks(kept).into_owned();
        assert_eq!(unmask_niks(&shown, kept), kept);
        let edited = shown.replace("KTP", "Fotokopi");
        assert_eq!(unmask_niks(&edited, kept), kept.replace("KTP", "Fotokopi"));
        assert_eq!(unmask_niks("1971••••••••9999", kept), "1971••••••••9999");
    }

    proptest! {
        #[test]
        fn any_text_is_masked_once_and_for_all(text in "\\PC*") {
            let once = mask_niks(&text).into_owned();
            prop_assert_eq!(mask_niks(&once).into_owned(), once.clone());
            prop_assert_eq!(unmask_niks(&once, &text), text);
        }

        #[test]
        fn no_nik_is_left_between_words(
            before in "[g-z]{0,4}[ .,:;(]?",
            digits in "[1-9][0-9]{15}",
            after in "[ .,:;)]?[g-z]{0,4}",
        ) {
            let text = format!("{before}{digits}{after}");
            let masked = mask_niks(&text).into_owned();
            prop_assert!(!masked.contains(&digits));
        }
    }
}
