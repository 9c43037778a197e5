"""Studies: what was found in a round."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from commonground import _native
from commonground._codes import GivenCodes, codes_of
from commonground._frames import give
from commonground._framework import Framework
from commonground._progress import Progress, telling
from commonground._round import Round
from commonground._settings import settings

PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class Quotation:
    """A slice of a document: the text stands there as it is told."""

    document: str
    """The document's id."""
    start: int
    """The first byte of the slice (UTF-8)."""
    end: int
    """The byte after the last."""
    text: str
    score: float
    """How well it stands for what it illustrates (0–1; only for comparing within one theme or area)."""
    passage: int
    """The number of the passage that it is from."""

    def __str__(self) -> str:
        return f"“{self.text}” ({self.document})"


@dataclass(frozen=True)
class Theme:
    """A cluster of passages, told to people."""

    number: int
    """From 1; the most widely raised theme is 1."""
    label: str
    """A proposal for a name."""
    key_terms: tuple[str, ...]
    """The terms that set it apart, strongest first."""
    quotations: tuple[Quotation, ...]
    """Passages that stand for it, best first."""
    documents: int
    """How many documents raise it, …"""
    of_documents: int
    """… of so many."""
    passages: int
    """How many passages raise it."""
    is_common: bool
    """Whether enough documents raise it to call it common ground."""
    stability: str | None
    """Whether it would be found again in other documents like these: stable, fragile or dissolves."""
    details: dict[str, Any]
    """All that the analysis tells about it."""

    def __repr__(self) -> str:
        rare = "" if self.is_common else " (fewer than three documents)"
        stable = f", {self.stability}" if self.stability else ""
        return f"Theme {self.number}: {self.label}: {self.documents} of {self.of_documents} documents{rare}{stable}"


class Agreement:
    """How far the areas agree with what people coded, and people with each other."""

    def __init__(self, native: _native.Study, library: str | None) -> None:
        self.sentences: list[str] = native.agreement_in_words()
        """What was found, in words."""
        self.details: dict[str, Any] = json.loads(native.json("agreement"))
        """All that was found."""
        self._library = library

    def table(self) -> Any:
        """A frame with a row for each area and comparison: who, over which units, how often, and the figures."""
        rows: list[tuple[Any, ...]] = []
        for unit in self.details["units"]:
            for comparison in unit["comparisons"]:
                who = (unit["unit"], comparison["between"], "; ".join(comparison["coders"]))
                for area in comparison["areas"]:
                    rows.append((*who, area["id"], area["used"], area["figures"]))
                rows.append((*who, "(all areas)", comparison["units"], comparison["pooled"]))
        figures = ("precision", "recall", "f1", "kappa", "alpha", "agreement")
        columns: list[tuple[str, str, list[Any]]] = [
            (name, "whole" if name == "used" else "text", [row[place] for row in rows])
            for place, name in enumerate(("unit", "between", "coders", "area", "used"))
        ]
        columns += [(name, "number", [row[5][name]["value"] for row in rows]) for name in figures]
        return give(_native.Table.of_columns(columns), self._library)

    def __repr__(self) -> str:
        return "\n".join(self.sentences) or "Agreement: nothing could be compared"


class Study:
    """An analysis together with the documents that it is of. It never changes.

    Tables come back in the library that the round came from: pandas, polars, pyarrow or DuckDB.
    """

    def __init__(self, native: _native.Study, library: str | None = None) -> None:
        self._native = native
        self._library = library

    @property
    def round(self) -> Round:
        """The documents."""
        return Round(self._native.round, self._library)

    @cached_property
    def framework(self) -> Framework | None:
        """The framework, if there was one."""
        native = self._native.framework()
        return None if native is None else Framework(native)

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """The themes, the most widely raised first."""
        return tuple(_theme(given) for given in json.loads(self._native.json("themes")))

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of the analysis, those by default included."""
        return self._part("settings")

    @property
    def k(self) -> dict[str, Any]:
        """How the number of themes came about."""
        return self._part("k")

    @property
    def noise(self) -> dict[str, Any]:
        """What was set aside: non-answers, what forms repeat, campaigns."""
        return self._part("noise")

    def themes_table(self) -> Any:
        """A frame with a row a theme."""
        return self._table("themes")

    def matrix(self) -> Any:
        """The framework matrix: documents × areas, with the strength (0–1) of what each document says about each.

        It is blank where the area is unsaid. In pandas the ids are the index.
        """
        matrix = self._table("matrix")
        return matrix.set_index("id") if type(matrix).__module__.startswith("pandas") else matrix

    def quotes(self, of: str | int | Theme | None = None) -> Any:
        """A frame with a row a quotation: of a theme (by number or label), of an area (by id or name), or of all."""
        table = self._native.table("quotes")
        if of is None:
            return give(table, self._library)
        kind, name = self._find(of)
        columns = table.to_dict()
        rows = zip(columns["kind"], columns["theme_or_area"], strict=True)
        kept = [place for place, row in enumerate(rows) if row == (kind, name)]
        cut = [
            (name, "whole" if name in ("start", "end") else "text", [cells[place] for place in kept])
            for name, cells in columns.items()
        ]
        return give(_native.Table.of_columns(cut), self._library)

    @property
    def unplaced(self) -> Any:
        """A frame with a row for each passage that no theme can claim, with the reason."""
        return self._table("unplaced")

    def passages(self) -> Any:
        """A frame with a row a passage: where it is, its theme or why it has none, and its text."""
        return self._table("passages")

    def areas(self) -> Any:
        """A frame with a row an area: how widely it is raised, and what coders may confuse it with."""
        return self._table("areas")

    def codings(self) -> Any:
        """A frame with a row for each area that was given to a passage, with the terms that led to it."""
        return self._table("codings")

    def cells(self) -> Any:
        """A frame with a row for each cell of the matrix that is not blank, with its best passage verbatim."""
        return self._table("cells")

    def links(self) -> Any:
        """A frame with a row for each theme that an area covers, and how much they share."""
        return self._table("links")

    def compared(self, codes: GivenCodes, *, threads: int | None = None) -> Study:
        """The same study beside what people coded: its report tells how far they agree."""
        return Study(self._native.compared(codes_of(codes)._native, threads), self._library)

    def agreement(self, codes: GivenCodes, *, threads: int | None = None) -> Agreement:
        """How far the areas agree with what people coded, and people with each other.

        These codes must not be those that were learned from: agreement with what was shown says nothing.
        """
        return Agreement(self.compared(codes, threads=threads)._native, self._library)

    def report(self, path: PathLike, *, overwrite: bool = False) -> Path:
        """Write the report: one HTML page with the evidence for every number. Returns its path."""
        self._native.write_report(os.fspath(path), overwrite)
        return Path(path)

    def write(self, folder: PathLike, *, overwrite: bool = False) -> Path:
        """Write the report, all tables and a manifest into a folder, as the command does. Returns its path."""
        self._native.write(os.fspath(folder), overwrite)
        return Path(folder)

    def save(self, path: PathLike, *, overwrite: bool = False) -> Path:
        """Save the study, texts and all, as JSON that later versions read. Returns its path."""
        self._native.save_to(os.fspath(path), overwrite)
        return Path(path)

    @classmethod
    def load(cls, path: PathLike) -> Study:
        """Read a study that `save` wrote."""
        return cls(_native.Study.load(Path(path).read_text(encoding="utf-8")))

    def to_json(self) -> str:
        """The analysis (without the texts) as JSON, as the command writes it."""
        return self._native.json("all")

    def _part(self, name: str) -> dict[str, Any]:
        part: dict[str, Any] = json.loads(self._native.json(name))
        return part

    def _table(self, name: str) -> Any:
        return give(self._native.table(name), self._library)

    def _find(self, of: str | int | Theme) -> tuple[str, str]:
        if isinstance(of, Theme):
            return "theme", str(of.number)
        for theme in self.themes:
            if of in (theme.number, theme.label):
                return "theme", str(theme.number)
        if isinstance(of, str) and self.framework is not None:
            try:
                return "area", self.framework.find(of)
            except KeyError:
                pass
        known = [f"{theme.number} ({theme.label})" for theme in self.themes]
        areas = self.framework.ids if self.framework is not None else []
        told = f"themes are {', '.join(known)}" + (f"; areas are {', '.join(areas)}" if areas else "")
        raise KeyError(f"there is no theme or area {of!r}: {told}")

    def __repr__(self) -> str:
        passages, unplaced = self._native.counts()
        head = f"Study of {len(self.round)} documents with {passages} passages: {len(self.themes)} themes"
        width = max((len(theme.label) for theme in self.themes), default=0)
        lines = [
            f"{theme.number:>4}  {theme.label:{width}}  {theme.documents} of {theme.of_documents} documents"
            f"{f'  {theme.stability}' if theme.stability else ''}"
            for theme in self.themes
        ]
        areas = [f"Framework: {len(self.framework)} areas"] if self.framework is not None else []
        return "\n".join([head, *lines, f"Unplaced: {unplaced} of {passages} passages", *areas])

    def __reduce__(self) -> tuple[Any, ...]:
        return _load_study, (self._native.save(), self._library)


def _load_study(saved: str, library: str | None) -> Study:
    return Study(_native.Study.load(saved), library)


def _theme(given: dict[str, Any]) -> Theme:
    prevalence, stability = given["prevalence"], given["stability"]
    return Theme(
        number=given["number"],
        label=given["label"],
        key_terms=tuple(term["term"] for term in given["key_terms"]),
        quotations=tuple(Quotation(**quotation) for quotation in given["quotations"]),
        documents=prevalence["documents"],
        of_documents=prevalence["of_documents"],
        passages=prevalence["passages"],
        is_common=given["is_common"],
        stability=stability and stability["verdict"],
        details=given,
    )


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
            threads,
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
            round._native, made, array, file, None if background is None else os.fspath(background), threads, tell
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
            threads,
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
