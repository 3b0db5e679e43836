//! How a verb ends when it does not end well: a sentence on standard error and an exit code.

use crate::domain::identity::mask_niks;
use crate::text::{Arg, Words, line, safe};
use serde_json::{Value, json};
use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

/// Refused, or findings.
pub const REFUSED: u8 = 1;
/// The words of the command are off.
pub const USAGE: u8 = 2;
/// No server, or no right.
pub const NO_LINE: u8 = 3;
/// The desk's data are damaged.
pub const DAMAGED: u8 = 4;

/// What went wrong, and the exit code it means.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    /// The stable code of a refusal, for scripts.
    key: Option<String>,
    sentence: String,
    /// Standard output has told a script already.
    said: bool,
}

impl Failure {
    /// Refused, or findings.
    pub fn refused(sentence: impl Display) -> Failure {
        Failure::with_code(REFUSED, sentence)
    }

    /// The words of the command are off.
    pub fn usage(sentence: impl Display) -> Failure {
        Failure::with_code(USAGE, sentence)
    }

    /// Anything with a code of its own.
    pub fn with_code(code: u8, sentence: impl Display) -> Failure {
        Failure {
            code,
            key: None,
            // What a sentence quotes may hold a NIK.
            sentence: mask_niks(&sentence.to_string()).into_owned(),
            said: false,
        }
    }

    /// The words of the command are off, in a sentence of the desk's words.
    pub fn wrong(words: &Words, key: &str, args: &[(&str, &dyn Arg)]) -> Failure {
        Failure::usage(words.with(key, args))
    }

    /// Why there is no line to the desk, or no desk, from its code and arguments.
    pub fn line(words: &Words, exit: u8, code: &str, args: &[(String, String)]) -> Failure {
        Failure::with_code(exit, line::sentence(words, code, args)).keyed(code)
    }

    /// The same with the stable code of a refusal.
    pub fn keyed(mut self, key: &str) -> Failure {
        self.key = Some(key.to_owned());
        self
    }

    /// Marks that standard output has told a script already what is the matter.
    pub fn said(mut self) -> Failure {
        self.said = true;
        self
    }

    /// The same, and what to do next.
    pub fn with_advice(mut self, advice: &str) -> Failure {
        self.sentence = format!("{} {advice}", self.sentence);
        self
    }

    /// What it tells a script.
    pub fn value(&self, words: &Words) -> Value {
        json!({"code": self.key, "message": self.told(words), "exit": self.code})
    }

    /// The sentence, safe to show, and what the system says in it in the reader's language.
    pub(super) fn told(&self, words: &Words) -> String {
        let lines: Vec<String> = self
            .sentence
            .lines()
            .map(|line| safe(&words.system(line)).into_owned())
            .collect();
        lines.join("\n")
    }

    /// Says it and gives the code; with `json` standard output tells the same to a script.
    pub fn report(&self, words: &Words, json: bool) -> ExitCode {
        // A full disk behind standard error must not become a panic.
        let _ = writeln!(std::io::stderr(), "loket: {}", self.told(words));
        if json && !self.said {
            let told = json!({"error": self.value(words)});
            // The reader closed the pipe and does not want to know.
            let _ = super::show::json(&told);
        }
        ExitCode::from(self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_account_reads_whom_to_ask() {
        let words = Words::default();
        let args = [("uid", "1003"), ("admins", "Budi Santoso")];
        let args = args.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let failure = Failure::line(&words, NO_LINE, "no-officer", &args);
        assert_eq!(failure.code, NO_LINE);
        assert!(failure.sentence.contains("Budi Santoso"), "{failure:?}");
        assert!(failure.sentence.contains("1003"), "{failure:?}");
    }
}
