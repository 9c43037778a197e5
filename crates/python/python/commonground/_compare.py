"""Two rounds, or a list and the notes of meetings, beside each other."""

from __future__ import annotations

import json
import os
from typing import Any

from commonground import _native
from commonground._frames import give
from commonground._framework import Framework
from commonground._outcome import Outcome
from commonground._progress import Progress, telling
from commonground._round import Round, read
from commonground._settings import settings, thread_count, whole
from commonground.exceptions import InputError

PathLike = str | os.PathLike[str]


class Comparison(Outcome):
    """What went on, split, merged, is new or gone, as far as that is more than noise."""

    _page = "comparison.html"

    @property
    def changed(self) -> int:
        """How many changes there are beyond noise."""
        manifest = json.loads(self._files["manifest.json"])
        return int(manifest["counts"]["changes"])

    def table(self) -> Any:
        """A frame with a row for each theme of both rounds together, or for each area: how many documents of each round raise it,
        how much of the text is about it, the difference of that with its 95% interval, and what became of it. Of areas the
        difference is that of the documents."""
        return give(self._tables["comparison"], self._library)

    def by_round(self) -> Any:
        """A frame with a row for each theme of each round by itself: whether it split or merged, and which theme of both rounds has
        most of its passages."""
        return give(self._of_themes("rounds"), self._library)

    def flow(self) -> Any:
        """A frame with a row for each earlier and later theme that have a tenth of their passages or more in common."""
        return give(self._of_themes("flow"), self._library)

    def _of_themes(self, table: str) -> Any:
        if table not in self._tables:
            raise InputError("areas are the same in both rounds, so nothing splits or flows: compare without framework=")
        return self._tables[table]


def compare(
    earlier: Round | PathLike,
    later: Round | PathLike,
    *,
    framework: Framework | None = None,
    across: str | None = None,
    k: int | str = "auto",
    deals: int = 19,
    names: tuple[str, str] | None = None,
    language: str = "en",
    seed: int = 0,
    threads: int | None = None,
    progress: Progress = None,
) -> Comparison:
    """Hold two rounds, or a list and the notes of meetings, against each other and against noise.

    Without a ``framework`` the ``k`` themes of both rounds together are told as gone on, new, gone, raised more or less; each round is
    clustered for itself too, to see what split or merged. With one, both rounds are coded alike, and each area is told by how many documents raise it; ``across`` names the
    metadata of the later round across which an area may cut, such as the group whose meeting it was.

    A change is called one only where it is larger than what is found when the documents of both are dealt into two heaps at random;
    ``deals`` says how often each heap is clustered, too, to see what splits and mergers are noise. ``names`` are what the rounds are called on the page.
    """
    if not (framework is None or isinstance(framework, Framework)):
        raise TypeError(f"framework must be a Framework, not {type(framework).__name__}: use Framework.load(path)")
    if across is not None and framework is None:
        raise InputError("across= goes with framework=: areas can cut across groups")
    if names is None:
        names = (_name(earlier, "the earlier round"), _name(later, "the later round"))
    first, second = _round(earlier), _round(later)
    made = settings(k=k, seed=seed, language=language)
    with telling(progress) as tell:
        told = _native.compare(
            first._native,
            second._native,
            None if framework is None else framework._native,
            across,
            made,
            whole("deals", deals, 1),
            names,
            thread_count(threads),
            tell,
        )
    return Comparison(told, second._library)


def _round(given: Round | PathLike) -> Round:
    return given if isinstance(given, Round) else read(given)


def _name(given: Round | PathLike, otherwise: str) -> str:
    return otherwise if isinstance(given, Round) else os.fspath(given)
