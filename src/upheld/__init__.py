"""Upheld: an ombudsman's annual review, from case data to letters, map, site and tables."""

__version__ = "0.1.0"
