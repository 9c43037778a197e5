"""What the process finds: tables, sentences, and the page and files that the command writes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

from commonground import _native
from commonground._frames import column_names, library_of, stream
from commonground.exceptions import InputError

PathLike = str | os.PathLike[str]

Told: TypeAlias = tuple[str, list[tuple[str, _native.Table]], list[tuple[str, bytes]], str, str]
"""What the native part found: JSON, tables, files, a fragment of HTML, and sentences."""


class Outcome:
    """A result that shows itself in a notebook, and that can be written as the command writes it."""

    _page: ClassVar[str]

    def __init__(self, told: Told, library: str | None) -> None:
        details, tables, files, self._html, self._words = told
        self.details: dict[str, Any] = json.loads(details)
        """All that was found."""
        self._tables, self._files, self._library = dict(tables), dict(files), library

    @property
    def page(self) -> str:
        """The page, as the command writes it: HTML to mail or to print."""
        return self._files[self._page].decode("utf-8")

    @property
    def files(self) -> dict[str, bytes]:
        """All files of `write`, by name, without writing them."""
        return dict(self._files)

    def write(self, folder: PathLike, *, overwrite: bool = False) -> Path:
        """Write the page, the tables and a manifest into a folder, as the command does. Returns its path."""
        _native.write_folder(os.fspath(folder), list(self._files.items()), overwrite)
        return Path(folder)

    def _repr_html_(self) -> str:
        return self._html

    def __repr__(self) -> str:
        return self._words.rstrip()


Columns: TypeAlias = list[tuple[str, list[str | None]]]


def is_frame(given: object) -> bool:
    """Whether something is a frame of any library."""
    return library_of(given) is not None or hasattr(given, "__arrow_c_stream__")


def columns_of(frame: Any) -> Columns:
    """The columns of a frame as text."""
    if library_of(frame) == "polars" and hasattr(frame, "collect"):
        frame = frame.collect()
    names = column_names(frame)
    if isinstance(frame, _native.Table):
        columns = frame.to_dict()
    elif names is None:
        raise InputError(f"{type(frame).__name__} does not name its columns: give a DataFrame, or the path of a table")
    else:
        columns = _lists(stream(frame, (), names), names)
    return [(name, [_cell(cell) for cell in cells]) for name, cells in columns.items()]


def _lists(table: Any, names: Iterable[str]) -> dict[str, list[Any]]:
    """The columns of what `stream` gave."""
    if isinstance(table, _native.Table):
        return table.to_dict()
    if library_of(table) == "polars":
        return {name: table[name].to_list() for name in names}
    if library_of(table) == "duckdb":
        table = table.to_arrow_table()
    return {name: table.column(name).to_pylist() for name in names}


def _cell(cell: object) -> str | None:
    if cell is None or cell != cell:
        return None
    told = str(cell).strip()
    # Columns with gaps hold whole numbers as 12.0.
    whole = told.removesuffix(".0")
    return whole if whole != told and whole.isdigit() else told
