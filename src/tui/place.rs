//! The places of the screen: ten tabs, the pages behind them, and the layers above.

use crate::domain::keyed::keyed;

keyed! {
    /// Where a person is: it decides which keys mean what.
    pub enum Place {
        Today = "today",
        Requests = "requests",
        Sheets = "sheets",
        Verify = "verify",
        Certificates = "certificates",
        Calendar = "calendar",
        Incidents = "incidents",
        Reports = "reports",
        People = "people",
        Settings = "settings",
        Audit = "audit",
        Guide = "guide",
        /// The disposition sheet, opened.
        Sheet = "sheet",
        /// One person's page.
        Person = "person",
        /// Search over everything.
        Search = "search",
        /// One record, opened over a list.
        Record = "record",
        Import = "import",
        /// A message to send.
        Message = "message",
        /// A form to fill.
        Form = "form",
        /// A question with two answers.
        Confirm = "confirm",
        Menu = "menu",
        Palette = "palette",
        Help = "help",
        Progress = "progress",
        /// A text to read.
        Text = "text",
    }
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

    /// Key of its name.
    pub fn name_key(self) -> String {
        format!("place-{}", self.as_str())
    }

    /// Key of what it is, in two sentences.
    pub fn about_key(self) -> String {
        format!("about-{}", self.as_str())
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
