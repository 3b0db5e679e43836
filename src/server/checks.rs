//! Long checks of a desk that is being served: the ledger read through, the records rebuilt beside.

use super::Reply;
use super::faults;
use super::hub::Shared;
use crate::store::{self, Progress, ids::hex};
use crate::wire::message::{Ask, Tell};
use crate::wire::view::VerifyView;
use std::sync::Arc;

/// Runs the check on a thread of its own; progress goes out while it lasts. The asker may.
pub fn answer(shared: &Arc<Shared>, ask: &Ask, reply: Reply) {
    let shared = shared.clone();
    let verifies = matches!(ask, Ask::Verify);
    let run = move || {
        let mut progress = |at: Progress| {
            reply.progress(Tell::Progress {
                done: at.done,
                total: at.total,
            });
        };
        let tell = match verifies {
            true => verify(&shared, &mut progress),
            false => compare(&shared, &mut progress),
        };
        reply.send(tell);
    };
    if let Err(error) = std::thread::Builder::new()
        .name("check".to_owned())
        .spawn(run)
    {
        tracing::error!(%error, "a check could not be started");
    }
}

fn verify(shared: &Shared, progress: &mut dyn FnMut(Progress)) -> Tell {
    let events = shared.store.head().seq;
    let view = match store::verify(shared.store.desk(), &[], progress) {
        Ok(verified) => VerifyView {
            events: verified.head.seq,
            head: hex(&verified.head.hash),
            bad: None,
        },
        Err(error) => {
            let head = hex(&shared.store.head().hash);
            VerifyView {
                events,
                head,
                bad: Some(faults::refused(&error)),
            }
        }
    };
    Tell::Verified(view)
}

fn compare(shared: &Shared, progress: &mut dyn FnMut(Progress)) -> Tell {
    match store::compare(&shared.store, progress) {
        Ok(compared) => Tell::Compared {
            events: shared.store.head().seq,
            differences: compared.named.iter().map(ToString::to_string).collect(),
        },
        Err(error) => Tell::Refused(faults::refusal(&error)),
    }
}
