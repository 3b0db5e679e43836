//! The panels, one a file: tabs, pages behind them, and the components that several share.

pub mod acting;
pub mod request;
#[cfg(test)]
pub mod testing;
