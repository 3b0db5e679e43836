//! The real screen in a real terminal, worked by keys alone.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../support/again.rs"]
mod again;
#[path = "../support/desk.rs"]
mod desk;
#[path = "../support/verbs.rs"]
mod driven;
#[path = "../support/niks.rs"]
mod niks;
#[path = "../support/opened.rs"]
mod opened;
#[path = "../support/program.rs"]
mod program;
#[path = "../support/resize.rs"]
mod resize;
#[path = "../support/screen.rs"]
mod screen;
#[path = "../support/wait.rs"]
mod wait;

mod account;
mod as_people_press;
mod faults;
mod first_minute;
mod journey;
mod kinds;
mod masked;
mod messages;
mod multiplexers;
mod officers;
mod pictures;
mod steps;
mod terminal;
mod transfer;
