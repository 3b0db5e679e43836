//! What a check of a ledger found.

use std::fmt;

use super::ids::{ChainHead, hex, veiled};
use super::rows;

/// Differences that are named; more are only counted.
const NAMED: usize = 1000;

/// What a journal that holds good contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Its last event.
    pub head: ChainHead,
    /// How many of its events were erased by law.
    pub erased: u64,
}

/// How a row of the live database differs from what the journal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differs {
    /// The journal says that there is such a row.
    Missing,
    /// The journal knows nothing of it.
    Extra,
    /// It has another value.
    Value,
    /// It cannot be read.
    Unreadable,
}

/// One row of the live database that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The row's kind: [`rows::RECORD`] and so on.
    pub kind: u8,
    /// The key inside its kind.
    pub key: Vec<u8>,
    /// How it differs.
    pub differs: Differs,
}

impl fmt::Display for Difference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            rows::EVENT => "event",
            rows::RECORD => "record",
            rows::UNIQUE => "key",
            _ => "counter",
        };
        let how = match self.differs {
            Differs::Missing => "is missing",
            Differs::Extra => "should not be there",
            Differs::Value => "has another value",
            Differs::Unreadable => "cannot be read",
        };
        match self.kind {
            rows::EVENT => write!(out, "{kind} {} {how}", hex(&self.key)),
            rows::UNIQUE => write!(out, "{kind} {} {how}", veiled(&self.key)),
            _ => write!(out, "{kind} {} {how}", self.key.escape_ascii()),
        }
    }
}

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// The first differences.
    pub named: Vec<Difference>,
    /// How many there are in all.
    pub count: u64,
}

impl Compared {
    pub(crate) fn add(&mut self, kind: u8, key: &[u8], differs: Differs) {
        self.count += 1;
        if self.named.len() < NAMED {
            self.named.push(Difference {
                kind,
                key: key.to_vec(),
                differs,
            });
        }
    }
}
