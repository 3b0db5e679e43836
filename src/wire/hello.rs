//! The handshake: the one exchange that every release understands, so that two that differ can say
//! which side is old. Its bytes are frozen for ever and therefore written by hand.
//!
//! ```text
//! both    magic[8]  protocol u32  build text8
//! hello   ... then fields: tag u8, length u16, bytes; unknown tags are skipped
//! answer  ... then kind u8: 1 welcome (encoded by the protocol), 2 starting, 3 refused
//! ```
//! Numbers are little endian; `text8` is a length byte and that much UTF-8, `text16` has two.

use super::frame::FrameError;
use super::{BUILD, PROTOCOL};
use crate::codec;
use crate::domain::choice::Choices;
use crate::domain::ids::OfficerId;
use crate::domain::office::Position;
use crate::domain::time::Instant;
use serde::{Deserialize, Serialize};

/// First bytes of either side; no other protocol begins like this.
pub const MAGIC: [u8; 8] = *b"LOKET\0\r\n";

/// Longest handshake message, in bytes: nobody unknown gets to send more.
pub const MAX_HELLO: usize = 16 * 1024;

/// A refusal with this argument means damaged data (exit code 4).
pub const DAMAGED: &str = "damaged";

const FIELD_STATED_ADDRESS: u8 = 1;
const FIELD_AS_OFFICER: u8 = 2;
const FIELD_WISH: u8 = 3;
const KIND_WELCOME: u8 = 1;
const KIND_STARTING: u8 = 2;
const KIND_REFUSED: u8 = 3;
const NO_PERCENT: u8 = u8::MAX;

/// The first frame of a client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hello {
    pub protocol: u32,
    /// The client's build, for people.
    pub build: String,
    /// Where the client says it comes from (`SSH_CONNECTION`); kept as stated, never believed.
    pub stated_address: Option<String>,
    /// On a training desk: narrow the session to this officer (`--as`).
    pub as_officer: Option<String>,
    pub wish: Wish,
}

/// What a client wants beyond a session; heeded only for the account that runs the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wish {
    #[default]
    Session,
    /// Make room for a newer program, if no other session is open.
    LeaveIfAlone,
    /// Make room for another program: a person agreed to end the sessions.
    Leave,
}

/// The server's reply to a hello; `Starting` may come many times before one of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub protocol: u32,
    /// The server's build, for people.
    pub build: String,
    pub body: AnswerBody,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerBody {
    Welcome(Welcome),
    /// The desk is being opened or rebuilt.
    Starting(Starting),
    Refused(Refused),
    /// A welcome of another protocol; its bytes say nothing to us.
    Foreign,
}

/// How far the opening of a desk is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Starting {
    /// A code for the phase, e.g. `open`, `rebuild`.
    pub phase: String,
    /// 0 to 100 where it is known.
    pub percent: Option<u8>,
}

/// Why not, as a code with named arguments; `text` makes the sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub code: String,
    pub args: Vec<(String, String)>,
}

/// Who the server says you are and what desk this is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    pub officer: OfficerId,
    /// The officer's name.
    pub name: String,
    /// The positions held now.
    pub positions: Vec<Position>,
    /// The desk's id, the same in every copy and for ever.
    pub desk: String,
    /// The office's name, for the title.
    pub desk_name: String,
    /// The newest event's sequence when the session began; pushes tell of later ones.
    pub sequence: u64,
    /// A desk for learning: every screen says so.
    pub training: bool,
    /// The desk's clock, which is not the machine's on a training desk.
    pub now: Instant,
    /// What the officer chose for their own screens: the first frame shows it already.
    pub choices: Choices,
    /// How long a lone Esc waits for the rest of a key, by where the terminal is.
    pub escape_ms: EscapeMs,
}

/// Milliseconds that a lone Esc waits for the rest of a key's sequence; from the policy
/// (`[terminal]`, 10 to 2000).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EscapeMs {
    /// At a terminal of the desk's own machine.
    pub local: u16,
    /// At a terminal over SSH.
    pub ssh: u16,
}

impl Hello {
    /// A hello of this build that asks for a session.
    pub fn new() -> Hello {
        Hello {
            protocol: PROTOCOL,
            build: BUILD.to_owned(),
            ..Hello::default()
        }
    }

    /// The frame's body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = head(self.protocol, &self.build);
        let fields = [
            (FIELD_STATED_ADDRESS, self.stated_address.as_deref()),
            (FIELD_AS_OFFICER, self.as_officer.as_deref()),
        ];
        for (tag, text) in fields {
            if let Some(text) = text {
                out.push(tag);
                put_text16(&mut out, text);
            }
        }
        let wish = match self.wish {
            Wish::Session => return out,
            Wish::LeaveIfAlone => 1,
            Wish::Leave => 2,
        };
        out.extend([FIELD_WISH, 1, 0, wish]);
        out
    }

    /// Reads a frame's body; what later releases add is skipped.
    pub fn from_bytes(bytes: &[u8]) -> Result<Hello, FrameError> {
        let mut input = Input(bytes);
        let (protocol, build) = input.head()?;
        let mut hello = Hello {
            protocol,
            build,
            ..Hello::default()
        };
        while !input.0.is_empty() {
            let tag = input.byte()?;
            let length = usize::from(input.u16()?);
            let value = input.take(length)?;
            match (tag, value) {
                (FIELD_STATED_ADDRESS, text) => hello.stated_address = Some(utf8(text)?),
                (FIELD_AS_OFFICER, text) => hello.as_officer = Some(utf8(text)?),
                (FIELD_WISH, [1]) => hello.wish = Wish::LeaveIfAlone,
                (FIELD_WISH, [2]) => hello.wish = Wish::Leave,
                _ => {}
            }
        }
        Ok(hello)
    }
}

impl Answer {
    /// An answer of this build.
    pub fn new(body: AnswerBody) -> Answer {
        Answer {
            protocol: PROTOCOL,
            build: BUILD.to_owned(),
            body,
        }
    }

    /// The frame's body. A welcome that cannot be encoded becomes a refusal that says so.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = head(self.protocol, &self.build);
        match &self.body {
            AnswerBody::Foreign => out.push(KIND_WELCOME),
            AnswerBody::Welcome(welcome) => match codec::encode(welcome) {
                Ok(bytes) => {
                    out.push(KIND_WELCOME);
                    out.extend(bytes);
                }
                Err(_) => put_refused(&mut out, &Refused::new("server-welcome-too-long")),
            },
            AnswerBody::Starting(starting) => {
                out.push(KIND_STARTING);
                out.push(
                    starting
                        .percent
                        .map_or(NO_PERCENT, |percent| percent.min(100)),
                );
                put_text8(&mut out, &starting.phase);
            }
            AnswerBody::Refused(refused) => put_refused(&mut out, refused),
        }
        out
    }

    /// Reads a frame's body.
    pub fn from_bytes(bytes: &[u8]) -> Result<Answer, FrameError> {
        let mut input = Input(bytes);
        let (protocol, build) = input.head()?;
        let body = match input.byte()? {
            KIND_WELCOME if protocol != PROTOCOL => AnswerBody::Foreign,
            KIND_WELCOME => AnswerBody::Welcome(
                codec::decode(input.0).map_err(|_| FrameError::Undecodable("not a welcome"))?,
            ),
            KIND_STARTING => {
                let percent = input.byte()?;
                let percent = (percent != NO_PERCENT).then_some(percent.min(100));
                AnswerBody::Starting(Starting {
                    phase: input.text8()?,
                    percent,
                })
            }
            KIND_REFUSED => AnswerBody::Refused(input.refused()?),
            _ => return Err(FrameError::Undecodable("an unknown answer to the greeting")),
        };
        Ok(Answer {
            protocol,
            build,
            body,
        })
    }
}

impl Refused {
    /// A refusal without arguments.
    pub fn new(code: &str) -> Refused {
        Refused {
            code: code.to_owned(),
            args: Vec::new(),
        }
    }

    /// The refusal with one more argument.
    pub fn with(mut self, name: &str, value: impl ToString) -> Refused {
        self.args.push((name.to_owned(), value.to_string()));
        self
    }

    /// The value of an argument.
    pub fn arg(&self, name: &str) -> Option<&str> {
        self.args
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

fn head(protocol: u32, build: &str) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend(protocol.to_le_bytes());
    put_text8(&mut out, build);
    out
}

fn put_refused(out: &mut Vec<u8>, refused: &Refused) {
    out.push(KIND_REFUSED);
    put_text8(out, &refused.code);
    let args = &refused.args[..refused.args.len().min(16)];
    out.push(u8::try_from(args.len()).unwrap_or(0));
    for (name, value) in args {
        put_text8(out, name);
        put_text16(out, value);
    }
}

fn put_text8(out: &mut Vec<u8>, text: &str) {
    let text = cut(text, usize::from(u8::MAX));
    out.push(u8::try_from(text.len()).unwrap_or(0));
    out.extend(text.as_bytes());
}

/// Texts are cut, so that 16 of them with their names always fit [`MAX_HELLO`].
fn put_text16(out: &mut Vec<u8>, text: &str) {
    let text = cut(text, 700);
    out.extend(u16::try_from(text.len()).unwrap_or(0).to_le_bytes());
    out.extend(text.as_bytes());
}

fn cut(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

fn utf8(bytes: &[u8]) -> Result<String, FrameError> {
    String::from_utf8(bytes.to_vec()).map_err(|_| FrameError::Undecodable("text that is not UTF-8"))
}

/// What is left of a message that is being read.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], FrameError> {
        let (taken, rest) = self
            .0
            .split_at_checked(length)
            .ok_or(FrameError::Undecodable("a greeting that ends too early"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], FrameError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn byte(&mut self) -> Result<u8, FrameError> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    fn u16(&mut self) -> Result<u16, FrameError> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    fn text8(&mut self) -> Result<String, FrameError> {
        let length = usize::from(self.byte()?);
        utf8(self.take(length)?)
    }

    fn text16(&mut self) -> Result<String, FrameError> {
        let length = usize::from(self.u16()?);
        utf8(self.take(length)?)
    }

    fn head(&mut self) -> Result<(u32, String), FrameError> {
        if self.take(MAGIC.len())? != MAGIC {
            return Err(FrameError::Undecodable("this is not a loket connection"));
        }
        Ok((u32::from_le_bytes(self.array()?), self.text8()?))
    }

    fn refused(&mut self) -> Result<Refused, FrameError> {
        let mut refused = Refused {
            code: self.text8()?,
            args: Vec::new(),
        };
        for _ in 0..self.byte()? {
            refused.args.push((self.text8()?, self.text16()?));
        }
        Ok(refused)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn choices() -> Choices {
        let mut choices = Choices::default();
        choices.set("language", Some("en"));
        choices
    }

    fn welcome() -> Welcome {
        Welcome {
            officer: OfficerId(3),
            name: "Rina".into(),
            positions: vec![Position::Verifikator],
            desk: "d1".into(),
            desk_name: "Diskominfo".into(),
            sequence: 300,
            training: true,
            now: Instant(1),
            choices: choices(),
            escape_ms: EscapeMs {
                local: 40,
                ssh: 300,
            },
        }
    }

    fn at(protocol: u32, body: AnswerBody) -> Answer {
        Answer {
            protocol,
            build: "0.1".into(),
            body,
        }
    }

    /// These bytes are frozen for ever: a failure here means that releases no longer understand
    /// each other's first words. Do not mend the test.
    #[test]
    fn golden_bytes_of_the_frozen_messages() {
        let plain = Hello {
            protocol: 1,
            build: "0.1".into(),
            ..Hello::default()
        };
        assert_eq!(plain.to_bytes(), b"LOKET\0\r\n\x01\0\0\0\x030.1");
        let full = Hello {
            stated_address: Some("10.0.0.7".into()),
            as_officer: Some("rina".into()),
            wish: Wish::LeaveIfAlone,
            ..plain
        };
        assert_eq!(
            full.to_bytes(),
            b"LOKET\0\r\n\x01\0\0\0\x030.1\x01\x08\x0010.0.0.7\x02\x04\0rina\x03\x01\0\x01"
        );
        let starting = Starting {
            phase: "rebuild".into(),
            percent: Some(40),
        };
        assert_eq!(
            at(7, AnswerBody::Starting(starting)).to_bytes(),
            b"LOKET\0\r\n\x07\0\0\0\x030.1\x02\x28\x07rebuild"
        );
        let refused = Refused::new("no-account").with("uid", 1001);
        assert_eq!(
            at(7, AnswerBody::Refused(refused)).to_bytes(),
            b"LOKET\0\r\n\x07\0\0\0\x030.1\x03\x0ano-account\x01\x03uid\x04\x001001"
        );
    }

    /// These bytes belong to PROTOCOL 1: change them only together with that number.
    #[test]
    fn golden_bytes_of_the_welcome() {
        assert_eq!(PROTOCOL, 1);
        assert_eq!(
            at(PROTOCOL, AnswerBody::Welcome(welcome())).to_bytes(),
            b"LOKET\0\r\n\x01\0\0\0\x030.1\x01\x03\x04Rina\x01\x03\x02d1\x0aDiskominfo\xfb\x2c\x01\x01\x02\
              \x01\x08language\x02en\x28\xfb\x2c\x01"
        );
    }

    #[test]
    fn what_is_written_is_read() {
        for wish in [Wish::Session, Wish::LeaveIfAlone, Wish::Leave] {
            let hello = Hello {
                as_officer: Some("rina".into()),
                wish,
                ..Hello::new()
            };
            assert_eq!(Hello::from_bytes(&hello.to_bytes()).unwrap(), hello);
        }
        let bodies = [
            AnswerBody::Welcome(welcome()),
            AnswerBody::Starting(Starting {
                phase: "open".into(),
                percent: None,
            }),
            AnswerBody::Refused(Refused::new("x").with("a", "1").with("b", "2")),
        ];
        for body in bodies {
            let answer = Answer::new(body);
            assert_eq!(Answer::from_bytes(&answer.to_bytes()).unwrap(), answer);
        }
    }

    #[test]
    fn another_release_is_understood_as_far_as_needed() {
        let mut newer = Hello {
            protocol: 99,
            ..Hello::new()
        }
        .to_bytes();
        newer.extend([200, 2, 0, 1, 2]);
        assert_eq!(Hello::from_bytes(&newer).unwrap().protocol, 99);
        let mut answer = at(99, AnswerBody::Foreign).to_bytes();
        answer.extend(b"who knows");
        assert_eq!(
            Answer::from_bytes(&answer).unwrap().body,
            AnswerBody::Foreign
        );
    }

    #[test]
    fn overlong_texts_are_cut_within_the_limit() {
        let mut refused = Refused::new(&"é".repeat(500));
        for _ in 0..40 {
            refused = refused.with(&"n".repeat(300), "é".repeat(5000));
        }
        let bytes = Answer::new(AnswerBody::Refused(refused)).to_bytes();
        assert!(bytes.len() <= MAX_HELLO, "{} bytes", bytes.len());
        assert!(Answer::from_bytes(&bytes).is_ok());
        let hello = Hello {
            stated_address: Some("x".repeat(70_000)),
            ..Hello::new()
        };
        assert!(hello.to_bytes().len() < MAX_HELLO);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(tail: Vec<u8>, with_magic: bool) {
            let mut bytes = if with_magic { MAGIC.to_vec() } else { Vec::new() };
            bytes.extend(tail);
            let _ = Hello::from_bytes(&bytes);
            let _ = Answer::from_bytes(&bytes);
        }
    }
}
