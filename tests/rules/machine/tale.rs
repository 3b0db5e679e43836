//! What happened on a desk, for a clerk to read: a numbered sentence an act, in the words of the
//! history, then the rule that does not hold and the record that shows it.

use super::*;
use loket::domain::event::Stamp;
use loket::domain::substance::{Around, facts};
use loket::text::request::record as named;
use loket::text::{Language, Words, history, request as words_of};
use std::fmt::Write as _;

/// The story from after the ground on, up to the broken rule.
pub fn tale(office: &Office, ground: u64, broken: &Broken) -> String {
    let words = Words::new(Language::Indonesian);
    let mut told = String::new();
    let mut records = Records::new();
    let mut number = 0;
    for (at, (event, stamp)) in (1..).zip(&office.desk.log()) {
        let before = records.get(&event.record).cloned();
        if at > ground && tells(event) {
            number += 1;
            let said = sentence(office, &words, (event, stamp), before.as_ref());
            let _ = writeln!(told, "{number}. {said}");
        }
        if let Ok(after) = apply(before, event, stamp) {
            records.insert(event.record, after);
        }
    }
    let rule = broken.invariant.sentence();
    let record = named(&words, broken.record);
    let _ = writeln!(told, "Dilanggar: {rule}.");
    let _ = writeln!(
        told,
        "{record}{}: {}",
        stands(office, &words, broken),
        broken.shown
    );
    told
}

/// Where the record stands.
fn stands(office: &Office, words: &Words, broken: &Broken) -> String {
    match office.desk.records().get(&broken.record) {
        Some(Record::Request(request)) => format!(
            " ({}, {})",
            words.of("kind", request.kind.as_str()),
            words_of::stage(words, request.stage)
        ),
        _ => String::new(),
    }
}

/// What an act did; what only follows from it is left out.
fn tells(event: &Event) -> bool {
    if let Happening::Sheet(SheetEvent::Laid { .. }) = &event.what {
        return false;
    }
    let seen = matches!(
        event.what,
        Happening::Noted { .. } | Happening::Looked { .. }
    );
    event.what.tells() || seen
}

/// `Senin 23 Nov 09.14 Budi (Verifikator) mencatat: Permohonan 0142.03/2026: Dikirim ke BSrE · …`.
fn sentence(
    office: &Office,
    words: &Words,
    (event, stamp): (&Event, &Stamp),
    before: Option<&Record>,
) -> String {
    let officers = office.desk.officers();
    let name = |id: OfficerId| {
        let known = officers.iter().find(|one| one.id == id);
        known.map_or_else(|| format!("petugas {}", id.0), |one| one.name.clone())
    };
    let own = officers.iter().find(|one| one.id == stamp.officer);
    let capacity = stamp
        .position
        .and_then(|position| own?.holds(position, stamp.at));
    let post = history::post(words, "position-short", stamp.position, capacity);
    let post = post.map(|post| format!(" ({post})")).unwrap_or_default();
    let policy = || match before {
        Some(Record::Request(request)) => office.desk.policy_of(request.policy),
        _ => office.desk.policy().1,
    };
    let mut told = facts(
        &event.what,
        &Around {
            before: &|| before.cloned(),
            name: &name,
            policy: &policy,
            sections: &[],
        },
    );
    // Where each paper of a registration lies is no part of the story.
    if let Happening::Request(RequestEvent::Registered(_)) = &event.what {
        told.retain(|fact| fact.name != "evidence");
    }
    let day = stamp.at.day();
    let when = format!(
        "{} {} {}",
        words.weekday(day),
        words.day_month(day),
        words.clock(stamp.at)
    );
    let who = name(stamp.officer);
    let about = named(words, event.record);
    let said = history::sentence(words, event.what.kind().1, &told);
    format!("{when} {who}{post} mencatat: {about}: {said}")
}
