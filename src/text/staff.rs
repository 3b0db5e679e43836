//! What of the office ends: papers of its officers, its agreement with BSrE.

use super::{Arg, Words};
use crate::domain::credential::{Credential, CredentialKind};
use crate::domain::time::Day;

/// `Akses BSrE Budi Santoso berakhir 12 Des 2026 (19 hari lagi).`; `None` where it has no end.
pub fn paper_ends(
    words: &Words,
    who: &str,
    kind: CredentialKind,
    paper: &Credential,
    today: Day,
) -> Option<String> {
    let what = words.of("credential", kind.as_str());
    let args: [(&str, &dyn Arg); 2] = [("paper", &what), ("name", &who)];
    let what = words.with("credential-of", &args);
    paper.until.map(|until| ends(words, &what, until, today))
}

/// Agencies of a list that are named; the others are counted.
const NAMED: usize = 8;

/// `33 perangkat daerah belum punya verifikator: Setda, BKD, …`; `None` where there is none.
pub fn uncovered(words: &Words, agencies: &[&str]) -> Option<String> {
    let mut list = agencies[..agencies.len().min(NAMED)].join(", ");
    if agencies.len() > NAMED {
        list.push_str(", …");
    }
    let args: [(&str, &dyn Arg); 2] = [("count", &agencies.len()), ("list", &list)];
    (!agencies.is_empty()).then(|| words.with("staff-uncovered", &args))
}

/// That something ends on a day, or has ended.
pub fn ends(words: &Words, what: &str, until: Day, today: Day) -> String {
    let left = (until - today).num_days();
    let date = words.date(until);
    let args: [(&str, &dyn Arg); 3] = [("what", &what), ("date", &date), ("days", &left)];
    let key = match left {
        ..0 => "ends-over",
        0 => "ends-today",
        _ => "ends-soon",
    };
    words.with(key, &args)
}
