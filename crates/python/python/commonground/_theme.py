"""Themes, and what is quoted for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from commonground import _native


@dataclass(frozen=True)
class Quotation:
    """A slice of a document: the text stands there as it is told."""

    document: str
    """The document's id."""
    start: int
    """The first byte of the slice (UTF-8)."""
    end: int
    """The byte after the last."""
    text: str
    score: float
    """How well it stands for what it illustrates (0–1; only for comparing within one theme or area)."""
    passage: int
    """The number of the passage that it is from."""

    def __str__(self) -> str:
        return f"“{self.text}” ({self.document})"


@dataclass(frozen=True)
class Theme:
    """A cluster of passages, told to people."""

    number: int
    """From 1; the most widely raised theme is 1."""
    label: str
    """A proposal for a name."""
    key_terms: tuple[str, ...]
    """The terms that set it apart, strongest first."""
    quotations: tuple[Quotation, ...]
    """Passages that stand for it, best first."""
    documents: int
    """How many documents raise it, …"""
    of_documents: int
    """… of so many."""
    passages: int
    """How many passages raise it."""
    is_common: bool
    """Whether enough documents raise it to call it common ground."""
    is_mixed: bool
    """Whether its key terms seldom stand together: it may be several things. A hint and no finding; that it is False proves nothing."""
    stability: str | None
    """Whether it would be found again in other documents like these: stable, fragile or dissolves."""
    details: dict[str, Any]
    """All that the analysis tells about it."""

    _study: ClassVar[_native.Study | None] = None

    def _repr_html_(self) -> str | None:
        shown: str | None = self.__dict__.get("_html")
        return shown if self._study is None else _native.theme_html(self._study, self.number)

    def __getstate__(self) -> dict[str, Any]:
        # A theme that is sent elsewhere takes along what it shows, and not all documents.
        kept = {name: value for name, value in self.__dict__.items() if name != "_study"}
        return kept | {"_html": self._repr_html_()}

    def __repr__(self) -> str:
        rare = "" if self.is_common else " (fewer than three documents)"
        stable = f", {self.stability}" if self.stability else ""
        mixed = ", perhaps mixed" if self.is_mixed else ""
        raised = f"{self.documents} of {self.of_documents} documents"
        return f"Theme {self.number}: {self.label}: {raised}{rare}{stable}{mixed}"


class Themes(tuple[Theme, ...]):
    """The themes of a study, the most widely raised first."""

    def _repr_html_(self) -> str | None:
        study = self[0]._study if self else None
        return None if study is None else _native.study_html(study)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self)) or "No theme"


def theme_of(given: dict[str, Any], study: _native.Study) -> Theme:
    """A theme of what the analysis tells."""
    prevalence, stability = given["prevalence"], given["stability"]
    theme = Theme(
        number=given["number"],
        label=given["label"],
        key_terms=tuple(term["term"] for term in given["key_terms"]),
        quotations=tuple(Quotation(**quotation) for quotation in given["quotations"]),
        documents=prevalence["documents"],
        of_documents=prevalence["of_documents"],
        passages=prevalence["passages"],
        is_common=given["is_common"],
        is_mixed=given["is_mixed"],
        stability=stability and stability["verdict"],
        details=given,
    )
    # What it shows is drawn when it is asked for; a theme that is changed (`dataclasses.replace`) shows its fields alone.
    object.__setattr__(theme, "_study", study)
    return theme
