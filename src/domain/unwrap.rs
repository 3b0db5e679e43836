//! What stands around a value in a cell or a field: taken off in one way for all of them.
//!
//! Spreadsheets, forms and copying leave marks around what was meant: `="…"` and apostrophes that
//! force text, quotes, zero-width characters, soft hyphens, full-width and Arabic digits. None of
//! them is part of the value. And some words say only that there is no value.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Where the digits of other scripts begin, ten each.
const ZEROS: [u32; 26] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
    0xed0, 0xf20, 0x1040, 0x17e0, 0x1810, 0xa9d0, 0xff10, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec,
    0x1d7f6, 0x1fbf0,
];
/// Pairs of quotes that a value may stand in.
const QUOTES: [(char, char); 7] = [
    ('"', '"'),
    ('“', '”'),
    ('”', '”'),
    ('„', '“'),
    ('«', '»'),
    ('‘', '’'),
    ('\'', '\''),
];
/// Signs that force text in a spreadsheet.
const APOSTROPHES: [char; 4] = ['\'', '’', '‘', '`'];

/// A value without what stands around it: for every field, names and remarks included.
///
/// Letters, and the signs between them, stay as they were written.
pub fn unwrap(text: &str) -> String {
    if stands_alone(text) {
        return text.to_owned();
    }
    let plain: String = text.chars().filter_map(plain_sign).collect();
    let mut inner = plain.trim();
    loop {
        let outer = inner;
        if let Some(rest) = inner.strip_prefix('=')
            && (rest.starts_with('"') || number_follows(rest))
        {
            inner = rest.trim();
        }
        for (open, close) in QUOTES {
            let quoted = inner.strip_prefix(open);
            if let Some(rest) = quoted.and_then(|rest| rest.strip_suffix(close))
                && !rest.contains([open, close])
            {
                inner = rest.trim();
            }
        }
        if inner == outer {
            return inner.to_owned();
        }
    }
}

/// As [`unwrap`], for a value whose shape is known (a number, an address, a day): also without
/// apostrophes, brackets around it and punctuation behind it.
pub fn bare(text: &str) -> String {
    if stands_alone(text) {
        return text.to_owned();
    }
    let mut plain = unwrap(text);
    loop {
        let mut inner = plain.trim().trim_start_matches(APOSTROPHES);
        inner = inner.trim_end_matches(['.', ',', ';', ':', '\'', '’', '`', '"']);
        for (open, close) in [('<', '>'), ('(', ')'), ('[', ']'), ('{', '}')] {
            let inside = inner.strip_prefix(open);
            inner = inside
                .and_then(|rest| rest.strip_suffix(close))
                .filter(|rest| !rest.contains([open, close]))
                .unwrap_or(inner);
        }
        let next = unwrap(inner);
        if next == plain {
            return next;
        }
        plain = next;
    }
}

/// Whether nothing can stand around a text, as around most cells of a table: it begins and ends with
/// a plain letter or digit, and has no sign that is read as another one.
fn stands_alone(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ends = [bytes.first(), bytes.last()];
    ends.iter()
        .all(|end| end.is_some_and(u8::is_ascii_alphanumeric))
        && bytes.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

/// `+1971…` and `1971…` behind the `=` of a spreadsheet.
fn number_follows(text: &str) -> bool {
    let digits = text.trim_start_matches('+').trim();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A sign as it is read; `None` where it cannot be seen.
fn plain_sign(sign: char) -> Option<char> {
    if sign.is_ascii_graphic() || sign == ' ' {
        return Some(sign);
    }
    let code = u32::from(sign);
    if let Some(zero) = ZEROS
        .iter()
        .find(|&&zero| (zero..zero + 10).contains(&code))
    {
        return char::from_digit(code - zero, 10);
    }
    match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(code - 0xff01 + 0x21),
        '\n' | '\r' => Some(sign),
        _ if is_invisible(sign) => None,
        _ if sign.is_whitespace() => Some(' '),
        _ => Some(sign),
    }
}

/// Marks that no reader sees: zero-width ones, soft hyphens, byte order and direction marks,
/// separators of old files.
pub fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        '\0' | '\u{1}'..='\u{8}'
            | '\u{1c}'..='\u{1f}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fffe}'
    )
}

/// Words that say that there is nothing.
const NONE: &str = "tidak tdk tak belum blm ga gak nggak tanpa nihil kosong null none nil nan na \
                    menyusul strip blank sda idem undefined unknown missing empty invalid x xx xxx xxxx";
/// Words that may stand beside them.
const BESIDE: &str = "ada punya memiliki mempunyai nomor nomer no surat nip nik email e mail hp wa \
                      telepon telp eselon diisi isi tahu dikenal tersedia keluar terbit dapat \
                      mendapat tanggal tgl yang value date";

/// Whether a text says that there is no value: dashes, `tidak ada`, `belum ada nomor`, `0`, an
/// error of a spreadsheet.
pub fn is_filler(text: &str) -> bool {
    let text = bare(text).to_lowercase();
    let only = |signs: &str| text.chars().all(|sign| signs.contains(sign));
    if only("-–—−._~*/\\|?! ") || text == "0" {
        return true;
    }
    if text.starts_with('#') {
        return is_error(&text);
    }
    let words = || {
        text.split(|sign: char| !sign.is_alphanumeric())
            .filter(|word| !word.is_empty())
    };
    // Every cell of a table is asked: the lists are taken apart once.
    static SAY_NONE: LazyLock<HashSet<&str>> = LazyLock::new(|| NONE.split_whitespace().collect());
    static SAY_BESIDE: LazyLock<HashSet<&str>> =
        LazyLock::new(|| BESIDE.split_whitespace().collect());
    text == "n/a"
        || text == "n.a"
        || text == "s.d.a"
        || (words().any(|word| SAY_NONE.contains(word))
            && words().all(|word| SAY_NONE.contains(word) || SAY_BESIDE.contains(word)))
}

/// `#VALUE!`, `#N/A`, `#REF!`, `####`.
fn is_error(text: &str) -> bool {
    let inner = text.trim_start_matches('#').trim_end_matches(['!', '?']);
    inner.is_empty()
        || matches!(
            inner,
            "value"
                | "n/a"
                | "ref"
                | "name"
                | "num"
                | "null"
                | "div/0"
                | "error"
                | "spill"
                | "calc"
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_stands_around_a_value_is_taken_off() {
        for (from, to) in [
            ("=\"1971\"", "1971"),
            ("=+1971", "+1971"),
            ("=1971", "1971"),
            ("\"1971\"", "1971"),
            ("“1971”", "1971"),
            ("\u{200b}1971\u{feff}", "1971"),
            ("ba\u{ad}bel\u{1f}", "babel"),
            ("١٩٧١", "1971"),
            ("１９７１", "1971"),
            ("a＠b", "a@b"),
            ("\t1971\u{a0}", "1971"),
            ("Siti \"Contoh\" B", "Siti \"Contoh\" B"),
            ("Mu’min, S.T.", "Mu’min, S.T."),
            ("=SUM(A1)", "=SUM(A1)"),
            ("", ""),
        ] {
            assert_eq!(unwrap(from), to, "{from:?}");
        }
        for (from, to) in [
            ("'1971;", "1971"),
            ("<a@b.id>", "a@b.id"),
            ("(1971).", "1971"),
            ("’1971", "1971"),
            ("0811 (WA)", "0811 (WA)"),
        ] {
            assert_eq!(bare(from), to, "{from:?}");
        }
    }

    #[test]
    fn fillers_say_that_there_is_nothing() {
        for filler in [
            "-",
            "--",
            "tidak ada",
            "Belum ada nomor",
            "tdk ada",
            "0",
            "#VALUE!",
            "#N/A",
            "####",
            "n/a",
            "NIHIL",
            "(kosong)",
            "tidak punya NIP",
            "null",
            "'-",
            "belum",
            "",
        ] {
            assert!(is_filler(filler), "{filler}");
        }
        for value in [
            "00",
            "800/1",
            "Siti",
            "Nomor 12",
            "tidak ada 12",
            "#12",
            "x-1",
            "Ada",
        ] {
            assert!(!is_filler(value), "{value}");
        }
    }

    proptest! {
        #[test]
        fn taking_off_twice_changes_nothing(text in "\\PC{0,20}|[=\"' 0-9a]{0,8}") {
            let once = unwrap(&text);
            prop_assert_eq!(unwrap(&once), once.clone());
            let once = bare(&text);
            prop_assert_eq!(bare(&once), once.clone());
            let _ = is_filler(&text);
        }
    }
}
