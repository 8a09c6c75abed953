"""Halves go up"""

import pytest

from tests.spec.given import drawn
from upheld.figures import oracle
from upheld.figures.rate import Rate


def test_percentages_are_whole_numbers_and_halves_go_up() -> None:
    """We print whole percentages. When a rate lies exactly half way, we round it up: 5 of 40 is 12.5%, printed as
    13%. Computers often round such halves to the nearest even number, 12%. That is why we do not leave it to
    them.
    """
    for line in drawn(
        """
        we count | of    | exactly | we print
        9        | 12    | 75      | 75%
        1        | 3     | 33.33…  | 33%
        2        | 3     | 66.67…  | 67%
        5        | 40    | 12.5    | 13%
        33       | 40    | 82.5    | 83%
        1        | 8     | 12.5    | 13%
        3        | 8     | 37.5    | 38%
        """
    ):
        rate = Rate(int(line["we count"]), int(line["of"]))
        assert rate.worded == line["we print"]
        assert rate.exact is not None
        assert oracle.half_up(rate.exact) == rate.rounded
        assert float(rate.exact) == pytest.approx(float(line["exactly"].rstrip("…")), abs=0.005)
