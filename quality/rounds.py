"""Small rounds: 12 or 30 long texts, cut into passages by commonground, and clustered.

A round is drawn from the impact case studies: units of assessment that lie apart (one of each main panel of REF2014
for four), with as many case studies each. The class of a passage is its document's. Passage NMI says how well the
clusters find the units again; the ARI of two random 80 % of the passages, on those in both, says how far the result
hangs on the sample. A background collection is all the other case studies.
"""

import random
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import corpora
import fits
from ours import Ours, Unit
from process import Failed, say
from scores import agreement, scores
from store import Key, Store, fingerprint

KIND = "round"
# Single rounds lie .13 of NMI apart: the mean of 50 is known to .02.
ROUNDS = 50
SHARE = 0.8

# The main panels of REF2014: its units of assessment, by a word of each name.
MAIN_PANELS = {
    "A": ["Clinical", "Public Health", "Allied Health", "Psychology", "Biological", "Agriculture"],
    "B": ["Earth", "Chemistry", "Physics", "Mathematical", "Computer", "Aeronautical", "Electrical", "General Eng"],
    "C": ["Architecture", "Geography", "Economics", "Business", "Law", "Politics", "Social Work", "Sociology",
          "Anthropology", "Education", "Sport"],
    "D": ["Area", "Modern", "English", "History", "Classics", "Philosophy", "Theology", "Art and", "Music",
          "Communication"],
}


@dataclass(frozen=True)
class Shape:
    """How many units of assessment, and how many case studies of each."""

    units: int
    each: int

    @property
    def documents(self) -> int:
        """How many documents a round of this shape has."""
        return self.units * self.each


SHAPES = {shape.documents: shape for shape in [Shape(4, 3), Shape(6, 5)]}

WITH_BACKGROUND = "ours-background"
PEERS = ["tfidf-kmeans", "lsa-kmeans", "minilm-kmeans"]


@dataclass(frozen=True)
class Round:
    """The case studies of a round, and the others, by their place in the file."""

    drawn: list[int]
    others: list[int]


def panel_of(unit: str) -> str:
    """The main panel of a unit of assessment."""
    return next(panel for panel, names in MAIN_PANELS.items() if any(unit.startswith(name) for name in names))


def draw(documents: corpora.Documents, shape: Shape, seed: int) -> Round:
    """Draw a round: units from the four main panels by turns, then case studies from each."""
    chance = random.Random(seed)
    by_unit = defaultdict(list)
    for place, unit in enumerate(documents.labels):
        by_unit[unit].append(place)
    by_panel = {panel: [] for panel in MAIN_PANELS}
    for unit in sorted(by_unit):
        if len(by_unit[unit]) >= shape.each:
            by_panel[panel_of(unit)].append(unit)
    turns = [chance.sample(units, len(units)) for units in chance.sample(list(by_panel.values()), len(by_panel))]
    units = [units[turn] for turn in range(max(map(len, turns))) for units in turns if turn < len(units)]
    drawn = sorted(place for unit in units[:shape.units] for place in chance.sample(by_unit[unit], shape.each))
    return Round(drawn, sorted(set(range(len(documents.ids))) - set(drawn)))


def passages(ours: Ours, documents: corpora.Documents, round_: Round, folder: Path) -> tuple[list[Unit], list[str]]:
    """The passages of a round as commonground cuts them, and their texts."""
    texts = {documents.ids[place]: documents.texts[place] for place in round_.drawn}
    source = corpora.write_jsonl(folder / "round.jsonl", list(texts), list(texts.values()))
    units, _, _ = ours.cluster(source, 2, 0, ["--quality", "fast"], unit="passage")
    return units, [texts[unit.id].encode()[unit.start:unit.end].decode() for unit in units]


def fit_ours(ours: Ours, names: list[str], texts: list[str], k: int, flags: list, folder: Path) -> list[int]:
    """The cluster of each passage of a sample; each is brought as a document of one passage."""
    source = corpora.write_jsonl(folder / "sample.jsonl", names, texts)
    units, _, _ = ours.cluster(source, k, 0, flags, unit="passage")
    found = {unit.id: unit.cluster for unit in units}
    return [found.get(name, -1) for name in names]


def all_vectors(ours: Ours, documents: corpora.Documents) -> dict[str, np.ndarray]:
    """MiniLM vectors of all passages of the collection, by text."""
    everything = Round(list(range(len(documents.ids))), [])
    with tempfile.TemporaryDirectory() as folder:
        units, texts = passages(ours, documents, everything, Path(folder))
    names = [f"{unit.id}@{unit.start}" for unit in units]
    # Another cut of the texts makes other passages: the name of the file says which these are.
    path = corpora.CACHE / "sets" / f"passages-{fingerprint(*texts)}.jsonl"
    if not path.is_file():
        corpora.write_jsonl(path, names, texts)
    return dict(zip(texts, np.load(fits.vectors_of(path))))


def fit_peer(peer: str, texts: list[str], vectors: dict[str, np.ndarray], k: int) -> list[int]:
    """The cluster of each passage by a peer, in this process: nothing is timed here."""
    import peers

    if peer == "minilm-kmeans":
        return peers.kmeans(np.array([vectors[text] for text in texts]), k, 0).tolist()
    rows = peers.tfidf_rows(texts)
    if peer == "lsa-kmeans":
        from sklearn.decomposition import TruncatedSVD
        from sklearn.preprocessing import normalize

        rows = normalize(TruncatedSVD(min(50, min(rows.shape) - 1), random_state=0).fit_transform(rows))
    return peers.kmeans(rows, k, 0).tolist()


def methods_of(ours: Ours) -> dict[str, list[str]]:
    """Our methods on small rounds, with their flags; `--background` is filled in later."""
    found = {name: flags for name, flags in ours.methods().items() if "--vectors" not in flags}
    if ours.has("--background"):
        found[WITH_BACKGROUND] = ["--background"]
    return found


def measure(
    whole: list[int], fit: Callable[[list[int]], list[int]], truth: list[str], seed: int
) -> dict[str, float]:
    """Score the clusters of all passages, and compare those of two random 80 % of them."""
    found = []
    for half in (1, 2):
        kept = sorted(random.Random(1000 * seed + half).sample(range(len(truth)), round(SHARE * len(truth))))
        found.append(dict(zip(kept, fit(kept))))
    both = sorted(found[0].keys() & found[1].keys())
    stability = agreement([found[0][place] for place in both], [found[1][place] for place in both])
    return scores(truth, whole) | {"stability": stability, "passages": len(truth)}


def run_round(store: Store, ours: Ours, documents: corpora.Documents, size: int, seed: int, methods: list[str]) -> None:
    """Measure every method on a round, unless that was done before."""
    shape = SHAPES[size]
    ways = methods_of(ours)
    todo: dict[str, Key] = {}
    for method in [*ways, *PEERS]:
        if method in methods or method == WITH_BACKGROUND and "ours-default" in methods:
            key = (KIND, str(size), method, seed, program_of(method, ours))
            if not store.get(*key):
                todo[method] = key
    if not todo:
        return
    vectors = all_vectors(ours, documents) if "minilm-kmeans" in todo else {}
    drawn = draw(documents, shape, seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        units, texts = passages(ours, documents, drawn, folder)
        label = dict(zip(documents.ids, documents.labels))
        others = corpora.write_jsonl(folder / "background.jsonl", [documents.ids[i] for i in drawn.others],
                                     [documents.texts[i] for i in drawn.others])
        if WITH_BACKGROUND in todo:
            background = ours.background(others, folder / "background.json")
        k = shape.units
        names = [f"{unit.id}#{number}" for number, unit in enumerate(units)]
        for method, key in todo.items():
            if method in ways:
                flags = [*ways[method], *([background] if method == WITH_BACKGROUND else [])]
                whole = [unit.cluster for unit in ours.cluster(folder / "round.jsonl", k, 0, flags, "passage")[0]]

                def fit(kept: list[int], flags: list = flags) -> list[int]:
                    some = [texts[place] for place in kept]
                    return fit_ours(ours, [names[place] for place in kept], some, k, flags, folder)

            else:

                def fit(kept: list[int], peer: str = method) -> list[int]:
                    return fit_peer(peer, [texts[place] for place in kept], vectors, k)

                whole = fit(list(range(len(texts))))
            result = measure(whole, fit, [label[unit.id] for unit in units], seed)
            store.add(key, result)
            say(f"{size} documents, {method}, round {seed}: NMI {result['v']:.3f}, ARI {result['stability']:.3f}")


def program_of(method: str, ours: Ours) -> str:
    """The fingerprint of a method on small rounds; the passages are cut by ours."""
    return ours.program if method.startswith("ours-") else fits.peer_program(method)


def run_all(store: Store, ours: Ours, methods: list[str]) -> list[str]:
    """All rounds that are not there yet; gives what failed."""
    if not corpora.path_of(corpora.LONG_TEXTS).is_file():
        say(f"skipped: {corpora.LONG_TEXTS} is not among the corpora")
        return []
    documents = corpora.read(corpora.LONG_TEXTS)
    failures = []
    for size in SHAPES:
        for seed in range(1, ROUNDS + 1):
            try:
                run_round(store, ours, documents, size, seed, methods)
            except Failed as failure:
                failures.append(f"{size} documents, round {seed}: {failure}")
                say(f"FAILED: {failures[-1]}")
    return failures


def collect(store: Store, ours: Ours, size: int, method: str) -> list[dict]:
    """The results of a method on rounds of a size."""
    program = program_of(method, ours)
    return [result for key, result in store.of_kind(KIND) if key[1:3] == (str(size), method) and key[4] == program]


def mean_sd(results: list[dict], name: str) -> tuple[float, float]:
    """Mean and standard deviation of a figure."""
    values = [result[name] for result in results]
    return statistics.mean(values), statistics.stdev(values) if len(values) > 1 else 0.0
