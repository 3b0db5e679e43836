//! What becomes of a desk's files: killed, cut off from power, damaged, of another age, on a disk
//! that is full.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../support/again.rs"]
mod again;
#[path = "../support/desk.rs"]
mod desk;
#[path = "../support/opened.rs"]
mod opened;
#[path = "../support/screen.rs"]
mod screen;
#[path = "../support/wait.rs"]
mod wait;

mod crash;
mod damage;
mod full_disk;
mod versions;
