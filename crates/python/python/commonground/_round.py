"""Rounds: the documents of one call."""

from __future__ import annotations

import operator
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commonground import _native
from commonground._frames import as_list, column_names, give, library_of, stream, table_of
from commonground._progress import Progress, telling
from commonground._settings import settings
from commonground.exceptions import ColumnError, InputError

PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class Document:
    """One submission: its id, its text, and what is known about it."""

    id: str
    text: str
    metadata: Mapping[str, str]


@dataclass(frozen=True)
class Note:
    """Something about the input that the reader of results should know: where, and what with its remedy."""

    place: str
    message: str


class Round:
    """The documents of one call, in canonical order, with what was skipped on the way in. It never changes.

    >>> import commonground as cg
    >>> round = cg.Round.from_texts(["We cannot measure our impact.", None], ids=["ashby", "birch"])
    >>> round
    Round of 1 document (skipped: 1)
    >>> round["ashby"].text
    'We cannot measure our impact.'
    >>> round.skipped
    [Note(place='frame, line 2', message='the row has no text')]
    """

    def __init__(self, native: _native.Round, library: str | None = None) -> None:
        self._native = native
        self._library = library

    @classmethod
    def from_frame(
        cls,
        frame: Any,
        text: str | Iterable[str],
        id: str | None = None,
        meta: str | Iterable[str] = (),
        *,
        consent: str | None = None,
        progress: Progress = None,
    ) -> Round:
        """A document a row.

        ``frame`` is a DataFrame of pandas or polars, a table of pyarrow, a relation of DuckDB, or whatever speaks the
        Arrow PyCapsule interface. ``text`` names the column with the text; several are joined by a blank line.
        Without ``id``, documents are called by their row, from 1. ``meta`` names columns to keep, such as
        ``partnership`` and ``place``. Rows without text are no documents: they are listed in `skipped`.

        ``consent`` names the column that says of each row what its sender allowed: ``none`` (it is not read), ``analyse`` (it is
        never quoted), ``quote-internal`` (as where nothing is said) or ``quote-public``. A column called ``consent`` is found by
        itself, unless you name it as something else.
        """
        text, meta = as_list(text, "text"), as_list(meta, "meta")
        if not text:
            raise ColumnError("text names no column: name the one with the text")
        if not (id is None or isinstance(id, str)):
            raise TypeError(f"id must be the name of a column, not {id!r}")
        is_series = hasattr(frame, "to_frame") and not hasattr(frame, "columns")
        if is_series or (library_of(frame) is None and not hasattr(frame, "__arrow_c_stream__")):
            raise TypeError(
                f"{type(frame).__name__} is no frame: give one of pandas, polars, pyarrow or DuckDB, or use "
                "Round.from_texts for a list or Series of texts"
            )
        if not (consent is None or isinstance(consent, str)):
            raise TypeError(f"consent must be the name of a column, not {consent!r}")
        if consent is None:
            consent = _consent_column(frame, {*text, *meta, id})
        others = [name for name in (id, *meta, consent) if name is not None]
        with telling(progress) as tell:
            native = _native.Round.from_arrow(stream(frame, text, others), text, id, meta, consent, tell)
        return cls(native, library_of(frame))

    @classmethod
    def from_texts(
        cls,
        texts: Iterable[str | None],
        ids: Iterable[object] | None = None,
        meta: Mapping[str, Iterable[object]] | None = None,
        *,
        consent: Iterable[str | None] | None = None,
        progress: Progress = None,
    ) -> Round:
        """A document a text, of a list or of a Series. ``ids``, ``consent`` and the columns of ``meta`` are as long as ``texts``.
        ``consent`` says what their senders allowed, as the column of `from_frame` does."""
        if isinstance(texts, (str, bytes)):
            raise TypeError("texts must be a list of str, not a single one")
        if library_of(texts) is not None and ids is None and not meta and consent is None:
            series: Any = texts
            if library_of(texts) == "pyarrow":
                import pyarrow

                series = pyarrow.table({"text": series})
            elif hasattr(series, "to_frame"):
                series = series.to_frame("text")
            if hasattr(series, "columns"):
                return cls.from_frame(series, text="text", progress=progress)
        library = library_of(texts)
        columns: dict[str, Sequence[object]] = {"text": _cells(texts, "texts")}
        for place, cell in enumerate(columns["text"]):
            if not (cell is None or isinstance(cell, str)):
                raise TypeError(f"texts must be str or None; that at {place} is {type(cell).__name__}")
        if ids is not None:
            columns["id"] = _cells(ids, "ids")
        if consent is not None:
            columns["consent"] = _cells(consent, "consent")
        for name in columns:
            if name in (meta or {}):
                raise InputError(f"meta: {name!r} is given by itself already: call it something else")
        names = [f"meta {name}" for name in meta or {}]
        columns.update(zip(names, (_cells(cells, "meta") for cells in (meta or {}).values()), strict=True))
        for name, cells in columns.items():
            if len(cells) != len(columns["text"]):
                raise InputError(f"{name}: {len(cells)} for {len(columns['text'])} texts: give one for each")
        with telling(progress) as tell:
            table = table_of({name.removeprefix("meta ") if name in names else name: c for name, c in columns.items()})
            native = _native.Round.from_arrow(
                table,
                ["text"],
                None if ids is None else "id",
                list(meta or {}),
                None if consent is None else "consent",
                tell,
            )
        return cls(native, library)

    @property
    def ids(self) -> list[str]:
        """The ids of the documents, in order."""
        return self._native.ids()

    @property
    def skipped(self) -> list[Note]:
        """What was left out, and why."""
        return [Note(*note) for note in self._native.skipped()]

    @property
    def warnings(self) -> list[Note]:
        """What was read with a reservation."""
        return [Note(*note) for note in self._native.warnings()]

    def documents(self) -> Any:
        """A frame with a row a document: id, text, and a column for each metadata field."""
        return give(self._native.documents(), self._library)

    def passages(self, unit: str = "passage") -> Any:
        """A frame with a row a passage: id, start, end and text. Vectors of one's own are given in this order."""
        return give(self._native.passages(settings(unit=unit)), self._library)

    def files(self) -> Any:
        """The reading log: a row a file that was read."""
        return give(self._native.files(), self._library)

    def __len__(self) -> int:
        return len(self._native)

    def __iter__(self) -> Iterator[Document]:
        for place in range(len(self)):
            yield Document(*self._native.document(place))

    def __getitem__(self, id: str | int) -> Document:
        """A document, by its id or its place."""
        if isinstance(id, bool):
            raise TypeError("a document has an id (str) or a place (int), not a bool")
        if not isinstance(id, str):
            place = operator.index(id)
            if not -len(self) <= place < len(self):
                raise IndexError(f"there is no document at {place}: the round has {len(self)}")
            return Document(*self._native.document(place % len(self)))
        found = self._native.place(id)
        if found is None:
            raise KeyError(f"there is no document {id!r} in the round")
        return Document(*self._native.document(found))

    def _repr_html_(self) -> str:
        return _native.round_html(self._native)

    def __repr__(self) -> str:
        skipped, warnings = len(self._native.skipped()), len(self._native.warnings())
        told = [f"skipped: {skipped}"] * (skipped > 0) + [f"warnings: {warnings}"] * (warnings > 0)
        some = f" ({', '.join(told)})" if told else ""
        return f"Round of {len(self)} document{'s' * (len(self) != 1)}{some}"

    def __reduce__(self) -> tuple[Any, ...]:
        return _load_round, (self._native.save(), self._library)


def _load_round(saved: str, library: str | None) -> Round:
    return Round(_native.Round.load(saved), library)


def _consent_column(frame: Any, taken: set[str | None]) -> str | None:
    """The column that is called consent, if there is one and it is not taken for something else."""
    found = [name for name in column_names(frame) or [] if name.strip().lower() == "consent" and name not in taken]
    if len(found) > 1:
        raise ColumnError(f"{len(found)} columns are called {found[0]!r}: name one with consent=")
    return found[0] if found else None


def _cells(cells: Iterable[object], what: str) -> list[object]:
    """A list or Series as a list; what pandas and NumPy have for "missing" is None."""
    to_list = getattr(cells, "to_list", None) or getattr(cells, "to_pylist", None) or getattr(cells, "tolist", None)
    try:
        listed = list(to_list() if to_list else cells)
    except TypeError:
        raise TypeError(f"{what} must be a list or Series, not {type(cells).__name__}") from None
    return [None if cell is None or type(cell).__name__ in ("NAType", "NaTType") or cell != cell else cell for cell in listed]


def read(
    paths: PathLike | Iterable[PathLike],
    *more: PathLike,
    text: str | Iterable[str] = (),
    id: str | None = None,
    meta: str | Iterable[str] = (),
    metadata: PathLike | None = None,
    consent: str | None = None,
    max_file_bytes: int | None = None,
    progress: Progress = None,
) -> Round:
    """Read files and folders (docx, xlsx, txt, md, csv, tsv, jsonl, json) into a round.

    Columns for text and id are found where the header is plain, or named with ``text``, ``id`` and ``meta``;
    ``metadata`` is a table with an ``id`` column that adds to the documents; ``consent`` names the column that says what senders
    allowed, as for `Round.from_frame`. Whatever is not read is listed in
    `Round.skipped` with the reason. Parquet is read by pandas, polars or pyarrow: give the frame to `Round.from_frame`.
    """
    named = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    given = [os.fspath(path) for path in (*named, *more)]
    for path in given:
        if not isinstance(path, str):
            raise TypeError(f"paths must be str or Path, not {type(path).__name__}")
    with telling(progress) as tell:
        native = _native.Round.read(
            given,
            as_list(text, "text"),
            id,
            as_list(meta, "meta"),
            None if metadata is None else os.fspath(metadata),
            consent,
            max_file_bytes,
            tell,
        )
    return Round(native)
