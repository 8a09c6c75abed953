"""The flow adds up, node by node, or there is none."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.review import by_hand
from upheld.figures.became import Became, Received
from upheld.review.drawing import WIDTH, Band, Box
from upheld.review.endings import flow_of, flow_of_upheld
from upheld.review.facts import Facts
from upheld.review.flow import Flow, Link, Node, draw_flow

NUMBERS = st.integers(0, 20_000)
TREE = st.recursive(NUMBERS, lambda below: st.lists(below, min_size=1, max_size=4), max_leaves=12)


def flow_from(tree: int | list[object]) -> Flow:
    """A flow that branches as a drawn tree does: the leaves are numbers, every other node is what it holds."""
    nodes: list[Node] = []
    links: list[Link] = []

    def grow(branch: int | list[object], column: int) -> Node:
        below = [grow(part, column + 1) for part in branch] if isinstance(branch, list) else []
        number = sum(n.number for n in below) if isinstance(branch, list) else branch
        node = Node(f"n{len(nodes)}", f"Node {len(nodes)}", number, column)
        nodes.append(node)
        links.extend(Link(node.id, n.id, n.number) for n in below)
        return node

    grow(tree, 0)
    return Flow(tuple(nodes), tuple(links))


@given(TREE)
def test_what_flows_into_a_node_is_what_flows_out_of_it(tree: int | list[object]) -> None:
    flow = flow_from(tree)
    for node in flow.nodes:
        into, out = (sum(link.number for link in links) for links in (flow.into(node), flow.out_of(node)))
        assert not flow.into(node) or into == node.number
        assert not flow.out_of(node) or out == node.number


@given(TREE.filter(lambda tree: isinstance(tree, list)), st.data())
def test_a_flow_that_loses_one_complaint_cannot_be_made(tree: list[object], data: st.DataObject) -> None:
    flow = flow_from(tree)
    leak = data.draw(st.sampled_from(flow.links))
    with pytest.raises(ValueError, match="do not flow"):
        Flow(flow.nodes, tuple(replace(x, number=x.number + 1) if x is leak else x for x in flow.links))


@given(TREE)
def test_a_drawing_stays_on_its_sheet_and_its_streams_are_as_wide_as_their_bars(tree: int | list[object]) -> None:
    drawing = draw_flow(flow_from(tree), 80.0, 4.0, "said")
    for shape in drawing.shapes:
        if isinstance(shape, Box):
            assert 0 <= shape.x <= WIDTH
            assert shape.y + shape.height <= drawing.height + 0.5
        if isinstance(shape, Band):
            assert shape.bottom - shape.top == pytest.approx(shape.to_bottom - shape.to_top, abs=0.02)


@pytest.mark.parametrize("year", [2019, 2020, 2021, 2023, 2024])
def test_the_flow_of_a_review_begins_and_ends_with_the_figures(year: int) -> None:
    drawn = by_hand.figures(year)
    facts = Facts(drawn, by_hand.context(drawn))
    counts = drawn.england[year].counts
    whole = flow_of(facts)
    assert {n.id: n.number for n in whole.nodes if n.id in counts} == {
        name: counts[name] for name in ("dealt_with", "not_for_us", "assessed_and_closed", "investigated", "upheld")
    }
    assert facts.context.became is not None
    assert flow_of_upheld(facts, facts.context.became).node("upheld").number == counts["upheld"]


def test_cases_that_do_not_add_up_to_the_figures_make_no_review() -> None:
    drawn = by_hand.figures(2020)
    with pytest.raises(ValueError, match="do not flow"):
        by_hand.review(2020, became=Became(1, 0, 0, 0, 0, 0, 0))
    with pytest.raises(ValueError, match="do not flow"):
        by_hand.review(2020, received=Received(drawn.england[2020].counts["dealt_with"], 1, 0))


def test_the_table_of_the_flow_says_every_stream() -> None:
    chapter = next(c for c in by_hand.review().chapters if c.id == "flow")
    table = next(e for e in chapter.elements if e.kind == "table")
    drawn = by_hand.figures()
    facts = Facts(drawn, by_hand.context(drawn))
    assert facts.context.became is not None
    links = [*flow_of(facts).links, *flow_of_upheld(facts, facts.context.became).links]
    assert [row[2] for row in table.rows] == [f"{link.number:,}" for link in links]
    words = " ".join(e.drawing.alt for e in chapter.elements if e.kind == "chart")
    assert {f"{link.number:,}" for link in links} <= set(re.findall(r"\d[\d,]*", words.replace(", ", "  ")))
