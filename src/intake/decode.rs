//! Bytes of a table to UTF-8 with plain line ends, a piece at a time in constant memory.

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, Read};

/// Bytes read at a time.
const PIECE: usize = 64 * 1024;

/// Finds the encoding of a whole file: a byte order mark decides; else UTF-16 where every second
/// byte is zero, UTF-8 if every byte is, else Windows-1252, which is what older offices' programs
/// write.
///
/// # Errors
/// What reading returns.
pub fn sniff(mut reader: impl Read) -> io::Result<&'static Encoding> {
    let mut piece = vec![0; PIECE];
    let mut held = 0;
    let mut first = true;
    loop {
        let read = read_some(&mut reader, &mut piece[held..])?;
        let filled = held + read;
        if first && let Some(encoding) = marked(&piece[..filled]).or(wide(&piece[..filled])) {
            return Ok(encoding);
        }
        first = false;
        match std::str::from_utf8(&piece[..filled]) {
            Ok(_) => held = 0,
            // A character cut by the end of the piece is looked at again with the next.
            Err(error) if error.error_len().is_none() && read > 0 => {
                piece.copy_within(error.valid_up_to()..filled, 0);
                held = filled - error.valid_up_to();
            }
            Err(_) => return Ok(WINDOWS_1252),
        }
        if read == 0 {
            return Ok(UTF_8);
        }
    }
}

fn marked(bytes: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(bytes).map(|(encoding, _)| encoding)
}

/// UTF-16, marked or not: text of Latin letters has a zero in every second byte.
pub fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some(encoding) = marked(bytes) {
        return Some(encoding).filter(|found| *found != UTF_8);
    }
    let zeros = |at: usize| {
        let bytes = bytes.iter().skip(at).step_by(2);
        bytes.filter(|&&byte| byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let pairs = bytes.len() / 2;
    match pairs >= 2 {
        true if odd * 10 >= pairs * 6 && even * 20 <= pairs => Some(UTF_16LE),
        true if even * 10 >= pairs * 6 && odd * 20 <= pairs => Some(UTF_16BE),
        _ => None,
    }
}

/// Reads until there is something or the end; an interruption is not the end.
fn read_some(reader: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(into) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            answer => return answer,
        }
    }
}

/// What an encoding is called on screen and in a kept mapping.
pub fn encoding_name(encoding: &'static Encoding) -> &'static str {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        "UTF-16"
    } else {
        encoding.name()
    }
}

/// Decoded text in pieces: UTF-8, `\n` for every kind of line end, one `\n` at the very end.
pub struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    read: u64,
    after_cr: bool,
    ends_with_newline: bool,
    finished: bool,
}

impl<R: Read> Decoded<R> {
    /// Reads `inner` in this encoding; a byte order mark is dropped.
    pub fn new(inner: R, encoding: &'static Encoding) -> Decoded<R> {
        Decoded {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; PIECE],
            text: Vec::new(),
            at: 0,
            read: 0,
            after_cr: false,
            ends_with_newline: true,
            finished: false,
        }
    }

    /// Bytes of the source read so far.
    pub fn bytes_read(&self) -> u64 {
        self.read
    }

    /// What is decoded and not yet consumed; empty only at the end.
    ///
    /// # Errors
    /// What reading returns.
    pub fn available(&mut self) -> io::Result<&[u8]> {
        while self.at == self.text.len() && !self.finished {
            self.fill()?;
        }
        Ok(&self.text[self.at..])
    }

    /// Marks so many bytes of [`Decoded::available`] as done with.
    pub fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.text.len());
    }

    fn fill(&mut self) -> io::Result<()> {
        let read = read_some(&mut self.inner, &mut self.raw)?;
        self.read += read as u64;
        self.finished = read == 0;
        let room = self.decoder.max_utf8_buffer_length(read).unwrap_or(PIECE);
        self.text.resize(room.max(16), 0);
        self.at = 0;
        // Malformed sequences become U+FFFD; the buffer holds the whole piece by construction.
        let (_, _, written, _) =
            self.decoder
                .decode_to_utf8(&self.raw[..read], &mut self.text, self.finished);
        self.text.truncate(written);
        self.plain_line_ends();
        if let Some(&last) = self.text.last() {
            self.ends_with_newline = last == b'\n';
        }
        if self.finished && !self.ends_with_newline {
            self.text.push(b'\n');
        }
        Ok(())
    }

    /// CR LF and lone CR to LF, in place, also across pieces.
    fn plain_line_ends(&mut self) {
        let mut kept = 0;
        for at in 0..self.text.len() {
            let byte = self.text[at];
            let second_half = byte == b'\n' && self.after_cr;
            self.after_cr = byte == b'\r';
            if !second_half {
                self.text[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
        }
        self.text.truncate(kept);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    /// Hands out one byte at a time, so that every boundary falls inside something.
    struct Drip<'a>(&'a [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let Some((&first, rest)) = self.0.split_first() else {
                return Ok(0);
            };
            into[0] = first;
            self.0 = rest;
            Ok(1)
        }
    }

    fn whole<R: Read>(mut decoded: Decoded<R>) -> String {
        let mut text = Vec::new();
        loop {
            let piece = decoded.available().unwrap().to_vec();
            if piece.is_empty() {
                return String::from_utf8(text).unwrap();
            }
            decoded.consume(piece.len());
            text.extend(piece);
        }
    }

    #[test]
    fn encodings_are_told_apart() {
        for (bytes, name) in [
            (&b"abc"[..], "UTF-8"),
            (b"", "UTF-8"),
            ("Mu’min".as_bytes(), "UTF-8"),
            (b"\xef\xbb\xbfabc", "UTF-8"),
            (b"Mu\x92min", "windows-1252"),
            (b"caf\xe9", "windows-1252"),
            (b"\xff\xfea\0", "UTF-16"),
            (b"N\0a\0m\0a\0\n\0", "UTF-16"),
            (b"\0N\0a\0m\0a\0\n", "UTF-16"),
        ] {
            let found = sniff(Drip(bytes)).unwrap();
            let again = sniff(bytes).unwrap();
            assert_eq!(encoding_name(again), name, "{bytes:?}");
            // A dripping source may hide a mark from the first look, never UTF-8 itself.
            if name != "UTF-16" {
                assert_eq!(encoding_name(found), name, "{bytes:?}");
            }
        }
    }

    #[test]
    fn every_line_end_is_one() {
        for bytes in [&b"a\r\nb\rc\nd"[..], b"a\nb\nc\nd\n"] {
            assert_eq!(whole(Decoded::new(Drip(bytes), UTF_8)), "a\nb\nc\nd\n");
            assert_eq!(whole(Decoded::new(bytes, UTF_8)), "a\nb\nc\nd\n");
        }
        assert_eq!(whole(Decoded::new(&b""[..], UTF_8)), "");
        assert_eq!(
            whole(Decoded::new(&b"Mu\x92min"[..], WINDOWS_1252)),
            "Mu’min\n"
        );
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let dripped = whole(Decoded::new(Drip(&bytes), UTF_8));
            prop_assert_eq!(dripped, whole(Decoded::new(&bytes[..], UTF_8)));
        }
    }
}
