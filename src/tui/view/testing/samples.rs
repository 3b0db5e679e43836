//! Made-up certificates, people, days and events for tests of panels.

use crate::domain::act::ActKind;
use crate::domain::certificate::{
    Certificate, CertificateForm, CertificateSource, CertificateStatus, IssuingBody, Revocation,
    Standing,
};
use crate::domain::exception::Exception;
use crate::domain::identity::serial::Base;
use crate::domain::identity::{Nip, Serial};
use crate::domain::ids::{CertificateId, PersonId, RecordId};
use crate::domain::kind::Kind;
use crate::domain::office::{Capacity, Position};
use crate::domain::person::{Person, PersonDetails};
use crate::domain::request::Stage;
use crate::domain::summary::{CertificateRow, PersonRow};
use crate::domain::time::{Day, Instant};
use crate::tui::panel::{Ctx, Effect, Input, Panel, PartId, Tag};
use crate::tui::testing::Stage as Screen;
use crate::wire::message::{Ask, Tell};
use crate::wire::view::{
    CertificateLine, CertificateView, DayCount, DueKind, DueLine, Fact, HistoryRow, Page,
    PersonView, Row, Value,
};
use crate::wire::view::{Nearness, PersonRequest, RequestDays};

/// The day of the tests.
pub fn today() -> Day {
    super::at(9, 14).day()
}

/// The first tag of the asks among effects that `wanted` picks.
pub fn tag_of(effects: &[Effect], wanted: impl Fn(&Ask) -> bool) -> Option<Tag> {
    fn bare(effect: &Effect) -> &Effect {
        match effect {
            Effect::Within(_, inner) => bare(inner),
            other => other,
        }
    }
    effects.iter().find_map(|effect| match bare(effect) {
        Effect::Ask { tag, ask } if wanted(ask) => Some(*tag),
        _ => None,
    })
}

/// Answers every ask among the effects, and those that follow, as `desk` says; timers go off at
/// once.
pub fn answer(
    panel: &mut dyn Panel,
    ctx: &Ctx,
    effects: Vec<Effect>,
    desk: &dyn Fn(&Ask) -> Option<Tell>,
) -> Vec<Effect> {
    let mut waiting = effects;
    let mut rest = Vec::new();
    for _ in 0..20 {
        let mut next = Vec::new();
        for effect in waiting.drain(..) {
            let (parts, effect) = opened(effect);
            match effect {
                Effect::Ask { tag, ask } => {
                    if let Some(tell) = desk(&ask) {
                        let tell = Box::new(tell);
                        let told = Input::Told {
                            tag,
                            tell,
                            last: true,
                        };
                        next.extend(panel.handle(within(&parts, told), ctx));
                    }
                }
                Effect::Wake { tag, .. } | Effect::Rest { tag, .. } => {
                    next.extend(panel.handle(within(&parts, Input::Woke(tag)), ctx))
                }
                other => rest.push(other),
            }
        }
        waiting = next;
    }
    rest
}

/// An effect without the components that it came through, and their numbers, outermost first.
pub fn opened(effect: Effect) -> (Vec<PartId>, Effect) {
    let (mut parts, mut effect) = (Vec::new(), effect);
    while let Effect::Within(part, inner) = effect {
        parts.push(part);
        effect = *inner;
    }
    (parts, effect)
}

/// Effects without the components that they came through.
pub fn bare(effects: Vec<Effect>) -> Vec<Effect> {
    effects.into_iter().map(|effect| opened(effect).1).collect()
}

/// An input as it comes to the panel that these components belong to.
pub fn within(parts: &[PartId], input: Input) -> Input {
    let wrap = |input, part: &PartId| Input::Within(*part, Box::new(input));
    parts.iter().rev().fold(input, wrap)
}

/// Shows a panel on a stage and answers all it asks.
pub fn show(panel: &mut dyn Panel, stage: &Screen, desk: &dyn Fn(&Ask) -> Option<Tell>) {
    let effects = panel.handle(Input::Shown(stage.area()), &stage.ctx());
    answer(panel, &stage.ctx(), effects, desk);
}

/// How near an end is by the policy of the office.
fn nearness(days_left: i64) -> Nearness {
    crate::domain::due::nearness(days_left, &crate::policy_file::babel())
}

/// A row of the inventory with so many days left.
pub fn certificate_line(id: u32, name: &str, days_left: i64) -> CertificateLine {
    let not_after = Instant(super::at(23, 59).plus_days(days_left).0 + 59_000);
    let status = if days_left < 0 {
        CertificateStatus::Expired
    } else {
        CertificateStatus::Active
    };
    CertificateLine {
        row: CertificateRow {
            id: CertificateId(id),
            revision: 1,
            name: name.to_owned(),
            email: "siti@babelprov.go.id".to_owned(),
            agency: "Dinas Kesehatan".to_owned(),
            serial: format!("3F{id:02X}9A77B1C2D3E4F5A1"),
            body: IssuingBody::Bsre,
            not_before: not_after.plus_days(-730),
            not_after,
            standing: CertificateStatus::Active,
            passphrase: None,
            holder: Some(PersonId(7)),
        },
        status,
        days_left,
        nearness: nearness(days_left),
    }
}

/// An inventory with every status.
pub fn inventory() -> Vec<CertificateLine> {
    let mut lines = vec![
        certificate_line(1, "Siti Rahmawati", 2),
        certificate_line(2, "Hendra Lubis", 19),
        certificate_line(3, "Rina Wijaya", 412),
        certificate_line(4, "Agus Salim", -12),
        certificate_line(5, "Dewi Lestari", 530),
        certificate_line(6, "Budi Santoso", 600),
    ];
    lines[4].status = CertificateStatus::Revoked;
    lines[5].status = CertificateStatus::Suspended;
    lines
}

/// A page with these rows.
pub fn page(rows: Vec<Row>) -> Tell {
    Tell::Page(Page {
        total: u32::try_from(rows.len()).unwrap_or(0),
        from: 0,
        rows,
        at: None,
    })
}

/// A certificate in full.
pub fn certificate_view(standing: Standing) -> CertificateView {
    let line = certificate_line(1, "Siti Rahmawati", 2);
    let last = line.row.not_after.day();
    let notice = |days_before: u16| {
        let day = last - chrono::Days::new(u64::from(days_before));
        (day, DueKind::Notice { days_before })
    };
    let certificate = Certificate {
        id: line.row.id,
        revision: 3,
        form: CertificateForm {
            serial: Serial::parse_as("3F019A77B1C2D3E4F5A1", Base::Hex).ok(),
            issuer: "BSrE G2".to_owned(),
            body: IssuingBody::Bsre,
            name: "SITI RAHMAWATI".to_owned(),
            email: "siti@babelprov.go.id".to_owned(),
            agency: "Dinas Kesehatan".to_owned(),
            nik: "1971••••••••0013".to_owned(),
            key: "RSA 2048".to_owned(),
            not_before: line.row.not_before,
            not_after: line.row.not_after,
            fingerprint: Some([0xA7; 32]),
            source: CertificateSource::File,
        },
        holder: Some(PersonId(7)),
        request: Some(super::no(3)),
        replaces: Some(CertificateId(9)),
        standing,
        passphrase: Day::from_ymd_opt(2026, 5, 4),
    };
    CertificateView {
        status: certificate.status(super::at(9, 14)),
        days_left: 2,
        nearness: nearness(2),
        holder: Some(PersonRow {
            id: PersonId(7),
            name: "Siti Rahmawati, S.Kom.".to_owned(),
            nip: "198704122010012015".to_owned(),
            agency: "Dinas Kesehatan".to_owned(),
            post: "Pranata Komputer".to_owned(),
        }),
        details: None,
        next_kind: Kind::Renew,
        request: Some(super::line(3, "Siti", Kind::Renew, Stage::AtBsre, 4).row),
        notices: vec![notice(30), notice(2), notice(1), (last, DueKind::Expiry)],
        lapsing: Vec::new(),
        may: vec![match certificate.standing {
            Standing::Revoked(_) => ActKind::CorrectRevocation,
            _ => ActKind::RevokeRecorded,
        }],
        certificate,
    }
}

/// A revocation by BSrE.
pub fn revoked() -> Standing {
    Standing::Revoked(Revocation {
        date: today() - chrono::Days::new(3),
        cause: "retirement".to_owned(),
        reason: "cessationOfOperation".to_owned(),
        internal: false,
        recorded: super::at(9, 0),
    })
}

/// Counts of a year around the day of the tests.
pub fn counts(first: Day, days: u16) -> Vec<DayCount> {
    let policy = crate::policy_file::babel();
    let day = |away: u16| {
        let day = first + chrono::Days::new(u64::from(away));
        let number = u32::from(away);
        let works = policy.holiday(day).is_none();
        DayCount {
            day,
            expiries: if number % 9 == 3 { number % 23 } else { 0 },
            notices: if number % 4 == 1 { number % 13 } else { 0 },
            activations: u32::from(number % 31 == 5),
            passphrases: if number % 17 == 2 { 2 } else { 0 },
            holiday: !works,
        }
    };
    (0..days).map(day).collect()
}

/// What falls on a day.
pub fn agenda() -> Vec<Row> {
    let due = |what, id, name: &str, skipped| {
        Row::Due(DueLine {
            what,
            record: RecordId::Certificate(CertificateId(id)),
            name: name.to_owned(),
            agency: "Dinas Kesehatan".to_owned(),
            days_left: 0,
            nearness: nearness(0),
            skipped,
        })
    };
    vec![
        due(DueKind::Expiry, 1, "Siti Rahmawati", false),
        Row::Due(DueLine {
            what: DueKind::Activation,
            record: RecordId::Request(super::no(3)),
            name: "Hendra Lubis".to_owned(),
            agency: "BKPSDMD".to_owned(),
            days_left: 0,
            nearness: nearness(0),
            skipped: false,
        }),
        due(DueKind::Notice { days_before: 30 }, 2, "Rina Wijaya", false),
        due(DueKind::Notice { days_before: 7 }, 3, "Dewi Lestari", true),
        due(
            DueKind::Passphrase { days_before: 0 },
            4,
            "Agus Salim",
            false,
        ),
    ]
}

/// A person with certificates and requests.
pub fn person_view() -> PersonView {
    let mut old = certificate_line(8, "Siti Rahmawati", -200);
    old.status = CertificateStatus::Replaced;
    let of = |row, due| PersonRequest {
        row,
        days: RequestDays { due, remind: None },
        follows: None,
    };
    let open = super::line(3, "Siti", Kind::Renew, Stage::AwaitingActivation, 4).row;
    let open = of(open, Day::from_ymd_opt(2026, 11, 25));
    let mut done = super::line(9, "Siti", Kind::Issue, Stage::Completed, 4).row;
    done.no.agenda.number = 12;
    PersonView {
        person: Person {
            id: PersonId(7),
            revision: 1,
            details: PersonDetails {
                name: "Siti Rahmawati, S.Kom.".to_owned(),
                nip: Nip::parse("198704122010012015").ok(),
                nik: None,
                birth_date: None,
                post: "Pranata Komputer".to_owned(),
                rank: "III/c".to_owned(),
                eselon: String::new(),
                agency: "Dinas Kesehatan".to_owned(),
                unit: String::new(),
                email: "siti@babelprov.go.id".to_owned(),
                phone: "0812-7100-0013".to_owned(),
            },
            portal: None,
        },
        nik: "1971••••••••0013".to_owned(),
        sex: None,
        requests: vec![of(done, None), open],
        certificates: vec![old, certificate_line(1, "Siti Rahmawati", 2)],
    }
}

/// A line of the ledger.
pub fn event(sequence: u64, event: &str, facts: &[(&'static str, Value)]) -> HistoryRow {
    let fact = |(name, now): &(&'static str, Value)| Fact {
        name: (*name).into(),
        of: None,
        was: None,
        now: now.clone(),
    };
    HistoryRow {
        sequence,
        at: super::at(7, 45).plus_minutes(i64::try_from(sequence).unwrap_or(0)),
        stated: None,
        officer: if sequence.is_multiple_of(2) {
            "Budi"
        } else {
            "Rina"
        }
        .to_owned(),
        position: Some(Position::Verifikator),
        record: RecordId::Request(super::no(3)),
        event: event.to_owned(),
        capacity: Some(Capacity::Definitive),
        facts: facts.iter().map(fact).collect(),
        origin: "budi @ 10.0.0.7".to_owned(),
        exceptions: match event {
            "looked-nik" => vec![Exception::NikSeen],
            "refused" => vec![Exception::Refused],
            _ => Vec::new(),
        },
    }
}
