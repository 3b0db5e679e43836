//! What BSrE or the holder answered.

use super::seen::of;
use crate::cli::certificate::FormGiven;
use crate::cli::desk::DeskLine;
use crate::cli::exit::Failure;
use crate::cli::given;
use crate::domain::act::{Answer, Command};
use crate::domain::request::CheckFault;
use crate::domain::time::Day;
use crate::wire::view::RequestView;
use clap::Args;

#[derive(Debug, Args)]
pub struct AnswerGiven {
    /// The request's number
    pub request: String,
    /// link-sent, holder-asked, activated, lapsed, issued, rejected, correction, revoked,
    /// data-changed, approved, approval-refused, check-passed, check-failed, withdrawn or too-late
    answer: String,
    /// The day of it; today if not said
    #[arg(long)]
    pub date: Option<String>,
    /// Why the account check failed: face, identity, email or other
    #[arg(long, value_name = "WHY", default_value = "other")]
    fault: String,
    /// What BSrE said
    #[arg(long, default_value = "")]
    text: String,
    #[command(flatten)]
    certificate: FormGiven,
}

impl AnswerGiven {
    pub fn command(
        &self,
        line: &DeskLine,
        view: &RequestView,
        date: Day,
    ) -> Result<Command, Failure> {
        Ok(Command::Answer {
            request: of(view),
            answer: self.answer(line, view, date)?,
        })
    }

    fn answer(&self, line: &DeskLine, view: &RequestView, date: Day) -> Result<Answer, Failure> {
        let text = self.text.clone();
        let words = &line.words;
        Ok(match self.answer.as_str() {
            "link-sent" => Answer::LinkSent { date },
            "holder-asked" => Answer::HolderAsked,
            "activated" => Answer::Activated { date },
            "lapsed" => Answer::ActivationLapsed,
            "issued" => Answer::Issued {
                certificate: Box::new(self.certificate.for_request(line, view)?),
            },
            "rejected" => Answer::Rejected { text },
            "correction" => Answer::CorrectionAsked { text },
            "revoked" => Answer::Revoked { date },
            "data-changed" => Answer::DataChanged { date },
            "approved" => Answer::Approved { date },
            "approval-refused" => Answer::ApprovalRefused { text },
            "check-passed" => Answer::CheckPassed { date },
            "check-failed" => Answer::CheckFailed {
                date,
                fault: given::choice(words, &self.fault, &CheckFault::ALL, CheckFault::as_str)?,
                text,
            },
            "withdrawn" => Answer::Withdrawn,
            "too-late" => Answer::TooLate { text },
            other => {
                let known = "link-sent, holder-asked, activated, lapsed, issued, rejected, correction, revoked, data-changed, approved, approval-refused, check-passed, check-failed, withdrawn, too-late";
                let args: [(&str, &dyn crate::text::Arg); 2] =
                    [("given", &other), ("known", &known)];
                return Err(Failure::wrong(&line.words, "cli-no-choice", &args));
            }
        })
    }
}
