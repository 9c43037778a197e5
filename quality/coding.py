#!/usr/bin/env python3
"""How good is the coding onto named areas, beside the peers and on public sets? See README.md beside this file.

One command: it makes its environment, builds the program, measures what has not been measured yet, and writes
record/coding.md.
"""

import argparse
import os
import sys
from pathlib import Path

import corpora
import environment
from process import ONE_THREAD, Failed, say

SECTIONS = ["fits", "table"]


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description="Compare the coding of commonground with that of its peers.")
    parser.add_argument("--sets", nargs="+", metavar="NAME", help="only these sets (default: all)")
    parser.add_argument("--methods", nargs="+", metavar="NAME",
                        help="only these methods, such as ours or minilm (default: all)")
    parser.add_argument("--seeds", type=int, default=5, metavar="N", help="runs of what knows chance (default: 5)")
    parser.add_argument("--binary", type=Path, metavar="FILE", help="measure this program; do not build one")
    parser.add_argument("--only", choices=SECTIONS, nargs="+", default=SECTIONS, metavar="PART",
                        help=f"only these parts, from: {', '.join(SECTIONS)} (default: all)")
    parser.add_argument("--out", type=Path, default=environment.ROOT / "record" / "coding.md", metavar="FILE",
                        help="where the table goes (default: record/coding.md)")
    return parser.parse_args()


def chosen(asked: list[str] | None, there: list[str], what: str) -> list[str]:
    """What was asked for of what there is, and all of it if nothing was."""
    if unknown := set(asked or []) - set(there):
        raise Failed(f"no such {what}: {', '.join(sorted(unknown))}; there are {', '.join(there)}")
    return [name for name in there if not asked or name in asked]


def measure(args: argparse.Namespace) -> int:
    """Run the parts that were asked for; everything imported here is in the environment only."""
    import coding_fits
    import coding_ours
    import coding_sets
    import coding_table
    from coding_peers import PEERS, REGRESSIONS
    from ours import Ours
    from store import Store

    store = Store()
    methods = chosen(args.methods, [*coding_ours.METHODS, *PEERS, *REGRESSIONS], "method")
    sets = chosen(args.sets, coding_sets.SETS, "set")
    there = [name for name in sets if coding_sets.is_there(name)]
    for name in set(sets) - set(there):
        say(f"skipped: {name} is not among the corpora")
    ours = Ours(args.binary or environment.build())
    failures = []
    if "fits" in args.only:
        failures += coding_fits.run_all(store, ours, there, methods, args.seeds)
    if "table" in args.only:
        version = environment.our_version(ours.binary, not args.binary)
        text = coding_table.write(store, ours, version)
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(text, encoding="utf-8")
        say(f"written to {args.out}")
    for failure in failures:
        say(f"failed: {failure}")
    return 1 if failures else 0


def main() -> int:
    """Skip without corpora, go into the environment, and measure on one thread."""
    args = arguments()
    if not corpora.folder().is_dir():
        print("skipped: no corpora")
        return 0
    os.environ.update(ONE_THREAD)
    environment.enter()
    return measure(args)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failure:
        sys.exit(f"failed: {failure}")
