//! Notices that are pasted: what fits which request, one question, one by one, and what is left to a
//! clerk.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::act::{ActKind, Answer as Given, Command};
use crate::domain::kind::Kind;
use crate::domain::office::Capacity;
use crate::domain::refusal::Refusal;
use crate::domain::request::{CheckFault, Stage};
use crate::text::Language;
use crate::tui::testing::{Stage as Screen, letter};
use crate::tui::view::testing::{no, request_view};
use crate::wire::message::Done;

/// Mails about four people, one of whom the desk does not know.
const TEXT: &str = "Perihal: Aktivasi akun ditolak
Nama: Siti Rahmawati
Email: siti@babelprov.go.id
Tanggal: 20 November 2026
Alasan: wajah tidak cocok
-----
Perihal: Set Passphrase Penerbitan Sertifikat Elektronik
Kepada: budi@babelprov.go.id
Tanggal: 20 November 2026
-----
Perihal: Pembaruan Sertifikat Elektronik
Email: rina@babelprov.go.id
-----
Perihal: Sertifikat belum terbit
Email: rina@babelprov.go.id
-----
Perihal: Reset Passphrase
Kepada: tono@babelprov.go.id
Tanggal: 20 November 2026
-----
Perihal: Aktivasi Akun
Kepada: budi@babelprov.go.id
";

fn told(tag: Tag, tell: Tell) -> Input {
    Input::Told {
        tag,
        tell: Box::new(tell),
        last: true,
    }
}

fn view(line: u16, name: &str, stage: Stage, may: &[ActKind]) -> RequestView {
    let mut view = request_view();
    view.request.no = no(line);
    view.request.identity.name = name.to_owned();
    view.request.stage = stage;
    view.may = may.to_vec();
    view
}

fn done() -> Tell {
    Tell::Done(Box::new(Done {
        sequence: 9,
        by: "Budi".to_owned(),
        position: "verifikator".to_owned(),
        capacity: Capacity::Definitive,
        records: Vec::new(),
        import: Vec::new(),
    }))
}

/// The notices of a text, once the desk has told all that it was asked.
fn judged(
    text: &str,
    screen: &Screen,
    open: Vec<Vec<RequestNo>>,
    views: Vec<RequestView>,
) -> NoticesPanel {
    let values = vec![("text".to_owned(), text.to_owned())];
    let mut panel = NoticesPanel::of(&values, &screen.ctx());
    let asked = panel.handle(Input::Shown(screen.area()), &screen.ctx());
    assert!(matches!(&asked[..], [Effect::Ask { ask, .. }] if matches!(**ask, Ask::Open { .. })));
    panel.handle(told(OPEN, Tell::Open(open)), &screen.ctx());
    for view in views {
        panel.handle(told(RECORD, Tell::Request(Box::new(view))), &screen.ctx());
    }
    panel
}

fn sample(screen: &Screen) -> NoticesPanel {
    let open = vec![
        vec![no(1)],
        vec![no(2)],
        vec![no(3)],
        vec![no(3)],
        Vec::new(),
        vec![no(2)],
    ];
    let all = ActKind::ALL;
    let views = vec![
        view(1, "Siti Rahmawati", Stage::AccountCheck, &all),
        view(2, "Budi Hartono", Stage::AtBsre, &all),
        view(3, "Rina Lubis", Stage::AtBsre, &all),
    ];
    judged(TEXT, screen, open, views)
}

fn drawn(panel: &NoticesPanel, screen: &Screen) -> String {
    screen.draw(|area, buf, ctx| panel.render(area, buf, ctx))
}

fn command(effects: &[Effect]) -> Option<Command> {
    effects.iter().find_map(|effect| match effect {
        Effect::Ask { ask, .. } => match &**ask {
            Ask::Act { command, .. } => Some((**command).clone()),
            _ => None,
        },
        _ => None,
    })
}

#[test]
fn each_is_shown_with_its_request_and_answer_and_what_is_not_certain_with_its_reason() {
    for (width, height) in [(80, 24), (120, 40)] {
        let screen = Screen::new(width, height, Language::Indonesian);
        let panel = sample(&screen);
        let shown = drawn(&panel, &screen);
        assert!(shown.contains("2 cocok, 4 tidak"), "{shown}");
        insta::assert_snapshot!(format!("notices_{width}"), shown);
    }
}

#[test]
fn one_question_and_they_are_recorded_one_by_one() {
    let screen = Screen::small();
    let mut panel = sample(&screen);
    let asked = panel.handle(Input::Key(letter('y')), &screen.ctx());
    let [Effect::Open(question)] = &asked[..] else {
        panic!("{asked:?}")
    };
    let shown = screen.draw(|area, buf, ctx| question.render(area, buf, ctx));
    assert!(shown.contains("Catat 2 jawaban BSrE"), "{shown}");
    let (tag, answer) = (START, Answer::Yes);
    let first = panel.handle(Input::Answered { tag, answer }, &screen.ctx());
    let Some(Command::Answer { request, answer }) = command(&first) else {
        panic!("{first:?}")
    };
    assert_eq!(request.id, no(1));
    assert!(matches!(
        answer,
        Given::CheckFailed { fault: CheckFault::Face, ref text, .. } if text == "wajah tidak cocok"
    ));
    let second = panel.handle(told(DONE, done()), &screen.ctx());
    let Some(Command::Answer { request, answer }) = command(&second) else {
        panic!("{second:?}")
    };
    assert_eq!(request.id, no(2));
    assert!(matches!(answer, Given::LinkSent { .. }));
    // One that is refused says why, and the rest stands.
    let refused = Tell::Refused(Refusal::AnswerTooLong);
    let end = panel.handle(told(DONE, refused), &screen.ctx());
    assert_eq!(command(&end).map(|_| ()), None);
    let shown = drawn(&panel, &screen);
    assert!(shown.contains("1 tercatat"), "{shown}");
    let again = panel.handle(Input::Key(letter('y')), &screen.ctx());
    assert!(matches!(&again[..], [Effect::Say(_)]), "{again:?}");
}

#[test]
fn what_the_stage_the_kind_or_the_date_does_not_admit_is_left_to_a_clerk() {
    let screen = Screen::small();
    let reset = "Perihal: Reset Passphrase\nKepada: siti@babelprov.go.id\nTanggal: 20/11/2026";
    let dateless = "Perihal: Set Passphrase\nKepada: siti@babelprov.go.id";
    let named = "Perihal: Sertifikat telah terbit\nNama: Siti Rahmawati";
    let all = ActKind::ALL;
    for (text, views, why) in [
        (
            reset,
            vec![view(1, "Siti", Stage::AtBsre, &all)],
            "tidak dapat dicatat sekarang",
        ),
        (
            dateless,
            vec![view(1, "Siti", Stage::AtBsre, &all)],
            "Tanggalnya tidak disebut",
        ),
        (
            dateless,
            vec![view(1, "Siti", Stage::Verification, &all)],
            "tidak dapat dicatat",
        ),
        (
            dateless,
            vec![view(1, "Siti", Stage::AtBsre, &[])],
            "tidak dapat dicatat",
        ),
        (named, Vec::new(), "Hanya menyebut nama"),
        (dateless, Vec::new(), "Tidak ada permohonan terbuka"),
    ] {
        let open: Vec<RequestNo> = views.iter().map(|view| view.request.no).collect();
        let wide = Screen::new(160, 24, Language::Indonesian);
        let panel = judged(text, &wide, vec![open], views);
        let shown = drawn(&panel, &wide);
        assert!(shown.contains(why), "{text}: {shown}");
        assert!(panel.fitting().is_empty(), "{text}");
    }
    // Of a reset it is the answer; of two open requests the one that admits it.
    let mut of_reset = view(1, "Siti", Stage::AtBsre, &all);
    of_reset.request.kind = Kind::Reset;
    let other = view(2, "Siti", Stage::Verification, &all);
    let views = vec![of_reset, other];
    let panel = judged(reset, &screen, vec![vec![no(1), no(2)]], views);
    assert_eq!(panel.fitting().len(), usize::from(answers_reset()));
}

/// Whether a reset at BSrE waits for a link by the procedure.
fn answers_reset() -> bool {
    let mut acts = crate::domain::procedure::acts_at(Kind::Reset, Stage::AtBsre);
    acts.any(|row| row.act == ActKind::LinkSent)
}

#[test]
fn nothing_in_a_text_is_said() {
    let screen = Screen::small();
    let values = vec![("text".to_owned(), "   ".to_owned())];
    let mut panel = NoticesPanel::of(&values, &screen.ctx());
    let said = panel.handle(Input::Shown(screen.area()), &screen.ctx());
    assert!(
        matches!(&said[..], [Effect::Close, Effect::Say(_)]),
        "{said:?}"
    );
}
