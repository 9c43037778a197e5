//! Notes by the million: the first are kept, the rest counted.

use commonground::round::{Note, Source};
use serde::{Deserialize, Serialize};

/// So many notes are kept.
const KEPT: usize = 10_000;

/// Notes about rows, of which the first are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notes {
    kept: Vec<Note>,
    more: u64,
}

impl Notes {
    /// How many there are.
    pub fn count(&self) -> u64 {
        self.kept.len() as u64 + self.more
    }

    /// Adds notes.
    pub fn extend(&mut self, notes: impl IntoIterator<Item = Note>) {
        for note in notes {
            if self.kept.len() < KEPT {
                self.kept.push(note);
            } else {
                self.more += 1;
            }
        }
    }

    /// Those that are kept, sorted by place; the last one counts the rest.
    pub fn into_notes(self) -> Vec<Note> {
        let mut notes = self.kept;
        notes.sort_by(|a, b| (&a.source.file, a.source.line).cmp(&(&b.source.file, b.source.line)));
        if self.more > 0 {
            let source = Source { file: "all inputs".to_owned(), line: None };
            notes.push(Note { source, message: format!("and {} more like these", self.more) });
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_notes_are_kept_and_the_rest_are_counted() {
        let note = |line| Note {
            source: Source { file: "a".into(), line: Some(line) },
            message: "the row has no text".into(),
        };
        let mut notes = Notes::default();
        notes.extend((1..=3).rev().map(note));
        assert_eq!(notes.clone().into_notes(), [note(1), note(2), note(3)]);
        notes.extend((4..=KEPT as u64 + 5).map(note));
        assert_eq!(notes.count(), KEPT as u64 + 5);
        let told = notes.into_notes();
        assert_eq!(told.len(), KEPT + 1);
        assert_eq!(told[KEPT].message, "and 5 more like these");
    }
}
