//! The peer of the search: SQLite's `LIKE` over the same texts.

/// Rows of a screen.
pub const WINDOW: u16 = 40;

/// What is typed, letter by letter.
pub const TYPED: [&str; 9] = [
    "siti rahmawati",
    "angga",
    "dinas kesehatan",
    "198704",
    "hendra lubis",
    "3fa1",
    "babelprov.go.id",
    "siti@babel",
    "zzz",
];

/// The texts of a certificate: name, e-mail, agency, serial; and when it ends.
pub type Texts = (String, String, String, String, i64);

/// The texts in a table in memory.
pub struct Like(rusqlite::Connection);

impl Like {
    pub fn of(rows: impl Iterator<Item = Texts>) -> Like {
        let mut base = rusqlite::Connection::open_in_memory().unwrap();
        base.execute_batch(
            "CREATE TABLE c (name TEXT, email TEXT, agency TEXT, serial TEXT, until INTEGER);
             CREATE INDEX by_until ON c (until);",
        )
        .unwrap();
        let writing = base.transaction().unwrap();
        {
            let mut insert = writing
                .prepare("INSERT INTO c VALUES (?1, ?2, ?3, ?4, ?5)")
                .unwrap();
            rows.for_each(|row| {
                insert.execute(row).unwrap();
            });
        }
        writing.commit().unwrap();
        Like(base)
    }

    /// One keystroke: a `LIKE` over name, e-mail, agency and serial, counted, and the first rows
    /// of it read in the order of not-after.
    pub fn search(&self, typed: &str) -> (u32, usize) {
        let part = format!("%{typed}%");
        let found =
            "FROM c WHERE name LIKE ?1 OR email LIKE ?1 OR agency LIKE ?1 OR serial LIKE ?1";
        let count = format!("SELECT count(*) {found}");
        let window = format!("SELECT name {found} ORDER BY until LIMIT {WINDOW}");
        let mut count = self.0.prepare_cached(&count).unwrap();
        let mut window = self.0.prepare_cached(&window).unwrap();
        let total = count.query_row([&part], |row| row.get(0)).unwrap();
        let names = window
            .query_map([&part], |row| row.get::<_, String>(0))
            .unwrap();
        (total, names.count())
    }
}
