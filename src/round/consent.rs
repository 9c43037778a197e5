//! What somebody allowed to be done with their text, and who is told.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What the sender of a document allowed. Each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Consent {
    /// Nothing: the document is not read, and a [`Round`](super::Round) lists it as skipped.
    #[serde(rename = "none")]
    Nothing,
    /// To be analysed and counted, but quoted nowhere.
    Analyse,
    /// To be quoted among those who work on the round.
    QuoteInternal,
    /// To be quoted to everybody.
    QuotePublic,
}

impl Consent {
    /// All, the least first.
    pub const ALL: [Consent; 4] =
        [Consent::Nothing, Consent::Analyse, Consent::QuoteInternal, Consent::QuotePublic];

    /// The word for it, as a consent column has it.
    pub fn told(self) -> &'static str {
        match self {
            Consent::Nothing => "none",
            Consent::Analyse => "analyse",
            Consent::QuoteInternal => "quote-internal",
            Consent::QuotePublic => "quote-public",
        }
    }
}

impl fmt::Display for Consent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.told())
    }
}

/// What was written is none of the four words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownConsent;

impl fmt::Display for UnknownConsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not one of none, analyse, quote-internal and quote-public")
    }
}

impl std::error::Error for UnknownConsent {}

impl FromStr for Consent {
    type Err = UnknownConsent;

    /// Reads one of the four words. Case does not count, and a space or an underscore is as good as the hyphen.
    fn from_str(word: &str) -> Result<Self, UnknownConsent> {
        let plain: Vec<&str> = word.split(|c: char| c.is_whitespace() || c == '_' || c == '-').collect();
        let plain = plain.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
        let plain = plain.to_lowercase();
        Consent::ALL.into_iter().find(|consent| consent.told() == plain).ok_or(UnknownConsent)
    }
}

/// Who reads what is told of a round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// Those who work on it, and know the documents.
    #[default]
    Internal,
    /// Everybody.
    Public,
}

impl Audience {
    /// Whether a document may be quoted to this audience. Where nothing was said, it may be quoted internally and not in
    /// public.
    pub fn may_read(self, consent: Option<Consent>) -> bool {
        let needed = match self {
            Audience::Internal => Consent::QuoteInternal,
            Audience::Public => Consent::QuotePublic,
        };
        consent.unwrap_or(Consent::QuoteInternal) >= needed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consent_is_one_of_four_words() {
        let cases = [
            ("none", Some(Consent::Nothing)),
            (" Analyse ", Some(Consent::Analyse)),
            ("quote-internal", Some(Consent::QuoteInternal)),
            ("Quote_Public", Some(Consent::QuotePublic)),
            ("QUOTE PUBLIC", Some(Consent::QuotePublic)),
            ("", None),
            ("yes", None),
            ("quotepublic", None),
            ("quote-public, please", None),
        ];
        for (word, expected) in cases {
            assert_eq!(word.parse().ok(), expected, "{word:?}");
        }
        for consent in Consent::ALL {
            assert_eq!(consent.to_string().parse(), Ok(consent));
            assert_eq!(serde_json::to_string(&consent).unwrap(), format!("{:?}", consent.told()));
        }
    }

    #[test]
    fn who_may_be_quoted_depends_on_who_reads_it() {
        use Audience::{Internal, Public};
        let cases = [
            (Some(Consent::Nothing), false, false),
            (Some(Consent::Analyse), false, false),
            (None, true, false),
            (Some(Consent::QuoteInternal), true, false),
            (Some(Consent::QuotePublic), true, true),
        ];
        for (consent, internally, publicly) in cases {
            assert_eq!((Internal.may_read(consent), Public.may_read(consent)), (internally, publicly));
        }
    }
}
