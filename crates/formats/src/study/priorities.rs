//! What was chosen by vote: a page and tables.

use std::fmt::Write;

use commonground::framework::Area;
use commonground::process::prioritise::Change;
use commonground::process::replay::RoundEvidence;
use commonground::process::{Ballots, Priorities, Rule, changes, prioritise};

use super::sheet::{Block, Column, Section, Sheet};
use crate::error::Result;
use crate::notebook::sheet_html;
use crate::report::words::{counted, percent};
use crate::write::{Csv, CsvStyle, OutputFile};

/// What the page on a vote is made of.
#[derive(Debug, Clone, Copy)]
pub struct VoteOf<'a> {
    /// The ballots.
    pub ballots: &'a Ballots,
    /// The themes, in the order of the ballots.
    pub themes: &'a [Area],
    /// The rule that decides.
    pub rule: Rule,
    /// How many themes are chosen.
    pub size: usize,
    /// What the round says about the themes, to stand beside the vote.
    pub evidence: Option<&'a RoundEvidence>,
}

/// Ballots that were counted, and all that is told of it.
#[derive(Debug)]
pub struct Vote<'a> {
    of: VoteOf<'a>,
    /// The list.
    pub chosen: Priorities,
    /// The lists of all other rules. One that the ballots do not serve says so by an error, and is left out.
    pub others: Vec<Priorities>,
    /// Which single ticks would have changed the list; none for rules and forms of which that is not told.
    pub changes: Option<Vec<Change>>,
}

impl<'a> Vote<'a> {
    /// Counts the ballots.
    ///
    /// # Errors
    /// As [`prioritise`](fn@prioritise).
    pub fn count(of: VoteOf<'a>) -> Result<Self> {
        let chosen = prioritise(of.ballots, of.rule, of.size)?;
        let others = Rule::ALL.iter().filter(|&&rule| rule != of.rule);
        let others = others.filter_map(|&rule| prioritise(of.ballots, rule, of.size).ok()).collect();
        let changes = changes(of.ballots, &chosen);
        Ok(Vote { of, chosen, others, changes })
    }

    /// The page and tables that tell it.
    ///
    /// # Errors
    /// [`FormatError::Report`](crate::FormatError::Report) if the template fails, which is a bug.
    pub fn outputs(&self) -> Result<Vec<OutputFile>> {
        let file = |name: &str, bytes| OutputFile { name: name.to_owned(), bytes };
        Ok(vec![
            file("priorities.csv", self.table()?),
            file("priorities.html", self.sheet().html()?),
            file("voters.csv", self.voters()?),
        ])
    }

    /// The page as a fragment of HTML for notebooks.
    pub fn html(&self) -> String {
        sheet_html(&self.sheet(), 3)
    }

    /// The themes that the list would also have with one seat more; nothing if it has all.
    pub fn next(&self) -> Vec<usize> {
        let Priorities { rule, chosen, .. } = &self.chosen;
        let longer = prioritise(self.of.ballots, *rule, chosen.len() + 1);
        let all = longer.map(|longer| longer.chosen).unwrap_or_default();
        all.into_iter().filter(|theme| !chosen.contains(theme)).collect()
    }

    /// What a manifest counts.
    pub fn counts(&self) -> [(&'static str, usize); 3] {
        let voters = self.of.ballots.ballots().len();
        [("voters", voters), ("themes", self.of.themes.len()), ("uncovered", self.chosen.uncovered.len())]
    }

    /// The list in words: a line a theme, then who is left without any, and what ties decided.
    pub fn in_words(&self) -> String {
        let chosen = &self.chosen;
        let mut told =
            format!("{}, by the {}\n\n", counted(chosen.chosen.len(), "theme"), chosen.rule.told());
        for seat in &chosen.seats {
            let tied = if seat.tied.len() > 1 { "  (tied)" } else { "" };
            let (name, approvals) = (self.name(seat.theme), chosen.approvals[seat.theme]);
            let _ = writeln!(told, "  {name}  approved by {approvals}{tied}");
        }
        match chosen.uncovered.as_slice() {
            [] => told.push_str("\nEvery voter has a theme that they approved of\n"),
            some => {
                let _ = writeln!(told, "\nWithout a theme that they approved of: {}", some.join(", "));
            }
        }
        let lot = chosen.by_lot();
        if !lot.is_empty() {
            let names = self.names(&lot);
            let _ = writeln!(told, "Decided by the order of the list, because of ties: {names}");
        }
        told
    }

    fn name(&self, theme: usize) -> String {
        self.of.themes[theme].name.clone()
    }

    fn names(&self, themes: &[usize]) -> String {
        themes.iter().map(|&theme| self.name(theme)).collect::<Vec<_>>().join("; ")
    }

    fn sheet(&self) -> Sheet {
        let (voters, of) = (self.of.ballots.ballots().len(), self.of.themes.len());
        let mut summary = vec![format!(
            "{} of {of} themes, chosen by {} by the {}.",
            self.chosen.chosen.len(),
            counted(voters, "voter"),
            self.chosen.rule.told()
        )];
        summary.push(match self.chosen.uncovered.len() {
            0 => "Every voter who approved of any theme has at least one that they approved of.".to_owned(),
            some => format!("{} without a theme that they approved of.", counted(some, "voter")),
        });
        if self.chosen.lists.len() > 1 {
            summary.push("Ties decide about a part of the list: see below.".to_owned());
        }
        let mut sections = vec![self.list(), self.left_out(), self.cut(), self.rules()];
        sections.extend(self.beside());
        sections.push(self.ballots());
        Sheet { title: "Priorities".to_owned(), summary, sections, closing: Sheet::closing() }
    }

    fn list(&self) -> Section {
        let figure = match self.chosen.rule {
            Rule::EqualShares => "Greatest price paid#",
            Rule::Pav => "Weighted voters#",
            Rule::Phragmen => "Load of each voter#",
            Rule::Approval => "Voters#",
            Rule::Borda | Rule::Points => "Points#",
        };
        let rows = self.chosen.seats.iter().enumerate().map(|(seat, found)| {
            let tied: Vec<usize> = found.tied.iter().copied().filter(|&other| other != found.theme).collect();
            let mut notes = Vec::new();
            if !tied.is_empty() {
                notes.push(format!("tied with {}", self.names(&tied)));
            }
            if found.by_completion {
                notes.push("money was at an end: by Phragmén’s rule".to_owned());
            }
            vec![
                (seat + 1).to_string(),
                self.name(found.theme),
                self.chosen.approvals[found.theme].to_string(),
                found.figure.map_or("nobody wants it".to_owned(), told),
                notes.join("; "),
            ]
        });
        let mut blocks = vec![Block::Table {
            caption:
                "In the order of the seats. Of tied themes the one that stands first on the list is taken."
                    .to_owned(),
            columns: Column::all(&["Seat#", "Theme", "Approved by#", figure, "Note"]),
            rows: rows.collect(),
        }];
        let lot = self.chosen.by_lot();
        if !lot.is_empty() {
            let more = if self.chosen.more_lists { " (and more)" } else { "" };
            let lists: Vec<String> = self.chosen.lists.iter().take(6).map(|list| self.names(list)).collect();
            blocks.push(Block::Finding(format!(
                "Not on every list to which ties could lead: {}. {} lists{more} are as good; people should choose.",
                self.names(&lot),
                self.chosen.lists.len()
            )));
            blocks.push(Block::List(lists));
        }
        Section::new("The list", blocks)
    }

    fn left_out(&self) -> Section {
        let mut blocks = vec![match self.chosen.uncovered.as_slice() {
            [] => {
                Block::Text("Every voter who approved of any theme has at least one on the list.".to_owned())
            }
            some => {
                Block::Finding(format!("Nothing that they approved of is on the list: {}.", some.join(", ")))
            }
        }];
        if !self.chosen.blank.is_empty() {
            blocks.push(Block::Text(format!("Approved of nothing: {}.", self.chosen.blank.join(", "))));
        }
        if let Some(unspent) = &self.chosen.unspent {
            let spent = self.of.ballots.ballots().iter().zip(unspent);
            let rows = spent.zip(&self.chosen.covered).map(|((ballot, unspent), covered)| {
                vec![ballot.voter.clone(), percent(1.0 - unspent), covered.to_string()]
            });
            blocks.push(Block::Table {
                caption: "Each voter had the same money: how much of it was spent, and on how many themes of the list they approved of.".to_owned(),
                columns: Column::all(&["Voter", "Spent#", "Approved of on the list#"]),
                rows: rows.collect(),
            });
        }
        Section::new("Nobody left out", blocks)
    }

    fn cut(&self) -> Section {
        let mut blocks = Vec::new();
        let more = self.next();
        if !more.is_empty() {
            let more = self.names(&more);
            blocks.push(Block::Text(format!("With one seat more the list would also have: {more}.")));
        }
        let Some(changes) = &self.changes else {
            blocks
                .push(Block::Text("This rule counts ranks or points, so no single tick decides.".to_owned()));
            return Section::new("Near the cut", blocks);
        };
        let near: Vec<&Change> = changes.iter().filter(|change| !change.voters.is_empty()).collect();
        if near.is_empty() {
            blocks.push(Block::Text("No single tick would have changed the list.".to_owned()));
        } else {
            let rows = near.iter().map(|change| {
                let what = if change.is_chosen {
                    "would be off the list without the tick of any one of"
                } else {
                    "would be on the list with a tick of any one of"
                };
                vec![self.name(change.theme), what.to_owned(), change.voters.join(", ")]
            });
            blocks.push(Block::Table {
                caption: "What a single tick would have changed, with all else as it is.".to_owned(),
                columns: Column::all(&["Theme", "What", "Voters"]),
                rows: rows.collect(),
            });
        }
        Section::new("Near the cut", blocks)
    }

    fn rules(&self) -> Section {
        let all = [&self.chosen].into_iter().chain(&self.others);
        let rows = all.map(|list| {
            let differs = list.chosen.iter().filter(|theme| !self.chosen.chosen.contains(theme)).count();
            vec![
                list.rule.told().to_owned(),
                self.names(&list.chosen),
                differs.to_string(),
                if list.uncovered.is_empty() { "nobody".to_owned() } else { list.uncovered.join(", ") },
            ]
        });
        let caption =
            format!("The list is that of the {}; the others are for comparison.", self.chosen.rule.told());
        let columns = Column::all(&["Rule", "List", "Other themes#", "Without any that they approved of"]);
        Section::new("By other rules", vec![Block::Table { caption, columns, rows: rows.collect() }])
    }

    /// What the texts say, beside the vote and never mixed with it.
    fn beside(&self) -> Option<Section> {
        let evidence = self.of.evidence?;
        let documents = evidence.raised_by.len();
        let rows = self.of.themes.iter().enumerate().map(|(theme, area)| {
            let raised = evidence.areas.get(&area.id);
            let by = evidence.raised_by.values().filter(|areas| areas.contains(&area.id)).count();
            vec![
                area.name.clone(),
                if self.chosen.chosen.contains(&theme) { "yes" } else { "no" }.to_owned(),
                self.chosen.approvals[theme].to_string(),
                raised.map_or(String::new(), |_| format!("{by} of {documents}")),
                raised.map_or(String::new(), |raised| raised.passages.to_string()),
            ]
        });
        let mut blocks = vec![Block::Table {
            caption:
                "Two different things, which are not added up: what was voted for, and what the texts raise."
                    .to_owned(),
            columns: Column::all(&[
                "Theme",
                "On the list",
                "Approved by#",
                "Raised in the texts of#",
                "Passages#",
            ]),
            rows: rows.collect(),
        }];
        let voters = self.of.ballots.ballots().iter().filter_map(|ballot| {
            let raised = evidence.raised_by.get(&ballot.voter)?;
            let approved = ballot.approved();
            let silent: Vec<usize> = approved
                .iter()
                .copied()
                .filter(|&theme| !raised.contains(&self.of.themes[theme].id))
                .collect();
            let unasked: Vec<usize> = (0..self.of.themes.len())
                .filter(|theme| raised.contains(&self.of.themes[*theme].id) && !approved.contains(theme))
                .collect();
            Some(vec![ballot.voter.clone(), self.names(&silent), self.names(&unasked)])
        });
        let voters: Vec<Vec<String>> = voters.collect();
        if !voters.is_empty() {
            blocks.push(Block::Table {
                caption: "Each voter’s ballot beside their text.".to_owned(),
                columns: Column::all(&[
                    "Voter",
                    "Wanted, and not in the text",
                    "In the text, and not wanted",
                ]),
                rows: voters,
            });
        }
        Some(Section::new("Beside it: what the texts raise", blocks))
    }

    fn ballots(&self) -> Section {
        let rows = self.of.ballots.ballots().iter().zip(&self.chosen.covered).map(|(ballot, covered)| {
            let wishes = match &ballot.wishes {
                commonground::process::Wishes::Ranked(ranks) => {
                    let ranks =
                        ranks.iter().map(|rank| self.names(&rank.iter().copied().collect::<Vec<_>>()));
                    ranks
                        .enumerate()
                        .map(|(place, names)| format!("{}. {names}", place + 1))
                        .collect::<Vec<_>>()
                        .join(" ")
                }
                commonground::process::Wishes::Points(points) => points
                    .iter()
                    .map(|(&theme, points)| format!("{} {points}", self.name(theme)))
                    .collect::<Vec<_>>()
                    .join("; "),
                commonground::process::Wishes::Approved(themes) => {
                    self.names(&themes.iter().copied().collect::<Vec<_>>())
                }
            };
            vec![ballot.voter.clone(), wishes, covered.to_string()]
        });
        let caption = "As they were given.".to_owned();
        let columns = Column::all(&["Voter", "Wishes", "On the list#"]);
        Section::new("The ballots", vec![Block::Table { caption, columns, rows: rows.collect() }])
    }

    fn table(&self) -> Result<Vec<u8>> {
        let rules: Vec<&Priorities> = [&self.chosen].into_iter().chain(&self.others).collect();
        let mut header: Vec<String> =
            ["theme", "name", "chosen", "seat", "by lot", "approvals"].map(str::to_owned).to_vec();
        header.extend(rules.iter().map(|list| format!("chosen by {}", list.rule.told())));
        header.extend(["raised by", "passages"].map(str::to_owned));
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        let mut csv = Csv::new("priorities.csv", &header, CsvStyle::Spreadsheet)?;
        let lot = self.chosen.by_lot();
        let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
        for (theme, area) in self.of.themes.iter().enumerate() {
            let seat = self.chosen.chosen.iter().position(|&chosen| chosen == theme);
            let mut row = vec![
                area.id.clone(),
                area.name.clone(),
                yes(seat.is_some()),
                seat.map_or(String::new(), |seat| (seat + 1).to_string()),
                yes(lot.contains(&theme)),
                self.chosen.approvals[theme].to_string(),
            ];
            row.extend(rules.iter().map(|list| yes(list.chosen.contains(&theme))));
            let evidence = self.of.evidence;
            let by = evidence.filter(|evidence| evidence.areas.contains_key(&area.id));
            row.push(by.map_or(String::new(), |evidence| {
                evidence.raised_by.values().filter(|areas| areas.contains(&area.id)).count().to_string()
            }));
            row.push(by.map_or(String::new(), |evidence| evidence.areas[&area.id].passages.to_string()));
            csv.row(row)?;
        }
        csv.finish()
    }

    fn voters(&self) -> Result<Vec<u8>> {
        let mut csv = Csv::new(
            "voters.csv",
            &["voter", "approved", "on the list", "uncovered", "spent"],
            CsvStyle::Spreadsheet,
        )?;
        for (place, ballot) in self.of.ballots.ballots().iter().enumerate() {
            let unspent = self.chosen.unspent.as_ref().map(|unspent| 1.0 - unspent[place]);
            csv.row([
                ballot.voter.clone(),
                ballot.approved().len().to_string(),
                self.chosen.covered[place].to_string(),
                if self.chosen.uncovered.contains(&ballot.voter) { "yes" } else { "no" }.to_owned(),
                unspent.map_or(String::new(), told),
            ])?;
        }
        csv.finish()
    }
}

/// A number with at most three decimals.
fn told(number: f64) -> String {
    let short = format!("{number:.3}");
    short.trim_end_matches('0').trim_end_matches('.').to_owned()
}
