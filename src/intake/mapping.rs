//! Which column holds which field: proposed from headers and cells, shown, changed, kept as TOML.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use super::content::Looks;
use super::fields::Field;
use super::header::{self, fold};
use super::source::{IntakeError, RawRow};
use crate::domain::kind::Kind;
use crate::domain::written::DateOrder;

/// Below this a column stays unmapped.
const LEAST: i32 = 20;

/// Share of cells that speak of kinds from which a column can be the one of kinds.
const SOME_KINDS: f64 = 0.2;

/// One mapped column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What it holds.
    pub field: Field,
    /// Position, 0 for column A.
    pub index: usize,
}

/// The mapping of one table.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    columns: Vec<Column>,
    /// Further columns with the same question, as the sections of a form have them.
    again: Vec<Column>,
    /// Fields whose columns a kept mapping names: all of them.
    named: BTreeSet<Field>,
    /// Fields that stay unmapped whatever the headers say.
    unset: BTreeSet<Field>,
    /// Orders of day and month that the person decided.
    pub orders: BTreeMap<Field, DateOrder>,
    /// The kind of every row, where no column says it.
    pub kind: Option<Kind>,
    /// The office's own words for kinds.
    pub kinds: BTreeMap<String, Kind>,
}

/// A mapping as kept in a file: columns by header, or `#4` for the fourth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MappingFile {
    /// The kind of every row, where no column says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Field to header; an empty text leaves the field unmapped.
    pub columns: BTreeMap<Field, String>,
    /// Order of day and month by column: `day-first`, `month-first`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub dates: BTreeMap<Field, DateOrder>,
    /// The office's own words for kinds.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: BTreeMap<String, Kind>,
}

impl MappingFile {
    /// Reads a kept mapping.
    ///
    /// # Errors
    /// [`IntakeError::MappingSyntax`] with line and key.
    pub fn parse(text: &str) -> Result<MappingFile, IntakeError> {
        toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = text.get(..start).unwrap_or(text).matches('\n').count() + 1;
            let message = format!("{line}: {}", error.message().lines().next().unwrap_or(""));
            IntakeError::MappingSyntax { message }
        })
    }

    /// As TOML, to keep.
    ///
    /// # Errors
    /// [`IntakeError::MappingSyntax`] where a text does not fit TOML.
    pub fn to_toml(&self) -> Result<String, IntakeError> {
        toml::to_string(self).map_err(|error| IntakeError::MappingSyntax {
            message: error.to_string(),
        })
    }
}

/// What is read how; where a column's name came from does not matter.
impl PartialEq for Mapping {
    fn eq(&self, other: &Mapping) -> bool {
        let read = |mapping: &Mapping| (mapping.columns.clone(), mapping.again.clone());
        read(self) == read(other)
            && self.unset == other.unset
            && self.orders == other.orders
            && self.kind == other.kind
            && self.kinds == other.kinds
    }
}

impl Eq for Mapping {}

impl Mapping {
    /// Proposes a mapping from headers and the looks of each column.
    pub fn propose(headers: &[String], looks: &[Looks]) -> Mapping {
        Mapping::default().completed(headers, looks)
    }

    /// Binds a kept mapping to these headers and proposes the fields that it does not name.
    ///
    /// # Errors
    /// [`IntakeError::UnknownHeader`] for a named column that is not there.
    pub fn bind(
        file: &MappingFile,
        headers: &[String],
        looks: &[Looks],
    ) -> Result<Mapping, IntakeError> {
        let mut mapping = Mapping {
            orders: file.dates.clone(),
            kind: file.kind,
            kinds: file.kinds.clone(),
            ..Mapping::default()
        };
        for (&field, named) in &file.columns {
            if named.trim().is_empty() {
                mapping.unset.insert(field);
                continue;
            }
            let columns = find_columns(named, headers);
            let (&index, again) = columns.split_first().ok_or_else(|| {
                let header = named.clone();
                IntakeError::UnknownHeader { field, header }
            })?;
            mapping.set(field, Some(index));
            mapping.named.insert(field);
            let again = again.iter().map(|&index| Column { field, index });
            mapping.again.extend(again);
        }
        Ok(mapping.completed(headers, looks))
    }

    /// Adds the likeliest column for each field that has none, the surest pair first.
    fn completed(mut self, headers: &[String], looks: &[Looks]) -> Mapping {
        let mut pairs = Vec::new();
        for index in 0..headers.len().max(looks.len()) {
            let written = headers.get(index).map_or("", String::as_str);
            let column_looks = looks.get(index).cloned().unwrap_or_default();
            if header::is_foreign(written) {
                continue;
            }
            // The cells speak for themselves too: a header may say something else, or nothing.
            let mut weights = header::weigh(written);
            for (field, weight) in column_looks.alone() {
                if weights.iter().all(|(named, _)| *named != field) {
                    weights.push((field, weight));
                }
            }
            if fold(written).is_empty() {
                let names = column_looks.could_be_names();
                weights.extend(names.then_some((Field::Name, LEAST)));
                weights.extend(column_looks.undated().map(|field| (field, LEAST)));
            }
            pairs.extend(
                weights
                    .into_iter()
                    .map(|(field, weight)| (weight + column_looks.bonus(field), index, field)),
            );
        }
        pairs.retain(|(weight, ..)| *weight >= LEAST);
        pairs.sort_by_key(|&(weight, index, field)| (-weight, index, field));
        for (_, index, field) in pairs {
            let free = self.field_of(index).is_none()
                && self.column_of(field).is_none()
                && !self.unset.contains(&field);
            if free {
                self.set(field, Some(index));
            }
        }
        self.find_kind(headers, looks);
        self.find_again(headers);
        self
    }

    /// The column of kinds is needed: where nothing else is surer, the header's word for it is
    /// enough, and so are some cells that speak of kinds.
    fn find_kind(&mut self, headers: &[String], looks: &[Looks]) {
        let settled = self.kind.is_some() || self.unset.contains(&Field::Kind);
        if settled || self.column_of(Field::Kind).is_some() {
            return;
        }
        let says = |written: &str| {
            let weights = header::weigh(written);
            let own = weights.iter().find(|(field, _)| *field == Field::Kind);
            own.map_or(0, |(_, weight)| *weight)
        };
        let free = (0..headers.len().max(looks.len())).filter(|&at| {
            let written = headers.get(at).map_or("", String::as_str);
            self.field_of(at).is_none() && !header::is_foreign(written)
        });
        let scored = free.map(|at| {
            let share = looks.get(at).map_or(0.0, Looks::kinds);
            let share = if share >= SOME_KINDS { share } else { 0.0 };
            let said = headers.get(at).map_or(0, |written| says(written));
            (said + (share * 100.0) as i32, std::cmp::Reverse(at))
        });
        if let Some((_, at)) = scored.max().filter(|(score, _)| *score > 0) {
            self.set(Field::Kind, Some(at.0));
        }
    }

    /// Columns that ask the same question once more.
    fn find_again(&mut self, headers: &[String]) {
        let question = |at: usize| headers.get(at).map(|written| numberless(written));
        let unnamed = |column: &Column| !self.named.contains(&column.field);
        let proposed: Vec<Column> = self
            .columns
            .iter()
            .filter(|c| unnamed(c))
            .cloned()
            .collect();
        for column in proposed {
            let asked = question(column.index).filter(|asked| !asked.is_empty());
            let Some(asked) = asked else {
                continue;
            };
            for (index, written) in headers.iter().enumerate() {
                let same = question(index).as_ref() == Some(&asked);
                let address = column.field == Field::Email && is_second_address(written);
                if self.field_of(index).is_none() && (same || address) {
                    let field = column.field;
                    self.again.push(Column { field, index });
                }
            }
        }
    }

    /// The columns, in the order of the fields.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of a field, 0 for A.
    pub fn column_of(&self, field: Field) -> Option<usize> {
        let found = self.columns.iter().find(|column| column.field == field);
        found.map(|column| column.index)
    }

    /// Every column of a field, the surest first: the filled one counts.
    pub fn columns_of(&self, field: Field) -> impl Iterator<Item = usize> + '_ {
        let all = self.columns.iter().chain(&self.again);
        all.filter(move |column| column.field == field)
            .map(|column| column.index)
    }

    /// Further columns of a field with the very question of the first.
    pub fn again_of(&self, field: Field) -> impl Iterator<Item = usize> + '_ {
        let again = self.again.iter();
        again
            .filter(move |column| column.field == field)
            .map(|column| column.index)
    }

    /// The field of a column.
    pub fn field_of(&self, index: usize) -> Option<Field> {
        let mut all = self.columns.iter().chain(&self.again);
        all.find(|column| column.index == index)
            .map(|column| column.field)
    }

    /// Gives a field another column, or none; whatever had that column loses it.
    pub fn set(&mut self, field: Field, index: Option<usize>) {
        let taken = |column: &Column| column.field == field || Some(column.index) == index;
        self.columns.retain(|column| !taken(column));
        self.again.retain(|column| !taken(column));
        match index {
            Some(index) => {
                self.unset.remove(&field);
                self.columns.push(Column { field, index });
                self.columns.sort_by_key(|column| column.field);
            }
            None => {
                self.unset.insert(field);
            }
        }
    }

    /// The mapping for keeping: by header where that is unlike the others, else by position.
    pub fn to_file(&self, headers: &[String]) -> MappingFile {
        let mut file = MappingFile {
            kind: self.kind,
            dates: self.orders.clone(),
            kinds: self.kinds.clone(),
            ..MappingFile::default()
        };
        for column in &self.columns {
            let position = format!("#{}", column.index + 1);
            let named = headers
                .get(column.index)
                .filter(|header| find_column(header, headers) == Some(column.index));
            let mut written = named.map_or_else(|| position.clone(), |h| h.trim().to_owned());
            let again: Vec<usize> = self.again_of(column.field).collect();
            if !again.is_empty() {
                let again = again.iter().map(|at| format!(" #{}", at + 1));
                written = position + &again.collect::<String>();
            }
            file.columns.insert(column.field, written);
        }
        for &field in &self.unset {
            file.columns.insert(field, String::new());
        }
        file
    }
}

/// The columns of a kept mapping: `#2 #4` are two with the same question.
fn find_columns(named: &str, headers: &[String]) -> Vec<usize> {
    let one = find_column(named, headers).map(|at| vec![at]);
    let several = || {
        let words = named.split_whitespace();
        let found = words.map(|word| {
            let position = word.starts_with('#').then(|| find_column(word, headers));
            position.flatten()
        });
        found.collect::<Option<Vec<usize>>>()
    };
    one.or_else(several).unwrap_or_default()
}

/// A header of an address that may stand in for the official one: the form's own account.
fn is_second_address(written: &str) -> bool {
    let weights = header::weigh(written);
    let best = weights.into_iter().max_by_key(|(_, weight)| *weight);
    best.is_some_and(|(field, weight)| field == Field::Email && weight >= 35)
}

/// A question without the number that programs add to the second of two alike: `NIP.1`, `NIP 2`.
fn numberless(written: &str) -> String {
    let folded = fold(written);
    folded
        .trim_end_matches(|sign: char| sign.is_ascii_digit())
        .trim_end()
        .to_owned()
}

/// The one column that a header names; `#4` is the fourth.
fn find_column(named: &str, headers: &[String]) -> Option<usize> {
    let position = named
        .trim()
        .strip_prefix('#')
        .and_then(|n| n.parse::<usize>().ok());
    let by_position = position.and_then(|n| n.checked_sub(1));
    let same = |header: &String| header.trim() == named.trim() && !named.trim().is_empty();
    let exact: Vec<usize> = (0..headers.len())
        .filter(|&at| same(&headers[at]))
        .collect();
    if let [only] = exact[..] {
        return Some(only);
    }
    if by_position.is_some() {
        return by_position.filter(|&at| at < headers.len());
    }
    let folded = fold(named);
    let like: Vec<usize> = (0..headers.len())
        .filter(|&at| !folded.is_empty() && fold(&headers[at]) == folded)
        .collect();
    match (exact.as_slice(), like.as_slice()) {
        ([], [only]) => Some(*only),
        _ => None,
    }
}

/// How a spreadsheet names its columns: `A`, `Z`, `AA`.
pub fn column_name(mut at: usize) -> String {
    let mut name = Vec::new();
    loop {
        name.push(char::from(b'A' + (at % 26) as u8));
        match at / 26 {
            0 => break,
            rest => at = rest - 1,
        }
    }
    name.iter().rev().collect()
}

/// How many different fields the cells of a row name, each by its likeliest.
pub fn fields_named(row: &RawRow) -> usize {
    names_in(row.cells.iter().map(|cell| cell.text.as_str()))
}

/// As [`fields_named`], of texts.
pub fn names_in<'a>(headers: impl Iterator<Item = &'a str>) -> usize {
    let fields: BTreeSet<Field> = headers
        .filter(|text| text.len() < 400)
        .filter_map(|text| {
            let weights = header::weigh(text);
            let best = weights.into_iter().max_by_key(|(_, weight)| *weight)?;
            (best.1 >= 35).then_some(best.0)
        })
        .collect();
    fields.len()
}

/// How many of a kept mapping's headers stand in a row.
pub fn headers_present(file: &MappingFile, row: &RawRow) -> usize {
    let headers: Vec<String> = row.cells.iter().map(|cell| cell.text.clone()).collect();
    let named = file
        .columns
        .values()
        .filter(|named| !named.starts_with('#'));
    named
        .filter(|named| find_column(named, &headers).is_some())
        .count()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::intake::source::Cell;

    fn headers(all: &[&str]) -> Vec<String> {
        all.iter().map(|text| (*text).to_owned()).collect()
    }

    fn looks(columns: &[&[&str]]) -> Vec<Looks> {
        let column = |texts: &&[&str]| {
            let mut looks = Looks::default();
            for text in *texts {
                looks.count(&Cell::text(*text), &[]);
            }
            looks
        };
        columns.iter().map(column).collect()
    }

    #[test]
    fn the_official_of_two_addresses_wins() {
        let headers = headers(&["Email Address", "Nama", "Email Dinas (@babelprov.go.id)"]);
        let looks = looks(&[&["a@gmail.com"], &["Siti"], &["a@babelprov.go.id"]]);
        assert_eq!(
            Mapping::propose(&headers, &looks).column_of(Field::Email),
            Some(2)
        );
        // Also where only the cells tell them apart.
        let headers = self::headers(&["Email", "Nama", "Email 2"]);
        assert_eq!(
            Mapping::propose(&headers, &looks).column_of(Field::Email),
            Some(2)
        );
    }

    #[test]
    fn cells_decide_between_two_numbers() {
        let headers = headers(&["Nomor Induk", "Nomor Induk (lain)", "Nama"]);
        let looks = looks(&[&["1971024710850022"], &["198510072005032039"], &["Siti"]]);
        let mapping = Mapping::propose(&headers, &looks);
        assert_eq!(mapping.column_of(Field::Nik), Some(0));
        assert_eq!(mapping.column_of(Field::Nip), Some(1));
    }

    #[test]
    fn cells_speak_where_a_header_misleads() {
        let headers = headers(&["Nama", "Keperluan Surat", "NIK Atasan"]);
        let looks = looks(&[
            &["Siti", "Rina"],
            &["Penerbitan baru", "Pencabutan"],
            &["1971024710850022", "1902010606830031"],
        ]);
        let mapping = Mapping::propose(&headers, &looks);
        assert_eq!(mapping.field_of(1), Some(Field::Kind));
        assert_eq!(mapping.field_of(2), None);
    }

    #[test]
    fn a_kept_mapping_comes_back() {
        let headers = headers(&["Siapa", "Angka", "Angka", "Jenis", "loket: alasan"]);
        let mut mapping = Mapping::default();
        mapping.set(Field::Name, Some(0));
        mapping.set(Field::Nik, Some(2));
        mapping.set(Field::Kind, Some(3));
        mapping.set(Field::Note, None);
        mapping
            .orders
            .insert(Field::BirthDate, DateOrder::MonthFirst);
        mapping.kinds.insert("Layanan A".into(), Kind::Renew);
        let text = mapping.to_file(&headers).to_toml().unwrap();
        assert!(text.contains("nik = \"#3\""), "{text}");
        let file = MappingFile::parse(&text).unwrap();
        assert_eq!(Mapping::bind(&file, &headers, &[]).unwrap(), mapping);
    }

    #[test]
    fn a_mapping_names_what_is_wrong() {
        let file = MappingFile::parse("[columns]\nnik = \"Nomor\"\n").unwrap();
        let error = Mapping::bind(&file, &headers(&["NIK"]), &[]).unwrap_err();
        assert_eq!(error.code(), "intake-unknown-header");
        let error = MappingFile::parse("[columns]\nnikk = \"Nomor\"\n").unwrap_err();
        assert!(error.to_string().contains("nikk"), "{error}");
        assert!(MappingFile::parse("[dates]\nbirth_date = \"d-m\"\n").is_err());
    }

    #[test]
    fn columns_are_named_as_the_spreadsheet_names_them() {
        for (at, name) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (702, "AAA"),
        ] {
            assert_eq!(column_name(at), name);
        }
    }

    #[test]
    fn one_question_in_several_columns_is_one_field() {
        let headers = headers(&[
            "Nama",
            "NIP",
            "Nama",
            "NIP.1",
            "Email Dinas",
            "Email Address",
        ]);
        let mapping = Mapping::propose(&headers, &[]);
        assert_eq!(mapping.columns_of(Field::Name).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(mapping.columns_of(Field::Nip).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(mapping.columns_of(Field::Email).collect::<Vec<_>>(), [4, 5]);
        let file = mapping.to_file(&headers);
        assert_eq!(Mapping::bind(&file, &headers, &[]).unwrap(), mapping);
    }

    #[test]
    fn one_answer_is_enough_to_know_the_column_of_kinds() {
        for (header, cells) in [
            ("Keperluan", &["Konsultasi"][..]),
            ("Layanan", &["Aktivasi ulang", "Lain-lain", "Konsultasi"]),
            ("Kolom 3", &["Pencabutan"]),
            ("Kolom 3", &["Lain", "Pencabutan", "Aktivasi", "Bantuan"]),
        ] {
            let headers = headers(&["Nama", header]);
            let mapping = Mapping::propose(&headers, &looks(&[&["Siti"], cells]));
            assert_eq!(mapping.column_of(Field::Kind), Some(1), "{header}");
        }
    }

    #[test]
    fn setting_moves_a_column() {
        let mut mapping = Mapping::default();
        mapping.set(Field::Name, Some(0));
        mapping.set(Field::Nip, Some(0));
        assert_eq!(mapping.column_of(Field::Name), None);
        assert_eq!(mapping.field_of(0), Some(Field::Nip));
    }
}
