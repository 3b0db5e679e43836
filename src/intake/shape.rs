//! Whether the cells of a row speak against the columns they stand in: a row that lost a cell, or
//! has one too many, is read by position otherwise, and a whole NIK stands as somebody's agency.

use super::fields::Field;
use super::header::is_foreign;
use super::kinds::{KindRead, KindReader};
use super::mapping::Mapping;
use super::source::{Cell, Content, RawRow};
use crate::domain::identity::{bare_digits, email_of};
use crate::domain::unwrap::is_filler;
use crate::domain::written;

/// From this much contradiction on a row is not read.
const SHIFTED: u32 = 2;
/// Digits in a name from which it is none.
const MANY_DIGITS: usize = 8;
/// Columns at the beginning of a row that show whether it begins there.
const OPENING: usize = 3;

/// True where the cells of a row stand in the wrong columns. `width` is how many the table has.
pub fn is_shifted(
    row: &RawRow,
    mapping: &Mapping,
    headers: &[String],
    width: usize,
    kinds: &KindReader<'_>,
) -> bool {
    let mut beyond = row.cells.iter().skip(width);
    beyond.any(|cell| !cell.is_blank())
        || strays(row, mapping, headers, kinds)
        || contradiction(row, mapping, kinds) >= SHIFTED
}

/// True where a number of identity, or an address, stands outside the columns that are read: it may
/// be another person's, and would be in no outcome.
fn strays(row: &RawRow, mapping: &Mapping, headers: &[String], kinds: &KindReader<'_>) -> bool {
    let named = headers.iter().rposition(|header| !header.is_empty());
    let end = named.map_or(0, |at| at + 1);
    let has = |shape| {
        let mut mapped = mapping.columns().iter();
        mapped.any(|column| row.cell(column.index).map(|cell| shape_of(cell, kinds)) == Some(shape))
    };
    let unread = row.cells.iter().enumerate();
    let mut unread = unread.filter(|(at, _)| mapping.field_of(*at).is_none());
    unread.any(|(at, cell)| {
        let header = headers.get(at).map_or("", String::as_str);
        match shape_of(cell, kinds) {
            Shape::Nik | Shape::Nip if at >= end => true,
            Shape::Email if at >= end && named.is_some() => true,
            shape @ (Shape::Nik | Shape::Nip) => !is_foreign(header) && !has(shape),
            _ => false,
        }
    })
}

/// True where the first columns of a row hold what they should: it is no rest of a broken one.
pub fn begins(row: &RawRow, mapping: &Mapping, kinds: &KindReader<'_>) -> bool {
    let mut columns: Vec<_> = mapping.columns().iter().collect();
    columns.sort_by_key(|column| column.index);
    let filled = columns.into_iter().filter_map(|column| {
        let cell = row.cell(column.index)?;
        (!cell.is_blank()).then_some((column.field, cell))
    });
    let mut any = false;
    for (field, cell) in filled.take(OPENING) {
        any = true;
        if !fits(field, cell, kinds) {
            return false;
        }
    }
    any
}

/// What a cell evidently holds, whatever stands above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Nik,
    Nip,
    /// Other digits and signs between them.
    Digits(usize),
    Email,
    Day,
    Kind,
    Words,
    Nothing,
}

fn shape_of(cell: &Cell, kinds: &KindReader<'_>) -> Shape {
    if matches!(cell.content, Content::Moment(_)) {
        return Shape::Day;
    }
    let text = cell.text.trim();
    if text.len() > 200 || is_filler(text) {
        return Shape::Nothing;
    }
    // Most cells are names, words and links.
    if text.contains("://") && !text.contains('@') {
        return Shape::Words;
    }
    // No day is written without a digit or with an at sign.
    let digits = text.chars().any(char::is_numeric) && !text.contains('@');
    if digits && written::cell(text, true).is_ok_and(|day| day.place.is_empty() && !day.mended) {
        return Shape::Day;
    }
    match bare_digits(text).map(|digits| digits.len()) {
        Some(16) => return Shape::Nik,
        Some(18) => return Shape::Nip,
        Some(length) => return Shape::Digits(length),
        None => {}
    }
    if email_of(text).is_some() {
        return Shape::Email;
    }
    match kinds.read(text) {
        KindRead::Unknown => Shape::Words,
        _ => Shape::Kind,
    }
}

fn contradiction(row: &RawRow, mapping: &Mapping, kinds: &KindReader<'_>) -> u32 {
    let shape = |field| {
        let mut cells = mapping.columns_of(field).filter_map(|at| row.cell(at));
        let filled = cells.find(|cell| !cell.is_blank());
        filled.map(|cell| shape_of(cell, kinds))
    };
    let exchanged =
        || shape(Field::Nik) == Some(Shape::Nip) && shape(Field::Nip) == Some(Shape::Nik);
    let columns = mapping.columns().iter();
    let against = columns.filter_map(|column| {
        let cell = row.cell(column.index).filter(|cell| !cell.is_blank())?;
        if is_at_home(column.field, cell) {
            return None;
        }
        Some(against(
            column.field,
            cell,
            shape_of(cell, kinds),
            exchanged,
        ))
    });
    against.sum()
}

/// True for the cells that most rows are made of, without a look at their shape: nothing of what
/// [`against`] counts for their field can be in them.
fn is_at_home(field: Field, cell: &Cell) -> bool {
    let text = &cell.text;
    let has = |of: fn(char) -> bool| text.chars().any(of);
    match field {
        field if field.document().is_some() || field == Field::Note => true,
        field if is_words(field) => {
            cell.content == Content::Text && !has(char::is_numeric) && !has(is_at)
        }
        Field::Received | Field::BirthDate | Field::LetterDate => {
            !has(char::is_alphabetic) && !has(is_at) && text.contains(['/', ':'])
        }
        Field::Email => text.contains('@'),
        _ => false,
    }
}

/// An at sign, as it is read.
fn is_at(sign: char) -> bool {
    matches!(sign, '@' | '\u{ff20}')
}

/// How much a cell speaks against its column: 2 where it can be no slip of a person.
fn against(field: Field, cell: &Cell, shape: Shape, exchanged: impl Fn() -> bool) -> u32 {
    let digits = || cell.text.chars().filter(|sign| sign.is_numeric()).count();
    match (field, shape) {
        (_, Shape::Nothing) => 0,
        (Field::Nik | Field::NikOld | Field::Nip, Shape::Email | Shape::Day | Shape::Kind) => 2,
        (Field::Nik | Field::NikOld, Shape::Nip) | (Field::Nip, Shape::Nik) => {
            u32::from(!exchanged())
        }
        (Field::Nik | Field::NikOld | Field::Nip, Shape::Words) => u32::from(digits() == 0),
        (Field::Received, Shape::Kind | Shape::Email | Shape::Nik | Shape::Nip) => 2,
        (Field::Kind, Shape::Nik | Shape::Nip | Shape::Email | Shape::Day) => 2,
        (Field::Kind, Shape::Digits(_)) => 1,
        (Field::Email, Shape::Nik | Shape::Nip | Shape::Day) => 2,
        (Field::Email, Shape::Digits(length)) => {
            if length >= 6 {
                2
            } else {
                1
            }
        }
        (Field::Email, Shape::Words | Shape::Kind) => u32::from(!cell.text.contains('@')),
        (Field::Phone, Shape::Nik | Shape::Nip | Shape::Email | Shape::Day) => 2,
        (Field::BirthDate | Field::LetterDate, Shape::Nik | Shape::Nip | Shape::Email) => 2,
        (Field::LetterNumber, Shape::Email | Shape::Nik | Shape::Nip) => 2,
        (field, Shape::Nik | Shape::Nip | Shape::Email | Shape::Day) if is_words(field) => 2,
        (Field::Name | Field::Agency | Field::Post, _) if digits() >= MANY_DIGITS => 2,
        _ => 0,
    }
}

/// Fields of nothing but words.
fn is_words(field: Field) -> bool {
    matches!(
        field,
        Field::Name
            | Field::BirthPlace
            | Field::Post
            | Field::Rank
            | Field::Eselon
            | Field::Agency
            | Field::Category
            | Field::Status
    )
}

/// Whether a cell can stand in its column at all.
fn fits(field: Field, cell: &Cell, kinds: &KindReader<'_>) -> bool {
    let shape = shape_of(cell, kinds);
    match field {
        Field::Received | Field::BirthDate | Field::LetterDate => {
            shape == Shape::Day || written::cell(&cell.text, true).is_ok()
        }
        Field::Kind => shape == Shape::Kind,
        Field::Nik | Field::NikOld | Field::Nip => {
            matches!(shape, Shape::Nik | Shape::Nip | Shape::Nothing)
        }
        Field::Email => matches!(shape, Shape::Email | Shape::Nothing),
        field if is_words(field) => {
            against(field, cell, shape, || false) == 0 && shape != Shape::Kind
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn a_cell_at_home_speaks_against_no_column(
            text in "\\PC{0,24}|[0-9 ./:@a-zA-Z-]{0,24}|[0-9]{16,18}|[a-z]{1,8}@[a-z]{1,5}[.]id|\
                    [0-3]?[0-9][/.-][01]?[0-9][/.-](20)?26|Penerbitan|Reset/Lupa Passphrase",
        ) {
            let own = BTreeMap::new();
            let (kinds, cell) = (KindReader::new(&own), Cell::text(text.clone()));
            let shape = shape_of(&cell, &kinds);
            for field in Field::ALL {
                if is_at_home(field, &cell) {
                    prop_assert_eq!(against(field, &cell, shape, || false), 0, "{:?} {}", field, text);
                }
            }
        }
    }

    #[test]
    fn an_offices_own_word_for_a_kind_begins_a_row() {
        let own = BTreeMap::from([("layanan a".to_owned(), crate::domain::kind::Kind::Renew)]);
        let cell = Cell::text("Layanan A".to_owned());
        assert!(fits(Field::Kind, &cell, &KindReader::new(&own)));
        let none = BTreeMap::new();
        assert!(!fits(Field::Kind, &cell, &KindReader::new(&none)));
    }
}
