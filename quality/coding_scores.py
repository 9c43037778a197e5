"""How well areas agree with what people judged: top-1 accuracy, accuracy on judged pairs, F1, and calibration."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coding_sets import Judged

# From this score on a coding is told to people as sure.
SURE = 0.8


@dataclass(frozen=True)
class Given:
    """An area that was given to a document, and how sure the program says it is."""

    id: str
    area: str
    score: float


def top_one(chosen: Sequence[str], judged: Judged) -> float:
    """The share of documents whose one area is right; one without an area is wrong."""
    return statistics.fmean(area in right for area, right in zip(chosen, judged.right))


def pairs(found: Sequence[set[str]], judged: Judged, areas: Sequence[str]) -> dict[str, float]:
    """Accuracy, precision and recall in per cent on the judged pairs of each area, averaged over the areas.

    This is the arithmetic of the published results of the benchmark: no pair weighs by how many its goal has.
    """
    assert judged.wrong is not None
    rows = []
    for area in areas:
        told = [area in each for each in found]
        fits = [area in each for each in judged.right]
        misfits = [area in each for each in judged.wrong]
        tp = sum(t and f for t, f in zip(told, fits))
        fp = sum(t and m for t, m in zip(told, misfits))
        rows.append(measures(tp, fp, sum(misfits) - fp, sum(fits) - tp))
    return averaged(rows)


def measures(tp: float, fp: float, tn: float, fn: float) -> dict[str, float]:
    """Accuracy, precision and recall of one area in per cent; precision is 0 where nothing was told."""
    return {
        "accuracy": 100 * (tp + tn) / (tp + fp + tn + fn),
        "precision": 100 * tp / (tp + fp) if tp + fp else 0.0,
        "recall": 100 * tp / (tp + fn) if tp + fn else 0.0,
    }


def averaged(rows: list[dict[str, float]]) -> dict[str, float]:
    """The mean over the areas."""
    return {name: statistics.fmean(row[name] for row in rows) for name in rows[0]}


def published(rows: list[dict[str, str]]) -> tuple[dict[str, float], dict[str, float]]:
    """A published system: the averages that were printed, and the same worked out here from its counts."""
    printed = next(row for row in rows if row["sdg"] == "Average")
    counts = [[float(row[part]) for part in ["tp", "fp", "tn", "fn"]] for row in rows if row["sdg"] != "Average"]
    worked_out = averaged([measures(*each) for each in counts])
    return {name: float(printed[name]) for name in worked_out}, worked_out


def best_threshold(scores: np.ndarray, score_of) -> float:
    """The best that one threshold for all areas can do, chosen in hindsight: more than anyone can know beforehand."""
    values = np.quantile(scores, np.linspace(0.5, 0.999, 100))
    return max(score_of(scores >= value) for value in values)


def f1(found: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """F1 of documents × areas: of all cells together (micro), and the mean over the areas (macro)."""
    tp, told, fits = (found & truth).sum(axis=0), found.sum(axis=0), truth.sum(axis=0)
    each = 2 * tp / np.maximum(told + fits, 1)
    return {"micro": float(2 * tp.sum() / max((told + fits).sum(), 1)), "macro": float(each.mean())}


def calibration(given: Sequence[Given], judged: Judged) -> dict[str, float | int | None]:
    """How many codings are sure, what share of them is right, the same of the others, and the share of texts uncoded.

    Codings that nobody judged are not counted.
    """
    place = {name: number for number, name in enumerate(judged.ids)}
    right, counted = {True: 0, False: 0}, {True: 0, False: 0}
    for coding in (coding for coding in given if coding.id in place):
        document, is_sure = place[coding.id], coding.score >= SURE
        fits = coding.area in judged.right[document]
        right[is_sure] += fits
        counted[is_sure] += fits or judged.wrong is None or coding.area in judged.wrong[document]
    coded = {coding.id for coding in given} & place.keys()
    share = {is_sure: right[is_sure] / count if count else None for is_sure, count in counted.items()}
    return {
        "sure": counted[True],
        "right": share[True],
        "others": counted[False],
        "others_right": share[False],
        "uncoded": 1 - len(coded) / len(judged.ids),
    }
