#![allow(clippy::unwrap_used, clippy::panic)]
use super::*;
use crate::domain::substance::{Fact, Value};
use crate::domain::summary::PersonRow;
use crate::tui::testing::{Stage, letter};
use crate::wire::message::Done;

const RECAP: &str = "Nama,Instansi,Email,Status Pengguna,Status Sertifikat,Jumlah TTE\n\
    Siti Rahmawati,Pemerintah Provinsi,siti@babelprov.go.id,VERIFIED,ISSUE,18\n\
    Hendra Lubis,Pemerintah Provinsi,hendra.baru@babelprov.go.id,VERIFIED,ISSUE,3\n\
    Rina Wijaya,Pemerintah Provinsi,,VERIFIED,EXPIRED,1\n\
    Orang Baru,Pemerintah Provinsi,baru@babelprov.go.id,NEW,,0\n";

struct Desk {
    panel: RecapPanel,
    stage: Stage,
    last: Vec<Effect>,
    asked: Option<Box<dyn Panel>>,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new(text: &str) -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rekap.csv");
        std::fs::write(&path, text).unwrap();
        let values = vec![
            ("path".to_owned(), path.display().to_string()),
            ("whole".to_owned(), "all".to_owned()),
            ("dates".to_owned(), "dmy".to_owned()),
        ];
        let mut desk = Desk {
            panel: RecapPanel::of(&values),
            stage: Stage::new(100, 20, crate::text::Language::Indonesian),
            last: Vec::new(),
            asked: None,
            _folder: folder,
        };
        let area = desk.stage.area();
        desk.give(Input::Shown(area));
        desk
    }

    fn give(&mut self, input: Input) {
        let mut effects = self.panel.handle(input, &self.stage.ctx());
        self.last.clear();
        while !effects.is_empty() {
            match effects.remove(0) {
                Effect::Work { tag, job } => {
                    let result = job();
                    let worked = Input::Worked { tag, result };
                    effects.extend(self.panel.handle(worked, &self.stage.ctx()));
                }
                Effect::Open(panel) => self.asked = Some(panel),
                other => self.last.push(other),
            }
        }
    }

    fn tell(&mut self, tag: Tag, tell: Tell) {
        let tell = Box::new(tell);
        let last = true;
        self.give(Input::Told { tag, tell, last });
    }

    /// The rows that were asked about.
    fn asks(&self) -> Option<&Vec<RecapRow>> {
        self.last.iter().find_map(|effect| match effect {
            Effect::Ask { ask, .. } => match &**ask {
                Ask::Recap { rows, whole: true } => Some(rows),
                _ => None,
            },
            _ => None,
        })
    }

    fn command(&self) -> Option<Command> {
        self.last.iter().find_map(|effect| match effect {
            Effect::Ask { ask, .. } => match &**ask {
                Ask::Act { command, .. } => Some((**command).clone()),
                _ => None,
            },
            _ => None,
        })
    }

    fn drawn(&self) -> String {
        let draw = |panel: &dyn Panel| {
            self.stage
                .draw(|area, buf, ctx| panel.render(area, buf, ctx))
        };
        self.asked
            .as_deref()
            .map_or_else(|| draw(&self.panel), draw)
    }
}

fn person(id: u32, name: &str) -> PersonRow {
    PersonRow {
        id: PersonId(id),
        name: name.to_owned(),
        nip: "198704122010012015".to_owned(),
        agency: "Dinas Kesehatan".to_owned(),
        post: String::new(),
    }
}

fn line(row: u32, outcome: RecapOutcome, people: Vec<PersonRow>) -> RecapLine {
    RecapLine {
        row,
        outcome,
        writes: !matches!(outcome, RecapOutcome::Proposal | RecapOutcome::Same),
        people,
        differs: Vec::new(),
        why: None,
    }
}

fn view() -> RecapView {
    let mut differs = line(3, RecapOutcome::Differs, vec![person(4, "Hendra Lubis")]);
    differs.differs = vec![Fact {
        name: "field".into(),
        of: Some(Value::key("field", "email")),
        was: Some(Value::Text("hendra@babelprov.go.id".to_owned())),
        now: Value::Text("hendra.baru@babelprov.go.id".to_owned()),
    }];
    let like = vec![person(5, "Rina Wijaya"), person(6, "Rina Wijaya, S.Kom.")];
    RecapView {
        lines: vec![
            line(2, RecapOutcome::Same, Vec::new()),
            differs,
            line(4, RecapOutcome::Proposal, like),
            line(5, RecapOutcome::Unknown, Vec::new()),
        ],
        absent: vec![person(9, "Dewi Anjarsari")],
    }
}

fn begun() -> Desk {
    let mut desk = Desk::new(RECAP);
    assert_eq!(desk.asks().map(Vec::len), Some(4));
    desk.tell(JUDGED, Tell::Recap(Box::new(view())));
    desk
}

#[test]
fn what_is_certain_is_taken_over_in_one_act() {
    let mut desk = begun();
    insta::assert_snapshot!("recap_100", desk.drawn());
    desk.give(Input::Key(letter('y')));
    let asked = desk.drawn();
    for part in ["2 baris", "1 orang", "1 baris tetap menunggu"] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    let answer = Answer::Yes;
    desk.give(Input::Answered { tag: START, answer });
    let Some(Command::Reconcile { rows, absent }) = desk.command() else {
        panic!("nothing was sent")
    };
    let numbers: Vec<u32> = rows.iter().map(|row| row.row.row).collect();
    assert_eq!((numbers, absent), (vec![3, 5], vec![PersonId(9)]));
    let done = Done {
        sequence: 9,
        by: "Budi".to_owned(),
        position: "agendaris".to_owned(),
        capacity: crate::domain::office::Capacity::Definitive,
        records: Vec::new(),
        import: Vec::new(),
    };
    desk.tell(TAKEN, Tell::Done(Box::new(done)));
    assert!(desk.asks().is_some(), "what is left is asked anew");
}

#[test]
fn a_proposal_is_for_the_clerk_one_by_one() {
    let mut desk = begun();
    desk.give(Input::Act(Action::Open));
    let asked = desk.drawn();
    assert!(
        asked.contains("Rina Wijaya, S.Kom.") && asked.contains("belum dikenal"),
        "{asked}"
    );
    let answer = Answer::Chosen("6".to_owned());
    desk.give(Input::Answered { tag: WHO, answer });
    assert!(desk.drawn().contains("sebagai Rina Wijaya, S.Kom."));
    let answer = Answer::Yes;
    desk.give(Input::Answered { tag: ONE, answer });
    let Some(Command::Reconcile { rows, absent }) = desk.command() else {
        panic!("nothing was sent")
    };
    assert_eq!((rows.len(), absent.len()), (1, 0));
    assert_eq!(rows[0].meant, Some(Meant::Person(PersonId(6))));
    // What is no proposal asks for nobody.
    let mut desk = begun();
    desk.give(Input::Act(Action::Down));
    desk.give(Input::Act(Action::Open));
    assert!(desk.asked.is_none());
}

#[test]
fn a_file_that_is_no_recap_says_which_column_is_missing() {
    let desk = Desk::new("Nama,NIP\nSiti Rahmawati,198704122010012015\n");
    let said = desk.last.iter().find_map(|effect| match effect {
        Effect::Say(said) => Some(said.text.clone()),
        _ => None,
    });
    let said = said.unwrap();
    assert!(
        said.contains("Status Pengguna") && said.contains("status akun"),
        "{said}"
    );
}
