//! What a Registration Authority works with and the rules it works by. Pure: no I/O, no clock, no
//! random, no words on screen.

pub mod clock;
pub mod finding;
pub mod identity;
pub mod kind;
pub mod names;
pub mod office;
pub mod policy;
pub mod time;
pub mod working_time;
