//! The rules of the desk: each sentence of the procedure has a named row or a property here. Beside
//! them the bytes that are stored and the words on screen.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../support/memory_desk.rs"]
mod memory_desk;
#[path = "../support/office.rs"]
mod office;

mod account;
mod answers;
mod certificates;
mod claims;
mod convert;
mod correct;
mod damaged_tables;
mod duties;
mod exceptions;
mod findings;
mod follow;
mod golden;
mod held;
mod inventory;
mod kinds;
mod letters;
mod line_words;
mod machine;
mod matrix;
mod numbers;
mod offered;
mod officers;
mod own;
mod paper;
mod portal;
mod recap;
mod refusals;
mod road;
mod sheets;
mod simplest;
mod staff;
mod terms;
mod together;
mod told;
mod transfer;
mod undo;
mod verification;
mod ways;
mod words;
