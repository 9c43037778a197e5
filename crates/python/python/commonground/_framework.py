"""Frameworks: the analysts' codebooks."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from commonground import _native


@dataclass(frozen=True)
class Area:
    """One named area of a framework."""

    name: str
    """The name that people gave it."""
    id: str = ""
    """A short name for tables; made of the name if there is none."""
    description: str = ""
    """What counts as raising it."""
    cues: tuple[str, ...] = ()
    """Words and phrases that point to it; a final ``*`` stands for any ending."""
    excludes: tuple[str, ...] = ()
    """Phrases in which a cue is meant otherwise."""
    examples: tuple[str, ...] = ()
    """Sentences that would be coded with it."""
    parent: str | None = None
    """The id of the area that it is a part of."""


class Framework:
    """The list of areas onto which a round is coded, in the analysts' order. It never changes.

    >>> import commonground as cg
    >>> framework = cg.Framework.from_areas({"Measuring impact": ["measur*", "baseline"], "Housing": []})
    >>> framework
    Framework 'framework' of 2 areas: measuring-impact, housing
    >>> framework["measuring-impact"].cues
    ('measur*', 'baseline')
    """

    def __init__(self, native: _native.Framework) -> None:
        self._native = native
        given = json.loads(native.to_json())
        self.name: str = given["name"]
        self.version: str = given["version"]
        self.areas: tuple[Area, ...] = tuple(map(_area, given["areas"]))

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Framework:
        """Read a framework from TOML, or make one of a list (txt, md), a table (csv, tsv) or JSON of areas."""
        path = Path(path)
        if path.suffix.lower() == ".toml":
            return cls.from_toml(path.read_text(encoding="utf-8-sig"))
        native, _ = _native.Framework.from_codebook(str(path), path.stem)
        return cls(native)

    @classmethod
    def from_toml(cls, text: str) -> Framework:
        """Read a framework from the text of a TOML file."""
        if not isinstance(text, str):
            raise TypeError(f"text must be a str, not {type(text).__name__}")
        return cls(_native.Framework.from_toml(text))

    @classmethod
    def from_areas(
        cls,
        areas: Iterable[Area | Mapping[str, Any] | str] | Mapping[str, Iterable[str]],
        name: str = "framework",
        version: str = "",
    ) -> Framework:
        """Make a framework of areas: names with their cues, or `Area` objects, dicts of their fields, or mere names."""
        if isinstance(areas, (str, bytes)):
            raise TypeError("areas must be a list of areas or a dict of names and cues, not a single str")
        if isinstance(areas, Mapping):
            areas = [{"name": name, "cues": _cues(name, cues)} for name, cues in areas.items()]
        given = [_fields(area) for area in areas]
        return cls(_native.Framework.from_areas(json.dumps(given), name, version))

    def to_toml(self) -> str:
        """The framework as the text of a TOML file."""
        return self._native.to_toml()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the framework to a TOML file."""
        Path(path).write_text(self.to_toml(), encoding="utf-8", newline="\n")

    @property
    def ids(self) -> list[str]:
        """The ids of the areas, in order."""
        return [area.id for area in self.areas]

    def find(self, area: str) -> str:
        """The id of an area, given its id or its name."""
        for known, told in zip(self.areas, self._native.told(), strict=True):
            if area in (known.id, known.name, told):
                return known.id
        raise KeyError(f"there is no area {area!r}; the areas are {', '.join(self.ids)}")

    def __getitem__(self, area: str) -> Area:
        return self.areas[self.ids.index(self.find(area))]

    def __len__(self) -> int:
        return len(self.areas)

    def __iter__(self) -> Iterator[Area]:
        return iter(self.areas)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Framework) and self._native.to_json() == other._native.to_json()

    def __hash__(self) -> int:
        return hash(self._native.to_json())

    def __repr__(self) -> str:
        return f"Framework {self.name!r} of {len(self)} areas: {', '.join(self.ids)}"

    def __reduce__(self) -> tuple[Any, ...]:
        return _load_framework, (self._native.to_json(),)


def _area(given: dict[str, Any]) -> Area:
    fields: dict[str, Any] = {name: tuple(cell) if isinstance(cell, list) else cell for name, cell in given.items()}
    return Area(**fields)


def _load_framework(saved: str) -> Framework:
    return Framework(_native.Framework.from_json(saved))


def _cues(name: str, cues: Iterable[str]) -> list[str]:
    if isinstance(cues, str):
        raise TypeError(f"the cues of {name!r} must be a list of str, not a str")
    return list(cues)


def _fields(area: Area | Mapping[str, Any] | str) -> dict[str, Any]:
    if isinstance(area, str):
        return {"name": area}
    if isinstance(area, Area):
        return asdict(area)
    if isinstance(area, Mapping):
        return dict(area)
    raise TypeError(f"an area must be an Area, a dict or a name, not {type(area).__name__}")
