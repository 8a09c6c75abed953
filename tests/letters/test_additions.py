"""What the office adds to one letter: a paragraph in its place, rules left out, and on record who did it and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.letters import by_hand
from upheld.errors import PersonError
from upheld.letters.additions import LONGEST, Additions, read_additions, record, unmet
from upheld.letters.facts import Facts
from upheld.letters.html import page
from upheld.letters.model import Letter
from upheld.letters.paragraphs import load_paragraphs
from upheld.letters.press import data
from upheld.letters.text import text
from upheld.scheme import load, review_dates
from upheld.writing.blocks import Heading, Paragraph

KNOWSLEY = "knowsley-metropolitan-borough-council"
FRONT = "---\nauthor: A. Synthetic\nwritten_on: 2020-07-01\n---\n"
WITHOUT_HOPE = """\
---
author: A. Synthetic
written_on: 2020-07-01
without:
  - rule: pandemic
    reason: Said in a visit.
---
"""


def additions(folder: Path, **files: str) -> Additions:
    place = folder / "2019-20"
    place.mkdir(exist_ok=True)
    for name, source in files.items():
        (place / f"{name}.md").write_text(source, encoding="utf-8")
    scheme = load("lgsco")
    return read_additions(folder, scheme, by_hand.figures().year, review_dates(scheme.calendar, 2020))


def letter(folder: Path, source: str) -> Letter:
    added = additions(folder, **{KNOWSLEY: source})
    return by_hand.letter(addition=added.of[by_hand.KNOWSLEY])


def problems(folder: Path, **files: str) -> list[str]:
    with pytest.raises(PersonError) as caught:
        additions(folder, **files)
    return [str(problem) for problem in caught.value.problems]


def test_a_free_paragraph_stands_before_the_first_heading_with_the_bodys_own_numbers(tmp_path: Path) -> None:
    body = letter(tmp_path, f"{FRONT}We upheld **{{upheld}}** of {{investigated}}.\n").body
    first = next(n for n, block in enumerate(body) if isinstance(block, Heading))
    free = body[first - 1]
    assert isinstance(free, Paragraph)
    assert "".join(run.text for run in free.runs) == "We upheld 9 of 12."


def test_a_rule_that_is_switched_off_says_nothing(tmp_path: Path) -> None:
    usual, without = by_hand.letter(), letter(tmp_path, WITHOUT_HOPE)
    gone = [block for block in usual.body if block not in without.body]
    assert len(gone) == 1
    assert len(without.body) == len(usual.body) - 1
    assert "exceptional pressure" in str(gone[0])


def test_who_when_and_why_are_on_record_and_told_to_those_who_sign(tmp_path: Path) -> None:
    made = letter(tmp_path, f"{WITHOUT_HOPE}Thank you.\n")
    rulings = {ruling.rule: ruling for ruling in made.rulings}
    added = "A paragraph was added by A. Synthetic, 1 July 2020."
    off = "The paragraph pandemic was switched off by A. Synthetic, 1 July 2020: Said in a visit."
    assert (rulings["added"].stands, rulings["added"].evidence) == (True, (added,))
    assert (rulings["pandemic"].stands, rulings["pandemic"].evidence[-1]) == (False, off)
    assert made.notes == (added, off)
    assert record(additions(tmp_path).of[by_hand.KNOWSLEY]) == {
        "file": f"2019-20/{KNOWSLEY}.md",
        "author": "A. Synthetic",
        "written_on": "2020-07-01",
        "text": ["Thank you."],
        "without": [{"rule": "pandemic", "reason": "Said in a visit."}],
    }


def test_no_reader_of_the_letter_learns_who_added_it_or_why(tmp_path: Path) -> None:
    made = letter(tmp_path, f"{WITHOUT_HOPE}Thank you.\n")
    for form in (page(made), text(made), data(made)):
        assert "Thank you." in form
        assert "A. Synthetic" not in form
        assert "Said in a visit" not in form


@pytest.mark.parametrize(
    "rule", ["title", "opening", "statistics-explained", "compliance-below-100", "publication", "closing", "reading"]
)
def test_what_every_letter_must_say_cannot_be_switched_off(tmp_path: Path, rule: str) -> None:
    (problem,) = problems(tmp_path, **{KNOWSLEY: WITHOUT_HOPE.replace("rule: pandemic", f"rule: {rule}")})
    assert f"{KNOWSLEY}.md, line 5 ({rule!r}): cannot be switched off" in problem


def test_a_required_paragraph_is_one_that_says_so() -> None:
    required = {p.rule for p in load_paragraphs(load("lgsco")).all if p.required}
    assert {"statistics-explained", "opening", "closing", "revised"} <= required
    assert "hope" not in required


def test_everything_wrong_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    wrong = WITHOUT_HOPE.replace("2020-07-01", "2020-07-23")
    wrong = wrong.replace("pandemic", "pandemics").replace("Said in", '" " #')
    told = problems(
        tmp_path,
        **{
            KNOWSLEY: f"{wrong}# A heading\n\n{{uphold}}\n",
            "E08000012": f"{FRONT}{'Very long. ' * 60}\n",
            "liverpool-city-council": FRONT,
            "leds-city-council": FRONT + "Thank you.\n",
        },
    )
    parts = (
        "written_on: is not between 2019-04-01 and the day of the letters, 2020-07-22.",
        "line 5 ('pandemics'): is no rule of the letter's paragraphs. Did you mean: pandemic?",
        "line 5 ('pandemics'): is switched off without a reason.",
        "line 8 ('#'): is not used in letters.",
        "line 10 ('{uphold}'): is not a named value. Did you mean: upheld",
        "more than one paragraph",
        f"a free paragraph has {LONGEST} at most",
        "liverpool-city-council.md: adds nothing and leaves nothing out.",
        "is about Liverpool City Council, as 2019-20/E08000012.md is.",
        "leds-city-council.md ('leds-city-council.md'): is no body's name. Did you mean leeds-city-council.md",
    )
    assert [part for part in parts if not any(part in problem for problem in told)] == []
    assert len(told) == len(parts)


def test_a_year_without_a_folder_is_said(tmp_path: Path) -> None:
    scheme = load("lgsco")
    with pytest.raises(PersonError, match="no additions for 2019-20"):
        read_additions(tmp_path, scheme, by_hand.figures().year, review_dates(scheme.calendar, 2020))


def test_a_value_that_is_not_known_of_the_body_is_told_with_its_line(tmp_path: Path) -> None:
    added = additions(
        tmp_path, **{KNOWSLEY: f"{FRONT}{{courses.here}},\n{{upheld-rate}} and\n{{late-compliance-rate}}.\n"}
    )
    context = by_hand.context(addition=added.of[by_hand.KNOWSLEY])
    told = [str(problem) for problem in unmet(Facts(by_hand.figures(), by_hand.KNOWSLEY, context))]
    assert told == [
        f"2019-20/{KNOWSLEY}.md, line 5 ('{{courses.here}}'): is not known of Knowsley Metropolitan Borough Council "
        "in this year. Say it in other words, or leave it out."
    ]


def test_other_words_are_other_additions(tmp_path: Path) -> None:
    first = additions(tmp_path, **{KNOWSLEY: f"{FRONT}Thank you.\n"})
    assert additions(tmp_path).hash == first.hash
    assert additions(tmp_path, **{KNOWSLEY: f"{FRONT}Thanks.\n"}).hash != first.hash
    assert first.of[by_hand.KNOWSLEY].written_on == date(2020, 7, 1)
