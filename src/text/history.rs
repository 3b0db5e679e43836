//! The history of a record in words: what happened, with everything that the event tells.
//!
//! An event brings its key (`returned`) and its facts; each fact becomes a piece of the sentence:
//! `Golongan: III/b → III/c` where it is about a field or a document, else by
//! `history-arg-<name>`.

use super::{Words, request, safe};
use crate::domain::exception::Exception;
use crate::domain::office::{Capacity, Position};
use crate::domain::substance::{Fact, Value};

/// What happened, without names and times: `Dikembalikan ke pemohon · kekurangan: Fotokopi KTP`.
pub fn sentence(words: &Words, event: &str, facts: &[Fact]) -> String {
    let told = facts.iter().map(|fact| piece(words, fact));
    let parts: Vec<String> = std::iter::once(self::event(words, event))
        .chain(told)
        .collect();
    parts.join(" · ")
}

/// What an event is called: `Dikembalikan ke pemohon`.
pub fn event(words: &Words, key: &str) -> String {
    words.of("event", key)
}

/// The post in which an act was done, with the capacity where it was not the officer's own:
/// `Plh. Kepala Dinas`.
pub fn post(
    words: &Words,
    family: &str,
    position: Option<Position>,
    capacity: Option<Capacity>,
) -> Option<String> {
    let position = words.of(family, position?.as_str());
    Some(match capacity {
        None | Some(Capacity::Definitive) => position,
        Some(acting) => format!("{} {position}", words.of("capacity", acting.as_str())),
    })
}

/// One fact in words.
pub fn piece(words: &Words, fact: &Fact) -> String {
    let now = value(words, &fact.now);
    let told = match &fact.was {
        Some(was) => format!("{} → {now}", value(words, was)),
        None => now,
    };
    let about = fact.of.as_ref().map(|of| value(words, of));
    let told = match about {
        Some(about) => format!("{about}: {told}"),
        None => told,
    };
    words
        .find(&format!("history-arg-{}", fact.name), &[("value", &told)])
        .unwrap_or(told)
}

/// Why something is an exception: `pengecualian: pencabutan segera, lembar terlambat`; empty where
/// it is none.
pub fn exceptions(words: &Words, found: &[Exception]) -> String {
    let told: Vec<String> = found
        .iter()
        .map(|one| words.of("exception", one.as_str()))
        .collect();
    match told.is_empty() {
        true => String::new(),
        false => words.with("history-exceptions", &[("list", &told.join(", "))]),
    }
}

fn value(words: &Words, value: &Value) -> String {
    if value.is_empty() {
        return words.get("history-nothing");
    }
    match value {
        Value::Text(text) | Value::Exact(text) => safe(text).into_owned(),
        Value::Key { family, key } => words.of(family, key),
        Value::Day(day) => words.date(*day),
        Value::At(at) => words.moment(*at),
        Value::Number(number) => words.number(i64::try_from(*number).unwrap_or(i64::MAX)),
        Value::Words(told) => safe(told.in_language(request::policy_language(words))).into_owned(),
        Value::List(list) => {
            let told: Vec<String> = list.iter().map(|one| self::value(words, one)).collect();
            told.join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::{Day, Instant};
    use crate::text::Language;

    fn fact(name: &'static str, now: Value) -> Fact {
        Fact {
            name: name.into(),
            of: None,
            was: None,
            now,
        }
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn keys_are_written_out() {
        let words = Words::default();
        let back = [
            fact("defect", Value::key("finding", "nik-length")),
            Fact {
                of: Some(Value::key("document", "ktp")),
                ..fact("defect", Value::key("verdict", "missing"))
            },
            fact("note", text("lewat WA")),
        ];
        assert_eq!(
            sentence(&words, "returned", &back),
            "Dikembalikan ke pemohon · kekurangan: NIK bukan 16 angka · kekurangan: Fotokopi KTP: Tidak ada · catatan: lewat WA"
        );
        let paper = [
            fact("to", Value::key("position", "subkoord")),
            fact("remark", Value::key("history-remark", "paper")),
        ];
        assert_eq!(
            sentence(&words, "sheet-disposed", &paper),
            "Didisposisi · ke Subkoordinator Keamanan Sistem Informasi · dari lembar kertas"
        );
        let due = fact(
            "until",
            Value::Day(Day::from_ymd_opt(2026, 11, 25).expect("a day")),
        );
        assert_eq!(piece(&words, &due), "sampai 25 Nov 2026");
        let taken = [
            fact("taken", Value::key("event", "returned")),
            fact("acted", Value::At(Instant(1_795_000_000_000))),
        ];
        let undone = sentence(&words, "undone", &taken);
        assert!(
            undone.starts_with("Diurungkan · Dikembalikan ke pemohon · "),
            "{undone}"
        );
    }

    #[test]
    fn a_change_tells_before_and_after() {
        let words = Words::default();
        let changed = Fact {
            of: Some(Value::key("field", "rank")),
            was: Some(text("")),
            ..fact("field", text("III/c"))
        };
        assert_eq!(piece(&words, &changed), "Golongan: (kosong) → III/c");
        let told = post(
            &words,
            "position",
            Some(Position::Kadis),
            Some(Capacity::Plh),
        );
        assert_eq!(told.as_deref(), Some("Plh. Kepala Dinas"));
        assert_eq!(post(&words, "position", None, Some(Capacity::Plh)), None);
    }

    #[test]
    fn a_refused_attempt_says_why_in_words() {
        let given = [
            fact("act", Value::key("act", "dispose")),
            fact("code", Value::key("attempt", "separation")),
        ];
        assert_eq!(
            sentence(&Words::default(), "refused", &given),
            "Percobaan ditolak · mendisposisi atau meneruskan · pemisahan tugas"
        );
        for language in [Language::Indonesian, Language::English] {
            let words = Words::new(language);
            for code in [
                "not-yours",
                "acting",
                "separation",
                "own-request",
                "own-name",
                "own-certificate",
                "own-numbers",
                "own-positions",
                "blocked",
                "not-the-author",
                "cannot-undo",
                "not-a-warning",
            ] {
                assert!(words.has(&format!("attempt-{code}")), "{code}");
            }
        }
    }

    #[test]
    fn what_is_not_known_is_still_shown_and_harmless() {
        let words = Words::new(Language::English);
        let said = sentence(&words, "never-heard", &[fact("x", text("a\u{1b}b"))]);
        assert_eq!(said, "never-heard · a␛b");
    }
}
