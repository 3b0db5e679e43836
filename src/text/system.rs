//! What the operating system says, in the reader's language: its own words are English and made
//! for programmers. An error that has no words here stays as it is.

use std::borrow::Cow;
use std::io::{Error, ErrorKind};

use super::Words;

/// How the standard library ends the text of an error of the system, before its number.
const NUMBER: &str = "(os error ";

/// A text in which the system's word, if there is one, is told in the language of these words.
pub(super) fn told<'t>(words: &Words, text: Cow<'t, str>) -> Cow<'t, str> {
    let said = text.split_once(NUMBER).and_then(|(_, rest)| {
        let (number, _) = rest.split_once(')')?;
        let error = Error::from_raw_os_error(number.parse().ok()?);
        Some((error.to_string(), words.find(key(&error)?, &[])?))
    });
    match said {
        Some((english, ours)) => Cow::Owned(text.replace(&english, &ours)),
        None => text,
    }
}

/// The key of an error's words.
fn key(error: &Error) -> Option<&'static str> {
    /// EIO, ENFILE and EMFILE have no kind of their own.
    const BROKEN: i32 = 5;
    const MANY_OPEN: [i32; 2] = [23, 24];
    Some(match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "system-full",
        ErrorKind::PermissionDenied => "system-no-right",
        ErrorKind::NotFound => "system-missing",
        ErrorKind::ReadOnlyFilesystem => "system-read-only",
        ErrorKind::IsADirectory => "system-is-folder",
        ErrorKind::NotADirectory => "system-not-folder",
        ErrorKind::AlreadyExists => "system-exists",
        ErrorKind::ResourceBusy => "system-busy",
        ErrorKind::FileTooLarge => "system-too-large",
        ErrorKind::OutOfMemory => "system-no-memory",
        ErrorKind::ConnectionRefused => "system-refused",
        _ => match error.raw_os_error()? {
            BROKEN => "system-broken",
            number if MANY_OPEN.contains(&number) => "system-many-open",
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::Language;

    #[test]
    fn the_system_speaks_the_readers_language() {
        let id = Words::new(Language::Indonesian);
        for (number, words) in [
            (28, "ruang disk habis"),
            (13, "akun ini tidak berhak"),
            (2, "tidak ada"),
            (30, "disk ini hanya dapat dibaca"),
            (5, "disk gagal membaca atau menulis"),
            (24, "terlalu banyak berkas terbuka"),
        ] {
            let said = format!("opening the log: {}", Error::from_raw_os_error(number));
            assert_eq!(told(&id, said.into()), format!("opening the log: {words}"));
        }
    }

    #[test]
    fn what_it_never_said_stays() {
        let id = Words::new(Language::Indonesian);
        for text in [
            "Siti",
            "x (os error 28)",
            "(os error ",
            "(os error x)",
            "(os error 99999)",
        ] {
            assert_eq!(told(&id, text.into()), text);
        }
    }
}
