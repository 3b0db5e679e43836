//! Many short texts in a few large pieces: six bytes a slot beside the text itself.

/// Bytes of a piece; a text never crosses its end.
const PIECE: usize = 1 << 20;
/// A text is cut here; rows are far shorter.
const LONGEST: usize = u16::MAX as usize;

/// Texts by slot.
#[derive(Clone, Debug, Default)]
pub struct Arena {
    pieces: Vec<Vec<u8>>,
    at: Vec<u32>,
    length: Vec<u16>,
    /// Bytes that no slot names any more.
    dead: usize,
}

impl Arena {
    /// The text of a slot; empty where it has none.
    pub fn get(&self, slot: u32) -> &[u8] {
        let slot = slot as usize;
        let (Some(at), Some(length)) = (self.at.get(slot), self.length.get(slot)) else {
            return &[];
        };
        let from = *at as usize % PIECE;
        self.pieces
            .get(*at as usize / PIECE)
            .and_then(|piece| piece.get(from..from + usize::from(*length)))
            .unwrap_or_default()
    }

    /// Gives a slot its text in place of the one it had.
    pub fn put(&mut self, slot: u32, text: &[u8]) {
        let text = &text[..text.len().min(LONGEST)];
        let slot = slot as usize;
        if slot >= self.at.len() {
            self.at.resize(slot + 1, 0);
            self.length.resize(slot + 1, 0);
        }
        self.dead += usize::from(self.length[slot]);
        self.at[slot] = self.append(text);
        self.length[slot] = text.len() as u16;
        if self.dead > PIECE && self.dead > self.pieces.len() * PIECE / 2 {
            self.sweep();
        }
    }

    fn append(&mut self, text: &[u8]) -> u32 {
        let full = |piece: &Vec<u8>| piece.len() + text.len() > PIECE;
        if self.pieces.last().is_none_or(full) {
            self.pieces.push(Vec::new());
        }
        let piece = self.pieces.len() - 1;
        let bytes = &mut self.pieces[piece];
        let at = piece * PIECE + bytes.len();
        bytes.extend_from_slice(text);
        // 4 GiB of search text would be forty million rows: beyond one desk by far.
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// Copies the living texts together.
    fn sweep(&mut self) {
        let mut clean = Arena::default();
        for slot in 0..self.at.len() as u32 {
            clean.put(slot, self.get(slot));
        }
        *self = clean;
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let pieces: usize = self.pieces.iter().map(Vec::capacity).sum();
        pieces + self.at.capacity() * 4 + self.length.capacity() * 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_however_often_they_change() {
        let mut arena = Arena::default();
        let text = |slot: u32, round: u32| vec![b'a' + (slot % 26) as u8; (slot + round) as usize];
        for round in 0..40 {
            for slot in 0..400 {
                arena.put(slot, &text(slot, round));
            }
        }
        for slot in 0..400 {
            assert_eq!(arena.get(slot), text(slot, 39));
        }
        assert_eq!(arena.get(400), b"");
        let living: usize = (0..400).map(|slot| text(slot, 39).len()).sum();
        assert!(arena.bytes() < living + 6 * PIECE, "{}", arena.bytes());
    }
}
