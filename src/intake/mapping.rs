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

/// One mapped column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What it holds.
    pub field: Field,
    /// Position, 0 for column A.
    pub index: usize,
}

/// The mapping of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    columns: Vec<Column>,
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
            let index = find_column(named, headers).ok_or_else(|| IntakeError::UnknownHeader {
                field,
                header: named.clone(),
            })?;
            mapping.set(field, Some(index));
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
            let nameless = fold(written).is_empty() && column_looks.could_be_names();
            weights.extend(nameless.then_some((Field::Name, LEAST)));
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
        self
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

    /// The field of a column.
    pub fn field_of(&self, index: usize) -> Option<Field> {
        let found = self.columns.iter().find(|column| column.index == index);
        found.map(|column| column.field)
    }

    /// Gives a field another column, or none; whatever had that column loses it.
    pub fn set(&mut self, field: Field, index: Option<usize>) {
        let taken = |column: &Column| column.field == field || Some(column.index) == index;
        self.columns.retain(|column| !taken(column));
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
            let written = named.map_or(position, |header| header.trim().to_owned());
            file.columns.insert(column.field, written);
        }
        for &field in &self.unset {
            file.columns.insert(field, String::new());
        }
        file
    }
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

/// How many different fields the cells of a row name, each by its likeliest.
pub fn fields_named(row: &RawRow) -> usize {
    let fields: BTreeSet<Field> = row
        .cells
        .iter()
        .filter(|cell| cell.text.len() < 400)
        .filter_map(|cell| {
            let weights = header::weigh(&cell.text);
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
    fn setting_moves_a_column() {
        let mut mapping = Mapping::default();
        mapping.set(Field::Name, Some(0));
        mapping.set(Field::Nip, Some(0));
        assert_eq!(mapping.column_of(Field::Name), None);
        assert_eq!(mapping.field_of(0), Some(Field::Nip));
    }
}
