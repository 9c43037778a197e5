//! How a computation runs: on threads of its own, while the calling thread keeps listening.
//!
//! Nothing is shared between calls, so that a process may fork and threads may call at the same time: each call has a
//! pool that ends with it. Ctrl-C is heard by the calling thread alone, because only Python's main thread may ask for
//! signals. It does not wait for the computation, which stops at its next checkpoint and whose result nobody gets.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, available_parallelism};
use std::time::Duration;

use commonground::Progress;
use pyo3::prelude::*;
use rayon::ThreadPoolBuilder;

use crate::fault::Fault;

/// How often the calling thread listens for Ctrl-C and tells where the computation is.
const BETWEEN: Duration = Duration::from_millis(20);

/// How a caller wants something computed.
#[derive(Clone, Copy)]
pub(crate) struct How<'a, 'py> {
    /// How many threads; one a core if none. No result depends on it.
    pub(crate) threads: Option<usize>,
    /// Called with the name of the stage, what is done of it and, where that is known, of how much.
    pub(crate) tell: Option<&'a Bound<'py, PyAny>>,
}

impl How<'_, '_> {
    /// On one thread, and without a word.
    pub(crate) fn alone() -> Self {
        How { threads: Some(1), tell: None }
    }

    /// On so many threads as are worth while for so many texts or rows, and without a word.
    pub(crate) fn quietly(threads: Option<usize>, units: usize) -> Self {
        let few = 1 + units / 256;
        let most = threads.unwrap_or_else(|| available_parallelism().map_or(1, |n| n.get()));
        How { threads: Some(most.min(few)), tell: None }
    }
}

/// Computes without holding the interpreter.
pub(crate) fn work<T: Send + 'static>(
    py: Python<'_>,
    how: How<'_, '_>,
    job: impl FnOnce(&dyn Progress) -> Result<T, Fault> + Send + 'static,
) -> PyResult<T> {
    let place = Arc::new(Mutex::new(None));
    let theirs = Arc::clone(&place);
    let job = move |progress: &dyn Progress| {
        let made = job(progress)?;
        *theirs.lock().unwrap_or_else(PoisonError::into_inner) = Some(made);
        Ok(())
    };
    run(py, how, Box::new(job))?;
    let made = place.lock().unwrap_or_else(PoisonError::into_inner).take();
    Ok(made.ok_or(Fault::Panic)?)
}

/// A computation that leaves its result somewhere itself: one kind of them for all, because the code around it would be there
/// as often as it is called.
type Job = Box<dyn FnOnce(&dyn Progress) -> Result<(), Fault> + Send>;

fn run(py: Python<'_>, how: How<'_, '_>, job: Job) -> PyResult<()> {
    let news = Arc::new(News::default());
    let (send, mut outcome) = sync_channel(1);
    let (theirs, threads) = (Arc::clone(&news), how.threads);
    let run = move || {
        let computed = catch_unwind(AssertUnwindSafe(|| {
            let pool = ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
            let pool = pool.map_err(|error| Fault::Threads(error.to_string()))?;
            pool.install(|| job(&*theirs))
        }));
        // Nobody listens any more after Ctrl-C.
        let _ = send.send(computed.unwrap_or(Err(Fault::Panic)));
    };
    Builder::new()
        .name("commonground".to_owned())
        .spawn(run)
        .map_err(|error| Fault::Threads(error.to_string()))?;

    let mut told = 0;
    loop {
        let listener = &mut outcome; // of the thread that listens, and of no other
        match py.detach(move || listener.recv_timeout(BETWEEN)) {
            Ok(computed) => return Ok(computed?),
            Err(RecvTimeoutError::Disconnected) => return Err(Fault::Panic.into()),
            Err(RecvTimeoutError::Timeout) => {
                let heard = py.check_signals().and_then(|()| match how.tell {
                    Some(tell) => news.tell(tell, &mut told),
                    None => Ok(()),
                });
                if let Err(error) = heard {
                    news.is_cancelled.store(true, Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
    }
}

/// Where a computation is. Written by its threads, told by the calling one.
#[derive(Default)]
struct News {
    stage: Mutex<Option<(&'static str, Option<u64>)>>,
    done: AtomicU64,
    changes: AtomicU64,
    is_cancelled: AtomicBool,
}

impl News {
    /// Tells what is new since `told` changes.
    fn tell(&self, tell: &Bound<'_, PyAny>, told: &mut u64) -> PyResult<()> {
        let changes = self.changes.load(Ordering::Relaxed);
        if changes == *told {
            return Ok(());
        }
        *told = changes;
        let stage = *self.stage.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((name, total)) = stage else { return Ok(()) };
        tell.call1((name, self.done.load(Ordering::Relaxed), total)).map(drop)
    }
}

impl Progress for News {
    fn stage(&self, name: &'static str, total: Option<u64>) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = Some((name, total));
        self.done.store(0, Ordering::Relaxed);
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    fn advance(&self, units: u64) {
        self.done.fetch_add(units, Ordering::Relaxed);
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }
}

/// A panic is a fault of ours, and its message may quote a document: only its place is told. (The hook is that of this
/// module alone; other native modules have their own.)
pub(crate) fn say_no_more_than_the_place_of_a_panic() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
        let version = env!("CARGO_PKG_VERSION");
        eprintln!("commonground {version} has a fault{place}: please report this line");
    }));
}
