//! An import by keys against a made-up desk: mapping, preview, run, cancel, rejected rows.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../../../../tests/support/odd.rs"]
mod odd;

use super::*;
use crate::domain::act::{Command, LetterEntry};
use crate::domain::finding::{Finding, FindingCode};
use crate::domain::kind::Kind;
use crate::text::Language;
use crate::tui::testing::{Stage, key, letter};
use crate::wire::message::Ask;
use crate::wire::message::Done;
use crate::wire::view::{ImportOutcome, ImportRow};
use serde_json::{Value, json};

/// A file on disk and an import of it.
struct Desk {
    import: Import,
    stage: Stage,
    folder: tempfile::TempDir,
}

const TABLE: &str = "Nama Lengkap;NIP;NIK;Email;Jenis Permohonan;Perangkat Daerah\n\
    Siti Rahmawati;198704122010012015;1971021204870013;siti@babelprov.go.id;Penerbitan;Dinas Kesehatan\n\
    Hendra Lubis;198510072005032039;1.97E+15;hendra@gmail.com;Penerbitan;BKD\n\
    ;;;;Penerbitan;Setda\n";

impl Desk {
    fn new(text: &str) -> Desk {
        Desk::of(Import::new(), text)
    }

    fn of(import: Import, text: &str) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("form.csv"), text).unwrap();
        let stage = Stage::small();
        let mut desk = Desk {
            import,
            stage,
            folder,
        };
        let effects = desk
            .import
            .handle(Input::Shown(Rect::default()), &desk.stage.ctx());
        desk.run(effects);
        desk
    }

    /// Carries out work as the loop around the screen does; gives back the rest.
    fn run(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let mut rest = Vec::new();
        for effect in effects {
            match effect {
                Effect::Work { tag, job } => {
                    let result = job();
                    let input = Input::Worked { tag, result };
                    let more = self.import.handle(input, &self.stage.ctx());
                    rest.extend(self.run(more));
                }
                other => rest.push(other),
            }
        }
        rest
    }

    fn give(&mut self, input: Input) -> Vec<Effect> {
        let effects = self.import.handle(input, &self.stage.ctx());
        self.run(effects)
    }

    fn tell(&mut self, tag: Tag, tell: Tell) -> Vec<Effect> {
        self.give(Input::Told {
            tag,
            tell: Box::new(tell),
            last: true,
        })
    }

    /// Opens a file and goes on to the preview: what an error says, or the letters that were asked
    /// about.
    fn preview(&mut self, path: &std::path::Path) -> Result<Vec<LetterEntry>, String> {
        self.import.path.set("");
        self.give(Input::Paste(path.display().to_string()));
        let effects = self.give(Input::Key(key(KeyCode::Enter)));
        if self.import.step != Step::Mapping {
            let said = effects.iter().find_map(|effect| match effect {
                Effect::Say(message) => Some(message.text.clone()),
                _ => None,
            });
            return Err(said.unwrap_or_default());
        }
        let effects = self.give(Input::Key(letter('y')));
        Ok(self.answer(&effects))
    }

    /// Answers a preview: every row would be new, and the desk finds no more than the row shows.
    fn answer(&mut self, effects: &[Effect]) -> Vec<LetterEntry> {
        let asked = letters(effects).unwrap_or_default();
        let mut told = rows(&asked);
        for row in &mut told {
            row.findings.clear();
        }
        self.tell(PREVIEWED, Tell::Import(told));
        assert_eq!(self.import.step, Step::Preview, "{}", self.drawn());
        asked
    }

    /// The rows of the preview, as `import --json` gives them.
    fn told(&self, letters: &[LetterEntry]) -> Vec<Value> {
        let table = self.import.table.as_ref().unwrap();
        let mut all = Shown {
            order: run::Order::Row,
            ..Shown::default()
        }
        .of(run::items(&self.import.run, table, &self.stage.ctx()));
        all.sort_by_key(|item| item.row);
        let words = &self.stage.words;
        let told = all.iter().map(|item| {
            let out = table.rejected.iter().find(|out| out.row == item.row);
            if let Some(out) = out {
                assert!(item.said.contains(&out.said(words)), "{}", item.said);
                let codes: Vec<Value> = out.reasons.iter().map(|reason| json!({"code": reason.as_str()})).collect();
                return json!({
                    "row": item.row, "outcome": item.outcome, "name": item.name,
                    "findings": codes, "repairs": [],
                });
            }
            let line = &table.lines[&item.row];
            let found = || line.unread.iter().chain(&line.findings);
            for finding in found() {
                let said = crate::text::finding::sentence(words, finding);
                assert!(item.said.contains(&said), "{}: {said}", item.said);
            }
            assert_eq!(!line.mended.is_empty(), item.said.contains("dirapikan"));
            let (at, name) = letters
                .iter()
                .enumerate()
                .flat_map(|(at, letter)| letter.names.iter().map(move |name| (at, name)))
                .find(|(_, name)| name.row.unwrap().row == item.row)
                .unwrap();
            let form = &letters[at].form;
            let who = &name.identity;
            json!({
                "row": item.row, "outcome": item.outcome, "name": item.name,
                "kind": name.kind.as_str(), "nik": who.nik, "email": who.email,
                "phone": who.phone, "agency": who.agency,
                "birth_date": who.birth_date.map(|day| day.to_string()),
                "received": form.received.to_wib().format("%Y-%m-%dT%H:%M:%S+07:00").to_string(),
                "letter_number": form.number, "letter": at,
                "letter_date": form.date.map(|day| day.to_string()),
                "findings": found().map(|found| json!({"code": found.code.as_str()})).collect::<Vec<_>>(),
                "repairs": line.mended.iter().map(|field| json!({"field": field})).collect::<Vec<_>>(),
            })
        });
        told.collect()
    }

    fn open(&mut self) {
        let path = self.folder.path().join("form.csv");
        self.give(Input::Paste(path.display().to_string()));
        self.give(Input::Key(key(KeyCode::Enter)));
        assert_eq!(self.import.step, Step::Mapping, "{}", self.drawn());
    }

    fn drawn(&self) -> String {
        self.stage
            .draw(|area, buf, ctx| self.import.render(area, buf, ctx))
    }
}

fn letters(effects: &[Effect]) -> Option<Vec<LetterEntry>> {
    effects.iter().find_map(|effect| match effect {
        Effect::Ask { ask, .. } => match &**ask {
            Ask::Preview { command } | Ask::Act { command, .. } => match &**command {
                Command::Import { letters } => Some(letters.clone()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
}

fn rows(letters: &[LetterEntry]) -> Vec<ImportRow> {
    let names = letters.iter().flat_map(|letter| &letter.names);
    names
        .map(|name| ImportRow {
            row: name.row.map_or(0, |row| row.row),
            outcome: ImportOutcome::New,
            record: None,
            findings: vec![Finding::new(FindingCode::EmailDomain).with("stated", "x@gmail.com")],
            why: None,
        })
        .collect()
}

fn done(letters: &[LetterEntry]) -> Tell {
    Tell::Done(Box::new(Done {
        sequence: 1,
        by: "Budi".to_owned(),
        position: "agendaris".to_owned(),
        capacity: crate::domain::office::Capacity::Definitive,
        records: Vec::new(),
        import: rows(letters),
    }))
}

#[test]
fn a_file_is_mapped_previewed_and_imported() {
    let mut desk = Desk::new(TABLE);
    desk.open();
    let mapped = desk.drawn();
    assert!(
        mapped.contains("A · Nama Lengkap") && mapped.contains("3 baris"),
        "{mapped}"
    );
    assert!(
        mapped.contains("1971••") && !mapped.contains("1971021204870013"),
        "whole NIKs are not shown: {mapped}"
    );
    let effects = desk.give(Input::Key(letter('y')));
    let asked = letters(&effects).unwrap();
    assert_eq!(asked.len(), 1, "two of three rows are rejected");
    desk.tell(PREVIEWED, Tell::Import(rows(&asked)));
    assert_eq!(desk.import.step, Step::Preview);
    insta::assert_snapshot!("preview_80", desk.drawn());
    let effects = desk.give(Input::Key(letter('y')));
    assert!(matches!(effects[..], [Effect::Open(_)]), "{effects:?}");
    let effects = desk.give(Input::Answered {
        tag: START,
        answer: Answer::Yes,
    });
    let sent = letters(&effects).unwrap();
    desk.tell(IMPORTED, done(&sent));
    assert_eq!(desk.import.step, Step::Done);
    let shown = desk.drawn();
    assert!(
        shown.contains("1 baru") && shown.contains("2 ditolak"),
        "{shown}"
    );
    let rejected = std::fs::read_to_string(desk.folder.path().join("form.ditolak.csv")).unwrap();
    assert!(
        rejected.contains("Angka NIK hilang") && rejected.contains("Nama kosong"),
        "{rejected}"
    );
}

#[test]
fn the_preview_shows_which_rows_form_a_letter() {
    let mut desk = Desk::new("");
    desk.preview(&odd::path("36-letter-groups.csv")).unwrap();
    assert!(
        desk.drawn().contains("Menjadi 7 surat."),
        "{}",
        desk.drawn()
    );
    let said = "surat 1 (800/1/DC/2026, 12 Okt 2026, Dinas Contoh): baris 2-9";
    let flat = |drawn: String| {
        drawn
            .replace(['│', '\n'], " ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert!(flat(desk.drawn()).contains(said), "{}", desk.drawn());
    for order in ["menurut baris", "menurut surat", "menurut hasil"] {
        desk.give(Input::Key(letter('s')));
        assert!(desk.drawn().contains(order), "{}", desk.drawn());
    }
}

/// The same tables go through the verb in `tests/desk/import.rs`.
#[test]
fn odd_tables_are_previewed_whole_or_told() {
    for name in odd::names() {
        let mut desk = Desk::new("");
        let told = match desk.preview(&odd::path(&name)) {
            Err(said) => odd::Told::Refused(said),
            Ok(letters) => odd::Told::Rows(desk.told(&letters)),
        };
        odd::judge(&name, &told);
    }
}

#[test]
fn a_doubtful_kind_is_asked_for_its_row_and_never_a_revocation_by_itself() {
    let mut desk = Desk::new("");
    let asked = desk.preview(&odd::path("18-kinds.csv")).unwrap();
    let revoked = |asked: &[LetterEntry]| {
        let names = asked.iter().flat_map(|letter| &letter.names);
        names.filter(|name| name.kind == Kind::Revoke).count()
    };
    assert_eq!(revoked(&asked), 0);
    insta::assert_snapshot!("doubtful_80", desk.drawn());
    let rejected = desk.import.table.as_ref().unwrap().rejected.len();
    // The cursor stands on the first rejected row: a doubtful one.
    let effects = desk.give(Input::Act(Action::Open));
    assert!(matches!(effects[..], [Effect::Open(_)]), "{effects:?}");
    let row = desk.import.asking.unwrap();
    let answer = |kind: &str| Input::Answered {
        tag: ROW_KIND,
        answer: Answer::Fields(vec![("kind".to_owned(), kind.to_owned())]),
    };
    let effects = desk.give(answer("revoke"));
    let asked = desk.answer(&effects);
    assert_eq!(revoked(&asked), 1, "a person said so");
    let names = || asked.iter().flat_map(|letter| &letter.names);
    let chosen = names().find(|name| name.row.unwrap().row == row).unwrap();
    let told = chosen.mended.iter().find(|mended| mended.field == "kind");
    assert_eq!(
        told.unwrap().to,
        "revoke",
        "what stood there is kept: {told:?}"
    );
    let table = desk.import.table.as_ref().unwrap();
    assert_eq!(table.rejected.len(), rejected - 1);
    // Taken back: it stays out again.
    desk.import.asking = Some(row);
    let effects = desk.give(answer(""));
    assert_eq!(revoked(&desk.answer(&effects)), 0);
}

#[test]
fn a_stray_quote_is_read_as_it_stands_and_told() {
    let table = "Nama Lengkap;NIP;Jenis Permohonan;Keterangan\n\
        Siti;198704122010012015;Penerbitan;pipa 5\" di ruang server\n\
        Budi;198510072005032039;Penerbitan;\"Mawar\" Jl. 3\n";
    let mut desk = Desk::new(table);
    let path = desk.folder.path().join("form.csv");
    let asked = desk.preview(&path).unwrap();
    let notes: Vec<&str> = asked
        .iter()
        .flat_map(|letter| &letter.names)
        .map(|name| name.note.as_str())
        .collect();
    assert_eq!(notes, ["pipa 5\" di ruang server", "\"Mawar\" Jl. 3"]);
    let told = desk.told(&asked);
    for row in &told {
        assert_eq!(row["repairs"], json!([{"field": "note"}]), "{row}");
    }
    let said = &desk.import.said;
    assert!(said.contains("Dirapikan: Catatan 2"), "{said}");
}

#[test]
fn a_cancelled_import_says_how_much_is_in() {
    let mut text = "Nama;NIP;Jenis\n".to_owned();
    for number in 0..1000 {
        text.push_str(&format!("Siti {number};;Penerbitan\n"));
    }
    let mut desk = Desk::new(&text);
    desk.open();
    let mut effects = desk.give(Input::Key(letter('y')));
    while let Some(asked) = letters(&effects) {
        effects = desk.tell(PREVIEWED, Tell::Import(rows(&asked)));
    }
    assert_eq!(desk.import.step, Step::Preview);
    let effects = desk.give(Input::Answered {
        tag: START,
        answer: Answer::Yes,
    });
    let first = letters(&effects).unwrap();
    let effects = desk.tell(IMPORTED, done(&first));
    let second = letters(&effects).unwrap();
    desk.give(Input::Answered {
        tag: STOP,
        answer: Answer::Cancelled,
    });
    let effects = desk.tell(IMPORTED, done(&second));
    assert!(letters(&effects).is_none(), "nothing more is sent");
    let shown = desk.drawn();
    assert!(
        shown.contains("Dibatalkan; 400 dari 1.000 baris sudah masuk"),
        "{shown}"
    );
}

#[test]
fn a_missing_file_and_a_wrong_one_say_what_to_do() {
    let mut desk = Desk::new("\n\n");
    let path = desk.folder.path().join("nothing.csv");
    desk.give(Input::Paste(path.display().to_string()));
    let effects = desk.give(Input::Key(key(KeyCode::Enter)));
    let said = |effects: &[Effect], words: &str| {
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Say(message) if message.text.contains(words)))
    };
    assert!(said(&effects, "tidak ditemukan"), "{effects:?}");
    assert_eq!(desk.import.step, Step::Path);
    desk.import.path.set("");
    let path = desk.folder.path().join("form.csv");
    desk.give(Input::Paste(path.display().to_string()));
    let effects = desk.give(Input::Key(key(KeyCode::Enter)));
    assert!(said(&effects, "tidak berisi baris"), "{effects:?}");
}

#[test]
fn the_columns_can_be_changed_and_the_kind_is_asked_where_no_column_tells_it() {
    let mut desk = Desk::new("Nama Lengkap;NIP\nSiti;198704122010012015\n");
    let path = desk.folder.path().join("form.csv");
    desk.give(Input::Paste(path.display().to_string()));
    let effects = desk.give(Input::Key(key(KeyCode::Enter)));
    assert!(
        matches!(effects[..], [Effect::Open(_)]),
        "asks the kind: {effects:?}"
    );
    desk.give(Input::Answered {
        tag: KIND,
        answer: Answer::Fields(vec![("kind".to_owned(), "reset".to_owned())]),
    });
    assert_eq!(desk.import.step, Step::Mapping);
    assert!(
        desk.drawn().contains("Reset Passphrase untuk"),
        "{}",
        desk.drawn()
    );
    desk.import.changing = Some(What::Column(Field::Nip));
    desk.give(Input::Answered {
        tag: LINE,
        answer: Answer::Fields(vec![("column".to_owned(), String::new())]),
    });
    let plan = &desk.import.planned.as_ref().unwrap().plan;
    assert_eq!(plan.mapping.column_of(Field::Nip), None);
}

/// What is kept of an import, as another session finds it.
fn again(desk: &Desk) -> Import {
    let kept = desk.import.draft().unwrap();
    let mut again = Import::new();
    again.handle(
        Input::Draft(kept.text.unwrap_or_default()),
        &desk.stage.ctx(),
    );
    again
}

#[test]
fn every_step_outlives_the_screen_and_a_row_is_named_of_one_state_of_the_file_only() {
    let mut desk = Desk::new(TABLE);
    desk.open();
    desk.import.changing = Some(What::Column(Field::Nip));
    desk.give(Input::Answered {
        tag: LINE,
        answer: Answer::Fields(vec![("column".to_owned(), String::new())]),
    });
    desk.import.asking = Some(3);
    desk.give(Input::Answered {
        tag: ROW_KIND,
        answer: Answer::Fields(vec![("kind".to_owned(), "reset".to_owned())]),
    });
    let chosen = |desk: &Desk| {
        let plan = &desk.import.planned.as_ref().unwrap().plan;
        (plan.mapping.column_of(Field::Nip), plan.chosen_kind(3))
    };
    assert_eq!(chosen(&desk), (None, Some(Kind::Reset)));
    desk.import = again(&desk);
    desk.give(Input::Key(key(KeyCode::Enter)));
    assert_eq!(chosen(&desk), (None, Some(Kind::Reset)));
    std::fs::write(desk.folder.path().join("form.csv"), format!("{TABLE}\n")).unwrap();
    desk.import = again(&desk);
    desk.give(Input::Key(key(KeyCode::Enter)));
    assert_eq!(chosen(&desk), (None, None), "another file by now");
    desk.import.step = Step::Done;
    let after = again(&desk);
    assert!(after.path.text().is_empty() && after.kept.is_some());
}

#[test]
fn it_looks_right_in_english_at_120() {
    let mut desk = Desk::new(TABLE);
    desk.stage = Stage::new(120, 37, Language::English);
    desk.open();
    insta::assert_snapshot!("mapping_120_en", desk.drawn());
}

const LIST: &str = "Nama;NIP;Nomor Seri;Berlaku dari;Berlaku sampai;Status;Lain\n\
    Siti Rahmawati;198704122010012015;3F00A1;13/01/2025;12/01/2027;ISSUE;x\n\
    Siti Rahmawati;198704122010012015;3F00B2;13/10/2026;12/10/2028;RENEW;\n\
    Hendra Lubis;198510072005032039;3F00A2;13/01/2025;;ISSUE;\n\
    Ratna Yulianti;197612131996022034;3F00A1;13/01/2025;12/01/2027;ISSUE;\n";

fn taken(effects: &[Effect]) -> Vec<crate::domain::act::TakenIn> {
    let commands = effects.iter().filter_map(|effect| match effect {
        Effect::Ask { ask, .. } => match &**ask {
            Ask::Preview { command } | Ask::Act { command, .. } => Some(command),
            _ => None,
        },
        _ => None,
    });
    let mut rows = commands.filter_map(|command| match &**command {
        Command::TakeIn { certificates } => Some(certificates.clone()),
        _ => None,
    });
    rows.next().unwrap()
}

#[test]
fn a_list_of_certificates_is_mapped_previewed_and_taken_in() {
    let mut desk = Desk::of(Import::of_certificates(), LIST);
    desk.open();
    let mapped = desk.drawn();
    assert!(
        mapped.contains("C · Nomor Seri") && mapped.contains("D · Berlaku dari"),
        "{mapped}"
    );
    // Another column for the serial, and back.
    for (column, shown) in [("6", "G · Lain"), ("2", "C · Nomor Seri")] {
        desk.import.changing = Some(What::Held(crate::intake::inventory::HeldField::Serial));
        desk.give(Input::Answered {
            tag: LINE,
            answer: Answer::Fields(vec![("column".to_owned(), column.to_owned())]),
        });
        assert!(desk.drawn().contains(shown), "{}", desk.drawn());
    }
    let effects = desk.give(Input::Key(letter('y')));
    let asked = taken(&effects);
    assert_eq!(asked.len(), 3, "one row has no end");
    let known = crate::domain::ids::CertificateId(7);
    let record = crate::domain::ids::RecordId::Certificate(known);
    let fates = [
        (2, ImportOutcome::New, None, None),
        (3, ImportOutcome::Successor, Some(record), None),
        (
            5,
            ImportOutcome::Conflict,
            None,
            Some(Refusal::SerialKnown {
                serial: "3F00A1".to_owned(),
                record,
            }),
        ),
    ];
    let told = fates.map(|(row, outcome, record, why)| ImportRow {
        row,
        outcome,
        record,
        findings: Vec::new(),
        why,
    });
    desk.tell(PREVIEWED, Tell::Import(told.to_vec()));
    assert_eq!(desk.import.step, Step::Preview);
    insta::assert_snapshot!("list_preview_80", desk.drawn());
    desk.give(Input::Key(letter('y')));
    let effects = desk.give(Input::Answered {
        tag: START,
        answer: Answer::Yes,
    });
    assert_eq!(taken(&effects), asked);
    let done = Done {
        capacity: crate::domain::office::Capacity::Definitive,
        sequence: 1,
        by: "Budi".to_owned(),
        position: "agendaris".to_owned(),
        records: Vec::new(),
        import: told.to_vec(),
    };
    desk.tell(IMPORTED, Tell::Done(Box::new(done)));
    let shown = &desk.import.said;
    assert!(
        shown.contains("1 penerus · 0 pendahulu") && shown.contains("1 bertentangan · 1 ditolak"),
        "{shown}"
    );
    let file = std::fs::read_to_string(desk.folder.path().join("form.ditolak.csv")).unwrap();
    for reason in ["kosong", "3F00A1 sudah tercatat"] {
        assert!(file.contains(reason), "{file}");
    }
}
