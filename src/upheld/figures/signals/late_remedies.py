"""More of what was agreed is done late than before."""

from upheld.figures.signals.watching.model import Missing, Observed, Signal
from upheld.figures.signals.watching.quarters import Quarterly
from upheld.figures.signals.watching.reading import share_of


def _read(counts: Quarterly) -> Observed | Missing:
    return share_of(counts, "late-compliance-rate")


SIGNAL = Signal(
    id="late-remedies",
    name="More remedies late",
    question="When the authority puts things right, is it late more often than before?",
    counts="remedies carried out late",
    reads="Compliance outcomes after the last agreed date, out of all of the quarter, by the date of the outcome.",
    means=(
        "More remedies came late than its own earlier share, and the movement at similar authorities, would let expect."
    ),
    does_not_mean=(
        "That nothing was put right: a late remedy is a remedy. One hard matter with several people can make several "
        "late outcomes. Ask what held them up."
    ),
    measure="late-compliance-rate",
    read=_read,
)
