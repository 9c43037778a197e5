"""Two threads beside one, by the clock."""

from measure import CORPUS, K, SOURCE, Programs, Results, at_least, at_most, ratio, seconds, shown
from record import Target, grid

NAME = "threads"
VECTORISE, STARTS = f"vectorise {CORPUS}, cold", f"eight starts of k-means on {CORPUS}, k = {K}"
METHODS = {VECTORISE: ("cold", []), STARTS: ("starts", [str(K)])}


def settings(args) -> tuple:
    """What decides the results, beside the programs."""
    return (args.repeats,)


def row_name(what: str, threads: int) -> str:
    """What a row is called."""
    return f"{what}: {threads} thread{'s' if threads > 1 else ''}"


def measure(programs: Programs, args) -> dict:
    """Each with one thread and with two, by turns."""
    rows = {
        row_name(what, threads): lambda _, method=method, more=more, threads=threads: programs.in_rust(
            method, SOURCE, *more, str(threads)
        )
        for what, (method, more) in METHODS.items()
        for threads in (1, 2)
    }
    return programs.by_turns(NAME, rows, args.repeats)


def compared(results: Results, what: str, key: str) -> float | None:
    """The median of one thread's value over that of two."""
    return ratio(results, row_name(what, 1), row_name(what, 2), key)


def table(results: Results) -> list[str]:
    """The table of the record."""
    rows = [
        [row_name(what, threads), seconds(results, row_name(what, threads), "wall"),
         seconds(results, row_name(what, threads)), shown(compared(results, what, "wall")) if threads == 2 else ""]
        for what in METHODS
        for threads in (1, 2)
    ]
    return ["## Two threads beside one", "",
            "On a machine with two cores and nothing else to do; with other work on it the clock says little.", "",
            *grid(["", "seconds on the clock (range)", "CPU s (range)", "times as fast"], rows)]


def targets(results: Results) -> list[Target]:
    """The targets of this part."""
    found = [at_least(f"two threads, {what}: times as fast by the clock", compared(results, what, "wall"), 1.7)
             for what in METHODS]
    share = compared(results, VECTORISE, "cpu")
    return [*found, at_most("two threads, vectorising: CPU as a share of one thread's", share and 1 / share, 1.1)]
