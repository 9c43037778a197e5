//! A list of strings in one piece of memory.

/// Strings by number, in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Strings {
    joined: String,
    ends: Vec<usize>,
}

impl Strings {
    /// Adds a string; returns its number.
    pub(crate) fn push(&mut self, string: &str) -> u32 {
        let number = self.ends.len() as u32;
        self.joined.push_str(string);
        self.ends.push(self.joined.len());
        number
    }

    /// The string with this number.
    pub(crate) fn get(&self, number: u32) -> &str {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.joined[start..self.ends[number]]
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// All of them, by number.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.ends.len() as u32).map(|number| self.get(number))
    }
}
