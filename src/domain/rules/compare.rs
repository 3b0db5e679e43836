//! Whether a certificate is the one that was asked for [SOP Peringatan].

use super::super::certificate::CertificateForm;
use super::super::identity::{CellKind, Nik, repair_nik};
use super::super::names;
use super::super::policy::Policy;
use super::super::request::Identity;

/// The fields in which a certificate differs from the request: then its holder cannot sign
/// [SOP Peringatan]. Keys: `name`, `email`, `nik` and `agency` where the certificate has them.
pub fn mismatches(
    policy: &Policy,
    identity: &Identity,
    form: &CertificateForm,
) -> Vec<&'static str> {
    let mut fields = Vec::new();
    if !names::same_person(&form.name, &identity.name) {
        fields.push("name");
    }
    let stated = identity.email.trim();
    if !form.email.trim().eq_ignore_ascii_case(stated) {
        fields.push("email");
    }
    let on_form = repair_nik(&form.nik, CellKind::Text);
    let nik = on_form.text().and_then(|text| Nik::parse(text).ok());
    if !form.nik.trim().is_empty() && (nik.is_none() || nik != identity.nik()) {
        fields.push("nik");
    }
    if !form.agency.trim().is_empty() && !same_agency(policy, &form.agency, &identity.agency) {
        fields.push("agency");
    }
    fields
}

/// Whether a certificate's O and OU name the agency of the request, by the policy's names, or only
/// the province that it is part of (`Dinas Kesehatan / Pemerintah Provinsi ...`).
pub(super) fn same_agency(policy: &Policy, written: &str, stated: &str) -> bool {
    let wanted = policy.agency(stated).map(|agency| &agency.name);
    let is_wanted = |part: &str| {
        let named = policy.agency(part).map(|agency| &agency.name);
        names::same_agency(part, stated) || named.is_some() && named == wanted
    };
    let is_province = |part: &&str| names::same_agency(part, &policy.office.province);
    let parts = written.split([',', '/', ';']).map(str::trim);
    let mut parts = parts
        .filter(|part| !part.is_empty() && !is_province(part))
        .peekable();
    parts.peek().is_none() || is_wanted(written) || parts.any(is_wanted)
}
