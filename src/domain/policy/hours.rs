//! Working hours, holidays, and the offsets of notices and deadlines.

use crate::domain::time::{Day, Instant, start_of};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A time of day in WIB, in whole minutes; written `07:30`, at most `24:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// The end of the day.
    pub const MIDNIGHT: TimeOfDay = TimeOfDay(24 * 60);

    /// The time at this hour and minute; `None` beyond 24:00.
    pub fn new(hour: u16, minute: u16) -> Option<TimeOfDay> {
        let total = hour.checked_mul(60)?.checked_add(minute)?;
        (minute < 60 && total <= TimeOfDay::MIDNIGHT.0).then_some(TimeOfDay(total))
    }

    /// Minutes since midnight, 0 to 1440.
    pub fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = String;

    fn try_from(text: String) -> Result<TimeOfDay, String> {
        parse_time(&text).ok_or_else(|| {
            format!("\"{text}\" is not a time of day; write hours and minutes like \"07:30\"")
        })
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> String {
        time.to_string()
    }
}

fn parse_time(text: &str) -> Option<TimeOfDay> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !two_digits(hour) || !two_digits(minute) {
        return None;
    }
    TimeOfDay::new(hour.parse().ok()?, minute.parse().ok()?)
}

/// A stretch of work on one day, from its start up to but without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// When the work begins.
    pub from: TimeOfDay,
    /// When it ends.
    pub to: TimeOfDay,
}

/// The shifts of each weekday; a day without shifts is free. A break is the gap between two shifts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Week {
    /// Senin.
    pub monday: Vec<Shift>,
    /// Selasa.
    pub tuesday: Vec<Shift>,
    /// Rabu.
    pub wednesday: Vec<Shift>,
    /// Kamis.
    pub thursday: Vec<Shift>,
    /// Jumat.
    pub friday: Vec<Shift>,
    /// Sabtu.
    pub saturday: Vec<Shift>,
    /// Minggu.
    pub sunday: Vec<Shift>,
}

impl Week {
    /// The shifts of each weekday, Monday first, with the key of the day.
    pub fn days(&self) -> [(&'static str, &[Shift]); 7] {
        [
            ("monday", &self.monday),
            ("tuesday", &self.tuesday),
            ("wednesday", &self.wednesday),
            ("thursday", &self.thursday),
            ("friday", &self.friday),
            ("saturday", &self.saturday),
            ("sunday", &self.sunday),
        ]
    }
}

/// Other hours over a range of dates, such as Ramadan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialHours {
    /// What the range is.
    pub name: String,
    /// First day with these hours.
    #[serde(with = "day_text")]
    pub from: Day,
    /// Last day with these hours.
    #[serde(with = "day_text")]
    pub to: Day,
    /// The hours of the week in that range.
    pub week: Week,
}

/// When the office works [Perpres 21/2023; decision].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The ordinary week.
    pub regular: Week,
    /// Ranges with other hours; they do not overlap.
    pub special: Vec<SpecialHours>,
}

/// A day on which nobody works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day.
    #[serde(with = "day_text")]
    pub day: Day,
    /// Its name.
    pub name: String,
    /// Cuti bersama rather than a public holiday.
    pub leave: bool,
}

/// When notices fall due [SE F.5.c; R12.7].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notices {
    /// Calendar days before the day of not-after, largest first [SE F.5.c].
    pub expiry_days_before: Vec<u16>,
    /// Days after the activation link, smallest first; day 1 is the day after [decision].
    pub activation_days_after: Vec<u16>,
    /// Days before the passphrase is due; 0 is the day itself.
    pub passphrase_days_before: Vec<u16>,
    /// Days before the last day of a verifier's paper (qualification, access to BSrE,
    /// recommendation).
    pub credential_days_before: u16,
    /// Days before the last day of the agreement with BSrE.
    pub agreement_days_before: u16,
    /// Minutes that a message about an act is held, so that the act can be undone.
    pub hold_minutes: u16,
    /// When the officials' digest leaves on working days.
    pub digest_at: TimeOfDay,
}

/// Days and counts after which something falls due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadlines {
    /// Calendar days that an activation link lives [SE F.3.c].
    pub activation_days: u16,
    /// How many links the holder gets before *gugur* is proposed [decision].
    pub activation_links: u16,
    /// Working days after a return until the requester is reminded; of an account check that is not
    /// passed, the holder [decision].
    pub return_remind_working_days: u16,
    /// Working days after a return, or of an account check, until *gugur* is proposed [decision].
    pub return_lapse_working_days: u16,
    /// Calendar days after which the passphrase is to be changed [SE F.2.a.4].
    pub passphrase_days: u16,
    /// Working days within which the dispositions follow a *pencabutan segera* [decision].
    pub urgent_disposition_working_days: u16,
    /// Working days between the stated and the recorded time beyond which an act is shown as
    /// *dicatat kemudian*.
    pub late_record_working_days: u16,
    /// Working days within which the author of an act may undo it; 0 is the same day [decision].
    pub undo_working_days: u16,
    /// Days ahead that the retirement forecast looks.
    pub forecast_days: u16,
}

impl Deadlines {
    /// The last day of an activation link that was mailed on this day [SE F.3.c].
    pub fn link_until(&self, mailed: Day) -> Day {
        let days = chrono::Days::new(u64::from(self.activation_days));
        mailed.checked_add_days(days).unwrap_or(mailed)
    }
}

/// How long a certificate runs [SE F.4].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// Days from the issue.
    pub days: u16,
    /// Seconds taken off the last day.
    pub minus_seconds: u16,
    /// Calendar days before not-after in which a renewal may be asked [practice].
    pub renew_window_days: u16,
}

impl Validity {
    /// The end proposed for a certificate issued at this moment. At midnight the time of the issue
    /// is not known: then the last day alone, which is the 730th after the issue whatever its time.
    pub fn end(self, issued: Instant) -> Instant {
        let last = issued.plus_days(i64::from(self.days));
        match issued == start_of(issued.day()) {
            true => last.end_of_bare_day(),
            false => Instant(last.0 - i64::from(self.minus_seconds) * 1000),
        }
    }
}

/// How long personal data are kept [UU 27/2022; decision].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Years that scans and pictures are kept after the request ended.
    pub document_years: u8,
    /// Years that requests are kept after they ended.
    pub request_years: u8,
    /// Years that certificates and their notices are kept after not-after.
    pub certificate_years: u8,
    /// Years that recorded looks at personal data are kept.
    pub look_years: u8,
}

/// Days written as `2026-11-23`, with a sentence when they are not one.
pub(crate) mod day_text {
    use crate::domain::time::Day;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(day: &Day, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(&day.format("%Y-%m-%d"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Day, D::Error> {
        let text = String::deserialize(input)?;
        let ten_long = text.len() == 10;
        Day::parse_from_str(&text, "%Y-%m-%d")
            .ok()
            .filter(|_| ten_long)
            .ok_or_else(|| {
                D::Error::custom(format!(
                    "\"{text}\" is not a day of the calendar; write year, month and day like \
                     \"2026-11-23\""
                ))
            })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_time_is_four_digits_and_within_the_day() {
        for (text, minutes) in [("00:00", 0), ("07:30", 450), ("24:00", 1440)] {
            let time = TimeOfDay::try_from(text.to_owned()).unwrap();
            assert_eq!(time.minutes(), minutes);
            assert_eq!(time.to_string(), text);
        }
        for text in ["7:30", "24:01", "12:60", "0730", "12:3a", "", "-1:00"] {
            let error = TimeOfDay::try_from(text.to_owned()).unwrap_err();
            assert!(error.contains("07:30"), "{error}");
        }
    }

    #[test]
    fn two_years_end_a_second_early_and_a_bare_day_with_its_last() {
        let validity = Validity {
            days: 730,
            minus_seconds: 1,
            renew_window_days: 30,
        };
        let issued = Instant::wib(2026, 11, 23, 10, 0).unwrap();
        let end = Instant::wib(2028, 11, 22, 10, 0).unwrap();
        assert_eq!(validity.end(issued), Instant(end.0 - 1_000));
        let day = Day::from_ymd_opt(2026, 11, 23).unwrap();
        let end = validity.end(start_of(day));
        assert_eq!(end.day(), Day::from_ymd_opt(2028, 11, 22).unwrap());
        assert_eq!(end, start_of(end.day()).end_of_bare_day());
    }
}
