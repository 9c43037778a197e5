"""commonground as its users code with it: `commonground code`, one thread, told the framework."""

import csv
import json
import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import coding_peers
import coding_sets
import embed
import fits
from coding_scores import Given
from coding_sets import Area, Judged
from ours import Ours
from process import Failed, child
from store import fingerprint

VECTORS, CUES = "vectors", "cues"
METHODS = {
    "ours": [],
    "ours-vectors": [VECTORS],
    "ours-cues": [CUES],
    "ours-cues-vectors": [CUES, VECTORS],
}
NAMES = {
    "ours": "**commonground**",
    "ours-vectors": "commonground with MiniLM vectors",
    "ours-cues": "**commonground** with ten cues a goal",
    "ours-cues-vectors": "commonground with ten cues a goal and MiniLM vectors",
}
# What a program may not have yet.
RANKED, LEARN, BRING = "--ranked", "--learn-from", "--vectors"


@dataclass(frozen=True)
class Coded:
    """What the program said: its best area for each document ("" for none), and the areas that it gave."""

    best: list[str]
    given: list[Given]
    cpu: float

    def sets(self, ids: list[str]) -> list[set[str]]:
        """The areas given, by document."""
        found: dict[str, set[str]] = {name: set() for name in ids}
        for coding in self.given:
            found[coding.id].add(coding.area)
        return [found[name] for name in ids]


@cache
def help_of(binary: Path) -> str:
    """What `commonground code --help` says."""
    return subprocess.run([binary, "code", "--help"], check=False, capture_output=True, text=True).stdout


def has(ours: Ours, flag: str) -> bool:
    """Whether `commonground code` knows a flag."""
    return re.search(rf"^\s+(-\w, )?{flag}\b", help_of(ours.binary), re.MULTILINE) is not None


def methods_of(ours: Ours, name: str) -> list[str]:
    """Our methods on a set: with cues only where we wrote some, with vectors only if this program takes them."""
    return [
        method for method, brings in METHODS.items()
        if (CUES not in brings or name == coding_sets.BENCHMARK) and (VECTORS not in brings or has(ours, BRING))
    ]


def areas_of(name: str, method: str) -> list[Area]:
    """The framework that a method is told."""
    areas = coding_sets.framework(name)
    return coding_sets.with_cues(areas) if CUES in METHODS[method] else areas


def vectors_with_areas(name: str) -> Path:
    """The vectors of a set's documents as a user brings them, and those of its areas under the ids `area:ID`."""
    source = coding_sets.prepare(name)
    rows = coding_peers.area_vectors(name)
    out = embed.vectors_path(source).with_name(f"{name}-{fingerprint(rows.tobytes())}.csv")
    if not out.is_file():
        fits.vectors_of(source)
        partial = embed.write_csv(source, out.with_suffix(".documents.csv"))
        with open(partial, "a", encoding="utf-8", newline="") as file:
            for area, vector in zip(coding_sets.framework(name), rows):
                csv.writer(file).writerow([f"area:{area.id}", *(f"{value:.6f}" for value in vector)])
        partial.replace(out)
    return out


def code(ours: Ours, name: str, method: str, judged: Judged, codes: Sequence[tuple[str, str]] = ()) -> Coded:
    """Code a set; `codes` are documents that people coded before, with an area each."""
    with tempfile.TemporaryDirectory() as folder:
        framework = coding_sets.write_framework(areas_of(name, method), Path(folder) / "framework.toml")
        # All areas are asked for, so that none of those given is left out; the first is the forced choice.
        flags: list[str | Path] = [RANKED, str(len(areas_of(name, method)))] if has(ours, RANKED) else []
        if VECTORS in METHODS[method]:
            flags += [BRING, vectors_with_areas(name)]
        if codes:
            path = Path(folder) / "codes.csv"
            with open(path, "w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([("id", "area"), *codes])
            flags += [LEARN, path]
        out = Path(folder) / "areas.csv"
        command = [ours.binary, "code", coding_sets.prepare(name), "--framework", framework, "--unit", "document"]
        _, cpu = child([*command, "--threads", "1", "--quiet", "--out", out, *flags])
        with open(out, encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    return coded(rows, judged.ids, cpu)


def coded(rows: list[dict[str, str]], ids: list[str], cpu: float) -> Coded:
    """The rows of the program's table. Without a column `given`, what has a row was given."""
    rows = [row for row in rows if row["area"]]
    if unknown := {row["id"] for row in rows} - set(ids):
        raise Failed(f"{len(unknown)} ids are not in the set, {min(unknown)} among them")
    best = {row["id"]: row["area"] for row in rows if row["rank"] == "1"}
    given = [Given(row["id"], row["area"], float(row["score"])) for row in rows if row.get("given", "yes") == "yes"]
    return Coded([best.get(name, "") for name in ids], given, cpu)


def fixture_round(ours: Ours) -> dict[str, object]:
    """The invented round: cells of the framework matrix that are as a careful reader intended, and what else is known.

    The two themes outside of the framework are known by a word of their key terms, as in tests/fixture.rs.
    """
    fixtures = coding_sets.HERE.parent / "fixtures"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report"
        command = [ours.binary, "analyse", fixtures / "round", "--framework", fixtures / "framework.toml"]
        child([*command, "--metadata", fixtures / "partnerships.csv", "--threads", "1", "--quiet", "--out", out])
        analysis = json.loads((out / "analysis.json").read_text(encoding="utf-8"))
    with open(fixtures / "intended.csv", encoding="utf-8", newline="") as file:
        intended = {(row["id"], row["area"]) for row in csv.DictReader(file)}
    matrix = analysis["coding"]["matrix"]
    told = {
        (document, area): cell["passages"] > 0
        for document, row in zip(matrix["documents"], matrix["cells"])
        for area, cell in zip(matrix["areas"], row)
    }
    raised = {area for (_, area), found in told.items() if found}
    unmatched = set(analysis["coding"]["links"]["unmatched_themes"])
    themes = {
        word: [theme["number"] for theme in analysis["themes"]
               if any(word in term["term"].lower() for term in theme["key_terms"][:5])]
        for word in ["climate", "theatre"]
    }
    return {
        "cells": len(told),
        "right": sum(found == (cell in intended) for cell, found in told.items()),
        "missed": sorted(" × ".join(cell) for cell, found in told.items() if cell in intended and not found),
        "too_many": sorted(" × ".join(cell) for cell, found in told.items() if found and cell not in intended),
        "empty": [area for area in matrix["areas"] if area not in raised],
        "unmatched": [word for word, numbers in themes.items() if numbers and numbers[0] in unmatched],
    }
