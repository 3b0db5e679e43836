//! Identity numbers and addresses. Each is a type made only by parsing, so that no form, file or
//! wire can bring an invalid one; what a person stated is kept as text beside it ([`Stated`]).

pub mod email;
pub mod mask;
pub mod nik;
pub mod nip;
pub mod phone;
pub mod rank;
pub mod repair;
pub mod serial;
pub mod sex;
pub mod stated;

pub use email::{Belonging, Email};
pub use mask::{mask_likely_niks, mask_niks, unmask_niks};
pub use nik::{Nik, Region, mask_stated};
pub use nip::{Appointment, Nip};
pub use phone::Phone;
pub use rank::{eselon_of, rank_of};
pub use repair::{
    CellKind, Repaired, bare_digits, email_of, is_lost, is_scientific, labelled_digits, phone_of,
    repair_email, repair_name, repair_nik, repair_nip, repair_phone,
};
pub use serial::Serial;
pub use sex::Sex;
pub use stated::Stated;

/// Digits of `text` as numbers, where `text` is exactly `N` ASCII digits.
pub(crate) fn digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
    bytes
        .iter()
        .all(u8::is_ascii_digit)
        .then(|| bytes.map(|byte| byte - b'0'))
}

/// The number that these digits write.
pub(crate) fn number(digits: &[u8]) -> u64 {
    digits
        .iter()
        .fold(0, |sum, &digit| sum * 10 + u64::from(digit))
}
