"""Breaks"""

from tests.spec.given import drawn, given
from upheld.scheme import load


def test_a_series_breaks_where_the_rules_changed() -> None:
    """When the rules change, the figures change too, though no authority has become better or worse. We mark each
    such year and draw no line across it.
    """
    lgsco = load("lgsco")
    for line in drawn(
        """
        new series from | because
        2014-15         | New outcome codes
        2018-19         | Three measures and a map
        2020-21         | Intake stopped for three months
        2022-23         | Fewer borderline cases investigated
        """
    ):
        year = lgsco.calendar.year_end.parse(line["new series from"])
        breaks = lgsco.breaks_between("upheld-rate", year.previous.number, year.number)
        assert [b.title for b in breaks] == [line["because"]]


def test_a_review_holds_no_later_years() -> None:
    """The review of a year holds that year and earlier ones, never later ones, even if later cases are already
    known. So the review of a year comes out the same whenever it is worked out from the same cases.
    """
    seen = given(
        decisions="""
            decided on
            1 May 2017
            1 May 2019
            1 May 2021
            """,
    )
    assert [year.label for year in seen.figures.years] == ["2017-18", "2018-19", "2019-20"]
    seen.gives(
        """
        year    | dealt with
        2017-18 | 1
        2018-19 | 0
        2019-20 | 1
        """
    )
