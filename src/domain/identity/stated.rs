//! What a person stated, kept beside what it parses to: a wrong number on a letter is still a
//! letter that is registered, judged and returned.

use serde::{Deserialize, Serialize};

/// Text as stated (after the repairs that lose nothing); the value is parsed anew when asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stated {
    text: String,
}

impl Stated {
    /// Keeps this text.
    pub fn new(text: impl Into<String>) -> Stated {
        Stated { text: text.into() }
    }

    /// The text as stated.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// True where nothing was given.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// What it parses to, if it does.
    pub fn value<T: TryFrom<String>>(&self) -> Option<T> {
        T::try_from(self.text.clone()).ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::identity::Nik;

    #[test]
    fn keeps_what_does_not_parse() {
        let wrong = Stated::new("190101020275002");
        assert_eq!(wrong.value::<Nik>(), None);
        assert_eq!(wrong.text(), "190101020275002");
        let right = Stated::new("1971024710850022");
        assert_eq!(right.value::<Nik>().unwrap().serial(), 22);
    }
}
