//! The same documents, framework and settings give the same bits.
#![allow(clippy::unwrap_used, reason = "a panic is a failed test")]

mod common;

use commonground::cluster::Engine;
use commonground::space::{Recipe, SpaceSettings};
use commonground::{Analysis, K, Quality, Round, Settings, Silent, analyse};

fn on_threads(threads: usize, round: &Round, settings: &Settings) -> Analysis {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| analyse(round, Some(&common::framework()), settings, &Silent)).unwrap()
}

fn variants() -> Vec<Settings> {
    let fixed = Settings { k: K::Exactly(9), ..Settings::default() };
    let mut variants = vec![Settings::default(), Settings { seed: 7, ..fixed.clone() }];
    for recipe in [Recipe::Topics, Recipe::Words, Recipe::Terms, Recipe::Distributions] {
        let space = SpaceSettings { recipe: Some(recipe), ..SpaceSettings::default() };
        variants.push(Settings { space, ..fixed.clone() });
    }
    if cfg!(feature = "linfa") {
        variants.push(Settings { engine: Engine::Linfa, quality: Quality::Fast, ..fixed });
    }
    variants
}

#[test]
fn one_two_and_eight_threads_give_the_same_bytes() {
    let round = common::round();
    for settings in variants() {
        let bytes = |threads| serde_json::to_string(&on_threads(threads, &round, &settings)).unwrap();
        let one = bytes(1);
        assert_eq!(one, bytes(2), "{settings:?}");
        assert_eq!(one, bytes(8), "{settings:?}");
    }
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    let reversed = Round::new(common::documents(true)).unwrap();
    for settings in variants() {
        assert_eq!(on_threads(2, &common::round(), &settings), on_threads(2, &reversed, &settings));
    }
}

#[test]
fn another_seed_is_another_chance() {
    let with_seed = |seed| {
        let settings = Settings { k: K::Exactly(9), quality: Quality::Fast, seed, ..Settings::default() };
        on_threads(1, &common::round(), &settings).k.starts
    };
    assert_ne!(with_seed(1), with_seed(2));
}

#[test]
fn an_analysis_survives_json() {
    let analysis = on_threads(2, &common::round(), &Settings::default());
    let json = serde_json::to_string(&analysis).unwrap();
    assert_eq!(Analysis::from_json(&json).unwrap(), analysis);
    let later = json.replacen("\"schema\":1", "\"schema\":9", 1);
    let refused = Analysis::from_json(&later).unwrap_err().to_string();
    assert!(refused.contains("schema 9") && refused.contains("update"), "{refused}");
    assert!(Analysis::from_json("{}").is_err() && Analysis::from_json(&json[..json.len() / 2]).is_err());
}
