//! Lines to a test's desk.

use crate::desk::{TestDesk, program};
use loket::client::{Link, LinkError, LinkOptions};
use loket::wire::message::{Ask, Tell};

impl TestDesk {
    pub fn options(&self) -> LinkOptions {
        LinkOptions {
            program: Some(program()),
            ..LinkOptions::default()
        }
    }

    pub fn link(&self) -> Link {
        self.try_link(self.options()).unwrap()
    }

    pub fn try_link(&self, options: LinkOptions) -> Result<Link, LinkError> {
        Link::connect_or_start(&self.folder, options)
    }
}

/// The process that serves this link's desk.
pub fn pid_behind(link: &Link) -> u32 {
    match link.ask_again(&Ask::Status).unwrap() {
        Tell::Status(found) => found.pid,
        other => panic!("asked for the status, told {other:?}"),
    }
}
