//! Why a text is not one serial number, in words.

use super::Words;
use crate::domain::identity::serial::SerialFault;

/// What is wrong with a serial, and how to write it so that one number is meant.
pub fn fault(words: &Words, given: &str, fault: &SerialFault) -> String {
    match fault {
        SerialFault::None => words.with("serial-none", &[("given", &given)]),
        SerialFault::Either { hex, decimal } => words.with(
            "serial-either",
            &[
                ("given", &given.trim()),
                ("hex", &hex.colons()),
                ("decimal", &decimal.colons()),
            ],
        ),
    }
}
