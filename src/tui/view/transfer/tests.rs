#![allow(clippy::unwrap_used, clippy::panic)]
use super::*;
use crate::domain::act::Transfer;
use crate::domain::ids::{Agenda, FileHash, RequestNo};
use crate::domain::office::Capacity;
use crate::domain::substance::{Fact, Value};
use crate::domain::summary::PersonRow;
use crate::domain::time::Day;
use crate::tui::testing::{Stage, letter};

const LIST: &str = "NO,NAMA,NIP,PERANGKAT DAERAH LAMA,PERANGKAT DAERAH BARU,JABATAN BARU\n\
    1,Siti Rahmawati,198704122010012015,Dinas Kesehatan,Dinas Pendidikan,Analis\n\
    2,Hendra Lubis,,Dinas Sosial,Dinas Pendidikan,Pengelola\n\
    3,Rina Wijaya,198704122010012016,Dinas Sosial,Dinas Pendidikan,Pengelola\n";

struct Desk {
    panel: TransferPanel,
    stage: Stage,
    last: Vec<Effect>,
    asked: Option<Box<dyn Panel>>,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mutasi.csv");
        std::fs::write(&path, LIST).unwrap();
        let mut desk = Desk {
            panel: TransferPanel::new(path, None),
            stage: Stage::new(100, 20, crate::text::Language::Indonesian),
            last: Vec::new(),
            asked: None,
            folder,
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

    fn told(&mut self, scan: &str) {
        let values = [
            ("transfer", "inside"),
            ("from", "BKPSDMD"),
            ("number", "821.2/40/BKPSDMD/2026"),
            ("letter_date", "2026-11-20"),
            ("effective", "2026-12-01"),
            ("subject", "Mutasi pegawai"),
            ("scan", scan),
        ];
        let own = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
        let answer = Answer::Fields(values.map(own).to_vec());
        self.give(Input::Answered { tag: SK, answer });
    }

    fn tell(&mut self, tag: Tag, tell: Tell) {
        let tell = Box::new(tell);
        self.give(Input::Told {
            tag,
            tell,
            last: true,
        });
    }

    fn asks(&self) -> Option<Ask> {
        self.last.iter().find_map(|effect| match effect {
            Effect::Ask { ask, .. } => Some((**ask).clone()),
            _ => None,
        })
    }

    fn order(&self) -> TransferOrder {
        match self.asks() {
            Some(Ask::Act { command, .. }) => match *command {
                Command::Transfer { order } => *order,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
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

    fn yes(&mut self) {
        self.asked = None;
        self.give(Input::Answered {
            tag: START,
            answer: Answer::Yes,
        });
    }
}

fn person(id: u32, name: &str) -> PersonRow {
    PersonRow {
        id: PersonId(id),
        name: name.to_owned(),
        nip: "198704122010012015".to_owned(),
        agency: "Dinas Sosial".to_owned(),
        post: String::new(),
    }
}

fn line(row: u32, outcome: TransferOutcome, people: Vec<PersonRow>) -> TransferLine {
    TransferLine {
        row,
        outcome,
        people,
        differs: Vec::new(),
        open: None,
        why: None,
    }
}

fn view(settled: bool) -> TransferView {
    let mut ready = line(2, TransferOutcome::Ready, vec![person(1, "Siti Rahmawati")]);
    ready.differs = vec![Fact {
        name: "field".into(),
        of: Some(Value::key("field", "agency_old")),
        was: Some(Value::Text("RSUD".to_owned())),
        now: Value::Text("Dinas Kesehatan".to_owned()),
    }];
    let like = vec![person(4, "Hendra Lubis"), person(5, "Hendra Lubis, S.E.")];
    let proposal = match settled {
        true => line(
            3,
            TransferOutcome::Ready,
            vec![person(5, "Hendra Lubis, S.E.")],
        ),
        false => line(3, TransferOutcome::Proposal, like),
    };
    let without = line(4, TransferOutcome::Without, vec![person(6, "Rina Wijaya")]);
    TransferView {
        lines: vec![ready, proposal, without],
    }
}

fn judged(settled: bool) -> Tell {
    Tell::Transfers(Box::new(view(settled)))
}

#[test]
fn the_sk_comes_first_then_each_person_beside_what_the_desk_knows() {
    let mut desk = Desk::new();
    insta::assert_snapshot!("form_100", desk.drawn());
    desk.asked = None;
    desk.told("");
    let Some(Ask::Transfers { transfer, rows }) = desk.asks() else {
        panic!("{:?}", desk.last)
    };
    assert_eq!((transfer, rows.len()), (Transfer::Inside, 3));
    desk.tell(JUDGED, judged(false));
    insta::assert_snapshot!("list_100", desk.drawn());
    desk.give(Input::Key(letter('y')));
    insta::assert_snapshot!("question_100", desk.drawn());
    desk.yes();
    let order = desk.order();
    assert_eq!(order.rows.len(), 1, "a proposal is not taken by itself");
    assert_eq!(
        order.sk,
        Evidence::Paper,
        "the original lies at the counter"
    );
    assert_eq!(order.effective, Day::from_ymd_opt(2026, 12, 1).unwrap());
}

#[test]
fn a_proposal_is_settled_by_choosing_who_it_is() {
    let mut desk = Desk::new();
    desk.told("");
    desk.asked = None;
    desk.tell(JUDGED, judged(false));
    desk.give(Input::Act(Action::Open));
    assert!(
        desk.drawn().contains("Hendra Lubis, S.E."),
        "{}",
        desk.drawn()
    );
    desk.give(Input::Answered {
        tag: WHO,
        answer: Answer::Chosen("5".to_owned()),
    });
    let Some(Ask::Transfers { rows, .. }) = desk.asks() else {
        panic!("{:?}", desk.last)
    };
    assert_eq!(rows[1].meant, Some(PersonId(5)));
    desk.tell(JUDGED, judged(true));
    desk.yes();
    assert_eq!(desk.order().rows.len(), 2);
}

#[test]
fn the_scan_of_the_sk_lies_beside_the_letter_and_its_names() {
    let mut desk = Desk::new();
    let scan = desk.folder.path().join("sk.pdf");
    std::fs::write(&scan, "%PDF").unwrap();
    desk.told(&scan.display().to_string());
    desk.tell(JUDGED, judged(true));
    desk.give(Input::Key(letter('y')));
    assert!(desk.asks().is_none(), "the scan is still on its way");
    desk.tell(FILE, Tell::Ready);
    let stored = Tell::Stored {
        hash: FileHash([3; 32]),
        bytes: 4,
    };
    desk.tell(FILE, stored);
    desk.yes();
    let order = desk.order();
    assert_eq!(order.letter.scan, Some(FileHash([3; 32])));
    assert!(matches!(order.sk, Evidence::File { .. }));
    let no = Agenda {
        year: 2026,
        number: 143,
    };
    let name = |line: u16| (RecordId::Request(no.line(line)), 1);
    desk.tell(
        DONE,
        Tell::Done(Box::new(Done {
            sequence: 9,
            by: "Sari".to_owned(),
            position: "agendaris".to_owned(),
            capacity: Capacity::Definitive,
            records: vec![(RecordId::Letter(no), 1), name(1), name(2)],
            import: Vec::new(),
        })),
    );
    let shown: Option<RequestNo> = desk.last.iter().find_map(|effect| match effect {
        Effect::Show {
            record: RecordId::Request(no),
            ..
        } => Some(*no),
        _ => None,
    });
    assert_eq!(shown, Some(no.line(1)));
    assert!(format!("{:?}", desk.last).contains("0143/2026 terdaftar dengan 2 nama"));
}

#[test]
fn where_the_form_is_left_enter_brings_it_back() {
    let mut desk = Desk::new();
    assert!(desk.asked.take().is_some());
    assert!(desk.drawn().contains("SK belum diisi"), "{}", desk.drawn());
    desk.give(Input::Act(Action::Open));
    assert!(desk.asked.is_some());
    desk.give(Input::Act(Action::Back));
    assert!(matches!(desk.last[..], [Effect::Close]), "{:?}", desk.last);
}
