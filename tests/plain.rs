//! The fast way from text to rows says what the plain way says, on any text.

mod agree;

use commonground::text::{AnalyserSettings, Language};
use commonground::vectorize::{Tfidf, TfidfSettings, VocabularySettings, plain};
use proptest::prelude::*;

/// Text that is hard on whoever reads it: scripts, marks, joiners, layout, and words that share stems and phrases.
fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => "(school|Schools|SCHOOL's|river|Rivers|quality|life|state|art|data|of|the|in|and|don’t|can't|x|3d)",
        3 => "(calidad|vida|de|la|y|niños|NIN\u{303}OS|città|e|мост|мосты|İSTANBUL|ΟΔΟΣ|οδος|Straße|cafe\u{301}|Café’s)",
        2 => "(水|の|ภาษา|한국어|שלום|ש\"ל|👩\u{200D}👧|🇬🇧|\u{301}|\u{345}|\u{200D}|\u{AD}|\u{FE0F}|\u{212A}|ſ|ŉ)",
        1 => "[a-z]{14,18}|[a-zA-Z]{39,42}|[а-яё]{7,9}|[a-z.]{1,9}|[0-9,.;:'_]{1,9}",
        1 => "\\PC{1,4}",
        1 => any::<String>(),
    ];
    let gap = prop_oneof![
        8 => Just(" ".to_owned()),
        4 => "(|-|‐| - |\n|\n\n|, |. |'|’|_|\u{A0}|\t \r\n|                 |—|…)",
    ];
    prop::collection::vec((word, gap), 0..40)
        .prop_map(|pairs| pairs.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

fn settings() -> impl Strategy<Value = TfidfSettings> {
    let language = (0..Language::ALL.len()).prop_map(|n| Language::ALL[n]);
    let language = prop_oneof![Just(Language::English), language];
    let switches = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let limits = (1u32..4, 1u32..4, prop_oneof![Just(1.0), 0.3f64..1.0]);
    (language, switches, limits).prop_map(|(language, (phrases, stop, stem, sublinear), limits)| {
        TfidfSettings {
            analyser: AnalyserSettings {
                language,
                phrases,
                remove_stop_words: stop,
                stem,
                extra_stop_words: vec!["River".into()],
            },
            vocabulary: VocabularySettings { min_df: limits.0, phrase_min_df: limits.1, max_df: limits.2 },
            sublinear,
        }
    })
}

proptest! {
    #[test]
    fn vocabularies_and_rows_are_those_of_the_plain_way(
        texts in prop::collection::vec(text(), 0..12),
        settings in settings(),
    ) {
        agree::check(&settings, &texts);
    }

    #[test]
    fn rows_of_new_texts_are_those_of_the_plain_way(
        fitted in prop::collection::vec(text(), 1..8),
        texts in prop::collection::vec(text(), 1..8),
        settings in settings(),
    ) {
        if let Ok(tfidf) = Tfidf::fit(settings, &fitted) {
            agree::check_readers(&tfidf, &texts);
        }
    }
}

/// What the fuzzer starts from, as it stands and changed at random (always in the same way): the part of fuzzing that
/// needs no other toolchain.
#[test]
fn the_fuzzers_corpus_and_its_mutations_are_read_as_the_plain_way_reads_them() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/vectorize");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let corpus: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file).unwrap()).collect();
    assert!(corpus.len() >= 5);
    corpus.iter().for_each(|bytes| agree::check_bytes(bytes));
    let mut below = below(1);
    for _ in 0..400 {
        let mut bytes = corpus[below(corpus.len())].clone();
        for _ in 0..1 + below(6) {
            let (at, other) = (below(bytes.len()), &corpus[below(corpus.len())]);
            let from = below(other.len());
            let piece = &other[from..(from + 1 + below(12)).min(other.len())];
            match below(4) {
                0 => bytes[at] = below(256) as u8,
                1 => bytes[at] ^= 1 << below(8),
                2 => drop(bytes.splice(at..at, piece.iter().copied())),
                _ => drop(bytes.splice(at..(at + piece.len()).min(bytes.len()), piece.iter().copied())),
            }
        }
        agree::check_bytes(&bytes);
    }
}

/// Numbers below a bound, by Knuth's linear congruential generator (MMIX).
fn below(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |bound| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound
    }
}

/// Enough texts for several pieces, a grown table and shared counters.
#[test]
fn many_texts_are_counted_as_the_plain_way_counts_them() {
    let mut below = below(7);
    let texts: Vec<String> = (0..600)
        .map(|_| {
            let words = (0..60).map(|_| {
                let rank = below(50) * below(50);
                let gap = ["of", "and the", "-", ",", ""][below(5)];
                format!(
                    "{gap} {}word{}",
                    if rank.is_multiple_of(7) { "İ" } else { "w" },
                    "abc".repeat(rank % 9) + &rank.to_string()
                )
            });
            words.collect::<Vec<_>>().join(" ")
        })
        .collect();
    for phrases in [false, true] {
        let mut settings = TfidfSettings::default();
        settings.analyser.phrases = phrases;
        let expected = plain::fit_counts(&settings, &texts).unwrap();
        for threads in [1, 2, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let (tfidf, counts) = pool.install(|| Tfidf::fit_counts(settings.clone(), &texts)).unwrap();
            assert_eq!((tfidf.vocabulary(), &counts), (&expected.0, &expected.1), "{threads} threads");
            assert_eq!(pool.install(|| tfidf.count(&texts)), expected.1, "{threads} threads");
        }
    }
}
