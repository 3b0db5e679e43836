//! What the office decides about terminals.

use serde::{Deserialize, Serialize};

/// How terminals are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terminal {
    /// Milliseconds that a lone Esc waits for the rest of a key on the desk's own machine, 10 to
    /// 2000.
    pub escape_local_ms: u16,
    /// The same over SSH, where one key may come in pieces.
    pub escape_ssh_ms: u16,
}
