//! The table itself, in order: the first rule that holds wins.

use ratatui::crossterm::event::KeyCode;

use super::{Chord, Needs, Rule};
use crate::tui::action::Action as A;
use crate::tui::place::Place as P;

/// A rule that needs nothing.
const fn free(chord: Chord, action: A, places: &'static [P], hint: u8) -> Rule {
    rule(chord, action, places, Needs::Nothing, hint)
}

/// A rule that needs a row.
const fn row(chord: Chord, action: A, places: &'static [P], hint: u8) -> Rule {
    rule(chord, action, places, Needs::Row, hint)
}

/// A rule for what the panel allows, record or not.
const fn leave(letter: char, action: A, places: &'static [P], hint: u8) -> Rule {
    rule(Chord::char(letter), action, places, Needs::Leave, hint)
}

/// A rule for what the record under the cursor allows.
const fn act(letter: char, action: A, places: &'static [P], hint: u8) -> Rule {
    rule(
        Chord::char(letter),
        action,
        places,
        Needs::RowAndLeave,
        hint,
    )
}

const fn rule(chord: Chord, action: A, places: &'static [P], needs: Needs, hint: u8) -> Rule {
    Rule {
        chord: Some(chord),
        action,
        places,
        needs,
        hint,
        in_text: false,
    }
}

/// A rule that holds while text is typed, too.
const fn always(chord: Chord, action: A, places: &'static [P], hint: u8) -> Rule {
    Rule {
        chord: Some(chord),
        action,
        places,
        needs: Needs::Nothing,
        hint,
        in_text: true,
    }
}

/// An act that only the palette brings.
const fn unbound(action: A) -> Rule {
    Rule {
        chord: None,
        action,
        places: &[],
        needs: Needs::Nothing,
        hint: 0,
        in_text: false,
    }
}

const fn c(letter: char) -> Chord {
    Chord::char(letter)
}

const fn k(code: KeyCode) -> Chord {
    Chord::key(code)
}

/// Places that show records in a list or one of them in full.
const RECORDS: &[P] = &[
    P::Today,
    P::Requests,
    P::Sheets,
    P::Verify,
    P::Certificates,
    P::Calendar,
    P::Incidents,
    P::Reports,
    P::People,
    P::Settings,
    P::Audit,
    P::Guide,
    P::Sheet,
    P::Person,
    P::Search,
    P::Record,
    P::Import,
    P::Message,
];

/// Places that are searched as one types.
const SEARCHED: &[P] = &[
    P::Requests,
    P::Sheets,
    P::Verify,
    P::Certificates,
    P::Calendar,
    P::Audit,
    P::Guide,
];

/// Places without a search of their own: `/` searches everything.
const SEARCHED_ELSEWHERE: &[P] = &[
    P::Today,
    P::Incidents,
    P::Reports,
    P::People,
    P::Settings,
    P::Sheet,
    P::Person,
    P::Record,
    P::Message,
    P::Text,
    P::Help,
];

/// Places whose list can be filtered.
const FILTERED: &[P] = &[
    P::Requests,
    P::Sheets,
    P::Verify,
    P::Certificates,
    P::Calendar,
    P::Audit,
];

/// Places whose list is sorted by a column.
const SORTED: &[P] = &[
    P::Today,
    P::Requests,
    P::Sheets,
    P::Verify,
    P::Certificates,
    P::Search,
];

/// Places whose columns are moved and put away.
const COLUMNS: &[P] = &[
    P::Today,
    P::Requests,
    P::Sheets,
    P::Verify,
    P::Certificates,
    P::Calendar,
    P::Settings,
    P::Audit,
    P::Search,
];

/// Places with a list in which rows are selected.
const SELECTED: &[P] = &[P::Requests, P::Sheets, P::Sheet];

/// Places where a request is acted on.
const REQUESTS: &[P] = &[
    P::Today,
    P::Requests,
    P::Sheets,
    P::Verify,
    P::Sheet,
    P::Person,
    P::Search,
    P::Record,
    P::Message,
];

/// Places where certificates are acted on.
const CERTIFICATES: &[P] = &[
    P::Today,
    P::Requests,
    P::Verify,
    P::Certificates,
    P::Calendar,
    P::People,
    P::Person,
    P::Search,
    P::Record,
];

/// Places where a request is closed, or a certificate found revoked.
const CLOSED_AT: &[P] = &[
    P::Requests,
    P::Sheets,
    P::Verify,
    P::Certificates,
    P::Sheet,
    P::Person,
    P::Search,
    P::Record,
    P::Message,
];

const QUESTION: &[P] = &[P::Confirm];
/// Places that have something to copy.
const COPIED: &[P] = &[
    P::Requests,
    P::Verify,
    P::Sheet,
    P::Certificates,
    P::Incidents,
    P::Reports,
    P::People,
    P::Guide,
    P::Person,
    P::Search,
    P::Record,
    P::Message,
    P::Text,
];
const CHOICES: &[P] = &[P::Menu, P::Palette];
const ASKED: &[P] = &[P::Confirm, P::Menu, P::Palette, P::Progress];
const FORMS: &[P] = &[P::Form, P::Sheet];
/// Places with other fields, parts or readers to turn to.
const TURNED: &[P] = &[P::Form, P::Sheet, P::Message];
/// Places in which one types most of the time: help has its other key there.
const TYPED: &[P] = &[P::Form, P::Sheet, P::Search, P::Import];
/// Places that lie over another one.
const LEFT: &[P] = &[
    P::Form,
    P::Sheet,
    P::Person,
    P::Search,
    P::Record,
    P::Import,
    P::Message,
    P::Help,
    P::Text,
];

/// The table. The order of the groups: closed layers first, then text, then the rest.
pub const RULES: &[Rule] = &[
    // A question: y and t answer it; Enter is answered by the dialog, which knows what is safe.
    free(c('y'), A::Yes, QUESTION, 10),
    free(c('t'), A::No, QUESTION, 11),
    free(c('n'), A::No, QUESTION, 0),
    free(k(KeyCode::Enter), A::Open, QUESTION, 0),
    free(k(KeyCode::Left), A::Left, QUESTION, 0),
    free(k(KeyCode::Right), A::Right, QUESTION, 0),
    free(k(KeyCode::Tab), A::NextPanel, QUESTION, 0),
    // Closed layers.
    always(k(KeyCode::Esc), A::Cancel, &[P::Progress], 10),
    always(k(KeyCode::Esc), A::Back, ASKED, 20),
    free(c('q'), A::Back, &[P::Menu, P::Confirm], 0),
    always(k(KeyCode::Up), A::Up, CHOICES, 0),
    always(k(KeyCode::Down), A::Down, CHOICES, 0),
    always(k(KeyCode::PageUp), A::PageUp, CHOICES, 0),
    always(k(KeyCode::PageDown), A::PageDown, CHOICES, 0),
    always(k(KeyCode::Enter), A::Open, CHOICES, 10),
    always(Chord::ctrl('l'), A::Redraw, ASKED, 0),
    always(Chord::ctrl('c'), A::Quit, ASKED, 0),
    // Everywhere, also while typing.
    always(Chord::ctrl('s'), A::Save, FORMS, 10),
    Rule {
        chord: Some(Chord::ctrl('s')),
        action: A::Save,
        places: &[P::Verify, P::Message],
        needs: Needs::Leave,
        hint: 9,
        in_text: false,
    },
    // Hinted where there is another field or panel to go to.
    Rule {
        chord: Some(Chord::key(KeyCode::Tab)),
        action: A::NextPanel,
        places: TURNED,
        needs: Needs::Leave,
        hint: 11,
        in_text: true,
    },
    always(k(KeyCode::Esc), A::Back, LEFT, 12),
    always(k(KeyCode::Esc), A::Back, &[], 0),
    always(k(KeyCode::Tab), A::NextPanel, &[], 0),
    always(k(KeyCode::BackTab), A::PrevPanel, &[], 0),
    always(Chord::ctrl('l'), A::Redraw, &[], 0),
    always(Chord::ctrl('c'), A::Quit, &[], 0),
    always(Chord::ctrl('q'), A::Quit, &[], 0),
    always(k(KeyCode::F(1)), A::Help, &[], 0),
    always(Chord::ctrl('f'), A::FindAll, &[], 0),
    // Moving.
    free(k(KeyCode::Up), A::Up, &[], 0),
    free(c('k'), A::Up, &[], 0),
    free(k(KeyCode::Down), A::Down, &[], 0),
    free(c('j'), A::Down, &[], 0),
    free(k(KeyCode::Left), A::Left, &[], 0),
    free(c('h'), A::Left, &[], 0),
    free(k(KeyCode::Right), A::Right, &[], 0),
    free(c('l'), A::Right, &[], 0),
    free(c('g'), A::Top, &[], 0),
    free(k(KeyCode::Home), A::Top, &[], 0),
    free(c('G'), A::Bottom, &[], 0),
    free(k(KeyCode::End), A::Bottom, &[], 0),
    free(k(KeyCode::PageUp), A::PageUp, &[], 0),
    free(k(KeyCode::PageDown), A::PageDown, &[], 0),
    rule(k(KeyCode::Enter), A::Open, RECORDS, Needs::Unopened, 2),
    free(k(KeyCode::Enter), A::Open, &[P::Form], 0),
    free(c('q'), A::Back, &[], 0),
    free(c('0'), A::Tab0, &[], 0),
    free(c('1'), A::Tab1, &[], 0),
    free(c('2'), A::Tab2, &[], 0),
    free(c('3'), A::Tab3, &[], 0),
    free(c('4'), A::Tab4, &[], 0),
    free(c('5'), A::Tab5, &[], 0),
    free(c('6'), A::Tab6, &[], 0),
    free(c('7'), A::Tab7, &[], 0),
    free(c('8'), A::Tab8, &[], 0),
    free(c('9'), A::Tab9, &[], 0),
    free(c('['), A::Previous, &[], 0),
    free(c(']'), A::Next, &[], 0),
    leave('t', A::Today, &[P::Calendar, P::Audit], 40),
    unbound(A::Audit),
    unbound(A::Guide),
    // Finding.
    free(c('/'), A::Find, SEARCHED, 1),
    free(c('/'), A::FindAll, SEARCHED_ELSEWHERE, 3),
    free(c('n'), A::NextHit, RECORDS, 0),
    free(c('N'), A::PreviousHit, RECORDS, 0),
    free(c('f'), A::Filter, FILTERED, 41),
    free(c('s'), A::Sort, SORTED, 42),
    free(c('<'), A::ColumnLeft, COLUMNS, 0),
    free(c('>'), A::ColumnRight, COLUMNS, 0),
    free(c('|'), A::Columns, COLUMNS, 0),
    free(c('z'), A::Read, RECORDS, 4),
    row(c(' '), A::Mark, SELECTED, 43),
    row(c('*'), A::MarkAll, SELECTED, 0),
    // On the queue alone, not on its checklist.
    act(' ', A::Mark, &[P::Verify], 43),
    act('*', A::MarkAll, &[P::Verify], 0),
    // Help.
    free(c('.'), A::Menu, RECORDS, 90),
    free(c(':'), A::Palette, &[], 91),
    free(c('?'), A::Help, &[], 92),
    always(k(KeyCode::F(1)), A::Help, TYPED, 92),
    unbound(A::Language),
    unbound(A::Theme),
    unbound(A::Ascii),
    unbound(A::Mouse),
    // Marks of the checklist.
    act('v', A::Conforms, &[P::Verify], 10),
    act('x', A::Wrong, &[P::Verify], 11),
    act('-', A::Missing, &[P::Verify], 12),
    act('=', A::NotNeeded, &[P::Verify], 13),
    // Inside the desk.
    leave('b', A::New, RECORDS, 20),
    leave('i', A::Import, RECORDS, 21),
    act('e', A::Edit, RECORDS, 31),
    Rule {
        chord: Some(Chord::ctrl('e')),
        action: A::EditLetter,
        places: REQUESTS,
        needs: Needs::RowAndLeave,
        hint: 32,
        in_text: false,
    },
    // One key sends a request on: what was returned by completing it, the rest by a disposition. No
    // record allows both [R8.1].
    act('d', A::Forward, REQUESTS, 15),
    act('d', A::Complete, REQUESTS, 15),
    act('d', A::GivePosition, &[P::Settings], 15),
    act('m', A::StepBack, REQUESTS, 33),
    act('a', A::Claim, REQUESTS, 16),
    act('c', A::Note, RECORDS, 34),
    act('p', A::Particulars, REQUESTS, 35),
    act('p', A::Particulars, &[P::Settings], 35),
    act('o', A::OpenFile, RECORDS, 35),
    act('+', A::AddFile, RECORDS, 36),
    act('r', A::History, RECORDS, 37),
    act('u', A::Undo, RECORDS, 38),
    act('Y', A::Copy, COPIED, 39),
    act('w', A::Message, REQUESTS, 40),
    // Deciding: always asks first.
    act('P', A::Return, REQUESTS, 22),
    // What was rejected is answered by a letter; what was sent at once is only disagreed with. No
    // record allows two of them.
    act('T', A::Reject, REQUESTS, 23),
    act('T', A::Reply, REQUESTS, 16),
    act('T', A::Disagree, REQUESTS, 23),
    act('K', A::Send, REQUESTS, 14),
    leave('U', A::Portal, &[P::Verify, P::Certificates], 29),
    leave('J', A::Answer, CERTIFICATES, 17),
    act('S', A::HandOver, REQUESTS, 18),
    leave('D', A::Paper, REQUESTS, 24),
    act('M', A::Create, CERTIFICATES, 19),
    act('A', A::Convert, REQUESTS, 25),
    act('E', A::Correct, CERTIFICATES, 30),
    act('B', A::FollowUp, CERTIFICATES, 26),
    act('X', A::Close, CLOSED_AT, 27),
    leave('X', A::EndActing, &[P::Today, P::Settings], 27),
    act('V', A::Accept, REQUESTS, 28),
    act('I', A::Reveal, RECORDS, 29),
];
