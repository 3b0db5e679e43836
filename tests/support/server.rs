//! A server that the test itself starts and ends.

use crate::desk::{TestDesk, program};
use crate::wait::wait_until;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, ExitStatus, Stdio};

impl TestDesk {
    /// The program with a verb on this desk.
    pub fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(program());
        command.arg(verb).arg("--desk").arg(self.folder.path());
        command.stdin(Stdio::null());
        command
    }

    /// A server of this test's own, not started by a client; returns once it listens.
    pub fn serve(&self, arguments: &[&str]) -> Server {
        let mut command = self.command("serve");
        let child = command.args(arguments).stderr(Stdio::null()).spawn();
        let server = Server(child.unwrap());
        wait_until("the server listens", || {
            UnixStream::connect(self.folder.socket()).is_ok()
        });
        server
    }
}

/// A server that is this test's child.
pub struct Server(pub Child);

impl Server {
    /// Waits for its end.
    pub fn ended(&mut self) -> ExitStatus {
        let mut status = None;
        wait_until("the server ends", || {
            status = self.0.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.0);
        rustix::process::kill_process(pid, signal).unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
