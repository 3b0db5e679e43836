//! `loket request edit` and `complete`: changes to what is stated of the person.

use crate::cli::connect::unexpected;
use crate::cli::desk::DeskLine;
use crate::cli::done::{self, act_and_tell};
use crate::cli::exit::Failure;
use crate::cli::given;
use crate::domain::act::{Command, Seen};
use crate::domain::ids::RequestNo;
use crate::domain::policy::Category;
use crate::domain::request::Identity;
use crate::domain::written::Prefer;
use crate::wire::message::{Ask, Tell};
use crate::wire::view::RequestView;
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
    /// The part of the agency: UPTD, cabang dinas, school, hospital
    #[arg(long)]
    unit: Option<String>,
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
        let no = line.request_no(&self.request)?;
        let view = done::request(line, no)?;
        let Some(identity) = self.fields.changed(line, &view)? else {
            return Err(Failure::wrong(&line.words, "cli-nothing-to-change", &[]));
        };
        // The revision whose values were changed: what somebody else did since is not overwritten.
        let revision = view.request.revision;
        let command = Command::EditIdentity {
            request: Seen { id: no, revision },
            identity: Box::new(identity),
        };
        act_and_tell(line, as_json, command)
    }
}

impl Fields {
    /// The whole identity of what was seen, with the changes; `None` where nothing was said. A
    /// number that is shown masked and goes back so stays what it was: no look is needed.
    pub fn changed(
        &self,
        line: &DeskLine,
        seen: &RequestView,
    ) -> Result<Option<Identity>, Failure> {
        let words = &line.words;
        let mut identity = seen.request.identity.clone();
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
            (&self.unit, &mut identity.unit),
            (&self.email, &mut identity.email),
            (&self.phone, &mut identity.phone),
        ];
        for (given, field) in fields {
            if let Some(text) = given {
                *field = text.trim().to_owned();
            }
        }
        if let Some(text) = &self.birth_date {
            identity.birth_date = Some(given::day(words, text, line.now().day(), Prefer::Birth)?);
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
        Ok((identity != before).then_some(identity))
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
