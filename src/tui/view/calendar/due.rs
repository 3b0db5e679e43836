//! What falls on a day, in words.

use crate::domain::ids::RecordId;
use crate::domain::time::Day;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::agencies;
use crate::tui::widgets::list::{Cell, Column, Row, Shape};
use crate::wire::view::{self, DueKind, DueLine};

/// A row of a day's agenda.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due(pub DueLine);

impl Due {
    /// Takes what the desk sends.
    pub fn of(row: view::Row) -> Option<Due> {
        match row {
            view::Row::Due(line) => Some(Due(line)),
            _ => None,
        }
    }
}

/// Order of the kinds on a day, and the days before the end: a record may stand on a day twice.
fn rank(kind: DueKind) -> (u8, u16) {
    match kind {
        DueKind::Expiry => (0, 0),
        DueKind::Activation => (1, 0),
        DueKind::Passphrase { days_before } => (2, days_before),
        DueKind::Notice { days_before } => (3, days_before),
        DueKind::Lapse => (4, 0),
        DueKind::Remind => (5, 0),
        DueKind::ActivationNotice { days_after } => (6, days_after),
        DueKind::Effective => (7, 0),
        DueKind::Credential { kind, days_before } => (8 + kind as u8, days_before),
        DueKind::Agreement { days_before } => (20, days_before),
    }
}

impl Row for Due {
    type Id = ((u8, u16), RecordId);

    fn id(&self) -> Self::Id {
        (rank(self.0.what), self.0.record)
    }
}

/// What falls due: `Berakhir`, `H-30`.
pub fn kind(kind: DueKind, ctx: &Ctx) -> String {
    match kind {
        DueKind::Expiry => ctx.get("due-expiry"),
        DueKind::Notice { days_before } => format!("H-{days_before}"),
        DueKind::Activation => ctx.get("due-activation"),
        DueKind::Passphrase { days_before: 0 } => ctx.get("due-passphrase"),
        DueKind::Passphrase { days_before } => ctx
            .words
            .with("due-passphrase-before", &[("days", &days_before)]),
        DueKind::Lapse => ctx.get("due-lapse"),
        DueKind::Remind => ctx.get("due-remind"),
        DueKind::Effective => ctx.get("due-effective"),
        DueKind::ActivationNotice { days_after } => ctx
            .words
            .with("due-activation-after", &[("days", &days_after)]),
        DueKind::Credential { kind, days_before } => {
            before(ctx.words.of("credential-short", kind.as_str()), days_before)
        }
        DueKind::Agreement { days_before } => before(ctx.get("due-agreement"), days_before),
    }
}

/// What ends, or will: `Akses BSrE H-30`.
fn before(what: String, days: u16) -> String {
    match days {
        0 => what,
        days => format!("{what} H-{days}"),
    }
}

/// How it stands with it: notices are not sent by this version, and it says so.
pub fn state(kind: DueKind, day: Day, today: Day, skipped: bool, ctx: &Ctx) -> String {
    let notice = kind.is_notice();
    if skipped {
        ctx.get("due-skipped")
    } else if notice && day < today {
        ctx.get("due-not-sent")
    } else if notice {
        ctx.get("due-unsent")
    } else {
        String::new()
    }
}

/// The columns of a day's agenda; what and whom always stay.
pub const COLUMNS: &[Column] = &[
    Column::new("cal-col-what", Shape::Word, 0),
    Column::new("cal-col-name", Shape::Name, 0),
    Column::new("cal-col-agency", Shape::Text, 2),
    Column::new("cal-col-state", Shape::Mark, 1),
];

/// The cells of a row.
pub fn cells(line: &DueLine, day: Day, ctx: &Ctx) -> Vec<Cell> {
    let role = match line.what {
        _ if line.skipped => Role::Dim,
        DueKind::Expiry => Role::Bad,
        DueKind::Activation
        | DueKind::Lapse
        | DueKind::Remind
        | DueKind::Effective
        | DueKind::Credential { .. }
        | DueKind::Agreement { .. }
        | DueKind::Passphrase { days_before: 0 } => Role::Warn,
        DueKind::Notice { .. } | DueKind::Passphrase { .. } | DueKind::ActivationNotice { .. } => {
            Role::Info
        }
    };
    let state = match state(line.what, day, ctx.now.day(), line.skipped, ctx).as_str() {
        "" => "",
        _ if line.skipped => "=",
        _ => ctx.theme.signs().line,
    };
    vec![
        Cell::of(role, kind(line.what, ctx)),
        Cell::plain(line.name.clone()),
        agencies::agency(&line.agency, ctx),
        Cell::of(Role::Dim, state),
    ]
}

/// The row under the cursor in a sentence: what, whose, how it stands with it.
pub fn sentence(line: &DueLine, day: Day, ctx: &Ctx) -> String {
    let state = state(line.what, day, ctx.now.day(), line.skipped, ctx);
    let parts = [
        kind(line.what, ctx),
        line.name.clone(),
        line.agency.clone(),
        state,
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}
