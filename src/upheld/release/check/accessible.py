"""Whether every PDF is PDF/UA-1: readable by everybody, as the law asks of public bodies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from upheld.release.check.model import Checked, Finding, checked

TITLE = "Every PDF is PDF/UA"


def check_accessible(files: list[Path], release: Path, advance: Callable[[int], None]) -> Checked:
    """Check the PDFs with the library `page-validation`; not done where it is not installed."""
    try:
        import page
    except ImportError:
        return Checked("pdf-ua", TITLE, 0, "PDFs", not_done="page-validation is not installed.")

    def findings() -> Iterator[Finding]:
        for path in files:
            name = path.relative_to(release).as_posix()
            try:
                report = page.validate_pdf(path, profile="ua1")
            except page.PageError as error:
                yield Finding(name, f"cannot be read as a PDF: {error}")
            else:
                if not report.is_compliant:
                    rules = sorted({failure.rule_id for failure in report.failures})
                    yield Finding(name, f"breaks the rules {', '.join(rules)} of PDF/UA.")
            advance(1)

    return checked("pdf-ua", TITLE, len(files), "PDFs", list(findings()))
