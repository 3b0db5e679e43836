//! The sentence to read out on the phone: how it stands with a person's request or certificate, in
//! words that the caller understands.

use crate::domain::certificate::CertificateStatus;
use crate::domain::identity::{Nip, Sex};
use crate::domain::request::{Request, Stage};
use crate::domain::time::{Day, Instant};
use crate::text::{Arg, Words};
use crate::wire::view::CertificateLine;

/// `Ibu Siti`, `Bapak Hendra`; the whole name where the numbers do not tell.
pub fn addressed(words: &Words, name: &str, sex: Option<Sex>) -> String {
    let key = match sex {
        Some(Sex::Female) => "call-woman",
        Some(Sex::Male) => "call-man",
        None => return words.with("call-person", &[("name", &bare(name))]),
    };
    words.with(key, &[("name", &given(name))])
}

/// Sex by digit 15 of the NIP.
pub fn sex_of(nip: Option<Nip>) -> Option<Sex> {
    nip.and_then(Nip::sex)
}

/// A name without titles: what stands before the first comma, without `Dr.`, `H.` and their like.
fn bare(name: &str) -> String {
    let before = name.split(',').next().unwrap_or_default();
    let words: Vec<&str> = before
        .split_whitespace()
        .filter(|word| !word.ends_with('.'))
        .collect();
    if words.is_empty() {
        before.trim().to_owned()
    } else {
        words.join(" ")
    }
}

/// The name one is called by: the first without titles. `Muhammad` and its short forms are passed
/// over where another follows, as people do.
fn given(name: &str) -> String {
    let bare = bare(name);
    let mut words = bare.split_whitespace();
    let first = words.next().unwrap_or_default();
    let common = ["muhammad", "mohammad", "mohamad", "muhamad", "moh", "muh"];
    let passed = common.contains(&first.to_lowercase().as_str());
    match words.next() {
        Some(second) if passed => second.to_owned(),
        _ => first.to_owned(),
    }
}

/// A day as one says it: with the year only where it is another.
fn said(words: &Words, day: Day, now: Instant) -> String {
    use chrono::Datelike;
    if day.year() == now.day().year() {
        format!("{} {}", day.day(), words.month(day.month()))
    } else {
        words.long_date(day)
    }
}

/// How it stands with a request.
pub fn of_request(words: &Words, who: &str, request: &Request, now: Instant) -> String {
    let date = |day: Day| said(words, day, now);
    let arrived = request
        .step()
        .map_or(request.received, |step| step.arrived)
        .day();
    let sent = request.sending.as_ref().map_or(arrived, |sent| sent.date);
    let kind = words.of("call-kind", request.kind.as_str());
    let who: &dyn Arg = &who;
    let kind: &dyn Arg = &kind;
    let with = |key: &str, since: Day, until: Option<Day>| {
        let (since, until) = (date(since), until.map(date).unwrap_or_default());
        let args: &[(&str, &dyn Arg)] = &[
            ("who", who),
            ("kind", kind),
            ("since", &since),
            ("until", &until),
        ];
        words.with(key, args)
    };
    let ended = request.ending.as_ref().map_or(arrived, |end| end.at.day());
    match request.stage {
        Stage::Registered => with("call-registered", request.received.day(), None),
        Stage::Disposition(_) | Stage::Held(_) => {
            with("call-disposition", request.received.day(), None)
        }
        Stage::Verification => with("call-verification", arrived, None),
        Stage::Asleep => {
            let cause = request.particulars.cause.as_ref();
            let until = cause.and_then(|cause| cause.effective);
            with("call-asleep", arrived, until)
        }
        Stage::Revoked => with("call-request-revoked", sent, None),
        Stage::Returned => {
            let since = request
                .returned
                .as_ref()
                .map_or(arrived, |back| back.at.day());
            with("call-returned", since, None)
        }
        Stage::AwaitingApproval
        | Stage::AccountCheck
        | Stage::CheckFailed
        | Stage::WithdrawalAsked
        | Stage::AtBsre => {
            let (key, since) = at_bsre(request, sent);
            with(key, since, None)
        }
        Stage::AwaitingActivation => {
            let (key, until) = linked(request, now);
            with(key, sent, until)
        }
        Stage::Activated => with("call-activated", sent, None),
        Stage::Issued => with("call-issued", arrived, None),
        Stage::Mismatch => with("call-mismatch", arrived, None),
        Stage::Completed => {
            let activated = request.activation.as_ref().and_then(|link| link.activated);
            let given = request.hand_over.as_ref().map(|given| given.at.day());
            let since = given.or(activated).unwrap_or(sent);
            with("call-completed", since, None)
        }
        Stage::ReplyPending => with("call-reply-pending", ended, None),
        Stage::Rejected => match &request.reply {
            Some(reply) => with("call-rejected-letter", ended, Some(reply.date)),
            None => with("call-rejected", ended, None),
        },
        Stage::Withdrawn => with("call-withdrawn", ended, None),
        Stage::Lapsed | Stage::Void => with("call-lapsed", ended, None),
    }
}

/// Whether the link still runs, and until when it did.
fn linked(request: &Request, now: Instant) -> (&'static str, Option<Day>) {
    match &request.activation {
        Some(link) if link.until < now.day() || link.lapsed => ("call-link-past", Some(link.until)),
        Some(link) => ("call-link", Some(link.until)),
        None => ("call-at-bsre", None),
    }
}

/// What is waited for while BSrE has it, and since when.
fn at_bsre(request: &Request, sent: Day) -> (&'static str, Day) {
    match request.stage {
        Stage::AwaitingApproval => ("call-approval", sent),
        Stage::AccountCheck => ("call-account-check", sent),
        Stage::CheckFailed => ("call-check-failed", request.check.since.unwrap_or(sent)),
        Stage::WithdrawalAsked => {
            let asked = request.withdrawal.as_ref();
            let since = asked.map_or(sent, |asked| asked.at.day());
            ("call-withdrawal-asked", since)
        }
        _ => ("call-at-bsre", sent),
    }
}

/// How it stands with the certificates of somebody without a request.
pub fn of_certificates(words: &Words, who: &str, held: &[CertificateLine], now: Instant) -> String {
    // The one in use, else the one that ended last.
    let latest = held
        .iter()
        .max_by_key(|line| (line.status == CertificateStatus::Active, line.row.not_after));
    let Some(line) = latest else {
        return words.with("call-none", &[("who", &who)]);
    };
    let until = said(words, line.row.not_after.day(), now);
    let key = match line.status {
        CertificateStatus::Active => "call-active",
        CertificateStatus::Expired => "call-expired",
        CertificateStatus::Suspended => "call-suspended",
        CertificateStatus::Revoked | CertificateStatus::Replaced => "call-revoked",
    };
    let args: &[(&str, &dyn Arg)] = &[("who", &who), ("until", &until), ("days", &line.days_left)];
    words.with(key, args)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::kind::Kind;
    use crate::domain::request::{Activation, Sending};
    use crate::text::Language;
    use crate::tui::view::testing;

    #[test]
    fn people_are_called_as_people_call_them() {
        let words = Words::default();
        for (name, sex, wanted) in [
            ("Siti Rahmawati, S.Kom.", Some(Sex::Female), "Ibu Siti"),
            ("Dr. H. Hendra Lubis", Some(Sex::Male), "Bapak Hendra"),
            ("Muhammad Rizki", Some(Sex::Male), "Bapak Rizki"),
            ("Muhammad", Some(Sex::Male), "Bapak Muhammad"),
            ("Rina Wijaya, M.M.", None, "Bapak/Ibu Rina Wijaya"),
            ("Ir.", Some(Sex::Male), "Bapak Ir."),
        ] {
            assert_eq!(addressed(&words, name, sex), wanted);
        }
    }

    #[test]
    fn the_sentence_of_the_interface() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let mut request = testing::request();
        request.kind = Kind::Issue;
        request.stage = Stage::AwaitingActivation;
        request.sending = Some(Sending {
            date: day("2026-11-18"),
            ..sending()
        });
        request.activation = Some(Activation {
            until: day("2026-11-25"),
            ..activation()
        });
        let now = testing::at(9, 14);
        assert_eq!(
            of_request(&Words::default(), "Ibu Siti", &request, now),
            "Permohonan Ibu Siti sudah di BSrE sejak 18 November; tautan aktivasi berlaku sampai 25 November."
        );
        request.activation = Some(activation());
        let english = Words::new(Language::English);
        assert!(of_request(&english, "Ms Siti", &request, now).contains("ran out on 22 November"));
    }

    fn sending() -> Sending {
        Sending {
            date: "2026-11-18".parse().unwrap(),
            ticket: "T-1".to_owned(),
            channel: "portal".to_owned(),
            by: testing::RINA,
            at: testing::at(9, 0),
            manifest: Vec::new(),
        }
    }

    fn activation() -> Activation {
        Activation {
            link: "2026-11-15".parse().unwrap(),
            until: "2026-11-22".parse().unwrap(),
            links: 1,
            asked: None,
            activated: None,
            lapsed: false,
        }
    }

    #[test]
    fn every_stage_has_a_sentence_in_both_languages() {
        let now = testing::at(9, 14);
        for language in [Language::Indonesian, Language::English] {
            let words = Words::new(language);
            for stage in Stage::ALL {
                let mut request = testing::request();
                request.stage = stage;
                let said = of_request(&words, "Ibu Siti", &request, now);
                assert!(said.contains("Ibu Siti") && !said.contains('['), "{said}");
            }
            assert!(!of_certificates(&words, "Ibu Siti", &[], now).contains('['));
        }
    }
}
