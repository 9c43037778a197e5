"""Are the key terms of the themes good? Beside c-TF-IDF, as BERTopic labels its topics, on the same clusters.

`commonground analyse` makes the themes; c-TF-IDF is worked out from the same passages of each. NPMI: how much more
often than by chance two of a theme's ten terms are in the same document of the set, the mean over all pairs of all
themes; on titles it says nothing and is left out. Diversity: the share of different terms among all.
"""

import itertools
import json
import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

import corpora
from ours import Ours
from process import Failed, say
from store import Key, Store

KIND = "labels"
TERMS = 10
SEEDS = 3
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

Themes = list[list[str]]


def words(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return WORD.findall(text.lower())


def class_tfidf(passages: dict[int, list[str]]) -> Themes:
    """The ten terms of each theme by c-TF-IDF: tf / words of the theme × ln(1 + mean words of a theme / tf in all)."""
    counts = {
        theme: Counter(word for text in texts for word in words(text)
                       if len(word) > 1 and word not in ENGLISH_STOP_WORDS)
        for theme, texts in sorted(passages.items())
    }
    everywhere = sum(counts.values(), Counter())
    mean = everywhere.total() / len(counts)
    weights = (
        {word: count / found.total() * math.log(1 + mean / everywhere[word]) for word, count in found.items()}
        for found in counts.values()
    )
    return [sorted(weight, key=lambda word: (-weight[word], word))[:TERMS] for weight in weights]


def diversity(themes: Themes) -> float:
    """The share of different terms among the terms of all themes."""
    terms = [term.lower() for theme in themes for term in theme]
    return len(set(terms)) / len(terms)


def presence(texts: Iterable[str], terms: set[str]) -> tuple[np.ndarray, dict[str, int]]:
    """Which documents have which terms, documents × terms; a term of several words is there as they stand."""
    places = {tuple(words(term)): place for place, term in enumerate(sorted(terms))}
    lengths = sorted({len(term) for term in places})
    rows = []
    for text in texts:
        found = words(text)
        grams = {tuple(found[i:i + n]) for n in lengths for i in range(len(found) - n + 1)}
        row = np.zeros(len(terms), dtype=np.float32)
        row[[places[gram] for gram in grams if gram in places]] = 1
        rows.append(row)
    return np.array(rows), {term: places[tuple(words(term))] for term in terms}


def npmi(themes: Themes, present: np.ndarray, places: dict[str, int]) -> float:
    """The mean over all pairs of terms of a theme, over all themes; -1 for a pair that is never together."""
    together = (present.T @ present) / len(present)
    pairs = []
    for theme in themes:
        for one, other in itertools.combinations((places[term.lower()] for term in theme), 2):
            both = together[one, other]
            chance = together[one, one] * together[other, other]
            pairs.append(math.log(both / chance) / -math.log(both) if 0 < both < 1 else 2 * (both > 0) - 1.0)
    return statistics.mean(pairs)


def passages_by_theme(analysis: dict, texts: dict[str, str]) -> dict[int, list[str]]:
    """The texts of the passages of each theme."""
    found = defaultdict(list)
    encoded = {name: text.encode() for name, text in texts.items()}
    for passage in analysis["passages"]:
        if passage["theme"] is not None and passage["unplaced"] is None:
            text = encoded[analysis["documents"][passage["document"]]["id"]]
            found[passage["theme"]].append(text[passage["start"]:passage["end"]].decode())
    return found


def measure(ours: Ours, corpus: corpora.Corpus, source: Path, seed: int) -> dict[str, float]:
    """Analyse a set at its number of classes, and score both kinds of terms."""
    analysis, cpu = ours.analyse(source, corpus.k, seed)
    with open(source, encoding="utf-8") as lines:
        texts = {row["id"]: row["text"] for row in map(json.loads, lines)}
    both = {
        "ours": [[term["term"] for term in theme["key_terms"]][:TERMS] for theme in analysis["themes"]],
        "ctfidf": class_tfidf(passages_by_theme(analysis, texts)),
    }
    result = {"cpu": cpu, "themes": len(analysis["themes"])}
    result |= {f"diversity_{name}": diversity(themes) for name, themes in both.items()}
    if not corpus.titles:
        terms = {term.lower() for themes in both.values() for theme in themes for term in theme}
        present, places = presence(texts.values(), terms)
        result |= {f"npmi_{name}": npmi(themes, present, places) for name, themes in both.items()}
    return result


def run_all(store: Store, ours: Ours, sets: list[str], seeds: int) -> list[str]:
    """Everything that is not there yet; gives what failed."""
    failures = []
    for name in sets:
        for seed in range(1, min(seeds, SEEDS) + 1):
            key: Key = (KIND, name, "ours-default", seed, ours.program)
            if store.get(*key):
                continue
            try:
                store.add(key, result := measure(ours, corpora.SETS[name], corpora.prepare(name), seed))
                say(f"{name}, labels, seed {seed}: {json.dumps(result)}")
            except Failed as failure:
                failures.append(f"{name}, labels, seed {seed}: {failure}")
                say(f"FAILED: {failures[-1]}")
    return failures


def collect(store: Store, ours: Ours, name: str) -> list[dict]:
    """The results on a set."""
    return [result for key, result in store.of_kind(KIND) if key[1] == name and key[4] == ours.program]
