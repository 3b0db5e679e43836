//! What is said of a request, section by section: identity, findings, checklist, letter, course,
//! times.

use super::{filled, joined};
use crate::domain::act::ActKind;
use crate::domain::checklist::{ChecklistItem, Verdict};
use crate::domain::finding::{FindingCode, Severity};
use crate::domain::identity::{Nip, mask_stated};
use crate::domain::policy::{Need, Policy, StepKey};
use crate::domain::request::{Request, Stage};
use crate::domain::rules::Open;
use crate::text::{Arg, finding, history, refusal, request as words_of};
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::widgets::gauge::{self, Step, StepState};
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::view::{Fact, RequestView, StepView};

/// Everything under the head of the detail, in the order in which it is looked for.
pub fn all(
    view: &RequestView,
    policy: Option<&Policy>,
    nik: Option<&str>,
    ctx: &Ctx,
) -> Vec<Paragraph> {
    let mut out = Vec::new();
    out.extend(identity(&view.request, &view.findings, nik, ctx));
    let particulars = super::particulars::lines(view, ctx);
    out.extend(section("detail-particulars", particulars, ctx));
    out.extend(present(view, ctx));
    out.extend(section("detail-changed", changed(view, ctx), ctx));
    out.extend(section("detail-next", next(view, ctx), ctx));
    let returned = view.request.stage == Stage::Returned;
    if returned {
        out.extend(section("detail-course", course(view, policy, ctx), ctx));
    }
    out.extend(section(
        "detail-findings",
        findings(&view.findings, ctx),
        ctx,
    ));
    let blocks = view.blocks.iter().map(|block| {
        let said = refusal::block(ctx.words, block);
        Paragraph::of(Role::Bad, format!("{} {said}", ctx.theme.sign(Role::Bad)))
    });
    out.extend(section("detail-blocks", blocks.collect(), ctx));
    out.extend(section(
        "detail-checklist",
        checklist(&view.request, policy, ctx),
        ctx,
    ));
    if !returned {
        out.extend(section("detail-course", course(view, policy, ctx), ctx));
    }
    out.extend(section(
        "detail-letter",
        super::letter::letter(view, ctx),
        ctx,
    ));
    out.extend(section("detail-times", times(view, ctx), ctx));
    out.extend(section("detail-note", note(&view.request), ctx));
    out
}

/// A heading and its lines; nothing where there are none.
pub fn section(heading: &str, lines: Vec<Paragraph>, ctx: &Ctx) -> Vec<Paragraph> {
    if lines.is_empty() {
        return lines;
    }
    let head = [
        Paragraph::plain(""),
        Paragraph::of(Role::Accent, ctx.get(heading)),
    ];
    head.into_iter().chain(lines).collect()
}

/// Who it is about. The NIK is masked unless it was just looked at.
pub fn identity(
    request: &Request,
    findings: &[Open],
    nik: Option<&str>,
    ctx: &Ctx,
) -> Vec<Paragraph> {
    let who = &request.identity;
    let faulty = |codes: &[FindingCode]| {
        findings
            .iter()
            .any(|open| codes.contains(&open.finding.code))
    };
    let nip = number_line("NIP", &spaced(&who.nip), !faulty(&NIP_FAULTS), ctx);
    let shown = nik.map_or_else(|| who.nik.clone(), str::to_owned);
    let mut line = number_line("NIK", &shown, !faulty(&NIK_FAULTS), ctx);
    let both = !who.nip.is_empty() && !who.nik.is_empty();
    if both && !faulty(&NIP_FAULTS) && !faulty(&NIK_FAULTS) && !faulty(&BETWEEN) {
        line.text = format!("{}  {}", line.text, ctx.get("detail-agree"));
    }
    let mut out = vec![nip, line];
    if !who.nik_old.is_empty() {
        let old = mask_stated(&who.nik_old);
        let label = ctx.get("field-nik_old");
        out.push(Paragraph::plain(format!("{label} {old}")));
    }
    let born = [
        who.birth_place.clone(),
        who.birth_date
            .map(|day| ctx.words.date(day))
            .unwrap_or_default(),
    ];
    let lines = [
        joined(&[&who.agency, &who.unit, &who.rank, &who.eselon, &who.post]),
        joined(&[&who.email, &who.phone]),
        filled(&born).join(", "),
        who.category
            .map(|category| ctx.words.of("category", category.as_str()))
            .unwrap_or_default(),
    ];
    out.extend(filled(&lines).into_iter().map(Paragraph::plain));
    out
}

/// Findings that say the NIP is wrong, that the NIK is, and that the two do not agree.
const NIP_FAULTS: [FindingCode; 3] = [
    FindingCode::NipMissing,
    FindingCode::NipLength,
    FindingCode::NipBirthdate,
];
const NIK_FAULTS: [FindingCode; 4] = [
    FindingCode::NikMissing,
    FindingCode::NikLength,
    FindingCode::NikDigits,
    FindingCode::NikDate,
];
const BETWEEN: [FindingCode; 2] = [FindingCode::BirthdateMismatch, FindingCode::SexMismatch];

fn number_line(label: &str, number: &str, good: bool, ctx: &Ctx) -> Paragraph {
    match (number.is_empty(), good) {
        (true, _) => Paragraph::of(Role::Dim, format!("{label} {}", ctx.get("detail-none"))),
        (false, true) => {
            let sign = ctx.theme.sign(Role::Good);
            Paragraph::plain(format!("{label} {number}  {sign}"))
        }
        (false, false) => {
            let sign = ctx.theme.sign(Role::Bad);
            Paragraph::of(Role::Bad, format!("{label} {number}  {sign}"))
        }
    }
}

/// A NIP as offices write it, where it is one.
pub fn spaced(nip: &str) -> String {
    Nip::parse(nip).map_or_else(|_| nip.to_owned(), Nip::spaced)
}

/// What an event tells, a piece each.
fn told(facts: &[Fact], ctx: &Ctx) -> Vec<String> {
    facts
        .iter()
        .map(|fact| history::piece(ctx.words, fact))
        .collect()
}

/// What changed after marks rested on it: who, when, before and after.
fn changed(view: &RequestView, ctx: &Ctx) -> Vec<Paragraph> {
    let who = super::names(&view.officers, ctx);
    let mut out = Vec::new();
    for found in &view.differences {
        let name = words_of::officer(ctx.words, &who, found.by);
        let when = ctx.words.moment_near(found.at, ctx.now);
        out.push(Paragraph::of(Role::Changed, format!("{when} {name}")));
        let told = told(&found.facts, ctx).into_iter();
        out.extend(told.map(|told| Paragraph::plain(format!("  {told}")).hanging(2)));
    }
    out
}

/// The days that follow from a return.
fn days(view: &RequestView, ctx: &Ctx) -> Option<String> {
    let (remind, due) = (view.days.remind?, view.days.due?);
    let (remind, due) = (ctx.words.date(remind), ctx.words.date(due));
    let args: [(&str, &dyn Arg); 2] = [("remind", &remind), ("due", &due)];
    Some(ctx.words.with("detail-days", &args))
}

/// What is special about it now: who else looks, one person, who has it.
fn present(view: &RequestView, ctx: &Ctx) -> Vec<Paragraph> {
    let who = super::names(&view.officers, ctx);
    let mut out = Vec::new();
    if !view.open_by.is_empty() {
        let names = view.open_by.join(", ");
        let said = ctx.words.with("detail-open-by", &[("who", &names)]);
        out.push(Paragraph::of(Role::Changed, said));
    }
    if view.request.one_person() {
        let sign = ctx.theme.sign(Role::Warn);
        out.push(Paragraph::of(
            Role::Warn,
            format!("{sign} {}", ctx.get("detail-one-person")),
        ));
    }
    if let Some(prepared) = &view.request.prepared {
        let files = prepared.documents.len();
        let said = ctx.words.with("detail-prepared", &[("files", &files)]);
        out.push(Paragraph::of(Role::Accent, said));
    }
    for (key, officer) in [
        ("detail-claimed", view.request.claimed),
        ("detail-assigned", view.request.assigned),
    ] {
        if let Some(officer) = officer {
            let name = words_of::officer(ctx.words, &who, officer);
            out.push(Paragraph::plain(ctx.words.with(key, &[("who", &name)])));
        }
    }
    out
}

/// What the person at the screen can do next, where keys alone do not tell it.
fn next(view: &RequestView, ctx: &Ctx) -> Vec<Paragraph> {
    let request = &view.request;
    if request.stage == Stage::Returned && view.may.contains(&ActKind::Complete) {
        let mut out = vec![Paragraph::plain(ctx.get("returned-complete"))];
        if super::papers::identity_is_wrong(view) {
            out.push(Paragraph::plain(ctx.get("returned-identity")));
        }
        return out;
    }
    Vec::new()
}

/// The role that a finding is shown in.
pub fn weight(severity: Severity) -> Role {
    match severity {
        Severity::Blocker => Role::Bad,
        Severity::Warning => Role::Warn,
        Severity::Sleeps | Severity::Info => Role::Info,
    }
}

/// Findings, the heaviest first, each with what it means.
pub fn findings(found: &[Open], ctx: &Ctx) -> Vec<Paragraph> {
    let mut order: Vec<&Open> = found.iter().collect();
    order.sort_by_key(|open| {
        (
            open.accepted.is_some(),
            std::cmp::Reverse(open.finding.severity),
        )
    });
    let mut out = Vec::new();
    for open in order {
        let said = finding::sentence(ctx.words, &open.finding);
        if let Some(reason) = &open.accepted {
            let sign = ctx.theme.sign(Role::Good);
            let accepted = ctx.words.with("detail-accepted", &[("reason", reason)]);
            out.push(Paragraph::of(
                Role::Dim,
                format!("{sign} {said} · {accepted}"),
            ));
            continue;
        }
        let role = weight(open.finding.severity);
        out.push(Paragraph::of(
            role,
            format!("{} {said}", ctx.theme.sign(role)),
        ));
        let help = finding::help(ctx.words, open.finding.code);
        out.push(Paragraph::of(Role::Dim, format!("  {help}")));
    }
    out
}

/// The checklist: a line a document, and one for all those of which nothing came yet.
pub fn checklist(request: &Request, policy: Option<&Policy>, ctx: &Ctx) -> Vec<Paragraph> {
    let (absent, there): (Vec<_>, Vec<_>) = request.checklist.iter().partition(|item| {
        let bare = item.document.is_file() && item.evidence().is_none();
        bare && *item.verdict() == Verdict::NotSeen
    });
    let lines = there.iter().map(|item| item_line(item, policy, ctx));
    let absent = absent_line(&absent, policy, ctx);
    absent.into_iter().chain(lines).collect()
}

/// `7 berkas belum ada: Surat permohonan, Formulir, …`, those that may stay away last.
fn absent_line(absent: &[&ChecklistItem], policy: Option<&Policy>, ctx: &Ctx) -> Option<Paragraph> {
    let name = |item: &ChecklistItem| words_of::document(ctx.words, policy, item.document);
    let of = |need: Need| absent.iter().filter(move |item| item.need == need);
    let must = of(Need::Must).map(|item| name(item));
    let may = of(Need::May).map(|item| format!("{} ({})", name(item), ctx.get("need-may")));
    let names: Vec<String> = must.chain(may).collect();
    let args: [(&str, &dyn Arg); 2] = [("count", &names.len()), ("names", &names.join(", "))];
    let said = ctx.words.with("detail-absent", &args);
    let sign = ctx.theme.signs().dot;
    (!names.is_empty()).then(|| Paragraph::plain(format!("{sign} {said}")).hanging(2))
}

fn item_line(item: &ChecklistItem, policy: Option<&Policy>, ctx: &Ctx) -> Paragraph {
    let role = match item.verdict() {
        Verdict::Conforms => Role::Good,
        Verdict::Wrong { .. } => Role::Bad,
        Verdict::Missing if item.need == Need::Must => Role::Bad,
        Verdict::NotSeen | Verdict::Missing | Verdict::NotNeeded { .. } => Role::Plain,
    };
    let sign = match item.verdict() {
        Verdict::NotSeen => ctx.theme.signs().dot,
        Verdict::NotNeeded { .. } => "=",
        Verdict::Missing => "-",
        _ => ctx.theme.sign(role),
    };
    let name = words_of::document(ctx.words, policy, item.document);
    let mut parts = vec![format!("{sign} {name}")];
    if item.need == Need::May {
        parts.push(ctx.get("need-may"));
    }
    parts.push(words_of::judged(ctx.words, policy, item));
    if item.document.is_file() {
        parts.push(words_of::evidence(ctx.words, item.evidence()));
    }
    Paragraph::of(role, parts.join(" · "))
}

/// What became of it after the counter: returned, ended, sent, activation, certificate, hand-over.
fn course(view: &RequestView, policy: Option<&Policy>, ctx: &Ctx) -> Vec<Paragraph> {
    let mut out = went_back(view, policy, ctx);
    out.extend(came_out(view, ctx));
    out
}

/// Returned or ended, by whom and why.
fn went_back(view: &RequestView, policy: Option<&Policy>, ctx: &Ctx) -> Vec<Paragraph> {
    let who = super::names(&view.officers, ctx);
    let name = |id| words_of::officer(ctx.words, &who, id);
    let when = |at| ctx.words.moment_near(at, ctx.now);
    let say = |key: &str, args: &[(&str, &dyn Arg)]| Paragraph::plain(ctx.words.with(key, args));
    let mut out = Vec::new();
    if let Some(back) = &view.request.returned {
        let by = [
            ("who", &name(back.by) as &dyn Arg),
            ("when", &when(back.at)),
        ];
        out.push(say("detail-returned", &by));
        for defect in &back.defects {
            let said = words_of::defect(ctx.words, policy, defect);
            out.push(Paragraph::plain(format!("  - {said}")));
        }
        if !back.note.is_empty() {
            out.push(Paragraph::plain(format!("  {}", back.note)));
        }
        out.extend(days(view, ctx).map(|said| Paragraph::plain(format!("  {said}"))));
    }
    if let Some(held) = &view.request.held {
        let (by, at) = (name(held.by), when(held.at));
        let args = [
            ("who", &by as &dyn Arg),
            ("when", &at),
            ("text", &held.reason),
        ];
        out.push(say("detail-held", &args));
    }
    if let Some(end) = &view.request.ending {
        let (by, at) = (name(end.by), when(end.at));
        let why = told(&view.ended, ctx).join(" · ");
        let args = [("who", &by as &dyn Arg), ("when", &at), ("why", &why)];
        out.push(say("detail-ended", &args));
    }
    if let Some(reply) = &view.request.reply {
        let (by, date) = (name(reply.by), ctx.words.date(reply.date));
        let args = [
            ("who", &by as &dyn Arg),
            ("number", &reply.number),
            ("date", &date),
        ];
        out.push(say("detail-reply", &args));
    }
    out
}

/// Sent, the link of its activation, the certificate and what differs in it, handed over.
fn came_out(view: &RequestView, ctx: &Ctx) -> Vec<Paragraph> {
    let request = &view.request;
    let who = super::names(&view.officers, ctx);
    let name = |id| words_of::officer(ctx.words, &who, id);
    let say = |key: &str, args: &[(&str, &dyn Arg)]| ctx.words.with(key, args);
    let mut out = Vec::new();
    if let Some(sent) = &request.sending {
        let (by, date) = (name(sent.by), ctx.words.date(sent.date));
        let args = [
            ("who", &by as &dyn Arg),
            ("date", &date),
            ("ticket", &sent.ticket),
        ];
        out.push(Paragraph::plain(say("detail-sent", &args)));
    }
    if let Some(link) = &request.activation {
        let (from, until) = (ctx.words.date(link.link), ctx.words.date(link.until));
        let said = say("detail-link", &[("from", &from), ("until", &until)]);
        let role = if link.lapsed { Role::Bad } else { Role::Plain };
        out.push(Paragraph::of(role, said));
    }
    if let Some(held) = &view.certificate {
        let serial = held.form.serial.as_ref().map(ToString::to_string);
        let until = ctx.words.date(held.form.not_after.day());
        let args = [
            ("serial", &serial.unwrap_or_default() as &dyn Arg),
            ("until", &until),
        ];
        out.push(Paragraph::plain(say("detail-certificate", &args)));
    }
    if !view.mismatch.is_empty() {
        let fields = view.mismatch.iter().map(|key| ctx.words.of("field", key));
        let fields = fields.collect::<Vec<_>>().join(", ");
        let said = say("detail-mismatch", &[("fields", &fields)]);
        let sign = ctx.theme.sign(Role::Bad);
        out.push(Paragraph::of(Role::Bad, format!("{sign} {said}")));
    }
    if let Some(given) = &request.hand_over {
        let (by, at) = (name(given.by), ctx.words.moment_near(given.at, ctx.now));
        let args = [
            ("who", &by as &dyn Arg),
            ("when", &at),
            ("address", &given.address),
        ];
        out.push(Paragraph::plain(say("detail-handed-over", &args)));
    }
    out
}

/// Handling against standard, waiting beside, a line a step [R12.1-R12.4].
pub fn times(view: &RequestView, ctx: &Ctx) -> Vec<Paragraph> {
    let lines = view.steps.iter().map(|step| time_line(step, view, ctx));
    lines.collect()
}

fn time_line(step: &StepView, view: &RequestView, ctx: &Ctx) -> Paragraph {
    let clock = &step.clock;
    let name = ctx.words.of("step", clock.step.as_str());
    let mut parts = Vec::new();
    let mut role = Role::Plain;
    match clock.handling {
        Some(used) => {
            let cell = gauge::minutes(used, u32::from(clock.standard), clock.day, ctx);
            role = cell.role;
            parts.push(format!("{name} {}", cell.text));
        }
        None if clock.running => parts.push(format!("{name} {}", ctx.get("detail-not-opened"))),
        None => parts.push(format!("{name} {}", ctx.get("detail-unmeasured"))),
    }
    if let Some(waited) = clock.waiting {
        parts.push(gauge::waited_for(waited, clock.day, ctx));
    }
    if let (Some(by), Some(at)) = (step.by, step.acted) {
        let who = super::names(&view.officers, ctx);
        let name = words_of::officer(ctx.words, &who, by);
        let name = words_of::acting(ctx.words, &name, step.capacity);
        let when = match step.untimed {
            Some(day) => words_of::untimed(ctx.words, day),
            None => ctx.words.moment_near(at, ctx.now),
        };
        parts.push(format!("{name} {when}"));
    }
    for (on, key) in [
        (step.paper, "detail-paper"),
        (step.concurrent, "detail-concurrent"),
        (step.late, "detail-late"),
    ] {
        if on {
            parts.push(ctx.get(key));
        }
    }
    Paragraph::of(role, parts.join(" · "))
}

fn note(request: &Request) -> Vec<Paragraph> {
    let note = request.note.trim();
    let some = (!note.is_empty()).then(|| Paragraph::plain(note));
    some.into_iter().collect()
}

/// The steps for the one-line course: those that led on, the present one, those to come. A step
/// that is to be taken again stands among those to come, however often it was visited.
pub fn steps(view: &RequestView, ctx: &Ctx) -> Vec<Step> {
    let words = |family: &str, key: StepKey| ctx.words.of(family, key.as_str());
    let step = |key: StepKey, state, time| Step {
        name: words("step-short", key),
        abbr: words("step-abbr", key),
        state,
        time,
    };
    let mut taken: Vec<&StepView> = Vec::new();
    for visit in &view.steps {
        let key = visit.clock.step;
        taken.retain(|earlier| earlier.clock.step != key);
        if !view.ahead.contains(&key) {
            taken.push(visit);
        }
    }
    let last = taken.len().saturating_sub(1);
    let past = taken.iter().enumerate().map(|(index, visit)| {
        let clock = &visit.clock;
        let state = match index == last {
            true => result(view.request.stage, clock.running),
            false => StepState::Done,
        };
        let time = clock
            .handling
            .map(|used| (used, u32::from(clock.standard), clock.day));
        step(clock.step, state, time)
    });
    let ahead = view
        .ahead
        .iter()
        .map(|key| step(*key, StepState::Ahead, None));
    past.chain(ahead).collect()
}

/// What became of the last step that was taken.
fn result(stage: Stage, running: bool) -> StepState {
    match stage {
        _ if running => StepState::Here,
        Stage::Returned => StepState::Returned,
        Stage::Rejected | Stage::Withdrawn | Stage::Lapsed | Stage::Void => StepState::Ended,
        _ => StepState::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use crate::tui::testing::Stage as Screen;
    use crate::tui::view::testing::request_view;

    #[test]
    fn the_course_ticks_results_and_has_each_step_once() {
        let screen = Screen::new(80, 24, Language::Indonesian);
        let mut view = request_view();
        let stepped_back: Vec<StepView> = view.steps.drain(..).collect();
        // Registered, the Kadis, the Kabid who stepped it back, the Kadis again.
        let mut back = stepped_back[1].clone();
        back.clock.running = true;
        let mut kabid = stepped_back[2].clone();
        kabid.clock.running = false;
        view.steps = vec![
            stepped_back[0].clone(),
            stepped_back[1].clone(),
            kabid,
            back,
        ];
        view.ahead.insert(0, StepKey::Kabid);
        let states = |view: &RequestView| -> Vec<(String, StepState)> {
            let steps = steps(view, &screen.ctx());
            steps
                .into_iter()
                .map(|step| (step.name, step.state))
                .collect()
        };
        let course = states(&view);
        assert_eq!(course.len(), 7, "{course:?}");
        let first: Vec<StepState> = course.iter().take(3).map(|(_, state)| *state).collect();
        assert_eq!(first, [StepState::Done, StepState::Here, StepState::Ahead]);
        for (stage, wanted) in [
            (Stage::Returned, StepState::Returned),
            (Stage::Rejected, StepState::Ended),
            (Stage::Completed, StepState::Done),
        ] {
            view.request.stage = stage;
            for step in &mut view.steps {
                step.clock.running = false;
            }
            assert_eq!(states(&view)[1].1, wanted, "{stage:?}");
        }
    }
}
