//! Whether the cells of a row speak against the columns they stand in: a row that lost a cell, or
//! has one too many, is read by position otherwise, and a whole NIK stands as somebody's agency.

use super::fields::Field;
use super::header::is_foreign;
use super::kinds::{KindRead, read_kind};
use super::mapping::Mapping;
use super::source::{Cell, Content, RawRow};
use crate::domain::identity::{bare_digits, email_of};
use crate::domain::unwrap::is_filler;
use crate::domain::written;
use std::collections::BTreeMap;

/// From this much contradiction on a row is not read.
const SHIFTED: u32 = 2;
/// Digits in a name from which it is none.
const MANY_DIGITS: usize = 8;
/// Columns at the beginning of a row that show whether it begins there.
const OPENING: usize = 3;

/// True where the cells of a row stand in the wrong columns. `width` is how many the table has.
pub fn is_shifted(row: &RawRow, mapping: &Mapping, headers: &[String], width: usize) -> bool {
    let beyond = row.cells.iter().skip(width).any(|cell| !cell.is_blank());
    beyond || strays(row, mapping, headers) || contradiction(row, mapping) >= SHIFTED
}

/// True where a number of identity, or an address, stands outside the columns that are read: it may
/// be another person's, and would be in no outcome.
fn strays(row: &RawRow, mapping: &Mapping, headers: &[String]) -> bool {
    let named = headers.iter().rposition(|header| !header.is_empty());
    let end = named.map_or(0, |at| at + 1);
    let has = |shape| {
        let mut mapped = mapping.columns().iter();
        mapped.any(|column| row.cell(column.index).map(shape_of) == Some(shape))
    };
    let unread = row.cells.iter().enumerate();
    let mut unread = unread.filter(|(at, _)| mapping.field_of(*at).is_none());
    unread.any(|(at, cell)| {
        let header = headers.get(at).map_or("", String::as_str);
        match shape_of(cell) {
            Shape::Nik | Shape::Nip if at >= end => true,
            Shape::Email if at >= end && named.is_some() => true,
            shape @ (Shape::Nik | Shape::Nip) => !is_foreign(header) && !has(shape),
            _ => false,
        }
    })
}

/// True where the first columns of a row hold what they should: it is no rest of a broken one.
pub fn begins(row: &RawRow, mapping: &Mapping) -> bool {
    let mut columns: Vec<_> = mapping.columns().iter().collect();
    columns.sort_by_key(|column| column.index);
    let filled = columns.into_iter().filter_map(|column| {
        let cell = row.cell(column.index)?;
        (!cell.is_blank()).then_some((column.field, cell))
    });
    let mut any = false;
    for (field, cell) in filled.take(OPENING) {
        any = true;
        if !fits(field, cell) {
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

fn shape_of(cell: &Cell) -> Shape {
    if matches!(cell.content, Content::Moment(_)) {
        return Shape::Day;
    }
    let text = cell.text.trim();
    if is_filler(text) || text.len() > 200 {
        return Shape::Nothing;
    }
    // No day is written without a digit, and most cells are names and words.
    let digits = text.chars().any(char::is_numeric);
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
    match read_kind(text, &BTreeMap::new()) {
        KindRead::Unknown => Shape::Words,
        _ => Shape::Kind,
    }
}

fn contradiction(row: &RawRow, mapping: &Mapping) -> u32 {
    let shape = |field| {
        let mut cells = mapping.columns_of(field).filter_map(|at| row.cell(at));
        cells.find(|cell| !cell.is_blank()).map(shape_of)
    };
    let exchanged =
        || shape(Field::Nik) == Some(Shape::Nip) && shape(Field::Nip) == Some(Shape::Nik);
    let columns = mapping.columns().iter();
    let against = columns.filter_map(|column| {
        let cell = row.cell(column.index).filter(|cell| !cell.is_blank())?;
        Some(against(column.field, cell, shape_of(cell), exchanged))
    });
    against.sum()
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
fn fits(field: Field, cell: &Cell) -> bool {
    let shape = shape_of(cell);
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
