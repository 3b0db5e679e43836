//! What a list shows, by examples.

use super::*;
use crate::domain::ids::Agenda;
use crate::domain::kind::Kind;
use crate::domain::policy::StepKey;
use crate::domain::request::Stage;
use crate::domain::sheet::SheetStage;
use crate::domain::time::Day;
use crate::wire::message::List;
use crate::wire::view::Row;

pub fn request(line: u16, stage: Stage) -> RequestRow {
    let agenda = Agenda {
        year: 2026,
        number: 142,
    };
    RequestRow {
        no: agenda.line(line),
        revision: 1,
        kind: Kind::Issue,
        stage,
        sheet: 1,
        name: format!("Nama {line}"),
        nip: String::new(),
        nik_tail: String::new(),
        agency: String::new(),
        received: monday(),
        step: Some(StepKey::Verification),
        arrived: monday(),
        opened: None,
        running: !stage.is_final(),
        claimed: None,
        assigned: None,
        person: None,
        sheet_out: None,
        urgent: None,
        waits_since: None,
        until: None,
        link: None,
        one_person: false,
        prepared: false,
        duties: Vec::new(),
        lamps: Default::default(),
        noticed: Default::default(),
        policy: 1,
        traces: Default::default(),
    }
}

fn sheet(stage: SheetStage, deadline: Option<Day>) -> SheetRow {
    SheetRow {
        no: Agenda {
            year: 2026,
            number: 142,
        }
        .sheet(1),
        revision: 1,
        stage,
        names: 3,
        arrived: monday(),
        opened: false,
        urgency: Default::default(),
        deadline,
    }
}

pub fn lines(index: &Index, list: List, context: &Context) -> Vec<String> {
    let page = index.page(&Query::of(list), 0, 100, None, context).unwrap();
    page.rows
        .iter()
        .map(|row| match row.record() {
            RecordId::Request(no) => no.line.to_string(),
            RecordId::Sheet(no) => format!("sheet {}", no.ordinal),
            other => format!("{other:?}"),
        })
        .collect()
}

#[test]
fn what_a_colleague_has_in_hand_is_not_mine() {
    let with = |line, claimed: Option<u32>, assigned: Option<u32>| RequestRow {
        claimed: claimed.map(OfficerId),
        assigned: assigned.map(OfficerId),
        ..request(line, Stage::Verification)
    };
    let index = Index::load(
        [
            with(1, None, None),
            with(2, Some(1), None),
            with(3, Some(2), None),
            with(4, None, Some(2)),
            with(5, Some(1), Some(2)),
        ]
        .map(Summary::Request),
    );
    let verifier = asker(1, &[Position::Verifikator]);
    let context = asked_at(monday(), &verifier);
    assert_eq!(lines(&index, List::Waiting, &context), ["1", "2", "5"]);
    let auditor = asker(3, &[Position::Auditor]);
    let context = asked_at(monday(), &auditor);
    assert!(lines(&index, List::Waiting, &context).is_empty());
}

#[test]
fn an_official_sees_the_sheet_and_not_each_name_on_it() {
    let stage = Stage::Disposition(Position::Kabid);
    let index = Index::load([
        Summary::Request(request(1, stage)),
        Summary::Request(request(2, stage)),
        Summary::Sheet(sheet(SheetStage::With(Position::Kabid), None)),
    ]);
    let kabid = asker(1, &[Position::Kabid]);
    let context = asked_at(monday(), &kabid);
    assert_eq!(lines(&index, List::Waiting, &context), ["sheet 1"]);
    assert_eq!(index.counts(&context).waiting, 1);
    let kadis = asker(2, &[Position::Kadis]);
    let context = asked_at(monday(), &kadis);
    assert!(lines(&index, List::Waiting, &context).is_empty());
    assert_eq!(lines(&index, List::Sheets, &context), ["sheet 1"]);
}

#[test]
fn overdue_counts_working_time_only() {
    let friday = Instant::wib(2026, 11, 20, 16, 20).unwrap();
    let opened = |line, at: Instant| RequestRow {
        arrived: friday,
        opened: Some(at),
        ..request(line, Stage::Verification)
    };
    // Friday ends at 16.30, Monday begins at 7.30; the standard is 15 minutes.
    let index = Index::load([opened(1, friday)].map(Summary::Request));
    let verifier = asker(1, &[Position::Verifikator]);
    for (hour, minute, over) in [(7, 30, false), (7, 35, false), (7, 36, true)] {
        let now = Instant::wib(2026, 11, 23, hour, minute).unwrap();
        let context = asked_at(now, &verifier);
        let found = lines(&index, List::Overdue, &context);
        assert_eq!(found.len(), usize::from(over), "{hour}.{minute}");
    }
}

#[test]
fn a_deadline_and_a_link_lapse_on_their_day_and_are_overdue_after_it() {
    let today = monday().day();
    let yesterday = today.pred_opt();
    let fresh = |row: RequestRow| RequestRow {
        running: false,
        ..row
    };
    let linked = |line, until| RequestRow {
        until,
        sheet: 9,
        ..fresh(request(line, Stage::AwaitingActivation))
    };
    // Returned so that it is reminded, or may lapse, so many days after today: 7 and 14 working
    // days after the return.
    let (_, calendar) = office();
    let back = |count: u32, falls: Day| {
        let days = (1..60).map(|days| falls - chrono::Days::new(days));
        days.into_iter()
            .find(|day| calendar.add_working_days(*day, count) == falls)
    };
    let returned = |line, returned| RequestRow {
        waits_since: returned,
        sheet: 9,
        ..fresh(request(line, Stage::Returned))
    };
    let reminded = |line, days| RequestRow {
        link: Some(today - chrono::Days::new(days)),
        ..linked(line, Some(today + chrono::Days::new(7 - days)))
    };
    let rows = |deadline| {
        [
            Summary::Request(returned(5, back(7, today))),
            Summary::Request(returned(6, back(14, today))),
            Summary::Request(returned(7, Some(today - chrono::Days::new(60)))),
            Summary::Request(reminded(8, 1)),
            Summary::Request(reminded(9, 2)),
            Summary::Request(fresh(request(1, Stage::Verification))),
            Summary::Request(fresh(request(2, Stage::AtBsre))),
            Summary::Request(linked(3, Some(today))),
            Summary::Request(linked(4, yesterday)),
            Summary::Sheet(sheet(SheetStage::Done, deadline)),
        ]
    };
    let verifier = asker(1, &[Position::Verifikator]);
    let context = asked_at(monday(), &verifier);
    let index = Index::load(rows(Some(today)));
    assert_eq!(
        lines(&index, List::Today, &context),
        ["1", "3", "5", "6", "8"]
    );
    assert_eq!(lines(&index, List::Overdue, &context), ["4", "7"]);
    let index = Index::load(rows(yesterday));
    assert_eq!(lines(&index, List::Today, &context), ["3", "5", "6", "8"]);
    assert_eq!(lines(&index, List::Overdue, &context), ["1", "4", "7"]);
}

#[test]
fn a_request_is_judged_by_the_standards_that_it_started_with() {
    let (newest, _) = office();
    let mut older = newest.clone();
    for rules in older.kinds.values_mut() {
        for step in &mut rules.steps {
            step.minutes = 500;
            step.waiting_target_minutes = 500;
        }
    }
    let policies = BTreeMap::from([(1, Arc::new(older)), (2, Arc::new(newest.clone()))]);
    let verifier = asker(1, &[Position::Verifikator]);
    let context = Context {
        policies: &policies,
        ..asked_at(monday().plus_minutes(110), &verifier)
    };
    let under = |line, policy| RequestRow {
        policy,
        opened: Some(monday()),
        ..request(line, Stage::Verification)
    };
    let index = Index::load([under(1, 1), under(2, 2)].map(Summary::Request));
    assert_eq!(lines(&index, List::Overdue, &context), ["2"]);
    assert_eq!(
        context
            .request_clock(&under(1, 1))
            .map(|clock| clock.standard),
        Some(500)
    );
}

#[test]
fn a_change_is_seen_at_once_in_a_list_that_was_made_before() {
    let mut index = Index::load([Summary::Request(request(1, Stage::Verification))]);
    let verifier = asker(1, &[Position::Verifikator]);
    let context = asked_at(monday(), &verifier);
    assert_eq!(lines(&index, List::Waiting, &context), ["1"]);
    let row = request(1, Stage::Completed);
    index.apply(RecordId::Request(row.no), Some(Summary::Request(row)));
    assert!(lines(&index, List::Waiting, &context).is_empty());
    assert_eq!(lines(&index, List::Requests, &context), ["1"]);
    assert_eq!(index.counts(&context).requests, 0);
}

#[test]
fn a_wrong_filter_is_named_and_changes_nothing() {
    let index = Index::load([Summary::Request(request(1, Stage::Verification))]);
    let verifier = asker(1, &[Position::Verifikator]);
    let context = asked_at(monday(), &verifier);
    let query = Query {
        filter: "tahpa:x".to_owned(),
        ..Query::of(List::Requests)
    };
    let error = index.page(&query, 0, 10, None, &context).unwrap_err();
    assert_eq!((error.part.as_str(), error.near), ("tahpa", Some("tahap")));
    let page = index
        .page(&Query::of(List::Requests), 0, 10, None, &context)
        .unwrap();
    assert!(matches!(&page.rows[..], [Row::Request(line)] if line.mine));
}
