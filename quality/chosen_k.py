"""Is the number of classes found? `--k auto`, which is told nothing.

The recommendation and the range are read from the manifest of `commonground cluster` (`k.k` and `k.plausible`, or
`k.choice.plausible`). A program whose manifest has only the number of clusters is asked for a range through
`commonground analyse`, which clusters passages; the record says which.
"""

from pathlib import Path

import corpora
from ours import Ours
from process import Failed, say
from store import Key, Store

KIND = "k"
TOLERANCE = 0.25


def plausible_of(k: object) -> list[int] | None:
    """The range, wherever it is in the part of a manifest or an analysis that speaks of k."""
    if not isinstance(k, dict):
        return None
    return k.get("plausible") or plausible_of(k.get("choice"))


def measure(ours: Ours, source: Path) -> dict[str, object]:
    """The recommendation and the range for a set, and where the range is from."""
    _, cpu, manifest = ours.cluster(source, "auto", 1)
    chosen = manifest.get("k") or {}
    recommended = manifest["counts"]["clusters"]
    if plausible := plausible_of(chosen):
        return {"k": chosen.get("k", recommended), "plausible": plausible, "from": "cluster", "cpu": cpu}
    analysis, more = ours.analyse(source, "auto", 1)
    found = {"k": recommended, "plausible": plausible_of(analysis["k"]), "from": "analyse", "cpu": cpu}
    return found | {"analysed": analysis["k"]["k"], "cpu": cpu + more}


def is_inside(result: dict, k: int) -> bool:
    """Whether the true number is in the range."""
    return bool(result["plausible"]) and result["plausible"][0] <= k <= result["plausible"][1]


def is_close(result: dict, k: int) -> bool:
    """Whether the recommendation is within a quarter of the true number."""
    return abs(result["k"] - k) <= TOLERANCE * k


def run_all(store: Store, ours: Ours, sets: list[str]) -> list[str]:
    """Every set that is not there yet; gives what failed."""
    failures = []
    for name in sets:
        key: Key = (KIND, name, "ours-default", 1, ours.program)
        if store.get(*key):
            continue
        try:
            store.add(key, result := measure(ours, corpora.prepare(name)))
            say(f"{name}, k = {corpora.SETS[name].k}: {result}")
        except Failed as failure:
            failures.append(f"{name}, k: {failure}")
            say(f"FAILED: {failures[-1]}")
    return failures


def collect(store: Store, ours: Ours, name: str) -> dict | None:
    """The result on a set."""
    return store.get(KIND, name, "ours-default", 1, ours.program)
