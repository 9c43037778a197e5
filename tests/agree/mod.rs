//! Holds the fast way from text to rows against the plain one. Both the tests and the fuzzer (`fuzz/`) use it.

use commonground::Error;
use commonground::text::{Analyser, AnalyserSettings, Language, normal_form, words};
use commonground::vectorize::{Counts, TermCounts, Tfidf, TfidfSettings, VocabularySettings, plain};

/// Panics if the two ways differ on what `bytes` stand for: the first two say the settings, the others are texts with
/// a NUL between them.
pub(crate) fn check_bytes(bytes: &[u8]) {
    let (&[switches, limits], text) = bytes.split_first_chunk().unwrap_or((&[0, 0], bytes));
    let settings = TfidfSettings {
        analyser: AnalyserSettings {
            phrases: switches & 1 == 0,
            stem: switches & 2 == 0,
            remove_stop_words: switches & 4 == 0,
            language: Language::ALL[usize::from(switches >> 3) % Language::ALL.len()],
            extra_stop_words: vec!["River".into()],
        },
        vocabulary: VocabularySettings {
            min_df: u32::from(limits & 3) + 1,
            phrase_min_df: u32::from(limits >> 2 & 3) + 1,
            max_df: if limits & 16 == 0 { 1.0 } else { 0.5 },
        },
        sublinear: limits & 32 == 0,
    };
    let text = String::from_utf8_lossy(text);
    check(&settings, &text.split('\0').map(str::to_owned).collect::<Vec<_>>());
}

/// Panics if the two ways differ on these texts.
pub(crate) fn check(settings: &TfidfSettings, texts: &[String]) {
    for text in texts {
        let found: Vec<(usize, &str)> = words(text).map(|word| (word.start, word.text)).collect();
        assert_eq!(found, plain::words(text), "words of {text:?}");
        for (_, word) in found {
            assert_eq!(normal_form(word), plain::normal_form(word), "normal form of {word:?}");
        }
    }
    let expected = plain::fit_counts(settings, texts);
    let (tfidf, counts) = match (Tfidf::fit_counts(settings.clone(), texts), &expected) {
        (Err(Error::EmptyVocabulary { .. }), Err(Error::EmptyVocabulary { .. })) => return,
        (fast, plain) => {
            assert_eq!(fast.as_ref().err(), plain.as_ref().err(), "{settings:?} {texts:?}");
            fast.expect("both have failed, or none")
        }
    };
    let (vocabulary, rows) = expected.as_ref().expect("both have failed, or none");
    assert_eq!(tfidf.vocabulary(), vocabulary, "{settings:?} {texts:?}");
    assert_eq!(&counts, rows, "{settings:?} {texts:?}");

    check_readers(&tfidf, texts);
    let whole = TermCounts::of(&settings.analyser, texts);
    let none = TermCounts::none(&settings.analyser);
    let one_by_one = texts.iter().map(|text| TermCounts::of(&settings.analyser, &[text]));
    let merged = one_by_one.fold(none, |all, one| all.merge(one).expect("the same settings"));
    assert_eq!(merged, whole, "{settings:?} {texts:?}");
    let finished = whole.finish(settings).expect("a vocabulary");
    assert_eq!(finished.vocabulary(), vocabulary, "{settings:?} {texts:?}");

    let analyser = Analyser::new(settings.analyser.clone());
    let count = |texts: &[String]| {
        let mut counts = Counts::new(&analyser);
        texts.iter().for_each(|text| counts.add(text));
        counts
    };
    for cut in [0, texts.len() / 2, texts.len()] {
        let merged = count(&texts[..cut]).merge(count(&texts[cut..])).finish(&settings.vocabulary);
        assert_eq!(merged, expected, "cut at {cut}: {settings:?} {texts:?}");
    }
}

/// Panics if a fitted vectoriser reads texts, known or new, otherwise than the plain way does: as it was fitted, after
/// it was saved, all at once, and one by one.
pub(crate) fn check_readers(tfidf: &Tfidf, texts: &[String]) {
    let expected = plain::count(tfidf, texts);
    let loaded = Tfidf::load(&tfidf.save().expect("it can be saved")).expect("it can be loaded");
    for tfidf in [tfidf, &loaded] {
        assert_eq!(tfidf.count(texts), expected, "{texts:?}");
        let (rows, mut transformer) = (tfidf.transform(texts), tfidf.transformer());
        for (text, row) in texts.iter().zip(rows.iter()) {
            assert_eq!(transformer.row(text), row, "{text:?}");
        }
    }
}
