//! `prioritise`: ballots, counted.

use std::path::Path;

use commonground::process::Rule;
use commonground_formats::study::Vote;
use serde_json::json;

use super::wishes::{deliver, load};
use crate::args::{PrioritiseArgs, RuleArg};
use crate::console::{Console, clean};
use crate::failure::Failure;

/// Runs the command.
pub(crate) fn run(args: &PrioritiseArgs, console: &Console) -> Result<(), Failure> {
    let wanted = load(&args.ballots, &args.table, &args.out, console)?;
    let rule = match args.rule {
        RuleArg::EqualShares => Rule::EqualShares,
        RuleArg::Pav => Rule::Pav,
        RuleArg::Phragmen => Rule::Phragmen,
        RuleArg::Approval => Rule::Approval,
        RuleArg::Borda => Rule::Borda,
        RuleArg::Points => Rule::Points,
    };
    let ballots = wanted.ballots()?;
    let vote = Vote::count(wanted.vote(&ballots, rule, args.size.into()))?;
    let settings = json!({
        "rule": rule, "size": args.size, "ballots": args.ballots, "study": args.table.study,
        "framework": args.table.framework, "voter": args.table.voter, "choices": args.table.choices,
    });
    let mut told = deliver("prioritise", vote.outputs()?, &wanted, settings, &vote.counts(), &args.out)?;
    if args.out.json {
        told["priorities"] = json!(vote.chosen);
        let themes = wanted.table.themes.iter();
        told["themes"] = themes.map(|theme| json!({ "id": theme.id, "name": theme.name })).collect();
        return console.print(&format!("{told}\n"));
    }
    if console.is_quiet() {
        return Ok(());
    }
    let page = Path::new(&args.out.out).join("priorities.html");
    console.print(&clean(&format!("{}Page: {}\n", vote.in_words(), page.display())))
}
