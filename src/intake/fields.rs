//! The fields that a column can be mapped to.

use crate::domain::keyed::keyed;
use crate::domain::policy::DocumentKey;
use crate::text::Words;

keyed! {
    /// What a column holds, in the order in which a mapping is shown.
    pub enum Field {
        /// Moment at which the form was sent.
        Received = "received",
        /// Kind of request.
        Kind = "kind",
        /// Name, with titles.
        Name = "name",
        /// NIP.
        Nip = "nip",
        /// NIK.
        Nik = "nik",
        /// The NIK before a change.
        NikOld = "nik_old",
        /// Birth place.
        BirthPlace = "birth_place",
        /// Birth date.
        BirthDate = "birth_date",
        /// Post (jabatan).
        Post = "post",
        /// Rank (golongan ruang).
        Rank = "rank",
        /// Eselon.
        Eselon = "eselon",
        /// Agency (perangkat daerah).
        Agency = "agency",
        /// Telephone.
        Phone = "phone",
        /// Official e-mail of the holder.
        Email = "email",
        /// Number of the letter.
        LetterNumber = "letter_number",
        /// Date of the letter.
        LetterDate = "letter_date",
        /// Surat permohonan.
        Letter = "letter",
        /// Formulir BSrE.
        Form = "form",
        /// Copy of the KTP.
        Ktp = "ktp",
        /// Last SK.
        Sk = "sk",
        /// Selfie with KTP.
        SelfieKtp = "selfie_ktp",
        /// Selfie of the face.
        Selfie = "selfie",
        /// Document of a revocation's cause.
        Cause = "cause",
        /// Remark.
        Note = "note",
        /// Personnel list: active, retired, …
        Status = "status",
        /// PNS, PPPK, …
        Category = "category",
        /// Part of the agency: UPTD, cabang dinas, school, hospital.
        Unit = "unit",
        /// List of a transfer: the agency before.
        AgencyOld = "agency_old",
        /// List of a transfer: the post before.
        PostOld = "post_old",
    }
}

impl Field {
    /// The document that a column of links holds.
    pub fn document(self) -> Option<DocumentKey> {
        match self {
            Field::Letter => Some(DocumentKey::Letter),
            Field::Form => Some(DocumentKey::Form),
            Field::Ktp => Some(DocumentKey::Ktp),
            Field::Sk => Some(DocumentKey::Sk),
            Field::SelfieKtp => Some(DocumentKey::SelfieKtp),
            Field::Selfie => Some(DocumentKey::Selfie),
            Field::Cause => Some(DocumentKey::Cause),
            _ => None,
        }
    }

    /// True for columns of days or moments.
    pub fn is_date(self) -> bool {
        matches!(self, Field::Received | Field::BirthDate | Field::LetterDate)
    }
}

/// What the field or the document of this key is called.
pub fn name_of(words: &Words, key: &str) -> String {
    match Field::from_key(key).and_then(Field::document) {
        Some(_) => words.of("document", key),
        None => words.of("field", key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_links_has_the_key_of_its_document() {
        for field in Field::ALL {
            if let Some(document) = field.document() {
                assert_eq!(document.as_str(), field.as_str());
            }
        }
    }
}
