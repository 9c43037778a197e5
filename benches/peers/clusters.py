"""Text to 20 clusters, on 20 Newsgroups: whole programs, from the file of texts to the clusters."""

import json
import sys

from measure import (
    CORPUS, HERE, K, LABELS, SOURCE, WORK, Programs, Result, Results, at_least, at_most, environment, megabytes, median, ratio,
    seconds, shown,
)
from process import Failed, run
from record import Target, grid

NAME = "clusters"
FAST, DEFAULT = "**commonground**, `--quality fast`", "**commonground**, as it comes"
LSA, SIB = "scikit-learn TF-IDF + LSA 100 + KMeans, n_init 10", "IBM sib-clustering, n_init 10"
CLUSTERS = WORK / "clusters"
QUALITY_PEERS = HERE.parent.parent / "quality" / "peers.py"


def settings(args) -> tuple:
    """What decides the results, beside the programs."""
    return (min(args.repeats, 3), QUALITY_PEERS.read_text(encoding="utf-8"))


def measure(programs: Programs, args) -> dict:
    """All rows by turns; repeat i has seed i for everybody."""
    rows = {
        FAST: lambda seed: ours(programs, seed, ["--quality", "fast"]),
        DEFAULT: lambda seed: ours(programs, seed, []),
        LSA: lambda seed: peer(programs, "lsa-kmeans", seed),
    }
    results = programs.by_turns(NAME, rows, min(args.repeats, 3))
    # The slowest by far, and no target hangs on it.
    return results | programs.by_turns(NAME, {SIB: lambda seed: peer(programs, "sib", seed)}, 1)


def ours(programs: Programs, seed: int, flags: list[str]) -> Result:
    """Our command, on one thread."""
    out = CLUSTERS.with_suffix(".csv")
    out.unlink(missing_ok=True)
    done = programs.command("cluster", SOURCE, "--k", str(K), "--unit", "document", "--seed", str(seed),
                            "--threads", "1", "--quiet", "--force", "--out", out, *flags)
    if not out.is_file():
        raise Failed("it wrote no clusters")
    return programs.in_python("score", LABELS, out) | {"cpu": done.cpu, "peak": done.peak}


def peer(programs: Programs, name: str, seed: int) -> Result:
    """A peer of the benchmark of quality, as it is there."""
    command = [sys.executable, QUALITY_PEERS, name, SOURCE, "--k", str(K), "--seed", str(seed)]
    done = run(command, environment())
    found = next(json.loads(line) for line in done.printed.splitlines() if line.startswith('{"method"'))
    out = CLUSTERS.with_suffix(".json")
    out.write_text(json.dumps(found["clusters"]))
    return programs.in_python("score", LABELS, out) | {"cpu": done.cpu, "peak": done.peak}


def table(results: Results) -> list[str]:
    """The table of the record."""
    rows = []
    for name in results:
        scores = [shown(median(results, name, key), 3) for key in ["v", "ari", "accuracy"]]
        rows.append([name, seconds(results, name), shown(ratio(results, name, FAST), 2), megabytes(results, name), *scores])
    return [
        f"## Text to {K} clusters: {CORPUS}",
        "",
        "Whole processes, from the file of texts to the clusters, imports included. Everybody is told k, and has seed i in repeat i.",
        "",
        *grid(["", "CPU s (range)", "÷ ours fast", "peak MB", "V", "ARI", "accuracy"], rows),
    ]


def targets(results: Results) -> list[Target]:
    """The targets of this part."""
    fast, theirs = median(results, FAST, "v"), median(results, LSA, "v")
    ahead = None if fast is None or theirs is None else fast - theirs
    peak, whole = ratio(results, FAST, LSA, "peak"), ratio(results, DEFAULT, LSA)
    return [
        at_least("text to 20 clusters at `--quality fast`: CPU of scikit-learn's pipeline ÷ ours", ratio(results, LSA, FAST), 12),
        Target("the same: V-measure above theirs", None if ahead is None else ahead >= 0.02,
               "" if ahead is None else f"{ahead:+.3f}, wanted +0.02"),
        at_most("the same: our peak memory as a share of theirs", peak, 0.6),
        at_most("at default quality: our CPU as a share of that of scikit-learn's pipeline", whole, 1.0),
    ]
