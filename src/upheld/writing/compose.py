"""Chooses the paragraphs that stand, and fills in their values, keeping a record of every ruling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic

from upheld.writing.blocks import Block, Bullets, Heading, Paragraph, Ruling, Run
from upheld.writing.conditions import F
from upheld.writing.markdown import VALUE, TemplateBlock, TemplateRun
from upheld.writing.paragraphs import Paragraphs, SchemeParagraph


class Composer(Generic[F]):
    """Works through the paragraphs of a scheme for one text.

    `links` is where each link of the grammar leads: a whole web address, or one relative to the text's own folder.
    """

    def __init__(self, facts: F, paragraphs: Paragraphs[F], links: Mapping[str, str]) -> None:
        self.facts = facts
        self.paragraphs = paragraphs
        self.links = links
        self.rulings: list[Ruling] = []
        self._year = facts.of_year.year.number
        self._standing = [p for p in paragraphs.all if self._stands(p)]

    def blocks(self, part: str) -> tuple[Block, ...]:
        """Return the blocks of one part, under the headings of its sections."""
        blocks: list[Block] = []
        section: str | None = None
        for paragraph in (p for p in self._standing if p.part == part):
            if paragraph.section and paragraph.section != section:
                blocks.append(Heading(self._fill(paragraph.section)))
            section = paragraph.section or section
            made = [self._block(b) for b in paragraph.blocks]
            before, first = (blocks[-1] if blocks else None), made[0]
            if paragraph.joins and isinstance(before, Paragraph) and isinstance(first, Paragraph):
                blocks[-1] = Paragraph((*before.runs, Run(" "), *first.runs))
                del made[0]
            blocks += made
        return tuple(blocks)

    def each(self, part: str) -> tuple[tuple[str, tuple[Block, ...]], ...]:
        """Return the rule and the blocks of every paragraph of one part, each by itself."""
        standing = (p for p in self._standing if p.part == part)
        return tuple((p.rule, tuple(self._block(b) for b in p.blocks)) for p in standing)

    def plain(self, part: str) -> str:
        """Return the words of one part without any manner."""
        runs = [r for p in self._standing if p.part == part for b in p.blocks for item in b.items for r in item]
        return "".join(self._fill(r.text) for r in runs)

    def _stands(self, paragraph: SchemeParagraph[F]) -> bool:
        findings = [c.find(self.facts) for c in paragraph.when]
        stands = paragraph.years.hold(self._year) and all(f.holds for f in findings)
        evidence = (*paragraph.years_said, *[f.evidence for f in findings])
        self.rulings.append(Ruling(paragraph.rule, paragraph.file, stands, evidence))
        return stands

    def _block(self, block: TemplateBlock) -> Block:
        items = tuple(tuple(self._run(r) for r in item) for item in block.items)
        return Bullets(items) if block.bullets else Paragraph(items[0])

    def _run(self, run: TemplateRun) -> Run:
        return Run(self._fill(run.text), run.bold, self.links[run.link] if run.link else None)

    def _fill(self, text: str) -> str:
        # One pass: what a value says is never searched for values again.
        return VALUE.sub(lambda m: self.paragraphs.values[m[1]].say(self.facts), text)
