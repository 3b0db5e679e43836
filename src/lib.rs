//! loket: a full-screen terminal desk for a Registration Authority.
//!
//! The map, from the ground up; a room knows the floors below it and never one above
//! (`tests/house/floors.rs` holds everyone to it).
//!
//! ```text
//! 4  main, cli       arguments, exit codes, verbs for scripts
//! 3  tui             screens: terminal guard, keymap, layers, one panel a file
//! 2  server          one process a desk: hub (decides and writes), sessions, index
//!    client          finds or starts the server, keeps the line, keeps drafts
//! 1  store           journal (durable), sled (ready to use), documents, records
//!    wire            frames and messages between client and server
//!    intake          what comes in: spreadsheets, certificates, notices -> domain values
//!    outgo           what goes out: tables, letters, calendars
//!    codec           bytes with limits
//!    policy_file     the office's policy as TOML, with errors that name line and key
//!    paths           where a desk lives
//!    text            the words on screen, Indonesian and English
//! 0  domain          people, letters, sheets, requests, checklist, certificates, time, rules
//! ```

pub mod cli;
pub mod client;
pub mod codec;
pub mod domain;
pub mod intake;
pub mod outgo;
pub mod paths;
pub mod policy_file;
pub mod server;
pub mod store;
pub mod text;
pub mod tui;
pub mod wire;
