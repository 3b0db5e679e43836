//! `loket doctor`: is everything as it must be? Through the server where one runs; else on the
//! files, under the server's lock [ARCHITECTURE.md §6].

mod checks;
mod files;
mod staff;

use super::Arguments;
use super::audit::{through_server, verify_files};
use super::connect::no_line;
use super::desk::{DeskLine, words};
use super::exit::{Failure, NO_LINE};
use super::show;
use crate::client::{Link, LinkError, LinkOptions};
use crate::domain::office::Position;
use crate::paths::DeskFolder;
use crate::text::{Arg, Words};
use checks::{Check, Verdict};
use clap::Args;
use serde_json::json;
use staff::Member;

#[derive(Debug, Args)]
#[command(after_help = "Example: loket doctor\n         loket doctor --compare --json")]
pub struct Doctor {
    /// Rebuild the records beside the live ones and name each difference
    #[arg(long)]
    compare: bool,
}

impl Doctor {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        let words = words(arguments)?;
        let options = LinkOptions {
            may_start: false,
            reconnect: false,
            as_officer: arguments.as_officer.clone(),
            ..LinkOptions::default()
        };
        let mut list = vec![checks::rights(desk, &words)];
        let words = match Link::connect_or_start(desk, options) {
            Ok(link) => match self.served(DeskLine::on(link, words)?, &mut list) {
                Ok(words) => words,
                // What could be looked at is told all the same.
                Err(failure) => {
                    show_all(arguments.json, &list)?;
                    return Err(failure.said());
                }
            },
            Err(LinkError::NoServer { .. }) if desk.is_ours() => {
                list.push(Check::good(words.get("cli-doctor-no-server")));
                self.unserved(desk, &words, &mut list)?;
                words
            }
            Err(error) => return Err(no_line(&words, &error)),
        };
        list.extend(files::inside(desk, &words));
        list.extend(checks::documents(desk, &words));
        tell(&words, arguments.json, &list)
    }

    /// What a running server is asked.
    fn served(&self, line: DeskLine, list: &mut Vec<Check>) -> Result<Words, Failure> {
        checks::server(&line, list)?;
        list.push(checks::positions(
            &line.words,
            line.office()
                .officers
                .iter()
                .flat_map(|officer| officer.positions.iter().map(|(held, _)| *held)),
        ));
        let officers = line.office().officers.iter();
        let known = officers.map(|officer| (&*officer.name, officer.missing()));
        list.extend(checks::identified(&line.words, known));
        let terms = line.office().officers.iter();
        let terms = terms.flat_map(|one| one.backdated().map(|hold| (&*one.name, hold)));
        list.extend(checks::backdated(&line.words, terms));
        list.extend(self::staff(&line));
        list.push(checks::stuck(&line)?);
        if self.compare {
            list.push(checks::compare(&line)?);
        }
        let (view, words) = through_server(line)?;
        list.push(whole(&words, view.events));
        list.extend(checks::missing(&words, &view.missing));
        Ok(words)
    }

    /// What the files tell while no server runs.
    fn unserved(
        &self,
        desk: &DeskFolder,
        words: &Words,
        list: &mut Vec<Check>,
    ) -> Result<(), Failure> {
        let verified = verify_files(desk, words)?;
        list.push(whole(words, verified.head.seq));
        checks::offline(desk, words, self.compare, list)
    }
}

/// Papers of officers, and the agencies assigned to them.
fn staff(line: &DeskLine) -> Vec<Check> {
    let (office, now) = (line.office(), line.now());
    let members = office.officers.iter().map(|one| Member {
        name: &one.name,
        credentials: &one.credentials,
        works: one.holds.iter().any(|hold| hold.lasts_after(now)),
        agencies: &one.agencies,
        verifies: one
            .positions
            .iter()
            .any(|(held, _)| *held == Position::Verifikator),
    });
    let members: Vec<Member> = members.collect();
    let told = staff::checks(&line.words, &members, &office.policy, now.day());
    told.into_iter().map(Check::note).collect()
}

fn whole(words: &Words, events: u64) -> Check {
    Check::good(words.with("cli-doctor-ledger", &[("events", &events)]))
}

/// Shows what was found.
fn show_all(as_json: bool, list: &[Check]) -> Result<(), Failure> {
    show::either(
        as_json,
        || {
            let checks = list
                .iter()
                .map(|check| json!({"verdict": check.verdict.key(), "message": check.said}));
            json!({"checks": checks.collect::<Vec<_>>()})
        },
        || {
            let line = |check: &Check| format!("{}  {}\n", check.verdict.sign(), check.said);
            list.iter().map(line).collect()
        },
    )
}

/// Tells what was found; refused where anything needs mending.
fn tell(words: &Words, as_json: bool, list: &[Check]) -> Result<(), Failure> {
    show_all(as_json, list)?;
    let bad = list
        .iter()
        .filter(|check| check.verdict == Verdict::Bad)
        .count();
    if bad == 0 {
        return Ok(());
    }
    let args: [(&str, &dyn Arg); 1] = [("count", &bad)];
    let failure = Failure::refused(words.with("cli-doctor-bad", &args));
    Err(failure.keyed("doctor").said())
}

/// The server must rest for what follows.
pub fn must_stop(words: &Words) -> Failure {
    Failure::with_code(NO_LINE, words.get("cli-stop-first")).keyed("desk-in-use")
}
