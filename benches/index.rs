//! The lists at scale: n certificates, n/10 requests, n/10 people, n/10 letters. Times of one
//! window of 40 rows (a screen), and of each keystroke of some searches with nothing remembered
//! from before the first; SQLite's `LIKE` over the same texts beside it.
//!
//! `cargo bench --bench index [-- 100000 1000000]` prints a table in milliseconds: the median, the
//! 99th percentile and the worst by the clock on the wall, and the mean of processor time, which a
//! busy machine blurs less.

#![allow(clippy::unwrap_used)]

#[path = "support/like.rs"]
mod like;

use like::{Like, TYPED, WINDOW};
use loket::domain::certificate::{CertificateStatus, IssuingBody};
use loket::domain::ids::{Agenda, CertificateId, OfficerId, PersonId, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::office::{Capacity, Position};
use loket::domain::officer::{Hold, Officer};
use loket::domain::policy::Policy;
use loket::domain::request::Stage;
use loket::domain::rules::Actor;
use loket::domain::summary::{CertificateRow, LetterRow, PersonRow, RequestRow, Summary};
use loket::domain::time::Instant;
use loket::domain::working_time::WorkingCalendar;
use loket::policy_file;
use loket::server::index::{Asker, Context, Index};
use loket::wire::message::{List, Query, Sort};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant as Clock;

fn main() {
    let sizes: Vec<u32> = std::env::args()
        .filter_map(|arg| arg.parse().ok())
        .collect();
    let sizes = if sizes.is_empty() {
        vec![100_000, 1_000_000]
    } else {
        sizes
    };
    let policy = policy_file::babel();
    let calendar = policy.calendar();
    for size in sizes {
        measure(size, &policy, &calendar);
    }
}

/// Numbers by chance, the same in every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as u64) as usize]
    }
}

const GIVEN: [&str; 24] = [
    "Siti", "Hendra", "Rina", "Budi", "Dewi", "Angga", "Ratna", "Arif", "Indah", "Dedi", "Lestari",
    "Maulana", "Yusuf", "Fitri", "Agus", "Nur", "Eka", "Putri", "Rizki", "Wahyu", "Sri", "Bambang",
    "Tuti", "Joko",
];
const FAMILY: [&str; 24] = [
    "Rahmawati",
    "Lubis",
    "Wijaya",
    "Yulianti",
    "Bakri",
    "Gunawan",
    "Saputra",
    "Hidayat",
    "Kusuma",
    "Permana",
    "Siregar",
    "Nasution",
    "Handayani",
    "Susanti",
    "Pratama",
    "Setiawan",
    "Wulandari",
    "Santoso",
    "Utami",
    "Firmansyah",
    "Anggraini",
    "Mulyadi",
    "Suryani",
    "Halim",
];
const TITLES: [&str; 6] = [
    "",
    "",
    ", S.Kom.",
    ", S.T., M.M.",
    ", A.Md.",
    ", S.Sos., M.Si.",
];

fn now() -> Instant {
    Instant::wib(2026, 11, 23, 9, 14).unwrap()
}

struct Person {
    name: String,
    email: String,
    agency: String,
    nip: String,
}

fn person(chance: &mut Chance, policy: &Policy) -> Person {
    let (given, middle, family) = (chance.of(&GIVEN), chance.of(&GIVEN), chance.of(&FAMILY));
    let agency = &policy.agencies[chance.below(policy.agencies.len() as u64) as usize];
    let number = chance.below(1_000);
    Person {
        name: format!("{given} {middle} {family}{}", chance.of(&TITLES)),
        email: format!("{given}.{family}{number}@babelprov.go.id").to_lowercase(),
        agency: agency.name.clone(),
        nip: format!(
            "19{:02}{:02}{:02}20{:02}{:02}1{:03}",
            60 + chance.below(40),
            1 + chance.below(12),
            1 + chance.below(28),
            5 + chance.below(20),
            1 + chance.below(12),
            chance.below(1_000)
        ),
    }
}

fn certificate(number: u32, chance: &mut Chance, policy: &Policy) -> CertificateRow {
    let person = person(chance, policy);
    let serial = [chance.next(), chance.next(), chance.next() >> 32];
    let not_before = now().plus_minutes(-(chance.below(3 * 365 * 24 * 60) as i64));
    CertificateRow {
        id: CertificateId(number + 1),
        revision: 1,
        name: person.name,
        email: person.email,
        agency: person.agency,
        serial: format!("{:016X}{:016X}{:08X}", serial[0], serial[1], serial[2]),
        body: IssuingBody::Bsre,
        not_before,
        not_after: not_before.plus_days(730),
        standing: match chance.below(10) {
            0 => CertificateStatus::Revoked,
            1 => CertificateStatus::Replaced,
            _ => CertificateStatus::Active,
        },
        passphrase: (chance.below(2) == 0).then(|| not_before.day()),
        holder: Some(PersonId(number / 10 + 1)),
    }
}

fn request(
    no: RequestNo,
    who: Person,
    person: PersonId,
    received: Instant,
    open: bool,
) -> RequestRow {
    RequestRow {
        traces: Default::default(),
        no,
        revision: 15,
        kind: Kind::Issue,
        stage: if open {
            Stage::Verification
        } else {
            Stage::Completed
        },
        sheet: 1,
        name: who.name,
        nip: who.nip,
        nik_tail: "0013".to_owned(),
        agency: who.agency,
        received,
        step: Some(loket::domain::policy::StepKey::Verification),
        arrived: received,
        opened: None,
        running: open,
        claimed: None,
        assigned: None,
        person: Some(person),
        waits_since: None,
        prepared: false,
        sheet_out: None,
        urgent: None,
        until: None,
        link: None,
        one_person: false,
        duties: Vec::new(),
        lamps: Default::default(),
        noticed: Default::default(),
        policy: 1,
    }
}

fn rows(size: u32, policy: &Policy) -> impl Iterator<Item = Summary> {
    let tenth = size / 10;
    let mut chance = Chance(1);
    (0..size + 3 * tenth).map(move |at| match at.checked_sub(size) {
        None => Summary::Certificate(certificate(at, &mut chance, policy)),
        Some(at) if at < tenth => {
            let who = person(&mut chance, policy);
            Summary::Person(PersonRow {
                id: PersonId(at + 1),
                name: who.name,
                nip: who.nip,
                agency: who.agency,
                post: "Pranata Komputer".to_owned(),
            })
        }
        Some(at) => {
            let agenda = Agenda {
                year: 2026,
                number: at % tenth + 1,
            };
            let received = now().plus_minutes(-(chance.below(365 * 24 * 60) as i64));
            let who = person(&mut chance, policy);
            match at < 2 * tenth {
                true => Summary::Letter(LetterRow {
                    no: agenda,
                    from: who.agency,
                    number: format!("800/{at}/2026"),
                    received,
                    names: 1,
                    void: false,
                }),
                false => {
                    let person = PersonId(at % tenth + 1);
                    Summary::Request(request(
                        agenda.line(1),
                        who,
                        person,
                        received,
                        at % 100 == 0,
                    ))
                }
            }
        }
    })
}

/// Milliseconds on the wall and of the processor, of each trial.
#[derive(Default)]
struct Times {
    wall: Vec<f64>,
    processor: Vec<f64>,
}

/// Nanoseconds that this thread has run.
fn ran() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ')
        .next()
        .and_then(|ran| ran.parse().ok())
        .unwrap_or(0)
}

impl Times {
    fn time<T>(&mut self, act: impl FnOnce() -> T) -> T {
        let (ran_before, before) = (ran(), Clock::now());
        let value = act();
        self.wall.push(before.elapsed().as_secs_f64() * 1e3);
        self.processor.push((ran() - ran_before) as f64 / 1e6);
        value
    }

    fn print(mut self, what: &str) {
        self.wall.sort_by(f64::total_cmp);
        let at = |all: &[f64], share: f64| all[((all.len() - 1) as f64 * share) as usize];
        println!(
            "{what:<44} {:>9.3} {:>9.3} {:>9.3} {:>9.3}",
            at(&self.wall, 0.5),
            at(&self.wall, 0.99),
            at(&self.wall, 1.0),
            self.processor.iter().sum::<f64>() / self.processor.len() as f64,
        );
    }
}

/// Resident memory of this process in MiB.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: u64 = text.split(' ').nth(1).unwrap().parse().unwrap();
    (pages * 4096) >> 20
}

fn measure(size: u32, policy: &Policy, calendar: &WorkingCalendar) {
    let before = resident();
    let start = Clock::now();
    let mut index = Index::load(rows(size, policy));
    println!(
        "\nD({size}): made and loaded in {:.2} s",
        start.elapsed().as_secs_f64()
    );
    let verifier = Officer {
        id: OfficerId(1),
        revision: 1,
        name: "Budi".to_owned(),
        known: Default::default(),
        traces: Default::default(),
        account: None,
        holds: vec![Hold {
            position: Position::Verifikator,
            capacity: Capacity::Definitive,
            from: now(),
            given: now(),
            until: None,
            basis: String::new(),
        }],
        choices: loket::domain::choice::Choices::default(),
        credentials: Default::default(),
        agencies: Vec::new(),
    };
    let asker = Asker {
        actor: Actor::officer(verifier.id),
        officers: Arc::new(vec![verifier]),
    };
    let context = Context {
        now: now(),
        moment: now(),
        calendar,
        policy,
        policies: &BTreeMap::new(),
        asker: &asker,
        person_of: &|_| None,
    };
    println!(
        "{:<44} {:>9} {:>9} {:>9} {:>9}",
        "ms", "median", "p99", "worst", "cpu mean"
    );
    let mut first = Times::default();
    first.time(|| index.warm());
    first.print("orders of the tabs, once after loading");
    windows(&index, &context);
    changes(&mut index, size, policy, &context);
    keystrokes(&mut index, size, policy, &context);
    println!(
        "memory: {} MiB resident for the index, {:.0} bytes of it a certificate by its own count",
        resident() - before,
        index.bytes() as f64 / f64::from(size),
    );
    sqlite(size, policy);
}

fn windows(index: &Index, context: &Context) {
    for (list, name) in [
        (List::Certificates, "Sertifikat"),
        (List::Requests, "Permohonan"),
        (List::Everything, "Semua"),
    ] {
        let query = Query::of(list);
        let page = |from: u32| {
            let page = index.page(&query, from, WINDOW, None, context).unwrap();
            (page.total, page.rows.last().map(|row| row.record()))
        };
        let (total, _) = page(0);
        let mut down = Times::default();
        let mut kept = Times::default();
        let mut page_down = Times::default();
        let mut end = Times::default();
        for at in 0..400 {
            let (_, last) = down.time(|| page(at));
            kept.time(|| index.page(&query, at, WINDOW, last, context).unwrap());
            page_down.time(|| page(at * u32::from(WINDOW) % total));
            end.time(|| page(total - u32::from(WINDOW)));
        }
        down.print(&format!("{name}: Down"));
        kept.print(&format!("{name}: Down, and where the cursor's row is"));
        page_down.print(&format!("{name}: PageDown"));
        end.print(&format!("{name}: End"));
    }
    for sort in [Sort::Name, Sort::Agency] {
        let query = Query {
            sort,
            ..Query::of(List::Certificates)
        };
        let mut first = Times::default();
        first.time(|| index.page(&query, 0, WINDOW, None, context).unwrap());
        first.print(&format!("Sertifikat by {sort:?}, the first time"));
    }
    let mut counts = Times::default();
    let mut year = Times::default();
    for _ in 0..50 {
        counts.time(|| index.counts(context));
        year.time(|| index.calendar(context.today(), 365, context));
    }
    counts.print("counts of the tabs");
    year.print("calendar of a year");
}

/// A change, and then the first windows after it.
fn changes(index: &mut Index, size: u32, policy: &Policy, context: &Context) {
    let mut apply = Times::default();
    let mut after = Times::default();
    let mut requests = Times::default();
    for at in 0..200 {
        let row = certificate(at * 37 % size, &mut Chance(u64::from(at)), policy);
        apply.time(|| {
            index.apply(
                RecordId::Certificate(row.id),
                Some(Summary::Certificate(row)),
            )
        });
        let page = |list| {
            index
                .page(&Query::of(list), 0, WINDOW, None, context)
                .unwrap()
        };
        after.time(|| page(List::Certificates));
        requests.time(|| page(List::Requests));
    }
    apply.print("a changed certificate is taken in");
    after.print("Sertifikat: first window after a change");
    requests.print("Permohonan: first window after a change");
}

fn keystrokes(index: &mut Index, size: u32, policy: &Policy, context: &Context) {
    let mut all = Times::default();
    for list in [List::Certificates, List::Everything] {
        for typed in TYPED {
            let mut each = Times::default();
            for round in 0..12 {
                // Whatever was remembered is forgotten by a change.
                let row = certificate(round % size, &mut Chance(u64::from(round)), policy);
                index.apply(
                    RecordId::Certificate(row.id),
                    Some(Summary::Certificate(row)),
                );
                for end in 1..=typed.len() {
                    let filter = typed[..end].to_owned();
                    let query = Query {
                        filter,
                        ..Query::of(list)
                    };
                    let page = each.time(|| index.page(&query, 0, WINDOW, None, context).unwrap());
                    all.wall.push(each.wall[each.wall.len() - 1]);
                    all.processor.push(each.processor[each.processor.len() - 1]);
                    std::hint::black_box(page);
                }
            }
            each.print(&format!("{list:?}: typing \"{typed}\""));
        }
    }
    all.print("every keystroke of all of these");
    for filter in ["status:aktif sisa:<30", "pd:dinkes siti", "status:dicabut"] {
        let mut each = Times::default();
        for round in 0..20 {
            let row = certificate(round % size, &mut Chance(u64::from(round)), policy);
            index.apply(
                RecordId::Certificate(row.id),
                Some(Summary::Certificate(row)),
            );
            let query = Query {
                filter: filter.to_owned(),
                ..Query::of(List::Certificates)
            };
            each.time(|| index.page(&query, 0, WINDOW, None, context).unwrap());
        }
        each.print(&format!("Certificates: {filter}"));
    }
}

/// The peer: each keystroke a `LIKE` over the same texts.
fn sqlite(size: u32, policy: &Policy) {
    let certificates = rows(size, policy).filter_map(|row| match row {
        Summary::Certificate(row) => Some(row),
        _ => None,
    });
    let like = Like::of(
        certificates.map(|row| (row.name, row.email, row.agency, row.serial, row.not_after.0)),
    );
    let mut each = Times::default();
    for typed in TYPED {
        for end in 1..=typed.len() {
            each.time(|| like.search(&typed[..end]));
        }
    }
    each.print("peer: SQLite LIKE, each keystroke");
}
