//! Cells that a spreadsheet would run as a formula: guarded on the way out, taken back on the way in.

use crate::domain::unwrap::is_invisible;

/// A cell that a spreadsheet would run as a formula, made text by an apostrophe; reading undoes
/// it. Marks that are not seen, blanks and wide signs before or for the sign of a formula do not
/// hide it.
pub fn escaped(text: &str) -> String {
    if is_formula(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// A cell without the apostrophe of [`escaped`].
pub fn unescaped(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => text,
    }
}

fn is_formula(text: &str) -> bool {
    let hidden = |sign: char| sign.is_whitespace() || sign.is_control() || is_invisible(sign);
    if text.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    let first = text.trim_start_matches(hidden).chars().next();
    first.is_some_and(|sign| matches!(sign, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_guarded_however_they_hide() {
        for text in [
            "=1",
            "+1",
            "-1",
            "@x",
            " =1",
            "\u{a0}=1",
            "＝1",
            "\u{200b}=1",
            "\u{feff}=1",
            "\t=1",
            "\u{1f}＋1",
            "\tx",
        ] {
            assert!(escaped(text).starts_with('\''), "{text:?}");
            assert_eq!(unescaped(&escaped(text)), text);
        }
        for text in ["Siti", "'=1", "1-2", ""] {
            assert_eq!(escaped(text), text);
        }
    }

    proptest! {
        #[test]
        fn guarding_is_undone(text in "\\PC{0,12}") {
            let guarded = escaped(&text);
            if guarded != text {
                prop_assert_eq!(unescaped(&guarded), text);
            }
        }
    }
}
