//! Reading what is pasted of a certificate: a notice of BSrE, a portal's page, a viewer's text.
//! Labels in either language; what is not recognised is left alone, and nothing is guessed.

use chrono::{NaiveDateTime, NaiveTime};

use crate::domain::time::{Day, Instant};
use crate::tui::widgets::day_entry::{self, Prefer};

/// Labels of each field of the form, in lower case; the longer ones first.
const LABELS: [(&str, &[&str]); 7] = [
    (
        "serial",
        &[
            "serial number",
            "nomor seri",
            "no. seri",
            "no seri",
            "serial",
        ],
    ),
    (
        "not_before",
        &[
            "not valid before",
            "not before",
            "valid from",
            "berlaku sejak",
            "berlaku mulai",
            "berlaku dari",
            "issued on",
            "tanggal terbit",
        ],
    ),
    (
        "not_after",
        &[
            "not valid after",
            "not after",
            "valid until",
            "valid to",
            "berlaku s.d.",
            "berlaku sampai",
            "berlaku hingga",
            "expires on",
            "masa berlaku",
        ],
    ),
    (
        "certificate_name",
        &["common name", "nama lengkap", "nama", "cn"],
    ),
    (
        "email",
        &["email address", "alamat email", "e-mail", "email"],
    ),
    ("agency", &["organization", "organisasi", "instansi", "o"]),
    ("nik", &["nik", "uid"]),
];

/// The fields found in a text, by the keys of the form, in its order; the first of each counts.
pub fn read(text: &str) -> Vec<(&'static str, String)> {
    let mut found: Vec<(&'static str, String)> = Vec::new();
    let mut take = |key: &'static str, value: &str| {
        let value = value.trim().trim_matches(['"', ',', ';']).trim();
        if !value.is_empty() && !found.iter().any(|(known, _)| *known == key) {
            found.push((key, value.to_owned()));
        }
    };
    for line in text.lines() {
        let line = line.trim();
        if let Some((key, value)) = labelled(line) {
            take(key, value);
        } else {
            for part in line.split(", ") {
                // A subject: `CN=Siti Rahmawati, O=Dinas Kesehatan`.
                let pair = part.split_once('=');
                if let Some((key, value)) = pair.and_then(|(label, value)| {
                    let label = label.rsplit([' ', ':']).next()?;
                    Some((field_of(label)?, value))
                }) {
                    take(key, value);
                }
            }
        }
    }
    found
}

/// `Nomor Seri : 3F:A1` — the label, a sign, the value.
fn labelled(line: &str) -> Option<(&'static str, &str)> {
    let (label, value) = line.split_once([':', '\t'])?;
    if value.trim().is_empty() || label.contains('=') {
        return None;
    }
    Some((field_of(label)?, value))
}

fn field_of(label: &str) -> Option<&'static str> {
    let label = label.trim().to_lowercase();
    LABELS
        .iter()
        .find(|(_, labels)| labels.contains(&label.as_str()))
        .map(|(key, _)| *key)
}

/// The moment that a text means: a day as it is typed anywhere, with or without a time; WIB unless
/// it says UTC, GMT or Z. `None` where it means none.
pub fn moment(text: &str, today: Day) -> Option<Instant> {
    let upper = text.trim().to_uppercase();
    let bare = ["UTC", "GMT", "WIB", "Z"]
        .iter()
        .find_map(|zone| upper.strip_suffix(zone));
    let utc = bare.is_some() && !upper.ends_with("WIB");
    let bare = iso(bare.unwrap_or(&upper));
    let mut day_words: Vec<&str> = Vec::new();
    let mut time = None;
    for word in bare.split([' ', ',']).filter(|word| !word.is_empty()) {
        match clock(word, !day_words.is_empty()) {
            Some(read) if time.is_none() => time = Some(read),
            _ => day_words.push(word),
        }
    }
    let day = day_of(&day_words, today)?;
    let local = NaiveDateTime::new(day, time.unwrap_or(NaiveTime::MIN));
    let wib = Instant::from_wib(local);
    // What is 02.14 in UTC is 09.14 here.
    Some(if utc { wib.plus_minutes(7 * 60) } else { wib })
}

/// `2026-11-23T02:14:00` in two words; months keep their T.
fn iso(text: &str) -> String {
    let is_iso = text.get(4..5) == Some("-") && text.get(10..11) == Some("T");
    if is_iso {
        text.replacen('T', " ", 1)
    } else {
        text.to_owned()
    }
}

/// A day, also as certificate viewers write it: `NOV 23 2026`.
fn day_of(words: &[&str], today: Day) -> Option<Day> {
    let starts_with_letter = words
        .first()
        .and_then(|word| word.chars().next())
        .is_some_and(char::is_alphabetic);
    match words {
        [month, day, year] if starts_with_letter => {
            day_entry::parse(&format!("{day} {month} {year}"), today, Prefer::Past)
        }
        _ => day_entry::parse(&words.join(" "), today, Prefer::Past),
    }
}

/// `09:14`, `09:14:30`; `09.14` only after a day, because `23.11.2026` is one.
fn clock(word: &str, after_day: bool) -> Option<NaiveTime> {
    let word = match word.contains(':') {
        true => word.to_owned(),
        false if after_day && word.split('.').count() > 1 => word.replace('.', ":"),
        false => return None,
    };
    let parts: Option<Vec<u32>> = word.split(':').map(|part| part.parse().ok()).collect();
    match parts?[..] {
        [hour, minute] => NaiveTime::from_hms_opt(hour, minute, 0),
        [hour, minute, second] => NaiveTime::from_hms_opt(hour, minute, second),
        _ => None,
    }
}

/// A moment as the form writes it, to the second.
pub fn written(at: Instant) -> String {
    at.to_wib().format("%d/%m/%Y %H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn today() -> Day {
        Day::from_ymd_opt(2026, 11, 23).unwrap()
    }

    #[test]
    fn a_notice_fills_the_form() {
        let text = "Sertifikat elektronik Anda telah terbit.\nNomor Seri : 3F:A1:07\nNama: Siti Rahmawati\nEmail\tsiti@babelprov.go.id\nBerlaku sejak: 23 Nov 2026 09:14\nBerlaku s.d.: 22/11/2028 09.13";
        assert_eq!(
            read(text),
            [
                ("serial", "3F:A1:07".to_owned()),
                ("certificate_name", "Siti Rahmawati".to_owned()),
                ("email", "siti@babelprov.go.id".to_owned()),
                ("not_before", "23 Nov 2026 09:14".to_owned()),
                ("not_after", "22/11/2028 09.13".to_owned()),
            ]
        );
        let viewer = "Subject: C=ID, O=Dinas Kesehatan, CN=Siti Rahmawati\nNot Before: Nov 23 02:14:00 2026 GMT";
        let found = read(viewer);
        assert!(found.contains(&("certificate_name", "Siti Rahmawati".to_owned())));
        assert!(found.contains(&("agency", "Dinas Kesehatan".to_owned())));
        assert!(found.contains(&("not_before", "Nov 23 02:14:00 2026 GMT".to_owned())));
        assert!(read("tidak ada apa-apa di sini").is_empty());
    }

    #[test]
    fn moments_read_as_people_and_viewers_write_them() {
        let nine = Instant::wib(2026, 11, 23, 9, 14).unwrap();
        for text in [
            "23/11/2026 09:14",
            "23 Nov 2026 09.14",
            "23 Nov 2026, 09:14 WIB",
            "2026-11-23T02:14:00Z",
            "Nov 23 02:14:00 2026 GMT",
            "23/11 9:14",
        ] {
            assert_eq!(moment(text, today()), Some(nine), "{text}");
        }
        let midnight = Instant::wib(2026, 10, 5, 0, 0).unwrap();
        for text in ["5/10", "05.10.2026", "5 Okt 2026", "5 Oct 2026"] {
            assert_eq!(moment(text, today()), Some(midnight), "{text}");
        }
        for text in ["", "besok", "31/2/2026", "23/11/2026 25:00"] {
            assert_eq!(moment(text, today()), None, "{text}");
        }
        assert_eq!(moment(&written(nine), today()), Some(nine));
    }
}
