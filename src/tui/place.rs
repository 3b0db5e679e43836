//! The places of the screen: ten tabs, the pages behind them, and the layers above.

/// Where a person is: it decides which keys mean what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    Today,
    Requests,
    Sheets,
    Verify,
    Certificates,
    Calendar,
    Incidents,
    Reports,
    People,
    Settings,
    Audit,
    Guide,
    /// The disposition sheet, opened.
    Sheet,
    /// One person's page.
    Person,
    /// Search over everything.
    Search,
    /// One record, opened over a list.
    Record,
    Import,
    HandOver,
    /// A form to fill.
    Form,
    /// A question with two answers.
    Confirm,
    Menu,
    Palette,
    Help,
    Progress,
    /// A text to read.
    Text,
}

impl Place {
    /// The ten tabs, by number.
    pub const TABS: [Place; 10] = [
        Place::Today,
        Place::Requests,
        Place::Sheets,
        Place::Verify,
        Place::Certificates,
        Place::Calendar,
        Place::Incidents,
        Place::Reports,
        Place::People,
        Place::Settings,
    ];

    /// Every place.
    pub const ALL: [Place; 25] = [
        Place::Today,
        Place::Requests,
        Place::Sheets,
        Place::Verify,
        Place::Certificates,
        Place::Calendar,
        Place::Incidents,
        Place::Reports,
        Place::People,
        Place::Settings,
        Place::Audit,
        Place::Guide,
        Place::Sheet,
        Place::Person,
        Place::Search,
        Place::Record,
        Place::Import,
        Place::HandOver,
        Place::Form,
        Place::Confirm,
        Place::Menu,
        Place::Palette,
        Place::Help,
        Place::Progress,
        Place::Text,
    ];

    /// Name used in keys of words: `place-<slug>`.
    pub fn slug(self) -> &'static str {
        match self {
            Place::Today => "today",
            Place::Requests => "requests",
            Place::Sheets => "sheets",
            Place::Verify => "verify",
            Place::Certificates => "certificates",
            Place::Calendar => "calendar",
            Place::Incidents => "incidents",
            Place::Reports => "reports",
            Place::People => "people",
            Place::Settings => "settings",
            Place::Audit => "audit",
            Place::Guide => "guide",
            Place::Sheet => "sheet",
            Place::Person => "person",
            Place::Search => "search",
            Place::Record => "record",
            Place::Import => "import",
            Place::HandOver => "hand-over",
            Place::Form => "form",
            Place::Confirm => "confirm",
            Place::Menu => "menu",
            Place::Palette => "palette",
            Place::Help => "help",
            Place::Progress => "progress",
            Place::Text => "text",
        }
    }

    /// Key of its name.
    pub fn name_key(self) -> String {
        format!("place-{}", self.slug())
    }

    /// Key of what it is, in two sentences.
    pub fn about_key(self) -> String {
        format!("about-{}", self.slug())
    }

    /// Its tab, where it is one.
    pub fn tab(self) -> Option<usize> {
        Place::TABS.iter().position(|tab| *tab == self)
    }

    /// Whether it floats over what is beneath instead of taking the whole middle of the screen.
    pub fn floats(self) -> bool {
        matches!(
            self,
            Place::Confirm | Place::Menu | Place::Palette | Place::Help | Place::Progress
        )
    }

    /// Columns below which the place says that it needs a wider screen. Today, dispositions, the
    /// sheet and the person card work from 40.
    pub fn least_width(self) -> u16 {
        match self {
            Place::Verify | Place::Reports | Place::Import | Place::Settings => 60,
            _ => 40,
        }
    }
}
