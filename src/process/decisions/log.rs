//! One writer's log, read as far as it is whole.

use std::collections::BTreeMap;

use super::line::{Line, read_line};

/// A log that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log {
    /// The lines that are whole, in their order. Behind damage there are none.
    pub lines: Vec<Line>,
    /// How many bytes the whole lines have, with their line ends.
    pub whole: usize,
    /// What is wrong with the rest.
    pub damage: Option<Damage>,
}

/// What is wrong with a log from one line on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: String,
    /// Whether it is the end of a line that was never written whole, and so never acknowledged: nothing was lost.
    pub is_torn: bool,
    /// Whether it is the last line. Damage before others is worse: what follows was decided, and cannot be trusted.
    pub is_last: bool,
}

/// Reads a log from its bytes.
///
/// Each line must follow on one before it. That need not be the one directly above: where two copies of a log were
/// joined line by line, as git does, both ways on are kept.
pub fn read_log(bytes: &[u8]) -> Log {
    let mut log = Log::default();
    let mut numbers: BTreeMap<String, u64> = BTreeMap::from([(String::new(), 0)]);
    let pieces: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
    for (place, piece) in pieces.iter().enumerate() {
        let ended = piece.strip_suffix(b"\n");
        let line = ended.unwrap_or(piece);
        // Git and mail may have put Windows line ends.
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let read = match line {
            [] => None,
            line => Some(read_line(line).and_then(|line| match numbers.get(&line.prior) {
                Some(number) if number + 1 == line.number => Ok(line),
                _ => Err("a line before it is missing or was changed".to_owned()),
            })),
        };
        match read {
            // An empty line says nothing, and loses nothing.
            None => {}
            Some(Ok(line)) => {
                let is_new = numbers.insert(line.print.clone(), line.number).is_none();
                if is_new {
                    log.lines.push(line);
                } else if line.is_redacted {
                    // Of two copies of a line the one that says less holds.
                    log.lines
                        .iter_mut()
                        .filter(|own| own.print == line.print)
                        .for_each(|own| *own = line.clone());
                }
            }
            Some(Err(what)) => {
                let is_last = pieces[place + 1..].iter().all(|piece| piece.trim_ascii().is_empty());
                let is_torn = is_last && ended.is_none();
                log.damage = Some(Damage { line: place + 1, what, is_torn, is_last });
                return log;
            }
        }
        log.whole += piece.len();
    }
    log
}

impl Log {
    /// Whether all that was acknowledged is there, as far as the log can tell.
    pub fn is_whole(&self) -> bool {
        self.damage.as_ref().is_none_or(|damage| damage.is_torn)
    }
}
