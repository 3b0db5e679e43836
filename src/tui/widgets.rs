//! Pieces that panels are made of: each one state, a handler and a drawing.

pub mod day_entry;
pub mod field;
pub mod form;
pub mod frame;
pub mod list;
pub mod scrollbar;
