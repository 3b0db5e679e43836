//! How a verb ends when it does not end well: a sentence on standard error and an exit code.

use std::fmt::Display;
use std::process::ExitCode;

/// What went wrong, and the exit code it means.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    sentence: String,
}

impl Failure {
    /// Refused, or findings.
    pub fn refused(sentence: impl Display) -> Failure {
        Failure {
            code: 1,
            sentence: sentence.to_string(),
        }
    }

    /// The words of the command are off.
    pub fn usage(sentence: impl Display) -> Failure {
        Failure {
            code: 2,
            sentence: sentence.to_string(),
        }
    }

    /// Anything with a code of its own.
    pub fn with_code(code: u8, sentence: impl Display) -> Failure {
        Failure {
            code,
            sentence: sentence.to_string(),
        }
    }

    /// Says it and gives the code.
    pub fn report(&self) -> ExitCode {
        eprintln!("loket: {}", self.sentence);
        ExitCode::from(self.code)
    }
}
