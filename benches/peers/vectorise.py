"""Text to TF-IDF rows, on 20 Newsgroups: ours, the peers, and how fast it could be."""

from pathlib import Path

from measure import CORPUS, SOURCE, WORK, Programs, Results, at_least, megabytes, median, ratio, seconds, shown
from record import Target, grid

NAME = "vectorise"
OURS, WARM = "**commonground**, cold", "**commonground**, warm"
SKLEARN, LINFA = "scikit-learn TfidfVectorizer + PyStemmer", "linfa-preprocessing"
COPY, LOOKUP = "copy of all bytes (memcpy)", "each token found, lower-cased, looked up (hashbrown)"
STOP_WORDS = WORK / "stop_words.txt"


def settings(args) -> tuple:
    """What decides the results, beside the programs."""
    return (args.repeats,)


def measure(programs: Programs, args) -> dict:
    """All rows by turns."""
    source, stop_words = SOURCE, make_stop_words(programs)
    rust, python = programs.in_rust, programs.in_python
    rows = {
        OURS: lambda _: rust("cold", source, "1"),
        "commonground, cold, with phrases": lambda _: rust("cold-phrases", source),
        WARM: lambda _: rust("warm", source),
        "scikit-learn TfidfVectorizer": lambda _: python("sklearn", source, stop_words),
        SKLEARN: lambda _: python("sklearn-stemmed", source, stop_words),
        "scikit-learn HashingVectorizer + TfidfTransformer": lambda _: python("hashing", source, stop_words),
        "gensim Dictionary + TfidfModel": lambda _: python("gensim", source, stop_words),
        LINFA: lambda _: rust("linfa", source, stop_words),
        "tantivy: words, lower case, stems; no rows": lambda _: rust("tantivy", source),
        COPY: lambda _: rust("copy", source),
        "look at all bytes": lambda _: rust("scan", source),
        "each token found and hashed": lambda _: rust("hash", source),
        LOOKUP: lambda _: rust("lookup", source),
    }
    return programs.by_turns(NAME, rows, args.repeats)


def make_stop_words(programs: Programs) -> Path:
    """A file of our stop words, so that all leave out the same."""
    words = programs.in_rust("stop-words", SOURCE)["words"]
    STOP_WORDS.write_text("\n".join(words), encoding="utf-8")
    return STOP_WORDS


def table(results: Results) -> list[str]:
    """The table of the record."""
    rows = []
    for name in results:
        cpu, size = median(results, name), median(results, name, "bytes")
        terms, entries = median(results, name, "terms"), median(results, name, "entries")
        rows.append([
            name, seconds(results, name), shown(ratio(results, name, OURS), 2), shown(ratio(results, name, WARM), 2),
            shown(size / cpu / 1e6 if size and cpu else None, 0), megabytes(results, name), shown(terms, 0), shown(entries, 0),
        ])
    return [
        f"## Text to rows: {CORPUS}",
        "",
        "All leave out the same stop words, keep terms from two texts on, and weigh by 1 + ln tf and idf, where they can.",
        "Warm rows and limits are means over many passes, after one that is not counted; the others are one pass in a new process.",
        "",
        *grid(["", "CPU s (range)", "÷ ours cold", "÷ ours warm", "MB/s", "peak MB", "terms", "entries"], rows),
    ]


def targets(results: Results) -> list[Target]:
    """The targets of this part."""
    return [
        at_least("cold `fit_transform`: CPU of scikit-learn + PyStemmer ÷ ours", ratio(results, SKLEARN, OURS), 20),
        at_least("cold `fit_transform`: CPU of linfa-preprocessing ÷ ours", ratio(results, LINFA, OURS), 8),
        at_least("warm `transform`: CPU of a tokenise-and-hashbrown-lookup pass ÷ ours", ratio(results, LOOKUP, WARM), 2.5),
    ]
