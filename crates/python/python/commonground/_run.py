"""What is done with a round: `analyse`, and its steps `cluster` and `code`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from commonground import _native
from commonground._codes import GivenCodes, codes_of
from commonground._frames import give
from commonground._framework import Framework
from commonground._progress import Progress, telling
from commonground._round import Round
from commonground._settings import settings, thread_count
from commonground._study import Study

PathLike = str | os.PathLike[str]


class Coded:
    """A round coded onto a framework, without themes."""

    def __init__(self, native: _native.Coded, library: str | None) -> None:
        self._native = native
        self._library = library

    def table(self) -> Any:
        """A frame with a row for each area that was given, and one without area where none was."""
        return give(self._native.table(), self._library)

    def ask(self, most: int = 10) -> Any:
        """A frame with the passages whose coding by a person would teach most, at most so many."""
        return give(self._native.ask(most), self._library)

    def __repr__(self) -> str:
        areas = self._native.table().to_dict()["area"]
        given = sum(area is not None for area in areas)
        return f"Coded: {given} areas given, {len(areas) - given} units without any"


def analyse(
    round: Round,
    framework: Framework | None = None,
    *,
    k: int | str = "auto",
    quality: str = "default",
    vectors: Any = None,
    background: PathLike | None = None,
    learn_from: GivenCodes = None,
    language: str = "en",
    stop_words: Sequence[str] = (),
    min_df: int = 2,
    max_df: float = 0.5,
    recipe: str | None = None,
    engine: str = "sequential",
    keep_noise: bool = False,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress = None,
) -> Study:
    """Find the themes of a round and, with a framework, which passage speaks to which area.

    ``k`` is the number of themes, or ``"auto"``; ``quality`` is ``"fast"``, ``"default"`` or ``"best"``. ``vectors`` are
    of an embedding of your own: an array with a row for each of ``round.passages()``, or the path of a file of them.
    ``background`` is a file that ``commonground background`` wrote; ``learn_from`` is what people coded already. The
    result is that of the command, bit for bit, and depends neither on ``threads`` nor on the order of the input.
    """
    _check_round(round)
    if not (framework is None or isinstance(framework, Framework)):
        raise TypeError(f"framework must be a Framework, not {type(framework).__name__}: use Framework.load(path)")
    made = settings(
        k=k, quality=quality, recipe=recipe, engine=engine, keep_noise=keep_noise, seed=seed,
        language=language, stop_words=stop_words, min_df=min_df, max_df=max_df,
    )
    array, file = _vectors(vectors)
    with telling(progress) as tell:
        native = _native.analyse(
            round._native,
            None if framework is None else framework._native,
            made,
            array,
            file,
            None if background is None else os.fspath(background),
            None if learn_from is None else codes_of(learn_from)._native,
            thread_count(threads),
            tell,
        )
    return Study(native, round._library)


def cluster(
    round: Round,
    k: int | str,
    *,
    unit: str = "document",
    quality: str = "default",
    vectors: Any = None,
    background: PathLike | None = None,
    language: str = "en",
    stop_words: Sequence[str] = (),
    min_df: int = 2,
    max_df: float = 0.5,
    recipe: str | None = None,
    engine: str = "sequential",
    keep_noise: bool = False,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress = None,
) -> Any:
    """Cluster documents (or, with ``unit="passage"``, passages): a frame with id, cluster (from 0; −1 where a text says
    nothing) and score. For batches of short texts, and for pipelines of your own; `analyse` tells themes."""
    _check_round(round)
    made = settings(
        k=k, unit=unit, quality=quality, recipe=recipe, engine=engine, keep_noise=keep_noise, seed=seed,
        language=language, stop_words=stop_words, min_df=min_df, max_df=max_df,
    )
    array, file = _vectors(vectors)
    with telling(progress) as tell:
        table, _ = _native.cluster(
            round._native, made, array, file, None if background is None else os.fspath(background), thread_count(threads), tell
        )
    return give(table, round._library)


def code(
    round: Round,
    framework: Framework,
    *,
    unit: str = "passage",
    learn_from: GivenCodes = None,
    background: PathLike | None = None,
    language: str = "en",
    stop_words: Sequence[str] = (),
    min_df: int = 2,
    max_df: float = 0.5,
    keep_noise: bool = False,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress = None,
) -> Coded:
    """Code passages (or, with ``unit="document"``, documents) onto a framework, without themes."""
    _check_round(round)
    if not isinstance(framework, Framework):
        raise TypeError(f"framework must be a Framework, not {type(framework).__name__}: use Framework.load(path)")
    made = settings(
        unit=unit, keep_noise=keep_noise, seed=seed,
        language=language, stop_words=stop_words, min_df=min_df, max_df=max_df,
    )
    with telling(progress) as tell:
        native = _native.code(
            round._native,
            framework._native,
            made,
            None if background is None else os.fspath(background),
            None if learn_from is None else codes_of(learn_from)._native,
            thread_count(threads),
            tell,
        )
    return Coded(native, round._library)


def _check_round(round: object) -> None:
    if not isinstance(round, Round):
        raise TypeError(
            f"round must be a Round, not {type(round).__name__}: use commonground.read(path), Round.from_frame or "
            "Round.from_texts"
        )


def _vectors(vectors: Any) -> tuple[Any, str | None]:
    """An array of vectors in single precision, or the path of a file of them."""
    if vectors is None:
        return None, None
    if isinstance(vectors, (str, os.PathLike)):
        return None, os.fspath(vectors)
    import numpy

    array = numpy.ascontiguousarray(vectors, dtype=numpy.float32)
    if array.ndim != 2:
        raise TypeError(f"vectors must have two dimensions, passages × numbers, not {array.ndim}")
    return array, None
