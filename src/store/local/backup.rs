//! Backup and restore. The journal's head is taken first, then the journal up to it, then the
//! documents, the manifest last: a backup without a manifest is none, and every document that an
//! event of the backup names is in it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::check::verify_in;
use super::desk::{self, FORMAT, Layout};
use super::erase::erase_in;
use super::segment::{self, write_mark};
use crate::store::disk::{private_file, private_folder, sync_folder, write_whole};
use crate::store::documents::digest_of;
use crate::store::error::{Damage, Result, StoreError, io_at};
use crate::store::ids::{ChainHead, Digest, digest_from_hex, hex};
use crate::store::{Phase, Progress, Store};

const MANIFEST: &str = "manifest";

/// What a backup contains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The desk format.
    pub format: u32,
    /// How far the ledger reaches.
    pub head: ChainHead,
    /// The files.
    pub files: Vec<BackupFile>,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupFile {
    /// Its place inside the backup and inside the desk.
    pub name: String,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its bytes.
    pub size: u64,
}

/// A backup that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// What it contains.
    pub manifest: Manifest,
    /// Documents whose bytes are not those of their name: they are left out.
    pub damaged: Vec<Digest>,
}

/// Writes a backup of a desk into a folder that does not exist yet, or leaves none. Acts go on
/// meanwhile. A damaged document is left out and named: one bad scan must not cost the backup of
/// all the rest.
pub fn backup(store: &Store, into: &Path, progress: &mut dyn FnMut(Progress)) -> Result<BackedUp> {
    fs::create_dir(into).map_err(io_at("create", into))?;
    let written = write(store, into, progress);
    if written.is_err() {
        // Half a backup is none, and would stand in the way of the next.
        let _ = fs::remove_dir_all(into);
    }
    written
}

fn write(store: &Store, into: &Path, progress: &mut dyn FnMut(Progress)) -> Result<BackedUp> {
    let head = store.head();
    private(into)?;
    let journal = Layout::of(store.desk()).journal();
    let segments = segment::segments(&journal)?;
    let segments: Vec<_> = segments
        .iter()
        .filter(|(first, _)| *first <= head.seq)
        .collect();
    let documents = store.documents();
    let named = documents.list()?;
    let total = (segments.len() + named.len()) as u64;
    let mut files = Vec::new();
    let mut damaged = Vec::new();
    for (first, path) in segments {
        let bytes = segment::frames_upto(path, *first, head.seq)?;
        let name = format!("journal/{}", segment::file_name(path));
        files.push(put(
            into,
            name,
            &mut bytes.as_slice(),
            Path::new("journal"),
        )?);
        report(progress, files.len(), total);
    }
    for digest in named {
        let path = documents.path(&digest);
        let mut file = match documents.open(&digest) {
            // Swept meanwhile: no event names it.
            Err(StoreError::NoDocument { .. }) => continue,
            opened => opened?,
        };
        let name = hex(&digest);
        let name = format!("documents/{}/{name}", &name[..2]);
        let written = put(into, name, &mut file, &path)?;
        if written.digest == digest {
            files.push(written);
        } else {
            let copy = into.join(&written.name);
            fs::remove_file(&copy).map_err(io_at("remove", &copy))?;
            damaged.push(digest);
        }
        report(progress, files.len() + damaged.len(), total);
    }
    let manifest = Manifest {
        format: FORMAT,
        head,
        files,
    };
    write_whole(&into.join(MANIFEST), manifest.to_text().as_bytes())?;
    Ok(BackedUp { manifest, damaged })
}

/// Makes a desk in an empty folder from a backup: every file is checked against the manifest, the
/// chain is followed to the manifest's head, and what was erased by law since the backup is erased
/// again. On an error the folder is as it was.
pub fn restore(
    from: &Path,
    desk: &Path,
    erased: &BTreeSet<u64>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Manifest> {
    let manifest = read_manifest(from)?;
    if manifest.format > FORMAT {
        return Err(StoreError::NewerFormat {
            found: manifest.format,
            known: FORMAT,
        });
    }
    let layout = Layout::of(desk);
    let (making, _lock) = desk::make(&layout)?;
    let restored = fill(&layout, from, &manifest, erased, progress);
    if restored.is_err() {
        making.undo();
    }
    restored.map(|()| manifest)
}

fn fill(
    layout: &Layout,
    from: &Path,
    manifest: &Manifest,
    erased: &BTreeSet<u64>,
    progress: &mut dyn FnMut(Progress),
) -> Result<()> {
    let desk = layout.desk.as_path();
    for (done, file) in manifest.files.iter().enumerate() {
        let path = from.join(&file.name);
        let mut source = match File::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(altered(&file.name));
            }
            opened => opened.map_err(io_at("open", &path))?,
        };
        let written = put(desk, file.name.clone(), &mut source, &path)?;
        if written != *file {
            return Err(altered(&file.name));
        }
        report(progress, done + 1, manifest.files.len() as u64);
    }
    write_mark(&layout.journal(), manifest.head)?;
    verify_in(layout, &[manifest.head], progress)?;
    if !erased.is_empty() {
        erase_in(layout, erased)?;
    }
    desk::write_format(layout)
}

/// Reads a backup's manifest; one that is missing or was altered is refused.
pub fn read_manifest(from: &Path) -> Result<Manifest> {
    let path = from.join(MANIFEST);
    match fs::read_to_string(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(altered(MANIFEST)),
        Err(error) => Err(io_at("read", &path)(error)),
        Ok(text) => Manifest::from_text(&text).ok_or_else(|| altered(MANIFEST)),
    }
}

impl Manifest {
    fn to_text(&self) -> String {
        let mut text = format!(
            "loket backup 1\nformat {}\nhead {} {}\n",
            self.format,
            self.head.seq,
            hex(&self.head.hash)
        );
        for file in &self.files {
            let digest = hex(&file.digest);
            text += &format!("file {digest} {} {}\n", file.size, file.name);
        }
        let end = hex(&Sha256::digest(&text));
        text + &format!("end {end}\n")
    }

    fn from_text(text: &str) -> Option<Manifest> {
        let (body, end) = text.trim_end().rsplit_once("end ")?;
        if digest_from_hex(end)? != Digest::from(Sha256::digest(body)) {
            return None;
        }
        let mut lines = body.strip_prefix("loket backup 1\n")?.lines();
        let format = lines.next()?.strip_prefix("format ")?.parse().ok()?;
        let (seq, hash) = lines.next()?.strip_prefix("head ")?.split_once(' ')?;
        let head = ChainHead {
            seq: seq.parse().ok()?,
            hash: digest_from_hex(hash)?,
        };
        let files = lines.map(file_of_line).collect::<Option<_>>()?;
        Some(Manifest {
            format,
            head,
            files,
        })
    }
}

fn file_of_line(line: &str) -> Option<BackupFile> {
    let mut parts = line.strip_prefix("file ")?.splitn(3, ' ');
    let digest = digest_from_hex(parts.next()?)?;
    let size = parts.next()?.parse().ok()?;
    let name = parts.next()?.to_owned();
    is_own_name(&name).then_some(BackupFile { name, digest, size })
}

/// Whether a name is one that a backup writes: a manifest must not reach outside the desk.
fn is_own_name(name: &str) -> bool {
    let is =
        |part: &str, size, of: fn(&u8) -> bool| part.len() == size && part.bytes().all(|b| of(&b));
    match *name.split('/').collect::<Vec<_>>() {
        ["journal", file] => file
            .strip_suffix(".log")
            .is_some_and(|first| is(first, 20, u8::is_ascii_digit)),
        ["documents", folder, file] => {
            is(file, 64, u8::is_ascii_hexdigit) && file.starts_with(folder) && folder.len() == 2
        }
        _ => false,
    }
}

/// Copies into `root/name`, durably; returns what was written.
fn put(root: &Path, name: String, from: &mut impl Read, source: &Path) -> Result<BackupFile> {
    let path = root.join(&name);
    let folders: Vec<PathBuf> = Path::new(&name)
        .ancestors()
        .skip(1)
        .filter(|part| !part.as_os_str().is_empty())
        .map(|part| root.join(part))
        .collect();
    for folder in folders.iter().rev() {
        private_folder(folder)?;
    }
    let mut file = private_file()
        .create_new(true)
        .open(&path)
        .map_err(io_at("create", &path))?;
    let (digest, size) = digest_of(
        &mut Tee {
            from,
            to: &mut file,
        },
        source,
    )?;
    file.sync_all().map_err(io_at("sync", &path))?;
    for folder in &folders {
        sync_folder(folder)?;
    }
    sync_folder(root)?;
    Ok(BackupFile { name, digest, size })
}

/// Reads on, writing everything that was read.
struct Tee<'a, R> {
    from: &'a mut R,
    to: &'a mut File,
}

impl<R: Read> Read for Tee<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        io::Write::write_all(&mut self.to, &buffer[..count])?;
        Ok(count)
    }
}

fn private(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(io_at("protect", folder))
}

fn altered(name: &str) -> StoreError {
    Damage::Backup {
        name: name.to_owned(),
    }
    .into()
}

fn report(progress: &mut dyn FnMut(Progress), done: usize, total: u64) {
    progress(Progress {
        phase: Phase::Copy,
        done: done as u64,
        total,
    });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::*;
    use crate::store::sample::*;
    use crate::store::*;

    fn desk_with_documents(folder: &Path) -> (Store, Digest) {
        let store = create(&folder.join("desk"));
        let digest = store.documents().put(b"surat permohonan").unwrap();
        for id in 1..400 {
            let number = (id % 9) as u8;
            commit(
                &store,
                [act(
                    id,
                    vec![event(number, 1, &format!("k{number} isi {id}"))],
                )],
            );
        }
        (store, digest)
    }

    #[test]
    fn a_restored_desk_equals_the_one_that_was_backed_up() {
        let folder = tempfile::tempdir().unwrap();
        let (store, digest) = desk_with_documents(folder.path());
        let copy = folder.path().join("copy");
        let manifest = backup(&store, &copy, &mut |_| {}).unwrap().manifest;
        assert_eq!(manifest.head, store.head());
        assert_eq!(read_manifest(&copy).unwrap(), manifest);
        let before = rows_of(&store);
        commit(&store, [act(900, vec![event(1, 1, "k1 nanti")])]);
        let desk = folder.path().join("second");
        restore(&copy, &desk, &BTreeSet::new(), &mut |_| {}).unwrap();
        let restored = open(&desk).unwrap();
        assert_eq!(rows_of(&restored), before);
        assert_eq!(
            restored.documents().read(&digest).unwrap(),
            b"surat permohonan"
        );
        commit(&restored, [act(901, vec![event(1, 1, "k1 lain")])]);
    }

    #[test]
    fn a_damaged_document_is_named_and_all_the_rest_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (store, digest) = desk_with_documents(folder.path());
        let whole = store.documents().put(b"KTP").unwrap();
        fs::write(store.documents().path(&digest), b"surat permohonaN").unwrap();
        let copy = folder.path().join("copy");
        let done = backup(&store, &copy, &mut |_| {}).unwrap();
        assert_eq!(done.damaged, [digest]);
        let desk = folder.path().join("second");
        restore(&copy, &desk, &BTreeSet::new(), &mut |_| {}).unwrap();
        let restored = open(&desk).unwrap();
        assert_eq!(rows_of(&restored), rows_of(&store));
        assert!(restored.documents().list().unwrap().contains(&whole));
        assert!(matches!(
            restored.documents().read(&digest),
            Err(StoreError::NoDocument { .. })
        ));
    }

    #[test]
    fn an_incomplete_or_altered_backup_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = desk_with_documents(folder.path());
        let copy = folder.path().join("copy");
        let manifest = backup(&store, &copy, &mut |_| {}).unwrap().manifest;
        let refused = |name: &str| {
            let desk = folder.path().join("second");
            let _ = fs::remove_dir_all(&desk);
            let done = restore(&copy, &desk, &BTreeSet::new(), &mut |_| {});
            assert!(
                matches!(&done, Err(StoreError::Damaged(Damage::Backup { name: n })) if n == name),
                "{name}: {done:?}"
            );
            assert!(matches!(open(&desk), Err(StoreError::NotADesk { .. })));
        };
        for name in manifest
            .files
            .iter()
            .map(|file| file.name.as_str())
            .chain([MANIFEST])
        {
            let path = copy.join(name);
            let whole = fs::read(&path).unwrap();
            let mut flipped = whole.clone();
            flipped[whole.len() / 2] ^= 1;
            fs::write(&path, flipped).unwrap();
            refused(name);
            fs::remove_file(&path).unwrap();
            refused(name);
            fs::write(&path, whole).unwrap();
        }
    }

    #[test]
    fn a_manifest_never_reaches_outside_the_desk() {
        for name in [
            "/etc/passwd",
            "journal/../../x.log",
            "documents/ab/../x",
            "format",
            "",
        ] {
            assert!(!is_own_name(name), "{name}");
        }
    }

    #[test]
    fn erased_events_keep_their_place_in_the_chain() {
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = desk_with_documents(folder.path());
        let desk = store.desk().to_owned();
        let copy = folder.path().join("copy");
        let head = backup(&store, &copy, &mut |_| {}).unwrap().manifest.head;
        store.close().unwrap();
        let gone: BTreeSet<u64> = [2, 300, 400].into();
        assert_eq!(erase(&desk, &gone).unwrap(), 3);
        assert_eq!(erase(&desk, &gone).unwrap(), 0);
        let second = folder.path().join("second");
        restore(&copy, &second, &gone, &mut |_| {}).unwrap();
        for desk in [desk, second] {
            let verified = verify(&desk, &[head], &mut |_| {}).unwrap();
            assert_eq!((verified.head, verified.erased), (head, 3));
            let store = open(&desk).unwrap();
            assert_eq!(store.event(300).unwrap().unwrap().payload, None);
            assert!(store.event(301).unwrap().unwrap().payload.is_some());
            drop(store);
            let left = files_under(&desk);
            assert!(!left.iter().any(|bytes| holds(bytes, b"isi 299")));
            assert!(left.iter().any(|bytes| holds(bytes, b"isi 298")));
        }
    }

    fn holds(bytes: &[u8], text: &[u8]) -> bool {
        bytes.windows(text.len()).any(|window| window == text)
    }

    fn files_under(folder: &Path) -> Vec<Vec<u8>> {
        let mut found = Vec::new();
        for item in fs::read_dir(folder).unwrap() {
            let path = item.unwrap().path();
            match path.is_dir() {
                true => found.extend(files_under(&path)),
                false => found.push(fs::read(path).unwrap()),
            }
        }
        found
    }
}
