//! `loket officer`: who works at the desk, with which account, in which positions [R1.4-R1.11].

use super::Arguments;
use super::connect::unexpected;
use super::desk::DeskLine;
use super::done::act_and_tell;
use super::exit::Failure;
use super::given;
use super::listing;
use super::show;
use crate::domain::act::{Command, Seen};
use crate::domain::credential::{Credential, CredentialKind};
use crate::domain::ids::OfficerId;
use crate::domain::office::Capacity;
use crate::domain::officer::{Account, Hold};
use crate::domain::time::Instant;
use crate::domain::written::Prefer;
use crate::paths::DeskFolder;
use crate::text::{Words, safe};
use crate::wire::message::{Ask, List, Query, Tell};
use crate::wire::view::OfficerView;
use clap::{Args, Subcommand};
use serde_json::json;

#[derive(Debug, Subcommand)]
pub enum Officers {
    /// Lists officers and the positions they hold today
    #[command(after_help = "Example: loket officer list --json")]
    List,
    /// Adds an officer
    #[command(
        after_help = "Example: loket officer add --account budi --name 'Budi Santoso, S.Kom.' --nip 199005072015031004 --position verifikator"
    )]
    Add(Add),
    /// Says by what an officer is known as a person: their own requests are told by it
    #[command(
        after_help = "Example: loket officer identify Budi --nik 1971020705900003 --email budi@babelprov.go.id"
    )]
    Identify(Identify),
    /// Binds an officer to an account of this computer, or ends the binding
    #[command(after_help = "Example: loket officer bind 'Budi Santoso, S.Kom.' --account budi")]
    Bind(Bind),
    /// Gives an officer a position
    #[command(
        after_help = "Example: loket officer hold Budi --position subkoord --capacity plh --until 30/11 --basis 'ST 800/21'"
    )]
    Hold(Give),
    /// Ends a position of an officer
    #[command(after_help = "Example: loket officer release Budi --position subkoord --until 27/11")]
    Release(Release),
    /// States a paper with which an officer works: qualification, access to BSrE, recommendation
    #[command(
        after_help = "Example: loket officer paper Budi bsre-access --number 'BSrE 12/2026' --from 1/2 --until 31/01/2028"
    )]
    Paper(Stated),
    /// Assigns agencies to a verifier, in the place of those before
    #[command(after_help = "Example: loket officer assign Budi --agency Dinkes --agency BKD")]
    Assign(Assign),
}

#[derive(Debug, Args)]
pub struct Stated {
    /// The officer: number, account, name or part of it
    officer: String,
    /// The paper: qualification, bsre-access or recommendation
    paper: String,
    /// Its number; without one the officer has the paper no more
    #[arg(long, default_value = "")]
    number: String,
    /// Its first day
    #[arg(long, value_name = "DAY")]
    from: Option<String>,
    /// Its last day
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
}

#[derive(Debug, Args)]
pub struct Assign {
    /// The officer: number, account, name or part of it
    officer: String,
    /// An agency, by its name or short name; none if not said
    #[arg(long = "agency", value_name = "NAME")]
    agencies: Vec<String>,
}

impl Stated {
    fn command(&self, line: &DeskLine) -> Result<Command, Failure> {
        let (words, today) = (&line.words, line.now().day());
        let kinds = CredentialKind::ALL;
        let kind = given::choice(words, &self.paper, &kinds, CredentialKind::as_str)?;
        let stated = Credential {
            number: self.number.clone(),
            from: given::day_if(words, self.from.as_deref(), today, Prefer::Past)?,
            until: given::day_if(words, self.until.as_deref(), today, Prefer::Future)?,
        };
        Ok(Command::StateCredential {
            officer: seen(line.officer(&self.officer)?),
            kind,
            stated: (!self.number.is_empty()).then_some(stated),
        })
    }
}

#[derive(Debug, Args)]
pub struct Add {
    /// The officer's name with titles
    #[arg(long)]
    name: String,
    /// Their account on this computer; may be bound later
    #[arg(long)]
    account: Option<String>,
    #[command(flatten)]
    known: Numbers,
    /// A position: kadis, kabid, subkoord, verifikator, agendaris, admin or auditor
    #[arg(long = "position", value_name = "POSITION")]
    positions: Vec<String>,
    #[command(flatten)]
    term: Term,
}

/// By what a person is known; what is left out is told as missing.
#[derive(Debug, Default, Args)]
pub struct Numbers {
    /// Their NIP
    #[arg(long, default_value = "")]
    pub nip: String,
    /// Their NIK
    #[arg(long, default_value = "")]
    pub nik: String,
    /// Their official e-mail address
    #[arg(long, default_value = "")]
    pub email: String,
}

impl Numbers {
    /// The fields that are not said, in words; `None` where nothing is left out.
    pub fn missing(&self, words: &Words) -> Option<String> {
        let fields = [
            ("field-nip", &self.nip),
            ("field-nik", &self.nik),
            ("field-email", &self.email),
        ];
        let missing = fields
            .into_iter()
            .filter(|(_, said)| said.trim().is_empty());
        let missing: Vec<String> = missing.map(|(key, _)| words.get(key)).collect();
        (!missing.is_empty()).then(|| missing.join(", "))
    }
}

#[derive(Debug, Args)]
pub struct Identify {
    /// The officer: number, account, name or part of it
    officer: String,
    /// Their name with titles, where it is written anew
    #[arg(long, default_value = "")]
    name: String,
    #[command(flatten)]
    known: Numbers,
}

#[derive(Debug, Args)]
struct Term {
    /// In what capacity: definitive, plh or plt
    #[arg(long, default_value = "definitive")]
    capacity: String,
    /// From this day or moment; now if not said
    #[arg(long, value_name = "MOMENT")]
    from: Option<String>,
    /// To the end of this day, or until this moment
    #[arg(long, value_name = "MOMENT")]
    until: Option<String>,
    /// The letter of appointment
    #[arg(long, default_value = "")]
    basis: String,
}

#[derive(Debug, Args)]
pub struct Bind {
    /// The officer: number, account, name or part of it
    officer: String,
    /// The account; without one the binding ends
    #[arg(long)]
    account: Option<String>,
}

#[derive(Debug, Args)]
pub struct Give {
    /// The officer: number, account, name or part of it
    officer: String,
    /// The position
    #[arg(long)]
    position: String,
    #[command(flatten)]
    term: Term,
}

#[derive(Debug, Args)]
pub struct Release {
    /// The officer: number, account, name or part of it
    officer: String,
    /// The position
    #[arg(long)]
    position: String,
    /// Its last day, or the moment at which it ends; now if not said
    #[arg(long, value_name = "MOMENT")]
    until: Option<String>,
}

impl Officers {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        let line = DeskLine::open(desk, arguments)?;
        let words = &line.words;
        let now = line.now();
        let today = now.day();
        let command = match self {
            Officers::List => return list(&line, arguments.json),
            Officers::Add(add) => Command::AddOfficer {
                name: add.name.clone(),
                nip: add.known.nip.clone(),
                nik: add.known.nik.clone(),
                email: add.known.email.clone(),
                account: account_if(&line, add.account.as_deref())?,
                holds: add
                    .positions
                    .iter()
                    .map(|key| add.term.hold(words, key, now))
                    .collect::<Result<_, _>>()?,
            },
            Officers::Identify(who) => Command::IdentifyOfficer {
                officer: seen(line.officer(&who.officer)?),
                name: who.name.clone(),
                nip: who.known.nip.clone(),
                nik: who.known.nik.clone(),
                email: who.known.email.clone(),
            },
            Officers::Bind(bind) => Command::BindAccount {
                officer: seen(line.officer(&bind.officer)?),
                account: account_if(&line, bind.account.as_deref())?,
            },
            Officers::Hold(give) => Command::Hold {
                officer: seen(line.officer(&give.officer)?),
                hold: give.term.hold(words, &give.position, now)?,
            },
            Officers::Paper(stated) => stated.command(&line)?,
            Officers::Assign(assign) => Command::AssignAgencies {
                officer: seen(line.officer(&assign.officer)?),
                agencies: assign.agencies.clone(),
            },
            Officers::Release(release) => {
                let officer = line.officer(&release.officer)?;
                let position = given::position(words, &release.position)?;
                Command::ReleaseHold {
                    until: given::end_if(words, release.until.as_deref(), today)?,
                    officer: seen(officer),
                    position,
                }
            }
        };
        act_and_tell(&line, arguments.json, command)?;
        if let Officers::Add(add) = self {
            tell_missing(words, &add.name, &add.known);
        }
        Ok(())
    }
}

/// Says which of the numbers is not known yet, beside the outcome.
pub fn tell_missing(words: &Words, name: &str, known: &Numbers) {
    if let Some(missing) = known.missing(words) {
        let name = safe(name);
        let args: [(&str, &dyn crate::text::Arg); 2] = [("name", &name), ("missing", &missing)];
        show::aside(&format!("{}\n", words.with("cli-officer-missing", &args)));
    }
}

fn seen(officer: &OfficerView) -> Seen<OfficerId> {
    Seen {
        id: officer.id,
        revision: officer.revision,
    }
}

impl Term {
    fn hold(&self, words: &Words, position: &str, now: Instant) -> Result<Hold, Failure> {
        Ok(Hold {
            position: given::position(words, position)?,
            capacity: given::choice(words, &self.capacity, &Capacity::ALL, Capacity::as_str)?,
            from: given::begin_if(words, self.from.as_deref(), now.day())?.unwrap_or(now),
            until: given::end_if(words, self.until.as_deref(), now.day())?,
            basis: self.basis.clone(),
            given: now,
        })
    }
}

/// The account of this name, which must be one of this computer's: who comes is what the kernel
/// says.
fn account_if(line: &DeskLine, name: Option<&str>) -> Result<Option<Account>, Failure> {
    let Some(name) = name else {
        return Ok(None);
    };
    let asked = Ask::Account {
        name: name.to_owned(),
    };
    match line.ask(asked)? {
        Tell::Account(Some(account)) => Ok(Some(account)),
        Tell::Account(None) => {
            let args: [(&str, &dyn crate::text::Arg); 1] = [("account", &name)];
            Err(Failure::wrong(&line.words, "account-unknown", &args))
        }
        other => Err(unexpected(&line.words, &other)),
    }
}

fn list(line: &DeskLine, as_json: bool) -> Result<(), Failure> {
    let page = listing::fetch(line, &Query::of(List::Officers), 0, 0)?;
    show::either(
        as_json,
        || {
            let officers = page.rows.iter().map(listing::row_value);
            json!({"me": line.office().me.0, "officers": officers.collect::<Vec<_>>()})
        },
        || listing::table(&line.words, &page),
    )
}
