//! The bench report: one command, one table, every line of what the desk must reach beside its peer
//! in the same run.
//!
//! ```text
//! cargo bench --bench report                          D(10k) and D(100k)
//! cargo bench --bench report -- --scale 1m            D(1M); or 10k,100k,1m
//! cargo bench --bench report -- --only keys,typing    some of the measures
//! ```
//! Figures of one run may be compared, figures of two runs hardly: the load stands at the head and
//! at the foot. Peers that are not on this machine (fzf, rg, csvlens) are named and left out.

#![allow(clippy::unwrap_used, clippy::panic)]

mod acts;
mod bare;
#[path = "../support/durable.rs"]
mod durable;
mod first_frame;
mod import;
mod keys;
#[path = "../support/like.rs"]
mod like;
mod machine;
mod making;
mod many;
mod people;
mod rebuild;
mod screen;
mod served;
mod space;
mod table;
mod typing;

use making::Made;
use std::path::PathBuf;
use table::{Row, Table};

/// The program that is measured, as it is released.
fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_loket"))
}

/// A measure on one desk.
type OnDesk = fn(&Made, &mut dyn FnMut(Row));

/// Measures that need a desk, by the name that `--only` takes. The last ones change the desk.
const ON_DESK: &[(&str, OnDesk)] = &[
    ("first-frame", first_frame::measure),
    ("keys", keys::measure),
    ("typing", typing::measure),
    ("memory", space::memory),
    ("disk", space::disk),
    ("rebuild", rebuild::measure),
    ("many", many::measure),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.iter().any(|one| one == bare::FLAG) {
        return bare::run();
    }
    if !arguments.iter().any(|one| one == "--bench") {
        // `cargo test --benches` only wants to know that it builds.
        return println!("run by `cargo bench --bench report`");
    }
    let value = |name: &str| -> Option<&String> {
        let at = arguments.iter().position(|one| one == name)?;
        arguments.get(at + 1)
    };
    let sizes = value("--scale").map_or("10k,100k", String::as_str);
    let only = value("--only").map(|only| only.split(',').collect::<Vec<_>>());
    let wanted = |name: &str| only.as_ref().is_none_or(|only| only.contains(&name));
    println!("{}\n", machine::describe());
    let began = machine::Ticks::now();
    let mut table = Table::head();
    let mut put = |row: Row| table.put(&row);
    if wanted("binary") {
        space::binary(&mut put);
    }
    if wanted("acts") {
        acts::measure(&mut put);
    }
    if wanted("import-reading") {
        import::reading(&mut put);
    }
    if wanted("import-beside-screens") {
        import::beside_screens(&mut put);
    }
    let sizes: Vec<u32> = sizes.split(',').map(size).collect();
    for size in sizes.iter().filter(|_| wanted("import")) {
        import::measure(*size, &mut put);
    }
    for (at, size) in sizes.iter().enumerate() {
        if !ON_DESK.iter().any(|(name, _)| wanted(name)) && !wanted("idle") {
            break;
        }
        let made = making::make(*size);
        put(Row::shown(
            "made by the rules, through the store",
            &made.data(),
            format!("{} events in {:.0} s", made.events, made.seconds),
        ));
        // A minute in which nothing happens is not repeated at every size.
        if at + 1 == sizes.len() && wanted("idle") {
            space::idle(&made, &mut put);
        }
        for (name, measure) in ON_DESK {
            if wanted(name) {
                measure(&made, &mut put);
            }
        }
    }
    table.foot();
    let stolen = machine::Ticks::now().stolen_since(&began);
    println!(
        "load {}; {stolen:.1} % of the processors went to other machines of the host",
        machine::load()
    );
}

/// `10k`, `1m` or a plain number.
fn size(text: &str) -> u32 {
    let lower = text.to_lowercase();
    let (digits, unit) = match lower.strip_suffix(['k', 'm']) {
        Some(digits) if lower.ends_with('k') => (digits, 1_000),
        Some(digits) => (digits, 1_000_000),
        None => (lower.as_str(), 1),
    };
    let count: u32 = digits
        .parse()
        .unwrap_or_else(|_| panic!("--scale takes sizes such as 10k,100k,1m, not {text:?}"));
    count * unit
}
