"""What stands out among service areas, and never among authorities."""

from __future__ import annotations

from tests.letters import by_hand as letters
from tests.review import by_hand
from tests.review.test_reading_age import words_of
from upheld.review.compose import compose
from upheld.review.facts import Facts
from upheld.review.standing_out import differ, least_often, most_complaints, most_often

HEAD = letters.CASES.splitlines()[0]


def facts(*rows: str) -> Facts:
    """A country drawn as: category, not for us, closed, not upheld, upheld."""
    drawn = [HEAD]
    for row in rows:
        category, *numbers = row.split()
        drawn.append(f"{letters.KNOWSLEY} 2020 {category} {' '.join(numbers)} 0 0 0 0 0")
    figures = letters.figures_of("\n".join(drawn), 2020)
    return Facts(figures, by_hand.context(figures))


DRAWN = ("adult-care 50 60 10 40", "housing 200 0 1 39", "planning 5 5 25 15", "other 0 0 0 29")


def test_the_service_areas_that_stand_out_are_named_with_their_counts() -> None:
    seen = facts(*DRAWN)
    assert most_complaints(seen) == "housing (240 of 479)"
    assert most_often(seen) == "housing (98%, 39 of 40)"
    assert least_often(seen) == "planning and development (38%, 15 of 40)"


def test_an_area_with_few_investigations_is_not_called_the_worst() -> None:
    # All 29 of the area other were upheld: one too few to be named.
    assert "other" not in most_often(facts(*DRAWN))
    assert most_often(facts(*DRAWN[:3], "other 0 0 0 30")) == "other (100%, 30 of 30)"


def test_equal_rates_are_no_difference_and_one_area_alone_is_none() -> None:
    assert differ(facts(*DRAWN))
    assert not differ(facts("adult-care 0 0 10 30", "housing 9 9 20 60"))
    assert not differ(facts("adult-care 0 0 10 30", "housing 9 9 2 6"))


def test_they_stand_at_a_glance_and_in_their_chapter() -> None:
    seen = facts(*DRAWN)
    review = compose(seen.figures, seen.context)
    assert words_of(review).count("housing (98%, 39 of 40)") == 2
    assert {r.rule for r in review.rulings if r.stands} >= {"services-differ", "glance-services"}
