#!/usr/bin/env python3
"""How fast is commonground beside its peers, and how far from what a machine can do? See README.md beside this file.

One command: it makes its environment, builds the programs, measures what has not been measured yet, and writes
record/speed.md.
"""

import argparse
import datetime
import importlib.metadata
import json
import platform
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.append(str(ROOT / "quality"))  # what both benchmarks share: the corpora, the environment, the timing

import clusters
import corpora
import dense
import environment
import scaling
import threads
import vectorise
from measure import CORPUS, LABELS, WORK, Programs
from process import Failed, say
from record import Target

PARTS = {part.NAME: part for part in [vectorise, clusters, dense, threads, scaling]}
PYTHON_PEERS = ["scikit-learn", "numpy", "scipy", "PyStemmer", "gensim", "faiss-cpu", "sib-clustering"]
RUST_PEERS = ["linfa-preprocessing", "linfa-clustering", "tantivy", "hashbrown"]


def at_least_one(text: str) -> int:
    """A number of repeats."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number, 1 or more")
    return int(text)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description="Compare the speed of commonground with that of its peers.")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART",
                        help=f"measure only these parts, from: {', '.join(PARTS)} (default: all)")
    parser.add_argument("--again", action="store_true", help="measure also what has been measured")
    parser.add_argument("--repeats", type=at_least_one, default=5, metavar="N",
                        help="runs of each row; slow rows have three at most, or one (default: 5)")
    parser.add_argument("--up-to", choices=scaling.SIZES, default="100k", metavar="SIZE",
                        help=f"the largest size of the part {scaling.NAME}, from: {', '.join(scaling.SIZES)} (default: 100k)")
    parser.add_argument("--binary", type=Path, metavar="FILE", help="measure this program; do not build one")
    parser.add_argument("--out", type=Path, default=ROOT / "record" / "speed.md", metavar="FILE",
                        help="where the tables go (default: record/speed.md)")
    return parser.parse_args()


def measured(programs: Programs, name: str, args: argparse.Namespace) -> dict | None:
    """The results of a part: measured now, or kept from before if nothing that decides them has changed.

    A part is measured in one go, because its rows are compared; one that was stopped begins anew.
    """
    part, kept = PARTS[name], WORK / f"{name}.json"
    program = programs.fingerprint(name, part.settings(args))
    before = json.loads(kept.read_text()) if kept.is_file() else {}
    is_same = before.get("program") == program
    if name not in args.only or (is_same and not args.again):
        return before["results"] if is_same else None
    failures = len(programs.failures)
    results = part.measure(programs, args)
    if len(programs.failures) == failures:
        kept.write_text(json.dumps({"program": program, "results": results}))
    return results


def rust_versions() -> list[str]:
    """The versions of the Rust peers, as they are locked."""
    lock = (HERE / "rust" / "Cargo.lock").read_text(encoding="utf-8")
    found = dict(re.findall(r'name = "([^"]+)"\nversion = "([^"]+)"', lock))
    return [f"{name} {found[name]}" for name in RUST_PEERS]


def write(results: dict[str, dict | None], version: str, args: argparse.Namespace) -> str:
    """The whole record."""
    found = {name: part for name, part in results.items() if part is not None}
    versions = [f"{name} {importlib.metadata.version(name)}" for name in PYTHON_PEERS] + rust_versions()
    tables = [line for name, part in found.items() for line in PARTS[name].table(part)]
    targets: list[Target] = [target for name in PARTS for target in PARTS[name].targets(found.get(name, {}))]
    missing = [name for name in PARTS if name not in found]
    return "\n".join([
        "# How fast is it?",
        "",
        f"- Machine: {environment.machine()}",
        f"- Versions: {version}; {', '.join(versions)}; {environment.answer(['rustc', '--version'])}; "
        f"Python {platform.python_version()}",
        f"- Date: {datetime.date.today().isoformat()}",
        f"- Medians of {args.repeats} interleaved runs unless told, one thread. How to read it: `benches/peers/README.md`",
        *([f"- Not measured for this program: {', '.join(missing)}"] if missing else []),
        "",
        "## Targets", "", "| | | found |", "|---|---|---|", *(target.row() for target in targets), "",
        *tables,
    ])


def main() -> int:
    """Skip without corpora, go into the environment, measure, and write the record."""
    args = arguments()
    if not corpora.path_of(CORPUS).is_file():
        print("skipped: no corpora")
        return 0
    environment.enter(HERE)
    programs = Programs(
        args.binary or environment.build(),
        environment.build("speed", "speed", HERE / "rust"),
    )
    programs.in_python("prepare", CORPUS, LABELS)
    results = {name: measured(programs, name, args) for name in PARTS}
    text = write(results, environment.our_version(programs.ours, not args.binary), args)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(text, encoding="utf-8")
    print(text)
    for failure in programs.failures:
        say(f"failed: {failure}")
    return 1 if programs.failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failure:
        sys.exit(f"failed: {failure}")
