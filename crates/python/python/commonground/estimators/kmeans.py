"""K-means."""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np

from commonground import _native
from commonground.estimators._base import HAS_SKLEARN, BaseEstimator, ClusterMixin, Saved, TransformerMixin


class KMeans(Saved, ClusterMixin, TransformerMixin, BaseEstimator):
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
