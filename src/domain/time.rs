//! Moments and days. A moment is stored in UTC milliseconds; people read it in WIB (UTC+7).

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Timelike, Utc};
use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Instant(pub i64);

/// A calendar day in WIB.
pub type Day = NaiveDate;

/// Seconds that WIB is ahead of UTC.
pub const WIB_SECONDS: i32 = 7 * 3600;

impl Instant {
    /// The moment of a wall-clock time in WIB.
    pub fn from_wib(local: NaiveDateTime) -> Instant {
        Instant((local.and_utc().timestamp() - i64::from(WIB_SECONDS)) * 1000)
    }

    /// The last second of the day where this is its WIB midnight: the end of something that was
    /// stated without a time holds to the end of its day.
    pub fn end_of_bare_day(self) -> Instant {
        match self == start_of(self.day()) {
            true => Instant(self.plus_days(1).0 - 1000),
            false => self,
        }
    }

    /// The moment of a WIB day and time of day; `None` where the day or the time does not exist.
    pub fn wib(year: i32, month: u32, day: u32, hour: u32, minute: u32) -> Option<Instant> {
        let local = NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(hour, minute, 0)?;
        Some(Instant::from_wib(local))
    }

    /// The wall clock in WIB at this moment; moments beyond the calendar show its last day.
    pub fn to_wib(self) -> NaiveDateTime {
        wib_zone()
            .timestamp_millis_opt(self.0)
            .single()
            .map_or(NaiveDateTime::MAX, |moment| moment.naive_local())
    }

    /// The WIB day of this moment.
    pub fn day(self) -> Day {
        self.to_wib().date()
    }

    /// Year of the WIB day.
    pub fn year(self) -> u16 {
        u16::try_from(self.day().year()).unwrap_or(0)
    }

    /// Minutes since midnight in WIB.
    pub fn minute_of_day(self) -> u32 {
        let time = self.to_wib().time();
        time.hour() * 60 + time.minute()
    }

    /// The whole minute that this moment lies in.
    pub fn minute_began(self) -> Instant {
        Instant(self.0 - self.0.rem_euclid(60_000))
    }

    /// This moment moved by whole minutes.
    pub fn plus_minutes(self, minutes: i64) -> Instant {
        Instant(self.0.saturating_add(minutes.saturating_mul(60_000)))
    }

    /// This moment moved by whole days of 24 hours.
    pub fn plus_days(self, days: i64) -> Instant {
        self.plus_minutes(days.saturating_mul(24 * 60))
    }

    /// UTC form for machines.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

fn wib_zone() -> FixedOffset {
    FixedOffset::east_opt(WIB_SECONDS).expect("seven hours is a valid offset")
}

/// The WIB midnight that opens a day.
pub fn start_of(day: Day) -> Instant {
    Instant::from_wib(day.and_time(chrono::NaiveTime::MIN))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn wib_is_seven_hours_ahead() {
        let nine = Instant::wib(2026, 11, 23, 9, 0).unwrap();
        assert_eq!(nine.to_utc().to_rfc3339(), "2026-11-23T02:00:00+00:00");
        assert_eq!(nine.day(), NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
        assert_eq!(nine.minute_of_day(), 540);
        assert_eq!(start_of(nine.day()).plus_minutes(540), nine);
    }
}
