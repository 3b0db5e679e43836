//! The house holds itself to its rules: floors, references, nothing left over.
#![allow(clippy::unwrap_used, clippy::panic)]

mod advice;
mod circles;
mod floors;
mod policy_keys;
mod references;
mod sizes;
mod tidy;
