//! A state machine: random acts by random officers at advancing times, and what must hold after
//! each one, whatever the sequence.

mod checks;
mod desk_acts;
mod invariant;
mod moves;
mod offers;
mod tale;

use super::simplest::*;
use crate::memory_desk::MemoryDesk;
use crate::office::*;
use checks::*;
use invariant::{Broken, Held, Invariant, holds};
use loket::domain::act::{ActKind, Answer, Closing, Command, Exception, NameForm};
use loket::domain::certificate::CertificateStatus;
use loket::domain::checklist::{Evidence, Verdict};
use loket::domain::desk::Desk;
use loket::domain::event::{Event, Happening, Look, RequestEvent, SheetEvent};
use loket::domain::finding::{FindingCode, Severity};
use loket::domain::ids::{OfficerId, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::office::{Capacity, DutyClass, Position};
use loket::domain::policy::{AllowedPair, Category, Cause, DocumentKey};
use loket::domain::record::{Record, apply};
use loket::domain::refusal::{Block, Refusal};
use loket::domain::request::{Duty, Identity, Outcome, Particular, ParticularKey, Request, Stage};
use loket::domain::rules::{Actor, Decision, blocks, decide, findings, may, turn, untaken};
use loket::domain::sheet::{SheetStage, Slip};
use loket::domain::summary::{Summary, summary};
use loket::domain::time::Instant;
use moves::{command, stands_in};
use offers::{check_hint, check_offered};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};
use tale::tale;

/// One throw of the dice: which act, by whom, on what, how, how much later.
type Throw = (u8, u8, u8, u8, u16);

/// People who hold a certificate at the beginning.
const HOLDERS: [u32; 4] = [5, 6, 8, 9];
/// Who holds a suspended one and another one.
const HOLDER_OF_TWO: u32 = 7;

/// A small desk: one person in two adjacent positions, an official who applies himself.
/// With `plh` the second clerk stands in for the Kadis, with no pair allowed unless `pairs`.
fn small_office(pairs: bool, plh: bool) -> Office {
    let mut office = Office::with(|policy| {
        if pairs {
            let (one, other) = (DutyClass::Register, DutyClass::Verify);
            policy.allowed_pairs.push(AllowedPair { one, other });
        }
    });
    for who in HOLDERS {
        office.holds(who, if who < 8 { 25 } else { 600 });
    }
    desk_acts::holds_two(&mut office, HOLDER_OF_TWO);
    let extra = [
        (KABID, Position::Subkoord, Capacity::Plh),
        (CLERK, Position::Verifikator, Capacity::Definitive),
        (CLERK_2, Position::Kadis, Capacity::Plh),
    ];
    for (id, position, capacity) in extra {
        if position == Position::Kadis && !plh {
            continue;
        }
        let revision = match office.desk.record(RecordId::Officer(id)) {
            Some(Record::Officer(officer)) => officer.revision,
            _ => panic!("no officer"),
        };
        let officer = loket::domain::act::Seen { id, revision };
        let mut hold = hold(position, capacity);
        // The Plh. of the Subkoordinator sits for the first days only, the other for all.
        hold.until = match position {
            Position::Subkoord => ended(5),
            Position::Kadis => Some(at(5, 0, 0).plus_days(7_300)),
            _ => None,
        };
        office.done(ADMIN, Command::Hold { officer, hold });
    }
    for id in [KADIS, VERIFIER, VERIFIER_2, CLERK, CLERK_2] {
        super::own::identify(&mut office, id);
    }
    office
}

/// People 1-9; and officers: the Kadis, a verifier, the clerks.
fn person(n: u8) -> u32 {
    match n % 10 {
        0 => [901, 904, 905, 906, 907][usize::from(n / 10 % 5)],
        n => u32::from(n),
    }
}

/// What a letter states of a person; of an officer only one thing that tells them, for each of them
/// another.
fn stated(who: u32, how: u8) -> Identity {
    let whole = identity(who);
    let Some(officer) = who.checked_sub(900) else {
        return whole;
    };
    let bare = Identity {
        name: format!("Orang Ke{who}"),
        agency: whole.agency.clone(),
        ..Identity::default()
    };
    match how % 5 {
        0 => whole,
        1 => Identity {
            nip: whole.nip,
            ..bare
        },
        2 => Identity {
            nik: whole.nik,
            ..bare
        },
        3 => Identity {
            email: format!("petugas{officer}@babelprov.go.id"),
            ..bare
        },
        _ => Identity {
            name: format!("PETUGAS {officer}, S.T."),
            ..bare
        },
    }
}

/// Whether an identity is an officer's, said without the rules.
fn is_of(identity: &Identity, officer: OfficerId) -> bool {
    let n = 900 + officer.0;
    let (nip, nik) = (nip(n), nik(n));
    identity.nip == nip
        || identity.nik == nik
        || identity.email == format!("petugas{}@babelprov.go.id", officer.0)
        || identity.name == format!("PETUGAS {}, S.T.", officer.0)
}

fn letter_of(n: u8, how: u8) -> Vec<NameForm> {
    let kind = |at: u8| match how.wrapping_add(at) % 8 {
        6 => Kind::Renew,
        7 => Kind::Reset,
        _ => Kind::Issue,
    };
    // Who holds a certificate asks for what needs one.
    let kind = |at: u8, who: u32| match (HOLDERS.contains(&who), how.wrapping_add(at) % 5) {
        (false, _) if who == HOLDER_OF_TWO => Kind::Revoke,
        (false, _) => kind(at),
        (true, 0) => Kind::Renew,
        (true, 1) => Kind::Reset,
        (true, 2) => Kind::Change,
        (true, _) => Kind::Revoke,
    };
    let someone = |at: u8| {
        let who = person(n.wrapping_add(at.wrapping_mul(how | 1)));
        let mut name = name(who, kind(at, who));
        name.identity = stated(who, how.wrapping_add(at));
        // The third states another birthday than his numbers: a warning to be accepted.
        name.identity.birth_date = (who == 3).then(|| day(1));
        // The second and the fourth are no ASN.
        if matches!(who, 2 | 4) {
            name.identity.nip = String::new();
            name.identity.category = Some(Category::NonAsn);
        }
        // Some bring no papers: those of an earlier request may go along.
        if how.wrapping_add(n).is_multiple_of(7) {
            name.documents.clear();
        }
        name
    };
    (0..1 + n % 4).map(someone).collect()
}

type Records = BTreeMap<RecordId, Record>;

fn requests(office: &Office) -> Vec<Request> {
    requests_of(&office.desk.records())
}

fn requests_of(records: &Records) -> Vec<Request> {
    records
        .values()
        .filter_map(|record| match record {
            Record::Request(request) => Some((**request).clone()),
            _ => None,
        })
        .collect()
}

/// How often each act was done.
pub type Done = BTreeMap<ActKind, usize>;

/// For what each act was refused, and how often.
type Refused = BTreeMap<ActKind, BTreeMap<&'static str, usize>>;

/// Acts of the server itself, which no rule judges.
const BESIDE: [ActKind; 2] = [ActKind::Stop, ActKind::Check];

/// The desk before an act, as far as it is compared.
pub struct Before {
    records: Records,
    /// Each record before the last act that moved it on.
    moved: BTreeMap<RecordId, Option<Record>>,
    /// What is found on what is about to be sent, and not accepted.
    held: BTreeMap<RequestNo, Vec<String>>,
    pairs: bool,
}

/// A game: the desk, and what was done on it.
struct Game {
    office: Office,
    /// Events before it began.
    ground: u64,
    pairs: bool,
    done: Done,
    refused: Refused,
    moved: BTreeMap<RecordId, Option<Record>>,
}

impl Game {
    fn new(pairs: bool, plh: bool) -> Game {
        let office = small_office(pairs, plh);
        Game {
            ground: office.desk.events(),
            office,
            pairs,
            done: Done::new(),
            refused: Refused::new(),
            moved: BTreeMap::new(),
        }
    }

    /// The story so far, up to the broken rule.
    fn tale(&self, broken: &Broken) -> String {
        tale(&self.office, self.ground, broken)
    }

    /// The desk as it stands.
    fn before(&mut self) -> Before {
        Before {
            records: self.office.desk.records(),
            moved: std::mem::take(&mut self.moved),
            held: BTreeMap::new(),
            pairs: self.pairs,
        }
    }

    /// One throw: an act is tried, and what must hold then is checked.
    fn go(&mut self, throw: Throw) -> Held {
        self.office.at = later(self.office.at, throw.4);
        check_hint(&self.office, throw)?;
        let Some((officer, command)) = self.throw(throw) else {
            return Ok(());
        };
        let office = &self.office;
        let asked = decide(&office.desk, &command, &Actor::officer(officer), office.at);
        check_offered(office, &command, &asked)?;
        let held = open_findings(office, &command);
        let before = Before {
            held,
            ..self.before()
        };
        let record = command.record();
        let judged = self.act(officer, command);
        holds(asked == judged, Invariant::Recorded, record, || {
            "satu pertanyaan, dua jawaban".to_owned()
        })?;
        match judged {
            Ok(decision) => {
                let events = &decision.events;
                check_act(&before, &self.office, decision.officer, events)?;
                check_desk(&self.office)?;
                self.moved = before.moved;
                for event in events.iter().filter(|event| event.what.moves_on()) {
                    let was = before.records.get(&event.record).cloned();
                    self.moved.insert(event.record, was);
                }
                Ok(())
            }
            Err(refusal) => {
                self.moved = before.moved;
                let so = before.records == self.office.desk.records();
                holds(so, Invariant::Recorded, record, || format!("{refusal:?}"))
            }
        }
    }

    /// One throw, and nothing is checked.
    fn run(&mut self, throw: Throw) {
        self.office.at = later(self.office.at, throw.4);
        if let Some((officer, command)) = self.throw(throw) {
            let _tried = self.act(officer, command);
        }
    }

    /// What is tried; what is to be marked or sent at once was mostly looked at.
    fn throw(&mut self, throw: Throw) -> Option<(OfficerId, Command)> {
        let (officer, command) = command(&self.office, &self.done, throw)?;
        match &command {
            Command::Mark { request, .. } if !throw.3.is_multiple_of(4) => {
                self.office.look_at_all(officer, request.id);
            }
            Command::SendUrgently { request, .. } => {
                self.office.look_at_all(officer, request.id);
            }
            _ => {}
        }
        Some((officer, command))
    }

    fn act(&mut self, officer: OfficerId, command: Command) -> Result<Decision, Refusal> {
        let act = command.kind();
        let judged = self.office.act(officer, command);
        match &judged {
            Ok(decision) => {
                *self.done.entry(act).or_default() += usize::from(!decision.events.is_empty());
            }
            Err(refusal) => {
                let codes = self.refused.entry(act).or_default();
                *codes.entry(refusal.code()).or_default() += 1;
            }
        }
        judged
    }
}

/// What is found on the requests of a sending, and neither harmless nor accepted.
fn open_findings(office: &Office, command: &Command) -> BTreeMap<RequestNo, Vec<String>> {
    let sent = match command {
        Command::Send { request, .. } | Command::SendUrgently { request, .. } => vec![request.id],
        Command::Uploaded { requests, .. } => requests.iter().map(|seen| seen.id).collect(),
        _ => Vec::new(),
    };
    let held = |no: RequestNo| {
        let found = findings(&office.desk, &office.request(no), office.at);
        let held = found
            .into_iter()
            .filter(|open| match open.finding.severity {
                Severity::Blocker | Severity::Sleeps => true,
                Severity::Warning => open.accepted.is_none(),
                Severity::Info => false,
            });
        let codes = held.map(|open| open.finding.code.as_str().to_owned());
        (no, codes.collect())
    };
    sent.into_iter().map(held).collect()
}

/// Plays a story to its end; where a rule does not hold, the story tells which.
fn play(throws: Vec<Throw>, pairs: bool, plh: bool) -> Result<Game, String> {
    let mut game = Game::new(pairs, plh);
    let mut played = throws.into_iter().try_for_each(|throw| game.go(throw));
    if played.is_ok() {
        let desk = &game.office.desk;
        played = check_replay(desk).and_then(|()| check_looks(desk));
    }
    match played {
        Ok(()) => Ok(game),
        Err(broken) => Err(game.tale(&broken)),
    }
}

/// Minutes mostly, sometimes days.
fn later(at: Instant, by: u16) -> Instant {
    match by % 10 {
        9 => at.plus_days(i64::from(by % 16)),
        _ => at.plus_minutes(i64::from(by % 50)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        max_shrink_iters: 2_000,
        max_shrink_time: 60_000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_sequence_of_acts_breaks_an_invariant(
        throws in prop::collection::vec(any::<Throw>(), 1..100),
        pairs: bool,
        plh: bool,
    ) {
        let played = play(throws, pairs, plh);
        prop_assert!(played.is_ok(), "\n{}", played.err().unwrap_or_default());
    }
}

/// What was done over several games, and what never was.
struct Reached {
    missed: BTreeSet<String>,
    done: Done,
    refused: Refused,
}

impl Reached {
    /// Every stage, act and event that there is. The acts of the server itself no rule judges, and
    /// what was refused is recorded by the server.
    fn nothing() -> Reached {
        let stages = Stage::ALL
            .into_iter()
            .map(|stage| format!("stage {}", stage.as_str()));
        let acts = ActKind::ALL.into_iter().filter(|act| !BESIDE.contains(act));
        let acts = acts.map(|act| format!("act {act}"));
        let events = super::golden::samples::happenings();
        let events = events.iter().map(|what| what.kind().1);
        let events = events.filter(|kind| *kind != "refused");
        let events = events.map(|kind| format!("event {kind}"));
        Reached {
            missed: stages.chain(acts).chain(events).collect(),
            done: Done::new(),
            refused: Refused::new(),
        }
    }

    /// Another game; what was done least in those before it is tried first.
    fn play(&mut self, throws: Vec<Throw>) {
        let mut game = Game::new(true, false);
        game.done = std::mem::take(&mut self.done);
        game.refused = std::mem::take(&mut self.refused);
        throws.into_iter().for_each(|throw| game.run(throw));
        for (act, times) in &game.done {
            if *times > 0 {
                self.missed.remove(&format!("act {act}"));
            }
        }
        for (event, _) in &game.office.desk.log() {
            self.missed
                .remove(&format!("event {}", event.what.kind().1));
            if let Happening::Request(RequestEvent::Moved(step)) = &event.what {
                self.missed.remove(&format!("stage {}", step.to.as_str()));
            }
        }
        (self.done, self.refused) = (game.done, game.refused);
    }
}

/// The dice reach everything: else the machine would prove little. A new act, stage or event is
/// missed here until the machine does it.
#[test]
fn the_machine_reaches_every_act_stage_and_event() {
    let mut runner = TestRunner::deterministic();
    let throws = prop::collection::vec(any::<Throw>(), 250);
    let mut reached = Reached::nothing();
    for _ in 0..60 {
        let throws = throws.new_tree(&mut runner).unwrap().current();
        reached.play(throws);
        if reached.missed.is_empty() {
            return;
        }
    }
    panic!(
        "never {:?}; refused: {:#?}",
        reached.missed, reached.refused
    );
}

/// The rule that nobody acts in two classes of duty, broken on purpose: the story that is printed
/// tells a clerk what happened, step by step, and ends with the rule and the record.
#[test]
fn a_broken_rule_is_told_as_a_story_that_a_clerk_can_read() {
    let mut game = Game::new(false, false);
    game.office.at = at(23, 9, 14);
    let office = &mut game.office;
    let no = office.issue_non_asn(1);
    office.pass(CLERK, no);
    office.pass(KADIS, no);
    let mut request = office.request(no);
    request.duties.push(Duty {
        officer: CLERK,
        class: DutyClass::Verify,
    });
    let id = RecordId::Request(no);
    office.desk.keep(id, Record::Request(Box::new(request)));
    let before = game.before();
    let broken = check_act(&before, &game.office, KADIS, &[]);
    let told = broken.map_err(|broken| game.tale(&broken));
    insta::assert_snapshot!(told.unwrap_err());
}
