//! Duties on paper and in letters.

use super::*;

#[test]
fn who_records_a_paper_does_not_sign_it_as_well() {
    for pairs in [false, true] {
        let mut office = Office::with(|policy| {
            if pairs {
                let (one, other) = (DutyClass::Register, DutyClass::Dispose);
                policy.allowed_pairs.push(AllowedPair { one, other });
            }
        });
        also(&mut office, CLERK_2, Position::Kadis, Capacity::Plh);
        let no = office.issue(1);
        office.pass(CLERK, no);
        let minute = Some(9 * 60 + 30);
        office.at = at(2, 10, 0);
        let command = dispose_paper(vec![office.sheet_of(no)], paper(day(2), minute));
        let judged = office.judge(CLERK_2, &command);
        if pairs {
            office.done(CLERK_2, command);
            assert!(office.request(no).one_person());
            continue;
        }
        let refusal = Refusal::Separation {
            officer: CLERK_2,
            did: DutyClass::Register,
            wants: DutyClass::Dispose,
        };
        assert_eq!(judged, Err(refusal));
        // Another clerk records it, and then the two are two people.
        office.done(CLERK, command);
        assert!(!office.request(no).one_person());
    }
}

#[test]
fn who_edits_a_letter_has_registered_its_names() {
    let mut office = Office::new();
    let agenda = office.register(vec![name(1, Kind::Issue), name(2, Kind::Issue)]);
    let command = Command::EditLetter {
        letter: office.letter(agenda),
        form: form(at(2, 8, 30)),
    };
    office.done(CLERK_2, command);
    for line in [1, 2] {
        let duties = office.request(agenda.line(line)).duties;
        let noted = duties
            .iter()
            .any(|duty| duty.officer == CLERK_2 && duty.class == DutyClass::Register);
        assert!(noted, "line {line}: {duties:?}");
    }
}
