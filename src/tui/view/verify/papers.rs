//! What is opened beside the desk: a document with the computer's own program, and fields of the
//! request copied for the portal, one a press. Looks at documents and at the whole NIK are recorded.

use std::any::Any;
use std::io::Write;
use std::path::Path;

use crate::domain::checklist::Evidence;
use crate::domain::ids::RequestNo;
use crate::domain::policy::DocumentKey;
use crate::domain::refusal::Refusal;
use crate::tui::panel::{Ctx, Effect, Input, Message, Tag};
use crate::tui::view::acting;
use crate::wire::message::{ActIdBytes, Ask, Tell};

use super::VerifyPanel;

const BYTES: Tag = 0;
const NIK: Tag = 1;
const WRITTEN: Tag = 2;

#[derive(Default)]
/// A document being fetched, and the copies that lie in the computer's temporary folder. They are
/// readable by this account only and go when the screen ends.
pub struct Papers {
    fetching: Option<Fetching>,
    written: Vec<tempfile::TempPath>,
    /// Which field is copied next.
    field: usize,
    of: Option<RequestNo>,
}

struct Fetching {
    id: ActIdBytes,
    request: RequestNo,
    document: DocumentKey,
    bytes: Vec<u8>,
}

/// The fields that the portal asks for, in its order.
const FIELDS: [&str; 3] = ["name", "nik", "email"];

impl Papers {
    /// The field that is copied now; the next one follows it.
    fn next_field(&mut self, no: RequestNo) -> usize {
        if self.of.replace(no) != Some(no) {
            self.field = 0;
        }
        let at = self.field;
        self.field = (at + 1) % FIELDS.len();
        at
    }

    fn fetch(&mut self, request: RequestNo, document: DocumentKey) -> Effect {
        let id = acting::new_id();
        self.fetching = Some(Fetching {
            id,
            request,
            document,
            bytes: Vec::new(),
        });
        self.piece(id, request, document, 0)
    }

    fn piece(
        &self,
        id: ActIdBytes,
        request: RequestNo,
        document: DocumentKey,
        offset: u64,
    ) -> Effect {
        let ask = Ask::Document {
            id,
            request,
            document,
            offset,
        };
        Effect::ask(BYTES, ask)
    }

    /// Takes an input of its own.
    pub fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Told {
                tag: BYTES, tell, ..
            } => self.came(*tell, ctx),
            Input::Told { tag: NIK, tell, .. } => match *tell {
                Tell::Nik(nik) => copied("nik", &nik, FIELDS.len() - 1, ctx),
                Tell::Refused(refused) => said(&refused, ctx),
                _ => Vec::new(),
            },
            Input::Worked { result, .. } => self.opened(result, ctx),
            _ => Vec::new(),
        }
    }

    fn came(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        let Some(fetching) = &mut self.fetching else {
            return Vec::new();
        };
        match tell {
            Tell::Bytes { name, total, bytes } => {
                let empty = bytes.is_empty();
                fetching.bytes.extend(bytes);
                let have = fetching.bytes.len() as u64;
                if have < total && !empty {
                    let (id, no, document) = (fetching.id, fetching.request, fetching.document);
                    return vec![self.piece(id, no, document, have)];
                }
                let whole = std::mem::take(&mut fetching.bytes);
                self.fetching = None;
                let job =
                    Box::new(move || -> Box<dyn Any + Send> { Box::new(write(&name, &whole)) });
                vec![Effect::Work { tag: WRITTEN, job }]
            }
            Tell::Refused(refused) => {
                self.fetching = None;
                said(&refused, ctx)
            }
            _ => Vec::new(),
        }
    }

    fn opened(&mut self, result: Box<dyn Any + Send>, ctx: &Ctx) -> Vec<Effect> {
        let written = result.downcast::<std::io::Result<tempfile::TempPath>>();
        match written.map(|written| *written) {
            Ok(Ok(path)) => {
                let open = Effect::OpenFile(path.to_path_buf());
                self.written.push(path);
                vec![
                    open,
                    Effect::Say(Message::info(ctx.get("chain-file-opened"))),
                ]
            }
            _ => vec![Effect::error(ctx.get("chain-file-failed"))],
        }
    }
}

/// A copy that only this account can read, with the ending by which its program is known.
fn write(name: &str, bytes: &[u8]) -> std::io::Result<tempfile::TempPath> {
    let ending = Path::new(name)
        .extension()
        .and_then(|ending| ending.to_str())
        .filter(|ending| ending.len() <= 5 && ending.chars().all(|sign| sign.is_alphanumeric()))
        .map(|ending| format!(".{ending}"))
        .unwrap_or_default();
    let mut file = tempfile::Builder::new()
        .prefix("loket-")
        .suffix(&ending)
        .tempfile()?;
    file.write_all(bytes)?;
    file.flush()?;
    Ok(file.into_temp_path())
}

fn said(refused: &Refusal, ctx: &Ctx) -> Vec<Effect> {
    vec![Effect::error(ctx.refused(refused))]
}

/// On the clipboard, and on screen for terminals that take no clipboard from a program.
fn copied(field: &str, value: &str, after: usize, ctx: &Ctx) -> Vec<Effect> {
    let next = FIELDS[after % FIELDS.len()];
    let args: &[(&str, &dyn crate::text::Arg)] = &[
        ("field", &ctx.words.of("field", field)),
        ("value", &value),
        ("next", &ctx.words.of("field", next)),
    ];
    vec![
        Effect::Copy(value.to_owned()),
        Effect::Say(Message::info(ctx.words.with("chain-copied", args))),
    ]
}

impl VerifyPanel {
    /// `o`: the file in its program; a link on the clipboard and on screen.
    pub(super) fn open_document(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(view) = self.detail.view() else {
            return Vec::new();
        };
        let no = view.request.no;
        let Some(item) = view.request.checklist.get(self.at) else {
            return Vec::new();
        };
        let document = item.document;
        match item.current().map(|document| &document.evidence) {
            Some(Evidence::File { .. }) => self.papers.with(|papers| [papers.fetch(no, document)]),
            Some(Evidence::Link(link)) => {
                let said = ctx.words.with("chain-link-copied", &[("link", link)]);
                vec![Effect::Copy(link.clone()), Effect::Say(Message::info(said))]
            }
            Some(Evidence::Paper) => {
                vec![Effect::Say(Message::info(ctx.get("chain-only-paper")))]
            }
            None => vec![Effect::Say(Message::info(ctx.get("chain-nothing-lies")))],
        }
    }

    /// `y`: the next field for the portal. Looking at the NIK is recorded.
    pub(super) fn copy(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(view) = self.detail.view() else {
            return Vec::new();
        };
        let no = view.request.no;
        let at = self.papers.state().next_field(no);
        let identity = &view.request.identity;
        match FIELDS[at] {
            "nik" => {
                let id = acting::new_id();
                let tag = NIK;
                self.papers
                    .with(|_| [Effect::ask(tag, Ask::Reveal { id, request: no })])
            }
            "name" => copied("name", &identity.name, at + 1, ctx),
            other => copied(other, &identity.email, at + 1, ctx),
        }
    }
}
