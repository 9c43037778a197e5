"""The labelled public sets: where they are, which part of each is used, and what is known of it.

Nothing of a set is kept in the repository. `prepare` writes the part that is used, as `id` and `text` without
labels, to the cache folder, so that no program that is compared ever sees a label.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CACHE = HERE / ".cache"


@dataclass(frozen=True)
class Corpus:
    """A labelled set: its classes are the k that everyone is told."""

    name: str
    k: int
    topical: bool = True
    """Whether the classes are topics; those of clinc150 are what a speaker wants done."""
    titles: bool = False
    """Whether the texts are single sentences: then the co-occurrence of terms says nothing (no NPMI)."""
    large: bool = False
    """Whether slow peers get fewer seeds."""
    drop_label: str = ""
    """A label whose documents are left out."""


SETS = {
    corpus.name: corpus
    for corpus in [
        Corpus("sdg_passages", 17),
        Corpus("stackoverflow_short", 20, titles=True, large=True),
        Corpus("clinc150", 150, topical=False, titles=True, large=True, drop_label="oos"),
        Corpus("ag_news_test", 4),
        Corpus("bbc_news", 5),
        Corpus("reuters_r8", 8),
        Corpus("ohsumed", 23, large=True),
        Corpus("20newsgroups", 20, large=True),
    ]
}

# Long texts, from which small rounds are drawn; the label is the panel that judged the case study.
LONG_TEXTS = "impact_case_studies"


@dataclass(frozen=True)
class Documents:
    """The documents of a set in the order of its file; `labels` are the names of their classes."""

    ids: list[str]
    texts: list[str]
    labels: list[str]


def folder() -> Path:
    """Where the corpora are looked for."""
    return Path(os.environ.get("COMMONGROUND_CORPORA") or ROOT.parent / "shared" / "corpora")


def path_of(name: str) -> Path:
    """The file of a set, which may be missing."""
    return folder() / name / "data.jsonl"


def read(name: str) -> Documents:
    """The documents of a set that have exactly one label and are not left out."""
    dropped = SETS[name].drop_label if name in SETS else ""
    with open(path_of(name), encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row.get("label") and row["label"] != dropped]
    return Documents([row["id"] for row in rows], [row["text"] for row in rows], [row["label"] for row in rows])


def write_jsonl(path: Path, ids: list[str], texts: list[str]) -> Path:
    """Write `id` and `text`, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with open(partial, "w", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": name, "text": text}) + "\n" for name, text in zip(ids, texts))
    partial.replace(path)
    return path


def prepare(name: str) -> Path:
    """The file of `id` and `text` that all programs read; it is written when it is not there."""
    path = CACHE / "sets" / f"{name}.jsonl"
    return path if path.is_file() else write_jsonl(path, (documents := read(name)).ids, documents.texts)
