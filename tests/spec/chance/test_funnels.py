"""Funnels"""

from tests.spec.given import Given, drawn, given
from upheld.figures.funnel import funnel

COUNCILS = "council | kind\n" + "\n".join(f"{name} | metropolitan" for name in "ABCDEFGHIJ")


def limits(seen: Given, code: str, text: str) -> None:
    """Hold the limits at drawn bases against those of the plot."""
    plot = funnel(seen.figures, code, "upheld-rate")
    assert plot is not None
    found = {}
    for limit in plot.shape.limits:
        for base, low, high in zip(limit.bases, limit.low, limit.high, strict=True):
            found.setdefault(str(base), {})[limit.level] = f"{100 * low:.0f}% to {100 * high:.0f}%"
    for line in drawn(text):
        assert found[line["cases"]] == {"95%": line["95% limits"], "99.8%": line["99.8% limits"]}, line


def others(upheld: int, not_upheld: int) -> str:
    return "\n".join(f"{upheld} | {name} | Upheld\n{not_upheld} | {name} | Not upheld" for name in "BCDEFGHIJ")


def test_the_fewer_the_cases_the_wider_the_funnel() -> None:
    """A funnel plot shows every authority of a group by its number of cases and its rate. Only the authority it is for
    is marked; the others have no name. If all had the same underlying rate, at least 95 in a hundred would lie between
    the inner lines, and 998 in a thousand between the outer ones. The lines are worked out exactly (binomial,
    interpolated between whole numbers: Spiegelhalter 2005). Here every authority has half of its cases upheld.
    """
    seen = given(
        councils=COUNCILS,
        decisions="how many | council | outcome\n5 | A | Upheld\n5 | A | Not upheld\n" + others(20, 20),
    )
    limits(
        seen,
        "A",
        """
        cases | 95% limits | 99.8% limits
        5     | 0% to 100% | 0% to 100%
        10    | 13% to 87% | 0% to 100%
        40    | 33% to 67% | 25% to 75%
        """,
    )
    plot = funnel(seen.figures, "A", "upheld-rate")
    assert plot is not None
    assert plot.outside is None
    assert sum(point.marked for point in plot.points) == 1


def test_where_authorities_differ_anyway_the_lines_are_wider() -> None:
    """Authorities differ, because places and services do. Where they differ by more than chance, lines drawn for chance
    alone would put many outside, and being outside would mean little. So the lines are widened by the spread among the
    authorities themselves, estimated so that the most extreme tenth at either end does not decide it (additive random
    effects, winsorised: Spiegelhalter 2005). They are never narrower than chance alone would make them.
    """
    spread = "\n".join(
        f"{10 + 5 * n} | {name} | Upheld\n{50 - 5 * n} | {name} | Not upheld" for n, name in enumerate("BCDEFGHIJ")
    )
    seen = given(
        councils=COUNCILS, decisions=f"how many | council | outcome\n15 | A | Upheld\n45 | A | Not upheld\n{spread}"
    )
    plot = funnel(seen.figures, "A", "upheld-rate")
    assert plot is not None
    assert plot.shape.tau2 > 0
    share = plot.marked.share
    at = plot.shape.exact[0].bases.index(60)
    assert not plot.shape.exact[0].low[at] <= share
    assert plot.outside is None
    assert plot.sentence == (
        "This authority lies within the 95% limits: chance and the usual spread between authorities would explain "
        "where it lies."
    )


def test_where_everyone_has_the_same_rate_of_all_or_none_there_is_no_funnel() -> None:
    """If every case of a group was upheld, or none was, there is nothing to compare with, and no lines are drawn."""
    plot = funnel(given(decisions="council | outcome\nA | Upheld\nB | Upheld").figures, "A", "upheld-rate")
    assert plot is not None
    assert plot.shape.limits == ()
