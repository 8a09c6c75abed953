"""The paragraphs of a scheme are data: read whole, and everything wrong with them told at once, with file and line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.letters import by_hand
from upheld.errors import PersonError
from upheld.figures.model import Figures
from upheld.letters.compose import compose
from upheld.letters.model import Letter
from upheld.letters.paragraphs import load_paragraphs
from upheld.scheme import Scheme, load
from upheld.writing.blocks import Bullets, Heading, Paragraph, Run

FRAME = {
    "01-title.md": "---\nrule: title\npart: title\norder: 1\n---\nReview {year.number}\n",
    "02-closing.md": "---\nrule: closing\npart: closing\norder: 1\n---\nYours sincerely\n",
}


def scheme_with(folder: Path, **files: str) -> Scheme:
    """The bundled scheme, its paragraphs replaced by a frame and `files`."""
    letter = folder / "letter"
    letter.mkdir(exist_ok=True)
    for name, source in {**FRAME, **{f"{k}.md": v for k, v in files.items()}}.items():
        (letter / name).write_text(source, encoding="utf-8")
    return replace(load("lgsco"), folder=folder, hash=str(folder))


def figures_with(folder: Path, **files: str) -> Figures:
    return replace(by_hand.figures(), scheme=scheme_with(folder, **files))


def letter_with(folder: Path, **files: str) -> Letter:
    return compose(figures_with(folder, **files), by_hand.KNOWSLEY, by_hand.context())


def problems_with(folder: Path, source: str) -> list[str]:
    with pytest.raises(PersonError) as caught:
        load_paragraphs(scheme_with(folder, wrong=source))
    return [str(problem) for problem in caught.value.problems]


def test_a_paragraph_is_markdown_with_named_values(tmp_path: Path) -> None:
    front = "---\nrule: a\norder: 1\nsection: Of {year.label}\n---\n"
    body = "We upheld **{upheld} of {investigated}**,\nsee [the map](map).\n\n- one\n- **two**\n"
    assert letter_with(tmp_path, a=front + body).body == (
        Heading("Of 2019–20"),
        Paragraph(
            (
                Run("We upheld "),
                Run("9 of 12", bold=True),
                Run(","),
                Run(" "),
                Run("see "),
                Run("the map", href="../../index.html"),
                Run("."),
            )
        ),
        Bullets(((Run("one"),), (Run("two", bold=True),))),
    )


def test_a_paragraph_can_go_on_in_the_one_before_it(tmp_path: Path) -> None:
    first, second = "---\nrule: a\norder: 1\n---\nFirst.\n", "---\nrule: b\norder: 2\njoins: true\n---\nSecond.\n"
    assert letter_with(tmp_path, a=first, b=second).body == (Paragraph((Run("First."), Run(" "), Run("Second."))),)


def test_paragraphs_stand_in_their_order_and_not_in_that_of_their_files(tmp_path: Path) -> None:
    letter = letter_with(tmp_path, a="---\nrule: a\norder: 9\n---\nLast.\n", b="---\nrule: b\norder: 3\n---\nFirst.\n")
    assert [block.runs[0].text for block in letter.body if isinstance(block, Paragraph)] == ["First.", "Last."]


@pytest.mark.parametrize(
    ("years", "stands"),
    [("{from: 2020, to: 2020}", True), ("{from: 2021}", False), ("{to: 2019}", False), ("{not: 2020}", False)],
)
def test_a_paragraph_can_be_for_some_years_only(tmp_path: Path, years: str, stands: bool) -> None:
    letter = letter_with(tmp_path, a=f"---\nrule: a\norder: 1\nyears: {years}\n---\nText.\n")
    assert bool(letter.body) is stands


def test_a_value_is_never_searched_for_values_again(tmp_path: Path) -> None:
    drawn = figures_with(tmp_path, a="---\nrule: a\norder: 1\n---\n{authority.name}\n")
    body = drawn.authorities[by_hand.KNOWSLEY]
    body = replace(body, authority=replace(body.authority, name="{upheld} **Council** [x](map)"))
    letter = compose(
        replace(drawn, authorities={**drawn.authorities, by_hand.KNOWSLEY: body}), by_hand.KNOWSLEY, by_hand.context()
    )
    assert letter.body == (Paragraph((Run("{upheld} **Council** [x](map)"),)),)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "---\nrule: a\norder: 1\n---\nOne\ntwo {upholdd}.\n",
            "letter/wrong.md, line 6 ('{upholdd}'): is not a named value. Did you mean: upheld",
        ),
        (
            "---\nrule: a\norder: 1\n---\n{training.courses}\n",
            "letter/wrong.md, line 5 ('{training.courses}'): may be missing in some letters. Add to `when`: "
            "training-recorded.",
        ),
        (
            "---\nrule: a\norder: 1\nwhen: [not abolished]\n---\n{authority.last-day}\n",
            "letter/wrong.md, line 6 ('{authority.last-day}'): may be missing in some letters.",
        ),
        (
            "---\nrule: a\norder: 1\nwhen: [compliance-rat < 100]\n---\nText\n",
            "letter/wrong.md, line 4 ('compliance-rat < 100'): 'compliance-rat' is neither a number nor a count or "
            "measure of the scheme.",
        ),
        (
            "---\nrule: a\norder: 1\nwhen: [__import__('os')]\n---\nText\n",
            "letter/wrong.md, line 4 (\"__import__('os')\"): \"__import__('os')\" is not a condition",
        ),
        ("---\nrule: a\norder: 1\n---\n[x](http://a.example)\n", "line 5 ('http://a.example'): is not a link's name."),
        ("---\nrule: a\norder: 1\n---\n# Title\n", "line 5 ('#'): is not used in letters."),
        ("---\nrule: a\norder: 1\n---\n*slanted*\n", "line 5 ('*'): is not used in letters."),
        ("---\nrule: a\norder: 1\n---\nSee <b>it</b>\n", "is not used in letters."),
        ("---\nrule: a\norder: first\n---\nText\n", "letter/wrong.md, line 3 ('first'): order: "),
        ("---\nrule: a\norder: 1\npart: postscript\n---\nText\n", "letter/wrong.md, line 4 ('postscript'): part: "),
        ("---\nrule: a\norder: 1\nwen: [abolished]\n---\nText\n", "letter/wrong.md, line 4"),
        ("---\norder: 1\n---\nText\n", "rule: Field required."),
        ("---\nrule: [a\norder: 1\n---\nText\n", "the front matter is not YAML."),
        ("---\nrule: a\norder: 1\n---\n", "there is no text."),
        ("---\nrule: title\norder: 1\n---\nText\n", "is also the rule of 01-title.md."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_file_and_line(tmp_path: Path, source: str, told: str) -> None:
    assert any(told in problem for problem in problems_with(tmp_path, source)), problems_with(tmp_path, source)


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    source = "---\nrule: a\norder: 1\nwhen: [never, abolishd]\n---\n{a} [b](c)\n\n`d`\n"
    assert len(problems_with(tmp_path, source)) == 5


def test_a_letter_without_a_closing_is_refused(tmp_path: Path) -> None:
    scheme = scheme_with(tmp_path)
    (tmp_path / "letter" / "02-closing.md").unlink()
    with pytest.raises(PersonError) as caught:
        load_paragraphs(scheme)
    assert [str(problem) for problem in caught.value.problems] == [
        "letter: no paragraph has the part 'letter'. Add a file that has it.",
        "letter: no paragraph has the part 'closing'. Add a file that has it.",
    ]


def test_the_bundled_scheme_is_right() -> None:
    paragraphs = load_paragraphs(load("lgsco"))
    assert [p.file for p in paragraphs.all if not p.file.startswith(f"{p.order:02d}-")] == []
    assert load_paragraphs(load("lgsco")) is paragraphs
