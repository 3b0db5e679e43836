//! A new desk: its folder, its first act, its first officers.

use crate::domain::event::Genesis;
use crate::domain::ids::OfficerId;
use crate::domain::office::{Capacity, Position};
use crate::domain::officer::{Account, Hold, PersonIds};
use crate::domain::policy::Policy;
use crate::domain::rules::{Founder, genesis};
use crate::domain::time::{Instant, start_of};
use crate::paths::lock::FileLock;
use crate::paths::{DeskFolder, PathError, Sharing};
use crate::policy_file;
use crate::server::peer::Credentials;
use crate::store::records::{Domain, Origin, new_event};
use crate::store::{Act, ActId, Options, Store, StoreError, must_be_free};
use std::sync::Arc;

/// Version of the ledger's format that this release writes.
const FORMAT: u16 = 1;

/// What a new desk is to be.
#[derive(Clone, Debug)]
pub struct Founding {
    pub name: String,
    pub training: bool,
    pub policy: Policy,
    pub sharing: Sharing,
    /// Who founds it: bound as admin and agendaris [ARCHITECTURE.md §2].
    pub account: Account,
    /// The founder's name as an officer.
    pub founder: String,
    /// By what they are known as a person.
    pub known: PersonIds,
    /// The moment of the first act.
    pub at: Instant,
}

/// Why a desk could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FoundingError {
    #[error(transparent)]
    Path(#[from] PathError),
    #[error(transparent)]
    Store(Box<StoreError>),
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The account stands for many, so none of them could enter.
    #[error("the account with uid {0} stands for nobody")]
    Nobody(u32),
    #[error("the first act cannot be written: {0}")]
    Codec(#[from] crate::codec::CodecError),
}

impl From<StoreError> for FoundingError {
    fn from(error: StoreError) -> FoundingError {
        FoundingError::Store(Box::new(error))
    }
}

/// Makes the desk and closes it again.
///
/// # Errors
/// The folder is not empty, cannot be made or written, or another process makes a desk there. What
/// was made is taken away again.
pub fn found(desk: &DeskFolder, founding: Founding) -> Result<(), FoundingError> {
    found_with(desk, founding, |_| Ok(()))
}

/// The same, and the desk is a desk only once `fill` is done, too.
pub(super) fn found_with(
    desk: &DeskFolder,
    founding: Founding,
    fill: impl FnOnce(&Store) -> Result<(), FoundingError>,
) -> Result<(), FoundingError> {
    let uid = founding.account.uid;
    if (Credentials { uid, pid: 0 }).names_nobody() {
        return Err(FoundingError::Nobody(uid));
    }
    let sharing = founding.sharing;
    let first = first_act(&founding)?;
    must_be_free(desk.path())?;
    let folders = desk.create(sharing)?;
    // No server begins on a desk that is being made [ARCHITECTURE.md §6].
    let lock = FileLock::try_take(&desk.server_lock())
        .map_err(|error| PathError::io(&desk.server_lock(), error))?;
    let _lock = lock.ok_or_else(|| StoreError::InUse {
        desk: desk.path().to_owned(),
    })?;
    let options = Options::default();
    let store = Store::create_with(desk.path(), first, Arc::new(Domain), &options, fill)?;
    folders.keep();
    store.close()?;
    Ok(())
}

/// The act that begins a desk's ledger.
pub(crate) fn first_act(founding: &Founding) -> Result<Act, FoundingError> {
    let digest = policy_file::digest(&founding.policy);
    let mut id = [0; 16];
    id.copy_from_slice(&ActId::random()?.0);
    let first = Genesis {
        desk: id,
        name: founding.name.clone(),
        training: founding.training,
        format: FORMAT,
    };
    let officers = officers(founding);
    let events = genesis(first, founding.policy.clone(), digest, officers);
    let origin = Origin {
        uid: Some(founding.account.uid),
        address: None,
    };
    let recorded: Result<Vec<_>, StoreError> = events
        .iter()
        .map(|event| {
            new_event(
                event,
                Some((Position::Admin, Capacity::Definitive)),
                None,
                &origin,
            )
        })
        .collect();
    Ok(Act {
        id: ActId::random()?,
        command: [0; 32],
        officer: OfficerId(1).0,
        recorded_at: founding.at.0,
        events: recorded?,
        result: Vec::new(),
    })
}

fn officers(founding: &Founding) -> Vec<Founder> {
    let from = start_of(founding.at.day());
    let hold = |position: Position| Hold {
        position,
        capacity: Capacity::Definitive,
        from,
        until: None,
        basis: String::new(),
        given: founding.at,
    };
    let own = [Position::Admin, Position::Agendaris].map(hold).to_vec();
    let mut officers = vec![Founder {
        name: founding.founder.clone(),
        known: founding.known.clone(),
        account: Some(founding.account.clone()),
        holds: own,
    }];
    if founding.training {
        let cast = CAST.iter().map(|(name, nip, position)| Founder {
            name: (*name).to_owned(),
            known: PersonIds::read(nip, "", "").unwrap_or_default(),
            account: None,
            holds: vec![hold(*position)],
        });
        officers.extend(cast);
    }
    officers
}

/// Made-up officials of a training desk, one a position and a second verifier.
const CAST: [(&str, &str, Position); 7] = [
    (
        "Dr. Suryanto Hamid, M.Si.",
        "196804121994031002",
        Position::Kadis,
    ),
    (
        "Ratih Kusumawati, S.T., M.M.",
        "197609232002122003",
        Position::Kabid,
    ),
    (
        "Bambang Irawan, S.Kom.",
        "198203152008041001",
        Position::Subkoord,
    ),
    (
        "Budi Santoso, S.Kom.",
        "199005072015031004",
        Position::Verifikator,
    ),
    (
        "Citra Permata, A.Md.",
        "199411282019032005",
        Position::Verifikator,
    ),
    (
        "Lina Marlina, S.A.P.",
        "198807192011012006",
        Position::Agendaris,
    ),
    (
        "Hj. Nurbaiti, S.E.",
        "197101051996032007",
        Position::Auditor,
    ),
];
