//! Every page behind the tabs, in the order of the tabs: the one place where a new panel is put in.

use super::layers::text_layer::TextLayer;
use super::panel::{Ctx, Panel};
use super::view::inbox::Inbox;
use super::view::today::Today;

/// The pages of a desk.
pub fn pages() -> Vec<Box<dyn Panel>> {
    vec![Box::new(Today::new()), Box::new(Inbox::new())]
}

/// What `//` opens.
pub fn find_all(ctx: &Ctx) -> Box<dyn Panel> {
    Box::new(TextLayer::new(ctx.get("act-find-all"), Vec::new()))
}
