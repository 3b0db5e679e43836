//! The SOP from the letter to the handed-over certificate.

use crate::office::*;
use loket::domain::request::Stage;

#[test]
fn a_request_goes_the_whole_road() {
    for to in [
        Stage::Registered,
        Stage::Disposition(loket::domain::office::Position::Kadis),
        Stage::Disposition(loket::domain::office::Position::Subkoord),
        Stage::Verification,
        Stage::AtBsre,
        Stage::AwaitingActivation,
        Stage::Activated,
        Stage::Issued,
        Stage::Mismatch,
        Stage::Completed,
    ] {
        let mut office = Office::new();
        let no = office.issue(1);
        office.bring(no, to);
        assert_eq!(office.request(no).stage, to);
    }
}
