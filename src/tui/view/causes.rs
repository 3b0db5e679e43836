//! How a cause of a revocation is named.

use crate::domain::policy::{Cause, Policy};
use crate::text::request as words_of;
use crate::tui::panel::Ctx;

/// A cause as the office writes it.
pub fn name(key: &str, policy: Option<&Policy>, ctx: &Ctx) -> String {
    Cause::from_key(key)
        .and_then(|cause| policy?.cause(cause))
        .map_or_else(
            || key.to_owned(),
            |rules| {
                rules
                    .name
                    .in_language(words_of::policy_language(ctx.words))
                    .to_owned()
            },
        )
}
