//! The chain that events make: each names the one before it.

use super::entry::Entry;
use super::error::Damage;
use super::ids::ChainHead;

/// Follows the chain from event to event.
#[derive(Default)]
pub(crate) struct Chain {
    /// The last event that was seen.
    pub head: ChainHead,
}

impl Chain {
    /// Takes the next event; names it if it does not follow from the one before it.
    pub fn follow(&mut self, entry: &Entry) -> Result<(), Damage> {
        let seq = self.head.seq + 1;
        let broken = |why| Err(Damage::Chain { seq, why });
        if entry.head.seq != seq {
            return broken("its number is not the next");
        }
        if entry.head.prev_hash != self.head.hash {
            return broken("it names another event before it");
        }
        if !entry.body_fits() {
            return broken("its payload is not the one that was recorded");
        }
        self.head = ChainHead {
            seq,
            hash: entry.hash(),
        };
        Ok(())
    }
}
