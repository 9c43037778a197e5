//! How the results were made, in plain words.

use commonground::cluster::{Engine, Ground};
use commonground::round::Unit;
use commonground::space::Recipe;
use commonground::text::{AnalyserSettings, Language};
use serde::Serialize;

use super::ON_THE_PAGE;
use super::words::{counted, grouped, listed, percent};
use crate::figure::{self, Figure};
use crate::results::Study;

#[derive(Serialize)]
pub(super) struct MethodView {
    version: String,
    /// What was set, in words: name and value.
    settings: Vec<(&'static str, String)>,
    /// What was done: name, a sentence, and where it is from.
    steps: Vec<(&'static str, String, String)>,
    curve: Option<Figure>,
}

pub(super) fn method(study: &Study<'_>) -> MethodView {
    let analysis = study.analysis;
    MethodView {
        version: analysis.version.clone(),
        settings: settings(study),
        steps: steps(study),
        curve: figure::curve(analysis, &ON_THE_PAGE),
    }
}

/// Halves that repeat less than this share of what the labels could tell hardly agree.
const HARDLY: f64 = 0.2;

/// The share of the chosen clusters that the halves of the round repeat, if it is hardly any.
pub(super) fn hardly_agree(study: &Study<'_>) -> Option<String> {
    let choice = study.analysis.k.choice.as_ref()?;
    let point = choice.curve.iter().find(|point| point.k == choice.k)?;
    let share = point.share_beyond_chance();
    (share < HARDLY).then(|| percent(share.max(0.0)))
}

fn settings(study: &Study<'_>) -> Vec<(&'static str, String)> {
    let settings = &study.analysis.settings;
    let analyser = &settings.tfidf.analyser;
    let number = number_of_clusters(study);
    let passages = match settings.passages.unit {
        Unit::Document => "whole documents".to_owned(),
        Unit::Passage => format!(
            "whole sentences, about {} to {} words",
            settings.passages.min_words, settings.passages.max_words
        ),
    };
    let mut told = vec![
        ("Number of clusters", number),
        ("Passages", passages),
        ("Language", language(analyser.language)),
        ("Words left out", left_out(analyser)),
        (
            "Random starts",
            format!(
                "{}; the best quarter goes on, and the best is kept",
                grouped(study.analysis.k.starts.len())
            ),
        ),
        ("Draws of the documents for stability", grouped(settings.stability.draws())),
        ("Seed of all chance", settings.seed.to_string()),
    ];
    let brought = &study.analysis.brought;
    if let Some(dimensions) = brought.dimensions {
        told.push(("Vectors that were brought", format!("of {} each", counted(dimensions, "number"))));
    }
    if let Some(words) = brought.background_words {
        let mut background = format!("vectors of {}, learned from other texts", counted(words, "word"));
        if let Some((known, of)) = brought.known_words {
            let of = counted(of, "word");
            background.push_str(&format!("; {} of the {of} of the round are known", grouped(known)));
        }
        told.push(("Background", background));
    }
    if let Some(coding) = &study.analysis.coding {
        let mut from = format!("{:.2}", settings.coding.min_score);
        if coding.codings.iter().any(|coding| coding.by_people) {
            let learned = settings.coding.min_score_learned;
            from.push_str(&format!("; {learned:.2} where people coded at least five passages with it"));
        }
        told.push(("An area is given from a strength of", from));
    }
    told
}

/// How many clusters, how that came about, and what became of them.
fn number_of_clusters(study: &Study<'_>) -> String {
    let (k, themes) = (&study.analysis.k, study.analysis.themes.len());
    let mut told = match &k.choice {
        None => format!("{}, as asked for", grouped(k.k)),
        Some(choice) if choice.curve.is_empty() => {
            "one, because the round is too small to try more".to_owned()
        }
        Some(choice) if choice.ground == Ground::None => {
            return "none, because halves of the round repeat no division, and no two of its texts share more words, than if the words were dealt among them at random".to_owned();
        }
        Some(choice) if choice.k == 1 => {
            "one, because halves of the round repeat no division beyond chance".to_owned()
        }
        Some(choice) => {
            let (low, high) = choice.plausible;
            let mut told = format!("{}, recommended from the round itself", grouped(choice.k));
            if low < high {
                told.push_str(&format!("; {} to {} are about as good", grouped(low), grouped(high)));
            }
            if choice.curve.last().is_some_and(|last| last.k == choice.k) {
                told.push_str(
                    "; no larger number was tried, so that a cluster has enough passages in each half",
                );
            }
            told
        }
    };
    if themes < k.k {
        told.push_str(&format!("; {} of them hold no passages that belong together", grouped(k.k - themes)));
    }
    told
}

/// How stability was measured.
fn stability(study: &Study<'_>) -> String {
    let left_out = study
        .analysis
        .themes
        .iter()
        .any(|theme| theme.stability.as_ref().is_some_and(|s| s.removal.is_some()));
    let mut told = format!(
        "{} times, as many documents as there are were drawn with replacement (some thousands of passages at most), so that some documents are missing and others count twice, and their passages were clustered anew. The figure beside a theme is the share that it has in common with its nearest new cluster (Jaccard: passages in both of those in either; passages in no theme are left out), on average: 1 if it always came back whole. From 0.75 on it is called stable, from 0.5 on fragile; below, it dissolves. A draw without any of its documents counts as 0. The space in which passages are compared is that of the whole round.",
        grouped(study.analysis.settings.stability.draws())
    );
    if left_out {
        told.push_str(" Each document was also left out in turn, and the clusters were left to move to a new rest; a theme that then has less than half in common with every cluster dissolves without that document, and is called fragile at best.");
    }
    told
}

fn language(language: Language) -> String {
    match language {
        Language::None => "none: no common words left out, no stemming".to_owned(),
        named => format!("{named:?}"),
    }
}

fn left_out(analyser: &AnalyserSettings) -> String {
    let has_list = analyser.remove_stop_words && analyser.language != Language::None;
    let common_words = if has_list { "the language’s common words" } else { "none of the common words" };
    match &analyser.extra_stop_words[..] {
        own if own.is_empty() || !analyser.remove_stop_words => common_words.to_owned(),
        own => format!("{common_words}; of your own: {}", listed(own)),
    }
}

fn steps(study: &Study<'_>) -> Vec<(&'static str, String, String)> {
    let analysis = study.analysis;
    let settings = &analysis.settings;
    let (near, near_source) = match (settings.engine, settings.space.recipe.unwrap_or_default()) {
        (Engine::Linfa, _) | (_, Recipe::Terms) => ("the angle between their TF-IDF rows", ""),
        (_, Recipe::Joint) if analysis.brought.dimensions.is_some() => (
            "the angle between the vectors that were brought for them, with their latent topics beside, together with the divergence of their distributions of words",
            "; Deerwester et al. 1990; Slonim, Friedman & Tishby 2002",
        ),
        (_, Recipe::Joint) => (
            "the angle between their latent topics and the vectors of their words, learned from the round itself{background}, together with the divergence of their distributions of words",
            "; Deerwester et al. 1990; Levy, Goldberg & Dagan 2015; Slonim, Friedman & Tishby 2002",
        ),
        (_, Recipe::Topics) => ("the angle between their latent topics", "; Deerwester et al. 1990"),
        (_, Recipe::Words) => (
            "the angle between the sums of their words’ vectors, learned from the round itself{background}",
            "; Levy, Goldberg & Dagan 2015",
        ),
        (_, Recipe::Distributions) => {
            ("the Jensen–Shannon divergence of their words", "; Slonim, Friedman & Tishby 2002")
        }
        (_, Recipe::Brought) => ("the angle between the vectors that were brought for them", ""),
    };
    let (engine, source) = match settings.engine {
        Engine::Sequential => (
            "k-means with sequential moves: passages move one at a time to the cluster that gains most, and where no move gains any more, whole clusters are exchanged, one dissolved and another cut in two",
            "Hartigan 1975; Telgarsky & Vattani 2010; Fränti 2018",
        ),
        Engine::Linfa => (
            "k-means as linfa-clustering has it (Lloyd’s iterations)",
            "Lloyd 1982; Arthur & Vassilvitskii 2007",
        ),
    };
    let has_background = analysis.brought.background_words.is_some();
    let near = near.replace("{background}", if has_background { " and from the background" } else { "" });
    let cluster_source = format!("{source}{near_source}");
    let analyser = &settings.tfidf.analyser;
    let (words, term_source) = match analyser.stem && analyser.language != Language::None {
        true => (
            "Words are reduced to their stems and shown in their most frequent form",
            "Salton & Buckley 1988; Porter 2001 (Snowball)",
        ),
        false => ("Words are taken as they are", "Salton & Buckley 1988"),
    };
    let mut steps: Vec<(&str, String, &str)> = vec![
        ("Terms", format!("{words}; a term counts more the fewer passages have it (TF-IDF)."), term_source),
        ("Clusters", format!("Passages are grouped by {engine}. “Near” means {near}."), &cluster_source),
    ];
    if analysis.k.choice.is_some() {
        steps.push((
            "Number of clusters",
            "The round is split into halves by document again and again, and each half is clustered. Recommended is the number of clusters at which the halves repeat most about each other, measured against what so many labels could tell. Where that is less than two thirds, the same is done with texts of the same lengths whose words were dealt among them at random, eight times, and all that is learned from texts is learned from these; a number counts only if the halves repeat more than these do. Where none does, the answer is one theme if two texts share more words on average than dealt ones do, and no common ground if they do not.".to_owned(),
            "Tibshirani & Walther 2005; Vinh, Epps & Bailey 2010",
        ));
    }
    if analysis.themes.iter().any(|theme| theme.stability.is_some()) {
        steps.push(("Stability", stability(study), "Hennig 2007"));
    }
    steps.extend([
        (
            "Key terms and labels",
            "Terms that a theme uses more than the rest of the round does, beyond chance (keyness: the root of the log-likelihood ratio, at least 1.28). Those count for most that several writers use and that stand together in passages; names need more writers than other words, and most where the round does not say who wrote. A label is a proposal: a phrase that covers the theme, if there is one, and the strongest terms.".to_owned(),
            "Monroe, Colaresi & Quinn 2008; Bouma 2009",
        ),
        (
            "Passages in no theme",
            "A passage stays in a theme only if it is nearer to the theme’s other passages than to the round as a whole.".to_owned(),
            "",
        ),
        (
            "Quotations",
            "Each is a verbatim slice of a document in whole sentences, checked against it when this page was written. They are near to what the theme has in common and unlike each other, and come from different partnerships and documents as far as there are any.".to_owned(),
            "Carbonell & Goldstein 1998",
        ),
    ]);
    if !analysis.broad.is_empty() {
        steps.push((
            "Broad themes",
            "The centres of the themes are joined step by step, those first whose joining costs least; the joining stops where the next step would cost most beside the one before. A broad theme is called by terms that its themes share, or by its strongest where these say little.".to_owned(),
            "Ward 1963",
        ));
    }
    if let Some(coding) = &analysis.coding {
        let is_taught = coding.codings.iter().any(|coding| coding.by_people);
        let taught =
            if is_taught { " What people coded stays as they did, and corrects the rest." } else { "" };
        steps.extend([
            (
                "Coding with areas",
                format!("Each passage is held against what an area says of itself (name, description, cues, examples): by its words, by the cues that occur in it, and by what the round itself teaches of which words go together. What counts is how far it stands out from what is usual in this round. The passages that an area speaks for then teach which other words writers use for it.{taught} The strength is how likely a person would give the area to the passage: on public collections that people coded, at least four of five codings with a strength of 0.80 or more were right. Rounds differ, so read some before you rely on it. A passage may have several areas, or none."),
                "Basu, Banerjee & Mooney 2002",
            ),
            (
                "Codings to look at",
                "Each passage is coded a second time by the fifteen passages most like it. Where their strongest area is not among those given, two ways disagree, and a person should look.".to_owned(),
                "",
            ),
            (
                "Areas that coders will confuse",
                "At least half of what is about one of them, and at least three passages, is given both areas, or given one while the other is the strongest that is not given, and at least half as likely. For these passages the framework does not say which it is.".to_owned(),
                "",
            ),
            (
                "Framework matrix",
                "Documents by areas, the standard display of framework analysis. A document is as strong on an area as its best passage is, so length alone makes no document strong.".to_owned(),
                "Ritchie & Spencer 1994",
            ),
            (
                "Areas that cover a theme",
                "Those given to at least a quarter of its passages, and at least one and a half times as often as to the other passages.".to_owned(),
                "",
            ),
        ]);
    }
    if let Some(agreement) = &analysis.agreement {
        let drawn = grouped(agreement.settings.resamples);
        steps.push((
            "Agreement with people",
            format!("A person’s code of a byte range counts for each passage with which it shares at least half of the shorter of the two; a code of a document counts for the document. Kappa is Cohen’s, pooled over areas by their mean observed and mean expected agreement; alpha is Krippendorff’s, over sets of areas with the distance MASI. Several people are told by the mean of the pairs. Intervals are percentiles of {drawn} draws of the documents with replacement. What is 0/0 is left blank."),
            "Cohen 1960; Light 1971; De Vries et al. 2008; Krippendorff 2011; Passonneau 2006; Efron & Tibshirani 1993",
        ));
    }
    steps.into_iter().map(|(name, told, source)| (name, told, source.to_owned())).collect()
}
