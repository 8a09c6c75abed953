"""Is it different from chance?"""

from tests.spec.given import given


def test_four_answers_and_no_more() -> None:
    """Rates differ, if only by chance. Beside each percentage we say one of four things: *like similar authorities*,
    *higher*, *lower*, or *too few to say*. We hold the cases of the authority against those of all other similar
    authorities together, without its own, by Fisher’s exact test. Higher is not worse and lower is not better: why they
    differ is another question.
    """
    given(
        councils="council | kind\nA | metropolitan\nB | metropolitan\nC | metropolitan\nD | metropolitan",
        decisions="""
            how many | council | outcome
            38       | A       | Upheld
            2        | A       | Not upheld
            60       | B       | Upheld
            40       | B       | Not upheld
            30       | C       | Upheld
            70       | C       | Not upheld
            2        | D       | Upheld
            """,
    ).gives(
        """
        council | measure           | we count | of  | we print | average of the others | verdict
        A       | Complaints upheld | 38       | 40  | 95%      | 46%                   | higher
        B       | Complaints upheld | 60       | 100 | 60%      | 49%                   | like similar authorities
        C       | Complaints upheld | 30       | 100 | 30%      | 70%                   | lower
        D       | Complaints upheld | 2        | 2   | 100%     | 53%                   | too few to say
        """
    )


def test_too_few_means_that_no_result_could_have_told_anything() -> None:
    """With two cases, none upheld and both upheld are each quite likely, whatever the authority is like. If no result
    that the base could give would have had a chance of one in twenty or less, we do not say *like the others*: we say
    that there are too few cases. How many are too few depends on the others. Where 99 of 100 comply, a single case in
    which an authority did not is already seldom.
    """
    given(
        decisions="""
            how many | council | outcome
            3        | A       | Upheld
            1        | A       | Not upheld
            50       | B       | Upheld
            50       | B       | Not upheld
            """,
    ).gives(
        """
        council | measure           | we count | of | verdict
        A       | Complaints upheld | 3        | 4  | too few to say
        """
    )


def test_every_verdict_is_a_sentence_with_its_counts() -> None:
    """The sentence gives both rates, the counts behind them, and the interval."""
    given(
        decisions="""
            how many | council | outcome
            9        | A       | Upheld
            3        | A       | Not upheld
            60       | B       | Upheld
            40       | B       | Not upheld
            """,
    ).gives(
        """
        council | measure           | said
        A       | Complaints upheld | 75% (9 of 12; 47% to 91% would fit these cases) is like the 60% of all other metropolitan boroughs together (60 of 100): chance alone could make a difference of this size.
        """  # noqa: E501 a sentence is printed in one line
    )


def test_many_tests_at_once_are_allowed_for() -> None:
    """If twenty authorities are tested, one will seem different by chance. So within a group and a year we hold the
    share of false findings at 5% (Benjamini and Hochberg 1995). Here A alone beside B would be called higher. Among
    twenty others it is not: with so many authorities one such result is to be expected.
    """
    many = "CDEFGHIJKLMNOPQRSTU"
    cases = "9 | A | Upheld\n1 | A | Not upheld\n40 | B | Upheld\n60 | B | Not upheld"
    more = "\n".join(f"4 | {name} | Upheld\n6 | {name} | Not upheld" for name in many)
    alone = given(decisions=f"how many | council | outcome\n{cases}")
    among = given(
        councils="council | kind\n" + "\n".join(f"{name} | metropolitan" for name in f"AB{many}"),
        decisions=f"how many | council | outcome\n{cases}\n{more}",
    )
    alone.gives("council | measure | of | verdict\nA | Complaints upheld | 10 | higher")
    among.gives("council | measure | of | verdict\nA | Complaints upheld | 10 | like similar authorities")


def test_where_nothing_can_be_compared_we_say_why() -> None:
    """No group, no rate, no other with a rate: then there is no verdict, and the reason stands in its place. Rates per
    100,000 residents get none, since residents are not cases.
    """
    given(
        councils="council | kind | residents\nA | county | 100,000\nB | county | 100,000\nPark | national-park |",
        decisions="how many | council | outcome\n3 | A | Upheld\n1 | Park | Upheld",
    ).gives(
        """
        council | measure                                | verdict    | why not
        A       | Complaints upheld                      | no verdict | No other of the county councils has a rate, so there is nothing to compare with.
        B       | Complaints upheld                      | no verdict | There is no rate, so there is nothing to compare.
        Park    | Complaints upheld                      | no verdict | There are no similar authorities in this year to compare with.
        A       | Upheld decisions per 100,000 residents | no verdict | Residents are not cases, so this rate is not tested against chance.
        """  # noqa: E501 a sentence is printed in one line
    )
