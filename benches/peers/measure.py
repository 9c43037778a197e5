"""Runs by turns, medians and ratios, and what has been measured already.

This process needs the standard library only, and has to stay small: the peak memory of a program is never told as less
than what held the one that started it.
"""

import hashlib
import json
import os
import shutil
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import corpora
from process import ONE_THREAD, Failed, Run, run, say
from record import Target

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"

# The texts that all read, and what only the scoring knows of them.
CORPUS, K = "20newsgroups", corpora.SETS["20newsgroups"].k
SOURCE, LABELS = corpora.CACHE / "sets" / f"{CORPUS}.jsonl", WORK / "labels.json"

Result = dict[str, float]
Results = dict[str, list[Result | None]]
"""For each row its runs in order; None for one that failed."""


def environment() -> dict[str, str]:
    """One thread for everybody, and for numerical libraries the kernels that suit the processor: what the machine's
    owner prefers for other work is left out."""
    others = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    return others | ONE_THREAD


@dataclass
class Programs:
    """What is compared. Copies, so that a build while the benchmark runs changes nothing."""

    ours: Path
    rust: Path
    failures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ours, self.rust = kept_copy(self.ours), kept_copy(self.rust)

    def command(self, *arguments: str | Path) -> Run:
        """Run our command."""
        return run([self.ours, *arguments], environment())

    def in_rust(self, *arguments: str | Path) -> Result:
        """Measure a method of the Rust program."""
        return told(run([self.rust, *arguments], environment()))

    def in_python(self, *arguments: str | Path, kernel: str = "") -> Result:
        """Measure a method of the Python program, with kernels of OpenBLAS of its own choice unless told."""
        choice = {"OPENBLAS_CORETYPE": kernel} if kernel else {}
        return told(run([sys.executable, HERE / "python_peers.py", *arguments], environment() | choice))

    def by_turns(self, part: str, rows: dict[str, Callable[[int], Result]], repeats: int) -> Results:
        """Measure rows by turns, so that a slow minute hurts all alike; a row is told which repeat it is."""
        results: Results = {name: [] for name in rows}
        for repeat in range(1, repeats + 1):
            for name, measured in rows.items():
                what = f"{part}, {name}, {repeat} of {repeats}"
                try:
                    results[name].append(measured(repeat))
                    say(f"{what}: {results[name][-1]['cpu']:.3f} s")
                except Failed as failure:
                    results[name].append(None)
                    self.failures.append(f"{what}: {failure}")
                    say(f"{what}: FAILED: {failure}")
        return results

    def fingerprint(self, *settings: object) -> str:
        """A short hash of whatever decides a result."""
        parts = [self.ours, self.rust, HERE / "requirements.txt", HERE / "python_peers.py"]
        return digest(*(path.read_bytes() for path in parts), repr(settings).encode())


def digest(*parts: bytes) -> str:
    """A short hash."""
    found = hashlib.sha256()
    for part in parts:
        found.update(part + b"\0")
    return found.hexdigest()[:12]


def kept_copy(program: Path) -> Path:
    """A copy of a program under the hash of what it is."""
    copy = WORK / "bin" / digest(program.read_bytes()) / program.name
    if not copy.is_file():
        copy.parent.mkdir(parents=True, exist_ok=True)
        partial = copy.with_suffix(".partial")
        shutil.copy(program, partial)
        partial.replace(copy)
    return copy


def told(done: Run) -> Result:
    """What a program says of its work, with what the kernel says of the process."""
    found = json.loads(done.printed.splitlines()[-1])
    return {"process": done.cpu, "peak": done.peak, **found}


def median(results: Results, row: str, key: str = "cpu") -> float | None:
    """The median of a row, if any of its runs came to an end."""
    values = [result[key] for result in results.get(row, []) if result and key in result]
    return statistics.median(values) if values else None


def ratio(results: Results, row: str, ours: str, key: str = "cpu") -> float | None:
    """The median over the repeats of a row's value over ours, both of the same repeat."""
    pairs = zip(results.get(row, []), results.get(ours, []))
    ratios = [one[key] / other[key] for one, other in pairs if one and other]
    return statistics.median(ratios) if ratios else None


def shown(value: float | None, digits: int = 2, unit: str = "") -> str:
    """A number, or a dash for what was not measured."""
    return "–" if value is None else f"{value:.{digits}f}{unit}"


def seconds(results: Results, row: str, key: str = "cpu") -> str:
    """The median of a row with the range of its runs."""
    values = [result[key] for result in results.get(row, []) if result]
    if not values:
        return "failed"
    middle = statistics.median(values)
    digits = 4 if middle < 0.1 else 3 if middle < 1 else 2
    return f"{middle:.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def megabytes(results: Results, row: str) -> str:
    """The median peak memory of a row."""
    peak = median(results, row, "peak")
    return shown(None if peak is None else peak / 1e6, 0)


def at_least(what: str, value: float | None, bar: float) -> Target:
    """Is a figure at least so much?"""
    found = "" if value is None else f"{value:.2f}, wanted {bar:g}"
    return Target(what, None if value is None else value >= bar, found)


def at_most(what: str, value: float | None, bar: float) -> Target:
    """Is a figure at most so much?"""
    found = "" if value is None else f"{value:.2f}, at most {bar:g} wanted"
    return Target(what, None if value is None else value <= bar, found)
