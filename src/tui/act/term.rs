//! The term of a position: its fields, and what they make.

use super::Values;
use crate::domain::office::{Capacity, Position};
use crate::domain::officer::Hold;
use crate::domain::written::{Moment, Prefer};
use crate::text::refusal;
use crate::tui::panel::Ctx;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};

/// Key of the choice that no position is given.
const NONE: &str = "none";

/// The fields of a term. `may_lack`: it may be left for later.
pub fn fields(form: Form, may_lack: bool, ctx: &Ctx) -> Form {
    let word = |family: &str, key: &str| Choice::new(key, ctx.words.of(family, key));
    let none = may_lack.then(|| Choice::new(NONE, ctx.get("staff-position-later")));
    let positions = Position::ALL.map(|held| word("position", held.as_str()));
    let positions = none.into_iter().chain(positions).collect();
    let capacities = Capacity::ALL.map(|held| word("capacity", held.as_str()));
    form.with(Entry::choice("position", "field-position", positions, ""))
        .with(Entry::choice(
            "capacity",
            "field-capacity",
            capacities.to_vec(),
            "",
        ))
        .with(Entry::moment("from", "staff-from", Prefer::Past, ""))
        .with(Entry::moment("until", "staff-until", Prefer::Future, ""))
        .with(Entry::text("basis", "field-basis", ""))
}

/// What a capacity wants, and what is meant by an empty field.
pub fn remark(form: &mut Form, ctx: &Ctx) {
    let position = Position::from_key(&form.value("position", ctx));
    let capacity = Capacity::from_key(&form.value("capacity", ctx));
    let acts = capacity.is_some_and(|held| held != Capacity::Definitive);
    form.require(
        "until",
        position.is_some() && capacity == Some(Capacity::Plh),
    );
    form.require("basis", position.is_some() && acts);
    for (key, empty) in [("from", "staff-from-empty"), ("until", "staff-until-empty")] {
        let told = form.value(key, ctx).is_empty().then(|| ctx.get(empty));
        form.remark(key, told.unwrap_or_default());
    }
}

/// The term that the values make; `None` where none is given yet.
pub fn hold(values: &Values, ctx: &Ctx) -> Option<Hold> {
    let position = Position::from_key(values.get("position"))?;
    Some(Hold {
        position,
        capacity: Capacity::from_key(values.get("capacity")).unwrap_or(Capacity::Definitive),
        from: values.moment("from").map_or(ctx.now, |from| from.at),
        until: values.moment("until").map(Moment::until),
        basis: values.text("basis"),
        given: ctx.now,
    })
}

/// `Plh. Kepala Bidang`.
pub fn post(hold: &Hold, ctx: &Ctx) -> String {
    let position = ctx.words.of("position", hold.position.as_str());
    match hold.capacity {
        Capacity::Definitive => position,
        acting => format!("{} {position}", ctx.words.of("capacity", acting.as_str())),
    }
}

/// `23 Nov 2026 s.d. 25 Nov 2026`.
pub fn span(hold: &Hold, ctx: &Ctx) -> String {
    refusal::term(ctx.words, hold.from, hold.until)
}
