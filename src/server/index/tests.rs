//! The index answers as a plain list would that is filtered and sorted anew for each question.
#![allow(clippy::unwrap_used, clippy::panic)]

mod clocks;
mod model;
mod rows;
mod tables;
mod waiting;

use self::model::Model;
use self::rows::{Step, filters, step, who};
use super::*;
use crate::domain::ids::{OfficerId, PersonId};
use crate::domain::office::{Capacity, Position};
use crate::domain::officer::{Hold, Officer};
use crate::domain::policy::Policy;
use crate::domain::rules::Actor;
use crate::domain::time::Instant;
use crate::domain::working_time::WorkingCalendar;
use crate::policy_file;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// The office of the circular.
fn office() -> &'static (Policy, WorkingCalendar) {
    static OFFICE: OnceLock<(Policy, WorkingCalendar)> = OnceLock::new();
    OFFICE.get_or_init(|| {
        let policy = policy_file::babel();
        let calendar = policy.calendar();
        (policy, calendar)
    })
}

fn monday() -> Instant {
    Instant::wib(2026, 11, 23, 9, 0).unwrap()
}

/// Every request follows the newest policy.
static NO_OTHERS: BTreeMap<u32, Arc<Policy>> = BTreeMap::new();

/// One who holds these positions, among three officers of whom the others are verifiers.
fn asker(officer: u32, positions: &[Position]) -> Asker {
    let hold = |position: &Position| Hold {
        position: *position,
        capacity: Capacity::Definitive,
        from: Instant::wib(2026, 1, 1, 0, 0).unwrap(),
        until: None,
        basis: String::new(),
        given: Instant::wib(2026, 1, 1, 0, 0).unwrap(),
    };
    let officers = (1..=3).map(|id| Officer {
        id: OfficerId(id),
        revision: 1,
        name: format!("Petugas {id}"),
        known: Default::default(),
        traces: Default::default(),
        account: None,
        holds: match id == officer {
            true => positions.iter().map(hold).collect(),
            false => vec![hold(&Position::Verifikator)],
        },
        choices: Default::default(),
        credentials: Default::default(),
        agencies: Vec::new(),
    });
    Asker {
        actor: Actor::officer(OfficerId(officer)),
        officers: Arc::new(officers.collect()),
    }
}

fn asked_at(now: Instant, asker: &Asker) -> Context<'_> {
    let (policy, calendar) = office();
    Context {
        now,
        moment: now,
        calendar,
        policy,
        policies: &NO_OTHERS,
        asker,
        person_of: &|nik| (String::from(*nik) == rows::NIK).then_some(PersonId(3)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 160, ..ProptestConfig::default() })]

    /// Same rows, same order, same counts, whatever was asked and changed before.
    #[test]
    fn it_answers_as_a_plain_list(
        steps in proptest::collection::vec(step(), 1..60),
        officer in who(),
    ) {
        let mut index = Index::default();
        let mut model = Model::default();
        for step in steps {
            match step {
                Step::Apply(record, row) => {
                    model.apply(record, row.clone());
                    index.apply(record, row);
                }
                Step::Ask(query, minutes) => {
                    let now = monday().plus_minutes(minutes);
                    let context = asked_at(now, &officer);
                    let page = index.page(&query, 0, u16::MAX, None, &context).unwrap();
                    let expected = model.list(&query, &context);
                    prop_assert_eq!(page.total as usize, expected.len(), "{:?}", query);
                    prop_assert_eq!(page.rows, expected, "{:?}", query);
                }
            }
        }
        let context = asked_at(monday(), &officer);
        prop_assert_eq!(index.counts(&context), model.counts(&context));
        let first = context.today() - chrono::Days::new(40);
        prop_assert_eq!(index.calendar(first, 800, &context), model.calendar(first, 800, &context));
        for (record, row) in &model.rows {
            prop_assert_eq!(&index.row(*record), &Some(row.clone()));
        }
    }

    /// Windows put together are the list, and a record is where the list says.
    #[test]
    fn windows_fit_together(
        steps in proptest::collection::vec(step(), 1..40),
        list in rows::list(),
        filter in filters(),
        size in 1u16..5,
        officer in who(),
    ) {
        let mut index = Index::default();
        let mut query = Query { filter, ..Query::of(list) };
        for step in steps {
            match step {
                Step::Apply(record, row) => index.apply(record, row),
                Step::Ask(asked, _) => (query.sort, query.descending) = (asked.sort, asked.descending),
            }
        }
        let context = asked_at(monday(), &officer);
        let whole = index.page(&query, 0, u16::MAX, None, &context).unwrap();
        let mut parts = Vec::new();
        while parts.len() < whole.rows.len() {
            let from = parts.len() as u32;
            let page = index.page(&query, from, size, None, &context).unwrap();
            prop_assert_eq!((page.from, page.total), (from, whole.total));
            prop_assert!(!page.rows.is_empty() && page.rows.len() <= usize::from(size));
            parts.extend(page.rows);
        }
        prop_assert_eq!(&parts, &whole.rows);
        for (at, row) in parts.iter().enumerate() {
            let keep = index.page(&query, 0, 0, Some(row.record()), &context).unwrap().at.unwrap();
            let first = parts.iter().position(|other| other.record() == row.record());
            prop_assert_eq!(Some(keep as usize), first, "row {}", at);
        }
        let beyond = index.page(&query, whole.total + 7, size, None, &context).unwrap();
        prop_assert!(beyond.rows.is_empty());
    }
}
