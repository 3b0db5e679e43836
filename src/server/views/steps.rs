//! The two clocks of each step, as shown.

use crate::domain::clock::StepTimes;
use crate::domain::policy::{Policy, StepKey};
use crate::domain::procedure::waits_for;
use crate::domain::request::{Acted, Request, StepTime};
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
    let mut arrival_known = true;
    let view = |step: &StepTime| {
        let mut view = step_view(request, step, policy, calendar, now);
        let stated = step.acted.as_ref().and_then(|acted| acted.stated);
        if !arrival_known && stated.is_some() {
            view.clock.waiting = None;
        }
        // Paper that tells only the day does not tell when the next step got the sheet.
        arrival_known = !step.acted.as_ref().is_some_and(Acted::untimed);
        view
    };
    request.steps.iter().map(view).collect()
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
        acted
            .day
            .is_some_and(|day| calendar.working_days_between(day, acted.at.day()) > late_days)
    });
    StepView {
        clock: clock(request, step, policy, calendar, now),
        arrived: step.arrived,
        acted: acted.map(Acted::moment),
        untimed: acted
            .filter(|acted| acted.untimed())
            .and_then(|acted| acted.day),
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
        acted: acted.map(Acted::moment),
        bulk: acted.map_or(1, |acted| u32::from(acted.shared)),
        paper_without_time: acted.is_some_and(Acted::untimed),
        asleep_until: None,
    };
    let reading = times.read(calendar, now);
    let minutes =
        |time: crate::domain::clock::WorkingTime| u32::try_from(time.minutes()).unwrap_or(0);
    StepClock {
        step: step.step,
        handling: reading.and_then(|reading| reading.handling).map(minutes),
        waiting: reading.map(|reading| minutes(reading.waiting)),
        standard: rules.map_or(0, |step| step.minutes),
        waiting_target: rules.map_or(0, |step| step.waiting_target_minutes),
        day: calendar.day_minutes(),
        running: acted.is_none() && waits_for(request.stage, true).is_some(),
    }
}

/// Steps still to come after the last one, by the kind's chain.
pub fn ahead(request: &Request, policy: &Policy) -> Vec<StepKey> {
    let Some(last) = request.step().filter(|_| !request.stage.is_decided()) else {
        return Vec::new();
    };
    let keys = policy.steps(request.kind).iter().map(|step| step.key);
    keys.skip_while(|key| *key != last.step).skip(1).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::event::{Event, Move, Registration, RequestEvent, Stamp};
    use crate::domain::ids::{Agenda, OfficerId};
    use crate::domain::kind::Kind;
    use crate::domain::office::{Capacity, Position};
    use crate::domain::record::{Record, apply};
    use crate::domain::request::{Identity, Stage};
    use crate::domain::time::start_of;
    use crate::policy_file;

    /// Minutes after midnight of a day of November 2026.
    fn at(day: u32, minutes: i64) -> Instant {
        let day = crate::domain::time::Day::from_ymd_opt(2026, 11, day).unwrap();
        start_of(day).plus_minutes(minutes)
    }

    fn stamp(at: Instant) -> Stamp {
        Stamp {
            at,
            officer: OfficerId(1),
            position: None,
            stated: None,
        }
    }

    fn registered() -> Record {
        let no = Agenda {
            year: 2026,
            number: 1,
        }
        .line(1);
        let registration = Registration {
            kind: Kind::Issue,
            policy: 1,
            sheet: 1,
            received: at(2, 540),
            identity: Identity::default(),
            note: String::new(),
            person: None,
            checklist: Vec::new(),
            documents: Vec::new(),
            mended: Vec::new(),
            row: None,
            follows: None,
        };
        let what = RequestEvent::Registered(Box::new(registration));
        apply(None, &Event::request(no, what), &stamp(at(2, 540))).unwrap()
    }

    /// The request after paper of the Kadis and of the Kabid, each (day, minute) recorded on a day.
    fn on_paper(papers: &[(u32, Option<i64>, u32)]) -> Request {
        let mut record = registered();
        let chain = [StepKey::Kadis, StepKey::Kabid, StepKey::Subkoord];
        let mut go = |paper: Option<(u32, Option<i64>, u32)>, starts: StepKey| {
            let recorded = paper.map_or(at(2, 541), |(_, _, recorded)| at(recorded, 600));
            let acted = Acted {
                at: recorded,
                officer: OfficerId(2),
                position: Position::Kadis,
                capacity: Capacity::Definitive,
                stated: paper.and_then(|(day, minute, _)| Some(at(day, minute?))),
                paper: paper.is_some(),
                day: paper.map(|(day, _, _)| at(day, 0).day()),
                concurrent: false,
                shared: 1,
            };
            let step = Move {
                to: Stage::Disposition(Position::Kadis),
                acted: Some(acted),
                starts: Some(starts),
            };
            let Record::Request(request) = &record else {
                panic!("a request");
            };
            let event = Event::request(request.no, RequestEvent::Moved(Box::new(step)));
            record = apply(Some(record.clone()), &event, &stamp(recorded)).unwrap();
        };
        go(None, StepKey::Kadis);
        for (paper, next) in papers.iter().zip(&chain[1..]) {
            go(Some(*paper), *next);
        }
        match record {
            Record::Request(request) => *request,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn paper_is_measured_by_the_times_it_tells_and_late_by_its_day() {
        let policy = policy_file::babel();
        let calendar = WorkingCalendar::new(&policy.hours, &policy.holidays);
        // Paper of (day, minute) recorded on a day; waiting and lateness of the two steps.
        for (papers, waiting, late) in [
            (
                [(2, Some(660), 3), (2, Some(810), 3)],
                [Some(119), Some(90)],
                [false, false],
            ),
            (
                [(2, Some(660), 5), (2, Some(810), 3)],
                [Some(119), Some(90)],
                [true, false],
            ),
            // Without a time: not measured, and the next one's wait is not known either.
            (
                [(2, None, 3), (2, Some(810), 3)],
                [None, None],
                [false, false],
            ),
            ([(2, None, 4), (2, None, 5)], [None, None], [true, true]),
        ] {
            let request = on_paper(&papers);
            let views = steps(&request, &policy, &calendar, at(9, 600));
            let told: Vec<_> = views[1..3].iter().map(|view| view.clock.waiting).collect();
            assert_eq!(told, waiting, "{papers:?}");
            let told: Vec<_> = views[1..3].iter().map(|view| view.late).collect();
            assert_eq!(told, late, "{papers:?}");
        }
    }
}
