"""The vectorisers."""

from __future__ import annotations

import json
import math
import numbers
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from commonground import _native
from commonground.estimators._base import BaseEstimator, Saved, TransformerMixin
from commonground.estimators._texts import texts_of


class _Vectorizer(Saved, TransformerMixin, BaseEstimator):
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
        texts = texts_of(raw_documents)
        made = json.dumps(self._settings(len(texts)))
        self._native_model, rows = _native.Tfidf.fit(texts, made, self._are_counts, self.threads)
        return _csr(rows)

    def transform(self, raw_documents: Iterable[str]) -> Any:
        """The rows of texts: a sparse matrix, texts × terms. A text has the same row alone and in a batch."""
        return _csr(self._fitted().transform(texts_of(raw_documents), self._are_counts, self.threads))

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


def _csr(rows: Any) -> Any:
    """The native part's three arrays as SciPy's matrix."""
    values, columns, starts, shape = rows
    from scipy.sparse import csr_matrix

    return csr_matrix((values, columns, starts), shape=shape)


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
