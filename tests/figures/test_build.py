"""From cells to figures: every body, every year, groups and England, each rate that of the oracle."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures.awkward import many
from tests.spec.given import Given, small_scheme
from tests.spec.given import given as given_cases
from upheld.errors import PersonError
from upheld.figures import oracle
from upheld.figures.build import figures_from
from upheld.figures.cells import Cells
from upheld.figures.model import Figures
from upheld.scheme import Scheme, load

COUNCILS = """
    council | kind          | residents | first day  | last day
    A       | metropolitan  | 100,000   |            |
    B       | metropolitan  |           |            |
    C       | metropolitan  | 300,000   |            | 31 Mar 2020
    D       | metropolitan  | 50,000    | 1 Apr 2020 |
    P       | national-park |           |            |
    """
CODES = ("A", "B", "C", "D", "P")


def drawn_cells() -> st.SearchStrategy[oracle.Cells]:
    """Cells as a scheme's counts allow them: parts no larger than their wholes."""
    key = st.tuples(
        st.sampled_from(CODES), st.integers(2019, 2021), st.integers(1, 4), st.sampled_from(("housing", "other"))
    )
    few = st.integers(0, 30)
    row = st.builds(_row, few, few, few, few, few, few, few, few)
    return st.dictionaries(key, row, min_size=1, max_size=20)


def _row(
    early: int, upheld: int, not_upheld: int, closed: int, other: int, late: int, done: int, undone: int
) -> dict[str, int]:
    investigated = early + upheld + not_upheld
    return {
        "dealt_with": investigated + closed + other,
        "not_for_us": other,
        "assessed_and_closed": closed,
        "investigated": investigated,
        "upheld": early + upheld,
        "satisfactory_remedies": early,
        "compliance_outcomes": late + done + undone,
        "complied": late + done,
        "complied_late": late,
        "complied_late_against_original": late,
    }


@cache
def scheme() -> Scheme:
    return small_scheme(COUNCILS)


def reckoned(cells: oracle.Cells, number: int | None = None) -> Figures:
    """The figures of the cells, of their last year unless another is asked for."""
    numbers = [key[1] for key, row in cells.items() if any(row.values())]
    year = scheme().calendar.year_end.year(number or max(numbers))
    counts = tuple(count.id for count in scheme().counts)
    return figures_from(Cells.of(counts, cells), scheme(), year, synthetic=True)


@given(drawn_cells().filter(lambda cells: any(any(row.values()) for row in cells.values())))
@settings(deadline=None, max_examples=60, derandomize=True)
def test_every_rate_and_every_pool_is_that_of_the_oracle(cells: oracle.Cells) -> None:
    figures = reckoned(cells)
    for code, body in figures.authorities.items():
        for number, year in body.years.items():
            for measure_id, figure in year.measures.items():
                own = oracle.numerator_and_base(cells, scheme(), measure_id, code, number)
                assert (figure.rate.numerator, figure.rate.base) == own
                share = oracle.rate(*own)
                assert figure.rate.exact == (None if share is None else share * figure.measure.per)
                if figure.comparison:
                    pooled, others = figure.comparison.pooled, figure.comparison.others
                    pool = oracle.pool(cells, scheme(), measure_id, "metropolitan", number)
                    assert (pooled.numerator, pooled.base) == pool
                    brought = own if own[1] or figure.measure.base != "population" else (0, 0)
                    assert (others.numerator + brought[0], others.base + brought[1]) == (pooled.numerator, pooled.base)


@given(drawn_cells().filter(lambda cells: any(any(row.values()) for row in cells.values())))
@settings(deadline=None, max_examples=30, derandomize=True)
def test_categories_add_up_to_the_whole_and_bodies_to_england(cells: oracle.Cells) -> None:
    figures = reckoned(cells)
    for number in (year.number for year in figures.years):
        years = [body.years[number] for body in figures.authorities.values()]
        for year in (*years, figures.england[number], *(group[number] for group in figures.groups.values())):
            for count, whole in year.counts.items():
                assert whole == sum(counts[count] for counts in year.by_category.values())
        for count in figures.england[number].counts:
            assert figures.england[number].counts[count] == sum(year.counts[count] for year in years)


@given(drawn_cells().filter(lambda cells: len({key[1] for key, row in cells.items() if any(row.values())}) > 1))
@settings(deadline=None, max_examples=30, derandomize=True)
def test_an_earlier_review_is_the_beginning_of_a_later_one(cells: oracle.Cells) -> None:
    """What a review says of its year does not change when later cases become known."""
    numbers = sorted({key[1] for key, row in cells.items() if any(row.values())})
    early, late = reckoned(cells, numbers[0]), reckoned(cells, numbers[-1])
    assert {y.number for y in early.years} == {numbers[0]}
    for code, body in early.authorities.items():
        assert body.years[numbers[0]] == late.authorities[code].years[numbers[0]]


def test_a_whole_review_from_cases_agrees_with_the_oracle() -> None:
    """From rows to printed words, fast and slow, over several hundred cases."""
    drawn = many(7, 400)
    seen = Given(small_scheme(), drawn.decisions, drawn.recommendations, drawn.due_dates, "2020-21")
    slow = oracle.cells(drawn.decisions, drawn.recommendations, drawn.due_dates, seen.scheme)
    for code, body in seen.figures.authorities.items():
        for measure_id, figure in body.years[2021].measures.items():
            share = oracle.rate(*oracle.numerator_and_base(slow, seen.scheme, measure_id, code, 2021))
            assert share is not None
            scaled = Fraction(figure.measure.per) * share * 10**figure.measure.decimals
            assert figure.rate.rounded == oracle.half_up(scaled)


class TestYears:
    """Which years a review shows."""

    SEEN = given_cases(decisions="decided on\n1 May 2016\n1 May 2018\n1 May 2019", review="2018-19")

    def test_they_run_from_the_first_with_cases_to_the_one_under_review(self) -> None:
        figures = self.SEEN.figures
        assert [year.label for year in figures.years] == ["2016-17", "2017-18", "2018-19"]
        assert not figures.authorities["A"].years[2018].any_contact
        assert figures.authorities["A"].years[2018].measures["upheld-rate"].rate.worded is None

    @pytest.mark.parametrize("missing", ["2017-18", "2021-22", "2010-11"])
    def test_a_year_without_cases_is_refused_naming_those_there_are(self, missing: str) -> None:
        with pytest.raises(PersonError) as refused:
            _ = replace(self.SEEN, review=missing).figures
        assert missing in refused.value.message
        assert refused.value.mend == "There are cases for 2016-17, 2018-19, 2019-20."

    def test_no_case_at_all_is_told(self) -> None:
        with pytest.raises(PersonError, match="no case at all"):
            _ = given_cases(decisions="decided on").figures


def test_a_body_the_scheme_does_not_know_is_refused_and_not_dropped() -> None:
    seen = given_cases(decisions="council\nA\nB")
    fewer = small_scheme("council | kind\nA | county")
    with pytest.raises(PersonError, match="authorities that the scheme does not know: B") as refused:
        figures_from(seen.cells, fewer, seen.figures.year, synthetic=True)
    assert "Freeze it again" in refused.value.mend


def test_every_body_has_every_year_in_the_schemes_order() -> None:
    figures = given_cases(decisions="decided on | council\n1 May 2018 | C\n1 May 2019 | B").figures
    assert list(figures.authorities) == ["A", "B", "C"]
    assert all(list(body.years) == [2019, 2020] for body in figures.authorities.values())
    assert list(figures.of("A").measures) == [measure.id for measure in load("lgsco").measures]
    assert figures.of("A").by_category == {}


def test_the_pool_says_how_many_it_holds() -> None:
    """Of residents only those bodies are in the pool whose residents are known."""
    figures = given_cases(councils=COUNCILS, decisions="council\nA\nB\nC").figures
    sizes = {id_: f.comparison.authorities for id_, f in figures.of("A").measures.items() if f.comparison}
    assert sizes["upheld-rate"] == 3  # D is not yet there, P is in no group
    assert sizes["upheld-per-100k"] == 2
    assert figures.of("P").measures["upheld-rate"].comparison is None
    assert figures.of("D").measures["upheld-rate"].comparison is None


def test_a_group_has_figures_of_its_own() -> None:
    figures = given_cases(
        decisions="""
            how many | council | outcome
            3        | A       | Upheld
            1        | B       | Not upheld
            """
    ).figures
    pool = figures.groups["metropolitan"][2020]
    assert pool.counts["investigated"] == 4
    assert pool.measures["upheld-rate"].rate == figures.of("A").measures["upheld-rate"].comparison.pooled  # type: ignore[union-attr]
    assert pool.measures["upheld-rate"].comparison is None
    assert figures.groups["county"][2020].measures["upheld-rate"].rate.worded is None


def test_synthetic_is_carried() -> None:
    seen = given_cases(decisions="council\nA")
    assert figures_from(seen.cells, seen.scheme, seen.figures.year, synthetic=True).synthetic
    assert not figures_from(seen.cells, seen.scheme, seen.figures.year, synthetic=False).synthetic


def test_the_sentence_and_its_base_stand_together() -> None:
    figure = (
        given_cases(
            decisions="""
            how many | outcome    | early remedy
            1        | Upheld     | yes
            2        | Upheld     |
            1        | Not upheld |
            """
        )
        .figures.of("A")
        .measures["satisfactory-remedy-rate"]
    )
    assert figure.sentence.startswith("In 33% of upheld cases")
    assert (figure.numerator_worded, figure.base_worded) == ("1 satisfactory remedy decision", "3 upheld decisions")
    assert figure.average_sentence == "This compares to an average of 33% in similar authorities."
