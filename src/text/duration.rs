//! Durations as people say them: one way for lists, details and verbs.

use super::Words;

/// Up to here minutes are told as minutes.
const MINUTES: u32 = 120;

/// Working minutes in words: `95 mnt` below two hours, `5 j 20 mnt` up to a working day, which has
/// `day` minutes, and whole working days from there: `34 hr kerja`.
pub fn working(words: &Words, minutes: u32, day: u16) -> String {
    let day = u32::from(day.max(1));
    if minutes < MINUTES {
        return words.with("span-minutes", &[("minutes", &minutes)]);
    }
    if minutes <= day {
        let (hours, rest) = (minutes / 60, minutes % 60);
        return match rest {
            0 => words.with("span-whole-hours", &[("hours", &hours)]),
            _ => words.with("span-hours", &[("hours", &hours), ("minutes", &rest)]),
        };
    }
    match minutes / day {
        1 => words.get("span-day"),
        days => words.with("span-days", &[("days", &days)]),
    }
}

/// A time against its standard, both in working minutes: `19/15 mnt`; from two hours on the standard
/// would stand beside another unit, and the time alone is told.
pub fn against(words: &Words, used: u32, standard: u32, day: u16) -> String {
    if used < MINUTES && standard < MINUTES {
        return words.with("time-minutes", &[("used", &used), ("standard", &standard)]);
    }
    working(words, used, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn minutes_then_hours_then_working_days_in_both_languages() {
        let (id, en) = (
            Words::new(Language::Indonesian),
            Words::new(Language::English),
        );
        for (minutes, indonesian, english) in [
            (0, "0 mnt", "0 min"),
            (95, "95 mnt", "95 min"),
            (119, "119 mnt", "119 min"),
            (120, "2 jam", "2 h"),
            (125, "2 j 5 mnt", "2 h 5 min"),
            (300, "5 jam", "5 h"),
            (320, "5 j 20 mnt", "5 h 20 min"),
            (450, "7 j 30 mnt", "7 h 30 min"),
            (451, "1 hr kerja", "1 workday"),
            (899, "1 hr kerja", "1 workday"),
            (900, "2 hr kerja", "2 workdays"),
            (15_300, "34 hr kerja", "34 workdays"),
            (4_500_000, "10.000 hr kerja", "10,000 workdays"),
        ] {
            assert_eq!(working(&id, minutes, 450), indonesian, "{minutes}");
            assert_eq!(working(&en, minutes, 450), english, "{minutes}");
        }
        // A day is as long as the policy makes it; no policy at all divides by nothing.
        assert_eq!(working(&id, 480, 480), "8 jam");
        assert_eq!(working(&id, 480, 240), "2 hr kerja");
        assert_eq!(working(&id, 500, 0), "500 hr kerja");
    }

    #[test]
    fn the_standard_stands_beside_where_both_are_minutes() {
        let words = Words::new(Language::Indonesian);
        for (used, standard, wanted) in [
            (11, 15, "11/15 mnt"),
            (119, 15, "119/15 mnt"),
            (120, 15, "2 jam"),
            (15_300, 15, "34 hr kerja"),
            (30, 450, "30 mnt"),
        ] {
            assert_eq!(against(&words, used, standard, 450), wanted);
        }
    }
}
