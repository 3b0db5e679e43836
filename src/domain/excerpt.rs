//! A text that has to be short: whole where it fits, else its beginning, with `…` in place of the
//! rest.

/// The beginning of a text in at most so many bytes. Cut between characters, and never within a
/// number, a date or the number of a record: what is left of one could be read as another.
pub fn excerpt(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(most.saturating_sub('…'.len_utf8()));
    let (kept, rest) = text.split_at(end);
    let cut = rest.split_whitespace().next().unwrap_or_default();
    let mut words: Vec<&str> = kept.split(' ').collect();
    // Of a word that is cut it is the whole that tells whether it is a number.
    let within = !rest.starts_with(char::is_whitespace);
    if within && has_digit(cut) {
        words.pop();
    }
    // A date ends two words behind its first number: `23 Nov 2026`.
    let near = |words: &[&str]| {
        let said = words.iter().rev().filter(|word| !word.is_empty());
        said.take(2).any(|word| has_digit(word))
    };
    while near(&words) {
        words.pop();
    }
    let mut kept = match words.join(" ") {
        words if words.trim().is_empty() => without_number(kept).to_owned(),
        words => words,
    };
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

fn has_digit(word: &str) -> bool {
    word.contains(char::is_numeric)
}

/// The same of a text that is numbers all over, or one word.
fn without_number(text: &str) -> &str {
    let mut kept = text.trim_end();
    while kept.chars().rev().take(2).any(char::is_numeric) {
        kept = kept[..kept.floor_char_boundary(kept.len() - 1)].trim_end();
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_cut_shows_and_leaves_no_part_of_a_number() {
        for (text, most, wanted) in [
            ("Dinas Kesehatan", 15, "Dinas Kesehatan"),
            ("Dinas Kesehatan", 14, "Dinas Keseh…"),
            ("Dinas Kesehatan Kota", 18, "Dinas Kesehatan…"),
            ("Surat tanggal 23 Nov 2026", 20, "Surat tanggal…"),
            ("Surat tanggal 23 Nov 2026", 24, "Surat tanggal…"),
            ("Permohonan 0142.03/2026", 20, "Permohonan…"),
            ("19870412 201001 2 015", 12, "…"),
            (
                "berkas-2026-01-panjang-sekali.pdf",
                22,
                "berkas-2026-01-panj…",
            ),
            ("berkas-2026-01-panjang-sekali.pdf", 14, "berkas-…"),
            ("Muhammad Á", 10, "Muhamma…"),
            ("Lantai 12  ", 10, "Lantai…"),
        ] {
            assert_eq!(excerpt(text, most), wanted, "{text} in {most}");
        }
    }

    proptest! {
        #[test]
        fn it_fits_and_begins_as_the_text_does(text in "[a-z0-9é ./]{0,60}", most in 3usize..60) {
            let short = excerpt(&text, most);
            prop_assert!(short.len() <= most);
            match short.strip_suffix('…') {
                None => prop_assert_eq!(&short, &text),
                Some(kept) => {
                    prop_assert!(text.starts_with(kept));
                    let near = kept.chars().rev().take(2).any(char::is_numeric);
                    prop_assert!(!near, "{}", short);
                }
            }
        }
    }
}
