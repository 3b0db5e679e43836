//! How a request looks at three widths, and that it asks for what it shows and for nothing more.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::text::Language;
use crate::tui::panel::{Answer, Panel};
use crate::tui::testing::Stage;
use crate::tui::view::testing::{no, office, request_view};

const BASE: Tag = 100;

fn told(tag: Tag, tell: Tell) -> Input {
    Input::Told {
        tag: BASE + tag,
        tell: Box::new(tell),
        last: true,
    }
}

fn shown(stage: &Stage) -> RequestDetail {
    let mut detail = RequestDetail::new(BASE);
    detail.show(Some(no(3)));
    let view = Box::new(request_view());
    let office = Box::new(office());
    detail
        .take(told(RECORD, Tell::Request(view)), &stage.ctx())
        .unwrap();
    detail
        .take(told(OFFICE, Tell::Office(office)), &stage.ctx())
        .unwrap();
    detail
}

#[test]
fn it_looks_right_in_both_languages() {
    for (name, width, height, language) in [
        ("detail_80", 80, 24, Language::Indonesian),
        ("detail_side_id", 50, 40, Language::Indonesian),
        ("detail_120_en", 120, 40, Language::English),
    ] {
        let stage = Stage::new(width, height, language);
        let detail = shown(&stage);
        let drawn = stage.draw(|area, buf, ctx| detail.render(area, buf, ctx, true));
        insta::assert_snapshot!(name, drawn);
    }
}

#[test]
fn nothing_chosen_and_nothing_found_say_so() {
    let stage = Stage::small();
    let mut detail = RequestDetail::new(BASE);
    let drawn = stage.draw(|area, buf, ctx| detail.render(area, buf, ctx, true));
    assert!(drawn.contains("Pilih satu permohonan"), "{drawn}");
    detail.show(Some(no(9)));
    let record = RecordId::Request(no(9));
    let refused = Tell::Refused(crate::domain::refusal::Refusal::NotFound(record));
    detail.take(told(RECORD, refused), &stage.ctx()).unwrap();
    let drawn = stage.draw(|area, buf, ctx| detail.render(area, buf, ctx, true));
    assert!(
        drawn.contains("Permohonan 0142.09/2026 tidak ada"),
        "{drawn}"
    );
}

#[test]
fn a_moving_cursor_asks_only_where_it_rests() {
    let stage = Stage::small();
    let mut detail = RequestDetail::new(BASE);
    for line in 1..9 {
        let effects = detail.show(Some(no(line)));
        let asks = effects.iter().any(
            |effect| matches!(effect, Effect::Ask { ask, .. } if matches!(**ask, Ask::Request(_))),
        );
        assert!(!asks, "{effects:?}");
    }
    let effects = detail
        .take(Input::Woke(BASE + SETTLED), &stage.ctx())
        .unwrap();
    let [Effect::Ask { ask, .. }] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(**ask, Ask::Request(no(8)));
    // An answer that comes too late is not shown.
    let late = Box::new(request_view());
    detail
        .take(told(RECORD, Tell::Request(late)), &stage.ctx())
        .unwrap();
    assert!(detail.view().is_none());
}

#[test]
fn what_somebody_else_did_to_the_record_shown_is_said_and_what_this_screen_did_is_not() {
    use crate::tui::view::testing::{RINA, at};
    let mut stage = Stage::small();
    let moved = || {
        let mut view = Box::new(request_view());
        view.request.revision += 1;
        view.latest = Some(Latest {
            what: "returned".to_owned(),
            by: RINA,
            at: at(9, 12),
        });
        told(RECORD, Tell::Request(view))
    };
    let drawn = |detail: &RequestDetail, stage: &Stage| {
        stage.draw(|area, buf, ctx| detail.render(area, buf, ctx, true))
    };
    let mut detail = shown(&stage);
    assert!(!drawn(&detail, &stage).contains("Baru berubah"));
    detail.take(moved(), &stage.ctx()).unwrap();
    let said = drawn(&detail, &stage);
    assert!(
        said.contains("Baru berubah: Dikembalikan ke pemohon, oleh Rina"),
        "{said}"
    );
    // Another record is another story.
    detail.show(Some(no(4)));
    assert!(detail.news(&stage.ctx()).is_none());
    let record = RecordId::Request(no(3));
    stage
        .own
        .note(&[(record, request_view().request.revision + 1)]);
    let mut detail = shown(&stage);
    detail.take(moved(), &stage.ctx()).unwrap();
    assert!(!drawn(&detail, &stage).contains("Baru berubah"));
}

#[test]
fn inputs_of_others_come_back() {
    let stage = Stage::small();
    let mut detail = RequestDetail::new(BASE);
    for input in [
        Input::Woke(BASE - 1),
        Input::Woke(BASE + RequestDetail::TAGS),
        Input::Minute,
    ] {
        assert!(detail.take(input, &stage.ctx()).is_err());
    }
}

/// A request that was returned for a missing KTP and a wrong e-mail.
fn returned() -> RequestView {
    use crate::domain::checklist::{Defect, Verdict};
    use crate::domain::policy::DocumentKey;
    use crate::domain::request::{Return, Stage as Stands};
    let mut view = request_view();
    view.request.stage = Stands::Returned;
    view.request.returned = Some(Return {
        at: crate::tui::view::testing::at(9, 5),
        by: crate::tui::view::testing::RINA,
        from: Stands::Verification,
        defects: vec![
            Defect::Document {
                document: DocumentKey::Ktp,
                verdict: Verdict::Missing,
            },
            Defect::Finding("email-domain".to_owned()),
        ],
        note: String::new(),
    });
    view.may = vec![
        ActKind::EditIdentity,
        ActKind::AddDocument,
        ActKind::Complete,
        ActKind::EditLetter,
    ];
    view.open_by.clear();
    view
}

fn showing(stage: &Stage, view: RequestView) -> RequestDetail {
    let mut detail = shown(stage);
    let view = Tell::Request(Box::new(view));
    detail.take(told(RECORD, view), &stage.ctx()).unwrap();
    detail
}

/// The layer that an act opens.
fn layer(detail: &mut RequestDetail, action: Action, stage: &Stage) -> Box<dyn Panel> {
    let effects = detail.act(action, &stage.ctx()).unwrap();
    let opened = effects.into_iter().find_map(|effect| match effect {
        Effect::Open(panel) => Some(panel),
        _ => None,
    });
    let mut panel = opened.unwrap();
    panel.handle(Input::Shown(stage.area()), &stage.ctx());
    panel
}

fn drawn(panel: &dyn Panel, stage: &Stage) -> String {
    let size = panel.wanted(&stage.ctx());
    stage.draw(|area, buf, ctx| {
        let area = Rect {
            width: size.width.min(area.width),
            height: size.height.min(area.height),
            ..area
        };
        panel.render(area, buf, ctx);
    })
}

fn fields(values: &[(&str, &str)]) -> Input {
    let values = values
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Input::Answered {
        tag: BASE + super::super::acts::FORM,
        answer: Answer::Fields(values.collect()),
    }
}

fn command(effects: &[Effect]) -> Option<&Command> {
    effects.iter().find_map(|effect| match effect {
        Effect::Ask { ask, .. } => match &**ask {
            Ask::Act { command, .. } => Some(&**command),
            _ => None,
        },
        _ => None,
    })
}

#[test]
fn what_was_returned_says_what_is_wanted_and_how_to_complete_it() {
    for (name, width, height, language) in [
        ("returned_80", 80, 24, Language::Indonesian),
        ("returned_120_en", 120, 40, Language::English),
    ] {
        let stage = Stage::new(width, height, language);
        let mut detail = showing(&stage, returned());
        let text = stage.draw(|area, buf, ctx| detail.render(area, buf, ctx, true));
        insta::assert_snapshot!(name, text);
        let form = layer(&mut detail, Action::Complete, &stage);
        insta::assert_snapshot!(format!("complete_{name}"), drawn(form.as_ref(), &stage));
    }
}

#[test]
fn completing_takes_several_documents_in_one_act() {
    use crate::domain::checklist::Evidence;
    use crate::domain::policy::DocumentKey;
    let stage = Stage::small();
    let mut detail = showing(&stage, returned());
    layer(&mut detail, Action::Complete, &stage);
    let typed = [
        ("ktp", "/no/such/ktp.jpg"),
        ("sk", "asli"),
        ("letter", "https://drive.google.com/y"),
        ("completion", ""),
    ];
    let effects = detail.take(fields(&typed), &stage.ctx()).unwrap();
    let [Effect::Work { .. }] = &effects[..] else {
        panic!("the file goes first: {effects:?}")
    };
    // The file is on the desk.
    let stored = Tell::Stored {
        hash: crate::domain::ids::FileHash([7; 32]),
        bytes: 9,
    };
    let effects = detail
        .take(told(super::super::acts::FILE, stored), &stage.ctx())
        .unwrap();
    let Some(Command::Complete { documents, .. }) = command(&effects) else {
        panic!("{effects:?}")
    };
    let held: Vec<DocumentKey> = documents.iter().map(|(key, _)| *key).collect();
    assert_eq!(
        held,
        [DocumentKey::Letter, DocumentKey::Ktp, DocumentKey::Sk]
    );
    assert!(matches!(documents[0].1, Evidence::Link(_)));
    assert!(matches!(&documents[1].1, Evidence::File { name, .. } if name == "ktp.jpg"));
    assert_eq!(documents[2].1, Evidence::Paper);
}

#[test]
fn editing_shows_what_is_found_while_one_types() {
    let stage = Stage::small();
    let mut detail = shown(&stage);
    let mut form = layer(&mut detail, Action::Edit, &stage);
    let before = drawn(form.as_ref(), &stage);
    assert!(before.contains("bableprov"), "{before}");
    assert!(before.contains("✗"), "found when it opens: {before}");
    form.handle(Input::Act(Action::NextPanel), &stage.ctx());
    form.handle(Input::Key(crate::tui::testing::letter('9')), &stage.ctx());
    let after = drawn(form.as_ref(), &stage);
    assert!(after.contains("19 angka"), "{after}");
}

#[test]
fn a_new_file_is_for_the_document_under_the_cursor() {
    use crate::domain::policy::DocumentKey;
    let stage = Stage::small();
    let mut detail = shown(&stage);
    detail.aim(Some(DocumentKey::Sk));
    let mut form = layer(&mut detail, Action::AddFile, &stage);
    let text = drawn(form.as_ref(), &stage);
    assert!(text.contains("< Fotokopi SK"), "{text}");
    // What was typed for another document is not brought back here.
    let recalled = form.handle(Input::Shown(stage.area()), &stage.ctx());
    assert!(
        matches!(&recalled[..], [Effect::Recall(key)] if key.ends_with("-sk")),
        "{recalled:?}"
    );
}

#[test]
fn another_kind_is_chosen_from_those_that_fit_and_asked_for() {
    use crate::domain::finding::{Finding, FindingCode};
    use crate::domain::kind::Kind;
    use crate::domain::rules::Open;
    let stage = Stage::small();
    let mut view = returned();
    view.may = vec![ActKind::Convert];
    let wrong = Finding::new(FindingCode::WrongKind)
        .with("advice", "renew")
        .with("kinds", "renew, reset");
    view.findings = vec![Open {
        finding: wrong,
        accepted: None,
    }];
    let mut detail = showing(&stage, view);
    let form = layer(&mut detail, Action::Convert, &stage);
    let text = drawn(form.as_ref(), &stage);
    assert!(text.contains("● Pembaruan"), "the advised first: {text}");
    assert!(!text.contains("Pencabutan"), "{text}");
    let typed = [("kind", "renew"), ("reason", "masih berlaku 20 hari")];
    let effects = detail.take(fields(&typed), &stage.ctx()).unwrap();
    let [Effect::Open(question)] = &effects[..] else {
        panic!("{effects:?}")
    };
    let asked = stage.draw(|area, buf, ctx| question.render(area, buf, ctx));
    let asked = asked.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        asked.contains("dari Penerbitan menjadi │ │ Pembaruan"),
        "{asked}"
    );
    let yes = Input::Answered {
        tag: BASE + super::super::acts::QUESTION,
        answer: Answer::Yes,
    };
    let effects = detail.take(yes, &stage.ctx()).unwrap();
    assert!(matches!(
        command(&effects),
        Some(Command::Convert {
            kind: Kind::Renew,
            ..
        })
    ));
}

#[test]
fn a_letter_is_corrected_and_keeps_the_moment_it_came() {
    let stage = Stage::new(120, 40, Language::Indonesian);
    let mut detail = showing(&stage, returned());
    let form = layer(&mut detail, Action::EditLetter, &stage);
    insta::assert_snapshot!("edit_letter_120", drawn(form.as_ref(), &stage));
    let typed = [
        ("from", "Dinas Kesehatan"),
        ("number", "800/124/Dinkes/2026"),
        ("received", "2026-11-23"),
        ("received_time", "07.45"),
        ("nature", "important"),
        ("urgency", "ordinary"),
    ];
    let effects = detail.take(fields(&typed), &stage.ctx()).unwrap();
    let Some(Command::EditLetter { letter, form }) = command(&effects) else {
        panic!("{effects:?}")
    };
    let before = request_view().letter;
    assert_eq!((letter.id, letter.revision), (before.no, before.revision));
    assert_eq!(form.number, "800/124/Dinkes/2026");
    assert_eq!(form.received, before.form.received);
    assert_eq!(form.nature.as_str(), "important");
}

#[test]
fn a_new_scan_of_the_letter_lies_beside_every_name_on_its_way() {
    use crate::domain::kind::Kind;
    use crate::domain::policy::DocumentKey;
    use crate::domain::request::Stage as Stands;
    use crate::tui::view::testing::{letter, line};
    use crate::wire::view::LetterView;
    let stage = Stage::small();
    let mut detail = showing(&stage, returned());
    layer(&mut detail, Action::EditLetter, &stage);
    let typed = [("from", "Dinkes"), ("scan", "/no/such/surat.pdf")];
    detail.take(fields(&typed), &stage.ctx()).unwrap();
    let stored = Tell::Stored {
        hash: crate::domain::ids::FileHash([7; 32]),
        bytes: 9,
    };
    let sent = told(super::super::acts::FILE, stored);
    let effects = detail.take(sent, &stage.ctx()).unwrap();
    assert!(matches!(
        command(&effects),
        Some(Command::EditLetter { form, .. }) if form.scan.is_some()
    ));
    let done = Tell::Done(Box::new(crate::wire::message::Done {
        sequence: 9,
        by: "Budi".to_owned(),
        position: "agendaris".to_owned(),
        records: Vec::new(),
        import: Vec::new(),
    }));
    let done = told(super::super::acts::DONE, done);
    let effects = detail.take(done, &stage.ctx()).unwrap();
    let asks = |effect: &Effect| matches!(effect, Effect::Ask { ask, .. } if matches!(**ask, Ask::Letter(_)));
    assert!(effects.iter().any(asks), "{effects:?}");
    let row = |number, kind, stands| line(number, "Siti", kind, stands, 0).row;
    let letter = Tell::Letter(Box::new(LetterView {
        letter: letter(),
        names: vec![
            row(1, Kind::Issue, Stands::Returned),
            row(2, Kind::Issue, Stands::Completed),
            row(3, Kind::Reset, Stands::Verification),
            row(4, Kind::Renew, Stands::Verification),
        ],
        sheets: Vec::new(),
        may: Vec::new(),
    }));
    let letter = told(super::super::acts::LETTER, letter);
    let effects = detail.take(letter, &stage.ctx()).unwrap();
    let laid: Vec<_> = effects
        .iter()
        .filter_map(|effect| match command(std::slice::from_ref(effect))? {
            Command::AddDocument {
                request,
                document: DocumentKey::Letter,
                ..
            } => Some(request.id),
            _ => None,
        })
        .collect();
    assert_eq!(laid, [no(1), no(4)]);
}

/// The values of the edit form as it opens on this view, with the name typed anew.
fn edited(view: &RequestView, stage: &Stage) -> Vec<(String, String)> {
    let known = super::super::forms::Known::default();
    let form = super::super::forms::form(Action::Edit, view, known, &stage.ctx()).unwrap();
    let mut values = form.values(&stage.ctx());
    for (key, value) in &mut values {
        if key == "name" {
            *value = "Siti Rahmawati, S.Kom.".to_owned();
        }
    }
    values
}

fn edit_sent(effects: &[Effect]) -> (u32, crate::domain::request::Identity) {
    let sent = effects.iter().find_map(|effect| match effect {
        Effect::Ask { ask, .. } => match &**ask {
            Ask::Act { command, .. } => match &**command {
                Command::EditIdentity { request, identity } => {
                    Some((request.revision, (**identity).clone()))
                }
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    sent.unwrap_or_else(|| panic!("no edit: {effects:?}"))
}

#[test]
fn an_edit_names_what_its_form_saw_and_overwrites_nothing_that_was_not_touched() {
    let stage = Stage::small();
    let mut detail = RequestDetail::new(BASE);
    detail.show(Some(no(3)));
    let mut before = request_view();
    before.may.push(ActKind::EditIdentity);
    let tell = Tell::Request(Box::new(before.clone()));
    detail.take(told(RECORD, tell), &stage.ctx()).unwrap();
    assert!(detail.act(Action::Edit, &stage.ctx()).is_some());
    let mut now = before.clone();
    now.request.revision += 1;
    now.request.identity.phone = "081234567890".to_owned();
    let again = || told(RECORD, Tell::Request(Box::new(now.clone())));
    // Somebody else was quicker, while the form is open.
    detail.take(again(), &stage.ctx()).unwrap();
    let saved = || Input::Answered {
        tag: BASE + super::super::acts::FORM,
        answer: Answer::Fields(edited(&before, &stage)),
    };
    let effects = detail.take(saved(), &stage.ctx()).unwrap();
    assert_eq!(edit_sent(&effects).0, before.request.revision);
    let refused = crate::domain::refusal::Refusal::MovedOn {
        record: RecordId::Request(no(3)),
        by: crate::tui::view::testing::RINA,
        at: crate::tui::view::testing::at(9, 12),
        what: "edited".to_owned(),
    };
    let tell = told(super::super::acts::DONE, Tell::Refused(refused));
    detail.take(tell, &stage.ctx()).unwrap();
    detail.take(again(), &stage.ctx()).unwrap();
    let effects = detail.take(saved(), &stage.ctx()).unwrap();
    let (revision, identity) = edit_sent(&effects);
    assert_eq!(revision, now.request.revision);
    assert_eq!(identity.name, "Siti Rahmawati, S.Kom.");
    assert_eq!(identity.phone, "081234567890");
}
