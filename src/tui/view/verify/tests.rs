//! The verifier's page: how it looks, marks that are staged and saved as one act, sending, BSrE's
//! answers, and the hand-over, by keys alone.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::checklist::{Evidence, Verdict};
use crate::domain::kind::Kind;
use crate::domain::policy::DocumentKey;
use crate::domain::refusal::{Block, Refusal};
use crate::domain::request::Stage;
use crate::text::Language;
use crate::tui::panel::Answer;
use crate::tui::testing::Stage as Screen;
use crate::tui::view::testing::samples::{bare, within};
use crate::tui::view::testing::{RINA, at, line, no, request_view};
use crate::wire::message::{Ask, Done, Tell};
use crate::wire::view::{Page, RequestView, Row};

fn told(tag: Tag, tell: Tell) -> Input {
    Input::Told {
        tag,
        tell: Box::new(tell),
        last: true,
    }
}

fn view() -> RequestView {
    let mut view = request_view();
    view.request.stage = Stage::Verification;
    for item in &mut view.request.checklist {
        item.mark = None;
    }
    view.may = vec![
        ActKind::Claim,
        ActKind::Mark,
        ActKind::Send,
        ActKind::AcceptWarning,
        ActKind::Return,
    ];
    view.blocks = vec![
        Block::Item(DocumentKey::Ktp),
        Block::Finding("email-domain".to_owned()),
    ];
    view
}

fn rows() -> Vec<Row> {
    let row =
        |number, name: &str, stage, used| Row::from(line(number, name, Kind::Issue, stage, used));
    vec![
        row(3, "Siti Rahmawati, S.Kom.", Stage::Verification, 11),
        row(4, "Hendra Lubis", Stage::AtBsre, 0),
        row(5, "Arif Bakri", Stage::Issued, 4),
    ]
}

fn shown(screen: &Screen, view: RequestView, rows: Vec<Row>) -> VerifyPanel {
    let mut panel = VerifyPanel::new();
    panel.handle(Input::Shown(screen.area()), &screen.ctx());
    let page = Page {
        total: rows.len() as u32,
        from: 0,
        rows,
        at: None,
    };
    panel.handle(told(QUEUE, Tell::Page(page)), &screen.ctx());
    let view = Tell::Request(Box::new(view));
    let came = within(&[DETAIL], told(0, view));
    panel.handle(came, &screen.ctx());
    panel
}

fn open(screen: &Screen, view: RequestView) -> VerifyPanel {
    let mut panel = shown(screen, view, rows());
    press(&mut panel, screen, Action::Open);
    panel
}

fn press(panel: &mut VerifyPanel, screen: &Screen, action: Action) -> Vec<Effect> {
    bare(panel.handle(Input::Act(action), &screen.ctx()))
}

fn drawn(panel: &impl Panel, screen: &Screen) -> String {
    screen.draw(|area, buf, ctx| panel.render(area, buf, ctx))
}

fn command(effects: Vec<Effect>) -> Option<Command> {
    effects.into_iter().find_map(|effect| match effect {
        Effect::Ask { ask, .. } => match *ask {
            Ask::Act { command, .. } => Some(*command),
            _ => None,
        },
        _ => None,
    })
}

fn opened(effects: &[Effect], screen: &Screen) -> Option<(Place, String)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Open(panel) => {
            let shown = screen.draw(|area, buf, ctx| panel.render(area, buf, ctx));
            Some((panel.place(), shown))
        }
        _ => None,
    })
}

fn said(effects: &[Effect]) -> String {
    let texts = effects.iter().filter_map(|effect| match effect {
        Effect::Say(message) => Some(message.text.clone()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn done() -> Tell {
    Tell::Done(Box::new(Done {
        capacity: crate::domain::office::Capacity::Definitive,
        sequence: 9,
        by: "Budi".to_owned(),
        position: "verifikator".to_owned(),
        records: Vec::new(),
        import: Vec::new(),
    }))
}

fn fields(given: &[(&str, &str)]) -> Answer {
    let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    Answer::Fields(given.iter().map(owned).collect())
}

fn answer(panel: &mut VerifyPanel, screen: &Screen, tag: Tag, answer: Answer) -> Vec<Effect> {
    bare(panel.handle(Input::Answered { tag, answer }, &screen.ctx()))
}

#[test]
fn the_pages_look_right() {
    for (name, width, height, language) in [
        ("verify_80", 80, 21, Language::Indonesian),
        ("verify_120", 120, 37, Language::Indonesian),
        ("verify_120_en", 120, 37, Language::English),
    ] {
        let screen = Screen::new(width, height, language);
        let queue = shown(&screen, view(), rows());
        insta::assert_snapshot!(format!("{name}_queue"), drawn(&queue, &screen));
        let mut panel = open(&screen, view());
        press(&mut panel, &screen, Action::Conforms);
        insta::assert_snapshot!(format!("{name}_checklist"), drawn(&panel, &screen));
        press(&mut panel, &screen, Action::NextPanel);
        press(&mut panel, &screen, Action::Previous);
        insta::assert_snapshot!(format!("{name}_evidence"), drawn(&panel, &screen));
    }
    let screen = Screen::new(80, 21, Language::Indonesian);
    let mut empty = VerifyPanel::new();
    let page = Tell::Page(Page::default());
    empty.handle(told(QUEUE, page), &screen.ctx());
    insta::assert_snapshot!("verify_80_empty", drawn(&empty, &screen));
}

#[test]
fn marks_are_saved_as_one_act_and_kept_through_a_refusal() {
    let screen = Screen::small();
    let mut panel = open(&screen, view());
    // The letter has a link: it conforms on that. Then the KTP, of which nothing lies there.
    press(&mut panel, &screen, Action::Conforms);
    assert_eq!(panel.at, 1);
    let asked = press(&mut panel, &screen, Action::Conforms);
    let (place, question) = opened(&asked, &screen).unwrap();
    assert_eq!(place, Place::Confirm);
    assert!(question.contains("Fotokopi KTP"), "{question}");
    answer(&mut panel, &screen, PAPER, Answer::Yes);
    let shown = screen.draw(|area, buf, ctx| panel.render(area, buf, ctx));
    assert!(
        shown.contains("Fotokopi KTP                       Sesuai · asli"),
        "{shown}"
    );
    let choose = press(&mut panel, &screen, Action::Wrong);
    assert_eq!(opened(&choose, &screen).unwrap().0, Place::Menu);
    answer(&mut panel, &screen, PHRASE, Answer::Chosen("-".to_owned()));
    answer(
        &mut panel,
        &screen,
        NOTE,
        fields(&[("note", "bukan SK terakhir")]),
    );
    assert!(panel.allowed().has(Action::Save));
    // Deciding waits until the marks are saved.
    let sent = press(&mut panel, &screen, Action::Send);
    assert!(said(&sent).contains("Ctrl-S"), "{}", said(&sent));
    let Some(Command::Mark { marks, request }) = command(press(&mut panel, &screen, Action::Save))
    else {
        panic!("no marks")
    };
    assert_eq!((marks.len(), request.revision), (3, 4));
    assert!(matches!(
        marks[0],
        (
            DocumentKey::Letter,
            Verdict::Conforms,
            Some(Evidence::Link(_))
        )
    ));
    assert!(matches!(
        marks[1],
        (DocumentKey::Ktp, Verdict::Conforms, Some(Evidence::Paper))
    ));
    let refused = Refusal::MovedOn {
        record: RecordId::Request(no(3)),
        by: RINA,
        at: at(9, 10),
        what: "edited".to_owned(),
    };
    let effects = panel.handle(told(MARK, Tell::Refused(refused)), &screen.ctx());
    assert!(said(&effects).contains("Rina"), "{}", said(&effects));
    assert_eq!(panel.staged.count(), 3);
    let waits = |panel: &VerifyPanel| panel.draft().unwrap().text.is_some();
    assert!(waits(&panel));
    panel.handle(told(MARK, done()), &screen.ctx());
    assert!(panel.staged.is_empty() && !waits(&panel));
}

/// What the first `v` asked of the desk, and what came back to whom.
fn papers(panel: &mut VerifyPanel, screen: &Screen, tag: Tag, tell: Tell) -> Vec<Effect> {
    bare(panel.handle(within(&[PAPERS], told(tag, tell)), &screen.ctx()))
}

#[test]
fn v_on_what_was_never_opened_opens_it_and_marks_at_the_second() {
    let screen = Screen::small();
    let asks = |effects: &[Effect]| {
        let asked = effects.iter().filter_map(|effect| match effect {
            Effect::Ask { ask, .. } => Some((**ask).clone()),
            _ => None,
        });
        asked.collect::<Vec<_>>()
    };
    let mut link = view();
    link.to_open = vec![DocumentKey::Letter];
    let mut file = link.clone();
    file.request.checklist[0].documents[0].evidence = Evidence::File {
        hash: crate::domain::ids::FileHash([1; 32]),
        name: "surat.pdf".to_owned(),
        bytes: 2,
    };
    let bytes = Tell::Bytes {
        name: "surat.pdf".to_owned(),
        total: 2,
        bytes: vec![1, 2],
    };
    for (view, tag, answer) in [(link, 3, done()), (file, 0, bytes)] {
        let mut panel = open(&screen, view.clone());
        let first = press(&mut panel, &screen, Action::Conforms);
        assert!(panel.staged.is_empty() && panel.at == 0);
        assert!(
            said(&first).contains("tekan v sekali lagi"),
            "{}",
            said(&first)
        );
        let recorded = asks(&first).iter().any(|ask| match ask {
            Ask::Act { command, .. } => matches!(**command, Command::LookAtDocument { .. }),
            Ask::Document { document, .. } => *document == DocumentKey::Letter,
            _ => false,
        });
        assert!(recorded, "{first:?}");
        // Refused, it is as if it had not been opened.
        papers(&mut panel, &screen, tag, Tell::Refused(Refusal::OwnNumbers));
        press(&mut panel, &screen, Action::Conforms);
        assert!(panel.staged.is_empty());
        let came = papers(&mut panel, &screen, tag, answer);
        assert!(asks(&came).contains(&Ask::Request(no(3))), "{came:?}");
        press(&mut panel, &screen, Action::Conforms);
        assert_eq!(panel.staged.count(), 1);
        // What is laid there meanwhile was not opened, whatever was staged on the one before.
        let mut changed = view;
        changed.request.checklist[0].documents[0].evidence =
            Evidence::Link("https://drive.google.com/baru".to_owned());
        let mut again = open(&screen, changed);
        press(&mut again, &screen, Action::Conforms);
        assert!(again.staged.is_empty());
    }
}

#[test]
fn the_desks_word_that_something_was_not_opened_leads_to_it() {
    let screen = Screen::small();
    let mut panel = open(&screen, view());
    press(&mut panel, &screen, Action::Conforms);
    assert_eq!(panel.at, 1);
    let refused = Refusal::LookFirst {
        request: no(3),
        document: DocumentKey::Letter,
    };
    let effects = panel.handle(told(MARK, Tell::Refused(refused)), &screen.ctx());
    assert_eq!((panel.at, panel.staged.count()), (0, 1));
    assert!(said(&effects).contains("Buka dulu"), "{}", said(&effects));
}

#[test]
fn a_mark_is_taken_back_before_it_is_saved() {
    let screen = Screen::small();
    let mut panel = open(&screen, view());
    press(&mut panel, &screen, Action::Missing);
    press(&mut panel, &screen, Action::Previous);
    press(&mut panel, &screen, Action::Undo);
    assert!(panel.staged.is_empty());
}

#[test]
fn sending_waits_until_nothing_blocks() {
    let screen = Screen::small();
    let mut panel = open(&screen, view());
    let effects = press(&mut panel, &screen, Action::Send);
    let why = said(&effects);
    assert!(why.contains("Belum bisa dikirim: Fotokopi KTP"), "{why}");
    assert_eq!(panel.at, 1, "the cursor is on the first item");
    let mut ready = view();
    ready.blocks.clear();
    let mut panel = open(&screen, ready);
    let form = press(&mut panel, &screen, Action::Send);
    assert_eq!(opened(&form, &screen).unwrap().0, Place::Form);
}

#[test]
fn fields_are_copied_one_a_press_and_the_nik_only_while_it_is_uncovered() {
    let screen = Screen::small();
    let mut panel = open(&screen, view());
    let copied = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Copy { text, .. } => Some(text.clone()),
            _ => None,
        })
    };
    let name = press(&mut panel, &screen, Action::Copy);
    assert_eq!(copied(&name).unwrap(), "Siti Rahmawati, S.Kom.");
    let covered = press(&mut panel, &screen, Action::Copy);
    assert!(copied(&covered).is_none() && said(&covered).contains("NIK"));
    let email = press(&mut panel, &screen, Action::Copy);
    assert_eq!(copied(&email).unwrap(), "siti@bableprov.go.id");
    let nik = "1971045204870013".to_owned();
    panel.detail.state().show_nik(nik.clone(), &screen.ctx());
    press(&mut panel, &screen, Action::Copy);
    let uncovered = press(&mut panel, &screen, Action::Copy);
    assert_eq!(copied(&uncovered), Some(nik));
}

#[test]
fn every_act_on_a_request_is_offered_here() {
    let screen = Screen::small();
    let mut view = view();
    view.may = ActKind::ALL.to_vec();
    let panel = open(&screen, view);
    let allowed = panel.facts(&screen.ctx()).allowed;
    for entry in crate::tui::act::ACTS {
        if let crate::tui::act::Entry::Request(action, _) = entry {
            assert!(allowed.has(*action), "{action:?}");
        }
    }
}

#[test]
fn marks_ask_for_the_checklist_to_be_open() {
    let screen = Screen::small();
    let mut panel = shown(&screen, view(), rows());
    let key = Input::Key(crate::tui::testing::letter('v'));
    let effects = panel.handle(key, &screen.ctx());
    assert!(said(&effects).contains("Enter"), "{effects:?}");
}

#[test]
fn a_file_is_added_to_the_item_under_the_cursor() {
    let screen = Screen::small();
    let mut view = view();
    view.may.push(ActKind::AddDocument);
    let mut panel = open(&screen, view);
    press(&mut panel, &screen, Action::Bottom);
    let effects = press(&mut panel, &screen, Action::AddFile);
    let (place, text) = opened(&effects, &screen).unwrap();
    assert_eq!(place, Place::Form);
    assert!(text.contains("< Fotokopi SK"), "{text}");
}
