"""Builds an immutable, reproducible release: figures, letters, website and tables, and a manifest of every file."""
