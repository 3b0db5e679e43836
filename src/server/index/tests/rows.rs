//! Rows, changes and questions by chance: few numbers and few words, so that they meet.

use super::super::Asker;
use super::{asker, monday};
use crate::domain::certificate::{CertificateStatus, IssuingBody};
use crate::domain::ids::{Agenda, CertificateId, OfficerId, PersonId, RecordId};
use crate::domain::kind::Kind;
use crate::domain::letter::Urgency;
use crate::domain::office::Position;
use crate::domain::policy::StepKey;
use crate::domain::request::Stage;
use crate::domain::sheet::SheetStage;
use crate::domain::summary::{CertificateRow, LetterRow, PersonRow, RequestRow, SheetRow, Summary};
use crate::domain::time::{Day, Instant};
use crate::wire::message::{List, Query, Sort};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

pub const NIK: &str = "1971055204870013";
/// Names on each letter.
const LINES: u16 = 3;

#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)]
pub enum Step {
    Apply(RecordId, Option<Summary>),
    /// A question, so many minutes after Monday nine o'clock.
    Ask(Query, i64),
}

pub fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => summary().prop_map(|row| Step::Apply(row.record(), Some(row))),
        1 => summary().prop_map(|row| Step::Apply(row.record(), None)),
        4 => (query(), select(vec![0, 0, 0, 45, 1_500])).prop_map(|(query, at)| Step::Ask(query, at)),
    ]
}

pub fn who() -> impl Strategy<Value = Asker> {
    use Position::{Agendaris, Auditor, Kabid, Kadis, Verifikator};
    let positions = vec![
        vec![Verifikator],
        vec![Kadis, Kabid],
        vec![Agendaris, Verifikator],
        vec![Auditor],
    ];
    let cast = option::of(1u32..3);
    (1u32..3, cast, select(positions)).prop_map(|(officer, cast, positions)| {
        let mut asker = asker(officer, &positions);
        asker.actor.cast = cast.into_iter().map(OfficerId).collect();
        asker
    })
}

fn query() -> impl Strategy<Value = Query> {
    let sort = select(Sort::ALL.to_vec());
    (list(), filters(), sort, any::<bool>()).prop_map(|(list, filter, sort, descending)| Query {
        list,
        filter,
        sort,
        descending,
    })
}

pub fn list() -> impl Strategy<Value = List> {
    prop_oneof![
        select(vec![
            List::Waiting,
            List::Overdue,
            List::Today,
            List::Requests,
            List::Sheets,
            List::Verification,
            List::Certificates,
            List::People,
            List::Letters,
            List::Everything,
            List::Stuck,
        ]),
        day().prop_map(List::Day),
    ]
}

pub fn filters() -> impl Strategy<Value = String> {
    let terms = vec![
        "s",
        "si",
        "sit",
        "siti",
        "a",
        "an",
        "rahma",
        "é",
        "@",
        "@b",
        "i@babel",
        "prov.go",
        "id",
        ".",
        "000",
        "0002",
        "0002.01",
        "3fa",
        "dinas",
        "\"i a\"",
        "1987",
        "zz",
        "nama:a",
        "pd:dinkes",
        "pd:dinas",
        "nip:1987",
        "no:0003",
        "seri:3f",
        "email:siti",
        "email:go.id",
        "nik:0013",
        NIK,
        "jenis:terbit",
        "jenis:reset,cabut",
        "tahap:berjalan",
        "tahap:selesai",
        "status:aktif",
        "status:kedaluwarsa,diganti",
        "penerbit:bppt",
        "passphrase:kosong",
        "sisa:<30",
        "sisa:<0",
        "sisa:>=7",
        "saya:",
        "lewat:",
        "dikembalikan:",
    ];
    let some = proptest::collection::vec(select(terms), 0..3);
    prop_oneof![2 => Just(String::new()), 3 => some.prop_map(|terms| terms.join(" "))]
}

fn day() -> impl Strategy<Value = Day> {
    (-3i64..35).prop_map(|days| monday().plus_days(days).day())
}

fn moment() -> impl Strategy<Value = Instant> {
    select(vec![
        -90_000, -2_900, -1_500, -60, -20, -5, 0, 30, 1_500, 12_000, 45_000,
    ])
    .prop_map(|minutes| monday().plus_minutes(minutes))
}

fn name() -> impl Strategy<Value = String> {
    let names = vec![
        "Siti Rahmawati",
        "siti aminah",
        "BUDI",
        "Ánna É",
        "a.b",
        "Ann I.A.",
        "",
    ];
    select(names).prop_map(str::to_owned)
}

fn agency() -> impl Strategy<Value = String> {
    let names = vec![
        "Dinas Kesehatan",
        "DINAS KESEHATAN",
        "Bappeda",
        "RSUD siti",
        "",
    ];
    select(names).prop_map(str::to_owned)
}

fn agenda() -> impl Strategy<Value = Agenda> {
    (1u32..6).prop_map(|number| Agenda { year: 2026, number })
}

fn nip() -> impl Strategy<Value = String> {
    select(vec!["198704122010012015", "1987x", ""]).prop_map(str::to_owned)
}

fn summary() -> impl Strategy<Value = Summary> {
    prop_oneof![
        3 => request().prop_map(Summary::Request),
        2 => sheet().prop_map(Summary::Sheet),
        1 => letter().prop_map(Summary::Letter),
        3 => certificate().prop_map(Summary::Certificate),
        1 => person().prop_map(Summary::Person),
    ]
}

fn request() -> impl Strategy<Value = RequestRow> {
    let who = (name(), nip(), select(vec!["0013", "9", ""]), agency());
    let times = (
        moment(),
        moment(),
        option::of(moment()),
        any::<bool>(),
        option::of(day()),
        option::of(day()),
    );
    let place = (
        agenda(),
        1u16..=LINES,
        select(Stage::ALL.to_vec()),
        1u16..3,
        option::of(select(StepKey::ALL.to_vec())),
    );
    let hands = (
        option::of(1u32..3),
        option::of(1u32..3),
        option::of(1u32..5),
        select(Kind::ALL.to_vec()),
    );
    (who, times, place, hands).prop_map(|(who, times, place, hands)| RequestRow {
        no: place.0.line(place.1),
        revision: 1,
        kind: hands.3,
        stage: place.2,
        sheet: place.3,
        name: who.0,
        nip: who.1,
        nik_tail: who.2.to_owned(),
        agency: who.3,
        received: times.0,
        step: place.4,
        arrived: times.1,
        opened: times.2,
        running: times.3 && !place.2.is_final(),
        claimed: hands.0.map(OfficerId),
        assigned: hands.1.map(OfficerId),
        person: hands.2.map(PersonId),
        sheet_out: None,
        urgent: None,
        waits_since: times.5.filter(|_| {
            matches!(
                place.2,
                Stage::Returned | Stage::AccountCheck | Stage::CheckFailed
            )
        }),
        until: times.4.filter(|_| place.2 == Stage::AwaitingActivation),
        link: times.5.filter(|_| place.2 == Stage::AwaitingActivation),
        one_person: false,
        prepared: false,
        duties: Vec::new(),
        lamps: Default::default(),
        noticed: Default::default(),
        policy: 1,
        traces: Default::default(),
    })
}

fn sheet() -> impl Strategy<Value = SheetRow> {
    let stages = vec![
        SheetStage::Registered,
        SheetStage::With(Position::Kadis),
        SheetStage::With(Position::Kabid),
        SheetStage::Paused,
        SheetStage::Done,
    ];
    let urgencies = Urgency::ALL.to_vec();
    let rest = (moment(), any::<bool>(), option::of(day()));
    (agenda(), 1u16..3, select(stages), select(urgencies), rest).prop_map(
        |(agenda, ordinal, stage, urgency, rest)| SheetRow {
            no: agenda.sheet(ordinal),
            revision: 1,
            stage,
            names: LINES,
            arrived: rest.0,
            opened: rest.1,
            urgency,
            deadline: rest.2,
        },
    )
}

fn letter() -> impl Strategy<Value = LetterRow> {
    (
        agenda(),
        agency(),
        select(vec!["800/12/DINKES", ""]),
        moment(),
    )
        .prop_map(|(no, from, number, received)| LetterRow {
            no,
            from,
            number: number.to_owned(),
            received,
            names: LINES,
            void: false,
        })
}

fn certificate() -> impl Strategy<Value = CertificateRow> {
    let emails = vec![
        "siti@babelprov.go.id",
        "SITI@BABELPROV.GO.ID",
        "a@b",
        "a@@b",
        "budi",
        "@go.id",
        "",
    ];
    let serials = vec!["3FA1", "00ab", "3fA1", ""];
    let texts = (name(), select(emails), agency(), select(serials));
    let times = (
        moment(),
        moment(),
        option::of(-200i64..3),
        option::of(1u32..5),
    );
    let bodies = select(vec![IssuingBody::Bsre, IssuingBody::Bppt]);
    let standings = select(vec![
        CertificateStatus::Active,
        CertificateStatus::Active,
        CertificateStatus::Suspended,
        CertificateStatus::Revoked,
        CertificateStatus::Replaced,
    ]);
    (1u32..25, texts, times, bodies, standings).prop_map(|(id, texts, times, body, standing)| {
        CertificateRow {
            id: CertificateId(id),
            revision: id,
            name: texts.0,
            email: texts.1.to_owned(),
            agency: texts.2,
            serial: texts.3.to_owned(),
            body,
            not_before: times.0,
            not_after: times.1,
            standing,
            passphrase: times.2.map(|days| monday().plus_days(days).day()),
            holder: times.3.map(PersonId),
        }
    })
}

fn person() -> impl Strategy<Value = PersonRow> {
    (1u32..8, name(), nip(), agency()).prop_map(|(id, name, nip, agency)| PersonRow {
        id: PersonId(id),
        name,
        nip,
        agency,
        post: String::new(),
    })
}
