//! Ctrl-C, and the other polite ways to ask a program to end.
//!
//! The computation is asked to stop at its next checkpoint. If that takes too long, the program ends at
//! once, which is safe at any time but while outputs are being put in their place; those few
//! milliseconds are waited for. A second Ctrl-C waits for nothing.

use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use crate::console::{Console, complain};
use crate::failure::{Failure, INTERRUPTED};

static IS_ASKED: AtomicBool = AtomicBool::new(false);

/// Held while files are written.
static WRITING: Mutex<()> = Mutex::new(());

/// How long the computation gets to reach a checkpoint.
const GRACE: Duration = Duration::from_millis(150);

/// Begins to listen. A program that embeds this one and listens already is left alone.
pub(crate) fn listen(console: &Console) {
    let console = console.clone();
    let _ = ctrlc::try_set_handler(move || {
        if IS_ASKED.swap(true, Ordering::SeqCst) {
            exit(INTERRUPTED.into());
        }
        sleep(GRACE);
        // With the lock in hand, no writing can begin before the end.
        if let Ok(_lock) = WRITING.try_lock() {
            console.clear();
            complain("interrupted");
            exit(INTERRUPTED.into());
        }
    });
}

/// Whether the user asked to stop.
pub(crate) fn is_asked() -> bool {
    IS_ASKED.load(Ordering::SeqCst)
}

/// Writes outputs without being cut off half-way, or not at all if the user asked to stop before.
pub(crate) fn while_writing<T>(write: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    let _lock = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    if is_asked() {
        return Err(Failure::Interrupted);
    }
    write()
}
