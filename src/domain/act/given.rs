//! A certificate as it is given: typed, pasted, or a row of a list.

use super::{FormRowId, RevocationForm};
use crate::domain::certificate::CertificateForm;
use crate::domain::identity::Serial;
use crate::domain::identity::serial::GivenSerial;
use crate::domain::person::PersonDetails;
use serde::{Deserialize, Serialize};

/// A certificate as it is typed, pasted or stands in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenCertificate {
    pub form: CertificateForm,
    /// Its serial in decimal, where plain digits leave open which number is meant; the form then
    /// has the hexadecimal reading [R10.2].
    pub decimal: Option<Serial>,
}

impl GivenCertificate {
    /// A certificate with the serial as it was written.
    pub fn new(form: CertificateForm, serial: Option<GivenSerial>) -> GivenCertificate {
        let (serial, decimal) = match serial {
            Some(given) => (Some(given.serial), given.decimal),
            None => (None, None),
        };
        let form = CertificateForm { serial, ..form };
        GivenCertificate { form, decimal }
    }
}

impl From<CertificateForm> for GivenCertificate {
    fn from(form: CertificateForm) -> GivenCertificate {
        GivenCertificate {
            form,
            decimal: None,
        }
    }
}

impl From<CertificateForm> for Box<GivenCertificate> {
    fn from(form: CertificateForm) -> Box<GivenCertificate> {
        Box::new(GivenCertificate::from(form))
    }
}

/// One certificate of a list that an office has, as a row of it states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenIn {
    pub certificate: GivenCertificate,
    pub holder: PersonDetails,
    /// Where the list says that it was revoked.
    pub revoked: Option<RevocationForm>,
    /// Row of the list: spreadsheet row and fingerprint.
    pub row: FormRowId,
}
