//! `loket init`: makes a desk.

use super::account;
use super::exit::Failure;
use crate::domain::time::Instant;
use crate::paths::{DeskFolder, Sharing};
use crate::policy_file;
use crate::server::desk::training_start;
use crate::server::founding::{Founding, found};
use chrono::NaiveDateTime;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
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
}

impl Init {
    pub fn run(&self, desk: &DeskFolder, now: Option<&str>) -> Result<(), Failure> {
        let policy = match &self.policy {
            Some(path) => policy_file::read(path).map_err(Failure::refused)?,
            None => policy_file::babel(),
        };
        let sharing = match &self.shared {
            None => Sharing::Own,
            Some(name) => match account::group(name) {
                Some(group) => Sharing::Group(group),
                None => return Err(Failure::usage(format!("there is no group {name}"))),
            },
        };
        let at = match (self.training, now) {
            (true, Some(now)) => moment(now)?,
            (true, None) => training_start(),
            (false, None) => Instant(chrono::Utc::now().timestamp_millis()),
            (false, Some(_)) => {
                return Err(Failure::usage(
                    "--now is for training desks: add --training",
                ));
            }
        };
        let own = account::own();
        let founding = Founding {
            name: policy.office.short.clone(),
            training: self.training,
            policy,
            sharing,
            founder: self.name.clone().unwrap_or_else(|| own.name.clone()),
            account: own,
            at,
        };
        found(desk, founding).map_err(Failure::refused)?;
        println!("{}", desk.path().display());
        Ok(())
    }
}

/// Reads a moment as people write it, in WIB.
pub fn moment(text: &str) -> Result<Instant, Failure> {
    let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let found = forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    found
        .map(Instant::from_wib)
        .ok_or_else(|| Failure::usage(format!("{text} is no moment; write 2026-11-23T09:00")))
}
