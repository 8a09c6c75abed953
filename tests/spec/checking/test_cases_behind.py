"""The cases behind a figure"""

from tests.spec.given import Given, drawn, given
from upheld.figures.explain import reasons
from upheld.figures.trace import behind, left_out


def listed(seen: Given, measure_id: str, text: str) -> None:
    """Hold the cases traced from a figure of A against a drawn table."""
    traced = behind(
        *seen.tables(),
        seen.scheme,
        measure=seen.scheme.measure_by_id[measure_id],
        authority="A",
        year=seen.figures.year,
    ).to_pyarrow()
    found = [
        {"case": row["reference"], "in the upper number": "yes" if row["in_numerator"] else "no"}
        for row in traced.to_pylist()
    ]
    assert found == drawn(text)
    rate = seen.figures.of("A").measures[measure_id].rate
    assert (sum(row["in the upper number"] == "yes" for row in found), len(found)) == (rate.numerator, rate.base)


def test_every_rate_can_be_taken_back_to_its_cases() -> None:
    """For every rate we can list the cases in its base, and which of them are in the upper number. Whoever keeps
    a list of their own can hold one against the other.
    """
    listed(
        given(
            decisions="""
                case | outcome      | early remedy
                a    | Upheld       | yes
                b    | Upheld       |
                c    | Not upheld   |
                d    | Advice given |
                """,
        ),
        "satisfactory-remedy-rate",
        """
        case | in the upper number
        a    | yes
        b    | no
        """,
    )


def test_what_was_left_out_is_listed_with_its_reason() -> None:
    """What is *not* in a figure can be listed too, with the reason."""
    seen = given(
        decisions="""
            case
            a
            b
            c
            """,
        recommendations="""
            recommendation | case | answer   | due on     | outcome   | outcome on
            r1             | a    | accepted | 1 Jul 2019 | satisfied | 1 Jun 2019
            r2             | a    | refused  | 1 Jul 2019 |           |
            r3             | b    | accepted | 1 Jul 2019 | ceased    | 2 Jun 2019
            r4             | c    | accepted | 1 Jul 2019 | satisfied | 3 Jun 2019
            r5             | c    | accepted | 1 Aug 2019 |           |
            """,
    )
    decisions, recommendations, _ = seen.tables()
    measure = seen.scheme.measure_by_id["compliance-rate"]
    found = left_out(
        decisions, recommendations, seen.scheme, measure=measure, authority="A", year=seen.figures.year
    ).to_pyarrow()
    listed(seen, "compliance-rate", "case | in the upper number\na | yes")
    why = reasons(measure, seen.scheme)
    assert [
        {"recommendation": row["recommendation"], "left out because": why[row["reason"]]} for row in found.to_pylist()
    ] == drawn(
        """
        recommendation | left out because
        r3             | the recommendation ceased: it could no longer be carried out
        r4             | another recommendation of the same case is still open, and a case has one outcome
        r2             | the authority refused the recommendation, so there was nothing to comply with
        r5             | the recommendation is still open: it has no outcome yet
        """
    )
