//! `loket calendar`: what falls due, day by day [R12.6].

use super::Arguments;
use super::connect::unexpected;
use super::desk::DeskLine;
use super::exit::Failure;
use super::given;
use super::listing;
use super::show::{self, Table};
use crate::domain::time::Day;
use crate::domain::written::Prefer;
use crate::paths::DeskFolder;
use crate::wire::message::{Ask, List, Query, Tell};
use crate::wire::view::DayCount;
use chrono::Datelike;
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
#[command(
    after_help = "Example: loket calendar --month 2026-12 --json\n         loket calendar --day 23/11"
)]
pub struct Calendar {
    /// The month, such as 2026-12; this one if not said
    #[arg(long, value_name = "YYYY-MM")]
    month: Option<String>,
    /// What falls on one day
    #[arg(long, value_name = "DATE", conflicts_with = "month")]
    day: Option<String>,
}

impl Calendar {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        let line = DeskLine::open(desk, arguments)?;
        let today = line.now().day();
        if let Some(text) = &self.day {
            let day = given::day(&line.words, text, today, Prefer::Future)?;
            let page = listing::fetch(&line, &Query::of(List::Day(day)), 0, 0)?;
            return listing::print(&line, arguments.json, &page);
        }
        let (first, days) = match &self.month {
            Some(text) => given::month(&line.words, text)?,
            None => {
                let first = today.with_day(1).unwrap_or(today);
                (first, given::days_of(first))
            }
        };
        let days = match line.ask(Ask::Calendar { first, days })? {
            Tell::Calendar(view) => view.days,
            other => return Err(unexpected(&line.words, &other)),
        };
        show::either(
            arguments.json,
            || json!({"first": first, "days": days.iter().map(day_value).collect::<Vec<_>>()}),
            || text(&line, &days),
        )
    }
}

fn day_value(count: &DayCount) -> serde_json::Value {
    json!({
        "day": count.day, "expiries": count.expiries, "notices": count.notices,
        "activations": count.activations, "passphrases": count.passphrases,
        "holiday": count.holiday,
    })
}

/// The days on which anything falls; a quiet month says so.
fn text(line: &DeskLine, days: &[DayCount]) -> String {
    let words = &line.words;
    let mut table = Table::new(vec![
        words.get("field-date"),
        words.get("cli-due-expiry"),
        words.get("cli-head-notices"),
        words.get("cli-due-activation"),
        words.get("cli-due-passphrase"),
        String::new(),
    ]);
    let number = |count: u32| match count {
        0 => "-".to_owned(),
        count => words.number(i64::from(count)),
    };
    let mut any = false;
    for count in days {
        let sum = count.expiries + count.notices + count.activations + count.passphrases;
        if sum == 0 {
            continue;
        }
        any = true;
        let holiday = holiday(line, count.day, count.holiday);
        table.row(vec![
            words.weekday_date(count.day),
            number(count.expiries),
            number(count.notices),
            number(count.activations),
            number(count.passphrases),
            holiday,
        ]);
    }
    match any {
        true => table.text(),
        false => format!("{}\n", words.get("cli-calendar-empty")),
    }
}

fn holiday(line: &DeskLine, day: Day, free: bool) -> String {
    match line.policy().holiday(day) {
        Some(_) if free => line.words.get("cli-holiday"),
        _ => String::new(),
    }
}
