//! How the inventory looks filled, empty and in trouble, and that its keys do what they say.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::act::Command;
use crate::domain::refusal::Refusal;
use crate::text::Language;
use crate::tui::panel::Panel;
use crate::tui::testing::{Stage, ctrl, letter};
use crate::tui::view::testing::office;
use crate::tui::view::testing::shelf::{
    answer, certificate_view, inventory, page, revoked, show, tag_of,
};
use crate::wire::envelope::Changed;
use crate::wire::message::{Ask, Tell};
use crate::wire::view::{OfficeView, Row};

fn open_office() -> OfficeView {
    let mut office = office();
    office.may.push(ActKind::TakeOver);
    office
}

/// A desk with the inventory; the filter narrows nothing.
fn filled(ask: &Ask) -> Option<Tell> {
    Some(match ask {
        Ask::Page { .. } => page(inventory().into_iter().map(Row::Certificate).collect()),
        Ask::Certificate(_) => Tell::Certificate(Box::new(certificate_view(Standing::Good))),
        Ask::Office => Tell::Office(Box::new(open_office())),
        _ => return None,
    })
}

fn empty(ask: &Ask) -> Option<Tell> {
    match ask {
        Ask::Page { .. } => Some(page(Vec::new())),
        other => filled(other),
    }
}

fn drawn(panel: &Certificates, stage: &Stage) -> String {
    stage.draw(|area, buf, ctx| panel.render(area, buf, ctx))
}

#[test]
fn it_looks_right_in_both_languages() {
    for (name, width, height, language) in [
        ("inventory_80", 80, 24, Language::Indonesian),
        ("inventory_120", 120, 40, Language::Indonesian),
        ("inventory_120_en", 120, 40, Language::English),
    ] {
        let stage = Stage::new(width, height, language);
        let mut panel = Certificates::new();
        show(&mut panel, &stage, &filled);
        insta::assert_snapshot!(name, drawn(&panel, &stage));
    }
}

#[test]
fn on_a_narrow_screen_the_detail_is_a_second_page() {
    let stage = Stage::small();
    let mut panel = Certificates::new();
    let revoked = |ask: &Ask| match ask {
        Ask::Certificate(_) => Some(Tell::Certificate(Box::new(certificate_view(revoked())))),
        other => filled(other),
    };
    show(&mut panel, &stage, &revoked);
    panel.handle(Input::Act(Action::Open), &stage.ctx());
    insta::assert_snapshot!("detail_80", drawn(&panel, &stage));
    // A revoked one cannot be revoked again.
    assert!(!panel.facts(&stage.ctx()).allowed.has(Action::Close));
    let effects = panel.handle(Input::Act(Action::Open), &stage.ctx());
    assert!(matches!(&effects[..], [Effect::Open(card)] if card.place() == Place::Person));
    panel.handle(Input::Act(Action::Back), &stage.ctx());
    assert!(drawn(&panel, &stage).contains("Hendra Lubis"));
}

#[test]
fn an_empty_inventory_says_what_to_do() {
    let stage = Stage::small();
    let mut panel = Certificates::new();
    show(&mut panel, &stage, &empty);
    assert!(drawn(&panel, &stage).contains("Tekan b untuk mencatat"));
    let mut panel = Certificates::new();
    let effects = panel.handle(Input::Shown(stage.area()), &stage.ctx());
    assert!(drawn(&panel, &stage).contains("Memuat"));
    answer(&mut panel, &stage.ctx(), effects, &|ask| match ask {
        Ask::Office => Some(Tell::Office(Box::new(office()))),
        other => empty(other),
    });
    let shown = drawn(&panel, &stage);
    assert!(!shown.contains("Tekan b"), "{shown}");
}

fn type_in(panel: &mut Certificates, stage: &Stage, text: &str) -> Vec<Effect> {
    let mut effects = panel.handle(Input::Act(Action::Find), &stage.ctx());
    for sign in text.chars() {
        effects.extend(panel.handle(Input::Key(letter(sign)), &stage.ctx()));
    }
    effects
}

#[test]
fn it_searches_while_one_types_and_names_what_is_wrong() {
    let stage = Stage::small();
    let mut panel = Certificates::new();
    show(&mut panel, &stage, &filled);
    let effects = type_in(&mut panel, &stage, "siti sisa:<30");
    let asked = effects.iter().any(|effect| {
        matches!(effect, Effect::Ask { ask, .. }
            if matches!(&**ask, Ask::Page { query, .. } if query.filter == "siti sisa:<30"))
    });
    assert!(asked, "{effects:?}");
    answer(&mut panel, &stage.ctx(), effects, &filled);
    assert_eq!(panel.page.pane.window.list.highlight, "siti");
    let effects = panel.handle(Input::Act(Action::Back), &stage.ctx());
    answer(&mut panel, &stage.ctx(), effects, &filled);
    let effects = type_in(&mut panel, &stage, "stats:akti");
    answer(&mut panel, &stage.ctx(), effects, &filled);
    let last = panel.handle(Input::Key(letter('f')), &stage.ctx());
    assert!(last.is_empty(), "{last:?}");
    insta::assert_snapshot!("fault_80", drawn(&panel, &stage));
}

#[test]
fn answers_to_an_older_question_are_passed_over() {
    let stage = Stage::small();
    let mut panel = Certificates::new();
    let first = panel.handle(Input::Shown(stage.area()), &stage.ctx());
    let old = tag_of(&first, |ask| matches!(ask, Ask::Page { .. })).unwrap();
    let newer = panel.page.apply("rina");
    let told = Input::Told {
        tag: old,
        tell: Box::new(page(
            inventory().into_iter().map(Row::Certificate).collect(),
        )),
        last: true,
    };
    panel.handle(told, &stage.ctx());
    assert!(!panel.page.pane.window.list.loaded());
    answer(&mut panel, &stage.ctx(), newer, &filled);
    assert!(panel.page.pane.window.list.loaded());
}

#[test]
fn a_push_leaves_the_cursor_on_its_record() {
    let stage = Stage::small();
    let mut panel = Certificates::new();
    show(&mut panel, &stage, &filled);
    panel.handle(Input::Act(Action::Down), &stage.ctx());
    let id = panel.page.pane.window.list.current_id();
    let people = Changed {
        sequence: 8,
        what: topic::PEOPLE,
    };
    let effects = panel.handle(Input::Changed(people), &stage.ctx());
    assert_eq!(
        tag_of(&effects, |ask| matches!(ask, Ask::Page { .. })),
        None
    );
    assert!(tag_of(&effects, |ask| matches!(ask, Ask::Certificate(_))).is_some());
    let certificates = Changed {
        sequence: 9,
        what: topic::CERTIFICATES,
    };
    let effects = panel.handle(Input::Changed(certificates), &stage.ctx());
    answer(&mut panel, &stage.ctx(), effects, &|ask| match ask {
        Ask::Page { .. } => {
            let rows = inventory().into_iter().rev().map(Row::Certificate);
            Some(page(rows.collect()))
        }
        other => filled(other),
    });
    assert_eq!(panel.page.pane.window.list.current_id(), id);
    assert_eq!(panel.page.pane.window.list.position(), 4);
}

#[test]
fn a_facet_writes_the_filter() {
    let stage = Stage::small();
    let mut panel = Certificates::new();
    show(&mut panel, &stage, &filled);
    let effects = panel.handle(Input::Act(Action::Filter), &stage.ctx());
    let [Effect::Open(mut layer)] = <[Effect; 1]>::try_from(effects).unwrap() else {
        panic!("no facets");
    };
    let asks = layer.handle(Input::Shown(stage.area()), &stage.ctx());
    let told = answer(layer.as_mut(), &stage.ctx(), asks, &filled);
    assert!(told.is_empty());
    let shown = stage.draw(|area, buf, ctx| layer.render(area, buf, ctx));
    insta::assert_snapshot!("facets_80", shown);
    let effects = layer.handle(Input::Act(Action::Open), &stage.ctx());
    let chosen = effects.into_iter().find_map(|effect| match effect {
        Effect::Answer { tag, answer } => Some((tag, answer)),
        _ => None,
    });
    let (tag, chosen) = chosen.unwrap();
    let effects = panel.handle(
        Input::Answered {
            tag,
            answer: chosen,
        },
        &stage.ctx(),
    );
    assert_eq!(panel.page.search.text(), "status:aktif");
    assert!(tag_of(&effects, |ask| matches!(ask, Ask::Page { .. })).is_some());
}

fn opened(effects: Vec<Effect>) -> Box<dyn Panel> {
    let found = effects.into_iter().find_map(|effect| match effect {
        Effect::Open(layer) => Some(layer),
        _ => None,
    });
    found.unwrap()
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
fn a_revocation_is_asked_about_before_it_is_recorded() {
    let stage = Stage::small();
    let mut panel = Certificates::new();
    show(&mut panel, &stage, &filled);
    assert!(panel.facts(&stage.ctx()).allowed.has(Action::Close));
    let mut form = opened(panel.handle(Input::Act(Action::Close), &stage.ctx()));
    let shown = stage.draw(|area, buf, ctx| form.render(area, buf, ctx));
    insta::assert_snapshot!("revoke_80", shown);
    let effects = form.handle(Input::Act(Action::Save), &stage.ctx());
    assert_eq!(command(&effects), None, "nothing is done before the yes");
    let question = opened(effects);
    let shown = stage.draw(|area, buf, ctx| question.render(area, buf, ctx));
    assert!(
        shown.contains("3F01…F5A1") && shown.contains("SITI RAHMAWATI"),
        "{shown}"
    );
    let yes = |form: &mut Box<dyn Panel>, answer| {
        let tag = form::ActForm::TAGS;
        form.handle(Input::Answered { tag, answer }, &stage.ctx())
    };
    assert!(yes(&mut form, Answer::No).is_empty());
    let effects = yes(&mut form, Answer::Yes);
    let Some(Command::RevokeRecorded {
        certificate,
        cause,
        internal,
        ..
    }) = command(&effects)
    else {
        panic!("{effects:?}");
    };
    assert_eq!((certificate.id.0, certificate.revision), (1, 3));
    assert_eq!((cause.as_str(), internal), ("retirement", false));
}

#[test]
fn a_refusal_stays_in_the_form() {
    let stage = Stage::small();
    let view = certificate_view(Standing::Good);
    let policy = office().policy;
    let mut form = Revoke::new(&view.certificate, &policy, &stage.ctx());
    form.handle(Input::Act(Action::Save), &stage.ctx());
    let answer = Answer::Yes;
    let tag = form::ActForm::TAGS;
    let effects = form.handle(Input::Answered { tag, answer }, &stage.ctx());
    let tag = tag_of(&effects, |ask| matches!(ask, Ask::Act { .. })).unwrap();
    let refused = Refusal::Invalid {
        field: "date".to_owned(),
        given: "2020-01-01".to_owned(),
    };
    let tell = Box::new(Tell::Refused(refused));
    let effects = form.handle(
        Input::Told {
            tag,
            tell,
            last: true,
        },
        &stage.ctx(),
    );
    assert!(matches!(&effects[..], [Effect::Say(_)]), "{effects:?}");
    let shown = stage.draw(|area, buf, ctx| form.render(area, buf, ctx));
    assert!(shown.contains("tidak dapat dipakai"), "{shown}");
}

#[test]
fn an_existing_certificate_is_proposed_its_end_and_never_its_beginning() {
    let stage = Stage::small();
    let mut panel = Certificates::new();
    show(&mut panel, &stage, &filled);
    let mut form = opened(panel.handle(Input::Act(Action::New), &stage.ctx()));
    let fill = |form: &mut Box<dyn Panel>, text: &str, steps: usize| {
        for sign in text.chars() {
            form.handle(Input::Key(letter(sign)), &stage.ctx());
        }
        for _ in 0..steps {
            form.handle(Input::Act(Action::NextPanel), &stage.ctx());
        }
    };
    fill(&mut form, "Siti Rahmawati", 6);
    fill(&mut form, "3F01 9A", 4);
    fill(&mut form, "1/11/2025", 1);
    let shown = stage.draw(|area, buf, ctx| form.render(area, buf, ctx));
    insta::assert_snapshot!("take_over_80", shown);
    assert_eq!(
        ctrl('s').code,
        ratatui::crossterm::event::KeyCode::Char('s')
    );
    let effects = form.handle(Input::Act(Action::Save), &stage.ctx());
    let Some(Command::TakeOver {
        certificate,
        holder,
    }) = command(&effects)
    else {
        panic!("{effects:?}");
    };
    assert_eq!(holder.name, "Siti Rahmawati");
    assert_eq!(certificate.name, "Siti Rahmawati");
    assert_eq!(
        certificate.not_before.to_wib().to_string(),
        "2025-11-01 00:00:00"
    );
    assert_eq!(
        certificate.not_after.to_wib().to_string(),
        "2027-11-01 23:59:59"
    );
    assert_eq!(certificate.serial.unwrap().to_string(), "3F019A");
}

#[test]
fn a_record_that_is_sought_is_found_although_the_page_was_just_shown() {
    let stage = Stage::small();
    let mut panel = Certificates::new();
    let desk = |ask: &Ask| match ask {
        Ask::Page { keep, .. } => {
            let rows: Vec<Row> = inventory().into_iter().map(Row::Certificate).collect();
            let at = rows.iter().position(|row| Some(row.record()) == *keep);
            let Tell::Page(page) = page(rows) else {
                return None;
            };
            Some(Tell::Page(crate::wire::view::Page {
                at: at.and_then(|at| u32::try_from(at).ok()),
                ..page
            }))
        }
        other => filled(other),
    };
    // The page is shown first, then it learns what it was shown for; both asks are under way.
    let mut effects = panel.handle(Input::Shown(stage.area()), &stage.ctx());
    let sought = RecordId::Certificate(crate::domain::ids::CertificateId(4));
    effects.extend(panel.handle(Input::Seek(sought), &stage.ctx()));
    answer(&mut panel, &stage.ctx(), effects, &desk);
    assert_eq!(panel.page.pane.window.list.position(), 3);
    assert!(
        panel.page.reading,
        "a narrow screen shows the record itself"
    );
}
