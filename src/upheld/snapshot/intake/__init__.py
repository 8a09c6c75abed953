"""Bringing in files of any shape: mapping files, the ones that ship with Upheld, and a first draft of a new one."""

from upheld.snapshot.intake.mapping import Mapping, load_mapping

__all__ = ["Mapping", "load_mapping"]
