//! Many sheets in one act: as many of one name each are forwarded, disposed and disposed again, with
//! what the screen asks besides. What touched them last is the act on all of them.

use super::making::{Made, end};
use super::people::person;
use super::served::Server;
use super::table::Row;
use loket::client::{Link, new_act_id};
use loket::domain::act::{Command, LetterEntry, NameForm, Seen};
use loket::domain::ids::{RecordId, SheetNo};
use loket::domain::kind::Kind;
use loket::domain::letter::{LetterForm, LetterSource, Nature, Urgency};
use loket::domain::sheet::Slip;
use loket::policy_file;
use loket::wire::message::{Ask, Tell};
use std::time::Instant as Moment;

/// Sheets of one act: so many, and twice as many for the growth.
const SHEETS: [u32; 2] = [500, 1_000];

/// The steps of the chain that are measured: the first one lays them together.
const STEPS: [&str; 3] = ["forwarded", "disposed, second step", "disposed, third step"];

pub fn measure(made: &Made, put: &mut dyn FnMut(Row)) {
    let server = Server::start(&made.desk);
    let link = server.link();
    let mut first_name = 5_000_000;
    let mut before = [0.0; STEPS.len()];
    for count in SHEETS {
        let sheets: Vec<SheetNo> = (0..count)
            .map(|_| {
                first_name += 1;
                register(&link, first_name)
            })
            .collect();
        for (step, what) in STEPS.iter().enumerate() {
            let began = Moment::now();
            dispose(&link, &sheets);
            let seconds = began.elapsed().as_secs_f64();
            let row = Row::shown(
                &format!("{count} sheets of one name {what}, in one act"),
                &made.data(),
                format!("{seconds:.2} s"),
            );
            if count == SHEETS[0] {
                put(row);
            } else {
                let row = row.against("half as many, twice", seconds / (2.0 * before[step]));
                put(row.line("<= 1 s, linear", seconds <= 1.0));
            }
            before[step] = seconds;
        }
    }
}

/// Registers a letter with one name; its sheet.
pub fn register(link: &Link, number: u32) -> SheetNo {
    let policy = policy_file::babel();
    let form = LetterForm {
        from: "Dinas Kesehatan".to_owned(),
        number: format!("800/{number}/2026"),
        date: None,
        received: end(),
        nature: Nature::Ordinary,
        urgency: Urgency::Ordinary,
        attachments: String::new(),
        subject: "Permohonan".to_owned(),
        copies: String::new(),
        scan: None,
        contact: Default::default(),
    };
    let name = NameForm {
        kind: Kind::Issue,
        identity: person(number, &policy),
        note: String::new(),
        documents: Vec::new(),
        mended: Vec::new(),
        row: None,
        follows: None,
    };
    let letter = LetterEntry {
        form,
        source: LetterSource::Letter,
        names: vec![name],
    };
    let done = match act(link, Command::Register { letter }) {
        Tell::Done(done) => done,
        other => panic!("a letter was not registered: {other:?}"),
    };
    let sheet = done.records.iter().find_map(|(record, _)| match record {
        RecordId::Sheet(no) => Some(*no),
        _ => None,
    });
    sheet.expect("a letter lays a sheet")
}

/// What the screen does with chosen sheets: it asks for their rows, shows the first, notes that they
/// were looked at, and disposes them in one act.
fn dispose(link: &Link, sheets: &[SheetNo]) {
    let records: Vec<_> = sheets.iter().map(|no| RecordId::Sheet(*no)).collect();
    let rows = Ask::Rows {
        records: records.clone(),
    };
    let Tell::Page(page) = link.ask(rows).unwrap() else {
        panic!("no rows");
    };
    assert_eq!(page.rows.len(), sheets.len());
    let seen = page.rows.into_iter().filter_map(|row| match row {
        loket::wire::view::Row::Sheet(line) => Some(Seen {
            id: line.row.no,
            revision: line.row.revision,
        }),
        _ => None,
    });
    let seen = seen.collect();
    let shown = link.ask(Ask::Sheet(sheets[0])).unwrap();
    assert!(matches!(shown, Tell::Sheet(_)), "{shown:?}");
    for command in [
        Command::Open { records },
        Command::Dispose {
            sheets: seen,
            except: Vec::new(),
            slip: Slip::default(),
            paper: None,
        },
    ] {
        let told = act(link, command);
        assert!(matches!(told, Tell::Done(_)), "{told:?}");
    }
}

/// One act, to its answer.
pub fn act(link: &Link, command: Command) -> Tell {
    let ask = Ask::Act {
        id: new_act_id().unwrap(),
        command: Box::new(command),
    };
    link.ask(ask).unwrap()
}
