//! Text from outside made safe to show: what a terminal would obey, or what would turn a line
//! around, becomes a mark that can be seen.

use std::borrow::Cow;

/// One line of text with control characters as pictures (`␛`) and bidi overrides and other
/// invisible format characters as their code points (`‹202E›`). Clean text is borrowed.
pub fn safe(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if is_unsafe(letter) {
            push_mark(&mut out, letter);
        } else {
            out.push(letter);
        }
    }
    Cow::Owned(out)
}

/// The lines of a text of several lines, each safe; tabs become two spaces.
pub fn safe_lines(text: &str) -> impl Iterator<Item = String> {
    text.lines()
        .map(|line| safe(&line.replace('\t', "  ")).into_owned())
}

/// Whether a terminal obeys this character or a reader is deceived by it. The zero-width joiners
/// stay in the text: they cannot reorder a line, and a frame is drawn without them.
pub fn is_unsafe(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn push_mark(out: &mut String, letter: char) {
    let code = u32::from(letter);
    let picture = match code {
        0..=0x1f => char::from_u32(0x2400 + code),
        0x7f => Some('\u{2421}'),
        _ => None,
    };
    match picture {
        Some(picture) => out.push(picture),
        None => out.push_str(&format!("\u{2039}{code:04X}\u{203a}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_terminal_obeys_becomes_a_mark() {
        for (from, shown) in [
            ("Siti Rahmawati, S.Kom.", "Siti Rahmawati, S.Kom."),
            ("\u{1b}[2Jx", "␛[2Jx"),
            ("a\u{202e}fdp.exe", "a‹202E›fdp.exe"),
            ("a\nb\tc\u{7f}", "a␊b␉c␡"),
            ("\u{9b}31m", "‹009B›31m"),
            ("\u{e0041}", "‹E0041›"),
        ] {
            assert_eq!(safe(from), shown);
        }
        assert!(matches!(safe("bersih"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn nothing_unsafe_is_left(text in any::<String>()) {
            let shown = safe(&text).into_owned();
            prop_assert!(!shown.chars().any(is_unsafe));
            prop_assert_eq!(safe(&shown).into_owned(), shown);
        }
    }
}
