//! Text measured in terminal columns, so that wide and combining characters line up.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns that a text takes: those of its letters as they are drawn, one by one.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return UnicodeWidthStr::width(text);
    }
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// The text cut to at most `columns`, with `…` where something was cut. Never cuts a character in
/// two; a wide one that does not fit is left out. A number is never cut: `…` stands at least three
/// columns behind a digit, so that what is left of one cannot be read as another.
pub fn truncate(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    if columns == 0 {
        return String::new();
    }
    let mut kept: Vec<&str> = Vec::new();
    let mut used = 0;
    for cluster in text.graphemes(true) {
        let wide = width(cluster);
        if used + wide > columns - 1 {
            break;
        }
        kept.push(cluster);
        used += wide;
    }
    while kept.last().is_some_and(|last| *last == " ") || ends_near_a_digit(&kept) {
        kept.pop();
    }
    let mut out = kept.concat();
    out.push('…');
    out
}

/// Whether a digit stands within the last two columns.
fn ends_near_a_digit(clusters: &[&str]) -> bool {
    let last = clusters.iter().rev().take(2);
    last.into_iter()
        .any(|cluster| cluster.chars().any(char::is_numeric))
}

/// Cut or filled with spaces on the right to exactly `columns`.
pub fn pad_right(text: &str, columns: usize) -> String {
    let mut out = truncate(text, columns);
    let missing = columns.saturating_sub(width(&out));
    out.extend(std::iter::repeat_n(' ', missing));
    out
}

/// Cut or filled with spaces on the left to exactly `columns`: for numbers.
pub fn pad_left(text: &str, columns: usize) -> String {
    let cut = truncate(text, columns);
    let missing = columns.saturating_sub(width(&cut));
    let mut out = " ".repeat(missing);
    out.push_str(&cut);
    out
}

/// `pad_right`, or `pad_left` where `right` says so.
pub fn fit(text: &str, columns: usize, right: bool) -> String {
    if right {
        pad_left(text, columns)
    } else {
        pad_right(text, columns)
    }
}

/// The text broken at spaces into lines of at most `columns`; a word longer than a line is cut
/// into pieces. Line breaks in the text are kept.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split_inclusive(' ') {
            // The space after a word may hang over the edge.
            if used + width(word.trim_end()) > columns && !line.trim().is_empty() {
                lines.push(line.trim_end().to_owned());
                line.clear();
                used = 0;
            }
            for cluster in word.graphemes(true) {
                if used + width(cluster) > columns && !line.is_empty() {
                    if cluster == " " {
                        continue;
                    }
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push_str(cluster);
                used += width(cluster);
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_are_counted_not_bytes() {
        assert_eq!(width("Siti"), 4);
        assert_eq!(width("日本"), 4);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(truncate("Dinas Kesehatan", 6), "Dinas…");
        assert_eq!(truncate("日本語", 4), "日…");
        assert_eq!(pad_right("日本", 5), "日本 ");
        assert_eq!(pad_left("12", 5), "   12");
        assert_eq!(pad_right("e\u{301}", 3), "e\u{301}  ");
        assert_eq!(truncate("abc", 0), "");
    }

    #[test]
    fn a_number_is_never_cut() {
        for (text, columns, wanted) in [
            ("SMA Negeri 12 Toboali", 13, "SMA Negeri…"),
            ("SMA Negeri 12 Toboali", 15, "SMA Negeri…"),
            ("SMA Negeri 12 Toboali", 17, "SMA Negeri 12 To…"),
            ("123456", 5, "…"),
            ("tunggu 1.043 j", 11, "tunggu…"),
            ("Dinas Kesehatan", 7, "Dinas…"),
        ] {
            assert_eq!(truncate(text, columns), wanted, "{text} in {columns}");
        }
    }

    #[test]
    fn lines_break_at_spaces() {
        assert_eq!(
            wrap("satu dua tiga", 8),
            vec!["satu dua".to_owned(), "tiga".to_owned()]
        );
        assert_eq!(wrap("abcdefgh", 3), vec!["abc", "def", "gh"]);
        assert_eq!(wrap("a\n\nb", 5), vec!["a", "", "b"]);
    }

    proptest! {
        #[test]
        fn padding_is_exact(text in "[ -~日é\u{301}]{0,30}", columns in 0usize..40) {
            prop_assert_eq!(width(&pad_right(&text, columns)), columns);
            prop_assert_eq!(width(&pad_left(&text, columns)), columns);
        }

        #[test]
        fn what_is_cut_ends_in_a_sign_that_no_digit_is_near(
            text in "[A-Za-z0-9./ é日]{0,30}", columns in 1usize..40
        ) {
            let cut = truncate(&text, columns);
            prop_assert!(width(&cut) <= columns);
            if cut != text {
                let before: Vec<char> = cut.chars().rev().skip(1).take(2).collect();
                prop_assert!(cut.ends_with('…'));
                prop_assert!(!before.iter().any(|letter| letter.is_numeric()), "{:?}", cut);
            }
        }

        #[test]
        fn wrapped_lines_fit(text in "[ -~日]{0,80}", columns in 2usize..40) {
            for line in wrap(&text, columns) {
                prop_assert!(width(&line) <= columns, "{:?}", line);
            }
        }
    }
}
