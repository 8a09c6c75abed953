"""A figure explained: its sentence, its base, its rules, and exactly the cases that it counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.figures.awkward import many
from tests.spec.given import Given, small_scheme
from tests.spec.given import given as given_cases
from upheld.errors import PersonError
from upheld.figures.explain import describe, explanation, reasons
from upheld.figures.trace import behind, left_out
from upheld.scheme import Count, Measure, load

KNOWSLEY = given_cases(
    councils="""
        council | kind          | first day  | last day
        A       | metropolitan  |            |
        B       | metropolitan  |            |
        C       | metropolitan  | 1 Apr 2020 |
        P       | national-park |            |
        """,
    decisions="""
        how many | council | outcome      | early remedy
        3        | A       | Upheld       | yes
        6        | A       | Upheld       |
        3        | A       | Not upheld   |
        2        | A       | Advice given |
        9        | B       | Upheld       |
        9        | B       | Not upheld   |
        1        | P       | Upheld       |
        """,
)


def test_it_says_the_figure_and_what_stands_behind_it() -> None:
    told = explanation(KNOWSLEY.figures, "A", "upheld-rate")
    assert told.sentence == "75% of complaints we investigated were upheld."
    assert (told.numerator, told.base) == ("9 upheld decisions", "12 detailed investigations")
    assert told.interval == "Any underlying rate from 47% to 91% would fit these cases (95% Wilson interval)."
    assert told.similar == (
        "All 2 metropolitan boroughs together, this one included: 60% (18 of 30).",
        "The others alone, without this one: 50% (9 of 18).",
    )


def test_the_pool_is_listed_and_adds_up() -> None:
    """C did not exist yet, P is in no group: neither is in the pool."""
    for measure in KNOWSLEY.scheme.measures:
        told = explanation(KNOWSLEY.figures, "A", measure.id)
        assert [member.authority.code for member in told.pool] == ["A", "B"]
        pooled = told.figure.comparison.pooled  # type: ignore[union-attr]
        assert sum((m.rate for m in told.pool[1:]), start=told.pool[0].rate) == pooled


def test_a_body_in_no_group_is_told_so() -> None:
    told = explanation(KNOWSLEY.figures, "P", "upheld-rate")
    assert told.similar == ("Council P has no similar authorities in 2019-20, so there is no average.",)
    assert told.pool == ()


def test_the_rules_are_told_in_words() -> None:
    rules = explanation(KNOWSLEY.figures, "A", "satisfactory-remedy-rate").rules
    assert rules[0] == (
        "Above the line: decisions that ended as Upheld with a satisfactory remedy before the complaint reached us, "
        "by the day of the decision, 1 April 2019 to 31 March 2020."
    )
    assert "An early remedy counts only where the complaint was upheld." in rules
    late = explanation(KNOWSLEY.figures, "A", "late-compliance-rate")
    assert "Late means after the date last agreed before the outcome." in late.rules
    assert late.interval is None
    residents = explanation(KNOWSLEY.figures, "A", "upheld-per-100k").rules
    assert any("people who live in the area" in rule for rule in residents)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (Count("x", "x", "decisions"), "all decisions"),
        (Count("x", "x", "compliance_outcomes"), "all compliance outcomes"),
        (Count("x", "x", "compliance_outcomes", satisfied=False), "compliance outcomes that did not satisfy us"),
        (
            Count("x", "x", "compliance_outcomes", satisfied=True, late=False),
            "compliance outcomes that satisfied us in time",
        ),
        (
            Count("x", "x", "compliance_outcomes", satisfied=True, late_against_original=True),
            "compliance outcomes that satisfied us after the date first agreed",
        ),
        (
            Count("x", "x", "decisions", early_remedy=False),
            "decisions without a satisfactory remedy before the complaint reached us",
        ),
    ],
)
def test_counts_are_described_from_their_declaration(count: Count, words: str) -> None:
    assert describe(count, load("lgsco"), KNOWSLEY.figures.year) == words


def test_only_outcomes_in_use_in_the_year_are_named() -> None:
    lgsco = load("lgsco")
    investigated, year = lgsco.count_by_id["investigated"], lgsco.calendar.year_end.year
    assert describe(investigated, lgsco, year(2020)) == "decisions that ended as Not upheld or Upheld"
    assert "Local settlement" in describe(investigated, lgsco, year(2013))
    assert "complaint remedied" in describe(investigated, lgsco, year(2016))


def test_what_is_not_there_is_refused_with_what_is() -> None:
    with pytest.raises(PersonError) as unknown:
        explanation(KNOWSLEY.figures, "A", "complaints")
    assert "upheld-rate, compliance-rate" in unknown.value.mend
    with pytest.raises(PersonError) as later:
        explanation(KNOWSLEY.figures, "A", "upheld-rate", KNOWSLEY.figures.year.next)
    assert later.value.mend == "They hold 2019-20."


class TestTrace:
    """The cases listed are the cases counted, for every measure, body and year."""

    DRAWN = many(3, 250)
    SEEN = Given(small_scheme(), DRAWN.decisions, DRAWN.recommendations, DRAWN.due_dates, "2020-21")

    @pytest.mark.parametrize("measure", small_scheme().measures, ids=lambda measure: measure.id)
    @pytest.mark.parametrize("number", [2020, 2021])
    def test_the_cases_listed_are_the_cases_counted(self, measure: Measure, number: int) -> None:
        figures, scheme = self.SEEN.figures, self.SEEN.scheme
        year = scheme.calendar.year_end.year(number)
        rate = figures.authorities["B"].years[number].measures[measure.id].rate
        cases = behind(*self.SEEN.tables(), scheme, measure=measure, authority="B", year=year).to_pyarrow()
        assert cases["in_numerator"].to_pylist().count(True) == rate.numerator
        if measure.base != "population":
            assert cases.num_rows == rate.base
        references = cases["reference"].to_pylist()
        assert len(set(references)) == len(references)
        days = cases["counted_on"].to_pylist()
        assert days == sorted(days)
        assert all(year.first_day <= day <= year.last_day for day in days)

    @pytest.mark.parametrize("measure", small_scheme().measures, ids=lambda measure: measure.id)
    def test_what_is_left_out_has_a_reason_in_words_and_is_not_counted_as_well(self, measure: Measure) -> None:
        figures, scheme = self.SEEN.figures, self.SEEN.scheme
        decisions, recommendations, _ = self.SEEN.tables()
        told = reasons(measure, scheme)
        found = left_out(
            decisions,
            recommendations,
            scheme,
            measure=measure,
            authority="B",
            year=figures.year,
        ).to_pyarrow()
        assert {row["reason"] for row in found.to_pylist()} <= set(told)
        if measure.id != "upheld-of-dealt-with":
            assert found.num_rows
        cases = behind(*self.SEEN.tables(), scheme, measure=measure, authority="B", year=figures.year).to_pyarrow()
        whole = {row["reference"] for row in found.to_pylist() if row["recommendation"] is None}
        assert not whole & set(cases["reference"].to_pylist())


def test_an_early_remedy_of_a_complaint_not_upheld_is_pointed_out() -> None:
    seen = given_cases(
        decisions="case | outcome | early remedy\na | Upheld | yes\nb | Not upheld | yes\nc | Not upheld | "
    )
    decisions, recommendations, _ = seen.tables()
    measure = seen.scheme.measure_by_id["satisfactory-remedy-rate"]
    found = left_out(decisions, recommendations, seen.scheme, measure=measure, authority="A", year=seen.figures.year)
    pairs = [(row["reference"], row["reason"]) for row in found.to_pyarrow().to_pylist()]
    assert pairs == [("b", "early_remedy_not_upheld"), ("c", "not_upheld")]


def test_another_years_case_is_in_neither_list() -> None:
    seen = given_cases(decisions="case | decided on | outcome\na | 31 Mar 2019 | Upheld\nb | 1 Apr 2019 | Upheld")
    measure = seen.scheme.measure_by_id["upheld-rate"]
    cases = behind(*seen.tables(), seen.scheme, measure=measure, authority="A", year=seen.figures.year).to_pyarrow()
    assert cases["reference"].to_pylist() == ["b"]
    assert explanation(replace(seen, review="2018-19").figures, "A", "upheld-rate").base == "1 detailed investigation"
