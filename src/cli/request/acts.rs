//! The acts on a request, one subcommand each.

use super::answer::AnswerGiven;
use super::correct::{CorrectActivation, CorrectHandOver, CorrectSending};
use super::defects::{Defects, verdict};
use super::edit::Fields;
use super::follow_up::{Carry, FollowUp};
use super::particulars::{CauseGiven, Decided, LetterGiven, Meant};
use super::reply::ReplyGiven;
use super::seen::{of, seen, view};
use crate::cli::certificate::FormGiven;
use crate::cli::desk::DeskLine;
use crate::cli::done::{self, act_and_tell};
use crate::cli::exit::Failure;
use crate::cli::given;
use crate::cli::show;
use crate::domain::act::{Closing, Command, Seen};
use crate::domain::checklist::{Evidence, Verdict};
use crate::domain::ids::{RecordId, RequestNo};
use crate::domain::policy::DocumentKey;
use crate::domain::written::Prefer;
use crate::text::{Arg, history};
use clap::{Args, Subcommand};
use serde_json::Value;

#[derive(Debug, Subcommand)]
pub enum Act {
    /// Takes requests to verify them
    #[command(after_help = "Example: loket request claim 0142.03/2026 0142.04/2026")]
    Claim(Several),
    /// Lets go of requests that were taken
    #[command(after_help = "Example: loket request release 0142.03/2026")]
    Release(Several),
    /// Marks documents of the checklist; all marks are one act
    #[command(
        after_help = "Example: loket request mark 0142.03/2026 letter=conforms ktp=conforms form=wrong:'belum ditandatangani' selfie=not-needed:'ada surat rekam'"
    )]
    Mark(Mark),
    /// Accepts a warning with a reason
    #[command(
        after_help = "Example: loket request accept 0142.03/2026 name-mismatch --reason 'Gelar baru, SK terlampir'"
    )]
    Accept(Accept),
    /// Gives a request back to the requester with its defects
    #[command(
        after_help = "Example: loket request return 0142.03/2026 --defect ktp=missing --note 'Mohon kirim KTP'"
    )]
    Return(GiveBack),
    /// Records that the papers of a returned request are complete
    #[command(
        after_help = "Example: loket request complete 0142.03/2026 --paper ktp --note 'KTP diantar'"
    )]
    Complete(Box<Complete>),
    /// Rejects a request for a reason of the policy
    #[command(
        after_help = "Example: loket request reject 0142.03/2026 --reason not_employee --text 'Bukan pegawai'"
    )]
    Reject(Reject),
    /// Records the letter that answers a rejected one
    #[command(
        after_help = "Example: loket request reply 0142.03/2026 --number 555/80/Diskominfo --date 28/11"
    )]
    Reply(ReplyGiven),
    /// Sends a request to BSrE
    #[command(
        after_help = "Example: loket request send 0142.03/2026 --ticket 5512 --channel portal\n         loket request send 0142.04/2026 --urgent"
    )]
    Send(Send),
    /// Records BSrE's answer
    #[command(
        after_help = "Example: loket request answer 0142.03/2026 link-sent --date 23/11\n         loket request answer 0142.03/2026 issued --serial 3F00A1 --not-before 2026-11-23T10:00"
    )]
    Answer(Box<AnswerGiven>),
    /// Mends our own typing error in the certificate
    #[command(
        after_help = "Example: loket request correct 0142.03/2026 --serial 3F00A2 --not-before 2026-11-23T10:00 --reason 'salah ketik'"
    )]
    Correct(Box<Correct>),
    /// Mends what was recorded of the sending: what is not said stays
    #[command(
        after_help = "Example: loket request correct-sending 0142.03/2026 --ticket 5513 --reason 'salah nomor tiket'"
    )]
    CorrectSending(CorrectSending),
    /// Mends the days of the last link and of the activation: what is not said stays
    #[command(
        after_help = "Example: loket request correct-activation 0142.03/2026 --link 20/11/2026 --reason 'salah tanggal'"
    )]
    CorrectActivation(CorrectActivation),
    /// Mends what was recorded of the hand-over: what is not said stays
    #[command(
        after_help = "Example: loket request correct-hand-over 0142.03/2026 --channel email --address siti@babelprov.go.id --reason 'salah alamat'"
    )]
    CorrectHandOver(CorrectHandOver),
    /// Hands the certificate over to its holder
    #[command(
        after_help = "Example: loket request hand-over 0142.03/2026 --channel whatsapp --address 08127170000"
    )]
    HandOver(HandOver),
    /// The requester takes it back; of what BSrE has, BSrE is asked to let it go
    #[command(
        after_help = "Example: loket request withdraw 0142.03/2026 --reason 'Surat penarikan 800/15'"
    )]
    Withdraw(Why),
    /// Nobody answered for too long
    #[command(after_help = "Example: loket request lapse 0142.03/2026")]
    Lapse(Why),
    /// It was registered by mistake; only before it is forwarded
    #[command(
        after_help = "Example: loket request void 0142.03/2026 --reason 'terdaftar dua kali'"
    )]
    Void(Why),
    /// An official holds it back, on a sheet of its own; `release` lets it go
    #[command(after_help = "Example: loket request hold 0142.03/2026 --reason 'menunggu SK'")]
    Hold(Why),
    /// An official does not agree with a revocation that was sent at once; it stands
    #[command(
        after_help = "Example: loket request disagree 0142.03/2026 --reason 'laporan belum lengkap'"
    )]
    Disagree(Why),
    /// Undoes your own last act on it, and says which that was
    #[command(after_help = "Example: loket request undo 0142.03/2026")]
    Undo(One),
    /// Writes a note on it
    #[command(after_help = "Example: loket request note 0142.03/2026 'Sudah ditelepon'")]
    Note(Note),
    /// Gives it another kind that fits the certificate; documents and marks stay
    #[command(
        after_help = "Example: loket request convert 0142.03/2026 --kind renew --reason 'Sertifikat masih berlaku 20 hari'"
    )]
    Convert(Convert),
    /// Says which of the holder's certificates is meant
    #[command(after_help = "Example: loket request certificate 0142.03/2026 17")]
    Certificate(Meant),
    /// Decides whether a change brings another certificate
    #[command(after_help = "Example: loket request outcome 0142.03/2026 reissue")]
    Outcome(Decided),
    /// States why a certificate is to be revoked, by which document and from when
    #[command(
        after_help = "Example: loket request cause 0142.03/2026 retirement --number 888/12/BKPSDM --date 2/11/2026 --tmt 1/12/2026"
    )]
    Cause(CauseGiven),
    /// Records the letter that asks BSrE's Service Desk for a revocation
    #[command(
        after_help = "Example: loket request letter-to-bsre 0142.03/2026 --number 555/77/Diskominfo --signer 'Drs. Sudarman'"
    )]
    LetterToBsre(LetterGiven),
    /// Lets a checked revocation wait for its TMT
    #[command(after_help = "Example: loket request sleep 0142.03/2026")]
    Sleep(One),
    /// Sends it back to the position before
    #[command(
        after_help = "Example: loket request step-back 0142.03/2026 --reason 'salah verifikator'"
    )]
    StepBack(Why),
    /// Registers a request that follows up an ended one and takes its papers along
    #[command(
        after_help = "Example: loket request follow-up 0142.03/2026 --number 800/77/DINKES --date 20/11/2026"
    )]
    FollowUp(Box<FollowUp>),
    /// Takes the papers of an earlier request of the same person along
    #[command(after_help = "Example: loket request carry 0150.01/2026 --from 0142.03/2026")]
    Carry(Carry),
}

#[derive(Debug, Args)]
pub struct One {
    /// The request's number
    request: String,
}

#[derive(Debug, Args)]
pub struct Several {
    /// The requests' numbers
    #[arg(required = true)]
    requests: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Mark {
    /// The request's number
    request: String,
    /// DOCUMENT=conforms, =wrong[:code or words], =missing, =not-needed:reason, =not-seen
    #[arg(required = true, value_name = "MARK")]
    marks: Vec<String>,
    /// These were judged on the paper original
    #[arg(long = "on-paper", value_name = "DOCUMENT")]
    on_paper: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Accept {
    /// The request's number
    request: String,
    /// The warning's code
    code: String,
    /// Why it is acceptable
    #[arg(long)]
    reason: String,
}

#[derive(Debug, Args)]
pub struct GiveBack {
    /// The request's number
    request: String,
    #[command(flatten)]
    defects: Defects,
    /// What the requester is told besides
    #[arg(long, default_value = "")]
    note: String,
}

#[derive(Debug, Args)]
pub struct Complete {
    /// The request's number
    request: String,
    /// A document that came: DOCUMENT=FILE
    #[arg(long = "file", value_name = "DOCUMENT=FILE")]
    files: Vec<String>,
    /// A document that came on paper
    #[arg(long = "paper", value_name = "DOCUMENT")]
    papers: Vec<String>,
    /// What came otherwise
    #[arg(long, default_value = "")]
    note: String,
    #[command(flatten)]
    fields: Fields,
}

#[derive(Debug, Args)]
pub struct Reject {
    /// The request's number
    request: String,
    /// The reason by its key in the policy
    #[arg(long)]
    reason: String,
    /// What the requester is told
    #[arg(long, default_value = "")]
    text: String,
}

#[derive(Debug, Args)]
pub struct Send {
    /// The request's number
    request: String,
    /// The day it was sent; today if not said
    #[arg(long)]
    date: Option<String>,
    /// Before the officials disposed it: a revocation for misuse or compromise
    #[arg(long)]
    urgent: bool,
    /// BSrE's ticket
    #[arg(long, default_value = "")]
    ticket: String,
    /// How it was sent
    #[arg(long, default_value = "portal")]
    channel: String,
}

#[derive(Debug, Args)]
pub struct Correct {
    /// The request's number
    request: String,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    certificate: FormGiven,
}

#[derive(Debug, Args)]
pub struct HandOver {
    /// The request's number
    request: String,
    /// How: email, whatsapp or in-person
    #[arg(long, default_value = "email")]
    channel: String,
    /// To which address or number; the holder's own if not said
    #[arg(long)]
    address: Option<String>,
    /// What the holder answered
    #[arg(long, default_value = "")]
    reply: String,
}

#[derive(Debug, Args)]
pub struct Why {
    /// The request's number
    request: String,
    /// Why
    #[arg(long, default_value = "")]
    reason: String,
}

#[derive(Debug, Args)]
pub struct Convert {
    /// The request's number
    request: String,
    /// The kind that fits: issue, renew, change, reset or revoke
    #[arg(long)]
    kind: String,
    /// Why
    #[arg(long, default_value = "")]
    reason: String,
}

#[derive(Debug, Args)]
pub struct Note {
    /// The request's number
    request: String,
    /// The note
    text: String,
}

impl Act {
    pub fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let Act::Undo(one) = self else {
            return act_and_tell(line, as_json, self.command(line)?);
        };
        let view = view(line, &one.request)?;
        act_and_tell(line, as_json, self.command(line)?)?;
        let Some(undo) = view.undo.ok().filter(|_| !as_json) else {
            return Ok(());
        };
        let what = history::event(&line.words, &undo.what);
        let when = line.words.moment_near(undo.at, line.now());
        let args: [(&str, &dyn Arg); 2] = [("what", &what), ("when", &when)];
        let said = line.words.with("cli-undone", &args);
        show::either(false, || Value::Null, || said + "\n")
    }

    fn command(&self, line: &DeskLine) -> Result<Command, Failure> {
        Ok(match self {
            Act::Claim(several) => Command::Claim {
                requests: several.seen(line)?,
            },
            Act::Release(several) => Command::Release {
                requests: several.seen(line)?,
            },
            Act::Mark(mark) => mark.command(line)?,
            Act::Accept(accept) => accept.command(line)?,
            Act::Return(back) => Command::Return {
                request: seen(line, &back.request)?,
                defects: back.defects.read(&line.words)?,
                note: back.note.clone(),
            },
            Act::Complete(complete) => complete.command(line)?,
            Act::Reject(reject) => Command::Reject {
                request: seen(line, &reject.request)?,
                reason: reject.reason.clone(),
                text: reject.text.clone(),
            },
            Act::Reply(given) => given.command(line)?,
            Act::Withdraw(why) => why.withdraw(line)?,
            Act::Lapse(why) => why.close(line, Closing::Lapsed)?,
            Act::Void(why) => why.close(line, Closing::Void)?,
            Act::StepBack(why) => Command::StepBack {
                request: seen(line, &why.request)?,
                reason: why.reason.clone(),
            },
            Act::Convert(convert) => convert.command(line)?,
            Act::Hold(why) => Command::HoldBack {
                request: seen(line, &why.request)?,
                reason: why.reason.clone(),
            },
            Act::Disagree(why) => Command::Disagree {
                request: seen(line, &why.request)?,
                reason: why.reason.clone(),
            },
            Act::Undo(one) => one.undo(line)?,
            Act::FollowUp(given) => given.command(line)?,
            Act::Carry(given) => given.command(line)?,
            Act::Note(note) => Command::Note {
                record: RecordId::Request(line.request_no(&note.request)?),
                text: note.text.clone(),
            },
            Act::Certificate(_)
            | Act::Outcome(_)
            | Act::Cause(_)
            | Act::LetterToBsre(_)
            | Act::Sleep(_) => self.of_kind(line)?,
            Act::Send(_)
            | Act::Answer(_)
            | Act::Correct(_)
            | Act::CorrectSending(_)
            | Act::CorrectActivation(_)
            | Act::CorrectHandOver(_)
            | Act::HandOver(_) => self.after_verification(line)?,
        })
    }

    /// What a kind must know beside the identity, and what follows from it.
    fn of_kind(&self, line: &DeskLine) -> Result<Command, Failure> {
        Ok(match self {
            Act::Certificate(given) => given.command(line, &view(line, &given.request)?)?,
            Act::Outcome(given) => given.command(line, &view(line, &given.request)?)?,
            Act::Cause(given) => given.command(line, &view(line, &given.request)?)?,
            Act::LetterToBsre(given) => given.command(line, &view(line, &given.request)?)?,
            Act::Sleep(one) => Command::Sleep {
                request: seen(line, &one.request)?,
            },
            other => other.after_verification(line)?,
        })
    }

    /// What concerns BSrE and the holder [SOP 5-7].
    fn after_verification(&self, line: &DeskLine) -> Result<Command, Failure> {
        let today = line.now().day();
        let day = |text: &Option<String>| match text {
            Some(text) => given::day(&line.words, text, today, Prefer::Past),
            None => Ok(today),
        };
        Ok(match self {
            Act::Send(send) if send.urgent => Command::SendUrgently {
                request: seen(line, &send.request)?,
                date: day(&send.date)?,
                ticket: send.ticket.clone(),
                channel: send.channel.clone(),
            },
            Act::Send(send) => Command::Send {
                request: seen(line, &send.request)?,
                date: day(&send.date)?,
                ticket: send.ticket.clone(),
                channel: send.channel.clone(),
            },
            Act::Answer(given) => {
                let view = view(line, &given.request)?;
                given.command(line, &view, day(&given.date)?)?
            }
            Act::Correct(correct) => {
                let view = view(line, &correct.request)?;
                let known = view.certificate.as_ref().ok_or_else(|| {
                    let no = view.request.no.to_string();
                    Failure::wrong(&line.words, "cli-no-certificate", &[("no", &no)])
                })?;
                let form = correct.certificate.over(line, &known.form)?;
                Command::CorrectCertificate {
                    certificate: Seen {
                        id: known.id,
                        revision: known.revision,
                    },
                    form: Box::new(form),
                    reason: correct.reason.clone(),
                }
            }
            Act::CorrectSending(given) => given.command(line, &view(line, &given.request)?)?,
            Act::CorrectActivation(given) => given.command(line, &view(line, &given.request)?)?,
            Act::CorrectHandOver(given) => given.command(line, &view(line, &given.request)?)?,
            Act::HandOver(given) => {
                let view = view(line, &given.request)?;
                let identity = &view.request.identity;
                let own = match given.channel.as_str() {
                    "whatsapp" => &identity.phone,
                    _ => &identity.email,
                };
                Command::HandOver {
                    request: of(&view),
                    channel: given.channel.clone(),
                    address: given.address.clone().unwrap_or_else(|| own.clone()),
                    reply: given.reply.clone(),
                }
            }
            other => other.command(line)?,
        })
    }
}

impl One {
    fn undo(&self, line: &DeskLine) -> Result<Command, Failure> {
        let Seen { id, revision } = seen(line, &self.request)?;
        let record = RecordId::Request(id);
        Ok(Command::Undo { record, revision })
    }
}

impl Accept {
    fn command(&self, line: &DeskLine) -> Result<Command, Failure> {
        Ok(Command::AcceptWarning {
            request: seen(line, &self.request)?,
            code: self.code.clone(),
            reason: self.reason.clone(),
        })
    }
}

impl Convert {
    fn command(&self, line: &DeskLine) -> Result<Command, Failure> {
        Ok(Command::Convert {
            request: seen(line, &self.request)?,
            kind: given::kind(&line.words, &self.kind)?,
            reason: self.reason.clone(),
        })
    }
}

impl Several {
    fn seen(&self, line: &DeskLine) -> Result<Vec<Seen<RequestNo>>, Failure> {
        self.requests.iter().map(|text| seen(line, text)).collect()
    }
}

impl Why {
    /// What BSrE has is withdrawn by asking BSrE.
    fn withdraw(&self, line: &DeskLine) -> Result<Command, Failure> {
        let view = view(line, &self.request)?;
        let closing = match view.request.sending {
            Some(_) => Closing::Asked,
            None => Closing::Withdrawn,
        };
        Ok(Command::Close {
            request: of(&view),
            closing,
            reason: self.reason.clone(),
        })
    }

    fn close(&self, line: &DeskLine, closing: Closing) -> Result<Command, Failure> {
        Ok(Command::Close {
            request: seen(line, &self.request)?,
            closing,
            reason: self.reason.clone(),
        })
    }
}

impl Mark {
    fn command(&self, line: &DeskLine) -> Result<Command, Failure> {
        let words = &line.words;
        let view = view(line, &self.request)?;
        let document = |text: &String| given::document(words, text);
        let on_paper: Vec<DocumentKey> = self
            .on_paper
            .iter()
            .map(document)
            .collect::<Result<_, _>>()?;
        let mut marks = Vec::new();
        for text in &self.marks {
            let Some((document, judged)) = text.split_once('=') else {
                return Err(Failure::wrong(words, "cli-no-mark", &[("given", text)]));
            };
            let document = given::document(words, document)?;
            let judged = verdict(words, judged)?;
            let held = view.request.item(document).and_then(|item| item.current());
            let on = match on_paper.contains(&document) {
                true => Some(Evidence::Paper),
                false => held.map(|document| document.evidence.clone()),
            };
            // What is missing or not needed rests on nothing.
            let rests = matches!(judged, Verdict::Conforms | Verdict::Wrong { .. });
            marks.push((document, judged, on.filter(|_| rests)));
        }
        Ok(Command::Mark {
            request: of(&view),
            marks,
        })
    }
}

impl Complete {
    fn command(&self, line: &DeskLine) -> Result<Command, Failure> {
        let words = &line.words;
        let no = line.request_no(&self.request)?;
        let mut documents = Vec::new();
        for text in &self.files {
            let Some((document, path)) = text.split_once('=') else {
                return Err(Failure::wrong(words, "cli-no-mark", &[("given", text)]));
            };
            let document = given::document(words, document)?;
            let path = std::path::Path::new(path);
            documents.push((document, crate::cli::document::upload(line, path)?));
        }
        for text in &self.papers {
            documents.push((given::document(words, text)?, Evidence::Paper));
        }
        let view = done::request(line, no)?;
        let identity = self.fields.changed(line, &view)?.map(Box::new);
        Ok(Command::Complete {
            request: of(&view),
            documents,
            identity,
            note: self.note.clone(),
        })
    }
}
