//! A form export of n rows is imported by the real program: validated, ledgered, durable; alone, and
//! beside idle screens while somebody acts.

use super::machine;
use super::making::{end, found_empty, thousands};
use super::many;
use super::people::person;
use super::screen::{Screen, ms};
use super::served::Server;
use super::table::{Row, at_share, spread};
use loket::domain::act;
use loket::domain::ids::RecordId;
use loket::intake::{CsvFile, DateOrder, Hints, Outcome, Plan, Source};
use loket::policy_file;
use loket::wire::message::Tell;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant as Moment};

/// An export as the office makes it: its first line is the form's.
const FORM: &str = include_str!("../../tests/fixtures/intake/google-form.csv");

/// Tabs that a screen may show.
const TABS: usize = 6;
const QUIET: Duration = Duration::from_millis(250);

/// Names of one letter.
const NAMES: u32 = 2;

/// Rows of the import beside screens, and how many screens.
const BESIDE: u32 = 30_000;
const SCREENS: usize = 16;

/// An officer at the counter acts so often while the import lasts.
const ACT_EVERY: Duration = Duration::from_millis(100);

/// What an import took.
struct Imported {
    seconds: f64,
    /// Most memory of the importing process, and of the server after it, in MiB.
    mib: f64,
    server_mib: f64,
    /// Milliseconds of each act of somebody else meanwhile.
    acts: Vec<f64>,
}

/// Imports on a new desk beside so many screens, each on another tab.
fn import(rows: u32, screens: usize) -> Imported {
    let (home, desk) = found_empty(end());
    let server = Server::start(&desk);
    let file = home.path().join("export.csv");
    write(&file, rows);
    let link = server.link();
    let sheet = many::register(&link, 9_000_000);
    let opened = |number: usize| {
        let mut screen = Screen::of_desk(desk.path(), 120, 40);
        screen.complete(QUIET);
        // The first tab is shown already: nothing would come of its key.
        if !number.is_multiple_of(TABS) {
            screen.press(&(number % TABS).to_string(), QUIET);
        }
        screen
    };
    let open: Vec<Screen> = (0..screens).map(opened).collect();
    let began = Moment::now();
    let mut child = Command::new(super::program())
        .args(["import", "--dates", "dmy", "--strict"])
        .arg(&file)
        .env("LOKET_DESK", desk.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let (mut most, mut acts) = (0, Vec::new());
    let mut act_at = began;
    let status = loop {
        most = machine::kib(child.id(), "VmHWM").unwrap_or(0).max(most);
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if screens > 0 && Moment::now() >= act_at {
            act_at = Moment::now() + ACT_EVERY;
            let at = Moment::now();
            let command = act::Command::Note {
                record: RecordId::Sheet(sheet),
                text: "Pemohon menelepon.".to_owned(),
            };
            let told = many::act(&link, command);
            assert!(matches!(told, Tell::Done(_)), "{told:?}");
            acts.push(ms(at.elapsed()));
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let seconds = began.elapsed().as_secs_f64();
    assert!(status.success(), "the import failed: {status}");
    drop(open);
    Imported {
        seconds,
        mib: most as f64 / 1024.0,
        server_mib: server.resident(),
        acts,
    }
}

/// The same rows alone and beside idle screens, which learn of every commit; the acts of somebody
/// else meanwhile.
pub fn beside_screens(put: &mut dyn FnMut(Row)) {
    let alone = import(BESIDE, 0);
    let beside = import(BESIDE, SCREENS);
    let data = format!("{} rows", thousands(BESIDE));
    let ratio = beside.seconds / alone.seconds;
    let row = Row::shown(
        &format!("import beside {SCREENS} idle screens"),
        &data,
        format!("{:.1} s", beside.seconds),
    );
    let row = row.against(format!("the import alone {:.1} s", alone.seconds), ratio);
    put(row.line("<= 1.3 x", ratio <= 1.3));
    let p99 = at_share(&beside.acts, 0.99);
    let row = Row::shown(
        "acts of somebody else meanwhile",
        &data,
        spread(&beside.acts),
    );
    put(row.line("p99 <= 100 ms", p99 <= 100.0));
}

/// The reading by itself, without a desk: the plan, then every row of it. Beside it the same bytes
/// taken apart at the delimiter, which is what any reader must do at least. An import reads a table
/// once for its plan and twice for its rows.
pub fn reading(put: &mut dyn FnMut(Row)) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("export.csv");
    write(&file, BESIDE);
    let source = CsvFile::open(&file).unwrap();
    let began = Moment::now();
    let cells: usize = source
        .rows()
        .unwrap()
        .map(|row| row.unwrap().cells.len())
        .sum();
    let bare = began.elapsed();
    assert!(cells > BESIDE as usize);
    let hints = Hints {
        email_domains: policy_file::babel().office.email_domains,
        ..Hints::default()
    };
    let began = Moment::now();
    let mut plan = Plan::propose(&source, &hints).unwrap();
    let planned = began.elapsed();
    for field in plan
        .questions
        .iter()
        .map(|one| one.field)
        .collect::<Vec<_>>()
    {
        plan.answer(field, DateOrder::DayFirst);
    }
    let began = Moment::now();
    let read = plan.read(&source).unwrap();
    let rows = read.filter(|row| matches!(row.as_ref().unwrap().outcome, Outcome::Row(_)));
    assert_eq!(rows.count(), BESIDE as usize, "each row can be a request");
    let micros = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(BESIDE);
    let once = micros(began.elapsed());
    let row = Row::shown(
        "reading of a Google Form CSV, without the desk",
        &format!("{} rows", thousands(BESIDE)),
        format!("{once:.0} us a row; the plan {:.0}", micros(planned)),
    );
    let cells = micros(bare);
    let row = row.against(format!("its cells alone {cells:.1} us a row"), once / cells);
    put(row.line("<= 12 x", once / cells <= 12.0));
}

pub fn measure(rows: u32, put: &mut dyn FnMut(Row)) {
    let Imported {
        seconds,
        mib,
        server_mib,
        ..
    } = import(rows, 0);
    let data = format!("{} rows", thousands(rows));
    let rate = f64::from(rows) / seconds;
    let row = Row::shown(
        "import of a Google Form CSV",
        &data,
        format!("{rate:.0} rows/s ({seconds:.1} s)"),
    );
    put(row.line(">= 10,000 rows/s", rate >= 10_000.0));
    let row = Row::shown(
        "most memory of the importing process",
        &data,
        format!("{mib:.0} MiB"),
    );
    put(row.line("constant: <= 64 MiB", mib <= 64.0));
    put(Row::shown(
        "memory of the server after the import",
        &data,
        format!("{server_mib:.0} MiB"),
    ));
}

/// Columns as in the office's form; each row valid and each person's own.
fn write(path: &Path, rows: u32) {
    let policy = policy_file::babel();
    let mut file = BufWriter::new(File::create(path).unwrap());
    let head = FORM.lines().next().expect("the export has a head");
    writeln!(file, "{head}").unwrap();
    let link = |what: &str, number: u32| format!("https://drive.google.com/open?id={what}{number}");
    for number in 0..rows {
        let who = person(number, &policy);
        let letter = number / NAMES;
        let agency = &person(letter, &policy).agency;
        let born = who.birth_date.expect("made-up people have one");
        let day = 1 + letter % 20;
        writeln!(
            file,
            "{day:02}/10/2026 10:52:00,{mail},Penerbitan baru,\"{name}\",{nip},{nik},{place},{born},\
             {post},{rank},,\"{agency}\",{phone},{mail},800/{letter}/2026,{day:02}/10/2026,\
             {},{},{},{},{},{},",
            link("a", letter),
            link("b", number),
            link("c", number),
            link("d", number),
            link("e", number),
            link("f", number),
            mail = who.email,
            name = who.name,
            nip = who.nip,
            nik = who.nik,
            place = who.birth_place,
            born = born.format("%d/%m/%Y"),
            post = who.post,
            rank = who.rank,
            phone = who.phone,
        )
        .unwrap();
    }
}
