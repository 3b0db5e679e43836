//! The files for BSrE's portal on their way into a folder: the tables first, then each attachment,
//! whose look the desk records.

use std::any::Any;
use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use crate::outgo::file;
use crate::outgo::portal::{Attachment, Package, Written};
use crate::text::Arg;
use crate::tui::action::Action;
use crate::tui::layers::progress::Progress;
use crate::tui::panel::{Ctx, Effect, Input, Job, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::view::acting;
use crate::wire::message::{ActIdBytes, Ask, Tell};

const STOP: Tag = 1;
const WRITTEN: Tag = 2;
const BYTES: Tag = 3;

/// What became of a file: where it should lie, and why it does not.
type Done = Result<(), (PathBuf, io::Error)>;

/// An attachment being fetched.
struct Fetching {
    id: ActIdBytes,
    attachment: Attachment,
    bytes: Vec<u8>,
}

/// The layer that writes them.
pub struct Writing {
    folder: PathBuf,
    files: Vec<Written>,
    waiting: VecDeque<Attachment>,
    fetching: Option<Fetching>,
    progress: Progress,
    total: usize,
    names: usize,
    too_large: usize,
}

impl Writing {
    /// Writes a package into a folder that is not there yet.
    pub fn new(package: Package, folder: PathBuf, ctx: &Ctx) -> Writing {
        let total = package.attachments.len();
        Writing {
            progress: Progress::new(STOP, ctx.get("portal-writing"), total as u64),
            too_large: package.too_large(),
            names: package.names,
            files: package.files,
            waiting: package.attachments.into(),
            folder,
            fetching: None,
            total,
        }
    }

    fn begin(&mut self) -> Vec<Effect> {
        let (folder, files) = (self.folder.clone(), std::mem::take(&mut self.files));
        let job: Job = Box::new(move || -> Box<dyn Any + Send> {
            let done: Done = write_all(&folder, &files);
            Box::new(done)
        });
        vec![Effect::Work { tag: WRITTEN, job }]
    }

    /// The next attachment; the end where there is none.
    fn next(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(attachment) = self.waiting.pop_front() else {
            return self.end(ctx);
        };
        let (done, total) = (self.total - self.waiting.len() - 1, self.total);
        let (done, total) = (done as u64, total as u64);
        self.progress.handle(Input::Progress { done, total }, ctx);
        self.fetching = Some(Fetching {
            id: acting::new_id(),
            attachment,
            bytes: Vec::new(),
        });
        self.piece()
    }

    fn piece(&self) -> Vec<Effect> {
        let ask = self.fetching.as_ref().map(|fetching| Ask::Document {
            id: fetching.id,
            request: fetching.attachment.request,
            document: fetching.attachment.document,
            offset: fetching.bytes.len() as u64,
        });
        ask.map(|ask| Effect::ask(BYTES, ask)).into_iter().collect()
    }

    fn came(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        let Some(fetching) = &mut self.fetching else {
            return Vec::new();
        };
        match tell {
            Tell::Bytes { total, bytes, .. } => {
                let ended = bytes.is_empty();
                fetching.bytes.extend(bytes);
                if !ended && (fetching.bytes.len() as u64) < total {
                    return self.piece();
                }
                let path = self.folder.join(&fetching.attachment.path);
                let bytes = std::mem::take(&mut fetching.bytes);
                self.fetching = None;
                let job: Job = Box::new(move || -> Box<dyn Any + Send> {
                    let done: Done = file::write_new(&path, &bytes).map_err(|error| (path, error));
                    Box::new(done)
                });
                vec![Effect::Work { tag: WRITTEN, job }]
            }
            Tell::Refused(refused) => self.broken(&ctx.refused(&refused), ctx),
            _ => Vec::new(),
        }
    }

    fn written(&mut self, result: Box<dyn Any + Send>, ctx: &Ctx) -> Vec<Effect> {
        match result.downcast::<Done>().map(|done| *done) {
            Ok(Err((path, error))) => {
                let (path, problem) = (path.display().to_string(), error.to_string());
                let problem = ctx.words.system(&problem).into_owned();
                let args: &[(&str, &dyn Arg)] = &[("path", &path), ("problem", &problem)];
                let said = ctx.words.with("portal-unwritten", args);
                self.broken(&said, ctx)
            }
            _ => self.next(ctx),
        }
    }

    /// It is recorded that the names were prepared; their files are not all there.
    fn broken(&self, why: &str, ctx: &Ctx) -> Vec<Effect> {
        let args: &[(&str, &dyn Arg)] = &[("why", &why.trim_end_matches('.'))];
        let said = ctx.words.with("portal-broken", args);
        vec![Effect::Close, Effect::error(said)]
    }

    fn end(&self, ctx: &Ctx) -> Vec<Effect> {
        let folder = self.folder.display().to_string();
        let args: &[(&str, &dyn Arg)] = &[
            ("names", &self.names),
            ("files", &self.total),
            ("folder", &folder),
        ];
        let mut said = ctx.words.with("portal-written", args);
        if self.too_large > 0 {
            let large = ctx
                .words
                .with("portal-ask-large", &[("count", &self.too_large)]);
            said = format!("{said} {large}");
        }
        vec![Effect::Close, Effect::done(said)]
    }
}

/// Makes the folder and writes what is written as it stands.
fn write_all(folder: &Path, files: &[Written]) -> Done {
    let made = file::new_folder(folder);
    made.map_err(|error| (folder.to_owned(), error))?;
    files.iter().try_for_each(|written| {
        let path = folder.join(&written.path);
        let done = file::write_new(&path, written.text.as_bytes());
        done.map_err(|error| (path, error))
    })
}

impl Panel for Writing {
    fn place(&self) -> Place {
        self.progress.place()
    }

    fn wanted(&self, ctx: &Ctx) -> Size {
        self.progress.wanted(ctx)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        self.progress.render(area, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Shown(_) => self.begin(),
            Input::Worked { result, .. } => self.written(result, ctx),
            Input::Told {
                tag: BYTES, tell, ..
            } => self.came(*tell, ctx),
            Input::Act(Action::Cancel | Action::Back) => {
                self.broken(&ctx.get("portal-stopped"), ctx)
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::ids::Agenda;
    use crate::domain::policy::DocumentKey;
    use crate::tui::testing::Stage;
    use std::fs;
    use std::os::unix::fs::MetadataExt;

    fn package() -> Package {
        let agenda = Agenda {
            year: 2026,
            number: 1,
        };
        Package {
            names: 1,
            tables: 1,
            files: vec![Written {
                path: PathBuf::from("provinsi-1.csv"),
                text: "nama\n".to_owned(),
            }],
            attachments: vec![Attachment {
                request: agenda.line(1),
                document: DocumentKey::Ktp,
                path: PathBuf::from("lampiran/0001/ktp.jpg"),
                bytes: 4,
                too_large: false,
            }],
        }
    }

    /// Does the work that a panel wants, until it wants none.
    fn run(panel: &mut Writing, mut effects: Vec<Effect>, stage: &Stage) -> Vec<Effect> {
        while let Some(at) = effects
            .iter()
            .position(|effect| matches!(effect, Effect::Work { .. }))
        {
            let Effect::Work { tag, job } = effects.remove(at) else {
                panic!("no work")
            };
            let result = job();
            effects = panel.handle(Input::Worked { tag, result }, &stage.ctx());
        }
        effects
    }

    #[test]
    fn the_folder_has_all_files_and_they_are_their_owners_alone() {
        let stage = Stage::small();
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("keluar/portal");
        let mut panel = Writing::new(package(), folder.clone(), &stage.ctx());
        let effects = panel.handle(Input::Shown(stage.area()), &stage.ctx());
        let effects = run(&mut panel, effects, &stage);
        assert!(matches!(&effects[..], [Effect::Ask { tag: BYTES, .. }]));
        for piece in ["sc", "an"] {
            let tell = Tell::Bytes {
                name: "ktp.jpg".to_owned(),
                total: 4,
                bytes: piece.as_bytes().to_vec(),
            };
            let told = Input::Told {
                tag: BYTES,
                tell: Box::new(tell),
                last: true,
            };
            let effects = panel.handle(told, &stage.ctx());
            run(&mut panel, effects, &stage);
        }
        for (path, text) in [
            ("provinsi-1.csv", "nama\n"),
            ("lampiran/0001/ktp.jpg", "scan"),
        ] {
            let path = folder.join(path);
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            let modes =
                [&path, path.parent().unwrap()].map(|path| fs::metadata(path).unwrap().mode());
            assert_eq!(modes.map(|mode| mode & 0o077), [0, 0], "{path:?}");
        }
    }

    #[test]
    fn a_folder_that_is_there_is_left_as_it_is_and_what_to_do_is_told() {
        let stage = Stage::small();
        let base = tempfile::tempdir().unwrap();
        let mut panel = Writing::new(package(), base.path().to_owned(), &stage.ctx());
        let effects = panel.handle(Input::Shown(stage.area()), &stage.ctx());
        let effects = run(&mut panel, effects, &stage);
        let said = effects.iter().find_map(|effect| match effect {
            Effect::Say(said) => Some(said.text.clone()),
            _ => None,
        });
        assert!(said.unwrap().contains("sekali lagi"), "what to do is told");
        assert_eq!(fs::read_dir(base.path()).unwrap().count(), 0);
    }
}
