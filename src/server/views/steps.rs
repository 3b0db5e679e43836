//! The two clocks of each step, as shown.

use crate::domain::clock::StepTimes;
use crate::domain::policy::{Policy, StepKey};
use crate::domain::request::{Request, Stage, StepTime};
use crate::domain::time::Instant;
use crate::domain::working_time::WorkingCalendar;
use crate::wire::view::{StepClock, StepView};

/// All steps that the request was in, in order.
pub fn steps(
    request: &Request,
    policy: &Policy,
    calendar: &WorkingCalendar,
    now: Instant,
) -> Vec<StepView> {
    request
        .steps
        .iter()
        .map(|step| step_view(request, step, policy, calendar, now))
        .collect()
}

fn step_view(
    request: &Request,
    step: &StepTime,
    policy: &Policy,
    calendar: &WorkingCalendar,
    now: Instant,
) -> StepView {
    let acted = step.acted.as_ref();
    let late_days = i64::from(policy.deadlines.late_record_working_days);
    let late = acted.is_some_and(|acted| {
        acted.stated.is_some_and(|stated| {
            calendar.working_days_between(stated.day(), acted.at.day()) > late_days
        })
    });
    StepView {
        clock: clock(request, step, policy, calendar, now),
        arrived: step.arrived,
        acted: acted.map(|acted| acted.at),
        by: acted.map(|acted| acted.officer),
        position: acted.map(|acted| acted.position),
        capacity: acted.map(|acted| acted.capacity),
        paper: acted.is_some_and(|acted| acted.paper),
        concurrent: acted.is_some_and(|acted| acted.concurrent),
        late,
    }
}

/// The clock of one step; one that stopped without an act (at BSrE, with the requester) shows what
/// was used until the request's stage left it.
pub fn clock(
    request: &Request,
    step: &StepTime,
    policy: &Policy,
    calendar: &WorkingCalendar,
    now: Instant,
) -> StepClock {
    let rules = policy.step(request.kind, step.step);
    let acted = step.acted.as_ref();
    let times = StepTimes {
        arrived: step.arrived,
        opened: step.opened,
        acted: acted.map(|acted| acted.stated.unwrap_or(acted.at)),
        bulk: acted.map_or(1, |acted| u32::from(acted.shared)),
        paper_without_time: acted.is_some_and(|acted| acted.paper && acted.stated.is_none()),
        asleep_until: None,
    };
    let reading = times.read(calendar, now);
    let minutes =
        |time: crate::domain::clock::WorkingTime| u32::try_from(time.minutes()).unwrap_or(0);
    StepClock {
        step: step.step,
        handling: reading.and_then(|reading| reading.handling).map(minutes),
        waiting: reading.map_or(0, |reading| minutes(reading.waiting)),
        standard: rules.map_or(0, |step| step.minutes),
        waiting_target: rules.map_or(0, |step| step.waiting_target_minutes),
        running: acted.is_none() && runs(request.stage),
    }
}

/// Stages in which our clock runs [domain §3].
fn runs(stage: Stage) -> bool {
    !stage.is_final() && !matches!(stage, Stage::Returned | Stage::AtBsre | Stage::Activated)
}

/// Steps still to come after the last one, by the kind's chain.
pub fn ahead(request: &Request, policy: &Policy) -> Vec<StepKey> {
    let Some(last) = request.step().filter(|_| !request.stage.is_final()) else {
        return Vec::new();
    };
    let keys = policy.steps(request.kind).iter().map(|step| step.key);
    keys.skip_while(|key| *key != last.step).skip(1).collect()
}
