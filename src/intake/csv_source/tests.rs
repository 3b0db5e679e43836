//! Rows, delimiters and quotes of CSV files.
#![allow(clippy::unwrap_used)]

use super::*;
use encoding_rs::{UTF_8, WINDOWS_1252};
use proptest::prelude::*;

fn rows_of(bytes: &[u8], delimiter: u8) -> Vec<(u32, Vec<String>)> {
    CsvRows::new(bytes, UTF_8, delimiter)
        .map(|row| {
            let row = row.unwrap();
            let cells = row.cells.into_iter().map(|cell| cell.text).collect();
            (row.row, cells)
        })
        .collect()
}

#[test]
fn rows_are_counted_as_the_spreadsheet_does() {
    let text = b"title\r\n\r\n\r\na,b\r\n1,\"x\r\ny\r\n\r\nz\"\r\n\r\n2,w";
    let rows = rows_of(text, b',');
    let numbers: Vec<u32> = rows.iter().map(|(row, _)| *row).collect();
    assert_eq!(numbers, [1, 4, 5, 7]);
    assert_eq!(rows[2].1[1], "x\ny\n\nz");
    let opens_blank = rows_of(b"\n\na,b\n", b',');
    assert_eq!(opens_blank[0].0, 3);
}

#[test]
fn delimiters_are_found() {
    for (text, expected) in [
        ("a,b,c\n1,2,3\n", b','),
        (
            "NO;NAMA;GELAR\n1;Siti, S.T., M.M.;x\n2;Budi, S.E.;y\n",
            b';',
        ),
        ("a\tb\n1\t2\n", b'\t'),
        ("a|b\n1|2\n", b'|'),
        ("DAFTAR, PEMOHON\n\nNO;NAMA\n1;Siti\n2;Budi\n", b';'),
        ("sep=|\na,b|c\n", b'|'),
        ("satu\ndua\n", b','),
        ("", b','),
    ] {
        assert_eq!(
            find_delimiter(text.as_bytes(), UTF_8, false).0,
            expected,
            "{text}"
        );
    }
}

#[test]
fn a_declaration_is_no_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "sep=;\r\nNIK;NAMA\r\n1;2\r\n").unwrap();
    let file = CsvFile::open(&path).unwrap();
    let first = file.rows().unwrap().next().unwrap().unwrap();
    assert_eq!((first.row, first.cells.len()), (1, 2));
    assert_eq!(file.describe(), "CSV \";\" UTF-8");
}

#[test]
fn huge_cells_rows_and_widths_are_bounded() {
    let huge = format!("a,b\n1,\"{}\"\n2,x\n", "x".repeat(3 * MOST_CELL));
    let rows: Vec<RawRow> = CsvRows::new(huge.as_bytes(), UTF_8, b',')
        .map(Result::unwrap)
        .collect();
    assert_eq!(rows[1].cells[1].text.len(), MOST_CELL);
    assert!(rows[1].oversized && !rows[2].oversized);
    assert_eq!(rows[2].row, 3);

    let wide = format!("{}\n1\n", "x,".repeat(100_000));
    let rows: Vec<RawRow> = CsvRows::new(wide.as_bytes(), UTF_8, b',')
        .map(Result::unwrap)
        .collect();
    assert_eq!(rows[0].cells.len(), MOST_COLUMNS);
    assert!(rows[0].oversized && !rows[1].oversized);

    let long = format!("{}\n", format!("{},", "y".repeat(MOST_CELL)).repeat(20));
    let row = CsvRows::new(long.as_bytes(), UTF_8, b',')
        .next()
        .unwrap()
        .unwrap();
    assert!(row.oversized);
    assert!(row.cells.iter().map(|cell| cell.text.len()).sum::<usize>() <= MOST_ROW);
}

#[test]
fn a_quote_without_partner_is_told_with_its_row() {
    let line = "1,Siti,1971,a@b.id,ok\n";
    for (text, row) in [
        ("a,b\n1,\"never closed\n2,x\n", 2),
        ("a,b\n1,\"closed\" and on,y\n2,x\n", 2),
        ("a,b\n1,x\n2,clos\"ed,3\n", 3),
        ("a,b,c\n1,\"x\nclos\"ed,3\n", 2),
        (
            &format!("a,b,c,d,e\n1,Siti,1971,a@b.id,\"ok\n{line}1,Rina,2,c@d.id,\"ok\n"),
            2,
        ),
        (
            &format!("a,b,c,d,e\n{line}1,Siti,1971,a@b.id,\"ok\n{line}x\"\n"),
            3,
        ),
    ] {
        let last = CsvRows::new(text.as_bytes(), UTF_8, b',').last().unwrap();
        let told = matches!(last, Err(RowsFault::Quote(told)) if told == row);
        assert!(told, "{text}: {last:?}");
    }
    for text in [
        "a,b\n1, \"x, y\" ,2\n",
        "a,b\n1,Siti \"Contoh\" B\n",
        "a,b,c,d,e\n1,\"satu\ndua, tiga\",3,4,5\n",
    ] {
        let rows = rows_of(text.as_bytes(), b',');
        assert_eq!(rows.len(), 2, "{text}");
    }
    assert_eq!(rows_of(b"1, \"x, y\" ,2\n", b',')[0].1, ["1", "x, y", "2"]);
    let stray = "a,b\r\n1,\"A\" Street\r\n2,5\" pipa\r\n3,x";
    let rows: Vec<RawRow> = CsvRows::new(stray.as_bytes(), UTF_8, b',')
        .map(Result::unwrap)
        .collect();
    assert_eq!(rows[1].cells[1].text, "\"A\" Street");
    assert_eq!(rows[2].cells[1].text, "5\" pipa");
    let strays: Vec<(u32, &[usize])> = rows.iter().map(|row| (row.row, &row.strays[..])).collect();
    assert_eq!(strays, [(1, &[][..]), (2, &[1]), (3, &[1]), (4, &[])]);
}

/// Writes cells with a delimiter, quoting all of them.
fn written(table: &[Vec<String>], delimiter: char, line_end: &str) -> String {
    let mut text = String::new();
    for row in table {
        let cells: Vec<String> = row
            .iter()
            .map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")))
            .collect();
        text.push_str(&cells.join(&delimiter.to_string()));
        text.push_str(line_end);
    }
    text
}

proptest! {
    #[test]
    fn delimiter_encoding_and_line_ends_do_not_matter(
        table in proptest::collection::vec(
            proptest::collection::vec("[ -~éüñ’]{0,8}(\n[a-z,;|]{0,2})?", 3), 1..8)
    ) {
        let expected: Vec<Vec<String>> = table.clone();
        for delimiter in [',', ';', '\t', '|'] {
            for line_end in ["\n", "\r\n", "\r"] {
                let text = written(&table, delimiter, line_end);
                let (old, _, lossy) = WINDOWS_1252.encode(&text);
                prop_assert!(!lossy);
                let with_mark = [b"\xef\xbb\xbf", text.as_bytes()].concat();
                for (bytes, encoding) in [
                    (text.as_bytes(), UTF_8), (&with_mark, UTF_8), (&old, WINDOWS_1252),
                ] {
                    let rows: Vec<Vec<String>> =
                        CsvRows::new(bytes, encoding, delimiter as u8)
                            .map(|row| {
                                row.unwrap().cells.into_iter().map(|c| c.text).collect()
                            })
                            .collect();
                    prop_assert_eq!(&rows, &expected);
                }
            }
        }
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let encoding = sniff(&bytes[..]).unwrap();
        let (delimiter, _) = find_delimiter(&bytes, encoding, false);
        let mut last = 0;
        for row in CsvRows::new(&bytes[..], encoding, delimiter) {
            let Ok(row) = row else {
                break;
            };
            prop_assert!(row.row > last);
            last = row.row;
        }
    }
}
