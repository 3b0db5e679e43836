//! What BSrE answers.
//!
//! ```text
//! answers      BSrE's answers that the stage admits
//! notice       reading a pasted notice
//! choose       one of several
//! ```

pub mod answers;
pub mod notice;

use crate::tui::action::Action;
use crate::tui::panel::{Ctx, Effect, Part};
use crate::tui::view::request::RequestDetail;

/// An act on the request shown.
pub fn record_act(detail: &mut Part<RequestDetail>, action: Action, ctx: &Ctx) -> Vec<Effect> {
    detail.with(|detail| detail.act(action, ctx).unwrap_or_default())
}

pub use crate::tui::act::{Faults, Values};
