//! The same of requests that follow others up, and of papers that go along.

use super::super::simplest::{close, simplest};
use super::situations::{Situation, at_stage, to};
use crate::office::*;
use loket::domain::act::{ActKind, Closing, Command};
use loket::domain::ids::RequestNo;
use loket::domain::kind::Kind;
use loket::domain::request::Stage;

/// An issue of the first person without papers.
pub fn bare(office: &mut Office) -> RequestNo {
    let mut bare = name(1, Kind::Issue);
    bare.documents.clear();
    office.register(vec![bare]).line(1)
}

pub const FOLLOWING: &[Situation] = &[
    ("another-person", || {
        let (mut office, no) = at_stage(Stage::Registered);
        let command = close(&office, no, Closing::Void);
        office.done(CLERK, command);
        let mut command = simplest(&office, ActKind::FollowUp, no);
        if let Command::Register { letter } = &mut command {
            letter.names[0].identity = identity(2);
        }
        to(office, CLERK, command)
    }),
    ("nothing-to-carry", || {
        let (mut office, _) = at_stage(Stage::Registered);
        let (from, no) = (bare(&mut office), bare(&mut office));
        let request = office.seen(no);
        to(office, CLERK, Command::Carry { request, from })
    }),
];
