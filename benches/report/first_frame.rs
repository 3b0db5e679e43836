//! The first complete frame: with the server running beside a bare ratatui program, and cold, when
//! the server has to start first.

use super::bare;
use super::making::Made;
use super::screen::Screen;
use super::served::{self, Server};
use super::table::{Row, at_share};
use std::time::Duration;

const TRIALS: usize = 15;
const COLD_TRIALS: usize = 7;
const QUIET: Duration = Duration::from_millis(250);

pub fn measure(made: &Made, put: &mut dyn FnMut(Row)) {
    let server = Server::start(&made.desk);
    let (mut ours, mut peer) = (Vec::new(), Vec::new());
    for _ in 0..TRIALS {
        peer.push(bare::screen().complete(QUIET));
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
    cold(made, put);
}

/// From the start of the client, with no server, to two moments:
/// - the first complete frame: header, every tab that has room, a body that says what it shows, and
///   the hints of its keys. Of the body that is the sentence that the lists are being read, and how
///   far: the frame answers keys, opens forms and takes acts, but no row of a list is on it yet, nor
///   a count beside a tab. That is what the line is for ("the index may still load").
/// - the lists stand: from here on nothing on the screen changes any more.
///
/// The store was closed in order and its files are in the kernel's cache.
fn cold(made: &Made, put: &mut dyn FnMut(Row)) {
    let (mut frames, mut lists) = (Vec::new(), Vec::new());
    for _ in 0..COLD_TRIALS {
        served::stop(&made.desk);
        let mut screen = Screen::of_desk(made.desk.path(), 120, 40);
        lists.push(screen.complete(Duration::from_millis(1_500)));
        frames.push(screen.first(is_complete));
        drop(screen);
        served::stop(&made.desk);
    }
    let [frame, list] = [frames, lists].map(|all| at_share(&all, 0.5));
    let most = if made.size > 100_000 { 1_000.0 } else { 500.0 };
    let row = Row::shown(
        "first complete frame, cold: the server starts",
        &made.data(),
        format!("median {frame:.0} ms"),
    );
    put(row.line(format!("<= {most:.0} ms"), frame <= most));
    put(Row::shown(
        "the lists stand, cold",
        &made.data(),
        format!("median {list:.0} ms"),
    ));
}

/// Header, tabs, body and hints, by what only they hold.
fn is_complete(rows: &[String]) -> bool {
    let [header, tabs, body @ .., hints] = rows else {
        return false;
    };
    header.contains(" WIB ")
        && tabs.contains("0 Hari Ini")
        && tabs.contains("5 Kalender")
        && body.iter().any(|row| !row.trim().is_empty())
        && hints.contains("? bantuan")
}
