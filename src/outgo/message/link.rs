//! Links of WhatsApp: a conversation, and one with its text written already.

use crate::domain::identity::Phone;
use std::fmt::Write;

/// `https://wa.me/62811…`
pub fn chat(number: &Phone) -> String {
    format!("https://wa.me/{}", number.international())
}

/// The same with a text to send.
pub fn written(number: &Phone, text: &str) -> String {
    format!("{}?text={}", chat(number), encoded(text))
}

/// A text as the part of a link: every octet but letters, digits and `-._~` as `%XX` [RFC 3986 2.3].
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            // Writing to a text cannot fail.
            _ => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_link_has_the_international_number_and_nothing_that_ends_it() {
        let number = Phone::parse("081271000013").unwrap();
        assert_eq!(chat(&number), "https://wa.me/6281271000013");
        let whole = written(&number, "Yth. Ibu & Bapak,\n1. NIK? #é");
        assert_eq!(
            whole,
            "https://wa.me/6281271000013?text=Yth.%20Ibu%20%26%20Bapak%2C%0A1.%20NIK%3F%20%23%C3%A9"
        );
    }
}
