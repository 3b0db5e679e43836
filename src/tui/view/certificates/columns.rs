//! How a certificate is written in a list: columns, remaining life as a bar, status in words.

use crate::domain::certificate::CertificateStatus;
use crate::domain::due::Nearness;
use crate::domain::ids::{CertificateId, RecordId};
use crate::domain::time::Day;
use crate::text;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::agencies;
use crate::tui::widgets::gauge;
use crate::tui::widgets::list::{Cell, Column, Row, Shape};
use crate::wire::message::Sort;
use crate::wire::view::{self, CertificateLine};

/// A row of the inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line(pub CertificateLine);

impl Line {
    /// Takes what the desk sends.
    pub fn of(row: view::Row) -> Option<Line> {
        match row {
            view::Row::Certificate(line) => Some(Line(line)),
            _ => None,
        }
    }
}

impl Row for Line {
    type Id = CertificateId;

    fn id(&self) -> CertificateId {
        self.0.row.id
    }

    fn stands_at(&self) -> Option<(RecordId, u32)> {
        Some((RecordId::Certificate(self.0.row.id), self.0.row.revision))
    }
}

/// The columns; name and status always stay.
pub const COLUMNS: &[Column] = &[
    Column::new("cert-col-name", Shape::Name, 0).by(Sort::Name),
    Column::new("column-mark", Shape::Mark, 1),
    Column::new("cert-col-agency", Shape::Text, 2).by(Sort::Agency),
    Column::new("cert-col-serial", Shape::Record, 4),
    Column::new("cert-col-until", Shape::Date, 3).by(Sort::Remaining),
    Column::new("cert-col-left", Shape::Span, 1).by(Sort::Remaining),
    Column::new("cert-col-status", Shape::Word, 0).by(Sort::State),
];

/// The cells of a row.
pub fn cells(line: &CertificateLine, ctx: &Ctx) -> Vec<Cell> {
    let row = &line.row;
    vec![
        Cell::plain(row.name.clone()),
        mark(line, ctx),
        agencies::agency(&row.agency, ctx),
        Cell::of(Role::Dim, row.serial.clone()),
        Cell::plain(ctx.words.date(row.not_after.day())),
        life(line, ctx),
        status(line.status, line.nearness, ctx),
    ]
}

/// That nobody known holds it, though it can be used.
fn mark(line: &CertificateLine, ctx: &Ctx) -> Cell {
    let used = line.status == CertificateStatus::Active;
    match line.row.holder {
        None if used => Cell::of(Role::Warn, ctx.theme.sign(Role::Warn)),
        _ => Cell::default(),
    }
}

/// A serial short enough for a sentence: its two ends.
pub fn serial(hex: &str) -> String {
    let letters: Vec<char> = hex.chars().collect();
    if letters.len() <= 9 {
        return hex.to_owned();
    }
    let head: String = letters.iter().take(4).collect();
    let tail: String = letters.iter().skip(letters.len() - 4).collect();
    format!("{head}…{tail}")
}

/// Remaining life as a bar with its days: `█████░ 412 hr`. Only what can still be used has one.
pub fn life(line: &CertificateLine, ctx: &Ctx) -> Cell {
    let used = matches!(
        line.status,
        CertificateStatus::Active | CertificateStatus::Suspended
    );
    if !used {
        return Cell::of(Role::Dim, ctx.theme.signs().line);
    }
    let whole = days_between(line.row.not_before.day(), line.row.not_after.day());
    let left = u64::try_from(line.days_left).unwrap_or(0);
    let bar = gauge::life(left, whole, 6, ctx);
    let days = days(line.days_left, ctx);
    Cell::of(urgency(line.nearness), format!("{bar} {days}"))
}

/// How an end so near is shown.
pub fn urgency(nearness: Nearness) -> Role {
    match nearness {
        Nearness::Urgent => Role::Bad,
        Nearness::Soon => Role::Warn,
        Nearness::Far => Role::Plain,
    }
}

fn days_between(from: Day, to: Day) -> u64 {
    u64::try_from((to - from).num_days()).unwrap_or(0)
}

/// `412 hr`.
pub fn days(days: i64, ctx: &Ctx) -> String {
    ctx.words.with("cert-days", &[("days", &days)])
}

/// The status in words, with a sign.
pub fn status(status: CertificateStatus, nearness: Nearness, ctx: &Ctx) -> Cell {
    let (role, key) = match status {
        CertificateStatus::Active if nearness != Nearness::Far => (Role::Warn, "expiring"),
        CertificateStatus::Active => (Role::Good, "active"),
        CertificateStatus::Suspended => (Role::Warn, "suspended"),
        CertificateStatus::Expired => (Role::Bad, "expired"),
        CertificateStatus::Revoked => (Role::Bad, "revoked"),
        CertificateStatus::Replaced => (Role::Dim, "replaced"),
    };
    let sign = match role {
        Role::Dim => ctx.theme.signs().dot,
        role => ctx.theme.sign(role),
    };
    let words = ctx.words.of("status", key);
    Cell::of(role, text::safe(&format!("{sign} {words}")).into_owned())
}
