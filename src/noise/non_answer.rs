//! Texts that answer nothing.

use std::borrow::Cow;
use std::sync::LazyLock;

use foldhash::HashSet;

use crate::text::{normal_form, words};

/// A longer text says something, whatever it begins with.
pub(super) const MOST_WORDS: usize = 12;
/// A text of more bytes has more words, or words of a kind that no pattern has.
const MOST_BYTES: usize = 120;

/// Whether the whole of a text is a non-answer: "n/a", "No comment.", "See above", "–".
///
/// "Yes" and "No" are answers, and so is a number; none of them has a term, so they make no theme either. Only English
/// is covered: "sans objet" is an answer like any other.
pub(super) fn is_non_answer(text: &str) -> bool {
    if text.len() > MOST_BYTES {
        return false;
    }
    let mut forms: Vec<Cow<'_, str>> = Vec::new();
    for word in words(text) {
        let form = normal_form(word.text);
        if forms.len() == MOST_WORDS || !(KNOWN.contains(form.as_ref()) || is_number(&form)) {
            return false;
        }
        forms.push(form);
    }
    if forms.is_empty() {
        return text.chars().all(is_punctuation);
    }
    let forms: Vec<&str> = forms.iter().map(AsRef::as_ref).collect();
    let opened = forms.iter().take_while(|word| OPENINGS.contains(word)).count();
    (0..=opened).any(|first| {
        let rest = &forms[first..];
        matches_any(rest) || CLOSINGS.iter().any(|closing| before(closing, rest).is_some_and(matches_any))
    })
}

/// All words of the patterns: a text with any other word is an answer, which most texts show at once.
static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let patterns = PATTERNS.iter().flat_map(|pattern| pattern.split([' ', '|', '?']));
    let closings = CLOSINGS.iter().flat_map(|closing| closing.split(' '));
    patterns.chain(closings).chain(OPENINGS).collect()
});

/// White space, dashes, dots and the like; a symbol or a picture may be an answer.
fn is_punctuation(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c.is_ascii_punctuation() || ('\u{2000}'..='\u{206f}').contains(&c)
}

/// Words that may stand before a non-answer.
const OPENINGS: [&str; 3] = ["no", "sorry", "please"];

/// What may stand after it.
const CLOSINGS: [&str; 12] = [
    "thanks",
    "thank you",
    "many thanks",
    "sorry",
    "at present",
    "at this time",
    "at this stage",
    "at the moment",
    "currently",
    "for now",
    "yet",
    "at all",
];

/// Whether a word is the number of a question: "3", "12b", "Q3".
fn is_number(form: &str) -> bool {
    let number = form.strip_prefix('q').unwrap_or(form);
    let digits = number.strip_suffix(|c: char| c.is_ascii_lowercase()).unwrap_or(number);
    (1..=2).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

/// The patterns: `a|b` is one word or the other, `a?` a word that may be missing, `#` the number of a question.
const PATTERNS: &[&str] = &[
    // It does not apply.
    "n a",
    "n.a|na|nil|null|blank|empty",
    "not applicable|relevant to|for? me|us|this|our? question|organisation|project|case?",
    "does|do not apply to? us|me?",
    "doesn't|doesnt|don't apply to? us|me?",
    // There is nothing to say.
    "none|nothing",
    "none|nothing given|stated|provided|identified|known|specified|specific|noted",
    "none|nothing that? comes|springs to mind",
    "none|nothing that|which? i|we can|could think of",
    "none|nothing that|which? i|we am|are aware of",
    "i|we? have|had? nothing|none much|more|further|else|new|other? to add|say|report|comment|declare here?",
    "i've|we've nothing|none more|further|else|new|other? to add|say|report|comment|declare here?",
    "nothing more|further|else|new",
    "i|we? have|had? no further|other|additional|more|particular|specific? comment|comments|answer|response|opinion|view|views|suggestions|feedback to? make|offer|add?",
    "i've|we've no further|other|additional|more|particular|specific? comment|comments|answer|response|opinion|view|views|suggestions|feedback to? make|offer|add?",
    "without|none further? comment|comments",
    "i|we? do not have any|a|an further|other? comment|comments|answer|opinion|view|views|suggestions to? make|offer|add?",
    "i|we? don't|dont have any|a|an further|other? comment|comments|answer|opinion|view|views|suggestions to? make|offer|add?",
    "no|not response|answer|reply|given|provided given|provided|received|supplied?",
    "left? blank",
    // I do not know, or do not say.
    "i|we? don't|dont know|dk",
    "i|we? do not know",
    "i|we? am|are? not sure|certain",
    "i'm|we're|im not sure|certain",
    "i'm|we're|im|unsure|undecided unsure|undecided?",
    "no idea|opinion|preference",
    "i|we have no idea",
    "prefer|rather not to? say|answer|comment",
    "i|we would prefer|rather not to? say|answer|comment",
    "dk|pass|skip|refused|declined|unknown",
    // It is said elsewhere.
    "see|refer to? above|below|previous|earlier|attached|overleaf",
    "see|refer to? my|our|the|above|previous|earlier|other|attached above|previous|earlier|other? answer|answers|response|responses|comment|comments|document|letter|question above|below|attached?",
    "as|same as? above|before|previous|previously|below|earlier|stated|mentioned|said|per above|before|previous|previously|earlier|stated|mentioned|said|answer|answered|response|given|noted|outlined|described|discussed? stated|mentioned|said|answer|answered|response|above?",
    "see|refer to? my|our|the|above|previous|earlier? answer|answers|response|responses|comment|comments to|at|in|for|under? question|q? #",
    "see|refer to? question|q|answer|section|point|item? #",
    "as|same as? for|in|at|to|per|under? question|q|answer|section|point|item? #",
    "already? answered|covered|stated|mentioned|said in|at|under|by? question|q|answer|section? #",
    "already|previously answered|stated|mentioned|covered|said above|before|previously|elsewhere|earlier?",
    "ditto|idem",
    // It is to come.
    "tbc|tbd|tba|t.b.c|t.b.d|t.b.a",
    "to be confirmed|decided|determined|announced|advised",
    // Thanks alone.
    "no|many? thanks",
    "no? thank you",
];

/// Whether the words are one of the patterns.
fn matches_any(forms: &[&str]) -> bool {
    PATTERNS.iter().any(|pattern| matches(pattern, forms))
}

/// Whether the words are all of the pattern, in order.
fn matches(pattern: &str, forms: &[&str]) -> bool {
    if pattern.is_empty() {
        return forms.is_empty();
    }
    let (token, rest) = pattern.split_once(' ').unwrap_or((pattern, ""));
    let (words, may_be_missing) = token.strip_suffix('?').map_or((token, false), |words| (words, true));
    let takes = |form: &&str| words.split('|').any(|word| word == *form || word == "#" && is_number(form));
    let takes = forms.first().is_some_and(takes);
    takes && matches(rest, &forms[1..]) || may_be_missing && matches(rest, forms)
}

/// The words before a closing, if they end with it.
fn before<'a, 'w>(closing: &str, forms: &'a [&'w str]) -> Option<&'a [&'w str]> {
    let length = closing.split(' ').count();
    let (rest, last) = forms.split_at_checked(forms.len().checked_sub(length)?)?;
    (!rest.is_empty() && closing.split(' ').eq(last.iter().copied())).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn non_answers_are_known_and_short_answers_are_not_taken_for_them() {
        let non_answers = [
            "n/a",
            "N/A.",
            "N.A.",
            "na",
            "None",
            "none.",
            "NONE!",
            "Nil",
            "Nothing",
            "Not applicable",
            "Not applicable to us",
            "Does not apply",
            "No comment",
            "No comments.",
            "No further comments, thank you.",
            "No, nothing to add.",
            "Nothing further to add at this stage",
            "I have nothing to add",
            "We have no further comments to make.",
            "I've nothing more to add",
            "None that I can think of",
            "None that I am aware of",
            "Nothing comes to mind",
            "I don't know",
            "Don’t know",
            "dont know",
            "Not sure",
            "I am not sure",
            "I'm not sure",
            "Unsure",
            "No idea",
            "No opinion",
            "See above",
            "See above.",
            "see my previous answer",
            "Please see our response above",
            "Please refer to our previous answer",
            "As above",
            "as previously stated",
            "As stated above",
            "Same as above",
            "Already answered above",
            "Ditto",
            "TBC",
            "To be confirmed",
            "-",
            "—",
            "...",
            "?",
            " . ",
            "\u{200b}",
            "No thanks",
            "Thank you",
            "Pass",
            "Prefer not to say",
            "I would rather not say",
            "No response",
            "We do not have any comments",
            "Please see attached letter",
            "see my answer to question 1",
            "See Q3.",
            "Please refer to our response in Q12b",
            "as question 4",
            "Same as Q2",
            "Already covered in question 5",
            "No answer given",
        ];
        for text in non_answers {
            assert!(is_non_answer(text), "{text:?} is a non-answer");
        }
        let answers = [
            "No.",
            "Yes",
            "No, because of the cost.",
            "Nothing works here",
            "None of the buses run on Sundays",
            "Better buses",
            "See the river above the weir",
            "As above, but for the elderly",
            "I don't know my neighbours",
            "We do not know who to ask about impact",
            "Not sure the council listens",
            "3",
            "2024",
            "£5",
            "👍",
            "水",
            "No parking",
            "Nothing is done about litter",
            "Unknown artists need rooms",
            "Pass the bypass",
            "No comment was ever answered",
            "Already struggling",
            "sans objet",
            "More trees",
            "Applicable law",
            "Above all, trust",
            "Nothing to do for young people",
            "I have no idea how to measure impact",
            "I have no strong views",
            "No one knows",
            "Same rules for all",
            "See the number 12 bus",
            "12",
            "Q3",
            "Question 3 is unclear",
            "As 300 people said",
        ];
        for text in answers {
            assert!(!is_non_answer(text), "{text:?} is an answer");
        }
        assert!(!is_non_answer(&"n/a ".repeat(1000)) && !is_non_answer(&"see above ".repeat(7)));
    }
}
