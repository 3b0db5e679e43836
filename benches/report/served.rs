//! The real server on a desk, as a child of the report.

use super::machine;
use loket::client::{Link, LinkOptions};
use loket::domain::officer::Account;
use loket::paths::DeskFolder;
use loket::wire::message::Ask;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant as Moment};

/// Longest wait for a server to come or to go.
const PATIENCE: Duration = Duration::from_secs(300);

/// The account that runs the report.
pub fn account() -> Account {
    Account {
        uid: rustix::process::getuid().as_raw(),
        name: "bench".to_owned(),
    }
}

/// A server that is gone when this is.
pub struct Server {
    child: Child,
    desk: DeskFolder,
}

impl Server {
    /// Starts it and waits until it answers.
    pub fn start(desk: &DeskFolder) -> Server {
        let child = Command::new(super::program())
            .args(["serve", "--now", "2026-11-23T09:00", "--desk"])
            .arg(desk.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Server {
            child,
            desk: desk.clone(),
        };
        let until = Moment::now() + PATIENCE;
        while !desk.socket().exists() {
            assert!(Moment::now() < until, "the server does not come up");
            std::thread::sleep(Duration::from_millis(5));
        }
        server.link().ask(Ask::Counts).unwrap();
        server
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn link(&self) -> Link {
        let options = LinkOptions {
            may_start: false,
            greet_within: PATIENCE,
            answer_within: PATIENCE,
            ..LinkOptions::default()
        };
        Link::connect_or_start(&self.desk, options).unwrap()
    }

    /// Resident memory in MiB.
    pub fn resident(&self) -> f64 {
        machine::kib(self.pid(), "VmRSS").unwrap_or(0) as f64 / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(self.child.id());
        let _ = self.child.wait();
    }
}

/// Tells a process to end in order.
fn end(pid: u32) {
    let pid = i32::try_from(pid)
        .ok()
        .and_then(rustix::process::Pid::from_raw);
    if let Some(pid) = pid {
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
    }
}

/// Ends the server that a client started, and waits until it let go of the desk.
pub fn stop(desk: &DeskFolder) {
    let Some(pid) = loket::paths::lock::holder(&desk.server_lock()) else {
        return;
    };
    end(pid);
    let until = Moment::now() + PATIENCE;
    while std::path::Path::new(&format!("/proc/{pid}")).exists() {
        assert!(Moment::now() < until, "the server does not leave");
        std::thread::sleep(Duration::from_millis(5));
    }
}
