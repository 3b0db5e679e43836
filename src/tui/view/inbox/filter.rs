//! The filter menu `f`: it writes the same words that a person may type behind `/`.

use crate::domain::filter::words::{KINDS, Key, STAGES, Word, key_word};
use crate::domain::kind::Kind;
use crate::domain::request::Stage;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::Form;
use crate::tui::widgets::form::entry::{Choice, Entry};

/// A choice that filters nothing.
const ANY: &str = "";

/// The form, filled from what is filtered by now.
pub fn form(now: &str, ctx: &Ctx) -> Form {
    let chosen = |key: Key| value_of(now, key);
    let any = || Choice::new(ANY, ctx.get("filter-any"));
    let kinds = Kind::ALL.into_iter().filter_map(|kind| {
        let word = word_of(KINDS, &kind)?;
        Some(Choice::new(word, ctx.words.of("kind", kind.as_str())))
    });
    let stages = Stage::ALL.into_iter().filter_map(|stage| {
        let word = word_of(STAGES, &stage)?;
        Some(Choice::new(word, ctx.words.of("stage", stage.as_str())))
    });
    let flags = [
        (key_word(Key::Mine), "filter-mine"),
        (key_word(Key::Overdue), "filter-overdue"),
        (key_word(Key::Returned), "filter-returned"),
    ];
    let ticked: Vec<&str> = flags
        .iter()
        .map(|(word, _)| *word)
        .filter(|word| parts(now).iter().any(|part| part == &format!("{word}:")))
        .collect();
    let flags = flags.map(|(word, label)| Choice::new(word, ctx.get(label)));
    Form::new(ctx.get("filter-title"))
        .with(Entry::text("text", "filter-text", &plain(now)))
        .with(Entry::choice(
            "kind",
            "field-kind",
            std::iter::once(any()).chain(kinds).collect(),
            &chosen(Key::Kind),
        ))
        .with(Entry::choice(
            "stage",
            "filter-stage",
            std::iter::once(any()).chain(stages).collect(),
            &chosen(Key::Stage),
        ))
        .with(Entry::text(
            "agency",
            "field-agency",
            &chosen(Key::Text(crate::domain::filter::words::Field::Agency)),
        ))
        .with(Entry::ticks(
            "flags",
            "filter-flags",
            flags.to_vec(),
            &ticked,
        ))
        .with(Entry::text("filter_name", "field-filter_name", ""))
}

/// The filter that the form's values write.
pub fn written(values: &[(String, String)]) -> String {
    let value = |key: &str| {
        let found = values.iter().find(|(name, _)| name == key);
        found.map_or("", |(_, value)| value.trim())
    };
    let mut parts = Vec::new();
    if !value("text").is_empty() {
        parts.push(value("text").to_owned());
    }
    let agency = Key::Text(crate::domain::filter::words::Field::Agency);
    for (name, key) in [
        ("kind", Key::Kind),
        ("stage", Key::Stage),
        ("agency", agency),
    ] {
        let value = value(name);
        if value.contains(' ') {
            parts.push(format!("{}:\"{value}\"", key_word(key)));
        } else if !value.is_empty() {
            parts.push(format!("{}:{value}", key_word(key)));
        }
    }
    for flag in value("flags").split(',').filter(|flag| !flag.is_empty()) {
        parts.push(format!("{flag}:"));
    }
    parts.join(" ")
}

fn word_of<T: PartialEq>(table: &[Word<&'static [T]>], value: &T) -> Option<&'static str> {
    let one = table
        .iter()
        .find(|word| matches!(word.means, [only] if only == value))?;
    one.all().next()
}

/// The parts of a filter, quotes kept together.
fn parts(filter: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for letter in filter.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => parts.push(String::new()),
            _ => parts
                .last_mut()
                .into_iter()
                .for_each(|part| part.push(letter)),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn value_of(filter: &str, key: Key) -> String {
    let prefix = format!("{}:", key_word(key));
    let found = parts(filter).into_iter().find_map(|part| {
        let value = part.strip_prefix(&prefix)?;
        Some(value.to_owned())
    });
    found.unwrap_or_default()
}

/// What of a filter names no key.
fn plain(filter: &str) -> String {
    let plain = parts(filter).into_iter().filter(|part| !part.contains(':'));
    plain.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filter::Filter;
    use crate::tui::testing::Stage as Screen;

    #[test]
    fn what_the_form_writes_the_desk_reads_and_the_form_reads_back() {
        let values: Vec<(String, String)> = [
            ("text", "siti"),
            ("kind", "terbit"),
            ("stage", "kadis"),
            ("agency", "dinas kesehatan"),
            ("flags", "saya,lewat"),
        ]
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
        let filter = written(&values);
        assert_eq!(
            filter,
            "siti jenis:terbit tahap:kadis pd:\"dinas kesehatan\" saya: lewat:"
        );
        assert!(Filter::parse(&filter).is_ok());
        let stage = Screen::small();
        let form = form(&filter, &stage.ctx());
        assert_eq!(written(&form.values(&stage.ctx())), {
            // Ticks come back in the order of their words.
            filter.replace("saya: lewat:", "lewat: saya:")
        });
        assert_eq!(written(&[]), "");
    }
}
