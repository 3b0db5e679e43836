//! Copies of documents do not outlive their screen for long: what a killed process left goes when
//! the next one starts, and what a living one holds stays.

use crate::again::alone;
use loket::client::copies::{Copies, sweep};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const HOLDS: &str = "LOKET_TEST_COPIES";

/// Not a test of its own: makes a copy and holds it until it is killed.
#[test]
fn holder_of_a_copy() {
    let Some(state) = std::env::var_os(HOLDS) else {
        return;
    };
    let copies = Copies::in_folder(Path::new(&state));
    let path = copies.write("sk.pdf", b"NIK 1971045204870013").unwrap();
    println!("\ncopy {}", path.display());
    loop {
        std::thread::park();
    }
}

fn hold(state: &Path) -> (Child, PathBuf) {
    let mut holds = Command::new(std::env::current_exe().unwrap());
    holds.args(alone(module_path!(), "holder_of_a_copy"));
    holds.env(HOLDS, state);
    let mut child = holds.stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let told = lines
        .map(Result::unwrap)
        .find_map(|line| line.strip_prefix("copy ").map(PathBuf::from));
    (child, told.unwrap())
}

#[test]
fn the_next_start_sweeps_what_a_killed_process_left_and_nothing_else() {
    let state = tempfile::tempdir().unwrap();
    let (mut killed, left) = hold(state.path());
    let (mut living, held) = hold(state.path());
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(left.exists() && held.exists());
    sweep(state.path()).unwrap();
    assert!(!left.parent().unwrap().exists());
    assert!(held.exists());
    living.kill().unwrap();
    living.wait().unwrap();
    sweep(state.path()).unwrap();
    assert!(!held.parent().unwrap().exists());
}
