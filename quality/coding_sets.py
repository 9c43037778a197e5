"""The sets for coding: documents with the areas that fit, and the framework that everyone is given.

The frameworks in `frameworks/` were written once from general knowledge of the classes, without looking at the texts.
The 17 goals are read from the corpora when they are needed, and are not kept in the repository.
"""

import json
import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

import corpora
from corpora import CACHE, HERE
from store import fingerprint

FRAMEWORKS = HERE / "frameworks"
GOALS = "sdg_passages"
BENCHMARK = "sdg_benchmark"
REUTERS = "reuters21578_multi"

# One area a document: mean top-1 accuracy.
TOP_ONE = ["20newsgroups", "ag_news_test", "sdg_passages", "clinc150"]
# The same passages with the targets of the goals besides: shown, and not in the mean.
GOALS_WITH_TARGETS = "sdg_passages_targets"
CORPORA = {GOALS_WITH_TARGETS: GOALS}
SETS = [*TOP_ONE, GOALS_WITH_TARGETS, BENCHMARK, REUTERS]
# What clinc150's areas are: its ten domains, and not its 150 intents.
LABEL_KEY = {"clinc150": "domain"}


@dataclass(frozen=True)
class Area:
    """An area as all methods are told of it."""

    id: str
    name: str
    description: str = ""
    targets: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Name and description, for a method that wants one text."""
        return f"{self.name}. {self.description}" if self.description else self.name


@dataclass(frozen=True)
class Judged:
    """The documents of a set in the order of its file, and the areas that are known to fit each and known not to.

    `wrong` is None where every area that does not fit is wrong; in the benchmark of the goals few were judged.
    """

    ids: list[str]
    texts: list[str]
    right: list[set[str]]
    wrong: list[set[str]] | None
    splits: list[str]


def slug(label: str) -> str:
    """The id of an area, made of the label of a class."""
    if goal := re.match(r"SDG (\d+):", label):
        return f"sdg-{goal[1]}"
    return re.sub(r"[^a-z0-9.]+", "-", label.lower()).strip("-")


def corpus_of(name: str) -> str:
    """The folder of a set's documents."""
    return CORPORA.get(name, name)


def is_there(name: str) -> bool:
    """Whether the corpora have what a set needs."""
    needed = [corpora.path_of(corpus_of(name))]
    if name in [GOALS, GOALS_WITH_TARGETS, BENCHMARK]:
        needed.append(corpora.folder() / GOALS / "areas.json")
    return all(path.is_file() for path in needed)


def published() -> dict[str, list[dict[str, str]]]:
    """The published results of the benchmark: a row an area, and one of averages, by the name of the system."""
    path = corpora.folder() / BENCHMARK / "peer_results.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def read(name: str) -> Judged:
    """The documents of a set; those of no area at all (out of scope) are left out where one area is right for each."""
    name = corpus_of(name)
    with open(corpora.path_of(name), encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    wrong = None
    if name == BENCHMARK:
        labels = [row["labels"] for row in rows]
        wrong = [set(map(slug, row["not_labels"])) for row in rows]
    elif name == REUTERS:
        known = {area.id for area in framework(name)}
        labels = [[label for label in row["labels"] if slug(label) in known] for row in rows]
    else:
        dropped = corpora.SETS[name].drop_label
        rows = [row for row in rows if row.get("label") and row["label"] != dropped]
        labels = [[row[LABEL_KEY.get(name, "label")]] for row in rows]
    right = [set(map(slug, each)) for each in labels]
    known = {area.id for area in framework(name)}
    if unknown := set().union(*right) - known:
        raise ValueError(f"{name}: no area for {', '.join(sorted(unknown))}")
    texts = [row["text"] for row in rows]
    return Judged([row["id"] for row in rows], texts, right, wrong, [row.get("split", "") for row in rows])


def prepare(name: str) -> Path:
    """The file of `id` and `text` that all programs read; it is written when it is not there."""
    name = corpus_of(name)
    if name in corpora.SETS:
        return corpora.prepare(name)
    path = CACHE / "sets" / f"{name}.jsonl"
    return path if path.is_file() else corpora.write_jsonl(path, (documents := read(name)).ids, documents.texts)


def goals() -> list[Area]:
    """The 17 goals: names without their numbers, descriptions, and targets without theirs."""
    rows = json.loads((corpora.folder() / GOALS / "areas.json").read_text(encoding="utf-8"))
    return [
        Area(slug(row["name"]), row["name"].split(":", 1)[1].strip(), row["description"],
             tuple(target.split(" ", 1)[1] for target in row["targets"]))
        for row in rows
    ]


def framework(name: str) -> list[Area]:
    """The areas of a set; those of the benchmark have targets besides."""
    if name in [BENCHMARK, GOALS_WITH_TARGETS]:
        return goals()
    if name == GOALS:
        return [replace(area, targets=()) for area in goals()]
    return read_framework(name)


def read_framework(name: str) -> list[Area]:
    """The areas of a framework file."""
    with open(FRAMEWORKS / f"{name}.toml", "rb") as file:
        rows = tomllib.load(file)["area"]
    return [Area(row["id"], row["name"], row.get("description", ""), (), tuple(row.get("cues", ()))) for row in rows]


def with_cues(areas: list[Area]) -> list[Area]:
    """The goals with the cues that we wrote for them."""
    cues = {area.id: area.cues for area in read_framework("sdg_cues")}
    return [replace(area, cues=cues[area.id]) for area in areas]


def write_framework(areas: list[Area], path: Path) -> Path:
    """A framework file for the program. The targets belong to what counts as raising the area: its description."""
    lines = ['name = "Measured"', 'version = "1"']
    for area in areas:
        description = " ".join([area.description, *(target.rstrip(".") + "." for target in area.targets)]).strip()
        # A JSON string is a TOML string, if it is kept to ASCII.
        lines += ["", "[[area]]", f"id = {json.dumps(area.id)}", f"name = {json.dumps(area.name)}"]
        lines += [f"description = {json.dumps(description)}"] if description else []
        lines += [f"cues = {json.dumps(area.cues)}"] if area.cues else []
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def area_rows(name: str) -> tuple[list[str], list[str]]:
    """The texts of the areas that are embedded: `area:ID` for name and description, `area:ID:N` for its Nth target."""
    rows = [(f"area:{area.id}", area.text) for area in framework(name)]
    rows += [
        (f"area:{area.id}:{number}", target)
        for area in framework(name)
        for number, target in enumerate(area.targets, start=1)
    ]
    return [row[0] for row in rows], [row[1] for row in rows]


def prepare_areas(name: str) -> Path:
    """The file of the areas' texts; its name follows what is in it, so that its vectors do too."""
    ids, texts = area_rows(name)
    path = CACHE / "sets" / f"{name}-areas-{fingerprint(*ids, *texts)}.jsonl"
    return path if path.is_file() else corpora.write_jsonl(path, ids, texts)
