//! What the server tells goes out through this: every text in it is masked by the one rule for
//! NIKs, so that no view and no refusal can forget it. Told whole are what a recorded look uncovers,
//! and numbers that are no NIKs in fields of their own: serials, tickets, hashes.

use crate::domain::identity::mask_niks;
use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

/// Fields that hold a number of their own.
const FIELDS: [&str; 3] = ["serial", "ticket", "head"];

/// A value whose texts are masked as it is written.
pub struct Masked<'a, T: ?Sized>(pub &'a T);

impl<T: Serialize + ?Sized> Serialize for Masked<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Masking(to))
    }
}

/// Whether a variant is told whole: a look that was recorded, a number in its own field.
fn is_whole(name: &str, variant: &str) -> bool {
    matches!((name, variant), ("Tell", "Nik") | ("Value", "Exact"))
}

struct Masking<S>(S);

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
        self.0.serialize_str(&mask_niks(text))
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_none()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&Masked(value))
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
        self.0.serialize_newtype_struct(name, &Masked(value))
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
                let value = Masked(value);
                self.0
                    .serialize_newtype_variant(name, index, variant, &value)
            }
        }
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        self.0.serialize_seq(len).map(Masking)
    }

    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, S::Error> {
        self.0.serialize_tuple(len).map(Masking)
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        self.0.serialize_tuple_struct(name, len).map(Masking)
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        let inner = self.0.serialize_tuple_variant(name, index, variant, len);
        inner.map(Masking)
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        self.0.serialize_map(len).map(Masking)
    }

    fn serialize_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        self.0.serialize_struct(name, len).map(Masking)
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        let inner = self.0.serialize_struct_variant(name, index, variant, len);
        inner.map(Masking)
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
                self.0.$method(&Masked(value))
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
                match FIELDS.contains(&key) {
                    true => self.0.serialize_field(key, value),
                    false => self.0.serialize_field(key, &Masked(value)),
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
        self.0.serialize_key(&Masked(key))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.0.serialize_value(&Masked(value))
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
        let bytes = Tell::Bytes {
            name: format!("{NIK}.jpg"),
            total: 3,
            bytes: vec![1, 2, 3],
        };
        assert!(written(&bytes).contains("[1,2,3]"));
        assert!(!written(&bytes).contains(NIK));
    }
}
