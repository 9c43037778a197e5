"""The base classes of the estimators: scikit-learn's where it is installed, else the little of it that we need.

So the estimators are true ones to scikit-learn (clone, pipelines, searches, tags), and work without it.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from commonground import _native

if TYPE_CHECKING:

    class _Without:
        def get_params(self, deep: bool = True) -> dict[str, Any]: ...
        def set_params(self, **params: Any) -> Any: ...
        def __sklearn_tags__(self) -> Any: ...

    class BaseEstimator(_Without): ...

    class TransformerMixin: ...

    class ClusterMixin: ...

    class ClassifierMixin: ...

    class NotFittedError(ValueError, AttributeError): ...

    HAS_SKLEARN: bool
else:
    try:
        from sklearn.base import BaseEstimator, ClassifierMixin, ClusterMixin, TransformerMixin
        from sklearn.exceptions import NotFittedError

        HAS_SKLEARN = True
    except ImportError:
        HAS_SKLEARN = False

        class NotFittedError(ValueError, AttributeError):
            """The estimator has not been fitted."""

        class BaseEstimator:
            """Parameters are the arguments of the constructor."""

            def get_params(self, deep=True):
                """The parameters, by name."""
                return {name: getattr(self, name) for name in _names(self)}

            def set_params(self, **params):
                """Set parameters by name."""
                known = _names(self)
                for name, value in params.items():
                    if name not in known:
                        told = ", ".join(known)
                        raise ValueError(f"{type(self).__name__} has no parameter {name!r}; its parameters are {told}")
                    setattr(self, name, value)
                return self

            def __repr__(self):
                defaults = inspect.signature(type(self).__init__).parameters
                given = [
                    f"{name}={value!r}"
                    for name, value in self.get_params().items()
                    if value is not defaults[name].default
                ]
                return f"{type(self).__name__}({', '.join(given)})"

        class TransformerMixin:
            """Fits and transforms at once."""

            def fit_transform(self, X, y=None, **params):
                """Fit to X and transform it."""
                return self.fit(X, y, **params).transform(X)

        class ClusterMixin:
            """Fits and predicts at once."""

            def fit_predict(self, X, y=None, **params):
                """Fit to X and return the clusters."""
                return self.fit(X, y, **params).labels_

        class ClassifierMixin:
            """A classifier."""


def _names(estimator: Any) -> list[str]:
    """The names of the parameters."""
    return [name for name in inspect.signature(type(estimator).__init__).parameters if name != "self"]


class Saved:
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
