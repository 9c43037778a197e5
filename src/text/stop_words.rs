//! Words that carry no topic.

use foldhash::HashSet;

use super::language::Language;
use super::word::normal_form;

/// English function words, auxiliaries, numerals and discourse words that the NLTK list leaves out.
/// Chosen by part of speech, never by how a corpus scored: no noun that could name a theme is here.
const MORE_ENGLISH: &str = "
    able about above across actually after afterwards again against ago ahead almost alone along alongside already
    also although altogether always amid amidst among amongst anybody anyhow anyone anything anyway anywhere apart
    around aside away became because become becomes becoming been before beforehand behind beside besides between
    beyond billion both came cannot can't clearly come comes coming could couldn't currently despite did didn't
    different does doesn't doing done don't down due during each eg eight either else elsewhere enough entirely
    especially et etc even ever every everybody everyone everything everywhere exactly example except far few fifth
    first five followed following follows for former formerly four fourth from fully further furthermore gave
    generally get gets getting give given gives giving go goes going gone got gotten had hardly has have having
    hence here hereby herself himself hither how however hundred ie if immediately inc indeed instead into inward
    isn't it's itself just keep keeps kept knew know known knows largely last lately later latter least less lest
    let let's lets like likely likewise little look looking looks lot lots made mainly make makes making many may
    maybe me meanwhile merely might million mine more moreover most mostly much must myself namely near nearly
    necessarily neither never nevertheless next nine no nobody non none nonetheless nor normally not nothing
    notwithstanding now nowhere obviously of off often oh ok okay once one ones only onto or other others otherwise
    ought our ours ourselves out over overall own particular particularly per perhaps please plus possible possibly
    presumably previously probably put puts quite rather really recently regarding regardless relatively
    respectively said same saw say saying says second secondly see seeing seem seemed seeming seems seen seven
    several shall she should simply since six so some somebody somehow someone something sometime sometimes
    somewhat somewhere soon still such take taken takes taking ten th than that's their theirs them themselves then
    thence there thereby therefore therein these they thing things third this those though thousand three through
    throughout thus together too took toward towards tried tries truly try trying twice two under unless unlike
    until unto up upon us use used uses using usually various very via viz vs want wants was way ways well went
    were what whatever when whence whenever where whereas whereby wherein wherever whether which whichever while
    whither who whoever whole whom whose why will with within without won't would wouldn't yes yet you your yours
    yourself yourselves
    i'm i've i'd i'll you're you've you'd you'll he'd he'll she'd she'll we're we've we'd we'll they're they've
    they'd they'll there's here's what's who's where's how's it'd it'll that'd that'll im ive id dont doesnt didnt
    cant couldnt wont wouldnt isnt wasnt arent werent havent hasnt hadnt shouldnt youre theyre thats whats
";

/// A list that `build.rs` writes.
macro_rules! list {
    ($code:literal) => {
        include_str!(concat!(env!("OUT_DIR"), "/", $code, ".txt"))
    };
}

/// The stop words of a language with the user's own, all in normal form.
pub(super) fn stop_words(language: Language, extra: &[String]) -> HashSet<String> {
    let all = listed(language).lines().chain(extra.iter().map(String::as_str));
    let more = if language == Language::English { MORE_ENGLISH } else { "" };
    all.chain(more.split_whitespace()).map(|word| normal_form(word).into_owned()).collect()
}

/// The list of NLTK, a word a line.
fn listed(language: Language) -> &'static str {
    match language {
        Language::English => list!("en"),
        Language::Spanish => list!("es"),
        Language::Italian => list!("it"),
        Language::Portuguese => list!("pt"),
        Language::Danish => list!("da"),
        Language::Hungarian => list!("hu"),
        Language::Finnish => list!("fi"),
        Language::Russian => list!("ru"),
        Language::None => "",
    }
}

/// Words that may stand inside of a phrase ("quality of life", "calidad de vida").
pub(super) fn joining_words(language: Language) -> &'static [&'static str] {
    match language {
        Language::English => &["of", "the", "in", "for", "and", "to", "with"],
        Language::Spanish => &["de", "del", "la", "el", "los", "las", "en", "y", "para"],
        Language::Italian => &["di", "del", "della", "dei", "delle", "la", "il", "in", "e", "per"],
        Language::Portuguese => &["de", "do", "da", "dos", "das", "em", "e", "para"],
        Language::Danish => &["af", "og", "for", "i", "til"],
        Language::Hungarian | Language::Finnish | Language::Russian | Language::None => &[],
    }
}
