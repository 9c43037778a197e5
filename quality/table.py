"""The record: a table a set, the means, the sections, and the targets."""

import datetime
import importlib.metadata
import platform
import statistics

import chosen_k
import corpora
import environment
import fits
import labels
import rounds
import targets
from ours import METHODS, Ours
from record import grid
from store import Store

SCORES = ["v", "ari", "ami", "accuracy"]
NAMES = {
    "ours-default": "**commonground**",
    "ours-fast": "commonground, `--quality fast`",
    "ours-best": "commonground, `--quality best`",
    "ours-vectors": "commonground with MiniLM vectors",
    "ours-background": "**commonground** with a background collection",
    "tfidf-kmeans": "scikit-learn TF-IDF + KMeans",
    "lsa-kmeans": "scikit-learn TF-IDF + LSA + KMeans",
    "nmf": "scikit-learn NMF",
    "lda": "LDA (tomotopy)",
    "sib": "sib-clustering",
    "minilm-kmeans": "all-MiniLM-L6-v2 + KMeans",
    "bertopic-kmeans": "BERTopic, KMeans for HDBSCAN",
    "bertopic-free": "BERTopic as it comes (k free)",
    "bertopic": "BERTopic reduced to k",
    "top2vec": "Top2Vec reduced to k",
}
PACKAGES = ["scikit-learn", "tomotopy", "sib-clustering", "sentence-transformers", "torch", "bertopic", "umap-learn",
            "hdbscan", "top2vec"]


def name_of(method: str) -> str:
    """What a method is called in the record."""
    return NAMES.get(method) or f"commonground, `--recipe {method.split(':')[-1]}`"


def spread(values: list[float]) -> str:
    """Mean ± standard deviation."""
    return f"{statistics.mean(values):.3f} ± {statistics.stdev(values) if len(values) > 1 else 0:.3f}"


def methods_of(ours: Ours) -> list[str]:
    """All methods in the order of the tables."""
    return [*ours.methods(), *targets.peer_results()]


def set_table(store: Store, ours: Ours, corpus: corpora.Corpus, seeds: int) -> list[str]:
    """The scores of all methods on a set."""
    rows, fewer = [], []
    for method in methods_of(ours):
        results = fits.collect(store, ours, method, corpus.name)
        if not results:
            rows.append([name_of(method), *["–"] * 10])
            continue
        if len(results) < seeds:
            fewer.append(f"{name_of(method).strip('*')} {len(results)}")
        cpu, embedding = (statistics.mean(result[part] for result in results) for part in ["cpu", "embedding"])
        agreed = fits.stability(store, ours, method, corpus.name)
        rows.append([
            name_of(method),
            *(spread([result[score] for result in results]) for score in SCORES),
            f"{statistics.mean(result['clusters'] for result in results):.0f}",
            f"{statistics.mean(result['unplaced'] for result in results):.0f}",
            "–" if agreed is None else f"{agreed:.2f}",
            f"{cpu:.1f}",
            f"{embedding:.0f}" if embedding else "",
            f"{cpu + embedding:.1f}",
        ])
    head = ["", "V", "ARI", "AMI", "accuracy", "clusters", "unplaced", "stability", "CPU s", "embedding CPU s", "total"]
    note = [f"Fewer than {seeds} seeds: {', '.join(fewer)}.", ""] if fewer else []
    return [f"### {corpus.name}, k = {corpus.k}", "", *grid(head, rows), *note]


def mean_table(store: Store, ours: Ours) -> list[str]:
    """V on each set, and the means over the topical ones."""
    means = targets.Means(store, ours)

    def shown(value: float | None) -> str:
        return "–" if value is None else f"{value:.3f}"

    rows = [
        [name_of(method), *(shown(means.on(method, name, "v")) for name in corpora.SETS),
         *(shown(means.over(method, score)) for score in targets.SCORES)]
        for method in methods_of(ours)
    ]
    return ["## V-measure on each set, and means over the 7 topical sets (all but clinc150)", "",
            *grid(["", *corpora.SETS, "mean V", "mean ARI", "mean accuracy"], rows)]


def round_table(store: Store, ours: Ours) -> list[str]:
    """The small rounds."""
    lines = ["## Small rounds of long texts", ""]
    for size, shape in rounds.SHAPES.items():
        rows = []
        for method in [*rounds.methods_of(ours), *rounds.PEERS]:
            if results := rounds.collect(store, ours, size, method):
                parts = [spread([result[part] for result in results]) for part in ["v", "stability", "ari"]]
                rows.append([name_of(method), *parts, str(len(results))])
        lines += [f"### {size} documents: {shape.units} units of assessment, {shape.each} case studies of each", ""]
        lines += grid(["", "passage NMI", "ARI between 80 % subsamples", "passage ARI", "rounds"], rows)
    return lines


def label_table(store: Store, ours: Ours) -> list[str]:
    """Key terms beside c-TF-IDF, and what an analysis takes."""
    rows = []
    for name in corpora.SETS:
        if results := labels.collect(store, ours, name):
            parts = [
                f"{statistics.mean(result[part] for result in results):.3f}" if part in results[0] else "–"
                for part in ["npmi_ours", "npmi_ctfidf", "diversity_ours", "diversity_ctfidf"]
            ]
            rows.append([name, *parts, f"{statistics.mean(result['cpu'] for result in results):.1f}"])
    head = ["", "NPMI, ours", "NPMI, c-TF-IDF", "diversity, ours", "diversity, c-TF-IDF", "CPU s of `analyse`"]
    return ["## Key terms, beside c-TF-IDF on the same clusters", "", *grid(head, rows)]


def k_table(store: Store, ours: Ours) -> list[str]:
    """The number of clusters that is recommended."""
    rows = []
    for name, corpus in corpora.SETS.items():
        if result := chosen_k.collect(store, ours, name):
            low, high = result["plausible"] or ("?", "?")
            inside, close = chosen_k.is_inside(result, corpus.k), chosen_k.is_close(result, corpus.k)
            rows.append([name, str(corpus.k), str(result["k"]), "yes" if close else "no", f"{low}–{high}",
                         "yes" if inside else "no", result["from"], f"{result['cpu']:.0f}"])
    head = ["", "true k", "recommended", "within 25 %", "range", "true k inside", "range is of", "CPU s"]
    return ["## k, when nothing is told", "", *grid(head, rows)]


def cpu_table(store: Store, ours: Ours) -> list[str]:
    """What the 18,331 posts of 20 Newsgroups take, in the same run."""
    rows, base = [], None
    for method in ["ours-default", "ours-fast", "ours-best", "lsa-kmeans", "minilm-kmeans"]:
        if results := fits.collect(store, ours, method, "20newsgroups"):
            cpu = statistics.mean(result["cpu"] + result["embedding"] for result in results)
            base = base or cpu
            rows.append([name_of(method), f"{cpu:.1f}", f"{cpu / base:.1f}", spread([r["v"] for r in results])])
    return ["## CPU seconds from text to clusters: 20newsgroups", "",
            *grid(["", "CPU s, embedding counted", "÷ first row", "V"], rows)]


def write(store: Store, ours: Ours, seeds: int, version: str) -> str:
    """The whole record."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    missing = [method for method in METHODS if method not in ours.methods()]
    if not ours.recipes():
        missing.append("ours-recipe")
    if not ours.has("--background"):
        missing.append(rounds.WITH_BACKGROUND)
    return "\n".join([
        "# How good are the clusters?",
        "",
        f"- Machine: {environment.machine()}",
        f"- Versions: {version}; {versions}; Python {platform.python_version()}",
        f"- Date: {datetime.date.today().isoformat()}",
        f"- Mean ± standard deviation over {seeds} seeds unless told; one thread. How to read it: `quality/README.md`",
        *([f"- Not in this program, so not measured: {', '.join(missing)}"] if missing else []),
        "",
        "## Targets", "", "| | | found |", "|---|---|---|",
        *(target.row() for target in targets.all_targets(store, ours)),
        "",
        *mean_table(store, ours),
        *round_table(store, ours),
        *k_table(store, ours),
        *label_table(store, ours),
        *cpu_table(store, ours),
        "## Every set", "",
        *(line for corpus in corpora.SETS.values() for line in set_table(store, ours, corpus, seeds)),
    ])
