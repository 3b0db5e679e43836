//! `w` at several stages: how it looks, who is told, what is copied, the QR, and what `S` records.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::certificate::Standing;
use crate::domain::kind::Kind;
use crate::domain::office::Capacity;
use crate::domain::policy::Cause;
use crate::domain::request::{AccountCheck, Activation, CheckFault, Outgoing, Return, StatedCause};
use crate::outgo::service_desk;
use crate::text::Language;
use crate::tui::testing::Stage as Screen;
use crate::tui::theme::{Depth, Theme};
use crate::tui::view::testing::samples::{bare, certificate_view};
use crate::tui::view::testing::{RINA, at, line, no, request_view};
use crate::wire::message::Done;
use crate::wire::view::Page;
use std::os::unix::fs::PermissionsExt;

fn told(tag: Tag, tell: Tell) -> Input {
    Input::Told {
        tag,
        tell: Box::new(tell),
        last: true,
    }
}

fn drawn(panel: &MessagePanel, screen: &Screen) -> String {
    screen.draw(|area, buf, ctx| panel.render(area, buf, ctx))
}

fn press(panel: &mut MessagePanel, screen: &Screen, action: Action) -> Vec<Effect> {
    panel.handle(Input::Act(action), &screen.ctx())
}

fn copied(effects: &[Effect]) -> String {
    let found = effects.iter().find_map(|effect| match effect {
        Effect::Copy { text, .. } => Some(text.clone()),
        _ => None,
    });
    found.unwrap()
}

/// The place and the picture of what was opened.
fn opened(effects: Vec<Effect>, screen: &Screen) -> (Place, String) {
    let layer = bare(effects).into_iter().find_map(|effect| match effect {
        Effect::Open(layer) => Some(layer),
        _ => None,
    });
    let layer = layer.unwrap();
    let shown = screen.draw(|area, buf, ctx| layer.render(area, buf, ctx));
    (layer.place(), shown)
}

fn at_stage(stage: Stage) -> RequestView {
    let mut view = request_view();
    view.request.stage = stage;
    view
}

fn returned() -> RequestView {
    use crate::domain::checklist::{Defect, Verdict};
    use crate::domain::policy::DocumentKey;
    let mut view = at_stage(Stage::Returned);
    view.request.returned = Some(Return {
        at: at(9, 0),
        by: RINA,
        from: Stage::Verification,
        defects: vec![
            Defect::Document {
                document: DocumentKey::Ktp,
                verdict: Verdict::Missing,
            },
            Defect::Text("Surat belum distempel".to_owned()),
        ],
        note: String::new(),
    });
    view.days.due = "2026-12-11".parse().ok();
    view
}

fn failed(fault: CheckFault) -> RequestView {
    let mut view = at_stage(Stage::CheckFailed);
    view.request.check = AccountCheck {
        fault: Some(fault),
        reason: "1971024710850013 tidak dikenal".to_owned(),
        ..AccountCheck::default()
    };
    view
}

#[test]
fn the_message_of_a_stage_without_a_frame_at_both_sizes() {
    for (width, height) in [(80, 24), (120, 40)] {
        let screen = Screen::new(width, height, Language::Indonesian);
        for (name, view) in [
            ("returned", returned()),
            ("check_failed", failed(CheckFault::Identity)),
        ] {
            let panel = MessagePanel::new(view, &screen.ctx());
            insta::assert_snapshot!(format!("{name}_{width}"), drawn(&panel, &screen));
        }
    }
}

#[test]
fn the_qr_opens_whatsapp_with_the_text_where_that_fits_else_the_conversation() {
    let view = at_stage(Stage::Registered);
    // To the holder: the requester of this letter has no number.
    let page = |screen: &Screen| {
        let mut panel = MessagePanel::new(view.clone(), &screen.ctx());
        press(&mut panel, screen, Action::NextPanel);
        press(&mut panel, screen, Action::Message);
        drawn(&panel, screen)
    };
    let small = page(&Screen::small());
    insta::assert_snapshot!("qr_80", small);
    assert!(small.contains("percakapan terbuka"), "{small}");
    let large = page(&Screen::new(120, 70, Language::Indonesian));
    assert!(large.contains("dengan teks pesan ini"), "{large}");
    insta::assert_snapshot!("qr_120", page(&Screen::new(120, 40, Language::Indonesian)));
    let tiny = page(&Screen::new(40, 15, Language::Indonesian));
    assert!(tiny.contains("tidak muat"), "{tiny}");
    assert!(tiny.contains("https://wa.me/6281271000013"), "{tiny}");
}

#[test]
fn in_ascii_a_module_is_two_characters_and_nothing_is_drawn_that_does_not_fit() {
    let mut screen = Screen::new(120, 40, Language::Indonesian);
    screen.theme = Theme {
        ascii: true,
        depth: Depth::Sixteen,
        ..Theme::default()
    };
    let mut panel = MessagePanel::new(failed(CheckFault::Face), &screen.ctx());
    press(&mut panel, &screen, Action::Message);
    let shown = drawn(&panel, &screen);
    assert!(shown.contains("##############"), "{shown}");
    screen.screen = ratatui::layout::Size::new(80, 24);
    let shown = drawn(&panel, &screen);
    assert!(
        shown.contains("perlu 58 x 34") && !shown.contains("##"),
        "{shown}"
    );
}

#[test]
fn the_text_is_copied_first_then_the_link_and_neither_holds_a_nik() {
    let screen = Screen::small();
    let mut panel = MessagePanel::new(failed(CheckFault::Other), &screen.ctx());
    let text = copied(&press(&mut panel, &screen, Action::Copy));
    assert!(text.starts_with("Yth. Bapak/Ibu Siti Rahmawati"), "{text}");
    let link = copied(&press(&mut panel, &screen, Action::Copy));
    assert!(
        link.starts_with("https://wa.me/6281271000013?text=Yth."),
        "{link}"
    );
    assert!(!(text + &link).contains("1971024710850013"));
    let again = copied(&press(&mut panel, &screen, Action::Copy));
    assert!(again.starts_with("Yth."), "{again}");
}

#[test]
fn another_recipient_is_told_otherwise_and_one_without_a_contact_by_hand() {
    let screen = Screen::small();
    let mut panel = MessagePanel::new(failed(CheckFault::Face), &screen.ctx());
    assert!(drawn(&panel, &screen).contains("Kepada pemilik sertifikat: Siti"));
    press(&mut panel, &screen, Action::NextPanel);
    let shown = drawn(&panel, &screen);
    assert!(
        shown.contains("Kepada pemohon: kontak tidak tercatat, kirim tangan"),
        "{shown}"
    );
    assert!(shown.contains("Mohon sampaikan"), "{shown}");
    press(&mut panel, &screen, Action::Message);
    let shown = drawn(&panel, &screen);
    assert!(shown.contains("Tidak ada nomor WhatsApp"), "{shown}");
    // Esc leaves the QR, then the page.
    assert!(press(&mut panel, &screen, Action::Back).is_empty());
    let closed = press(&mut panel, &screen, Action::Back);
    assert!(closed.iter().any(|effect| matches!(effect, Effect::Close)));
}

#[test]
fn a_hand_over_is_recorded_after_its_message_and_the_next_one_comes() {
    let screen = Screen::small();
    let mut issued = at_stage(Stage::Issued);
    issued.may = vec![ActKind::HandOver];
    let mut panel = MessagePanel::new(issued, &screen.ctx());
    insta::assert_snapshot!("issued_80", drawn(&panel, &screen));
    let next = panel.facts(&screen.ctx()).next.unwrap();
    assert_eq!(next.action, Some(Action::HandOver));
    let asked = press(&mut panel, &screen, Action::HandOver);
    let (place, channels) = opened(asked, &screen);
    assert_eq!(place, Place::Menu);
    assert!(channels.contains("0812-7100-0013"), "{channels}");
    // The next one that waits; then nothing more, and the page closes.
    let (tag, answer) = (act::DONE, Answer::Yes);
    panel.handle(Input::Answered { tag, answer }, &screen.ctx());
    let page = |rows| {
        Tell::Page(Page {
            total: 1,
            from: 0,
            rows,
            at: None,
        })
    };
    let row = line(5, "Arif Bakri", Kind::Issue, Stage::Issued, 4);
    let next = panel.handle(told(QUEUE, page(vec![Row::from(row)])), &screen.ctx());
    assert!(
        next.iter().any(
            |effect| matches!(effect, Effect::Ask { ask, .. } if **ask == Ask::Request(no(5)))
        )
    );
    let end = panel.handle(told(QUEUE, page(Vec::new())), &screen.ctx());
    assert!(end.iter().any(|effect| matches!(effect, Effect::Close)));
}

#[test]
fn that_the_holder_was_asked_is_recorded_and_nothing_where_the_desk_keeps_no_record() {
    let screen = Screen::small();
    let mut panel = MessagePanel::new(returned(), &screen.ctx());
    assert!(!panel.facts(&screen.ctx()).allowed.has(Action::HandOver));
    assert!(press(&mut panel, &screen, Action::HandOver).is_empty());
    let mut linked = at_stage(Stage::AwaitingActivation);
    linked.may = vec![ActKind::HolderAsked];
    linked.request.activation = Some(Activation {
        link: "2026-11-20".parse().unwrap(),
        until: "2026-11-27".parse().unwrap(),
        links: 1,
        asked: None,
        activated: None,
        lapsed: false,
    });
    let mut panel = MessagePanel::new(linked, &screen.ctx());
    let (place, question) = opened(press(&mut panel, &screen, Action::HandOver), &screen);
    assert_eq!(place, Place::Confirm);
    assert!(question.contains("sudah diminta memeriksa"), "{question}");
    let (tag, answer) = (ASKED, Answer::Yes);
    let acts = panel.handle(Input::Answered { tag, answer }, &screen.ctx());
    let [Effect::Ask { ask, .. }] = &acts[..] else {
        panic!("{acts:?}")
    };
    assert!(matches!(
        &**ask,
        Ask::Act { command, .. } if matches!(**command, Command::Answer { answer: Given::HolderAsked, .. })
    ));
    let done = Tell::Done(Box::new(Done {
        sequence: 9,
        by: "Budi".to_owned(),
        position: "verifikator".to_owned(),
        capacity: Capacity::Definitive,
        records: Vec::new(),
        import: Vec::new(),
    }));
    let done = panel.handle(told(NOTED, done), &screen.ctx());
    assert!(
        matches!(&done[..], [Effect::Say(_), Effect::Ask { .. }]),
        "{done:?}"
    );
}

fn revocation() -> RequestView {
    let mut view = at_stage(Stage::Verification);
    view.request.kind = Kind::Revoke;
    view
}

#[test]
fn the_letter_to_the_service_desk_is_copied_and_written_for_its_owner_alone() {
    let screen = Screen::small();
    let mut panel = MessagePanel::new(revocation(), &screen.ctx());
    assert!(panel.facts(&screen.ctx()).allowed.has(Action::Save));
    let text = copied(&press(&mut panel, &screen, Action::Copy));
    assert!(text.contains("Siti Rahmawati"), "{text}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("surat.txt");
    let fields = vec![("path".to_owned(), path.display().to_string())];
    let (tag, answer) = (16, Answer::Fields(fields));
    let mut effects = panel.handle(Input::Answered { tag, answer }, &screen.ctx());
    let Some(Effect::Work { tag, job }) = effects.pop() else {
        panic!("{effects:?}")
    };
    let result = job();
    let said = panel.handle(Input::Worked { tag, result }, &screen.ctx());
    assert!(matches!(&said[..], [Effect::Say(_)]), "{said:?}");
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(written.trim_end(), text);
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    press(&mut panel, &screen, Action::NextPanel);
    assert!(!panel.facts(&screen.ctx()).allowed.has(Action::Save));
}

#[test]
fn the_letter_tells_who_why_and_by_which_document_and_no_nik() {
    let policy = crate::policy_file::babel();
    let day = |text: &str| text.parse().unwrap();
    let mut request = request_view().request;
    assert_eq!(
        service_desk::letter(&policy, &request, None),
        None,
        "no revocation"
    );
    request.kind = Kind::Revoke;
    let open = service_desk::letter(&policy, &request, None).unwrap();
    assert!(open.contains("……"), "{open}");
    request.particulars.cause = Some(StatedCause {
        cause: Cause::Retirement,
        number: "888/12/BKPSDMD".to_owned(),
        date: Some(day("2026-11-02")),
        effective: Some(day("2026-12-01")),
        text: String::new(),
    });
    request.particulars.outgoing = Some(Outgoing {
        number: "555/77/Diskominfo".to_owned(),
        date: day("2026-11-20"),
        signer: "Drs. Sudarman".to_owned(),
        attachments: "1 berkas".to_owned(),
    });
    request.identity.nik = "1971024710850013".to_owned();
    let held = certificate_view(Standing::Good).certificate;
    let said = service_desk::letter(&policy, &request, Some(&held)).unwrap();
    assert!(!said.contains("1971024710850013"), "{said}");
    insta::assert_snapshot!("service_desk", said);
}
