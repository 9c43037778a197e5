"""Studies: what was found in a round."""

from __future__ import annotations

import json
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonground import _native
from commonground._agreement import Agreement
from commonground._codes import GivenCodes, codes_of
from commonground._frames import give
from commonground._framework import Framework
from commonground._picture import Grid, Picture
from commonground._round import Round
from commonground._theme import Theme, Themes, theme_of
from commonground.exceptions import ModelError

if TYPE_CHECKING:
    from commonground._folder import StudyFolder

PathLike = str | os.PathLike[str]


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
    def themes(self) -> Themes:
        """The themes, the most widely raised first."""
        return Themes(theme_of(given, self._native) for given in json.loads(self._native.json("themes")))

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

    def plot_matrix(self) -> Grid:
        """The framework matrix as a notebook shows it: shaded by strength, with how many documents raise each area."""
        return Grid(self._native, "areas")

    def plot_theme_matrix(self) -> Grid:
        """Documents × themes: how many passages of each theme are in each document."""
        return Grid(self._native, "themes")

    def plot_map(self) -> Picture:
        """How like the themes are to each other, and how widely each is raised."""
        return Picture(self._native, "map", self._library)

    def plot_stability(self) -> Picture:
        """How well each theme is found again when documents are drawn anew."""
        return Picture(self._native, "stability", self._library)

    def plot_coverage(self) -> Picture:
        """How many documents raise each area."""
        return Picture(self._native, "coverage", self._library)

    def plot_curve(self) -> Picture:
        """What halves of the round repeat, by number of themes: how the number came about."""
        return Picture(self._native, "curve", self._library)

    def compared(self, codes: GivenCodes, *, threads: int | None = None) -> Study:
        """The same study beside what people coded: its report tells how far they agree."""
        return Study(self._native.compared(codes_of(codes)._native, threads), self._library)

    def agreement(self, codes: GivenCodes, *, threads: int | None = None) -> Agreement:
        """How far the areas agree with what people coded, and people with each other.

        These codes must not be those that were learned from: agreement with what was shown says nothing.
        """
        return Agreement(self.compared(codes, threads=threads)._native, self._library)

    def report(self, path: PathLike, *, review: StudyFolder | None = None, overwrite: bool = False) -> Path:
        """Write the report: one HTML page with the evidence for every number. Returns its path.

        With ``review``, a `StudyFolder` whose list as it stands was coded, colleagues can decide in it, offline: what its button
        saves is for `StudyFolder.take`.
        """
        self._native.write_report(os.fspath(path), overwrite, None if review is None else review._native)
        return Path(path)

    def write(self, folder: PathLike, *, review: StudyFolder | None = None, overwrite: bool = False) -> Path:
        """Write the report (see `report`), all tables and a manifest into a folder, as the command does. Returns its path."""
        self._native.write(os.fspath(folder), overwrite, None if review is None else review._native)
        return Path(folder)

    def save(self, path: PathLike, *, overwrite: bool = False) -> Path:
        """Save the study, texts and all, as JSON that later versions read. Folders above it are made. Returns its path."""
        self._native.save_to(os.fspath(path), overwrite)
        return Path(path)

    @classmethod
    def load(cls, path: PathLike) -> Study:
        """Read a study that `save` wrote."""
        try:
            saved = Path(path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise ModelError(f"{os.fspath(path)}: not a saved study, which is UTF-8") from None
        return cls(_native.Study.load(saved))

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

    def _repr_html_(self) -> str:
        return _native.study_html(self._native)

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
