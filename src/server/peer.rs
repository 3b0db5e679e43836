//! Who is at the other end of a connection, by the kernel's word and never by its own.

use crate::wire::hello::Hello;
use rustix::net::sockopt::socket_peercred;
use std::os::unix::net::UnixStream;

/// Where the kernel says which uid stands for accounts that it cannot name.
const OVERFLOW_UID_FILE: &str = "/proc/sys/kernel/overflowuid";

/// Its value everywhere unless somebody changed it.
const OVERFLOW_UID: u32 = 65534;

/// The origin of a session's asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The operating-system account, from the kernel.
    pub uid: u32,
    /// The process, from the kernel.
    pub pid: i32,
    /// Where the client says that it comes from; kept as stated, never believed.
    pub stated_address: Option<String>,
    /// The officer a training session narrows itself to, as asked for.
    pub as_officer: Option<String>,
    /// The client's build.
    pub build: String,
}

/// The account and process at the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credentials {
    pub uid: u32,
    pub pid: i32,
}

impl Credentials {
    /// Asks the kernel.
    pub fn of(stream: &UnixStream) -> std::io::Result<Credentials> {
        let found = socket_peercred(stream)?;
        Ok(Credentials {
            uid: found.uid.as_raw(),
            pid: found.pid.as_raw_pid(),
        })
    }

    /// The overflow account stands for many accounts at once (another user namespace): it names
    /// nobody, so it cannot be an officer.
    pub fn names_nobody(&self) -> bool {
        let overflow = std::fs::read_to_string(OVERFLOW_UID_FILE)
            .ok()
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or(OVERFLOW_UID);
        self.uid == overflow || self.uid == OVERFLOW_UID || self.uid == u32::MAX
    }

    /// Whether this is the account that runs the server, or root: who may ask it to leave.
    pub fn runs_this_server(&self) -> bool {
        self.uid == 0 || self.uid == rustix::process::geteuid().as_raw()
    }
}

impl Peer {
    /// The kernel's word together with what the client stated.
    pub fn new(credentials: Credentials, hello: Hello) -> Peer {
        Peer {
            uid: credentials.uid,
            pid: credentials.pid,
            stated_address: hello.stated_address,
            as_officer: hello.as_officer,
            build: hello.build,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_kernel_names_this_process() {
        let (ours, _theirs) = UnixStream::pair().unwrap();
        let found = Credentials::of(&ours).unwrap();
        assert_eq!(found.uid, rustix::process::geteuid().as_raw());
        assert_eq!(u32::try_from(found.pid).unwrap(), std::process::id());
        assert!(!found.names_nobody() && found.runs_this_server());
    }

    #[test]
    fn the_overflow_account_is_nobody() {
        for uid in [OVERFLOW_UID, u32::MAX] {
            assert!(Credentials { uid, pid: 1 }.names_nobody());
        }
    }
}
