//! An act that is made up: all that one has to write for a new act, and what the engine then does.
#![allow(clippy::unwrap_used)]
use super::super::flow::Flow;
use super::super::*;
use crate::domain::ids::RecordId;
use crate::domain::office::Capacity;
use crate::domain::refusal::Refusal;
use crate::tui::act::testing::ActDriver;
use crate::tui::testing::Stage;
use crate::tui::view::testing::{RINA, at, no, request_view};
use crate::tui::widgets::form::Entry as Field;

struct Dummy;

impl Act<RequestView> for Dummy {
    fn name(&self) -> &'static str {
        "dummy"
    }

    fn form(&self, case: &Case<RequestView>, ctx: &Ctx) -> Form {
        titled(&case.on, "action-note", ctx).with(Field::text("text", "field-text", "").required())
    }

    fn objections(&self, _: &Case<RequestView>, values: &Values, _: &Ctx) -> Faults {
        match values.get("text").len() {
            0..10 => Faults::new(),
            _ => fault("text", "terlalu panjang".to_owned()),
        }
    }

    fn command(
        &self,
        case: &Case<RequestView>,
        values: &Values,
        _: &Files,
        _: &Ctx,
    ) -> Result<Command, Faults> {
        let (request, reason) = (seen(&case.on), values.text("text"));
        Ok(Command::StepBack { request, reason })
    }

    fn question(&self, case: &Case<RequestView>, _: &Values, _: &Ctx) -> Option<Confirm> {
        Some(question(format!("Sungguh {}?", case.on.request.no)))
    }

    fn done(&self, _: &Case<RequestView>, _: &Values, _: &Done, _: &Ctx) -> String {
        "Selesai.".to_owned()
    }
}

#[test]
fn the_engine_does_the_rest() {
    let (stage, act, case) = (Stage::small(), &Dummy, Case::of(request_view()));
    let flow = Flow::new(Box::new(Bound { act, case }), &stage.ctx()).unwrap();
    let mut doer = ActDriver::at(stage, flow);
    doer.type_in("text", "jauh terlalu");
    doer.save();
    assert!(doer.drawn().contains("terlalu panjang") && doer.question().is_none());
    doer.set("text", "singkat");
    doer.save();
    assert!(doer.question().unwrap().contains("Sungguh"));
    assert!(doer.yes().is_some());
    let faster = doer.refused(Refusal::MovedOn {
        record: RecordId::Request(no(3)),
        by: RINA,
        at: at(9, 20),
        what: "note-added".to_owned(),
    });
    assert!(faster.contains("Rina"), "{faster}");
    assert!(doer.drawn().contains("singkat"), "what is typed stays");
    let mut now = request_view();
    now.request.revision += 1;
    doer.tell_again(Tell::Request(Box::new(now.clone())));
    doer.save();
    let sent = doer.yes();
    assert!(matches!(sent, Some(Command::StepBack { request, .. }) if request == seen(&now)));
    assert_eq!(doer.done(), "Selesai.");
}

/// Who acts in the place of another reads in what capacity it was recorded, whatever the act.
#[test]
fn what_was_done_names_the_capacity_where_the_post_is_not_ones_own() {
    for (capacity, said) in [
        (Capacity::Definitive, "Selesai."),
        (Capacity::Plh, "Selesai. Dicatat sebagai Plh. Kepala Dinas."),
        (Capacity::Plt, "Selesai. Dicatat sebagai Plt. Kepala Dinas."),
    ] {
        let (stage, act, case) = (Stage::small(), &Dummy, Case::of(request_view()));
        let flow = Flow::new(Box::new(Bound { act, case }), &stage.ctx()).unwrap();
        let mut doer = ActDriver::at(stage, flow);
        doer.set("text", "singkat");
        doer.save();
        assert!(doer.yes().is_some());
        assert_eq!(doer.done_as("kadis", capacity), said);
    }
}
