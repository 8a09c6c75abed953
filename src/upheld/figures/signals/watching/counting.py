"""What signals need besides the cube: complaints by the day they came in, and replies that came late.

A second small pass over the decisions, for this purpose only: neither count is ever published.
"""

from __future__ import annotations

from typing import cast

import ibis
import ibis.expr.types as ir
import numpy as np

from upheld.figures.cells import Cells
from upheld.figures.counts import KEYS, codes_counted
from upheld.figures.cube import dated
from upheld.figures.signals.watching.quarters import LATE_REPLIES, RECEIVED
from upheld.scheme.model import Scheme

LATE_REPLY = "late_reply"
"""The flag of a decision's `conduct` that an authority replied late."""
REPLIED_IN = "upheld-rate"
"""The measure whose base holds the cases in which an authority has to reply: those investigated."""

NOT_RECEIVED = "The snapshot does not say on which day complaints were received."
NO_CONDUCT = "The snapshot records no late reply at all, so it does not seem to record them."


def received_and_replies(decisions: ir.Table, scheme: Scheme) -> ir.Table:
    """Return one expression: authority, year, quarter, category, complaints received, replies that came late.

    Columns needed: `authority category received_on decided_on outcome conduct`. Complaints are counted in the quarter
    they were received in, late replies by the date of the decision, among the cases that were investigated.
    """
    known = decisions.filter(
        decisions.authority.notnull(),
        decisions.category.notnull(),
        decisions.decided_on.notnull(),
        decisions.outcome.isin([o.code for o in scheme.outcomes]),
    )
    came = known.filter(known.received_on.notnull())
    late = known.filter(known.outcome.isin(_replied_in(scheme)), _has(cast(ir.StringValue, known.conduct), LATE_REPLY))
    zero = ibis.literal(0, "int64")
    parts = []
    for table, day, id_ in ((came, "received_on", RECEIVED), (late, "decided_on", LATE_REPLIES)):
        on = dated(table.select("authority", "category", day), day, scheme)
        counted = on.group_by(KEYS).agg(found=on.count().cast("int64"))
        columns = {name: counted.found if name == id_ else zero for name in (RECEIVED, LATE_REPLIES)}
        parts.append(counted.select(*KEYS, **columns))
    whole = ibis.union(*parts, distinct=False)
    return whole.group_by(KEYS).agg(**{n: whole[n].sum().cast("int64") for n in (RECEIVED, LATE_REPLIES)})


def not_recorded(cells: Cells) -> dict[str, str]:
    """Return which of the two counts the snapshot cannot tell, and why."""
    empty = dict(zip(cells.counts, (cells.values.sum(axis=0) == 0).tolist(), strict=True))
    whys = {RECEIVED: NOT_RECEIVED, LATE_REPLIES: NO_CONDUCT}
    return {id_: whys[id_] for id_ in whys if empty[id_]}


def cells_of(expression: ir.Table) -> Cells:
    """Execute the expression and return its cells, sorted by key."""
    table = expression.to_pyarrow()
    columns = {name: table.column(name).to_numpy() for name in (*KEYS, RECEIVED, LATE_REPLIES)}
    text, number = (
        {name: columns[name].astype(kind) for name in names}
        for names, kind in ((("authority", "category"), np.str_), (("year", "quarter"), np.int64))
    )
    order = np.lexsort((text["category"], number["quarter"], number["year"], text["authority"]))
    return Cells(
        counts=(RECEIVED, LATE_REPLIES),
        authority=text["authority"][order],
        year=number["year"][order],
        quarter=number["quarter"][order],
        category=text["category"][order],
        values=np.stack([columns[RECEIVED], columns[LATE_REPLIES]], axis=1).astype(np.int64)[order],
    )


def _replied_in(scheme: Scheme) -> tuple[str, ...]:
    measure = scheme.measure_by_id.get(REPLIED_IN)
    return codes_counted(scheme.count_by_id[measure.base], scheme) if measure else ()


def _has(flags: ir.StringValue, flag: str) -> ir.BooleanValue:
    return (ibis.literal(";") + flags + ibis.literal(";")).contains(f";{flag};").fill_null(False)
