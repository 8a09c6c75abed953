"""Whether the further forms of letters (committee paper, large print, mail) say the numbers of the letter and no other.

They are opened with what did not write them: a paper as the XML it is, a PDF by pdfium, the mail by a parser of HTML.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from upheld.release.check.model import Checked, Finding, checked
from upheld.release.check.reading import Page, apart, flat, numbers, said, squeezed
from upheld.release.further import FOLDER, MAIL_FOLDER

TITLE = "Committee papers, large print and mails say the numbers of the letter"

_PARAGRAPH = re.compile(r"</w:p>|<w:br/>")
_TAG = re.compile(r"<[^>]*>")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#34;": '"', "&#39;": "'", "&amp;": "&"}


def check_further(release: Path, year: str, pdfs: Mapping[str, Sequence[str]]) -> Checked | None:
    """Check every further form that was made against the page of its letter; None where none was made.

    `pdfs` is the words of each PDF's pages by its path within the release.
    """
    findings: list[Finding] = []
    examined = 0
    made = _made(release, year)
    if not made:
        return None
    for path in made:
        name = path.relative_to(release).as_posix()
        letter = release / "letters" / year / f"{path.name.partition('.')[0]}.html"
        if not letter.is_file():
            findings.append(Finding(name, "is a form of no letter."))
            continue
        pages = _words(path, name, release, pdfs)
        if pages is None:
            findings.append(Finding(name, "cannot be read."))
            continue
        examined += len(numbers(" ".join(pages)))
        findings += [Finding(name, what) for what in _against(Page.read(release, _name(letter, release)), pages)]
    return checked("further", TITLE, examined, "numbers", findings)


def _made(release: Path, year: str) -> list[Path]:
    folders = (release / FOLDER / year, release / MAIL_FOLDER / year)
    return sorted(path for folder in folders if folder.is_dir() for path in folder.iterdir())


def _name(path: Path, release: Path) -> str:
    return path.relative_to(release).as_posix()


def _words(path: Path, name: str, release: Path, pdfs: Mapping[str, Sequence[str]]) -> Sequence[str] | None:
    """Return the words of a form, page by page where it has pages; None for what cannot be read."""
    if path.suffix == ".pdf":
        return pdfs.get(name)
    if path.suffix == ".html":
        return [apart(element) for element in Page.read(release, name).find("article")] or None
    try:
        with zipfile.ZipFile(path) as document:
            text = document.read("word/document.xml").decode("utf-8")
    except (zipfile.BadZipFile, KeyError, UnicodeDecodeError):
        return None
    plain = _TAG.sub("", _PARAGRAPH.sub(" ", text))
    for written, meant in _ENTITIES.items():
        plain = plain.replace(written, meant)
    return [flat(plain)]


def _against(letter: Page, pages: Sequence[str]) -> Iterator[str]:
    """Yield what a form lacks of the letter's statistics, and every number that the letter does not have."""
    whole = squeezed(" ".join(pages)).casefold()
    for sentence in letter.find(".letter-panel > p.letter-sentence, .letter-panel > p.letter-verdict"):
        if squeezed(said(sentence)).casefold() not in whole:
            yield f"does not say “{said(sentence)}”."
    # A form with pages numbers them.
    furniture = {str(number) for number in range(1, len(pages) + 1)}
    for number in sorted(numbers(" ".join(pages)) - numbers(letter.words) - furniture):
        yield f"{number} is nowhere in the letter’s page."
