//! Who asks an index, and when: what makes the same list read differently for two officers or at
//! two moments.

use crate::domain::clock::{StepReading, StepTimes, WorkingTime};
use crate::domain::due::{self, Nearness, RequestDays};
use crate::domain::finding::Severity;
use crate::domain::identity::Nik;
use crate::domain::ids::PersonId;
use crate::domain::officer::Officer;
use crate::domain::policy::{Policy, Step};
use crate::domain::procedure::waits_for;
use crate::domain::rules::{Actor, turn, untaken};
use crate::domain::summary::{RequestRow, SheetRow};
use crate::domain::time::{Day, Instant};
use crate::domain::working_time::WorkingCalendar;
use crate::wire::view::StepClock;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The officer who asks, among the officers of the desk: whose turn it is depends on all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
    pub actor: Actor,
    pub officers: Arc<Vec<Officer>>,
}

/// What a question is asked against.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Clocks are read by it; lists take it by the minute.
    pub now: Instant,
    /// The moment itself, by which it is somebody's turn: a term may begin or end within a minute.
    pub moment: Instant,
    /// Built from the newest policy; kept, not made for each question.
    pub calendar: &'a WorkingCalendar,
    /// The newest policy: offsets of the notices, short names of agencies.
    pub policy: &'a Policy,
    /// Every policy by its number: the standards that a request started with stay with it
    /// [R12.11].
    pub policies: &'a BTreeMap<u32, Arc<Policy>>,
    pub asker: &'a Asker,
    /// The person with this NIK. Rows hold only the last four digits, so a search by a whole
    /// number asks whom it belongs to.
    pub person_of: &'a dyn Fn(&Nik) -> Option<PersonId>,
}

impl Context<'_> {
    /// The WIB day of the moment.
    pub fn today(&self) -> Day {
        self.now.day()
    }

    /// The same question at the beginning of the minute.
    pub(super) fn by_the_minute(&self) -> Self {
        let minute = 60_000;
        Context {
            now: Instant(self.now.0.div_euclid(minute) * minute),
            ..*self
        }
    }

    /// What an open request waits for outside, and when.
    pub fn days(&self, row: &RequestRow) -> RequestDays {
        due::of_request(row, self.policy_of(row), self.calendar)
    }

    /// How much the findings on its identity weigh that are still open; nothing once it has ended.
    pub fn found(&self, row: &RequestRow) -> Option<Severity> {
        if row.stage.is_decided() {
            return None;
        }
        row.noticed.weight(&row.nip, row.kind, self.policy_of(row))
    }

    /// How near an end is that lies so many days ahead.
    pub(super) fn nearness(&self, days_left: i64) -> Nearness {
        due::nearness(days_left, self.policy)
    }

    /// The policy that a request started with; the newest where its number is unknown.
    fn policy_of(&self, row: &RequestRow) -> &Policy {
        let known = self.policies.get(&row.policy);
        known.map_or(self.policy, |policy| policy)
    }

    /// Whether a request waits for the asking officer, by the one rule function [R1.2].
    pub fn is_mine(&self, row: &RequestRow) -> bool {
        let (officers, actor) = (&self.asker.officers, &self.asker.actor);
        turn(officers, self.policy_of(row), actor, row, self.moment)
    }

    /// Whether nobody at all may take the step that a request waits for [R1.22].
    pub fn is_stuck(&self, row: &RequestRow) -> bool {
        untaken(&self.asker.officers, self.policy_of(row), row, self.moment).is_some()
    }

    /// Whether a sheet lies with the asking officer: the first name on it is theirs to move on.
    pub fn is_my_sheet(&self, row: &SheetRow, first: Option<&RequestRow>) -> bool {
        row.position().is_some() && first.is_some_and(|first| self.is_mine(first))
    }

    /// The running step's clock of a request; `None` where none runs.
    pub fn request_clock(&self, row: &RequestRow) -> Option<StepClock> {
        let step = self.running_step(row)?;
        self.clock(step, row.arrived, row.opened)
    }

    /// The step whose clock runs; with the requester and with BSrE all clocks stand.
    fn running_step(&self, row: &RequestRow) -> Option<&Step> {
        if !row.running || waits_for(row.stage, true).is_none() {
            return None;
        }
        self.policy_of(row).step(row.kind, row.step?)
    }

    /// Whether the running step took longer than its standard, or waited longer than its target.
    pub(super) fn is_over_standard(&self, row: &RequestRow) -> bool {
        let Some(step) = self.running_step(row) else {
            return false;
        };
        // Working time is never more than the time on the clock: most rows need no calendar.
        let opened = row.opened.unwrap_or(row.arrived);
        let since = self.now.max(opened).0 - row.arrived.min(opened).0;
        if since <= i64::from(step.minutes.min(step.waiting_target_minutes)) * 60_000 {
            return false;
        }
        let Some(reading) = reading(row.arrived, row.opened, self) else {
            return false;
        };
        let over = |time: WorkingTime, minutes: u16| time.0 > i64::from(minutes) * 60_000;
        over(reading.waiting, step.waiting_target_minutes)
            || reading
                .handling
                .is_some_and(|time| over(time, step.minutes))
    }

    /// Working minutes left of the running step's standard; negative once it is over.
    pub(super) fn minutes_left(&self, row: &RequestRow) -> Option<i64> {
        let clock = self.request_clock(row)?;
        Some(i64::from(clock.standard) - i64::from(clock.handling.unwrap_or(0)))
    }

    /// The clock of the official on whose desk a sheet lies, by the standards of the kind of its
    /// first name. Sheets do not tell when they were opened, only that they were.
    pub fn sheet_clock(&self, row: &SheetRow, first: &RequestRow) -> Option<StepClock> {
        row.position()?;
        let step = self.policy_of(first).step(first.kind, first.step?)?;
        let opened = first.opened.filter(|_| row.opened);
        self.clock(step, row.arrived, opened)
    }

    fn clock(&self, step: &Step, arrived: Instant, opened: Option<Instant>) -> Option<StepClock> {
        let reading = reading(arrived, opened, self)?;
        let minutes = |time: WorkingTime| u32::try_from(time.minutes()).unwrap_or(u32::MAX);
        Some(StepClock {
            step: step.key,
            handling: reading.handling.map(minutes),
            waiting: Some(minutes(reading.waiting)),
            standard: step.minutes,
            waiting_target: step.waiting_target_minutes,
            day: self.calendar.day_minutes(),
            running: true,
        })
    }
}

fn reading(arrived: Instant, opened: Option<Instant>, context: &Context) -> Option<StepReading> {
    let times = StepTimes {
        opened,
        ..StepTimes::arrived(arrived)
    };
    times.read(context.calendar, context.now)
}
