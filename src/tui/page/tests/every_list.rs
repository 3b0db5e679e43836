//! What holds of every list at every width: nothing but a text is cut, no number is, what is cut of
//! the row under the cursor stands below in full, and no column has more room than it fills while
//! another is cut.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::domain::finding::{Finding, FindingCode};
use crate::domain::ids::{Agenda, PersonId, RecordId};
use crate::domain::kind::Kind;
use crate::domain::letter::Urgency;
use crate::domain::office::Position;
use crate::domain::policy::StepKey;
use crate::domain::request::Stage as At;
use crate::domain::sheet::SheetStage;
use crate::domain::summary::{LetterRow, PersonRow, SheetRow};
use crate::text::{self, Language};
use crate::tui::panel::Ctx;
use crate::tui::testing::Stage;
use crate::tui::view::audit::ledger;
use crate::tui::view::calendar::due;
use crate::tui::view::sheets::{board, names};
use crate::tui::view::testing::samples::{event, inventory, today};
use crate::tui::view::testing::staff::staff;
use crate::tui::view::testing::{at, clock, line};
use crate::tui::view::verify::queue;
use crate::tui::view::{certificates, inbox, search, settings, today as day};
use crate::tui::widgets::list::render::ListView;
use crate::tui::widgets::list::{Cell, Column, List, Row};
use crate::wire::view::{self, DueKind, DueLine, RequestLine, SheetLine, SheetName};

const LONG: &str = "Prof. Dr. Ir. Muhammad Abdurrahman Siddiq, M.Kom.";
const OFFICE: &str = "UPTD SMA Negeri 12 Pangkalan Baru Kab. Bangka 33";

/// Draws a list at a width and looks at every cell of it.
fn look<R: Row>(
    list: &List<R>,
    columns: &[Column],
    cells: &dyn Fn(&R, &Ctx) -> Vec<Cell>,
    stage: &Stage,
) -> Result<(), String> {
    let ctx = stage.ctx();
    let of = |row: &R| cells(row, &ctx);
    let view = ListView {
        list,
        columns,
        cells: &of,
        empty: "",
        below: None,
    };
    let width = stage.screen.width;
    let shown = stage.draw(|area, buf, ctx| view.render(area, buf, ctx));
    let fail = |why: String| Err(format!("at {width}: {why}\n{shown}"));
    for line in shown.lines() {
        let letters: Vec<char> = line.chars().collect();
        let near = letters.windows(3).any(|three| {
            three[2] == '…' && three[..2].iter().any(|letter| letter.is_ascii_digit())
        });
        if near {
            return fail(format!("a number is cut: {line}"));
        }
    }
    let shares = view.shares(width, &ctx);
    let cut = |(want, wide): &(u16, u16)| *wide > 0 && wide < want;
    for (column, share) in columns.iter().zip(&shares) {
        if cut(share) && !column.shape.may_be_cut() {
            return fail(format!("{} is cut", column.title));
        }
    }
    let used: Vec<u16> = shares
        .iter()
        .map(|share| share.1)
        .filter(|wide| *wide > 0)
        .collect();
    let used = used.iter().sum::<u16>() + 2 * (used.len() as u16 - 1);
    if shares.iter().any(cut) && used != width - 3 {
        return fail(format!("{used} columns are used, and some are cut"));
    }
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let whole = bare(&shown);
    for row in list.current().into_iter() {
        for (cell, share) in of(row).iter().zip(&shares) {
            let cell = text::safe(&cell.text);
            if share.1 > 0
                && text::width(&cell) > usize::from(share.1)
                && !whole.contains(&bare(&cell))
            {
                return fail(format!("nowhere whole: {cell}"));
            }
        }
    }
    Ok(())
}

fn check<R: Row>(
    what: &str,
    rows: Vec<R>,
    columns: &[Column],
    cells: &dyn Fn(&R, &Ctx) -> Vec<Cell>,
) {
    let mut list = List::of(rows);
    for language in [Language::Indonesian, Language::English] {
        let mut stage = Stage::new(40, 24, language);
        for width in 38..=200 {
            stage.screen.width = width;
            list.go(u64::from(width) % list.total());
            look(&list, columns, cells, &stage).unwrap_or_else(|why| panic!("{what} {why}"));
        }
    }
}

fn requests() -> Vec<RequestLine> {
    let kinds = Kind::ALL.into_iter().cycle();
    let rows = At::ALL.into_iter().zip(kinds).zip(1u16..);
    let rows = rows.map(|((stage, kind), number)| {
        let mut row = line(number, LONG, kind, stage, u32::from(number) * 97);
        row.row.agency = OFFICE.to_owned();
        row.row.no.agenda.year = 2024 + number % 3;
        row.row.received = at(7, 45).plus_days(-i64::from(number) * 200);
        row.row.one_person = number % 2 == 0;
        if let Some(clock) = row.clock.as_mut().filter(|_| number % 2 == 0) {
            clock.handling = None;
            clock.waiting = Some(u32::from(number) * 20_431);
        }
        row
    });
    rows.take(9).collect()
}

fn sheet(number: u32, names: u16) -> SheetLine {
    SheetLine {
        row: SheetRow {
            no: Agenda { year: 2025, number }.sheet(2),
            revision: 1,
            stage: SheetStage::With(Position::Subkoord),
            names,
            arrived: at(8, 0),
            opened: true,
            urgency: Urgency::VeryUrgent,
            deadline: Some(today()),
        },
        from: OFFICE.to_owned(),
        first: LONG.to_owned(),
        kind: Kind::Issue,
        clock: Some(clock(StepKey::Kabid, number * 33, true)),
        mine: false,
        found: None,
    }
}

fn sheets() -> Vec<board::Item> {
    let rows = [(3, 1), (1234, 15), (99_999, 4)];
    let rows = rows.map(|(number, names)| board::Item(sheet(number, names)));
    rows.into_iter().collect()
}

fn everything() -> Vec<view::Row> {
    let mut rows: Vec<view::Row> = requests().into_iter().map(view::Row::from).collect();
    rows.push(view::Row::Sheet(sheet(142, 3)));
    rows.push(view::Row::Person(PersonRow {
        id: PersonId(7),
        name: LONG.to_owned(),
        nip: "198704122010012015".to_owned(),
        agency: OFFICE.to_owned(),
        post: "Pengelola Layanan Pengadaan Tingkat 3 Golongan 12".to_owned(),
    }));
    rows.push(view::Row::Letter(LetterRow {
        no: Agenda {
            year: 2023,
            number: 99_999,
        },
        from: OFFICE.to_owned(),
        number: "800/123456/Dinkes-Bangka.Selatan/XII/2026".to_owned(),
        received: at(7, 45),
        names: 1500,
        void: false,
    }));
    rows.extend(inventory().into_iter().map(view::Row::Certificate));
    rows.extend(dues().into_iter().map(|due| view::Row::Due(due.0)));
    rows
}

fn dues() -> Vec<due::Due> {
    let kinds = [
        DueKind::Expiry,
        DueKind::Notice { days_before: 30 },
        DueKind::Passphrase { days_before: 14 },
        DueKind::ActivationNotice { days_after: 3 },
    ];
    let due = |(number, what): (u16, DueKind)| {
        due::Due(DueLine {
            what,
            record: RecordId::Request(
                Agenda {
                    year: 2026,
                    number: 9,
                }
                .line(number),
            ),
            name: LONG.to_owned(),
            agency: OFFICE.to_owned(),
            days_left: 1043,
            nearness: view::Nearness::Far,
            skipped: number == 2,
        })
    };
    (1..).zip(kinds).map(due).collect()
}

#[test]
fn lists_of_requests() {
    let items = || requests().into_iter().map(inbox::columns::Item).collect();
    check(
        "inbox",
        items(),
        inbox::columns::COLUMNS,
        &inbox::columns::cells,
    );
    check("queue", items(), queue::COLUMNS, &queue::cells);
}

#[test]
fn the_list_of_officers() {
    let mut officers = staff();
    for (officer, name) in officers.iter_mut().zip([LONG, OFFICE]) {
        officer.name = name.to_owned();
    }
    let rows = officers.into_iter().map(settings::Line).collect();
    check("officers", rows, settings::COLUMNS, &|line, ctx| {
        settings::cells(&line.0, ctx)
    });
}

#[test]
fn lists_of_sheets_and_of_the_names_on_one() {
    check("sheets", sheets(), board::COLUMNS, &board::cells);
    check(
        "a column of the chain",
        sheets(),
        board::NARROW,
        &board::narrow,
    );
    let name = |(number, findings): (u16, Vec<Finding>)| {
        names::Name(SheetName {
            no: Agenda {
                year: 2026,
                number: 1,
            }
            .line(number),
            revision: 1,
            kind: Kind::Renew,
            stage: At::Registered,
            name: LONG.to_owned(),
            nip: String::new(),
            agency: OFFICE.to_owned(),
            post: String::new(),
            findings,
            one_person: false,
            held: None,
        })
    };
    let found = vec![
        Finding::new(FindingCode::EmailDomain),
        Finding::new(FindingCode::StageNotOpen),
    ];
    let rows = (1..).zip([Vec::new(), found]).map(name).collect();
    check("names", rows, names::COLUMNS, &|name, ctx| {
        names::cells(name, &BTreeMap::new(), ctx)
    });
}

#[test]
fn lists_of_certificates_and_of_what_falls_due() {
    let mut lines = inventory();
    for line in &mut lines {
        line.row.name = LONG.to_owned();
        line.row.agency = OFFICE.to_owned();
    }
    let lines = lines.into_iter().map(certificates::columns::Line).collect();
    check(
        "certificates",
        lines,
        certificates::columns::COLUMNS,
        &|line, ctx| certificates::columns::cells(&line.0, ctx),
    );
    check("agenda", dues(), due::COLUMNS, &|due, ctx| {
        due::cells(&due.0, today(), ctx)
    });
}

#[test]
fn lists_of_everything() {
    let found = everything().into_iter().map(search::Found).collect();
    check("search", found, search::COLUMNS, &|found, ctx| {
        search::cells(&found.0, ctx)
    });
    let items = everything().into_iter().map(day::Item).collect();
    check("today", items, day::COLUMNS, &|item, ctx| {
        day::cells(&item.0, ctx)
    });
    let stage = Stage::small();
    let entry = |number: u64| {
        let mut row = event(
            number,
            "noted",
            &[(
                "text",
                crate::wire::view::Value::Text(
                    "menelepon 0812-7100-0013, kembali 14.30".to_owned(),
                ),
            )],
        );
        row.officer = LONG.to_owned();
        row.origin = "muhammad.abdurrahman @ 10.20.30.40".to_owned();
        ledger::Entry::new(row, &stage.ctx())
    };
    let entries = (1..4).map(entry).collect();
    check("audit", entries, ledger::COLUMNS, &ledger::cells);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn whatever_stands_in_a_request(
        given in prop::collection::vec(
            ("[A-Za-z0-9 .,\u{65e5}\u{e9}]{0,48}", "[A-Z0-9 a-z.]{0,48}", 0u32..5_000_000, any::<bool>(), 2020u16..2028),
            1..6,
        ),
        width in 38u16..200,
    ) {
        let rows = given.into_iter().zip(1u16..).map(|((name, agency, minutes, opened, year), number)| {
            let mut row = line(number, &name, Kind::Renew, At::Verification, minutes);
            row.row.agency = agency;
            row.row.no.agenda.year = year;
            if let Some(clock) = row.clock.as_mut().filter(|_| !opened) {
                (clock.handling, clock.waiting) = (None, Some(minutes));
            }
            inbox::columns::Item(row)
        });
        let list = List::of(rows.collect());
        let stage = Stage::new(width, 24, Language::Indonesian);
        let looked = look(&list, inbox::columns::COLUMNS, &inbox::columns::cells, &stage);
        prop_assert!(looked.is_ok(), "{}", looked.unwrap_err());
    }
}

proptest! {
    #[test]
    fn beside_a_list_that_wants_more_the_record_keeps_what_it_needs_and_no_more(
        width in 100u16..260,
        wanted in 0u16..300,
    ) {
        let area = ratatui::layout::Rect::new(0, 0, width, 30);
        let (list, side) = crate::tui::page::tab::split(area, |most| wanted.min(most));
        prop_assert_eq!((list.width + side.width, side.x), (width, list.width));
        prop_assert!(list.width >= wanted || side.width <= 42, "{} beside {}", side.width, list.width);
        prop_assert!(side.width >= 40, "{}", side.width);
    }
}

#[test]
fn an_agency_without_room_goes_by_its_short_name_and_stands_whole_below() {
    let row = |number: u16, agency: &str| {
        let mut row = line(number, LONG, Kind::Issue, At::Verification, 5);
        row.row.agency = agency.to_owned();
        inbox::columns::Item(row)
    };
    let long = "Dinas Pariwisata, Kebudayaan, Kepemudaan dan Olahraga";
    let list = List::of(vec![
        row(1, long),
        row(2, "Dinas Kesehatan"),
        row(3, OFFICE),
    ]);
    let drawn = |width: u16| {
        let stage = Stage::new(width, 12, Language::Indonesian);
        stage.draw(|area, buf, ctx| {
            ListView {
                list: &list,
                columns: inbox::columns::COLUMNS,
                cells: &|row| inbox::columns::cells(row, ctx),
                empty: "",
                below: None,
            }
            .render(area, buf, ctx);
        })
    };
    let short = drawn(120);
    for said in ["Disparbudpora", "UPTD SMA Nege…", long] {
        assert!(short.contains(said), "{said}: {short}");
    }
    assert!(
        drawn(200).contains("Dinas Kesehatan"),
        "whole where it fits"
    );
}

#[test]
fn a_heading_that_is_cut_is_named_where_the_row_is_read_whole() {
    let mut row = line(1, LONG, Kind::Issue, At::Verification, 5);
    row.row.agency = "Setda".to_owned();
    let list = List::of(vec![inbox::columns::Item(row)]);
    let mut cut = 0;
    for width in 60..200 {
        let stage = Stage::new(width, 12, Language::Indonesian);
        let shown = stage.draw(|area, buf, ctx| {
            ListView {
                list: &list,
                columns: inbox::columns::COLUMNS,
                cells: &|row| inbox::columns::cells(row, ctx),
                empty: "",
                below: None,
            }
            .render(area, buf, ctx);
        });
        if shown.contains("Perangkat D") && !shown.contains("Perangkat Daerah") {
            let named = ("Perangkat Daerah".to_owned(), "Setda".to_owned());
            let whole = stage.spots.read();
            assert!(whole.cut && whole.lines.contains(&named), "{shown}");
            cut += 1;
        }
    }
    assert!(cut > 0, "no width cuts the heading");
}

#[test]
fn a_row_has_the_names_of_people_and_agencies_whole() {
    use crate::domain::record::Record;
    use crate::domain::summary::{Summary, summary};
    let long = "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Daerah Provinsi";
    let mut request = crate::tui::view::testing::request();
    request.identity.agency = long.to_owned();
    request.identity.name = format!("{} bin Abdullah", LONG.repeat(4));
    let Some(Summary::Request(row)) = summary(&Record::Request(Box::new(request))) else {
        panic!("no row")
    };
    assert_eq!(row.agency, long);
    assert!(
        row.name.ends_with('…') && row.name.len() <= 160,
        "{}",
        row.name
    );
}
