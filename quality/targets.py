"""The targets, each worked out from what was measured: met, not met, or not measured yet."""

import statistics
from collections.abc import Callable, Iterable

import chosen_k
import corpora
import fits
import labels
import peers
import rounds
from ours import RECIPE, Ours
from record import Target
from store import Store

TOPICAL = [name for name, corpus in corpora.SETS.items() if corpus.topical]
SCORES = {"v": "V", "ari": "ARI", "accuracy": "accuracy"}
BAR = "minilm-kmeans"


class Means:
    """The means over the seeds, by method and set."""

    def __init__(self, store: Store, ours: Ours) -> None:
        self.store, self.ours = store, ours

    def on(self, method: str, corpus: str, score: str) -> float | None:
        """The mean of a method on a set, if it was measured."""
        results = fits.collect(self.store, self.ours, method, corpus)
        return statistics.mean(result[score] for result in results) if results else None

    def over(self, method: str, score: str, sets: Iterable[str] = TOPICAL) -> float | None:
        """The mean of a method over sets, if all were measured."""
        values = [self.on(method, name, score) for name in sets]
        return None if None in values else statistics.mean(values)


def peer_results() -> list[str]:
    """The names of all results of peers."""
    return [name for peer in peers.PEERS for name in fits.results_of(peer)]


def ahead(means: Means, what: str, one: str, others: list[str], sets: list[str], scores: list[str]) -> Target:
    """Is `one` ahead of all others on each set by each score?"""
    behind, missing, compared = [], 0, 0
    for name in sets:
        for score in scores:
            for other in others:
                mine, theirs = means.on(one, name, score), means.on(other, name, score)
                if mine is None or theirs is None:
                    missing += 1
                    continue
                compared += 1
                if mine <= theirs:
                    behind.append(f"{name} {SCORES[score]} {mine:.3f} to {theirs:.3f} ({other})")
    found = f"{compared - len(behind)} of {compared + missing} ahead"
    found += f", {missing} not measured" if missing else ""
    found += f"; behind: {', '.join(behind)}" if behind else ""
    return Target(what, False if behind else None if missing else True, found)


def at_least(what: str, value: float | None, bar: float | None) -> Target:
    """Is a value at least so much?"""
    if value is None or bar is None:
        return Target(what, None, "")
    return Target(what, value >= bar, f"{value:.3f}, wanted {bar:.3f}")


def ahead_on_the_mean(means: Means) -> Target:
    """Is the default ahead of every other peer on the mean over the topical sets?"""
    behind, missing = [], []
    for peer in peer_results():
        for score, name in SCORES.items():
            mine, theirs = means.over("ours-default", score), means.over(peer, score)
            if mine is None or theirs is None:
                missing.append(peer)
            elif mine <= theirs:
                behind.append(f"{peer} {name} {theirs:.3f} to our {mine:.3f}")
    found = "; ".join(filter(None, [
        f"behind: {', '.join(behind)}" if behind else "",
        f"not on all sets: {', '.join(dict.fromkeys(missing))}" if missing else "",
    ]))
    return Target("default ahead of every peer on the mean of V, ARI and accuracy over the 7 topical sets",
                  False if behind else None if missing else True, found)


def near_best_recipe(means: Means, ours: Ours) -> Target:
    """Is the default never more than .02 of V below the best of our own recipes on a set?"""
    what = "default never more than .02 of V below the best of our own recipes on a set"
    # That of brought vectors knows more than the texts.
    recipes = [name for name in ours.methods() if name.startswith(RECIPE) and name != f"{RECIPE}brought"]
    if not recipes:
        return Target(what, None, "this program has no `--recipe`")
    below, missing = [], 0
    for name in corpora.SETS:
        mine = means.on("ours-default", name, "v")
        theirs = {recipe: value for recipe in recipes if (value := means.on(recipe, name, "v")) is not None}
        if mine is None or len(theirs) < len(recipes):
            missing += 1
            continue
        best = max(theirs, key=theirs.__getitem__)
        if mine < theirs[best] - 0.02:
            below.append(f"{name} {mine:.3f} to {theirs[best]:.3f} ({best})")
    return Target(what, False if below else None if missing else True, ", ".join(below))


def small_rounds(store: Store, ours: Ours) -> list[Target]:
    """The targets on 12 documents, with a background collection and without."""
    bars = {(rounds.WITH_BACKGROUND, "with a background collection"): (0.72, 0.75),
            ("ours-default", "without a background"): (0.70, 0.55)}
    found = []
    for (method, told), wanted in bars.items():
        results = rounds.collect(store, ours, 12, method)
        for bar, score, name in zip(wanted, ["v", "stability"], ["passage NMI", "ARI between 80 % subsamples"]):
            value = statistics.mean(result[score] for result in results) if results else None
            found.append(at_least(f"12 documents {told}: {name} ≥ {bar:.2f}", value, bar))
    return found


def number_of_themes(store: Store, ours: Ours) -> list[Target]:
    """The targets on `--k auto`."""
    results = {name: chosen_k.collect(store, ours, name) for name in corpora.SETS}
    known = {name: result for name, result in results.items() if result}

    def count(what: str, is_right: Callable[[dict, int], bool], wanted: int) -> Target:
        right = [name for name, result in known.items() if is_right(result, corpora.SETS[name].k)]
        still = len(right) + len(results) - len(known)
        met = True if len(right) >= wanted else False if still < wanted else None
        return Target(what, met, f"{len(right)} of {len(known)}")

    return [
        count("`--k auto`: the true k inside the stated range on 7 of 8", chosen_k.is_inside, 7),
        count("`--k auto`: the recommendation within ±25 % of the true k on 6 of 8", chosen_k.is_close, 6),
    ]


def key_terms(store: Store, ours: Ours) -> list[Target]:
    """Are our key terms better than c-TF-IDF on the same clusters, on the mean over the sets?"""
    by_set = {name: results for name in corpora.SETS if (results := labels.collect(store, ours, name))}
    found = []
    for score in ["npmi", "diversity"]:
        results = {name: runs for name, runs in by_set.items() if f"{score}_ours" in runs[0]}
        means = [
            statistics.mean(statistics.mean(run[f"{score}_{whose}"] for run in runs) for runs in results.values())
            if results else None
            for whose in ["ours", "ctfidf"]
        ]
        found.append(at_least(f"key terms: {score} above c-TF-IDF's on the mean over the sets", *means))
    return found


def all_targets(store: Store, ours: Ours) -> list[Target]:
    """All targets in the order of the issue."""
    means = Means(store, ours)
    bar = means.over(BAR, "v")
    with_vectors = [BAR, *fits.results_of("bertopic")]
    every = list(SCORES)
    return [
        ahead(means, "default ahead of MiniLM + KMeans on V, ARI and accuracy on each topical set", "ours-default",
              [BAR], TOPICAL, every),
        ahead_on_the_mean(means),
        at_least("mean V over the 7 topical sets ≥ .04 above MiniLM + KMeans", means.over("ours-default", "v"),
                 None if bar is None else bar + 0.04),
        at_least("clinc150: V ≥ .78", means.on("ours-default", "clinc150", "v"), 0.78),
        near_best_recipe(means, ours),
        ahead(means, "with MiniLM vectors brought by the user: ahead of MiniLM + KMeans and BERTopic on all 8",
              "ours-vectors", with_vectors, list(corpora.SETS), every),
        *small_rounds(store, ours),
        *number_of_themes(store, ours),
        *key_terms(store, ours),
    ]
