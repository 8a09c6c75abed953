"""Nearly all, and nearly none"""

from tests.spec.given import drawn
from upheld.figures.rate import Rate


def test_not_quite_all_is_never_printed_as_all() -> None:
    """One case in which something was not done matters. So 199 of 200 is not printed as 100%, though it is 99.5%:
    we print *more than 99%*. In the same way something that happened is never printed as 0%.
    """
    for line in drawn(
        """
        we count | of    | we print
        200      | 200   | 100%
        199      | 200   | more than 99%
        198      | 200   | 99%
        2        | 200   | 1%
        1        | 200   | 1%
        1        | 201   | fewer than 1%
        0        | 201   | 0%
        """
    ):
        assert Rate(int(line["we count"]), int(line["of"])).worded == line["we print"]
