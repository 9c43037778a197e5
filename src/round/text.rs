//! The text of a document, wherever it lies.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Texts in somebody else's memory, such as a column of a data frame: a document can point to one of them instead of
/// holding a copy, which for a million answers is the greater part of what a round weighs.
pub trait TextStore: Send + Sync {
    /// The text at a place. The same place always has the same text.
    ///
    /// # Panics
    /// If there is no such place.
    fn text(&self, place: usize) -> &str;
}

/// The text of a document: its own, or one that lies elsewhere. It is read as a `str`.
///
/// ```
/// use std::sync::Arc;
/// use commonground::round::{Text, TextStore};
///
/// struct Answers(Vec<&'static str>);
///
/// impl TextStore for Answers {
///     fn text(&self, place: usize) -> &str {
///         self.0[place]
///     }
/// }
///
/// let answers = Arc::new(Answers(vec!["More trees.", "Fewer cars."]));
/// assert_eq!(Text::shared(answers, 1), Text::from("Fewer cars."));
/// ```
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Text(Place);

#[derive(Clone)]
enum Place {
    Own(String),
    Shared(Arc<dyn TextStore>, usize),
}

impl Text {
    /// The text at a place of a store.
    pub fn shared(store: Arc<dyn TextStore>, place: usize) -> Self {
        Text(Place::Shared(store, place))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Place::Own(text) => text,
            Place::Shared(store, place) => store.text(*place),
        }
    }
}

impl Default for Text {
    fn default() -> Self {
        Text(Place::Own(String::new()))
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text(Place::Own(text))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text::from(text.to_owned())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        match text.0 {
            Place::Own(text) => text,
            Place::Shared(..) => text.as_str().to_owned(),
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Words(Vec<String>);

    impl TextStore for Words {
        fn text(&self, place: usize) -> &str {
            &self.0[place]
        }
    }

    #[test]
    fn a_shared_text_is_like_its_copy_in_every_way_and_is_not_copied() {
        let store = Arc::new(Words(vec!["one".into(), "two".into()]));
        let (shared, own) = (Text::shared(store.clone(), 1), Text::from("two"));
        assert_eq!(shared, own);
        assert_eq!(shared.as_ptr(), store.0[1].as_ptr());
        assert_eq!(format!("{shared} {shared:?}"), format!("{own} {own:?}"));
        assert_eq!(serde_json::to_string(&shared).unwrap(), "\"two\"");
        assert_eq!(serde_json::from_str::<Text>("\"two\"").unwrap(), shared);
        assert_eq!((String::from(shared.clone()), &shared[1..], shared.len()), ("two".to_owned(), "wo", 3));
    }
}
