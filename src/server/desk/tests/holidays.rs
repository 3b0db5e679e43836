//! A holiday that is decreed while the desk runs counts from the adoption on: nothing of what falls
//! due is stored, and nobody starts anything again [R12.6].

use super::*;
use crate::domain::act::ActKind;
use crate::domain::checklist::Defect;
use crate::domain::ids::SheetNo;
use crate::domain::policy::Holiday;
use crate::domain::time::Day;
use crate::wire::message::{List, Query};
use crate::wire::view::{RequestView, Row};

fn day(month: u32, day: u32) -> Day {
    Day::from_ymd_opt(2026, month, day).unwrap()
}

fn view(bench: &Bench, who: &Seated, no: RequestNo) -> Box<RequestView> {
    match bench.ask(who, Ask::Request(no)) {
        Tell::Request(view) => view,
        other => panic!("{other:?}"),
    }
}

fn sheet(bench: &Bench, who: &Seated, no: SheetNo) -> Seen<SheetNo> {
    let revision = match bench.ask(who, Ask::Sheet(no)) {
        Tell::Sheet(view) => view.sheet.revision,
        other => panic!("{other:?}"),
    };
    Seen { id: no, revision }
}

/// The requests of a list, with the days of each.
fn listed(bench: &Bench, who: &Seated, list: List) -> Vec<(RequestNo, Option<Day>, Option<Day>)> {
    let ask = Ask::Page {
        query: Query::of(list),
        from: 0,
        count: 100,
        keep: None,
    };
    let Tell::Page(page) = bench.ask(who, ask) else {
        panic!("no page");
    };
    let request = |row: &Row| match row {
        Row::Request(line) => Some((line.row.no, line.days.remind, line.days.due)),
        _ => None,
    };
    page.rows.iter().filter_map(request).collect()
}

fn decree(bench: &Bench, who: &Seated, seen: u32, days: &[Day]) {
    let mut policy = policy_file::babel();
    policy.holidays.extend(days.iter().map(|day| Holiday {
        day: *day,
        name: "Hari yang ditetapkan kemudian".to_owned(),
        leave: false,
    }));
    policy.holidays.sort_by_key(|holiday| holiday.day);
    let digest = policy_file::digest(&policy);
    let policy = Box::new(policy);
    bench.done(
        who,
        Command::AdoptPolicy {
            seen,
            policy,
            digest,
        },
    );
}

#[test]
fn a_holiday_decreed_while_the_desk_runs_moves_what_is_overdue_and_what_falls_due() {
    let bench = Bench::new(true);
    let ani = bench.seated(1, FOUNDER);
    let told = bench.register(&ani, Evidence::Paper);
    assert!(matches!(told, Tell::Done(_)), "{told:?}");
    let no = first();
    let id = no.agenda.sheet(1);
    let forward = |bench: &Bench| Command::Dispose {
        sheets: vec![sheet(bench, &ani, id)],
        except: Vec::new(),
        slip: Default::default(),
        paper: None,
    };
    bench.done(&ani, forward(&bench));
    // A second letter stays at the counter over the weekend that follows.
    bench.register(&ani, Evidence::Paper);
    let waiting: RequestNo = "0002.01/2026".parse().unwrap();
    let seen = Seen {
        id: no,
        revision: view(&bench, &ani, no).request.revision,
    };
    assert!(view(&bench, &ani, no).may.contains(&ActKind::Return));
    bench.done(
        &ani,
        Command::Return {
            request: seen,
            defects: vec![Defect::Text("KTP tidak terbaca".to_owned())],
            note: String::new(),
        },
    );
    // Returned on Monday 23 November: seven working days, and fourteen.
    let days = |bench: &Bench, who: &Seated| {
        let all = listed(bench, who, List::Requests);
        let found = all.into_iter().find(|(of, _, _)| *of == no).unwrap();
        (found.1.unwrap(), found.2.unwrap())
    };
    assert_eq!(days(&bench, &ani), (day(12, 2), day(12, 11)));
    let bench = bench.later(Instant::wib(2026, 11, 24, 9, 0).unwrap());
    bench.acts.set(100);
    let ani = bench.seated(2, FOUNDER);
    let late = |bench: &Bench, who: &Seated| {
        let late = listed(bench, who, List::Overdue);
        late.iter().any(|(of, _, _)| *of == waiting)
    };
    assert!(late(&bench, &ani), "it waits since yesterday");
    decree(
        &bench,
        &ani,
        1,
        &[day(11, 23), day(11, 24), day(12, 1), day(12, 10)],
    );
    assert!(!late(&bench, &ani), "nobody worked since it came");
    // Two days fewer until the reminder, three until it may lapse.
    assert_eq!(days(&bench, &ani), (day(12, 4), day(12, 16)));
    let lapsing = |bench: &Bench, who: &Seated, on: Day| {
        let list = listed_due(bench, who, on);
        list.contains(&no)
    };
    assert!(lapsing(&bench, &ani, day(12, 16)) && !lapsing(&bench, &ani, day(12, 11)));
    // And back again.
    decree(&bench, &ani, 2, &[]);
    assert!(late(&bench, &ani));
    assert_eq!(days(&bench, &ani), (day(12, 2), day(12, 11)));
    bench.desk.close();
}

/// The requests that fall due on a day of the calendar.
fn listed_due(bench: &Bench, who: &Seated, on: Day) -> Vec<RequestNo> {
    let ask = Ask::Page {
        query: Query::of(List::Day(on)),
        from: 0,
        count: 100,
        keep: None,
    };
    let Tell::Page(page) = bench.ask(who, ask) else {
        panic!("no page");
    };
    let due = |row: &Row| match row {
        Row::Due(line) => match line.record {
            RecordId::Request(no) => Some(no),
            _ => None,
        },
        _ => None,
    };
    page.rows.iter().filter_map(due).collect()
}
