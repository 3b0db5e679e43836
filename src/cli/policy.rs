//! `loket policy`: the office's rules as a file.

use super::Arguments;
use super::desk::{DeskLine, words};
use super::done::act_and_tell;
use super::exit::Failure;
use super::show;
use crate::domain::act::Command;
use crate::domain::identity::mask_niks;
use crate::domain::policy::Policy as Rules;
use crate::paths::DeskFolder;
use crate::policy_file::{self, PolicyFault};
use crate::text::policy::wrong;
use crate::text::{Arg, Words};
use clap::Subcommand;
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Policy {
    /// Says what is wrong with a policy file, line by line; changes nothing
    #[command(after_help = "Example: loket policy check babel.toml")]
    Check {
        /// The file
        file: PathBuf,
    },
    /// Shows the policy in force, to change it or keep it
    #[command(after_help = "Example: loket policy show > policy.toml")]
    Show {
        /// The policy that comes with the program instead
        #[arg(long)]
        shipped: bool,
    },
    /// Puts a policy file in force
    #[command(
        after_help = "Example: loket policy check policy.toml && loket policy adopt policy.toml"
    )]
    Adopt {
        /// The file
        file: PathBuf,
    },
}

impl Policy {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        match self {
            Policy::Check { file } => check(arguments, file),
            Policy::Show { shipped: true } => show_rules(arguments, &policy_file::babel(), None),
            Policy::Show { shipped: false } => {
                let line = DeskLine::open(desk, arguments)?;
                let number = line.office().policy_number;
                show_rules(arguments, line.policy(), Some(number))
            }
            Policy::Adopt { file } => {
                let policy = read(&words(arguments)?, file)?;
                let line = DeskLine::open(desk, arguments)?;
                let command = Command::AdoptPolicy {
                    seen: line.office().policy_number,
                    digest: policy_file::digest(&policy),
                    policy: Box::new(policy),
                };
                act_and_tell(&line, arguments.json, command)
            }
        }
    }
}

/// The policy of a file; what is wrong with it becomes a sentence a fault.
pub fn read(words: &Words, file: &Path) -> Result<Rules, Failure> {
    policy_file::read(file).map_err(|fault| Failure::refused(told(words, &fault)).keyed("policy"))
}

/// What is wrong, one line each: file, line, column, key, sentence.
fn told(words: &Words, fault: &PolicyFault) -> String {
    let first = words.with(
        "cli-policy-wrong",
        &[("file", &fault.file), ("count", &fault.problems.len())],
    );
    let lines = fault.problems.iter().map(|problem| {
        let (line, column) = (problem.line.to_string(), problem.column.to_string());
        let args: [(&str, &dyn Arg); 4] = [
            ("line", &line),
            ("column", &column),
            ("key", &problem.key),
            (
                "what",
                &wrong(words, problem.wrong.code, &problem.wrong.args),
            ),
        ];
        match problem.key.is_empty() {
            true => words.with("cli-policy-line", &args),
            false => words.with("cli-policy-key", &args),
        }
    });
    let lines: Vec<String> = std::iter::once(first).chain(lines).collect();
    lines.join("\n  ")
}

fn check(arguments: &Arguments, file: &Path) -> Result<(), Failure> {
    let words = words(arguments)?;
    match policy_file::read(file) {
        Ok(_) => {
            let path = mask_niks(&file.display().to_string()).into_owned();
            let unused = policy_file::unused(&std::fs::read_to_string(file).unwrap_or_default());
            show::either(
                arguments.json,
                || json!({"file": path, "problems": [], "unused": unused}),
                || {
                    let good = words.with("cli-policy-good", &[("file", &path)]);
                    let told = unused.iter();
                    let told = told.map(|key| words.with("cli-policy-unused", &[("key", key)]));
                    let lines: Vec<String> = std::iter::once(good).chain(told).collect();
                    lines.join("\n") + "\n"
                },
            )
        }
        Err(fault) => {
            if arguments.json {
                let problems = fault.problems.iter().map(|problem| {
                    json!({"line": problem.line, "column": problem.column, "key": problem.key,
                           "code": problem.wrong.code,
                           "message": wrong(&words, problem.wrong.code, &problem.wrong.args)})
                });
                let file = mask_niks(&fault.file);
                show::json(&json!({"file": file, "problems": problems.collect::<Vec<_>>()}))?;
            }
            Err(Failure::refused(told(&words, &fault)).said())
        }
    }
}

fn show_rules(arguments: &Arguments, rules: &Rules, number: Option<u32>) -> Result<(), Failure> {
    let text = policy_file::write(rules).map_err(Failure::refused)?;
    show::either(
        arguments.json,
        || {
            let digest: String = policy_file::digest(rules)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            json!({"number": number, "digest": digest, "policy": rules})
        },
        || text,
    )
}
