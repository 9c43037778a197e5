"""Texts as estimators are given them."""

from __future__ import annotations

from typing import Any


def texts_of(X: Any) -> list[str]:
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
