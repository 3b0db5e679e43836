//! The forms of acts on a request, and the commands that their values make.

use crate::domain::act::{ActKind, Closing, Command, Seen};
use crate::domain::checklist::{Defect, Evidence, Verdict};
use crate::domain::finding::FindingCode;
use crate::domain::kind::Kind;
use crate::domain::policy::{DocumentKey, EvidenceKind, Policy};
use crate::text::{finding, request as words_of};
use crate::tui::action::Action;
use crate::tui::completion::is_link;
use crate::tui::panel::Ctx;
use crate::tui::view::identity_form::{self, Values, value};
use crate::tui::widgets::form::Form;
use crate::tui::widgets::form::entry::{Choice, Entry};
use crate::wire::view::{OfficeView, RequestView};

use super::letter_edit;
use super::papers::{self, Files};

/// What a form may know beside the request itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    pub office: Option<&'a OfficeView>,
    /// The whole NIK, after a recorded look.
    pub nik: Option<&'a str>,
    /// The document under the cursor.
    pub aimed: Option<DocumentKey>,
}

/// Sign before the code of a policy's phrase among ticked defects; codes of findings and documents
/// carry signs of their own.
const PHRASE: &str = "p:";
const FINDING: &str = "f:";
const DOCUMENT: &str = "d:";

/// The form of an act; `None` where the act needs none, or cannot be done here.
pub fn form(action: Action, view: &RequestView, known: Known, ctx: &Ctx) -> Option<Form> {
    let Known { office, nik, aimed } = known;
    let policy = office.map(|office| &office.policy);
    let titled = |key: &str| {
        let no = view.request.no.to_string();
        Form::new(format!("{no} · {}", ctx.get(key)))
    };
    Some(match action {
        Action::Edit => {
            let mut who = view.request.identity.clone();
            if let Some(nik) = nik {
                who.nik = nik.to_owned();
            }
            let change = view.request.kind == Kind::Change;
            identity_form::with_fields(titled("act-edit"), &who, change, ctx).of_record()
        }
        Action::EditLetter => letter_edit::form(view, ctx).of_record(),
        Action::Note => {
            titled("act-note").with(Entry::note("note", "field-note", 4, "").required())
        }
        Action::StepBack => {
            titled("act-step-back").with(Entry::note("reason", "field-reason", 3, "").required())
        }
        Action::AddFile => document(titled("act-add-file"), view, policy, aimed, ctx),
        Action::Complete => papers::complete_form(titled("complete-title"), view, policy, ctx),
        Action::Convert => titled("act-convert")
            .with(Entry::choice("kind", "convert-to", kinds(view, ctx), ""))
            .with(Entry::note("reason", "field-reason", 3, "").required()),
        Action::Return => titled("act-return")
            .with(Entry::ticks(
                "defects",
                "field-defects",
                defects(view, policy, ctx),
                &likely(view),
            ))
            .with(Entry::note("note", "field-note", 3, "")),
        Action::Reject => titled("act-reject")
            .with(Entry::choice(
                "reason",
                "field-reason",
                reasons(view, office, ctx),
                "",
            ))
            .with(Entry::note("text", "field-text", 3, "").required()),
        Action::Close => titled("act-close")
            .with(Entry::choice(
                "closing",
                "field-closing",
                closings(view, ctx),
                "",
            ))
            .with(Entry::note("reason", "field-reason", 3, "").required()),
        _ => return None,
    })
}

/// The kinds that a request can become: those that its certificate asks for, the advised one
/// first, where a finding tells them; else all others.
fn kinds(view: &RequestView, ctx: &Ctx) -> Vec<Choice> {
    let wrong = view
        .findings
        .iter()
        .find(|open| open.finding.code == FindingCode::WrongKind);
    let fitting = wrong.and_then(|open| {
        let (_, kinds) = open.finding.args.iter().find(|(name, _)| name == "kinds")?;
        let kinds: Vec<Kind> = kinds.split(", ").filter_map(Kind::from_key).collect();
        Some(kinds)
    });
    let all = fitting.unwrap_or_else(|| Kind::ALL.to_vec());
    all.into_iter()
        .filter(|kind| *kind != view.request.kind)
        .map(|kind| Choice::new(kind.as_str(), ctx.words.of("kind", kind.as_str())))
        .collect()
}

fn document(
    form: Form,
    view: &RequestView,
    policy: Option<&Policy>,
    aimed: Option<DocumentKey>,
    ctx: &Ctx,
) -> Form {
    let documents: Vec<Choice> = view
        .request
        .checklist
        .iter()
        .filter(|item| item.document.is_file())
        .map(|item| {
            let name = words_of::document(ctx.words, policy, item.document);
            Choice::new(item.document.as_str(), name)
        })
        .collect();
    // The one under the cursor; else what is wanted first: a must without anything.
    let wanted = view
        .request
        .checklist
        .iter()
        .find(|item| item.document.is_file() && !item.settled() && item.current().is_none());
    let wanted = aimed.or(wanted.map(|item| item.document));
    let wanted = wanted.map_or("", DocumentKey::as_str);
    let kinds = EvidenceKind::ALL.map(|kind| {
        Choice::new(
            kind.as_str(),
            ctx.get(&format!("evidence-kind-{}", kind.as_str())),
        )
    });
    form.with(Entry::choice(
        "document",
        "field-document",
        documents,
        wanted,
    ))
    .with(Entry::choice(
        "evidence",
        "field-evidence",
        kinds.to_vec(),
        "file",
    ))
    .with(Entry::text("path", "field-path_or_link", "").path())
}

/// The defects that can be ticked: open findings, items of the checklist, the policy's phrases.
fn defects(view: &RequestView, policy: Option<&Policy>, ctx: &Ctx) -> Vec<Choice> {
    let mut options: Vec<Choice> = view
        .findings
        .iter()
        .filter(|open| open.accepted.is_none())
        .map(|open| {
            let code = open.finding.code;
            Choice::new(
                format!("{FINDING}{code}"),
                finding::sentence(ctx.words, &open.finding),
            )
        })
        .collect();
    for item in view.request.checklist.iter().filter(|item| !item.settled()) {
        let verdict = match item.verdict() {
            Verdict::NotSeen => Verdict::Missing,
            judged => judged.clone(),
        };
        let name = words_of::document(ctx.words, policy, item.document);
        let said = words_of::verdict(ctx.words, policy, &verdict);
        let key = format!("{DOCUMENT}{}", item.document.as_str());
        options.push(Choice::new(key, format!("{name} ({said})")));
    }
    let language = words_of::policy_language(ctx.words);
    for phrase in policy.iter().flat_map(|policy| &policy.general_defects) {
        let text = phrase.text.in_language(language);
        options.push(Choice::new(format!("{PHRASE}{}", phrase.code), text));
    }
    options
}

/// What is ticked at first: blockers, and documents judged wrong or missing.
fn likely(view: &RequestView) -> Vec<&'static str> {
    // Ticks are kept by text of their own; the first two families are few and known.
    let mut ticked = Vec::new();
    for open in view.findings.iter().filter(|open| open.finding.blocks()) {
        ticked.extend(
            LIKELY
                .iter()
                .find(|key| key.strip_prefix(FINDING) == Some(open.finding.code.as_str())),
        );
    }
    ticked.into_iter().copied().collect()
}

/// Blockers that the requester has to mend.
const LIKELY: [&str; 8] = [
    "f:nik-missing",
    "f:nip-missing",
    "f:nik-length",
    "f:nik-digits",
    "f:nik-date",
    "f:nip-length",
    "f:nip-birthdate",
    "f:email-domain",
];

/// The reasons that the positions held here may reject for.
fn reasons(view: &RequestView, office: Option<&OfficeView>, ctx: &Ctx) -> Vec<Choice> {
    let Some(office) = office else {
        return Vec::new();
    };
    let language = words_of::policy_language(ctx.words);
    let at = crate::domain::procedure::waits_for(view.request.stage, true);
    let fits = |who: &[crate::domain::office::Position]| at.is_none_or(|at| who.contains(&at));
    let reasons = office.policy.reject_reasons.iter();
    reasons
        .filter(|reason| fits(&reason.who))
        .map(|reason| Choice::new(reason.code.clone(), reason.text.in_language(language)))
        .collect()
}

fn closings(view: &RequestView, ctx: &Ctx) -> Vec<Choice> {
    [
        (ActKind::Withdraw, "withdrawn"),
        (ActKind::Lapse, "lapsed"),
        (ActKind::Void, "void"),
    ]
    .into_iter()
    .filter(|(act, _)| view.may.contains(act))
    .map(|(_, stage)| Choice::new(stage, ctx.words.of("stage", stage)))
    .collect()
}

/// The command that the values of a form make. Documents that are files come through `files`, once
/// they are on the desk.
pub fn command(
    action: Action,
    view: &RequestView,
    values: &Values,
    files: &Files,
    ctx: &Ctx,
) -> Option<Command> {
    let request = Seen {
        id: view.request.no,
        revision: view.request.revision,
    };
    let text = |key: &str| value(values, key).trim().to_owned();
    Some(match action {
        Action::Edit => Command::EditIdentity {
            request,
            identity: Box::new(identity_form::identity(values)),
        },
        Action::EditLetter => letter_edit::command(view, values, files, ctx),
        Action::Note => Command::Note {
            record: crate::domain::ids::RecordId::Request(request.id),
            text: text("note"),
        },
        Action::StepBack => Command::StepBack {
            request,
            reason: text("reason"),
        },
        Action::AddFile => Command::AddDocument {
            request,
            document: DocumentKey::from_key(value(values, "document"))?,
            evidence: match files.first() {
                Some((_, file)) => file.clone(),
                None => stated(values)?,
            },
        },
        Action::Complete => Command::Complete {
            request,
            documents: papers::brought(values, files),
            identity: None,
            note: text("completion"),
        },
        Action::Convert => Command::Convert {
            request,
            kind: Kind::from_key(value(values, "kind"))?,
            reason: text("reason"),
        },
        Action::Return => Command::Return {
            request,
            defects: chosen_defects(view, value(values, "defects")),
            note: text("note"),
        },
        Action::Reject => Command::Reject {
            request,
            reason: text("reason"),
            text: text("text"),
        },
        Action::Close => Command::Close {
            request,
            closing: match value(values, "closing") {
                "lapsed" => Closing::Lapsed,
                "void" => Closing::Void,
                _ => Closing::Withdrawn,
            },
            reason: text("reason"),
        },
        _ => return None,
    })
}

/// Evidence that needs no file: paper at the counter, or a link.
fn stated(values: &Values) -> Option<Evidence> {
    let path = value(values, "path").trim();
    match value(values, "evidence") {
        "paper" => Some(Evidence::Paper),
        "link" if !path.is_empty() => Some(Evidence::Link(path.to_owned())),
        _ if is_link(path) => Some(Evidence::Link(path.to_owned())),
        _ => None,
    }
}

/// The files that must be on the desk before the act: the fields that name them, and their paths.
pub fn files(action: Action, values: &Values) -> Vec<(String, String)> {
    match action {
        Action::Complete => papers::files(values),
        Action::EditLetter => letter_edit::files(values),
        Action::AddFile if value(values, "evidence") == "file" => {
            let path = value(values, "path").trim();
            let file =
                (!path.is_empty() && !is_link(path)).then(|| ("path".to_owned(), path.to_owned()));
            file.into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn chosen_defects(view: &RequestView, ticked: &str) -> Vec<Defect> {
    ticked
        .split(',')
        .filter_map(|key| {
            if let Some(code) = key.strip_prefix(FINDING).or(key.strip_prefix(PHRASE)) {
                return Some(Defect::Finding(code.to_owned()));
            }
            let document = DocumentKey::from_key(key.strip_prefix(DOCUMENT)?)?;
            let judged = view
                .request
                .item(document)
                .map(|item| item.verdict().clone());
            let verdict = match judged {
                None | Some(Verdict::NotSeen) => Verdict::Missing,
                Some(judged) => judged,
            };
            Some(Defect::Document { document, verdict })
        })
        .collect()
}
