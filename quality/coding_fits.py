"""Every method of coding on every set, each only once; what is kept of each is its scores."""

import ast
import importlib.metadata
import inspect
import random
import statistics
from functools import cache

import numpy as np

import coding_ours
import coding_peers
import coding_scores
import coding_sets
from coding_peers import PEERS, REGRESSIONS, Material
from coding_sets import BENCHMARK, REUTERS, Judged
from ours import Ours
from process import Failed, say
from store import Key, Result, Store, fingerprint

NAMES_ONLY, EXAMPLES, FIXTURE = "coding", "coding-examples", "coding-fixture"
COUNTS = [5, 20]
LEARNING = [*REGRESSIONS, "ours", "ours-vectors"]


def versions(packages: tuple[str, ...]) -> list[str]:
    """The packages with their versions."""
    return [f"{name} {importlib.metadata.version(name)}" for name in packages]


def told(name: str, method: str = "ours") -> list[str]:
    """What a framework says."""
    return [repr(area) for area in coding_ours.areas_of(name, method)]


def code_of(*parts) -> list[str]:
    """What functions and classes do, as their code says it without comments and without what they say of themselves."""
    trees = [ast.parse(inspect.getsource(each)) for each in parts]
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return [ast.unparse(tree) for tree in trees]


@cache
def peer_program(method: str, name: str) -> str:
    """The fingerprint of a peer: its versions, its code, and the framework that it is told."""
    peer = PEERS[method]
    code = code_of(peer.claims, Material, coding_peers.area_vectors, coding_peers.seeded_kmeans, peer_scores)
    return fingerprint(*versions(peer.packages), *code, *told(name))


@cache
def regression_program(method: str) -> str:
    """The fingerprint of logistic regression."""
    peer = REGRESSIONS[method]
    code = code_of(coding_peers.chances, coding_peers.regression_rows, peer.learn, draw)
    return fingerprint(*versions(peer.packages), *code, *told(REUTERS))


def program_of(method: str, ours: Ours, name: str) -> str:
    """The fingerprint of whatever does a method on a set."""
    if method in coding_ours.METHODS:
        code = code_of(our_scores, coding_scores.calibration, coding_ours.code, coding_sets.write_framework)
        return fingerprint(ours.program, *code, *told(name, method))
    return regression_program(method) if method in REGRESSIONS else peer_program(method, name)


def test_part(judged: Judged) -> np.ndarray:
    """The documents on which a set is scored: those of its test split where examples come from the other."""
    return np.array([split == "test" for split in judged.splits])


def part(judged: Judged, chosen: np.ndarray) -> Judged:
    """Some of the documents."""
    numbers = np.flatnonzero(chosen)

    def of(values: list) -> list:
        return [values[number] for number in numbers]

    wrong = None if judged.wrong is None else of(judged.wrong)
    return Judged(of(judged.ids), of(judged.texts), of(judged.right), wrong, of(judged.splits))


def cells(found: list[set[str]], areas: list[str]) -> np.ndarray:
    """Sets of areas as a table of documents × areas."""
    return np.array([[area in each for area in areas] for each in found])


def peer_scores(name: str, method: str, judged: Judged, material: Material, seed: int) -> Result:
    """Run a peer on a set and score its strongest area; what a threshold could do besides is told in hindsight."""
    claims = PEERS[method].claims(material, seed)
    areas = [area.id for area in material.areas]
    best = ["" if (row == -1).all() else areas[row.argmax()] for row in claims]
    found = [{area} - {""} for area in best]
    result: Result = {"uncoded": sum(not each for each in found) / len(found)}
    if name == BENCHMARK:
        def accuracy(fit: np.ndarray) -> float:
            sets = [{areas[area] for area in np.flatnonzero(row)} for row in fit]
            return coding_scores.pairs(sets, judged, areas)["accuracy"]

        result |= coding_scores.pairs(found, judged, areas)
        result["hindsight"] = coding_scores.best_threshold(claims, accuracy)
    elif name == REUTERS:
        chosen = test_part(judged)
        truth, told_cells = cells(judged.right, areas)[chosen], cells(found, areas)[chosen]
        result |= coding_scores.f1(told_cells, truth)
        for score in ["micro", "macro"]:
            result[f"{score}_hindsight"] = coding_scores.best_threshold(
                claims[chosen], lambda fit, score=score: coding_scores.f1(fit, truth)[score]
            )
    else:
        result["top1"] = coding_scores.top_one(best, judged)
    return result


def our_scores(name: str, judged: Judged, coded: coding_ours.Coded) -> Result:
    """Score what our program said: what it gave, and its best area where one was asked for."""
    areas = [area.id for area in coding_sets.framework(name)]
    found = coded.sets(judged.ids)
    result: Result = {"cpu": coded.cpu}
    if name == BENCHMARK:
        result |= coding_scores.pairs(found, judged, areas)
        result["top1_rule"] = coding_scores.pairs([{area} - {""} for area in coded.best], judged, areas)["accuracy"]
    elif name == REUTERS:
        chosen = test_part(judged)
        result |= coding_scores.f1(cells(found, areas)[chosen], cells(judged.right, areas)[chosen])
        judged = part(judged, chosen)
    else:
        result["top1"] = coding_scores.top_one(coded.best, judged)
    return result | {"calibration": coding_scores.calibration(coded.given, judged)}


def draw(judged: Judged, areas: list[str], count: int, seed: int) -> np.ndarray:
    """The documents that are given as examples: so many of each area from outside of the test split."""
    chance = random.Random(seed)
    chosen = np.zeros(len(judged.ids), dtype=bool)
    for area in areas:
        fitting = [n for n, right in enumerate(judged.right) if area in right and judged.splits[n] != "test"]
        chosen[chance.sample(fitting, count)] = True
    return chosen


def learnt_scores(ours: Ours, method: str, judged: Judged, material: Material, count: int, seed: int) -> Result:
    """Learn from examples, and score on the test split."""
    areas = [area.id for area in material.areas]
    examples = draw(judged, areas, count, seed)
    if method in coding_ours.METHODS:
        codes = [(judged.ids[n], area) for n in np.flatnonzero(examples) for area in sorted(judged.right[n])]
        result = our_scores(REUTERS, judged, coding_ours.code(ours, REUTERS, method, judged, codes))
    else:
        truth, chosen = cells(judged.right, areas), test_part(judged)
        found = REGRESSIONS[method].found(material, truth, examples)
        result = coding_scores.f1(found[chosen], truth[chosen])
    return result | {"examples": int(examples.sum())}


class Sets:
    """The sets that were read last, because reading and weighing them takes long."""

    def __init__(self) -> None:
        self.name = ""

    def of(self, name: str) -> tuple[Judged, Material]:
        """A set and what peers may look at."""
        if self.name != name:
            self.name, self.judged = name, coding_sets.read(name)
            self.material = Material(name, self.judged)
        return self.judged, self.material


def names_only(store: Store, ours: Ours, sets: Sets, name: str, method: str, seed: int) -> None:
    """Code from names and descriptions, unless that was done before."""
    key: Key = (NAMES_ONLY, name, method, seed, program_of(method, ours, name))
    if store.get(*key):
        return
    judged, material = sets.of(name)
    if method in PEERS:
        result = peer_scores(name, method, judged, material, seed)
    else:
        result = our_scores(name, judged, coding_ours.code(ours, name, method, judged))
    store.add(key, result)
    tell(f"{name}, {method}, seed {seed}", result)


def learn(store: Store, ours: Ours, sets: Sets, method: str, count: int, seed: int) -> None:
    """Code from examples, unless that was done before."""
    key: Key = (EXAMPLES, f"{REUTERS}-{count}", method, seed, program_of(method, ours, REUTERS))
    if store.get(*key):
        return
    judged, material = sets.of(REUTERS)
    store.add(key, result := learnt_scores(ours, method, judged, material, count, seed))
    tell(f"{REUTERS}, {count} examples, {method}, seed {seed}", result)


def tell(what: str, result: Result) -> None:
    """The scores of a result in a line."""
    say(f"{what}: {', '.join(f'{name} {value:.3f}' for name, value in result.items() if isinstance(value, float))}")


def run_all(store: Store, ours: Ours, names: list[str], methods: list[str], seeds: int) -> list[str]:
    """Everything that is not there yet; gives what failed."""
    failures, sets = [], Sets()

    def attempt(what: str, step, *args) -> None:
        try:
            step(store, ours, sets, *args)
        except Failed as failure:
            failures.append(f"{what}: {failure}")
            say(f"{what}: FAILED: {failure}")

    for name in names:
        for method in [*coding_ours.methods_of(ours, name), *PEERS]:
            for seed in range(1, min(seeds, PEERS[method].seeds if method in PEERS else 1) + 1):
                if method in methods:
                    attempt(f"{name}, {method}", names_only, name, method, seed)
    if REUTERS in names:
        for seed in range(1, seeds + 1):
            for count in COUNTS:
                for method in (method for method in learners(ours) if method in methods):
                    attempt(f"{REUTERS}, {count} examples, {method}", learn, method, count, seed)
    key: Key = (FIXTURE, "fixtures", "ours", 1, ours.program)
    if not store.get(*key):
        store.add(key, coding_ours.fixture_round(ours))
    return failures


def learners(ours: Ours) -> list[str]:
    """The methods that learn from examples; ours only if this program takes them."""
    mine = coding_ours.methods_of(ours, REUTERS) if coding_ours.has(ours, coding_ours.LEARN) else []
    return [method for method in LEARNING if method in REGRESSIONS or method in mine]


def collect(store: Store, ours: Ours, kind: str, name: str, method: str) -> list[Result]:
    """The results of a method, by seed; `name` is a set, with the number of examples behind it where it learns."""
    wanted = (name, method), program_of(method, ours, REUTERS if kind == EXAMPLES else name)
    found = [(key[3], result) for key, result in store.of_kind(kind) if (key[1:3], key[4]) == wanted]
    return [result for _, result in sorted(found, key=lambda pair: pair[0])]


def mean(store: Store, ours: Ours, kind: str, name: str, method: str, score: str) -> float | None:
    """The mean of a score over the seeds, if it was measured."""
    values = [result[score] for result in collect(store, ours, kind, name, method) if score in result]
    return statistics.fmean(values) if values else None
