"""Estimators in the manner of scikit-learn: a vectoriser, k-means, and a coder onto named areas.

Fitted models are saved with their parameters by pickle and joblib, as the library's own JSON, which later versions
read. The same input gives the same bits on any machine and any number of threads.
"""

from __future__ import annotations

import json
import math
import numbers
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from commonground import _native
from commonground._base import (
    HAS_SKLEARN,
    BaseEstimator,
    ClassifierMixin,
    ClusterMixin,
    NotFittedError,
    TransformerMixin,
)
from commonground._framework import Framework
from commonground._settings import settings

__all__ = ["AreaCoder", "CountVectorizer", "KMeans", "TfidfVectorizer"]


class _Saved:
    """What pickle keeps of an estimator: its attributes, the native model as JSON, and the version that wrote it."""

    _native_model: Any
    _model_class: Any

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        if "_native_model" in state:
            state["_native_model"] = state["_native_model"].save()
        return state | {"_commonground_version": _native.__version__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        state = state.copy()
        state.pop("_commonground_version", None)
        if "_native_model" in state:
            state["_native_model"] = self._model_class.load(state["_native_model"])
        self.__dict__.update(state)

    def __sklearn_is_fitted__(self) -> bool:
        return "_native_model" in self.__dict__

    def _fitted(self) -> Any:
        if "_native_model" not in self.__dict__:
            name = type(self).__name__
            raise NotFittedError(
                f"This {name} instance is not fitted yet. Call 'fit' with appropriate arguments before using this "
                "estimator."
            )
        return self._native_model


def _texts(X: Any) -> list[str]:
    """Texts as a list; a single string is a slip that would otherwise be read letter by letter."""
    if isinstance(X, (str, bytes)):
        raise ValueError("Iterable over raw text documents expected, string object received.")
    if hasattr(X, "ndim") and X.ndim == 2:
        if X.shape[1] != 1:
            raise ValueError(f"texts must be a list or a column of str, not an array of shape {X.shape}")
        X = X.iloc[:, 0] if hasattr(X, "iloc") else X[:, 0]
    to_list = getattr(X, "to_list", None) or getattr(X, "to_pylist", None) or getattr(X, "tolist", None)
    texts = list(to_list() if to_list else X)
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            raise TypeError(f"texts must be str; that at {place} is {type(text).__name__}: leave it out, or give ''")
    return texts


class _Vectorizer(_Saved, TransformerMixin, BaseEstimator):
    """What both vectorisers share."""

    _model_class = _native.Tfidf
    _are_counts = False

    language: str
    stop_words: str | Sequence[str] | None
    stem: bool
    phrases: bool
    min_df: int | float
    max_df: int | float
    sublinear_tf: bool
    threads: int | None

    def fit(self, raw_documents: Iterable[str], y: Any = None) -> Any:
        """Learn the vocabulary and the inverse document frequencies."""
        self.fit_transform(raw_documents)
        return self

    def fit_transform(self, raw_documents: Iterable[str], y: Any = None) -> Any:
        """Learn the vocabulary, and return the rows of the same texts: a sparse matrix, texts × terms."""
        texts = _texts(raw_documents)
        made = json.dumps(self._settings(len(texts)))
        self._native_model, rows = _native.Tfidf.fit(texts, made, self._are_counts, self.threads)
        return _csr(rows)

    def transform(self, raw_documents: Iterable[str]) -> Any:
        """The rows of texts: a sparse matrix, texts × terms. A text has the same row alone and in a batch."""
        return _csr(self._fitted().transform(_texts(raw_documents), self._are_counts, self.threads))

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """The terms in the form in which people wrote them, in the order of the columns."""
        model = self._fitted()
        surfaces, keys = model.surfaces(), model.keys()
        often: dict[str, int] = {}
        for surface in surfaces:
            often[surface] = often.get(surface, 0) + 1
        # Two terms may look alike in the form that is shown; their stems never do.
        names = [s if often[s] == 1 else f"{s} ({k})" for s, k in zip(surfaces, keys, strict=True)]
        return np.array(names, dtype=object)

    @property
    def vocabulary_(self) -> dict[str, int]:
        """The column of each term, by its name."""
        return {name: column for column, name in enumerate(self.get_feature_names_out())}

    def build_tokenizer(self) -> Callable[[str], list[str]]:
        """A function that gives the words of a text, as they stand there."""
        return _native.words

    def build_analyzer(self) -> Callable[[str], list[str]]:
        """A function that gives the terms of a text: by name if the vectoriser is fitted and knows them, else by stem."""
        analyser = json.dumps(self._settings(1)["analyser"])
        names: dict[str, str] = {}
        if self.__sklearn_is_fitted__():
            names = dict(zip(self._native_model.keys(), self.get_feature_names_out(), strict=True))

        def analyse(text: str) -> list[str]:
            stems = _native.terms(text, analyser)
            pairs = [f"{a} {b}" for a, b in zip(stems, stems[1:])] if self.phrases else []
            return [names.get(stem, stem) for stem in stems] + [names[pair] for pair in pairs if pair in names]

        return analyse

    def _settings(self, n: int) -> dict[str, Any]:
        """The settings for so many texts."""
        extra = self.stop_words if not (self.stop_words is None or isinstance(self.stop_words, str)) else ()
        if isinstance(self.stop_words, str) and self.stop_words not in ("language", "english"):
            raise ValueError(f"stop_words must be 'language', None or a list of words of your own, not {self.stop_words!r}")
        if self.stop_words == "english" and self.language != "en":
            raise ValueError(f"stop_words='english' does not go with language={self.language!r}: give 'language'")
        min_df, max_df = _least(self.min_df, n), _share(self.max_df, n)
        if max_df * n < min_df:
            raise ValueError("max_df corresponds to < documents than min_df")
        return {
            "analyser": {
                "language": self.language,
                "extra_stop_words": list(extra),
                "remove_stop_words": self.stop_words is not None,
                "stem": self.stem,
                "phrases": self.phrases,
            },
            "vocabulary": {"min_df": min_df, "phrase_min_df": min_df, "max_df": max_df},
            "sublinear": self.sublinear_tf,
        }

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.target_tags.required = False
        return tags


class TfidfVectorizer(_Vectorizer):
    """Texts to TF-IDF rows of length 1, as the library's own stages make them.

    Words are found by Unicode's rules, lower-cased, and stemmed by language; a term is told in its most frequent form.
    With ``stem=False`` and the same words, the weights are those of scikit-learn's vectoriser.

    ``stop_words`` is ``"language"`` (those of the language), ``None``, or a list of words to leave out beside those of
    the language. ``min_df`` and ``max_df`` are numbers of texts, or shares of them if they are floats.

    >>> from commonground import TfidfVectorizer
    >>> vectorizer = TfidfVectorizer()
    >>> rows = vectorizer.fit_transform(["Empty halls.", "An empty library", "The library closes"])
    >>> rows.shape
    (3, 4)
    >>> [str(name) for name in vectorizer.get_feature_names_out()]
    ['closes', 'empty', 'halls', 'library']
    """

    def __init__(
        self,
        *,
        language: str = "en",
        stop_words: str | Sequence[str] | None = "language",
        stem: bool = True,
        phrases: bool = False,
        min_df: int | float = 1,
        max_df: int | float = 1.0,
        sublinear_tf: bool = False,
        threads: int | None = None,
    ) -> None:
        self.language = language
        self.stop_words = stop_words
        self.stem = stem
        self.phrases = phrases
        self.min_df = min_df
        self.max_df = max_df
        self.sublinear_tf = sublinear_tf
        self.threads = threads

    @property
    def idf_(self) -> Any:
        """The inverse document frequency of each term."""
        return self._fitted().idf()


class CountVectorizer(_Vectorizer):
    """Texts to rows of counts, with the words and terms of `TfidfVectorizer`. It is what BERTopic wants."""

    _are_counts = True
    sublinear_tf = False

    def __init__(
        self,
        *,
        language: str = "en",
        stop_words: str | Sequence[str] | None = "language",
        stem: bool = True,
        phrases: bool = False,
        min_df: int | float = 1,
        max_df: int | float = 1.0,
        threads: int | None = None,
    ) -> None:
        self.language = language
        self.stop_words = stop_words
        self.stem = stem
        self.phrases = phrases
        self.min_df = min_df
        self.max_df = max_df
        self.threads = threads


class KMeans(_Saved, ClusterMixin, TransformerMixin, BaseEstimator):
    """Euclidean k-means by moves of single points (Hartigan's method) and exchanges of clusters.

    It minimises what scikit-learn's k-means minimises, and leaves most of the poor optima in which Lloyd's algorithm
    comes to rest. Clusters are numbered by size, the largest first. Equal points share a cluster, and the order of the
    points makes no difference. Points are read in single precision.

    ``random_state`` is the seed of all chance; ``None`` is 0, because the same input is to give the same result.

    >>> from commonground import KMeans
    >>> kmeans = KMeans(n_clusters=2).fit([[0.0], [0.2], [9.0], [0.1]])
    >>> kmeans.labels_.tolist(), kmeans.cluster_centers_.round(3).tolist()
    ([0, 0, 1, 0], [[0.1], [9.0]])
    """

    _model_class = _native.KMeans

    def __init__(
        self,
        n_clusters: int = 8,
        *,
        n_init: int | str = "auto",
        max_iter: int = 300,
        tol: float = 0.0,
        random_state: Any = None,
        threads: int | None = None,
    ) -> None:
        self.n_clusters = n_clusters
        self.n_init = n_init
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state
        self.threads = threads

    def fit(self, X: Any, y: Any = None, sample_weight: Any = None) -> Any:
        """Find the clusters of points (dense or sparse), each with a weight or all alike."""
        X = self._validated(X, reset=True)
        n = X.shape[0]
        for name in ("n_clusters", "max_iter"):
            value = getattr(self, name)
            if not isinstance(value, numbers.Integral) or isinstance(value, bool) or value < 1:
                raise ValueError(f"{name} must be an int from 1 on, not {value!r}")
        if self.n_init != "auto" and not isinstance(self.n_init, numbers.Integral):
            raise ValueError(f"n_init must be an int from 1 on or 'auto', not {self.n_init!r}")
        if n < self.n_clusters:
            raise ValueError(f"n_samples={n} should be >= n_clusters={self.n_clusters}.")
        k = int(self.n_clusters)
        model = _native.KMeans.fit(
            _points(X),
            _weights(sample_weight, n),
            k,
            10 if self.n_init == "auto" else int(self.n_init),
            int(self.max_iter),
            float(self.tol),
            _seed(self.random_state),
            self.threads,
        )
        self._native_model = model
        values, width = model.centres()
        self.cluster_centers_ = values.reshape(k, width).astype(X.dtype if X.dtype == np.float64 else np.float32)
        self.labels_ = model.labels()
        self.inertia_ = model.inertia
        self.n_iter_ = model.passes
        return self

    def fit_predict(self, X: Any, y: Any = None, sample_weight: Any = None) -> Any:
        """Find the clusters of points, and return the cluster of each."""
        return self.fit(X, sample_weight=sample_weight).labels_

    def fit_transform(self, X: Any, y: Any = None, sample_weight: Any = None) -> Any:
        """Find the clusters of points, and return the distances to their centres."""
        return self.fit(X, sample_weight=sample_weight).transform(X)

    def predict(self, X: Any) -> Any:
        """The nearest cluster of each point."""
        model = self._fitted()
        return model.predict(_points(self._validated(X, reset=False)), self.threads)

    def transform(self, X: Any) -> Any:
        """The distance of each point to each centre: points × clusters."""
        return np.sqrt(self._squared_distances(X))

    def score(self, X: Any, y: Any = None, sample_weight: Any = None) -> float:
        """Minus the sum of squared distances to the nearest centres: greater is better."""
        nearest = self._squared_distances(X).min(axis=1)
        weights = _weights(sample_weight, len(nearest))
        return -float(nearest.sum() if weights is None else (nearest * weights).sum())

    def get_feature_names_out(self, input_features: Any = None) -> Any:
        """The names of the columns of `transform`."""
        self._fitted()
        return np.array([f"kmeans{c}" for c in range(len(self.cluster_centers_))], dtype=object)

    @property
    def _n_features_out(self) -> int:
        return len(self.cluster_centers_)

    def _squared_distances(self, X: Any) -> Any:
        model = self._fitted()
        X = self._validated(X, reset=False)
        distances = model.squared_distances(_points(X), self.threads).reshape(X.shape[0], -1)
        return distances.astype(X.dtype if X.dtype == np.float32 else np.float64, copy=False)

    def _validated(self, X: Any, *, reset: bool) -> Any:
        """Points as an array or a sparse matrix of floats, held against those of the fit."""
        if HAS_SKLEARN:
            from sklearn.utils.validation import validate_data

            return validate_data(
                self, X, reset=reset, accept_sparse="csr", dtype=[np.float64, np.float32], order="C"
            )
        X = X.tocsr() if hasattr(X, "tocsr") else np.ascontiguousarray(X, dtype=np.float64)
        if len(X.shape) != 2 or (not hasattr(X, "tocsr") and not np.isfinite(X).all()):
            raise ValueError("X must have two dimensions, points × features, of finite numbers")
        if reset:
            self.n_features_in_ = X.shape[1]
        elif X.shape[1] != self.n_features_in_:
            raise ValueError(f"X has {X.shape[1]} features, but KMeans is expecting {self.n_features_in_} features")
        return X

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags


class AreaCoder(_Saved, ClassifierMixin, BaseEstimator):
    """Codes texts onto the areas of a framework: which of them each text raises (none, one or several).

    ``fit`` learns from the texts and from what the areas say of themselves; what people coded, if it is given, teaches
    it further. ``y`` has an entry a text: a list of the ids of areas (empty for "raises nothing"), or ``None`` where
    nobody coded; or it is an array of 0 and 1, texts × areas.

    >>> from commonground import AreaCoder, Framework
    >>> texts = ["We have no baseline to measure impact.", "Nobody measures the impact of our work.",
    ...          "The hall stands empty every evening.", "An empty library, and an empty hall."]
    >>> coder = AreaCoder(Framework.from_areas({"Impact": ["impact", "baseline"], "Rooms": ["hall", "library"]}))
    >>> coder.fit(texts).predict(["How do we measure impact?", "Who uses the hall?"]).tolist()
    [[1, 0], [0, 1]]
    >>> coder.areas(["How do we measure impact?"])
    [['impact']]
    """

    _model_class = _native.Coder

    def __init__(
        self,
        framework: Framework | None = None,
        *,
        language: str = "en",
        stop_words: Sequence[str] = (),
        min_df: int = 2,
        max_df: float = 0.5,
        seed: int = 0,
        threads: int | None = None,
    ) -> None:
        self.framework = framework
        self.language = language
        self.stop_words = stop_words
        self.min_df = min_df
        self.max_df = max_df
        self.seed = seed
        self.threads = threads

    def fit(self, X: Iterable[str], y: Any = None) -> Any:
        """Learn from texts and, where people coded some, from what they gave."""
        if not isinstance(self.framework, Framework):
            raise TypeError(f"framework must be a Framework, not {type(self.framework).__name__}")
        texts = _texts(X)
        made = settings(
            unit="document", language=self.language, stop_words=self.stop_words, min_df=self.min_df,
            max_df=self.max_df, seed=self.seed,
        )
        codes = None if y is None else self._codes(y, len(texts))
        self._native_model = _native.learn(texts, self.framework._native, made, codes, self.threads)
        self.classes_ = np.array(self.framework.ids, dtype=object)
        return self

    def predict(self, X: Iterable[str]) -> Any:
        """An array of 0 and 1, texts × areas: which areas each text raises."""
        model, texts = self._fitted(), _texts(X)
        given, _ = model.code(texts, self.threads)
        indicators = np.zeros((len(texts), len(self.classes_)), dtype=np.int64)
        for row, areas in enumerate(given):
            indicators[row, areas] = 1
        return indicators

    def predict_proba(self, X: Iterable[str]) -> Any:
        """How likely a person would give each area to each text (0–1): texts × areas."""
        texts = _texts(X)
        _, (likely, width) = self._fitted().code(texts, self.threads)
        return likely.reshape(len(texts), width)

    def areas(self, X: Iterable[str]) -> list[list[str]]:
        """The ids of the areas that each text raises, the likeliest first."""
        given, _ = self._fitted().code(_texts(X), self.threads)
        return [[str(self.classes_[area]) for area in areas] for areas in given]

    def score(self, X: Iterable[str], y: Any, sample_weight: Any = None) -> float:
        """F1 over all decisions (micro) on texts that people coded."""
        found, wanted = self.predict(X).astype(bool), self._indicators(y)
        weights = np.ones(len(wanted)) if sample_weight is None else np.asarray(sample_weight, dtype=float)
        both = float(((found & wanted).sum(axis=1) * weights).sum())
        either = float(((found.sum(axis=1) + wanted.sum(axis=1)) * weights).sum())
        return 2.0 * both / either if either else 1.0

    def _indicators(self, y: Any) -> Any:
        if _is_table(y):
            return np.asarray(y).astype(bool)
        place = {area: number for number, area in enumerate(self.classes_)}
        wanted = np.zeros((len(y), len(place)), dtype=bool)
        for row, areas in enumerate(y):
            wanted[row, [place[self.framework.find(area)] for area in areas or ()]] = True  # type: ignore[union-attr]
        return wanted

    def _codes(self, y: Any, n: int) -> Any:
        """What people coded, in the form in which the library reads it."""
        ids = self.framework.ids  # type: ignore[union-attr]
        if _is_table(y):
            table = np.asarray(y)
            if table.shape[1] != len(ids):
                raise ValueError(f"y has {table.shape[1]} columns, but the framework has {len(ids)} areas")
            y = [[ids[area] for area in np.flatnonzero(row)] for row in table]
        if isinstance(y, str) or len(y) != n:
            raise ValueError(f"y must have an entry for each of the {n} texts")
        rows: list[tuple[str, None, None, str | None, str]] = []
        for number, areas in enumerate(y, start=1):
            if areas is None:
                continue
            given = [areas] if isinstance(areas, str) else list(areas)
            rows += [(str(number), None, None, area, "y") for area in given or [None]]
        return _native.Codes.of(rows) if rows else None

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.target_tags.required = False
        tags.classifier_tags.multi_label = True
        return tags


def _is_table(y: Any) -> bool:
    return hasattr(y, "shape") and len(y.shape) == 2


def _csr(rows: Any) -> Any:
    """The native part's three arrays as SciPy's matrix."""
    values, columns, starts, shape = rows
    from scipy.sparse import csr_matrix

    return csr_matrix((values, columns, starts), shape=shape)


def _points(X: Any) -> Any:
    """What the native part takes: an array in single precision, or the parts of a sparse matrix."""
    if hasattr(X, "tocsr"):
        X = X.tocsr().copy()
        X.sum_duplicates()
        X.sort_indices()
        X.eliminate_zeros()
        return X.data.astype(np.float32), X.indices.astype(np.int64), X.indptr.astype(np.int64), X.shape[1]
    return np.ascontiguousarray(X, dtype=np.float32)


def _weights(weights: Any, n: int) -> Any:
    if weights is None:
        return None
    weights = np.ascontiguousarray(weights, dtype=np.float32)
    if weights.ndim == 0:
        weights = np.full(n, weights, dtype=np.float32)
    if weights.ndim != 1:
        raise ValueError("Sample weights must be 1D array or scalar")
    if len(weights) != n:
        raise ValueError(f"sample_weight.shape == {weights.shape}, expected {(n,)}!")
    if not weights.any():
        raise ValueError("sample_weight: all are zero; at least one point must have a weight")
    return weights


def _seed(random_state: Any) -> int:
    """A seed of 64 bits: an int as it is, 0 for None, a draw of a generator."""
    if random_state is None:
        return 0
    if isinstance(random_state, numbers.Integral):
        if random_state < 0:
            raise ValueError(f"random_state must not be negative: {random_state}")
        return int(random_state)
    if isinstance(random_state, np.random.RandomState):
        return int(random_state.randint(0, 2**31 - 1))
    if isinstance(random_state, np.random.Generator):
        return int(random_state.integers(0, 2**31 - 1))
    raise ValueError(f"random_state must be an int, a RandomState or None, not {random_state!r}")


def _least(min_df: int | float, n: int) -> int:
    """The least number of texts; a float is a share of them."""
    if isinstance(min_df, numbers.Integral):
        return int(min_df)
    return max(1, math.ceil(min_df * n - 1e-9))


def _share(max_df: int | float, n: int) -> float:
    """The greatest share of texts; an int is a number of them."""
    if isinstance(max_df, numbers.Integral):
        return min(1.0, max_df / n) if n else 1.0
    return float(max_df)
