//! What people see while a command runs: a progress bar on a terminal, warnings, and the result.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::time::Duration;

use commonground::Progress;
use commonground::round::{Note, Round};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::failure::Failure;
use crate::interrupt;

/// So many warnings are shown; the rest are counted, and all are in the manifest.
const MOST_WARNINGS: usize = 10;

/// Standard error as the user wants it.
#[derive(Debug, Clone)]
pub(crate) struct Console {
    bar: ProgressBar,
    is_quiet: bool,
}

impl Console {
    /// A console; nothing but errors is shown on a quiet one, and no progress if nobody watches.
    pub(crate) fn new(is_quiet: bool) -> Self {
        let is_watched = !is_quiet && io::stderr().is_terminal();
        let target = if is_watched { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if is_watched {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Console { bar, is_quiet }
    }

    /// Whether the user wants to see nothing but errors.
    pub(crate) fn is_quiet(&self) -> bool {
        self.is_quiet
    }

    /// Takes the progress bar away.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// Shows what was skipped and doubted.
    pub(crate) fn warn_about(&self, round: &Round) {
        let skipped = round.skipped().iter().map(|n| format!("{}: skipped, {}", n.source, n.message));
        let doubted = round.warnings().iter().map(|n| format!("{}: {}", n.source, n.message));
        self.tell(&skipped.chain(doubted).collect::<Vec<_>>());
    }

    /// Shows what is doubtful.
    pub(crate) fn warn(&self, notes: &[Note]) {
        self.tell(&notes.iter().map(|note| format!("{}: {}", note.source, note.message)).collect::<Vec<_>>());
    }

    /// Shows the first of these warnings, and how many more there are.
    fn tell(&self, all: &[String]) {
        if self.is_quiet {
            return;
        }
        self.bar.suspend(|| {
            all.iter().take(MOST_WARNINGS).for_each(|warning| complain(&format!("warning: {warning}")));
            if all.len() > MOST_WARNINGS {
                complain(&format!("warning: and {} more", all.len() - MOST_WARNINGS));
            }
        });
    }

    /// Prints a result on standard output.
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        self.clear();
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Failure::NobodyListens),
            Err(error) => {
                let what = format!("standard output: cannot be written ({error}): check the space left");
                Err(Failure::Failed(what))
            }
        }
    }
}

impl Progress for Console {
    fn stage(&self, name: &'static str, total: Option<u64>) {
        self.bar.set_style(style(name, total.is_some()));
        self.bar.set_message(name);
        match total {
            Some(total) => self.bar.set_length(total),
            None => self.bar.unset_length(),
        }
        self.bar.reset();
    }

    fn advance(&self, units: u64) {
        self.bar.inc(units);
    }

    fn is_cancelled(&self) -> bool {
        interrupt::is_asked()
    }
}

/// How a stage looks: a bar where its length is known, otherwise a spinner. No colours.
fn style(name: &str, is_counted: bool) -> ProgressStyle {
    let template = match (is_counted, name) {
        (true, "read" | "look") => "{msg} [{bar:30}] {bytes} of {total_bytes}, {eta} left",
        (true, _) => "{msg} [{bar:30}] {pos} of {len}, {eta} left",
        (false, _) => "{msg} {spinner} {elapsed}",
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
    style.progress_chars("=> ")
}

/// Writes a line to standard error. File names can hold anything, so what a terminal would obey is taken out.
pub(crate) fn complain(message: &str) {
    let _ = writeln!(io::stderr(), "{}", clean(message));
}

/// The text without control characters other than line ends.
pub(crate) fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_taken_out() {
        assert_eq!(clean("a\u{1b}[2Jb\nc\r"), "a\u{fffd}[2Jb\nc\u{fffd}");
    }

    #[test]
    fn the_templates_of_the_progress_bar_are_valid() {
        for (name, is_counted) in [("read", true), ("clusters", true), ("terms", false)] {
            let _ = style(name, is_counted);
        }
    }
}
