//! Where each key of a TOML file stands, so that an error found anywhere can name its place.

use super::{Problem, Wrong};
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
                let wrong = match error.message() {
                    "duplicate key" => Wrong::new("key-twice"),
                    other => Wrong::new("not-toml").with("problem", other),
                };
                Err(found.problem(start, String::new(), wrong))
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
    pub(super) fn problem_at(&self, key: &str, wrong: Wrong) -> Problem {
        let mut path = key;
        loop {
            if let Some(place) = self.places.iter().find(|place| place.path == path) {
                return self.problem(place.key.start, key.to_owned(), wrong);
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => return self.problem(0, key.to_owned(), wrong),
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

    fn problem(&self, start: usize, key: String, wrong: Wrong) -> Problem {
        let before = self.text.get(..start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Problem {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            key,
            wrong,
        }
    }
}

/// What the reader of Rust types says, as codes for a person who writes a policy. What is found and
/// what is wanted are named by short codes where they have words, else as the reader says it.
fn plain(message: &str) -> Wrong {
    let first = message.lines().next().unwrap_or(message);
    if let Some(rest) = first.strip_prefix("unknown field ") {
        return wanted("unknown-key", rest);
    }
    if let Some(rest) = first.strip_prefix("unknown variant ") {
        return wanted("unknown-choice", rest);
    }
    if let Some(field) = first.strip_prefix("missing field ") {
        return Wrong::new("missing-key").with("given", field);
    }
    for prefix in ["invalid type: ", "invalid value: "] {
        if let Some((found, wish)) = first
            .strip_prefix(prefix)
            .and_then(|rest| rest.split_once(", expected "))
        {
            return Wrong::new("found")
                .with("found", found)
                .with("wanted", wish);
        }
    }
    // Types of the domain that are made by parsing say what they are not.
    for (is_not, code) in [
        (" is not a day of the calendar", "no-day"),
        (" is not a time of day", "no-time"),
    ] {
        if let Some((given, _)) = first.split_once(is_not) {
            return Wrong::new(code).with("given", given);
        }
    }
    Wrong::new("other").with("problem", first)
}

fn wanted(code: &'static str, rest: &str) -> Wrong {
    let (name, choices) = rest.split_once(", expected ").unwrap_or((rest, ""));
    let choices = choices.strip_prefix("one of ").unwrap_or(choices);
    Wrong::new(code).with("given", name).with("wanted", choices)
}
