//! What a client asks and what the server tells.

use serde::{Deserialize, Serialize};

/// A question or an act, from a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// Is anybody there? Answered with [`Tell::Pong`].
    Ping,
    /// What the server is doing. Answered with [`Tell::Status`].
    Status,
    /// Finish the acts in hand, flush and leave. Answered with [`Tell::Stopping`].
    Stop,
}

/// An answer or a push, from the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tell {
    Pong,
    Status { pid: u32, sessions: u32 },
    Stopping,
}
