//! `loket init`: makes a desk.

use super::Arguments;
use super::account;
use super::audit::as_failure;
use super::desk::words;
use super::exit::{Failure, NO_LINE, USAGE};
use super::given;
use super::officer::{self, Numbers};
use super::policy;
use super::show;
use crate::domain::officer::PersonIds;
use crate::domain::time::Instant;
use crate::paths::{DeskFolder, PathError, Sharing};
use crate::policy_file;
use crate::server::desk::training_start;
use crate::server::founding::{Founding, FoundingError, found};
use crate::text::Words;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, Default, Args)]
#[command(after_help = "Example: loket init --training --desk ~/latihan")]
pub struct Init {
    /// A desk to learn on: says LATIHAN on every screen, no mail leaves
    #[arg(long)]
    training: bool,
    /// The office's policy; else that of Bangka Belitung
    #[arg(long, value_name = "F")]
    policy: Option<PathBuf>,
    /// Let the members of this group enter the desk
    #[arg(long, value_name = "GROUP")]
    shared: Option<String>,
    /// The founder's name as an officer; else the account's
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    known: Numbers,
}

impl Init {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        let words = words(arguments)?;
        let now = arguments.now.as_deref();
        let policy = match &self.policy {
            Some(path) => policy::read(&words, path)?,
            None => policy_file::babel(),
        };
        let sharing = match &self.shared {
            None => Sharing::Own,
            Some(name) => match account::group(name) {
                Some(group) => Sharing::Group(group),
                None => return Err(Failure::wrong(&words, "cli-no-group", &[("group", name)])),
            },
        };
        let at = match (self.training, now) {
            (true, Some(now)) => given::now(&words, now)?,
            (true, None) => training_start(),
            (false, None) => Instant(chrono::Utc::now().timestamp_millis()),
            (false, Some(_)) => {
                return Err(Failure::line(&words, USAGE, "now-only-training", &[]));
            }
        };
        let Numbers { nip, nik, email } = &self.known;
        let known = PersonIds::read(nip, nik, email).map_err(|field| {
            let field = words.get(&format!("field-{field}"));
            Failure::line(&words, USAGE, "not-that", &[("field".to_owned(), field)])
        })?;
        let own = account::own();
        let founding = Founding {
            name: policy.office.short.clone(),
            training: self.training,
            policy,
            sharing,
            founder: self.name.clone().unwrap_or_else(|| own.name.clone()),
            account: own,
            known,
            at,
        };
        let (name, founder) = (founding.name.clone(), founding.founder.clone());
        found(desk, founding).map_err(|error| not_founded(&words, error))?;
        let path = desk.path().display().to_string();
        let key = match self.training {
            true => "cli-founded-training",
            false => "cli-founded",
        };
        show::either(
            arguments.json,
            || json!({"desk": path, "name": name, "training": self.training}),
            || format!("{}\n", words.with(key, &[("name", &name), ("path", &path)])),
        )?;
        if !self.training {
            officer::tell_missing(&words, &founder, &self.known);
        }
        Ok(())
    }
}

/// Why a desk was not made.
pub fn not_founded(words: &Words, error: FoundingError) -> Failure {
    match error {
        FoundingError::Store(error) => as_failure(words, &error),
        FoundingError::Path(error) => no_place(words, &error),
        FoundingError::Nobody(uid) => {
            Failure::with_code(NO_LINE, words.with("cli-founder-nobody", &[("uid", &uid)]))
        }
        other => Failure::refused(words.with("cli-failed", &[("problem", &other.to_string())])),
    }
}

/// Why there is no place for a desk: no right to one, or a path that cannot be.
pub fn no_place(words: &Words, error: &PathError) -> Failure {
    let exit = match error {
        PathError::CannotMake { .. } | PathError::Io { .. } => NO_LINE,
        _ => USAGE,
    };
    Failure::line(words, exit, error.code(), &error.args())
}
