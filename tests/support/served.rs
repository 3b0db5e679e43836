//! A server within the test's process, so that its limits can be tight and its desk can be in the
//! test's hands.

use crate::raw::Raw;
use crate::wait::DEADLINE;
use loket::client::{Link, LinkError, LinkOptions};
use loket::domain::ids::OfficerId;
use loket::domain::time::Instant;
use loket::paths::{DeskFolder, Sharing};
use loket::server::{
    Control, Desk, Limits, Opened, Opening, Peer, Pushes, Reply, ServeError, ServeOptions, Session,
    SessionId, serve,
};
use loket::wire::envelope::Goodbye;
use loket::wire::frame::MAX_FRAME;
use loket::wire::hello::{AnswerBody, EscapeMs, Hello, Refused, Welcome};
use loket::wire::message::{Ask, Tell};
use std::os::unix::net::UnixStream;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// A desk that answers a few asks and keeps others in hand.
pub struct Plain {
    pub pushes: Pushes,
    /// Asks for counts wait here until the test, or closing, answers them.
    pub in_hand: Mutex<Vec<Reply>>,
    pub closed_sessions: Mutex<Vec<SessionId>>,
}

impl Desk for Plain {
    fn welcome(&self, _session: SessionId, peer: &Peer) -> Result<Welcome, Refused> {
        if peer.as_officer.as_deref() == Some("nobody") {
            return Err(Refused::new("no-account").with("ask", "Budi"));
        }
        Ok(Welcome {
            officer: OfficerId(peer.uid),
            name: peer.stated_address.clone().unwrap_or_default(),
            positions: Vec::new(),
            desk: "d1".to_owned(),
            desk_name: "Loket".to_owned(),
            sequence: 1,
            training: true,
            now: Instant(0),
            choices: Default::default(),
            escape_ms: EscapeMs {
                local: 40,
                ssh: 300,
            },
        })
    }

    fn ask(&self, _session: &Session, ask: Ask, reply: Reply) {
        match ask {
            Ask::Ping => reply.send(Tell::Pong),
            Ask::Counts => self.in_hand.lock().unwrap().push(reply),
            Ask::Verify => {
                (0..3).for_each(|done| reply.progress(Tell::Progress { done, total: 3 }));
                reply.send(Tell::Ready);
            }
            // Much more than a socket holds, for clients that do not read.
            Ask::Finish => reply.send(Tell::Nik("9".repeat(MAX_FRAME / 2))),
            // More than a frame holds.
            Ask::Compare => reply.send(Tell::Nik("9".repeat(MAX_FRAME + 1))),
            Ask::Stop => panic!("a fault in the desk's own code"),
            _ => drop(reply),
        }
    }

    fn on_close(&self, session: &Session) {
        self.closed_sessions.lock().unwrap().push(session.id);
    }

    fn close(&self) {
        for reply in self.in_hand.lock().unwrap().drain(..) {
            reply.send(Tell::Ready);
        }
    }
}

/// A served desk within this process.
pub struct Served {
    pub folder: DeskFolder,
    pub desk: Arc<Plain>,
    pub control: Control,
    pub thread: Option<JoinHandle<Result<Goodbye, ServeError>>>,
    _home: tempfile::TempDir,
}

/// A new desk's folder.
pub fn folder() -> (tempfile::TempDir, DeskFolder) {
    let home = tempfile::tempdir().unwrap();
    let folder = DeskFolder::new(&home.path().join("desk")).unwrap();
    folder.create(Sharing::Own).unwrap().keep();
    std::fs::create_dir(folder.journal()).unwrap();
    (home, folder)
}

/// To serve this folder with these limits.
pub fn options(folder: &DeskFolder, limits: Limits) -> ServeOptions {
    ServeOptions {
        desk: folder.clone(),
        spawned: false,
        idle_exit: None,
        limits,
    }
}

impl Served {
    pub fn with(limits: Limits) -> Served {
        let (home, folder) = folder();
        let options = options(&folder, limits);
        let (sender, receiver) = channel();
        let thread = std::thread::spawn(move || {
            serve(&options, move |opening: &Opening<'_>| {
                let desk = Arc::new(Plain {
                    pushes: opening.pushes(),
                    in_hand: Mutex::default(),
                    closed_sessions: Mutex::default(),
                });
                sender.send((desk.clone(), opening.control())).unwrap();
                Ok(Opened {
                    desk,
                    idle_exit: None,
                })
            })
        });
        let (desk, control) = receiver.recv_timeout(DEADLINE).unwrap();
        Served {
            folder,
            desk,
            control,
            thread: Some(thread),
            _home: home,
        }
    }

    pub fn link(&self) -> Link {
        self.link_with(only_once()).unwrap()
    }

    pub fn link_with(&self, options: LinkOptions) -> Result<Link, LinkError> {
        Link::connect_or_start(&self.folder, options)
    }

    pub fn raw(&self) -> Raw {
        let stream = UnixStream::connect(self.folder.socket()).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        Raw(stream)
    }

    /// A connection past its welcome.
    pub fn greeted(&self) -> Raw {
        let mut raw = self.raw();
        let answer = raw.greet(&Hello::new());
        assert!(matches!(answer.body, AnswerBody::Welcome(_)), "{answer:?}");
        raw
    }

    pub fn leave(&mut self) -> Result<Goodbye, ServeError> {
        self.control.leave(Goodbye::Stopped);
        self.thread.take().unwrap().join().unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        if self.thread.is_some() {
            let _ = self.leave();
        }
    }
}

/// For a line that is neither started nor made again.
pub fn only_once() -> LinkOptions {
    LinkOptions {
        may_start: false,
        reconnect: false,
        ..LinkOptions::default()
    }
}
