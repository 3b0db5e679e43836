//! Acts that are about no request: certificates, officers, the policy, and what comes in by lists.

use super::*;
use loket::domain::act::{FormRowId, RecapRow, RevocationForm, Seen, TakenIn};
use loket::domain::certificate::{
    Certificate, CertificateForm, CertificateSource, IssuingBody, Standing,
};
use loket::domain::credential::{Credential, CredentialKind};
use loket::domain::identity::Serial;
use loket::domain::officer::{Account, Hold};
use loket::domain::policy::Holiday;
use loket::domain::portal_account::PortalAccount;
use loket::domain::rules::would_lapse;

/// An act that is about no request: mostly the one done least so far.
pub fn of_the_desk(
    office: &Office,
    done: &Done,
    which: u8,
    how: u8,
) -> Option<(OfficerId, Command)> {
    let requests: BTreeSet<ActKind> = on_requests().collect();
    let mut acts: Vec<ActKind> = ActKind::ALL.into_iter().collect();
    acts.retain(|act| !requests.contains(act) && !BESIDE.contains(act));
    acts.sort_by_key(|act| done.get(act).copied().unwrap_or(0));
    let act = match which % 6 {
        0 => ActKind::ManageOfficers,
        _ => acts[usize::from(how % 3)],
    };
    let command = match act {
        ActKind::Register => Command::Register {
            letter: entry(office.at, letter_of(which, how)),
        },
        ActKind::Import => import(office, which),
        ActKind::TakeOver => take_over(office, which, how),
        ActKind::ManageOfficers => manage(office, how),
        ActKind::AdoptPolicy => adopt(office, which),
        ActKind::Choose => Command::Choose {
            key: "language".to_owned(),
            value: (how.is_multiple_of(2)).then(|| "en".to_owned()),
        },
        _ => of_a_certificate(office, act, which, how)?,
    };
    let officer = match act {
        ActKind::ManageOfficers | ActKind::AdoptPolicy => ADMIN,
        ActKind::RevokeRecorded | ActKind::CorrectRevocation if how > 127 => VERIFIER,
        _ => CLERK_2,
    };
    Some((officer, command))
}

/// An act on a certificate; `None` for what nobody does here yet: the list of what was never done
/// names it.
fn of_a_certificate(office: &Office, act: ActKind, which: u8, how: u8) -> Option<Command> {
    let certificates = certificates(office);
    let at = |one: &Certificate| Seen {
        id: one.id,
        revision: one.revision,
    };
    let any = certificates.get(usize::from(which) % certificates.len().max(1))?;
    let date = office.at.day();
    let revocation = |cause: Cause| RevocationForm {
        date,
        cause: cause.as_str().to_owned(),
    };
    Some(match act {
        ActKind::RevokeRecorded => Command::RevokeRecorded {
            certificate: at(certificates
                .iter()
                .find(|one| !would_lapse(&office.desk, one, office.at).is_empty())
                .unwrap_or(any)),
            revocation: revocation(Cause::Replaced),
        },
        ActKind::CorrectRevocation => {
            let gone = |one: &&Certificate| matches!(one.standing, Standing::Revoked(_));
            let gone: Vec<_> = certificates.iter().filter(gone).collect();
            let any = gone.get(usize::from(which) % gone.len().max(1))?;
            Command::CorrectRevocation {
                certificate: at(any),
                revocation: (how.is_multiple_of(4)).then(|| revocation(Cause::Retirement)),
                reason: "salah catat".to_owned(),
            }
        }
        ActKind::Suspend => Command::Suspend {
            certificate: at(any),
            date,
        },
        ActKind::Resume => {
            let rests = |one: &&Certificate| matches!(one.standing, Standing::Suspended { .. });
            Command::Resume {
                certificate: at(certificates.iter().find(rests)?),
                date,
            }
        }
        _ => return None,
    })
}

/// The nth person has two that could be meant: the first was suspended before the second came.
pub fn holds_two(office: &mut Office, n: u32) {
    let first = office.holds(n, 300);
    let certificate = Seen {
        id: first,
        revision: office.held(first).revision,
    };
    let date = office.at.day();
    office.done(CLERK_2, Command::Suspend { certificate, date });
    let mut form = office.held(first).form;
    form.serial = Serial::from_octets(&[0x71, 0x7f]).ok();
    form.not_before = office.at.plus_days(-1);
    form.not_after = office.at.plus_days(700);
    let holder = Box::new(details(&identity(n)));
    office.done(
        CLERK_2,
        Command::TakeOver {
            certificate: form.into(),
            holder,
            replaces: None,
        },
    );
}

fn certificates(office: &Office) -> Vec<Certificate> {
    let records = office.desk.records().into_values();
    let certificates = records.filter_map(|record| match record {
        Record::Certificate(certificate) => Some(*certificate),
        _ => None,
    });
    certificates.collect()
}

fn row(of: u8, n: u8) -> FormRowId {
    let mut fingerprint = [of; 32];
    fingerprint[0] = n;
    let row = u32::from(n) + 2;
    FormRowId { row, fingerprint }
}

/// A row of a form export; it comes again some time, and so does the same person.
fn import(office: &Office, which: u8) -> Command {
    let n = which % 16;
    let mut one = name(u32::from(n % 2) + 20, Kind::Issue);
    one.row = Some(row(1, n));
    let letters = vec![entry(office.at, vec![one])];
    Command::Import { letters }
}

/// A certificate that the desk did not ask for: typed, of a list, or told by a recap of the portal.
fn take_over(office: &Office, which: u8, how: u8) -> Command {
    let who = identity(u32::from(which % 2) + 40);
    // What stands in a list is mostly the older one.
    let older = if how / 3 % 3 == 1 { 300 } else { 0 };
    let began = office.at.plus_days(-i64::from(how) - 1 - older);
    let form = CertificateForm {
        serial: Serial::from_octets(&[0x63, which, how]).ok(),
        issuer: "OSD LU Kelas 2".to_owned(),
        body: IssuingBody::Bsre,
        name: who.name.clone(),
        email: who.email.clone(),
        agency: who.agency.clone(),
        nik: who.nik.clone(),
        key: "RSA 2048".to_owned(),
        not_before: began,
        not_after: began.plus_days(730),
        fingerprint: None,
        source: CertificateSource::Inventory,
    };
    let holder = details(&who);
    match how / 3 % 3 {
        0 => Command::TakeOver {
            certificate: form.into(),
            holder: Box::new(holder),
            replaces: None,
        },
        1 => Command::TakeIn {
            certificates: vec![TakenIn {
                certificate: form.into(),
                holder,
                revoked: None,
                row: row(2, which),
            }],
        },
        _ => Command::Reconcile {
            rows: vec![recap_row(&form, which)],
            absent: Vec::new(),
        },
    }
}

fn recap_row(form: &CertificateForm, which: u8) -> RecapRow {
    RecapRow {
        row: row(3, which),
        name: form.name.to_uppercase(),
        agency: String::new(),
        email: form.email.clone(),
        nip: None,
        nik: None,
        serial: None,
        begins: None,
        ends: None,
        revoked: None,
        account: PortalAccount {
            account: "VERIFIED".to_owned(),
            certificate: "ISSUE".to_owned(),
            signatures: Some(u32::from(which)),
        },
        meant: None,
    }
}

fn newcomer(how: u8) -> Command {
    Command::AddOfficer {
        name: "Petugas 10".to_owned(),
        nip: match how.is_multiple_of(2) {
            true => nip(910),
            false => String::new(),
        },
        nik: String::new(),
        email: String::new(),
        account: None,
        holds: Vec::new(),
    }
}

/// A tenth officer comes, is known, gets an account, a paper, an agency and a position, and gives
/// them back.
fn manage(office: &Office, how: u8) -> Command {
    let known = office
        .desk
        .officers()
        .iter()
        .find(|one| one.id.0 == 10)
        .cloned();
    let Some(tenth) = known else {
        return newcomer(how);
    };
    let officer = Seen {
        id: tenth.id,
        revision: tenth.revision,
    };
    let position = Position::Verifikator;
    let hold = hold(position, Capacity::Definitive);
    if tenth.known.nip.is_none() {
        Command::IdentifyOfficer {
            officer,
            name: format!("{}, S.Kom.", tenth.name),
            nip: nip(910),
            nik: String::new(),
            email: String::new(),
        }
    } else if how % 8 == 1 {
        let stated = Credential {
            number: "ST 900/21".to_owned(),
            from: None,
            until: Some(office.at.plus_days(i64::from(how)).day()),
        };
        let none = tenth.credentials.is_empty();
        Command::StateCredential {
            officer,
            kind: CredentialKind::BsreAccess,
            stated: none.then_some(stated),
        }
    } else if how % 8 == 3 {
        let named = || "Dinas Kesehatan".to_owned();
        let none = tenth.agencies.is_empty();
        Command::AssignAgencies {
            officer,
            agencies: none.then(named).into_iter().collect(),
        }
    } else if how.is_multiple_of(4) {
        Command::BindAccount {
            officer,
            account: tenth.account.is_none().then(|| Account {
                uid: 2010,
                name: "akun10".to_owned(),
            }),
        }
    } else if tenth.holds(position, office.at).is_some() {
        Command::ReleaseHold {
            officer,
            position,
            until: None,
        }
    } else {
        Command::Hold {
            officer,
            hold: Hold {
                from: office.at,
                given: office.at,
                ..hold
            },
        }
    }
}

/// The office decrees another holiday.
fn adopt(office: &Office, which: u8) -> Command {
    let (seen, policy) = office.desk.policy();
    let mut policy = (*policy).clone();
    policy.holidays.push(Holiday {
        day: office.at.plus_days(i64::from(which % 30) + 1).day(),
        name: "Hari yang ditetapkan kemudian".to_owned(),
        leave: false,
    });
    Command::AdoptPolicy {
        seen,
        policy: Box::new(policy),
        digest: [which; 32],
    }
}
