//! The day at two widths, empty and filled, and where Enter leads.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::kind::Kind;
use crate::domain::office::Position;
use crate::text::Language;
use crate::tui::testing::Stage as Screen;
use crate::tui::view::testing::{agenda, line, no};
use crate::wire::message::{Ask, Tell};
use crate::wire::view::{DueKind, DueLine, Page};

fn told(section: Tag, rows: Vec<view::Row>) -> Input {
    let page = Page {
        total: rows.len() as u32,
        from: 0,
        rows,
        at: None,
    };
    Input::Told {
        tag: PAGES + section * Pane::<Item>::TAGS,
        tell: Box::new(Tell::Page(page)),
        last: true,
    }
}

/// The answer about what was returned: a generation further, its filter was set before it asked.
fn returned(rows: Vec<view::Row>) -> Input {
    match told(3, rows) {
        Input::Told { tag, tell, last } => Input::Told {
            tag: tag + 1,
            tell,
            last,
        },
        other => other,
    }
}

fn filled(screen: &Screen) -> Today {
    let mut today = Today::new();
    today.handle(Input::Shown(screen.area()), &screen.ctx());
    let request =
        |number, name: &str, stage| view::Row::from(line(number, name, Kind::Issue, stage, 13));
    let waiting = vec![
        request(3, "Siti Rahmawati", Stage::Disposition(Position::Kabid)),
        request(4, "Hendra Lubis", Stage::Verification),
    ];
    let due = view::Row::Due(DueLine {
        what: DueKind::Activation,
        record: RecordId::Request(no(9)),
        name: "Rina Wijaya".to_owned(),
        agency: "Setda".to_owned(),
        days_left: 0,
        nearness: view::Nearness::Urgent,
        skipped: false,
    });
    today.handle(told(0, waiting), &screen.ctx());
    today.handle(told(1, Vec::new()), &screen.ctx());
    today.handle(told(2, vec![due]), &screen.ctx());
    today
}

fn drawn(today: &Today, screen: &Screen) -> String {
    screen.draw(|area, buf, ctx| today.render(area, buf, ctx))
}

#[test]
fn it_looks_right_filled_and_empty() {
    for (name, width, height, language) in [
        ("today_80", 80, 21, Language::Indonesian),
        ("today_120_en", 120, 37, Language::English),
        ("today_40", 40, 12, Language::Indonesian),
    ] {
        let screen = Screen::new(width, height, language);
        insta::assert_snapshot!(name, drawn(&filled(&screen), &screen));
    }
    let screen = Screen::small();
    let mut today = Today::new();
    today.handle(Input::Shown(screen.area()), &screen.ctx());
    for section in 0..3 {
        today.handle(told(section, Vec::new()), &screen.ctx());
    }
    assert!(drawn(&today, &screen).contains("Tidak ada yang menunggu Anda."));
    // The counter is told what to begin with; others are not.
    assert!(!drawn(&today, &screen).contains("b daftarkan"));
    let mut counter = Screen::small();
    counter.me.positions = vec!["agendaris".to_owned()];
    let mut today = Today::new();
    today.handle(Input::Shown(counter.area()), &counter.ctx());
    for section in 0..3 {
        today.handle(told(section, Vec::new()), &counter.ctx());
    }
    today.handle(returned(Vec::new()), &counter.ctx());
    today.handle(told(4, Vec::new()), &counter.ctx());
    insta::assert_snapshot!("today_80_empty", drawn(&today, &counter));
    // What nobody may take on is told to everybody, and what to do.
    let stuck = view::Row::from(crate::tui::view::testing::line(
        7,
        "Siti",
        crate::domain::kind::Kind::Issue,
        Stage::Verification,
        5,
    ));
    today.handle(told(4, vec![stuck]), &counter.ctx());
    let told = drawn(&today, &counter);
    assert!(
        told.contains("Tidak ada yang dapat mengerjakan: tunjuk Plh."),
        "{told}"
    );
    assert!(told.contains("Siti"), "{told}");
}

#[test]
fn the_admin_learns_which_positions_nobody_holds() {
    let mut screen = Screen::small();
    let mut office = crate::tui::view::testing::office();
    let today = Today::new();
    screen.office = Some(office.clone());
    assert!(!drawn(&today, &screen).contains("Jabatan tanpa pemegang"));
    office.may.push(crate::domain::act::ActKind::ManageOfficers);
    screen.office = Some(office);
    let told = drawn(&today, &screen);
    assert!(
        told.contains("Jabatan tanpa pemegang: Kepala Dinas"),
        "{told}"
    );
    assert!(!told.contains("Agendaris"), "held: {told}");
}

#[test]
fn enter_leads_to_where_the_work_is_done() {
    let screen = Screen::small();
    let mut today = filled(&screen);
    let go = |today: &mut Today| match &today.handle(Input::Act(Action::Open), &screen.ctx())[..] {
        [Effect::Show { place, record }] => (*place, *record),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        go(&mut today),
        (Place::Sheets, RecordId::Sheet(agenda().sheet(1)))
    );
    today.handle(Input::Act(Action::Down), &screen.ctx());
    assert_eq!(go(&mut today), (Place::Verify, RecordId::Request(no(4))));
    // Past the end of a section comes the next one that has rows.
    today.handle(Input::Act(Action::Down), &screen.ctx());
    assert_eq!(go(&mut today), (Place::Verify, RecordId::Request(no(9))));
    today.handle(Input::Act(Action::Down), &screen.ctx());
    assert_eq!(go(&mut today).1, RecordId::Request(no(9)));
    today.handle(Input::Act(Action::Up), &screen.ctx());
    assert_eq!(go(&mut today), (Place::Verify, RecordId::Request(no(4))));
}

#[test]
fn the_counter_sees_what_waits_for_papers_and_an_official_does_not() {
    let mut counter = Screen::small();
    counter.me.positions = vec!["agendaris".to_owned()];
    let mut today = Today::new();
    let asked = today.handle(Input::Shown(counter.area()), &counter.ctx());
    let asks = |asked: &[Effect]| {
        asked.iter().any(|effect| match effect {
            Effect::Ask { ask, .. } => {
                matches!(&**ask, Ask::Page { query, .. } if query.filter == RETURNED)
            }
            _ => false,
        })
    };
    assert!(asks(&asked));
    for section in 0..3 {
        today.handle(told(section, Vec::new()), &counter.ctx());
    }
    let row = |number, remind, due| {
        let stage = Stage::Returned;
        let mut line = line(number, "Siti Rahmawati", Kind::Issue, stage, 13);
        line.clock = None;
        line.days = view::RequestDays { due, remind };
        view::Row::from(line)
    };
    let day = |days| {
        let today = counter.ctx().now.day();
        today.checked_add_signed(chrono::TimeDelta::days(days))
    };
    let rows = vec![row(3, day(4), day(14)), row(4, day(-5), day(4))];
    today.handle(returned(rows), &counter.ctx());
    insta::assert_snapshot!("today_80_returned", drawn(&today, &counter));
    let opened = today.handle(Input::Act(Action::Open), &counter.ctx());
    let request = RecordId::Request(no(3));
    assert!(
        matches!(&opened[..], [Effect::Show { place: Place::Requests, record }] if *record == request)
    );
    let mut official = Screen::small();
    official.me.positions = vec!["kadis".to_owned()];
    let mut other = Today::new();
    let asked = other.handle(Input::Shown(official.area()), &official.ctx());
    assert!(!asks(&asked));
}

#[test]
fn the_section_with_the_keys_is_on_screen_however_small() {
    let screen = Screen::new(40, 8, Language::Indonesian);
    let mut today = filled(&screen);
    assert!(drawn(&today, &screen).contains("Siti"));
    today.handle(Input::Act(Action::NextPanel), &screen.ctx());
    assert!(drawn(&today, &screen).contains("Rina Wijaya"));
}

#[test]
fn the_next_step_of_a_line_says_what_is_so_and_enter_leads_there() {
    let screen = Screen::small();
    let mut today = filled(&screen);
    let said = |today: &Today| {
        let next = today.facts(&screen.ctx()).next.unwrap();
        (next.said.unwrap(), next.action)
    };
    let open = Some(Action::Open);
    assert_eq!(
        said(&today),
        ("next-on-paper", open),
        "another has the turn"
    );
    today.handle(Input::Act(Action::Down), &screen.ctx());
    assert_eq!(said(&today), ("next-free", open));
    today.handle(Input::Act(Action::Down), &screen.ctx());
    assert_eq!(said(&today), ("due-activation", open));
    let mut nothing = Today::new();
    nothing.handle(Input::Shown(screen.area()), &screen.ctx());
    assert!(nothing.facts(&screen.ctx()).next.is_none(), "not told yet");
    for section in 0..3 {
        nothing.handle(told(section, Vec::new()), &screen.ctx());
    }
    nothing.handle(returned(Vec::new()), &screen.ctx());
    nothing.handle(told(4, Vec::new()), &screen.ctx());
    assert_eq!(said(&nothing), ("next-nothing", Some(Action::New)));
}

/// A row of a stage: whether it waits for who asks, what is known of its days; the next step that is
/// said and the tab to which Enter leads.
#[test]
fn every_stage_says_its_next_step_and_enter_leads_to_where_it_is_done() {
    use Position::{Kabid, Kadis, Subkoord};
    let today = Screen::small().ctx().now.day();
    let soon = today + chrono::Days::new(3);
    let none = view::RequestDays::default();
    let due = |day| view::RequestDays {
        due: Some(day),
        remind: None,
    };
    let remind = view::RequestDays {
        due: Some(soon),
        remind: Some(today),
    };
    let table = [
        (
            Stage::Registered,
            true,
            none,
            "next-registered",
            Place::Requests,
        ),
        (
            Stage::Disposition(Kadis),
            true,
            none,
            "next-your-turn",
            Place::Sheets,
        ),
        (
            Stage::Disposition(Kadis),
            false,
            none,
            "next-on-paper",
            Place::Sheets,
        ),
        (
            Stage::Disposition(Kabid),
            true,
            none,
            "next-your-turn",
            Place::Sheets,
        ),
        (
            Stage::Disposition(Subkoord),
            true,
            none,
            "next-name-verifier",
            Place::Sheets,
        ),
        (Stage::Held(Kadis), true, none, "next-held", Place::Sheets),
        (Stage::Held(Kabid), false, none, "next-held", Place::Sheets),
        (
            Stage::Held(Subkoord),
            false,
            none,
            "next-held",
            Place::Sheets,
        ),
        (Stage::Verification, true, none, "next-free", Place::Verify),
        (
            Stage::Asleep,
            false,
            due(soon),
            "next-asleep",
            Place::Verify,
        ),
        (
            Stage::Asleep,
            true,
            due(today),
            "due-effective",
            Place::Verify,
        ),
        (
            Stage::Returned,
            false,
            due(soon),
            "next-returned",
            Place::Requests,
        ),
        (
            Stage::Returned,
            false,
            remind,
            "due-remind",
            Place::Requests,
        ),
        (
            Stage::Returned,
            false,
            due(today),
            "due-lapse",
            Place::Requests,
        ),
        (
            Stage::AwaitingApproval,
            true,
            none,
            "next-approval",
            Place::Verify,
        ),
        (
            Stage::AccountCheck,
            false,
            due(soon),
            "next-account-check",
            Place::Verify,
        ),
        (
            Stage::AccountCheck,
            false,
            remind,
            "due-remind",
            Place::Verify,
        ),
        (
            Stage::CheckFailed,
            false,
            due(soon),
            "next-check-failed",
            Place::Verify,
        ),
        (
            Stage::CheckFailed,
            false,
            due(today),
            "due-lapse",
            Place::Verify,
        ),
        (
            Stage::WithdrawalAsked,
            false,
            none,
            "next-withdrawal-asked",
            Place::Verify,
        ),
        (Stage::AtBsre, false, none, "next-at-bsre", Place::Verify),
        (
            Stage::AwaitingActivation,
            true,
            due(soon),
            "next-ask-holder",
            Place::Verify,
        ),
        (
            Stage::AwaitingActivation,
            true,
            due(today),
            "due-activation",
            Place::Verify,
        ),
        (
            Stage::Activated,
            false,
            none,
            "next-activated",
            Place::Verify,
        ),
        (Stage::Issued, true, none, "next-issued", Place::Verify),
        (Stage::Mismatch, true, none, "next-mismatch", Place::Verify),
        (Stage::Revoked, true, none, "next-revoked", Place::Verify),
        (
            Stage::ReplyPending,
            true,
            none,
            "next-reply",
            Place::Requests,
        ),
    ];
    let named: Vec<Stage> = table.iter().map(|(stage, ..)| *stage).collect();
    for stage in crate::domain::procedure::OPEN {
        assert!(named.contains(stage), "{} has no row", stage.as_str());
    }
    for (stage, mine, days, said, place) in table {
        let mut row = line(3, "Siti", Kind::Issue, stage, 5);
        (row.mine, row.days) = (mine, days);
        let row = view::Row::from(row);
        let next = next::of(&row, today).unwrap();
        let what = stage.as_str();
        assert_eq!(
            (next.said, next.action),
            (Some(said), Some(Action::Open)),
            "{what}"
        );
        assert_eq!(destination(&row).unwrap().0, place, "{what}");
    }
    // What follows a revocation that was sent at once: its sheet, then the number of its letter.
    for (out, mine, said, place) in [
        (Some(Kadis), true, "next-your-turn", Place::Sheets),
        (Some(Kadis), false, "next-on-paper", Place::Verify),
        (Some(Subkoord), true, "next-name-verifier", Place::Sheets),
        (None, true, "next-letter-owed", Place::Verify),
    ] {
        let mut row = line(3, "Siti", Kind::Revoke, Stage::AtBsre, 5);
        (row.mine, row.row.sheet_out, row.row.urgent) = (mine, out, Some(today));
        let row = view::Row::from(row);
        assert_eq!(next::of(&row, today).unwrap().said, Some(said));
        assert_eq!(destination(&row).unwrap().0, place, "{said}");
    }
}
