"""Makes sklearn_tfidf.json: what scikit-learn's TfidfVectorizer gives for a dozen invented documents.

Run by hand, in any environment with the pins of benches/peers/requirements.txt (benches/peers/.venv is one):

    python tests/golden/sklearn_tfidf.py

The documents are invented. They hold only words of two or more ASCII letters, spaces and full stops, so that
every tokeniser agrees on the words, and the comparison is of counts, document frequencies and weights alone.
There are no stop words and no stems. Columns are in sorted order of the terms; rows leave zeros out.
"""

import json
import re
from pathlib import Path

import numpy
import scipy
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer

DOCUMENTS = [
    "The council opened the old library to the community. The community filled it.",
    "Volunteers run the food bank on Tuesday and the repair bench on Friday.",
    "Residents asked the council for safer crossings near the school.",
    # One word, in no other document: its row is empty once min_df is 2.
    "Allotments.",
    # One word that other documents share.
    "Volunteers",
    # Upper case is the same term.
    "COUNCIL and community share one budget. Council officers and community groups vote on it.",
    # One word many times over, which is what sublinear_tf is for.
    "Listen listen listen listen. Then listen again before the council decides.",
    "The university lends its students to the food bank and learns from the community.",
    # One word is left when max_df drops "the".
    "The the THE ferry.",
    "Bus routes and ferry times shape who can reach the college in the evening.",
    "The youth forum met the mayor. The mayor met the council. The forum asked for the evening bus.",
    "Community researchers and residents wrote the report and the council printed it for the community.",
]

# "council" is in six documents of twelve, which max_df=0.5 keeps, and "the" is in more, which it drops.
CASES = [
    {"min_df": 1, "max_df": 1.0, "sublinear": True},
    {"min_df": 2, "max_df": 1.0, "sublinear": True},
    {"min_df": 1, "max_df": 0.5, "sublinear": True},
    {"min_df": 2, "max_df": 0.5, "sublinear": True},
    {"min_df": 2, "max_df": 0.5, "sublinear": False},
]


def weigh(min_df, max_df, sublinear):
    vectorizer = TfidfVectorizer(
        min_df=min_df,
        max_df=max_df,
        sublinear_tf=sublinear,
        norm="l2",
        smooth_idf=True,
        lowercase=True,
        stop_words=None,
    )
    matrix = vectorizer.fit_transform(DOCUMENTS)
    matrix.sort_indices()
    terms = vectorizer.get_feature_names_out().tolist()
    assert terms == sorted(terms)
    rows = [[[int(i), float(v)] for i, v in zip(row.indices, row.data)] for row in matrix]
    return terms, vectorizer.idf_.tolist(), rows


def check():
    """The edges that the cases rely on."""
    words = [set(re.findall(r"[a-z]+", text.lower())) for text in DOCUMENTS]
    assert all(re.fullmatch(r"[A-Za-z]{2,}(\.?( [A-Za-z]{2,}))*\.?", text) for text in DOCUMENTS)
    assert sum("council" in document for document in words) == len(DOCUMENTS) / 2
    assert sum("the" in document for document in words) > len(DOCUMENTS) / 2


def lines(items, indent):
    """A JSON list with an item a line, so that a change is a change of few lines."""
    pad = " " * indent
    return "[\n" + ",\n".join(f"{pad}  {json.dumps(item)}" for item in items) + f"\n{pad}]"


def main():
    check()
    cases = []
    for case in CASES:
        terms, idf, rows = weigh(**case)
        head = "".join(f'      "{key}": {json.dumps(value)},\n' for key, value in case.items())
        cases.append(
            f'    {{\n{head}      "terms": {json.dumps(terms)},\n      "idf": {json.dumps(idf)},\n'
            f'      "rows": {lines(rows, 6)}\n    }}'
        )
        print(f"{case}: {len(terms)} terms, {sum(not row for row in rows)} empty rows")
    text = (
        f'{{\n  "sklearn_version": {json.dumps(sklearn.__version__)},\n'
        f'  "documents": {lines(DOCUMENTS, 2)},\n  "cases": [\n' + ",\n".join(cases) + "\n  ]\n}\n"
    )
    json.loads(text)
    Path(__file__).with_suffix(".json").write_text(text, encoding="utf-8")
    print(f"scikit-learn {sklearn.__version__}, numpy {numpy.__version__}, scipy {scipy.__version__}")


if __name__ == "__main__":
    main()
