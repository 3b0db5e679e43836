//! The cells of a line of the day, whatever record it is of.

use crate::domain::due::{Nearness, RequestDays};
use crate::domain::ids::RecordId;
use crate::domain::request::Stage;
use crate::domain::time::Day;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::agencies;
use crate::tui::view::inbox::columns;
use crate::tui::widgets::gauge;
use crate::tui::widgets::list::Cell;
use crate::wire::view::{self, DueKind};

/// The cells of a row, one for each column.
pub fn cells(row: &view::Row, ctx: &Ctx) -> Vec<Cell> {
    let short = |number: String| number.split('/').next().unwrap_or_default().to_owned();
    match row {
        view::Row::Request(line) => {
            let [number, mark, papers, _, name, agency, stage, time, _] = request(line, ctx);
            let mark = joined(mark, papers);
            if line.row.stage == Stage::Returned {
                return vec![number, mark, stage, name, agency, returned(&line.days, ctx)];
            }
            let time = line.days.due.map_or(time, |due| until(due, ctx));
            vec![number, mark, stage, name, agency, time]
        }
        view::Row::Sheet(line) => {
            let names = ctx.words.with(
                "today-names",
                &[("name", &line.first), ("more", &more(line.row.names))],
            );
            let names = if line.row.names > 1 {
                names
            } else {
                line.first.clone()
            };
            vec![
                Cell::of(Role::Accent, short(line.row.no.to_string())),
                columns::found(line.found, ctx),
                Cell::plain(ctx.words.of("kind-short", line.kind.as_str())),
                Cell::plain(names),
                agencies::agency(&line.from, ctx),
                gauge::running(line.clock.as_ref(), ctx),
            ]
        }
        view::Row::Letter(letter) => vec![
            Cell::plain(short(letter.no.to_string())),
            Cell::default(),
            Cell::default(),
            Cell::plain(letter.number.clone()),
            agencies::agency(&letter.from, ctx),
            Cell::default(),
        ],
        view::Row::Certificate(line) => vec![
            Cell::default(),
            Cell::default(),
            Cell::plain(ctx.words.of("status", line.status.as_str())),
            Cell::plain(line.row.name.clone()),
            agencies::agency(&line.row.agency, ctx),
            days(line.days_left, line.nearness, ctx),
        ],
        view::Row::Person(person) => vec![
            Cell::default(),
            Cell::default(),
            Cell::default(),
            Cell::plain(person.name.clone()),
            agencies::agency(&person.agency, ctx),
            Cell::default(),
        ],
        view::Row::Officer(officer) => vec![
            Cell::default(),
            Cell::default(),
            Cell::default(),
            Cell::plain(officer.name.clone()),
            Cell::default(),
            Cell::default(),
        ],
        view::Row::Due(line) => {
            let key = match line.what {
                DueKind::Expiry => "due-expiry",
                DueKind::Notice { .. } | DueKind::ActivationNotice { .. } => "due-notice",
                DueKind::Lapse => "due-lapse",
                DueKind::Remind => "due-remind",
                DueKind::Effective => "due-effective",
                DueKind::Activation => "due-activation",
                DueKind::Passphrase { .. } => "due-passphrase",
                DueKind::Credential { .. } => "due-credential",
                DueKind::Agreement { .. } => "due-agreement",
            };
            let number = match line.record {
                RecordId::Request(no) => short(no.to_string()),
                _ => String::new(),
            };
            vec![
                Cell::plain(number),
                Cell::default(),
                Cell::plain(ctx.get(key)),
                Cell::plain(line.name.clone()),
                agencies::agency(&line.agency, ctx),
                days(line.days_left, line.nearness, ctx),
            ]
        }
    }
}

/// The last day on which it can happen.
fn until(due: Day, ctx: &Ctx) -> Cell {
    let role = match due < ctx.now.day() {
        true => Role::Bad,
        false => Role::Warn,
    };
    let day = ctx.words.day_month(due);
    Cell::of(role, ctx.words.with("today-until", &[("day", &day)]))
}

/// When the requester is reminded; after that day, when the request may lapse.
fn returned(days: &RequestDays, ctx: &Ctx) -> Cell {
    let today = ctx.now.day();
    let (role, key, day) = match (days.remind, days.due) {
        (Some(day), _) if day >= today => (Role::Plain, "today-remind-on", day),
        (_, Some(day)) => (Role::Warn, "today-lapse-on", day),
        _ => return Cell::default(),
    };
    let day = ctx.words.day_month(day);
    Cell::of(role, ctx.words.with(key, &[("day", &day)]))
}

/// Two cells in one: the heavier meaning counts.
fn joined(mark: Cell, papers: Cell) -> Cell {
    let role = if mark.text.is_empty() || papers.role == Role::Bad {
        papers.role
    } else {
        mark.role
    };
    let both = format!("{} {}", mark.text, papers.text);
    Cell::of(role, both.trim())
}

fn more(names: u16) -> u16 {
    names.saturating_sub(1)
}

fn days(left: i64, nearness: Nearness, ctx: &Ctx) -> Cell {
    let role = match nearness {
        Nearness::Urgent => Role::Warn,
        Nearness::Soon | Nearness::Far => Role::Plain,
    };
    Cell::of(role, ctx.words.with("today-days", &[("days", &left)]))
}

fn request(line: &view::RequestLine, ctx: &Ctx) -> [Cell; 9] {
    let cells = columns::cells(&columns::Item(line.clone()), ctx);
    // One cell for each of the nine columns; a shorter row is filled up.
    let mut cells = cells.into_iter();
    std::array::from_fn(|_| cells.next().unwrap_or_default())
}
