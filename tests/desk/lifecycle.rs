//! One server a desk, whatever happens around its start and its end (ARCHITECTURE.md §6). Runs the
//! built program on temporary desks.

use crate::desk::{TestDesk, kill, make, program};
use crate::link::pid_behind;
use crate::program::copied_into;
use crate::server::Server;
use crate::wait::{DEADLINE, wait_until};
use loket::client::{AskError, Link, LinkError, LinkEvent, LinkOptions};
use loket::paths::lock::FileLock;
use loket::store::records::Domain;
use loket::store::{Options, Phase, Store};
use loket::wire::envelope::Goodbye;
use loket::wire::message::{Ask, Tell};
use rustix::process::Signal;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::UnixListener;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Barrier};

/// Options whose events come out of the receiver.
fn watched(desk: &TestDesk) -> (LinkOptions, Receiver<LinkEvent>) {
    let (sender, receiver) = channel();
    let options = LinkOptions {
        on_event: Some(Arc::new(move |event| {
            let _ = sender.send(event);
        })),
        ..desk.options()
    };
    (options, receiver)
}

fn next(events: &Receiver<LinkEvent>) -> LinkEvent {
    events.recv_timeout(DEADLINE).unwrap()
}

#[test]
fn clients_that_start_at_once_find_one_server() {
    let desk = TestDesk::new();
    for round in 0..20 {
        let together = Barrier::new(2);
        let link = || {
            together.wait();
            desk.link()
        };
        let (first, second) = std::thread::scope(|scope| {
            let other = scope.spawn(link);
            (link(), other.join().unwrap())
        });
        let pid = pid_behind(&first);
        assert_eq!(pid, pid_behind(&second), "round {round}");
        drop((first, second));
        // The next round begins with a dead server's socket.
        kill(pid);
        wait_until("the killed server is gone", || !desk.is_served());
    }
}

#[test]
fn of_servers_that_start_at_once_one_stays() {
    let desk = TestDesk::new();
    let mut servers: Vec<_> = (0..4)
        .map(|_| {
            let mut command = desk.command("serve");
            command.stderr(std::process::Stdio::null());
            Server(command.spawn().unwrap())
        })
        .collect();
    wait_until("three of four servers end", || {
        let running = |server: &mut Server| server.0.try_wait().unwrap().is_none();
        servers.iter_mut().map(running).filter(|runs| *runs).count() == 1
    });
    for server in &mut servers {
        if let Some(status) = server.0.try_wait().unwrap() {
            assert_eq!(status.code(), Some(3), "another server serves");
        }
    }
    assert_eq!(desk.link().ask(Ask::Ping), Ok(Tell::Pong));
}

#[test]
fn a_dead_servers_socket_does_not_stand_in_the_way() {
    let desk = TestDesk::new();
    drop(UnixListener::bind(desk.folder.socket()).unwrap());
    let only_looking = LinkOptions {
        may_start: false,
        ..desk.options()
    };
    match desk.try_link(only_looking).err() {
        Some(LinkError::NoServer {
            stale_socket: true, ..
        }) => {}
        other => panic!("expected no server and a stale socket, got {other:?}"),
    }
    assert_eq!(desk.link().ask(Ask::Ping), Ok(Tell::Pong));
}

#[test]
fn after_sigkill_the_line_comes_back_by_itself() {
    let desk = TestDesk::new();
    let (options, events) = watched(&desk);
    let link = desk.try_link(options).unwrap();
    let first = pid_behind(&link);
    kill(first);
    assert!(matches!(next(&events), LinkEvent::Disconnected(None)));
    assert_eq!(link.ask_again(&Ask::Ping), Ok(Tell::Pong));
    assert_ne!(pid_behind(&link), first);
    let mut seen = Vec::new();
    loop {
        match next(&events) {
            LinkEvent::Reconnecting { attempt, .. } => seen.push(attempt),
            LinkEvent::Reconnected(_) => break,
            other => panic!("between the lines came {other:?}"),
        }
    }
    assert_eq!(seen.first(), Some(&1));
}

#[test]
fn locks_left_by_the_dead_hold_nobody_up_and_stay() {
    let desk = TestDesk::new();
    let locks = [desk.folder.start_lock(), desk.folder.server_lock()];
    for lock in &locks {
        // As after a crash: the file is there, signed by somebody who lives, held by nobody.
        fs::write(lock, "1\n").unwrap();
    }
    let inodes = || {
        locks
            .each_ref()
            .map(|lock| fs::metadata(lock).unwrap().ino())
    };
    let before = inodes();
    let link = desk.link();
    kill(pid_behind(&link));
    assert_eq!(link.ask_again(&Ask::Ping), Ok(Tell::Pong));
    drop(link);
    assert!(desk.command("stop").status().unwrap().success());
    assert_eq!(inodes(), before, "lock files are never removed");
}

#[test]
fn who_waited_for_the_start_lock_connects_again_before_starting() {
    let desk = TestDesk::new();
    let lock = FileLock::try_take(&desk.folder.start_lock()).unwrap();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| pid_behind(&desk.link()));
        let server = desk.serve(&[]);
        drop(lock);
        assert_eq!(waiting.join().unwrap(), server.0.id());
        drop(server);
    });
}

#[test]
fn a_path_too_long_for_a_socket_is_refused_with_a_sentence() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("d".repeat(120));
    let answer = std::process::Command::new(program())
        .args(["serve", "--desk"])
        .arg(&folder)
        .output()
        .unwrap();
    assert!(!answer.status.success());
    let said = String::from_utf8_lossy(&answer.stderr).into_owned();
    assert!(said.contains("107"), "{said}");
    assert!(!folder.exists());
}

#[test]
fn an_idle_server_leaves_and_the_next_client_gets_another() {
    let desk = TestDesk::new();
    let options = LinkOptions {
        serve_args: vec!["--idle-exit-ms".into(), "0".into()],
        ..desk.options()
    };
    let link = desk.try_link(options).unwrap();
    let first = pid_behind(&link);
    // Others come and go, and each going looks whether to leave: the open session keeps it.
    for _ in 0..20 {
        assert_eq!(pid_behind(&desk.link()), first);
    }
    assert_eq!(pid_behind(&link), first);
    drop(link);
    wait_until("the idle server leaves", || !desk.is_served());
    assert!(!desk.folder.socket().exists());
    assert_ne!(pid_behind(&desk.link()), first);
}

#[test]
fn clients_that_meet_a_leaving_server_always_get_one() {
    let desk = TestDesk::new();
    let options = || LinkOptions {
        serve_args: vec!["--idle-exit-ms".into(), "0".into()],
        ..desk.options()
    };
    // The server leaves the moment a client has gone: each round meets some stage of it.
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for _ in 0..8 {
                    let link = desk.try_link(options()).unwrap();
                    assert_eq!(link.ask_again(&Ask::Ping), Ok(Tell::Pong));
                }
            });
        }
    });
}

#[test]
fn sigterm_and_sigint_end_the_server_in_good_order() {
    for signal in [Signal::TERM, Signal::INT] {
        let desk = TestDesk::new();
        let mut server = desk.serve(&[]);
        let (options, events) = watched(&desk);
        let link = desk.try_link(options).unwrap();
        assert_eq!(link.ask(Ask::Ping), Ok(Tell::Pong));
        server.signal(signal);
        assert!(server.ended().success());
        let event = next(&events);
        assert!(
            matches!(event, LinkEvent::Disconnected(Some(Goodbye::Stopped))),
            "{event:?}"
        );
        assert!(!desk.folder.socket().exists());
        // Stopped on purpose: an open screen waits for it and does not start it again.
        for _ in 0..4 {
            assert!(matches!(next(&events), LinkEvent::Reconnecting { .. }));
        }
        assert!(!desk.is_served());
        assert_eq!(link.ask(Ask::Ping), Err(AskError::Disconnected));
        let again = desk.serve(&[]);
        assert_eq!(pid_behind(&link), again.0.id());
    }
}

#[test]
fn a_desk_is_never_made_unasked() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("nothing");
    let desk = loket::paths::DeskFolder::new(&folder).unwrap();
    let answer = Link::connect_or_start(&desk, LinkOptions::default()).err();
    assert!(
        matches!(answer, Some(LinkError::NoDesk { .. })),
        "{answer:?}"
    );
    assert!(!folder.exists());
}

#[test]
fn a_run_folder_that_others_may_write_is_refused() {
    let desk = TestDesk::new();
    fs::set_permissions(desk.folder.run(), fs::Permissions::from_mode(0o777)).unwrap();
    let answer = desk.try_link(desk.options()).err();
    assert!(matches!(answer, Some(LinkError::Path(_))), "{answer:?}");
    assert!(!desk.command("serve").output().unwrap().status.success());
}

#[test]
fn a_started_server_stands_on_its_own() {
    let desk = TestDesk::new();
    let pid = pid_behind(&desk.link());
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let after_name = stat.rsplit(')').next().unwrap();
    let session = after_name.split_whitespace().nth(3).unwrap();
    assert_eq!(session, pid.to_string(), "it leads its own session");
    let stdin = fs::read_link(format!("/proc/{pid}/fd/0")).unwrap();
    assert_eq!(stdin.to_str(), Some("/dev/null"));
    assert_eq!(
        fs::read_link(format!("/proc/{pid}/cwd")).unwrap().to_str(),
        Some("/")
    );
    let mode = |path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(desk.folder.socket()), 0o600);
    assert_eq!(mode(desk.folder.server_lock()), 0o600);
    assert_eq!(mode(desk.folder.log()), 0o600);
}

#[test]
fn stop_returns_when_the_server_is_gone() {
    let desk = TestDesk::new();
    assert_eq!(
        desk.command("status").output().unwrap().status.code(),
        Some(3)
    );
    let pid = pid_behind(&desk.link());
    assert!(desk.command("status").output().unwrap().status.success());
    assert!(desk.command("stop").output().unwrap().status.success());
    assert!(!desk.is_served() && !desk.folder.socket().exists());
    wait_until("the stopped process is gone", || {
        // As our child's child it may be a zombie until its reaper thread looked.
        fs::read_to_string(format!("/proc/{pid}/stat")).map_or(true, |stat| stat.contains(") Z "))
    });
    assert_eq!(
        desk.command("stop").output().unwrap().status.code(),
        Some(3)
    );
}

#[test]
fn a_server_that_does_not_come_up_is_quoted() {
    let desk = TestDesk::new();
    let script = desk.folder.path().join("broken");
    // By a child, as a copied program is.
    let written = std::process::Command::new("sh")
        .args(["-c", "cat >\"$0\" && chmod 700 \"$0\""])
        .arg(&script)
        .stdin(fs::File::open("tests/fixtures/broken-server.sh").unwrap())
        .status();
    assert!(written.unwrap().success());
    let options = LinkOptions {
        program: Some(script),
        ..LinkOptions::default()
    };
    match desk.try_link(options).err() {
        Some(LinkError::DidNotComeUp { last_line, log }) => {
            assert_eq!(last_line.as_deref(), Some("no room on the disk"));
            assert_eq!(log, desk.folder.log());
        }
        other => panic!("expected a server that did not come up, got {other:?}"),
    }
}

#[test]
fn a_server_whose_folder_was_moved_leaves_the_next_ones_socket_alone() {
    let desk = TestDesk::new();
    let mut moved = desk.serve(&[]);
    // Its desk is open: it makes no more files where the folder was.
    assert_eq!(pid_behind(&desk.link()), moved.0.id());
    let aside = desk.folder.path().with_extension("rusak");
    fs::rename(desk.folder.path(), &aside).unwrap();
    make(&desk.folder);
    let next = desk.serve(&[]);
    moved.signal(Signal::TERM);
    assert!(moved.ended().success());
    assert_eq!(pid_behind(&desk.link()), next.0.id());
}

#[test]
fn something_that_is_no_socket_is_not_removed() {
    let desk = TestDesk::new();
    fs::write(desk.folder.socket(), "precious").unwrap();
    assert!(!desk.command("serve").output().unwrap().status.success());
    assert_eq!(
        fs::read_to_string(desk.folder.socket()).unwrap(),
        "precious"
    );
}

#[test]
fn an_account_without_a_name_is_refused() {
    use std::os::unix::process::CommandExt;
    if !rustix::process::geteuid().is_root() {
        return; // Only root can try it: the overflow account cannot be taken otherwise.
    }
    let home = tempfile::Builder::new()
        .permissions(fs::Permissions::from_mode(0o755))
        .tempdir()
        .unwrap();
    let folder = loket::paths::DeskFolder::new(&home.path().join("desk")).unwrap();
    make(&folder);
    for open in [folder.path().to_owned(), folder.run()] {
        fs::set_permissions(open, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let copy = copied_into(home.path());
    let status = || {
        let mut command = std::process::Command::new(&copy);
        command.args(["status", "--desk"]).arg(folder.path());
        command.uid(65534).gid(65534).current_dir("/");
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    };
    let server = std::process::Command::new(&copy)
        .args(["serve", "--desk"])
        .arg(folder.path())
        .stderr(std::process::Stdio::null())
        .spawn();
    let _server = Server(server.unwrap());
    wait_until("the server listens", || folder.socket().exists());
    let (code, said) = status();
    assert_eq!(code, Some(3), "the socket is closed to it: {said}");
    fs::set_permissions(folder.socket(), fs::Permissions::from_mode(0o666)).unwrap();
    let (code, said) = status();
    assert_eq!(code, Some(3));
    assert!(said.contains("65534"), "{said}");
}

#[test]
fn a_server_that_was_stopped_leaves_a_desk_that_another_boot_trusts() {
    let desk = TestDesk::new();
    for stopped_by_signal in [true, false] {
        let mut server = desk.serve(&[]);
        let link = desk.link();
        assert_eq!(link.ask(Ask::Ping), Ok(Tell::Pong));
        if stopped_by_signal {
            server.signal(Signal::TERM);
        } else {
            assert_eq!(link.ask(Ask::Stop), Ok(Tell::Stopping));
        }
        drop(link);
        assert!(server.ended().success());
        let other_boot = Options {
            boot_id: "another".to_owned(),
            ..Options::default()
        };
        let mut phases = Vec::new();
        let opened = Store::open(
            desk.folder.path(),
            Arc::new(Domain),
            &other_boot,
            &mut |at| {
                phases.push(at.phase);
            },
        );
        opened.unwrap().close().unwrap();
        assert!(!phases.contains(&Phase::Rebuild), "{phases:?}");
    }
}
