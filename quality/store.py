"""What has been measured, so that a run that was stopped goes on where it was: a JSON line a result.

A result is known by what was measured, on which set, by which method, with which seed, and by a fingerprint of the
program that did it: for ours a hash of the binary, for a peer its versions and settings. Results of other
fingerprints stay in the file and are not looked at. Clusters are kept beside, because the stability between runs
needs them; texts are not.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from corpora import CACHE

RESULTS = CACHE / "results.jsonl"
Key = tuple[str, str, str, int, str]
Result = dict[str, object]


def fingerprint(*parts: str | bytes) -> str:
    """A short hash of what decides a result."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
        digest.update(b"\0")
    return digest.hexdigest()[:12]


class Store:
    """The results by their key: kind, set, method, seed and fingerprint."""

    def __init__(self, path: Path = RESULTS) -> None:
        self.path = path
        self.results: dict[Key, Result] = {}
        if path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                try:
                    entry = json.loads(line)
                except json.JSONDecodeError:
                    continue  # the line that was being written when a run was stopped
                self.results[tuple(entry["key"])] = entry["result"]

    def get(self, *key: str | int) -> Result | None:
        """The result of a key, if there is one."""
        return self.results.get(key)

    def add(self, key: Key, result: Result) -> None:
        """Keep a result, at once and for good."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "a+", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "result": result}) + "\n")
        self.results[key] = result

    def of_kind(self, kind: str) -> Iterator[tuple[Key, Result]]:
        """All results of a kind, whatever program they are of."""
        return ((key, result) for key, result in self.results.items() if key[0] == kind)


def clusters_path(key: Key) -> Path:
    """Where the clusters of a result are kept."""
    kind, corpus, method, seed, program = key
    return CACHE / "clusters" / kind / corpus / f"{method}-{seed}-{program}.npy".replace(":", "_")


def keep_clusters(key: Key, clusters: list[int]) -> None:
    """Keep the cluster of each document, in the order of the set."""
    path = clusters_path(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path, np.array(clusters, dtype=np.int32))


def kept_clusters(key: Key) -> np.ndarray | None:
    """The clusters of a result, if they are still there."""
    path = clusters_path(key)
    return np.load(path) if path.is_file() else None
