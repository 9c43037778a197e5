"""The record of coding: the targets, then a table a question."""

import datetime
import platform
import statistics

import coding_fits
import coding_ours
import coding_scores
import coding_sets
import environment
from coding_fits import COUNTS, EXAMPLES, FIXTURE, NAMES_ONLY
from coding_peers import PEERS, REGRESSIONS
from coding_sets import BENCHMARK, GOALS_WITH_TARGETS, REUTERS, TOP_ONE
from ours import Ours
from record import Target, grid
from store import Store
from table import spread
from targets import at_least

PACKAGES = tuple(dict.fromkeys(package for peer in PEERS.values() for package in peer.packages))


def name_of(method: str) -> str:
    """What a method is called in the record."""
    return coding_ours.NAMES.get(method) or (PEERS | REGRESSIONS)[method].name


def shown(value: float | None, digits: int = 3) -> str:
    """A number, or a dash for what was not measured."""
    return "–" if value is None else f"{value:.{digits}f}"


class Found:
    """What was measured."""

    def __init__(self, store: Store, ours: Ours) -> None:
        self.store, self.ours = store, ours

    def results(self, kind: str, name: str, method: str) -> list[dict]:
        """The results of a method on a set, by seed."""
        return coding_fits.collect(self.store, self.ours, kind, name, method)

    def mean(self, kind: str, name: str, method: str, score: str) -> float | None:
        """The mean of a score over the seeds."""
        return coding_fits.mean(self.store, self.ours, kind, name, method, score)

    def top_one(self, method: str) -> float | None:
        """The mean top-1 accuracy over the sets, if it was measured on all."""
        values = [self.mean(NAMES_ONLY, name, method, "top1") for name in TOP_ONE]
        return None if None in values else statistics.fmean(values)

    def fixture(self) -> dict | None:
        """What our program made of the invented round."""
        return self.store.get(FIXTURE, "fixtures", "ours", 1, self.ours.program)

    def methods(self, name: str) -> list[str]:
        """The methods on a set, ours first."""
        return [*coding_ours.methods_of(self.ours, name), *PEERS]


def above(what: str, value: float | None, bar: float | None, digits: int = 3) -> Target:
    """Is a value above another?"""
    if value is None or bar is None:
        return Target(what, None, "")
    return Target(what, value > bar, f"{value:.{digits}f}, wanted above {bar:.{digits}f}")


def more(bar: float | None, by: float) -> float | None:
    """A bar that is higher than what a peer reached."""
    return None if bar is None else bar + by


def all_targets(found: Found) -> list[Target]:
    """The targets in the order of the issue."""
    ours, minilm = found.top_one("ours"), found.top_one("minilm")
    bars = {system: rows[0] for system, rows in published_rows().items()}
    aurora, text2sdg = (bars[name]["accuracy"] if name in bars else None for name in ["aurora-sdg", "text2sdg"])
    return [
        above("sdg_benchmark: from names, descriptions and targets alone above Aurora",
              found.mean(NAMES_ONLY, BENCHMARK, "ours", "accuracy"), aurora, 1),
        above("sdg_benchmark: with ten cues a goal above text2sdg",
              found.mean(NAMES_ONLY, BENCHMARK, "ours-cues", "accuracy"), text2sdg, 1),
        at_least("mean top-1 accuracy from names and descriptions ≥ .03 above MiniLM zero-shot", ours,
                 more(minilm, 0.03)),
        at_least("mean top-1 accuracy from names and descriptions ≥ .66", ours, 0.66),
        at_least("with MiniLM vectors brought: ≥ .08 above MiniLM zero-shot", found.top_one("ours-vectors"),
                 more(minilm, 0.08)),
        *(target for count in COUNTS for score in ["micro", "macro"] for target in from_examples(found, count, score)),
        *calibrated(found),
        *fixture_targets(found),
    ]


def from_examples(found: Found, count: int, score: str) -> list[Target]:
    """Is ours above logistic regression on TF-IDF, as it predicts, and with the best of its ways to decide?"""
    mine, *bars = (
        found.mean(EXAMPLES, f"{REUTERS}-{count}", method, score)
        for method in ["ours", *(method for method, peer in REGRESSIONS.items() if not peer.on_vectors)]
    )
    what = f"reuters21578_multi: {score}-F1 with {count} examples an area above logistic regression on TF-IDF"
    return [
        above(what, mine, bars[0]),
        above(f"{what}, the best of its ways to decide", mine, None if None in bars else max(bars)),
    ]


def calibrated(found: Found) -> list[Target]:
    """Are the codings that are told as sure right as often as they say?"""
    targets = []
    for name in [*TOP_ONE, BENCHMARK, REUTERS]:
        results = found.results(NAMES_ONLY, name, "ours")
        told = results[0]["calibration"] if results else {"right": None}
        what = f"{name}: of codings with a score ≥ {coding_scores.SURE} the share that is right"
        if results and told["right"] is None:
            targets.append(Target(what, None, "no coding is so sure"))
        else:
            targets.append(at_least(what, told["right"], coding_scores.SURE))
    return targets


def fixture_targets(found: Found) -> list[Target]:
    """The invented round."""
    result = found.fixture()
    share = result["right"] / result["cells"] if result else None
    return [
        at_least("fixture round: share of the matrix as intended ≥ .9", share, 0.9),
        Target("fixture round: both outside themes unmatched, the unraised area empty",
               None if result is None else result["empty"] == ["health"] and len(result["unmatched"]) == 2,
               f"unmatched: {', '.join(result['unmatched'])}; empty: {', '.join(result['empty'])}" if result else ""),
    ]


def top_one_table(found: Found) -> list[str]:
    """The forced choice."""
    rows = []
    for method in found.methods(TOP_ONE[0]):
        cells = [found.mean(NAMES_ONLY, name, method, "top1") for name in [*TOP_ONE, GOALS_WITH_TARGETS]]
        results = [result for name in TOP_ONE for result in found.results(NAMES_ONLY, name, method)]
        uncoded = [result["uncoded"] for result in results if "uncoded" in result]
        rows.append([name_of(method), *map(shown, cells[:-1]), shown(found.top_one(method)), shown(cells[-1]),
                     shown(max(uncoded, default=None), 2)])
    head = ["", *TOP_ONE, "mean", "sdg_passages with targets", "most without an area"]
    note = [] if coding_ours.has(found.ours, coding_ours.RANKED) else [
        "This program has no `--ranked`: what it gave no area counts as wrong, so this is no forced choice yet.", ""]
    title = "## One area for each text, from names and one-line descriptions: top-1 accuracy"
    return [title, "", *grid(head, rows), *note]


def published_rows() -> dict[str, tuple[dict[str, float], dict[str, float]]]:
    """The published systems: what was printed, and what we work out from their counts."""
    return {system: coding_scores.published(rows) for system, rows in coding_sets.published().items()}


def benchmark_table(found: Found) -> list[str]:
    """Our program, the peers and the published systems on the judged pairs, best first."""
    measures = ["accuracy", "precision", "recall"]
    rows = []
    for method in found.methods(BENCHMARK):
        cells = [found.mean(NAMES_ONLY, BENCHMARK, method, score) for score in [*measures, "top1_rule", "hindsight"]]
        who = name_of(method) + (", its strongest goal" if method in PEERS else "")
        rows.append((cells[0] or 0.0, [who, "this run", *(shown(cell, 1) for cell in cells), ""]))
    for system, (printed, worked_out) in published_rows().items():
        cells = [shown(printed[score], 1) for score in measures]
        rows.append((printed["accuracy"], [system, "published", *cells, "", "", shown(worked_out["accuracy"], 2)]))
    head = ["", "of", *measures, "accuracy if the strongest goal fits", "best threshold in hindsight",
            "accuracy worked out from its counts"]
    rows.sort(key=lambda row: -row[0])
    title = "## sdg_benchmark: 1,251 judged pairs, per cent, mean over the 17 goals"
    return [title, "", *grid(head, [row for _, row in rows])]


def reuters_table(found: Found) -> list[str]:
    """Several topics a story, from names only and from examples."""
    rows = []
    for method in found.methods(REUTERS):
        cells = [found.mean(NAMES_ONLY, REUTERS, method, score)
                 for score in ["micro", "macro", "micro_hindsight", "macro_hindsight"]]
        who = name_of(method) + (", its strongest topic" if method in PEERS else "")
        rows.append([who, *map(shown, cells)])
    head = ["from names only", "micro-F1", "macro-F1", "micro-F1, best threshold in hindsight", "macro-F1, the same"]
    lines = ["## reuters21578_multi: 20 topics, several a story; F1 on the 3,019 stories of the test split", ""]
    lines += grid(head, rows)
    rows = []
    for method in coding_fits.learners(found.ours):
        cells = []
        for count in COUNTS:
            results = found.results(EXAMPLES, f"{REUTERS}-{count}", method)
            cells += [spread([r[score] for r in results]) if results else "–" for score in ["micro", "macro"]]
        rows.append([name_of(method), *cells])
    head = ["from examples", *(f"{count} an area, {score}-F1" for count in COUNTS for score in ["micro", "macro"])]
    note = [] if coding_ours.has(found.ours, coding_ours.LEARN) else ["This program learns from no codes.", ""]
    return [*lines, *grid(head, rows), *note]


def calibration_row(what: str, results: list[dict]) -> list[str]:
    """A row of the table of calibration: means over the runs."""
    def over(part: str, digits: int) -> str:
        values = [v for result in results if (v := result["calibration"][part]) is not None]
        return shown(statistics.fmean(values) if values else None, digits)

    cells = [over("sure", 0), over("right", 3), over("others", 0), over("others_right", 3), over("uncoded", 3)]
    return [what, *cells, f"{statistics.fmean(result['cpu'] for result in results):.1f}"]


def calibration_table(found: Found) -> list[str]:
    """How far the scores can be believed."""
    rows = []
    for name in coding_sets.SETS:
        for method in coding_ours.methods_of(found.ours, name):
            if results := found.results(NAMES_ONLY, name, method):
                rows.append(calibration_row(f"{name}, {name_of(method)}", results))
    for count in COUNTS:
        for method in (method for method in coding_fits.learners(found.ours) if method in coding_ours.METHODS):
            if results := found.results(EXAMPLES, f"{REUTERS}-{count}", method):
                rows.append(calibration_row(f"{REUTERS} with {count} examples, {name_of(method)}", results))
    head = ["", f"codings with a score ≥ {coding_scores.SURE}", "share right", "other codings", "share right",
            "share of texts uncoded", "CPU s"]
    return ["## How far scores can be believed", "", *grid(head, rows)]


def fixture_table(found: Found) -> list[str]:
    """The invented round."""
    if not (result := found.fixture()):
        return []
    return [
        "## The invented round of `fixtures/`", "",
        f"{result['right']} of {result['cells']} cells of the framework matrix are as `intended.csv` has them. Missed: "
        f"{', '.join(result['missed']) or 'none'}; too many: {', '.join(result['too_many']) or 'none'}. Areas that "
        f"nobody raises by our coding: {', '.join(result['empty']) or 'none'} (intended: health). Outside themes left "
        f"unmatched: {', '.join(result['unmatched']) or 'none'} (intended: climate, theatre).", "",
    ]


def write(store: Store, ours: Ours, version: str) -> str:
    """The whole record."""
    found = Found(store, ours)
    flags = [coding_ours.RANKED, coding_ours.LEARN, coding_ours.BRING]
    missing = [flag for flag in flags if not coding_ours.has(ours, flag)]
    return "\n".join([
        "# How good is the coding?",
        "",
        f"- Machine: {environment.machine()}",
        f"- Versions: {version}; {', '.join(coding_fits.versions(PACKAGES))}; Python {platform.python_version()}",
        f"- Date: {datetime.date.today().isoformat()}",
        "- `python3 quality/coding.py`; means over 5 seeds where there is chance. How to read it: `quality/README.md`",
        *([f"- Not in this program, so not measured: {', '.join(missing)}"] if missing else []),
        "",
        "## Targets", "", "| | | found |", "|---|---|---|",
        *(target.row() for target in all_targets(found)),
        "",
        *top_one_table(found),
        *benchmark_table(found),
        *reuters_table(found),
        *calibration_table(found),
        *fixture_table(found),
    ])
