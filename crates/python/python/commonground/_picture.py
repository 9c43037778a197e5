"""Pictures and shaded tables, as notebooks show them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from zlib import crc32

from commonground import _charts, _native
from commonground._frames import give
from commonground.exceptions import InputError, OutputError

# Why there may be nothing to draw, and the remedy.
_NOTHING = {
    "map": "a map needs three themes or more, of one analysis: see themes_table()",
    "stability": "the stability of the themes was not looked at: there is no theme, or too little to draw from",
    "coverage": "there are no areas: analyse with framework=",
    "curve": "the number of themes was given: analyse with k='auto'",
    "areas": "there are no areas: analyse with framework=",
    "themes": "there is no theme",
}


class Picture:
    """A picture, with its caption and the values that it shows.

    A notebook shows it by itself, light and readable without a script. `svg` is for pages of your own, and `to_altair`,
    `to_plotly` and `to_matplotlib` are for charts to change; each needs the extra of its name.
    """

    def __init__(self, study: _native.Study, name: str, library: str | None) -> None:
        # Ids in a page must differ between pictures, and be the same whenever a notebook is run.
        plain = _native.picture(study, name, "")
        drawn = plain and _native.picture(study, name, f"cg{crc32(plain[2].encode()):08x}")
        if drawn is None:
            raise InputError(f"there is nothing to draw: {_NOTHING[name]}")
        self.title, self.caption, self.svg, self._html, self._columns, self._rows, self._numbers = drawn
        self._library, self._name = library, name

    def values(self) -> Any:
        """A frame of what is shown, as it is told beside the picture."""
        columns = [(name, "text", [row[at] for row in self._rows]) for at, name in enumerate(self._columns)]
        return give(_native.Table.of_columns(columns), self._library)

    def numbers(self) -> Any:
        """A frame of what is drawn, not rounded: a row a mark, for charts of your own."""
        return give(self._numbers, self._library)

    def to_altair(self) -> Any:
        """The picture as an ``altair.LayerChart`` (``pip install commonground[altair]``)."""
        return _charts.altair_chart(self._chart())

    def to_plotly(self) -> Any:
        """The picture as a ``plotly.graph_objects.Figure`` (``pip install commonground[plotly]``)."""
        return _charts.plotly_figure(self._chart())

    def to_matplotlib(self, ax: Any = None) -> Any:
        """The picture on ``ax``, or on new ones: ``matplotlib.axes.Axes`` (``pip install commonground[matplotlib]``)."""
        return _charts.matplotlib_axes(self._chart(), ax)

    def _chart(self) -> _charts.Chart:
        return _charts.chart_of(self._name, self.title, self._numbers.to_dict())

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Write the picture: ``.svg`` alone, or ``.html`` with its caption and values. Returns its path."""
        path = Path(path)
        page = f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{self.title}</title>{self._html}</html>\n'
        contents = {".svg": self.svg, ".html": page}.get(path.suffix.lower())
        if contents is None:
            raise InputError(f"a picture is written as .svg or .html, not as {path.suffix or 'a file without ending'}")
        try:
            with open(path, "w" if overwrite else "x", encoding="utf-8", newline="\n") as file:
                file.write(contents)
        except FileExistsError:
            raise OutputError(f"{path} is there already: give overwrite=True, or another path") from None
        except OSError as error:
            raise OutputError(f"{path}: {error.strerror}") from None
        return path

    def _repr_html_(self) -> str:
        return self._html

    def __repr__(self) -> str:
        lines = [self._columns, *self._rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        told = ("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
        return "\n".join([self.title, *told])


class Grid:
    """A table whose cells are shaded by their numbers, as a notebook shows it."""

    def __init__(self, study: _native.Study, by: str) -> None:
        shown = _native.grid_html(study, by)
        if shown is None:
            raise InputError(f"there is nothing to show: {_NOTHING[by]}")
        self._html, self._by = shown, by

    def _repr_html_(self) -> str:
        return self._html

    def __repr__(self) -> str:
        return f"Documents × {self._by}, shaded: a notebook shows it (the numbers are in matrix() and passages())"
