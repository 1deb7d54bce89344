"""Writes small Parquet files with pyarrow: `python parquet_pyarrow.py` (pyarrow 25.0.1)."""

import pathlib

import pyarrow as pa
import pyarrow.parquet as pq

folder = pathlib.Path(__file__).parent

rows = 50
table = pa.table({
    "width": pa.array([0.25 * i for i in range(rows)], pa.float64()),
    "count": pa.array(list(range(rows)), pa.int64()),
    "ripe": pa.array([i % 2 == 0 for i in range(rows)], pa.bool_()),
    "kind": pa.array([["apple", "pear", "plum"][i % 3] for i in range(rows)], pa.string()),
    "price": pa.array([i / 10 for i in range(rows)], pa.float32()),
    "gaps": pa.array([None if i == 37 else float(i) for i in range(rows)], pa.float32()),
})
# three row groups, dictionaries, Snappy: as files in the wild are
pq.write_table(table, folder / "fruit.parquet", row_group_size=20, compression="snappy")
pq.write_table(table.select(["width", "kind"]), folder / "fruit-gzip.parquet", compression="gzip")
pq.write_table(table.select(["width"]), folder / "fruit-zstd.parquet", compression="zstd")
