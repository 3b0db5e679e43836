//! What a file is that is no table in text, by its first bytes: named with what to do, whatever its
//! name ends in.

use crate::domain::keyed::keyed;

keyed! {
    /// A kind of file that is not read as a table. `text` finds the sentence by its key.
    pub enum FileKind {
        /// An archive of files, such as a form's export arrives in.
        Zip = "zip",
        /// Excel since 2007.
        Xlsx = "xlsx",
        /// Excel before that.
        Xls = "xls",
        /// LibreOffice Calc.
        Ods = "ods",
        /// A text document.
        Document = "document",
        /// A PDF.
        Pdf = "pdf",
        /// A page of the web, or a spreadsheet saved as one.
        Html = "html",
        /// A picture.
        Picture = "picture",
        /// Something else that is no text.
        Binary = "binary",
    }
}

/// Bytes at the beginning of a file of a kind.
const MAGIC: [(&[u8], FileKind); 14] = [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind::Xls),
    (b"%PDF", FileKind::Pdf),
    (b"\x89PNG", FileKind::Picture),
    (b"\xff\xd8\xff", FileKind::Picture),
    (b"GIF8", FileKind::Picture),
    (b"{\\rtf", FileKind::Document),
    (b"\x1f\x8b", FileKind::Zip),
    (b"7z\xbc\xaf", FileKind::Zip),
    (b"Rar!", FileKind::Zip),
    (b"PK\x05\x06", FileKind::Zip),
    (b"PK\x07\x08", FileKind::Zip),
    (b"SQLite format", FileKind::Binary),
    (b"\x7fELF", FileKind::Binary),
    (b"bplist", FileKind::Binary),
];
/// How a page begins, behind blanks, remarks and a declaration.
const PAGE: [&str; 9] = [
    "<!doctype html",
    "<html",
    "<head",
    "<meta",
    "<body",
    "<table",
    "<div",
    "<workbook",
    "<?mso",
];
/// Bytes of the beginning that are looked at.
const HEAD: usize = 16 * 1024;

/// The kind of a file that opens with these bytes; `None` for text.
pub fn other_kind(sample: &[u8]) -> Option<FileKind> {
    let head = &sample[..sample.len().min(HEAD)];
    if head.starts_with(b"PK\x03\x04") {
        return Some(archive(sample));
    }
    let known = MAGIC.iter().find(|(magic, _)| head.starts_with(magic));
    if let Some((_, kind)) = known {
        return Some(*kind);
    }
    // A PDF may stand behind some bytes of a mail program.
    if holds(&head[..head.len().min(1024)], b"%PDF-") && !head.contains(&b'\n') {
        return Some(FileKind::Pdf);
    }
    if is_page(head) {
        return Some(FileKind::Html);
    }
    let no_text = |byte: &&u8| matches!(**byte, 1..=8 | 0x0e..=0x1a);
    let odd = head.iter().filter(no_text).count();
    let zeros = head.contains(&0) && super::decode::wide(head).is_none();
    (zeros || odd * 20 > head.len()).then_some(FileKind::Binary)
}

/// A ZIP by the names of its first files: spreadsheets and documents are archives, too.
fn archive(sample: &[u8]) -> FileKind {
    let kinds: [(&[u8], FileKind); 6] = [
        (b"opendocument.spreadsheet", FileKind::Ods),
        (b"opendocument.text", FileKind::Document),
        (b"xl/workbook", FileKind::Xlsx),
        (b"xl/worksheets", FileKind::Xlsx),
        (b"word/", FileKind::Document),
        (b"ppt/", FileKind::Document),
    ];
    let found = kinds.iter().find(|(name, _)| holds(sample, name));
    match found {
        Some((_, kind)) => *kind,
        None if holds(sample, b"[Content_Types].xml") => FileKind::Xlsx,
        None => FileKind::Zip,
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn is_page(head: &[u8]) -> bool {
    let encoding = super::decode::wide(head).unwrap_or(encoding_rs::UTF_8);
    let (text, _) = encoding.decode_with_bom_removal(&head[..head.len().min(2048)]);
    let text = text.to_lowercase();
    let mut rest = text.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    for (open, close) in [("<?xml", "?>"), ("<!--", "-->")] {
        if rest.starts_with(open)
            && let Some(at) = rest.find(close)
        {
            rest = rest[at + close.len()..].trim_start();
        }
    }
    PAGE.iter().any(|opening| rest.starts_with(opening)) || text.trim_start().starts_with("<?xml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_bytes() {
        for (bytes, kind) in [
            (&b"PK\x03\x04\x14\0\0\0export.csv"[..], Some(FileKind::Zip)),
            (
                b"PK\x03\x04\x14\0[Content_Types].xml....xl/workbook.xml",
                Some(FileKind::Xlsx),
            ),
            (
                b"PK\x03\x04..mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
                Some(FileKind::Ods),
            ),
            (
                b"PK\x03\x04..[Content_Types].xml..word/document.xml",
                Some(FileKind::Document),
            ),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..", Some(FileKind::Xls)),
            (b"%PDF-1.7\n%", Some(FileKind::Pdf)),
            (b"\n  <!DOCTYPE html><html>", Some(FileKind::Html)),
            (b"<?xml version=\"1.0\"?>\n<Workbook>", Some(FileKind::Html)),
            (b"<table><tr><td>Nama", Some(FileKind::Html)),
            (b"\xff\xd8\xff\xe0..JFIF", Some(FileKind::Picture)),
            (b"ab\0\0\0cd\0\0\x01\x02", Some(FileKind::Binary)),
            (b"Nama,NIK\nSiti,1\n", None),
            (b"N\0a\0m\0a\0,\0N\0I\0K\0\n\0", None),
            (b"\xff\xfeN\0a\0m\0a\0", None),
            (b"", None),
        ] {
            assert_eq!(
                other_kind(bytes),
                kind,
                "{:?}",
                String::from_utf8_lossy(bytes)
            );
        }
    }
}
