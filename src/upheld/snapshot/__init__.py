"""The declared tables, reading people's files, and freezing them into a snapshot that is never changed."""

from upheld.snapshot.error_report import ErrorReport
from upheld.snapshot.freezing import freeze
from upheld.snapshot.manifest import Manifest
from upheld.snapshot.opening import Snapshot, hash_of
from upheld.snapshot.report import Group, group

__all__ = ["ErrorReport", "Group", "Manifest", "Snapshot", "freeze", "group", "hash_of"]
