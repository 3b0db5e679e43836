//! The desk and its server as a program: started, spoken to, stopped, killed; by verbs, by lines, by
//! those who may not.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../support/again.rs"]
mod again;
#[path = "../support/desk.rs"]
mod desk;
#[path = "../support/verbs.rs"]
mod driven;
#[path = "../support/link.rs"]
mod link;
#[path = "../support/niks.rs"]
mod niks;
#[path = "../support/odd.rs"]
mod odd;
#[path = "../support/program.rs"]
mod program;
#[path = "../support/raw.rs"]
mod raw;
#[path = "../support/recap_tables.rs"]
mod recap_tables;
#[path = "../support/served.rs"]
mod served;
#[path = "../support/server.rs"]
mod server;
#[path = "../support/wait.rs"]
mod wait;

mod copies;
mod doctor;
mod exceptions;
mod import;
mod inventory;
mod kill;
mod lifecycle;
mod masked;
mod played;
mod portal;
mod protocol;
mod recap;
mod rights;
mod story;
mod verbs;
