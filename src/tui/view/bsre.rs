//! What is decided on one request, wherever it is open: back to the requester, rejected, a step
//! back, a warning accepted, sent to BSrE, BSrE's answers, the hand-over.
//!
//! ```text
//! deeds        the component: a form, a question that names what will happen, the act itself
//! forms        the fields of each deed, and the command that they make
//! defects      what may be wrong, for a return
//! answers      BSrE's answers that the stage admits
//! certificate  the certificate, typed or pasted, compared before it is saved
//! notice       reading a pasted notice
//! hand_over    the message to the holder, and the record of it
//! choose       one of several
//! ```

pub mod answers;
pub mod certificate;
pub mod deeds;
pub mod defects;
pub mod forms;
pub mod hand_over;
pub mod notice;

pub use deeds::Deeds;

use crate::tui::action::Action;
use crate::tui::panel::{Ctx, Effect, Part};
use crate::tui::view::request::RequestDetail;

/// An act on the request shown that is none of these deeds.
pub fn record_act(detail: &mut Part<RequestDetail>, action: Action, ctx: &Ctx) -> Vec<Effect> {
    detail.with(|detail| detail.act(action, ctx).unwrap_or_default())
}

/// Values of a form by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(pub Vec<(String, String)>);

impl Values {
    /// The value of a field, trimmed; empty where the form has none.
    pub fn get(&self, key: &str) -> &str {
        let found = self.0.iter().find(|(name, _)| name == key);
        found.map_or("", |(_, value)| value.trim())
    }

    /// The ticked keys of a field.
    pub fn ticked(&self, key: &str) -> Vec<&str> {
        let all = self.get(key).split(',').map(str::trim);
        all.filter(|part| !part.is_empty()).collect()
    }

    /// The day of a field.
    pub fn day(&self, key: &str) -> Option<crate::domain::time::Day> {
        self.get(key).parse().ok()
    }
}

/// Faults of fields, by their keys, in words.
pub type Faults = Vec<(String, String)>;
