"""What stands already in the folder that a release is to be built in: looked at before anything heavy is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from upheld.atomic import recover
from upheld.errors import PersonError
from upheld.release.manifest import NAME, ReleaseManifest
from upheld.release.order import Order
from upheld.release.software import software_hash


@dataclass(frozen=True)
class Standing:
    """An earlier build in the folder, whole: what has not changed is linked from it."""

    folder: Path
    manifest: ReleaseManifest

    @property
    def site(self) -> Path:
        """Its website."""
        return self.folder / "website"

    @property
    def indexed(self) -> Path | None:
        """Its website, where the same software made its search index; None otherwise."""
        return self.site if self.manifest.software == software_hash() else None

    def answers(self, order: Order) -> bool:
        """Whether it is the very release that is asked for."""
        return self.manifest.key == order.key


@dataclass(frozen=True)
class Built:
    """What a build did."""

    manifest: ReleaseManifest
    letters_set: int = 0
    letters_kept: int = 0
    unchanged: bool = False
    """Whether the folder held this very release already, whole."""

    def as_dict(self) -> dict[str, Any]:
        """Return what was done, for a program to read."""
        return {
            "year": self.manifest.year,
            "hash": self.manifest.hash,
            "files": len(self.manifest.files),
            "unchanged": self.unchanged,
            "letters_set": self.letters_set,
            "letters_kept": self.letters_kept,
            "notes": list(self.manifest.notes),
        }


def look_at(out: Path) -> Standing | None:
    """Return the release in the folder `out`; None where there is none, or where anything in it was changed."""
    recover(out)
    if not (out / NAME).is_file():
        return None
    try:
        manifest = ReleaseManifest.read(out)
    except PersonError:
        return None
    return None if manifest.altered(out) else Standing(out, manifest)
