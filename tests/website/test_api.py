"""The API says what the pages say, in documents that keep to their description, and hides what the tables hide."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from tests.website import by_hand
from tests.website.conftest import WrittenSite
from upheld.figures.disclosure import MERGED
from upheld.scheme import review_dates
from upheld.tables.rows import filled
from upheld.website.api import EVERY, FOLDER, Resource, Sources, api_documents, openapi
from upheld.website.casework import Casework, Decision, Improvement, Report, Status, Withdrawn
from upheld.website.changes_page import Revision

pytestmark = pytest.mark.xdist_group("website")

KNOWSLEY, KNOWSLEY_SLUG = "E08000011", "knowsley-metropolitan-borough-council"
IMPROVEMENT = Improvement(
    "19 012 345-2", "19 012 345", KNOWSLEY, "housing", "Train its staff.", date(2019, 9, 1), None, Status.MET
)


def casework(decisions: int = 101) -> Casework:
    made = [
        Decision(f"19 01{n:04}", KNOWSLEY, date(2019, 9, 1), "upheld", "housing", "", "Fault.", ("## What", "We did."))
        for n in range(decisions)
    ]
    withdrawn = (Withdrawn("19 000 001", KNOWSLEY, date(2020, 1, 1), "19 010001"),)
    reports = (Report("19-R-1", KNOWSLEY, date(2020, 2, 1), "report", "A report"),)
    return Casework(date(2020, 7, 29), made, withdrawn, (IMPROVEMENT,), reports)


def sources(year: int = 2020, *, synthetic: bool = True, with_cases: bool = True) -> Sources:
    figures = by_hand.figures(year, synthetic=synthetic)
    dates = review_dates(figures.scheme.calendar, year)
    return Sources(figures, dates, casework=casework() if with_cases else None)


@pytest.fixture(scope="module")
def of() -> Sources:
    return sources()


@pytest.fixture(scope="module")
def documents(of: Sources) -> dict[str, tuple[Resource, Any]]:
    return {path: (resource, json.loads(text)) for resource, path, text in api_documents(of)}


@pytest.fixture(scope="module")
def description(of: Sources) -> dict[str, Any]:
    return json.loads(json.dumps(openapi(of)))


def schema_of(description: dict[str, Any], path: str) -> dict[str, Any]:
    schema = description["paths"][f"/{path}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return {**schema, "components": description["components"]}


def document(documents: dict[str, tuple[Resource, Any]], path: str) -> Any:
    return documents[FOLDER + path][1]


def test_the_description_is_openapi_3_1(description: dict[str, Any]) -> None:
    validate(description, cls=OpenAPIV31SpecValidator)
    assert description["openapi"] == "3.1.0"


def test_everything_described_is_explained(description: dict[str, Any]) -> None:
    for name, schema in description["components"]["schemas"].items():
        assert schema["description"], name
        assert schema["required"] == list(schema["properties"]), name
    for path, item in description["paths"].items():
        assert item["get"]["summary"], path
        assert item["get"]["description"], path


def test_every_document_keeps_to_its_schema(
    documents: dict[str, tuple[Resource, Any]], description: dict[str, Any]
) -> None:
    seen = set()
    for path, (resource, held) in documents.items():
        schema = schema_of(description, resource.path)
        found = [error.message for error in Draft202012Validator(schema).iter_errors(held)]
        assert found == [], path
        seen.add(resource.path)
    assert seen == {resource.path for resource in EVERY}


def test_a_schema_would_find_what_does_not_keep_to_it(
    documents: dict[str, tuple[Resource, Any]], description: dict[str, Any]
) -> None:
    held = json.loads(json.dumps(document(documents, f"authorities/{KNOWSLEY_SLUG}.json")))
    held["years"][0]["measures"]["upheld-rate"]["rate"] = 62
    schema = schema_of(description, "authorities/{slug}.json")
    assert not Draft202012Validator(schema).is_valid(held)


def test_without_single_cases_nothing_of_them_is_written_or_described() -> None:
    of = sources(with_cases=False)
    described = openapi(of)["paths"]
    assert not [path for path in described if re.search("decision|improvement|report", path)]
    assert not [path for _, path, _ in api_documents(of) if re.search("decision|improvement|report", path)]


def test_every_document_says_what_it_is(documents: dict[str, tuple[Resource, Any]]) -> None:
    for path, (_, held) in documents.items():
        about = held["about"]
        assert about["synthetic"] is True, path
        assert "synthetic" in about["title"], path
        assert about["published_on"] == "2020-07-29", path
        assert about["review_year"] == "2019-20", path
        assert about["licence"]["statement"], path
        assert about["attributions"], path


def test_real_figures_are_not_called_synthetic() -> None:
    for _, path, text in api_documents(sources(2024, synthetic=False, with_cases=False)):
        assert b'"synthetic":false' in text, path
        assert text.count(b"synthetic") == 1, path


def test_a_revision_is_said_in_every_document() -> None:
    figures = by_hand.figures(2020)
    revision = Revision(1, date(2020, 9, 1), "A date was wrong.", (), (), ())
    about = Sources(figures, review_dates(figures.scheme.calendar, 2020), (revision,)).about
    assert (about.revision, about.revised_on) == (1, date(2020, 9, 1))


def test_a_figure_is_the_one_on_the_page(documents: dict[str, tuple[Resource, Any]], written: WrittenSite) -> None:
    page = written.of(KNOWSLEY).text
    (year,) = [y for y in document(documents, f"authorities/{KNOWSLEY_SLUG}.json")["years"] if y["year"] == "2019-20"]
    measure = year["measures"]["upheld-rate"]
    assert measure["rate"] == "75%"
    assert (measure["numerator"], measure["base"]) == (9, 12)
    for said in (measure["sentence"], measure["verdict_sentence"], measure["comparison"]["with_this_one"]["rate"]):
        assert said in page
    assert measure["published"]["value"] == "75"


def test_a_base_of_zero_has_no_rate(documents: dict[str, tuple[Resource, Any]]) -> None:
    years = document(documents, "authorities/westmorland-and-furness-council.json")["years"]
    measure = years[-1]["measures"]["upheld-rate"]
    assert (measure["numerator"], measure["base"], measure["rate"], measure["interval"]) == (0, 0, None, None)


def test_service_areas_are_merged_as_in_the_tables(documents: dict[str, tuple[Resource, Any]], of: Sources) -> None:
    by_file = {one.table.file: one for one in filled(of.figures)}
    merged = 0
    for file, key in (("counts.csv", "decisions_by_service_area"), ("compliance.csv", "compliance_by_service_area")):
        table = by_file[file]
        header = table.table.header
        rows = [dict(zip(header, row, strict=True)) for row in table.rows]
        for body in document(documents, "authorities.json")["authorities"]:
            for year in document(documents, f"authorities/{body['slug']}.json")["years"]:
                here = [r for r in rows if (r["authority_code"], r["year"]) == (body["code"], year["year"])]
                shown = {a["id"]: (len(a["adds_up"]), a["counts"]) for a in year[key]}
                wanted = {
                    r["category"]: (r["categories_added"], {i: r[i] for i in year["counts"] if i in r})
                    for r in here
                    if r["category"] != "all"
                }
                assert shown == wanted
                merged += MERGED in shown
    assert merged


def test_verdicts_are_the_four_of_the_index(documents: dict[str, tuple[Resource, Any]]) -> None:
    verdicts = document(documents, "index.json")["verdicts"]
    found = {
        measure["verdict"]
        for path, (resource, held) in documents.items()
        if resource.path == "authorities/{slug}.json"
        for year in held["years"]
        for measure in year["measures"].values()
    }
    assert found - {None} <= set(verdicts)
    assert found - {None}


def test_a_year_that_begins_a_new_series_says_so(documents: dict[str, tuple[Resource, Any]]) -> None:
    (_, year) = document(documents, "england.json")["years"]
    breaks = {b["title"] for m in document(documents, "measures.json")["measures"] for b in m["breaks"]}
    assert {title for m in year["measures"].values() for title in m["breaks"]} == breaks


def test_a_body_names_those_before_and_after_it(documents: dict[str, tuple[Resource, Any]]) -> None:
    listed = {a["code"]: a for a in document(documents, "authorities.json")["authorities"]}
    assert listed["E07000030"]["successors"] == ["E06000064"]
    assert listed["E06000064"]["predecessors"] == ["E07000030"]
    assert listed["PARK-LAKES"]["group"] is None


def test_pages_of_a_long_list_hold_all_of_it_once(documents: dict[str, tuple[Resource, Any]]) -> None:
    listed = document(documents, "decisions/index.json")
    assert listed["pages"] == ["decisions/pages/1.json", "decisions/pages/2.json"]
    held = [d["reference"] for page in listed["pages"] for d in document(documents, page)["decisions"]]
    assert len(held) == len(set(held)) == listed["total"] == 101


def test_a_service_improvement_has_its_status_in_words(documents: dict[str, tuple[Resource, Any]]) -> None:
    (improvement,) = document(documents, "improvements/pages/1.json")["improvements"]
    assert (improvement["status"], improvement["due_on"]) == ("met in time", None)


def test_what_the_index_lists_is_what_there_is(documents: dict[str, tuple[Resource, Any]]) -> None:
    assert [d["path"] for d in document(documents, "index.json")["documents"]] == [r.path for r in EVERY]


def test_the_site_holds_every_document_and_their_description(written: WrittenSite) -> None:
    folder = written.folder / FOLDER
    assert json.loads((folder / "openapi.json").read_bytes())["openapi"] == "3.1.0"
    slugs = {p.stem for p in (folder / "authorities").iterdir()}
    assert slugs == {a.slug for a in written.site.figures.scheme.authorities}


def test_addresses_in_a_document_lead_somewhere(written: WrittenSite) -> None:
    held = json.loads((written.folder / FOLDER / "authorities" / f"{KNOWSLEY_SLUG}.json").read_bytes())
    assert (written.folder / held["authority"]["page"] / "index.html").is_file()
    assert [letter["year"] for letter in held["letters"]] == ["2019-20", "2018-19"]
    for letter in held["letters"]:
        assert (written.folder / letter["html"]).is_file()
        assert (written.folder / letter["pdf"]).is_file()


def test_the_description_says_where_the_site_is_served_or_that_it_is_beside_the_documents(of: Sources) -> None:
    assert openapi(of)["servers"][0]["url"] == "."
    scheme = of.figures.scheme
    served = replace(scheme, website=replace(scheme.website, address="https://example.org/2020/"))
    there = replace(of, figures=replace(of.figures, scheme=served))
    assert openapi(there)["servers"][0]["url"] == "https://example.org/2020/api/v1"
