//! What of the office ends soon or is over: for the admin of everybody, for an officer their own.

use crate::domain::act::ActKind;
use crate::text::staff;
use crate::tui::panel::Ctx;
use crate::wire::view::OfficerView;

/// Sentences about papers that end within the policy's days, and about the agreement with BSrE.
pub fn sentences(ctx: &Ctx) -> Vec<String> {
    let Some(office) = ctx.office else {
        return Vec::new();
    };
    let admin = office.may.contains(&ActKind::ManageOfficers);
    let mine = |officer: &&OfficerView| admin || officer.id == office.me;
    let officers = office.officers.iter().filter(mine);
    let mut said: Vec<String> = officers.flat_map(|one| of_officer(one, ctx)).collect();
    said.extend(agreement(ctx).filter(|_| admin));
    said
}

/// The same of one officer who still has something to do here.
pub fn of_officer(officer: &OfficerView, ctx: &Ctx) -> Vec<String> {
    let today = ctx.now.day();
    let days = ctx
        .policy()
        .map_or(0, |policy| policy.notices.credential_days_before);
    let works = officer.holds.iter().any(|hold| hold.lasts_after(ctx.now));
    let papers = officer.credentials.iter();
    let near = papers.filter(|(_, paper)| works && paper.is_near(today, days));
    let said = near.filter_map(|(kind, paper)| {
        staff::paper_ends(ctx.words, &officer.name, *kind, paper, today)
    });
    said.collect()
}

/// That the agreement with BSrE ends soon.
pub fn agreement(ctx: &Ctx) -> Option<String> {
    let policy = ctx.policy()?;
    let agreement = policy.agreement.as_ref()?;
    let left = (agreement.until - ctx.now.day()).num_days();
    let near = left <= i64::from(policy.notices.agreement_days_before);
    let what = ctx
        .words
        .with("agreement-no", &[("number", &agreement.number)]);
    near.then(|| staff::ends(ctx.words, &what, agreement.until, ctx.now.day()))
}
