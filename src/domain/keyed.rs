//! Enums whose variants have keys: the one place where a variant and its key are written down.

/// Declares an enum with a key for each variant. The key is what files, `--json`, verbs and the
/// names of words carry; stored bytes keep the variant's place, so new variants go to the end of
/// an enum that is stored. Two variants with one key do not compile.
///
/// The enum gets `ALL` in the order written, `as_str`, `from_key`, `Display`, and serde by key.
macro_rules! keyed {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $($(#[$inner:meta])* $variant:ident = $key:literal),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        $vis enum $name {
            $($(#[$inner])* #[serde(rename = $key)] $variant,)+
        }

        impl $name {
            /// Every variant, in the order written.
            pub const ALL: [$name; [$($key),+].len()] = [$($name::$variant),+];

            /// The key of this variant.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($name::$variant => $key,)+
                }
            }

            /// The variant with this key.
            pub fn from_key(key: &str) -> Option<$name> {
                match key {
                    $($key => Some($name::$variant),)+
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        const _: () = assert!(
            $crate::domain::keyed::distinct(&[$($key),+]),
            "two variants have one key",
        );
    };
}
pub(crate) use keyed;

/// Whether no two of these are the same.
pub const fn distinct(keys: &[&str]) -> bool {
    let mut one = 0;
    while one < keys.len() {
        let mut other = one + 1;
        while other < keys.len() {
            if same(keys[one].as_bytes(), keys[other].as_bytes()) {
                return false;
            }
            other += 1;
        }
        one += 1;
    }
    true
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    keyed! {
        /// Two of a kind.
        #[derive(Default)]
        enum Sample {
            #[default]
            First = "first",
            Second = "the-second",
        }
    }

    #[test]
    fn a_key_leads_back_to_its_variant_in_text_and_in_serde() {
        assert_eq!(Sample::ALL, [Sample::default(), Sample::Second]);
        for sample in Sample::ALL {
            assert_eq!(Sample::from_key(sample.as_str()), Some(sample));
            assert_eq!(sample.to_string(), sample.as_str());
            let json = serde_json::to_string(&sample).unwrap();
            assert_eq!(json, format!("\"{}\"", sample.as_str()));
            assert_eq!(serde_json::from_str::<Sample>(&json).unwrap(), sample);
        }
        assert_eq!(Sample::from_key("third"), None);
        assert!(serde_json::from_str::<Sample>("\"First\"").is_err());
    }

    #[test]
    fn a_key_given_twice_is_seen() {
        assert!(distinct(&["a", "b", "ab", ""]));
        assert!(!distinct(&["a", "ab", "b", "ab"]));
        assert!(!distinct(&["", ""]));
    }
}
