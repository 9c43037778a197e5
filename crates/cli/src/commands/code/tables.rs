//! The tables of `code`: areas, what to ask people, and the learning curve in words.

use std::fmt::Write;

use commonground::RoundCodings;
use commonground::coding::{LEAST_DOCUMENTS, LEAST_PASSAGES, LearningCurve, TooFew};
use commonground::round::Unit;
use commonground_formats::Reading;
use commonground_formats::read::UNANSWERED;
use commonground_formats::write::{CODE_COLUMNS, ColumnType};

use crate::args::CodeArgs;
use crate::failure::Failure;
use crate::unit_table::{UnitTable, score};

/// A row for each area given to a unit, and one with an empty area where none was; or the likeliest areas of each.
pub(super) fn table(
    args: &CodeArgs,
    reading: &Reading,
    coded: &RoundCodings,
    unit: Unit,
) -> Result<Vec<u8>, Failure> {
    let framework = coded.coder.framework();
    if let Some(most) = args.ranked {
        return ranked(args, reading, coded, unit, usize::from(most));
    }
    let mut table = UnitTable::new(&args.out, &reading.round, unit, CODE_COLUMNS)?;
    for (passage, coding) in coded.passages.iter().zip(&coded.codings) {
        if coding.areas.is_empty() {
            table.row(passage, [String::new(), String::new(), String::new()])?;
        }
        for (place, given) in coding.areas.iter().enumerate() {
            let area = framework.areas[given.area].id.clone();
            table.row(passage, [area, score(given.score), (place + 1).to_string()])?;
        }
    }
    table.finish()
}

/// The `most` likeliest areas of each unit, and whether they were given.
fn ranked(
    args: &CodeArgs,
    reading: &Reading,
    coded: &RoundCodings,
    unit: Unit,
    most: usize,
) -> Result<Vec<u8>, Failure> {
    let columns = [CODE_COLUMNS, &[("given", ColumnType::YesNo)]].concat();
    let mut table = UnitTable::new(&args.out, &reading.round, unit, &columns)?;
    let rows = coded.passages.iter().zip(&coded.codings).zip(coded.likely.iter());
    for ((passage, coding), likely) in rows {
        let given = |area: usize| coding.areas.iter().find(|given| given.area == area);
        let of = |area: usize| given(area).map_or(f64::from(likely[area]), |given| given.score);
        let mut rank: Vec<usize> = (0..likely.len()).collect();
        rank.sort_by(|&a, &b| {
            let (is_a, is_b) = (given(a).is_some(), given(b).is_some());
            is_b.cmp(&is_a).then(of(b).total_cmp(&of(a))).then(a.cmp(&b))
        });
        for (place, &area) in rank.iter().take(most).enumerate() {
            let is_given = if given(area).is_some() { "yes" } else { "no" };
            let id = coded.coder.framework().areas[area].id.clone();
            table.row(passage, [id, score(of(area)), (place + 1).to_string(), is_given.to_owned()])?;
        }
    }
    table.finish()
}

/// The passages that a person should code next, with an area of `?` until they have.
pub(super) fn questions(
    name: &str,
    reading: &Reading,
    coded: &RoundCodings,
    unit: Unit,
    most: usize,
) -> Result<Vec<u8>, Failure> {
    let framework = coded.coder.framework();
    let columns = ["area", "perhaps", "why", "text"].map(|name| (name, ColumnType::Text));
    let mut table = UnitTable::new(name, &reading.round, unit, &columns)?;
    for question in coded.ask(most) {
        let passage = &coded.passages[question.passage];
        let areas: Vec<&str> = question.areas.iter().map(|&area| framework.areas[area].id.as_str()).collect();
        let text = reading.round.quotable(passage).split_whitespace().collect::<Vec<_>>().join(" ");
        table
            .row(passage, [UNANSWERED.to_owned(), areas.join("; "), question.why.told().to_owned(), text])?;
    }
    table.finish()
}

/// The learning curve, for people.
pub(super) fn curve_in_words(curve: &LearningCurve) -> String {
    match curve.missing {
        Some(TooFew::Passages) => {
            return format!("No learning curve: fewer than {LEAST_PASSAGES} passages are coded.\n");
        }
        Some(TooFew::Documents) => {
            return format!("No learning curve: fewer than {LEAST_DOCUMENTS} documents are coded.\n");
        }
        None => {}
    }
    let mut told = format!(
        "Learning curve, judged on coded passages that were not learned from ({} of {} documents):\n  learned from     F1  precision  recall\n",
        curve.passages, curve.documents
    );
    let figure = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.2}"));
    for point in &curve.points {
        let (f1, precision, recall) = (figure(point.f1), figure(point.precision), figure(point.recall));
        let _ = writeln!(told, "  {:>12}  {f1:>5}  {precision:>9}  {recall:>6}", point.learned_from);
    }
    told
}
