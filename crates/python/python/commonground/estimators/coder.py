"""The coder onto named areas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from commonground import _native
from commonground._framework import Framework
from commonground._settings import settings
from commonground.estimators._base import BaseEstimator, ClassifierMixin, Saved
from commonground.estimators._texts import texts_of


class AreaCoder(Saved, ClassifierMixin, BaseEstimator):
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
        texts = texts_of(X)
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
        model, texts = self._fitted(), texts_of(X)
        given, _ = model.code(texts, self.threads)
        indicators = np.zeros((len(texts), len(self.classes_)), dtype=np.int64)
        for row, areas in enumerate(given):
            indicators[row, areas] = 1
        return indicators

    def predict_proba(self, X: Iterable[str]) -> Any:
        """How likely a person would give each area to each text (0–1): texts × areas."""
        texts = texts_of(X)
        _, (likely, width) = self._fitted().code(texts, self.threads)
        return likely.reshape(len(texts), width)

    def areas(self, X: Iterable[str]) -> list[list[str]]:
        """The ids of the areas that each text raises, the likeliest first."""
        given, _ = self._fitted().code(texts_of(X), self.threads)
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
