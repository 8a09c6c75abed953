"""More complaints are upheld than before."""

from upheld.figures.signals.watching.model import Missing, Observed, Signal
from upheld.figures.signals.watching.quarters import Quarterly
from upheld.figures.signals.watching.reading import share_of


def _read(counts: Quarterly) -> Observed | Missing:
    found = share_of(counts, "upheld-rate")
    return found if isinstance(found, Missing) else Observed(found.counted)


SIGNAL = Signal(
    id="upheld",
    name="More complaints upheld",
    question="Are more complaints about this authority upheld than before?",
    counts="complaints upheld",
    reads="Complaints upheld in each quarter, by the date of the decision.",
    means=(
        "More complaints were upheld than its own earlier number and the movement at similar authorities would let "
        "expect."
    ),
    does_not_mean=(
        "That the service became worse. More people may have complained, or the Ombudsman may have decided a backlog. "
        "See whether the share upheld has risen too, and read the cases."
    ),
    measure="upheld-per-100k",
    read=_read,
)
