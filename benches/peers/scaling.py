"""From a thousand short documents to ten million: time and memory of `cluster`, and how they grow."""

import math
from pathlib import Path

from measure import WORK, Programs, Result, Results, at_most, median, shown
from process import Failed, say
from record import Target, grid

NAME = "scaling"
K = 100
SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}
REAL, MADE_UP = "sentences of arXiv abstracts", "made-up short documents"
MEMORY = "2GiB"


def settings(args) -> tuple:
    """What decides the results, beside the programs."""
    return (args.up_to, K)


def wanted(args) -> list[int]:
    """The sizes up to the one asked for."""
    return [size for size in SIZES.values() if size <= SIZES[args.up_to]]


def measure(programs: Programs, args) -> dict:
    """Each kind of document at each size that there is enough for, once."""
    results: Results = {}
    source = WORK / "scaling.jsonl"
    for kind, write in [(REAL, sentences), (MADE_UP, short_documents)]:
        for size in wanted(args):
            if write(programs, size, source):
                row = {row_name(kind, size): lambda _, size=size: cluster(programs, source, size)}
                results |= programs.by_turns(NAME, row, 1)
            source.unlink(missing_ok=True)
    return results


def row_name(kind: str, size: int) -> str:
    """What a row is called."""
    return f"{kind}: {size:,}"


def cluster(programs: Programs, source: Path, size: int) -> Result:
    """Our command at its fastest, on one thread, with bounded memory."""
    out = WORK / "scaling.csv"
    flags = ["--quality", "fast", "--max-memory", MEMORY]
    done = programs.command("cluster", source, "--k", str(K), "--unit", "document", "--threads", "1", "--quiet", "--force",
                            "--out", out, *flags)
    if not out.is_file():
        raise Failed("it wrote no clusters")
    out.unlink()
    return {"cpu": done.cpu, "wall": done.wall, "peak": done.peak, "bytes": source.stat().st_size, "documents": size}


# --- documents --------------------------------------------------------------------------------------------------


def sentences(programs: Programs, size: int, path: Path) -> bool:
    """Write so many sentences of arxiv_abstracts; says whether there are enough."""
    found = programs.in_python("sentences", str(size), path)["documents"]
    if found < size:
        say(f"skipped: there are {found:,} sentences of arxiv_abstracts, not {size:,}")
    return found == size


def short_documents(programs: Programs, size: int, path: Path) -> bool:
    """Write so many made-up documents, whose vocabulary grows as that of real text does (Zipf and Heaps)."""
    programs.in_rust("short-documents", str(size), path)
    return True


# --- the record -------------------------------------------------------------------------------------------------


def exponent(results: Results, kind: str, key: str, least: int = 10_000) -> float | None:
    """The slope of log(value) over log(documents), from so many documents on."""
    points = [
        (math.log(size), math.log(value))
        for size in SIZES.values()
        if size >= least and (value := median(results, row_name(kind, size), key))
    ]
    if len(points) < 2:
        return None
    x_mean, y_mean = (sum(values) / len(points) for values in zip(*points))
    return sum((x - x_mean) * (y - y_mean) for x, y in points) / sum((x - x_mean) ** 2 for x, _ in points)


def table(results: Results) -> list[str]:
    """The table of the record."""
    rows = []
    for kind in [REAL, MADE_UP]:
        for size in SIZES.values():
            name = row_name(kind, size)
            if name in results:
                cpu, wall, peak, length = (median(results, name, key) for key in ["cpu", "wall", "peak", "bytes"])
                each = None if cpu is None else 1e6 * cpu / size
                rows.append([name, shown(cpu), shown(wall), shown(each, 0), shown(peak and peak / 1e6, 0),
                             shown(length and length / 1e6, 0)])
        powers = [shown(exponent(results, kind, key)) for key in ["cpu", "wall", "peak"]]
        rows.append([f"exponent from 10,000 on, {kind}", *powers[:2], "", powers[2], ""])
    return [
        f"## Scale: `cluster --k {K} --quality fast --max-memory {MEMORY}`",
        "",
        "Whole processes on one thread, each size once. An exponent of 1 is growth in proportion.",
        "",
        *grid(["", "CPU s", "seconds on the clock", "CPU µs a document", "peak MB", "input MB"], rows),
    ]


def targets(results: Results) -> list[Target]:
    """The targets of this part."""
    name = row_name(MADE_UP, SIZES["10M"])
    peak, power = median(results, name, "peak"), exponent(results, MADE_UP, "cpu")
    return [
        at_most("10 million short documents through `cluster --k 100`: peak memory in GiB", peak and peak / (1 << 30), 2),
        at_most("the same: the exponent of time, n^1.1", power if peak else None, 1.1),
    ]
