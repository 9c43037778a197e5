"""What people coded."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, TypeAlias

from commonground import _native
from commonground._frames import column_names, library_of, stream
from commonground.exceptions import CodesError, ColumnError

PathLike = str | os.PathLike[str]


class Codes:
    """What people coded: areas given to documents, or to ranges of their bytes.

    >>> import commonground as cg
    >>> codes = cg.Codes.from_rows([("ashby", "measuring-impact"), ("birch", None)], coder="Ann")
    >>> codes
    Codes: 2 of Ann
    """

    def __init__(self, native: _native.Codes) -> None:
        self._native = native

    @classmethod
    def read(cls, *paths: PathLike) -> Codes:
        """Read tables of codes (csv, tsv) with the columns id and area, and for ranges start and end."""
        return cls(_native.Codes.read([os.fspath(path) for path in paths]))

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[Any, ...]], coder: str = "person") -> Codes:
        """Take rows of (id, area) or (id, area, start, end). No area means: read, and raises nothing."""
        given = []
        for place, row in enumerate(rows):
            if not isinstance(row, (tuple, list)) or len(row) not in (2, 4):
                raise CodesError(f"a code is (id, area) or (id, area, start, end), not what is at {place}: {row!r}")
            id, area, start, end = (*row, None, None) if len(row) == 2 else row
            if _blank(id) is None:
                raise CodesError(f"the code at {place} has no id: give that of the document that was coded")
            given.append((str(id), _whole(start, place), _whole(end, place), _blank(area), coder))
        return cls(_native.Codes.of(given))

    @classmethod
    def from_frame(cls, frame: Any, id: str = "id", area: str = "area", coder: str = "person") -> Codes:
        """Take a frame with a column for the id and one for the area.

        Columns ``start`` and ``end`` are ranges of bytes; a column ``coder`` says who coded each row.
        """
        names = column_names(frame) or []
        kept = [id, area, *(name for name in ("start", "end", "coder") if name in names)]
        table = _lists(stream(frame, (), kept), kept)
        rows = len(table[id])
        blank: list[Any] = [None] * rows
        coders = [_blank(name) or coder for name in table.get("coder", blank)]
        starts, ends = (map(_whole, table.get(name, blank), range(rows)) for name in ("start", "end"))
        ids = table[id]
        if any(_blank(name) is None for name in ids):
            raise ColumnError(f"column {id!r} has rows without an id: give each that of the document that was coded")
        areas = [_blank(name) for name in table[area]]
        return cls(_native.Codes.of(list(zip(map(str, ids), starts, ends, areas, coders, strict=True))))

    @property
    def coders(self) -> list[str]:
        """The names of the coders."""
        return self._native.coders()

    def __len__(self) -> int:
        return len(self._native)

    def __repr__(self) -> str:
        return f"Codes: {len(self)} of {', '.join(self.coders)}"


GivenCodes: TypeAlias = "Codes | PathLike | Any"


def codes_of(given: GivenCodes) -> Codes:
    """Codes, from whatever form they are given in: themselves, paths of tables, or a frame."""
    if isinstance(given, Codes):
        return given
    if isinstance(given, (str, os.PathLike)):
        return Codes.read(given)
    if library_of(given) is not None or hasattr(given, "__arrow_c_stream__"):
        return Codes.from_frame(given)
    if isinstance(given, Iterable):
        given = list(given)
        if given and all(isinstance(path, (str, os.PathLike)) for path in given):
            return Codes.read(*given)
        return Codes.from_rows(given)
    raise TypeError(f"codes must be Codes, paths of tables, or a frame, not {type(given).__name__}")


def _lists(table: Any, names: list[str]) -> dict[str, list[Any]]:
    """The columns of what `stream` gave, as lists."""
    if isinstance(table, _native.Table):
        return {name: list(cells) for name, cells in table.to_dict().items()}
    if library_of(table) == "polars":
        return {name: table[name].to_list() for name in names}
    if library_of(table) == "duckdb":
        table = table.to_arrow_table()
    if not hasattr(table, "column"):
        import pyarrow

        table = pyarrow.table(table)
    return {name: table.column(name).to_pylist() for name in names}


def _blank(cell: Any) -> str | None:
    """A cell as text; none if it is blank, or what pandas and NumPy have for "missing"."""
    if cell is None or type(cell).__name__ in ("NAType", "NaTType") or cell != cell:
        return None
    return str(cell).strip() or None


def _whole(cell: Any, place: int) -> int | None:
    """A byte of a text."""
    told = _blank(cell)
    if told is None:
        return None
    try:
        number = float(told)
    except ValueError:
        number = -1.0
    # Columns with gaps hold whole numbers as 12.0.
    if number < 0 or not number.is_integer():
        raise CodesError(f"the code at {place} has the range {told!r}: start and end are bytes of the text, whole numbers from 0")
    return int(number)
