//! Long checks of a desk that is being served: the ledger read through, the records rebuilt beside.

use super::Reply;
use super::faults;
use super::hub::Shared;
use crate::domain::refusal::Refusal;
use crate::store::{self, Progress, ids::hex};
use crate::wire::message::{Ask, Tell};
use crate::wire::view::VerifyView;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Runs the check on a thread of its own; progress goes out while it lasts. The asker may.
pub fn answer(shared: &Arc<Shared>, ask: &Ask, reply: Reply) {
    let Some(turn) = Turn::take(shared) else {
        return reply.send(Tell::Refused(Refusal::CheckRuns));
    };
    let verifies = matches!(ask, Ask::Verify);
    let run = move || {
        let shared = &turn.0;
        let mut progress = |at: Progress| {
            reply.progress(Tell::Progress {
                done: at.done,
                total: at.total,
            });
        };
        let tell = match verifies {
            true => verify(shared, &mut progress),
            false => compare(shared, &mut progress),
        };
        drop(turn);
        reply.send(tell);
    };
    if let Err(error) = std::thread::Builder::new()
        .name("check".to_owned())
        .spawn(run)
    {
        tracing::error!(%error, "a check could not be started");
    }
}

/// Documents named in one answer at most.
const NAMED: usize = 1_000;

/// The one check that may run: two would build their second database in one place.
struct Turn(Arc<Shared>);

impl Turn {
    fn take(shared: &Arc<Shared>) -> Option<Turn> {
        let taken = shared.checking.swap(true, Ordering::AcqRel);
        (!taken).then(|| Turn(shared.clone()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.checking.store(false, Ordering::Release);
    }
}

fn verify(shared: &Shared, progress: &mut dyn FnMut(Progress)) -> Tell {
    let events = shared.store.head().seq;
    let read = shared
        .store
        .verify(progress)
        .and_then(|verified| Ok((verified, store::missing(&shared.store)?)));
    let view = match read {
        Ok((verified, mut missing)) => {
            missing.truncate(NAMED);
            VerifyView {
                events: verified.head.seq,
                head: hex(&verified.head.hash),
                bad: None,
                missing,
            }
        }
        Err(error) => {
            let head = hex(&shared.store.head().hash);
            VerifyView {
                events,
                head,
                bad: Some(faults::refused(&error)),
                missing: Vec::new(),
            }
        }
    };
    Tell::Verified(view)
}

fn compare(shared: &Shared, progress: &mut dyn FnMut(Progress)) -> Tell {
    match shared.store.compare(progress) {
        Ok(compared) => Tell::Compared {
            events: shared.store.head().seq,
            differences: compared.named.iter().map(ToString::to_string).collect(),
        },
        Err(error) => Tell::Refused(faults::refusal(&error)),
    }
}
