"""Many more, or many fewer, complaints come in than before."""

from upheld.figures.signals.watching.model import FALL, RISE, Missing, Observed, Signal
from upheld.figures.signals.watching.quarters import RECEIVED, Quarterly
from upheld.figures.signals.watching.reading import count_of


def _read(counts: Quarterly) -> Observed | Missing:
    return count_of(counts, RECEIVED)


SIGNAL = Signal(
    id="received",
    name="More or fewer complaints received",
    question="Do many more, or many fewer, complaints about this authority reach us than before?",
    counts="complaints received",
    reads=(
        "Complaints by the quarter in which they reached us. Only complaints decided by now are known, so the latest "
        "quarters are short everywhere; they are held against similar authorities, which are short by the same."
    ),
    means=(
        "More, or fewer, complaints came in than its own earlier number and the movement at similar authorities would "
        "let expect."
    ),
    does_not_mean=(
        "That it serves people worse, or better. More may come because it tells people of the Ombudsman; fewer because "
        "it no longer does, or because rows are missing from the extract. Volume is not quality."
    ),
    directions=(RISE, FALL),
    read=_read,
)
