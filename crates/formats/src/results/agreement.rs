//! Agreement as a table, and in words.

use commonground::agreement::{Between, Comparison, Figure, Figures, UnitAgreement};
use commonground::round::Unit;

use crate::error::Result;
use crate::report::words::{counted, listed};
use crate::write::ColumnType::{Integer, Number, Text, YesNo};
use crate::write::{CsvStyle, TableFile};

const FIGURES: [&str; 8] = ["precision", "recall", "f1", "kappa", "alpha", "agreement", "jaccard", "exact"];

/// Agreement as a table, CSV or Parquet by its name: for each comparison a row for each area, and the rows `pooled` (micro), `mean` (macro) and `sets`.
/// Each figure has its interval beside it; a blank means that there is none.
///
/// # Errors
/// As [`TableFile::new`].
pub fn agreement_table(name: &str, units: &[UnitAgreement], style: CsvStyle) -> Result<Vec<u8>> {
    let mut columns: Vec<_> =
        ["unit", "between", "coders", "level", "area"].map(|name| (name, Text)).to_vec();
    columns.extend([("units", Integer), ("documents", Integer), ("used", Integer), ("enough", YesNo)]);
    columns.extend(["both", "only_first", "only_second", "neither"].map(|name| (name, Integer)));
    let figures: Vec<String> =
        FIGURES.iter().flat_map(|f| [(*f).to_owned(), format!("{f}_low"), format!("{f}_high")]).collect();
    columns.extend(figures.iter().map(|name| (name.as_str(), Number)));
    let mut table = TableFile::new(name, &columns, style)?;
    for unit in units {
        for comparison in &unit.comparisons {
            comparison_rows(&mut table, unit.unit, comparison)?;
        }
    }
    table.finish()
}

fn comparison_rows(table: &mut TableFile, unit: Unit, comparison: &Comparison) -> Result<()> {
    let none = Figure::default();
    let mut put = |level: &str, area: &str, counts: [String; 6], figures: [Figure; 8]| {
        let mut row = vec![
            unit_name(unit).to_owned(),
            between(comparison.between).to_owned(),
            comparison.coders.join("; "),
            level.to_owned(),
            area.to_owned(),
            comparison.units.to_string(),
            comparison.documents.to_string(),
        ];
        row.extend(counts);
        row.extend(figures.iter().flat_map(|figure| [figure.value, figure.low, figure.high]).map(cell));
        table.row(row)
    };
    let blank = || [const { String::new() }; 6];
    for area in &comparison.areas {
        let counts = [
            area.used.to_string(),
            if area.is_enough { "yes" } else { "no" }.to_owned(),
            area.both.to_string(),
            area.only_first.to_string(),
            area.only_second.to_string(),
            area.neither.to_string(),
        ];
        put("area", &area.id, counts, eight(&area.figures))?;
    }
    put("pooled", "", blank(), eight(&comparison.pooled))?;
    put("mean", "", blank(), eight(&comparison.mean))?;
    let sets = &comparison.sets;
    put("sets", "", blank(), [none, none, none, none, sets.alpha, none, sets.jaccard, sets.exact])
}

fn eight(figures: &Figures) -> [Figure; 8] {
    let Figures { precision, recall, f1, kappa, alpha, agreement } = *figures;
    [precision, recall, f1, kappa, alpha, agreement, Figure::default(), Figure::default()]
}

/// Six decimals, so that the bytes are stable.
fn cell(value: Option<f64>) -> String {
    value.map(|value| format!("{value:.6}")).unwrap_or_default()
}

fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Document => "document",
        Unit::Passage => "passage",
    }
}

fn between(between: Between) -> &'static str {
    match between {
        Between::MachineAndPeople => "machine and people",
        Between::People => "people",
        Between::Machines => "machines",
        Between::Pair => "pair",
    }
}

/// What was found over units of one kind, in a plain sentence for each machine, or for the people if there is none.
pub fn agreement_in_words(found: &UnitAgreement) -> Vec<String> {
    let people = found.between(Between::People);
    let with_machine: Vec<&Comparison> =
        found.comparisons.iter().filter(|c| c.between == Between::MachineAndPeople).collect();
    if with_machine.is_empty() {
        let all = people.or_else(|| found.between(Between::Machines));
        return all.map(|all| alone(found.unit, all)).into_iter().collect();
    }
    with_machine.into_iter().map(|comparison| beside(found.unit, comparison, people)).collect()
}

/// Where there is nothing to hold a comparison against.
fn alone(unit: Unit, comparison: &Comparison) -> String {
    let names = listed(&coder_names(comparison));
    let who = if comparison.coders.len() > 2 { format!("each two of {names}") } else { names };
    format!("Over {}, {who} {}.", extent(unit, comparison), reached(comparison))
}

/// A machine with people, and what people reach among themselves.
fn beside(unit: Unit, comparison: &Comparison, people: Option<&Comparison>) -> String {
    let names = coder_names(comparison);
    let (machine, with) = names.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
    let each = if with.len() > 1 { "each of " } else { "" };
    let mut told = format!(
        "Over {}, {machine} and {each}{} {}",
        extent(unit, comparison),
        listed(with),
        reached(comparison)
    );
    if let Some(people) = people {
        let who = if people.coders.len() == 2 { "the two people" } else { "the people among themselves" };
        told.push_str(&format!("; {who} reached {}", people.pooled.kappa.told()));
    }
    told.push('.');
    told
}

/// The names of the coders; a person may have none.
pub(crate) fn coder_names(comparison: &Comparison) -> Vec<String> {
    let name = |name: &String| if name.is_empty() { "one person".to_owned() } else { name.clone() };
    comparison.coders.iter().map(name).collect()
}

fn reached(comparison: &Comparison) -> String {
    let mean = if comparison.coders.len() > 2 { " on average" } else { "" };
    match comparison.pooled.kappa.value {
        None => "gave no area by which agreement beyond chance could be measured".to_owned(),
        Some(_) => {
            let (kappa, f1) = (comparison.pooled.kappa.told(), comparison.pooled.f1.told());
            format!("reached kappa {kappa} and F1 {f1}{mean}")
        }
    }
}

fn extent(unit: Unit, comparison: &Comparison) -> String {
    match unit {
        Unit::Document => counted(comparison.units, "document"),
        Unit::Passage => {
            let documents = counted(comparison.documents, "document");
            format!("{} of {documents}", counted(comparison.units, "passage"))
        }
    }
}

/// The areas that were used too seldom to be judged, by id.
pub fn too_few(comparison: &Comparison) -> Vec<&str> {
    comparison.areas.iter().filter(|area| !area.is_enough).map(|area| area.id.as_str()).collect()
}
