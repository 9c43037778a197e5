"""The scikit-learn pipelines. run.py starts this file once for every run, as a process of its own.

It reads `id` and `text` from JSONL, writes CSV `id,cluster`, and prints one line of JSON: the CPU seconds of
the work itself, from the first byte read to the last one written. The imports above it are not in that figure.
"""

import argparse
import csv
import json
import time

from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import threadpool_info


def defaults(k, seed):
    """What a newcomer types. In the pinned version KMeans makes one k-means++ start."""
    return TfidfVectorizer(), KMeans(k, random_state=seed)


def tuned(n_init):
    """The settings of scikit-learn's own text examples, with rare words kept from two documents on, not five."""

    def make(k, seed):
        vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True, min_df=2, max_df=0.5)
        return vectorizer, KMeans(k, n_init=n_init, random_state=seed)

    return make


PIPELINES = {"defaults": defaults, "tuned-1": tuned(1), "tuned-10": tuned(10)}


def run(make, source, k, seed, out):
    with open(source, encoding="utf-8") as lines:
        documents = [json.loads(line) for line in lines]
    vectorizer, kmeans = make(k, seed)
    rows = vectorizer.fit_transform(document["text"] for document in documents)
    clusters = kmeans.fit_predict(rows)
    with open(out, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "cluster"])
        writer.writerows(zip((document["id"] for document in documents), clusters.tolist()))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("input")
    parser.add_argument("--pipeline", choices=PIPELINES, required=True)
    parser.add_argument("--k", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()

    started = time.process_time()
    run(PIPELINES[args.pipeline], args.input, args.k, args.seed, args.out)
    work = time.process_time() - started

    if any(pool["num_threads"] > 1 for pool in threadpool_info()):
        raise SystemExit("a numerical library uses more than one thread: set OMP_NUM_THREADS=1 and the like")
    print(json.dumps({"work_seconds": work}))


if __name__ == "__main__":
    main()
