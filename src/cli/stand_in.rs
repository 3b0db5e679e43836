//! A desk that holds nothing, so that a server's life can be shown before there is a hub.

use crate::domain::ids::OfficerId;
use crate::domain::time::Instant;
use crate::server::{Control, Desk, Peer, Pushes, Reply, Session, SessionId};
use crate::wire::envelope::Goodbye;
use crate::wire::hello::{Refused, Welcome};
use crate::wire::message::{Ask, Tell};
use crate::wire::view::StatusView;

pub struct StandIn {
    control: Control,
    pushes: Pushes,
}

impl StandIn {
    pub fn new(control: Control, pushes: Pushes) -> StandIn {
        StandIn { control, pushes }
    }

    fn status(&self) -> StatusView {
        StatusView {
            pid: std::process::id(),
            build: crate::wire::BUILD.to_owned(),
            sessions: u32::try_from(self.pushes.count()).unwrap_or(u32::MAX),
            sequence: 0,
            head: String::new(),
            desk: String::new(),
            training: true,
            now: Instant(0),
            events: 0,
            free_mib: 0,
        }
    }
}

impl Desk for StandIn {
    fn welcome(&self, _session: SessionId, peer: &Peer) -> Result<Welcome, Refused> {
        Ok(Welcome {
            officer: OfficerId(0),
            name: peer.uid.to_string(),
            positions: Vec::new(),
            desk: String::new(),
            desk_name: String::new(),
            sequence: 0,
            training: true,
            now: Instant(0),
        })
    }

    fn ask(&self, _session: &Session, ask: Ask, reply: Reply) {
        match ask {
            Ask::Ping => reply.send(Tell::Pong),
            Ask::Status => reply.send(Tell::Status(self.status())),
            Ask::Stop => {
                reply.send(Tell::Stopping);
                self.control.leave(Goodbye::Stopped);
            }
            // Nothing is held here: the session ends.
            _ => drop(reply),
        }
    }

    fn on_close(&self, _session: &Session) {}

    fn close(&self) {}
}
