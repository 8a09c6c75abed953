"""The figures as open data: tidy CSV files, each column explained, each row saying where it comes from."""

from upheld.tables.declared import TABLES, OpenTable
from upheld.tables.write import NOTES, write_tables

__all__ = ["NOTES", "TABLES", "OpenTable", "write_tables"]
