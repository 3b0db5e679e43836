//! SIGKILL of the real server, at random, while clients act: whatever was acknowledged is there,
//! once; clients come back by themselves; the database can be thrown away.

use crate::desk::{TestDesk, kill};
use crate::link::pid_behind;
use crate::wait::wait_until;
use loket::client::{Link, LinkOptions, new_act_id};
use loket::domain::act::{Command, LetterEntry, NameForm};
use loket::domain::ids::RecordId;
use loket::domain::kind::Kind;
use loket::domain::letter::{LetterForm, LetterSource, Nature, Urgency};
use loket::domain::request::Identity;
use loket::domain::time::Instant;
use loket::wire::message::{Ask, List, Query, Tell};
use loket::wire::view::Row;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Rounds of killing; each lets some acts through first.
const ROUNDS: usize = 100;
/// Clients that act at once.
const CLIENTS: usize = 4;

fn letter(token: &str) -> Command {
    let identity = Identity {
        name: format!("Uji {token}"),
        ..Identity::default()
    };
    Command::Register {
        letter: LetterEntry {
            form: LetterForm {
                from: "Dinas Uji".to_owned(),
                number: token.to_owned(),
                date: None,
                // A training clock starts anew with its server: only its first moment is never ahead.
                received: Instant::wib(2026, 11, 23, 9, 0).unwrap(),
                nature: Nature::Ordinary,
                urgency: Urgency::Ordinary,
                attachments: String::new(),
                subject: String::new(),
                copies: String::new(),
                scan: None,
                contact: Default::default(),
            },
            source: LetterSource::Letter,
            names: vec![NameForm {
                kind: Kind::Issue,
                identity,
                note: String::new(),
                documents: Vec::new(),
                mended: Vec::new(),
                row: None,
                follows: None,
            }],
        },
    }
}

/// Acts until told to stop; keeps what was acknowledged: token and agenda number.
fn act(
    desk: &TestDesk,
    client: usize,
    stop: &AtomicBool,
    acknowledged: &Mutex<BTreeMap<String, RecordId>>,
    count: &AtomicUsize,
) {
    let link = desk
        .try_link(LinkOptions {
            reconnect: true,
            ..desk.options()
        })
        .unwrap();
    count.fetch_add(1, Ordering::Relaxed);
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        number += 1;
        let token = format!("{client}-{number}");
        let id = new_act_id().unwrap();
        let command = Box::new(letter(&token));
        match link.ask_again(&Ask::Act { id, command }).unwrap() {
            Tell::Done(done) => {
                acknowledged
                    .lock()
                    .unwrap()
                    .insert(token, done.records[0].0);
                count.fetch_add(1, Ordering::Relaxed);
            }
            other => panic!("{token}: {other:?}"),
        }
    }
}

/// Every letter of the desk by its number.
fn letters(link: &Link) -> BTreeMap<String, Vec<RecordId>> {
    let mut found: BTreeMap<String, Vec<RecordId>> = BTreeMap::new();
    let mut from = 0;
    loop {
        let query = Query::of(List::Letters);
        let ask = Ask::Page {
            query,
            from,
            count: 500,
            keep: None,
        };
        let Tell::Page(page) = link.ask_again(&ask).unwrap() else {
            panic!("no page")
        };
        for row in &page.rows {
            let Row::Letter(letter) = row else {
                panic!("{row:?} is no letter")
            };
            found
                .entry(letter.number.clone())
                .or_default()
                .push(row.record());
        }
        from += page.rows.len() as u32;
        if page.rows.is_empty() || from >= page.total {
            return found;
        }
    }
}

fn check(desk: &TestDesk, acknowledged: &BTreeMap<String, RecordId>) {
    let link = desk.link();
    let found = letters(&link);
    for (token, record) in acknowledged {
        assert_eq!(found.get(token), Some(&vec![*record]), "letter {token}");
    }
    for (token, records) in &found {
        assert_eq!(records.len(), 1, "letter {token} is doubled: {records:?}");
    }
    let told = link.ask_with(Ask::Verify, |_| {}).unwrap();
    assert!(
        matches!(&told, Tell::Verified(view) if view.bad.is_none()),
        "{told:?}"
    );
    let told = link.ask_with(Ask::Compare, |_| {}).unwrap();
    assert!(
        matches!(&told, Tell::Compared { differences, .. } if differences.is_empty()),
        "{told:?}"
    );
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled_by_a_kill() {
    let desk = TestDesk::new();
    let stop = AtomicBool::new(false);
    let count = AtomicUsize::new(0);
    let acknowledged = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (desk, stop, acknowledged, count) = (&desk, &stop, &acknowledged, &count);
                scope.spawn(move || act(desk, client, stop, acknowledged, count))
            })
            .collect();
        // Killing begins once everyone has a line: an opening is tried twice, not for ever.
        wait_until("every client has a line", || {
            count.load(Ordering::Relaxed) >= CLIENTS
        });
        for round in 0..ROUNDS {
            let link = desk.link();
            let pid = pid_behind(&link);
            let before = count.load(Ordering::Relaxed);
            // Some rounds end at once, others after a few acts: the kill falls anywhere.
            let acts = round % 7;
            wait_until("clients act", || {
                count.load(Ordering::Relaxed) >= before + acts
                    || clients.iter().any(|client| client.is_finished())
            });
            kill(pid);
        }
        stop.store(true, Ordering::Relaxed);
    });
    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(
        acknowledged.len() >= ROUNDS,
        "only {} acts in all",
        acknowledged.len()
    );
    check(&desk, &acknowledged);

    // The journal alone is enough: without the database, everything is there again.
    let link = desk.link();
    kill(pid_behind(&link));
    wait_until("the server is gone", || !desk.is_served());
    std::fs::remove_dir_all(desk.folder.db()).unwrap();
    check(&desk, &acknowledged);
}

/// A file whose server dies under it goes up again, and the act after it counts once.
#[test]
fn a_file_goes_up_again_after_its_server_was_killed() {
    let desk = TestDesk::new();
    let home = tempfile::tempdir().unwrap();
    let scan = home.path().join("ktp.pdf");
    std::fs::write(&scan, vec![7; 64 << 20]).unwrap();
    let link = desk.link();
    let id = new_act_id().unwrap();
    let command = Box::new(letter("berkas"));
    let told = link.ask(Ask::Act { id, command }).unwrap();
    assert!(matches!(told, Tell::Done(_)), "{told:?}");
    let server = pid_behind(&link);
    let mut adding = std::process::Command::new(crate::desk::program());
    adding
        .args(["document", "add", "0001.01/2026", "ktp"])
        .arg(&scan)
        .arg("--json")
        .env("LOKET_DESK", desk.folder.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let adding = adding.spawn().unwrap();
    let incoming = desk.folder.documents().join("incoming");
    wait_until("a piece of the file is there", || {
        let files = std::fs::read_dir(&incoming).into_iter().flatten().flatten();
        let mut sizes = files.filter_map(|file| file.metadata().ok());
        sizes.any(|file| file.len() > 0)
    });
    kill(server);
    let added = adding.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&added.stderr).into_owned();
    assert_eq!(added.status.code(), Some(0), "{said}");
    assert!(
        said.contains("menyambung kembali"),
        "it was not cut: {said}"
    );
    let link = desk.link();
    let no = loket::domain::ids::Agenda {
        year: 2026,
        number: 1,
    };
    let Tell::Request(view) = link.ask(Ask::Request(no.line(1))).unwrap() else {
        panic!("no request")
    };
    let item = view.request.item(loket::domain::policy::DocumentKey::Ktp);
    assert_eq!(item.unwrap().documents.len(), 1);
}
