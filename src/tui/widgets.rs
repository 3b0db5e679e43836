//! Pieces that panels are made of: each one state, a handler and a drawing.

pub mod chrome;
pub mod field;
pub mod find;
pub mod form;
pub mod frame;
pub mod gauge;
pub mod list;
pub mod qr;
pub mod scrollbar;
pub mod text_view;
pub mod warnings;
