"""Checks every page below the folders named with the Nu HTML checker, which is the checker of the HTML standard.

What it says of the Content-Security-Policy is left out: it takes a page read from a file to have no address, so that
nothing is of the page's own site. A real browser is asked about the policy in `tests/website`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

JAR = Path("build/quality/node_modules/vnu-jar/build/dist/vnu.jar")
NOT_OURS = "Content Security Policy"
SHOWN = 20


def messages(folders: list[Path]) -> list[dict[str, object]]:
    """Return what the checker finds in the pages below `folders`. Raises OSError if it cannot be run."""
    done = subprocess.run(  # noqa: S603 the folders are those of whoever runs this
        ["java", "-Xss4m", "-jar", JAR, "--format", "json", "--skip-non-html", "--exit-zero-always", *folders],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[dict[str, object]] = json.loads(done.stderr)["messages"]
    return [one for one in found if NOT_OURS not in str(one["message"])]


def main(folders: list[Path]) -> int:
    """Print what was found, and return 1 if that is anything."""
    pages = sum(1 for folder in folders for _ in folder.rglob("*.html"))
    found = messages(folders)
    for one in found[:SHOWN]:
        print(f"{one['url']}:{one.get('lastLine', '')}: {one['message']}")
    kinds = Counter(str(one.get("subType", one["type"])) for one in found)
    print(
        f"{pages:,} pages checked: {', '.join(f'{n} {kind}' for kind, n in sorted(kinds.items())) or 'nothing found'}."
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))
