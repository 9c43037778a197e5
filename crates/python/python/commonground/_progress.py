"""Progress: what is told while a computation runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeAlias

Tell: TypeAlias = Callable[[str, int, int | None], object]
"""Is given the name of the stage, what is done of it and, where that is known, of how much."""

Progress: TypeAlias = bool | Tell | None
"""``True`` for a bar, ``False`` for none, ``None`` for one where somebody looks on, or a function."""


@contextmanager
def telling(progress: Progress) -> Iterator[Tell | None]:
    """What the native part is to call, if anything; a bar is closed in the end."""
    if callable(progress):
        yield progress
        return
    bar = _Bar.make() if progress or (progress is None and _somebody_looks_on()) else None
    try:
        yield bar
    finally:
        if bar is not None:
            bar.close()


def _somebody_looks_on() -> bool:
    return "ipykernel" in sys.modules or sys.stderr.isatty()


class _Bar:
    """One bar of tqdm for all stages."""

    @classmethod
    def make(cls) -> _Bar | None:
        # In a notebook without ipywidgets tqdm.auto would warn; the plain bar will do.
        can_be_rich = "ipykernel" not in sys.modules or find_spec("ipywidgets") is not None
        try:
            module = import_module("tqdm.auto" if can_be_rich else "tqdm.std")
        except ImportError:
            return None
        return cls(module.tqdm)

    def __init__(self, make: Any) -> None:
        self._bar = make(total=None, leave=False, desc="commonground", bar_format="{desc}: {elapsed} {bar:20}")
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        if stage != self._stage:
            self._stage = stage
            self._bar.reset(total=total)
            self._bar.set_description(stage)
        self._bar.n = done
        self._bar.refresh()

    def close(self) -> None:
        self._bar.close()
