//! The panels, one a file: tabs, pages behind them, and the components that several share.

pub mod acting;
pub mod agencies;
pub mod audit;
pub mod bsre;
pub mod calendar;
pub mod causes;
pub mod certificates;
pub mod go;
pub mod guide;
pub mod identity_form;
pub mod import;
pub mod inbox;
pub mod judged;
pub mod later;
pub mod letter_form;
pub mod message;
pub mod news;
pub mod notices;
pub mod person;
pub mod portal;
pub mod recap;
pub mod request;
pub mod search;
pub mod settings;
pub mod sheets;
#[cfg(test)]
pub mod testing;
pub mod today;
pub mod transfer;
pub mod verify;
