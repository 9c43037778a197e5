"""Settings: keyword arguments as the library's settings. The defaults are those of the command."""

from __future__ import annotations

import json
import operator
import math
from collections.abc import Sequence
from typing import Any

from commonground.exceptions import SettingError

PHRASE_MIN_DF = 3


def tfidf_settings(
    *,
    language: str = "en",
    stop_words: Sequence[str] = (),
    min_df: int = 2,
    max_df: float = 0.5,
    phrases: bool = True,
) -> dict[str, Any]:
    """How texts become terms and rows."""
    if isinstance(stop_words, str):
        raise TypeError("stop_words must be a list of str, not a str")
    min_df = whole("min_df", min_df, 1)
    if isinstance(max_df, float) and not math.isfinite(max_df):
        raise SettingError(f"max_df must be a share of the documents from 0 to 1, not {max_df}")
    return {
        "analyser": {"language": language, "extra_stop_words": list(stop_words), "phrases": phrases},
        # Whoever wants no rare words wants no rarer phrases either.
        "vocabulary": {"min_df": min_df, "phrase_min_df": max(PHRASE_MIN_DF, min_df), "max_df": max_df},
    }


def settings(
    *,
    k: int | str = "auto",
    unit: str = "passage",
    quality: str = "default",
    recipe: str | None = None,
    engine: str = "sequential",
    keep_noise: bool = False,
    seed: int = 0,
    **terms: Any,
) -> str:
    """The settings of a run, as JSON."""
    if isinstance(k, bool) or not (k == "auto" or hasattr(k, "__index__")):
        raise TypeError(f"k must be an int or 'auto', not {k!r}")
    given: dict[str, Any] = {
        "k": k if isinstance(k, str) else whole("k", k, 1),
        "passages": {"unit": unit},
        "tfidf": tfidf_settings(**terms),
        "engine": engine,
        "quality": quality,
        "seed": whole("seed", seed, 0),
    }
    if recipe is not None:
        given["space"] = {"recipe": recipe}
    if keep_noise:
        given["noise"] = {"non_answers": False, "boilerplate": False, "campaigns": False}
    return json.dumps(given, default=_plain)


def whole(name: str, number: Any, least: int) -> int:
    """A setting that is a whole number."""
    if isinstance(number, bool) or not hasattr(number, "__index__"):
        raise TypeError(f"{name} must be an int, not {number!r}")
    if not least <= operator.index(number) < 2**63:
        raise SettingError(f"{name} must be a whole number from {least}, not {number}")
    return operator.index(number)


def thread_count(threads: Any) -> int | None:
    """How many threads; none for as many as there are cores."""
    return None if threads is None else whole("threads", threads, 1)


def _plain(number: Any) -> int | float:
    """A number of NumPy as one of Python."""
    return operator.index(number) if hasattr(number, "__index__") else float(number)
