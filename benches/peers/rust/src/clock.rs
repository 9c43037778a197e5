//! What work takes.

use std::hint::black_box;
use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};

/// Seconds that one pass took.
pub(crate) struct Took {
    pub(crate) cpu: f64,
    pub(crate) wall: f64,
}

/// Work that takes microseconds is repeated until it took so many seconds.
const LEAST: f64 = 0.3;

fn cpu() -> f64 {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 * 1e-9
}

/// Does the work once, in the state in which the process is: cold.
pub(crate) fn once<T>(work: impl FnOnce() -> T) -> (T, Took) {
    let (began, at) = (cpu(), Instant::now());
    let made = black_box(work());
    (made, Took { cpu: cpu() - began, wall: at.elapsed().as_secs_f64() })
}

/// Does the work once unmeasured, then again and again: the mean of the passes.
pub(crate) fn warm<T>(mut work: impl FnMut() -> T) -> (T, Took) {
    let mut made = black_box(work());
    let (began, at, mut passes) = (cpu(), Instant::now(), 0u32);
    while passes == 0 || cpu() - began < LEAST {
        made = black_box(work());
        passes += 1;
    }
    let passes = f64::from(passes);
    (made, Took { cpu: (cpu() - began) / passes, wall: at.elapsed().as_secs_f64() / passes })
}
