"""Starting programs, each as a process of its own on one thread, and measuring what it took."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

THREAD_VARIABLES = ["OMP", "OPENBLAS", "MKL", "BLIS", "RAYON", "NUMEXPR", "NUMBA"]
ONE_THREAD = {
    **{f"{name}_NUM_THREADS": "1" for name in THREAD_VARIABLES},
    "VECLIB_MAXIMUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


class Failed(Exception):
    """A step that did not work; the message is for the user."""


def say(line: str) -> None:
    """Tell how far the run is."""
    print(line, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Run:
    """What a program printed, and what it took."""

    printed: str
    cpu: float
    """CPU seconds, user and system."""
    wall: float
    """Seconds on the clock."""
    peak: int
    """The most bytes of memory that were resident; never less than what this process holds."""


def run(
    command: Sequence[str | Path], environment: dict[str, str] | None = None, folder: Path | None = None
) -> Run:
    """Run a program on one thread, or in the environment and the folder given."""
    environment = environment or {**os.environ, **ONE_THREAD}
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        try:
            process = subprocess.Popen(command, stdout=out, stderr=err, env=environment, cwd=folder)
        except OSError as error:
            raise Failed(f"could not start: {error.strerror}") from None
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode != 0:
            last = (err.read().strip().splitlines() or ["it said nothing"])[-1]
            raise Failed(f"ended with {process.returncode}: {last[:300]}")
        peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return Run(out.read(), usage.ru_utime + usage.ru_stime, time.perf_counter() - began, peak)


def child(command: Sequence[str | Path]) -> tuple[str, float]:
    """Run a program on one thread; gives its standard output and its CPU seconds, user and system."""
    done = run(command)
    return done.printed, done.cpu
