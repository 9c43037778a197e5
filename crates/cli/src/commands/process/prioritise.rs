//! `prioritise`: ballots, counted.

use std::path::Path;

use commonground::process::{Ballots, Rule};
use commonground_formats::study::{VoteOf, priorities_in_words, priorities_outputs};
use serde_json::json;

use super::wishes::{deliver, load};
use crate::args::{PrioritiseArgs, RuleArg};
use crate::console::{Console, clean};
use crate::failure::Failure;

/// Runs the command.
pub(crate) fn run(args: &PrioritiseArgs, console: &Console) -> Result<(), Failure> {
    let wanted = load(&args.ballots, &args.table, &args.out, console)?;
    let themes = &wanted.table.themes;
    let names = themes.iter().map(|theme| theme.name.clone()).collect();
    let ballots = Ballots::new(names, wanted.table.ballots.clone())?;
    let rule = match args.rule {
        RuleArg::EqualShares => Rule::EqualShares,
        RuleArg::Pav => Rule::Pav,
        RuleArg::Phragmen => Rule::Phragmen,
        RuleArg::Approval => Rule::Approval,
        RuleArg::Borda => Rule::Borda,
        RuleArg::Points => Rule::Points,
    };
    let evidence = wanted.study.as_ref().map(|study| &study.evidence);
    let of = VoteOf { ballots: &ballots, themes, rule, size: args.size.into(), evidence };
    let (chosen, files) = priorities_outputs(&of)?;
    let settings = json!({
        "rule": rule, "size": args.size, "ballots": args.ballots, "study": args.table.study,
        "framework": args.table.framework, "voter": args.table.voter, "choices": args.table.choices,
    });
    let counts = [
        ("voters", ballots.ballots().len()),
        ("themes", themes.len()),
        ("uncovered", chosen.uncovered.len()),
    ];
    let mut told = deliver("prioritise", files, &wanted, settings, &counts, &args.out)?;
    if args.out.json {
        told["priorities"] = json!(chosen);
        told["themes"] = themes.iter().map(|theme| json!({ "id": theme.id, "name": theme.name })).collect();
        return console.print(&format!("{told}\n"));
    }
    if console.is_quiet() {
        return Ok(());
    }
    let (said, page) = (priorities_in_words(&chosen, ballots.themes()), Path::new(&args.out.out));
    console.print(&clean(&format!("{said}Page: {}\n", page.join("priorities.html").display())))
}
