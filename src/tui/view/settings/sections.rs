//! What is said of an officer and of the office, section by section.

use super::expiring;
use crate::domain::officer::Hold;
use crate::domain::time::Day;
use crate::text::staff;
use crate::tui::act::credential::short_names;
use crate::tui::act::term;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::agencies::short_agency;
use crate::tui::view::request::sections::{section, spaced};
use crate::tui::widgets::list::Cell;
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::view::{HistoryRow, OfficerView, StatusView};

/// Columns of the labels.
const LABEL: usize = 10;

/// The positions of today: `Plh. Kabid, verifikator`.
pub fn held(officer: &OfficerView, ctx: &Ctx) -> Cell {
    let running = officer.holds.iter().filter(|hold| hold.covers(ctx.now));
    let named = |family: &str| {
        let posts = officer.positions.iter().map(|(position, capacity)| {
            let position = ctx.words.of(family, position.as_str());
            match capacity.is_acting() {
                false => position,
                true => format!("{} {position}", ctx.words.of("capacity", capacity.as_str())),
            }
        });
        posts.collect::<Vec<_>>().join(", ")
    };
    if officer.positions.is_empty() && running.count() == 0 {
        return Cell::of(Role::Dim, ctx.get("staff-no-position"));
    }
    Cell::plain(named("position")).or(named("position-short"))
}

/// The last day of the term that ends first of those that run.
pub fn ending(officer: &OfficerView, ctx: &Ctx) -> Cell {
    let running = officer.holds.iter().filter(|hold| hold.covers(ctx.now));
    let until = running.filter_map(Hold::last_day).min();
    until.map_or_else(Cell::default, |day| Cell::plain(ctx.words.date(day)))
}

/// A label and its value.
fn line(label: &str, value: &str, role: Role, ctx: &Ctx) -> Paragraph {
    let label = crate::text::fit(&ctx.get(label), LABEL, false);
    Paragraph::of(role, format!("{label} {value}")).hanging(LABEL + 1)
}

/// Everything of an officer.
pub fn officer(officer: &OfficerView, ctx: &Ctx) -> Vec<Paragraph> {
    let own = ctx.office.is_some_and(|office| office.me == officer.id);
    let name = match own {
        true => format!("{} ({})", officer.name, ctx.get("officer-you")),
        false => officer.name.clone(),
    };
    let mut out = vec![Paragraph::of(Role::Strong, name)];
    out.extend(identity(officer, ctx));
    out.extend(section("staff-terms", terms(officer, ctx), ctx));
    out.extend(section("staff-papers", papers(officer, ctx), ctx));
    let agencies = short_names(officer, ctx.policy()).join(", ");
    let agencies = Some(Paragraph::plain(agencies)).filter(|said| !said.text.is_empty());
    let agencies = agencies.into_iter().collect();
    out.extend(section("staff-agencies", agencies, ctx));
    out
}

/// Qualification, access and recommendation, with their dates.
fn papers(officer: &OfficerView, ctx: &Ctx) -> Vec<Paragraph> {
    let today = ctx.now.day();
    let days = ctx
        .policy()
        .map_or(0, |policy| policy.notices.credential_days_before);
    let papers = officer.credentials.iter().map(|(kind, paper)| {
        let role = match (paper.is_over(today), paper.is_near(today, days)) {
            (true, _) => Role::Bad,
            (false, true) => Role::Warn,
            (false, false) => Role::Plain,
        };
        let day = |day: Option<Day>| day.map(|day| ctx.words.date(day));
        let (from, until) = (day(paper.from), day(paper.until));
        let term = match (from, until) {
            (from, Some(until)) => {
                let from = from.unwrap_or_default();
                let args: &[(&str, &dyn crate::text::Arg)] = &[("from", &from), ("until", &until)];
                Some(ctx.words.with("term", args).trim().to_owned())
            }
            (Some(from), None) => Some(ctx.words.with("term-open", &[("from", &from)])),
            (None, None) => None,
        };
        let kind = ctx.words.of("credential", kind.as_str());
        let said = [Some(kind), Some(paper.number.clone()), term];
        let said: Vec<String> = said.into_iter().flatten().collect();
        Paragraph::of(role, said.join(" · ")).hanging(2)
    });
    papers.collect()
}

fn identity(officer: &OfficerView, ctx: &Ctx) -> Vec<Paragraph> {
    let known = |label: &str, value: Option<String>| match value {
        Some(value) => line(label, &value, Role::Plain, ctx),
        None => line(label, &ctx.get("staff-unknown"), Role::Warn, ctx),
    };
    let nip = Some(spaced(&officer.nip)).filter(|nip| !nip.is_empty());
    let account = match &officer.account {
        Some(account) => line("field-account", &account.name, Role::Plain, ctx),
        None => line(
            "field-account",
            &ctx.get("staff-no-account"),
            Role::Warn,
            ctx,
        ),
    };
    let mut out = vec![
        known("field-nip", nip),
        known("field-nik", officer.nik.clone()),
        known("staff-email", officer.email.clone()),
        account,
    ];
    if !officer.missing().is_empty() {
        out.push(Paragraph::of(Role::Dim, ctx.get("staff-missing-why")));
    }
    out
}

/// Terms that run, then those to come, then those that are over, the latest first.
fn terms(officer: &OfficerView, ctx: &Ctx) -> Vec<Paragraph> {
    let mut holds: Vec<&Hold> = officer.holds.iter().collect();
    let rank = |hold: &Hold| match (hold.covers(ctx.now), hold.lasts_after(ctx.now)) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => 2,
    };
    holds.sort_by_key(|hold| (rank(hold), std::cmp::Reverse(hold.from)));
    let told = holds.into_iter().map(|hold| {
        let (sign, role) = match rank(hold) {
            0 => (ctx.theme.sign(Role::Good), Role::Plain),
            1 => (ctx.theme.signs().ascending, Role::Plain),
            _ => (ctx.theme.signs().line, Role::Dim),
        };
        let mut said = vec![term::post(hold, ctx), span(hold, ctx)];
        if !hold.basis.is_empty() {
            said.push(hold.basis.clone());
        }
        Paragraph::of(role, format!("{sign} {}", said.join(" · "))).hanging(2)
    });
    let told: Vec<Paragraph> = told.collect();
    match told.is_empty() {
        true => vec![Paragraph::of(Role::Warn, ctx.get("staff-no-position"))],
        false => told,
    }
}

fn span(hold: &Hold, ctx: &Ctx) -> String {
    match hold.until == Some(hold.from) {
        true => ctx.get("staff-taken-back"),
        false => term::span(hold, ctx),
    }
}

/// The office: what is missing, its policy, its desk.
pub fn office(
    status: Option<&StatusView>,
    adopted: Option<&HistoryRow>,
    ctx: &Ctx,
) -> Vec<Paragraph> {
    let mut out = section("staff-attention", attention(ctx), ctx);
    out.extend(section("staff-policy", policy(adopted, ctx), ctx));
    out.extend(section("staff-desk", desk(status, ctx), ctx));
    out
}

/// What somebody must see to.
fn attention(ctx: &Ctx) -> Vec<Paragraph> {
    let Some(office) = ctx.office else {
        return Vec::new();
    };
    let vacant = office.vacant().into_iter();
    let vacant: Vec<String> = vacant
        .map(|held| ctx.words.of("position", held.as_str()))
        .collect();
    let mut said = Vec::new();
    if !vacant.is_empty() {
        said.push(
            ctx.words
                .with("staff-vacant-list", &[("list", &vacant.join(", "))]),
        );
    }
    said.extend(expiring::sentences(ctx));
    let uncovered = office.uncovered().into_iter();
    let uncovered: Vec<&str> = uncovered
        .map(|name| short_agency(name, ctx).unwrap_or(name))
        .collect();
    said.extend(staff::uncovered(ctx.words, &uncovered));
    let lines = said.into_iter();
    let lines = lines.map(|said| {
        let said = format!("{} {said}", ctx.theme.sign(Role::Warn));
        Paragraph::of(Role::Warn, said).hanging(2)
    });
    lines.collect()
}

fn policy(adopted: Option<&HistoryRow>, ctx: &Ctx) -> Vec<Paragraph> {
    let Some(office) = ctx.office else {
        return Vec::new();
    };
    let number = office.policy_number.to_string();
    let mut said = vec![match adopted {
        Some(row) => {
            let since = ctx.words.moment(row.at);
            let args: &[(&str, &dyn crate::text::Arg)] = &[
                ("number", &number),
                ("since", &since),
                ("who", &row.officer),
            ];
            ctx.words.with("staff-policy-since", args)
        }
        None => ctx
            .words
            .with("staff-policy-number", &[("number", &number)]),
    }];
    if let Some(agreement) = &office.policy.agreement {
        let (from, until) = (
            ctx.words.date(agreement.from),
            ctx.words.date(agreement.until),
        );
        let term: &[(&str, &dyn crate::text::Arg)] = &[("from", &from), ("until", &until)];
        let number = ctx
            .words
            .with("agreement-no", &[("number", &agreement.number)]);
        said.push(format!("{number}, {}", ctx.words.with("term", term)));
    }
    said.into_iter().map(Paragraph::plain).collect()
}

fn desk(status: Option<&StatusView>, ctx: &Ctx) -> Vec<Paragraph> {
    let Some(status) = status else {
        return Vec::new();
    };
    let events = ctx
        .words
        .number(i64::try_from(status.events).unwrap_or(i64::MAX));
    let free = ctx
        .words
        .number(i64::try_from(status.free_mib).unwrap_or(i64::MAX));
    vec![
        line("staff-desk-folder", &status.desk, Role::Plain, ctx),
        line("staff-desk-events", &events, Role::Plain, ctx),
        line(
            "staff-desk-room",
            &ctx.words.with("staff-desk-mib", &[("free", &free)]),
            Role::Plain,
            ctx,
        ),
    ]
}
