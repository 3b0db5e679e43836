//! A home with nothing in it, of root or of an ordinary account, and the program run from there in
//! a bare environment.

use crate::screen::Screen;
use loket::paths::lock::{FileLock, holder};
use portable_pty::CommandBuilder;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::rc::Rc;
use std::time::Duration;

const PATH: &str = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

/// The account that runs the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who {
    pub uid: u32,
    pub gid: u32,
}

impl Who {
    pub fn is_root(self) -> bool {
        self.uid == 0
    }

    fn is_me(self) -> bool {
        self.uid == rustix::process::geteuid().as_raw()
    }
}

fn me() -> Who {
    Who {
        uid: rustix::process::geteuid().as_raw(),
        gid: rustix::process::getegid().as_raw(),
    }
}

/// This test's account, and where it is root an ordinary one.
pub fn everybody() -> Vec<Who> {
    if !me().is_root() {
        println!("skipped: only root can run the program as another account, too");
        return vec![me()];
    }
    let daemon = uzers::get_user_by_name("daemon").expect("an account called daemon");
    let daemon = Who {
        uid: daemon.uid(),
        gid: daemon.primary_group_id(),
    };
    vec![me(), daemon]
}

/// An account that no list of accounts knows, where it can be taken on.
pub fn stranger() -> Option<Who> {
    let number = (54_321..).find(|uid| uzers::get_user_by_uid(*uid).is_none());
    let number = number.expect("a number without an account");
    if me().is_root() {
        return Some(Who {
            uid: number,
            gid: number,
        });
    }
    println!("skipped: only root can run the program as an account without a name");
    None
}

/// All that one test lays down; the servers that still run at its end are stopped.
struct Ground {
    folder: tempfile::TempDir,
    program: PathBuf,
    who: Who,
}

impl Ground {
    fn new(who: Who) -> Ground {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let built = PathBuf::from(env!("CARGO_BIN_EXE_loket"));
        let program = match who.is_me() {
            true => built,
            // Where the program was built another account may not look.
            false => crate::program::copied_into(folder.path()),
        };
        let ground = Ground {
            folder,
            program,
            who,
        };
        ground.make("work");
        ground
    }

    fn make(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::create_dir(&path).unwrap();
        self.give(&path);
        path
    }

    fn give(&self, path: &Path) {
        let uid = rustix::process::Uid::from_raw(self.who.uid);
        let gid = rustix::process::Gid::from_raw(self.who.gid);
        rustix::fs::chown(path, Some(uid), Some(gid)).unwrap();
    }

    /// The program and what makes it run as this account.
    fn words(&self, arguments: &[&str]) -> Vec<String> {
        let mut words = Vec::new();
        if !self.who.is_me() {
            words.push("setpriv".to_owned());
            words.push(format!("--reuid={}", self.who.uid));
            words.push(format!("--regid={}", self.who.gid));
            words.push("--clear-groups".to_owned());
        }
        words.push(self.program.display().to_string());
        words.extend(arguments.iter().map(|word| (*word).to_owned()));
        words
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        for run in folders_called_run(self.folder.path()) {
            let lock = run.join("server.lock");
            if !matches!(FileLock::try_take(&lock), Ok(None)) {
                continue;
            }
            let desk = run.parent().unwrap().display().to_string();
            let words = self.words(&["stop", "--desk", &desk]);
            let _ = Command::new(&words[0]).args(&words[1..]).output();
            let gone = FileLock::take_within(&lock, Duration::from_secs(30));
            if let (Ok(None), Some(pid)) = (gone, holder(&lock)) {
                let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
            }
        }
    }
}

fn folders_called_run(below: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in fs::read_dir(below).into_iter().flatten().flatten() {
        match item.file_type() {
            Ok(kind) if kind.is_dir() && item.file_name() == "run" => found.push(item.path()),
            Ok(kind) if kind.is_dir() => found.extend(folders_called_run(&item.path())),
            _ => {}
        }
    }
    found
}

/// An empty home; the program is called from the folder `work` beside it.
#[derive(Clone)]
pub struct Home {
    ground: Rc<Ground>,
    path: PathBuf,
    vars: BTreeMap<String, String>,
}

impl Home {
    pub fn new(who: Who) -> Home {
        Home::on(Rc::new(Ground::new(who)), "home")
    }

    /// Another empty home of the same account, with the same folder to work in.
    pub fn beside(&self, name: &str) -> Home {
        Home::on(self.ground.clone(), name)
    }

    fn on(ground: Rc<Ground>, name: &str) -> Home {
        let path = ground.make(name);
        let vars = [
            ("HOME", path.to_str().unwrap()),
            ("PATH", PATH),
            ("TERM", "xterm-256color"),
        ];
        let vars = vars.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Home {
            ground,
            path,
            vars: vars.into(),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn who(&self) -> Who {
        self.ground.who
    }

    /// A path in the folder that the program is called from.
    pub fn work(&self, name: &str) -> PathBuf {
        self.ground.folder.path().join("work").join(name)
    }

    /// Gives a file or folder to the account.
    pub fn give(&self, path: &Path) {
        self.ground.give(path);
    }

    /// An account of this computer that is not the one that runs the program.
    pub fn another_account(&self) -> &'static str {
        let names = ["rina", "bin", "mail", "sys"];
        let other = names.into_iter().find(|name| {
            uzers::get_user_by_name(name).is_some_and(|user| user.uid() != self.who().uid)
        });
        other.expect("a second account")
    }

    pub fn is_empty(&self) -> bool {
        fs::read_dir(&self.path).unwrap().next().is_none()
    }

    pub fn set(mut self, name: &str, value: &str) -> Home {
        self.vars.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn unset(mut self, name: &str) -> Home {
        self.vars.remove(name);
        self
    }

    pub fn runs(&self, arguments: &[&str]) -> Output {
        let words = self.ground.words(arguments);
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .env_clear()
            .envs(&self.vars)
            .current_dir(self.work(""))
            .stdin(Stdio::null());
        command.output().unwrap()
    }

    /// Runs a command that ends well, and gives what it said.
    pub fn does(&self, arguments: &[&str]) -> String {
        let output = self.runs(arguments);
        let (out, said) = (text(&output.stdout), text(&output.stderr));
        let code = output.status.code();
        assert_eq!(code, Some(0), "{:?} {arguments:?}: {out}{said}", self.who());
        out
    }

    /// Lets the doctor look: an empty seat may be told, a fault may not.
    pub fn is_sound(&self, arguments: &[&str]) {
        let output = self.runs(arguments);
        let out = text(&output.stdout);
        let fault =
            |line: &&str| line.starts_with('!') && !line.contains("Tidak ada yang memegang");
        let bad = out.lines().find(fault);
        let told = text(&output.stderr);
        assert!(
            out.contains("Buku besar utuh") && bad.is_none(),
            "{arguments:?}: {out}{told}"
        );
        assert!(matches!(output.status.code(), Some(0 | 1)), "{out}{told}");
    }

    /// Runs a command that is refused: its code and its sentence.
    pub fn fails(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.runs(arguments);
        let said = text(&output.stderr);
        let code = output.status.code().unwrap();
        assert_ne!(code, 0, "{:?} {arguments:?}: {said}", self.who());
        let sentences = said.lines().filter(|line| !line.contains("Membuka meja"));
        let sentences = sentences.count();
        assert_eq!(sentences, 1, "{arguments:?}: {said}");
        (code, said)
    }

    /// Runs a command in a terminal.
    pub fn screen(&self, arguments: &[&str]) -> Screen {
        let words = self.ground.words(arguments);
        let mut command = CommandBuilder::new(&words[0]);
        command.args(&words[1..]);
        command.env_clear();
        for (name, value) in &self.vars {
            command.env(name, value);
        }
        command.cwd(self.work(""));
        Screen::of(command, 120, 40)
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
