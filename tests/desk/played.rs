//! Who a training desk is worked as, and on which day.

use crate::driven::Desk;

fn founded(now: &str) -> Desk {
    let desk = Desk {
        folder: tempfile::tempdir().unwrap(),
    };
    desk.done(&["init", "--training", "--now", now]);
    desk
}

/// The day that a desk was made on is that of its first server, before the usual day and after it.
#[test]
fn the_day_of_init_is_the_first_servers() {
    for (now, shown) in [
        ("2026-03-02T08:30", "2 Mar 2026"),
        ("2027-01-11T08:30", "11 Jan 2027"),
    ] {
        let desk = founded(now);
        desk.done(&["request", "list"]);
        let status = desk.done(&["status", "--lang", "id"]);
        assert!(status.contains(shown), "{now}: {status}");
        // The same moment may be named, and another may not.
        desk.done(&["status", "--now", now]);
        let other = ["request", "list", "--now", "2027-02-01T08:00"];
        assert_eq!(desk.run(&other).status.code(), Some(1));
    }
}

/// Any part of a name is enough where one officer has it; else it is said who has it.
#[test]
fn an_officer_is_played_by_any_part_of_a_name_that_is_theirs_alone() {
    let desk = Desk::new();
    desk.done(&["request", "list"]);
    for (part, name) in [
        ("kadis", "Dr. Suryanto Hamid, M.Si."),
        ("suryanto", "Dr. Suryanto Hamid, M.Si."),
        ("HAMID", "Dr. Suryanto Hamid, M.Si."),
        ("Hj. Nurbaiti, S.E.", "Hj. Nurbaiti, S.E."),
        ("permata", "Citra Permata, A.Md."),
    ] {
        let status = desk.done(&["--as", part, "status"]);
        assert!(status.contains(name), "{part}: {status}");
    }
    for (part, code, told) in [
        ("s.kom", 3, "Bambang Irawan, S.Kom.; Budi Santoso, S.Kom."),
        ("nobody", 3, "Yang ada: "),
        ("", 3, "Yang ada: "),
    ] {
        let output = desk.run(&["--as", part, "--lang", "id", "status"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{part:?}: {said}");
        assert!(said.contains(told), "{part:?}: {said}");
    }
}
