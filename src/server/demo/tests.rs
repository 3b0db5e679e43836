//! What a training desk shows: every kind in every stage, and what stands beside the stages.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::certificate::Standing;
use crate::domain::due;
use crate::domain::kind::Kind;
use crate::domain::office::Position;
use crate::domain::procedure::reached;
use crate::domain::record::Record;
use crate::domain::request::{Request, Stage};
use crate::domain::summary::{Summary, summary};
use crate::paths::Sharing;
use crate::policy_file;
use crate::server::desk::training_start;
use crate::server::founding::first_act;
use crate::server::reading::{self, told};
use crate::store::memory::Memory;
use crate::store::records::Domain;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// The desk that `loket demo` makes, kept in memory.
fn demo(now: Instant) -> Store {
    let founding = Founding {
        name: "Meja latihan".to_owned(),
        training: true,
        policy: policy_file::babel(),
        sharing: Sharing::Own,
        account: crate::domain::officer::Account {
            uid: 1_001,
            name: "akun".to_owned(),
        },
        founder: "Ani".to_owned(),
        known: Default::default(),
        at: year::start(now),
    };
    let act = first_act(&founding).unwrap();
    let ledger = Box::new(Memory::new(Arc::new(Domain)));
    let store = Store::begun(ledger, Path::new("/no/desk"), act, Arc::new(Domain)).unwrap();
    fill(&store, 1_001, now, &mut |_, _| {}).unwrap();
    store
}

/// Every record of the desk, each once.
fn records(store: &Store) -> Vec<Record> {
    let named: BTreeSet<_> = store
        .follow(1)
        .map(|event| told(event.unwrap()).unwrap().unwrap().record)
        .collect();
    let read = |id| reading::record(store, id).unwrap();
    named.into_iter().filter_map(read).collect()
}

#[test]
fn the_demo_shows_every_kind_in_every_stage_and_what_stands_beside_them() {
    let now = training_start();
    let store = demo(now);
    let office = Office::load(&store).unwrap();
    let policy = office.policy();
    let records = records(&store);
    let requests: Vec<&Request> = records
        .iter()
        .filter_map(|record| match record {
            Record::Request(request) => Some(&**request),
            _ => None,
        })
        .collect();
    let mut missing: BTreeSet<String> = BTreeSet::new();
    for kind in Kind::ALL {
        for stage in reached(kind, &policy) {
            let shown = requests
                .iter()
                .any(|one| (one.kind, one.stage) == (kind, stage));
            if !shown {
                missing.insert(format!("{kind} at {}", stage.as_str()));
            }
        }
    }
    let mut shows = |what: &str, is: bool| {
        if !is {
            missing.insert(what.to_owned());
        }
    };
    let any = |is: &dyn Fn(&Request) -> bool| requests.iter().any(|one| is(one));
    let suspended = records.iter().any(|record| match record {
        Record::Certificate(known) => matches!(known.standing, Standing::Suspended { .. }),
        _ => false,
    });
    shows("a suspended certificate", suspended);
    shows(
        "an urgent revocation whose sheet is out",
        any(&|one| one.sheet_out().is_some_and(Position::disposes)),
    );
    shows(
        "a name prepared for the portal",
        any(&|one| one.prepared.is_some()),
    );
    let days = |one: &Request| match summary(&Record::Request(Box::new(one.clone()))) {
        Some(Summary::Request(row)) => due::of_request(&row, &policy, &office.calendar),
        _ => panic!("no row"),
    };
    let returned = |one: &Request| one.stage == Stage::Returned;
    shows(
        "returned seven days ago",
        any(&|one| returned(one) && days(one).remind == Some(now.day())),
    );
    shows(
        "returned fourteen days ago",
        any(&|one| returned(one) && days(one).due == Some(now.day())),
    );
    let events: BTreeSet<_> = store
        .follow(1)
        .filter_map(|event| told(event.unwrap()).unwrap()?.what)
        .map(|what| what.kind().1)
        .collect();
    for event in ["converted", "disagreed", "check-failed", "withdrawal-asked"] {
        shows(event, events.contains(event));
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
