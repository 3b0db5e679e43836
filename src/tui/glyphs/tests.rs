//! Whatever is written, every terminal draws it in as many columns; and no sign of ours is missing
//! in the table of ASCII.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::text;
use proptest::prelude::*;
use ratatui::style::Style;
use std::fs;
use std::path::Path;

/// The symbols that a text is drawn with, and the columns that it was given.
fn drawn(text: &str, theme: &Theme) -> (Vec<String>, usize) {
    let mut buf = Buffer::empty(ratatui::layout::Rect::new(0, 0, 200, 1));
    let (end, _) = buf.set_stringn(0, 0, text, 200, Style::new());
    settle(&mut buf, theme);
    let mut symbols = Vec::new();
    let mut column = 0;
    while column < usize::from(end) {
        let symbol = buf.content[column].symbol().to_owned();
        column += columns_of(&symbol).max(1);
        symbols.push(symbol);
    }
    (symbols, usize::from(end))
}

fn shown(text: &str, theme: &Theme) -> String {
    drawn(text, theme).0.concat()
}

const ASCII: Theme = Theme {
    depth: crate::tui::theme::Depth::Mono,
    light: false,
    ascii: true,
    utf8: true,
};
const LATIN: Theme = Theme {
    utf8: false,
    ..ASCII
};

#[test]
fn what_terminals_agree_on_stays_and_the_rest_keeps_its_columns() {
    let theme = Theme::default();
    for (text, all, ascii, plain) in [
        (
            "Siti Rahmawati",
            "Siti Rahmawati",
            "Siti Rahmawati",
            "Siti Rahmawati",
        ),
        ("Nurʼaini", "Nurʼaini", "Nur'aini", "Nur'aini"),
        ("José", "José", "José", "Jos?"),
        ("e\u{301}", "e\u{301}", "e\u{301}", "e"),
        ("日本", "日本", "日本", "? ? "),
        ("👩\u{200d}👩\u{200d}👧!", "□ !", "? !", "? !"),
        ("👍🏽", "□ ", "? ", "? "),
        ("🇮🇩", "□ ", "? ", "? "),
        ("✅", "□ ", "? ", "? "),
        ("❤\u{fe0f}x", "❤ x", "❤ x", "? x"),
        ("1\u{fe0f}\u{20e3}", "1 ", "1 ", "1 "),
        ("\u{e000}", "□", "?", "?"),
        (
            "z\u{300}\u{301}\u{302}\u{303}",
            "z\u{300}\u{301}",
            "z\u{300}\u{301}",
            "z",
        ),
        (
            "✓ ✗ ■ □ · … • ↑",
            "✓ ✗ ■ □ · … • ↑",
            "v x # . - ~ * ^",
            "v x # . - ~ * ^",
        ),
    ] {
        assert_eq!(shown(text, &theme), all, "{text}");
        assert_eq!(shown(text, &ASCII), ascii, "{text}");
        assert_eq!(shown(text, &LATIN), plain, "{text}");
    }
}

/// Letters of names, and those that make trouble.
fn letters() -> impl Strategy<Value = String> {
    let trouble = prop::sample::select(vec![
        "\u{200d}",
        "\u{200c}",
        "\u{fe0f}",
        "\u{fe0e}",
        "\u{301}",
        "\u{20e3}",
        "\u{1f3fd}",
        "👩",
        "👧",
        "❤",
        "🇮",
        "🇩",
        "1",
        "日",
        "한",
        "\u{1112}",
        "\u{1161}",
        "\u{11ab}",
        "ل",
        "ا",
        "क",
        "\u{94d}",
        "ष",
        "\u{17d2}",
        "ក",
        "é",
        "s",
        " ",
        "\u{e000}",
        "\u{3164}",
        "…",
        "✅",
    ]);
    let piece = prop_oneof![
        trouble.prop_map(str::to_owned),
        any::<char>().prop_map(String::from)
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn the_columns_of_what_is_drawn_are_those_it_was_given(text in letters()) {
        let text = text::safe(&text);
        for theme in [Theme::default(), ASCII, LATIN] {
            let (symbols, columns) = drawn(&text, &theme);
            let summed: usize = symbols.iter().map(|symbol| columns_of(symbol)).sum();
            prop_assert_eq!(summed, columns, "{:?}", symbols);
            for symbol in &symbols {
                let wide = |letter: &char| letter.width().unwrap_or(0) > 0;
                prop_assert!(symbol.chars().next().is_some_and(|first| wide(&first)));
                prop_assert!(!symbol.chars().any(is_disputed), "{:?}", symbol);
                prop_assert!(theme.utf8 || symbol.is_ascii(), "{:?}", symbol);
            }
        }
        if columns_of(&text) < 100 {
            prop_assert_eq!(text::width(&text), drawn(&text, &ASCII).1);
        }
    }

    #[test]
    fn a_settled_frame_stays(text in letters()) {
        let mut buf = Buffer::empty(ratatui::layout::Rect::new(0, 0, 200, 1));
        buf.set_stringn(0, 0, text::safe(&text), 200, Style::new());
        settle(&mut buf, &Theme::default());
        let once = buf.clone();
        settle(&mut buf, &Theme::default());
        prop_assert_eq!(once, buf);
    }
}

#[test]
fn every_sign_of_the_table_is_one_column_and_its_stand_in_too() {
    for (sign, plain) in SIGNS {
        assert_eq!(sign.width(), Some(1), "{sign}");
        assert!(plain.is_ascii() && plain.len() == 1, "{sign}");
    }
}

/// The letters beyond ASCII that a source draws: those of its strings, without comments and tests.
fn signs_of(source: &str) -> Vec<char> {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let letters = lines.flat_map(str::chars);
    letters.filter(|letter| !letter.is_ascii()).collect()
}

fn sources(folder: &Path, found: &mut Vec<(String, Vec<char>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !name.contains("test")
            && !path.to_string_lossy().contains("/testing/")
        {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path.display().to_string(), signs_of(&text)));
        }
    }
}

#[test]
fn no_sign_of_the_words_and_of_the_panels_is_missing_in_the_table() {
    let mut found: Vec<_> = text::languages()
        .map(|(language, file)| (language.tag().to_owned(), signs_of(file)))
        .collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources(&root.join("tui"), &mut found);
    sources(&root.join("text"), &mut found);
    assert!(found.len() > 80, "{} sources", found.len());
    let missing: Vec<_> = found
        .iter()
        .flat_map(|(file, signs)| signs.iter().map(move |sign| (file, *sign)))
        .filter(|(_, sign)| in_ascii(*sign).is_none())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
