//! Reads a filter and writes it down again.

use super::words::{
    ISSUERS, KEYS, KINDS, Key, PASSPHRASES, STAGES, STATUSES, Word, key, key_word, nearest, value,
    value_words,
};
use super::{Field, Filter, FilterError, FilterFault, Term, fold};
use crate::domain::identity::Nik;
use crate::domain::request::Stage;
use std::fmt;

/// One word of the filter as typed, with its quotes taken off.
struct Token {
    text: String,
    /// Where the first colon outside quotes stands.
    colon: Option<usize>,
}

/// Splits at white space outside quotes. A quote that is still open runs to the end: one is typing.
fn tokens(filter: &str) -> Vec<Token> {
    let mut all = Vec::new();
    let mut text = String::new();
    let mut colon = None;
    let mut quoted = false;
    for letter in filter.chars() {
        match letter {
            '"' => quoted = !quoted,
            _ if letter.is_whitespace() && !quoted => {
                let text = std::mem::take(&mut text);
                let colon = colon.take();
                all.push(Token { text, colon });
            }
            _ => {
                if letter == ':' && !quoted && colon.is_none() {
                    colon = Some(text.len());
                }
                text.push(letter);
            }
        }
    }
    all.push(Token { text, colon });
    all.retain(|token| !token.text.is_empty());
    all
}

impl Filter {
    /// Reads a filter. What is not finished yet (`status:`, `sisa:<`) asks for nothing, so that a
    /// list does not flicker while one types.
    ///
    /// # Errors
    /// The first part that means nothing, with the word that is likely meant.
    pub fn parse(filter: &str) -> Result<Filter, FilterError> {
        let mut terms = Vec::new();
        for token in tokens(filter) {
            if let Some(term) = term(&token)? {
                terms.push(term);
            }
        }
        Ok(Filter { terms })
    }
}

fn term(token: &Token) -> Result<Option<Term>, FilterError> {
    if let Some(digits) = written_serial(&token.text) {
        return Ok(Some(Term::In(Field::Serial, digits)));
    }
    let Some(colon) = token.colon else {
        return Ok(Some(plain(&token.text)));
    };
    let (word, rest) = token.text.split_at(colon);
    let rest = rest.get(1..).unwrap_or_default();
    match key(word) {
        Some(key) => keyed(key, rest, &token.text),
        // A time, a serial in pairs: no key ever looks like that.
        None if word.is_empty() || !word.chars().all(char::is_alphabetic) => {
            Ok(Some(plain(&token.text)))
        }
        None => Err(FilterError {
            fault: FilterFault::UnknownKey,
            part: word.to_owned(),
            near: nearest(KEYS, word),
        }),
    }
}

/// The digits of a serial that is written as nothing else is: `3F:00:A1`, `3f-00-a1-22`, `0x3F00A1`.
fn written_serial(text: &str) -> Option<String> {
    let folded = fold(text);
    let is_hex = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_hexdigit());
    if let Some(digits) = folded.strip_prefix("0x") {
        let digits: String = digits
            .chars()
            .filter(|sign| !matches!(sign, ':' | '-'))
            .collect();
        return is_hex(&digits).then_some(digits);
    }
    let pairs = |sign: char, least: usize| {
        let parts: Vec<&str> = folded.split(sign).collect();
        let all = parts.len() >= least && parts.iter().all(|part| part.len() == 2 && is_hex(part));
        all.then(|| parts.concat())
    };
    pairs(':', 3).or_else(|| pairs('-', 4))
}

/// A whole NIK is known by its form; everything else is a part of some text.
fn plain(text: &str) -> Term {
    match whole_nik(text) {
        Some(nik) => Term::Nik {
            tail: tail_of(text),
            whole: Some(nik),
        },
        None => Term::Text(fold(text)),
    }
}

fn whole_nik(digits: &str) -> Option<Nik> {
    let all_digits = digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_digit());
    all_digits
        .then(|| Nik::try_from(digits.to_owned()).ok())
        .flatten()
}

fn tail_of(digits: &str) -> String {
    digits
        .get(digits.len().saturating_sub(4)..)
        .unwrap_or_default()
        .to_owned()
}

fn keyed(key: Key, rest: &str, part: &str) -> Result<Option<Term>, FilterError> {
    let empty = rest.trim().is_empty();
    Ok(Some(match key {
        Key::Mine => Term::Mine,
        Key::Overdue => Term::Overdue,
        Key::Returned => Term::Stage(vec![Stage::Returned]),
        _ if empty => return Ok(None),
        Key::Text(field) => return Ok(text(field, rest)),
        Key::Nik => Term::nik(rest, part)?,
        Key::Kind => Term::Kind(values(KINDS, rest)?),
        Key::Stage => Term::Stage(values(STAGES, rest)?),
        Key::Status => Term::Status(values(STATUSES, rest)?),
        Key::Issuer => Term::Issuer(values(ISSUERS, rest)?),
        Key::Passphrase => Term::Passphrase(values(PASSPHRASES, rest)?),
        Key::Remaining => return remaining(rest),
    }))
}

fn text(field: Field, rest: &str) -> Option<Term> {
    let mut needle = fold(rest);
    match field {
        // People write NIPs in groups, serials in pairs.
        Field::Nip => needle.retain(|letter| !matches!(letter, ' ' | '.' | '-')),
        Field::Serial => {
            needle.retain(|letter| !matches!(letter, ' ' | ':' | '-' | '.'));
            if let Some(hex) = needle.strip_prefix("0x") {
                needle = hex.to_owned();
            }
        }
        _ => {}
    }
    (!needle.is_empty()).then_some(Term::In(field, needle))
}

impl Term {
    fn nik(rest: &str, part: &str) -> Result<Term, FilterError> {
        let separator = |letter: &char| matches!(letter, ' ' | '.' | '-');
        let digits: String = rest.chars().filter(|letter| !separator(letter)).collect();
        let right = matches!(digits.len(), 4 | 16) && digits.bytes().all(|b| b.is_ascii_digit());
        if !right {
            return Err(FilterError {
                fault: FilterFault::NikDigits,
                part: part.to_owned(),
                near: None,
            });
        }
        Ok(Term::Nik {
            tail: tail_of(&digits),
            whole: whole_nik(&digits),
        })
    }
}

/// Values with commas between them, each once and in order.
fn values<T: Copy + Ord>(table: &[Word<&'static [T]>], rest: &str) -> Result<Vec<T>, FilterError> {
    let mut all = Vec::new();
    for part in rest.split(',').filter(|part| !part.is_empty()) {
        let found = value(table, part);
        if found.is_empty() {
            return Err(FilterError {
                fault: FilterFault::UnknownValue,
                part: part.to_owned(),
                near: nearest(table, part),
            });
        }
        all.extend(found);
    }
    all.sort_unstable();
    all.dedup();
    if all.is_empty() {
        all.extend(table.iter().flat_map(|word| word.means).copied());
        all.sort_unstable();
        all.dedup();
    }
    Ok(all)
}

/// `30`, `<30`, `<=30`, `>7`, `>=7`, `7-30`, `7..30`. A bound from above begins at today: who asks
/// for what ends soon does not mean what ended years ago. `<0` asks for those.
fn remaining(rest: &str) -> Result<Option<Term>, FilterError> {
    let wrong = || FilterError {
        fault: FilterFault::NotANumber,
        part: rest.to_owned(),
        near: None,
    };
    let number = |text: &str| text.trim().parse::<i32>().map_err(|_| wrong());
    let signs = ["<=", ">=", "<", ">", "="];
    let sign = signs.iter().find(|sign| rest.starts_with(**sign));
    let bound = rest.get(sign.map_or(0, |sign| sign.len())..).unwrap_or("");
    if bound.trim().is_empty() {
        return Ok(None);
    }
    let below = |to: i32| (if to < 0 { None } else { Some(0) }, Some(to));
    let (from, to) = match sign.copied() {
        Some("<") => below(number(bound)?.saturating_sub(1)),
        Some("<=") => below(number(bound)?),
        Some(">") => (Some(number(bound)?.saturating_add(1)), None),
        Some(">=") => (Some(number(bound)?), None),
        Some(_) => (Some(number(bound)?), Some(number(bound)?)),
        None => match range(bound) {
            Some((low, "")) => (Some(number(low)?), None),
            Some((low, high)) => (Some(number(low)?), Some(number(high)?)),
            None => (Some(number(bound)?), Some(number(bound)?)),
        },
    };
    Ok(Some(Term::Remaining { from, to }))
}

/// The two ends of a range; a dash at the front is a sign.
fn range(text: &str) -> Option<(&str, &str)> {
    text.split_once("..").or_else(|| {
        let dash = text
            .char_indices()
            .skip(1)
            .find(|(_, letter)| *letter == '-')?
            .0;
        Some((&text[..dash], &text[dash + 1..]))
    })
}

impl fmt::Display for Filter {
    /// In Indonesian; it reads back as the same filter.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, term) in self.terms.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{term}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, key, words: Vec<&str>| {
            write!(f, "{}:{}", key_word(key), words.join(","))
        };
        match self {
            Term::Text(text) => quoted(f, text),
            Term::In(field, text) => {
                write!(f, "{}:", key_word(Key::Text(*field)))?;
                quoted(f, text)
            }
            Term::Nik { whole, tail } => {
                let digits = whole.map_or_else(|| tail.clone(), String::from);
                write!(f, "{}:{digits}", key_word(Key::Nik))
            }
            Term::Kind(all) => list(f, Key::Kind, value_words(KINDS, all)),
            Term::Stage(all) => list(f, Key::Stage, value_words(STAGES, all)),
            Term::Status(all) => list(f, Key::Status, value_words(STATUSES, all)),
            Term::Issuer(all) => list(f, Key::Issuer, value_words(ISSUERS, all)),
            Term::Passphrase(all) => list(f, Key::Passphrase, value_words(PASSPHRASES, all)),
            Term::Remaining { from, to } => {
                write!(f, "{}:", key_word(Key::Remaining))?;
                match (from, to) {
                    (None, Some(to)) => write!(f, "<={to}"),
                    (Some(from), Some(to)) => write!(f, "{from}..{to}"),
                    (Some(from), None) => write!(f, ">={from}"),
                    (None, None) => Ok(()),
                }
            }
            Term::Mine => write!(f, "{}:", key_word(Key::Mine)),
            Term::Overdue => write!(f, "{}:", key_word(Key::Overdue)),
        }
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let plain = !text.contains(|letter: char| letter.is_whitespace() || letter == ':');
    match plain {
        true => f.write_str(text),
        false => write!(f, "\"{text}\""),
    }
}
