//! The history of a record in words: what happened, with what the event names.
//!
//! An event brings its key (`returned`) and arguments by name; each argument becomes a piece of
//! the sentence by `history-arg-<name>`. Values that are keys are written out by their family:
//! `to=kabid`, `document=ktp`, `defects=nik-length,ktp`.

use super::{Words, safe};
use crate::domain::time::Instant;
use chrono::{NaiveDate, NaiveDateTime};

/// What happened, without names and times: `Dikembalikan ke pemohon · kekurangan: Fotokopi KTP`.
pub fn sentence(words: &Words, event: &str, args: &[(String, String)]) -> String {
    let mut parts = vec![words.of("event", event)];
    for (name, given) in args.iter().filter(|(_, given)| !given.trim().is_empty()) {
        if matches!(given.as_str(), "yes" | "no") {
            parts.extend(words.find(&format!("history-{given}-{name}"), &[]));
            continue;
        }
        let value = value(words, name, given);
        let piece = words
            .find(&format!("history-arg-{name}"), &[("value", &value)])
            .unwrap_or(value);
        parts.push(piece);
    }
    parts.join(" · ")
}

/// What an event is called: `Dikembalikan ke pemohon`.
pub fn event(words: &Words, key: &str) -> String {
    words.of("event", key)
}

/// The families of keys that an argument's value may come from.
fn families(name: &str) -> &'static [&'static str] {
    match name {
        "stage" | "to" | "from" => &["stage", "position", "step"],
        "position" | "need" => &["position"],
        "document" | "documents" | "unseen" | "void" | "marks" => &["document", "verdict"],
        "defects" => &["finding", "document"],
        "code" => &["attempt", "finding", "document"],
        "verdict" => &["verdict"],
        "kind" => &["kind"],
        "act" => &["deed"],
        "taken" => &["event"],
        "fields" => &["field"],
        "instructions" => &["instruction"],
        "status" | "standing" => &["status"],
        _ => &[],
    }
}

fn value(words: &Words, name: &str, given: &str) -> String {
    if let Ok(day) = given.parse::<NaiveDate>() {
        return words.date(day);
    }
    if let Ok(moment) = NaiveDateTime::parse_from_str(given, "%Y-%m-%dT%H:%M") {
        return words.moment(Instant::from_wib(moment));
    }
    let families = families(name);
    let known = |piece: &str| {
        families
            .iter()
            .find_map(|family| words.find(&format!("{family}-{piece}"), &[]))
    };
    let pieces: Vec<&str> = given.split(',').map(str::trim).collect();
    // Defects may also be plain words, which may hold commas; other lists are all keys or none.
    if name == "defects" || pieces.iter().all(|piece| known(piece).is_some()) {
        let said = |piece: &&str| known(piece).unwrap_or_else(|| safe(piece).into_owned());
        return pieces.iter().map(said).collect::<Vec<_>>().join(", ");
    }
    safe(given).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    fn args(given: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        given.iter().map(owned).collect()
    }

    #[test]
    fn keys_are_written_out() {
        let words = Words::default();
        let said = sentence(
            &words,
            "returned",
            &args(&[("defects", "nik-length, ktp"), ("note", "lewat WA")]),
        );
        assert_eq!(
            said,
            "Dikembalikan ke pemohon · kekurangan: NIK bukan 16 angka, Fotokopi KTP · catatan: lewat WA"
        );
        let moved = sentence(&words, "moved", &args(&[("to", "disposition-kabid")]));
        assert_eq!(moved, "Berpindah tahap · ke Disposisi Kabid");
        let paper = args(&[("to", "subkoord"), ("paper", "yes"), ("concurrent", "no")]);
        assert_eq!(
            sentence(&words, "sheet-disposed", &paper),
            "Didisposisi · ke Subkoordinator Keamanan Sistem Informasi · dari lembar kertas"
        );
        let due = sentence(&words, "link-sent", &args(&[("until", "2026-11-25")]));
        assert!(due.ends_with("sampai 25 Nov 2026"), "{due}");
        let taken = args(&[("taken", "returned"), ("acted", "2026-11-23T09:14")]);
        let undone = sentence(&words, "undone", &taken);
        assert!(
            undone.starts_with("Diurungkan · Dikembalikan ke pemohon · "),
            "{undone}"
        );
        assert!(undone.contains("09.14"), "{undone}");
    }

    #[test]
    fn a_refused_attempt_says_why_in_words() {
        let given = args(&[("act", "dispose"), ("code", "separation")]);
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
        let said = sentence(
            &words,
            "never-heard",
            &args(&[("x", "a\u{1b}b"), ("y", " ")]),
        );
        assert_eq!(said, "never-heard · a␛b");
    }
}
