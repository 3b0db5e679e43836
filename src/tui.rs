//! The screens (being built).

pub mod action;
pub mod keymap;
pub mod panel;
pub mod place;
pub mod theme;
