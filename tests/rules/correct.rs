//! Koreksi of what left the desk: never undone, always corrected, nothing lost by it [R11.4].

use super::simplest::simplest;
use crate::office::*;
use loket::domain::act::{ActKind, Answer, Command, Correction, RevocationForm, Seen};
use loket::domain::certificate::{CertificateForm, CertificateStatus, Standing};
use loket::domain::ids::{CertificateId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::office::Position;
use loket::domain::refusal::Refusal;
use loket::domain::request::Stage;

fn at_stage(stage: Stage) -> (Office, RequestNo) {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, stage);
    (office, no)
}

fn certificate(office: &Office, id: u32) -> loket::domain::certificate::Certificate {
    office.held(CertificateId(id))
}

fn seen(office: &Office, id: u32) -> Seen<CertificateId> {
    Seen {
        id: CertificateId(id),
        revision: certificate(office, id).revision,
    }
}

fn correct(office: &Office, no: RequestNo, what: Correction) -> Command {
    Command::Correct {
        request: office.seen(no),
        what,
        reason: "salah catat".to_owned(),
    }
}

fn revocation(office: &Office, cause: &str) -> RevocationForm {
    RevocationForm {
        date: office.at.day(),
        cause: cause.to_owned(),
    }
}

fn revoke(office: &mut Office, id: u32, cause: &str) {
    let command = Command::RevokeRecorded {
        certificate: seen(office, id),
        revocation: revocation(office, cause),
    };
    office.done(VERIFIER, command);
}

fn correct_revocation(office: &Office, to: Option<RevocationForm>) -> Command {
    Command::CorrectRevocation {
        certificate: seen(office, 1),
        revocation: to,
        reason: "salah catat".to_owned(),
    }
}

#[test]
fn what_was_sent_is_corrected_while_it_waits_and_after_the_end() {
    for stage in [
        Stage::AtBsre,
        Stage::Activated,
        Stage::Issued,
        Stage::Completed,
    ] {
        let (mut office, no) = at_stage(stage);
        let before = office.request(no).sending.unwrap();
        let sending = |ticket: &str| Correction::Sending {
            date: before.date,
            ticket: ticket.to_owned(),
            channel: before.channel.clone(),
        };
        let command = correct(&office, no, sending("BSRE-99"));
        office.done(VERIFIER, command);
        let request = office.request(no);
        let after = request.sending.clone().unwrap();
        assert_eq!((after.ticket.as_str(), request.stage), ("BSRE-99", stage));
        assert_eq!(
            (after.at, after.manifest),
            (before.at, before.manifest.clone())
        );
        // The same again is no correction, and a correction is not undone.
        let again = correct(&office, no, sending("BSRE-99"));
        assert_eq!(office.refused(VERIFIER, again), Refusal::NothingCorrected);
        let undo = simplest(&office, ActKind::Undo, no);
        assert_eq!(office.refused(VERIFIER, undo).code(), "cannot-undo");
        let others = correct(&office, no, sending("BSRE-1"));
        assert_eq!(office.refused(CLERK, others).code(), "not-yours");
    }
}

#[test]
fn days_of_a_correction_follow_one_another() {
    let (mut office, no) = at_stage(Stage::Activated);
    let request = office.request(no);
    let (sent, link) = (request.sending.unwrap(), request.activation.unwrap());
    let day = chrono::Days::new(1);
    let early = correct(
        &office,
        no,
        Correction::Sending {
            date: request.received.day() - day,
            ticket: sent.ticket.clone(),
            channel: sent.channel.clone(),
        },
    );
    assert_eq!(office.refused(VERIFIER, early).code(), "date-before");
    for (link, activated, expected) in [
        (sent.date - day, link.activated, "date-before"),
        (office.at.day() + day, link.activated, "date-after"),
        (link.link, Some(link.link - day), "date-before"),
    ] {
        let what = Correction::Activation { link, activated };
        let code = office.refused(VERIFIER, correct(&office, no, what)).code();
        assert_eq!(code, expected);
    }
    let what = Correction::Activation {
        link: link.link,
        activated: None,
    };
    let refusal = office.refused(VERIFIER, correct(&office, no, what));
    assert_eq!(refusal, Refusal::Missing("activated".to_owned()));
    office.at = office.at.plus_days(2);
    let what = Correction::Activation {
        link: link.link + day,
        activated: Some(link.link + day),
    };
    let command = correct(&office, no, what);
    office.done(VERIFIER, command);
    let after = office.request(no).activation.unwrap();
    assert_eq!(
        (after.link, after.until),
        (link.link + day, link.until + day)
    );
    assert_eq!((after.links, after.asked), (link.links, link.asked));
}

#[test]
fn how_a_certificate_was_handed_over_is_corrected() {
    let (mut office, no) = at_stage(Stage::Completed);
    let command = simplest(&office, ActKind::CorrectHandOver, no);
    office.done(VERIFIER, command);
    let over = office.request(no).hand_over.unwrap();
    assert_eq!(
        (over.channel.as_str(), over.address.as_str()),
        ("whatsapp", "08127170001")
    );
    let (office, no) = at_stage(Stage::Issued);
    let early = simplest(&office, ActKind::CorrectHandOver, no);
    assert_eq!(office.refused(VERIFIER, early).code(), "not-at-this-stage");
}

#[test]
fn a_serial_that_was_missing_is_told_after_the_hand_over_and_then_it_can_be_revoked() {
    let (mut office, no) = at_stage(Stage::Activated);
    let form = CertificateForm {
        serial: None,
        ..office.certificate(no, 1)
    };
    let issued = Answer::Issued {
        certificate: form.clone().into(),
    };
    let answer = office.answer(no, issued);
    office.done(VERIFIER, answer);
    let over = office.hand_over(no);
    office.done(VERIFIER, over);
    let revoke_now = |office: &Office| Command::RevokeRecorded {
        certificate: seen(office, 1),
        revocation: revocation(office, "compromise"),
    };
    let refusal = office.refused(VERIFIER, revoke_now(&office));
    assert_eq!(refusal, Refusal::Missing("serial".to_owned()));
    let command = Command::CorrectCertificate {
        certificate: seen(&office, 1),
        form: CertificateForm {
            serial: office.certificate(no, 7).serial,
            ..form
        }
        .into(),
        reason: "nomor seri menyusul".to_owned(),
    };
    office.done(VERIFIER, command);
    assert_eq!(office.request(no).stage, Stage::Completed);
    let command = revoke_now(&office);
    office.done(VERIFIER, command);
    assert_eq!(
        certificate(&office, 1).status(office.at),
        CertificateStatus::Revoked
    );
}

#[test]
fn a_certificate_that_was_taken_over_is_corrected_by_the_counter_too() {
    let mut office = Office::new();
    let no = office.issue(1);
    let take_over = Command::TakeOver {
        certificate: office.certificate(no, 3).into(),
        holder: Box::new(details(&office.request(no).identity)),
        replaces: None,
    };
    office.done(CLERK, take_over);
    let command = Command::CorrectCertificate {
        certificate: seen(&office, 1),
        form: CertificateForm {
            agency: "Dinas Kesehatan".to_owned(),
            ..certificate(&office, 1).form
        }
        .into(),
        reason: "perangkat daerah kosong".to_owned(),
    };
    office.done(CLERK, command);
    assert_eq!(certificate(&office, 1).form.agency, "Dinas Kesehatan");
}

#[test]
fn a_text_that_was_shown_masked_comes_back_as_it_was() {
    let mut office = Office::new();
    let no = office.issue(1);
    let agency = "Dinas Kesehatan 1971024710850013";
    let form = CertificateForm {
        agency: agency.to_owned(),
        ..office.certificate(no, 3)
    };
    let take_over = Command::TakeOver {
        replaces: None,
        certificate: form.clone().into(),
        holder: Box::new(details(&office.request(no).identity)),
    };
    office.done(CLERK, take_over);
    let shown = loket::domain::identity::mask_niks(agency).into_owned();
    assert_ne!(shown, agency);
    let command = Command::CorrectCertificate {
        certificate: seen(&office, 1),
        form: CertificateForm {
            agency: shown,
            key: "RSA 4096".to_owned(),
            ..form
        }
        .into(),
        reason: "salah kunci".to_owned(),
    };
    office.done(CLERK, command);
    let now = certificate(&office, 1).form;
    assert_eq!(
        (now.agency.as_str(), now.key.as_str()),
        (agency, "RSA 4096")
    );
}

#[test]
fn a_revocation_is_corrected_and_its_scope_follows_its_cause() {
    let (mut office, _) = at_stage(Stage::Completed);
    let none = correct_revocation(&office, None);
    assert_eq!(office.refused(VERIFIER, none).code(), "not-revoked");
    revoke(&mut office, 1, "replaced");
    let standing = |office: &Office| match certificate(office, 1).standing {
        Standing::Revoked(revocation) => revocation,
        other => panic!("{other:?}"),
    };
    let first = standing(&office);
    assert!(first.internal);
    office.at = office.at.plus_minutes(30);
    let command = correct_revocation(&office, Some(revocation(&office, "retirement")));
    office.done(VERIFIER, command);
    let now = standing(&office);
    assert_eq!((now.cause.as_str(), now.internal), ("retirement", false));
    assert_eq!(
        (now.reason.as_str(), now.recorded),
        ("cessationOfOperation", first.recorded)
    );
}

#[test]
fn a_revocation_on_the_wrong_certificate_is_taken_back_with_what_lapsed_by_it() {
    let (mut office, _) = at_stage(Stage::Completed);
    let renew = office.register(vec![name(1, Kind::Renew)]).line(1);
    let change = office.register(vec![name(1, Kind::Change)]).line(1);
    let reset = office.register(vec![name(1, Kind::Reset)]).line(1);
    office.bring(renew, Stage::Disposition(Position::Kabid));
    let withdrawn = simplest(&office, ActKind::Withdraw, reset);
    office.done(CLERK, withdrawn);
    let stages = |office: &Office| [renew, change, reset].map(|no| office.request(no).stage);
    let before = stages(&office);
    revoke(&mut office, 1, "death");
    assert_eq!(
        stages(&office),
        [Stage::Lapsed, Stage::Lapsed, Stage::Withdrawn]
    );
    office.at = office.at.plus_minutes(45);
    let command = correct_revocation(&office, None);
    office.done(VERIFIER, command);
    assert_eq!(stages(&office), before, "each goes on where it was");
    assert_eq!(
        certificate(&office, 1).status(office.at),
        CertificateStatus::Active
    );
    assert_eq!(office.request(renew).ending, None);
    // Its sheet lies with the Kabid again, who disposes it.
    let dispose = simplest(&office, ActKind::Dispose, renew);
    office.done(KABID, dispose);
    let stage = office.request(renew).stage;
    assert_eq!(stage, Stage::Disposition(Position::Subkoord));
}

#[test]
fn a_revocation_is_not_taken_back_where_another_certificate_is_active_by_now() {
    let (mut office, _) = at_stage(Stage::Completed);
    revoke(&mut office, 1, "replaced");
    let again = office.issue(1);
    office.bring(again, Stage::Completed);
    let command = correct_revocation(&office, None);
    assert_eq!(office.refused(VERIFIER, command).code(), "already-active");
}

/// Screens show NIKs masked: what a correction, or a certificate proposed from its request, brings
/// back so is what was written [R11.18].
#[test]
fn what_comes_back_masked_stays_what_it_was() {
    const WHOLE: &str = "Siti 1971 0247 1085 0013";
    const SHOWN: &str = "Siti 1971••••••••0013";
    let mut office = Office::new();
    let mut form = name(1, Kind::Issue);
    form.identity.name = WHOLE.to_owned();
    let no = office.register(vec![form]).line(1);
    office.bring(no, Stage::Verification);
    office.mark_all(VERIFIER, no);
    let mut send = office.send(no);
    if let Command::Send { ticket, .. } = &mut send {
        *ticket = WHOLE.to_owned();
    }
    office.done(VERIFIER, send);
    let sent = office.request(no).sending.unwrap();
    let again = |channel: &str| Correction::Sending {
        date: sent.date,
        ticket: SHOWN.to_owned(),
        channel: channel.to_owned(),
    };
    let same = correct(&office, no, again(&sent.channel));
    assert_eq!(office.refused(VERIFIER, same), Refusal::NothingCorrected);
    let other = correct(&office, no, again("email"));
    office.done(VERIFIER, other);
    assert_eq!(office.request(no).sending.unwrap().ticket, WHOLE);
    office.bring(no, Stage::Activated);
    let mut certificate = office.certificate(no, 9);
    certificate.name = SHOWN.to_owned();
    let certificate = certificate.into();
    let issued = office.answer(no, Answer::Issued { certificate });
    office.done(VERIFIER, issued);
    assert_eq!(office.request(no).stage, Stage::Issued, "it matches");
    assert_eq!(self::certificate(&office, 1).form.name, WHOLE);
    let mut given = office.hand_over(no);
    if let Command::HandOver { address, reply, .. } = &mut given {
        (*address, *reply) = (WHOLE.to_owned(), WHOLE.to_owned());
    }
    office.done(VERIFIER, given);
    let what = Correction::HandOver {
        channel: "whatsapp".to_owned(),
        address: SHOWN.to_owned(),
        reply: SHOWN.to_owned(),
    };
    let command = correct(&office, no, what);
    office.done(VERIFIER, command);
    let given = office.request(no).hand_over.unwrap();
    assert_eq!((&*given.address, &*given.reply), (WHOLE, WHOLE));
}
