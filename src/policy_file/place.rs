//! Where each key of a TOML file stands, so that an error found anywhere can name its place.

use super::Problem;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A key with its path and its stretch of the file.
struct Place {
    path: String,
    key: Range<usize>,
    value: Range<usize>,
}

/// The places of all keys of a file.
pub(super) struct Places<'t> {
    text: &'t str,
    places: Vec<Place>,
}

impl<'t> Places<'t> {
    /// Finds the places; fails where the text is not TOML at all.
    pub(super) fn of(text: &'t str) -> Result<Places<'t>, Problem> {
        let mut found = Places {
            text,
            places: Vec::new(),
        };
        match DeTable::parse(text) {
            Ok(root) => {
                found.table("", root.get_ref());
                Ok(found)
            }
            Err(error) => {
                let start = error.span().map_or(0, |span| span.start);
                let sentence = match error.message() {
                    "duplicate key" => {
                        "this key stands in the file a second time; write it once".to_owned()
                    }
                    other => format!("this is not TOML: {other}"),
                };
                Err(found.problem(start, String::new(), sentence))
            }
        }
    }

    fn table(&mut self, parent: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path = if parent.is_empty() {
                key.get_ref().to_string()
            } else {
                format!("{parent}.{}", key.get_ref())
            };
            self.value(path, key.span(), value);
        }
    }

    fn value(&mut self, path: String, key: Range<usize>, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::Table(table) => self.table(&path, table),
            DeValue::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.value(format!("{path}[{at}]"), item.span(), item);
                }
            }
            _ => {}
        }
        self.places.push(Place {
            path,
            key,
            value: value.span(),
        });
    }

    /// The problem that an error of the TOML reader tells of.
    pub(super) fn problem_of(&self, error: &toml::de::Error) -> Problem {
        let start = error.span().map_or(0, |span| span.start);
        self.problem(start, self.path_at(start), plain(error.message()))
    }

    /// The problem at a key; where the file does not have it, at the nearest key around it.
    pub(super) fn problem_at(&self, key: &str, sentence: String) -> Problem {
        let mut path = key;
        loop {
            if let Some(place) = self.places.iter().find(|place| place.path == path) {
                return self.problem(place.key.start, key.to_owned(), sentence);
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => return self.problem(0, key.to_owned(), sentence),
            }
        }
    }

    /// The innermost key whose stretch covers this place; empty at the top of the file.
    fn path_at(&self, start: usize) -> String {
        self.places
            .iter()
            .filter(|place| place.key.contains(&start) || place.value.contains(&start))
            .min_by_key(|place| {
                let covering = if place.key.contains(&start) {
                    &place.key
                } else {
                    &place.value
                };
                (covering.len(), usize::MAX - place.path.len())
            })
            .map_or_else(String::new, |place| place.path.clone())
    }

    fn problem(&self, start: usize, key: String, sentence: String) -> Problem {
        let before = self.text.get(..start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Problem {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            key,
            sentence,
        }
    }
}

/// What the reader of Rust types says, for a person who writes a policy.
fn plain(message: &str) -> String {
    let first = message.lines().next().unwrap_or(message);
    if let Some(rest) = first.strip_prefix("unknown field ") {
        return wanted(rest, "is not a key here");
    }
    if let Some(rest) = first.strip_prefix("unknown variant ") {
        return wanted(rest, "is not known here");
    }
    if let Some(field) = first.strip_prefix("missing field ") {
        return format!("the key {field} is missing here; write it");
    }
    for prefix in ["invalid type: ", "invalid value: "] {
        if let Some((found, wish)) = first
            .strip_prefix(prefix)
            .and_then(|rest| rest.split_once(", expected "))
        {
            return format!("found {}; wanted {}", found_of(found), wish_of(wish));
        }
    }
    first.to_owned()
}

fn wanted(rest: &str, is_not: &str) -> String {
    match rest.split_once(", expected ") {
        Some((name, choices)) => {
            let choices = choices.strip_prefix("one of ").unwrap_or(choices);
            format!("{name} {is_not}; wanted {choices}")
        }
        None => format!("{rest} {is_not}"),
    }
}

fn found_of(found: &str) -> &str {
    match found {
        // The reader hands out a date as a map of its own.
        "map" => "a table, or a date without quotation marks",
        other => other,
    }
}

fn wish_of(wish: &str) -> &str {
    match wish {
        "u8" => "a whole number from 0 to 255",
        "u16" => "a whole number from 0 to 65535",
        "a string" => "a text in quotation marks",
        "a boolean" => "true or false",
        "a sequence" => "a list in square brackets",
        other if other.starts_with("struct ") => "a table of keys",
        other => other,
    }
}
