//! What the server tells goes out through this: every text in it is masked by the one rule for
//! NIKs, so that no view and no refusal can forget it. Told whole are what a recorded look uncovers,
//! and numbers in fields of their own: serials and hashes, and a ticket that does not read as a NIK.

use crate::domain::identity::{mask_likely_niks, mask_niks};
use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use std::borrow::Cow;

/// Fields that hold a number of their own.
const FIELDS: [&str; 2] = ["serial", "head"];
/// Fields into which people type a number of their own, or by mistake a NIK.
const TYPED: [&str; 2] = ["ticket", "digits"];

/// What becomes of a text.
type Mask = fn(&str) -> Cow<'_, str>;

/// A value whose texts are masked as it is written.
pub struct Masked<'a, T: ?Sized>(pub &'a T);

impl<T: Serialize + ?Sized> Serialize for Masked<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        With(self.0, mask_niks).serialize(to)
    }
}

/// The same by a mask of one's own.
struct With<'a, T: ?Sized>(&'a T, Mask);

impl<T: Serialize + ?Sized> Serialize for With<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Masking(to, self.1))
    }
}

/// Whether a variant is told whole: a look that was recorded, a number in its own field.
fn is_whole(name: &str, variant: &str) -> bool {
    matches!((name, variant), ("Tell", "Nik") | ("Value", "Exact"))
}

struct Masking<S>(S, Mask);

/// Passes plain values on.
macro_rules! plain {
    ($($method:ident($kind:ty))*) => {$(
        fn $method(self, value: $kind) -> Result<S::Ok, S::Error> {
            self.0.$method(value)
        }
    )*};
}

impl<S: Serializer> Serializer for Masking<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Masking<S::SerializeSeq>;
    type SerializeTuple = Masking<S::SerializeTuple>;
    type SerializeTupleStruct = Masking<S::SerializeTupleStruct>;
    type SerializeTupleVariant = Masking<S::SerializeTupleVariant>;
    type SerializeMap = Masking<S::SerializeMap>;
    type SerializeStruct = Masking<S::SerializeStruct>;
    type SerializeStructVariant = Masking<S::SerializeStructVariant>;

    plain! {
        serialize_bool(bool) serialize_i8(i8) serialize_i16(i16) serialize_i32(i32)
        serialize_i64(i64) serialize_i128(i128) serialize_u8(u8) serialize_u16(u16)
        serialize_u32(u32) serialize_u64(u64) serialize_u128(u128) serialize_f32(f32)
        serialize_f64(f64) serialize_char(char) serialize_bytes(&[u8])
        serialize_unit_struct(&'static str)
    }

    fn serialize_str(self, text: &str) -> Result<S::Ok, S::Error> {
        self.0.serialize_str(&(self.1)(text))
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_none()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&With(value, self.1))
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit_variant(name, index, variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_struct(name, &With(value, self.1))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        match is_whole(name, variant) {
            true => self
                .0
                .serialize_newtype_variant(name, index, variant, value),
            false => {
                let value = With(value, self.1);
                self.0
                    .serialize_newtype_variant(name, index, variant, &value)
            }
        }
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        let inner = self.0.serialize_seq(len)?;
        Ok(Masking(inner, self.1))
    }

    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, S::Error> {
        let inner = self.0.serialize_tuple(len)?;
        Ok(Masking(inner, self.1))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        let inner = self.0.serialize_tuple_struct(name, len)?;
        Ok(Masking(inner, self.1))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        let inner = self.0.serialize_tuple_variant(name, index, variant, len)?;
        Ok(Masking(inner, self.1))
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        let inner = self.0.serialize_map(len)?;
        Ok(Masking(inner, self.1))
    }

    fn serialize_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        let inner = self.0.serialize_struct(name, len)?;
        Ok(Masking(inner, self.1))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        let inner = self.0.serialize_struct_variant(name, index, variant, len)?;
        Ok(Masking(inner, self.1))
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

/// Compound values whose parts have no names.
macro_rules! parts {
    ($($kind:ident $method:ident)*) => {$(
        impl<S: $kind> $kind for Masking<S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
                self.0.$method(&With(value, self.1))
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.0.end()
            }
        }
    )*};
}

parts! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
    SerializeTupleVariant serialize_field
}

/// Compound values whose parts have names.
macro_rules! fields {
    ($($kind:ident)*) => {$(
        impl<S: $kind> $kind for Masking<S> {
            type Ok = S::Ok;
            type Error = S::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<(), S::Error> {
                let mask = match TYPED.contains(&key) {
                    true => mask_likely_niks,
                    false => self.1,
                };
                match FIELDS.contains(&key) {
                    true => self.0.serialize_field(key, value),
                    false => self.0.serialize_field(key, &With(value, mask)),
                }
            }

            fn end(self) -> Result<S::Ok, S::Error> {
                self.0.end()
            }
        }
    )*};
}

fields! { SerializeStruct SerializeStructVariant }

impl<S: SerializeMap> SerializeMap for Masking<S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), S::Error> {
        self.0.serialize_key(&With(key, self.1))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.0.serialize_value(&With(value, self.1))
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::refusal::Refusal;
    use crate::wire::message::Tell;
    use crate::wire::view::Value;

    const NIK: &str = "1971024710850013";

    fn written(value: &impl Serialize) -> String {
        serde_json::to_string(&Masked(value)).unwrap()
    }

    #[test]
    fn texts_are_masked_wherever_they_stand_but_for_looks_and_numbers_of_their_own() {
        let refused = Tell::Refused(Refusal::Invalid {
            field: "note".to_owned(),
            given: format!("KTP {NIK}"),
        });
        assert!(!written(&refused).contains(NIK));
        let list = Value::List(vec![Value::Text(NIK.to_owned())]);
        assert!(!written(&list).contains(NIK));
        for whole in [
            written(&Tell::Nik(NIK.to_owned())),
            written(&Value::Exact(NIK.to_owned())),
        ] {
            assert!(whole.contains(NIK), "{whole}");
        }
        let sent = |ticket: &str| {
            let ticket = ticket.to_owned();
            written(&crate::domain::act::Command::Send {
                request: crate::domain::act::Seen {
                    id: "0001.01/2026".parse().unwrap(),
                    revision: 1,
                },
                date: crate::domain::time::Instant(0).day(),
                ticket,
                channel: NIK.to_owned(),
            })
        };
        assert!(sent("7013920475012345").contains("7013920475012345"));
        assert!(!sent(NIK).contains(NIK));
        let bytes = Tell::Bytes {
            name: format!("{NIK}.jpg"),
            total: 3,
            bytes: vec![1, 2, 3],
        };
        assert!(written(&bytes).contains("[1,2,3]"));
        assert!(!written(&bytes).contains(NIK));
    }
}
