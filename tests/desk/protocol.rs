//! What a client sends, or fails to read, ends its own session and nothing else (ARCHITECTURE.md §7).
//! Runs the server's sessions within this process, so that limits can be tight.

use crate::raw::Raw;
use crate::served::{Served, folder, only_once, options};
use crate::wait::{DEADLINE, wait_until};
use loket::client::{AskError, Link, LinkError, LinkEvent, LinkOptions, OldSide};
use loket::domain::ids::OfficerId;
use loket::domain::refusal::Refusal;
use loket::paths::DeskFolder;
use loket::server::{Limits, OpenFailed, Opening, ServeError, serve};
use loket::wire::PROTOCOL;
use loket::wire::envelope::{Changed, Goodbye, ToClient, ToServer, Topics};
use loket::wire::frame::{self, MAX_FRAME};
use loket::wire::hello::{Answer, AnswerBody, Hello, Refused, Starting, Wish};
use loket::wire::message::{Ask, Tell};
use std::os::unix::net::UnixListener;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

fn ask_frame(id: u64, ask: Ask) -> Vec<u8> {
    let mut bytes = Vec::new();
    frame::append_message(&mut bytes, &ToServer { id, ask }).unwrap();
    bytes
}

fn tight() -> Limits {
    Limits {
        hello: Duration::from_millis(100),
        frame: Duration::from_millis(100),
        stall: Duration::from_millis(200),
        ..Limits::default()
    }
}

#[test]
fn garbage_ends_the_session_that_sent_it() {
    let served = Served::with(Limits::default());
    let other = served.link();
    let mut long_hello = (64u32 << 10).to_le_bytes().to_vec();
    long_hello.extend(b"LOKET\0\r\n");
    let before_hello: [&[u8]; 4] = [
        b"GET / HTTP/1.1\r\n\r\n",
        &[0; 64],
        &[0xff; 64],
        &long_hello,
    ];
    for bytes in before_hello {
        let mut raw = served.raw();
        let _ = raw.send(bytes);
        assert!(raw.is_closed_by_server(), "{bytes:?}");
    }
    let mut trailing = ask_frame(1, Ask::Ping);
    trailing[0] += 1;
    trailing.push(0);
    let after_hello: [&[u8]; 5] = [
        &[0, 0, 0, 0],
        &[0xff; 4],
        &[1, 0, 16, 0],
        b"\x08\0\0\0\xfb\xff\xff\xff\xff\xff\xff\xff",
        &trailing,
    ];
    for bytes in after_hello {
        let mut raw = served.greeted();
        let _ = raw.send(bytes);
        assert!(raw.is_closed_by_server(), "{bytes:?}");
        assert_eq!(other.ask(Ask::Ping), Ok(Tell::Pong));
    }
    wait_until("only the honest session is left", || {
        served.desk.pushes.count() == 1
    });
    assert_eq!(
        served.desk.closed_sessions.lock().unwrap().len(),
        after_hello.len()
    );
}

#[test]
fn random_frames_harm_nobody() {
    let served = Served::with(Limits::default());
    let other = served.link();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for _ in 0..300 {
        let mut raw = served.greeted();
        let length = usize::try_from(random() % 64).unwrap();
        let body: Vec<u8> = (0..=length).map(|_| random().to_le_bytes()[0]).collect();
        raw.send_frame(&body);
        let _ = raw.send(&ask_frame(1, Ask::Ping));
        raw.0.shutdown(std::net::Shutdown::Write).unwrap();
        assert!(raw.is_closed_by_server(), "{body:?}");
    }
    assert_eq!(other.ask(Ask::Ping), Ok(Tell::Pong));
    drop(other);
    wait_until("all sessions have ended", || {
        served.desk.pushes.count() == 0
    });
}

#[test]
fn slow_bytes_end_the_session_but_silence_between_frames_does_not() {
    let served = Served::with(tight());
    let silent = served.link();
    let mut before_hello = served.raw();
    before_hello.send(b"\x20\0\0\0LOK").unwrap();
    assert!(before_hello.is_closed_by_server());
    // Byte after byte gets no new time for each.
    let mut dripping = served.greeted();
    dripping.send(&[0x40, 0, 0, 0]).unwrap();
    wait_until("the dripping session is closed", || {
        std::thread::sleep(Duration::from_millis(10));
        dripping.send(&[1]).is_err()
    });
    assert_eq!(
        silent.ask(Ask::Ping),
        Ok(Tell::Pong),
        "it was silent all the time"
    );
}

#[test]
fn a_client_that_does_not_read_is_dropped() {
    let served = Served::with(tight());
    let other = served.link();
    let mut deaf = served.greeted();
    for id in 0..8 {
        deaf.send(&ask_frame(id, Ask::Finish)).unwrap();
    }
    wait_until("the deaf session is dropped", || {
        served.desk.pushes.count() == 1
    });
    assert_eq!(other.ask(Ask::Ping), Ok(Tell::Pong));
}

#[test]
fn news_are_merged_for_a_client_that_reads_late() {
    const LAST: u64 = 100_000;
    let served = Served::with(Limits::default());
    let mut late = served.greeted();
    let (sender, receiver) = channel();
    let watching = LinkOptions {
        on_event: Some(Arc::new(move |event| {
            let _ = sender.send(event);
        })),
        ..only_once()
    };
    let _link = served.link_with(watching).unwrap();
    for sequence in 2..=LAST {
        let what = Topics(1 << (sequence % 32));
        served.desk.pushes.changed(Changed { sequence, what });
    }
    let mut seen = Changed::default();
    let mut frames = 0u64;
    while seen.sequence < LAST {
        let body = frame::read(&mut late.0, MAX_FRAME).unwrap();
        match frame::parse(&body).unwrap() {
            ToClient::Changed(news) => seen = seen.merged(news),
            other => panic!("expected news, got {other:?}"),
        }
        frames += 1;
    }
    assert_eq!(seen.what, Topics::ALL, "no topic is lost by merging");
    assert!(frames < LAST / 4, "{frames} frames for {LAST} changes");
    wait_until("a link hears the last of the news", || {
        receiver
            .try_iter()
            .any(|event| matches!(event, LinkEvent::Changed(news) if news.sequence == LAST))
    });
}

#[test]
fn answers_find_their_asks_among_many() {
    let served = Served::with(Limits::default());
    let link = served.link();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..50 {
                    assert_eq!(link.ask(Ask::Ping), Ok(Tell::Pong));
                    let mut progress = Vec::new();
                    let told = link.ask_with(Ask::Verify, |tell| progress.push(tell));
                    assert_eq!(told, Ok(Tell::Ready));
                    assert!(progress.len() <= 3);
                }
            });
        }
    });
    // More asks than are let in at once, none of whose answers is read until all are sent.
    let mut raw = served.greeted();
    for id in 0..120 {
        raw.send(&ask_frame(id, Ask::Ping)).unwrap();
    }
    for expected in 0..120 {
        let body = frame::read(&mut raw.0, MAX_FRAME).unwrap();
        let answer = frame::parse::<ToClient>(&body).unwrap();
        assert!(
            matches!(answer, ToClient::Answer { id, last: true, .. } if id == expected),
            "{answer:?}"
        );
    }
}

#[test]
fn a_posted_ask_is_answered_by_an_event() {
    let served = Served::with(Limits::default());
    let (sender, receiver) = channel();
    let watching = LinkOptions {
        on_event: Some(Arc::new(move |event| {
            let _ = sender.send(event);
        })),
        ..only_once()
    };
    let link = served.link_with(watching).unwrap();
    let pong = link.post(Ask::Ping).unwrap();
    match receiver.recv_timeout(DEADLINE).unwrap() {
        LinkEvent::Answer { id, last, tell } => {
            assert_eq!((id, last, tell), (pong, true, Tell::Pong))
        }
        other => panic!("expected the answer, got {other:?}"),
    }
    let never = link.post(Ask::Office).unwrap();
    let event = receiver.recv_timeout(DEADLINE).unwrap();
    assert!(
        matches!(event, LinkEvent::Unanswered { id } if id == never),
        "{event:?}"
    );
    let event = receiver.recv_timeout(DEADLINE).unwrap();
    assert!(matches!(event, LinkEvent::Disconnected(None)), "{event:?}");
}

#[test]
fn a_fault_in_the_desk_ends_one_session() {
    let served = Served::with(Limits::default());
    let other = served.link();
    for fault in [Ask::Stop, Ask::Office] {
        let link = served.link();
        assert_eq!(link.ask(fault), Err(AskError::Disconnected));
    }
    assert_eq!(other.ask(Ask::Ping), Ok(Tell::Pong));
    wait_until("their places are free again", || {
        served.desk.pushes.count() == 1
    });
    assert_eq!(served.desk.closed_sessions.lock().unwrap().len(), 2);
}

#[test]
fn one_too_many_is_refused_with_a_reason() {
    let served = Served::with(Limits {
        sessions_per_account: 3,
        ..Limits::default()
    });
    let mut links: Vec<_> = (0..3).map(|_| served.link()).collect();
    match served.link_with(only_once()).err() {
        Some(LinkError::Refused(why)) => {
            assert_eq!(why.code, "server-full");
            assert_eq!(why.arg("sessions"), Some("3"));
        }
        other => panic!("expected a full server, got {other:?}"),
    }
    links.pop();
    wait_until("the place is free again", || {
        served.link_with(only_once()).is_ok()
    });
    for link in &links {
        assert_eq!(link.ask(Ask::Ping), Ok(Tell::Pong));
    }
}

#[test]
fn acts_in_hand_are_answered_before_the_server_leaves() {
    let mut served = Served::with(Limits::default());
    let link = served.link();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| link.ask(Ask::Counts));
        wait_until("the ask is in hand", || {
            !served.desk.in_hand.lock().unwrap().is_empty()
        });
        served.control.leave(Goodbye::Stopped);
        assert_eq!(waiting.join().unwrap(), Ok(Tell::Ready));
    });
    assert_eq!(served.leave().unwrap(), Goodbye::Stopped);
    assert!(!served.folder.socket().exists());
}

#[test]
fn an_ended_session_is_told_so() {
    let served = Served::with(Limits::default());
    let mut raw = served.greeted();
    let session = served.desk.pushes.sessions()[0].id;
    served.desk.pushes.end(session);
    let body = frame::read(&mut raw.0, MAX_FRAME).unwrap();
    let told = frame::parse::<ToClient>(&body).unwrap();
    assert_eq!(told, ToClient::Goodbye(Goodbye::SessionEnded));
    assert!(raw.is_closed_by_server());
}

#[test]
fn the_server_says_who_you_are_and_why_not() {
    let served = Served::with(Limits::default());
    let uid = rustix::process::geteuid().as_raw();
    assert_eq!(served.link().welcome().officer, OfficerId(uid));
    let nobody = LinkOptions {
        as_officer: Some("nobody".to_owned()),
        ..only_once()
    };
    match served.link_with(nobody).err() {
        Some(error @ LinkError::Refused(_)) => {
            assert_eq!((error.code(), error.exit_code()), ("no-account", 3));
            assert_eq!(error.args(), [("ask".to_owned(), "Budi".to_owned())]);
        }
        other => panic!("expected a refusal, got {other:?}"),
    }
    wait_until("no session is left of it", || {
        served.desk.pushes.count() == 0
    });
}

#[test]
fn a_newer_client_is_told_who_is_old_and_may_take_the_place() {
    let mut served = Served::with(Limits::default());
    let newer = |wish| Hello {
        protocol: PROTOCOL + 1,
        wish,
        ..Hello::new()
    };
    let why = |answer: Answer| match answer.body {
        AnswerBody::Refused(why) => why,
        other => panic!("expected a refusal, got {other:?}"),
    };
    let answer = served.raw().greet(&newer(Wish::Session));
    assert_eq!(answer.protocol, PROTOCOL);
    let refused = why(answer);
    assert_eq!(refused.code, "server-protocol");
    assert_eq!(
        refused.arg("yours"),
        Some((PROTOCOL + 1).to_string().as_str())
    );

    let link = served.link();
    // Who was refused may still be on its way out.
    wait_until("one other session is there", || {
        let busy = why(served.raw().greet(&newer(Wish::LeaveIfAlone)));
        assert_eq!(busy.code, "server-busy");
        busy.arg("sessions") == Some("1")
    });
    assert_eq!(link.ask(Ask::Ping), Ok(Tell::Pong));
    drop(link);
    wait_until("it is alone", || {
        why(served.raw().greet(&newer(Wish::LeaveIfAlone))).code == "server-leaving"
    });
    assert_eq!(
        served.thread.take().unwrap().join().unwrap().unwrap(),
        Goodbye::Replaced
    );
}

#[test]
fn a_program_of_the_same_age_does_not_take_the_place_unasked() {
    let served = Served::with(Limits::default());
    let hello = Hello {
        wish: Wish::LeaveIfAlone,
        ..Hello::new()
    };
    let answer = served.raw().greet(&hello);
    assert!(
        matches!(&answer.body, AnswerBody::Refused(why) if why.code == "server-busy"),
        "{answer:?}"
    );
}

/// A listener that answers every greeting with these bytes; none: it says nothing.
fn listener_saying(folder: &DeskFolder, bytes: Option<Vec<u8>>) -> UnixListener {
    let listener = UnixListener::bind(folder.socket()).unwrap();
    let door = listener.try_clone().unwrap();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        while let Ok((stream, _)) = door.accept() {
            let mut raw = Raw(stream);
            if let Some(bytes) = &bytes {
                let _ = frame::read(&mut raw.0, MAX_FRAME);
                let _ = raw.send(bytes);
            }
            kept.push(raw);
        }
    });
    listener
}

fn answer_of(protocol: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let answer = Answer {
        protocol,
        build: "9.9".to_owned(),
        body: AnswerBody::Refused(Refused::new("server-protocol")),
    };
    frame::append(&mut bytes, &answer.to_bytes()).unwrap();
    bytes
}

#[test]
fn a_client_says_which_side_is_old() {
    for (theirs, old) in [
        (PROTOCOL + 1, OldSide::Client),
        (PROTOCOL - 1, OldSide::Server),
    ] {
        let (_home, folder) = folder();
        let _listener = listener_saying(&folder, Some(answer_of(theirs)));
        let error = Link::connect_or_start(&folder, only_once()).err().unwrap();
        assert_eq!(error.old_side(), Some(old), "{error}");
    }
}

#[test]
fn what_hangs_or_babbles_is_named() {
    let quick = LinkOptions {
        greet_within: Duration::from_millis(50),
        ..only_once()
    };
    let (_home, silent) = folder();
    let _listener = listener_saying(&silent, None);
    let error = Link::connect_or_start(&silent, quick.clone()).err();
    assert!(matches!(error, Some(LinkError::Silent { .. })), "{error:?}");

    let (_home, babbling) = folder();
    let _listener = listener_saying(
        &babbling,
        Some(b"\x10\0\0\0HTTP/1.1 400 Bad Request".to_vec()),
    );
    let error = Link::connect_or_start(&babbling, only_once()).err();
    assert!(matches!(error, Some(LinkError::NotLoket(_))), "{error:?}");
}

#[test]
fn clients_hear_how_far_the_opening_is_and_wait_for_it() {
    let (_home, folder) = folder();
    let options = options(&folder, Limits::default());
    let (go_on, wait) = channel::<()>();
    let server = std::thread::spawn(move || {
        serve(&options, move |opening: &Opening<'_>| {
            opening.progress("rebuild", Some(40));
            let _ = wait.recv_timeout(DEADLINE);
            Err(OpenFailed {
                why: Refused::new("store-damaged").with("sequence", 7),
                damaged: true,
            })
        })
    });
    wait_until("the server listens", || folder.socket().exists());
    let heard = Arc::new(Mutex::new(Vec::new()));
    let go_on = Mutex::new(Some(go_on));
    let listening = LinkOptions {
        on_starting: Some(Arc::new({
            let heard = heard.clone();
            move |starting: &Starting| {
                heard.lock().unwrap().push(starting.clone());
                if starting.percent == Some(40) {
                    go_on.lock().unwrap().take();
                }
            }
        })),
        ..only_once()
    };
    let error = Link::connect_or_start(&folder, listening).err();
    match &error {
        Some(error @ LinkError::Refused(why)) => {
            assert_eq!(
                (error.code(), why.arg("sequence")),
                ("store-damaged", Some("7"))
            );
            assert_eq!(error.exit_code(), 4);
        }
        other => panic!("expected why the desk does not open, got {other:?}"),
    }
    let rebuilding = Starting {
        phase: "rebuild".to_owned(),
        percent: Some(40),
    };
    assert!(heard.lock().unwrap().contains(&rebuilding));
    match server.join().unwrap() {
        Err(ServeError::Open(failed)) => assert!(failed.damaged),
        other => panic!("expected that the opening failed, got {other:?}"),
    }
}

#[test]
fn an_answer_that_is_too_long_is_refused_and_the_session_stays() {
    let served = Served::with(Limits::default());
    let link = served.link();
    for _ in 0..3 {
        assert_eq!(
            link.ask(Ask::Compare),
            Ok(Tell::Refused(Refusal::AnswerTooLong))
        );
        assert_eq!(link.ask(Ask::Ping), Ok(Tell::Pong));
    }
    assert!(served.desk.closed_sessions.lock().unwrap().is_empty());
}

#[test]
fn an_ask_over_which_every_session_breaks_is_given_up() {
    let served = Served::with(Limits::default());
    let again = LinkOptions {
        reconnect: true,
        ..only_once()
    };
    let link = served.link_with(again).unwrap();
    assert_eq!(link.ask_again(&Ask::Finish).map(|_| ()), Ok(()));
    // The desk drops this one unanswered, whoever asks.
    assert_eq!(link.ask_again(&Ask::Office), Err(AskError::Disconnected));
    assert_eq!(link.ask_again(&Ask::Ping), Ok(Tell::Pong));
}
