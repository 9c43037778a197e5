"""How far the areas agree with what people coded."""

from __future__ import annotations

import json
from textwrap import fill
from typing import Any

from commonground import _native
from commonground._frames import give


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
        return "\n".join(fill(sentence, 100) for sentence in self.sentences) or "Agreement: nothing could be compared"
