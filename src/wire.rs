//! What client and server say to each other: frames, the handshake, and the envelopes that carry
//! asks, answers and pushes. No sockets and no threads here: everything works on `Read` and bytes.
//!
//! ```text
//! client                                server
//!   hello  (frozen, hand-encoded) ───►
//!          ◄─── starting* then welcome or refused  (frozen, hand-encoded)
//!   ToServer { id, ask } ───►
//!          ◄─── ToClient::Answer { id, .. } | Changed | Push | Goodbye
//! ```
//! Only the first exchange is understood by every release ever; everything after it belongs to one
//! [`PROTOCOL`] number, and the handshake refuses another.

pub mod envelope;
pub mod frame;
pub mod hello;
pub mod masked;
pub mod message;
pub mod named;
pub mod recap;
pub mod topic;
pub mod transfer;
pub mod view;

/// The dialect spoken after the handshake. Goes up with every change to the bytes of any message.
pub const PROTOCOL: u32 = 1;

/// This build, as shown to people when the two sides differ.
pub const BUILD: &str = env!("CARGO_PKG_VERSION");
