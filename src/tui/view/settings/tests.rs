//! How the office looks, and that its keys do what they say.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::act::Command;
use crate::domain::credential::CredentialKind;
use crate::domain::office::Capacity;
use crate::domain::officer::Account;
use crate::domain::policy::Agreement;
use crate::domain::refusal::Refusal as Refused;
use crate::domain::time::{Day, Instant};
use crate::text::Language;
use crate::tui::act::testing::ActDriver;
use crate::tui::panel::Panel;
use crate::tui::testing::{Stage, letter};
use crate::tui::view::testing::samples::{event, page, show};
use crate::tui::view::testing::staff::{staff, staffed, status};

fn desk(ask: &Ask) -> Option<Tell> {
    Some(match ask {
        Ask::Page { query, .. } if query.list == List::Officers => {
            let officers = staff().into_iter();
            page(
                officers
                    .map(|one| view::Row::Officer(Box::new(one)))
                    .collect(),
            )
        }
        Ask::Status => Tell::Status(Box::new(status())),
        Ask::History { .. } => Tell::History {
            total: 1,
            rows: vec![event(1, "policy-adopted", &[])],
        },
        _ => return None,
    })
}

fn stage(me: u32, width: u16, height: u16, language: Language) -> Stage {
    let mut stage = Stage::new(width, height, language);
    stage.office = Some(staffed(me));
    stage
}

fn begun(stage: &Stage) -> Settings {
    let mut panel = Settings::new();
    show(&mut panel, stage, &desk);
    panel
}

fn press(panel: &mut Settings, action: Action, stage: &Stage) -> Vec<Effect> {
    panel.handle(Input::Act(action), &stage.ctx())
}

fn drawn(panel: &Settings, stage: &Stage) -> String {
    stage.draw(|area, buf, ctx| panel.render(area, buf, ctx))
}

#[test]
fn it_looks_right_in_both_languages() {
    for language in [Language::Indonesian, Language::English] {
        let tag = language.tag();
        let small = stage(1, 80, 24, language);
        let mut panel = begun(&small);
        let mut shown = drawn(&panel, &small);
        press(&mut panel, Action::Down, &small);
        press(&mut panel, Action::Open, &small);
        shown.push_str(&drawn(&panel, &small));
        insta::assert_snapshot!(format!("settings_80_{tag}"), shown);
        let large = stage(1, 120, 40, language);
        let mut panel = begun(&large);
        press(&mut panel, Action::Down, &large);
        press(&mut panel, Action::Down, &large);
        insta::assert_snapshot!(format!("settings_120_{tag}"), drawn(&panel, &large));
    }
}

#[test]
fn only_the_admin_sets_and_who_may_not_is_told_who_may() {
    for (me, sets) in [(1, true), (4, false)] {
        let stage = stage(me, 80, 24, Language::Indonesian);
        let panel = begun(&stage);
        let facts = panel.facts(&stage.ctx());
        for action in [
            Action::New,
            Action::Edit,
            Action::GivePosition,
            Action::EndActing,
        ] {
            assert_eq!(facts.allowed.has(action), sets, "{me} {action:?}");
        }
    }
    let stage = stage(4, 80, 24, Language::Indonesian);
    let mut panel = begun(&stage);
    for key in ['b', 'e', 'd', 'X'] {
        let effects = panel.handle(Input::Key(letter(key)), &stage.ctx());
        let [Effect::Say(said)] = &effects[..] else {
            panic!("{key}: {effects:?}")
        };
        assert!(said.text.contains("Ani Wijaya"), "{key}: {}", said.text);
    }
}

#[test]
fn the_holder_ends_the_plh_and_the_admin_whom_the_cursor_is_on() {
    for (me, opens) in [(2, "Hendra Gunawan"), (1, "Ani Wijaya")] {
        let stage = stage(me, 80, 24, Language::Indonesian);
        let mut panel = begun(&stage);
        let mut effects = press(&mut panel, Action::EndActing, &stage);
        let Some(Effect::Open(layer)) = effects.pop() else {
            panic!("{effects:?}")
        };
        let shown = stage.draw(|area, buf, ctx| layer.render(area, buf, ctx));
        assert!(shown.contains(opens), "{me}: {shown}");
        let warned = drawn(&panel, &stage).contains("dijalankan Hendra");
        assert_eq!(warned, me == 2);
    }
}

fn on(index: usize, action: Action) -> ActDriver {
    let stage = stage(1, 120, 40, Language::Indonesian);
    ActDriver::of(stage, action, Case::of(staff().swap_remove(index)))
}

fn account(name: &str) -> Account {
    Account {
        uid: 1077,
        name: name.to_owned(),
    }
}

#[test]
fn a_new_officer_comes_with_an_account_that_the_desks_computer_has() {
    let stage = stage(1, 120, 40, Language::Indonesian);
    let mut doer = ActDriver::of(stage, Action::New, Case::of(Staff));
    insta::assert_snapshot!("add_officer_120", doer.drawn());
    doer.type_in("name", "Dewi Anggraini, A.Md.");
    doer.type_in("account", "dewi");
    doer.save();
    assert_eq!(doer.looked_up(), Some("dewi".to_owned()));
    doer.tell_account(None);
    assert!(
        doer.drawn().contains("Akun dewi tidak ada"),
        "{}",
        doer.drawn()
    );
    doer.save();
    doer.tell_account(Some(account("dewi")));
    let asked = doer.question().unwrap();
    assert!(asked.contains("akun dewi") && asked.contains("tanpa jabatan"));
    let Some(Command::AddOfficer {
        name,
        account,
        holds,
        ..
    }) = doer.yes()
    else {
        panic!("not added")
    };
    assert_eq!(name, "Dewi Anggraini, A.Md.");
    assert_eq!(account.unwrap().uid, 1077);
    assert!(holds.is_empty());
    let said = doer.refused(Refused::AccountBound {
        account: "dewi".to_owned(),
        officer: OfficerId(2),
    });
    assert!(said.contains("Rina Lubis"), "{said}");
    assert!(doer.drawn().contains("sudah dipakai"), "under its field");
}

#[test]
fn a_plh_for_three_days_is_asked_about_with_whose_authority_rests() {
    let mut doer = on(3, Action::GivePosition);
    insta::assert_snapshot!("give_position_120", doer.drawn());
    doer.set("position", "kabid");
    doer.set("capacity", "plh");
    doer.save();
    assert!(doer.question().is_none(), "a Plh. has an end and a basis");
    doer.type_in("until", "25/11");
    doer.type_in("basis", "ST 800/22");
    doer.save();
    let asked = doer.question().unwrap();
    for part in [
        "Sari Kusuma",
        "Plh. Kepala Bidang",
        "25 Nov 2026",
        "Rina Lubis",
    ] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    let Some(Command::Hold { officer, hold }) = doer.yes() else {
        panic!("not given")
    };
    assert_eq!((officer.id, officer.revision), (OfficerId(4), 6));
    assert_eq!(
        (hold.position, hold.capacity),
        (Position::Kabid, Capacity::Plh)
    );
    assert_eq!(hold.from, Instant::wib(2026, 11, 23, 9, 14).unwrap());
    assert_eq!(hold.until, Instant::wib(2026, 11, 26, 0, 0));
    let refused = doer.refused(Refused::NoBasis {
        given: "ST 800/22".to_owned(),
    });
    assert!(doer.drawn().contains("✗"), "{refused}: {}", doer.drawn());
}

#[test]
fn what_is_ended_is_chosen_and_what_has_not_begun_does_not_begin() {
    let mut doer = on(0, Action::EndActing);
    assert!(doer.drawn().contains("Agendaris"), "{}", doer.drawn());
    doer.keys("2");
    doer.save();
    let Some(Command::ReleaseHold {
        position, until, ..
    }) = doer.yes()
    else {
        panic!("not ended")
    };
    assert_eq!((position, until), (Position::Agendaris, None));
    let mut doer = on(3, Action::EndActing);
    doer.save();
    assert!(doer.question().unwrap().contains("belum mulai"));
    let Some(Command::ReleaseHold {
        position, until, ..
    }) = doer.yes()
    else {
        panic!("not taken back")
    };
    assert_eq!(position, Position::Verifikator);
    assert_eq!(until, Some(staff()[3].holds[0].from));
}

#[test]
fn identity_and_account_go_one_after_the_other_and_only_where_they_change() {
    // Nothing changed, the identity, the account, both.
    let mut doer = on(1, Action::Edit);
    doer.save();
    assert!(doer.said().contains("sudah"), "{}", doer.said());
    let mut doer = on(1, Action::Edit);
    doer.set("name", "Rina Lubis, M.Si., M.Kom.");
    doer.save();
    let Some(Command::IdentifyOfficer { name, nik, .. }) = doer.command() else {
        panic!("not identified")
    };
    assert_eq!((&*name, &*nik), ("Rina Lubis, M.Si., M.Kom.", ""));
    assert!(doer.done().contains("tercatat"));
    let mut doer = on(1, Action::Edit);
    doer.set("account", "");
    doer.save();
    let bound = |command: Option<Command>| match command {
        Some(Command::BindAccount { account, .. }) => account.map(|account| account.name),
        other => panic!("not bound: {other:?}"),
    };
    assert_eq!(bound(doer.command()), None);
    let mut doer = on(1, Action::Edit);
    doer.set("nik", "1971021205870013");
    doer.set("account", "rina2");
    doer.save();
    doer.tell_account(Some(account("rina2")));
    assert!(matches!(
        doer.command(),
        Some(Command::IdentifyOfficer { .. })
    ));
    doer.done();
    assert_eq!(doer.asked_again(), Some(Ask::Office));
    doer.tell_again(Tell::Office(Box::new(staffed(1))));
    assert_eq!(bound(doer.command()), Some("rina2".to_owned()));
    doer.done();
}

#[test]
fn papers_and_agencies_are_stated_and_taken_back() {
    let paper = |doer: &ActDriver| match doer.command() {
        Some(Command::StateCredential { kind, stated, .. }) => (kind, stated),
        other => panic!("not stated: {other:?}"),
    };
    let mut doer = on(3, Action::Particulars);
    assert!(
        doer.drawn().contains("Surat rekomendasi"),
        "{}",
        doer.drawn()
    );
    doer.keys("1");
    doer.save();
    assert!(doer.command().is_none(), "without a number");
    doer.type_in("number", "SERT 7");
    doer.type_in("until", "31/12");
    doer.save();
    let (kind, stated) = paper(&doer);
    assert_eq!(kind, CredentialKind::Qualification);
    assert_eq!(stated.unwrap().until, Day::from_ymd_opt(2026, 12, 31));
    let mut doer = on(2, Action::Particulars);
    doer.keys("2");
    insta::assert_snapshot!("paper_120", doer.drawn());
    doer.set("number", "");
    doer.save();
    assert!(doer.question().unwrap().contains("Cabut Akses BSrE"));
    doer.yes();
    assert_eq!(paper(&doer), (CredentialKind::BsreAccess, None));
    let mut doer = on(2, Action::Particulars);
    doer.keys("4");
    assert!(doer.drawn().contains("Dinkes"), "{}", doer.drawn());
    doer.set("agencies", "Dinkes, BKD\nSetda");
    doer.save();
    let Some(Command::AssignAgencies { agencies, .. }) = doer.command() else {
        panic!("not assigned")
    };
    assert_eq!(agencies, ["Dinkes", "BKD", "Setda"]);
    let said = doer.refused(Refused::Invalid {
        field: "agencies".to_owned(),
        given: "Setda".to_owned(),
    });
    assert!(doer.drawn().contains("✗"), "{said}: {}", doer.drawn());
}

#[test]
fn the_admin_hears_of_all_papers_that_end_and_an_officer_of_their_own() {
    for (me, heard) in [(1, 2), (2, 0), (3, 2)] {
        let stage = stage(me, 80, 24, Language::Indonesian);
        let said = expiring::sentences(&stage.ctx());
        assert_eq!(said.len(), heard, "{said:?}");
        let all = said.join(" ");
        assert_eq!(all.contains("19 hari lagi"), heard > 0, "{all}");
        assert_eq!(all.contains("sudah berakhir"), heard > 0, "{all}");
    }
    let mut stage = stage(1, 80, 24, Language::Indonesian);
    let office = stage.office.as_mut().unwrap();
    office.policy.agreement = Some(Agreement {
        number: "1/PKS/2024".to_owned(),
        from: Day::from_ymd_opt(2024, 1, 1).unwrap(),
        until: Day::from_ymd_opt(2027, 2, 1).unwrap(),
    });
    let said = expiring::sentences(&stage.ctx());
    assert!(
        said[2].contains("1/PKS/2024") && said[2].contains("70 hari"),
        "{said:?}"
    );
}
