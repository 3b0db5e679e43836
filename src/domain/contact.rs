//! Who is written to about a letter or a request.

use super::identity::{Email, Phone, repair_email, repair_phone};
use serde::{Deserialize, Serialize};

/// Somebody to write to, as far as they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub name: String,
    pub email: String,
    /// The number for WhatsApp.
    pub phone: String,
}

/// A part of a contact that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoContact {
    pub field: &'static str,
    pub given: String,
}

impl Contact {
    /// The number, where what was stated is one.
    pub fn number(&self) -> Option<Phone> {
        Phone::parse(&repair_phone(&self.phone)).ok()
    }

    /// Whether nobody is named.
    pub fn is_empty(&self) -> bool {
        let all = [&self.name, &self.email, &self.phone];
        all.into_iter().all(|part| part.trim().is_empty())
    }

    /// The same as it is kept: the number in national form, `0811…`, the address folded.
    ///
    /// # Errors
    /// For a number or an address that is none.
    pub fn settled(&self) -> Result<Contact, NoContact> {
        let invalid = |field: &'static str, given: &str| NoContact {
            field,
            given: given.to_owned(),
        };
        let email = match self.email.trim() {
            "" => String::new(),
            given => match Email::parse(&repair_email(given)) {
                Ok(email) => email.as_str().to_owned(),
                Err(_) => return Err(invalid("contact_email", given)),
            },
        };
        let phone = match (self.phone.trim(), self.number()) {
            ("", _) => String::new(),
            (_, Some(number)) => number.as_str().to_owned(),
            (given, None) => return Err(invalid("contact_phone", given)),
        };
        let name = self.name.trim().to_owned();
        Ok(Contact { name, email, phone })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(email: &str, phone: &str) -> Result<(String, String), String> {
        let contact = Contact {
            name: " Rina Wijaya ".to_owned(),
            email: email.to_owned(),
            phone: phone.to_owned(),
        };
        match contact.settled() {
            Ok(kept) => Ok((kept.email, kept.phone)),
            Err(wrong) => Err(wrong.field.to_owned()),
        }
    }

    #[test]
    fn numbers_are_read_as_people_write_them_and_a_wrong_one_is_named() {
        for phone in [
            "0812-7100-0013",
            "+62 812 7100 0013",
            "6281271000013",
            "wa.me/6281271000013",
            "0812 7100 0013 (WA)",
        ] {
            let read = kept("", phone);
            assert_eq!(
                read,
                Ok((String::new(), "081271000013".to_owned())),
                "{phone}"
            );
        }
        for phone in [
            "0812",
            "lihat surat",
            "0812-7100-0013 / 0812-7100-0014",
            "+65 6123 4567",
        ] {
            assert_eq!(kept("", phone), Err("contact_phone".to_owned()), "{phone}");
        }
        assert_eq!(
            kept(" Rina@Babelprov.go.id ", "").map(|kept| kept.0),
            Ok("rina@babelprov.go.id".to_owned())
        );
        assert_eq!(kept("rina", ""), Err("contact_email".to_owned()));
        assert_eq!(kept("", ""), Ok((String::new(), String::new())));
    }
}
