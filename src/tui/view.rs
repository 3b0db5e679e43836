//! The panels, one a file: tabs, pages behind them, and the components that several share.

pub mod acting;
pub mod forward;
pub mod identity_form;
pub mod inbox;
pub mod letter_form;
pub mod request;
#[cfg(test)]
pub mod testing;
pub mod today;
pub mod upload;
