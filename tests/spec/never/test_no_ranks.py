"""No ranks"""

import dataclasses
import re

from upheld.figures import model
from upheld.scheme import load

RANKING = re.compile(r"\b(rank|ranks|ranking|league|best|worst|top|bottom|score|grade|star|stars)\b", re.IGNORECASE)


def test_no_authority_is_ranked() -> None:
    """We print no rank, no league table, no score, and no colour for good or bad. Which complaints people make,
    how many, and which of them we can investigate differ from place to place. A rank would claim to know more
    than the figures do.
    """
    kinds = [kind for kind in vars(model).values() if dataclasses.is_dataclass(kind)]
    names = [field.name for kind in kinds for field in dataclasses.fields(kind)]
    assert names
    assert not [name for name in names if RANKING.search(name.replace("_", " "))]


def test_more_complaints_do_not_mean_a_worse_service() -> None:
    """The number of complaints is not a measure of quality: some authorities tell people more clearly how to
    complain. No sentence of ours says that more complaints are worse.
    """
    for measure in load("lgsco").measures:
        said = " ".join(str(words) for words in dataclasses.asdict(measure.wording).values())
        assert not RANKING.search(said), measure.id
        if measure.base in ("population", "dealt_with"):
            assert measure.better == "neither", measure.id
