"""The figures as open data: spreadsheets, CSV, Parquet and their descriptions, all from one declaration."""

from upheld.tables.declared import OpenTable
from upheld.tables.forms import Form, forms
from upheld.tables.write import declared, write_tables

__all__ = ["Form", "OpenTable", "declared", "forms", "write_tables"]
