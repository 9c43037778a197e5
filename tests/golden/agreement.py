"""Makes agreement.json: what scikit-learn, krippendorff and NLTK say about the agreement of invented coders.

Run by hand, in any environment that has the three packages (their versions are kept in the file):

    python tests/golden/agreement.py

Three coders give some of four areas to sixty units; some units were not coded by some of them. The codes are drawn by
a small generator of this file's own, so that they are the same with every version of Python.

NLTK's MASI distance has 0.67 and 0.33 for two thirds and one third, so the distance is passed to it with the exact
fractions of Passonneau (2006); alpha itself is NLTK's.
"""

import json
from importlib.metadata import version
from pathlib import Path

import krippendorff
import numpy
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score, f1_score, jaccard_score, precision_score, recall_score

UNITS, AREAS, CODERS = 60, 4, 3
# How often each area is meant, and how often a coder sees what is meant or something that is not.
MEANT, SEES, MISTAKES, MISSING = (0.5, 0.25, 0.12, 0.04), (0.9, 0.75, 0.8), (0.05, 0.1, 0.08), (0.0, 0.1, 0.3)


def stream(state=20240607):
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield (state >> 11) / 2**53


def codes():
    chance = stream()
    meant = [[next(chance) < share for share in MEANT] for _ in range(UNITS)]
    coders = []
    for sees, mistakes, missing in zip(SEES, MISTAKES, MISSING):
        rows = []
        for unit in meant:
            given = [a for a in range(AREAS) if next(chance) < (sees if unit[a] else mistakes)]
            rows.append(None if next(chance) < missing else given)
        coders.append(rows)
    return coders


def masi(a, b):
    if a == b:
        return 0.0
    jaccard = len(a & b) / len(a | b)
    return 1 - jaccard * (2 / 3 if a <= b or b <= a else 1 / 3)


def jaccard_distance(a, b):
    return 0.0 if a == b else 1 - len(a & b) / len(a | b)


def number(value):
    return None if numpy.isnan(value) else float(value)


def pair(a, b):
    """The first coder measured by the second."""
    both = [(x, y) for x, y in zip(a, b) if x is not None and y is not None]
    first = numpy.array([[k in x for k in range(AREAS)] for x, _ in both], dtype=int)
    second = numpy.array([[k in y for k in range(AREAS)] for _, y in both], dtype=int)
    per_area = {}
    for name, score in (("precision", precision_score), ("recall", recall_score), ("f1", f1_score)):
        per_area[name] = [number(v) for v in score(second, first, average=None, zero_division=numpy.nan)]
        per_area[name + "_micro"] = number(score(second, first, average="micro", zero_division=numpy.nan))
        per_area[name + "_macro"] = number(score(second, first, average="macro", zero_division=numpy.nan))
    kappa = [number(cohen_kappa_score(first[:, k], second[:, k])) for k in range(AREAS)]
    used = (first + second).sum(axis=1) > 0
    return {
        "units": len(both),
        **per_area,
        "kappa": kappa,
        "agreement": [float(v) for v in (first == second).mean(axis=0)],
        "exact": float((first == second).all(axis=1).mean()),
        "jaccard": float(jaccard_score(second[used], first[used], average="samples")),
    }


def alphas(coders):
    per_area = []
    for area in range(AREAS):
        values = [[numpy.nan if x is None else float(area in x) for x in rows] for rows in coders]
        per_area.append(float(krippendorff.alpha(numpy.array(values), level_of_measurement="nominal")))
    triples = [
        (coder, unit, frozenset(x)) for coder, rows in enumerate(coders) for unit, x in enumerate(rows) if x is not None
    ]
    return {
        "alpha": per_area,
        "masi": AnnotationTask(triples, distance=masi).alpha(),
        "jaccard": AnnotationTask(triples, distance=jaccard_distance).alpha(),
    }


def main():
    coders = codes()
    golden = {
        "versions": {name: version(name) for name in ("scikit-learn", "nltk", "krippendorff")},
        "areas": AREAS,
        "coders": coders,
        "pairs": [
            {"first": a, "second": b, **pair(coders[a], coders[b])} for a in range(CODERS) for b in range(a + 1, CODERS)
        ],
        "all": alphas(coders),
        "first_two": alphas(coders[:2]),
    }
    Path(__file__).with_name("agreement.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
