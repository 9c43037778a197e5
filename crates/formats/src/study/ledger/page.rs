//! The page of the ledger.

use std::collections::BTreeSet;

use commonground::process::decisions::{Act, Decision};
use commonground::process::replay::{Fated, Link, Replay, Version, print_of};

use super::Ledger;
use crate::figure::{Placing, lineage};
use crate::report::words::counted;
use crate::study::sheet::{Block, Column, Section, Sheet};
use crate::study::store::StoredLog;
use crate::study::words::{act_in_words, fate_in_words};

impl Ledger<'_> {
    pub(super) fn replay(&self) -> &Replay {
        self.of.replay
    }

    /// The page; ids in its pictures begin with the prefix.
    pub(super) fn sheet(&self, prefix: &str) -> Sheet {
        let replay = self.replay();
        let mut sections = vec![self.overview(prefix)];
        sections.extend(self.beginning());
        for pair in replay.versions.windows(2) {
            sections.push(self.step(&pair[0], &pair[1]));
        }
        if replay.decisions.iter().any(|fated| fated.version.is_none() && fated.decision.changes_something())
        {
            sections.push(self.draft());
        }
        sections.extend(self.conflicts());
        sections.extend(self.again());
        sections.extend(self.guidance());
        sections.extend(self.partnerships());
        sections.push(self.versions());
        sections.push(self.log());
        Sheet {
            title: format!("{}: the ledger", self.of.name),
            summary: self.summary(),
            sections,
            closing: Sheet::closing(),
        }
    }

    fn summary(&self) -> Vec<String> {
        let replay = self.replay();
        let counts: Vec<String> =
            replay.versions.iter().map(|version| version.framework.areas.len().to_string()).collect();
        let people: BTreeSet<&str> =
            replay.decisions.iter().map(|fated| fated.decision.by.as_str()).collect();
        let mut told = vec![format!(
            "{} areas, by {} of {}.",
            counts.join(" → "),
            counted(replay.decisions.len(), "decision"),
            match people.len() {
                1 => "one person".to_owned(),
                many => format!("{many} people"),
            }
        )];
        let open = replay.open().count();
        if open > 0 {
            told.push(format!("{} still to be settled.", counted(open, "conflict")));
        }
        if !self.stale.is_empty() {
            told.push(format!("{} should be looked at again.", counted(self.stale.len(), "decision")));
        }
        told
    }

    fn overview(&self, prefix: &str) -> Section {
        let replay = self.replay();
        let placing = Placing { prefix, links: false };
        let reason = |link: &Link| self.reasons(link);
        let picture =
            lineage(&replay.versions, &reason, &placing).map(|figure| Block::Picture(Box::new(figure)));
        let mut blocks: Vec<Block> = picture.into_iter().collect();
        if blocks.is_empty() {
            blocks.push(Block::Text("No version was frozen yet, so there is no step to show.".to_owned()));
        }
        blocks.extend(self.of.stored.iter().filter_map(damage_in_words).map(Block::Finding));
        Section::new("The way of the list", blocks)
    }

    /// What the first list was made of, if that was themes.
    fn beginning(&self) -> Option<Section> {
        let first = self.replay().versions.first()?;
        let rows = self.of.themes.iter().map(|origin| {
            vec![
                origin.theme.to_string(),
                origin.label.clone(),
                name_in(first, &origin.area),
                origin.passages.to_string(),
                origin.documents.to_string(),
                origin.print.clone(),
            ]
        });
        let rows: Vec<Vec<String>> = rows.collect();
        let columns =
            Column::all(&["Theme#", "Label", "Became the area", "Passages#", "Documents#", "Fingerprint"]);
        let caption = format!("What version {} was made of: themes that a machine found.", first.version);
        (!rows.is_empty())
            .then(|| Section::new("From themes to areas", vec![Block::Table { caption, columns, rows }]))
    }

    /// From one version to the next.
    fn step(&self, earlier: &Version, later: &Version) -> Section {
        let (from, to) = (earlier.framework.areas.len(), later.framework.areas.len());
        let rows = later.links.iter().map(|link| self.row(link, earlier, later)).collect();
        let mut blocks = vec![Block::Table {
            caption: format!(
                "From version {} to version {}: what became of each area, by whom, when, why, and on which evidence.",
                earlier.version, later.version
            ),
            columns: Column::all(&[
                "Earlier",
                "What became of it",
                "Later",
                "Who and when",
                "Why",
                "Evidence",
            ]),
            rows,
        }];
        if !later.is_exact {
            blocks.push(Block::Finding(
                "This version is not the list that was frozen: the first framework was changed, or decisions from before the freeze are missing.".to_owned(),
            ));
        }
        let silent = later.links.iter().filter(|link| link.decisions.is_empty()).count();
        if silent > 0 {
            blocks.push(Block::Text(format!("{} carried over without a decision.", counted(silent, "area"))));
        }
        Section::new(&format!("{from} → {to}: {}", later.title), blocks)
    }

    /// What was decided since the last version.
    fn draft(&self) -> Section {
        let replay = self.replay();
        let draft = Version {
            version: "draft".to_owned(),
            title: String::new(),
            decision: None,
            is_exact: true,
            framework: replay.draft.clone(),
            links: replay.links.clone(),
            guidance: Vec::new(),
        };
        let changed = draft.links.iter().filter(|link| !link.decisions.is_empty());
        let rows: Vec<Vec<String>> = changed.map(|link| self.row(link, replay.last(), &draft)).collect();
        let caption = format!(
            "Since version {}, not frozen yet. Areas without a decision are left out.",
            replay.last().version
        );
        let columns =
            Column::all(&["Earlier", "What became of it", "Later", "Who and when", "Why", "Evidence"]);
        Section::new("Since then", vec![Block::Table { caption, columns, rows }])
    }

    fn row(&self, link: &Link, earlier: &Version, later: &Version) -> Vec<String> {
        let [who, why, evidence] = self.told_of(link);
        vec![
            link.from.as_deref().map_or("(no ancestor)".to_owned(), |id| name_in(earlier, id)),
            link.kind.told().to_owned(),
            link.to.as_deref().map_or("(gone)".to_owned(), |id| name_in(later, id)),
            who,
            why,
            evidence,
        ]
    }

    /// Who, why and on which evidence.
    pub(super) fn told_of(&self, link: &Link) -> [String; 3] {
        let decisions: Vec<&Decision> = self.decisions_of(link).collect();
        if decisions.is_empty() {
            return ["—".to_owned(), "carried over without a decision".to_owned(), String::new()];
        }
        let who = decisions.iter().map(|decision| format!("{}, {}", decision.by, day(&decision.when)));
        let why = decisions.iter().map(|decision| self.reason(decision));
        let id = link.from.as_ref().or(link.to.as_ref());
        let of_link = |decision: &&&Decision| {
            decision
                .based_on
                .iter()
                .find(|basis| Some(&basis.area) == id || decision.based_on.len() == 1)
                .and_then(|basis| basis.evidence.clone())
        };
        let evidence = decisions.iter().find_map(|decision| of_link(&decision));
        let evidence = evidence.map(|evidence| {
            format!(
                "{} in {}",
                counted(evidence.passages, "passage"),
                counted(evidence.documents, "document")
            )
        });
        [joined(who), joined(why), evidence.unwrap_or_default()]
    }

    fn decisions_of(&self, link: &Link) -> impl Iterator<Item = &Decision> {
        link.decisions.iter().filter_map(|id| Some(&self.replay().decision(id)?.decision))
    }

    fn reasons(&self, link: &Link) -> String {
        let told =
            self.decisions_of(link).map(|decision| format!("{} ({})", self.reason(decision), decision.by));
        joined(told)
    }

    /// Why, with who proposed what is new.
    fn reason(&self, decision: &Decision) -> String {
        let why = match (&decision.act, decision.why.trim()) {
            (Act::Keep { .. }, "") => "kept as it is",
            (_, "") => "no reason stated",
            (_, why) => why,
        };
        match &decision.act {
            Act::Add { proposer, .. } if !proposer.is_empty() && *proposer != decision.by => {
                format!("{why} (proposed by {proposer})")
            }
            _ => why.to_owned(),
        }
    }

    fn conflicts(&self) -> Option<Section> {
        let replay = self.replay();
        if replay.conflicts.is_empty() {
            return None;
        }
        let told = |id: &String| {
            let decision = replay.decision(id).map(|fated| &fated.decision);
            decision.map_or_else(
                || id.clone(),
                |d| format!("{}: {} ({})", d.by, act_in_words(self.replay(), d), self.reason(d)),
            )
        };
        let rows = replay.conflicts.iter().map(|conflict| {
            let about = replay.name_of(&conflict.about).unwrap_or(&conflict.about).to_owned();
            let settled =
                conflict.settled_by.as_ref().map_or("not yet: neither is carried out".to_owned(), &told);
            vec![about, told(&conflict.decisions[0]), told(&conflict.decisions[1]), settled]
        });
        let caption = "Decisions of two people who did not know of each other’s.".to_owned();
        let columns = Column::all(&["About", "One", "The other", "Settled by"]);
        Some(Section::new("Conflicts", vec![Block::Table { caption, columns, rows: rows.collect() }]))
    }

    fn again(&self) -> Option<Section> {
        if self.stale.is_empty() {
            return None;
        }
        let rows = self.stale.iter().filter_map(|(id, why)| {
            let decision = &self.replay().decision(id)?.decision;
            Some(vec![
                act_in_words(self.replay(), decision),
                format!("{}, {}", decision.by, day(&decision.when)),
                why.join("; "),
            ])
        });
        let caption = "They stand, because people made them; but what they were based on is not what it was."
            .to_owned();
        let columns = Column::all(&["Decision", "Who and when", "What has changed"]);
        Some(Section::new(
            "To be looked at again",
            vec![Block::Table { caption, columns, rows: rows.collect() }],
        ))
    }

    fn guidance(&self) -> Option<Section> {
        let guidance = &self.replay().guidance;
        let item = |area: &commonground::framework::Area| match area.description.is_empty() {
            true => area.name.clone(),
            false => format!("{}: {}", area.name, area.description),
        };
        (!guidance.is_empty()).then(|| {
            Section::new("What became guidance", vec![Block::List(guidance.iter().map(item).collect())])
        })
    }

    /// Who raises which area of the last version, and who none.
    fn partnerships(&self) -> Option<Section> {
        let last = self.replay().last();
        let evidence = self.of.evidences.get(&last.version)?;
        let areas = &last.framework.areas;
        let ids: BTreeSet<String> = areas.iter().map(|area| area.id.clone()).collect();
        let without = evidence.without_any(&ids);
        let check = match without.as_slice() {
            [] => Block::Text("Every partnership raises at least one area of the list.".to_owned()),
            some => Block::Finding(format!("Without an area that they raise: {}.", some.join(", "))),
        };
        let rows = evidence.raised_by.iter().map(|(who, raised)| {
            let names = areas.iter().filter(|area| raised.contains(&area.id)).map(|area| area.name.clone());
            let names: Vec<String> = names.collect();
            vec![who.clone(), names.len().to_string(), names.join("; ")]
        });
        let caption = format!("What each raises of version {}, as the round was coded.", last.version);
        let columns = Column::all(&["Partnership", "Areas#", "Which"]);
        Some(Section::new(
            "Nobody left out",
            vec![check, Block::Table { caption, columns, rows: rows.collect() }],
        ))
    }

    fn versions(&self) -> Section {
        let replay = self.replay();
        let rows = replay.versions.iter().map(|version| {
            let by =
                version.decision.as_ref().and_then(|id| replay.decision(id)).map(|fated| &fated.decision);
            vec![
                version.version.clone(),
                version.title.clone(),
                version.framework.areas.len().to_string(),
                by.map_or("the framework that it began with".to_owned(), |d| {
                    format!("{}, {}", d.by, day(&d.when))
                }),
                version.framework.areas.iter().map(|area| area.name.clone()).collect::<Vec<_>>().join("; "),
                print_of(&version.framework)[..16].to_owned(),
            ]
        });
        let columns = Column::all(&["Version", "Title", "Areas#", "Frozen by", "List", "SHA-256 (start)"]);
        let caption = "Versions never change; the hash is that of the framework as it is written.".to_owned();
        Section::new("Frozen versions", vec![Block::Table { caption, columns, rows: rows.collect() }])
    }

    fn log(&self) -> Section {
        let rows = self.replay().decisions.iter().map(|fated| {
            let Fated { decision, fate, version } = fated;
            vec![
                decision.id.clone(),
                format!("{}, {}", decision.by, decision.when),
                act_in_words(self.replay(), decision),
                decision.why.clone(),
                fate_in_words(fate),
                version.clone().unwrap_or_default(),
            ]
        });
        let columns = Column::all(&["Id", "Who and when", "What", "Why", "What became of it", "In version"]);
        let caption = "In the order in which they are carried out.".to_owned();
        let mut blocks = vec![Block::Table { caption, columns, rows: rows.collect() }];
        if !self.of.stored.is_empty() {
            let row = |stored: &StoredLog| {
                vec![stored.name.clone(), stored.log.lines.len().to_string(), stored.sha256[..16].to_owned()]
            };
            let rows = self.of.stored.iter().map(row);
            let columns = Column::all(&["File", "Decisions#", "SHA-256 (start)"]);
            let caption = "The files that they are from.".to_owned();
            blocks.push(Block::Table { caption, columns, rows: rows.collect() });
        }
        Section::new("Every decision", blocks)
    }
}

/// What has to be said about a file of decisions that is not whole.
fn damage_in_words(stored: &StoredLog) -> Option<String> {
    let damage = stored.log.damage.as_ref()?;
    let (name, line) = (&stored.name, damage.line);
    Some(match damage.is_torn {
        true => {
            format!("In {name} the line {line} was cut off while it was written, and was never acknowledged.")
        }
        false => format!("In {name} the last line ({line}) is damaged and was left out."),
    })
}

pub(super) fn name_in(version: &Version, id: &str) -> String {
    let area = version.framework.areas.iter().find(|area| area.id == id);
    area.map_or_else(|| id.to_owned(), |area| area.name.clone())
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let mut told: Vec<String> = Vec::new();
    for part in parts {
        if !told.contains(&part) {
            told.push(part);
        }
    }
    told.join("; ")
}

/// The day of a time.
fn day(when: &str) -> &str {
    when.get(..10).unwrap_or(when)
}
