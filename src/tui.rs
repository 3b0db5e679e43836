//! The screens (being built).

pub mod action;
pub mod keymap;
pub mod layers;
pub mod panel;
pub mod place;
#[cfg(test)]
pub mod testing;
pub mod theme;
pub mod widgets;
