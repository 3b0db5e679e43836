//! For each refusal that the rules make, a situation of the desk in which they make it.

use super::super::duties::{also, release};
use super::super::simplest::*;
use super::{Provoked, following};
use crate::office::*;
use loket::domain::act::{
    ActKind, Answer, Closing, Command, Correction, FormRowId, NameForm, RevocationForm, Seen,
};
use loket::domain::certificate::CertificateForm;
use loket::domain::checklist::{Defect, Evidence, Verdict};
use loket::domain::ids::{CertificateId, OfficerId, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::office::{Capacity, Position};
use loket::domain::officer::{Account, Hold};
use loket::domain::policy::{Cause, DocumentKey};
use loket::domain::record::Record;
use loket::domain::request::{Outcome, Particular, Stage};
use loket::domain::sheet::{Assignee, Slip};

const KADIS_DESK: Stage = Stage::Disposition(Position::Kadis);

/// An office with one request at a stage.
pub fn at_stage(stage: Stage) -> (Office, RequestNo) {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, stage);
    (office, no)
}

/// What an officer is refused.
pub fn to(office: Office, by: OfficerId, command: Command) -> Provoked {
    let refusal = office.refused(by, command);
    (office, refusal)
}

/// The simplest command of an act at a stage is refused.
fn simply(stage: Stage, by: OfficerId, act: ActKind) -> Provoked {
    let (office, no) = at_stage(stage);
    let command = simplest(&office, act, no);
    to(office, by, command)
}

fn officer(office: &Office, id: OfficerId) -> Seen<OfficerId> {
    let revision = super::super::duties::officer(office, id).revision;
    Seen { id, revision }
}

/// A term of the Kadis is given.
fn term(office: &Office, to: OfficerId, capacity: Capacity, change: fn(&mut Hold)) -> Command {
    let mut hold = Hold {
        from: office.at,
        until: ended(9).filter(|_| capacity == Capacity::Plh),
        ..hold(Position::Kadis, capacity)
    };
    change(&mut hold);
    let officer = officer(office, to);
    Command::Hold { officer, hold }
}

fn hold_refused(to_whom: OfficerId, capacity: Capacity, change: fn(&mut Hold)) -> Provoked {
    let office = Office::new();
    let command = term(&office, to_whom, capacity, change);
    to(office, ADMIN, command)
}

fn registered(names: Vec<NameForm>, by: OfficerId) -> Provoked {
    let office = Office::new();
    let letter = entry(office.at, names);
    to(office, by, Command::Register { letter })
}

fn marked(verdict: Verdict, document: DocumentKey, on: Option<Evidence>) -> Provoked {
    let (office, no) = at_stage(Stage::Verification);
    let marks = vec![(document, verdict, on)];
    let request = office.seen(no);
    to(office, VERIFIER, Command::Mark { request, marks })
}

fn returned(defects: Vec<Defect>) -> Provoked {
    let (office, no) = at_stage(Stage::Verification);
    let command = Command::Return {
        request: office.seen(no),
        defects,
        note: String::new(),
    };
    to(office, VERIFIER, command)
}

/// A certificate of person n that is taken over, like the one of a request.
fn taken_over(office: &Office, no: RequestNo, n: u32, serial: u8) -> Command {
    let identity = identity(n);
    let holder = Box::new(details(&identity));
    let certificate = CertificateForm {
        name: identity.name,
        email: identity.email,
        nik: identity.nik,
        not_before: office.at.plus_days(-600),
        not_after: office.at.plus_days(130),
        ..office.certificate(no, serial)
    };
    Command::TakeOver {
        certificate: certificate.into(),
        holder,
        replaces: None,
    }
}

/// A second certificate of person n beside the first of person 1; `replaces` names that one.
fn second(n: u32, serial: u8, replaces: bool) -> Provoked {
    let mut office = Office::new();
    let no = office.issue(1);
    let first = taken_over(&office, no, 1, 60);
    office.done(CLERK, first);
    let mut command = taken_over(&office, no, n, serial);
    if let Command::TakeOver { replaces: of, .. } = &mut command {
        *of = replaces.then_some(seen_first());
    }
    to(office, CLERK, command)
}

fn seen_first() -> Seen<CertificateId> {
    let (id, revision) = (CertificateId(1), 1);
    Seen { id, revision }
}

fn revocation(office: &Office, certificate: Seen<CertificateId>) -> Command {
    Command::RevokeRecorded {
        certificate,
        revocation: RevocationForm {
            date: office.at.day(),
            cause: "retirement".to_owned(),
        },
    }
}

/// A request whose certificate was revoked after it came.
fn revoked_at(stage: Stage) -> (Office, RequestNo) {
    let (mut office, no) = at_stage(stage);
    let command = revocation(&office, office.seen_certificate(no));
    office.done(VERIFIER, command);
    (office, no)
}

fn letter_edited(change: fn(&mut loket::domain::letter::LetterForm)) -> Provoked {
    let (office, no) = at_stage(Stage::Registered);
    let mut form = form(office.request(no).received);
    change(&mut form);
    let letter = office.letter(no.agenda);
    to(office, CLERK, Command::EditLetter { letter, form })
}

fn sent_on(day_of: u32) -> Provoked {
    let (mut office, no) = at_stage(Stage::Verification);
    office.mark_all(VERIFIER, no);
    let mut command = office.send(no);
    if let Command::Send { date, .. } = &mut command {
        *date = day(day_of);
    }
    to(office, VERIFIER, command)
}

/// A holder of a certificate asks for a kind, and the request is at a stage.
fn asked(kind: Kind, stage: Stage) -> (Office, RequestNo) {
    let mut office = Office::new();
    office.holds(1, 300);
    let no = office.ask(1, kind);
    office.bring(no, stage);
    (office, no)
}

/// A code, and the situation that provokes it.
pub type Situation = (&'static str, fn() -> Provoked);

/// Every refusal of the rules, with where it comes from.
pub const DECIDED: &[Situation] = &[
    ("not-found", || {
        let record = RecordId::Letter("0099/2026".parse().unwrap());
        let text = "x".to_owned();
        to(Office::new(), CLERK, Command::Note { record, text })
    }),
    ("moved-on", || {
        let (mut office, no) = at_stage(KADIS_DESK);
        let before = office.sheet_of(no);
        office.pass(KADIS, no);
        to(office, KADIS, dispose(vec![before]))
    }),
    ("not-yours", || simply(KADIS_DESK, KABID, ActKind::Dispose)),
    ("acting", || {
        let (mut office, no) = at_stage(KADIS_DESK);
        let plh = term(&office, KABID, Capacity::Plh, |_| {});
        office.done(ADMIN, plh);
        let command = dispose(vec![office.sheet_of(no)]);
        to(office, KADIS, command)
    }),
    ("not-at-this-stage", || {
        simply(Stage::AtBsre, CLERK, ActKind::EditIdentity)
    }),
    ("separation", || {
        let mut office = Office::new();
        also(
            &mut office,
            CLERK,
            Position::Verifikator,
            Capacity::Definitive,
        );
        let no = office.issue(1);
        office.bring(no, Stage::Verification);
        let command = simplest(&office, ActKind::Claim, no);
        to(office, CLERK, command)
    }),
    ("own-request", || {
        let mut office = Office::new();
        let no = office.issue(901);
        office.pass(CLERK, no);
        let command = dispose(vec![office.sheet_of(no)]);
        to(office, KADIS, command)
    }),
    ("own-name", || {
        registered(vec![name(906, Kind::Issue)], CLERK)
    }),
    ("own-certificate", || {
        let mut office = Office::new();
        let no = office.issue(1);
        let command = taken_over(&office, no, 904, 60);
        office.done(CLERK, command);
        let command = revocation(&office, seen_first());
        to(office, VERIFIER, command)
    }),
    ("officer-known", || {
        let office = Office::new();
        let command = identify(&office, KABID, nip(901));
        to(office, ADMIN, command)
    }),
    ("own-numbers", || {
        let office = Office::new();
        let command = identify(&office, ADMIN, nip(55));
        to(office, ADMIN, command)
    }),
    ("blocked", || {
        simply(Stage::Verification, VERIFIER, ActKind::Send)
    }),
    ("missing", || registered(Vec::new(), CLERK)),
    ("invalid", || letter_edited(|form| form.date = Some(day(3)))),
    ("in-future", || {
        letter_edited(|form| form.received = form.received.plus_days(3))
    }),
    ("before-step", || {
        let mut office = Office::new();
        office.at = at(4, 9, 0);
        let no = office.issue(1);
        office.pass(CLERK, no);
        let command = dispose_paper(vec![office.sheet_of(no)], paper(day(3), None));
        to(office, CLERK, command)
    }),
    ("unknown-reason", || {
        returned(vec![Defect::Finding("entah".to_owned())])
    }),
    ("never-rejected", || {
        let mut office = Office::new();
        let no = office.ask(1, Kind::Revoke);
        let stated = Particular::Cause(cause(Cause::Death, office.at.day()));
        let command = office.state(no, stated);
        office.done(CLERK, command);
        office.pass(CLERK, no);
        let command = reject(&office, no);
        to(office, KADIS, command)
    }),
    ("claimed", || {
        let (mut office, no) = at_stage(Stage::Verification);
        let command = simplest(&office, ActKind::Claim, no);
        office.done(VERIFIER, command.clone());
        let command = simplest(&office, ActKind::Mark, no);
        to(office, VERIFIER_2, command)
    }),
    ("assigned-to", || {
        let (mut office, no) = at_stage(Stage::Disposition(Position::Subkoord));
        let slip = Slip {
            verifier: Assignee::Named(VERIFIER_2),
            ..Slip::default()
        };
        let command = Command::Dispose {
            sheets: vec![office.sheet_of(no)],
            except: Vec::new(),
            slip,
            paper: None,
        };
        office.done(SUBKOORD, command);
        let command = simplest(&office, ActKind::Mark, no);
        to(office, VERIFIER, command)
    }),
    ("evidence-needed", || {
        marked(Verdict::Conforms, DocumentKey::Ktp, None)
    }),
    ("look-first", || {
        let (office, no) = at_stage(Stage::Verification);
        let command = office.mark_all_command(no);
        to(office, VERIFIER, command)
    }),
    ("not-a-warning", || {
        simply(Stage::Verification, VERIFIER, ActKind::AcceptWarning)
    }),
    ("held-back", || {
        let mut office = Office::new();
        let no = office.issue(1);
        hold_back(&mut office, no, Position::Kadis);
        let command = dispose(vec![office.sheet_of(no)]);
        to(office, KADIS, command)
    }),
    ("links-used", || {
        let (mut office, no) = at_stage(Stage::AtBsre);
        for _ in 0..3 {
            let command = simplest(&office, ActKind::LinkSent, no);
            office.done(VERIFIER, command);
        }
        let command = simplest(&office, ActKind::LinkSent, no);
        to(office, VERIFIER, command)
    }),
    ("links-left", || {
        let (mut office, no) = at_stage(Stage::AwaitingActivation);
        office.at = office.at.plus_days(8);
        let command = office.answer(no, Answer::ActivationLapsed);
        office.done(VERIFIER, command);
        let command = close(&office, no, Closing::Lapsed);
        to(office, VERIFIER, command)
    }),
    ("too-many-defects", || {
        returned(vec![Defect::Text("x".to_owned()); 51])
    }),
    ("certificate-revoked", || {
        let (office, no) = revoked_at(Stage::Issued);
        let command = office.hand_over(no);
        to(office, VERIFIER, command)
    }),
    ("too-early", || {
        simply(
            Stage::AwaitingActivation,
            VERIFIER,
            ActKind::ActivationLapsed,
        )
    }),
    ("serial-known", || second(2, 60, false)),
    ("already-active", || second(1, 61, false)),
    ("already-revoked", || {
        let (office, no) = revoked_at(Stage::Completed);
        let command = revocation(&office, office.seen_certificate(no));
        to(office, VERIFIER, command)
    }),
    ("not-suspended", || {
        let mut office = Office::new();
        let id = office.holds(1, 300);
        let date = office.at.day();
        let certificate = Seen {
            id,
            revision: office.held(id).revision,
        };
        to(office, VERIFIER, Command::Resume { certificate, date })
    }),
    ("old-stands", || {
        let (office, no) = asked(Kind::Change, Stage::AtBsre);
        let date = office.at.day();
        let command = office.answer(no, Answer::LinkSent { date });
        to(office, VERIFIER, command)
    }),
    ("not-among-active", || {
        let (mut office, no) = asked(Kind::Reset, Stage::Registered);
        let mut second = office.held(CertificateId(1));
        (second.id, second.form.serial) = (CertificateId(2), None);
        let id = RecordId::Certificate(CertificateId(2));
        office.desk.keep(id, Record::Certificate(Box::new(second)));
        let command = office.state(no, Particular::Certificate(CertificateId(9)));
        to(office, CLERK, command)
    }),
    ("nothing-to-choose", || {
        let (office, no) = asked(Kind::Reset, Stage::Registered);
        let command = office.state(no, Particular::Certificate(CertificateId(1)));
        to(office, CLERK, command)
    }),
    ("always-reissued", || {
        let (mut office, no) = asked(Kind::Change, Stage::Registered);
        let mut identity = office.request(no).identity;
        identity.nik_old = nik(77);
        let command = Command::EditIdentity {
            request: office.seen(no),
            identity: Box::new(identity),
        };
        office.done(CLERK, command);
        office.bring(no, Stage::Verification);
        let command = office.state(no, Particular::Outcome(Outcome::DataOnly));
        to(office, VERIFIER, command)
    }),
    ("not-revoked", || {
        let (office, no) = at_stage(Stage::Completed);
        let command = Command::CorrectRevocation {
            certificate: office.seen_certificate(no),
            revocation: None,
            reason: "salah catat".to_owned(),
        };
        to(office, VERIFIER, command)
    }),
    ("predecessor-ended", || {
        let (office, no) = revoked_at(Stage::Completed);
        let mut command = taken_over(&office, no, 1, 61);
        if let Command::TakeOver { replaces, .. } = &mut command {
            *replaces = Some(office.seen_certificate(no));
        }
        to(office, CLERK, command)
    }),
    ("not-a-successor", || second(2, 61, true)),
    ("nothing-corrected", || {
        let (office, no) = at_stage(Stage::AtBsre);
        let sending = office.request(no).sending.unwrap();
        let command = Command::Correct {
            request: office.seen(no),
            what: Correction::Sending {
                date: sending.date,
                ticket: sending.ticket,
                channel: sending.channel,
            },
            reason: "salah catat".to_owned(),
        };
        to(office, VERIFIER, command)
    }),
    ("mismatch", || {
        let (office, no) = at_stage(Stage::Mismatch);
        let command = office.hand_over(no);
        to(office, VERIFIER, command)
    }),
    ("number-taken", || {
        // The numbers of the first go to another person, who then comes with a letter.
        let (mut office, no) = at_stage(Stage::Registered);
        let command = simplest(&office, ActKind::EditIdentity, no);
        office.done(CLERK, command);
        office.issue(1);
        let command = simplest(&office, ActKind::Undo, no);
        to(office, CLERK, command)
    }),
    ("acted-since", || {
        let (mut office, no) = at_stage(KADIS_DESK);
        office.pass(KADIS, no);
        let command = simplest(&office, ActKind::Note, no);
        office.done(KABID, command);
        let command = simplest(&office, ActKind::Undo, no);
        to(office, KADIS, command)
    }),
    ("undo-too-late", || {
        let (mut office, no) = at_stage(KADIS_DESK);
        office.pass(KADIS, no);
        office.at = at(5, 9, 0);
        let command = simplest(&office, ActKind::Undo, no);
        to(office, KADIS, command)
    }),
    ("not-the-author", || {
        simply(KADIS_DESK, KADIS, ActKind::Undo)
    }),
    ("cannot-undo", || {
        simply(Stage::AccountCheck, VERIFIER, ActKind::Undo)
    }),
    ("account-bound", || {
        let office = Office::new();
        let command = Command::BindAccount {
            officer: officer(&office, KABID),
            account: Some(Account {
                uid: 1001,
                name: "akun1".to_owned(),
            }),
        };
        to(office, ADMIN, command)
    }),
    ("own-positions", || {
        hold_refused(ADMIN, Capacity::Plh, |_| {})
    }),
    ("two-definitive", || {
        hold_refused(KABID, Capacity::Definitive, |_| {})
    }),
    ("two-plh", || {
        let mut office = Office::new();
        let plh = term(&office, KABID, Capacity::Plh, |_| {});
        office.done(ADMIN, plh);
        let command = term(&office, SUBKOORD, Capacity::Plh, |_| {});
        to(office, ADMIN, command)
    }),
    ("two-plt", || {
        let mut office = Office::new();
        let vacate = release(&office, KADIS, Position::Kadis, None);
        office.done(ADMIN, vacate);
        let plt = term(&office, KABID, Capacity::Plt, |_| {});
        office.done(ADMIN, plt);
        let command = term(&office, SUBKOORD, Capacity::Plt, |_| {});
        to(office, ADMIN, command)
    }),
    ("plt-beside-holder", || {
        hold_refused(KABID, Capacity::Plt, |_| {})
    }),
    ("over-acts", || {
        let (mut office, no) = at_stage(KADIS_DESK);
        office.pass(KADIS, no);
        office.at = at(6, 9, 0);
        let command = term(&office, SUBKOORD, Capacity::Plh, |hold| {
            (hold.from, hold.until) = (began(1), ended(4));
        });
        to(office, ADMIN, command)
    }),
    ("acts-after", || {
        let mut office = Office::new();
        let plh = term(&office, SUBKOORD, Capacity::Plh, |_| {});
        office.done(ADMIN, plh);
        let no = office.issue(1);
        office.pass(CLERK, no);
        office.pass(SUBKOORD, no);
        let command = release(&office, SUBKOORD, Position::Kadis, Some(began(2)));
        to(office, ADMIN, command)
    }),
    ("no-basis", || {
        hold_refused(KABID, Capacity::Plh, |hold| {
            hold.basis = "tidak ada".to_owned();
        })
    }),
    ("past-without-basis", || {
        hold_refused(KABID, Capacity::Definitive, |hold| {
            hold.position = Position::Verifikator;
            (hold.from, hold.basis) = (began(1), String::new());
        })
    }),
    ("no-term", || {
        let office = Office::new();
        let command = release(&office, KABID, Position::Kadis, None);
        to(office, ADMIN, command)
    }),
    ("too-many", || {
        registered(vec![name(1, Kind::Issue); 2_001], CLERK)
    }),
    ("date-before", || sent_on(1)),
    ("date-after", || sent_on(3)),
    ("too-long", || {
        letter_edited(|form| form.subject = "x".repeat(5_000))
    }),
    ("wrong-kind", || {
        simply(Stage::Registered, CLERK, ActKind::Convert)
    }),
    ("nothing-lies", || {
        let mut office = Office::new();
        let no = following::bare(&mut office);
        let command = simplest(&office, ActKind::LookAtDocument, no);
        to(office, VERIFIER, command)
    }),
    ("not-a-file", || {
        let (office, no) = at_stage(Stage::Registered);
        let command = Command::AddDocument {
            request: office.seen(no),
            document: DocumentKey::Email,
            evidence: Evidence::Paper,
        };
        to(office, CLERK, command)
    }),
    ("not-on-checklist", || {
        marked(Verdict::Missing, DocumentKey::Cause, None)
    }),
    ("row-known", || {
        let mut office = Office::new();
        let row = |n: u32| NameForm {
            row: Some(FormRowId {
                row: 5,
                fingerprint: [5; 32],
            }),
            ..name(n, Kind::Issue)
        };
        office.register(vec![row(1)]);
        let letter = entry(office.at, vec![row(2)]);
        to(office, CLERK, Command::Register { letter })
    }),
    ("one-of", || {
        let (office, command) = crate::together::one_unchecked();
        to(office, VERIFIER, command)
    }),
    ("row-not-ready", || {
        let office = Office::new();
        let command = crate::transfer::of_nobody(&office);
        to(office, CLERK, command)
    }),
];

fn identify(office: &Office, id: OfficerId, nip: String) -> Command {
    Command::IdentifyOfficer {
        officer: officer(office, id),
        name: String::new(),
        nip,
        nik: String::new(),
        email: String::new(),
    }
}
