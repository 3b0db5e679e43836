//! An open record that somebody else moved on: what happened, by whom and when [R11.2].

use crate::domain::ids::RecordId;
use crate::text::history;
use crate::tui::panel::Ctx;
use crate::wire::view::Latest;

/// What is new in a record that came again: nothing where this screen did it itself.
pub fn of(record: RecordId, revision: u32, latest: Option<&Latest>, ctx: &Ctx) -> Option<Latest> {
    latest.filter(|_| !ctx.own.made(record, revision)).cloned()
}

/// The sentence for those who had the record open.
pub fn sentence(latest: &Latest, ctx: &Ctx) -> String {
    let who = ctx.officer_in_office(latest.by).unwrap_or_default();
    ctx.words.with(
        "record-changed",
        &[
            ("what", &history::event(ctx.words, &latest.what)),
            ("who", &who),
            ("when", &ctx.words.moment_near(latest.at, ctx.now)),
        ],
    )
}
