//! What BSrE answers.
//!
//! ```text
//! answers      BSrE's answers that the stage admits
//! choose       one of several
//! ```

pub mod answers;

use crate::tui::action::Action;
use crate::tui::panel::{Ctx, Effect, Part};
use crate::tui::view::request::RequestDetail;

/// An act on the request shown.
pub fn record_act(detail: &mut Part<RequestDetail>, action: Action, ctx: &Ctx) -> Vec<Effect> {
    detail.with(|detail| detail.act(action, ctx).unwrap_or_default())
}

pub use crate::tui::act::{Faults, Values};
