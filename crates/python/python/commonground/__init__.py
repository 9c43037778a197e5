"""Finds the common ground in a round of free-text submissions, and shows the evidence.

A `Round` of documents goes in (`read`, `Round.from_frame`, `Round.from_texts`); a `Study` comes out of `analyse`: the
themes that the texts share, how many documents raise each, the sentences that say so and, with a `Framework` of named
areas, which passage speaks to which area.

What people make of that is a `StudyFolder`: their decisions about the list of areas, on disk and append-only, and the
`Ledger` of how it became what it is. `prioritise` counts ballots, `group` says who meets about what, and `compare` holds two
rounds against each other.

`TfidfVectorizer`, `CountVectorizer`, `KMeans` and `AreaCoder` are estimators in the manner of scikit-learn, and
`commonground.bertopic` shows themes in BERTopic's pictures.

>>> import commonground as cg
>>> round = cg.Round.from_texts([
...     "We cannot measure our impact, and have no baseline.",
...     "Without a baseline nobody can measure impact.",
...     "The library and the hall stand empty every evening.",
...     "An empty hall, and a library that closes at five.",
... ])
>>> study = cg.analyse(round, k=2)
>>> [theme.documents for theme in study.themes]
[2, 2]
"""

from typing import TYPE_CHECKING, Any

from commonground import exceptions
from commonground._agreement import Agreement
from commonground._codes import Codes
from commonground._compare import Comparison, compare
from commonground._example import Example, load_example
from commonground._folder import Decision, Ledger, Proposal, Replayed, StudyFolder
from commonground._framework import Area, Framework
from commonground._native import Table, __version__
from commonground._picture import Grid, Picture
from commonground._round import Document, Note, Round, read
from commonground._run import Coded, analyse, cluster, code
from commonground._study import Study
from commonground._theme import Quotation, Theme
from commonground._versions import show_versions
from commonground._votes import Groups, Priorities, group, prioritise

if TYPE_CHECKING:
    from commonground.estimators import AreaCoder, CountVectorizer, KMeans, TfidfVectorizer

__all__ = [
    "Agreement",
    "Area",
    "AreaCoder",
    "Coded",
    "Codes",
    "Comparison",
    "CountVectorizer",
    "Decision",
    "Document",
    "Example",
    "Framework",
    "Grid",
    "Groups",
    "KMeans",
    "Ledger",
    "Note",
    "Picture",
    "Priorities",
    "Proposal",
    "Quotation",
    "Replayed",
    "Round",
    "Study",
    "StudyFolder",
    "Table",
    "TfidfVectorizer",
    "Theme",
    "__version__",
    "analyse",
    "cluster",
    "code",
    "compare",
    "exceptions",
    "group",
    "load_example",
    "prioritise",
    "read",
    "show_versions",
]

_ESTIMATORS = ("AreaCoder", "CountVectorizer", "KMeans", "TfidfVectorizer")


def __getattr__(name: str) -> Any:
    # The estimators are loaded when they are asked for: scikit-learn takes a second to import.
    if name in _ESTIMATORS:
        from commonground import estimators

        return getattr(estimators, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_ESTIMATORS})
