"""Writes tables as Apache Parquet: typed columns for programs, read in parts over the network."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from upheld.tables.declared import Cell, FilledTable, OpenColumn

DIGITS = 12
"""Enough for a rate per 100,000 with four places."""


def write_parquet(folder: Path, filled: FilledTable, about: dict[str, str]) -> Path:
    """Write one table into `folder`, with what each column means, and `about` as the metadata of the whole."""
    import pyarrow as pa
    from pyarrow import parquet

    table = filled.table
    columns = list(zip(*filled.rows, strict=True)) or [()] * len(table.columns)
    schema = pa.schema(
        [pa.field(c.name, _type(c), metadata={"title": c.label, "description": c.meaning}) for c in table.columns],
        metadata={"title": table.title, "description": table.meaning, **about},
    )
    arrays = [
        pa.array([_value(c, cell) for cell in cells], field.type)
        for c, cells, field in zip(table.columns, columns, schema, strict=True)
    ]
    path = folder / f"{table.name}.parquet"
    parquet.write_table(pa.table(arrays, schema=schema), path, compression="zstd")
    return path


def _type(column: OpenColumn) -> Any:
    import pyarrow as pa

    types = {"integer": pa.int64(), "decimal": pa.decimal128(DIGITS, 4), "boolean": pa.bool_(), "date": pa.date32()}
    return types.get(column.kind, pa.string())


def _value(column: OpenColumn, cell: Cell) -> object:
    if cell is None or cell == "":
        return None
    if column.kind == "boolean":
        return cell == "yes"
    if column.kind == "decimal":
        return Decimal(cell)
    if column.kind == "date":
        from datetime import date

        return date.fromisoformat(str(cell))
    return cell
