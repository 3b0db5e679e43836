//! What is opened beside the desk: a document with the computer's own program. The look at it is
//! recorded.

use std::any::Any;
use std::path::PathBuf;
use std::sync::Arc;

use crate::client::copies::Copies;
use crate::domain::act::Command;
use crate::domain::checklist::Evidence;
use crate::domain::ids::RequestNo;
use crate::domain::policy::DocumentKey;
use crate::domain::refusal::Refusal;
use crate::tui::panel::{Ctx, Effect, Input, Message, Tag};
use crate::tui::programs::{Opened, Outcome};
use crate::tui::view::acting;
use crate::wire::message::{ActIdBytes, Ask, Tell};

use super::VerifyPanel;

const BYTES: Tag = 0;
const WRITTEN: Tag = 1;
const OPENED: Tag = 2;
const LOOKED: Tag = 3;

/// A document being fetched, and the copies that other programs open.
#[derive(Default)]
pub struct Papers {
    fetching: Option<Fetching>,
    copies: Arc<Copies>,
    /// What was opened from this page; of a link the look may still be on its way to the desk,
    /// before every act that comes after it.
    opened: Vec<(RequestNo, DocumentKey, Evidence)>,
    /// Looks that the desk has recorded.
    looks: usize,
}

struct Fetching {
    id: ActIdBytes,
    request: RequestNo,
    document: DocumentKey,
    evidence: Evidence,
    bytes: Vec<u8>,
}

impl Papers {
    /// Whether this was opened from this page.
    pub fn has_opened(
        &self,
        request: RequestNo,
        document: DocumentKey,
        evidence: &Evidence,
    ) -> bool {
        let mut opened = self.opened.iter();
        opened.any(|(no, key, held)| (*no, *key, held) == (request, document, evidence))
    }

    /// How many looks of this page the desk has recorded.
    pub fn looks(&self) -> usize {
        self.looks
    }

    /// Records the look at a link, whose page the desk does not hold.
    fn look(&mut self, request: RequestNo, document: DocumentKey, evidence: Evidence) -> Effect {
        self.opened.push((request, document, evidence));
        acting::act(LOOKED, Command::LookAtDocument { request, document })
    }

    fn looked(&mut self, tell: &Tell, ctx: &Ctx) -> Vec<Effect> {
        match tell {
            Tell::Done(_) => self.looks += 1,
            Tell::Refused(refused) => {
                self.opened.pop();
                return said(refused, ctx);
            }
            _ => {}
        }
        Vec::new()
    }

    fn fetch(&mut self, request: RequestNo, document: DocumentKey, evidence: Evidence) -> Effect {
        let id = acting::new_id();
        self.fetching = Some(Fetching {
            id,
            request,
            document,
            evidence,
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
            Input::Told {
                tag: LOOKED, tell, ..
            } => self.looked(&tell, ctx),
            Input::Worked {
                tag: WRITTEN,
                result,
            } => self.written(result, ctx),
            Input::Worked { result, .. } => opened(result, ctx),
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
                let opened = (
                    fetching.request,
                    fetching.document,
                    fetching.evidence.clone(),
                );
                self.opened.push(opened);
                self.looks += 1;
                self.fetching = None;
                let copies = Arc::clone(&self.copies);
                let job = Box::new(move || -> Box<dyn Any + Send> {
                    Box::new(copies.write(&name, &whole))
                });
                vec![Effect::Work { tag: WRITTEN, job }]
            }
            Tell::Refused(refused) => {
                self.fetching = None;
                said(&refused, ctx)
            }
            _ => Vec::new(),
        }
    }

    /// A copy is there: its program is started beside the screen.
    fn written(&self, result: Box<dyn Any + Send>, ctx: &Ctx) -> Vec<Effect> {
        let written = result.downcast::<std::io::Result<PathBuf>>();
        match written.map(|written| *written) {
            Ok(Ok(path)) => vec![Effect::OpenFile { tag: OPENED, path }],
            _ => vec![Effect::error(ctx.get("check-file-failed"))],
        }
    }
}

/// What became of the copy; that it was fetched is recorded in any case.
fn opened(result: Box<dyn Any + Send>, ctx: &Ctx) -> Vec<Effect> {
    let Ok(opened) = result.downcast::<Opened>() else {
        return Vec::new();
    };
    let path = opened.path.display().to_string();
    let at = |key: &str| vec![Effect::error(ctx.words.with(key, &[("path", &path)]))];
    match opened.outcome {
        Outcome::Taken => vec![Effect::Say(Message::info(ctx.get("check-file-opened")))],
        Outcome::Refused(code) => {
            let code = code.map_or("-".to_owned(), |code| code.to_string());
            let args: &[(&str, &dyn crate::text::Arg)] = &[("path", &path), ("code", &code)];
            vec![Effect::error(ctx.words.with("check-file-refused", args))]
        }
        Outcome::NoProgram => at("check-file-no-program"),
        Outcome::NoWindows => at("check-file-no-windows"),
        Outcome::FarAlone => vec![Effect::error(ctx.get("check-file-far-alone"))],
        Outcome::Far(fetch) => {
            let said = ctx.words.with("check-file-far", &[("fetch", &fetch)]);
            vec![Effect::error(said)]
        }
    }
}

fn said(refused: &Refusal, ctx: &Ctx) -> Vec<Effect> {
    vec![Effect::error(ctx.refused(refused))]
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
            Some(file @ Evidence::File { .. }) => {
                let file = file.clone();
                self.papers
                    .with(|papers| [papers.fetch(no, document, file)])
            }
            Some(Evidence::Link(link)) => {
                let what = ctx.words.with("check-link-copied", &[("link", link)]);
                let (link, held) = (link.clone(), Evidence::Link(link.clone()));
                let mut effects = self
                    .papers
                    .with(|papers| vec![papers.look(no, document, held)]);
                effects.insert(0, Effect::copy(link, what));
                effects
            }
            Some(Evidence::Paper) => {
                vec![Effect::Say(Message::info(ctx.get("check-only-paper")))]
            }
            None => vec![Effect::Say(Message::info(ctx.get("check-nothing-lies")))],
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;
    use crate::tui::panel::Level;
    use crate::tui::testing::Stage;

    #[test]
    fn only_a_file_that_its_program_took_was_opened() {
        let stage = Stage::small();
        let path = PathBuf::from("/s/loket-1.pdf");
        let fetch = "scp 'budi@10.0.0.5:/s/loket-1.pdf' .";
        for (outcome, level, part) in [
            (Outcome::Taken, Level::Info, "Berkas dibuka"),
            (Outcome::Refused(Some(3)), Level::Error, "kode 3"),
            (Outcome::Refused(None), Level::Error, "/s/loket-1.pdf"),
            (Outcome::NoProgram, Level::Error, "/s/loket-1.pdf"),
            (Outcome::NoWindows, Level::Error, "/s/loket-1.pdf"),
            (Outcome::Far(fetch.to_owned()), Level::Error, fetch),
            (Outcome::FarAlone, Level::Error, "hanya menjalankan loket"),
        ] {
            let told = Opened {
                path: path.clone(),
                outcome,
            };
            let mut papers = Papers::default();
            let input = Input::Worked {
                tag: OPENED,
                result: Box::new(told.clone()),
            };
            let effects = papers.handle(input, &stage.ctx());
            let [Effect::Say(said)] = &effects[..] else {
                panic!("{told:?}: nothing was said");
            };
            assert!(said.level == level && said.text.contains(part), "{said:?}");
            let opened = said.text.contains("Berkas dibuka");
            assert_eq!(opened, told.outcome == Outcome::Taken, "{said:?}");
        }
    }

    #[test]
    fn a_copy_that_was_written_is_opened_and_one_that_was_not_is_told() {
        let stage = Stage::small();
        let mut papers = Papers::default();
        let mut came = |written: std::io::Result<PathBuf>| {
            let input = Input::Worked {
                tag: WRITTEN,
                result: Box::new(written),
            };
            papers.handle(input, &stage.ctx())
        };
        let effects = came(Ok(PathBuf::from("/s/loket-1.pdf")));
        assert!(matches!(
            &effects[..],
            [Effect::OpenFile { tag: OPENED, .. }]
        ));
        let effects = came(Err(std::io::ErrorKind::StorageFull.into()));
        assert!(matches!(&effects[..], [Effect::Say(said)] if said.level == Level::Error));
    }
}
