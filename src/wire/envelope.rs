//! The envelopes around asks and tells: which answer belongs to which ask, and what nobody asked.

use super::message::{Ask, Tell};
use serde::{Deserialize, Serialize};

/// One frame from a client after the welcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToServer {
    /// Chosen by the client, one more for every ask of the same link.
    pub id: u64,
    pub ask: Ask,
}

/// One frame from the server after the welcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToClient {
    /// Answers the ask with this id. Every ask gets exactly one answer with `last`; before it there
    /// may be others that report progress.
    Answer { id: u64, last: bool, tell: Tell },
    /// Something was recorded; ask again for what is on screen.
    Changed(Changed),
    /// News that nobody asked for and that replaces earlier news of its sort.
    Push(Tell),
    /// The server is leaving on purpose; a client must not start another one unasked.
    Goodbye(Goodbye),
}

/// Why a server leaves on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Goodbye {
    /// Someone stopped it, or the machine goes down.
    Stopped,
    /// A newer program takes its place; starting it is welcome.
    Replaced,
    /// This session alone was ended, e.g. because the officer's account was released.
    SessionEnded,
    /// It met damage in what is made anew from the journal: the next start does that, and starting
    /// it is welcome.
    Mending,
}

/// What happened since the last such message: merged while unsent, so that a slow reader gets one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// The newest event's sequence.
    pub sequence: u64,
    pub what: Topics,
}

/// A set of topics, as bits. The desk decides which bit stands for which list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topics(pub u32);

impl Topics {
    /// Every topic: sent after a gap in what a client has seen.
    pub const ALL: Topics = Topics(u32::MAX);

    /// Both sets together.
    pub fn and(self, other: Topics) -> Topics {
        Topics(self.0 | other.0)
    }

    /// Whether the two sets share a topic.
    pub fn touches(self, other: Topics) -> bool {
        self.0 & other.0 != 0
    }
}

impl Changed {
    /// Whether it concerns who shows records of these topics; who shows all hears of every event.
    pub fn concerns(self, shown: Topics) -> bool {
        shown == Topics::ALL || self.what.touches(shown)
    }

    /// One message that says what these two say.
    pub fn merged(self, later: Changed) -> Changed {
        Changed {
            sequence: self.sequence.max(later.sequence),
            what: self.what.and(later.what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_loses_no_topic_and_no_sequence() {
        let first = Changed {
            sequence: 7,
            what: Topics(0b01),
        };
        let second = Changed {
            sequence: 9,
            what: Topics(0b10),
        };
        let both = Changed {
            sequence: 9,
            what: Topics(0b11),
        };
        assert_eq!(first.merged(second), both);
        assert_eq!(
            second.merged(first),
            both,
            "the order of arrival does not matter"
        );
        assert!(both.what.touches(Topics(0b10)) && !first.what.touches(Topics(0b10)));
    }
}
