//! How lists name an agency.

use crate::tui::panel::Ctx;
use crate::tui::widgets::list::Cell;

/// An agency in a list: by its short name in the policy where there is no room for the whole one.
pub fn agency(name: &str, ctx: &Ctx) -> Cell {
    Cell::plain(name).or(short_agency(name, ctx).unwrap_or_default())
}

/// The short name of an agency that the policy knows.
pub fn short_agency<'c>(name: &str, ctx: &Ctx<'c>) -> Option<&'c str> {
    let mut known = ctx.policy()?.agencies.iter();
    let found = known.find(|agency| agency.name == name)?;
    Some(found.short.as_str())
}
