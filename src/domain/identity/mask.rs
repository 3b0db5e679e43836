//! The one mask for NIKs in free text: file names, notes, subjects, links, what was given [R11.18].
//!
//! Sixteen digits are masked however they are grouped, with one separator between digits. What is
//! longer is taken apart (`long`): a NIK beside a telephone number, a NIP or a day is masked, and a
//! number of its own, which holds no plausible NIK, is not; nor is what stands in a hash. In doubt
//! it masks.

mod long;

use super::Nik;
use std::borrow::Cow;
use std::ops::Range;

/// Digits of a NIK.
const DIGITS: usize = 16;

/// What stands for its middle.
const HIDDEN: &str = "••••••••";

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
        out.push_str(&masked(text, &range));
        from = range.end;
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// A text that came back as it was shown: the NIKs that it hides are those of the text that is kept.
pub fn unmask_niks(given: &str, kept: &str) -> String {
    let mut whole = given.to_owned();
    for range in niks(kept) {
        whole = whole.replacen(&masked(kept, &range), &kept[range], 1);
    }
    whole
}

/// The form that a number is shown in: its ends tell it from others, unless more digits stand right
/// beside it.
fn masked(text: &str, range: &Range<usize>) -> String {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    let mut beside = [before, after].into_iter().flatten();
    if beside.any(|letter| digit(letter).is_some()) {
        return HIDDEN.repeat(2);
    }
    let digits = digits(&text[range.clone()]);
    format!("{}{HIDDEN}{}", &digits[..4], &digits[DIGITS - 4..])
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

/// Rows of groups of digits with one separator between two groups. A NIK that is masked already
/// belongs to none.
fn rows(text: &str) -> Vec<Vec<Range<usize>>> {
    let mut rows: Vec<Vec<Range<usize>>> = Vec::new();
    // Letters since the last digit: a row goes on over none or one separator.
    let mut between = Some(0);
    let mut hidden = 0;
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        if at < hidden {
            continue;
        }
        if digit(letter).is_some() {
            if let Some(length) = masked_already(&text[at..]) {
                (hidden, between) = (at + length, None);
                continue;
            }
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

/// How long the masked form is that a text begins with, in bytes.
fn masked_already(text: &str) -> Option<usize> {
    let four = |text: &str| {
        let digits = text.bytes().take(4).take_while(u8::is_ascii_digit);
        (digits.count() == 4).then_some(4)
    };
    let rest = text[four(text)?..].strip_prefix(HIDDEN)?;
    four(rest).map(|behind| 4 + HIDDEN.len() + behind)
}

fn in_row(text: &str, row: &[Range<usize>], found: &mut Vec<Range<usize>>) {
    let sizes: Vec<usize> = row
        .iter()
        .map(|group| text[group.clone()].chars().count())
        .collect();
    let total: usize = sizes.iter().sum();
    if total < DIGITS {
        return;
    }
    if total == DIGITS {
        let whole = row[0].start..row[row.len() - 1].end;
        found.extend(Some(whole).filter(|range| !in_hash(text, range)));
        return;
    }
    // What is shaped as a NIK, and between two of these what may hold one.
    let (mut at, mut from) = (0, 0);
    while at < row.len() {
        let groups = shaped(&sizes, at);
        if groups > 0 {
            long::take_apart(text, &row[from..at], found);
            let range = row[at].start..row[at + groups - 1].end;
            found.extend(Some(range).filter(|range| !in_hash(text, range)));
            from = at + groups;
        }
        at += groups.max(1);
    }
    long::take_apart(text, &row[from..], found);
}

/// How many groups from here are a NIK by their sizes alone; 0 for none.
fn shaped(sizes: &[usize], at: usize) -> usize {
    if sizes[at] == DIGITS {
        return 1;
    }
    let shape = GROUPED.iter().find(|shape| {
        let alike = sizes.get(at..at + shape.len()) == Some(**shape);
        // A longer number in groups of one size is no NIK for its shape.
        let same = |other: Option<&usize>| other == Some(&shape[0]);
        let goes_on = shape.iter().all(|size| *size == shape[0])
            && (same(at.checked_sub(1).and_then(|before| sizes.get(before)))
                || same(sizes.get(at + shape.len())));
        alike && !goes_on
    });
    shape.map_or(0, |shape| shape.len())
}

/// Whether it is part of a word of nothing but hex digits, with letters.
fn in_hash(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().rev();
    let after = text[range.end..].chars();
    let mut more = false;
    for letters in [
        &mut before.into_iter() as &mut dyn Iterator<Item = char>,
        &mut after.into_iter(),
    ] {
        for letter in letters.take_while(|letter| letter.is_alphanumeric()) {
            if !letter.is_ascii_hexdigit() && digit(letter).is_none() {
                return false;
            }
            more |= letter.is_ascii_alphabetic();
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

    const MASKED: &str = "1971••••••••0013";

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
            assert_eq!(mask_niks(given), MASKED, "{given}");
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
                    format!("{before}{MASKED}{after}"),
                    "{text}"
                );
            }
        }
        let beside = "no. 12 1971024710850013 2026 dan 3 1971 0247 1085 0013 a.n. Siti";
        let hidden = format!("no. 12 {MASKED} 2026 dan 3 {MASKED} a.n. Siti");
        assert_eq!(mask_niks(beside), hidden);
    }

    #[test]
    fn other_numbers_stay_whole() {
        for kept in [
            "198704122010012015",
            "19870412 201001 2 015",
            "197102471085001",
            "a1971024710850013f",
            "1971024710850013abcdef",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "3F:00:A1:97:10:24:71:08:50:01:3B",
            "0812-7100-0013",
            "23 Nov 2026 09.14",
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
            assert_eq!(mask_likely_niks(nik), MASKED);
            assert_eq!(
                mask_likely_niks(&format!("T-{nik}/A")),
                format!("T-{MASKED}/A")
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

    #[test]
    fn masked_once_it_is_masked_for_good() {
        for (given, shown) in [
            // Four digits of the masked form would make sixteen with what stands before it.
            (
                "081271712345 1971024710850013",
                "081271712345 1971••••••••0013",
            ),
            (
                "1971••••••••0013 081271712345",
                "1971••••••••0013 081271712345",
            ),
            (
                "1971••••••••00130812 71712345",
                "1971••••••••00130812 71712345",
            ),
        ] {
            assert_eq!(mask_niks(given), shown);
            assert_eq!(mask_niks(shown), shown);
        }
        // A dot that is written beside a NIK hides nothing.
        assert_eq!(mask_niks("•1971024710850013•"), format!("•{MASKED}•"));
    }

    proptest! {
        #[test]
        fn any_text_is_masked_once_and_for_all(text in "\\PC*") {
            let once = mask_niks(&text).into_owned();
            prop_assert_eq!(mask_niks(&once).into_owned(), once.clone());
            prop_assert_eq!(unmask_niks(&once, &text), text);
        }

        #[test]
        fn no_nik_is_left_beside_other_numbers(
            before in "(08[1-9][0-9]{8,10}|19[6-9][0-9]041220[01][0-9]0[1-9]1[0-9]{3}|2026112[0-9]|No\\. ?)?[ .-]?",
            place in "(19(71|0[1-6])|3[1-6]0[1-9]|1[1-8]7[1-5])0[1-9]",
            born in "([04][1-9]|[1256][0-9])(0[1-9]|1[0-2])[0-9]{2}",
            number in "00[0-9][1-9]",
            after in "[ .-]?(08[1-9][0-9]{8,10}|1971024710850013|2026)?",
        ) {
            let nik = format!("{place}{born}{number}");
            prop_assume!(Nik::parse(&nik).is_ok());
            let text = format!("{before}{nik}{after}");
            let masked = mask_niks(&text).into_owned();
            prop_assert!(!masked.contains(&nik), "{text} -> {masked}");
            prop_assert_eq!(unmask_niks(&masked, &text), text);
        }

        #[test]
        fn no_nik_is_left_between_words(
            before in "[g-z]{0,4}[ .,:;(]?",
            digits in "[1-9][0-9]{15}",
            after in "[ .,:;)]?[g-z]{0,4}",
        ) {
            let text = format!("{before}{digits}{after}");
            let shown = mask_niks(&text).into_owned();
            prop_assert!(!shown.contains(&digits));
        }
    }
}
