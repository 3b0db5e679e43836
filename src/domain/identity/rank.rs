//! Rank (golongan ruang) and eselon, as lists and people write them.

const ROMAN: [&str; 17] = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV",
    "XVI", "XVII",
];

/// The golongan in `IV/c`, `IV.d`, `IVc`, `Pembina (IV/a)`, `Gol. III - b`: `IV/c`; for PPPK the
/// Roman numeral alone.
pub fn rank_of(text: &str) -> Option<String> {
    if text.len() > 80 {
        return None;
    }
    let inner = match (text.rfind('('), text.rfind(')')) {
        (Some(open), Some(close)) if open < close => &text[open + 1..close],
        _ => text,
    };
    pair(inner).or_else(|| pair(text)).or_else(|| {
        let bare = strip_word(inner);
        ROMAN[4..].contains(&bare.as_str()).then_some(bare)
    })
}

/// Roman I-IV and a letter a-e at the end of a text.
fn pair(text: &str) -> Option<String> {
    let bare: String = strip_word(text);
    let letter = bare.chars().last()?.to_ascii_lowercase();
    let roman = bare.get(..bare.len() - 1)?;
    let last = if roman == "IV" { 'e' } else { 'd' };
    let known = ROMAN[..4].contains(&roman) && ('a'..=last).contains(&letter);
    known.then(|| format!("{roman}/{letter}"))
}

/// Upper-case letters of a text without separators and without the words before the numeral.
fn strip_word(text: &str) -> String {
    let upper = text.to_uppercase();
    let words: Vec<&str> = upper
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let skip = words
        .iter()
        .take_while(|word| {
            matches!(
                **word,
                "GOL"
                    | "GOLONGAN"
                    | "RUANG"
                    | "ESELON"
                    | "ESSELON"
                    | "ESL"
                    | "ES"
                    | "PANGKAT"
                    | "PPPK"
            )
        })
        .count();
    words[skip..].concat()
}

/// The eselon in `II.a`, `Eselon II a`, `II/a`, `IIa`: `II.a`; `V` has no letter.
pub fn eselon_of(text: &str) -> Option<String> {
    if text.len() > 40 {
        return None;
    }
    let bare = strip_word(text);
    if bare == "V" {
        return Some(bare);
    }
    let letter = bare.chars().last()?.to_ascii_lowercase();
    let roman = bare.get(..bare.len() - 1)?;
    let known = ROMAN[..4].contains(&roman) && ('a'..='b').contains(&letter);
    known.then(|| format!("{roman}.{letter}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_eselon_is_written_in_many_ways() {
        for text in [
            "II.a",
            "IIa",
            "II a",
            "II/a",
            "Eselon II.a",
            "eselon iia",
            "ESL. II-A",
        ] {
            assert_eq!(eselon_of(text).as_deref(), Some("II.a"), "{text}");
        }
    }
}
