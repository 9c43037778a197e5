"""The invented example round, which comes with the package."""

from __future__ import annotations

import csv
from functools import cached_property
from pathlib import Path

from commonground._codes import Codes
from commonground._framework import Framework
from commonground._round import Round, read


class Example:
    """Twelve invented submissions, as files and as what is made of them. Nothing in them is real."""

    folder: Path
    """Where the files are: the submissions in ``round``, ``partnerships.csv``, ``framework.toml`` and ``intended.csv``; and in
    ``process`` what was made of them: ``ballots.csv``, ``wishes.csv``, and the ``second-round`` a year later."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def round(self) -> Round:
        """The submissions, with their partnership, place, setting and stage."""
        return read(self.folder / "round", metadata=self.folder / "partnerships.csv")

    @cached_property
    def framework(self) -> Framework:
        """Eleven areas, with descriptions, cues and examples."""
        return Framework.load(self.folder / "framework.toml")

    @cached_property
    def codes(self) -> Codes:
        """What a careful reader gave to the submissions. Those that raise no area of the framework have none."""
        with open(self.folder / "intended.csv", encoding="utf-8", newline="") as file:
            rows = [(row["id"], row["area"]) for row in csv.DictReader(file)]
        known = set(self.framework.ids)
        given = {document: [area for id, area in rows if id == document and area in known] for document, _ in rows}
        return Codes.from_rows([(document, area) for document, areas in given.items() for area in areas or [None]])

    def __repr__(self) -> str:
        files = sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.*"))
        return f"Example of {len(files)} files in {self.folder}"


def load_example() -> Example:
    """The invented round that comes with the package: twelve submissions, a framework, and what a person coded.

    >>> import commonground as cg
    >>> example = cg.load_example()
    >>> len(example.round), len(example.framework), len(example.codes)
    (12, 11, 42)
    """
    return Example(Path(__file__).parent / "example")
