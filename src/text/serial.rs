//! What is said of a serial number while it is typed.

use super::Words;
use crate::domain::identity::serial::{GivenSerial, NotASerial};

/// How a serial was read, in both bases; or how to write it so that it is one.
///
/// # Errors
/// The sentence that says why it is none.
pub fn read(
    words: &Words,
    given: &str,
    read: &Result<GivenSerial, NotASerial>,
) -> Result<String, String> {
    match read {
        Err(NotASerial) => Err(words.with("serial-none", &[("given", &given)])),
        Ok(GivenSerial {
            serial,
            decimal: None,
        }) => Ok(format!("{serial} = {}", serial.decimal())),
        Ok(GivenSerial {
            serial,
            decimal: Some(decimal),
        }) => Ok(words.with(
            "serial-either",
            &[
                ("given", &given.trim()),
                ("hex", &serial.colons()),
                ("decimal", &decimal.colons()),
            ],
        )),
    }
}
