//! What must hold after each act, whatever the sequence.

use super::*;

/// What must hold of any desk.
pub fn check_desk(office: &Office) {
    let all = requests(office);
    for request in &all {
        check_steps(request);
        check_open_twice(office, request, &all);
        check_turns(office, request);
    }
    check_sheets(office, &all);
    check_active(office);
}

pub fn check_steps(request: &Request) {
    let no = request.no;
    let mut before = request.received;
    let last = request.steps.len() - 1;
    for (at, step) in request.steps.iter().enumerate() {
        assert!(before <= step.arrived, "{no}: steps out of order");
        before = step.arrived;
        if let Some(opened) = step.opened {
            assert!(step.arrived <= opened, "{no}: opened before it arrived");
        }
        if let Some(acted) = &step.acted {
            assert!(
                step.opened.is_some_and(|opened| opened <= acted.moment()),
                "{no}: {step:?}"
            );
            assert!(step.arrived <= acted.moment(), "{no}: {step:?}");
            assert!(acted.stated.is_none_or(|stated| stated <= acted.at), "{no}");
        }
        assert!(at == last || step.acted.is_some(), "{no}: two clocks run");
    }
    let runs = request.steps[last].acted.is_none();
    let waits = match request.stage {
        Stage::Registered | Stage::Disposition(_) | Stage::Held(_) => true,
        Stage::Verification | Stage::AwaitingApproval | Stage::Issued => true,
        Stage::AwaitingActivation => request
            .activation
            .as_ref()
            .is_some_and(|activation| activation.asked.is_none()),
        // A certificate that stopped matching still waits for its hand-over.
        Stage::Mismatch => runs,
        _ => false,
    };
    assert_eq!(runs, waits, "{no} at {:?}: the clock", request.stage);
}

/// One open request a kind and person; a later one carries the finding that blocks it.
pub fn check_open_twice(office: &Office, request: &Request, all: &[Request]) {
    let earlier = all.iter().any(|other| {
        other.no < request.no
            && other.kind == request.kind
            && other.person.is_some()
            && other.person == request.person
            && !other.stage.is_decided()
    });
    let found = findings(&office.desk, request, office.at);
    let told = found
        .iter()
        .any(|open| open.finding.code == FindingCode::DuplicateOpen);
    assert_eq!(
        told,
        earlier && !request.stage.is_decided(),
        "{}",
        request.no
    );
}

pub fn check_sheets(office: &Office, all: &[Request]) {
    let mut lies: BTreeMap<RequestNo, u16> = BTreeMap::new();
    for record in office.desk.records().into_values() {
        let Record::Sheet(sheet) = record else {
            continue;
        };
        for no in &sheet.requests {
            let other = lies.insert(*no, sheet.no.ordinal);
            assert_eq!(other, None, "{no} lies on two sheets");
            let stage = lies_at(&office.request(*no));
            assert_eq!(sheet.stage, stage, "{no} on {}", sheet.no);
            let held = matches!(sheet.stage, SheetStage::Held(_));
            assert_eq!(office.request(*no).held.is_some(), held, "{no} held back");
            assert!(!held || sheet.requests.len() == 1, "{no} is held alone");
        }
        if sheet.requests.is_empty() {
            assert_eq!(sheet.stage, SheetStage::Done, "empty {}", sheet.no);
        }
        let letter = office.desk.record(RecordId::Letter(sheet.no.agenda));
        assert!(
            matches!(letter, Some(Record::Letter(letter)) if letter.sheets >= sheet.no.ordinal)
        );
    }
    for request in all {
        assert_eq!(
            lies.get(&request.no),
            Some(&request.sheet),
            "{}",
            request.no
        );
    }
}

/// What a list shows as waiting for an officer is what the act itself would grant him.
pub fn check_turns(office: &Office, request: &Request) {
    let act = match request.stage {
        Stage::Registered | Stage::Disposition(_) => ActKind::Dispose,
        Stage::Held(_) => ActKind::Release,
        Stage::Verification => ActKind::Return,
        Stage::AwaitingApproval => ActKind::Approved,
        Stage::Issued => ActKind::HandOver,
        _ => return,
    };
    let id = RecordId::Request(request.no);
    let Some(Summary::Request(row)) = summary(&Record::Request(Box::new(request.clone()))) else {
        panic!("{id:?} has no row");
    };
    let policy = office.desk.policy_of(request.policy);
    let officers = office.desk.officers();
    let takes = |officer: u32| {
        let actor = Actor::officer(OfficerId(officer));
        turn(&officers, &policy, &actor, &row, office.at)
    };
    let stuck = untaken(&officers, &policy, &row, office.at).is_some();
    assert!(!stuck || !(1..=9).any(takes), "{id:?} is stuck and taken");
    assert!(stuck || (1..=9).any(takes), "{id:?} is nobody's, unseen");
    for officer in 1..=9 {
        let actor = Actor::officer(OfficerId(officer));
        let granted = may(&office.desk, &actor, act, Some(request), office.at).is_ok();
        let waits = turn(&officers, &policy, &actor, &row, office.at);
        // A certificate to hand over, as an approval, stays with the one who has the request in hand.
        let after = matches!(request.stage, Stage::AwaitingApproval | Stage::Issued);
        let in_hand = after && request.claimed.is_some();
        assert!(
            waits == granted || in_hand && granted,
            "{id:?} at {:?} for officer {officer}: listed {waits}, granted {granted}",
            request.stage
        );
    }
}

fn lies_at(request: &Request) -> SheetStage {
    match request.sheet_out() {
        Some(Position::Agendaris) => return SheetStage::Registered,
        Some(position) => return SheetStage::With(position),
        None => {}
    }
    let from = request.returned.as_ref().map(|back| back.from);
    match (request.stage, from) {
        (Stage::Registered, _) => SheetStage::Registered,
        (Stage::Disposition(position), _) => SheetStage::With(position),
        (Stage::Held(position), _) => SheetStage::Held(position),
        (Stage::Returned, Some(Stage::Disposition(_))) => SheetStage::Paused,
        _ => SheetStage::Done,
    }
}

pub fn check_active(office: &Office) {
    let mut active = BTreeSet::new();
    for record in office.desk.records().into_values() {
        let Record::Certificate(known) = record else {
            continue;
        };
        if known.status(office.at) == CertificateStatus::Active {
            assert!(
                active.insert(known.holder),
                "two active: {:?}",
                known.holder
            );
        }
    }
}

/// What one accepted act may do to the desk.
pub fn check_act(before: &Records, after: &Office, by: OfficerId, events: &[Event], pairs: bool) {
    let mut moving: BTreeMap<RecordId, u32> = BTreeMap::new();
    for event in events {
        *moving.entry(event.record).or_default() += u32::from(event.what.moves_on());
        if let (RecordId::Letter(_), Happening::Letter(what)) = (event.record, &event.what)
            && what_begins(what)
        {
            assert!(!before.contains_key(&event.record), "number given twice");
        }
    }
    for (id, count) in moving {
        let was = before.get(&id).map_or(0, Record::revision);
        let is = after.desk.record(id).map_or(0, |record| record.revision());
        if !matches!(id, RecordId::Desk | RecordId::Policy(_)) {
            assert_eq!(is, was + count, "revision of {id:?}");
        }
    }
    for request in requests_of(before) {
        let now = after.request(request.no);
        let undone = events.iter().any(|event| {
            event.record == RecordId::Request(request.no)
                && matches!(event.what, Happening::Request(RequestEvent::Undone { .. }))
        });
        if request.stage.is_final() && !undone {
            assert_eq!(now.stage, request.stage, "{} ended", request.no);
        }
    }
    for request in requests(after) {
        if !pairs {
            assert!(
                !request.one_person(),
                "{}: {:?}",
                request.no,
                request.duties
            );
        }
        let own = |duty: &loket::domain::request::Duty| duty.officer == KADIS;
        let his = request.identity.nip == nip(901);
        assert!(
            !his || !request.duties.iter().any(own),
            "{} is his own",
            request.no
        );
    }
    for event in events {
        check_own(before, after, by, event);
    }
    assert!(by.0 >= 1 && by.0 <= 9);
}

fn what_begins(what: &loket::domain::event::LetterEvent) -> bool {
    matches!(what, loket::domain::event::LetterEvent::Registered(_))
}

/// Folding every event from nothing gives every record again.
pub fn check_replay(desk: &MemoryDesk) {
    let mut records: BTreeMap<RecordId, Record> = BTreeMap::new();
    for (event, stamp) in &desk.log() {
        let before = records.get(&event.record).cloned();
        let after = apply(before, event, stamp).expect("the log fits");
        records.insert(event.record, after);
    }
    assert!(records == desk.records(), "replay differs");
}

/// `may` says yes exactly when the simplest act is not refused for rights or stage.
pub fn check_hint(office: &Office, throw: Throw) {
    let all = requests(office);
    let Some(request) = all.get(usize::from(throw.2) % all.len().max(1)) else {
        return;
    };
    let acts: Vec<ActKind> = on_requests().filter(|act| *act != ActKind::Open).collect();
    let act = acts[usize::from(throw.3) % acts.len()];
    let sheet = office.sheet(office.sheet_of(request.no).id);
    // A sheet with several names is judged by all of them, a letter by any.
    if sheet.requests.len() > 1 || act == ActKind::EditLetter {
        return;
    }
    let officer = OfficerId(1 + u32::from(throw.1) % 9);
    // The paper in hand may be of a day on which somebody else signed: that is judged with it.
    if act == ActKind::DisposePaper && officer == CLERK_2 && stands_in(office) {
        return;
    }
    let hint = may(
        &office.desk,
        &Actor::officer(officer),
        act,
        Some(request),
        office.at,
    );
    let judged = office.judge(officer, &simplest(office, act, request.no));
    // What the hint refuses for another reason, such as days that are not over, the act refuses so.
    let alike = matches!((&hint, &judged), (Err(hint), Err(refusal)) if hint == refusal);
    let refused = matches!(&judged, Err(refusal) if is_about_rights(refusal));
    assert!(
        alike || hint.is_err() == refused,
        "{act:?} {hint:?} {judged:?}"
    );
}

/// Who found that a file or link conforms had opened it after it was laid there: read from the
/// events alone [R7.13].
pub fn check_looks(desk: &MemoryDesk) {
    let mut looks: BTreeMap<(RecordId, DocumentKey), BTreeSet<OfficerId>> = BTreeMap::new();
    for (event, stamp) in &desk.log() {
        let at = |document: &DocumentKey| (event.record, *document);
        match &event.what {
            Happening::Looked {
                at: Look::Document(document),
            } => {
                let by = looks.entry(at(document)).or_default();
                by.insert(stamp.officer);
            }
            Happening::Request(RequestEvent::DocumentAdded { document, .. }) => {
                looks.remove(&at(document));
            }
            Happening::Request(RequestEvent::Marked { marks }) => {
                for (document, mark) in marks {
                    let opens = matches!(mark.on, Some(Evidence::File { .. } | Evidence::Link(_)));
                    let looked = looks.get(&at(document));
                    let looked = looked.is_some_and(|by| by.contains(&mark.by));
                    let conforms = mark.verdict == Verdict::Conforms;
                    assert!(
                        !conforms || !opens || looked,
                        "{:?}: {mark:?}",
                        event.record
                    );
                    assert!(!mark.unseen, "{:?}: {mark:?}", event.record);
                }
            }
            _ => {}
        }
    }
}

/// Nobody did anything to a request of their own, before the act or after it, but set it aside.
fn check_own(before: &Records, after: &Office, by: OfficerId, event: &Event) {
    let author = match &event.what {
        Happening::Sheet(SheetEvent::Disposed { line, .. }) => line.officer,
        _ => by,
    };
    let aside = match &event.what {
        Happening::Request(RequestEvent::Moved(step)) => matches!(step.to, Stage::Held(_)),
        Happening::Request(RequestEvent::Undone { restored, .. }) => {
            matches!(after.request(restored.no).stage, Stage::Disposition(_))
        }
        Happening::Request(RequestEvent::HeldBack(_) | RequestEvent::OntoSheet(_)) => true,
        Happening::Noted { .. } | Happening::Looked { .. } => true,
        _ => false,
    };
    let names = match event.record {
        RecordId::Request(no) => vec![no],
        RecordId::Sheet(no) if author != by => after.sheet(no).requests,
        _ => Vec::new(),
    };
    for no in names.into_iter().filter(|_| !aside) {
        let was = match before.get(&RecordId::Request(no)) {
            Some(Record::Request(request)) => Some(request.identity.clone()),
            _ => None,
        };
        for identity in was.into_iter().chain([after.request(no).identity]) {
            assert!(
                !is_of(&identity, author),
                "{no} is {author:?}'s own: {:?}",
                event.what
            );
        }
    }
}
