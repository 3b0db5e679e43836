//! What must hold after each act, whatever the sequence.

use super::*;
use loket::domain::checklist::ChecklistItem;
use loket::domain::event::LetterEvent;
use loket::domain::policy::Need;
use loket::domain::request::StepTime;

/// What must hold of any desk.
pub fn check_desk(office: &Office) -> Held {
    let all = requests(office);
    for request in &all {
        check_steps(request)?;
        check_open_twice(office, request, &all)?;
        check_turns(office, request)?;
    }
    check_sheets(office, &all)?;
    check_active(office)
}

fn check_steps(request: &Request) -> Held {
    let record = RecordId::Request(request.no);
    let mut before = request.received;
    let last = request.steps.len() - 1;
    for (at, step) in request.steps.iter().enumerate() {
        let opened = |acted: Instant| step.opened.is_some_and(|opened| opened <= acted);
        let so = before <= step.arrived
            && step.opened.is_none_or(|opened| step.arrived <= opened)
            && step.acted.as_ref().is_none_or(|acted| {
                opened(acted.moment())
                    && step.arrived <= acted.moment()
                    && acted.stated.is_none_or(|stated| stated <= acted.at)
            });
        holds(so, Invariant::StepsFollow, record, || format!("{step:?}"))?;
        before = step.arrived;
        let ended = at == last || step.acted.is_some();
        holds(ended, Invariant::ClockRuns, record, || told(&request.steps))?;
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
    holds(runs == waits, Invariant::ClockRuns, record, || {
        told(&request.steps)
    })
}

fn told(steps: &[StepTime]) -> String {
    let one = |step: &StepTime| {
        let acted = step.acted.as_ref().map_or("berjalan", |_| "selesai");
        format!("{}: {acted}", step.step.as_str())
    };
    let all: Vec<String> = steps.iter().map(one).collect();
    all.join(", ")
}

/// One open request a kind and person; a later one carries the finding that blocks it.
fn check_open_twice(office: &Office, request: &Request, all: &[Request]) -> Held {
    let earlier = all.iter().find(|other| {
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
    holds(
        told == (earlier.is_some() && !request.stage.is_decided()),
        Invariant::TwiceIsTold,
        RecordId::Request(request.no),
        || format!("tanda: {told}; sebelumnya: {:?}", earlier.map(|one| one.no)),
    )
}

fn check_sheets(office: &Office, all: &[Request]) -> Held {
    let mut lies: BTreeMap<RequestNo, u16> = BTreeMap::new();
    for (id, record) in office.desk.records() {
        let Record::Sheet(sheet) = record else {
            continue;
        };
        let on = |so: bool, what: &dyn Fn() -> String| holds(so, Invariant::OneSheet, id, what);
        for no in &sheet.requests {
            let other = lies.insert(*no, sheet.no.ordinal);
            on(other.is_none(), &|| {
                format!("{no} juga di lembar {other:?}")
            })?;
            let stage = lies_at(&office.request(*no));
            on(sheet.stage == stage, &|| {
                format!("{no} di {stage:?}, lembar di {:?}", sheet.stage)
            })?;
            let held = matches!(sheet.stage, SheetStage::Held(_));
            let so =
                office.request(*no).held.is_some() == held && (!held || sheet.requests.len() == 1);
            on(so, &|| format!("{no} ditahan"))?;
        }
        let empty = !sheet.requests.is_empty() || sheet.stage == SheetStage::Done;
        on(empty, &|| "lembar kosong yang belum selesai".to_owned())?;
        let letter = office.desk.record(RecordId::Letter(sheet.no.agenda));
        let counted =
            matches!(letter, Some(Record::Letter(letter)) if letter.sheets >= sheet.no.ordinal);
        on(counted, &|| "tidak terhitung pada suratnya".to_owned())?;
    }
    for request in all {
        let so = lies.get(&request.no) == Some(&request.sheet);
        let record = RecordId::Request(request.no);
        holds(so, Invariant::OneSheet, record, || {
            format!("lembar {}", request.sheet)
        })?;
    }
    Ok(())
}

/// What a list shows as waiting for an officer is what the act itself would grant him.
fn check_turns(office: &Office, request: &Request) -> Held {
    let act = match request.stage {
        Stage::Registered | Stage::Disposition(_) => ActKind::Dispose,
        Stage::Held(_) => ActKind::Release,
        Stage::Verification => ActKind::Return,
        Stage::AwaitingApproval => ActKind::Approved,
        Stage::Issued => ActKind::HandOver,
        _ => return Ok(()),
    };
    let id = RecordId::Request(request.no);
    let Some(Summary::Request(row)) = summary(&Record::Request(Box::new(request.clone()))) else {
        panic!("{id:?} has no row");
    };
    let policy = office.desk.policy_of(request.policy);
    let officers = office.desk.officers();
    let all = || officers.iter().map(|officer| officer.id);
    let takes = |officer: OfficerId| {
        let actor = Actor::officer(officer);
        turn(&officers, &policy, &actor, &row, office.at)
    };
    let stuck = untaken(&officers, &policy, &row, office.at).is_some();
    holds(
        stuck != all().any(takes),
        Invariant::WaitsForWhoMay,
        id,
        || format!("dilaporkan tidak dapat dikerjakan siapa pun: {stuck}"),
    )?;
    for officer in all() {
        let actor = Actor::officer(officer);
        let granted = may(&office.desk, &actor, act, Some(request), office.at).is_ok();
        let waits = takes(officer);
        // A certificate to hand over, as an approval, stays with the one who has the request in hand.
        let after = matches!(request.stage, Stage::AwaitingApproval | Stage::Issued);
        let in_hand = after && request.claimed.is_some();
        holds(
            waits == granted || in_hand && granted,
            Invariant::WaitsForWhoMay,
            id,
            || format!("petugas {}: menunggu {waits}, boleh {granted}", officer.0),
        )?;
    }
    Ok(())
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

fn check_active(office: &Office) -> Held {
    let mut active = BTreeSet::new();
    for (id, record) in office.desk.records() {
        let Record::Certificate(known) = record else {
            continue;
        };
        let runs = known.status(office.at) == CertificateStatus::Active;
        let so = !runs || active.insert(known.holder);
        holds(so, Invariant::OneActive, id, || {
            format!("pemegang {:?}", known.holder)
        })?;
    }
    Ok(())
}

/// What one accepted act may do to the desk.
pub fn check_act(before: &Before, after: &Office, by: OfficerId, events: &[Event]) -> Held {
    check_revisions(before, after, events)?;
    let was = requests_of(&before.records);
    for request in &was {
        let now = after.request(request.no);
        let freed = events.iter().any(|event| {
            let frees = |what: &RequestEvent| {
                matches!(what, RequestEvent::Undone { .. } | RequestEvent::Reopened)
            };
            event.record == RecordId::Request(request.no)
                && matches!(&event.what, Happening::Request(what) if frees(what))
        });
        let so = !request.stage.is_final() || freed || now.stage == request.stage;
        let record = RecordId::Request(request.no);
        holds(so, Invariant::EndedStays, record, || {
            format!("{} → {}", request.stage.as_str(), now.stage.as_str())
        })?;
    }
    for request in requests(after) {
        check_duties(&request, before.pairs)?;
    }
    for event in events {
        check_own(&before.records, after, by, event)?;
        check_sending(before, after, event)?;
        check_undone(before, after, event)?;
    }
    let known = after.desk.officers().iter().any(|officer| officer.id == by);
    holds(known, Invariant::Recorded, RecordId::Officer(by), || {
        "bukan petugas".to_owned()
    })
}

fn check_revisions(before: &Before, after: &Office, events: &[Event]) -> Held {
    let mut moving: BTreeMap<RecordId, u32> = BTreeMap::new();
    for event in events {
        *moving.entry(event.record).or_default() += u32::from(event.what.moves_on());
        if let Happening::Letter(LetterEvent::Registered(_)) = &event.what {
            let new = !before.records.contains_key(&event.record);
            holds(new, Invariant::Recorded, event.record, || {
                "nomor diberikan dua kali".to_owned()
            })?;
        }
    }
    for (id, count) in moving {
        let was = before.records.get(&id).map_or(0, Record::revision);
        let is = after.desk.record(id).map_or(0, |record| record.revision());
        let so = matches!(id, RecordId::Desk | RecordId::Policy(_)) || is == was + count;
        holds(so, Invariant::Recorded, id, || {
            format!("revisi {was} → {is}, peristiwa {count}")
        })?;
    }
    Ok(())
}

/// Nobody is in two classes of duty, and no official on their own request.
pub fn check_duties(request: &Request, pairs: bool) -> Held {
    let record = RecordId::Request(request.no);
    let told = || {
        let one = |duty: &Duty| format!("petugas {}: {}", duty.officer.0, duty.class.as_str());
        let all: Vec<String> = request.duties.iter().map(one).collect();
        all.join(", ")
    };
    holds(
        pairs || !request.one_person(),
        Invariant::DutiesApart,
        record,
        told,
    )?;
    let own = |duty: &Duty| duty.officer == KADIS;
    let his = request.identity.nip == nip(901);
    let so = !his || !request.duties.iter().any(own);
    holds(so, Invariant::NotOnesOwn, record, told)
}

/// Nothing is sent with a *must* that does not conform or a finding that stands, no revocation before
/// its day; what is sent at once needs its cause alone.
fn check_sending(before: &Before, after: &Office, event: &Event) -> Held {
    let (RecordId::Request(no), Happening::Request(RequestEvent::Sent(_))) =
        (event.record, &event.what)
    else {
        return Ok(());
    };
    let request = after.request(no);
    let stated = request.particulars.cause.as_ref();
    let effective = stated.and_then(|cause| cause.effective);
    let today = after.at.day();
    let so = request.kind != Kind::Revoke || effective.is_some_and(|day| day <= today);
    holds(so, Invariant::TmtHasCome, event.record, || {
        format!("TMT {effective:?}, dikirim {today}")
    })?;
    let at_once = request.urgent.is_some();
    let unproven = |item: &&ChecklistItem| {
        item.need == Need::Must
            && *item.verdict() != Verdict::Conforms
            && (!at_once || item.document == DocumentKey::Cause)
    };
    let open: Vec<_> = request.checklist.iter().filter(unproven).collect();
    holds(open.is_empty(), Invariant::SentWhole, event.record, || {
        format!("{:?}", open[0].document)
    })?;
    let held = before.held.get(&no).cloned().unwrap_or_default();
    holds(held.is_empty(), Invariant::SentWhole, event.record, || {
        held.join(", ")
    })
}

/// What an undo gives back is what was there before the last act, but for the revision.
fn check_undone(before: &Before, after: &Office, event: &Event) -> Held {
    let undone = matches!(
        &event.what,
        Happening::Request(RequestEvent::Undone { .. })
            | Happening::Sheet(SheetEvent::Undone { .. })
            | Happening::Letter(LetterEvent::Undone { .. })
    );
    if !undone {
        return Ok(());
    }
    let now = after.desk.record(event.record).map(bare);
    let was = before.moved.get(&event.record).cloned().flatten();
    let was = was.map(bare);
    holds(was == now, Invariant::UndoRestores, event.record, || {
        differing(&format!("{was:#?}"), &format!("{now:#?}"))
    })
}

/// The first lines in which two records differ.
fn differing(was: &str, now: &str) -> String {
    let lines = was.lines().zip(now.lines());
    let differ = lines.filter(|(was, now)| was != now).take(5);
    let told: Vec<String> = differ
        .map(|(was, now)| format!("{} → {}", was.trim(), now.trim()))
        .collect();
    told.join("; ")
}

/// A record without what stays whatever is undone: its revision, what was looked at, forms that came
/// again, and the sheets that a letter ever had.
fn bare(record: Record) -> Record {
    match record {
        Record::Request(mut request) => {
            request.revision = 0;
            request.rows.clear();
            for item in &mut request.checklist {
                item.looked.clear();
            }
            Record::Request(request)
        }
        Record::Sheet(mut sheet) => {
            sheet.revision = 0;
            Record::Sheet(sheet)
        }
        Record::Letter(mut letter) => {
            letter.revision = 0;
            letter.sheets = 0;
            Record::Letter(letter)
        }
        other => other,
    }
}

/// Folding every event from nothing gives every record again.
pub fn check_replay(desk: &MemoryDesk) -> Held {
    let mut records: BTreeMap<RecordId, Record> = BTreeMap::new();
    for (event, stamp) in &desk.log() {
        let before = records.get(&event.record).cloned();
        let after = apply(before, event, stamp).expect("the log fits");
        records.insert(event.record, after);
    }
    for (id, record) in desk.records() {
        let so = records.get(&id) == Some(&record);
        holds(so, Invariant::ReplayAgrees, id, || format!("{record:?}"))?;
    }
    holds(
        records.len() == desk.records().len(),
        Invariant::ReplayAgrees,
        RecordId::Desk,
        || "jumlah catatan berbeda".to_owned(),
    )
}

/// Who found that a file or link conforms had opened it after it was laid there: read from the
/// events alone [R7.13].
pub fn check_looks(desk: &MemoryDesk) -> Held {
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
                    let so = (!conforms || !opens || looked) && !mark.unseen;
                    holds(so, Invariant::LookedFirst, event.record, || {
                        format!("{}: {mark:?}", document.as_str())
                    })?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Nobody did anything to a request of their own, before the act or after it, but set it aside.
fn check_own(before: &Records, after: &Office, by: OfficerId, event: &Event) -> Held {
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
            let so = !is_of(&identity, author);
            holds(so, Invariant::NotOnesOwn, RecordId::Request(no), || {
                format!("petugas {}: {}", author.0, event.what.kind().1)
            })?;
        }
    }
    Ok(())
}
