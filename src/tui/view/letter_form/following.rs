//! A letter form that opens filled: for a request that follows up an ended one, or for the holder of
//! a certificate [R3.23].

use super::sheet::{self, Name, Names, Typed};
use super::{DRAFT, FOLLOWED, LetterForm};
use crate::domain::ids::{CertificateId, RequestNo};
use crate::domain::kind::Kind;
use crate::domain::policy::Need;
use crate::domain::request::Identity;
use crate::domain::rules::carried;
use crate::text::request as words_of;
use crate::tui::panel::{Ctx, Effect};
use crate::tui::view::identity_form::{self, value};
use crate::tui::widgets::form::Form;
use crate::wire::message::Ask;
use crate::wire::view::{CertificateView, MaskedDetails, RequestView};

/// What a form that opens filled is about.
pub enum About {
    /// An ended request: what it says of the person, and its papers.
    Request(RequestNo),
    /// The holder of a certificate that no ended request brought.
    Holder {
        certificate: CertificateId,
        who: Box<MaskedDetails>,
        kind: Kind,
    },
}

impl About {
    /// What a request that follows a certificate goes by; `None` where nobody is known to hold it.
    pub fn certificate(view: &CertificateView) -> Option<About> {
        let brought = view.request.as_ref();
        if let Some(row) = brought.filter(|row| row.stage.is_decided()) {
            return Some(About::Request(row.no));
        }
        Some(About::Holder {
            certificate: view.certificate.id,
            who: Box::new(view.details.clone()?),
            kind: view.next_kind,
        })
    }
}

/// How a form began.
#[derive(Default)]
pub(super) struct Following {
    about: Option<About>,
    followed: Option<Box<RequestView>>,
    /// What stood in it at first: that is no draft.
    began: Option<Typed>,
    /// The name that it began with was shown.
    seen: bool,
}

impl LetterForm {
    /// A form that opens filled.
    pub fn about(about: About) -> LetterForm {
        let mut form = LetterForm::new();
        form.following.about = Some(about);
        form
    }

    /// The request that it follows up, once that is known.
    fn followed(&self) -> Option<&RequestView> {
        self.following.followed.as_deref()
    }

    /// Its title.
    pub(super) fn title(&self, ctx: &Ctx) -> String {
        match &self.following.about {
            Some(About::Request(no)) => {
                let no = no.to_string();
                ctx.words.with("letter-title-follows", &[("no", &no)])
            }
            _ => ctx.get("letter-title"),
        }
    }

    /// Where its draft is kept.
    pub(super) fn draft_key(&self) -> String {
        match &self.following.about {
            None => DRAFT.to_owned(),
            Some(About::Request(no)) => format!("{DRAFT}-{}", no.to_string().replace('/', "-")),
            Some(About::Holder { certificate, .. }) => {
                format!("{DRAFT}-certificate-{}", certificate.0)
            }
        }
    }

    /// Whether nothing was typed since it opened.
    pub(super) fn is_untouched(&self) -> bool {
        match &self.following.began {
            Some(began) => *began == self.typed(),
            None => self.names.is_empty() && !self.letter.is_changed(),
        }
    }

    /// The name that the letter leads to: the one that it began with, then one more.
    pub(super) fn next_name(&mut self) -> usize {
        let filled = self.following.began.is_some();
        match filled && !std::mem::replace(&mut self.following.seen, true) {
            true => 1,
            false => self.names.len() + 1,
        }
    }

    /// It is shown: empty, or filled as soon as it is known with what.
    pub(super) fn open(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.letter = sheet::letter_form(None, ctx);
        match &self.following.about {
            None => Vec::new(),
            Some(About::Request(no)) => vec![Effect::ask(FOLLOWED, Ask::Request(*no))],
            Some(About::Holder { who, kind, .. }) => {
                let mut form = fields(*kind, &Identity::default(), ctx);
                identity_form::fill(&mut form, who);
                let letter = vec![("from".to_owned(), who.agency.clone())];
                self.fill(letter, form.values(ctx), ctx);
                Vec::new()
            }
        }
    }

    /// The request that it follows up came.
    pub(super) fn follow(&mut self, view: Box<RequestView>, ctx: &Ctx) {
        let request = &view.request;
        let no = request.no.to_string();
        let subject = ctx.words.with("follow-subject", &[("no", &no)]);
        let letter = vec![
            ("from".to_owned(), view.letter.form.from.clone()),
            ("subject".to_owned(), subject),
        ];
        let mut name = fields(view.next_kind, &request.identity, ctx).values(ctx);
        name.push(("follows".to_owned(), no));
        self.following.followed = Some(view);
        self.fill(letter, name, ctx);
    }

    fn fill(&mut self, letter: Name, name: Name, ctx: &Ctx) {
        self.letter = sheet::letter_form(Some(&letter), ctx);
        self.letter.saved();
        self.letter.go("number");
        self.names = Names::of(vec![name]);
        self.following.began = Some(self.typed());
    }

    /// What goes along with a name that follows the ended request, and what does not.
    pub(super) fn papers(&self, name: &[(String, String)], ctx: &Ctx) -> Option<String> {
        let (view, policy) = (self.followed()?, ctx.policy()?);
        if value(name, "follows").is_empty() {
            return None;
        }
        let asked = policy.checklist(sheet::kind_of(name)).into_iter();
        let asked = asked.filter(|(_, need)| *need != Need::No);
        let asked: Vec<_> = asked.map(|(document, _)| (document, false)).collect();
        let papers = carried(&view.request, &asked, policy.carry_days, ctx.now);
        let come: Vec<_> = papers.documents.iter().map(|(key, _)| *key).collect();
        Some(words_of::papers(ctx.words, &come, &papers.left))
    }

    /// Says beside the field which papers come.
    pub(super) fn tell_papers(&mut self, ctx: &Ctx) {
        if let Some(said) = self.papers(&self.name.values(ctx), ctx) {
            self.name.remark("follows", said);
        }
    }
}

/// The fields of a name, filled.
fn fields(kind: Kind, who: &Identity, ctx: &Ctx) -> Form {
    let form = Form::default().with(identity_form::kinds(kind, ctx));
    identity_form::with_fields(form, who, kind == Kind::Change, ctx)
}
