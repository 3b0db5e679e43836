//! The single checks of `loket doctor`.

use super::staff::{self, Member};
use crate::cli::audit::{as_failure, hold, progress};
use crate::cli::connect::{unanswered, unexpected};
use crate::cli::desk::DeskLine;
use crate::cli::exit::Failure;
use crate::domain::identity::mask_niks;
use crate::domain::ids::{Agenda, FileHash, RecordId};
use crate::domain::office::Position;
use crate::domain::officer::Hold;
use crate::domain::procedure::waits_for;
use crate::domain::rules::untaken;
use crate::domain::summary::{RequestRow, Summary};
use crate::domain::time::Instant;
use crate::paths::{DeskFolder, Sharing};
use crate::server::faults::refused;
use crate::server::office::Office;
use crate::store::disk::{Disk, RealDisk};
use crate::store::ids::{Digest, hex};
use crate::store::records::{Domain, read_summary};
use crate::store::{self, Documents, Options, Store};
use crate::text::line;
use crate::text::{Words, safe};
use crate::wire::message::{Ask, List, Query, Tell};
use crate::wire::view::Row;
use std::collections::BTreeSet;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;

/// Below this the desk refuses acts.
const LEAST_MIB: u64 = 256;
/// Below this it is time to make room.
const LITTLE_MIB: u64 = 1024;
/// Differences that are named.
pub const NAMED: usize = 10;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Good,
    /// Worth knowing; nothing is wrong.
    Note,
    Bad,
}

impl Verdict {
    /// For scripts.
    pub fn key(self) -> &'static str {
        match self {
            Verdict::Good => "good",
            Verdict::Note => "note",
            Verdict::Bad => "bad",
        }
    }

    /// Before the line.
    pub fn sign(self) -> &'static str {
        match self {
            Verdict::Good => "+",
            Verdict::Note => "i",
            Verdict::Bad => "!",
        }
    }
}

/// One check and what it found.
pub struct Check {
    pub verdict: Verdict,
    pub said: String,
}

impl Check {
    /// What is read from the files themselves came through no server: NIKs in it are masked here.
    fn of(verdict: Verdict, said: &str) -> Check {
        let said = mask_niks(said).into_owned();
        Check { verdict, said }
    }

    /// As it must be.
    pub fn good(said: String) -> Check {
        Check::of(Verdict::Good, &said)
    }

    pub fn note(said: String) -> Check {
        Check::of(Verdict::Note, &said)
    }

    pub fn bad(said: String) -> Check {
        Check::of(Verdict::Bad, &said)
    }
}

/// Who may enter the desk's folder.
pub fn rights(desk: &DeskFolder, words: &Words) -> Check {
    let path = desk.path().display().to_string();
    if let Err(error) = desk.trusted_run() {
        return Check::bad(line::sentence(words, error.code(), &error.args()));
    }
    let wanted = match desk.sharing() {
        Sharing::Own => 0o700,
        Sharing::Group(_) => 0o750,
    };
    let mode = std::fs::metadata(desk.path()).map(|found| found.mode() & 0o777);
    match mode {
        Ok(mode) if mode & !wanted != 0 => {
            let (mode, wanted) = (format!("{mode:03o}"), format!("{wanted:03o}"));
            Check::bad(words.with(
                "cli-doctor-open",
                &[("path", &path), ("mode", &mode), ("wanted", &wanted)],
            ))
        }
        Ok(_) => Check::good(words.with("cli-doctor-rights", &[("path", &path)])),
        Err(error) => {
            let problem = error.to_string();
            Check::bad(words.with("cli-file", &[("path", &path), ("problem", &problem)]))
        }
    }
}

/// The server, its clock and its disk.
pub fn server(line: &DeskLine, list: &mut Vec<Check>) -> Result<(), Failure> {
    let words = &line.words;
    let status = match line.ask(Ask::Status)? {
        Tell::Status(status) => status,
        other => return Err(unexpected(words, &other)),
    };
    let pid = status.pid.to_string();
    list.push(Check::good(words.with(
        "cli-status-server",
        &[
            ("pid", &pid),
            ("build", &status.build),
            ("sessions", &status.sessions),
        ],
    )));
    list.push(room(words, status.free_mib));
    if !status.training {
        list.push(keep_alive(words));
    }
    Ok(())
}

fn room(words: &Words, free: u64) -> Check {
    let args: [(&str, &dyn crate::text::Arg); 1] = [("free", &free)];
    match free {
        0..LEAST_MIB => Check::bad(words.with("cli-doctor-full", &args)),
        LEAST_MIB..LITTLE_MIB => Check::note(words.with("cli-doctor-little", &args)),
        _ => Check::good(words.with("cli-doctor-room", &args)),
    }
}

/// Notices fall due at night: something must start the server after a reboot.
fn keep_alive(words: &Words) -> Check {
    let home = std::env::var("HOME").unwrap_or_default();
    let units = [
        "/etc/systemd/system/loket.service".to_owned(),
        format!("{home}/.config/systemd/user/loket.service"),
    ];
    match units.iter().find(|unit| Path::new(unit).exists()) {
        Some(unit) => Check::good(words.with("cli-doctor-kept", &[("unit", unit)])),
        None => Check::note(words.get("cli-doctor-not-kept")),
    }
}

/// Positions that somebody must hold for the work to go on.
pub fn positions(words: &Words, held: impl Iterator<Item = Position>) -> Check {
    let held: BTreeSet<Position> = held.collect();
    // Nobody needs to be an auditor for requests to move.
    let needed = Position::ALL
        .into_iter()
        .filter(|held| *held != Position::Auditor);
    let empty: Vec<String> = needed
        .filter(|position| !held.contains(position))
        .map(|position| words.of("position", position.as_str()))
        .collect();
    match empty.is_empty() {
        true => Check::good(words.get("cli-doctor-positions")),
        false => {
            let list = empty.join(", ");
            Check::bad(words.with("cli-doctor-empty", &[("list", &list)]))
        }
    }
}

/// Officers of whom the desk does not know every number: it tells their own requests by the rest.
pub fn identified<'a>(
    words: &Words,
    officers: impl Iterator<Item = (&'a str, Vec<&'static str>)>,
) -> Option<Check> {
    let incomplete = officers.filter(|(_, missing)| !missing.is_empty());
    let told = incomplete.map(|(name, missing)| {
        let fields = missing.iter().map(|key| words.get(&format!("field-{key}")));
        format!("{} ({})", safe(name), fields.collect::<Vec<_>>().join(", "))
    });
    let told: Vec<String> = told.collect();
    let list = told.join("; ");
    (!told.is_empty())
        .then(|| Check::note(words.with("cli-doctor-unidentified", &[("list", &list)])))
}

/// Terms of office that were laid backwards, each an exception.
pub fn backdated<'a>(
    words: &Words,
    officers: impl Iterator<Item = (&'a str, &'a Hold)>,
) -> Option<Check> {
    let told = officers.map(|(name, hold)| {
        let position = words.of("position", hold.position.as_str());
        let term = crate::text::refusal::term(words, hold.from, hold.until);
        format!("{}: {position}, {term}, {}", safe(name), safe(&hold.basis))
    });
    let told: Vec<String> = told.collect();
    let list = told.join("; ");
    (!told.is_empty()).then(|| Check::note(words.with("cli-doctor-backdated", &[("list", &list)])))
}

/// Open requests whose step nobody at all may take.
pub fn stuck(line: &DeskLine) -> Result<Check, Failure> {
    let (query, words) = (Query::of(List::Stuck), &line.words);
    let (from, count, keep) = (0, NAMED as u16, None);
    let page = match line.ask(Ask::Page {
        query,
        from,
        count,
        keep,
    })? {
        Tell::Page(page) => page,
        Tell::Refused(refusal) => return Err(line.refused(&refusal)),
        other => return Err(unexpected(words, &other)),
    };
    let rows = page.rows.iter().filter_map(|row| match row {
        Row::Request(line) => Some(&line.row),
        _ => None,
    });
    Ok(not_taken(words, page.total as usize, rows))
}

/// The same from the records themselves, by the same rule.
fn stuck_in(store: &Store, office: &Office, at: Instant, words: &Words) -> store::Result<Check> {
    let some = Agenda { year: 0, number: 0 }.line(0);
    let mut found = Vec::new();
    for row in store.summaries_with(&RecordId::Request(some).key()[..1]) {
        if let Summary::Request(row) = read_summary(&row?.1)?
            && untaken(&office.officers, &office.policy_of(row.policy), &row, at).is_some()
        {
            found.push(row);
        }
    }
    Ok(not_taken(words, found.len(), found.iter()))
}

fn not_taken<'a>(words: &Words, count: usize, rows: impl Iterator<Item = &'a RequestRow>) -> Check {
    if count == 0 {
        return Check::good(words.get("cli-doctor-not-stuck"));
    }
    let told = rows.take(NAMED).filter_map(|row| {
        let waits = waits_for(row.stage, row.running)?;
        let position = words.of("position", waits.as_str());
        Some(format!("{} ({position})", row.no))
    });
    let list = told.collect::<Vec<_>>().join(", ");
    let args: [(&str, &dyn crate::text::Arg); 2] = [("count", &count), ("list", &list)];
    Check::bad(words.with("cli-doctor-stuck", &args))
}

/// Every document against the name that was made from its bytes; `None` where only the owner may
/// look.
pub fn documents(desk: &DeskFolder, words: &Words) -> Option<Check> {
    if !desk.is_ours() {
        return None;
    }
    let documents = Documents::of(desk.path());
    let listed = match documents.list() {
        Ok(listed) => listed,
        Err(error) => {
            let why = refused(&error);
            return Some(Check::bad(line::sentence(words, &why.code, &why.args)));
        }
    };
    let changed = |digest: &&Digest| documents.verify(digest).is_err();
    let bad: Vec<String> = listed
        .iter()
        .filter(changed)
        .map(|digest| hex(digest))
        .collect();
    let args: [(&str, &dyn crate::text::Arg); 2] = [
        ("count", &listed.len()),
        ("list", &bad[..bad.len().min(NAMED)].join(", ")),
    ];
    Some(match bad.is_empty() {
        true => Check::good(words.with("cli-doctor-documents", &args[..1])),
        false => Check::bad(words.with("cli-doctor-documents-changed", &args[1..])),
    })
}

/// Documents that the ledger names and the desk does not hold.
pub fn missing(words: &Words, gone: &[(RecordId, FileHash)]) -> Option<Check> {
    if gone.is_empty() {
        return None;
    }
    let named = gone.iter().take(NAMED).map(|(record, hash)| {
        let record = crate::text::request::record(words, *record);
        format!("{record} ({hash})")
    });
    let list = named.collect::<Vec<_>>().join("; ");
    let args: [(&str, &dyn crate::text::Arg); 2] = [("count", &gone.len()), ("list", &list)];
    Some(Check::bad(
        words.with("cli-doctor-documents-missing", &args),
    ))
}

/// The live records against those that the ledger makes anew.
pub fn compare(line: &DeskLine) -> Result<Check, Failure> {
    let told = line.link.ask_with(Ask::Compare, |_| {});
    match told.map_err(|error| unanswered(&line.words, &error))? {
        Tell::Compared { differences, .. } => Ok(compared(&line.words, &differences)),
        Tell::Refused(refusal) => Err(line.refused(&refusal)),
        other => Err(unexpected(&line.words, &other)),
    }
}

fn compared(words: &Words, differences: &[String]) -> Check {
    if differences.is_empty() {
        return Check::good(words.get("cli-doctor-same"));
    }
    let named: Vec<&str> = differences.iter().take(NAMED).map(String::as_str).collect();
    let (count, list) = (differences.len(), named.join("; "));
    Check::bad(words.with("cli-doctor-differs", &[("count", &count), ("list", &list)]))
}

/// What only an open ledger tells, while no server runs.
pub fn offline(
    desk: &DeskFolder,
    words: &Words,
    compare: bool,
    list: &mut Vec<Check>,
) -> Result<(), Failure> {
    let _lock = hold(desk, words)?;
    let fail = |error: store::StoreError| as_failure(words, &error);
    let free = RealDisk.free_bytes(desk.path()).unwrap_or(0) / (1024 * 1024);
    list.push(room(words, free));
    let mut told = progress;
    let store = Store::open(
        desk.path(),
        Arc::new(Domain),
        &Options::default(),
        &mut told,
    );
    let store = match store {
        Err(error) if error.is_read_only() => {
            list.push(Check::note(words.get("cli-doctor-read-only")));
            return Ok(());
        }
        opened => opened.map_err(fail)?,
    };
    let office = Office::load(&store).map_err(fail)?;
    let at = now(&store, office.genesis.training).map_err(fail)?;
    let held = office
        .officers
        .iter()
        .flat_map(|officer| officer.positions(at));
    list.push(positions(words, held));
    let known = office
        .officers
        .iter()
        .map(|officer| (&*officer.name, officer.known.missing()));
    list.extend(identified(words, known));
    let terms = office.officers.iter();
    let terms = terms.flat_map(|one| one.backdated().map(|hold| (&*one.name, hold)));
    list.extend(backdated(words, terms));
    let members = office.officers.iter().map(|one| Member {
        name: &one.name,
        credentials: &one.credentials,
        works: one.holds.iter().any(|hold| hold.lasts_after(at)),
        agencies: &one.agencies,
        verifies: one.holds(Position::Verifikator, at).is_some(),
    });
    let members: Vec<Member> = members.collect();
    let ending = staff::checks(words, &members, &office.policy(), at.day());
    list.extend(ending.into_iter().map(Check::note));
    list.push(stuck_in(&store, &office, at, words).map_err(fail)?);
    list.extend(missing(words, &store::missing(&store).map_err(fail)?));
    if compare {
        let differences = store.compare(&mut told).map_err(fail)?;
        let named: Vec<String> = differences.named.iter().map(ToString::to_string).collect();
        list.push(compared(words, &named));
    }
    store.close().map_err(fail)
}

/// A training desk's day is that of its last event.
fn now(store: &Store, training: bool) -> store::Result<Instant> {
    if !training {
        return Ok(Instant(chrono::Utc::now().timestamp_millis()));
    }
    let newest = store.event(store.head().seq)?;
    Ok(newest.map_or(Instant(0), |event| Instant(event.head.recorded_at)))
}
