//! The words of a command that are off: told in the reader's language, and with whatever the caller
//! typed made safe to show.

use super::Arguments;
use super::exit::Failure;
use crate::text::{Arg, Language, Words};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Error, Parser};
use std::ffi::OsString;
use std::process::ExitCode;

/// Reads the command line; what ends the program at once is told already.
pub fn read() -> Result<Arguments, ExitCode> {
    let given: Vec<OsString> = std::env::args_os().collect();
    Arguments::try_parse_from(&given).map_err(|error| {
        if !error.use_stderr() {
            // Help and version: a closed pipe does not want to know.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        let words = Words::new(language(&given));
        let json = given.iter().any(|word| word == "--json");
        Failure::usage(sentence(&words, &error))
            .keyed("usage")
            .report(&words, json)
    })
}

/// The language that the rest of the command asks for.
fn language(given: &[OsString]) -> Language {
    let words: Vec<_> = given.iter().map(|word| word.to_string_lossy()).collect();
    let after = words.windows(2).find(|pair| pair[0] == "--lang");
    let asked = after
        .map(|pair| pair[1].as_ref())
        .or_else(|| words.iter().find_map(|word| word.strip_prefix("--lang=")));
    let around = std::env::var("LOKET_LANG").ok();
    let asked = asked.and_then(|tag| tag.parse().ok());
    asked.unwrap_or_else(|| Language::choose(None, around.as_deref()))
}

/// What is off, what could be meant, and how the verb is written.
fn sentence(words: &Words, error: &Error) -> String {
    let context = |kind| error.get(kind).map(text).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let mut lines = vec![match error.kind() {
        ErrorKind::UnknownArgument => unknown(words, &argument),
        ErrorKind::InvalidSubcommand => unknown(words, &context(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => {
            words.with("cli-usage-missing", &[("given", &argument)])
        }
        ErrorKind::ArgumentConflict => {
            let other = context(ContextKind::PriorArg);
            let args: &[(&str, &dyn Arg)] = &[("given", &argument), ("other", &other)];
            words.with("cli-usage-conflict", args)
        }
        ErrorKind::InvalidValue if value.is_empty() => {
            words.with("cli-usage-no-value", &[("given", &argument)])
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let args: &[(&str, &dyn Arg)] = &[("given", &value), ("argument", &argument)];
            words.with("cli-usage-value", args)
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            words.with("cli-usage-no-value", &[("given", &argument)])
        }
        ErrorKind::TooManyValues => unknown(words, &value),
        ErrorKind::InvalidUtf8 => words.get("cli-usage-bytes"),
        // A verb that needs another word shows its help.
        _ => error.render().to_string(),
    }];
    let choices = context(ContextKind::ValidValue);
    if !choices.is_empty() {
        lines.push(words.with("cli-usage-choices", &[("known", &choices)]));
    }
    let meant = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let meant = meant
        .map(context)
        .into_iter()
        .find(|meant| !meant.is_empty());
    if let Some(meant) = meant {
        lines.push(words.with("cli-usage-meant", &[("meant", &meant)]));
    }
    let usage = context(ContextKind::Usage);
    if let Some((_, usage)) = usage.split_once("Usage: ") {
        lines.push(words.with("cli-usage-so", &[("usage", &usage.trim())]));
    }
    lines.join("\n")
}

fn unknown(words: &Words, given: &str) -> String {
    words.with("cli-usage-unknown", &[("given", &given)])
}

/// A part of the error; line breaks of the caller's own do not begin lines.
fn text(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.replace(['\n', '\r'], " "),
        ContextValue::Strings(texts) => texts.join(", ").replace(['\n', '\r'], " "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => {
            let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
            texts.join(", ")
        }
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn said(given: &[&str]) -> String {
        let words = Words::new(Language::Indonesian);
        let all = std::iter::once("loket").chain(given.iter().copied());
        let error = Arguments::try_parse_from(all).unwrap_err();
        Failure::usage(sentence(&words, &error)).told(&words)
    }

    #[test]
    fn what_is_off_is_told_in_the_readers_language() {
        for (given, wanted) in [
            (&["requst"][..], "\"requst\" tidak dikenal"),
            (&["requst"], "request"),
            (&["request", "show"], "<REQUEST>"),
            (
                &["request", "show", "1", "--niks"],
                "\"--niks\" tidak dikenal",
            ),
            (&["request", "show", "1", "--niks"], "--nik"),
            (&["--theme", "pink"], "\"pink\""),
            (&["--theme", "pink"], "auto, light, dark"),
            (&["--desk"], "memerlukan nilai"),
            (&["man", "x", "--all", "y"], "bersama"),
        ] {
            let said = said(given);
            assert!(said.contains(wanted), "{given:?}: {said}");
            assert!(!said.contains("error:"), "{given:?}: {said}");
        }
    }

    #[test]
    fn nothing_that_the_caller_typed_reaches_the_terminal_raw() {
        let evil = "\u{1b}[2J\u{9b}31m\u{202e}\u{2066}\r\u{7}\u{85}x";
        for given in [
            &[evil][..],
            &["request", evil],
            &["request", "show", "1", evil],
            &["--theme", evil],
            &["--desk", "x", &format!("--{evil}")],
            &["man", "--all"],
        ] {
            let said = said(given);
            let raw = |sign: char| {
                sign != '\n' && (sign.is_control() || "\u{202e}\u{2066}".contains(sign))
            };
            assert!(!said.contains(raw), "{said:?}");
        }
    }
}
