"""What pages say to search engines is schema.org in JSON-LD, in a block that holds nothing to run."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.website.conftest import WrittenSite
from upheld.website.linked_data import block

pytestmark = pytest.mark.xdist_group("website")


def linked(site: WrittenSite, path: str) -> dict[str, Any]:
    html = (site.folder / path / "index.html").read_text(encoding="utf-8")
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    held = json.loads(text)
    assert isinstance(held, dict)
    return held


def test_a_block_cannot_be_ended_by_what_is_in_it() -> None:
    made = str(block({"name": "</script><b>&"}))
    assert made.count("<") == 2
    assert json.loads(made.partition(">")[2].rpartition("<")[0]) == {"name": "</script><b>&"}


def test_the_data_page_is_a_data_set_whose_files_are_there(written: WrittenSite) -> None:
    held = linked(written, "data")
    assert "Dataset" in held["@type"]
    assert "synthetic" in held["name"]
    assert held["datePublished"] == "2020-07-29"
    files = [one["contentUrl"]["@id"] for one in held["distribution"]]
    assert "figures.parquet" in files
    for file in files:
        assert (written.folder / "data" / file).is_file()


def test_the_page_of_a_body_says_who_it_is_and_where_the_page_stands(written: WrittenSite) -> None:
    body, trail = linked(written, "authorities/eden-district-council")["@graph"]
    assert (body["@type"], body["name"]) == ("GovernmentOrganization", "Eden District Council")
    assert (body["foundingDate"], body["dissolutionDate"]) == ("1974-04-01", "2023-03-31")
    assert [step["name"] for step in trail["itemListElement"]] == ["Councils A to Z", "Eden District Council"]


def test_nothing_of_the_figures_is_given_away_bare(written: WrittenSite) -> None:
    text = json.dumps(linked(written, "authorities/knowsley-metropolitan-borough-council"))
    assert "75%" not in text
    assert "rating" not in text.lower()
