//! Documents that no event names go after a day [R7.12]: a thread of its own looks once the
//! desk is open and then once a day. Nothing waits for it; it leaves when the desk closes.

use super::hub::Shared;
use crate::store::ids::Digest;
use crate::store::{self, Store};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

/// Time between two looks.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// The thread that sweeps; [`Sweeper::leave`] ends it.
pub struct Sweeper {
    leaving: Arc<AtomicBool>,
    running: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

impl Sweeper {
    /// Begins to sweep the documents of an open desk. A desk whose thread cannot be started keeps
    /// what nothing names until the next opening.
    pub fn start(shared: &Arc<Shared>) -> Sweeper {
        let leaving = Arc::new(AtomicBool::new(false));
        let (stop, stopped) = channel();
        let run = {
            let (shared, leaving) = (shared.clone(), leaving.clone());
            move || run(&shared.store, &leaving, &stopped)
        };
        let thread = std::thread::Builder::new()
            .name("sweep".to_owned())
            .spawn(run);
        let running = match thread {
            Ok(thread) => Some((stop, thread)),
            Err(error) => {
                tracing::error!(%error, "documents that nothing names are not swept");
                None
            }
        };
        Sweeper {
            leaving,
            running: Mutex::new(running),
        }
    }

    /// Ends the thread, in the middle of a look where it must; waits until it holds nothing.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Release);
        let running = self.running.lock();
        let running = running.unwrap_or_else(PoisonError::into_inner).take();
        if let Some((stop, thread)) = running {
            drop(stop);
            // A panic there was logged.
            let _ = thread.join();
        }
    }
}

fn run(store: &Store, leaving: &AtomicBool, stopped: &Receiver<()>) {
    let opened = SystemTime::now();
    loop {
        match sweep(store, opened, SystemTime::now(), leaving) {
            Ok(0) => {}
            Ok(gone) => tracing::info!(gone, "documents that no event names were removed"),
            Err(error) => tracing::error!(%error, "documents that nothing names were not swept"),
        }
        if stopped.recv_timeout(DAY) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}

/// Removes the documents that no event names and that lie here for more than a day, and what broken
/// uploads left before the desk was opened. Tells how many documents went.
fn sweep(
    store: &Store,
    opened: SystemTime,
    now: SystemTime,
    leaving: &AtomicBool,
) -> store::Result<usize> {
    let documents = store.documents();
    documents.sweep_incoming(opened, now)?;
    let old = documents.old(now)?;
    let Some(unnamed) = unnamed(store, old, leaving)? else {
        return Ok(0);
    };
    let mut gone = 0;
    for digest in unnamed {
        gone += usize::from(documents.remove_if_old(&digest, now)?);
    }
    Ok(gone)
}

/// Those whose digest stands in no event's body, wherever in it; `None` where the desk closes
/// meanwhile. The bytes are searched and not their meaning: a document that an event of another
/// release names in a way unknown here is kept, too.
fn unnamed(
    store: &Store,
    old: Vec<Digest>,
    leaving: &AtomicBool,
) -> store::Result<Option<HashSet<Digest>>> {
    let mut first = vec![false; 1 << 16];
    let mut found: HashMap<Digest, bool> = HashMap::with_capacity(old.len());
    for digest in old {
        first[usize::from(u16::from_be_bytes([digest[0], digest[1]]))] = true;
        found.insert(digest, false);
    }
    if found.is_empty() {
        return Ok(Some(HashSet::new()));
    }
    for event in store.follow(1) {
        if leaving.load(Ordering::Acquire) {
            return Ok(None);
        }
        let Some(body) = event?.payload else { continue };
        for window in body.windows(32) {
            let begins = usize::from(u16::from_be_bytes([window[0], window[1]]));
            if first[begins]
                && let Some(named) = found.get_mut(window)
            {
                *named = true;
            }
        }
    }
    let unnamed = found.into_iter().filter(|(_, named)| !named);
    Ok(Some(unnamed.map(|(digest, _)| digest).collect()))
}
