#!/usr/bin/env python3
"""How good are the clusters, beside the peers and on public sets? See README.md beside this file.

One command: it makes its environment, builds the program, measures what has not been measured yet, and writes
record/quality.md.
"""

import argparse
import sys
from pathlib import Path

import corpora
import environment
from process import Failed, say

SECTIONS = ["fits", "rounds", "labels", "k", "table"]


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description="Compare the clusters of commonground with those of its peers.")
    parser.add_argument("--sets", nargs="+", choices=corpora.SETS, default=list(corpora.SETS), metavar="NAME",
                        help=f"the sets to run, from: {', '.join(corpora.SETS)} (default: all)")
    parser.add_argument("--methods", nargs="+", metavar="NAME",
                        help="the methods to run, such as ours-default or minilm-kmeans (default: all)")
    parser.add_argument("--seeds", type=int, default=5, metavar="N", help="runs of each (default: 5)")
    parser.add_argument("--binary", type=Path, metavar="FILE", help="measure this program; do not build one")
    parser.add_argument("--only", choices=SECTIONS, nargs="+", default=SECTIONS, metavar="PART",
                        help=f"only these parts, from: {', '.join(SECTIONS)} (default: all)")
    parser.add_argument("--out", type=Path, default=environment.ROOT / "record" / "quality.md", metavar="FILE",
                        help="where the table goes (default: record/quality.md)")
    return parser.parse_args()


def measure(args: argparse.Namespace) -> int:
    """Run the parts that were asked for; everything imported here is in the environment only."""
    import chosen_k
    import fits
    import labels
    import peers
    import rounds
    import table
    from ours import Ours
    from store import Store

    ours = Ours(args.binary or environment.build())
    store = Store()
    everything = [*ours.methods(), *peers.PEERS]
    methods = args.methods or everything
    if unknown := set(methods) - set(everything):
        raise Failed(f"no such method: {', '.join(sorted(unknown))}; there are {', '.join(everything)}")
    sets = [name for name in args.sets if corpora.path_of(name).is_file()]
    for name in set(args.sets) - set(sets):
        say(f"skipped: {name} is not among the corpora")
    failures = []
    if "fits" in args.only:
        failures += fits.run_all(store, ours, sets, methods, args.seeds)
    if "rounds" in args.only:
        failures += rounds.run_all(store, ours, methods)
    if "labels" in args.only:
        failures += labels.run_all(store, ours, sets, args.seeds)
    if "k" in args.only:
        failures += chosen_k.run_all(store, ours, sets)
    if "table" in args.only:
        text = table.write(store, ours, args.seeds, environment.our_version(ours.binary, not args.binary))
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(text, encoding="utf-8")
        say(f"written to {args.out}")
    for failure in failures:
        say(f"failed: {failure}")
    return 1 if failures else 0


def main() -> int:
    """Skip without corpora, go into the environment, and measure."""
    args = arguments()
    if not any(corpora.path_of(name).is_file() for name in corpora.SETS):
        print("skipped: no corpora")
        return 0
    environment.enter()
    return measure(args)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failure:
        sys.exit(f"failed: {failure}")
