//! Sex as the identity numbers write it.

use crate::domain::keyed::keyed;

keyed! {
    /// Sex as the NIK (day + 40) and the NIP (digit 15) write it.
    pub enum Sex {
        /// Laki-laki.
        Male = "male",
        /// Perempuan.
        Female = "female",
    }
}
