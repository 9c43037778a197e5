"""Frames in and out: whatever library the caller works with.

Columns go to the native part by the Arrow PyCapsule interface, and come back by it. No library is imported here but
those that the caller has imported, and pandas where nothing says which one is wanted.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Sequence
from typing import Any

from commonground import _native
from commonground.exceptions import ColumnError, InputError

LIBRARIES = ("pandas", "polars", "pyarrow", "duckdb")


def library_of(frame: object) -> str | None:
    """The library that a frame is of, if it is one of those that tables can be given back in."""
    for kind in type(frame).__mro__:
        root = kind.__module__.partition(".")[0].lstrip("_")
        if root in LIBRARIES:
            return root
    return None


def column_names(frame: Any) -> list[str] | None:
    """The names of a frame's columns, if it tells them before it is read."""
    if library_of(frame) == "polars" and hasattr(frame, "collect_schema"):
        return list(frame.collect_schema().names())  # a lazy frame warns where its columns are asked for
    names = None if library_of(frame) == "pyarrow" else getattr(frame, "columns", None)
    if names is None or callable(names):
        names = getattr(getattr(frame, "schema", None), "names", None)
    return None if names is None or callable(names) else [str(name) for name in names]


def stream(frame: Any, text: Sequence[str], others: Sequence[str] = ()) -> Any:
    """The columns with text, and others, as an object that speaks the Arrow PyCapsule interface.

    Text is taken as it is. What the others hold (numbers, dates, categories) is written as the frame's own library
    writes it.
    """
    wanted = list(dict.fromkeys([*text, *others]))
    library = library_of(frame)
    if library == "polars" and hasattr(frame, "collect"):
        frame = frame.collect()
    if library == "pandas" and frame.index.name in wanted and frame.index.name not in frame.columns:
        frame = frame.reset_index()
    names = column_names(frame)
    if library == "pandas" and names is not None and not all(isinstance(name, str) for name in frame.columns):
        frame = frame.set_axis(names, axis="columns")  # columns may be numbers, and are asked for by name
    for name in wanted:
        if names is not None and name not in names:
            told = ", ".join(repr(name) for name in names)
            raise ColumnError(f"there is no column {name!r}; " + (f"the columns are {told}" if told else "there is none"))
        if names is not None and names.count(name) > 1:
            raise ColumnError(f"{names.count(name)} columns are called {name!r}: rename all but one")
    if library in ("pandas", "polars") and len(frame) == 0:
        raise InputError("the frame has no rows")
    if library == "pandas":
        return _of_pandas(frame[wanted], text)
    if library == "polars":
        return _of_polars(frame.select(wanted), text)
    if library == "duckdb":
        return _of_duckdb(frame, wanted, text)
    if hasattr(frame, "select"):
        return _of_pyarrow(frame.select(wanted), text)
    return frame


def _of_pandas(frame: Any, text: Sequence[str]) -> Any:
    """pandas hands columns over by way of pyarrow; where that is not installed, or cannot take a column, as lists."""
    if importlib.util.find_spec("pyarrow") is not None:
        import pyarrow

        try:
            return _of_pyarrow(pyarrow.Table.from_pandas(frame, preserve_index=False), text)
        except (pyarrow.ArrowInvalid, pyarrow.ArrowTypeError):
            pass  # a column of mixed values, which is told as strings below
    missing = frame.isna()
    columns: dict[str, Sequence[object]] = {}
    for name in frame.columns:
        cells = [None if gone else cell for cell, gone in zip(frame[name], missing[name], strict=True)]
        columns[name] = cells
        if name in text and any(not (cell is None or isinstance(cell, str)) for cell in cells):
            raise ColumnError(f"column {name!r} is no text but {frame[name].dtype}")
    return table_of(columns)


def _of_polars(frame: Any, text: Sequence[str]) -> Any:
    import polars

    categories = (polars.Categorical, polars.Enum)
    written = [
        polars.col(name).cast(polars.String)
        for name, kind in frame.schema.items()
        # Of a column of nothing but nulls polars hands over what Arrow refuses.
        if kind != polars.String and (name not in text or kind == polars.Null or kind in categories)
    ]
    return frame.with_columns(written)


def _of_pyarrow(table: Any, text: Sequence[str]) -> Any:
    import pyarrow
    from pyarrow import types

    for place, field in enumerate(table.schema):
        kind = field.type
        is_text = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
        if is_text or types.is_null(kind) or (field.name in text and not types.is_dictionary(kind)):
            continue
        table = table.set_column(place, field.name, table.column(place).cast(pyarrow.large_string()))
    return table


def _of_duckdb(relation: Any, wanted: Sequence[str], text: Sequence[str]) -> Any:
    quoted = {name: '"' + name.replace('"', '""') + '"' for name in wanted}
    written = [q if name in text else f"CAST({q} AS VARCHAR) AS {q}" for name, q in quoted.items()]
    relation = relation.project(", ".join(written))
    return relation if hasattr(relation, "__arrow_c_stream__") else relation.to_arrow_table()


def table_of(columns: dict[str, Sequence[object]]) -> _native.Table:
    """Lists as a table of text; what is no string is written as one."""
    written = [
        (name, "text", [cell if cell is None or isinstance(cell, str) else str(cell) for cell in cells])
        for name, cells in columns.items()
    ]
    try:
        return _native.Table.of_columns(written)
    except UnicodeEncodeError:
        for name, _, cells in written:
            for place, cell in enumerate(cells):
                if cell is not None and any("\ud800" <= letter <= "\udfff" for letter in cell):
                    raise InputError(f"{name}, at {place}: half of a surrogate pair is no text: replace it") from None
        raise


def give(table: _native.Table, library: str | None) -> Any:
    """A table in a library of frames: the caller's own, else pandas if it is installed, else as it is."""
    if library is None and importlib.util.find_spec("pandas") is not None:
        library = "pandas"
    if library == "pandas":
        import pandas

        return pandas.DataFrame(table.to_arrays())
    if library == "polars":
        import polars

        return polars.DataFrame(table)
    if library in ("pyarrow", "duckdb") and importlib.util.find_spec("pyarrow") is not None:
        import pyarrow

        given = pyarrow.table(table)
        if library == "pyarrow":
            return given
        import duckdb

        return duckdb.from_arrow(given)
    return table


def as_list(names: str | Iterable[str], what: str) -> list[str]:
    """One name or several."""
    if isinstance(names, str):
        return [names]
    listed = list(names) if isinstance(names, Iterable) else [names]
    for name in listed:
        if not isinstance(name, str):
            raise TypeError(f"{what} must be a str or a list of str, not {type(name).__name__}")
    return listed
