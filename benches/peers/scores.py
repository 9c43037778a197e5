"""How well clusters agree with the known classes: V-measure, adjusted Rand index and accuracy.

run.py starts this file after each run; it is not timed. It prints one line of JSON.
"""

import argparse
import csv
import json

from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score, v_measure_score
from sklearn.metrics.cluster import contingency_matrix

UNPLACED = "unplaced"


def accuracy(truth, found):
    """The share of documents that are right when each cluster is matched with at most one class (Hungarian)."""
    table = contingency_matrix(truth, found)
    return table[linear_sum_assignment(table, maximize=True)].sum() / len(truth)


def scores(truth, found):
    """Scores of two lists of labels in the same order."""
    return {
        "v": float(v_measure_score(truth, found)),
        "ari": float(adjusted_rand_score(truth, found)),
        "accuracy": float(accuracy(truth, found)),
    }


def read_clusters(path):
    """The cluster of each id. Columns other than `id` and `cluster` are ignored."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if not {"id", "cluster"} <= set(rows.fieldnames or []):
            raise SystemExit(f"expected the columns id and cluster, found {rows.fieldnames}")
        clusters = {}
        for row in rows:
            if row["id"] in clusters:
                raise SystemExit(f"the id {row['id']} is there twice")
            clusters[row["id"]] = row["cluster"]
    return clusters


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", help="JSONL with id and label")
    parser.add_argument("clusters", help="CSV with id and cluster")
    args = parser.parse_args()

    with open(args.corpus, encoding="utf-8") as lines:
        truth = {document["id"]: document["label"] for document in map(json.loads, lines)}
    clusters = read_clusters(args.clusters)
    if unknown := clusters.keys() - truth.keys():
        raise SystemExit(f"{len(unknown)} ids are not in the corpus, {min(unknown)} among them")

    # A document without a cluster is not left out of the sum: all of them make one more cluster.
    found = [clusters.get(id) or UNPLACED for id in truth]
    print(json.dumps({**scores(list(truth.values()), found), "unplaced": found.count(UNPLACED)}))


if __name__ == "__main__":
    main()
