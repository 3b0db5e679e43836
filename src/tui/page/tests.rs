//! The list page by itself: a whole tab in a few lines, and what holds of every list of the desk.
#![allow(clippy::unwrap_used, clippy::panic)]

mod dummy;
mod every_list;
