"""The authority replies late more often than before."""

from upheld.figures.signals.watching.model import Missing, Observed, Signal
from upheld.figures.signals.watching.quarters import LATE_REPLIES, Quarterly
from upheld.figures.signals.watching.reading import count_of, share_of


def _read(counts: Quarterly) -> Observed | Missing:
    late, investigated = count_of(counts, LATE_REPLIES), share_of(counts, "upheld-rate")
    if isinstance(late, Missing):
        return late
    return investigated if isinstance(investigated, Missing) else Observed(late.counted, investigated.base)


SIGNAL = Signal(
    id="late-replies",
    name="More replies late",
    question="When we ask the authority about a complaint, does it reply late more often than before?",
    counts="cases in which it replied late",
    reads="Cases flagged with a late reply, out of those investigated in each quarter, by the date of the decision.",
    means=(
        "It replied late in more of its cases than its own earlier share, and the movement at similar authorities, "
        "would let expect."
    ),
    does_not_mean=(
        "That its services are bad. It often means that whoever answers the Ombudsman has too much to do, or has left. "
        "The flag is set by the Ombudsman’s own staff, and may be set more readily than before."
    ),
    read=_read,
)
