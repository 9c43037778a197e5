"""Starting programs, each as a process of its own on one thread, and measuring what it took."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
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


def child(command: Sequence[str | Path]) -> tuple[str, float]:
    """Run a program; gives its standard output and its CPU seconds, user and system."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        try:
            process = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **ONE_THREAD})
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
        return out.read(), usage.ru_utime + usage.ru_stime
