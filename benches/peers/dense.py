"""K-means on dense rows and singular vectors of sparse ones, each from the same numbers as the peers."""

from measure import CORPUS, SOURCE, WORK, Programs, Result, Results, at_least, megabytes, median, ratio, seconds, shown
from record import Target, grid
from vectorise import make_stop_words

NAME = "dense"
FOLDER = WORK / "dense"
ROWS, COLUMNS, K, ITERATIONS, RANK = 100_000, 100, 100, 20, 100
KMEANS = "**commonground**, `fit_dense_from`"
FAISS, LLOYD, ELKAN, LINFA = "faiss-cpu Kmeans", "scikit-learn KMeans, Lloyd", "scikit-learn KMeans, Elkan", "linfa KMeans"
SVD = "**commonground**, `svd`"
TRUNCATED = {iterations: f"scikit-learn TruncatedSVD, {iterations} power iterations" for iterations in (2, 3, 5)}
SAME_INERTIA, SAME_ENERGY = 1.0005, 0.9995


def settings(args) -> tuple:
    """What decides the results, beside the programs."""
    return (min(args.repeats, 3), ROWS, COLUMNS, K, ITERATIONS, RANK)


def measure(programs: Programs, args) -> dict:
    """K-means and SVD, each by turns."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    python = programs.in_python
    # The OpenBLAS in faiss's package does not know new processors and falls back to slow kernels; it gets those that
    # NumPy's, which does, has chosen.
    kernel = python("make-dense", FOLDER, str(ROWS), str(COLUMNS), str(K))["kernels"][0]
    shape = python("make-rows", FOLDER, SOURCE, make_stop_words(programs))
    asked = [FOLDER, str(K), str(ITERATIONS)]

    def kmeans(made: str, result: Result) -> Result:
        return result | {"inertia": python("inertia", FOLDER, str(K), f"kmeans-{made}.f32")["inertia"]}

    def svd(made: str, result: Result) -> Result:
        return result | shape_of(shape) | {"energy": python("energy", FOLDER, str(RANK), f"svd-{made}.f32")["energy"]}

    rows = {
        KMEANS: lambda _: kmeans("ours", programs.in_rust("kmeans-ours", *asked)),
        FAISS: lambda _: kmeans("faiss", python("kmeans-faiss", *asked, kernel=kernel)),
        LLOYD: lambda _: kmeans("sklearn-lloyd", python("kmeans-sklearn", *asked, "lloyd")),
        ELKAN: lambda _: kmeans("sklearn-elkan", python("kmeans-sklearn", *asked, "elkan")),
        LINFA: lambda _: kmeans("linfa", programs.in_rust("kmeans-linfa", *asked)),
        SVD: lambda _: svd("ours", programs.in_rust("svd-ours", FOLDER, str(RANK))),
        **{
            name: lambda _, iterations=iterations: svd(
                f"sklearn-{iterations}", python("svd-sklearn", FOLDER, str(RANK), str(iterations))
            )
            for iterations, name in TRUNCATED.items()
        },
    }
    return programs.by_turns(NAME, rows, min(args.repeats, 3))


def shape_of(shape: Result) -> Result:
    """How large the matrix is."""
    return {"rows": shape["rows"], "columns": shape["columns"]}


def table(results: Results) -> list[str]:
    """The tables of the record."""
    def lines(names: list[str], ours: str, key: str, digits: int) -> list[list[str]]:
        return [
            [name, seconds(results, name), shown(ratio(results, name, ours), 2), megabytes(results, name),
             shown(median(results, name, key), digits)]
            for name in names
        ]

    some = TRUNCATED[5]
    rows, columns = median(results, some, "rows"), median(results, some, "columns")
    kernels = sorted({kernel for runs in results.values() for run in runs if run for kernel in run.get("kernels", [])})
    head = ["", "CPU s (range)", "÷ ours", "peak MB"]
    return [
        f"## Dense k-means: {ROWS:,} × {COLUMNS}, k = {K}",
        "",
        f"Numbers of single precision around {3 * K} centres. Everybody begins at the same {K} rows and makes {ITERATIONS} "
        f"iterations; inertia is the mean squared distance to the centres that are left, computed by one program for all. "
        f"Kernels of the numerical libraries: {', '.join(kernels) or 'unknown'}.",
        "",
        *grid([*head, "inertia"], lines([KMEANS, FAISS, LLOYD, ELKAN, LINFA], KMEANS, "inertia", 4)),
        f"## Truncated SVD: TF-IDF rows of {CORPUS}, {shown(rows, 0)} × {shown(columns, 0)}, rank {RANK}",
        "",
        "Energy is the share of the squared values that lies in the space of the left singular vectors that were found.",
        "",
        *grid([*head, "energy"], lines([SVD, *TRUNCATED.values()], SVD, "energy", 5)),
    ]


def targets(results: Results) -> list[Target]:
    """The targets of this part; a ratio counts only where the result is as good."""
    ours = median(results, KMEANS, "inertia")
    found = []
    for name, bar in [(FAISS, 1.5), (LLOYD, 1.5), (ELKAN, 1.5), (LINFA, 15)]:
        theirs = median(results, name, "inertia")
        found.append(at_least(f"dense k-means: CPU of {name} ÷ ours", ratio(results, name, KMEANS), bar))
        if ours and theirs and ours > SAME_INERTIA * theirs:
            worse = f"{found[-1].found}; our inertia {ours:.4f} is above theirs, {theirs:.4f}"
            found[-1] = Target(found[-1].what, False, worse)
    energy = median(results, SVD, "energy")
    equal = [name for name in TRUNCATED.values()
             if energy and (theirs := median(results, name, "energy")) and theirs >= SAME_ENERGY * energy]
    if equal:
        cheapest = min(equal, key=lambda name: median(results, name))
        found.append(at_least(f"SVD at equal energy: CPU of {cheapest} ÷ ours", ratio(results, cheapest, SVD), 1))
    return found
