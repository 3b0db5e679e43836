//! The checklist as the verifier works through it: who it is about, the findings with what each
//! means, and the items with their marks, saved or still staged.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::checklist::{ChecklistItem, Evidence, Verdict};
use crate::domain::policy::{Need, Policy};
use crate::domain::request::Stage;
use crate::text::{self, request as words_of};
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::request::{particulars, sections};
use crate::tui::widgets::gauge;
use crate::wire::view::RequestView;

use super::staged::Staged;

/// What is drawn.
pub struct Checklist<'a> {
    pub view: &'a RequestView,
    pub policy: Option<&'a Policy>,
    pub staged: &'a Staged,
    /// The item under the cursor.
    pub at: usize,
    /// Whether the cursor is shown.
    pub focus: bool,
    /// What somebody else did while it was open here.
    pub news: Option<String>,
}

impl Checklist<'_> {
    /// Draws into the inside of a frame.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        if area.width < 12 || area.height < 4 {
            return;
        }
        let mut y = self.head(area, buf, ctx);
        let items = u16::try_from(self.view.request.checklist.len()).unwrap_or(u16::MAX);
        // The items always have their room; findings get what is left above them.
        let room = area.bottom().saturating_sub(y + items + 3);
        y = self.findings(
            Rect {
                y,
                height: room,
                ..area
            },
            buf,
            ctx,
        );
        self.items(
            Rect {
                y,
                height: area.bottom().saturating_sub(y),
                ..area
            },
            buf,
            ctx,
        );
    }

    /// Name, numbers, course.
    fn head(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) -> u16 {
        let request = &self.view.request;
        let room = usize::from(area.width);
        let mut name = request.identity.name.clone();
        if request.one_person() {
            name = format!(
                "{} {} {name}",
                ctx.theme.sign(Role::Warn),
                ctx.get("check-one-person")
            );
        }
        let name = text::truncate(&text::safe(&name), room);
        buf.set_string(area.x, area.y, name, ctx.theme.style(Role::Strong));
        let nip = format!("NIP {}", sections::spaced(&request.identity.nip));
        let nik = format!("NIK {}", request.identity.nik);
        let both = format!("{nip} · {nik}");
        let numbers = match text::width(&both) <= room {
            true => vec![both],
            false => vec![nip, nik],
        };
        let mut y = area.y + 1;
        for line in numbers {
            let line = text::truncate(&text::safe(&line), room);
            buf.set_string(area.x, y, line, ctx.theme.style(Role::Plain));
            y += 1;
        }
        let line = Rect {
            y,
            height: 1,
            ..area
        };
        gauge::timeline(line, buf, ctx, &sections::steps(self.view, ctx));
        y += 1;
        let mut say = |said: String, role: Role| {
            for piece in text::width::wrap(&text::safe(&said), room)
                .into_iter()
                .take(3)
            {
                buf.set_string(area.x, y, piece, ctx.theme.style(role));
                y += 1;
            }
        };
        if let Some(said) = &self.news {
            say(said.clone(), Role::Warn);
        }
        if let Some((said, role)) = self.standing(ctx) {
            say(said, role);
        }
        if !self.view.open_by.is_empty() {
            let who = self.view.open_by.join(", ");
            say(
                ctx.words.with("detail-open-by", &[("who", &who)]),
                Role::Info,
            );
        }
        y
    }

    /// What it waits for, where it is past the checklist; who has taken it before that.
    fn standing(&self, ctx: &Ctx) -> Option<(String, Role)> {
        let request = &self.view.request;
        let link = request.activation.as_ref();
        Some(match request.stage {
            Stage::Verification => {
                let names = crate::tui::view::request::names(&self.view.officers, ctx);
                let (key, id) = match (request.claimed, request.assigned) {
                    (Some(id), _) => ("check-claimed-by", id),
                    (None, Some(id)) => ("check-assigned-to", id),
                    (None, None) => return Some((ctx.get("check-in-pool"), Role::Dim)),
                };
                let who = words_of::officer(ctx.words, &names, id);
                (ctx.words.with(key, &[("who", &who)]), Role::Dim)
            }
            Stage::AwaitingActivation => {
                let link = link?;
                let until = ctx.words.date(link.until);
                let count = u32::from(link.links);
                let args: &[(&str, &dyn text::Arg)] = &[("until", &until), ("count", &count)];
                let (key, role) = match (link.lapsed || link.until < ctx.now.day(), link.asked) {
                    (true, _) => ("check-link-over", Role::Bad),
                    (false, None) => ("check-link-ask", Role::Warn),
                    (false, Some(_)) => ("check-link-waits", Role::Plain),
                };
                (ctx.words.with(key, args), role)
            }
            Stage::Mismatch => {
                let fields: Vec<String> = self
                    .view
                    .mismatch
                    .iter()
                    .map(|field| ctx.words.of("field", field))
                    .collect();
                let fields = fields.join(", ");
                let said = ctx.words.with("check-mismatch", &[("fields", &fields)]);
                (format!("{} {said}", ctx.theme.sign(Role::Bad)), Role::Bad)
            }
            Stage::AwaitingApproval => (ctx.get("check-approval"), Role::Warn),
            Stage::AccountCheck => (ctx.get("check-account-check"), Role::Plain),
            Stage::CheckFailed => {
                let check = &self.view.request.check;
                let why = text::request::check_fault(ctx.words, check);
                let args: &[(&str, &dyn text::Arg)] =
                    &[("count", &check.failures), ("reason", &why)];
                (ctx.words.with("check-check-failed", args), Role::Bad)
            }
            Stage::WithdrawalAsked => (ctx.get("check-withdrawal-asked"), Role::Warn),
            Stage::AtBsre => (ctx.get("check-at-bsre"), Role::Plain),
            Stage::Asleep if self.view.blocks.is_empty() => (ctx.get("check-awake"), Role::Good),
            Stage::Asleep => (ctx.get("check-asleep"), Role::Plain),
            Stage::Revoked => (ctx.get("check-revoked"), Role::Good),
            Stage::Activated => (ctx.get("check-activated"), Role::Plain),
            Stage::Issued => (ctx.get("check-issued"), Role::Good),
            _ => return None,
        })
    }

    fn findings(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) -> u16 {
        let mut lines = particulars::lines(self.view, ctx);
        lines.extend(sections::findings(&self.view.findings, ctx));
        let room = usize::from(area.width);
        let mut drawn: Vec<(String, Role)> = Vec::new();
        for line in &lines {
            for piece in text::width::wrap(&text::safe(&line.text), room) {
                drawn.push((piece, line.role));
            }
        }
        let height = usize::from(area.height);
        let hidden = drawn.len() > height;
        let shown = if hidden {
            height.saturating_sub(1)
        } else {
            drawn.len()
        };
        let mut y = area.y;
        for (line, role) in drawn.iter().take(shown) {
            buf.set_string(area.x, y, line, ctx.theme.style(*role));
            y += 1;
        }
        if hidden && height > 0 {
            let more = ctx
                .words
                .with("check-more-findings", &[("count", &lines.len())]);
            let more = text::truncate(&more, room);
            buf.set_string(area.x, y, more, ctx.theme.style(Role::Dim));
            y += 1;
        }
        y
    }

    fn items(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        if area.height < 2 {
            return;
        }
        let room = usize::from(area.width);
        let heading = match self.staged.count() {
            0 => ctx.get("detail-checklist"),
            count => ctx.words.with("check-staged", &[("count", &count)]),
        };
        let role = if self.staged.is_empty() {
            Role::Accent
        } else {
            Role::Warn
        };
        let heading = text::truncate(&heading, room);
        buf.set_string(area.x, area.y, heading, ctx.theme.style(role));
        let rows = usize::from(area.height - 1);
        let items = &self.view.request.checklist;
        let top = (self.at + 1).saturating_sub(rows);
        for (index, y) in (top..items.len()).zip(area.y + 1..area.bottom()) {
            self.item(
                index,
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                buf,
                ctx,
            );
        }
    }

    fn item(&self, index: usize, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let item = &self.view.request.checklist[index];
        let waits = self.staged.get(item.document).is_some();
        let verdict = self.staged.verdict(item);
        let (sign, role) = sign(item, verdict, ctx);
        let here = index == self.at && self.focus;
        let cursor = if here { ctx.theme.signs().cursor } else { " " };
        let mark = if waits { "*" } else { " " };
        let wide = area.width >= 60;
        let name = if wide {
            words_of::document(ctx.words, self.policy, item.document)
        } else {
            ctx.words.of("document-short", item.document.as_str())
        };
        let said = match waits {
            true => words_of::verdict(ctx.words, self.policy, verdict),
            false => words_of::judged(ctx.words, self.policy, item),
        };
        let mut parts = vec![said];
        if item.need == Need::May {
            parts.push(ctx.get("need-may"));
        }
        if item.document.is_file() {
            parts.push(held(self.staged.evidence(item), ctx));
        }
        let columns = if wide { 34 } else { 11 };
        let judged = parts.join(" · ");
        let line = format!(
            "{cursor}{sign}{mark} {} {judged}",
            text::pad_right(&name, columns)
        );
        let line = text::safe(&line);
        if here && ctx.focus {
            let cut = text::width(&line) > usize::from(area.width);
            ctx.spots.whole(vec![(name, judged)], cut);
            ctx.spots.chosen(area.x, area.y);
        }
        let line = text::pad_right(&line, usize::from(area.width));
        let base = if here {
            ctx.theme.cursor_row(ctx.focus)
        } else {
            ratatui::style::Style::new()
        };
        buf.set_string(area.x, area.y, line, base.patch(ctx.theme.style(role)));
    }
}

/// What a document is held by, in a word.
fn held(evidence: Option<&Evidence>, ctx: &Ctx) -> String {
    ctx.get(match evidence {
        None => "check-held-none",
        Some(Evidence::File { .. }) => "check-held-file",
        Some(Evidence::Paper) => "check-held-paper",
        Some(Evidence::Link(_)) => "check-held-link",
    })
}

/// The sign and the meaning of a judgement.
pub fn sign(item: &ChecklistItem, verdict: &Verdict, ctx: &Ctx) -> (&'static str, Role) {
    match verdict {
        Verdict::NotSeen => (ctx.theme.signs().dot, Role::Plain),
        Verdict::Conforms => (ctx.theme.sign(Role::Good), Role::Good),
        Verdict::Wrong { .. } => (ctx.theme.sign(Role::Bad), Role::Bad),
        Verdict::Missing if item.need == Need::Must => ("-", Role::Bad),
        Verdict::Missing => ("-", Role::Plain),
        Verdict::NotNeeded { .. } => ("=", Role::Plain),
    }
}
