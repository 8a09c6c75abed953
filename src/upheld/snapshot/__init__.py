"""The declared tables, reading people's files, and freezing them into a snapshot that is never changed.

What reads a snapshot is loaded at once; what freezes one, with all its readers, only when somebody asks for it.
"""

from typing import TYPE_CHECKING, Any

from upheld.snapshot.manifest import Manifest
from upheld.snapshot.opening import Snapshot, hash_of

if TYPE_CHECKING:
    from upheld.snapshot.error_report import ErrorReport
    from upheld.snapshot.freezing import freeze
    from upheld.snapshot.report import Group, group

__all__ = ["ErrorReport", "Group", "Manifest", "Snapshot", "freeze", "group", "hash_of"]


def __getattr__(name: str) -> Any:
    match name:
        case "freeze":
            from upheld.snapshot.freezing import freeze

            return freeze
        case "ErrorReport":
            from upheld.snapshot.error_report import ErrorReport

            return ErrorReport
        case "Group" | "group":
            from upheld.snapshot import report

            return getattr(report, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
