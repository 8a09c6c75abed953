"""The blocks a text is made of. All text is plain text: a `*` or a `<` in it is that character and nothing more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """A stretch of text in one manner. `href` is a web address or a relative link; None for text that is no link."""

    text: str
    bold: bool = False
    href: str | None = None


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of runs."""

    runs: tuple[Run, ...]
    kind: str = "paragraph"


@dataclass(frozen=True)
class Heading:
    """A section's heading, one level below the title it stands under."""

    text: str
    kind: str = "heading"


@dataclass(frozen=True)
class Bullets:
    """A list without numbers."""

    items: tuple[tuple[Run, ...], ...]
    kind: str = "bullets"


Block = Paragraph | Heading | Bullets


@dataclass(frozen=True)
class Ruling:
    """Whether a paragraph of the scheme stands in a text, and the evidence for it, for those who check it."""

    rule: str
    file: str
    stands: bool
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Metadata:
    """What a document says about itself."""

    title: str
    author: str
    description: str
    keywords: tuple[str, ...]
    language: str
