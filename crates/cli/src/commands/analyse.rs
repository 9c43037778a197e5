//! `analyse`: a round becomes themes, coded areas and a report.

use std::fmt::Write;
use std::path::Path;

use commonground::cluster::{Ground, KChoice};
use commonground::coding::HumanCodes;
use commonground::round::{Audience, Unit};
use commonground::theme::Theme;
use commonground::{Analysis, Framework, analyse_with, compare_with_people};
use commonground_formats::read::{CodeTable, all_codes, read_codes};
use commonground_formats::results::agreement_in_words;
use commonground_formats::study::{Reviewed, StudyFolder};
use commonground_formats::write::{ChosenK, MANIFEST, Manifest, OutputFile, write_folder};
use commonground_formats::{ReadOptions, Reading, analysis_outputs, read};
use serde_json::{Value, json};

use super::public;
use super::table::{plural, recorded_codes, set_aside};
use super::{brought, framework};
use crate::args::AnalyseArgs;
use crate::console::{Console, clean};
use crate::dry_run;
use crate::failure::Failure;
use crate::interrupt::while_writing;
use crate::place::check_out_folder;
use crate::{pseudonyms, settings};

/// Runs the command.
pub(crate) fn run(args: &AnalyseArgs, console: &Console) -> Result<(), Failure> {
    let (inputs, out) = (&args.inputs.input, Path::new(&args.out));
    let tfidf = settings::tfidf(&args.terms, true)?;
    let settings =
        settings::settings(args.k, Unit::Passage, settings::noise(&args.terms), tfidf, &args.fit, &args.run)?;
    let options = settings::read_options(&args.read);
    let tables = args.read.metadata.iter().chain(&args.framework).map(String::as_str);
    let tables = tables.chain(args.codes.iter().chain(&args.learn_from).map(String::as_str));
    let tables: Vec<&str> = tables.chain(brought::names(&args.fit)).collect();
    check_out_folder(out, inputs, &tables, args.run.force)?;
    pseudonyms::check_codes(&args.read, args.codes.iter().chain(&args.learn_from))?;
    let key = pseudonyms::key(&args.read, inputs, &args.out, args.run.dry_run, console)?;
    let options = ReadOptions { pseudonyms: key, ..options };
    let reviewed = match &args.review {
        Some(study) => Some(Reviewed::of(&StudyFolder::open(Path::new(study))?)?),
        None => None,
    };
    let framework = match &reviewed {
        Some(reviewed) => Some(reviewed.list().clone()),
        None => args.framework.as_deref().map(framework::load).transpose()?,
    };
    if let Some(both) = args.codes.iter().find(|path| args.learn_from.contains(path)) {
        let what = format!(
            "{both}: one table cannot both teach (--learn-from) and judge (--codes): agreement with what was shown says nothing"
        );
        return Err(Failure::Usage(what));
    }
    let of_tables = ReadOptions { max_file_bytes: options.max_file_bytes, ..ReadOptions::default() };
    let coded = read_codes(&args.codes, &of_tables, console)?;
    let taught = read_codes(&args.learn_from, &of_tables, console)?;
    let mut brought = brought::load(&args.fit, &settings, &options, console)?;

    let mut reading = read(inputs, &options, console)?;
    if args.public {
        reading.round = std::mem::take(&mut reading.round).told_to(Audience::Public);
    }
    brought.join(&mut reading, &settings)?;
    let of_people = checked_codes(&coded, framework.as_ref(), &mut reading)?;
    let shown = checked_codes(&taught, framework.as_ref(), &mut reading)?;
    console.warn_about(&reading.round);
    if args.run.dry_run {
        return dry_run::tell(&reading, std::slice::from_ref(&args.out), &args.run, console);
    }

    let mut analysis = analyse_with(
        &reading.round,
        framework.as_ref(),
        brought.given(),
        Some(&shown).filter(|codes| !codes.is_empty()),
        &settings,
        console,
    )?;
    brought.doubt(&analysis.brought, &mut reading, console);
    if !coded.is_empty() {
        compare_with_people(&mut analysis, &reading.round, &of_people, console)?;
    }
    if args.public {
        return public::deliver(args, &reading, &analysis, console);
    }
    let mut files = match &reviewed {
        Some(reviewed) => reviewed.outputs(&reading, &analysis)?,
        None => analysis_outputs(&reading, &analysis)?,
    };
    let mut work = json!(analysis.settings);
    if let (Some(path), Some(framework)) = (&args.framework, &framework) {
        work["framework"] = framework::recorded(path, framework);
    }
    if let (Some(study), Some(framework)) = (&args.review, &framework) {
        work["framework"] = framework::recorded(study, framework);
    }
    for (name, tables) in [("codes", &coded), ("learned_from", &taught)] {
        if !tables.is_empty() {
            work[name] = recorded_codes(tables);
        }
    }
    brought.record(&mut work);
    let recorded = settings::recorded(inputs, &options, work);
    let mut manifest = Manifest::new("analyse", env!("CARGO_PKG_VERSION"), recorded, &reading);
    manifest.counts.extend(counts(&analysis).map(|(name, count)| (name.to_owned(), count as u64)));
    manifest.k = analysis.k.choice.as_ref().map(ChosenK::from);
    manifest.outputs = files.iter().map(|file| file.name.clone()).collect();
    files.push(OutputFile { name: MANIFEST.to_owned(), bytes: manifest.to_json() });
    while_writing(|| Ok(write_folder(out, &files, args.run.force)?))?;

    let report = if manifest.outputs.iter().any(|name| name == "report.html") {
        out.join("report.html").display().to_string()
    } else {
        args.out.clone()
    };
    match (args.run.json, console.is_quiet()) {
        (true, _) => console.print(&format!("{}\n", in_json(&analysis, &manifest, &args.out))),
        (false, true) => Ok(()),
        (false, false) => console.print(&clean(&in_words(&analysis, &report))),
    }
}

/// What people coded, held against the round before the work; what is left out becomes a warning of the round.
fn checked_codes(
    coded: &[CodeTable],
    framework: Option<&Framework>,
    reading: &mut Reading,
) -> Result<HumanCodes, Failure> {
    let (codes, mut warnings) = all_codes(coded, &reading.round, framework)?;
    if let Some(framework) = framework {
        warnings.extend(codes.check(&reading.round, framework)?);
    }
    reading.round = std::mem::take(&mut reading.round).with_warnings(warnings);
    Ok(codes)
}

/// What the manifest counts, beyond what was read.
fn counts(analysis: &Analysis) -> impl Iterator<Item = (&'static str, usize)> {
    let areas = analysis.coding.as_ref().map(|coding| {
        let coded = coding.codings.iter().filter(|coding| !coding.areas.is_empty()).count();
        [("areas", coding.areas.len()), ("coded", coded)]
    });
    let all = [
        ("passages", analysis.passages.len()),
        ("themes", analysis.themes.len()),
        ("unplaced", unplaced(analysis)),
        ("non_answers", analysis.noise.non_answer_passages),
        ("boilerplate", analysis.noise.boilerplate.len()),
        ("campaigns", analysis.noise.campaigns.len()),
    ];
    all.into_iter().chain(areas.into_iter().flatten())
}

/// How many passages no theme could claim.
fn unplaced(analysis: &Analysis) -> usize {
    analysis.passages.iter().filter(|passage| passage.theme.is_none()).count()
}

/// The names of the areas that no document raises; none without a framework.
fn areas_without_evidence(analysis: &Analysis) -> Vec<String> {
    let Some(coding) = &analysis.coding else { return Vec::new() };
    let places = coding.matrix.areas_without_evidence();
    places.into_iter().map(|area| coding.framework.told(area)).collect()
}

/// The short summary.
fn in_words(analysis: &Analysis, report: &str) -> String {
    let mut told = format!(
        "{} in {} with {}\n{}",
        plural(analysis.themes.len(), "theme"),
        plural(analysis.documents.len(), "document"),
        plural(analysis.passages.len(), "passage"),
        if analysis.themes.is_empty() { "" } else { "\n" },
    );
    let width = analysis.themes.iter().map(|theme| theme.label.chars().count()).max().unwrap_or(0);
    let raised: Vec<String> = analysis.themes.iter().map(|theme| theme.prevalence.told()).collect();
    let wide = raised.iter().map(|raised| raised.chars().count()).max().unwrap_or(0);
    for (theme, raised) in analysis.themes.iter().zip(&raised) {
        let stability = theme.stability.as_ref().map_or("", |stability| stability.verdict.told());
        let rare = if theme.is_common { "" } else { "  (fewer than three documents)" };
        let mixed = if theme.is_mixed { format!("  ({})", Theme::MIXED) } else { String::new() };
        let Theme { number, label, .. } = theme;
        let line = format!("{number:>4}  {label:width$}  {raised:wide$}  {stability}{rare}{mixed}");
        let _ = writeln!(told, "{}", line.trim_end());
    }
    if let Some(ground) = analysis.k.choice.as_ref().and_then(ground_in_words) {
        let _ = writeln!(told, "\n{ground}");
    }
    let _ = writeln!(
        told,
        "\nUnplaced: {} of {}",
        unplaced(analysis),
        plural(analysis.passages.len(), "passage")
    );
    if !analysis.noise.is_empty() {
        let _ = writeln!(told, "Set aside: {}", set_aside(&analysis.noise));
    }
    if analysis.themes.len() < analysis.k.k && analysis.k.ground() != Some(Ground::None) {
        let apart = analysis.k.k - analysis.themes.len();
        let _ = writeln!(
            told,
            "Of {}, {apart} hold no passages that belong together",
            plural(analysis.k.k, "cluster")
        );
    }
    if let Some(coding) = &analysis.coding {
        let without = areas_without_evidence(analysis);
        let list = if without.is_empty() { "none".to_owned() } else { without.join("; ") };
        let _ = writeln!(told, "Areas without evidence: {list} ({} in the framework)", coding.areas.len());
        let name = |area: usize| coding.framework.told(area);
        let faint: Vec<String> =
            coding.thin.iter().filter(|thin| thin.passages > 0).map(|thin| name(thin.area)).collect();
        if !faint.is_empty() {
            let _ = writeln!(told, "Areas with too little evidence: {}", faint.join("; "));
        }
        let pairs = coding.overlaps.iter().map(|overlap| overlap.areas.map(name).join(" / "));
        let pairs: Vec<String> = pairs.collect();
        if !pairs.is_empty() {
            let _ = writeln!(told, "Areas that coders will confuse: {}", pairs.join("; "));
        }
        let doubtful = coding.codings.iter().filter(|coding| coding.doubtful).count();
        if doubtful > 0 {
            let _ = writeln!(told, "Codings to look at: {}", plural(doubtful, "passage"));
        }
    }
    let agreement = analysis.agreement.iter().flat_map(|agreement| &agreement.units);
    for sentence in agreement.flat_map(agreement_in_words) {
        let _ = writeln!(told, "{sentence}");
    }
    let _ = writeln!(told, "Report: {report}");
    told
}

/// What the number of themes rests on.
fn ground_in_words(choice: &KChoice) -> Option<String> {
    let (low, high) = choice.plausible;
    Some(match choice.ground {
        Ground::Themes if low == high => return None,
        Ground::Themes => format!("{} themes are recommended; {low} to {high} are about as good", choice.k),
        Ground::OneTheme => "One theme: no division of it repeats beyond chance".to_owned(),
        Ground::TooFew => return None,
        Ground::None => "No common ground beyond chance: the texts share no more than they would with their words dealt at random. For a division all the same, give --k a number".to_owned(),
    })
}

/// The same for programs.
fn in_json(analysis: &Analysis, manifest: &Manifest, out: &str) -> Value {
    let themes = analysis.themes.iter().map(|theme| {
        let Theme { number, label, headline, prevalence, is_common, is_mixed, .. } = theme;
        let stability = theme.stability.as_ref().map(|stability| stability.verdict.told());
        json!({
            "number": number,
            "label": label,
            "headline": headline,
            "prevalence": prevalence,
            "is_common": is_common,
            "is_mixed": is_mixed,
            "stability": stability,
        })
    });
    let areas = analysis.coding.as_ref().map(|coding| {
        let areas = coding.areas.iter().zip(&coding.framework.areas).map(
            |(summary, area)| json!({ "id": area.id, "name": area.name, "parent": area.parent, "prevalence": summary.prevalence }),
        );
        areas.collect::<Vec<_>>()
    });
    let mut told = json!({
        "command": "analyse",
        "version": manifest.version,
        "out": out,
        "outputs": manifest.outputs,
        "counts": manifest.counts,
        "themes": themes.collect::<Vec<_>>(),
        "areas": areas,
        "areas_without_evidence": areas_without_evidence(analysis),
    });
    if let Some(coding) = &analysis.coding {
        let id = |area: usize| &coding.framework.areas[area].id;
        let thin: Vec<_> = coding.thin.iter().map(|thin| id(thin.area)).collect();
        let overlaps: Vec<_> = coding.overlaps.iter().map(|overlap| overlap.areas.map(id)).collect();
        told["areas_with_too_little_evidence"] = json!(thin);
        told["areas_that_overlap"] = json!(overlaps);
        told["doubtful"] = json!(coding.codings.iter().filter(|coding| coding.doubtful).count());
    }
    if let Some(k) = &manifest.k {
        told["k"] = json!(k);
    }
    if let Some(agreement) = &analysis.agreement {
        told["agreement"] = json!(agreement);
    }
    told
}
