//! How the inventory looks filled, empty and in trouble, and that its keys do what they say.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::certificate::Standing;
use crate::text::Language;
use crate::tui::panel::Panel;
use crate::tui::testing::{Stage, letter};
use crate::tui::view::testing::samples::{
    answer, certificate_view, inventory, page, revoked, show, tag_of,
};
use crate::wire::envelope::Changed;
use crate::wire::message::{Ask, Tell};
use crate::wire::view::Row;

/// A stage whose person may take certificates over.
fn stage() -> Stage {
    Stage::small().taking_over()
}

impl Stage {
    fn taking_over(mut self) -> Stage {
        let office = self.office.as_mut();
        office.unwrap().may.push(ActKind::TakeOver);
        self
    }
}

/// A desk with the inventory; the filter narrows nothing.
fn filled(ask: &Ask) -> Option<Tell> {
    Some(match ask {
        Ask::Page { .. } => page(inventory().into_iter().map(Row::Certificate).collect()),
        Ask::Certificate(_) => Tell::Certificate(Box::new(certificate_view(Standing::Good))),
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
        let stage = Stage::new(width, height, language).taking_over();
        let mut panel = Certificates::new();
        show(&mut panel, &stage, &filled);
        insta::assert_snapshot!(name, drawn(&panel, &stage));
    }
}

#[test]
fn on_a_narrow_screen_the_detail_is_a_second_page() {
    let stage = stage();
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
    let stage = stage();
    let mut panel = Certificates::new();
    show(&mut panel, &stage, &empty);
    assert!(drawn(&panel, &stage).contains("Tekan i untuk memasukkan"));
    let mut panel = Certificates::new();
    let effects = panel.handle(Input::Shown(stage.area()), &stage.ctx());
    assert!(drawn(&panel, &stage).contains("Memuat"));
    answer(&mut panel, &stage.ctx(), effects, &empty);
    let shown = drawn(&panel, &Stage::small());
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
    let stage = stage();
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
    let stage = stage();
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
    let stage = stage();
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
    let stage = stage();
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

#[test]
fn its_acts_begin_by_key() {
    let stage = stage();
    let mut panel = Certificates::new();
    show(&mut panel, &stage, &filled);
    let facts = panel.facts(&stage.ctx());
    for action in [Action::Close, Action::New] {
        assert!(facts.allowed.has(action), "{action:?}");
        let effects = panel.handle(Input::Act(action), &stage.ctx());
        assert!(
            matches!(&effects[..], [Effect::Open(form)] if matches!(form.place(), Place::Form | Place::Menu)),
            "{effects:?}"
        );
    }
}

#[test]
fn a_record_that_is_sought_is_found_although_the_page_was_just_shown() {
    let stage = stage();
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
