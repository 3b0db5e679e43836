//! The letter to BSrE's Service Desk as text: to read, to copy (`Y`), and to write to a file for its
//! owner alone (Ctrl-S) [SE F.6.c.1].

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::path::PathBuf;

use crate::domain::ids::RequestNo;
use crate::paths;
use crate::text::outgoing;
use crate::tui::action::{Action, ActionSet};
use crate::tui::completion;
use crate::tui::keymap::Facts;
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::layers::text_layer::TextLayer;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::widgets::form::{Entry, Form};
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::view::RequestView;

const PATH: Tag = 1;
const WRITTEN: Tag = 2;

/// Where the letter was written, or why it was not.
type Written = (PathBuf, Result<(), String>);

/// The letter of one revocation.
pub struct ServiceDesk {
    no: RequestNo,
    text: String,
    shown: TextLayer,
    /// What the file is called at first.
    file: String,
}

impl ServiceDesk {
    /// `None` for what is no revocation, or before the policy is known.
    pub fn of(view: &RequestView, ctx: &Ctx) -> Option<ServiceDesk> {
        let text = outgoing::letter(ctx.policy()?, &view.request, view.about.as_ref())?;
        let no = view.request.no.to_string().replace('/', "-");
        let lines = text.lines().map(Paragraph::plain).collect();
        let title = ctx.words.with("service-desk-title", &[("no", &no)]);
        Some(ServiceDesk {
            no: view.request.no,
            shown: TextLayer::new(title, lines),
            text,
            file: ctx.words.with("service-desk-file", &[("no", &no)]),
        })
    }

    /// Names what is typed of the path, until the letter is written.
    fn draft(&self) -> String {
        format!("service-desk.{}", self.no)
    }

    fn write(&self, typed: &str) -> Vec<Effect> {
        let path = completion::expand(typed);
        let text = format!("{}\n", self.text);
        let job = move || -> Written {
            let written = paths::write_private(&path, text.as_bytes());
            (path, written.map_err(|error| error.to_string()))
        };
        let job = Box::new(move || Box::new(job()) as _);
        vec![Effect::CloseAbove, Effect::Work { tag: WRITTEN, job }]
    }
}

impl Panel for ServiceDesk {
    fn place(&self) -> Place {
        Place::Text
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            row: true,
            allowed: ActionSet::of(&[Action::Copy, Action::Save]),
            ..Facts::new(Place::Text)
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        self.shown.render(area, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Act(Action::Copy) => {
                vec![Effect::copy(self.text.clone(), ctx.get("copy-text"))]
            }
            Input::Act(Action::Save) => {
                let path = Entry::text("path", "field-path", &self.file)
                    .path()
                    .required();
                let form = Form::new(ctx.get("service-desk-save")).with(path);
                vec![Effect::open(FormLayer::new(PATH, self.draft(), form))]
            }
            Input::Answered {
                tag: PATH,
                answer: Answer::Fields(fields),
            } => {
                let typed = fields.iter().find(|(key, _)| key == "path");
                typed.map_or_else(Vec::new, |(_, typed)| self.write(typed))
            }
            Input::Worked {
                tag: WRITTEN,
                result,
            } => match result.downcast::<Written>() {
                Ok(written) => {
                    let (path, written) = *written;
                    let path = path.display().to_string();
                    vec![match written {
                        Ok(()) => {
                            Effect::done(ctx.words.with("service-desk-written", &[("path", &path)]))
                        }
                        Err(why) => {
                            let args: &[(&str, &dyn crate::text::Arg)] =
                                &[("path", &path), ("why", &why)];
                            Effect::error(ctx.words.with("service-desk-unwritten", args))
                        }
                    }]
                }
                Err(_) => Vec::new(),
            },
            other => self.shown.handle(other, ctx),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::kind::Kind;
    use crate::tui::testing::Stage as Screen;
    use crate::tui::view::testing::request_view;
    use crate::tui::view::testing::samples::certificate_view;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_letter_tells_who_why_and_by_which_document_and_no_nik() {
        use crate::domain::certificate::Standing;
        use crate::domain::policy::Cause;
        use crate::domain::request::{Outgoing, StatedCause};
        let policy = crate::policy_file::babel();
        let day = |text: &str| text.parse().unwrap();
        let mut request = request_view().request;
        assert_eq!(
            outgoing::letter(&policy, &request, None),
            None,
            "no revocation"
        );
        request.kind = Kind::Revoke;
        let open = outgoing::letter(&policy, &request, None).unwrap();
        assert!(open.contains("……"), "{open}");
        request.particulars.cause = Some(StatedCause {
            cause: Cause::Retirement,
            number: "888/12/BKPSDMD".to_owned(),
            date: Some(day("2026-11-02")),
            effective: Some(day("2026-12-01")),
            text: String::new(),
        });
        request.particulars.outgoing = Some(Outgoing {
            number: "555/77/Diskominfo".to_owned(),
            date: day("2026-11-20"),
            signer: "Drs. Sudarman".to_owned(),
            attachments: "1 berkas".to_owned(),
        });
        request.identity.nik = "1971024710850013".to_owned();
        let held = certificate_view(Standing::Good).certificate;
        let said = outgoing::letter(&policy, &request, Some(&held)).unwrap();
        assert!(!said.contains("1971024710850013"), "{said}");
        insta::assert_snapshot!("service_desk", said);
    }

    #[test]
    fn the_letter_is_copied_and_written_for_its_owner_alone() {
        let screen = Screen::small();
        let mut view = request_view();
        assert!(
            ServiceDesk::of(&view, &screen.ctx()).is_none(),
            "no revocation"
        );
        view.request.kind = Kind::Revoke;
        let mut panel = ServiceDesk::of(&view, &screen.ctx()).unwrap();
        let copied = panel.handle(Input::Act(Action::Copy), &screen.ctx());
        let [Effect::Copy { text, .. }] = &copied[..] else {
            panic!("{copied:?}")
        };
        assert!(text.contains("Siti Rahmawati"), "{text}");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("surat.txt");
        let fields = vec![("path".to_owned(), path.display().to_string())];
        let answer = Answer::Fields(fields);
        let mut effects = panel.handle(Input::Answered { tag: PATH, answer }, &screen.ctx());
        let Some(Effect::Work { tag, job }) = effects.pop() else {
            panic!("{effects:?}")
        };
        let result = job();
        let said = panel.handle(Input::Worked { tag, result }, &screen.ctx());
        assert!(matches!(&said[..], [Effect::Say(_)]), "{said:?}");
        let written = std::fs::read_to_string(&path).unwrap();
        assert_eq!(written.trim_end(), text);
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
