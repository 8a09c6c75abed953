"""A greater share of the complaints investigated is upheld than before."""

from upheld.figures.signals.watching.model import Missing, Observed, Signal
from upheld.figures.signals.watching.quarters import Quarterly
from upheld.figures.signals.watching.reading import share_of


def _read(counts: Quarterly) -> Observed | Missing:
    return share_of(counts, "upheld-rate")


SIGNAL = Signal(
    id="upheld-share",
    name="A greater share upheld",
    question="Of the complaints we investigate, do we uphold more than before?",
    counts="complaints upheld",
    reads=(
        "Complaints upheld out of those investigated in each quarter, by the date of the decision. Where most are "
        "upheld, those not upheld are watched: they are the rarer."
    ),
    means=(
        "A greater part of the cases was upheld than its own earlier share, and the movement at similar authorities in "
        "the same services, would let expect."
    ),
    does_not_mean=(
        "That more went wrong. Few cases can bring it about, and so can a change within a service in what people "
        "complain about. Read the cases."
    ),
    measure="upheld-rate",
    read=_read,
)
