//! The first complete frame: with the server running beside a bare ratatui program, and cold, when
//! the server has to start first.

use super::bare;
use super::making::Made;
use super::screen::Screen;
use super::served::{self, Server};
use super::table::{Row, at_share};
use portable_pty::CommandBuilder;
use std::time::Duration;

const TRIALS: usize = 15;
const COLD_TRIALS: usize = 3;
const QUIET: Duration = Duration::from_millis(250);

pub fn measure(made: &Made, put: &mut dyn FnMut(Row)) {
    let server = Server::start(&made.desk);
    let (mut ours, mut peer) = (Vec::new(), Vec::new());
    for _ in 0..TRIALS {
        peer.push(bare_frame());
        ours.push(Screen::of_desk(made.desk.path(), 120, 40).complete(QUIET));
    }
    drop(server);
    let [ours, peer] = [ours, peer].map(|all| at_share(&all, 0.5));
    let row = Row::shown(
        "first complete frame, server running, 120x40",
        &made.data(),
        format!("median {ours:.1} ms"),
    );
    put(row
        .against(format!("bare ratatui {peer:.1} ms"), ours / peer)
        .line("<= peer + 15 ms", ours <= peer + 15.0));
    put(cold(made));
}

fn bare_frame() -> f64 {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.arg(bare::FLAG);
    Screen::open(command, 120, 40).complete(QUIET)
}

fn cold(made: &Made) -> Row {
    let trials = (0..COLD_TRIALS).map(|_| {
        served::stop(&made.desk);
        let mut screen = Screen::of_desk(made.desk.path(), 120, 40);
        let took = screen.complete(Duration::from_millis(1_500));
        drop(screen);
        served::stop(&made.desk);
        took
    });
    let took = at_share(&trials.collect::<Vec<_>>(), 0.5);
    let most = if made.size > 100_000 { 1_000.0 } else { 500.0 };
    Row::shown(
        "first complete frame, cold: the server starts",
        &made.data(),
        format!("median {took:.0} ms"),
    )
    .line(format!("<= {most:.0} ms"), took <= most)
}
