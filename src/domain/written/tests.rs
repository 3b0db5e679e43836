//! The table of forms, and what holds for every text.
#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;

fn ymd(year: i32, month: u32, day: u32) -> Day {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn today() -> Day {
    ymd(2026, 11, 23)
}

/// A cell under the usual order, to the second.
fn cell_read(text: &str) -> Result<String, Unread> {
    let cell = cell(text, true)?;
    let moment = cell.resolve_moment(DateOrder::DayFirst);
    moment.map(|at| at.to_string()).ok_or(Unread::NoSuchDay)
}

#[test]
fn a_day_however_it_is_written() {
    for text in [
        "14/01/1990",
        "14-01-1990",
        "14.01.1990",
        "14/1/90",
        "14 1 1990",
        "14 / 01 / 1990",
        "1990-01-14",
        "1990/01/14",
        "19900114",
        "14011990",
        "14 Januari 1990",
        "14 jan 1990",
        "14 Djan 1990",
        "14 JAN. 1990",
        "14-Jan-1990",
        "14-Jan-90",
        "14-I-1990",
        "14 I 1990",
        "Januari 14, 1990",
        "January 14 1990",
        "14 Janurai 1990",
        "Minggu, 14 Januari 1990",
        "tanggal 14 Januari 1990",
        "1/14/1990",
        "14/01/1990.",
        "'14/01/1990",
        "=\"14/01/1990\"",
        "١٤/٠١/١٩٩٠",
        "14–01–1990",
        "14/01/1990\u{200b}",
        "1990-01-14T00:00:00Z",
        "1990-01-13T17:00:00Z",
        "1990-01-14T00:00:00+09:00",
        "14/01/1990 00.00.00",
    ] {
        let born = ymd(1990, 1, 14);
        assert_eq!(day(text, today(), Prefer::Birth), Ok(born), "{text}");
        let read = cell(text, true).unwrap().resolve_day(DateOrder::DayFirst);
        assert_eq!(read, Some(born), "{text}");
    }
}

#[test]
fn every_month_word_is_known() {
    let words: [&[&str]; 12] = [
        &["Jan", "Djan", "Januari", "Djanuari", "January", "I"],
        &[
            "Feb", "Peb", "Februari", "Pebruari", "Febuari", "February", "II",
        ],
        &["Mar", "Mrt", "Maret", "Maart", "March", "III"],
        &["Apr", "April", "Aprl", "IV"],
        &["Mei", "May", "V"],
        &["Jun", "Djun", "Juni", "Djuni", "June", "VI"],
        &["Jul", "Djul", "Juli", "Djuli", "July", "VII"],
        &[
            "Ag.", "Agt", "Ags", "Agst", "Agu", "Agust", "Agustus", "Augustus", "Agutsus", "Aug",
            "VIII",
        ],
        &["Sep", "Sept", "September", "Setpember", "IX"],
        &["Okt", "Oct", "Oktober", "Oktber", "October", "X"],
        &["Nov", "Nop", "November", "Nopember", "XI"],
        &["Des", "Dec", "Desember", "Desmber", "December", "XII"],
    ];
    for (words, month) in words.into_iter().zip(1..) {
        for word in words {
            for text in [
                format!("7 {word} 1985"),
                format!("07-{word}-85"),
                format!("7/{word}/1985"),
                format!("7 {} 1985", word.to_uppercase()),
            ] {
                let read = day(&text, today(), Prefer::Birth);
                assert_eq!(read, Ok(ymd(1985, month, 7)), "{text}");
            }
        }
    }
    for word in ["Marwan", "Jxn", "Ju", "Ma", "XIII", "Juri", "Sekarang"] {
        assert!(cell(&format!("7 {word} 1985"), true).is_err(), "{word}");
    }
}

#[test]
fn a_moment_however_it_is_written() {
    for (text, expected) in [
        ("05/10/2026 10:52:00", "2026-10-05 10:52:00"),
        ("05/10/2026 10.52.00", "2026-10-05 10:52:00"),
        ("05/10/2026 10:52", "2026-10-05 10:52:00"),
        ("5 Okt 2026 pukul 10.52 WIB", "2026-10-05 10:52:00"),
        ("5 Okt 2026 jam 10 pagi hari", "refused"),
        ("5 Okt 2026 pukul 10", "2026-10-05 10:00:00"),
        ("10/13/2026 1:05:09 PM", "2026-10-13 13:05:09"),
        ("2026/10/05 10:52:00 AM GMT+7", "2026-10-05 10:52:00"),
        ("29/02/2024", "2024-02-29 00:00:00"),
        ("2027-01-10 07:59:59", "2027-01-10 07:59:59"),
        ("2027-01-10T17:30Z", "2027-01-11 00:30:00"),
        ("2027-01-10T17:30:00.000Z", "2027-01-11 00:30:00"),
        ("20270110T173000Z", "2027-01-11 00:30:00"),
        ("2027-01-10T17:30:00+07:00", "2027-01-10 17:30:00"),
        ("2027-01-10T17:30:00-05:00", "2027-01-11 05:30:00"),
        ("10/1/2027 5:30 PM", "2027-01-10 17:30:00"),
        ("10/1/2027 5:30pm", "2027-01-10 17:30:00"),
        ("10/1/2027 5 PM", "2027-01-10 17:00:00"),
        ("10/1/2027 12:30 AM", "2027-01-10 00:30:00"),
        ("10/1/2027 12:30 p.m.", "2027-01-10 12:30:00"),
        ("10/1/2027 17:30 WIB", "2027-01-10 17:30:00"),
        ("10/1/2027 17:30 (WIB)", "2027-01-10 17:30:00"),
        ("10/1/2027 17.30 WITA", "2027-01-10 16:30:00"),
        ("10/1/2027 17.30WIT", "2027-01-10 15:30:00"),
        (
            "Senin, 5 Oktober 2026 pukul 08.05.33 Waktu Indonesia Barat",
            "2026-10-05 08:05:33",
        ),
        (
            "5 Oktober 2026 08.05 Waktu Indonesia Tengah",
            "2026-10-05 07:05:00",
        ),
        (
            "Mon Oct 05 2026 08:05:33 GMT+0700 (Western Indonesia Time)",
            "2026-10-05 08:05:33",
        ),
        ("Nov 23 02:14:00 2026 GMT", "2026-11-23 09:14:00"),
        ("46300.45277777778", "refused or a table's"),
    ] {
        let typed = moment(text, today(), Prefer::Past).map(|read| read.at.to_wib().to_string());
        match expected {
            "refused" => assert!(typed.is_err() && cell_read(text).is_err(), "{text}"),
            "refused or a table's" => {
                assert!(typed.is_err(), "{text}");
                assert_eq!(cell_read(text).as_deref(), Ok("2026-10-05 10:52:00"));
            }
            expected => {
                assert_eq!(typed.as_deref(), Ok(expected), "{text}");
                assert_eq!(cell_read(text).as_deref(), Ok(expected), "{text}");
            }
        }
    }
}

#[test]
fn what_is_no_day_is_refused_with_its_reason() {
    let strange = |part: &str| Unread::Strange(part.to_owned());
    for (text, why) in [
        ("", Unread::Nothing),
        ("  ", Unread::Nothing),
        ("-", Unread::Filler),
        ("0", Unread::Filler),
        ("#VALUE!", Unread::Filler),
        ("#N/A", Unread::Filler),
        ("########", Unread::Filler),
        ("00/00/0000", Unread::Filler),
        ("0000-00-00 00:00:00", Unread::Filler),
        ("00/01/1900", Unread::Filler),
        ("tidak ada", Unread::Filler),
        ("31/02/1990", Unread::NoSuchDay),
        ("32/13/1990", Unread::NoSuchDay),
        ("14/01/1790", Unread::NoSuchDay),
        ("1990", Unread::Incomplete),
        ("1/2/3/4", strange("1/2/3/4")),
        ("99999999", Unread::NoSuchDay),
        ("14 Marwan 1990", strange("Marwan")),
        ("800/609/SETDA/2026", strange("800/609/SETDA/2026")),
        ("14/01/199O", strange("14/01/199O")),
        ("14/01/1990 25:00", Unread::NoSuchTime),
        ("14/01/1990 10:61", Unread::NoSuchTime),
        ("14/01/1990 17:30 AM", Unread::NoSuchTime),
        ("14/01/1990 PM", Unread::Incomplete),
        ("14/01/1990 pukul", Unread::Incomplete),
        ("14/01/1990 10", strange("10")),
        ("14/01/1990 10:52 11:00", strange("11:00")),
        ("14/01/1990 10:52 WIB UTC", strange("UTC")),
        ("14/01/1990 UTC", strange("UTC+0")),
        ("14/01/1990 s.d. 15/01/1990", strange("s.d.")),
        ("14/01/1990/", strange("14/01/1990/")),
        ("14/", strange("14/")),
        ("14//01//1990", strange("14//01//1990")),
        ("1.97E+15", strange("1.97E+15")),
    ] {
        assert_eq!(cell(text, true).map(|_| ()), Err(why.clone()), "{text}");
        let typed = day(text, today(), Prefer::Birth);
        assert_eq!(typed, Err(why.clone()), "{text}");
        assert!(moment(text, today(), Prefer::Birth).is_err(), "{text}");
    }
    let long = format!("14/01/1990{}", " ".repeat(200));
    assert_eq!(cell(&long, true).map(|_| ()), Err(Unread::TooLong));
}

#[test]
fn short_forms_mean_the_nearest_fitting_day() {
    use Prefer::{Birth, Future, Past};
    for (typed, prefer, meant) in [
        ("5/10", Past, Some(ymd(2026, 10, 5))),
        ("5/12", Past, Some(ymd(2025, 12, 5))),
        ("5/10", Future, Some(ymd(2027, 10, 5))),
        ("5-10-26", Past, Some(ymd(2026, 10, 5))),
        ("05.10", Past, Some(ymd(2026, 10, 5))),
        ("5 agustus", Past, Some(ymd(2026, 8, 5))),
        ("051026", Past, Some(ymd(2026, 10, 5))),
        ("0510", Past, Some(ymd(2026, 10, 5))),
        ("23", Past, Some(today())),
        ("24", Past, Some(ymd(2026, 10, 24))),
        ("24", Future, Some(ymd(2026, 11, 24))),
        ("31", Past, Some(ymd(2026, 10, 31))),
        ("29/2", Past, Some(ymd(2024, 2, 29))),
        ("31/2", Past, None),
        ("5/10", Birth, None),
        ("5", Birth, None),
        ("kemarin", Past, None),
        ("5/10/6", Past, None),
        ("51026", Past, None),
        ("99999999999", Past, None),
    ] {
        assert_eq!(day(typed, today(), prefer).ok(), meant, "{typed}");
    }
    for typed in ["5/10", "5", "0510", "051026", "5 Okt", "10:52"] {
        assert!(cell(typed, false).is_err(), "nobody looks at {typed}");
    }
}

#[test]
fn times_of_day_in_whole_minutes() {
    for (text, minutes) in [
        ("09.14", Some(554)),
        ("9:14", Some(554)),
        ("0914", Some(554)),
        ("914", Some(554)),
        ("9", Some(540)),
        ("00.00", Some(0)),
        ("09:14:00", Some(554)),
        ("5:30 PM", Some(1050)),
        ("5:30pm", Some(1050)),
        ("5 PM", Some(1020)),
        ("17:30 WIB", Some(1050)),
        ("pukul 17.30 WITA", Some(990)),
        ("17.30 WIT", Some(930)),
        ("17:30Z", None),
        ("10:30Z", Some(1050)),
        ("09:14:30", None),
        ("24", None),
        ("9.60", None),
        ("", None),
        ("pagi", None),
        ("9.1", None),
        ("9:14 x", None),
        ("5/10 9:14", None),
    ] {
        assert_eq!(clock(text).ok(), minutes, "{text}");
    }
}

#[test]
fn a_time_alone_is_of_today_and_a_day_alone_has_none() {
    let at = |text| moment(text, today(), Prefer::Past);
    let nine = Instant::wib(2026, 11, 23, 8, 5).unwrap();
    for text in [
        "08.05",
        "8:05",
        "23/11 08.05",
        "23/11/2026 8:05",
        "0:05 UTC+00:00 23/11",
    ] {
        let read = at(text);
        match text.starts_with('0') && text.contains("UTC") {
            true => assert_eq!(
                read.map(|read| read.at),
                Ok(nine.plus_minutes(-60)),
                "{text}"
            ),
            false => assert_eq!(
                read,
                Ok(Moment {
                    at: nine,
                    timed: true
                }),
                "{text}"
            ),
        }
    }
    let bare = at("22/11/2028").unwrap();
    assert!(!bare.timed);
    assert_eq!(bare.end().to_wib().to_string(), "2028-11-22 23:59:59");
    // A midnight that was written is a time.
    let midnight = at("22/11/2028 00:00").unwrap();
    assert_eq!(midnight.end(), midnight.at);
    assert_eq!(at("23/11").unwrap().or_now(nine), nine);
    assert!(at("25.12").is_err(), "no time of day, and no day either");
}

#[test]
fn months() {
    for text in [
        "2026-12",
        "12/2026",
        "Des 2026",
        "desember 2026",
        "December 2026",
    ] {
        assert_eq!(month(text), Ok(ymd(2026, 12, 1)), "{text}");
    }
    for text in ["2026-13", "12", "2026", "5/12/2026", "", "Des 2026 x"] {
        assert!(month(text).is_err(), "{text}");
    }
}

#[test]
fn a_spreadsheets_numbers_are_days_in_a_table() {
    assert_eq!(
        cell_read("46308.337187").as_deref(),
        Ok("2026-10-13 08:05:33")
    );
    assert_eq!(
        cell_read("46308,337187").as_deref(),
        Ok("2026-10-13 08:05:33")
    );
    assert_eq!(cell_read("31327").as_deref(), Ok("1985-10-07 00:00:00"));
    assert!(cell("31327", true).unwrap().mended);
    for text in ["3132", "313270", "31327.", "9999", "31327.1.2"] {
        assert!(cell(text, true).is_err(), "{text}");
    }
    let moment = from_serial(46_300.452_777_777_78).unwrap();
    assert_eq!(moment.to_string(), "2026-10-05 10:52:00");
    assert_eq!(from_serial(-3.0), None);
    assert_eq!(from_serial(f64::NAN), None);
}

#[test]
fn a_place_may_stand_before_a_day_in_a_table_only() {
    let written = cell("Sungai Liat, 05-10-1971", true).unwrap();
    assert_eq!(written.place, "Sungai Liat");
    let typed = day("Sungai Liat, 05-10-1971", today(), Prefer::Birth);
    assert_eq!(typed, Err(Unread::Strange("Sungai Liat".to_owned())));
}

const FORMATS: [&str; 12] = [
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%-d/%-m/%Y",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d%m%Y",
    "%d %B %Y",
    "%d-%b-%Y",
    "%B %d, %Y",
    "%A, %d %B %Y",
];
const TIMES: [&str; 6] = [
    "%H:%M:%S",
    "%H.%M.%S",
    "%H:%M:%S WIB",
    "%I:%M:%S %p",
    "pukul %H.%M.%S",
    "%H:%M:%S GMT+7",
];

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        days in 0_i64..80_000, second in 0_u32..86_400, form in 0..FORMATS.len(),
        time in 0..TIMES.len(),
    ) {
        let date = ymd(1950, 1, 1) + Duration::days(days);
        let clock = NaiveTime::from_num_seconds_from_midnight_opt(second, 0).unwrap();
        let text = date.format(FORMATS[form]).to_string();
        prop_assert_eq!(day(&text, today(), Prefer::Birth), Ok(date), "{}", text);
        let read = cell(&text, false).unwrap().resolve_day(DateOrder::DayFirst);
        prop_assert_eq!(read, Some(date), "{}", &text);
        let local = date.and_time(clock);
        let text = format!("{text} {}", clock.format(TIMES[time]));
        let read = moment(&text, today(), Prefer::Past);
        let at = Moment { at: Instant::from_wib(local), timed: true };
        prop_assert_eq!(read, Ok(at), "{}", text);
        prop_assert_eq!(moment(&at.to_string(), today(), Prefer::Past), Ok(at));
        prop_assert_eq!(cell_read(&text), Ok(local.to_string()));
    }

    #[test]
    fn an_offset_moves_the_moment_and_nothing_else(
        days in 0_i64..40_000, minute in 0_u32..1440, hours in -11_i32..=13,
    ) {
        let date = ymd(1990, 1, 2) + Duration::days(days);
        let clock = NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0).unwrap();
        let text = format!("{date}T{}{hours:+03}:00", clock.format("%H:%M"));
        let expected = date.and_time(clock) + Duration::hours(i64::from(7 - hours));
        let read = moment(&text, today(), Prefer::Past).unwrap();
        prop_assert_eq!(read.at, Instant::from_wib(expected), "{}", text);
    }

    #[test]
    fn both_orders_come_back(days in 0_i64..60_000) {
        let date = ymd(1930, 1, 1) + Duration::days(days);
        for (format, order) in [("%d/%m/%Y", DateOrder::DayFirst), ("%m/%d/%Y", DateOrder::MonthFirst)] {
            let written = cell(&date.format(format).to_string(), false).unwrap();
            prop_assert_eq!(written.day.resolve(order), Some(date));
        }
    }

    #[test]
    fn what_follows_a_whole_form_is_not_dropped(
        form in 0..FORMATS.len(), days in 0_i64..40_000,
        rest in "[a-z]{4,12}|[0-9]{1,12}|[#$%&*!]{1,3}|[0-9]{1,2}/[0-9]{1,2}|~.{0,5}",
    ) {
        prop_assume!(vocabulary::word(&rest).is_none() && vocabulary::zone(&rest).is_none());
        let date = ymd(1950, 1, 1) + Duration::days(days);
        for text in [
            format!("{} {rest}", date.format(FORMATS[form])),
            format!("{} 10:52:00 {rest}", date.format(FORMATS[form])),
        ] {
            prop_assert!(day(&text, today(), Prefer::Past).is_err(), "{}", text);
            prop_assert!(moment(&text, today(), Prefer::Past).is_err(), "{}", text);
            prop_assert!(cell(&text, true).is_err(), "{}", text);
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}|[0-9/:. ]{0,30}|[0-9]{1,2}[/-][a-z]{3,9}[/-][0-9]{2,4}|[0-9T:+Zz .-]{0,30}") {
        let _ = (clock(&text), month(&text), cell(&text, true));
        for prefer in [Prefer::Past, Prefer::Future, Prefer::Birth] {
            let _ = (day(&text, today(), prefer), moment(&text, today(), prefer));
        }
    }
}
