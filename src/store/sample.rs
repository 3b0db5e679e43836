//! A small projector and desk for the store's tests: records are texts, an event sets one.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;

use super::*;

/// Kind 1 sets the record to its payload `key value`: the record takes the unique key `key`,
/// gives the one before back, and counts changes. Kind 2 removes the record. Kind 3 is a look.
pub struct Texts;

impl Projector for Texts {
    fn fold(
        &self,
        _record: &RecordKey,
        current: Option<&[u8]>,
        event: &EventView<'_>,
    ) -> std::result::Result<Folded, FoldError> {
        let held = current.and_then(key_of);
        let payload = event.payload.unwrap_or(b"- erased");
        match event.kind {
            1 => {
                let key = key_of(payload).ok_or(FoldError::Unfit("no key".into()))?;
                let mut record = payload.to_vec();
                record.extend(event.seq.to_be_bytes());
                Ok(Folded {
                    record: Change::Put(record),
                    summary: Change::Put(payload[..payload.len().min(20)].to_vec()),
                    put_keys: vec![key],
                    remove_keys: held.into_iter().filter(|held| *held != key).collect(),
                    counters: vec![(counter(), 1)],
                    moves: true,
                })
            }
            2 => Ok(Folded {
                record: Change::Remove,
                summary: Change::Remove,
                remove_keys: held.into_iter().collect(),
                counters: vec![(counter(), -1)],
                moves: true,
                ..Folded::default()
            }),
            3 => Ok(Folded::default()),
            kind => Err(FoldError::Unfit(format!("kind {kind}"))),
        }
    }
}

fn key_of(text: &[u8]) -> Option<UniqueKey> {
    let end = text.iter().position(|byte| *byte == b' ')?;
    UniqueKey::new(&text[..end])
}

pub fn counter() -> CounterKey {
    CounterKey::new(b"changes").unwrap()
}

pub fn record(number: u8) -> RecordKey {
    RecordKey::new(&[b'R', number]).unwrap()
}

pub fn unique(text: &str) -> UniqueKey {
    UniqueKey::new(text.as_bytes()).unwrap()
}

pub fn event(number: u8, kind: u16, payload: &str) -> NewEvent {
    NewEvent {
        record: record(number),
        kind,
        position: 1,
        stated_at: None,
        payload: payload.into(),
    }
}

pub fn act(id: u64, events: Vec<NewEvent>) -> Act {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&id.to_be_bytes());
    Act {
        id: ActId(bytes),
        command: [id as u8; 32],
        officer: 7,
        recorded_at: 1_000 + id as i64,
        events,
        result: format!("result {id}").into_bytes(),
    }
}

/// Small segments, so that tests cross them.
pub fn options() -> Options {
    Options {
        segment_bytes: 64 * 1024,
        ..Options::default()
    }
}

pub fn create(desk: &Path) -> Store {
    let genesis = act(0, vec![event(0, 1, "genesis desk")]);
    Store::create(desk, genesis, Arc::new(Texts), &options()).unwrap()
}

pub fn open(desk: &Path) -> Result<Store> {
    Store::open(desk, Arc::new(Texts), &options(), &mut |_| {})
}

pub fn commit(store: &Store, acts: impl IntoIterator<Item = Act>) -> Committed {
    let mut group = store.begin();
    for act in acts {
        group.push(act).unwrap();
    }
    store.commit(group).unwrap()
}

/// Events and acts one by one: two databases may pack them differently.
pub fn packed_rows(db: &local::db::Db) -> Result<Vec<Row>> {
    let events = db.events_from(0);
    let events = events.map(|event| event.map(|(seq, packed)| (rows::event(seq), packed)));
    let mut all = events.collect::<Result<Vec<_>>>()?;
    for row in db.scan(&[rows::ACT]) {
        let acts = local::db::acts_of(&row?)?;
        all.extend(acts.iter().map(|act| {
            let key = rows::numbered(rows::ACT, act.first_seq);
            (key, act.to_bytes())
        }));
    }
    for row in db.scan(&[rows::ACT_ID]) {
        let (key, row) = row?;
        let ids = rows::unpack(&row).ok_or_else(|| rows::damaged(&key))?;
        all.extend(ids.iter().map(|id| (vec![rows::ACT_ID], id.to_vec())));
    }
    Ok(all)
}

/// Every row that the projector is answerable for.
pub fn rows_of(store: &Store) -> Vec<Row> {
    let kinds = [rows::RECORD, rows::UNIQUE, rows::COUNTER];
    let mut all = packed_rows(store.local().rows.settled().unwrap()).unwrap();
    all.extend(
        kinds
            .into_iter()
            .flat_map(|kind| store.rows_with(&[kind]).unwrap()),
    );
    all
}
