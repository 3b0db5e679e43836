//! The client's end: finding the desk's server or starting it, keeping the line, keeping drafts.
//!
//! ```text
//! reach    connects to the socket and exchanges the greeting
//! start    starts a server on demand, if this account owns the desk
//! link     asks and answers, pushes, connecting again
//! drafts   what was typed and not yet recorded
//! copies   documents that another program of this computer is to open
//! ```

pub mod copies;
pub mod drafts;
pub mod link;
mod reach;
mod start;

pub use link::{Aside, AskError, EventSink, Link, LinkEvent, LinkOptions, Pending};
pub use start::{ask_to_leave, wait_until_gone};

use crate::paths::{DeskFolder, PathError};
use crate::wire::PROTOCOL;
use crate::wire::hello::{DAMAGED, Refused};
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// Why there is no line to a desk. Each is for the person who can act; `text` makes the sentence
/// from [`LinkError::code`] and [`LinkError::args`].
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    #[error("{path}: there is no desk here")]
    NoDesk { path: PathBuf },
    /// The folder or the socket is closed to this account: its owner must let it in.
    #[error("{path}: this account may not enter; ask the account {owner}")]
    NoRight { path: PathBuf, owner: String },
    /// No server runs and this account may not start one.
    #[error("{path}: no server is running; the account {owner} must start it")]
    NoServer {
        path: PathBuf,
        owner: String,
        /// A dead server's socket is still there.
        stale_socket: bool,
        /// This account is the owner, and only did not want to start it.
        ours: bool,
    },
    /// The server says no, e.g. because it does not know the account.
    #[error("refused: {} {:?}", .0.code, .0.args)]
    Refused(Refused),
    #[error("the server speaks protocol {theirs} (build {build}), this program {PROTOCOL}")]
    Protocol {
        theirs: u32,
        build: String,
        /// Other open sessions that keep an older server from being replaced unasked.
        sessions: Option<u32>,
    },
    /// A server was started and ended, or never listened.
    #[error("the server did not come up: {}", last_line.as_deref().unwrap_or("it said nothing"))]
    DidNotComeUp {
        /// What it said last.
        last_line: Option<String>,
        /// Where all of it stands.
        log: PathBuf,
    },
    #[error("another program has been starting the server for {} s", .0.as_secs())]
    StartingElsewhere(Duration),
    /// Something listens and says nothing: it hangs.
    #[error("the server (process {}) does not answer", process.map_or("unknown".to_owned(), |id| id.to_string()))]
    Silent { process: Option<u32> },
    /// What listens does not run as the desk's owner.
    #[error("the server runs as account {uid}, which does not own this desk")]
    Impostor { uid: u32 },
    /// What listens is no loket server.
    #[error("what answers is not a loket server: {0}")]
    NotLoket(&'static str),
    #[error("the connection ended before the greeting")]
    Ended,
    #[error(transparent)]
    Path(#[from] PathError),
    #[error("{what}: {error}")]
    Io {
        what: &'static str,
        error: io::Error,
    },
}

/// Which side of a line is the older program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldSide {
    /// This program: close it and start the installed one.
    Client,
    /// The server: it can be restarted ([`ask_to_leave`]).
    Server,
}

impl LinkError {
    /// The code of the sentence for people.
    pub fn code(&self) -> &str {
        match self {
            LinkError::NoDesk { .. } => "link-no-desk",
            LinkError::NoRight { .. } => "link-no-right",
            LinkError::NoServer { ours: true, .. } => "link-not-running",
            LinkError::NoServer { .. } => "link-no-server",
            LinkError::Refused(why) => &why.code,
            LinkError::Protocol { .. } => match self.old_side() {
                Some(OldSide::Client) => "link-program-old",
                _ => "link-server-old",
            },
            LinkError::DidNotComeUp { .. } => "link-did-not-come-up",
            LinkError::StartingElsewhere(_) => "link-starting-elsewhere",
            LinkError::Silent { .. } => "link-silent",
            LinkError::Impostor { .. } => "link-impostor",
            LinkError::NotLoket(_) => "link-not-loket",
            LinkError::Ended => "link-ended",
            LinkError::Path(error) => error.code(),
            LinkError::Io { .. } => "link-io",
        }
    }

    /// The arguments of that sentence.
    pub fn args(&self) -> Vec<(String, String)> {
        let list: Vec<(&str, String)> = match self {
            LinkError::NoDesk { path } => vec![("path", path.display().to_string())],
            LinkError::NoRight { path, owner } | LinkError::NoServer { path, owner, .. } => {
                vec![
                    ("path", path.display().to_string()),
                    ("owner", owner.clone()),
                ]
            }
            LinkError::Refused(why) => return why.args.clone(),
            LinkError::Protocol {
                theirs,
                build,
                sessions,
            } => vec![
                ("theirs", theirs.to_string()),
                ("ours", PROTOCOL.to_string()),
                ("build", build.clone()),
                ("sessions", sessions.unwrap_or(0).to_string()),
            ],
            LinkError::DidNotComeUp { last_line, log } => vec![
                ("line", last_line.clone().unwrap_or_default()),
                ("log", log.display().to_string()),
            ],
            LinkError::StartingElsewhere(waited) => {
                vec![("seconds", waited.as_secs().to_string())]
            }
            LinkError::Silent { process } => {
                vec![(
                    "process",
                    process.map_or("?".to_owned(), |id| id.to_string()),
                )]
            }
            LinkError::Impostor { uid } => vec![("uid", uid.to_string())],
            LinkError::NotLoket(problem) => vec![("problem", (*problem).to_owned())],
            LinkError::Ended => Vec::new(),
            LinkError::Path(error) => return error.args(),
            LinkError::Io { what, error } => vec![("problem", format!("{what}: {error}"))],
        };
        list.into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    /// What a verb exits with: 3 no server or no right, 4 damaged data.
    pub fn exit_code(&self) -> u8 {
        match self {
            LinkError::Refused(why) if why.arg(DAMAGED).is_some() => 4,
            _ => 3,
        }
    }

    /// For a protocol mismatch: whose program is older.
    pub fn old_side(&self) -> Option<OldSide> {
        match self {
            LinkError::Protocol { theirs, .. } if *theirs > PROTOCOL => Some(OldSide::Client),
            LinkError::Protocol { .. } => Some(OldSide::Server),
            _ => None,
        }
    }

    /// Whether trying again later, without anybody acting, may help.
    pub fn may_pass(&self) -> bool {
        match self {
            LinkError::NoServer { .. }
            | LinkError::StartingElsewhere(_)
            | LinkError::Silent { .. }
            | LinkError::DidNotComeUp { .. }
            | LinkError::Ended
            | LinkError::Io { .. } => true,
            LinkError::Refused(why) => {
                matches!(why.code.as_str(), "server-full" | "server-leaving")
            }
            _ => false,
        }
    }

    fn io(what: &'static str) -> impl Fn(io::Error) -> LinkError {
        move |error| LinkError::Io { what, error }
    }
}

/// Whether a desk was made in this folder.
///
/// # Errors
/// This account may not look there, and whom to ask; or the system's own error.
pub fn holds_desk(desk: &DeskFolder) -> Result<bool, LinkError> {
    desk.holds_desk()
        .map_err(|error| reach::looking(desk, error))
}

/// The folder is another account's to work on: its files are read and written without a server.
pub fn not_the_owner(desk: &DeskFolder) -> Option<LinkError> {
    (!desk.is_ours()).then(|| reach::no_right(desk))
}

/// 128 random bits that name an act: repeating it with the same bits never doubles it.
///
/// # Errors
/// The system's random source cannot be read.
pub fn new_act_id() -> std::io::Result<crate::wire::message::ActIdBytes> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(std::io::Error::other)?;
    Ok(id)
}
