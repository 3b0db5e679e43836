//! What a Registration Authority works with and the rules it works by. Pure: no I/O, no clock, no
//! random, no words on screen.
//!
//! A command is judged by [`rules::decide`] against a [`desk::Desk`]; the events it gives are
//! folded into records by [`record::apply`]. Which act leads a request where is one table:
//! [`procedure::ROAD`].

pub mod act;
pub mod carry;
pub mod certificate;
pub mod checklist;
pub mod choice;
pub mod clock;
pub mod contact;
pub mod credential;
pub mod desk;
pub mod due;
pub mod event;
pub mod exception;
pub mod excerpt;
pub mod filter;
pub mod finding;
pub mod identity;
pub mod ids;
pub mod keyed;
pub mod keys;
pub mod kind;
pub mod letter;
pub mod names;
pub mod office;
pub mod officer;
pub mod person;
pub mod policy;
pub mod portal;
pub mod portal_account;
pub mod procedure;
pub mod record;
pub mod refusal;
pub mod request;
pub mod rules;
pub mod sheet;
pub mod substance;
pub mod summary;
pub mod terms;
pub mod time;
pub mod traces;
pub mod unwrap;
pub mod working_time;
pub mod written;
