//! The list of a transfer as it is shown: what is for a clerk first, then who is left out and why,
//! then who goes onto the letter.

use crate::domain::act::TransferRow;
use crate::domain::identity::mask_niks;
use crate::intake::transfers::TransferRows;
use crate::intake::{Rejected, all_said};
use crate::text::history;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::judged::Item;
use crate::wire::transfer::{TransferLine, TransferOutcome, TransferView};

/// Outcomes in the order in which they are shown.
const SHOWN: [TransferOutcome; 8] = [
    TransferOutcome::Proposal,
    TransferOutcome::Rejected,
    TransferOutcome::Unknown,
    TransferOutcome::Without,
    TransferOutcome::Asked,
    TransferOutcome::Again,
    TransferOutcome::Ready,
    TransferOutcome::Known,
];

/// How a person of the list is called: by name, else by the number that stands there.
pub fn called(row: &TransferRow) -> String {
    let nip = row.nip.map(|nip| nip.spaced());
    let nik = row.nik.map(|nik| nik.masked());
    match row.name.trim() {
        "" => nip.or(nik).unwrap_or_default(),
        name => mask_niks(name).into_owned(),
    }
}

/// How many people of each outcome there are.
pub fn counts(view: &TransferView, ctx: &Ctx) -> String {
    let told = TransferOutcome::ALL.into_iter().filter_map(|outcome| {
        let count = view.count(outcome);
        let said = ctx.words.of("transfer-outcome", outcome.as_str());
        (count > 0).then(|| format!("{} {said}", ctx.words.number(count as i64)))
    });
    told.collect::<Vec<_>>().join(" · ")
}

/// Every person of the list, and the rows that could not be read.
pub fn items(view: &TransferView, rows: &TransferRows, ctx: &Ctx) -> Vec<Item> {
    let mut items = Vec::new();
    for outcome in SHOWN {
        let lines = view.lines.iter().zip(&rows.rows).enumerate();
        let of = lines.filter(|(_, (line, _))| line.outcome == outcome);
        items.extend(of.map(|(at, (line, row))| Item {
            at,
            row: line.row.to_string(),
            outcome: ctx.words.of("transfer-outcome", outcome.as_str()),
            role: role(line),
            name: match (row.name.trim(), line.people.as_slice()) {
                ("", [known]) => known.name.clone(),
                _ => called(row),
            },
            said: said(line, row, ctx),
        }));
    }
    let after = rows.rows.len();
    let unread = |(at, row): (usize, &Rejected)| Item {
        at: after + at,
        row: row.row.to_string(),
        outcome: ctx
            .words
            .of("transfer-outcome", TransferOutcome::Rejected.as_str()),
        role: Role::Bad,
        name: mask_niks(&row.name).into_owned(),
        said: all_said(&row.reasons, ctx.words),
    };
    items.extend(rows.left_out.iter().enumerate().map(unread));
    items
}

fn role(line: &TransferLine) -> Role {
    match line.outcome {
        TransferOutcome::Proposal => Role::Warn,
        TransferOutcome::Ready if !line.differs.is_empty() => Role::Warn,
        TransferOutcome::Rejected | TransferOutcome::Unknown => Role::Bad,
        TransferOutcome::Without | TransferOutcome::Asked | TransferOutcome::Again => Role::Accent,
        TransferOutcome::Ready | TransferOutcome::Known => Role::Plain,
    }
}

/// What is odd, who it could be, why it is left out; of who is ready, where they go.
fn said(line: &TransferLine, row: &TransferRow, ctx: &Ctx) -> String {
    let differs = line.differs.iter();
    let mut said: Vec<String> = differs
        .map(|fact| history::piece(ctx.words, fact))
        .collect();
    match line.outcome {
        TransferOutcome::Proposal => {
            let names: Vec<&str> = line.people.iter().map(|one| one.name.as_str()).collect();
            let like = ctx
                .words
                .with("recap-like", &[("names", &names.join(", "))]);
            said.insert(0, like);
        }
        TransferOutcome::Asked => said.extend(line.open.map(|no| no.to_string())),
        TransferOutcome::Ready => {
            let place = [row.agency.trim(), row.unit.trim(), row.post.trim()];
            let place = place.into_iter().filter(|part| !part.is_empty());
            said.push(format!("→ {}", place.collect::<Vec<_>>().join(", ")));
        }
        _ => said.extend(line.why.as_ref().map(|why| ctx.refused(why))),
    }
    mask_niks(&said.join("; ")).into_owned()
}
