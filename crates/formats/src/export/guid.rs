//! Ids that stay: each is made of the name of what it stands for (UUID version 5, RFC 9562).

use uuid::Uuid;

/// The ids of one framework or round, told apart by its name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guids(Uuid);

impl Guids {
    /// Ids of what belongs together under this name.
    pub(super) fn of(name: &str) -> Self {
        let ours = Uuid::new_v5(&Uuid::NAMESPACE_URL, b"https://github.com/commonground/commonground");
        Guids(Uuid::new_v5(&ours, name.as_bytes()))
    }

    /// The id of a thing, by its kind and whatever names it.
    pub(super) fn guid(self, kind: &str, parts: &[&str]) -> String {
        let mut name = kind.to_owned();
        for part in parts {
            name.push('\0');
            name += part;
        }
        Uuid::new_v5(&self.0, name.as_bytes()).hyphenated().to_string()
    }
}
