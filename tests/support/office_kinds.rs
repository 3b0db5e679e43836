//! Holders of certificates, and requests of every kind with what they must know.

use super::*;

impl Office {
    /// Registers one request of a kind for the nth person.
    pub fn ask(&mut self, n: u32, kind: Kind) -> RequestNo {
        self.register(vec![name(n, kind)]).line(1)
    }

    /// Registers a first issue for somebody who is no ASN: the nth person without a NIP.
    pub fn issue_non_asn(&mut self, n: u32) -> RequestNo {
        let mut one = name(n, Kind::Issue);
        one.identity.nip = String::new();
        one.identity.category = Some(Category::NonAsn);
        self.register(vec![one]).line(1)
    }

    /// The nth person has a certificate that runs this many days from now on.
    pub fn holds(&mut self, n: u32, days: i64) -> CertificateId {
        let who = identity(n);
        let began = self.at.plus_days(days - 730);
        let form = CertificateForm {
            serial: Serial::from_octets(&[0x70, 0x7f, n as u8]).ok(),
            issuer: "OSD LU Kelas 2".to_owned(),
            body: IssuingBody::Bsre,
            name: who.name.clone(),
            email: who.email.clone(),
            agency: who.agency.clone(),
            nik: who.nik.clone(),
            key: "RSA 2048".to_owned(),
            not_before: began,
            not_after: self.at.plus_days(days),
            fingerprint: None,
            source: CertificateSource::Inventory,
        };
        let decision = self.done(
            CLERK_2,
            Command::TakeOver {
                certificate: form.into(),
                holder: Box::new(details(&who)),
                replaces: None,
            },
        );
        let taken = decision.events.iter().find_map(|event| match event.record {
            RecordId::Certificate(id) => Some(id),
            _ => None,
        });
        taken.expect("it was taken over")
    }

    /// A certificate as it stands.
    pub fn held(&self, id: CertificateId) -> Certificate {
        match Desk::record(&self.desk, RecordId::Certificate(id)) {
            Some(Record::Certificate(certificate)) => *certificate,
            other => panic!("{other:?}"),
        }
    }

    pub fn state(&self, no: RequestNo, what: Particular) -> Command {
        Command::State {
            request: self.seen(no),
            what: Box::new(what),
        }
    }

    /// States what the kind must know beside the identity.
    pub fn state_all(&mut self, no: RequestNo) {
        for what in particulars(self, no) {
            let command = self.state(no, what);
            self.done(VERIFIER, command);
        }
    }

    /// The document of a revocation's cause lies there.
    pub fn prove_cause(&mut self, no: RequestNo) {
        let lies = |office: &Office| {
            let request = office.request(no);
            request
                .item(DocumentKey::Cause)
                .and_then(|item| item.current())
                .is_some()
        };
        if self.request(no).kind == Kind::Revoke && !lies(self) {
            let command = Command::AddDocument {
                request: self.seen(no),
                document: DocumentKey::Cause,
                evidence: Evidence::Link("https://drive.example/sk-pensiun".to_owned()),
            };
            self.done(CLERK_2, command);
        }
    }
}

/// What a kind must know beside the identity, where nothing of it follows.
pub fn particulars(office: &Office, no: RequestNo) -> Vec<Particular> {
    match office.request(no).kind {
        Kind::Change => vec![Particular::Outcome(Outcome::Reissue)],
        Kind::Revoke => vec![
            Particular::Cause(cause(Cause::Retirement, office.at.day())),
            Particular::Outgoing(outgoing(office.at.day())),
        ],
        Kind::Issue | Kind::Renew | Kind::Reset => Vec::new(),
    }
}

/// A cause whose document is of today and holds from this day.
pub fn cause(cause: Cause, effective: Day) -> StatedCause {
    StatedCause {
        cause,
        number: "888/12/BKPSDM".to_owned(),
        date: Some(day(2)),
        effective: Some(effective),
        text: "menurut dokumennya".to_owned(),
    }
}

pub fn outgoing(date: Day) -> Outgoing {
    Outgoing {
        number: "555/77/Diskominfo".to_owned(),
        date,
        signer: "Drs. Sudarman".to_owned(),
        attachments: "1 berkas".to_owned(),
    }
}
