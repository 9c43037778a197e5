//! What was read of some texts: which terms occur, in order.

use std::ops::Range;

use crate::text::{Gap, NO_PHRASE};

/// Texts as sequences of forms (numbers of a lexicon), with what joins neighbours to phrases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Occurrences {
    ends: Vec<usize>,
    pub(super) forms: Vec<u32>,
    /// The gap between each form and the one before it, if both make a phrase. Empty if phrases do not count.
    pub(super) gaps: Vec<Gap>,
}

impl Occurrences {
    /// Ends a text.
    pub(super) fn end_row(&mut self) {
        self.ends.push(self.forms.len());
    }

    /// How many texts there are.
    pub(super) fn rows(&self) -> usize {
        self.ends.len()
    }

    /// The places of a text's forms.
    pub(super) fn row(&self, row: usize) -> Range<usize> {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        start..self.ends[row]
    }

    /// The places of the forms of a run of texts.
    pub(super) fn places(&self, rows: &Range<usize>) -> Range<usize> {
        let end_before = |row: usize| if row == 0 { 0 } else { self.ends[row - 1] };
        end_before(rows.start)..end_before(rows.end)
    }

    /// Whether a phrase ends at a place.
    #[inline]
    pub(super) fn ends_phrase(&self, place: usize) -> bool {
        self.gaps.get(place).is_some_and(|&gap| gap != NO_PHRASE)
    }

    /// The texts in so many runs of about the same length, fewer if there are not as many.
    pub(super) fn cut(&self, pieces: usize) -> Vec<Range<usize>> {
        let share = self.forms.len().div_ceil(pieces).max(1);
        let mut cuts: Vec<usize> =
            (1..pieces).map(|n| self.ends.partition_point(|&end| end <= n * share)).collect();
        cuts.insert(0, 0);
        cuts.push(self.ends.len());
        cuts.windows(2).map(|cut| cut[0]..cut[1]).filter(|rows| !rows.is_empty()).collect()
    }

    /// Adds the texts that follow; `numbers` are the numbers of their forms here.
    pub(super) fn append(&mut self, next: Occurrences, numbers: &[u32]) {
        let offset = self.forms.len();
        self.ends.extend(next.ends.iter().map(|end| offset + end));
        self.forms.extend(next.forms.iter().map(|&form| numbers[form as usize]));
        self.gaps.extend(next.gaps);
    }
}
