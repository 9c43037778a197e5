"""Makes the Parquet files of this folder with pyarrow (26.0.1), one for each way to pack them, for tests/parquet.rs.

    python3 make.py

All texts are invented. `expected.csv` is what is read of each, by the rules of the reader and not of pyarrow.
"""

import datetime
import decimal
import uuid
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).parent
UTC = datetime.timezone.utc

table = pa.table(
    {
        "ref": pa.array(["a1", "a2", "a3", "a4"]),
        "text": pa.array(["The bus is late.", "A pond, a \"park\"\nand a tree 🌳.", None, "Łódź has trams."]),
        "place": pa.array(["Leeds", "York", "York", None]).dictionary_encode(),
        "when": pa.array([datetime.date(2026, 3, 2), None, datetime.date(1969, 12, 31), datetime.date(2024, 2, 29)]),
        "sent": pa.array(
            [
                datetime.datetime(2026, 3, 2, 10, 11, 12, tzinfo=UTC),
                datetime.datetime(2026, 3, 2, tzinfo=UTC),
                None,
                datetime.datetime(1969, 12, 31, 23, 59, 59, 500000, tzinfo=UTC),
            ],
            pa.timestamp("us", tz="UTC"),
        ),
        "hour": pa.array([datetime.time(1, 2, 3), None, None, datetime.time(23, 0)], pa.time64("us")),
        "members": pa.array([3, None, -1, 2**40], pa.int64()),
        "small": pa.array([200, 1, None, 0], pa.uint8()),
        "share": pa.array([0.5, 3.0, float("nan"), None], pa.float64()),
        "single": pa.array([0.1, None, -2.0, 1e-3], pa.float32()),
        "cost": pa.array([decimal.Decimal("12.30"), decimal.Decimal("-0.05"), None, decimal.Decimal("0")], pa.decimal128(20, 2)),
        "open": pa.array([True, False, None, True]),
        "key": pa.array([uuid.UUID(int=n).bytes if n else None for n in (1, 0, 2, 3)], pa.uuid()),
        "raw": pa.array([b"as text", b"\xff\xfe", None, b""], pa.binary()),
        "tags": pa.array([["x", "y"], [], None, ["z"]], pa.list_(pa.string())),
        "who": pa.array([{"name": "Ann"}, None, {"name": "Bo"}, {"name": None}]),
        "email": pa.array(["a@example.org"] * 4),
    }
)

for codec in ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]:
    pq.write_table(table, HERE / f"{codec}.parquet", compression=codec)
# Other pages, other encodings, and more than one group of rows.
pq.write_table(
    table,
    HERE / "pages-v2.parquet",
    compression="zstd",
    data_page_version="2.0",
    row_group_size=3,
    use_dictionary=False,
    column_encoding={
        "ref": "DELTA_BYTE_ARRAY",
        "text": "DELTA_LENGTH_BYTE_ARRAY",
        "members": "DELTA_BINARY_PACKED",
        "small": "DELTA_BINARY_PACKED",
        "share": "BYTE_STREAM_SPLIT",
        "single": "BYTE_STREAM_SPLIT",
        "when": "BYTE_STREAM_SPLIT",
        "open": "RLE",
    },
)
# Moments as older programs store them.
pq.write_table(table, HERE / "int96.parquet", use_deprecated_int96_timestamps=True)
