"""How well clusters agree with the known classes, and with each other."""

from collections.abc import Hashable, Sequence

from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, v_measure_score
from sklearn.metrics.cluster import contingency_matrix

Labels = Sequence[Hashable]


def accuracy(truth: Labels, found: Labels) -> float:
    """The share of documents that are right when each cluster is matched with at most one class (Hungarian)."""
    table = contingency_matrix(truth, found)
    return float(table[linear_sum_assignment(table, maximize=True)].sum() / len(truth))


def scores(truth: Labels, found: Labels) -> dict[str, float]:
    """V-measure (the same as NMI), adjusted Rand index, adjusted mutual information and accuracy.

    Documents without a cluster (-1) are not left out of the sum: all of them make one more cluster.
    """
    return {
        "v": float(v_measure_score(truth, found)),
        "ari": float(adjusted_rand_score(truth, found)),
        "ami": float(adjusted_mutual_info_score(truth, found)),
        "accuracy": accuracy(truth, found),
        "clusters": len(set(found) - {-1}),
        "unplaced": sum(cluster == -1 for cluster in found),
    }


def agreement(one: Labels, other: Labels) -> float:
    """How far two clusterings of the same documents agree: the adjusted Rand index, 1 for the same."""
    return float(adjusted_rand_score(one, other))
