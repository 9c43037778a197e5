"""The Python peers, measured one at a time: `python_peers.py METHOD ARGUMENTS…`, a process for each run.

What is read before and written after is not counted, nor are imports. A line of JSON says what was: the CPU seconds of
the process, user and system, and what was made. Some methods prepare what others work on, or judge what they made.
"""

import csv
import gzip
import json
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parent.parent.parent / "quality"))  # see run.py
import corpora


def read(source: str) -> list[str]:
    """The texts of a file of JSON lines."""
    with open(source, encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def timed(work: Callable[[], object]) -> tuple[object, dict]:
    """Do the work once; gives what it made, and what it took."""
    cpu, wall = time.process_time(), time.perf_counter()
    made = work()
    return made, {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}


# --- texts ------------------------------------------------------------------------------------------------------


def prepare(name: str, labels: str) -> dict:
    """Write the texts of a set as they are given to all, without labels; and the labels to another file."""
    documents = corpora.read(name)
    corpora.prepare(name)
    Path(labels).write_text(json.dumps(dict(zip(documents.ids, documents.labels))), encoding="utf-8")
    return {}


def abstracts() -> Iterator[str]:
    """The texts of arxiv_abstracts, packed or not; none if they are not there."""
    path = corpora.path_of("arxiv_abstracts")
    packed = path.with_name(path.name + ".gz")
    if not (path.is_file() or packed.is_file()):
        return
    with open(path, encoding="utf-8") if path.is_file() else gzip.open(packed, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def sentences(size: str, out: str) -> dict:
    """Write so many sentences of at least 20 characters, or as many as there are."""
    count = 0
    with open(out, "w", encoding="utf-8") as file:
        for text in abstracts():
            for sentence in re.split(r"(?<=[.!?])\s+|\n+", text):
                if len(sentence) >= 20 and count < int(size):
                    file.write(json.dumps({"id": f"s{count}", "text": sentence}) + "\n")
                    count += 1
            if count == int(size):
                break
    return {"documents": count}


# --- text to rows -----------------------------------------------------------------------------------------------


def vectorised(texts: list[str], work: Callable[[], object]) -> dict:
    """What it took to make rows of texts, and what these are like."""
    rows, took = timed(work)
    return took | {"bytes": sum(len(text.encode()) for text in texts), "terms": rows.shape[1], "entries": rows.nnz}


def sklearn_settings(stop_words: str) -> dict:
    """The same weighting and limits as ours, and the same stop words."""
    words = Path(stop_words).read_text(encoding="utf-8").split("\n")
    return {"stop_words": words, "sublinear_tf": True, "min_df": 2}


def sklearn(source: str, stop_words: str) -> dict:
    """scikit-learn's TfidfVectorizer; it does not stem."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = read(source)
    vectorizer = TfidfVectorizer(**sklearn_settings(stop_words))
    return vectorised(texts, lambda: vectorizer.fit_transform(texts))


def sklearn_stemmed(source: str, stop_words: str) -> dict:
    """The same with PyStemmer, as scikit-learn's documentation adds a stemmer: behind its own analyser."""
    import Stemmer
    from sklearn.feature_extraction.text import TfidfVectorizer

    stemmer = Stemmer.Stemmer("english")

    class Stemmed(TfidfVectorizer):
        """A TfidfVectorizer whose words are stemmed."""

        def build_analyzer(self) -> Callable[[str], list[str]]:
            """The analyser, with the stemmer behind it."""
            analyse = super().build_analyzer()
            return lambda text: stemmer.stemWords(analyse(text))

    texts = read(source)
    vectorizer = Stemmed(**sklearn_settings(stop_words))
    return vectorised(texts, lambda: vectorizer.fit_transform(texts))


def hashing(source: str, stop_words: str) -> dict:
    """scikit-learn's HashingVectorizer, then the weights; it keeps no vocabulary."""
    from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
    from sklearn.pipeline import make_pipeline

    texts = read(source)
    words = sklearn_settings(stop_words)["stop_words"]
    counter = HashingVectorizer(stop_words=words, norm=None, alternate_sign=False)
    pipeline = make_pipeline(counter, TfidfTransformer(sublinear_tf=True))
    return vectorised(texts, lambda: pipeline.fit_transform(texts))


def gensim(source: str, stop_words: str) -> dict:
    """gensim's tokenise, Dictionary and TfidfModel; it does not stem here."""
    from gensim.corpora import Dictionary
    from gensim.matutils import corpus2csc
    from gensim.models import TfidfModel
    from gensim.utils import tokenize

    texts = read(source)
    stop = set(sklearn_settings(stop_words)["stop_words"])

    def work() -> object:
        documents = [[word for word in tokenize(text, lowercase=True) if word not in stop] for text in texts]
        dictionary = Dictionary(documents)
        dictionary.filter_extremes(no_below=2, no_above=1.0, keep_n=None)
        counts = [dictionary.doc2bow(document) for document in documents]
        model = TfidfModel(counts, smartirs="ltc")
        return corpus2csc(model[counts], num_terms=len(dictionary)).T

    return vectorised(texts, work)


# --- numbers ----------------------------------------------------------------------------------------------------


def make_dense(folder: str, rows: str, columns: str, k: str) -> dict:
    """Write rows around three times as many centres as are asked for, and k of the rows to start from."""
    random = np.random.default_rng(0)
    centres = 0.5 * random.standard_normal((3 * int(k), int(columns)))
    values = centres[random.integers(len(centres), size=int(rows))]
    values = (values + random.standard_normal(values.shape)).astype("<f4")
    values.tofile(Path(folder) / "rows.f32")
    values[random.choice(len(values), int(k), replace=False)].tofile(Path(folder) / "starts.f32")
    return {}


def dense(folder: str, k: str) -> tuple[np.ndarray, np.ndarray]:
    """The rows and the starts that `make_dense` wrote."""
    starts = np.fromfile(Path(folder) / "starts.f32", "<f4").reshape(int(k), -1)
    return np.fromfile(Path(folder) / "rows.f32", "<f4").reshape(-1, starts.shape[1]), starts


def kmeans_sklearn(folder: str, k: str, iterations: str, algorithm: str) -> dict:
    """scikit-learn's KMeans, by Lloyd's algorithm or Elkan's."""
    from sklearn.cluster import KMeans

    rows, starts = dense(folder, k)
    model = KMeans(int(k), init=starts, n_init=1, max_iter=int(iterations), tol=0, algorithm=algorithm)
    _, took = timed(lambda: model.fit(rows))
    model.cluster_centers_.astype("<f4").tofile(Path(folder) / f"kmeans-sklearn-{algorithm}.f32")
    return took


def kmeans_faiss(folder: str, k: str, iterations: str) -> dict:
    """faiss-cpu's Kmeans on all rows; by itself it would take a sample."""
    import faiss

    rows, starts = dense(folder, k)
    faiss.omp_set_num_threads(1)
    model = faiss.Kmeans(rows.shape[1], int(k), niter=int(iterations), max_points_per_centroid=len(rows))
    _, took = timed(lambda: model.train(rows, init_centroids=starts))
    np.asarray(model.centroids, "<f4").tofile(Path(folder) / "kmeans-faiss.f32")
    return took


def inertia(folder: str, k: str, centres: str) -> dict:
    """The mean squared distance of the rows to the nearest of the centres, in double precision."""
    rows, _ = dense(folder, k)
    found = np.fromfile(Path(folder) / centres, "<f4").reshape(int(k), -1).astype(float)
    total = 0.0
    for part in np.array_split(rows, 20):
        part = part.astype(float)
        squares = (part**2).sum(1)[:, None] - 2 * part @ found.T + (found**2).sum(1)
        total += squares.min(1).sum()
    return {"inertia": total / len(rows)}


def make_rows(folder: str, source: str, stop_words: str) -> dict:
    """Write the TF-IDF rows of the texts, for those who take them apart."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(**sklearn_settings(stop_words)).fit_transform(read(source))
    rows.sort_indices()
    rows.indptr.astype("<u4").tofile(Path(folder) / "indptr.u32")
    rows.indices.astype("<u4").tofile(Path(folder) / "indices.u32")
    rows.data.astype("<f4").tofile(Path(folder) / "values.f32")
    return {"rows": rows.shape[0], "columns": rows.shape[1]}


def sparse(folder: str):
    """The rows that `make_rows` wrote."""
    from scipy.sparse import csr_matrix

    parts = [np.fromfile(Path(folder) / name, kind)
             for name, kind in [("values.f32", "<f4"), ("indices.u32", "<u4"), ("indptr.u32", "<u4")]]
    return csr_matrix((parts[0], parts[1].astype(np.int32), parts[2].astype(np.int32)))


def svd_sklearn(folder: str, rank: str, iterations: str) -> dict:
    """scikit-learn's TruncatedSVD, randomised, with so many power iterations (5 as it comes)."""
    from sklearn.decomposition import TruncatedSVD

    rows = sparse(folder)
    model = TruncatedSVD(int(rank), n_iter=int(iterations), random_state=0)
    scores, took = timed(lambda: model.fit_transform(rows))
    (scores / model.singular_values_).astype("<f4").tofile(Path(folder) / f"svd-sklearn-{iterations}.f32")
    return took


def energy(folder: str, rank: str, left: str) -> dict:
    """The share of the squared values that the left singular vectors keep: ‖QᵀA‖² / ‖A‖² for an orthonormal Q of theirs."""
    rows = sparse(folder).astype(float)
    basis, _ = np.linalg.qr(np.fromfile(Path(folder) / left, "<f4").reshape(-1, int(rank)).astype(float))
    return {"energy": float(((rows.T @ basis) ** 2).sum() / rows.power(2).sum())}


# --- judging ----------------------------------------------------------------------------------------------------


def score(labels: str, clusters: str) -> dict:
    """How well clusters, a JSON list or CSV with `id` and `cluster`, agree with the labels by id of another file."""
    from scores import scores

    truth = json.loads(Path(labels).read_text())
    if clusters.endswith(".json"):
        return scores(list(truth.values()), json.loads(Path(clusters).read_text()))
    with open(clusters, encoding="utf-8", newline="") as file:
        found = {row["id"]: int(row["cluster"]) for row in csv.DictReader(file) if row["cluster"]}
    return scores(list(truth.values()), [found.get(name, -1) for name in truth])


METHODS = {
    function.__name__.replace("_", "-"): function
    for function in [prepare, sentences, sklearn, sklearn_stemmed, hashing, gensim, make_dense, kmeans_sklearn,
                     kmeans_faiss, inertia, make_rows, svd_sklearn, energy, score]
}


def main() -> None:
    """Do one method and say what it took."""
    warnings.filterwarnings("ignore", message="Your stop_words may be inconsistent")
    told = METHODS[sys.argv[1]](*sys.argv[2:])
    from threadpoolctl import threadpool_info

    pools = threadpool_info()
    if any(pool["num_threads"] > 1 for pool in pools):
        raise SystemExit("a numerical library uses more than one thread: set OMP_NUM_THREADS=1 and the like")
    told["kernels"] = sorted({str(pool["architecture"]) for pool in pools if pool.get("architecture")})
    print(json.dumps(told))


if __name__ == "__main__":
    main()
