//! A notice beside the open requests of whom it names: the one answer that it is, or why not.

use crate::domain::act::{ActKind, Answer, Command};
use crate::domain::ids::RequestNo;
use crate::domain::kind::Kind;
use crate::domain::request::CheckFault;
use crate::intake::notice::{Meaning, Notice};
use crate::text::Arg;
use crate::tui::act::{self, Values, certificate};
use crate::tui::panel::Ctx;
use crate::tui::view::bsre::answers;
use crate::wire::view::RequestView;

/// What a notice is for the desk.
#[derive(Clone, Debug)]
pub enum Fit {
    /// This answer to this request.
    Answer {
        no: RequestNo,
        name: String,
        command: Box<Command>,
    },
    /// It changes nothing here.
    Nothing(String),
    /// For a clerk, and why.
    Clerk(String),
}

/// What a notice is, with the open requests of whom it names.
pub fn of(notice: &Notice, open: &[&RequestView], ctx: &Ctx) -> Fit {
    let Some(meaning) = notice.meaning else {
        return Fit::Clerk(ctx.get("notice-unsorted"));
    };
    if matches!(meaning, Meaning::AccountAsked | Meaning::Ending) {
        return Fit::Nothing(ctx.get("notice-nothing"));
    }
    match (notice.is_keyed(), open) {
        (false, _) => Fit::Clerk(ctx.get("notice-only-name")),
        (true, []) => Fit::Clerk(ctx.get("notice-no-request")),
        (true, [only]) => answered(meaning, notice, only, ctx).unwrap_or_else(Fit::Clerk),
        (true, several) => {
            let fits = several
                .iter()
                .filter_map(|view| answered(meaning, notice, view, ctx).ok());
            match fits.collect::<Vec<_>>().as_slice() {
                [only] => only.clone(),
                _ => Fit::Clerk(ctx.get("notice-several")),
            }
        }
    }
}

/// The answer to one request.
///
/// # Errors
/// Why it is none.
fn answered(
    meaning: Meaning,
    notice: &Notice,
    view: &RequestView,
    ctx: &Ctx,
) -> Result<Fit, String> {
    let act = act_of(meaning);
    let admitted = answers::admitted(&view.request, &view.may);
    if !admitted.contains(&act) || !is_of_kind(meaning, view.request.kind) {
        let stage = crate::text::request::stage(ctx.words, view.request.stage);
        let kind = ctx.words.of("kind-short", view.request.kind.as_str());
        let args: &[(&str, &dyn Arg)] = &[("stage", &stage), ("kind", &kind)];
        return Err(ctx.words.with("notice-not-now", args));
    }
    let command = match meaning {
        Meaning::Issued => issued(notice, view, ctx)?,
        _ => Command::Answer {
            request: act::seen(view),
            answer: answer(meaning, notice, ctx)?,
        },
    };
    Ok(Fit::Answer {
        no: view.request.no,
        name: view.request.identity.name.clone(),
        command: Box::new(command),
    })
}

fn act_of(meaning: Meaning) -> ActKind {
    match meaning {
        Meaning::CheckPassed => ActKind::CheckPassed,
        Meaning::CheckFailed => ActKind::CheckFailed,
        Meaning::Issued => ActKind::Issued,
        Meaning::Rejected => ActKind::RejectedByBsre,
        Meaning::Revoked => ActKind::Revoked,
        Meaning::Link | Meaning::LinkReset | Meaning::AccountAsked | Meaning::Ending => {
            ActKind::LinkSent
        }
    }
}

/// A reset is told of in words of its own.
fn is_of_kind(meaning: Meaning, kind: Kind) -> bool {
    match meaning {
        Meaning::LinkReset => kind == Kind::Reset,
        Meaning::Link => kind != Kind::Reset,
        _ => true,
    }
}

fn answer(meaning: Meaning, notice: &Notice, ctx: &Ctx) -> Result<Answer, String> {
    let date = notice.date.filter(|day| *day <= ctx.now.day());
    let dated = || date.ok_or_else(|| ctx.get("notice-no-date"));
    let said = match notice.reason.trim() {
        "" => notice.said.clone(),
        reason => reason.to_owned(),
    };
    Ok(match meaning {
        Meaning::CheckPassed => Answer::CheckPassed { date: dated()? },
        Meaning::CheckFailed => Answer::CheckFailed {
            date: dated()?,
            fault: fault(&notice.reason),
            text: said,
        },
        Meaning::Rejected => Answer::Rejected { text: said },
        Meaning::Revoked => Answer::Revoked { date: dated()? },
        _ => Answer::LinkSent { date: dated()? },
    })
}

/// What was wrong with an account, where its words name one thing.
fn fault(reason: &str) -> CheckFault {
    let reason = reason.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| reason.contains(word));
    let found = [
        (CheckFault::Face, says(&["wajah", "selfie", "liveness"])),
        (
            CheckFault::Identity,
            says(&["nama", "nik", "dukcapil", "kependudukan"]),
        ),
        (CheckFault::Email, says(&["email", "e-mail", "surel"])),
    ];
    let mut found = found.into_iter().filter(|(_, says)| *says);
    match (found.next(), found.next()) {
        (Some((only, _)), None) => only,
        _ => CheckFault::Other,
    }
}

/// The certificate as the notice tells it; what lacks a field or does not match is for a clerk.
fn issued(notice: &Notice, view: &RequestView, ctx: &Ctx) -> Result<Command, String> {
    let fields = notice.certificate.iter();
    let fields = fields.map(|(key, value)| ((*key).to_owned(), value.clone()));
    let lacks = || ctx.get("notice-lacks");
    if notice.serial.is_none() {
        return Err(lacks());
    }
    let command =
        certificate::command(view, &Values(fields.collect()), ctx).map_err(|_| lacks())?;
    let Command::Answer {
        answer: Answer::Issued { certificate: given },
        ..
    } = &command
    else {
        return Err(lacks());
    };
    let policy = ctx.policy().ok_or_else(lacks)?;
    let beside = certificate::compare(policy, &view.request.identity, &given.form, ctx);
    match beside.iter().any(|(same, _)| *same == Some(false)) {
        true => Err(ctx.get("notice-mismatch")),
        false => Ok(command),
    }
}
