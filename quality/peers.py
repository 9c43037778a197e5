"""The peers, each at its best documented settings: a function a peer, run by run.py as a process of its own.

A function is told the texts, the vectors (where it needs them), k and a seed, and yields one or more results: the
name of the method and a cluster for each text, -1 for none. CPU seconds are those of the whole process up to the
result, imports included: user and system time as the kernel counts it, without the embedding, which is counted
once for each set.
"""

import argparse
import json
import resource
from collections.abc import Iterator
from pathlib import Path

import numpy as np

Results = Iterator[tuple[str, np.ndarray]]

# The files of this list are imported where they are used: a peer pays for its own imports only.


def tfidf_rows(texts: list[str]):
    """TF-IDF at the settings of scikit-learn's own text examples, rare words kept from two documents on."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(stop_words="english", sublinear_tf=True, min_df=2, max_df=0.5).fit_transform(texts)


def kmeans(rows, k: int, seed: int) -> np.ndarray:
    """scikit-learn's k-means, the best of ten k-means++ starts."""
    from sklearn.cluster import KMeans

    return KMeans(k, n_init=10, random_state=seed).fit_predict(rows)


def tfidf_kmeans(texts: list[str], vectors: np.ndarray, k: int, seed: int) -> Results:
    """scikit-learn: TF-IDF and k-means."""
    yield "tfidf-kmeans", kmeans(tfidf_rows(texts), k, seed)


def lsa_kmeans(texts: list[str], vectors: np.ndarray, k: int, seed: int) -> Results:
    """scikit-learn: TF-IDF, 100 dimensions of LSA, normalised, and k-means; its document clustering example."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.preprocessing import normalize

    rows = normalize(TruncatedSVD(100, random_state=seed).fit_transform(tfidf_rows(texts)))
    yield "lsa-kmeans", kmeans(rows, k, seed)


def nmf(texts: list[str], vectors: np.ndarray, k: int, seed: int) -> Results:
    """scikit-learn: NMF on TF-IDF; a text has its strongest topic. The penalties of its example made it worse."""
    from sklearn.decomposition import NMF

    model = NMF(k, init="nndsvda", beta_loss="frobenius", max_iter=400, random_state=seed)
    weights = model.fit_transform(tfidf_rows(texts))
    yield "nmf", np.where(weights.sum(axis=1) > 0, weights.argmax(axis=1), -1)


def lda(texts: list[str], vectors: np.ndarray, k: int, seed: int) -> Results:
    """tomotopy: collapsed Gibbs sampling of LDA, 1,000 rounds; fixed priors did better than optimised ones."""
    import tomotopy
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(stop_words="english").build_analyzer()
    model = tomotopy.LDAModel(k=k, min_df=2, alpha=0.1, eta=0.01, seed=seed)
    model.optim_interval = 0
    documents = [words(text) for text in texts]
    some = [number for number, tokens in enumerate(documents) if tokens]
    for number in some:
        model.add_doc(documents[number])
    model.train(1000, workers=1)
    found = np.full(len(texts), -1)
    found[some] = [int(np.argmax(document.get_topic_dist())) for document in model.docs]
    yield "lda", found


def sib(texts: list[str], vectors: np.ndarray, k: int, seed: int) -> Results:
    """IBM's sequential information bottleneck at its README's settings, stop words left out."""
    from sib import SIB
    from sklearn.feature_extraction.text import CountVectorizer

    counts = CountVectorizer(stop_words="english", max_features=10_000).fit_transform(texts)
    some = np.flatnonzero(np.asarray(counts.sum(axis=1)).ravel())
    found = np.full(len(texts), -1)
    found[some] = SIB(n_clusters=k, random_state=seed, n_init=10, n_jobs=1, max_iter=15).fit_predict(counts[some])
    yield "sib", found


def minilm_kmeans(texts: list[str], vectors: np.ndarray, k: int, seed: int) -> Results:
    """all-MiniLM-L6-v2 and k-means."""
    yield "minilm-kmeans", kmeans(vectors, k, seed)


class Reduced:
    """UMAP's result in the place of UMAP, so that it is made once for both ways to cluster it."""

    def __init__(self, rows: np.ndarray) -> None:
        self.rows = rows

    def fit(self, rows: np.ndarray, y: object = None) -> "Reduced":
        """Nothing is left to do."""
        return self

    def transform(self, rows: np.ndarray) -> np.ndarray:
        """The rows that were made before."""
        return self.rows


def bertopic(texts: list[str], vectors: np.ndarray, k: int, seed: int) -> Results:
    """BERTopic on MiniLM vectors in the three ways that its documentation tells for a number of topics.

    With k-means for HDBSCAN; as it comes, however many topics that gives; and that reduced to k topics, its outliers
    given to the nearest. UMAP and HDBSCAN have BERTopic's defaults; UMAP's chance has a seed, as is advised.
    """
    from bertopic import BERTopic
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import CountVectorizer
    from umap import UMAP

    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    shared = {"umap_model": Reduced(umap.fit_transform(vectors)), "embedding_model": None}
    shared["vectorizer_model"] = CountVectorizer(stop_words="english")
    by_kmeans = BERTopic(hdbscan_model=KMeans(k, n_init=10, random_state=seed), **shared)
    yield "bertopic-kmeans", np.array(by_kmeans.fit_transform(texts, vectors)[0])

    model = BERTopic(**shared)
    topics, _ = model.fit_transform(texts, vectors)
    yield "bertopic-free", np.array(topics)
    outliers = -1 in topics
    if len(set(topics)) - outliers > k:
        topics = model.reduce_topics(texts, nr_topics=k + outliers).topics_
    if -1 in topics and set(topics) != {-1}:
        topics = model.reduce_outliers(texts, topics, strategy="embeddings", embeddings=vectors)
    yield "bertopic", np.array(topics)


def top2vec(texts: list[str], vectors: np.ndarray, k: int, seed: int) -> Results:
    """Top2Vec on MiniLM vectors, reduced to k topics; a text has the topic that it is nearest to."""
    from top2vec import Top2Vec

    from embed import load_model

    known = dict(zip(texts, vectors))
    model = load_model()

    def encode(wanted: list[str]) -> np.ndarray:
        """The vectors of texts, which are there already, or of single words, which are not."""
        missing = [text for text in wanted if text not in known]
        if missing:
            known.update(zip(missing, model.encode(missing, normalize_embeddings=True)))
        return np.array([known[text] for text in wanted])

    umap_args = {"n_neighbors": 15, "n_components": 5, "metric": "cosine", "random_state": seed}
    found = Top2Vec(texts, embedding_model=encode, min_count=5, umap_args=umap_args, workers=1, verbose=False)
    if found.get_num_topics() > k:
        found.hierarchical_topic_reduction(k)
        topics = found.doc_top_reduced
    else:
        topics = found.doc_top
    yield "top2vec", np.array(topics)


PEERS = {
    "tfidf-kmeans": tfidf_kmeans,
    "lsa-kmeans": lsa_kmeans,
    "nmf": nmf,
    "lda": lda,
    "sib": sib,
    "minilm-kmeans": minilm_kmeans,
    "bertopic": bertopic,
    "top2vec": top2vec,
}


def main() -> None:
    """Fit one peer once, and print its results as lines of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("source", type=Path)
    parser.add_argument("--k", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--vectors", type=Path, help="a .npy file, for the peers that need one")
    args = parser.parse_args()
    with open(args.source, encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    vectors = np.load(args.vectors) if args.vectors else np.empty((0, 0))
    for method, clusters in PEERS[args.peer](texts, vectors, args.k, args.seed):
        usage = resource.getrusage(resource.RUSAGE_SELF)
        result = {"method": method, "cpu": usage.ru_utime + usage.ru_stime, "clusters": clusters.tolist()}
        print("\n" + json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
