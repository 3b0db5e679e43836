//! `loket demo`: a training desk with a year of made-up work, and its screen.

use super::exit::{Failure, USAGE};
use super::given;
use super::init::not_founded;
use super::{Arguments, account, connect, screen};
use crate::client::holds_desk;
use crate::paths::{DeskFolder, PathError, PickedBy, Sharing, demo_desk, pick_desk};
use crate::policy_file;
use crate::server::demo::make;
use crate::server::desk::training_start;
use crate::server::founding::Founding;
use clap::Args;
use std::io::IsTerminal;

#[derive(Debug, Default, Args)]
#[command(after_help = "Example: loket demo --as verifikator")]
pub struct Demo {
    /// Make the desk and stop: no screen
    #[arg(long)]
    only_make: bool,
}

impl Demo {
    pub fn run(&self, arguments: &Arguments) -> Result<(), Failure> {
        let desk = demo_folder(arguments)?;
        let words = super::desk::words(arguments)?;
        let there = holds_desk(&desk).map_err(|error| connect::no_line(&words, &error))?;
        if !there {
            fill(&desk, arguments)?;
        }
        match self.only_make {
            true => super::show::say(&format!("{}\n", desk.path().display())),
            false => screen::run(&desk, arguments),
        }
    }
}

/// The folder that was named, else the demo's own: a demo never lands in a real desk by default.
fn demo_folder(arguments: &Arguments) -> Result<DeskFolder, Failure> {
    let words = super::desk::words(arguments)?;
    let told = |error: PathError| Failure::line(&words, USAGE, error.code(), &error.args());
    let (desk, picked) = pick_desk(arguments.desk.as_deref()).map_err(told)?;
    match picked {
        PickedBy::Argument | PickedBy::Environment => Ok(desk),
        PickedBy::Machine | PickedBy::Default => demo_desk().map_err(told),
    }
}

fn fill(desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
    let words = super::desk::words(arguments)?;
    let now = match arguments.now.as_deref() {
        Some(now) => given::now(&words, now)?,
        None => training_start(),
    };
    let policy = policy_file::babel();
    let own = account::own();
    let founding = Founding {
        name: policy.office.short.clone(),
        training: true,
        policy,
        sharing: Sharing::Own,
        founder: own.name.clone(),
        known: Default::default(),
        account: own,
        at: now,
    };
    let told = std::io::stderr().is_terminal();
    let mut progress = |done: u32, total: u32| {
        if told {
            let percent = (done * 100).checked_div(total).unwrap_or(100);
            crate::cli::show::aside(&format!(
                "\r{}",
                words.with("cli-demo-filling", &[("percent", &percent)])
            ));
        }
    };
    make(desk, founding, now, &mut progress).map_err(|error| not_founded(&words, error))?;
    if told {
        crate::cli::show::aside("\n");
    }
    Ok(())
}
