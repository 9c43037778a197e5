"""What the tests share: the invented round, and frames of every library that is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"

ANSWERS = [
    ("a1", "We cannot measure our impact, and have no baseline.", "north"),
    ("a2", "Without a baseline nobody can measure impact.", "south"),
    ("a3", None, "south"),
    ("a4", "The library and the hall stand empty every evening.", None),
    ("a5", "An empty hall, and a library that closes at five.", "east"),
]


def columns() -> dict[str, list[Any]]:
    """The answers by column; ids as numbers too, and categories."""
    ids, texts, places = (list(column) for column in zip(*ANSWERS, strict=True))
    return {"org": ids, "number": [10, 9, 8, 7, 6], "answer": texts, "place": places}


def frames() -> dict[str, Any]:
    """Makers of one frame in each library and form of strings."""

    def pandas() -> Any:
        import pandas

        return pandas.DataFrame(columns())

    def pandas_of_objects() -> Any:
        import pandas

        return pandas.DataFrame(columns(), dtype=object)

    def pandas_of_categories() -> Any:
        return pandas().astype({"place": "category"})

    def polars() -> Any:
        import polars

        return polars.DataFrame(columns())

    def polars_of_categories() -> Any:
        import polars

        return polars.DataFrame(columns()).with_columns(polars.col("place").cast(polars.Categorical))

    def polars_lazy() -> Any:
        return polars().lazy()

    def arrow(kind: str) -> Any:
        def make() -> Any:
            import pyarrow

            given = pyarrow.table(columns())
            text = getattr(pyarrow, kind)()
            fields = [field.with_type(text) if field.name == "answer" else field for field in given.schema]
            return given.cast(pyarrow.schema(fields))

        return make

    def arrow_in_batches() -> Any:
        import pyarrow

        whole = pyarrow.table(columns())
        return pyarrow.concat_tables([whole.slice(0, 2), whole.slice(2)])

    def duckdb() -> Any:
        import duckdb

        frame = polars()  # noqa: F841, which DuckDB finds by its name
        return duckdb.sql("select * from frame")

    return {
        "pandas": pandas,
        "pandas of objects": pandas_of_objects,
        "pandas of categories": pandas_of_categories,
        "polars": polars,
        "polars of categories": polars_of_categories,
        "polars, lazy": polars_lazy,
        "pyarrow Utf8": arrow("string"),
        "pyarrow LargeUtf8": arrow("large_string"),
        "pyarrow Utf8View": arrow("string_view"),
        "pyarrow in batches": arrow_in_batches,
        "duckdb": duckdb,
    }


@pytest.fixture(scope="session")
def fixtures() -> Path:
    return FIXTURES


@pytest.fixture(scope="session")
def study() -> Any:
    """The invented round, analysed with its framework."""
    import commonground as cg

    round = cg.read(FIXTURES / "round", metadata=FIXTURES / "partnerships.csv")
    return cg.analyse(round, framework=cg.Framework.load(FIXTURES / "framework.toml"), progress=False)
