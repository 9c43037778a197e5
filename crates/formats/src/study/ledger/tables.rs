//! The tables of the ledger: a row a step, and a row a decision.

use commonground::process::replay::{Fated, LinkKind};

use super::Ledger;
use super::page::name_in;
use crate::report::words::counted;
use crate::study::sheet::Rows;
use crate::study::words::{act_in_words, fate_in_words};

impl Ledger<'_> {
    pub(super) fn table(&self) -> Rows {
        let columns = vec![
            "step",
            "from",
            "from name",
            "kind",
            "to",
            "to name",
            "who and when",
            "why",
            "evidence",
            "decisions",
        ];
        let mut rows = Vec::new();
        for origin in self.of.themes {
            let first = &self.replay().versions[0];
            rows.push(vec![
                format!("themes to {}", first.version),
                format!("theme {}", origin.theme),
                origin.label.clone(),
                "from a theme".to_owned(),
                origin.area.clone(),
                name_in(first, &origin.area),
                String::new(),
                String::new(),
                format!(
                    "{} in {} ({})",
                    counted(origin.passages, "passage"),
                    counted(origin.documents, "document"),
                    origin.print
                ),
                String::new(),
            ]);
        }
        for pair in self.replay().versions.windows(2) {
            for link in &pair[1].links {
                let [who, why, evidence] = self.told_of(link);
                let id = |id: &Option<String>| id.clone().unwrap_or_default();
                rows.push(vec![
                    format!("{} to {}", pair[0].version, pair[1].version),
                    id(&link.from),
                    link.from.as_deref().map_or(String::new(), |id| name_in(&pair[0], id)),
                    kind_in_tables(link.kind),
                    id(&link.to),
                    link.to.as_deref().map_or(String::new(), |id| name_in(&pair[1], id)),
                    who,
                    why,
                    evidence,
                    link.decisions.join(" "),
                ]);
            }
        }
        Rows { columns, rows }
    }

    pub(super) fn decisions(&self) -> Rows {
        let columns =
            vec!["id", "by", "device", "when", "act", "in words", "why", "fate", "version", "look again"];
        let mut rows = Vec::new();
        for Fated { decision, fate, version } in &self.replay().decisions {
            rows.push(vec![
                decision.id.clone(),
                decision.by.clone(),
                decision.device.clone(),
                decision.when.clone(),
                decision.act.kind().to_owned(),
                act_in_words(self.replay(), decision),
                decision.why.clone(),
                fate_in_words(fate),
                version.clone().unwrap_or_default(),
                self.stale.get(&decision.id).map_or(String::new(), |why| why.join("; ")),
            ]);
        }
        Rows { columns, rows }
    }
}

fn kind_in_tables(kind: LinkKind) -> String {
    match kind {
        LinkKind::Guidance => "guidance".to_owned(),
        other => other.told().to_owned(),
    }
}
