"""Three years together"""

from tests.spec.given import given

COUNCILS = "council | kind\n" + "\n".join(f"{name} | metropolitan" for name in "ABCDEFGH")


def others(day: str) -> str:
    return "\n".join(f"{day} | 12 | {name} | Upheld\n{day} | 8 | {name} | Not upheld" for name in "BCDEFGH")


def test_few_cases_are_drawn_towards_the_group() -> None:
    """With three cases in a year a rate says little. So, in the year under review, we add up to three years together
    and give an estimate beside the counts: the authority’s own rate, drawn towards the rate of its group. The fewer
    cases it has, and the more alike authorities of its group are, the further it is drawn (empirical Bayes,
    beta-binomial). The counts are always printed with it. Here all other authorities have 60%.
    """
    given(
        councils=COUNCILS,
        decisions="decided on | how many | council | outcome\n"
        + "1 Jun 2018 | 2 | A | Upheld\n1 Jun 2019 | 3 | A | Upheld\n"
        + "\n".join([others("1 Jun 2018"), others("1 Jun 2019")]),
    ).gives(
        """
        council | measure           | we count | of | we print | together | most likely
        A       | Complaints upheld | 3        | 3  | 100%     | 5 of 5   | about 64%
        B       | Complaints upheld | 12       | 20 | 60%      | 24 of 40 | about 61%
        """
    )


def test_years_on_either_side_of_a_break_are_never_added() -> None:
    """A new series began in 2018-19. The estimate of 2019-20 rests on 2018-19 and 2019-20 only, and 2018-19 alone has
    no estimate: a single year is no steadier for being called an average.
    """
    cases = "\n".join(others(day) for day in ("1 Jun 2017", "1 Jun 2018", "1 Jun 2019"))
    decisions = (
        f"decided on | how many | council | outcome\n1 Jun 2017 | 50 | A | Upheld\n1 Jun 2018 | 4 | A | Upheld\n{cases}"
    )
    given(councils=COUNCILS, decisions=decisions).gives(
        """
        council | measure           | together
        A       | Complaints upheld | 4 of 4
        B       | Complaints upheld | 24 of 40
        """
    )
    given(councils=COUNCILS, decisions=decisions, review="2018-19").gives(
        """
        council | measure           | year    | together
        A       | Complaints upheld | 2018-19 | -
        """
    )
