//! Acts of panels: each carries an id of its own, so that a repeated one never counts twice.

use std::hash::{BuildHasher, RandomState};

use crate::domain::act::Command;
use crate::tui::panel::{Ctx, Effect, Message, Tag};
use crate::wire::message::{ActIdBytes, Ask};

/// Asks the desk to do this; the answer comes as `Told` with this tag.
pub fn act(tag: Tag, command: Command) -> Effect {
    Effect::ask(
        tag,
        Ask::Act {
            id: new_id(),
            command: Box::new(command),
        },
    )
}

/// What is said of an act that found all so already.
pub fn nothing(ctx: &Ctx) -> Effect {
    Effect::Say(Message::info(ctx.get("act-nothing")))
}

/// 128 bits that no other act has.
pub fn new_id() -> ActIdBytes {
    let mut id = ActIdBytes::default();
    if getrandom::fill(&mut id).is_err() {
        // Without the system's random bits, the randomly keyed hashes of this process serve.
        let (high, low) = (RandomState::new(), RandomState::new());
        id[..8].copy_from_slice(&high.hash_one(std::process::id()).to_be_bytes());
        id[8..].copy_from_slice(&low.hash_one(std::process::id()).to_be_bytes());
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_acts_share_an_id() {
        assert_ne!(new_id(), new_id());
        assert_ne!(new_id(), ActIdBytes::default());
    }
}
