"""Signals: scores against plain numbers and SciPy, lines against simulation, and what may never be compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import power_divergence

from benchmarks import simulate_signals
from tests.figures import signals_oracle as oracle
from tests.figures.awkward import YEAR_ENDS
from upheld.errors import PersonError
from upheld.figures import oracle as figures_oracle
from upheld.figures import signals
from upheld.figures.cells import Cells
from upheld.figures.signals.watching import calibrate, thresholds, thresholds_table
from upheld.figures.signals.watching.achieved import FALSE_SIGNALS
from upheld.figures.signals.watching.model import FALL, RISE, Missing, Observed, Signal
from upheld.figures.signals.watching.quarters import LATE_REPLIES, RECEIVED, Quarterly, quarterly, quarters_of
from upheld.figures.signals.watching.register import all_signals
from upheld.figures.signals.watching.restarts import all_stretches, restarts
from upheld.figures.signals.watching.statistic import CUSUM, LENGTHS, LEVEL
from upheld.figures.signals.watching.told import CAUTION, every, found, statuses
from upheld.figures.signals.watching.watch import TOO_FEW, TOO_NEW, Chart, watch
from upheld.figures.signals.watching.yardstick import Expectation, expectation
from upheld.figures.similar import Bodies
from upheld.scheme import Scheme, load
from upheld.scheme.model import Break, Succession

PAGE = Path(__file__).parents[2] / "docs" / "simulation.md"

# ------------------------------------------------------------------------------------------------- the score


@st.composite
def series(draw: st.DrawFn) -> tuple[list[int], list[int], list[int], int]:
    """Draw counts, what was due, the stretches, and a direction."""
    number = draw(st.integers(1, 20))
    counted = draw(st.lists(st.integers(0, 12), min_size=number, max_size=number))
    due = draw(st.lists(st.integers(0, 6), min_size=number, max_size=number))
    first, begin = [], 0
    for quarter in range(number):
        begin = draw(st.sampled_from((begin, begin, begin, begin, begin, quarter, -1)))
        first.append(begin)
        begin = max(begin, 0)
    return counted, due, first, draw(st.sampled_from((1, -1)))


@given(series())
def test_scores_are_those_of_plain_numbers(drawn: tuple[list[int], list[int], list[int], int]) -> None:
    counted, due, first, sign = drawn
    track = CUSUM.track(*(np.array([v], dtype=float) for v in (counted, due)), np.array([first]), np.array([[sign]]), 0)
    slow = [oracle.score(counted, [Fraction(d) for d in due], first, sign, q) for q in range(len(counted))]
    assert track.score[0] == pytest.approx(slow, abs=1e-9)
    assert ((track.length[0] > 0) == (track.score[0] > 0)).all()


@given(st.integers(0, 40), st.integers(0, 40), st.fractions(Fraction(1, 20), Fraction(19, 20)))
def test_a_score_is_half_the_g_statistic(x: int, rest: int, part: Fraction) -> None:
    """SciPy's log-likelihood ratio of two counts, wherever the change is in the direction sought and large enough."""
    whole = x + rest
    made = CUSUM.score(*(np.array([float(v)]) for v in (x, whole, part)), np.array([1]))[0]
    if not whole or x * (1 - part) < Fraction(5, 4) * rest * part:
        assert made == 0
    else:
        wanted = [whole * float(part), whole * float(1 - part)]
        assert made == pytest.approx(power_divergence([x, rest], wanted, lambda_="log-likelihood")[0] / 2, abs=1e-9)


DISASTERS = """
    4 5 4 1 0 4 3 4 0 6  3 3 4 0 2 6 3 3 5 4  5 3 1 4 4 1 5 5 3 4  2 5 2 2 3 4 2 1 3 2
    2 1 1 1 1 3 0 0 1 0  1 1 0 0 3 1 0 3 2 2  0 1 1 1 0 1 0 1 0 0  0 2 1 0 0 0 1 1 0 2
    3 3 1 1 2 1 1 1 1 2  3 3 0 0 0 1 4 0 0 0  1 0 0 0 0 0 1 0 0 1  0 1
"""
"""Explosions in British coal mines that killed ten or more, each year from 1851 to 1962: the example on which methods
for changes of rate are tried in print (R. G. Jarrett, *Biometrika* 66 (1979), 191–193)."""


def test_the_change_that_others_found_in_coal_mines_scores_highest_where_they_found_it() -> None:
    """After 1891, from 3.1 a year to 0.9: A. E. Raftery and V. E. Akman, *Biometrika* 73 (1986), 85–89; B. P. Carlin,
    A. E. Gelfand and A. F. M. Smith, *Applied Statistics* 41 (1992), 389–405."""
    yearly = np.array(DISASTERS.split(), dtype=float)
    assert (len(yearly), yearly.sum()) == (112, 191)
    before = np.arange(1, len(yearly))
    after = yearly.sum() - yearly.cumsum()[:-1]
    score = CUSUM.score(after, np.full_like(after, 191), 1 - before / len(yearly), np.array(-1))
    last = int(before[score.argmax()])
    assert 1850 + last == 1891
    assert [round(float(part.mean()), 1) for part in (yearly[:last], yearly[last:])] == [3.1, 0.9]


def test_little_scores_are_left_out_without_a_trace_on_the_others() -> None:
    rng = np.random.default_rng(1)
    counted, due = rng.poisson(3, (200, 30)).astype(float), rng.gamma(9, 1 / 9, (200, 30))
    first, sign = np.zeros((1, 1), dtype=int), np.ones((1, 1), dtype=int)
    every_, few = (CUSUM.track(counted, due, first, sign, least) for least in (0.0, 2.5))
    assert (few.score == np.where(every_.score > 2.5, every_.score, 0)).all()


@settings(max_examples=50)
@given(series(), st.integers(0, 30))
def test_nothing_before_a_restart_matters_after_it(
    drawn: tuple[list[int], list[int], list[int], int], more: int
) -> None:
    counted, due, first, sign = drawn
    begin = max(first)
    made = []
    for add in (0, more):
        values = np.array([[c + add * (q < begin) for q, c in enumerate(counted)]], dtype=float)
        exposed = np.array([[d + add * (q < begin) for q, d in enumerate(due)]], dtype=float)
        track = CUSUM.track(values, exposed, np.array([first]), np.array([[sign]]), 0)
        made.append(track.score[0, [q for q, f in enumerate(first) if f == begin]].tolist())
    assert made[0] == made[1]


# ------------------------------------------------------------------------------------------------- the lines


def test_the_table_of_lines_is_not_stale() -> None:
    """`python -m benchmarks.calibrate` makes it again; one of its lines is drawn here anew."""
    assert calibrate.settings() == thresholds_table.SETTINGS
    assert (thresholds_table.EXPECTED, thresholds_table.SHARES) == (calibrate.EXPECTED, calibrate.SHARES)
    assert thresholds_table.BUDGETS == calibrate.BUDGETS
    lines, shares, sizes = thresholds_table.LINES, len(calibrate.SHARES), len(calibrate.EXPECTED)
    side, share, size = 1, 2, 4
    cell = (side * shares + share) * sizes + size
    again = calibrate.lines(calibrate.EXPECTED[size], calibrate.SHARES[share], (1, -1)[side], cell)
    assert lines[side][share][size] == pytest.approx(again), "run: python -m benchmarks.calibrate"


@given(
    st.lists(st.lists(st.sampled_from((0.0, 2.5, 3.0, 4.5, 6.0)), min_size=6, max_size=6), min_size=3, max_size=12),
    st.sampled_from((0.1, 0.3, 0.5, 1.0)),
)
def test_a_line_is_the_lowest_that_is_not_crossed_too_often(scores: list[list[float]], budget: float) -> None:
    made = calibrate.line_of(np.array(scores), budget)
    assert made == max(calibrate.LOWEST, oracle.line(scores, budget))
    assert oracle.beginnings(scores, made) <= budget * len(scores)


@pytest.mark.parametrize("areas", [1, 9, 40])
def test_the_budget_is_spent_once(areas: int) -> None:
    area, whole = thresholds.budgets(6, areas)
    assert 6 * (areas * area + whole) == pytest.approx(thresholds.BUDGET)
    assert thresholds.BUDGET == 1


def test_lines_lie_higher_where_less_is_allowed_and_between_entries_the_higher_holds() -> None:
    expected = np.array([0.01, 0.07, 1.0, 2.7, 500.0])
    flat, up = np.zeros(5), np.ones(5, dtype=int)
    made = [thresholds.lines(expected, flat, up, budget) for budget in (0.3, 0.1, 0.03, 0.01, 0.003, 0.001)]
    assert all((more >= less).all() for less, more in pairwise(made))
    table = np.array(thresholds_table.LINES)[0, 0, :, 0]
    at = thresholds.lines(expected, flat, up, 0.1)
    assert at.tolist() == [
        table[0],
        max(table[0], table[1]),
        max(table[5], table[6]),
        max(table[8], table[9]),
        table[-1],
    ]
    assert thresholds.least(0.1, flat, up) == table.min()
    assert thresholds.least(0.1, flat, -up) == np.array(thresholds_table.LINES)[1, 0, :, 0].min()


def test_a_share_is_held_to_the_line_of_the_next_smaller() -> None:
    of = [thresholds.lines(np.array([2.0]), np.array([s]), np.array([-1]), 0.1)[0] for s in (0.2, 0.34, 0.35, 0.9)]
    assert of[0] == of[1] > of[2] > of[3]


def test_false_signals_are_within_the_budget_and_told_as_counted() -> None:
    """Draws that share nothing with those of the lines; one round of them here, all of them on the page."""
    told = simulate_signals.tally(simulate_signals.made_scheme(), calibrate.WOBBLE, rounds=1)
    assert 0.2 < told.all() < thresholds.BUDGET
    assert told.all() == pytest.approx(FALSE_SIGNALS, abs=0.15)
    assert f"| and a wobble of a tenth (as assumed) | 0.50 | 0.55 | 0.49 | {FALSE_SIGNALS:.2f} |" in PAGE.read_text()


# ------------------------------------------------------------------------------------------------- quarters


@pytest.mark.parametrize("end", YEAR_ENDS, ids=str)
def test_quarters_begin_on_the_days_they_are_counted_from(end: object) -> None:
    scheme = load("lgsco")
    calendar = replace(scheme.calendar, year_end=end)  # type: ignore[arg-type]
    years = tuple(calendar.year_end.year(number) for number in (2019, 2020, 2021))
    drawn = quarters_of(years)
    for quarter, after in pairwise(drawn):
        day = quarter.first_day
        assert _counted_in(day, calendar) == (quarter.year.number, quarter.number)
        assert _counted_in(date.fromordinal(after.first_day.toordinal() - 1), calendar)[1] == quarter.number


def _counted_in(day: date, calendar: object) -> tuple[int, int]:
    scheme = replace(load("lgsco"), calendar=calendar)  # type: ignore[arg-type]
    row = {"reference": "x", "authority": "A", "decided_on": day, "outcome": "upheld", "category": "housing"}
    counted = figures_oracle.cells([row | {"early_remedy": None}], [], [], scheme)
    ((_, year, quarter, _),) = counted
    return year, quarter


# ------------------------------------------------------------------------------------------------- whole councils


BOROUGHS = 30


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    """Thirty metropolitan boroughs and four counties that are there all the time; no breaks."""
    loaded = load("lgsco")
    kinds = [a for a in loaded.authorities if a.type == "metropolitan"][:BOROUGHS]
    kinds += [a for a in loaded.authorities if a.type == "county"][:4]
    bodies = tuple(replace(a, first_day=None, last_day=None) for a in kinds)
    return replace(loaded, authorities=bodies, successions=(), breaks=(), published_statistics=())


def counts(scheme: Scheme, times: float = 1, **change: tuple[int, int, int, int]) -> Quarterly:
    """Return four years of steady synthetic counts, so many times as many everywhere from the tenth quarter on.

    A change is (body, area, from quarter, times) of a count.
    """
    rng, years = np.random.default_rng(1), 4
    since = np.where(np.arange(4 * years) < 10, 1.0, times)
    shape = (len(scheme.authorities), len(scheme.categories), 4 * years)
    made = {
        "investigated": rng.poisson(4 * since, shape),
        RECEIVED: rng.poisson(12 * since, shape),
        "compliance_outcomes": rng.poisson(3 * since, shape),
    }
    made["upheld"] = rng.binomial(made["investigated"], 0.6)
    made[LATE_REPLIES] = rng.binomial(made["investigated"], 0.15)
    made["complied_late"] = rng.binomial(made["compliance_outcomes"], 0.2)
    for id_, (body, area, begin, many) in change.items():
        made[id_][body, area, begin:] *= many
    return quarterly([_cells(scheme, made)], scheme, scheme.calendar.year_end.year(2020 + years - 1))


def _cells(scheme: Scheme, made: dict[str, np.ndarray]) -> Cells:
    ids = (*(c.id for c in scheme.counts), RECEIVED, LATE_REPLIES)
    rows = {
        (a.code, 2020 + q // 4, q % 4 + 1, c.id): {id_: int(values[b, k, q]) for id_, values in made.items()}
        for b, a in enumerate(scheme.authorities)
        for k, c in enumerate(scheme.categories)
        for q in range(made[RECEIVED].shape[2])
    }
    return Cells.of(ids, rows)


def test_quarterly_counts_are_the_cells_and_their_sums(scheme: Scheme) -> None:
    made = counts(scheme)
    assert made.counts["upheld"].shape == (BOROUGHS + 4, len(scheme.categories) + 1, 16)
    assert (made.counts["upheld"][:, -1] == made.counts["upheld"][:, :-1].sum(axis=1)).all()
    assert [q.label for q in made.quarters][:5] == [
        "2019-20 Q1",
        "2019-20 Q2",
        "2019-20 Q3",
        "2019-20 Q4",
        "2020-21 Q1",
    ]


def test_what_nobody_knows_is_refused(scheme: Scheme) -> None:
    cells = Cells.of(("upheld",), {("nobody", 2020, 1, "housing"): {"upheld": 1}})
    year = scheme.calendar.year_end.year(2020)
    with pytest.raises(PersonError, match="nobody"):
        quarterly([cells], scheme, year)
    with pytest.raises(PersonError, match="There are cases for 2019-20"):
        quarterly([cells], scheme, year.next)
    with pytest.raises(PersonError, match="no case at all"):
        quarterly([Cells.of(("upheld",), {})], scheme, year)


def test_a_change_is_found_where_it_is_and_nowhere_else(scheme: Scheme) -> None:
    told = list(found(watch(counts(scheme, received=(3, 2, 10, 4)), all_signals())))
    assert {(s.authority, s.about) for s in told} >= {(scheme.authorities[3], scheme.categories[2].name)}
    assert {s.authority for s in told} == {scheme.authorities[3]}
    one = next(s for s in told if s.category)
    assert one.signal.id == "received"
    assert one.change is not None
    assert one.change.since.label == "2021-22 Q3"
    assert one.change.counted == sum(p.counted for p in one.points[10:])
    assert 3 * one.change.expected < one.change.counted < 5 * one.change.expected
    assert one.once_in_years == 10 * 6 * 2 * len(scheme.categories)
    assert CAUTION in one.sentence
    assert "expected" in one.sentence


def test_what_happens_everywhere_is_no_signal(scheme: Scheme) -> None:
    told = found(watch(counts(scheme, times=3), all_signals()))
    assert not [s for s in told if s.signal.id in ("received", "upheld")]


def test_series_stand_in_the_order_of_names_and_never_of_numbers(scheme: Scheme) -> None:
    made = counts(scheme)
    for body, times in ((29, 3), (2, 6), (31, 4)):
        made.counts[RECEIVED][body, :, 10:] *= times
    told = [s for s in found(watch(made, all_signals())) if s.signal.id == "received" and s.direction == RISE]
    names = [s.authority.name for s in told]
    assert len(set(names)) == 3
    assert names == sorted(names)


def test_what_is_due_is_the_count_of_similar_authorities_and_their_share(scheme: Scheme) -> None:
    """Slowly: for each borough, what all boroughs had; a group of four is held against all bodies."""
    made = counts(scheme)
    bodies = Bodies(scheme, made.years)
    received = made.counts[RECEIVED]
    due = expectation(Observed(received), bodies).exposure
    assert (due[:BOROUGHS, :-1] == received[:BOROUGHS, :-1].sum(axis=0)).all()
    assert (due[BOROUGHS:, :-1] == received[:, :-1].sum(axis=0)).all()
    for body in (0, BOROUGHS):
        weights = [
            Fraction(int(received[body, c].sum()), int(due[body, c].sum())) for c in range(len(scheme.categories))
        ]
        for quarter in (0, 7):
            slow = sum(w * Fraction(int(due[body, c, quarter])) for c, w in enumerate(weights))
            assert due[body, -1, quarter] == pytest.approx(float(slow))

    x, n = made.counts["complied_late"], made.counts["compliance_outcomes"]
    late = expectation(Observed(x, n), bodies)
    assert not late.turned.any()
    for c in (0, 3):
        usual = (int(x[:BOROUGHS, c].sum()) + 0.5) / (int(n[:BOROUGHS, c].sum()) + 1)
        share = (int(x[:BOROUGHS, c, 5].sum()) + usual) / (int(n[:BOROUGHS, c, 5].sum()) + 1)
        assert late.exposure[1, c, 5] == pytest.approx(int(n[1, c, 5]) * share)
        assert late.share[1, c] == pytest.approx(usual)
    assert late.exposure[1, -1, 5] == pytest.approx(late.exposure[1, :-1, 5].sum())


def test_where_most_are_upheld_the_others_are_watched(scheme: Scheme) -> None:
    made = counts(scheme)
    x, n = made.counts["upheld"], made.counts["investigated"]
    told = expectation(Observed(x, n), Bodies(scheme, made.years))
    assert told.turned.all()
    assert (told.counted == n - x).all()
    assert told.exposure[0, -1, 3] == pytest.approx(told.exposure[0, :-1, 3].sum())


def test_a_body_that_was_not_there_all_the_time_is_no_part_of_the_yardstick(scheme: Scheme) -> None:
    made = counts(scheme)
    late = replace(scheme.authorities[0], first_day=date(2020, 10, 1))
    newer = replace(scheme, authorities=(late, *scheme.authorities[1:]))
    received = made.counts[RECEIVED]
    due = expectation(Observed(received), Bodies(newer, made.years)).exposure
    assert (due[1, :-1] == received[1:BOROUGHS, :-1].sum(axis=0)).all()
    assert (due[0, :-1] == received[:BOROUGHS, :-1].sum(axis=0)).all()


def test_what_cannot_be_watched_for_is_told_and_the_rest_is_watched(scheme: Scheme) -> None:
    made = counts(scheme)
    without = {id_: values for id_, values in made.counts.items() if id_ not in (RECEIVED, LATE_REPLIES)}
    bare = replace(made, counts=without, missing={RECEIVED: "No days."})
    watched = watch(bare, all_signals())
    assert {signal.id: why for signal, why in watched.missing} == {
        "received": "No days.",
        "late-replies": "Nothing counts late replies.",
    }
    assert {chart.signal.id for chart in watched.charts} == {"upheld", "upheld-share", "late-remedies"}
    poor = replace(made, scheme=replace(scheme, measures=()))
    assert all(isinstance(s.read(poor), Missing) for s in all_signals() if s.id != "received")


def test_every_series_has_one_status(scheme: Scheme) -> None:
    watched = watch(counts(scheme, received=(3, 2, 10, 4)), all_signals())
    told = [s for a in scheme.authorities for s in every(watched, a.code)]
    assert len(told) == (BOROUGHS + 4) * 6 * (len(scheme.categories) + 1)
    for status, number in statuses(watched).items():
        assert number == sum(s.status == status for s in told if any(p.counted for p in s.points))
    assert all(s.sentence for s in told)


def test_a_series_too_short_is_called_too_new(scheme: Scheme) -> None:
    broken = replace(scheme, breaks=(Break(2023, "Rules changed", "Drawn."),))
    told = list(every(watch(counts(broken), all_signals()), scheme.authorities[0].code))
    assert {s.status for s in told} == {TOO_NEW}
    assert all(s.points[12].restarts == ("Rules changed. Drawn.",) for s in told)


@settings(max_examples=30)
@given(st.lists(st.integers(0, 2), min_size=12, max_size=12), st.data())
def test_a_series_called_too_small_has_no_signal_whatever_its_last_quarters_bring(
    bases: list[int], data: st.DataObject
) -> None:
    (late,) = (s for s in all_signals() if s.id == "late-remedies")
    base = np.zeros((1, 2, 12), dtype=np.int64)
    base[0, 0] = bases

    def chart(counted: np.ndarray) -> Chart:
        flat = np.zeros((1, 2))
        e = Expectation(counted.astype(float), base * 0.2, flat + 0.2, flat.astype(bool))
        first = np.zeros((1, 1, 12), dtype=np.int64)
        return Chart(late, RISE, Observed(counted, base), e, first, thresholds.budgets(6, 9))

    counted = np.zeros_like(base)
    counted[0, 0] = [data.draw(st.integers(0, n)) for n in bases]
    if not chart(counted).able[0, 0]:
        for length in LENGTHS[:5]:
            extreme = counted.copy()
            extreme[0, 0, -length:] = base[0, 0, -length:]
            assert not chart(extreme).above[0, 0, -1]


def test_a_small_series_is_told_to_be_too_small(scheme: Scheme) -> None:
    made = counts(scheme)
    for id_ in ("upheld", "investigated", LATE_REPLIES):
        made.counts[id_][0, 0] = np.arange(16) % 8 == 0
    told = list(every(watch(made, all_signals()), scheme.authorities[0].code))
    one = next(s for s in told if s.category == scheme.categories[0] and s.signal.id == "late-replies")
    assert one.status == TOO_FEW
    assert "read one by one" in one.sentence


# ------------------------------------------------------------------------------------------------- restarts


def test_why_a_series_restarts_is_told_with_names_and_days() -> None:
    scheme = load("lgsco")
    years = tuple(scheme.calendar.year_end.year(number) for number in range(2018, 2025))
    quarters = quarters_of(years)

    def told(code: str, measure: str | None = None) -> list[tuple[str, str]]:
        found = restarts(scheme, measure, scheme.authority_by_code[code], quarters)
        return [(quarters[min(r.begins, len(quarters) - 1)].label, r.why) for r in found]

    assert [label for label, _ in told("E08000011", "upheld-rate")] == ["2018-19 Q1", "2020-21 Q1", "2022-23 Q1"]
    assert [label for label, _ in told("E08000011")] == ["2018-19 Q1", "2020-21 Q1"]
    created = dict(told("E06000063"))["2023-24 Q1"]
    assert created.startswith("Created on 1 April 2023 in place of ")
    assert "a part of Cumbria County Council" in created
    assert told("E10000006")[-1][1].startswith("Ended on 31 March 2023; ")
    north = dict(told("FRA-NORTH-YORKSHIRE"))["2018-19 Q4"]
    assert north.startswith("Created on 15 November 2018 in place of ")


def test_stretches_of_all_bodies_are_those_of_each() -> None:
    scheme = load("lgsco")
    quarters = quarters_of(tuple(scheme.calendar.year_end.year(number) for number in range(2018, 2025)))
    first = all_stretches(scheme, "upheld-rate", quarters)
    assert first.shape == (len(scheme.authorities), 28)
    row = {a.code: first[n].tolist() for n, a in enumerate(scheme.authorities)}
    assert row["E08000011"] == [0] * 4 + [4] * 8 + [12] * 8 + [20] * 8
    assert row["E06000063"] == [-1] * 24 + [24] * 4
    assert row["E10000006"] == [0] * 4 + [4] * 8 + [12] * 8 + [20] * 4 + [-1] * 4
    # Begun on 15 November 2018: the quarter it began in belongs to nothing.
    assert row["FRA-NORTH-YORKSHIRE"][:8] == [-1] * 7 + [7]


def test_a_body_that_gave_a_part_away_begins_anew() -> None:
    scheme = load("lgsco")
    giver, taker = (replace(a, first_day=None, last_day=None) for a in scheme.authorities[:2])
    passed = (Succession(giver.code, taker.code, date(2022, 5, 10), "part"),)
    drawn = replace(scheme, authorities=(giver, taker), successions=passed, breaks=())
    quarters = quarters_of(tuple(scheme.calendar.year_end.year(number) for number in (2022, 2023)))
    assert all_stretches(drawn, None, quarters).tolist() == [[0, 0, 0, 0, -1, 5, 5, 5]] * 2
    (gave,), (took,) = (restarts(drawn, None, a, quarters) for a in (giver, taker))
    assert gave.why == f"A part passed to {taker.name} on 10 May 2022."
    assert took.why == f"Took over a part of {giver.name} on 10 May 2022."


# ------------------------------------------------------------------------------------------------- each signal


def test_every_file_is_a_signal() -> None:
    folder = Path(signals.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert {signal.id.replace("-", "_") for signal in all_signals()} == files


@pytest.mark.parametrize("signal", all_signals(), ids=lambda signal: signal.id)
def test_every_signal_is_worded(signal: Signal) -> None:
    """What it asks, reads, means and does not mean, as sentences; and it breaks where its figures break."""
    assert signal.question.endswith("?")
    for text in (signal.reads, signal.means, signal.does_not_mean):
        assert text[0].isupper()
        assert text.endswith(".")
    assert set(signal.directions) <= {RISE, FALL}
    assert signal.measure is None or signal.measure in load("lgsco").measure_by_id
    for word in ("rank", "worst", "best", "league", "fail"):
        assert word not in " ".join((signal.name, signal.means, signal.does_not_mean)).lower().split()


def test_a_change_needs_a_level() -> None:
    assert LEVEL == 4
    track = CUSUM.track(
        np.array([[1.0, 1, 1, 50, 50, 1]]), np.ones((1, 6)), np.zeros((1, 1), int), np.ones((1, 1), int), 0
    )
    assert (track.score[0, :4] == 0).all()
    assert track.score[0, 4] > 0
