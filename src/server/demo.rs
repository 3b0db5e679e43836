//! `loket demo`: a training desk with a year of made-up work, done by the same rules as real work,
//! so that each tab has something to do and every number adds up.

mod acting;
mod dice;
mod people;
mod year;

use super::founding::{Founding, FoundingError, found_with};
use super::office::Office;
use crate::domain::ids::OfficerId;
use crate::domain::rules::Actor;
use crate::domain::time::Instant;
use crate::paths::DeskFolder;
use crate::store::Store;
use acting::Acting;

/// Makes a training desk whose clock stands at `now`, with the year before it filled.
///
/// # Errors
/// As for [`found`](super::founding::found).
pub fn make(
    desk: &DeskFolder,
    founding: Founding,
    now: Instant,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<(), FoundingError> {
    let uid = founding.account.uid;
    let founding = Founding {
        at: year::start(now),
        training: true,
        ..founding
    };
    found_with(desk, founding, |store| fill(store, uid, now, progress))
}

/// Lives the year before `now` at a desk that was just founded.
fn fill(
    store: &Store,
    uid: u32,
    now: Instant,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<(), FoundingError> {
    let office = Office::load(store)?;
    let cast = office
        .officers
        .iter()
        .skip(1)
        .map(|officer| officer.id)
        .collect();
    let actor = Actor {
        officer: OfficerId(1),
        cast,
    };
    let mut acting = Acting::new(store, office, actor, uid);
    year::live(&mut acting, now, progress)?;
    acting.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests;
