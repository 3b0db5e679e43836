//! `loket request edit` and `complete`: changes to what is stated of the person.

use crate::cli::desk::{DeskLine, unexpected};
use crate::cli::done::{self, act_and_tell};
use crate::cli::exit::Failure;
use crate::cli::given;
use crate::domain::act::{Command, Seen};
use crate::domain::ids::RequestNo;
use crate::domain::policy::Category;
use crate::domain::request::Identity;
use crate::wire::message::{Ask, Tell};
use clap::Args;

#[derive(Debug, Args)]
pub struct Edit {
    /// The request's number
    request: String,
    #[command(flatten)]
    fields: Fields,
}

/// Fields that may change; those not said stay.
#[derive(Debug, Args)]
pub struct Fields {
    /// Name with titles
    #[arg(long)]
    name: Option<String>,
    /// NIP
    #[arg(long)]
    nip: Option<String>,
    /// NIK
    #[arg(long)]
    nik: Option<String>,
    /// NIK on the certificate that stands, for a change
    #[arg(long)]
    nik_old: Option<String>,
    /// Place of birth
    #[arg(long)]
    birth_place: Option<String>,
    /// Date of birth
    #[arg(long, value_name = "DATE")]
    birth_date: Option<String>,
    /// Post (jabatan)
    #[arg(long)]
    post: Option<String>,
    /// Rank (golongan)
    #[arg(long)]
    rank: Option<String>,
    /// Eselon
    #[arg(long)]
    eselon: Option<String>,
    /// Agency (perangkat daerah)
    #[arg(long)]
    agency: Option<String>,
    /// Official e-mail
    #[arg(long)]
    email: Option<String>,
    /// Telephone
    #[arg(long)]
    phone: Option<String>,
    /// pns, pppk, state_official or non_asn
    #[arg(long)]
    category: Option<String>,
}

impl Edit {
    pub fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let no = given::request(&line.words, &self.request)?;
        let Some(identity) = self.fields.changed(line, no)? else {
            return Err(Failure::wrong(&line.words, "cli-nothing-to-change", &[]));
        };
        // After the look at the NIK, which is recorded on the request.
        let revision = done::request(line, no)?.request.revision;
        let command = Command::EditIdentity {
            request: Seen { id: no, revision },
            identity: Box::new(identity),
        };
        act_and_tell(line, as_json, command)
    }
}

impl Fields {
    /// The whole identity with the changes; `None` where nothing was said. What is masked here is
    /// looked at whole, which is recorded: an edit keeps the numbers that it does not change.
    pub fn changed(&self, line: &DeskLine, no: RequestNo) -> Result<Option<Identity>, Failure> {
        let words = &line.words;
        let mut identity = done::request(line, no)?.request.identity;
        let before = identity.clone();
        let fields = [
            (&self.name, &mut identity.name),
            (&self.nip, &mut identity.nip),
            (&self.nik, &mut identity.nik),
            (&self.nik_old, &mut identity.nik_old),
            (&self.birth_place, &mut identity.birth_place),
            (&self.post, &mut identity.post),
            (&self.rank, &mut identity.rank),
            (&self.eselon, &mut identity.eselon),
            (&self.agency, &mut identity.agency),
            (&self.email, &mut identity.email),
            (&self.phone, &mut identity.phone),
        ];
        for (given, field) in fields {
            if let Some(text) = given {
                *field = text.trim().to_owned();
            }
        }
        if let Some(text) = &self.birth_date {
            identity.birth_date = Some(given::day(words, text, line.now().day())?);
        }
        if let Some(text) = &self.category {
            let all = [
                Category::Pns,
                Category::Pppk,
                Category::StateOfficial,
                Category::NonAsn,
            ];
            identity.category = Some(given::choice(words, text, &all, Category::as_str)?);
        }
        if identity == before {
            return Ok(None);
        }
        if self.nik.is_none() && !before.nik.is_empty() {
            identity.nik = whole_nik(line, no)?;
        }
        if self.nik_old.is_none() && !before.nik_old.is_empty() {
            // Only one number can be looked at; the other must be said again.
            return Err(Failure::wrong(words, "cli-nik-old-needed", &[]));
        }
        Ok(Some(identity))
    }
}

/// The whole NIK; the look is recorded first.
pub fn whole_nik(line: &DeskLine, no: RequestNo) -> Result<String, Failure> {
    let id = line.act_id()?;
    match line.ask(Ask::Reveal { id, request: no })? {
        Tell::Nik(nik) => Ok(nik),
        other => Err(unexpected(&line.words, &other)),
    }
}
