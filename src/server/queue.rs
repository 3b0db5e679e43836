//! What waits for the hub. An import is many rows in one act, and nobody sits before it: it yields
//! to every act that waits, and shares its commit with other imports only.

use super::hub::Job;
use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

/// Groups of acts after which an import comes to its turn although acts still wait.
const PATIENCE: u32 = 8;

/// The jobs that came and are not done.
pub(super) struct Queue<'a> {
    jobs: &'a Receiver<Job>,
    acts: VecDeque<Job>,
    imports: VecDeque<Job>,
    /// The group in hand is of imports.
    importing: bool,
    /// Groups of acts that went before the imports that wait.
    passed_over: u32,
}

/// What came of waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waited {
    /// There is something to do.
    Some,
    /// Nothing came in time.
    Quiet,
    /// Nothing will come any more.
    Ended,
}

impl<'a> Queue<'a> {
    pub fn new(jobs: &'a Receiver<Job>) -> Queue<'a> {
        Queue {
            jobs,
            acts: VecDeque::new(),
            imports: VecDeque::new(),
            importing: false,
            passed_over: 0,
        }
    }

    /// Waits for a job, at most for so long.
    pub fn wait(&mut self, at_most: Option<Duration>) -> Waited {
        if !self.acts.is_empty() || !self.imports.is_empty() {
            return Waited::Some;
        }
        let job = match at_most {
            Some(time) => self.jobs.recv_timeout(time),
            None => self.jobs.recv().map_err(RecvTimeoutError::from),
        };
        match job {
            Ok(job) => {
                self.sort_in(job);
                Waited::Some
            }
            Err(RecvTimeoutError::Timeout) => Waited::Quiet,
            Err(RecvTimeoutError::Disconnected) => Waited::Ended,
        }
    }

    /// The first job of a group: an act before an import, unless imports were passed over too often.
    pub fn first(&mut self) -> Option<Job> {
        self.listen();
        let imports_turn = self.acts.is_empty() || self.passed_over >= PATIENCE;
        self.importing = imports_turn && !self.imports.is_empty();
        if self.importing {
            self.passed_over = 0;
            return self.imports.pop_front();
        }
        self.passed_over += u32::from(!self.imports.is_empty());
        self.acts.pop_front()
    }

    /// A further job of the same group: of acts as many as wait, of imports while no act waits.
    pub fn next(&mut self) -> Option<Job> {
        self.listen();
        match self.importing {
            true if self.acts.is_empty() => self.imports.pop_front(),
            true => None,
            false => self.acts.pop_front(),
        }
    }

    fn listen(&mut self) {
        while let Ok(job) = self.jobs.try_recv() {
            self.sort_in(job);
        }
    }

    fn sort_in(&mut self, job: Job) {
        match &job {
            Job::Act(act) if act.command.is_bulk() => self.imports.push_back(job),
            Job::Act(_) | Job::Attempt(_) => self.acts.push_back(job),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::act::Command;
    use crate::domain::ids::{OfficerId, RecordId};
    use crate::domain::rules::Actor;
    use crate::server::hub::Act;
    use crate::server::people::Caller;
    use std::sync::mpsc::{Sender, channel};

    fn send(jobs: &Sender<Job>, name: u8) {
        let command = match name {
            b'A'..=b'Z' => Command::Import {
                letters: Vec::new(),
            },
            _ => Command::open(RecordId::Desk),
        };
        let act = Act {
            id: [name; 16],
            command: Box::new(command),
            caller: Caller {
                actor: Actor::officer(OfficerId(1)),
                origin: Default::default(),
            },
            answer: Box::new(|_| ()),
        };
        jobs.send(Job::Act(act)).unwrap();
    }

    fn name(job: Option<Job>) -> char {
        match job {
            Some(Job::Act(act)) => char::from(act.id[0]),
            Some(Job::Attempt(_)) => '!',
            None => '.',
        }
    }

    /// The groups as the hub takes them; what comes while the group of this number is in hand, and
    /// after it.
    fn groups(
        first: &str,
        meanwhile: impl Fn(usize) -> &'static str,
        after: impl Fn(usize) -> &'static str,
    ) -> Vec<String> {
        let (jobs, waiting) = channel();
        let mut queue = Queue::new(&waiting);
        first.bytes().for_each(|name| send(&jobs, name));
        let mut groups = Vec::new();
        while queue.wait(Some(Duration::ZERO)) == Waited::Some && groups.len() < 40 {
            let mut group = String::from(name(queue.first()));
            meanwhile(groups.len())
                .bytes()
                .for_each(|name| send(&jobs, name));
            while let Some(job) = queue.next() {
                group.push(name(Some(job)));
            }
            after(groups.len())
                .bytes()
                .for_each(|name| send(&jobs, name));
            groups.push(group);
        }
        groups
    }

    #[test]
    fn imports_yield_to_acts_in_their_own_order() {
        assert_eq!(groups("AaBbC", |_| "", |_| ""), ["ab", "ABC"]);
        let later = |group| if group == 0 { "ab" } else { "" };
        assert_eq!(
            groups("ABC", later, |_| ""),
            ["A", "ab", "BC"],
            "an act waits for one import"
        );
        assert_eq!(groups("a", |_| "", |_| ""), ["a"]);
    }

    #[test]
    fn imports_come_to_their_turn_although_acts_never_end() {
        let taken = groups("aAB", |_| "", |group| if group < 30 { "x" } else { "" });
        let imports = taken.iter().position(|group| group.contains('A'));
        assert_eq!(imports, Some(PATIENCE as usize), "{taken:?}");
        assert!(taken.iter().any(|group| group.contains('B')), "{taken:?}");
    }
}
