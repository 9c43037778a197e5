"""commonground as its users run it: the release binary, one thread, told k and a seed.

`METHODS` has what is measured. A method whose flags this binary does not have is left out, and the record says so.
"""

import csv
import json
import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpora import CACHE
from process import Failed, child
from store import fingerprint

# What stands for a file in the flags below.
VECTORS = "{vectors}"

METHODS: dict[str, list[str]] = {
    "ours-default": [],
    "ours-fast": ["--quality", "fast"],
    "ours-best": ["--quality", "best"],
    "ours-vectors": ["--vectors", VECTORS],
}
RECIPE = "ours-recipe:"


@dataclass(frozen=True)
class Unit:
    """A unit that was clustered: a document, or a passage of one from byte `start` to byte `end`."""

    id: str
    cluster: int
    start: int = 0
    end: int = 0


class Ours:
    """A binary of commonground, and the fingerprint by which its results are known.

    What runs is a copy: a build while the benchmark runs must not change what is measured.
    """

    def __init__(self, binary: Path) -> None:
        content = binary.read_bytes()
        self.program = fingerprint(content)
        self.binary = CACHE / "bin" / self.program / "commonground"
        if not self.binary.is_file():
            self.binary.parent.mkdir(parents=True, exist_ok=True)
            partial = self.binary.with_suffix(".partial")
            partial.write_bytes(content)
            partial.chmod(0o755)
            partial.replace(self.binary)

    @cached_property
    def help(self) -> str:
        """What `commonground cluster --help` says."""
        command = [self.binary, "cluster", "--help"]
        return subprocess.run(command, check=False, capture_output=True, text=True).stdout

    def has(self, flag: str) -> bool:
        """Whether `commonground cluster` knows a flag."""
        return re.search(rf"^\s+(-\w, )?{flag}\b", self.help, re.MULTILINE) is not None

    def recipes(self) -> list[str]:
        """The names that `--recipe` takes: the single recipes, and the default that is made of them."""
        found = re.search(r"^\s+(?:-\w, )?--recipe\b.*?(?=^\s+(?:-\w, )?--\w|\Z)", self.help, re.DOTALL | re.MULTILINE)
        if not found:
            return []
        if inline := re.search(r"\[possible values: ([^\]]+)\]", found[0]):
            return re.split(r",\s*", inline[1].strip())
        return re.findall(r"^\s+- ([\w-]+)", found[0], re.MULTILINE)

    def methods(self) -> dict[str, list[str]]:
        """The methods that this binary has, with their flags; the recipes are asked of the binary."""
        brought = {"brought": ["--vectors", VECTORS]}
        recipes = {f"{RECIPE}{name}": ["--recipe", name, *brought.get(name, [])] for name in self.recipes()}
        return {
            name: flags
            for name, flags in (METHODS | recipes).items()
            if all(self.has(flag) for flag in flags if flag.startswith("--"))
        }

    def cluster(
        self,
        source: Path,
        k: int | str,
        seed: int,
        flags: Sequence[str | Path] = (),
        unit: str = "document",
    ) -> tuple[list[Unit], float, dict]:
        """Cluster a file; gives the units ordered by id and place, the CPU seconds, and the manifest."""
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "clusters.csv"
            command = [self.binary, "cluster", source, "--k", str(k), "--unit", unit, "--seed", str(seed)]
            _, cpu = child([*command, "--threads", "1", "--quiet", "--out", out, *flags])
            if not out.is_file():
                raise Failed("it wrote no clusters")
            with open(out, encoding="utf-8", newline="") as file:
                units = [
                    Unit(row["id"], int(row["cluster"]), int(row.get("start") or 0), int(row.get("end") or 0))
                    for row in csv.DictReader(file)
                ]
            manifest = out.with_name(out.name + ".manifest.json")
            return units, cpu, json.loads(manifest.read_text()) if manifest.is_file() else {}

    def background(self, source: Path, out: Path) -> Path:
        """Learn a background from a file."""
        child([self.binary, "background", source, "--threads", "1", "--quiet", "--force", "--out", out])
        return out

    def analyse(self, source: Path, k: int | str, seed: int) -> tuple[dict, float]:
        """The analysis of a file, and its CPU seconds."""
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "report"
            command = [self.binary, "analyse", source, "--k", str(k), "--seed", str(seed)]
            _, cpu = child([*command, "--threads", "1", "--quiet", "--out", out])
            return json.loads((out / "analysis.json").read_text(encoding="utf-8")), cpu


def clusters_of(units: list[Unit], ids: list[str]) -> list[int]:
    """The cluster of each document, in the order of `ids`; -1 for one that the program left out."""
    found = {unit.id: unit.cluster for unit in units}
    if unknown := found.keys() - set(ids):
        raise Failed(f"{len(unknown)} ids are not in the set, {min(unknown)} among them")
    return [found.get(name, -1) for name in ids]
